"""Reads the sheets that people have: CSV in all its dialects, Excel and LibreOffice. It alone opens such files."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sharedstory.importing import cells, workbooks
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELL = 20_000
# Rows with a title or a note that stand above the headings.
MOST_ABOVE = 10
DELIMITERS = ",;\t"
# Words of headings below other headings, such as "Status" and "Date" below "Progress".
_SUBHEADING = re.compile(
    r"(.* )?(status|date|by when|when|names?|who|pledge|action|updates?|comments?|notes?|rag|owner|progress|target"
    r"|text|year|q[1-4]|yes/no|y/n|id|ref|no\.?|detail|description|statws|dyddiad|enw|nodiadau)",
    re.IGNORECASE,
)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"")
# Most cells that a message names one by one.
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet, counted from 1 with the headings, and what stands under each heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings in their order, the rows that are not empty, and what was odd about the file."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _SheetReport:
    """What is said of a file: lines, and things that hold for many cells, each said once with their places."""

    lines: list[str] = field(default_factory=list)
    _places: dict[str, list[str]] = field(default_factory=dict)

    def at(self, column: int, number: int, words: str) -> None:
        """Say something of a cell, such as B4; `column` counts from 0. "{}" in the words is where the places go."""
        self._places.setdefault(words, []).append(f"{_letters(column)}{number}")

    def all(self) -> tuple[str, ...]:
        return (*self.lines, *(words.format(_joined(places)) for words, places in self._places.items()))


def _letters(column: int) -> str:
    """The letters that a spreadsheet shows above a column: A, B, … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _joined(places: Sequence[str]) -> str:
    """Places in words, such as "B4, B5 and B9", or the first few and how many more there are."""
    if len(places) > _MOST_NAMED:
        return f"{', '.join(places[:_MOST_NAMED])} and {len(places) - _MOST_NAMED:,} more"
    return _all_joined(places)


def _all_joined(places: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(places[:-1]), places[-1])))


def read(path: Path) -> Sheet:
    """The sheet in a file; of a workbook the first that is not hidden. Raises PlainError."""
    if path.stat().st_size > MAX_BYTES:
        raise PlainError(f"{path.name} is over {MAX_BYTES // 2**20} MiB, and no form makes such a sheet.")
    raw = path.read_bytes()
    report = _SheetReport()
    if raw.startswith((b"PK", workbooks.OLD_EXCEL)):
        return _sheet(_page(workbooks.page(raw), report), report)
    if _JSON.match(raw):
        raise PlainError(
            f"{path.name} is JSON, and we read tables. Give the same table as CSV, such as pledges.csv."
        )
    return _sheet(_csv(_decoded(raw, report)), report)


# Text


def _decoded(raw: bytes, report: _SheetReport) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if raw.startswith(mark):
            try:
                if mark or b"\0" not in raw[:200]:
                    return raw.decode(encoding)
                # UTF-16 of mostly plain letters has nothing in every second byte.
                return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be")
            except UnicodeDecodeError:
                continue
    report.lines.append(
        "The file is not UTF-8, so we read it as Windows-1252. Check that all the letters are right."
    )
    return raw.decode("cp1252", "replace")


def _csv(text: str) -> Iterator[list[str]]:
    if "\0" in text:
        raise PlainError("there are NUL characters in the file, so it is not a sheet.")
    first, newline, rest = text.partition("\n")
    said = re.fullmatch(r"\"?sep=(.)\"?\r?", first)  # Excel's own line, which it does not show
    text = rest if said and newline else text
    try:
        csv.field_size_limit(MAX_BYTES)
        # The first row with a delimiter in it, in one piece, holds the one that parts the others.
        whole = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter="\x1f"), MOST_ABOVE + 1)
        head = next((words for words in map("".join, whole) if any(sign in words for sign in DELIMITERS)), "")
        csv.field_size_limit(MAX_CELL)
        delimiter = said[1] if said else max(DELIMITERS, key=head.count)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        message = f"a cell has over {MAX_CELL:,} characters. Is a quotation mark missing before it?"
        raise PlainError(message) from None


# Workbooks


def _page(page: workbooks.WorkbookPage, report: _SheetReport) -> Iterator[list[str]]:
    """The rows of a page of a workbook, those that are hidden empty; merged cells have their words in each row."""
    if page.others:
        names = ", ".join(f'"{shortened(one)}"' for one in page.others)
        report.lines.append(
            f'We read only the sheet "{shortened(page.name)}". Not read: {names}. Save each as a file of its own.'
        )
    above: list[str] = []
    hidden: list[int] = []
    for number, line in enumerate(page.lines, 1):
        if number in page.hidden and any(line):
            hidden.append(number)
            yield []
            continue
        for column, text in enumerate(line):
            if not text and (number, column) in page.errors:
                report.at(column, number, _ERROR)
            elif (number, column) in page.merged and not text and column < len(above) and above[column]:
                line[column] = above[column]
                report.at(column, number, "{}: merged with the cell above, so we read its words here too.")
        above = line
        yield line
    if hidden:
        report.lines.append(
            f"Hidden in the sheet, so left out: {rows_named(hidden)}. If you want them, show them and save it again."
        )


_ERROR = "{}: there is an error of the spreadsheet, such as #REF!, so we read it as empty."


def rows_named(numbers: Sequence[int]) -> str:
    """Rows in words, each of them: "row 3", or "rows 2, 5 to 9 and 11". The numbers come in rising order."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    places = [
        place for run in runs for place in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))
    ]
    return f"{'rows' if len(numbers) > 1 else 'row'} {_all_joined(places)}"


# What stands where


def _sheet(lines: Iterable[list[str]], report: _SheetReport) -> Sheet:
    filled = _filled(lines, report)
    above = list(itertools.islice(filled, MOST_ABOVE + 1))
    if not above:
        raise PlainError("the file is empty.")
    head = _heading_row([line for _, line in above])
    if head:
        numbers = [number for number, _ in above[:head]]
        report.lines.append(f"Above the headings, so left out: {rows_named(numbers)}.")
    first = head + 1
    names = above[head][1]
    if len(above) > first and _is_second_heading(names, above[first][1]):
        report.lines.append(
            f"Rows {above[head][0]} and {above[first][0]} were read as the headings together."
        )
        names = _both(names, above[first][1])
        first += 1
    headings = tuple(_unlike(names))
    rows: list[Row] = []
    totals: list[int] = []
    for number, line in itertools.chain(above[first:], filled):
        if len(rows) == MAX_ROWS:
            raise PlainError(f"there are over {MAX_ROWS:,} rows. Split the file.")
        if any(line[len(headings) :]):
            raise PlainError(
                f"row {number} has more cells than there are headings. Is a quotation mark missing?"
            )
        if cells.is_total(line):
            totals.append(number)
        else:
            rows.append(Row(number, dict(zip(headings, line, strict=False))))
    if totals:
        report.lines.append(f"Totals of the other rows, so left out: {rows_named(totals)}.")
    return Sheet(headings, tuple(rows), report.all())


def _heading_row(lines: Sequence[list[str]]) -> int:
    """Where the headings are: the first row that has several cells, and over half as many as the widest of the first ones.

    A row with one cell, or a few, over rows with many is a title, or says who made the sheet.
    """
    filled = [sum(map(bool, line)) for line in lines]
    return next((at for at, count in enumerate(filled) if count > 1 and 2 * count > max(filled)), 0)


def _is_second_heading(first: list[str], second: list[str]) -> bool:
    """Whether a row goes on with the headings: it fills the gaps right of some of them with words that are headings."""
    gaps = [at for at, name in enumerate(second) if name and at and not any(first[at : at + 1])]
    filled = [name for name in second if name]
    return (
        bool(gaps)
        and any(first)
        and all(len(name.split()) <= 4 and not cells.is_number(name) for name in filled)
        and sum(_SUBHEADING.fullmatch(name) is not None for name in filled) * 2 >= len(filled)
        and all(any(first[:at]) for at in gaps)
    )


def _both(first: list[str], second: list[str]) -> list[str]:
    """Headings out of two rows: "Progress" over "Status" and "Date" gives "Progress: Status" and "Progress: Date"."""
    names: list[str] = []
    group = ""
    for name, below in itertools.zip_longest(first, second, fillvalue=""):
        group = name or (group if below else "")
        names.append(": ".join(filter(None, (group, below))))
    return names


def _filled(lines: Iterable[list[str]], report: _SheetReport) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers from 1. Raises PlainError for what no sheet of ours has."""
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS and any(line[MAX_COLUMNS:]):
            raise PlainError(f"row {number} has {len(line):,} columns, and we read {MAX_COLUMNS} at most.")
        texts = [cell.strip() for cell in line]
        if any(len(cell) > MAX_CELL for cell in texts):
            raise PlainError(f"a cell of row {number} has over {MAX_CELL:,} characters.")
        for column, cell in enumerate(texts):
            if cell:
                texts[column] = _value(cell, column, number, report)
        if any(texts):
            yield number, texts


def _value(cell: str, column: int, number: int, report: _SheetReport) -> str:
    """What a cell says, without what programs left in it. What was changed is reported with its place."""
    if cells.is_error(cell):
        report.at(column, number, _ERROR)
        return ""
    if cells.is_empty(cell):
        report.at(column, number, '{}: a program wrote "null" or the like, so we read it as empty.')
        return ""
    if cell.isascii():
        return cell
    better, whole = cells.unspoilt(cell)
    if better != cell:
        report.at(column, number, "{}: we corrected letters that another program spoilt, such as Ã©.")
    if not whole:
        report.at(
            column, number, "{}: some letters look spoilt by another program. We left them: please check."
        )
    return better


def _unlike(headings: list[str]) -> Iterator[str]:
    """The headings, each with a number where one before is called the same, or with the column's where it has none."""
    seen: dict[str, int] = {}
    for column, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"column {column}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
