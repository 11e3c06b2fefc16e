"""Sheets as people have them: where the headings are, what programs left in the cells, and each kind of workbook."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from sharedstory.importing import sheets
from sharedstory.importing.sheets import Sheet
from sharedstory.schema.errors import PlainError

OLD = Path(__file__).parent / "old-excel.xls"


def read(raw: str | bytes, tmp_path: Path) -> Sheet:
    path = tmp_path / "a-sheet"
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return sheets.read(path)


def cells(sheet: Sheet) -> list[list[str]]:
    return [[*row.cells.values()] for row in sheet.rows]


@pytest.mark.parametrize(
    ("raw", "headings", "rows"),
    [
        ("sep=;\r\nPledge;By when\r\nWe open, now;2045,0\r\n", "Pledge|By when", ["We open, now|2045,0"]),
        ("sep=|\nPledge|Who\na|b\n", "Pledge|Who", ["a|b"]),
        ("Pledge,Who\nnull,NULL\nWe open,NaN\n", "Pledge|Who", ["We open|"]),
        ("Pledge,Who\nWe open,#REF!\n", "Pledge|Who", ["We open|"]),
        ("Pledge,Number\nWe open,3\nTotal,3\n", "Pledge|Number", ["We open|3"]),
        ("cafÃ©,Who\nWe donâ€™t,JosÃ©\n", "café|Who", ["We don’t|José"]),
        ("Our pledges\n\n2026 to 2027\nMade by us\nPledge,Who\na,b\n", "Pledge|Who", ["a|b"]),
        ("Prepared by,Ann Example\nPledge,Who,When,Why\na,b,c,d\n", "Pledge|Who|When|Why", ["a|b|c|d"]),
        (
            "Pledge,Owner,Progress,\n,,Status,Date\nWe open,Us,Done,2026\n",
            "Pledge|Owner|Progress: Status|Progress: Date",
            ["We open|Us|Done|2026"],
        ),
        ("Pledge,Who,\nWe open,Us,today\n", "Pledge|Who|column 3", ["We open|Us|today"]),
        (",Pledge,Status\n0,We open,Done\n", "column 1|Pledge|Status", ["0|We open|Done"]),
    ],
)
def test_a_sheet_of_text_is_read_as_people_mean_it(
    raw: str, headings: str, rows: list[str], tmp_path: Path
) -> None:
    sheet = read(raw, tmp_path)
    assert ("|".join(sheet.headings), ["|".join(row) for row in cells(sheet)]) == (headings, rows)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_its_mark(encoding: str, tmp_path: Path) -> None:
    assert cells(read("Pledge,Who\ncafé,b\n".encode(encoding), tmp_path)) == [["café", "b"]]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Pledge,Who\na,null\nb,NULL\nc,d\n", 'B2 and B3: a program wrote "null" or the like'),
        ("Pledge,Who\na,#REF!\n", "B2: there is an error of the spreadsheet"),
        ("Pledge,Who\na,JosÃ©\n", "B2: we corrected letters"),
        ("Pledge,Who\na,don‚Äôt\n", "B2: some letters look spoilt by another program. We left them"),
        ("Pledge,Number\na,3\nTotal,3\n", "Totals of the other rows, so left out: row 3."),
        ("Ours\nPledge,Who\na,b\n", "Above the headings, so left out: row 1."),
        ("Pledge,Progress,\n,Status,Date\na,b,c\n", "Rows 1 and 2 were read as the headings together."),
        ("Pledge,Who\n" + "a,null\n" * 12, "B2, B3, B4, B5, B6, B7, B8, B9 and 4 more: a program"),
        ("," * 27 + "x\n" + "," * 27 + "#N/A\n", "AB2: there is an error"),
    ],
)
def test_what_was_changed_or_left_out_is_said_with_its_place(raw: str, words: str, tmp_path: Path) -> None:
    assert words in "\n".join(read(raw, tmp_path).warnings)


def test_a_plain_sheet_needs_no_word(tmp_path: Path) -> None:
    assert read("Pledge,Who\nWe “open” at the café,Zoë\n", tmp_path).warnings == ()


def excel(rows: Sequence[Sequence[Any]], change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in rows:
        page.append(row)
    if change:
        change(page)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def libre(*rows: str, doctype: str = "") -> bytes:
    """A file of LibreOffice: each row its cells in XML, or a whole row."""
    xml = "".join(row if "table-row" in row else f"<table:table-row>{row}</table:table-row>" for row in rows)
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{doctype}<office:document-content{spaces} xmlns:calcext="urn:x"><office:body>'
            f'<office:spreadsheet><table:table table:name="One">{xml}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return raw.getvalue()


def cell(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'


WIDE = ' table:number-columns-repeated="16384"'
HEADS = cell("Pledge") + cell("Who")


def test_an_old_file_of_excel_is_read(tmp_path: Path) -> None:
    sheet = sheets.read(OLD)
    assert sheet.headings == ("Pledge", "Group", "By when")
    assert cells(sheet) == [
        ["We open the hall", "The Hall Group", "2027-05-04"],
        ["We share keys", "The Hall Group", "2028"],
    ]
    assert "B3: merged with the cell above, so we read its words here too." in sheet.warnings


def test_a_file_of_libreoffice_is_read(tmp_path: Path) -> None:
    number = '<table:table-cell office:value-type="float" office:value="2045"><text:p>2045</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2027-05-04"><text:p>4/5</text:p></table:table-cell>'
    sheet = read(libre(HEADS, cell("a") + number, cell("b") + day), tmp_path)
    assert cells(sheet) == [["a", "2045"], ["b", "2027-05-04"]]


def test_hidden_rows_are_left_out_and_named(tmp_path: Path) -> None:
    def hide(page: Any) -> None:
        page.row_dimensions[3].hidden = True
        page.row_dimensions[3].font = Font(bold=True)

    excel_sheet = read(excel([["Pledge", "Who"], ["a", "b"], ["c", "d"], ["e", "f"]], hide), tmp_path)
    hidden = f'<table:table-row table:visibility="filter">{cell("c") + cell("d")}</table:table-row>'
    libre_sheet = read(libre(HEADS, cell("a") + cell("b"), hidden, cell("e") + cell("f")), tmp_path)
    for sheet in (excel_sheet, libre_sheet):
        assert [(row.number, row.cells["Pledge"]) for row in sheet.rows] == [(2, "a"), (4, "e")]
        assert "Hidden in the sheet, so left out: row 3." in "\n".join(sheet.warnings)


def test_failed_formulas_are_named_in_workbooks_too(tmp_path: Path) -> None:
    def fail(page: Any) -> None:
        page["B3"].value, page["B3"].data_type = "#REF!", "e"

    failed = cell("#REF!", ' calcext:value-type="error"')
    for raw in (
        excel([["Pledge", "Who"], ["a", "b"], ["c", "x"]], fail),
        libre(HEADS, cell("a") + cell("b"), cell("c") + failed),
    ):
        sheet = read(raw, tmp_path)
        assert cells(sheet) == [["a", "b"], ["c", ""]]
        assert [line for line in sheet.warnings if line.startswith("B3: there is an error")] == [
            *sheet.warnings
        ]


def test_values_of_workbooks_are_what_their_cells_show(tmp_path: Path) -> None:
    sheet = read(excel([["Pledge", "N"], ["a", 2045.0], ["b", 0.1 + 0.2], ["c", True]]), tmp_path)
    assert [row[1] for row in cells(sheet)] == ["2045", "0.3", "TRUE"]


def test_a_merged_title_above_merged_rows(tmp_path: Path) -> None:
    def merge(page: Any) -> None:
        page.merge_cells("A1:C1")
        page.merge_cells("A3:A4")

    rows = [["Our pledges"], ["Group", "Pledge", "When"], ["Hall", "a", "b"], ["", "c", "d"]]
    assert [row[0] for row in cells(read(excel(rows, merge), tmp_path))] == ["Hall", "Hall"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (
            excel([["Pledge", "Who"]], lambda page: page.cell(1_048_576, 16_384, "x")),
            "very far down or to the right",
        ),
        (
            libre(
                HEADS,
                f'<table:table-row table:number-rows-repeated="1048575">{cell("x", WIDE)}</table:table-row>',
            ),
            "very far down or to the right",
        ),
        (libre(HEADS, doctype='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "document type"),
        (libre(HEADS, cell("x" * 40_000_000)), "unpack to far more"),
        (b"PK\x05\x06" + b"\0" * 18, "another kind of file"),
    ],
    ids=["far away", "repeated", "doctype", "packed", "empty"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused_before_it_is_read(
    raw: bytes, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("python_calamine.CalamineWorkbook", None)
    with pytest.raises(PlainError, match=re.escape(words)):
        read(raw, tmp_path)


def test_empty_rows_far_below_do_no_harm(tmp_path: Path) -> None:
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert cells(read(libre(HEADS, cell("a") + cell("b"), empty), tmp_path)) == [["a", "b"]]


@pytest.mark.parametrize(
    "raw",
    ['[\n{"id": "paint"}]', '[{"id": 1}]', '{"id": "paint"}\n{"id": "cups"}\n', '\ufeff { "pledges": []}'],
)
def test_of_json_it_is_said_what_to_give_instead(raw: str, tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="is JSON, and we read tables"):
        read(raw, tmp_path)


def test_a_heading_in_brackets_is_no_json(tmp_path: Path) -> None:
    assert read("[Pledge],Who\nwe bake,Pat\n", tmp_path).headings == ("[Pledge]", "Who")
