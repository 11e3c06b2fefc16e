"""Sheets of pledges: what is taken, what is left out, and what a second import does."""

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.editing import splice
from sharedstory.importing import pledge_columns, pledge_sheet, sheets
from sharedstory.importing.pledge_rows import status_of
from sharedstory.importing.record import PledgesRecord
from sharedstory.importing.sheets import Row, Sheet, rows_named
from sharedstory.reading import frontmatter
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, entry, write

GATHERING = entry(
    "gathering",
    pledges="pledges: # what people said\n- {id: first, will: One thing, who: Ann Example, as: individual,\n"
    "   history: [{on: 2025-11, status: promised}]} # by letter\n# below",
)
HEADINGS = [
    "Response ID",
    "Email Address",
    "Your name",
    "May we show your name?",
    "Your pledge",
    "By when",
    "Status",
    "Latest update",
]
ROWS = [
    [
        "1",
        "ann@nobody-here.org",
        "Ann Example",
        "Yes",
        "We will open our hall on Sundays.",
        "31/03/2026",
        "In progress",
        "",
    ],
    [
        "2",
        "bob@nobody-here.org",
        "Bob Example",
        "No",
        "I will write to my council, every month.",
        "Spring 2026",
        "",
        "",
    ],
    ["3", "cai@nobody-here.org", "Cai Example", "", "I will ask for a key.", "", "Blocked", "No room:\nyet"],
]


def as_csv(
    rows: list[list[str]], headings: list[str] = HEADINGS, delimiter: str = ",", newline: str = "\r\n"
) -> str:
    lines = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line] for line in [headings, *rows]]
    return newline.join(delimiter.join(line) for line in lines) + newline


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    write(tmp_path / "testimonies", {"spring.md": GATHERING, "other.md": entry()})
    return tmp_path


def columns_of(sheet: Sheet) -> pledge_columns.Columns:
    return pledge_columns.columns(sheet, {})


def take(given: str | bytes, *words: str, name: str = "answers.csv") -> Result:
    Path(name).write_bytes(given if isinstance(given, bytes) else given.encode())
    return CliRunner().invoke(main, ["import", "pledges", name, "--into", "spring", "--no-input", *words])


def pledges() -> list[Any]:
    document = frontmatter.parse(Path("testimonies/spring.md").read_bytes(), "spring.md")
    assert document.problems == []
    found: list[Any] = document.values["pledges"]
    return found


def everything_written() -> str:
    return "".join(
        path.read_text(encoding="utf-8") for path in Path().rglob("*") if path.suffix in (".md", ".yml")
    )


def test_pledges_go_into_their_entry_and_nothing_else_changes() -> None:
    result = take(as_csv(ROWS))
    assert "3 added, 0 updated" in result.stderr
    text = Path("testimonies/spring.md").read_text(encoding="utf-8")
    before, after = GATHERING.split("# below")
    assert text.startswith(before)
    assert text.endswith(f"# below{after}")
    assert pledges()[1:] == [
        {
            "id": "we-will-open-our-hall-on-sundays",
            "will": "We will open our hall on Sundays.",
            "who": "Ann Example",
            "as": "individual",
            "by": "2026-03-31",
            "history": [{"status": "under-way"}],
        },
        {
            "id": "i-will-write-to-my-council-every-month",
            "will": "I will write to my council, every month.",
            "who": {"role": "Somebody who was there"},
            "as": "individual",
            "by_words": "Spring 2026",
            "history": [{"status": "promised"}],
        },
        {
            "id": "i-will-ask-for-a-key",
            "will": "I will ask for a key.",
            "who": {"role": "Somebody who was there"},
            "as": "individual",
            "history": [{"status": "stuck", "note": "No room: yet"}],
        },
    ]
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    assert [problem for problem in read.problems if problem.path.endswith("spring.md")] == []


def test_nothing_personal_is_in_any_file_that_is_written() -> None:
    result = take(as_csv(ROWS))
    assert "left out: the column Email Address." in result.stderr
    written = everything_written()
    for words in ("nobody-here.org", "Bob", "Cai"):
        assert words not in written
    assert "Ann Example" in written


def test_a_name_is_taken_only_where_a_column_says_that_it_may_be_shown() -> None:
    headings = [heading for heading in HEADINGS if "show" not in heading]
    rows = [
        [cell for heading, cell in zip(HEADINGS, row, strict=True) if "show" not in heading] for row in ROWS
    ]
    result = take(as_csv(rows, headings))
    assert "no column says that names may be shown" in result.stderr
    assert all(pledge["who"] == {"role": "Somebody who was there"} for pledge in pledges()[1:])


@pytest.mark.parametrize(
    ("headings", "meanings"),
    [
        ("Timestamp|Email Address|What will you do?|By when?", "on|personal|will|by"),
        (
            "ID|Start time|Completion time|Email|Name|Last modified time|I will",
            "key|-|on|personal|who|-|will",
        ),
        (
            "Order #|Order Date|First Name|Last Name|Email|Attendee #|Ticket Type|Your pledge",
            "key|on|personal|personal|personal|-|-|will",
        ),
        (
            "council|scope|target|wording|source_url|source_name|notes",
            "organisation|-||will|evidence|-|note",
        ),
    ],
)
def test_the_columns_of_the_usual_forms_are_known(headings: str, meanings: str) -> None:
    sheet = Sheet(tuple(headings.split("|")), ())
    assert "|".join(one.meaning for one in columns_of(sheet).by_heading.values()) == meanings


@pytest.mark.parametrize(
    ("cells", "meaning"), [(["2030", "", "March 2031"], "by"), (["2030", "80%"], ""), ([""], "")]
)
def test_a_target_is_a_day_only_where_all_of_it_are_days(cells: list[str], meaning: str) -> None:
    rows = tuple(Row(number, {"Target": cell}) for number, cell in enumerate(cells, 2))
    assert columns_of(Sheet(("Target",), rows)).by_heading["Target"].meaning == meaning


def test_a_column_that_looks_personal_by_what_is_in_it_is_left_out() -> None:
    rows = [[*row, f"192.0.2.{number}", f"x{number}@nobody-here.org"] for number, row in enumerate(ROWS)]
    take(as_csv(rows, [*HEADINGS, "Outcome", "Why"]))
    assert "192.0.2" not in everything_written()
    assert "nobody-here" not in everything_written()


def test_a_row_with_a_private_detail_in_its_words_is_left_out_and_named() -> None:
    rows = [*ROWS, ["4", "", "", "", "Ring me on 07999 123456.", "", "", ""]]
    result = take(as_csv(rows))
    assert "row 5: a telephone number stands in it. The row is left out." in result.stderr
    assert "07999" not in everything_written()


def test_importing_twice_changes_nothing() -> None:
    take(as_csv(ROWS))
    once = everything_written()
    assert "0 added, 0 updated" in take(as_csv(ROWS)).stderr
    assert everything_written() == once


def test_a_row_more_is_one_pledge_more() -> None:
    take(as_csv(ROWS))
    before = pledges()
    assert "1 added, 0 updated" in take(as_csv([["9", "", "", "", "A new thing.", "", "", ""], *ROWS])).stderr
    assert pledges()[:-1] == before


@pytest.mark.parametrize("key", ["", "Response ID"])
def test_an_edited_row_is_updated_in_place_and_its_history_kept(key: str) -> None:
    headings = [key or "Nothing", *HEADINGS[1:]]
    take(as_csv(ROWS, headings))
    edited = [list(row) for row in ROWS]
    edited[0][4] = "We will open our big hall on Sundays."
    edited[0][6], edited[0][7] = "Done", "It is open."
    result = take(as_csv(edited, headings), "--on", "2026-05-30")
    assert "0 added, 1 updated" in result.stderr
    pledge = pledges()[1]
    assert (pledge["id"], pledge["will"]) == ("we-will-open-our-hall-on-sundays", edited[0][4])
    assert pledge["history"] == [
        {"status": "under-way"},
        {"on": "2026-05-30", "status": "kept", "note": "It is open."},
    ]


def test_a_row_that_is_gone_is_told_of_and_nothing_is_taken_out() -> None:
    take(as_csv(ROWS))
    before = pledges()
    result = take(as_csv(ROWS[1:]))
    assert "we-will-open-our-hall-on-sundays: its row is not in the sheet any more" in result.stderr
    assert pledges() == before


def test_what_was_changed_by_hand_stays() -> None:
    take(as_csv(ROWS))
    path = Path("testimonies/spring.md")
    path.write_bytes(splice.put(path.read_bytes(), ("pledges", 1, "will"), "By hand."))
    edited = [["1", "", "Ann Example", "Yes", "From the sheet.", "31/03/2026", "In progress", ""], *ROWS[1:]]
    result = take(as_csv(edited))
    assert "will was changed by hand" in result.stderr
    assert pledges()[1]["will"] == "By hand."


def test_a_pledge_that_was_taken_back_stays_away() -> None:
    take(as_csv(ROWS))
    path = Path("testimonies/spring.md")
    path.write_bytes(splice.remove(path.read_bytes(), ("pledges", 1)))
    Path("testimonies/withdrawn.yml").write_text(
        "- {id: we-will-open-our-hall-on-sundays, on: 2026-05}\n", encoding="utf-8"
    )
    assert "was taken down" in take(as_csv(ROWS)).stderr
    assert "open our hall" not in path.read_text(encoding="utf-8")


def test_rows_that_say_nearly_the_same_are_listed_and_kept() -> None:
    rows = [*ROWS, ["4", "", "", "", "I will write to my own council every month", "", "", ""]]
    result = take(as_csv(rows))
    assert "these rows say nearly the same, and all are kept: 3 and 5." in result.stderr
    assert "4 added" in result.stderr


# Which row is which, where rows are numbered

NUMBERED = {"1.1": "A bench by each door", "1.2": "Tea for whoever calls", "2.1": "A key for the porch"}


def took(rows: dict[str, str]) -> dict[str, str]:
    """The words of each pledge of the sheet by its id, after rows of a number and words were imported."""
    take(as_csv([[number, words] for number, words in rows.items()], ["Ref", "Pledge"]))
    return {pledge["id"]: pledge["will"] for pledge in pledges()[1:]}


@pytest.mark.parametrize(
    ("now", "then"),
    [
        pytest.param(
            {"1.1": "Nobody waits in the rain", "1.2": "Tea for whoever calls", "2.1": "A key for the porch"},
            {"a-bench-by-each-door": "Nobody waits in the rain"},
            id="other words under its number",
        ),
        pytest.param(
            {"2.1": "A key for the big porch", "1.2": "Tea for whoever calls", "1.1": "A bench by each door"},
            {"a-key-for-the-porch": "A key for the big porch"},
            id="in another order",
        ),
        pytest.param(
            {
                "1.1": "Paint",
                "1.2": "A bench by each door",
                "2.1": "Tea for whoever calls",
                "2.2": "A key for the porch",
            },
            {"paint": "Paint"},
            id="a row more in front, and all numbers move",
        ),
        pytest.param(
            {"1.1": "Tea for whoever calls", "1.2": "A key for the porch"},
            {},
            id="a row less, and the numbers move up",
        ),
        pytest.param(
            {"1.1": "Tea for whoever calls", "1.2": "A bench by each door", "2.1": "A key for the big porch"},
            {"a-key-for-the-porch": "A key for the big porch"},
            id="two changed numbers, and one was edited",
        ),
        pytest.param(
            {"1.1": "Tea for whoever calls", "1.2": "A bench by each door", "2.1": "Paint"},
            {"paint": "Paint"},
            id="two changed numbers, and a third says something else",
        ),
    ],
)
def test_a_number_says_which_row_it_is_unless_the_words_moved_to_another(
    now: dict[str, str], then: dict[str, str]
) -> None:
    before = took(NUMBERED)
    assert [*before.values()] == [*NUMBERED.values()]
    assert took(now) == before | then
    assert took(now) == before | then


def test_a_sheet_that_does_not_say_who_pledged_is_said_to_be_one() -> None:
    result = take(as_csv([["A bench."], ["A key."]], ["Pledge"]))
    assert (
        'no column says who made these pledges, so each new one says "Somebody who was there"'
        in result.stderr
    )
    assert "no column says who" not in take(as_csv([["A bench."], ["A key."]], ["Pledge"])).stderr


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([3], "row 3"),
        ([3, 4], "rows 3 and 4"),
        ([3, 4, 5], "rows 3 to 5"),
        ([2, 5, 6, 7, 9], "rows 2, 5 to 7 and 9"),
        ([*range(2, 900)], "rows 2 to 899"),
    ],
)
def test_rows_are_named_each_and_briefly(numbers: list[int], words: str) -> None:
    assert rows_named(numbers) == words


# One sheet in many versions, as public bodies release them

COUNCILS = ["council", "scope", "wording", "source_url", "notes", "code"]
PROMISES = [
    [
        "Made-up North",
        "whole area",
        "We will plant a tree in each street by 2030.",
        "https://a.example.org/1",
        "",
        "N",
    ],
    [
        "Made-up South",
        "whole area",
        "We will plant a tree in each street by 2030.",
        "https://a.example.org/2",
        "",
        "S",
    ],
    [
        "Made-up South",
        "our estate",
        "We will plant a tree in each street by 2030.",
        "https://a.example.org/2",
        "",
        "S",
    ],
    ["Made-up West", "no promise", "", "", "none", "W"],
]


def version(rows: list[list[str]], *words: str) -> Result:
    return take(as_csv(rows, COUNCILS), *words)


@pytest.mark.parametrize("key", [(), ("--column", "code=key")])
def test_the_same_words_of_different_pledgers_and_rows_are_pledges_of_their_own(key: tuple[str, ...]) -> None:
    result = version(PROMISES, *key)
    assert "3 added" in result.stderr, result.stderr
    assert "row 5: there is no pledge in it. The row is left out." in result.stderr
    assert [pledge["who"] for pledge in pledges()[1:]] == ["Made-up North", "Made-up South", "Made-up South"]
    edited = [list(row) for row in reversed(PROMISES)]
    edited[3][2] = "We will plant a tree in each street by 2035."
    once = pledges()
    assert "0 added, 1 updated" in version(edited).stderr
    now = pledges()
    assert now[1]["will"] == edited[3][2]
    assert now[2:] == once[2:]


def test_a_row_of_which_every_cell_stands_above_is_left_out() -> None:
    result = version([*PROMISES, PROMISES[0]])
    assert "row 6: Every cell is as in row 2. The row is left out." in result.stderr
    assert "3 added" in result.stderr


def test_an_import_that_was_cut_off_before_its_record_was_written_adds_nothing_twice() -> None:
    version(PROMISES)
    once = pledges()
    shutil.rmtree("imports")
    result = version(PROMISES)
    assert "rows 2 to 4: a pledge in the entry says just this already" in result.stderr
    assert "0 added, 0 updated" in result.stderr
    assert pledges() == once
    assert "says just this" not in version(PROMISES).stderr


def test_another_address_of_evidence_takes_the_place_of_the_old_one() -> None:
    version(PROMISES)
    edited = [list(row) for row in PROMISES]
    edited[0][3] = "https://a.example.org/new"
    before = Path("testimonies/spring.md").read_text(encoding="utf-8")
    assert "0 added, 1 updated" in version(edited).stderr
    after = Path("testimonies/spring.md").read_text(encoding="utf-8")
    assert after == before.replace("https://a.example.org/1", "https://a.example.org/new")


def test_what_a_column_of_evidence_says_in_words_is_told_of() -> None:
    result = version([["A", "", "We will.", "See the minutes", "", ""]])
    assert 'row 2: "source_url" has no web address in it, so it is left out.' in result.stderr


def test_news_in_a_sheet_without_statuses_leaves_the_status_as_it_stands() -> None:
    version(PROMISES)
    path = Path("testimonies/spring.md")
    step = {"on": "2026-05-30", "status": "kept"}
    path.write_bytes(splice.put(path.read_bytes(), ("pledges", 1, "history", 1), step))
    edited = [list(row) for row in PROMISES]
    edited[0][4] = "The last tree is planted."
    assert "1 updated" in version(edited).stderr
    assert pledges()[1]["history"][1:] == [
        step,
        {"status": "kept", "note": "The last tree is planted.", **EVIDENCE},
    ]


EVIDENCE = {"evidence": "https://a.example.org/1", "checked": "evidence-linked"}


def test_a_status_that_is_empty_now_changes_nothing() -> None:
    take(as_csv(ROWS))
    once = pledges()
    edited = [list(row) for row in ROWS]
    edited[0][6] = ""
    assert "0 added, 0 updated" in take(as_csv(edited)).stderr
    assert pledges() == once


def test_what_is_too_long_is_told_of() -> None:
    rows = [["1", "", "", "", "We will.", "", "", "news " * 201], ["2", "", "", "", "y" * 1001, "", "", ""]]
    result = take(as_csv(rows))
    assert 'row 2: "Latest update" has over 1,000 characters. It ends there: shorten it.' in result.stderr
    assert "row 3: the pledge has over 1,000 characters. Shorten it. The row is left out." in result.stderr


def test_what_a_column_is_can_be_said_and_is_asked_only_once() -> None:
    sheet = "Our words here,more\nWe will open the hall.,x\n"
    assert (
        """Perhaps one of these: "Our words here", "more". Say which, such as: --column 'Our words here=will'"""
        in take(sheet).stderr
    )
    assert "1 added" in take(sheet, "--column", "Our words here=will").stderr
    assert "0 added" in take(sheet).stderr
    for wrong, words in (
        ("Our word here=will", 'Did you mean "Our words here"'),
        ("more=wil", 'Did you mean "will"'),
        ("more", "There is no column"),
    ):
        result = take(sheet, "--column", wrong)
        assert result.exit_code == 2
        assert words in result.stderr


WILLS = ["We will open a door.", "We will open the doors.", "I will write.", "We plant trees on Monday.", ""]


@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(WILLS),
                st.sampled_from(["A", "B", ""]),
                st.sampled_from(["", "done", "started"]),
                st.sampled_from(["", "1", "2"]),
            ),
            max_size=6,
            unique=True,
        ),
        max_size=4,
    ),
    st.booleans(),
)
@example(
    versions=[
        [("We will open the doors.", "A", "", "2")],
        [
            ("We will open a door.", "A", "", ""),
            ("We will open a door.", "A", "", "1"),
            ("We will open a door.", "A", "done", ""),
        ],
    ],
    numbered=True,
)
@example(
    versions=[
        [("We will open a door.", "A", "", ""), ("We will open a door.", "A", "done", "")],
        [("We will open the doors.", "A", "", "2"), ("I will write.", "A", "", "1")],
    ],
    numbered=True,
)
@example(
    versions=[
        [("We will open a door.", "A", "", ""), ("We will open a door.", "A", "", "1")],
        [("We will open the doors.", "A", "", ""), ("I will write.", "A", "", "")],
    ],
    numbered=False,
)
@example(
    versions=[
        [
            ("We will open a door.", "A", "", ""),
            ("I will write.", "A", "", ""),
            ("We will open the doors.", "A", "", ""),
        ],
        [
            ("We will open a door.", "A", "", ""),
            ("We will open a door.", "A", "", "1"),
            ("We will open a door.", "A", "done", ""),
            ("I will write.", "A", "", ""),
        ],
    ],
    numbered=False,
)
def test_whatever_versions_a_sheet_has_no_pledge_is_lost_and_each_stands_once(
    versions: list[list[tuple[str, ...]]], numbered: bool
) -> None:
    headings = ("Pledge", "Organisation", "Status", "Response ID" if numbered else "Ward")
    kept = PledgesRecord()
    raw = GATHERING.encode()
    for rows in versions:
        sheet = Sheet(
            headings, tuple(Row(n, dict(zip(headings, row, strict=True))) for n, row in enumerate(rows, 2))
        )
        before = frontmatter.parse(raw, "x").values["pledges"]
        for again in (False, True):
            there = frontmatter.parse(raw, "x").values["pledges"]
            plan = pledge_sheet.plan(sheet, columns_of(sheet), kept, there, taken=[], tags={}, on=AS_OF)
            assert not again or (plan.changes, plan.added, plan.updated) == ((), 0, 0)
            raw = splice.put_all(raw, plan.changes) if plan.changes else raw
        after = frontmatter.parse(raw, "x").values["pledges"]
        assert [pledge["id"] for pledge in after[: len(before)]] == [pledge["id"] for pledge in before]
        for old, new in zip(before, after, strict=False):
            assert new["history"][: len(old["history"])] == old["history"]
        unsure = "\n".join(plan.told)
        said = sorted(
            (will, who) for will, who, _, _ in rows if will and "which pledge it is now" not in unsure
        )
        stands = [
            (pledge["will"], pledge["who"] if isinstance(pledge["who"], str) else "") for pledge in after
        ]
        for one in said:
            # Who pledged stays where a new sheet does not say it any more.
            same = [there for there in stands if there[0] == one[0] and (not one[1] or there == one)]
            assert len(same) >= said.count(one)


def test_a_dry_run_prints_and_writes_nothing() -> None:
    result = take(as_csv(ROWS), "--dry-run")
    assert '+    will: "We will open our hall on Sundays."' in result.stdout.replace("+  will", "+    will")
    assert Path("testimonies/spring.md").read_text(encoding="utf-8") == GATHERING
    assert not Path("imports").exists()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_sheets_are_read_in_every_dialect(
    delimiter: str, encoding: str, newline: str, tmp_path: Path
) -> None:
    rows = [["1", 'A café, "open";\tdaily\nand more'], ["2", "x"]]
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(rows, ["Id", "Pledge"], delimiter, newline).encode(encoding))
    sheet = sheets.read(path)
    assert sheet.headings == ("Id", "Pledge")
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [
        (2, {"Id": "1", "Pledge": rows[0][1]}),
        (3, {"Id": "2", "Pledge": "x"}),
    ]
    assert bool(sheet.warnings) == (encoding == "cp1252")


def book(*pages: list[list[Any]], hidden: int = 0) -> bytes:
    """A workbook with these pages, of which the first few are hidden."""
    workbook = openpyxl.Workbook(write_only=True)
    for number, rows in enumerate(pages, 1):
        page = workbook.create_sheet(f"Page {number}")
        page.sheet_state = "hidden" if number <= hidden else "visible"
        for row in rows:
            page.append(row)
    raw = io.BytesIO()
    workbook.save(raw)
    return raw.getvalue()


def test_a_workbook_gives_what_the_same_csv_gives() -> None:
    result = take(book([HEADINGS, *ROWS]), name="answers.xlsx")
    assert "3 added" in result.stderr, result.stderr
    from_book = pledges()
    shutil.rmtree("imports")
    Path("testimonies/spring.md").write_text(GATHERING, encoding="utf-8")
    take(as_csv(ROWS))
    assert pledges() == from_book


def test_a_title_above_the_headings_is_left_out_and_told() -> None:
    result = take("Pledges of May\r\n\r\n;as of June;\r\n" + as_csv(ROWS, delimiter=";"))
    assert "3 added" in result.stderr, result.stderr
    assert "Above the headings, so left out: rows 1 and 3." in result.stderr


def test_a_sheet_of_one_column_has_its_heading_in_the_first_row() -> None:
    assert "2 added" in take("Your pledge\r\nI will call\r\nI will knock\r\n").stderr


def test_the_first_page_that_is_not_hidden_is_read_and_the_others_are_named() -> None:
    result = take(book([["Notes"], ["to us"]], [HEADINGS, *ROWS], [["More"]], hidden=1), name="answers.xlsx")
    assert "3 added" in result.stderr, result.stderr
    assert 'We read only the sheet "Page 2". Not read: "Page 3".' in result.stderr


def bomb(size: int) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * size)
    return raw.getvalue()


def with_entities() -> bytes:
    raw = io.BytesIO(book([HEADINGS, *ROWS]))
    with zipfile.ZipFile(raw, "a") as packed:
        packed.writestr("xl/more.xml", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>')
    return raw.getvalue()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the file is empty"),
        (b"\n\n,,\n", "the file is empty"),
        (b"a" * 300 + b"\0b,c\n", "NUL"),
        (b"Pledge\n" + b"x" * 30_000, "over 20,000 characters"),
        (b'Pledge,Id\n"open' + b",x\n" * 20_000, "Is a quotation mark missing"),
        (",".join(f"c{n}" for n in range(10_000)).encode(), "10,000 columns"),
        (b"Pledge\n" + b"x\n" * 20_001, "over 20,000 rows"),
        (b"Pledge,Id\nx,1,more\n", "more cells than there are headings"),
        (b"Something\nx\n", "we cannot tell which column holds the pledges"),
        (
            b"Pledge,By when\nx,13/01/2026\ny,01/13/2026\n",
            "some dates are written day first (row 2) and others month first (row 3)",
        ),
        (b"PK\x03\x04nonsense", "cannot be read as a workbook"),
        (b"\xd0\xcf\x11\xe0old", "cannot be read as a workbook"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_is_written(raw: bytes, words: str) -> None:
    result = take(raw)
    assert result.exit_code == 1
    assert result.stderr.startswith("Nothing was written: ")
    assert words in result.stderr
    assert Path("testimonies/spring.md").read_text(encoding="utf-8") == GATHERING
    assert not Path("imports").exists()


@pytest.mark.parametrize(
    ("make", "words"), [(lambda: bomb(300 * 2**20), "unpack to far more"), (with_entities, "document type")]
)
def test_a_workbook_that_was_made_to_do_harm_is_refused(make: Any, words: str) -> None:
    result = take(make(), name="answers.xlsx")
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_sheet_that_is_too_big_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(PlainError, match="over 32 MiB"):
        sheets.read(path)


HOSTILE = [
    "=1+1",
    "../../x",
    "# x",
    "- x",
    "{a: b}",
    "x: y #z",
    '"',
    "'",
    "\\",
    "\u202e",
    "<script>",
    "::error::",
    "---",
    "🔑",
    "مفتاح",
]


@given(
    st.lists(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=20), min_size=3, max_size=3), max_size=6)
)
def test_whatever_stands_in_a_sheet_the_entry_stays_whole(cells: list[list[str]]) -> None:
    rows = tuple(
        Row(number, {"Pledge": will, "Update": note, "By when": by})
        for number, (will, note, by) in enumerate(cells, 2)
    )
    sheet = Sheet(("Pledge", "Update", "By when"), rows)
    kept = PledgesRecord()
    before = GATHERING.encode()
    found = frontmatter.parse(before, "x").values["pledges"]
    try:
        plan = pledge_sheet.plan(sheet, columns_of(sheet), kept, found, taken=[], tags={}, on=AS_OF)
    except PlainError:
        return
    if plan.changes:
        after = splice.put_all(before, plan.changes)
        document = frontmatter.parse(after, "x")
        assert document.problems == []
        assert len(document.values["pledges"]) == 1 + plan.added
        again = pledge_sheet.plan(
            sheet, columns_of(sheet), kept, document.values["pledges"], taken=[], tags={}, on=AS_OF
        )
        assert (again.changes, again.added, again.updated) == ((), 0, 0)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Completed ✓", "kept"),
        ("IN-PROGRESS", "under-way"),
        ("Appears on track", "under-way"),
        ("Behind schedule.", "stuck"),
        # A colour is on track to some and done to others.
        ("Green", ""),
        ("Amber", ""),
        ("Yes", ""),
    ],
)
def test_a_status_is_known_by_its_words_where_these_are_clear(words: str, status: str) -> None:
    assert status_of(words) == status


def test_what_a_status_means_can_be_said_and_is_remembered() -> None:
    sheet = "Pledge,Status,Latest news\r\nI will call,Green,We rang.\r\n"
    assert "we do not know what" in take(sheet).stderr
    assert [one["status"] for one in pledges()[0]["history"]] == ["promised"]
    result = take(sheet, "--status", "green=under-way")
    assert "0 added, 1 updated" in result.stderr, result.stderr
    assert pledges()[-1]["history"][-1]["status"] == "under-way"
    assert "0 added, 0 updated" in take(sheet).stderr
    for option in ("green=maybe", "green"):
        assert take(sheet, "--status", option).exit_code == 2


@pytest.mark.parametrize(
    ("other", "by"), [("2026-12-01", None), ("13/05/2026", "2026-05-04"), ("05/13/2026", "2026-04-05")]
)
def test_a_day_that_can_be_two_is_taken_only_where_other_rows_show_how(other: str, by: str | None) -> None:
    result = take(f"Pledge,By when\nWe will open it.,04/05/2026\nWe will lend it.,{other}\n".encode())
    assert pledges()[-2].get("by") == by
    assert ("can be two days" in result.stderr) is (by is None)


def test_a_row_has_the_day_that_is_said_and_none_that_is_before_its_last_news() -> None:
    headings = ["Pledge", "Status", "Status date", "What happened"]
    take(as_csv([["We will open the hall.", "in progress", "", ""]], headings), "--on", "2026-03-01")
    assert pledges()[-1]["history"] == [{"on": "2026-03-01", "status": "under-way"}]
    result = take(as_csv([["We will open the hall.", "done", "2020-01-02", ""]], headings))
    assert pledges()[-1]["history"][1:] == [{"status": "kept"}]
    assert "the day 2020-01-02 is before its last news, so the new step has no date." in result.stderr


def test_a_status_that_nobody_knows_is_left_out_and_told_and_the_pledge_is_taken() -> None:
    result = take("Pledge,RAG\nWe open the hall on Sundays.,G\nWe share the keys.,A\nWe sing.,done\n")
    assert [one["history"] for one in pledges()[1:]] == [
        [{"status": "promised"}],
        [{"status": "promised"}],
        [{"status": "kept"}],
    ]
    assert 'row 2: we do not know what "G" means as a status, so it is left out.' in result.stderr
    assert 'row 3: we do not know what "A" means as a status' in result.stderr
