"""Reads the sheets that forms export: CSV in the dialects that people have, and XLSX. It alone opens such files."""

import csv
import io
import itertools
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sharedstory.problems import shortened

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELL = 20_000
# Rows with a title or a note that stand above the headings.
MOST_ABOVE = 5
DELIMITERS = ",;\t"


class SheetError(Exception):
    """A sheet that cannot be read, with the reason in words for an organiser."""


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


def read(path: Path) -> Sheet:
    """The sheet in a file; of an XLSX the first that is not hidden. Raises SheetError."""
    if path.stat().st_size > MAX_BYTES:
        raise SheetError(f"{path.name} is over {MAX_BYTES // 2**20} MiB, and no form makes such a sheet.")
    raw = path.read_bytes()
    if raw.startswith(b"PK"):
        told: list[str] = []
        sheet = _sheet(_xlsx(raw, told), ())
        return replace(sheet, warnings=(*told, *sheet.warnings))
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError(f"{path.name} is in the old format of Excel. Save it as .xlsx or .csv.")
    text, warnings = _decoded(raw)
    return _sheet(_csv(text), warnings)


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), ()
            except UnicodeDecodeError:
                continue
    warning = "the file is not UTF-8, so it was read as Windows-1252. Look whether all letters are right."
    return raw.decode("cp1252", "replace"), (warning,)


def _csv(text: str) -> Iterator[list[str]]:
    if "\0" in text:
        raise SheetError("there are NUL characters in the file, so it is not a sheet.")
    try:
        csv.field_size_limit(MAX_BYTES)
        # The first row with a delimiter in it, in one piece, holds the one that parts the others.
        whole = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter="\x1f"), MOST_ABOVE + 1)
        head = next((words for words in map("".join, whole) if any(sign in words for sign in DELIMITERS)), "")
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
        yield from reader
    except csv.Error:
        message = f"a cell has over {MAX_CELL:,} characters. Is a quotation mark missing before it?"
        raise SheetError(message) from None


def _xlsx(raw: bytes, told: list[str]) -> Iterator[list[str]]:
    try:
        import openpyxl
    except ImportError:
        raise SheetError(
            "to read .xlsx, run: pip install 'sharedstory[import]'. Or save it as .csv."
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
            if (
                unpacked > min(MAX_UNPACKED, max(len(raw), 2**16) * MAX_RATIO)
                or len(packed.infolist()) > 1000
            ):
                raise SheetError(
                    "the file would unpack to far more than a sheet holds, so we leave it alone."
                )
            for member in packed.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    with packed.open(member) as part:
                        if b"<!DOCTYPE" in part.read(4096).upper():
                            raise SheetError("the file has a document type in it, which no sheet needs.")
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        first, *others = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
        if others:
            names = ", ".join(f'"{shortened(one.title)}"' for one in others)
            told.append(
                f'only the sheet "{shortened(first.title)}" was read. Not read: {names}. Save each as a file of its own.'
            )
        for cells in first.iter_rows(values_only=True):
            yield [_as_text(cell) for cell in cells]
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise SheetError(
            f"the file cannot be read as .xlsx ({type(error).__name__}). Save it as .csv."
        ) from None


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != cell.min.time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _sheet(lines: Iterable[list[str]], told: Iterable[str]) -> Sheet:
    filled = _filled(lines)
    above = list(itertools.islice(filled, MOST_ABOVE + 1))
    # A row with one cell, over one with several, is a title and not the headings.
    head = next((at for at, (_, cells) in enumerate(above) if sum(map(bool, cells)) > 1), 0)
    if not above:
        raise SheetError("the file is empty.")
    told = [
        *told,
        *(f"row {number} stands above the headings, so it was left out." for number, _ in above[:head]),
    ]
    headings = tuple(_unlike(above[head][1]))
    rows: list[Row] = []
    for number, cells in itertools.chain(above[head + 1 :], filled):
        if len(rows) == MAX_ROWS:
            raise SheetError(f"there are over {MAX_ROWS:,} rows. Split the file.")
        if any(cells[len(headings) :]):
            raise SheetError(
                f"row {number} has more cells than there are headings. Is a quotation mark missing?"
            )
        rows.append(Row(number, dict(zip(headings, cells, strict=False))))
    return Sheet(headings, tuple(rows), tuple(told))


def _filled(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with their numbers from 1. Raises SheetError for what no sheet of ours has."""
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            raise SheetError(f"row {number} has {len(line):,} columns, and we read {MAX_COLUMNS} at most.")
        cells = [cell.strip() for cell in line]
        if any(len(cell) > MAX_CELL for cell in cells):
            raise SheetError(f"a cell of row {number} has over {MAX_CELL:,} characters.")
        if any(cells):
            yield number, cells


def _unlike(headings: list[str]) -> Iterator[str]:
    """The headings, each with a number where one before is called the same, or with the column's where it has none."""
    seen: dict[str, int] = {}
    for column, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"column {column}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
