"""Story -> what a movement can say of itself on a day, and the same as Markdown, CSV and JSON.

What is written after the day is left out. Consent is that of the story, so what is held back today is nowhere in it.
"""

import functools
import operator
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import ClassVar

from sharedstory.reading import markdown as bodies
from sharedstory.reading.rules_on_links import resolve
from sharedstory.schema import dates, locales
from sharedstory.schema.choices import WRITING, Channel, Checked, Kind, PledgeSort, Resource, Status, Voice
from sharedstory.schema.dates import When
from sharedstory.schema.entries import Glimpse, Session
from sharedstory.schema.pledge import LearningPoint
from sharedstory.schema.types import GLIMPSE_CHECK_MONTHS
from sharedstory.schema.wording import ENGLISH, Wording
from sharedstory.site import small_numbers
from sharedstory.site.page import Page
from sharedstory.story.story import Entry, MadePledge, Story

NOTE = (
    "We show a dash for small numbers, so that nobody can be recognised. One story can count in several rows."
)
OTHER_PLACES = "Other places"
MOST_POINTS = 8
MATCHES = 3
STILL_OPEN = (Status.PROMISED, Status.STUCK, Status.RESHAPED, Status.STANDING)
# What the chart draws as one.
GROUPS: Mapping[str, tuple[Status, ...]] = {
    "Kept": (Status.KEPT,),
    "Still open": (Status.PROMISED, Status.UNDER_WAY, Status.STUCK, Status.RESHAPED, Status.STANDING),
    "Stopped": (Status.LET_GO,),
}
# Wording that pledges share without having anything else in common.
EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        """
        about after again also another anybody anyone around because been before being best between
        both bring can come could does done each else every everybody everyone from gather give given
        giving goes good have having help helping here into join just keep know like look made make
        making many more most much must need needs next offer offering once only other others ours over
        people person places provide right same shall share some somebody someone start such support
        take than that their them then there these they thing things this those through time together
        under until used using want wants week well were what when where which while will with within
        without work working would year years your
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Table:
    """Counts with the words of their rows and columns. A count that is not shown is None."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An offer and an ask that may fit each other, with the reasons in words."""

    offer: MadePledge
    ask: MadePledge
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer or ask that nobody has taken up, and what may fit it."""

    made: MadePledge
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a session learned: each point with the entries that link to it, and what else came of the session."""

    session: Entry
    points: tuple[tuple[LearningPoint, tuple[Entry, ...]], ...]
    pledges: tuple[MadePledge, ...]
    spoken_of_by: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """How many pledges stood how on a day."""

    on: date
    counts: Mapping[Status, int]

    def of(self, group: str) -> int:
        """How many stood in one of the groups that the chart draws."""
        return sum(self.counts[status] for status in GROUPS[group])


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column of the chart: what it stands for, how many, and its rectangle."""

    group: str
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The pledges over time as columns: bars, the words below each column and its middle, and the top of the scale."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[int, str, str], ...]
    top: int
    width: ClassVar[int] = 400
    height: ClassVar[int] = 200
    column: ClassVar[int] = 34
    groups: ClassVar[tuple[str, ...]] = tuple(GROUPS)


@dataclass(frozen=True)
class Report:
    """What can be said on a day. `entries` and `pledges` are as they were on that day, `say` has the words for them."""

    on: date
    story: Story
    entries: tuple[Entry, ...]
    pledges: tuple[MadePledge, ...]
    say: Wording

    @cached_property
    def writing(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.kind in WRITING)

    @property
    def pieces(self) -> int | None:
        """How many testimonies, critiques and analyses there are; None where so few are not told."""
        return small_numbers.total(len(self.writing))

    @cached_property
    def people(self) -> tuple[Table, ...]:
        """The pieces by theme, kind, voice and place, without the counts that could tell of somebody."""
        return _people_tables(self.story, self.writing, self.say)

    @property
    def others(self) -> Table:
        """What else there is. These are no people, so every count is told."""
        kinds = Counter(entry.kind for entry in self.entries)
        say = self.say
        rows = [(say(kind.label), (kinds[kind],)) for kind in Kind if kind not in WRITING]
        return Table("others", say("What else is here"), (say("How many"),), tuple(rows))

    @cached_property
    def statuses(self) -> Table:
        say = self.say
        found = Counter((made.status, made.pledge.sort) for made in self.pledges)
        rows = [
            (say(status.label), tuple(found[status, sort] for sort in PledgeSort))
            for status in Status
            if any(found[status, sort] for sort in PledgeSort)
        ]
        columns = (say("Promises"), say("Offers"), say("Requests"))
        return Table("pledges", say("Progress of pledges"), columns, tuple(rows))

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """How the pledges stood at up to eight times, evenly apart, the last of them on the day itself."""
        first = min(
            (item.on.start for made in self.pledges for item in made.pledge.history if item.on), default=None
        )
        if first is None:
            return ()
        months = (self.on.year - first.year) * 12 + self.on.month - first.month
        step = max(1, -(-months // (MOST_POINTS - 1)))
        days = [dates.add_months(self.on, -number * step) for number in range(months // step + 1)]
        return tuple(Moment(day, _standing(self.pledges, day)) for day in reversed(days))

    @property
    def over_time(self) -> Table:
        say = self.say
        rows = [
            (locales.day(at.on, say.code), tuple(at.counts[status] for status in Status))
            for at in self.moments
        ]
        columns = tuple(say(status.label) for status in Status)
        return Table("over-time", say("Pledges over time"), columns, tuple(rows))

    @property
    def chart(self) -> Chart:
        """The same as `over_time`, drawn, from 0 at the bottom to the most pledges at the top."""
        top = max((sum(at.counts.values()) for at in self.moments), default=0)
        bars, labels = [], []
        months = locales.months(self.say.code, short=True)
        for number, at in enumerate(self.moments):
            x, y = 8 + number * 48, float(Chart.height)
            for group in GROUPS:
                height = at.of(group) * Chart.height / top
                y -= height
                bars.append(Bar(group, at.of(group), x, round(y, 1), round(height, 1)))
            labels.append((x + Chart.column // 2, months[at.on.month - 1], str(at.on.year)))
        return Chart(tuple(bars), tuple(labels), top)

    @property
    def kept(self) -> tuple[MadePledge, ...]:
        """Pledges that were kept, with evidence or with the word of those whom they affect."""
        return tuple(
            made
            for made in self.pledges
            if made.status is Status.KEPT
            and (made.pledge.latest.evidence or made.pledge.latest.checked is Checked.CONFIRMED)
        )

    @property
    def quiet(self) -> tuple[MadePledge, ...]:
        return tuple(made for made in self.pledges if made.quiet_days(self.on))

    @cached_property
    def _matches(self) -> Mapping[str, tuple[Match, ...]]:
        return _matches(self.story, self.pledges, self.say)

    @cached_property
    def offers(self) -> tuple[Waiting, ...]:
        """Offers that nobody has taken up yet."""
        return self._waiting(PledgeSort.OFFER)

    @cached_property
    def asks(self) -> tuple[Waiting, ...]:
        """Asks that nobody has answered yet."""
        return self._waiting(PledgeSort.ASK)

    def _waiting(self, sort: PledgeSort) -> tuple[Waiting, ...]:
        return tuple(
            Waiting(made, self._matches.get(made.id, ()))
            for made in self.pledges
            if made.pledge.sort is sort and made.status in STILL_OPEN
        )

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """What sessions learned, and what answered it."""
        linked = _linked_points(self.entries)
        return tuple(
            Lesson(
                entry,
                tuple((point, tuple(linked[entry.file, point.id])) for point in entry.front.learning),
                tuple(made for made in self.pledges if made.entry is entry),
                tuple(other for other in self.entries if entry.slug in other.front.about),
            )
            for entry in self.entries
            if isinstance(entry.front, Session) and entry.front.learning
        )

    @property
    def glimpses(self) -> tuple[tuple[Entry, When | None], ...]:
        """Glimpses that nobody has looked at for a year, or never, with when it was last."""
        found = []
        for entry in self.entries:
            if isinstance(entry.front, Glimpse):
                checked = entry.front.last_checked
                if checked is None or dates.add_months(checked.end, GLIMPSE_CHECK_MONTHS) <= self.on:
                    found.append((entry, checked))
        return tuple(found)


def report(story: Story, on: date, *channels: Channel, say: Wording = ENGLISH) -> Report:
    """What can be said on a day, of what is on the site and may be shown in all of the channels."""
    entries = tuple(
        entry
        for entry in story.entries
        if entry.channels >= {*channels} and (entry.when is None or entry.when.start <= on)
    )
    shown = {entry.slug for entry in entries}
    pledges = []
    for made in story.pledges:
        history = tuple(item for item in made.pledge.history if item.on is None or item.on.start <= on)
        if made.entry.slug in shown and history:
            pledge = made.pledge
            if len(history) < len(pledge.history):
                pledge = pledge.model_copy(update={"history": history})
            pledges.append(MadePledge(pledge, made.entry, made.tags))
    return Report(on, story, entries, tuple(pledges), say)


def page(story: Story, say: Wording) -> Page:
    """The page that says what the movement can say of itself on the day of the build."""
    return Page(
        path="report/index",
        title=say("What has changed"),
        template="report.html",
        values={"report": report(story, story.as_of, say=say), "note": say(NOTE)},
        description=say("Whose stories are here, the progress of pledges, and what people learned."),
        feed="",
    )


def _people_tables(story: Story, writing: Sequence[Entry], say: Wording) -> tuple[Table, ...]:
    """The tables of pieces. What is not stated has no row: `small_numbers` says why."""
    themes = Counter({theme.title: 0 for theme in story.themes})
    kinds = Counter({say(kind.label): 0 for kind in WRITING})
    voices = Counter({say(voice.label): 0 for voice in Voice if voice is not Voice.NOT_STATED})
    places = Counter({say(label): 0 for label in _place_labels(story)})
    for entry in writing:
        themes.update(theme.title for theme in story.themes_by_entry[entry.slug])
        kinds[say(entry.kind.label)] += 1
        voices.update({say(voice.label) for voice in entry.front.voices if voice is not Voice.NOT_STATED})
        places.update({say(label) for label in _places_of(story, entry)})
    rows = partial(small_numbers.rows, all_=len(writing))
    tables = {
        ("theme", say("Stories by theme")): rows(themes, everywhere=True),
        ("kind", say("Stories by type")): rows(kinds, once=True),
        ("voice", say("Stories by who is speaking")): rows(voices),
        ("place", say("Stories by place")): rows(places),
    }
    return tuple(
        Table(name, title, (say("Stories"),), tuple((label, (count,)) for label, count in found.items()))
        for (name, title), found in tables.items()
    )


def _place_labels(story: Story) -> Iterator[str]:
    for region in dict.fromkeys(place.region for place in story.places if place.region):
        yield region.label
    yield OTHER_PLACES


def _places_of(story: Story, entry: Entry) -> set[str]:
    """The regions that an entry is about, since there is no place so small that it would tell of somebody."""
    places = [story.place[id_] for id_ in entry.front.places if id_ in story.place]
    return {place.region.label if place.region else OTHER_PLACES for place in places}


def _standing(pledges: Iterable[MadePledge], day: date) -> Mapping[Status, int]:
    """How many pledges stood how on a day, as far as that is known: steps without a date are left out.

    What is dated with a month or year holds from its first day.
    """
    found = Counter(dict.fromkeys(Status, 0))
    for made in pledges:
        told = [item.status for item in made.pledge.history if item.on and item.on.start <= day]
        if told:
            found[told[-1]] += 1
    return found


def _matches(story: Story, pledges: Sequence[MadePledge], say: Wording) -> dict[str, tuple[Match, ...]]:
    """For each open offer and ask, by its id, the few of the other sort that fit it best, the best of them first.

    They are of the same thing, and share a theme, a place or words, too.
    """
    sides: dict[tuple[Resource, PledgeSort], list[MadePledge]] = defaultdict(list)
    for made in pledges:
        if made.pledge.of and made.status in STILL_OPEN:
            sides[made.pledge.of, made.pledge.sort].append(made)
    matches: dict[str, tuple[Match, ...]] = {}
    for of in Resource:
        offers, asks = sides[of, PledgeSort.OFFER], sides[of, PledgeSort.ASK]
        near_offers, near_asks = _Side(story, offers), _Side(story, asks)
        for offer in offers:
            matches[offer.id] = tuple(_match(story, of, offer, ask, say) for ask in near_asks.nearest(offer))
        for ask in asks:
            matches[ask.id] = tuple(_match(story, of, offer, ask, say) for offer in near_offers.nearest(ask))
    return matches


def _match(story: Story, of: Resource, offer: MadePledge, ask: MadePledge, say: Wording) -> Match:
    """An offer and an ask of one thing, with what they share in words."""
    return Match(
        offer,
        ask,
        (say("Both are about this: %(thing)s.", thing=say(of.label)), *_shared(story, offer, ask, say)),
    )


class _Side:
    """The offers or the asks of one thing, by what they share with others.

    Each theme, place and word has a number whose bits say which pledges have it. So no pledge is compared with
    each of the other side, of which there may be thousands.
    """

    def __init__(self, story: Story, pledges: Sequence[MadePledge]) -> None:
        self._story = story
        self._pledges = pledges
        self._having: tuple[defaultdict[str, int], ...] = tuple(defaultdict(int) for _ in range(3))
        for number, made in enumerate(pledges):
            for having, traits in zip(self._having, self._traits(made), strict=True):
                for trait in traits:
                    having[trait] |= 1 << number

    def _traits(self, made: MadePledge) -> tuple[set[str], set[str], set[str]]:
        """The themes, places and words of a pledge."""
        places = {outer for id_ in made.entry.front.places for outer in self._story.around(id_)}
        return {theme.id for theme in self._story.themes_of(made.tags)}, places, _words(made)

    def nearest(self, made: MadePledge) -> Iterator[MadePledge]:
        """The pledges here that share most kinds of things with another: as many as are shown, earlier ones first."""
        theme, place, word = (
            functools.reduce(operator.or_, (having.get(trait, 0) for trait in traits), 0)
            for having, traits in zip(self._having, self._traits(made), strict=True)
        )
        left = MATCHES
        taken = 0
        for sharing in (
            theme & place & word,
            theme & place | theme & word | place & word,
            theme | place | word,
        ):
            while left and (rest := sharing & ~taken):
                first = rest & -rest
                taken |= first
                left -= 1
                yield self._pledges[first.bit_length() - 1]


def _shared(story: Story, offer: MadePledge, ask: MadePledge, say: Wording) -> tuple[str, ...]:
    """What an offer and an ask have in common besides their sort of thing, in words."""
    others = story.themes_of(ask.tags)
    themes = [theme.title for theme in story.themes_of(offer.tags) if theme in others]
    there = {outer for id_ in ask.entry.front.places for outer in story.around(id_)}
    places = [
        story.place[id_].name
        for id_ in dict.fromkeys(outer for id_ in offer.entry.front.places for outer in story.around(id_))
        if id_ in there
    ]
    words = sorted(_words(offer) & _words(ask))
    reasons = []
    if themes:
        reasons.append(say("Both belong to the theme %(themes)s.", themes=_and(themes, say)))
    if places:
        reasons.append(say("Both come from %(place)s.", place=places[0]))
    if words:
        reasons.append(say("Both mention %(words)s.", words=_and([f"“{word}”" for word in words[:4]], say)))
    return tuple(reasons)


def _words(made: MadePledge) -> set[str]:
    said = f"{made.pledge.will} {made.pledge.so_that or ''}".casefold()
    return {word for word in re.findall(r"[^\W\d_]{4,}", said) if word not in EVERYDAY}


def _and(words: Sequence[str], say: Wording) -> str:
    return locales.listed(words, say.code)


def _linked_points(entries: Iterable[Entry]) -> Mapping[tuple[str, str], list[Entry]]:
    """For each learning point, by its file and id, the entries whose text links to it."""
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if "#learned-" in entry.body:
            for link in bodies.links(entry.body):
                path, _, fragment = link.target.partition("#")
                at = resolve(entry.file, path), fragment.removeprefix("learned-")
                if fragment.startswith("learned-") and entry not in found[at]:
                    found[at].append(entry)
    return found


# As Markdown, CSV and JSON
