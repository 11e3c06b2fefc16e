"""What must hold between entries, and of their words. Each rule's docstring is the rule. One file's fields: validation.py."""

import bisect
import html
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

from sharedstory.reading import gfm, naming, privacy
from sharedstory.reading import markdown as bodies
from sharedstory.reading.frontmatter import Document
from sharedstory.reading.frontmatter import Path as FieldPath
from sharedstory.reading.mistakes import unreadable
from sharedstory.reading.pictures import Inspected
from sharedstory.reading.problems import Known, Problem, Severity, did_you_mean, shortened
from sharedstory.reading.validation import RESERVED_NAMES, Record
from sharedstory.schema import dates
from sharedstory.schema.entries import (
    GLIMPSE_CHECK_MONTHS,
    REVIEW_WARNING_DAYS,
    SLUG,
    SMALLER_THAN_COUNCIL_AREA,
    TEMPLATE_BODY,
    WRITING,
    Account,
    Channel,
    Collection,
    Consent,
    FrontMatter,
    Gathering,
    GatheringState,
    Glimpse,
    Kind,
    Model,
    NamedAs,
    Person,
    Place,
    Session,
    Theme,
    Withdrawal,
)

Item = TypeVar("Item", bound=Model)


@dataclass(frozen=True, slots=True)
class Vocabulary(Generic[Item]):
    """A file such as themes.yml: its items, with their places in the document."""

    document: Document
    items: tuple[tuple[int, Item], ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was read, before anything is published."""

    records: tuple[Record, ...]
    themes: Vocabulary[Theme]
    places: Vocabulary[Place]
    withdrawn: Vocabulary[Withdrawal]
    collections: Vocabulary[Collection]
    pictures: Mapping[str, Inspected]
    as_of: date

    @property
    def read(self) -> Iterator[tuple[Record, FrontMatter]]:
        """The records whose kind is known, with their fields."""
        return ((record, record.front) for record in self.records if record.front is not None)

    @property
    def renamed(self) -> dict[str, str]:
        """The names that files had before, and the name that each has now."""
        return {old: record.slug for record, front in self.read for old in front.aliases}


Rule = Callable[[Collected], Iterator[Problem]]


def names_are_single(all_: Collected) -> Iterator[Problem]:
    """No two entries have one slug."""
    seen: dict[str, Record] = {}
    for record in all_.records:
        first = seen.setdefault(unicodedata.normalize("NFC", record.slug.casefold()), record)
        if first is not record:
            message = f"{first.document.path} has the same name. Rename one of them."
            yield Problem(record.document.path, 1, 1, "file-twin", "", message)


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
            message = "this piece was taken back by its author. Delete the file, or use another name."
            yield Problem(record.document.path, 1, 1, "withdrawn", "", message)
    for record, front in all_.read:
        for number, pledge in enumerate(front.pledges):
            if pledge.id in gone:
                message = "this pledge was taken back. Take it out, or give it another id."
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


def tags_are_gathered(all_: Collected) -> Iterator[Problem]:
    """Every tag of an entry or pledge is gathered by a theme."""
    if not _read_in_full(all_.themes):
        return
    known = {tag for _, theme in all_.themes.items for tag in theme.gathers}
    for theme in all_.themes.document.values or ():  # those with a mistake in another field too
        known |= {str(theme.get("id"))} if isinstance(theme, dict) else set()
        known |= {tag for _, tag in _texts(theme, "tags")}
    for record in all_.records:
        for path, tag in _texts(record.document.values, "tags"):
            if tag not in known:
                yield record.document.problem("tag-unknown", path, _not_ours(tag, known, "our tags"))


def _read_in_full(vocabulary: Vocabulary[Any]) -> bool:
    """Whether a vocabulary could be read, so that what it does not have is not only out of sight."""
    return not any(problem.severity is Severity.ERROR for problem in vocabulary.document.problems)


def _texts(values: Any, field: str) -> Iterator[tuple[FieldPath, str]]:
    """The texts of a list field of an entry and of its pledges, with their paths, whatever else is wrong."""
    groups: list[tuple[FieldPath, Any]] = [((), values)]
    pledges = values.get("pledges") if isinstance(values, dict) else None
    if isinstance(pledges, list):
        groups += [(("pledges", number), pledge) for number, pledge in enumerate(pledges)]
    for path, group in groups:
        listed = group.get(field) if isinstance(group, dict) else None
        if isinstance(listed, list):
            yield from (
                ((*path, field, number), text)
                for number, text in enumerate(listed)
                if isinstance(text, str) and text and not unreadable(text)
            )


def _not_ours(word: str, known: set[str], whose: str) -> str:
    near = did_you_mean(word.strip("“”\"'‘’"), known)
    if "“" in word or "”" in word:
        return f'"{shortened(word)}" has curly quotes. Take them out, or use straight ones.{near}'
    return f'"{shortened(word)}" is not one of {whose}.{near}' + (
        "" if near else " See the list in the guide, or ask the organisers to add it."
    )


def places_are_known(all_: Collected) -> Iterator[Problem]:
    """Every place that is named stands in places.yml."""
    if not _read_in_full(all_.places):
        return
    known = {place.id for _, place in all_.places.items}
    for place in all_.places.document.values or ():  # those with a mistake in another field too
        known |= {str(place.get("id"))} if isinstance(place, dict) else set()
    for record in all_.records:
        for path, place in _texts(record.document.values, "places"):
            if place not in known and re.fullmatch(SLUG, place):
                yield record.document.problem("place-unknown", path, _not_ours(place, known, "our places"))
    for number, place_ in all_.places.items:
        if place_.within and place_.within not in known:
            yield all_.places.document.problem(
                "place-unknown", (number, "within"), _not_ours(place_.within, known, "our places")
            )


def entries_are_known(all_: Collected) -> Iterator[Problem]:
    """Every entry that another one is about, and every gathering that one comes from, exists."""
    known = {record.slug for record in all_.records} | {item.id for _, item in all_.withdrawn.items}
    gatherings = {
        record.slug for record in all_.records if record.document.values.get("kind") == Kind.GATHERING
    }
    renamed = all_.renamed
    for record in all_.records:
        for path, slug in _texts(record.document.values, "about"):
            if slug in renamed and slug not in known:
                message = f'"{slug}" is called "{renamed[slug]}" now. Write that name.'
                yield record.document.problem("entry-unknown", path, message)
            elif slug not in known and re.fullmatch(SLUG, slug):
                yield record.document.problem("entry-unknown", path, _not_ours(slug, known, "our entries"))
        for field in ("gathering", "next"):
            slug = record.document.values.get(field)
            if isinstance(slug, str) and re.fullmatch(SLUG, slug) and slug not in gatherings:
                message = (
                    f'"{slug}" is called "{renamed[slug]}" now. Write that name.'
                    if renamed.get(slug) in gatherings
                    else _not_ours(slug, gatherings, "our gatherings")
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


# Blank, although they count as letters or signs.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_DISGUISES = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def titles_can_be_seen(all_: Collected) -> Iterator[Problem]:
    """Titles and summaries have something in them that can be seen, and no code for a character that turns text round."""
    for record, front in all_.read:
        for field in ("title", "summary"):
            text = getattr(front, field)
            if field in record.wrong:
                continue
            meant = html.unescape(text)
            if not any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in meant):
                message = "nothing can be seen here. Write it in letters."
                yield record.document.problem("field-value", (field,), message)
            elif len(_DISGUISES.findall(meant)) > len(_DISGUISES.findall(text)):
                message = "there is a code for an invisible character here, such as &#x202e;. Take it out."
                yield record.document.problem("field-value", (field,), message)


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
            for number, derived in enumerate(front.derived):
                for field, figure in (("divide", derived.divide), ("by", derived.by)):
                    path = ("derived", number, field)
                    if figure not in values:
                        known = {name for name in values if name}
                        message = _not_ours(figure, known, "the ids of the figures above")
                        yield record.document.problem("field-value", path, message)
                    elif field == "by" and values[figure] == 0:
                        message = "this figure is nought, and nothing can be divided by it."
                        yield record.document.problem("field-value", path, message)


# What nobody would write by chance. Where one of these is left, the other examples were left too.
_PLAINLY_LEFT = ("title", "summary")


def examples_are_replaced(all_: Collected) -> Iterator[Problem]:
    """Nobody hands in what the template says as if it were theirs, above all not its consent."""
    for record, front in all_.read:
        document = record.document
        kept = dict(_examples(document.values, type(front), all_.themes.items))
        body = _spoken(document.body) == _spoken(TEMPLATE_BODY)
        if not body and not any((name,) in kept for name in _PLAINLY_LEFT):
            continue
        for path, example in kept.items():
            weighty = path[0] in ("title", "summary", "authors", "consent")
            message = (
                f'"{shortened(example)}" is what the template says. Nobody has agreed to that. Write what was agreed.'
                if path[0] == "consent"
                else f'"{shortened(example)}" is what the template says. Write what is so here.'
            )
            yield document.problem("example-left" if weighty else "example-word", path, message)
        if body:
            message = "this is what the template says. Write your text in its place."
            line = document.body_line + len(document.body) - len(document.body.lstrip("\n"))
            yield Problem(document.path, line, 1, "example-left", "", message)


def _examples(
    values: Any, model: type[Model], themes: tuple[tuple[int, Theme], ...]
) -> Iterator[tuple[FieldPath, str]]:
    """The fields that say just what the schema has for an example, with their paths and the example."""
    first_theme = [theme.id for _, theme in themes[:1]]
    groups: list[tuple[FieldPath, Any, type[Model]]] = [
        ((), values, model),
        (("consent",), values.get("consent"), Consent),
    ]
    authors = values.get("authors")
    if isinstance(authors, list):
        groups += [(("authors", number), author, Person) for number, author in enumerate(authors)]
    for path, group, fields in groups:
        given = {"name": group} if isinstance(group, str) and fields is Person else group
        for name, field in fields.model_fields.items() if isinstance(given, dict) else ():
            said = given.get(name)
            examples = [*(field.examples or []), *([first_theme] if name == "tags" else [])]
            if name not in ("kind", "draft") and said in examples:
                if isinstance(said, str):
                    yield (*path, name), said
                elif isinstance(said, list) and said and all(isinstance(one, str) for one in said):
                    yield (*path, name), ", ".join(said)


def bodies_have_words(all_: Collected) -> Iterator[Problem]:
    """Every entry has words of its own."""
    for record, _ in all_.read:
        if not gfm.without_notes(record.document.body, "").strip():
            message = "there are no words here. Write the text below the second ---."
            yield Problem(record.document.path, record.document.body_line, 1, "body-empty", "", message)


def notes_are_taken_out(all_: Collected) -> Iterator[Problem]:
    """What an editor hides from the one who writes is not handed in: others read it, or miss what they have to know."""
    for record in all_.records:
        for line, column, harmless in bodies.notes(record.document.body):
            code = "note-left-out" if harmless else "note-hidden"
            place = record.document.body_line + line
            yield Problem(record.document.path, place, column + 1, code, "", _ABOUT_NOTES[code])


_ABOUT_NOTES = {
    "note-hidden": (
        "this note is hidden in some editors, and it may say what others have to know first. "
        "Do what it says, then take it out."
    ),
    "note-left-out": "this note is not shown on the site. Whoever opens the file can read it.",
}


def quotes_stand_in_the_body(all_: Collected) -> Iterator[Problem]:
    """A quote is one sentence of the text, word for word; in a summary, words that the text gives as the author's own."""
    for record, front in all_.read:
        if not front.quote:
            continue
        quote, text = _spoken(front.quote), _spoken(bodies.plain(record.document.body))
        if quote not in text:
            message = "these words do not stand in the text below. Copy them from there, word for word."
            yield record.document.problem("quote-not-in-body", ("quote",), message)
        elif front.account is Account.SUMMARY and not _is_quoted(quote, text):
            message = (
                "this text is a summary, so these words are ours and would be shown as the author's. "
                "Take the quote out, or put the author's own words in quotation marks in the text."
            )
            yield record.document.problem("quote-in-summary", ("quote",), message)


def _spoken(text: str) -> str:
    """Text with one kind of quotation mark and space, since editors change those by themselves."""
    return " ".join(re.sub(r"[“”„«»]", '"', re.sub(r"[‘’]", "'", text)).split())


def _is_quoted(words: str, text: str) -> bool:
    """Whether words stand in quotation marks in a text: within double ones, or right between single ones."""
    words = words.strip("\"'")
    if any(words in said for said in re.findall(r'"([^"]*)"', text)):
        return True
    return bool(re.search(rf"'{re.escape(words.rstrip('.,!?'))}[.,!?]*'(?!\w)", text))


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


def consent_is_given(all_: Collected) -> Iterator[Problem]:
    """Somebody's piece is published only with what they agreed, and under the name they chose."""
    for record, front in all_.read:
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
                message = f"the piece is to be named {consent.named_as}. Take the name out."
                yield document.problem("consent-name", ("authors", number), message)
        elif front.kind in WRITING and not front.authors and "authors" not in record.wrong:
            message = "this field is missing. Add who wrote it, or set named_as: anonymous."
            yield document.problem("field-missing", ("authors",), message)
        if consent.named_as is NamedAs.ANONYMOUS:
            yield from _anonymous(all_, record, front)


def _anonymous(all_: Collected, record: Record, front: FrontMatter) -> Iterator[Problem]:
    sizes = {place.id: place.size for _, place in all_.places.items}
    for number, place in enumerate(front.places):
        if sizes.get(place) in SMALLER_THAN_COUNCIL_AREA:
            message = (
                f'"{place}" is so small that people could know who this is. Name the council area instead.'
            )
            yield record.document.problem("consent-place", ("places", number), message)
    for number, author in enumerate(front.authors):
        if author.organisation:
            message = "an organisation can tell who this is. Take it out of an anonymous piece."
            yield record.document.problem("consent-name", ("authors", number, "organisation"), message)


def file_names_name_nobody(all_: Collected) -> Iterator[Problem]:
    """Where nobody is to be named, the names of the file and its folders have no word that the text uses as a name."""
    ordinary = {word.casefold() for _, place in all_.places.items for word in place.name.split()}
    ordinary |= set(Kind)  # forms name an anonymous piece by its kind
    for record, front in all_.read:
        if front.consent is None or front.consent.named_as not in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
            continue
        shown = {word for words in front.consent.shown_on_purpose for word in words.casefold().split()}
        text = f"{front.title}\n{bodies.plain(record.document.body)}"
        for word in naming.in_address(_below(all_, record), text, ordinary | shown):
            if word not in shown:
                message = (
                    f'"{word}" in the name of the file or its folder looks like somebody\'s name. Rename it. '
                    "If it is nobody's name, list it in the consent under shown_on_purpose."
                )
                yield Problem(record.document.path, 1, 1, "privacy-name", "", message)
        for number, alias in enumerate(front.aliases):
            for word in naming.in_address(alias, text, ordinary | shown):
                if word not in shown:
                    message = (
                        f'"{word}" looks like somebody\'s name, and this address is public. Take it out. '
                        "If it is nobody's name, list it in the consent under shown_on_purpose."
                    )
                    yield record.document.problem("privacy-name", ("aliases", number), message)


def _below(all_: Collected, record: Record) -> str:
    """The path of a file below the folder of testimonies, without .md, whatever messages call that folder."""
    path = PurePosixPath(record.document.path)
    return path.relative_to(PurePosixPath(all_.themes.document.path).parent).with_suffix("").as_posix()


def names_are_kept_back(all_: Collected) -> Iterator[Problem]:
    """Who asked for no name, or only a first one, is named nowhere in the piece: no field, text, picture, file or folder."""
    for record in all_.records:
        values = record.document.values if isinstance(record.document.values, dict) else {}
        consent = values.get("consent")
        agreed = consent if isinstance(consent, dict) else {}
        named_as = agreed.get("named_as")
        nameless = named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        if not nameless and named_as != NamedAs.FIRST_NAME:
            continue
        shown = {str(words).casefold() for words in agreed.get("shown_on_purpose") or ()}
        people = [one for one in naming.people(values) if one.name.casefold() not in shown]
        for one in people:
            if nameless and one.path[0] != "authors":
                message = f"the piece is to be named {named_as}. Write who they are, such as a role, and not their name."
                yield record.document.problem("consent-name", one.path, message)
            elif not nameless and one.surname:
                message = "the piece is to be named by first name. Take the surname out."
                yield record.document.problem("consent-name", one.path, message)
        told: set[tuple[str, int]] = set()
        for one in people:
            words = one.words if nameless else one.surname.split()
            for problem in _named_again(
                record,
                values,
                one,
                [word for word in words if word.casefold() not in shown],
                _below(all_, record),
            ):
                if (problem.field, problem.line) not in told:
                    told.add((problem.field, problem.line))
                    yield problem


# Fields that hold addresses and ids, in which names have small letters.
_ADDRESSES = frozenset(
    ["url", "evidence", "id", "ref", "tags", "places", "about", "gathering", "next", "aliases"]
)


def _named_again(
    record: Record, values: Any, person: naming.Named, words: list[str], path_below: str
) -> Iterator[Problem]:
    """Where a name that is kept back stands again: an error for the whole name, a warning for a word of it."""
    document = record.document
    whole = "this is the name of somebody who is not to be named like that here. Take it out."
    part = (
        '"{}" is in the name of somebody who is not to be named like that here. Take it out, if it is them.'
    )

    def found(text: str, *, address: bool) -> tuple[int, str, str] | None:
        if words and (start := naming.whole_in(person.words, text)) is not None:
            return start, "consent-name", whole
        for word in words:
            if (start := naming.word_in(word, text, address=address)) is not None:
                return start, "privacy-name", part.format(word)
        if words == person.words and (start := naming.initials_in(words, text)) is not None:
            return start, "privacy-name", part.format(text[start:].split()[0])
        return None

    for path, text in naming.texts(values):
        own = path[: len(person.path)] == person.path or "shown_on_purpose" in path
        if not own and (hit := found(text, address=not _ADDRESSES.isdisjoint(path))):
            yield document.problem(hit[1], path, hit[2])
    lines = document.body.split("\n")
    for number, line in enumerate(lines):
        targets = " ".join(re.findall(r"\]\(([^)\s]*)", line))
        if hit := found(line, address=False) or found(targets, address=True):
            yield Problem(document.path, document.body_line + number, hit[0] + 1, hit[1], "", hit[2])
    if hit := found(path_below, address=True):
        message = "the name of the file or its folder names somebody who is not to be named. Rename it."
        yield Problem(document.path, 1, 1, hit[1], "", message)


def consent_lasts(all_: Collected) -> Iterator[Problem]:
    """Consent that is over keeps a piece back; one that will be over within 60 days is to be renewed."""
    for record, front in all_.read:
        ends = front.consent.ends if front.consent else None
        if ends is None or front.draft:
            continue
        path = ("consent", "review_by") if front.consent and front.consent.review_by else ("consent", "given")
        if ends <= all_.as_of:
            message = f"this piece is left out: what was agreed came up for review on {dates.day_in_words(ends)}. Ask the author."
            yield record.document.problem("consent-over", path, message)
        elif ends <= all_.as_of + timedelta(days=REVIEW_WARNING_DAYS):
            message = f"what was agreed comes up for review on {dates.day_in_words(ends)}. Ask the author before then."
            yield record.document.problem("consent-soon", path, message)


def links_lead_somewhere(all_: Collected) -> Iterator[Problem]:
    """Links in a body lead to an entry's file, a heading or a full safe address; pictures lie beside the text.

    What does not is left out of the page with its words kept, so that one wrong link keeps nobody's story back.
    """
    files = {record.document.path for record in all_.records}
    names = Known({PurePosixPath(path).name for path in files})
    gone = {item.id for _, item in all_.withdrawn.items}
    renamed = all_.renamed
    for record in all_.records:
        document = record.document
        headings: frozenset[str] | None = None
        found: list[tuple[int, int, str, str]] = []
        for link in bodies.links(document.body):
            address = bodies.full_address(link.target)
            path, _, part = address.partition("#")
            relative = bodies.relative_path(address)
            target = resolve(document.path, relative) if relative else None
            code, message = "link-dead", ""
            if link.picture:
                code, message = "image", _picture_problem(all_, link, target)
            elif relative and target not in files and PurePosixPath(relative).stem not in gone:
                message = _dead_link(link.target, relative, names, renamed)
            elif relative is None and part and not path:
                headings = bodies.anchors(document.body) if headings is None else headings
                if unquote(part).lower() not in headings:
                    message = f'there is no heading "#{shortened(unquote(part))}" in this text.'
            elif relative is None and not bodies.safe_address(address):
                code, message = (
                    "link-unsafe",
                    f'"{shortened(link.target)}" is not a plain web address. Write it in full: https://…',
                )
            if message:
                found.append((link.line, link.column, code, message))
        if place := bodies.raw_html(document.body):
            message = "there is HTML here. It is shown as it was typed. Use Markdown, or take it out."
            found.append((*place, "body-html", message))
        found += [
            (line, column, "body-markdown", message) for line, column, message in gfm.strange(document.body)
        ]
        for line, column, code, message in found:
            yield Problem(document.path, document.body_line + line, column + 1, code, "", message)


_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}")
# What a name with a dot in it is rather than a web address.
_FILES = frozenset(
    [*bodies.PICTURES, ".md", ".markdown", ".txt", ".pdf", ".html", ".htm", ".doc", ".docx", ".gif"]
)


def _dead_link(written: str, path: str, names: Known, renamed: Mapping[str, str]) -> str:
    """What is wrong with a link to a file of no entry, in words."""
    host = path.partition("/")[0]
    if _HOST.fullmatch(host) and PurePosixPath(host).suffix.lower() not in _FILES:
        return f'"{shortened(written)}" looks like a web address. Write it in full, as https://{shortened(path)}.'
    if now := renamed.get(PurePosixPath(path).name.removesuffix(".md")):
        return f'"{shortened(written)}" is called "{now}.md" now. Write that name.'
    near = names.did_you_mean(PurePosixPath(path).name)
    return f'"{shortened(written)}" leads to no file of an entry.{near}'


def resolve(path: str, target: str) -> str:
    """The path that a relative link leads to, from the file that it stands in."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))


def _picture_problem(all_: Collected, link: bodies.Link, target: str | None) -> str:
    if target is None or bodies.is_remote(link.target):
        return (
            "a picture from elsewhere would tell that site who reads this. "
            "Save the picture beside the text and write ![what it shows](picture.jpg)."
        )
    if not link.alt:
        return (
            "say in words what the picture shows, between the square brackets: ![what it shows](picture.jpg)."
        )
    if target not in all_.pictures:
        return f'there is no picture "{shortened(link.target)}" beside the text. Put it there, or correct its name.'
    return all_.pictures[target].wrong


def nothing_private(all_: Collected) -> Iterator[Problem]:
    """Nobody's contact details, numbers, date of birth or, in a piece without names, name stands in what is to be public.

    What `shown_on_purpose` lists may stand. Photographs must not say where they were taken, since the file itself
    can be seen by others long before the site shows it without that.
    """
    places = privacy.known_words([place.name for _, place in all_.places.items])
    for record in all_.records:
        document = record.document
        values = document.values if isinstance(document.values, dict) else {}
        consent = values.get("consent")
        agreed = consent if isinstance(consent, dict) else {}
        nameless = agreed.get("named_as") in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        texts = list(_public_texts(values, least=1 if nameless else 6))
        handles = any(_HANDLE.search(text) for path, text in texts if path[0] in _OF_PEOPLE)
        everything = [document.body, *(text for _, text in texts)]
        if not handles and not privacy.any_in(everything, anonymous=nameless):
            continue
        shown = agreed.get("shown_on_purpose")
        known = [*(shown if isinstance(shown, list) else ()), *(places if nameless else ())]
        known = [words for words in known if isinstance(words, str)]
        for path, text in texts:
            unnamed = nameless and not (path[0] == "authors" and path[-1] in ("name", path[1]))
            for finding in privacy.find(text, anonymous=unnamed, known=known):
                yield document.problem(finding.code, path, finding.words)
            handle = _HANDLE.search(text) if path[0] in _OF_PEOPLE else None
            if handle and handle[0] not in known:
                yield document.problem("privacy-profile", path, privacy.WORDS["privacy-profile"])
        starts = [0, *(end.end() for end in re.finditer("\n", document.body))]
        for finding in privacy.find(document.body, anonymous=nameless, known=known):
            number = bisect.bisect_right(starts, finding.start) - 1
            place = (document.body_line + number, finding.start - starts[number] + 1)
            yield Problem(document.path, *place, finding.code, "", finding.words)
    for shown_as, picture in all_.pictures.items():
        if picture.located:
            message = (
                "this picture says where it was taken. Take that out before anybody gets the file: "
                "open it, and save it again without its location, or send it as a screenshot."
            )
            yield Problem(shown_as, 1, 1, "privacy-photo", "", message)


_DATE = re.compile("[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?:/[0-9-]+)?")


_OF_PEOPLE = ("authors", "speakers")
# How people are called in social networks. In a text it may be anything.
_HANDLE = re.compile(r"(?<![\w.@])@\w{2,}(?![\w@])(?!\.\w)")


def _public_texts(values: Any, path: FieldPath = (), *, least: int) -> Iterator[tuple[FieldPath, str]]:
    """The texts of the fields that have so many characters, but for addresses, ids and what was agreed."""
    if isinstance(values, dict):
        for key, inner in values.items():
            if key not in ("url", "evidence", "id", "consent", "kind"):
                yield from _public_texts(inner, (*path, key), least=least)
    elif isinstance(values, list):
        for number, inner in enumerate(values):
            yield from _public_texts(inner, (*path, number), least=least)
    elif (
        isinstance(values, str)
        and len(values) >= least
        and not unreadable(values)
        and not _DATE.fullmatch(values)
    ):
        yield path, values


def themes_hold(all_: Collected) -> Iterator[Problem]:
    """Themes and places have ids of their own; a theme pins what it gathers, gathers two or more, and is from entries."""
    for vocabulary in (all_.themes, all_.places):
        seen: set[str] = set()
        for number, item in vocabulary.items:
            if item.id in seen:
                yield vocabulary.document.problem(
                    "theme-twice", (number, "id"), f'"{item.id}" stands here twice.'
                )
            seen.add(item.id)
    used: set[str] = set()
    tags: dict[str, set[str]] = {}
    for record in all_.records:
        found = list(_texts(record.document.values, "tags"))
        tags[record.slug] = {tag for path, tag in found if path[0] == "tags"}
        used |= {tag for _, tag in found}
    known = {record.slug for record in all_.records}
    pieces = {slug: words for slug, words in tags.items() if words}
    for number, theme in all_.themes.items:
        for n, slug in enumerate(theme.sources):
            if slug not in known:
                message = _not_ours(slug, known, "our entries")
                yield all_.themes.document.problem("entry-unknown", (number, "sources", n), message)
        for n, slug in enumerate(theme.pinned):
            if slug not in known:
                message = _not_ours(slug, known, "our entries")
                yield all_.themes.document.problem("entry-unknown", (number, "pinned", n), message)
            elif slug in pieces and not pieces[slug] & theme.gathers:
                message = f'"{slug}" has none of the tags of this theme. Tag it, or take the pin out.'
                yield all_.themes.document.problem("theme-pin", (number, "pinned", n), message)
        gathered = sum(1 for words in pieces.values() if words & theme.gathers)
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
    document = all_.collections.document
    seen: set[str] = set()
    for number, collection in all_.collections.items:
        if collection.id in seen:
            yield document.problem("theme-twice", (number, "id"), f'"{collection.id}" stands here twice.')
        seen.add(collection.id)
        for n, slug in enumerate(collection.entries):
            if slug not in known:
                message = _not_ours(slug, known, "our entries")
                yield document.problem("entry-unknown", (number, "entries", n), message)
            elif slug in collection.entries[:n]:
                message = f'"{slug}" stands in this collection twice.'
                yield document.problem("theme-twice", (number, "entries", n), message)


def glimpses_are_looked_after(all_: Collected) -> Iterator[Problem]:
    """Somebody looks every year whether a glimpse is still so."""
    for record, front in all_.read:
        if isinstance(front, Glimpse) and front.last_checked and not front.draft:
            due = dates.add_months(front.last_checked.end, GLIMPSE_CHECK_MONTHS)
            if due <= all_.as_of:
                message = f"this was last checked in {front.last_checked}. Look again, and set the new date."
                yield record.document.problem("glimpse-unchecked", ("last_checked",), message)


RULES: tuple[Rule, ...] = (
    names_are_single,
    addresses_are_free,
    sessions_have_their_gathering,
    withdrawn_stay_withdrawn,
    taken_back_once,
    old_names_are_free,
    tags_are_gathered,
    places_are_known,
    entries_are_known,
    pledges_are_single,
    learning_points_are_single,
    titles_can_be_seen,
    figures_are_known,
    examples_are_replaced,
    bodies_have_words,
    notes_are_taken_out,
    quotes_stand_in_the_body,
    dates_have_come,
    consent_is_given,
    file_names_name_nobody,
    names_are_kept_back,
    consent_lasts,
    links_lead_somewhere,
    nothing_private,
    themes_hold,
    collections_hold,
    glimpses_are_looked_after,
)


def everything(all_: Collected) -> Iterator[Problem]:
    """What is wrong with all that was read, by every rule."""
    for rule in RULES:
        yield from rule(all_)


def public_channels(front: FrontMatter, as_of: date) -> frozenset[Channel]:
    """Where an entry may be shown on a day: nowhere while it is a draft or once its consent is over."""
    ends = front.consent.ends if front.consent else None
    if front.draft or (ends is not None and ends <= as_of):
        return frozenset()
    if front.consent is None and front.kind in WRITING:
        return frozenset()
    return front.channels
