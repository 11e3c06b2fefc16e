"""A sheet of pledges -> the changes of the entry in which they were made.

What each column and each word of the sheet means, and which row became which pledge, stands in a record beside the
data. Nothing of a row is kept there but hashes, so that a pledge that is taken back leaves nothing behind.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from sharedstory import compose, privacy
from sharedstory.editing.splice import Value
from sharedstory.frontmatter import Path as FieldPath
from sharedstory.importing.cells import date_in
from sharedstory.importing.matching import NEAR, Line, Near, grouped, hash_of, matched
from sharedstory.importing.sheets import Row, Sheet
from sharedstory.mistakes import Loader
from sharedstory.model import NEEDS_NOTE, Checked, PledgedAs, PledgeSort, Resource, Status, WebAddress
from sharedstory.problems import shortened

# What a column can be, in words for somebody who is asked, with words by which its heading is known.
MEANINGS: Mapping[str, tuple[str, str]] = {
    "personal": (
        "something personal, to be left out",
        r"e-?mail|phone|mobile|\btel\b|address|post ?code|\bip\b|browser|user agent|date of birth|\bdob\b|gender"
        r"|ethnicity|surname|last name|first name|user ?name",
    ),
    "key": (
        "a number by which a row is known again",
        r"^id$|^ref\b|response id|respondent|(order|attendee|pledge|row) ?(id|#|no\b|number)|^#$|unique|^reference",
    ),
    "show_name": (
        "whether the name may be shown",
        r"(show|display|publish|share|use).*\bname|name.*(shown|public|publish)|anonym",
    ),
    "by": (
        "by when",
        r"by when|deadline|\bdue|target (date|year)|timescale|complet(e|ion) by|^by$|when will",
    ),
    "on": (
        "the day of the answer, or of the news",
        r"timestamp|submitted|start time|completion time|^date$|order date|recorded|last updated|status date|last modified",
    ),
    "status": ("how it stands", r"status|progress|\brag\b|^stage$|^state$"),
    "evidence": ("an address where it can be seen", r"evidence|\blink\b|\burl\b"),
    "note": ("what happened", r"update|comment|\bnotes?\b|latest|narrative"),
    "so_that": ("what changes for people", r"so that|outcome|difference|\bwhy\b|benefit|impact"),
    "sort": (
        "whether it is a commitment, an offer or an ask",
        r"^sort$|^type$|offer or (an )?ask|pledge type|type of pledge",
    ),
    "of": ("what the offer or the ask is of", r"^of$|offer of|resource|what kind of help"),
    "tags": ("tags of our themes", r"^tags?$|theme|topic"),
    "organisation": (
        "the group or organisation that pledges",
        r"organi[sz]ation|company|council|body|department|agency|responsible|owner|^lead$|^team$",
    ),
    "role": ("who the person is, such as parent", r"^role|job title|who are you|i am a"),
    "will": ("the pledge itself", r"pledge|commit|promise|\bi will|\bwe will|what will you|action|^wording$"),
    "who": (
        "a name, taken only where another column says that it may be shown",
        r"^(?!.*\b(source|file|document|page|plan|project|event|ticket|session)s? name).*\bname|^who$",
    ),
    "-": ("nothing that we take", r"$^"),
}
STATUS_WORDS: Mapping[Status, str] = {
    Status.KEPT: "kept|done|complete|completed|achieved|delivered|met|fulfilled|finished|100%",
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
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
YES = re.compile(
    r"(yes|y|true|1|ok|agreed?|i agree|i consent|i give (my )?(consent|permission)|show|ydw|iawn)\b",
    re.IGNORECASE,
)
SOMEBODY = "Somebody who was there"
MAX_WORDS = 1000
_ADDRESS = TypeAdapter[str](WebAddress)


class PledgesError(Exception):
    """A sheet that cannot be taken in, with the reason in words for an organiser."""


@dataclass(slots=True)
class Known:
    """A row that was taken in: where it stood, a hash of its number where it has one, and hashes of what was written."""

    row: int
    key: str
    seen: dict[str, str]


@dataclass(slots=True)
class Record:
    """What was answered about a sheet, and which pledges became of its rows, by their ids."""

    columns: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> "Record":
        """Raises PledgesError for text that is no record."""
        try:
            given = yaml.load(text, Loader) or {}  # noqa: S506 - a safe loader
            rows = {
                str(id_): Known(
                    int(row["row"]), str(row["key"]), {str(k): str(v) for k, v in row["seen"].items()}
                )
                for id_, row in (given.get("rows") or {}).items()
            }
            return cls(
                {str(k): str(v) for k, v in (given.get("columns") or {}).items()},
                {str(k): str(v) for k, v in (given.get("statuses") or {}).items()},
                rows,
            )
        except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            raise PledgesError(
                "the record of this import cannot be read. Mend it, or delete it to begin anew."
            ) from None

    def dump(self) -> str:
        head = (
            "# What the columns and the statuses of the sheet mean, to be changed by hand,\n"
            "# and which row became which pledge. Written by sharedstory import pledges.\n"
        )
        rows = {
            id_: {"row": known.row, "key": known.key, "seen": known.seen} for id_, known in self.rows.items()
        }
        given = {"columns": self.columns, "statuses": self.statuses, "rows": rows}
        return head + str(yaml.dump(given, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000))


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: the changes of the entry, and what is to be told, a line each."""

    changes: tuple[tuple[FieldPath, Value], ...]
    added: int
    updated: int
    told: tuple[str, ...]


def meaning(heading: str) -> str:
    """What a column is, by its heading; empty where it is not clear."""
    plain = heading.casefold().replace("_", " ")
    return next((name for name, (_, words) in MEANINGS.items() if re.search(words, plain)), "")


def guessed(sheet: Sheet, said: Mapping[str, str] | None = None) -> dict[str, str]:
    """What each column is: by its heading, or personal where most of its cells look so. Empty where it is not clear.

    What was said of columns before is taken as it is.
    """
    found = {heading: meaning for heading, meaning in (said or {}).items() if heading in sheet.headings}
    for heading in sheet.headings:
        if heading in found:
            continue
        cells = [row.cells.get(heading, "") for row in sheet.rows[:200]]
        filled = [cell for cell in cells if cell]
        private = sum(bool(privacy.without_details(cell)[1]) for cell in filled)
        addresses = sum(
            bool(re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:]+:[0-9a-f]*", cell))
            for cell in filled
        )
        name = "personal" if filled and 2 * max(private, addresses) > len(filled) else meaning(heading)
        # A target may be a day or anything else.
        if not name and re.search(r"\btarget\b", heading, re.IGNORECASE):
            name = "by" if filled and all(date_in(cell, day_first=True) for cell in filled) else ""
        # Of two columns that could be the same, the first is taken. Forms give several times and numbers.
        taken = name in found.values() and name not in ("personal", "-")
        found[heading] = ("-" if name in ("on", "key", "who") else "") if taken else name
    return found


def status_of(words: str) -> str:
    """The status that words of a sheet mean; empty where that is not clear."""
    plain = " ".join(re.findall(r"[\w%]+", words.casefold()))
    return next((status.value for status, known in STATUS_WORDS.items() if plain in known.split("|")), "")


# One row


def _day_first(cells: Iterable[tuple[int, str]]) -> bool:
    """Whether dates are written day first. Raises PledgesError where some are and others are not."""
    days, months = [], []
    for number, cell in cells:
        if match := re.match(r"(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", cell):
            days += [number] if int(match[1]) > 12 else []
            months += [number] if int(match[2]) > 12 else []
    if days and months:
        raise PledgesError(
            f"some dates are written day first (row {days[0]}) and others month first (row {months[0]}), so that "
            "nobody can tell what the others mean. Write them in one way, best as 2026-03-01."
        )
    return not months


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row gives: a hash of its number, the fields of a pledge, and how it stands, where the sheet says so."""

    row: int
    key: str
    fields: dict[str, Any]
    status: Status | None
    note: str
    on: str
    evidence: str

    @property
    def seen(self) -> dict[str, str]:
        """Hashes of all that is written."""
        stands = {"status": (self.status, self.note), "evidence": self.evidence}
        return {name: hash_of(value) for name, value in (self.fields | stands).items()}


def _is_address(words: str) -> bool:
    try:
        _ADDRESS.validate_python(words)
    except ValidationError:
        return False
    return True


class _Told:
    """What is to be told of rows, each thing once with all the rows that it holds for."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}

    def __call__(self, row: int, words: str) -> None:
        self._rows.setdefault(words, []).append(row)

    def lines(self) -> Iterator[str]:
        for words, rows in self._rows.items():
            *most, last = map(str, rows)
            yield f"rows {', '.join(most)} and {last}: {words}" if most else f"row {last}: {words}"


def _rows(
    sheet: Sheet, record: Record, default_on: str, tags: Container[str], tell: _Told
) -> Iterator[_Asked]:
    """What each row gives, without those that cannot be taken, which are told of."""
    column = {
        name: heading
        for heading, name in record.columns.items()
        if name in MEANINGS and heading in sheet.headings
    }
    if "will" not in column:
        unclear = ", ".join(map(shortened, (one for one in sheet.headings if one not in record.columns)))
        raise PledgesError(
            "no column holds the pledges themselves."
            + (f" Not clear are: {unclear}. Say which, such as: --column 'wording=will'." if unclear else "")
        )
    day_first = _day_first(
        (row.number, row.cells.get(column[name], ""))
        for row in sheet.rows
        for name in ("by", "on")
        if name in column
    )
    before: dict[tuple[str, ...], int] = {}
    for row in sheet.rows:
        first = before.setdefault(tuple(row.cells.get(one, "") for one in sheet.headings), row.number)
        if first != row.number:
            tell(row.number, f"every cell is as in row {first}: left out.")
        elif asked := _asked(row, column, record, default_on, day_first, tags, tell):
            yield asked


def _asked(
    row: Row,
    column: Mapping[str, str],
    record: Record,
    default_on: str,
    day_first: bool,
    tags: Container[str],
    tell: _Told,
) -> _Asked | None:
    """What one row gives; nothing where it cannot be taken, which is told."""

    def whole(name: str) -> str:
        return compose.line(row.cells.get(column[name], "")) if name in column else ""

    def cell(name: str) -> str:
        words = whole(name)
        if len(words) > MAX_WORDS:
            tell(
                row.number, f'"{column[name]}" has over {MAX_WORDS:,} characters. It ends there: shorten it.'
            )
        return words[:MAX_WORDS]

    will = whole("will")
    if not will:
        tell(row.number, "no pledge stands there: left out.")
        return None
    texts = [will, *map(whole, ("so_that", "note", "organisation", "role", "by"))]
    if private := next((what for words in texts for what in privacy.without_details(words)[1]), ""):
        tell(row.number, f"{private} stands in it: left out.")
        return None
    if len(will) > MAX_WORDS:
        tell(row.number, f"the pledge has over {MAX_WORDS:,} characters: left out. Shorten it.")
        return None
    sort = next((one for one in PledgeSort if one in cell("sort").casefold()), PledgeSort.COMMITMENT)
    of = next((one.value for one in Resource if one in cell("of").casefold()), "")
    if sort is not PledgeSort.COMMITMENT and not of:
        tell(row.number, f"it does not say what the {sort} is of, so it is taken as a commitment.")
        sort = PledgeSort.COMMITMENT
    named = [tag for one in re.split(r"[,;]", cell("tags")) if (tag := one.strip().casefold())]
    for tag in named:
        if tag not in tags:
            tell(row.number, f"{shortened(tag)} is no tag of ours: left out.")
    shown = cell("who") if YES.match(cell("show_name")) else ""
    organisation = cell("organisation")
    when = cell("by")
    day = date_in(when, day_first)
    fields: dict[str, Any] = {
        "sort": str(sort) if sort is not PledgeSort.COMMITMENT else "",
        "will": will,
        "who": shown or organisation or {"role": cell("role") or SOMEBODY},
        "as": str(PledgedAs.ORGANISATION if organisation and not shown else PledgedAs.INDIVIDUAL),
        "of": of if sort is not PledgeSort.COMMITMENT else "",
        "so_that": cell("so_that"),
        "by": day,
        "by_words": "" if day else when,
        "tags": [tag for tag in named if tag in tags],
    }
    stands = record.statuses.get(cell("status").casefold()) or status_of(cell("status"))
    status = next((one for one in Status if one == stands), None)
    note = cell("note")
    if status in NEEDS_NOTE and not note:
        tell(row.number, f"{status} needs a note, and there is none, so it stays as it was.")
        status = None
    number, evidence = whole("key"), whole("evidence")
    if evidence and not _is_address(evidence):
        tell(row.number, f'"{column["evidence"]}" holds no web address: left out.')
        evidence = ""
    return _Asked(
        row.number,
        hash_of(number) if number else "",
        fields,
        status,
        note,
        date_in(cell("on"), day_first) or default_on,
        evidence,
    )


# All of them


def plan(
    sheet: Sheet,
    record: Record,
    pledges: Sequence[Mapping[str, Any]],
    *,
    taken: Iterable[str],
    tags: Iterable[str],
    on: date,
    withdrawn: Iterable[str] = (),
) -> Plan:
    """What a sheet changes in the pledges of an entry, as they stand in its front matter; the record is brought up to date.

    `taken` are the ids of all pledges of the site, `tags` those that may be used, `on` the day of rows without one.
    Raises PledgesError.
    """
    tell = _Told()
    asked = list(_rows(sheet, record, on.isoformat(), frozenset(tags), tell))
    number_of = {str(pledge.get("id")): number for number, pledge in enumerate(pledges)}
    gone, used = set(withdrawn), {*taken, *number_of, *withdrawn, *record.rows}
    known_as = _known_again(asked, record.rows, {id_: pledges[number] for id_, number in number_of.items()})
    changes: list[tuple[FieldPath, Value]] = []
    added, updated, fresh = 0, 0, set[int]()
    for one in asked:
        id_ = known_as.get(one.row, "")
        if not id_:
            id_ = compose.id_of(str(one.fields["will"]), "pledge", used)
            used.add(id_)
            changes.append((("pledges", len(pledges) + added), _pledge(id_, one)))
            added += 1
            fresh.add(one.row)
        elif id_ in gone:
            tell(one.row, "this pledge was taken back, so it stays away.")
            continue
        elif id_ not in number_of:
            tell(one.row, f"its pledge {id_} is not in the entry any more: left out.")
            continue
        elif id_ not in record.rows:
            tell(one.row, "a pledge in the entry says just this already, so it is taken for that one.")
        else:
            number = number_of[id_]
            own = list(_edits(number, pledges[number], record.rows[id_], one, tell))
            changes += own
            updated += bool(own)
            fresh |= {one.row} if own else set()
        record.rows[id_] = Known(one.row, one.key, one.seen)
    present = {*known_as.values()}
    told = [*tell.lines(), *_near(asked, fresh)]
    told += [
        f"{id_}: its row is not in the sheet any more. Nothing was taken out."
        for id_ in record.rows
        if id_ in number_of and id_ not in present
    ]
    return Plan(tuple(changes), added, updated, tuple(told))


def _known_again(
    asked: Sequence[_Asked], rows: Mapping[str, Known], pledges: Mapping[str, Mapping[str, Any]]
) -> dict[int, str]:
    """Which pledge each row is, by the number of the row: what the record says, or what says just the same.

    A pledge of which the record does not know is there after an import that was cut off before it was written.
    """
    now = [
        Line(one.row, one.key, str(one.fields["will"]), one.seen["will"], one.seen["who"], one.seen)
        for one in asked
    ]
    before = {
        id_: Line(
            known.row,
            known.key,
            str(pledges.get(id_, {}).get("will", "")),
            known.seen.get("will", ""),
            known.seen.get("who", ""),
            known.seen,
        )
        for id_, known in rows.items()
    }
    found = matched(now, before)
    unknown = grouped(
        ((hash_of(pledge.get("will")), hash_of(pledge.get("who"))), id_)
        for id_, pledge in pledges.items()
        if id_ not in rows
    )
    for line in now:
        if line.place not in found and unknown[line.said, line.whose]:
            found[line.place] = unknown[line.said, line.whose].pop(0)
    return found


def _edits(
    number: int, pledge: Mapping[str, Any], known: Known, one: _Asked, tell: _Told
) -> Iterator[tuple[FieldPath, Value]]:
    """The changes of a pledge whose row was edited. What somebody changed by hand since is left, and told of."""
    id_ = str(pledge.get("id"))
    edited = {name for name, value in one.seen.items() if known.seen.get(name) != value}
    for name, value in one.fields.items():
        there = _as_written(pledge.get(name), value)
        if name not in edited or there == value:
            continue
        if hash_of(there) != known.seen.get(name):
            tell(one.row, f"{id_}: {name} was changed by hand, so the sheet's is not taken.")
        elif value:
            yield ("pledges", number, name), value
        else:
            tell(one.row, f"{id_}: {name} is empty in the sheet now. Take it out by hand if it is over.")
    history = pledge.get("history") or []
    last: Mapping[str, Any] = history[-1] if history else {}
    status = str(one.status or last.get("status") or Status.PROMISED)
    stood = (last.get("status"), last.get("note", ""))
    if "status" in edited and (one.status or one.note) and (status, one.note or stood[1]) != stood:
        yield (
            ("pledges", number, "history", len(history)),
            _step(one, status, max(one.on, str(last.get("on", "")))),
        )
    elif "evidence" in edited and one.evidence and last.get("evidence") != one.evidence:
        if hash_of(last.get("evidence", "")) == known.seen.get("evidence"):
            yield ("pledges", number, "history", len(history) - 1, "evidence"), one.evidence
            if "checked" not in last:
                yield (
                    ("pledges", number, "history", len(history) - 1, "checked"),
                    str(Checked.EVIDENCE_LINKED),
                )
        else:
            tell(one.row, f"{id_}: evidence was changed by hand, so the sheet's is not taken.")


def _as_written(found: Any, like: Any) -> Any:
    """What stands in a file, as an import would have given it."""
    if found is None:
        return [] if isinstance(like, list) else ""
    return found


def _pledge(id_: str, one: _Asked) -> dict[str, Value]:
    given = {name: value for name, value in one.fields.items() if value}
    return {"id": id_, **given, "history": [_step(one, str(one.status or Status.PROMISED), one.on)]}


def _step(one: _Asked, status: str, on: str) -> dict[str, Value]:
    step: dict[str, Value] = {"on": on, "status": status}
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
