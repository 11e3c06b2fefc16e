"""A row of a sheet of pledges -> what it gives; what is not taken is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sharedstory.forms import compose
from sharedstory.importing import answers
from sharedstory.importing.cells import date_in, is_number, whole_number
from sharedstory.importing.matching import hash_of
from sharedstory.importing.permission import Cell, consent, naming
from sharedstory.importing.pledge_columns import Columns
from sharedstory.importing.sheets import Row, Sheet, rows_named
from sharedstory.reading import privacy
from sharedstory.schema.choices import NEEDS_NOTE, PledgedAs, PledgeSort, Resource, Status
from sharedstory.schema.errors import PlainError
from sharedstory.schema.types import WebAddress
from sharedstory.schema.words import shortened

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


MAX_WORDS = 1000


_ADDRESS = TypeAdapter[str](WebAddress)


def status_of(words: str) -> str:
    """The status that words of a sheet mean; empty where that is not clear."""
    plain = " ".join(re.findall(r"[\w%]+", words.casefold()))
    return next((status.value for status, known in STATUS_WORDS.items() if plain in known.split("|")), "")


@dataclass(frozen=True, slots=True)
class Asked:
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


class Told:
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
class Reader:
    """Reads rows of one sheet; what it does not take it tells."""

    sheet: Sheet
    columns: Columns
    statuses: Mapping[str, str]
    default_on: str
    tags: Mapping[str, str]
    tell: Told

    def rows(self) -> Iterator[Asked]:
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
        """Whether dates are written day first; None where none shows it. Raises PlainError where some are and some not."""
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
            raise PlainError(
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

    def _row(self, row: Row, day_first: bool | None) -> Asked | None:
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

    def _asked(self, row: Row, will: str, named: str, hides: bool, day_first: bool | None) -> Asked:
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
        return Asked(
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
