"""A sheet of pledges -> the changes of the entry in which they were made.

What each column and each word of the sheet means, and which row became which pledge, stands in a record beside the
data. Nothing of a row is kept there but hashes, so that a pledge that is taken back leaves nothing behind.
"""

import difflib
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from sharedstory import compose, dates, privacy
from sharedstory.editing import Value
from sharedstory.frontmatter import Path as FieldPath
from sharedstory.mistakes import Loader
from sharedstory.model import NEEDS_NOTE, PledgedAs, PledgeSort, Resource, Status
from sharedstory.problems import shortened
from sharedstory.sheets import Row, Sheet

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
    "by": ("by when", r"by when|deadline|\bdue|target date|timescale|complet(e|ion) by|^by$|when will"),
    "on": (
        "the day of the answer, or of the news",
        r"timestamp|submitted|start time|completion time|^date$|order date|recorded|last updated|status date",
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
    "will": ("the pledge itself", r"pledge|commit|promise|\bi will|\bwe will|what will you|action"),
    "who": ("a name, taken only where another column says that it may be shown", r"\bname|^who$"),
    "-": ("nothing that we take", r"$^"),
}
STATUS_WORDS: Mapping[Status, str] = {
    Status.KEPT: "kept|done|complete|completed|achieved|delivered|met|fulfilled|finished|green|100%|yes",
    Status.UNDER_WAY: "under way|underway|in progress|on track|started|ongoing|begun|partial|partially met|amber",
    Status.PROMISED: "promised|not started|planned|new|open|to do|not yet due|not due|pledged|committed|not set",
    Status.STUCK: "stuck|blocked|delayed|off track|at risk|overdue|on hold|paused|red|not met",
    Status.LET_GO: "let go|cancelled|canceled|abandoned|withdrawn|dropped|stopped|not going ahead",
    Status.RESHAPED: "reshaped|changed|superseded|replaced|merged|amended",
    Status.STANDING: "standing|continuous|business as usual",
}
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
YES = re.compile(r"(yes|y|true|1|ok|agreed?|i agree|show|ydw|iawn)\b", re.IGNORECASE)
SOMEBODY = "Somebody who was there"
NEAR = 0.8
ALIKE = 0.6
MOST_COMPARED = 250_000
PRIVATE = ("privacy-email", "privacy-phone", "privacy-number", "privacy-birth")


class PledgesError(Exception):
    """A sheet that cannot be taken in, with the reason in words for an organiser."""


@dataclass(slots=True)
class Known:
    """A row that was taken in: the pledge that it became, hashes of what was written, and where it stood."""

    id: str
    seen: dict[str, str]
    row: int = 0


@dataclass(slots=True)
class Record:
    """What was answered about a sheet, and what became of its rows, by a hash of what tells a row from others."""

    columns: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Known] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> "Record":
        """Raises PledgesError for text that is no record."""
        try:
            given = yaml.load(text, Loader) or {}  # noqa: S506 - a safe loader
            rows = {
                str(key): Known(
                    str(row["id"]), {str(k): str(v) for k, v in row["seen"].items()}, int(row["row"])
                )
                for key, row in (given.get("rows") or {}).items()
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
            key: {"id": known.id, "row": known.row, "seen": known.seen} for key, known in self.rows.items()
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
    plain = heading.casefold()
    return next((name for name, (_, words) in MEANINGS.items() if re.search(words, plain)), "")


def guessed(sheet: Sheet) -> dict[str, str]:
    """What each column is: by its heading, or personal where most of its cells look so. Empty where it is not clear."""
    found: dict[str, str] = {}
    for heading in sheet.headings:
        cells = [row.cells.get(heading, "") for row in sheet.rows[:200]]
        filled = [cell for cell in cells if cell]
        private = sum(any(one.code in PRIVATE for one in privacy.find(cell)) for cell in filled)
        addresses = sum(
            bool(re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:]+:[0-9a-f]*", cell))
            for cell in filled
        )
        name = "personal" if filled and 2 * max(private, addresses) > len(filled) else meaning(heading)
        # Of two columns that could be the same, the first is taken.
        taken = name in found.values() and name not in ("personal", "-")
        found[heading] = "" if taken else name
    return found


def status_of(words: str) -> str:
    """The status that words of a sheet mean; empty where that is not clear."""
    plain = " ".join(words.casefold().replace("-", " ").split())
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


def date_in(cell: str, day_first: bool) -> str:
    """A date of a sheet in our form; empty where it is none."""
    cell = re.sub(r"[T ]\d{1,2}:\d{2}.*$", "", cell.strip())
    if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})", cell):
        first, second, year = match.groups()
        day, month = (first, second) if day_first else (second, first)
        cell = f"{year if len(year) == 4 else '20' + year}-{month.zfill(2)}-{day.zfill(2)}"
    for reading in (cell, *dates.readings(cell)):
        try:
            return dates.parse(reading).text
        except ValueError:
            continue
    return ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row gives: its key, the fields of a pledge, and how it stands."""

    row: Row
    key: str
    fields: Mapping[str, Any]
    status: Status
    note: str
    on: str
    evidence: str


def _hash(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _rows(sheet: Sheet, record: Record, default_on: str, tell: Callable[[str], None]) -> Iterator[_Asked]:
    """What each row gives, without those that cannot be taken, which are told of."""
    column = {
        name: heading
        for heading, name in record.columns.items()
        if name in MEANINGS and heading in sheet.headings
    }
    if "will" not in column:
        raise PledgesError("no column holds the pledges themselves.")
    dated = [
        (row.number, row.cells.get(column[name], ""))
        for row in sheet.rows
        for name in ("by", "on")
        if name in column
    ]
    day_first = _day_first(dated)
    keys: Counter[str] = Counter()

    def cell(row: Row, name: str) -> str:
        return compose.line(row.cells.get(column[name], "")) if name in column else ""

    for row in sheet.rows:
        will = cell(row, "will")
        if not will:
            tell(f"row {row.number}: no pledge stands in it, so it is left out.")
            continue
        shown = cell(row, "who") if YES.match(cell(row, "show_name")) else ""
        organisation = cell(row, "organisation")
        texts = [will, cell(row, "so_that"), cell(row, "note"), organisation, cell(row, "role")]
        if private := next(
            (one for words in texts for one in privacy.find(words) if one.code in PRIVATE), None
        ):
            tell(f"row {row.number}: {private.words} The row is left out.")
            continue
        if len(will) > 1000:
            tell(f"row {row.number}: the pledge has over 1,000 characters, so it is left out. Shorten it.")
            continue
        sort = next((one for one in PledgeSort if one in cell(row, "sort").casefold()), PledgeSort.COMMITMENT)
        of = next((one.value for one in Resource if one in cell(row, "of").casefold()), "")
        if sort is not PledgeSort.COMMITMENT and not of:
            tell(f"row {row.number}: it does not say what the {sort} is of, so it is taken as a commitment.")
            sort = PledgeSort.COMMITMENT
        when = cell(row, "by")
        day = date_in(when, day_first)
        fields: dict[str, Any] = {
            "sort": str(sort) if sort is not PledgeSort.COMMITMENT else "",
            "will": will,
            "who": shown or organisation or {"role": cell(row, "role") or SOMEBODY},
            "as": str(PledgedAs.ORGANISATION if organisation and not shown else PledgedAs.INDIVIDUAL),
            "of": of if sort is not PledgeSort.COMMITMENT else "",
            "so_that": cell(row, "so_that")[:1000],
            "by": day,
            "by_words": "" if day else when,
            "tags": [
                tag for tag in (one.strip().casefold() for one in re.split(r"[,;]", cell(row, "tags"))) if tag
            ],
        }
        stands = record.statuses.get(cell(row, "status").casefold()) or status_of(cell(row, "status"))
        status = next((one for one in Status if one == stands), Status.PROMISED)
        note = cell(row, "note")[:1000]
        if status in NEEDS_NOTE and not note:
            tell(f"row {row.number}: {status} needs a note, and there is none, so it stays as it was.")
            status = Status.PROMISED
        given = cell(row, "key")
        key = _hash(given or will)
        keys[key] += 1
        if keys[key] > 1:
            tell(f"row {row.number}: it is the same as a row above, so it is left out.")
            continue
        evidence = cell(row, "evidence") if re.match(r"https?://", cell(row, "evidence")) else ""
        yield _Asked(
            row, key, fields, status, note, date_in(cell(row, "on"), day_first) or default_on, evidence
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
    told: list[str] = []
    asked = list(_rows(sheet, record, on.isoformat(), told.append))
    number_of = {str(pledge.get("id")): number for number, pledge in enumerate(pledges)}
    gone, allowed, used = set(withdrawn), set(tags), {*taken, *number_of, *withdrawn}
    _known_again(asked, record, pledges, number_of)
    changes: list[tuple[FieldPath, Value]] = []
    added = updated = 0
    for one in asked:
        unknown = [tag for tag in one.fields["tags"] if tag not in allowed]
        if unknown:
            told.append(
                f"row {one.row.number}: {', '.join(map(shortened, unknown))}: no tag of ours, so it is left out."
            )
        fields = {**one.fields, "tags": [tag for tag in one.fields["tags"] if tag in allowed]}
        seen = {name: _hash(value) for name, value in fields.items()} | {
            "status": _hash((one.status, one.note))
        }
        known = record.rows.get(one.key)
        if known is None:
            id_ = compose.id_of(str(fields["will"]), "pledge", used)
            used.add(id_)
            changes.append((("pledges", len(pledges) + added), _pledge(id_, fields, one)))
            record.rows[one.key] = Known(id_, seen, one.row.number)
            added += 1
        elif known.id in gone:
            told.append(f"row {one.row.number}: this pledge was taken back, so it stays away.")
        elif known.id not in number_of:
            told.append(
                f"row {one.row.number}: its pledge {known.id} is not in the entry any more, so it is left out."
            )
        else:
            number = number_of[known.id]
            own = list(_edits(number, pledges[number], fields, seen, known, one, told.append))
            changes += own
            updated += bool(own)
            known.seen, known.row = seen, one.row.number
    present = {one.key for one in asked}
    for key, known in record.rows.items():
        if key not in present and known.id in number_of:
            told.append(f"{known.id}: its row is not in the sheet any more. Nothing was taken out.")
    told += _near(asked)
    return Plan(tuple(changes), added, updated, tuple(told))


def _known_again(
    asked: list[_Asked], record: Record, pledges: Sequence[Mapping[str, Any]], number_of: Mapping[str, int]
) -> None:
    """Rows without a number of their own whose words were edited: the one that is most like what it was is the same."""
    present = {one.key for one in asked}
    lost = {key: known for key, known in record.rows.items() if key not in present and known.id in number_of}
    new = [one for one in asked if one.key not in record.rows]
    if not lost or len(lost) * len(new) > MOST_COMPARED:
        return
    pairs = []
    for one in new:
        for key, known in lost.items():
            before = str(pledges[number_of[known.id]].get("will", ""))
            matcher = difflib.SequenceMatcher(None, before, str(one.fields["will"]), autojunk=False)
            if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
                continue
            if (ratio := matcher.ratio()) >= (ALIKE if known.row == one.row.number else NEAR):
                pairs.append((-ratio, one.row.number, key, one.key))
    for _, _, key, now in sorted(pairs):
        if key in record.rows and now not in record.rows:
            record.rows[now] = record.rows.pop(key)


def _edits(
    number: int,
    pledge: Mapping[str, Any],
    fields: Mapping[str, Any],
    seen: Mapping[str, str],
    known: Known,
    one: _Asked,
    tell: Callable[[str], None],
) -> Iterator[tuple[FieldPath, Value]]:
    """The changes of a pledge whose row was edited. What somebody changed by hand since is left, and told of."""
    for name, value in fields.items():
        if known.seen.get(name) == seen[name]:
            continue
        if _hash(_as_written(pledge.get(name), fields[name])) != known.seen.get(name):
            tell(
                f"row {one.row.number}: {known.id}: {name} was changed by hand, so the sheet's is not taken."
            )
        elif value:
            yield ("pledges", number, name), value
        else:
            tell(
                f"row {one.row.number}: {known.id}: {name} is empty in the sheet now. Take it out by hand if it is over."
            )
    if known.seen.get("status") != seen["status"]:
        history = pledge.get("history") or []
        last = history[-1] if history else {}
        if (last.get("status"), last.get("note", "")) != (str(one.status), one.note):
            on = max(one.on, str(last.get("on", "")))
            yield ("pledges", number, "history", len(history)), _step(one, on)


def _as_written(found: Any, like: Any) -> Any:
    """What stands in a file, as an import would have given it."""
    if found is None:
        return [] if isinstance(like, list) else ""
    return found


def _pledge(id_: str, fields: Mapping[str, Any], one: _Asked) -> dict[str, Value]:
    given = {name: value for name, value in fields.items() if value}
    return {"id": id_, **given, "history": [_step(one, one.on)]}


def _step(one: _Asked, on: str) -> dict[str, Value]:
    step: dict[str, Value] = {"on": on, "status": str(one.status)}
    if one.note:
        step["note"] = one.note
    if one.evidence:
        step |= {"evidence": one.evidence, "checked": "evidence-linked"}
    return step


def _near(asked: Sequence[_Asked]) -> Iterator[str]:
    """Rows that say nearly the same, for a person to look at."""
    words = [frozenset(re.findall(r"\w+", str(one.fields["will"]).casefold())) for one in asked]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(words):
        for word in own:
            holders[word].append(number)
    for number, own in enumerate(words):
        shared: Counter[int] = Counter()
        for word in own:
            if len(holders[word]) <= 50:
                shared.update(other for other in holders[word] if other < number)
        for other, _ in shared.most_common(3):
            if len(own & words[other]) >= NEAR * len(own | words[other]):
                yield f"row {asked[number].row.number}: it says nearly the same as row {asked[other].row.number}. Both are kept."
                break
