"""The whole: every published entry and what hangs on what. Nothing here reads a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sharedstory.reading.codes import Severity
from sharedstory.reading.problems import Problem
from sharedstory.schema.choices import OPEN_STATUSES, WRITING, Channel, GatheringState, Kind, Status
from sharedstory.schema.dates import When
from sharedstory.schema.entries import FrontMatter, Gathering
from sharedstory.schema.pledge import Pledge
from sharedstory.schema.types import QUIET_DAYS
from sharedstory.schema.vocabularies import Collection, Place, Theme, Withdrawal

RELATED = 3
RELATED_WINDOW = 5
FOLDERS = {
    Kind.GLIMPSE: "glimpses",
    Kind.GATHERING: "gatherings",
    Kind.SESSION: "gatherings",
    Kind.INITIATIVE: "initiatives",
}


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A published entry.

    `path` is its page's place in the site without an ending (`glimpses/somerset`, `gatherings/spring/index`),
    `file` the contributed file, as shown in messages, and `when` the date that it sorts by.
    """

    slug: str
    front: FrontMatter
    body: str
    path: str
    file: str
    when: When | None
    channels: frozenset[Channel]

    @property
    def title(self) -> str:
        return self.front.title

    @property
    def kind(self) -> Kind:
        return self.front.kind


@dataclass(frozen=True, slots=True, eq=False)
class MadePledge:
    """A pledge and the entry in which it was made."""

    pledge: Pledge
    entry: Entry
    tags: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.pledge.id

    @property
    def path(self) -> str:
        return f"pledges/{self.pledge.id}"

    @property
    def status(self) -> Status:
        return self.pledge.latest.status

    @property
    def when(self) -> When | None:
        return self.pledge.latest.on

    def quiet_days(self, as_of: date) -> int:
        """For how many days there has been no news; 0 while there is, when no more is to be expected, or none has a date."""
        days = (as_of - self.when.end).days if self.when else 0
        return days if self.status in OPEN_STATUSES and days > QUIET_DAYS else 0


def path_of(kind: Kind, name: str, gathering: str = "") -> str:
    """The path of an entry's page from the name of its file; that of a session also from that of its gathering."""
    folder = f"gatherings/{gathering}" if kind is Kind.SESSION else FOLDERS.get(kind, "testimonies")
    return f"{folder}/{name}/index" if kind is Kind.GATHERING else f"{folder}/{name}"


def names_of(entry: Entry) -> tuple[str, ...]:
    """The name of an entry's file, without .md, and those that it had before."""
    return entry.slug, *entry.front.aliases


Dated = TypeVar("Dated", Entry, MadePledge)


def newest_first(items: Iterable[Dated]) -> tuple[Dated, ...]:
    """By date, newest first, then by name; undated ones last."""

    def key(item: Dated) -> tuple[bool, int, int, str]:
        name = item.slug if isinstance(item, Entry) else item.id
        if item.when is None:
            return True, 0, 0, name
        return False, -item.when.start.toordinal(), -item.when.end.toordinal(), name

    return tuple(sorted(items, key=key))


def as_listed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries in the order of lists that hold more than one kind: testimonies, then critiques, then analyses, and so on.

    Those of one kind are newest first, with undated ones last.
    """
    order = {kind: number for number, kind in enumerate(Kind)}
    return tuple(sorted(newest_first(entries), key=lambda entry: order[entry.kind]))


@dataclass(frozen=True)
class Story:
    """Everything that may be shown on the day `as_of`, and what is wrong with what was read.

    `released` holds every entry whose consent and draft state let it be used somewhere; `entries` those of
    them with a page. Both are sorted newest first. `names` are those of all files, without .md. `drafts` are the
    files of drafts, as messages call them, and `pictures` those of the pictures with which nothing is wrong.
    """

    as_of: date
    themes: tuple[Theme, ...]
    places: tuple[Place, ...]
    collections: tuple[Collection, ...]
    released: tuple[Entry, ...]
    withdrawn: tuple[Withdrawal, ...]
    problems: tuple[Problem, ...]
    names: frozenset[str]
    drafts: frozenset[str]
    pictures: frozenset[str]
    folder: Path
    called: str

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the story from being told. A draft may be unfinished, since nobody is shown it."""
        return tuple(
            problem
            for problem in self.problems
            if problem.severity is Severity.ERROR and problem.path not in self.drafts
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.released if Channel.WEB in entry.channels)

    @cached_property
    def listed(self) -> tuple[Entry, ...]:
        """The entries with a page, in the order of lists."""
        return as_listed(self.entries)

    @cached_property
    def by_slug(self) -> Mapping[str, Entry]:
        return {entry.slug: entry for entry in self.entries}

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """The path that each page had under an older name of its file or of its gathering's, and the one it has now."""
        paths: dict[str, str] = {}
        for entry in self.entries:
            host = self.gathering_of(entry) if entry.kind is Kind.SESSION else None
            for gathering in names_of(host) if host else ("",):
                for name in names_of(entry):
                    paths[path_of(entry.kind, name, gathering)] = entry.path
            if entry.kind is Kind.GATHERING and self.pledges_from(entry):
                for name in names_of(entry):
                    paths[f"pledges/gathering/{name}"] = f"pledges/gathering/{entry.slug}"
        return {old: new for old, new in paths.items() if old != new}

    @cached_property
    def by_file(self) -> Mapping[str, Entry]:
        return {entry.file: entry for entry in self.entries}

    def of_kind(self, *kinds: Kind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    @cached_property
    def writing(self) -> tuple[Entry, ...]:
        return as_listed(self.of_kind(*WRITING))

    # Themes

    @cached_property
    def _themes_of_tag(self) -> Mapping[str, tuple[Theme, ...]]:
        gathered: dict[str, list[Theme]] = defaultdict(list)
        for theme in self.themes:
            for tag in sorted(theme.gathers):
                gathered[tag].append(theme)
        return {tag: tuple(themes) for tag, themes in gathered.items()}

    def themes_of(self, tags: Iterable[str]) -> tuple[Theme, ...]:
        """The themes that gather any of the tags, in the order of themes.yml."""
        found = {theme.id for tag in tags for theme in self._themes_of_tag.get(tag, ())}
        return tuple(theme for theme in self.themes if theme.id in found) if found else ()

    @cached_property
    def themes_by_entry(self) -> Mapping[str, tuple[Theme, ...]]:
        return {entry.slug: self.themes_of(entry.front.tags) for entry in self.entries}

    @cached_property
    def in_theme(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each theme: those that it pins, then the others as they are listed."""
        gathered: dict[str, list[Entry]] = {theme.id: [] for theme in self.themes}
        for entry in self.listed:
            for theme in self.themes_by_entry[entry.slug]:
                gathered[theme.id].append(entry)
        for theme in self.themes:
            if theme.pinned:
                order = {slug: number for number, slug in enumerate(theme.pinned)}
                gathered[theme.id].sort(key=lambda entry: order.get(entry.slug, len(order)))
        return {id_: tuple(entries) for id_, entries in gathered.items()}

    def chosen(self, collection: Collection) -> tuple[Entry, ...]:
        """The published entries of a collection, in the order in which somebody put them."""
        return self.known(collection.entries)

    # Places

    @cached_property
    def place(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def in_place(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each place and of the places within it."""
        gathered: dict[str, list[Entry]] = {place.id: [] for place in self.places}
        for entry in self.listed:
            for place in {outer for id_ in entry.front.places for outer in self.around(id_)}:
                gathered[place].append(entry)
        return {id_: tuple(entries) for id_, entries in gathered.items()}

    def known_places(self, ids: Iterable[str]) -> tuple[Place, ...]:
        """The places among some ids that there are, in their order."""
        return tuple(self.place[id_] for id_ in ids if id_ in self.place)

    def around(self, place: str) -> tuple[str, ...]:
        """The place itself, the one that it is within, and so on outwards."""
        found: list[str] = []
        inner: str | None = place
        while inner and inner in self.place and inner not in found:
            found.append(inner)
            inner = self.place[inner].within
        return tuple(found)

    # What hangs on what

    def known(self, slugs: Iterable[str]) -> tuple[Entry, ...]:
        """The published entries among some slugs, in their order."""
        return tuple(self.by_slug[slug] for slug in slugs if slug in self.by_slug)

    @cached_property
    def spoken_of_by(self) -> Mapping[str, tuple[Entry, ...]]:
        """For each slug, the published entries that say they are about it."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for slug in entry.front.about:
                found[slug].append(entry)
        return {slug: tuple(entries) for slug, entries in found.items()}

    @cached_property
    def from_gathering(self) -> Mapping[str, tuple[Entry, ...]]:
        """For each gathering, the published entries that came from it."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.front.gathering:
                found[entry.front.gathering].append(entry)
        return {slug: tuple(entries) for slug, entries in found.items()}

    def came_of(self, gathering: Entry) -> tuple[Entry, ...]:
        """Entries other than sessions that came from a gathering, or speak of it or of one of its sessions."""
        sessions = self.sessions(gathering)
        slugs = {gathering.slug, *(session.slug for session in sessions)}
        found = {entry.slug: entry for entry in self.from_gathering.get(gathering.slug, ())}
        for slug in slugs:
            found |= {entry.slug: entry for entry in self.spoken_of_by.get(slug, ())}
        return newest_first(entry for slug, entry in found.items() if slug not in slugs)

    def sessions(self, gathering: Entry) -> tuple[Entry, ...]:
        return tuple(
            entry for entry in self.from_gathering.get(gathering.slug, ()) if entry.kind is Kind.SESSION
        )

    def gathering_of(self, entry: Entry) -> Entry | None:
        return self.by_slug.get(entry.front.gathering or "")

    @cached_property
    def gatherings(self) -> tuple[Entry, ...]:
        return self.of_kind(Kind.GATHERING)

    def still_to_come(self, gathering: Entry) -> bool:
        """Whether a gathering is planned and its last day has not passed."""
        front = gathering.front
        return (
            isinstance(front, Gathering)
            and front.state is GatheringState.PLANNED
            and front.held.end >= self.as_of
        )

    @cached_property
    def _numbered(self) -> Mapping[str, Mapping[str, int]]:
        return {
            theme: {entry.slug: number for number, entry in enumerate(entries)}
            for theme, entries in self.in_theme.items()
        }

    def beside(self, entry: Entry) -> tuple[Theme | None, Entry | None, Entry | None]:
        """The first theme of an entry, and the entries before and after it there."""
        themes = self.themes_by_entry[entry.slug]
        if not themes:
            return None, None, None
        siblings = self.in_theme[themes[0].id]
        number = self._numbered[themes[0].id][entry.slug]
        before = siblings[number - 1] if number else None
        after = siblings[number + 1] if number + 1 < len(siblings) else None
        return themes[0], before, after

    @cached_property
    def _numbered_places(self) -> Mapping[str, Mapping[str, int]]:
        return {
            place: {entry.slug: number for number, entry in enumerate(entries)}
            for place, entries in self.in_place.items()
        }

    def related(self, entry: Entry) -> tuple[Entry, ...]:
        """Up to three entries that share the most: each theme counts twice, each place once.

        Only the nearest in each theme and place are weighed, so that 5,000 entries cost 5,000 times as
        much as one.
        """
        mentioned = {entry.slug, entry.front.gathering, *entry.front.about}
        weights: dict[str, int] = defaultdict(int)
        for theme in self.themes_by_entry[entry.slug]:
            for other in _near(self.in_theme[theme.id], self._numbered[theme.id][entry.slug]):
                weights[other.slug] += 2
        for place in entry.front.places:
            if place in self.in_place:
                for other in _near(self.in_place[place], self._numbered_places[place][entry.slug]):
                    weights[other.slug] += 1
        best = sorted(
            (slug for slug in weights if slug not in mentioned), key=lambda slug: (-weights[slug], slug)
        )
        return self.known(best[:RELATED])

    def around_entry(self, entry: Entry) -> tuple[tuple[Entry, ...], tuple[Entry, ...], tuple[Entry, ...]]:
        """What the page of an entry leads on to, each once: what it mentions, what mentions it, and what is related."""
        shown = {entry.slug, entry.front.gathering}
        groups = []
        for found in (
            self.known(entry.front.about),
            self.spoken_of_by.get(entry.slug, ()),
            self.related(entry),
        ):
            groups.append(tuple(other for other in found if other.slug not in shown))
            shown |= {other.slug for other in found}
        return groups[0], groups[1], groups[2]

    # Pledges

    @cached_property
    def pledges(self) -> tuple[MadePledge, ...]:
        """Every published pledge, those with the newest news first."""
        return newest_first(
            MadePledge(pledge, entry, pledge.tags or entry.front.tags)
            for entry in self.entries
            for pledge in entry.front.pledges
        )

    @cached_property
    def pledges_made_in(self) -> Mapping[str, tuple[MadePledge, ...]]:
        """The pledges made in each entry, in the order in which they stand there."""
        made = {(pledge.entry.slug, pledge.id): pledge for pledge in self.pledges}
        return {
            entry.slug: tuple(made[entry.slug, pledge.id] for pledge in entry.front.pledges)
            for entry in self.entries
            if entry.front.pledges
        }

    def pledges_from(self, gathering: Entry) -> tuple[MadePledge, ...]:
        """The pledges made at a gathering, in its sessions, and in what came from it."""
        sources = (gathering, *self.from_gathering.get(gathering.slug, ()))
        return tuple(pledge for entry in sources for pledge in self.pledges_made_in.get(entry.slug, ()))

    @cached_property
    def pledges_in_place(self) -> Mapping[str, tuple[MadePledge, ...]]:
        """The pledges that were made in what is about a place, or about a place within it."""
        gathered: dict[str, list[MadePledge]] = {place.id: [] for place in self.places}
        for pledge in self.pledges:
            for place in {outer for id_ in pledge.entry.front.places for outer in self.around(id_)}:
                gathered[place].append(pledge)
        return {id_: tuple(pledges) for id_, pledges in gathered.items()}

    @cached_property
    def pledges_in_theme(self) -> Mapping[str, tuple[MadePledge, ...]]:
        gathered: dict[str, list[MadePledge]] = {theme.id: [] for theme in self.themes}
        for pledge in self.pledges:
            for theme in self.themes_of(pledge.tags):
                gathered[theme.id].append(pledge)
        return {id_: tuple(pledges) for id_, pledges in gathered.items()}


def _near(entries: tuple[Entry, ...], number: int) -> Iterator[Entry]:
    start = max(number - RELATED_WINDOW, 0)
    return iter(entries[start : number + RELATED_WINDOW + 1])
