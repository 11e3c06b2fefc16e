"""A sheet of pledges -> the changes of the entry in which they were made.

What each column and each word of the sheet means, and which row became which pledge, stands in a record beside the
data. Nothing of a row is kept there but hashes, so that a pledge that is taken back leaves nothing behind.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sharedstory.editing.splice import Value
from sharedstory.forms import compose
from sharedstory.importing import answers
from sharedstory.importing.cells import date_in, is_number, whole_number
from sharedstory.importing.matching import NEAR, Line, Near, grouped, hash_of, matched
from sharedstory.importing.merge import Merge, is_nothing, merge, remembered
from sharedstory.importing.permission import Cell, consent, naming
from sharedstory.importing.pledge_columns import Columns
from sharedstory.importing.record import Known, PledgesRecord
from sharedstory.importing.sheets import Row, Sheet, rows_named
from sharedstory.reading import privacy
from sharedstory.reading.frontmatter import Path as FieldPath
from sharedstory.reading.problems import shortened
from sharedstory.schema.entries import (
    NEEDS_NOTE,
    Checked,
    PledgedAs,
    PledgeSort,
    Resource,
    Status,
    WebAddress,
)

STATUS_WORDS: Mapping[Status, str] = {
    Status.KEPT: "kept|done|complete|completed|achieved|delivered|met|fulfilled|finished|implemented|100%",
    Status.UNDER_WAY: "under way|underway|in progress|on track|started|ongoing|begun|active"
    "|on target|on course|on schedule|ahead of schedule|appears on track|in delivery|in development"
    "|partial|partially met|partially complete|partially delivered|partly done|mostly done",
    Status.PROMISED: "promised|not started|planned|new|open|to do|not yet due|not due|pledged|committed|not set",
    Status.STUCK: "stuck|blocked|delayed|off track|at risk|overdue|on hold|paused|not met"
    "|behind|behind schedule|off target|appears off track",
    Status.LET_GO: "let go|cancelled|canceled|abandoned|withdrawn|dropped|stopped|not going ahead",
    Status.RESHAPED: "reshaped|changed|superseded|replaced|merged|amended",
    Status.STANDING: "standing|continuous|business as usual",
}
SOMEBODY = "Somebody who was there"
_NOBODY = hash_of({"role": SOMEBODY})
MAX_WORDS = 1000
_ADDRESS = TypeAdapter[str](WebAddress)


class PledgesError(Exception):
    """A sheet that cannot be taken in, with the reason in words for an organiser."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: the changes of the entry, what to say of it, and how many rows came to what."""

    changes: tuple[tuple[FieldPath, Value], ...]
    added: int
    updated: int
    same: int
    left_out: int
    told: tuple[str, ...]


def status_of(words: str) -> str:
    """The status that words of a sheet mean; empty where that is not clear."""
    plain = " ".join(re.findall(r"[\w%]+", words.casefold()))
    return next((status.value for status, known in STATUS_WORDS.items() if plain in known.split("|")), "")


# One row


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row gives: a hash of its number, the fields of which the sheet speaks, and how far it has come.

    `who` is empty where nobody is to be named. `hides` says that somebody does not want their name shown. `id` is the
    pledge's own, in a table that we wrote ourselves.
    """

    row: int
    key: str
    fields: dict[str, Any]
    status: Status | None
    note: str
    on: str
    evidence: str
    role: str
    hides: bool
    id: str

    @property
    def seen(self) -> dict[str, str]:
        """Hashes of all of which the sheet speaks."""
        return {name: hash_of(value) for name, value in self.fields.items()}


def _is_address(words: str) -> bool:
    try:
        _ADDRESS.validate_python(words)
    except ValidationError:
        return False
    return True


class _Told:
    """What is to be said of rows, each thing once with all the rows that it holds for; and which are left out."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}
        self.left_out: set[int] = set()
        self.perhaps: set[str] = set()

    def __call__(self, row: int, words: str) -> None:
        rows = self._rows.setdefault(words, [])
        if row not in rows[-1:]:
            rows.append(row)

    def leave(self, row: int, words: str) -> None:
        """Say why a row is left out."""
        self.left_out.add(row)
        self(row, f"{words} The row is left out.")

    def lines(self) -> Iterator[str]:
        for words, rows in self._rows.items():
            yield f"{rows_named(rows)}: {words}"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows of one sheet; what it does not take it tells."""

    sheet: Sheet
    columns: Columns
    statuses: Mapping[str, str]
    default_on: str
    tags: Mapping[str, str]
    tell: _Told

    def rows(self) -> Iterator[_Asked]:
        day_first = self._day_first()
        before: dict[tuple[str, ...], int] = {}
        for row in self.sheet.rows:
            cells = tuple(row.cells.get(one, "") for one in self.sheet.headings)
            first = before.setdefault(cells, row.number)
            if first != row.number:
                self.tell.leave(row.number, f"Every cell is as in row {first}.")
            elif asked := self._row(row, day_first):
                yield asked

    def _day_first(self) -> bool | None:
        """Whether dates are written day first; None where none shows it. Raises PledgesError where some are and some not."""
        cells = [
            (row.number, row.cells.get(heading, ""))
            for heading in self.columns.all("by", "on")
            for row in self.sheet.rows
        ]
        days, months, either = [], [], []
        for number, cell in cells:
            if match := re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", cell):
                days += [number] if int(match[1]) > 12 else []
                months += [number] if int(match[2]) > 12 else []
                either += [(number, cell)] if int(match[1]) != int(match[2]) else []
        if days and months:
            raise PledgesError(
                f"some dates are written day first (row {days[0]}) and others month first (row {months[0]}), so nobody "
                "can tell what the others mean. Write them all in one way, best as 2026-03-01."
            )
        if either and not days and not months:
            number, cell = either[0]
            self.tell(
                number,
                f'"{shortened(cell)}" can be two days, and no date in the sheet shows which comes first. '
                "Dates like this are left out. Write them as 2026-03-01.",
            )
            return None
        return not months

    def _whole(self, row: Row, meaning: str) -> str:
        """All that a column of this meaning has in a row; a mere placeholder such as "TBC" is nothing, and told."""
        heading = self.columns.one(meaning)
        words = compose.line(row.cells.get(heading, "")) if heading else ""
        if words and answers.placeholder(words):
            if meaning not in ("will", "key"):
                self.tell(
                    row.number, f'"{shortened(heading)}" says "{shortened(words)}", so we read it as empty.'
                )
            return ""
        return words

    def _row(self, row: Row, day_first: bool | None) -> _Asked | None:
        """What one row gives; nothing where it cannot be taken, which is told."""
        number, tell = row.number, self.tell
        will = self._whole(row, "will")
        if not will:
            said = row.cells.get(self.columns.one("will"), "")
            tell.leave(
                number,
                f'there is no pledge in it, only "{shortened(said)}".'
                if said
                else "there is no pledge in it.",
            )
            return None
        meanings = ("so_that", "note", "organisation", "role", "by")
        texts = {name: words for name in meanings if (words := self._whole(row, name))}
        if private := next(
            (what for words in (will, *texts.values()) for what in privacy.without_details(words)[1]), ""
        ):
            tell.leave(number, f"{private} stands in it.")
            return None
        if len(will) > MAX_WORDS:
            tell.leave(number, f"the pledge has over {MAX_WORDS:,} characters. Shorten it.")
            return None
        about = [
            Cell(heading, self.columns.by_heading[heading], row.cells.get(heading, ""))
            for heading in self.columns.all("show_name", "consent")
        ]
        agreed = consent(about)
        if not agreed.given and (agreed.refused or agreed.why):
            tell.leave(number, f"{agreed.why}, so nobody plainly agreed that we publish it.")
            return None
        name = compose.line(row.cells.get(self.columns.one("who"), ""))
        named = naming(about, name)
        if named.why:
            tell(number, f"{named.why}.")
        hidden = [
            one for one in (name, *_names_in(name)) if one and one.casefold() not in named.name.casefold()
        ]
        if any(_says(will, one) for one in hidden):
            tell.leave(number, "the pledge has the name in it that we may not show.")
            return None
        for meaning, words in texts.items():
            if any(_says(words, one) for one in hidden):
                heading = self.columns.one(meaning)
                tell(
                    number,
                    f'"{shortened(heading)}" has the name in it that we may not show, so it is left out.',
                )
                row = Row(number, {**row.cells, heading: ""})
        return self._asked(row, will, named.name, bool(name and about and not named.name), day_first)

    def _asked(self, row: Row, will: str, named: str, hides: bool, day_first: bool | None) -> _Asked:
        """A row that is taken, with the name that may be shown."""
        columns, number, tell = self.columns, row.number, self.tell

        def cell(meaning: str) -> str:
            words = self._whole(row, meaning)
            if len(words) > MAX_WORDS:
                heading = columns.one(meaning)
                tell(number, f'"{heading}" has over {MAX_WORDS:,} characters. It ends there: shorten it.')
            return words[:MAX_WORDS]

        fields: dict[str, Any] = {"will": will}
        sort, of = self._sort(row, cell("sort"), cell("of"))
        if columns.one("sort"):
            fields |= {"sort": "" if sort is PledgeSort.COMMITMENT else str(sort), "of": of}
        organisation, role = cell("organisation"), cell("role")
        if columns.ours:
            organisation, role = _pledger(cell("pledger"), cell("as"))
        if columns.ours or columns.all("who", "organisation", "role", "show_name"):
            fields["who"] = named or organisation or ({"role": role} if role else "")
            as_ = cell("as") if organisation and cell("as") in {*PledgedAs} else ""
            fields["as"] = as_ or str(
                PledgedAs.ORGANISATION if organisation and not named else PledgedAs.INDIVIDUAL
            )
        if columns.one("so_that"):
            fields["so_that"] = cell("so_that")
        if columns.one("by"):
            when = cell("by")
            day = date_in(when, day_first)
            words = "" if day else when or cell("by_words")
            if words and (is_number(words) or re.fullmatch(r"[\d/.,:-]+", words)):
                tell(
                    number,
                    f'"{shortened(columns.one("by"))}" says "{shortened(words)}", which is no date. It is left out.',
                )
                words = ""
            fields |= {"by": day, "by_words": words}
        if columns.one("tags"):
            fields["tags"] = self._tags(number, cell("tags"))
        words, note = cell("status"), cell("note")
        stands = self.statuses.get(words.casefold()) or status_of(words)
        status = next((one for one in Status if one == stands), None)
        if words and not stands:
            tell(
                number,
                f'we do not know what "{shortened(words)}" means as a status, so it is left out. Say it, such as: '
                f"--status '{shortened(words)}=under-way', with one of: {', '.join(Status)}. Is it news? Say "
                f"--column '{shortened(columns.one('status'))}=note'.",
            )
        if status in NEEDS_NOTE and not note and not columns.ours:
            tell(number, f"{status} needs a note, and there is none, so the status stays as it was.")
            status = None
        evidence = self._whole(row, "evidence")
        if evidence and not _is_address(evidence):
            tell(number, f'"{columns.one("evidence")}" has no web address in it, so it is left out.')
            evidence = ""
        if columns.one("status") or columns.one("note"):
            fields["status"] = (status, note)
        if columns.one("evidence"):
            fields["evidence"] = evidence
        key = whole_number(self._whole(row, "key"))
        when = cell("on")
        day = date_in(when, day_first)
        if when and not day:
            tell(
                number,
                f'"{shortened(columns.one("on"))}" says "{shortened(when)}", which we cannot read as one day. '
                f"We wrote {self.default_on}.",
            )
        on = day or self.default_on
        id_ = cell("id") if columns.ours else ""
        return _Asked(
            number, hash_of(key) if key else "", fields, status, note, on, evidence, role, hides, id_
        )

    def _sort(self, row: Row, words: str, of: str) -> tuple[PledgeSort, str]:
        """Whether it is a commitment, an offer or an ask, and what the offer or ask is of."""
        sort = next((one for one in PledgeSort if str(one) in words.casefold()), PledgeSort.COMMITMENT)
        found = next((str(one) for one in Resource if one == of.casefold() or str(one) in of.casefold()), "")
        if sort is not PledgeSort.COMMITMENT and not found:
            self.tell(row.number, f"it does not say what the {sort} is of, so we took it as a commitment.")
            return PledgeSort.COMMITMENT, ""
        return sort, found if sort is not PledgeSort.COMMITMENT else ""

    def _tags(self, number: int, words: str) -> list[str]:
        """The tags in a cell, in which themes may stand by their titles."""
        if tag := self.tags.get(words.casefold()):
            return [tag]
        found: list[str] = []
        for one in filter(None, map(str.strip, re.split(r"[,;|]", words))):
            tag = self.tags.get(one.casefold()) or self.tags.get(compose.slug(one)) or ""
            if not tag:
                self.tell(number, f'"{shortened(one)}" is no tag or theme of ours, so it is left out.')
            elif tag not in found:
                found.append(tag)
        return found


_GROUP = re.compile(
    r"\b(the|group|council|trust|team|ltd|limited|cic|charity|association|committee|departments?|services?|society|club"
    r"|network|partnership|board|foundation|university|hospital|school|church|forum|and|of|for|cyngor|grŵp|y|yr)\b",
    re.IGNORECASE,
)


def _names_in(name: str) -> list[str]:
    """The parts of a person's name by which they are known; none where it is the name of a group."""
    if _GROUP.search(name):
        return []
    return [part for part in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name) if len(part) > 2]


def _says(words: str, name: str) -> bool:
    """Whether a name stands in a text, as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _pledger(who: str, as_: str) -> tuple[str, str]:
    """The organisation and the role out of our own table: one of the two, or none where it is a person's name."""
    who = who.removeprefix("names ")
    if as_ and as_ != PledgedAs.INDIVIDUAL:
        return who, ""
    return "", who.removeprefix("role ") if who.startswith("role ") or who == SOMEBODY else ""


# All of them


def plan(
    sheet: Sheet,
    columns: Columns,
    record: PledgesRecord,
    pledges: Sequence[Mapping[str, Any]],
    *,
    taken: Iterable[str],
    tags: Mapping[str, str],
    on: date | None,
    into: str = "",
    withdrawn: Iterable[str] = (),
) -> Plan:
    """What a sheet changes in the pledges of an entry, as they stand in its front matter; the record is brought up to date.

    `taken` are the ids of all pledges of the site, `tags` those that may be used by what they are called, `on` the day
    of rows without one, if that is known, `into` the entry. Raises PledgesError.
    """
    tell = _Told()
    number_of = {str(pledge.get("id")): number for number, pledge in enumerate(pledges)}
    gone, used = set(withdrawn), {*taken, *number_of, *withdrawn, *record.rows}
    asked = list(_Reader(sheet, columns, record.statuses, on.isoformat() if on else "", tags, tell).rows())
    if columns.ours:
        asked = list(_of_entry(asked, sheet, into, {*taken} - {*number_of}, tell))
    known_as = {one.row: one.id for one in asked if one.id in number_of}
    known_as |= _known_again(
        [one for one in asked if not one.id],
        record.rows,
        {id_: pledges[number] for id_, number in number_of.items()},
        tell,
    )
    silent = list(_no_longer_said(asked, known_as, record))
    changes: list[tuple[FieldPath, Value]] = []
    added, updated, fresh = 0, 0, set[int]()
    for one in asked:
        id_ = known_as.get(one.row, "")
        if one.row in tell.left_out:
            continue
        if one.id and one.id in gone:
            id_ = one.id
        if not id_:
            if columns.ours and not one.fields["who"]:
                tell(one.row, "no name of a person comes in with this table, so it is left out.")
            id_ = one.id if one.id and one.id not in used and compose.slug(one.id) == one.id else ""
            id_ = id_ or compose.id_of(str(one.fields["will"]), "pledge", used)
            used.add(id_)
            changes.append((("pledges", len(pledges) + added), _pledge(id_, one)))
            added += 1
            fresh.add(one.row)
        elif id_ in gone:
            tell.leave(one.row, "this pledge was taken back, so it stays away.")
            continue
        elif id_ not in number_of:
            tell.leave(one.row, f"its pledge {id_} is not in the entry any more.")
            continue
        else:
            number = number_of[id_]
            said = record.rows.get(id_)
            if said is None and not one.id:
                tell(one.row, "a pledge in the entry says just this already, so it is taken for that one.")
            else:
                own = list(_edits(number, pledges[number], said.seen if said else {}, one, tell))
                changes += own
                updated += bool(own)
                fresh |= {one.row} if own else set()
        record.rows[id_] = _known(one, record.rows.get(id_), settled=not tell.perhaps)
    present = {*known_as.values(), *tell.perhaps}
    told = [*columns.messages, *silent, *_nobody(columns, added), *tell.lines(), *_near(asked, fresh)]
    told += [
        f"{id_}: its row is not in the sheet any more. Nothing was taken out."
        for id_ in record.rows
        if id_ in number_of and id_ not in present and not columns.ours
    ]
    same = len(sheet.rows) - added - updated - len(tell.left_out)
    return Plan(tuple(changes), added, updated, same, len(tell.left_out), tuple(told))


def _no_longer_said(
    asked: Iterable[_Asked], known_as: Mapping[int, str], record: PledgesRecord
) -> Iterator[str]:
    """Of what the last sheet spoke and this one has no column for, where it said anything."""
    names: dict[str, None] = {}
    for one in asked:
        if known := record.rows.get(known_as.get(one.row, "")):
            for name in _ORDER:
                said = known.seen.get(name, hash_of(""))
                if name not in one.fields and not is_nothing(said) and said != _NOBODY:
                    names[name] = None
    names.pop("as", None)
    if names:
        yield f"the last sheet had a column for {', '.join(names)}, and this one has none. What was said there stays."


def _nobody(columns: Columns, added: int) -> Iterator[str]:
    """That a sheet has no column for who pledges, so that the new ones are of nobody in particular."""
    if added and not columns.ours and not columns.all("who", "organisation", "role"):
        yield (
            f'no column says who made these pledges, so each new one says "{SOMEBODY}". If a column does say it, name '
            "it, such as: --column 'HEADING=organisation'."
        )


def _known(one: _Asked, before: Known | None, *, settled: bool) -> Known:
    """What the record keeps of a row. Of a field that it left empty, or has no column for, what was said before.

    While it is not `settled` which row is which, places and numbers stay as they were: the same sheet again has to say
    the same.
    """
    seen = remembered(before.seen if before else {}, one.seen)
    if one.hides:
        seen["who"] = one.seen["who"]
    if settled:
        return Known(place=one.row, key=one.key, seen=seen)
    return Known(place=before.place if before else 0, key=before.key if before else one.key, seen=seen)


def _of_entry(
    asked: Iterable[_Asked], sheet: Sheet, into: str, elsewhere: Container[str], tell: _Told
) -> Iterator[_Asked]:
    """The rows of our own table that are of this entry."""
    made_in = {row.number: row.cells.get("made_in", "") for row in sheet.rows}
    for one in asked:
        if made_in[one.row] != into:
            tell.leave(
                one.row, f"it was made in {shortened(made_in[one.row])}. Import it with --into that entry."
            )
        elif one.id in elsewhere:
            tell.leave(one.row, f"there is a pledge {shortened(one.id)} in another entry.")
        else:
            yield one


def _known_again(
    asked: Sequence[_Asked], rows: Mapping[str, Known], pledges: Mapping[str, Mapping[str, Any]], tell: _Told
) -> dict[int, str]:
    """Which pledge each row is, by the number of the row: what the record says, or what says just the same.

    A pledge of which the record does not know is there after an import that was cut off before it was written.
    """
    now = [
        Line(one.row, one.key, str(one.fields["will"]), one.seen["will"], one.seen.get("who", ""), one.seen)
        for one in asked
    ]
    before = {
        id_: Line(
            known.place,
            known.key,
            str(pledges.get(id_, {}).get("will", "")),
            known.seen.get("will", ""),
            known.seen.get("who", ""),
            known.seen,
        )
        for id_, known in rows.items()
    }
    matches = matched(now, before)
    found = matches.pairs
    unknown = grouped(
        ((hash_of(pledge.get("will")), hash_of(_unless_nobody(pledge.get("who")))), id_)
        for id_, pledge in pledges.items()
        if id_ not in rows
    )
    for line in now:
        if line.place not in found and unknown[line.said, line.whose]:
            found[line.place] = unknown[line.said, line.whose].pop(0)
    for row, ids in matches.unsure.items():
        if row not in found:
            tell.perhaps |= {*ids}
            tell.leave(
                row,
                f"the words alone do not say which pledge it is now: perhaps {_few(ids)}. So that pledge is not changed. "
                "Give each row a column with its own number, such as ID, or put the rows back in their old order.",
            )
    return found


def _few(ids: Sequence[str]) -> str:
    """Some ids in words."""
    return " or ".join(ids[:3]) + (" or another" if len(ids) > 3 else "")


def _unless_nobody(who: Any) -> Any:
    """Who pledges, as a sheet would have given it."""
    return "" if who == {"role": SOMEBODY} else who


def _edits(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: _Asked, tell: _Told
) -> Iterator[tuple[FieldPath, Value]]:
    """The changes of a pledge whose row was edited. What somebody changed by hand since is left, and told of."""
    id_ = str(pledge.get("id"))
    for name, value in one.fields.items():
        if name in ("as", "status", "evidence"):
            continue
        stands = pledge.get(name)
        if name == "who":
            yield from _who(number, pledge, said, one, tell)
            continue
        if one.id and name == "tags" and {*(stands or ())} <= {*value}:
            continue  # our own table has the tags of the entry too
        match merge(said.get(name), stands, value):
            case Merge.KEEP:
                tell(one.row, f"{id_}: {name} was changed by hand, so the sheet's is not taken.")
            case Merge.TAKE:
                yield ("pledges", number, name), value
            case Merge.GONE if not (
                name in ("by", "by_words") and (one.fields["by"] or one.fields["by_words"])
            ):
                tell(
                    one.row,
                    f"{id_}: {name} is empty in the sheet now. It stays. Take it out by hand if it is over.",
                )
            case _:
                pass
    yield from _news(number, pledge, said, one, tell)


def _who(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: _Asked, tell: _Told
) -> Iterator[tuple[FieldPath, Value]]:
    """Who pledges. A name that may not be shown any more goes; anything else that the sheet has no more stays."""
    id_, stands, value = str(pledge.get("id")), _unless_nobody(pledge.get("who")), one.fields["who"]
    before = None if said.get("who") in (_NOBODY, hash_of("")) else said.get("who")
    named = isinstance(stands, str | list) and bool(stands)
    if one.id and named:
        return  # our own table has all names in one cell
    if one.hides and named and hash_of(stands) == before and pledge.get("as") == PledgedAs.INDIVIDUAL:
        yield ("pledges", number, "who"), value or {"role": one.role or SOMEBODY}
        tell(one.row, f"{id_}: we may not show the name any more, so it was taken out.")
        return
    if one.hides and named and pledge.get("as") == PledgedAs.INDIVIDUAL:
        tell(
            one.row, f"{id_}: the sheet does not allow the name, and a name stands there. Please take it out."
        )
        return
    match merge(before, stands, value):
        case Merge.KEEP:
            tell(one.row, f"{id_}: who was changed by hand, so the sheet's is not taken.")
        case Merge.TAKE if isinstance(value, Mapping) and named and stands:
            tell(
                one.row,
                f"{id_}: the sheet only has a role now, so who stays. Change it by hand if that is over.",
            )
        case Merge.TAKE:
            yield ("pledges", number, "who"), value
            if pledge.get("as") != one.fields["as"]:
                yield ("pledges", number, "as"), one.fields["as"]
        case Merge.GONE:
            tell(
                one.row, f"{id_}: who is empty in the sheet now. It stays. Take it out by hand if it is over."
            )
        case _:
            pass


def _news(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: _Asked, tell: _Told
) -> Iterator[tuple[FieldPath, Value]]:
    """A step more in the history, or other evidence for the last one."""
    id_ = str(pledge.get("id"))
    edited = {name for name, value in one.seen.items() if said.get(name) != value}
    history = pledge.get("history") or []
    last: Mapping[str, Any] = history[-1] if history else {}
    status = str(one.status or last.get("status") or Status.PROMISED)
    stood = (last.get("status"), last.get("note", ""))
    if "status" in edited and (one.status or one.note) and (status, one.note or stood[1]) != stood:
        if one.id and not said:
            tell(
                one.row,
                f"{id_}: the status differs from the file, which stays. Say it with: sharedstory pledges set.",
            )
            return
        earlier = one.on and one.on < str(last.get("on", ""))
        if earlier:
            tell(one.row, f"{id_}: the day {one.on} is before its last news, so the new step has no date.")
        yield ("pledges", number, "history", len(history)), _step(one, status, "" if earlier else one.on)
    elif "evidence" in edited and one.evidence and last.get("evidence") != one.evidence:
        if merge(said.get("evidence"), last.get("evidence"), one.evidence) is Merge.TAKE:
            yield ("pledges", number, "history", len(history) - 1, "evidence"), one.evidence
            if "checked" not in last:
                yield (
                    ("pledges", number, "history", len(history) - 1, "checked"),
                    str(Checked.EVIDENCE_LINKED),
                )
        else:
            tell(one.row, f"{id_}: evidence was changed by hand, so the sheet's is not taken.")


_ORDER = ("sort", "will", "who", "as", "of", "so_that", "by", "by_words", "tags")


def _pledge(id_: str, one: _Asked) -> dict[str, Value]:
    given = {
        name: value for name, value in one.fields.items() if value and name not in ("status", "evidence")
    }
    given["who"] = given.get("who") or {"role": one.role or SOMEBODY}
    given["as"] = given.get("as") or str(PledgedAs.INDIVIDUAL)
    given = {name: given[name] for name in _ORDER if name in given}
    return {"id": id_, **given, "history": [_step(one, str(one.status or Status.PROMISED), one.on)]}


def _step(one: _Asked, status: str, on: str) -> dict[str, Value]:
    step: dict[str, Value] = {"on": on, "status": status} if on else {"status": status}
    if one.note:
        step["note"] = one.note
    if one.evidence:
        step |= {"evidence": one.evidence, "checked": str(Checked.EVIDENCE_LINKED)}
    return step


def _near(asked: Sequence[_Asked], fresh: Container[int]) -> Iterator[str]:
    """Rows that say nearly the same as one before, where either is new or edited: for a person to look at."""
    near = Near((one.row, str(one.fields["will"])) for one in asked)
    pairs = [
        f"{other} and {one.row}"
        for one in asked
        for other in near.to(str(one.fields["will"]))
        if other < one.row and (one.row in fresh or other in fresh) and near.overlap(one.row, other) >= NEAR
    ]
    if pairs:
        yield f"these rows say nearly the same, and all are kept: {', '.join(pairs)}."
