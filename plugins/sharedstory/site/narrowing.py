"""What a list can be narrowed by on its own page: the choices, and the style rules that hide all the rest.

Each item of a list says in attributes what it is, such as `data-theme="community home"`. A rule for each value hides
the items that are not of it while a select has that value chosen. So choices combine, and no script is needed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sharedstory.schema.choices import Kind, PledgeSort, Status, Voice
from sharedstory.schema.wording import Wording
from sharedstory.story.story import Entry, MadePledge, Story


@dataclass(frozen=True, slots=True)
class Filter:
    """One select: its name, its label, and its choices as (value, label, how many)."""

    name: str
    label: str
    choices: tuple[tuple[str, str, int], ...]


class Filters:
    """The filters of a story's lists."""

    def __init__(self, story: Story, say: Wording) -> None:
        self.story = story
        self.labels = {
            "kind": say("Type"),
            "voice": say("Who is speaking"),
            "theme": say("Theme"),
            "place": say("Place"),
            "status": say("Progress"),
            "sort": say("Type"),
            "gathering": say("Gathering"),
        }
        # The values of each filter with their words, in the order in which they are shown.
        self.words: Mapping[str, Mapping[str, str]] = {
            "kind": {kind.value: say(kind.label) for kind in Kind},
            "voice": {voice.value: say(voice.label) for voice in Voice if voice is not Voice.NOT_STATED},
            "theme": {theme.id: theme.title for theme in story.themes},
            "place": {place.id: place.name for place in story.places},
            "status": {status.value: say(status.label) for status in Status},
            "sort": {sort.value: say(sort.label) for sort in PledgeSort},
            "gathering": {gathering.slug: gathering.title for gathering in story.gatherings},
        }
        self._known: dict[str, dict[str, Sequence[str]]] = {}

    def values(self, item: Entry | MadePledge) -> Mapping[str, Sequence[str]]:
        """By which values of which filters an item is found."""
        known = self._known.get(item.path)
        if known is None:
            known = self._known[item.path] = self._values(item)
        return known

    def _values(self, item: Entry | MadePledge) -> dict[str, Sequence[str]]:
        story = self.story
        if isinstance(item, MadePledge):
            made_at = item.entry.slug if item.entry.kind is Kind.GATHERING else item.entry.front.gathering
            return {
                "status": [item.status],
                "sort": [item.pledge.sort],
                "theme": [theme.id for theme in story.themes_of(item.tags)],
                "place": self._places(item.entry),
                "gathering": [made_at] if made_at and made_at in story.by_slug else [],
            }
        return {
            "kind": [item.kind],
            "voice": item.front.voices,
            "theme": [theme.id for theme in story.themes_by_entry[item.slug]],
            "place": self._places(item),
        }

    def _places(self, entry: Entry) -> list[str]:
        return sorted({outer for place in entry.front.places for outer in self.story.around(place)})

    def attributes(self, item: Entry | MadePledge) -> Markup:
        """What an item says of itself, as attributes of HTML."""
        said = "".join([f' data-{name}="{" ".join(values)}"' for name, values in self.values(item).items()])
        return Markup(said)  # noqa: S704 - ids are letters, figures and hyphens only

    def of(self, items: Iterable[Entry | MadePledge]) -> list[Filter]:
        """The filters that tell some of the items from others."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in self.labels}
        total = 0
        for item in items:
            total += 1
            for name, values in self.values(item).items():
                counts[name].update(values)
        return [
            Filter(
                name,
                label,
                tuple(
                    (value, words, counts[name][value])
                    for value, words in self.words[name].items()
                    if counts[name][value]
                ),
            )
            for name, label in self.labels.items()
            if any(count < total for count in counts[name].values())
        ]

    def stylesheet(self) -> str:
        """The rules, one for each value that any item can have. Ids are letters, figures and hyphens only."""
        return "".join(
            f'.ss-filters:has([name="{name}"] [value="{value}"]:checked) ~ .ss-narrowed '
            f'[data-{name}]:not([data-{name}~="{value}"]) {{ display: none; }}\n'
            for name, words in self.words.items()
            for value in words
        )
