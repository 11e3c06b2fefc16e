"""What the tags and words of a story say of its themes: which are used, which are near, what a new one would gather."""

import difflib
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sharedstory import body as bodies
from sharedstory.story import Entry, Story

ALIKE_SPELT = 0.85
# Of entries with the one tag or the other, the part that has both, and how many at least.
TOGETHER, TOGETHER_LEAST = 0.6, 3
SUGGESTED = 3
REASONS = 6
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Near:
    """Two tags that may mean the same, and why."""

    one: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that may fit a draft, from 0 to 1, and the words that say so, the weightiest first."""

    theme: str
    likeness: float
    words: tuple[str, ...]


def tags(story: Story) -> Mapping[str, int]:
    """How many published entries use each tag that themes gather, the most used first."""
    used = Counter(tag for entry in story.entries for tag in entry.front.tags)
    used |= Counter({tag: used[tag] for theme in story.themes for tag in theme.tags})
    found = {tag: used[tag] for theme in story.themes for tag in sorted(theme.gathers)} | used
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def near(story: Story) -> tuple[Near, ...]:
    """Pairs of tags that are spelt alike, or mostly stand together."""
    counts = tags(story)
    together = Counter(
        pair for entry in story.entries for pair in itertools.combinations(sorted(set(entry.front.tags)), 2)
    )
    found = []
    for one, other in itertools.combinations(sorted(counts), 2):
        both = together[one, other]
        either = counts[one] + counts[other] - both
        if difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE_SPELT:
            found.append(Near(one, other, "they are spelt alike"))
        elif both >= TOGETHER_LEAST and both >= TOGETHER * either:
            found.append(Near(one, other, f"{both} of {either} entries with either have both"))
    return tuple(found)


def gathered(story: Story, wanted: Collection[str]) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    """What a theme of some tags would gather, each with the themes in which it is already."""
    return tuple(
        (entry, tuple(theme.id for theme in story.themes_by_entry[entry.slug]))
        for entry in story.entries
        if {*entry.front.tags} & {*wanted}
    )


def suggest(story: Story, text: str, but: str = "") -> tuple[Suggestion, ...]:
    """The themes whose entries speak most as a text does, by the words that they share and others do not (TF-IDF).

    `but` is the slug of the text itself, where it is published already.
    """
    return _Index(story, but).suggest(text)


@dataclass(frozen=True)
class _Index:
    story: Story
    but: str

    @cached_property
    def texts(self) -> Mapping[str, Counter[str]]:
        return {
            entry.slug: _counted(f"{entry.title} {entry.front.summary} {bodies.plain(entry.body)}")
            for entry in self.story.entries
            if entry.slug != self.but
        }

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """The logarithm of how few entries have a word; nothing for words that only one has."""
        holders = Counter(word for words in self.texts.values() for word in words)
        return {word: math.log(len(self.texts) / count) for word, count in holders.items() if count > 1}

    def weighed(self, words: Counter[str]) -> dict[str, float]:
        """The words with their weights, of length 1 together."""
        found = {word: (1 + math.log(count)) * self.rarity.get(word, 0.0) for word, count in words.items()}
        length = math.sqrt(sum(weight * weight for weight in found.values()))
        return {word: weight / length for word, weight in found.items() if weight} if length else {}

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        own = self.weighed(_counted(text))
        found = []
        for theme in self.story.themes:
            whole: dict[str, float] = defaultdict(float)
            for entry in self.story.in_theme[theme.id]:
                for word, weight in self.weighed(self.texts.get(entry.slug, Counter())).items():
                    whole[word] += weight
            length = math.sqrt(sum(weight * weight for weight in whole.values()))
            shared = {word: own[word] * whole[word] / length for word in own if whole.get(word)}
            if shared:
                words = sorted(shared, key=lambda word: (-shared[word], word))[:REASONS]
                found.append(Suggestion(theme.id, sum(shared.values()), tuple(words)))
        return tuple(sorted(found, key=lambda one: (-one.likeness, one.theme))[:SUGGESTED])


def _counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def unused(story: Story) -> Sequence[str]:
    """Tags of themes that no published entry uses, but for the ids of themes."""
    return [tag for theme in story.themes for tag in theme.tags if not tags(story)[tag]]
