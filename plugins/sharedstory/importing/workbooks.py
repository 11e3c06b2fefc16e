"""The rows of a workbook of Excel or LibreOffice, after a look at the file itself.

python-calamine reads the words. It says nothing of hidden rows and failed formulas, and it lays a page out in memory
from its first cell to its last, so these and the size are looked up in the file's own XML before.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sharedstory.schema.errors import PlainError

MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 200
MAX_PARTS = 1000
MAX_AREA = 6_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

_PART = re.compile(r"xl/worksheets/[^/]+\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|content\.xml")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*?)(/?)>")
_TABLE = re.compile(rb"<table:table[ >].*?</table:table>", re.DOTALL)
_TABLE_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*?)(/?)>")
_TOO_FAR = (
    "there is something very far down or to the right in the sheet. Delete the rows and columns behind your table, or "
    "save it as .csv."
)


@dataclass(frozen=True, slots=True)
class WorkbookPage:
    """The first page of a workbook that is not hidden, and what its words alone do not say.

    `others` are the names of the pages that were not read. Rows count from 1 and columns from 0: `hidden` rows, cells
    with a failed formula in `errors`, and cells that are `merged` with the one above.
    """

    name: str
    others: tuple[str, ...]
    lines: Iterator[list[str]]
    hidden: frozenset[int]
    errors: frozenset[tuple[int, int]]
    merged: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the XML of a page says: hidden rows, failed formulas, and its last row and column with something in it."""

    hidden: frozenset[int] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()
    area: int = 0


def page(raw: bytes) -> WorkbookPage:
    """The page that is read of a workbook. Raises PlainError."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
    except ImportError:
        raise PlainError(
            "to read files of Excel and LibreOffice, run: pip install 'sharedstory[import]'. Or save it as .csv."
        ) from None
    parts = {} if raw.startswith(OLD_EXCEL) else _parts(raw)
    marks = _marks(parts)
    if max((one.area for one in marks), default=0) > MAX_AREA:
        raise PlainError(_TOO_FAR)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        pages = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        visible = [one for one in pages if one.visible == SheetVisibleEnum.Visible] or pages
        if not visible:
            raise PlainError("there is no sheet in the file.")
        first, *others = visible
        mine = dict(zip([one.name for one in pages], marks, strict=False)).get(first.name, _Marks())
        found = book.get_sheet_by_name(first.name)
        bottom, right = found.end or (0, 0)
        if (bottom + 1) * (right + 1) > MAX_AREA:
            raise PlainError(_TOO_FAR)
        merged = frozenset(
            (row + 1, left)
            for (top, left), (last, _) in found.merged_cell_ranges or ()
            for row in range(top + 1, min(last, bottom) + 1)
        )
        lines = ([_as_text(value) for value in values] for values in found.iter_rows())
    except CalamineError as error:
        reason = str(error).strip().rstrip(".")
        raise PlainError(
            f"the file cannot be read as a workbook ({reason}). Open it in a spreadsheet and save it as .csv."
        ) from None
    return WorkbookPage(
        first.name, tuple(one.name for one in others), lines, mine.hidden, mine.errors, merged
    )


def _parts(raw: bytes) -> dict[str, bytes]:
    """The parts of a packed workbook that say something of rows. Raises PlainError for one that would do harm."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            members = packed.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > min(MAX_UNPACKED, max(len(raw), 2**16) * MAX_RATIO) or len(members) > MAX_PARTS:
                raise PlainError(
                    "the file would unpack to far more than a sheet holds, so we leave it alone."
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with packed.open(member) as part:
                        head = part.read(4096)
                        if b"<!DOCTYPE" in head.upper():
                            raise PlainError("the file has a document type in it, which no sheet needs.")
                        if _PART.fullmatch(member.filename):
                            parts[member.filename] = head + part.read()
    # A packing that zipfile does not know is a RuntimeError too.
    except (zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        raise PlainError(
            f"the file cannot be read as a workbook ({type(error).__name__}). Save it as .csv."
        ) from None
    if not parts:
        raise PlainError(
            "the file cannot be read as a workbook: it is another kind of file. Save it as .csv."
        )
    return parts


def _marks(parts: Mapping[str, bytes]) -> list[_Marks]:
    """The marks of the pages of rows, in their order."""
    if "content.xml" in parts:
        return [_marks_of_table(table[0]) for table in _TABLE.finditer(parts["content.xml"])]
    ids = re.findall(rb"<(?:\w+:)?sheet\b[^>]*?\b\w+:id=[\"']([^\"']+)", parts.get("xl/workbook.xml", b""))
    targets = {
        given[b"Id"]: given[b"Target"].decode(errors="replace").removeprefix("/").removeprefix("xl/")
        for element in re.findall(
            rb"<(?:\w+:)?Relationship\b[^>]*", parts.get("xl/_rels/workbook.xml.rels", b"")
        )
        if (given := dict(re.findall(rb"(\w+)\s*=\s*[\"']([^\"']*)", element))).keys() >= {b"Id", b"Target"}
    }
    names = [f"xl/{targets[id_]}" for id_ in ids if id_ in targets]
    pages = [*dict.fromkeys(name for name in names if name.startswith("xl/worksheets/"))]
    # A page that no list names is looked at too: what reads the words may find it in another way.
    pages += [name for name in parts if name.startswith("xl/worksheets/") and name not in pages]
    return [_marks_of_sheet(parts.get(name, b"")) for name in pages]


def _marks_of_sheet(xml: bytes) -> _Marks:
    hidden, errors = set[int](), set[tuple[int, int]]()
    row = column = bottom = right = 0
    for tag, attributes, empty in _TAG.findall(xml):
        if tag == b"row":
            number = re.search(rb'\br=["\'](\d+)', attributes)
            row, column = int(number[1]) if number else row + 1, 0
            if re.search(rb'\bhidden=["\'](1|true)', attributes):
                hidden.add(row)
            continue
        place = re.search(rb'\br=["\']([A-Z]{1,3})(\d+)', attributes)
        row, column = (int(place[2]), _column(place[1])) if place else (row, column + 1)
        if not empty:
            bottom, right = max(bottom, row), max(right, column)
            if re.search(rb'\bt=["\']e["\']', attributes):
                errors.add((row, column - 1))
    return _Marks(frozenset(hidden), frozenset(errors), bottom * right)


def _column(letters: bytes) -> int:
    """The number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _marks_of_table(xml: bytes) -> _Marks:
    """The marks of a page of LibreOffice, where one row or cell may stand for many of the same."""
    hidden, errors = set[int](), set[tuple[int, int]]()
    row = repeated = column = bottom = right = 0
    for tag, attributes, empty in _TABLE_TAG.findall(xml):
        times = int(found[1]) if (found := re.search(rb'repeated="(\d{1,8})"', attributes)) else 1
        if tag == b"table-row":
            row, repeated, column = row + (repeated or 1), times, 0
            if b"table:visibility=" in attributes and b'"visible"' not in attributes and times < 2**16:
                hidden |= {*range(row, row + times)}
            continue
        column += times
        if not empty:
            bottom, right = max(bottom, row + repeated - 1), max(right, column)
            if b'calcext:value-type="error"' in attributes:
                errors.add((row, column - 1))
    return _Marks(frozenset(hidden), frozenset(errors), bottom * right)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
