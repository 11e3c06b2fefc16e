"""What must hold between entries, and of their words. Each rule's docstring is the rule. One file's fields: validation.py."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sharedstory.performance import parallel
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.problems import Known, Problem
from sharedstory.reading.rule import (
    Collected,
    Rule,
    RuleOfOne,
    anonymous,
    not_ours,
    public_channels,
    read_in_full,
    texts,
    with_fields,
)
from sharedstory.reading.rules_on_links import links_lead_somewhere
from sharedstory.reading.rules_on_names import (
    file_names_name_nobody,
    names_are_kept_back,
    nothing_private,
    pictures_tell_no_place,
)
from sharedstory.reading.rules_on_words import (
    bodies_have_words,
    examples_are_replaced,
    notes_are_taken_out,
    quotes_stand_in_the_body,
    titles_can_be_seen,
)
from sharedstory.reading.validation import RESERVED_NAMES, Record
from sharedstory.schema import dates
from sharedstory.schema.choices import WRITING, Channel, GatheringState, Kind, NamedAs
from sharedstory.schema.entries import Gathering, Glimpse, Session
from sharedstory.schema.fields import naming
from sharedstory.schema.types import GLIMPSE_CHECK_MONTHS, REVIEW_WARNING_DAYS, SLUG, Target


def names_are_single(all_: Collected) -> Iterator[Problem]:
    """No two entries have one slug, and no two pictures one path, on a computer where large letters are as small ones."""
    seen: dict[str, Record] = {}
    for record in all_.records:
        first = seen.setdefault(unicodedata.normalize("NFC", record.slug.casefold()), record)
        if first is not record:
            message = f"{first.document.path} has the same name. Rename one of them."
            yield Problem(record.document.path, 1, 1, "file-twin", "", message)
    paths: dict[str, str] = {}
    for path in all_.pictures:
        twin = paths.setdefault(unicodedata.normalize("NFC", path.casefold()), path)
        if twin != path:
            message = f"many computers take this for {twin}, since only capitals or accents differ. Rename one of them."
            yield Problem(path, 1, 1, "file-twin", "", message)


def addresses_are_free(all_: Collected) -> Iterator[Problem]:
    """No id is a name that lists of the site have, or that some computers keep for themselves: ids become addresses."""
    message = (
        '"{}" cannot be an address, because the site or some computers need it themselves. Choose another.'
    )
    for vocabulary in (all_.themes, all_.places, all_.collections, all_.withdrawn):
        for number, item in vocabulary.items:
            if item.id in RESERVED_NAMES:
                yield vocabulary.document.problem("address-taken", (number, "id"), message.format(item.id))
    for record, front in all_.read:
        for number, pledge in enumerate(front.pledges):
            if pledge.id in RESERVED_NAMES:
                place = ("pledges", number, "id")
                yield record.document.problem("address-taken", place, message.format(pledge.id))
        if front.kind is Kind.GATHERING and record.slug == _PARTS_OF_LISTS:
            yield Problem(record.document.path, 1, 1, "address-taken", "", message.format(record.slug))


# The second part of the list of gatherings is gatherings/page/2, where the session "2" of a gathering "page" would be.
_PARTS_OF_LISTS = "page"


def sessions_have_their_gathering(all_: Collected) -> Iterator[Problem]:
    """A session is shown only where its gathering is, and it is said where one has to wait."""
    shown = {record.slug for record, front in all_.read if Channel.WEB in public_channels(front, all_.as_of)}
    known = {record.slug for record in all_.records}
    for record, front in all_.read:
        if (
            isinstance(front, Session)
            and "gathering" not in record.wrong
            and public_channels(front, all_.as_of)
            and front.gathering in known - shown
        ):
            message = (
                f'this session is left out, because its gathering "{front.gathering}" is not on the site.'
            )
            yield record.document.problem("session-waits", ("gathering",), message)


def withdrawn_stay_withdrawn(all_: Collected) -> Iterator[Problem]:
    """What was taken back is not published again."""
    gone = {item.id: item for _, item in all_.withdrawn.items}
    for record in all_.records:
        if record.slug in gone:
            message = "the author of this story had it taken down. Delete the file, or use another name."
            yield Problem(record.document.path, 1, 1, "withdrawn", "", message)
    for record, front in all_.read:
        for number, pledge in enumerate(front.pledges):
            if pledge.id in gone:
                message = "this pledge was taken down. Take it out, or give it another id."
                yield record.document.problem("withdrawn", ("pledges", number, "id"), message)


def taken_back_once(all_: Collected) -> Iterator[Problem]:
    """The list of what was taken back has each id once. Two branches that are joined can bring it twice."""
    seen: set[str] = set()
    for number, item in all_.withdrawn.items:
        if item.id in seen:
            message = f'"{item.id}" is in this list twice. Delete this one.'
            yield all_.withdrawn.document.problem("withdrawn-twice", (number, "id"), message)
        seen.add(item.id)


def old_names_are_free(all_: Collected) -> Iterator[Problem]:
    """An old name of a file is that of nothing else: no other entry, pledge, theme, place or collection, now or before.

    What was taken back is not published again under an old name either.
    """
    taken = {record.slug: record.document.path for record in all_.records}
    for record, front in all_.read:
        taken |= {pledge.id: f"a pledge in {record.document.path}" for pledge in front.pledges}
    for vocabulary in (all_.themes, all_.places, all_.collections):
        taken |= {item.id: vocabulary.document.path for _, item in vocabulary.items}
    taken |= dict.fromkeys(_PAGES, "a page of every site")
    gone = {item.id for _, item in all_.withdrawn.items}
    for record, front in all_.read:
        for number, name in enumerate(front.aliases):
            path = ("aliases", number)
            if name in gone:
                message = (
                    "this is the old name of a story that was taken back. "
                    "Delete the file, or ask the organisers if it is another story."
                )
                yield record.document.problem("withdrawn", path, message)
            elif name in taken:
                message = f'"{name}" is in use: {taken[name]}. Take it out here.'
                yield record.document.problem("alias-taken", path, message)
            else:
                taken[name] = f"an old name in {record.document.path}"


# What the site itself calls pages in folders of entries.
_PAGES = ("index", "page", "kind", "voice", "of")


def tags_are_gathered(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Every tag of an entry or pledge is gathered by a theme."""
    if not read_in_full(all_.themes):
        return
    known = {tag for _, theme in all_.themes.items for tag in theme.gathers}
    for theme in all_.themes.document.values or ():  # those with a mistake in another field too
        known |= {str(theme.get("id"))} if isinstance(theme, dict) else set()
        known |= {tag for _, tag in texts(theme, "tags")}
    ours = Known(known)
    for record in records:
        for path, tag in texts(record.document.values, "tags"):
            if tag not in known:
                yield record.document.problem("tag-unknown", path, not_ours(tag, ours, "our tags"))


def places_are_known(all_: Collected) -> Iterator[Problem]:
    """Every place that is named stands in places.yml."""
    if not read_in_full(all_.places):
        return
    known = {place.id for _, place in all_.places.items}
    for place in all_.places.document.values or ():  # those with a mistake in another field too
        known |= {str(place.get("id"))} if isinstance(place, dict) else set()
    ours = Known(known)
    for record in all_.records:
        for path, place in texts(record.document.values, "places"):
            if place not in known and re.fullmatch(SLUG, place):
                yield record.document.problem("place-unknown", path, not_ours(place, ours, "our places"))
    for number, place_ in all_.places.items:
        if place_.within and place_.within not in known:
            yield all_.places.document.problem(
                "place-unknown", (number, "within"), not_ours(place_.within, ours, "our places")
            )


def entries_are_known(all_: Collected) -> Iterator[Problem]:
    """Every entry that another one is about, and every gathering that one comes from, exists."""
    known = {record.slug for record in all_.records} | {item.id for _, item in all_.withdrawn.items}
    gatherings = {
        record.slug for record in all_.records if record.document.values.get("kind") == Kind.GATHERING
    }
    renamed = all_.renamed
    entries, meetings = Known(known), Known(gatherings)
    for record in all_.records:
        for path, slug in texts(record.document.values, "about"):
            if slug in renamed and slug not in known:
                message = f'"{slug}" is called "{renamed[slug]}" now. Write that name.'
                yield record.document.problem("entry-unknown", path, message)
            elif slug not in known and re.fullmatch(SLUG, slug):
                yield record.document.problem("entry-unknown", path, not_ours(slug, entries, "our entries"))
        for field in naming(Target.GATHERING):
            slug = record.document.values.get(field)
            if isinstance(slug, str) and re.fullmatch(SLUG, slug) and slug not in gatherings:
                message = (
                    f'"{slug}" is called "{renamed[slug]}" now. Write that name.'
                    if renamed.get(slug) in gatherings
                    else not_ours(slug, meetings, "our gatherings")
                )
                yield record.document.problem("gathering-unknown", (field,), message)


def pledges_are_single(all_: Collected) -> Iterator[Problem]:
    """No two pledges of the site have one id."""
    seen: dict[str, str] = {}
    for record, front in all_.read:
        for number, pledge in enumerate(front.pledges):
            if first := seen.get(pledge.id):
                message = f'the pledge in {first} has the id "{pledge.id}" too. Change one of them.'
                yield record.document.problem("pledge-twice", ("pledges", number, "id"), message)
            else:
                line, _ = record.document.locate(("pledges", number, "id"))
                seen[pledge.id] = f"{record.document.path}:{line}"


def learning_points_are_single(all_: Collected) -> Iterator[Problem]:
    """No two learning points of a session have one id."""
    for record, front in all_.read:
        if isinstance(front, Session):
            seen: set[str] = set()
            for number, point in enumerate(front.learning):
                if point.id in seen:
                    message = f'another learning point has the id "{point.id}" too. Change one of them.'
                    yield record.document.problem("learning-twice", ("learning", number, "id"), message)
                seen.add(point.id)


# A number has to be shown with all its figures. These are those of a million million, and of a millionth.
FIGURES_BEFORE, FIGURES_BEHIND = 12, 6


def figures_are_known(all_: Collected) -> Iterator[Problem]:
    """A derived figure divides one figure of the same glimpse by another that is not nought."""
    for record, front in all_.read:
        if isinstance(front, Glimpse):
            for number, figure_ in enumerate(front.figures):
                exponent = figure_.value.as_tuple().exponent
                if not isinstance(exponent, int) or not -FIGURES_BEHIND <= exponent <= FIGURES_BEFORE:
                    message = f"write this number out, with at most {FIGURES_BEHIND} figures after the point."
                    yield record.document.problem("field-value", ("figures", number, "value"), message)
            values = {figure.id: figure.value for figure in front.figures if figure.id}
            ours = Known(values)
            for number, derived in enumerate(front.derived):
                for field, figure in (("divide", derived.divide), ("by", derived.by)):
                    path = ("derived", number, field)
                    if figure not in values:
                        message = not_ours(figure, ours, "the ids of the figures above")
                        yield record.document.problem("field-value", path, message)
                    elif field == "by" and values[figure] == 0:
                        message = "this figure is nought, and nothing can be divided by it."
                        yield record.document.problem("field-value", path, message)


def dates_have_come(all_: Collected) -> Iterator[Problem]:
    """No date is in the future, save of what is planned: a gathering, a promise's day, a consent's review."""
    for record, front in all_.read:
        stated: list[tuple[FieldPath, dates.When | None]] = [(("date",), front.date)]
        if front.consent:
            stated.append((("consent", "given"), front.consent.given))
        if isinstance(front, Glimpse):
            stated.append((("last_checked",), front.last_checked))
            stated += [(("figures", n, "as_of"), figure.as_of) for n, figure in enumerate(front.figures)]
        if isinstance(front, Gathering) and front.state is GatheringState.HELD:
            stated.append((("held",), front.held))
        for number, pledge in enumerate(front.pledges):
            stated += [
                (("pledges", number, "history", n, "on"), item.on) for n, item in enumerate(pledge.history)
            ]
        for number, item in enumerate(getattr(front, "history", ())):
            stated.append((("history", number, "on"), item.on))
        for path, when in stated:
            if when and when.start > all_.as_of:
                message = f"{when} is still to come. Correct the date."
                if path == ("held",):
                    message = f"{when} is still to come. Correct the date, or add state: planned."
                yield record.document.problem("date-future", path, message)


def consent_is_given(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Somebody's piece is published only with what they agreed, and under the name they chose."""
    for record, front in with_fields(records):
        document, consent = record.document, front.consent
        if "consent" in record.wrong:
            continue
        if consent is None:
            if front.kind in WRITING or front.authors:
                message = (
                    "this field is missing. Add what was agreed, with basis: and named_as: below it. "
                    "We publish nobody's words without it."
                )
                yield document.problem("consent-missing", ("consent",), message)
            continue
        named = [number for number, author in enumerate(front.authors) if author.name]
        if consent.named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
            for number in named:
                message = f"named_as is {consent.named_as}. Take the name out."
                yield document.problem("consent-name", ("authors", number), message)
        elif front.kind in WRITING and not front.authors and "authors" not in record.wrong:
            message = "this field is missing. Add who wrote it, or set named_as: anonymous."
            yield document.problem("field-missing", ("authors",), message)
        if consent.named_as is NamedAs.ANONYMOUS:
            yield from anonymous(all_, record, front)


def consent_lasts(all_: Collected) -> Iterator[Problem]:
    """Consent that is over keeps a piece back; one that will be over within 60 days is to be renewed."""
    for record, front in all_.read:
        ends = front.consent.ends if front.consent else None
        if ends is None or front.draft:
            continue
        path = ("consent", "review_by") if front.consent and front.consent.review_by else ("consent", "given")
        if ends <= all_.as_of:
            message = f"we leave this out: consent came up for review on {dates.day_in_words(ends)}. Ask the author."
            yield record.document.problem("consent-over", path, message)
        elif ends <= all_.as_of + timedelta(days=REVIEW_WARNING_DAYS):
            message = (
                f"consent comes up for review on {dates.day_in_words(ends)}. Ask the author before then."
            )
            yield record.document.problem("consent-soon", path, message)


def themes_hold(all_: Collected) -> Iterator[Problem]:
    """Themes and places have ids of their own; a theme pins what it gathers, gathers two or more, and is from entries."""
    for vocabulary in (all_.themes, all_.places):
        seen: set[str] = set()
        for number, item in vocabulary.items:
            if item.id in seen:
                yield vocabulary.document.problem(
                    "theme-twice", (number, "id"), f'"{item.id}" is here twice.'
                )
            seen.add(item.id)
    used: set[str] = set()
    tags: dict[str, set[str]] = {}
    for record in all_.records:
        found = list(texts(record.document.values, "tags"))
        tags[record.slug] = {tag for path, tag in found if path[0] == "tags"}
        used |= {tag for _, tag in found}
    known = {record.slug for record in all_.records}
    entries = Known(known)
    pieces = {slug: words for slug, words in tags.items() if words}
    tagged: dict[str, set[str]] = defaultdict(set)
    for slug, words in pieces.items():
        for tag in words:
            tagged[tag].add(slug)
    for number, theme in all_.themes.items:
        for n, slug in enumerate(theme.sources):
            if slug not in known:
                message = not_ours(slug, entries, "our entries")
                yield all_.themes.document.problem("entry-unknown", (number, "sources", n), message)
        for n, slug in enumerate(theme.pinned):
            if slug not in known:
                message = not_ours(slug, entries, "our entries")
                yield all_.themes.document.problem("entry-unknown", (number, "pinned", n), message)
            elif slug in pieces and not pieces[slug] & theme.gathers:
                message = f'"{slug}" has none of the tags of this theme. Tag it, or take the pin out.'
                yield all_.themes.document.problem("theme-pin", (number, "pinned", n), message)
        gathered = len(set().union(*(tagged.get(tag, ()) for tag in theme.gathers)))
        if gathered < 2:
            message = f'"{theme.id}" gathers {gathered or "no"} {"entry" if gathered == 1 else "entries"}. Tag more, or join it with another theme.'
            yield all_.themes.document.problem("theme-thin", (number, "id"), message)
        for n, tag in enumerate(theme.tags):
            if tag not in used:
                message = f'no entry uses the tag "{tag}". Use it, or take it out.'
                yield all_.themes.document.problem("tag-unused", (number, "tags", n), message)


def collections_hold(all_: Collected) -> Iterator[Problem]:
    """Collections have ids of their own, and hold entries that there are, each once."""
    known = {record.slug for record in all_.records} | {item.id for _, item in all_.withdrawn.items}
    entries = Known(known)
    document = all_.collections.document
    seen: set[str] = set()
    for number, collection in all_.collections.items:
        if collection.id in seen:
            yield document.problem("theme-twice", (number, "id"), f'"{collection.id}" is here twice.')
        seen.add(collection.id)
        above: set[str] = set()
        for n, slug in enumerate(collection.entries):
            if slug not in known:
                message = not_ours(slug, entries, "our entries")
                yield document.problem("entry-unknown", (number, "entries", n), message)
            elif slug in above:
                message = f'"{slug}" is in this collection twice.'
                yield document.problem("theme-twice", (number, "entries", n), message)
            above.add(slug)


def glimpses_are_looked_after(all_: Collected) -> Iterator[Problem]:
    """Somebody looks every year whether a glimpse is still so."""
    for record, front in all_.read:
        if isinstance(front, Glimpse) and front.last_checked and not front.draft:
            due = dates.add_months(front.last_checked.end, GLIMPSE_CHECK_MONTHS)
            if due <= all_.as_of:
                message = f"this was last checked in {front.last_checked}. Look again, and set the new date."
                yield record.document.problem("glimpse-unchecked", ("last_checked",), message)


BETWEEN_ENTRIES: tuple[Rule, ...] = (
    names_are_single,
    addresses_are_free,
    sessions_have_their_gathering,
    withdrawn_stay_withdrawn,
    taken_back_once,
    old_names_are_free,
    places_are_known,
    entries_are_known,
    pledges_are_single,
    learning_points_are_single,
    figures_are_known,
    dates_have_come,
    consent_lasts,
    pictures_tell_no_place,
    themes_hold,
    collections_hold,
    glimpses_are_looked_after,
)
WITHIN_ONE: tuple[RuleOfOne, ...] = (
    tags_are_gathered,
    titles_can_be_seen,
    examples_are_replaced,
    bodies_have_words,
    notes_are_taken_out,
    quotes_stand_in_the_body,
    consent_is_given,
    file_names_name_nobody,
    names_are_kept_back,
    links_lead_somewhere,
    nothing_private,
)
RULES = (*BETWEEN_ENTRIES, *WITHIN_ONE)


class Findings:
    """What the rules on single entries found, kept for as long as nothing changes that they look at beside each."""

    def __init__(self) -> None:
        self._beside: object = None
        self._found: dict[str, tuple[Record, list[Problem]]] = {}

    def new(self, all_: Collected) -> list[Record]:
        """Those entries that have to be looked at, and forget what no longer holds."""
        beside = (
            all_.as_of,
            {record.document.path for record in all_.records},
            all_.renamed,
            all_.pictures,
            [
                (vocabulary.items, vocabulary.document.values, vocabulary.document.problems)
                for vocabulary in (all_.themes, all_.places, all_.withdrawn, all_.collections)
            ],
        )
        if beside != self._beside:
            self._beside, self._found = beside, {}
        return [
            record
            for record in all_.records
            if self._found.get(record.document.path, (None,))[0] is not record
        ]

    def add(self, all_: Collected, new: Iterable[Record], problems: Iterable[Problem]) -> Iterator[Problem]:
        """What was found in all entries, with these problems in those that were looked at."""
        by_path: dict[str, list[Problem]] = {record.document.path: [] for record in new}
        for problem in problems:
            by_path[problem.path].append(problem)
        self._found = {
            record.document.path: (record, by_path[record.document.path])
            if record.document.path in by_path
            else self._found[record.document.path]
            for record in all_.records
        }
        for _, found in self._found.values():
            yield from found


def everything(all_: Collected, findings: Findings | None = None) -> Iterator[Problem]:
    """What is wrong with all that was read, by every rule. What was found before is not looked for again."""
    for rule in BETWEEN_ENTRIES:
        yield from rule(all_)

    def within(records: Iterable[Record]) -> list[Problem]:
        some = tuple(records)
        return [problem for rule in WITHIN_ONE for problem in rule(all_, some)]

    findings = findings or Findings()
    new = findings.new(all_)
    problems = [problem for some in parallel(within, new) for problem in some]
    yield from findings.add(all_, new, problems)
