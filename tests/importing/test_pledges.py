"""Sheets of pledges: nobody is named who did not plainly allow it, and nothing is dropped or changed in silence."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.editing import splice
from sharedstory.importing import pledge_columns, pledge_sheet
from sharedstory.importing.matching import hash_of
from sharedstory.importing.merge import Merge, merge
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.importing.record import PledgesRecord
from sharedstory.importing.sheets import Row, Sheet
from sharedstory.reading import frontmatter
from tests.conftest import AS_OF, entry, write

TABLES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "pledges.yml").read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    write(tmp_path / "testimonies", {"spring.md": entry("gathering"), "other.md": entry()})


def take(*lines: str, options: tuple[str, ...] = ()) -> Result:
    text = "\n".join(",".join(f'"{cell.strip(chr(34))}"' for cell in line.split("|")) for line in lines)
    Path("a.csv").write_text(text + "\n", encoding="utf-8")
    return CliRunner().invoke(
        main, ["import", "pledges", "a.csv", "--into", "spring", "--no-input", *options]
    )


def pledges() -> list[dict[str, Any]]:
    values = frontmatter.parse(Path("testimonies/spring.md").read_bytes(), "spring.md").values
    return list(values.get("pledges") or [])


def who(pledge: Mapping[str, Any]) -> str:
    return "" if pledge["who"] == {"role": SOMEBODY} else str(pledge["who"])


@pytest.mark.parametrize(
    ("columns", "row", "name"), [(one["columns"], *case) for one in TABLES for case in one["rows"].items()]
)
def test_somebody_is_named_only_where_they_plainly_allow_it(columns: str, row: str, name: str) -> None:
    result = take(columns, row)
    assert [who(pledge) for pledge in pledges()] == ([] if name == "-" else [name]), result.stderr
    written = Path("testimonies/spring.md").read_text(encoding="utf-8")
    assert name == "Ann Example" or "Ann Example" not in written
    assert ("The row is left out" in result.stderr) == (name == "-")


NAMES = ("Ann Example", "Bo Example", "Cai Example")
ALLOWING = ("May we show your name?", "Can we publish your name?", "Happy for us to use your name?")
FORBIDDING = ("Would you like to be anonymous?", "Keep my name private", "Please do not publish my name")
OTHERS = ("Do you agree to our privacy notice?", "Can we contact you?", "Ticket type", "Comments", "Manager")
ANSWERS = (
    "Yes",
    "No",
    "",
    "yes",
    "No thanks",
    "Yes, but not my surname",
    "if you ask",
    "TBC",
    "N/A",
    "Yes?",
    "1",
    "x",
)
BARE_YES, BARE_NO = ("Yes", "yes", "1"), ("No", "No thanks")


@given(st.data())
def test_whatever_columns_and_answers_there_are_no_name_stands_that_was_not_plainly_allowed(
    data: st.DataObject,
) -> None:
    headings = data.draw(
        st.lists(
            st.sampled_from((*ALLOWING, *FORBIDDING, *OTHERS, "Owner", "Organisation")),
            unique=True,
            max_size=5,
        )
    )
    headings = data.draw(st.permutations([*headings, "Pledge", "Your name"]))
    rows = []
    for number, name in enumerate(NAMES, 2):
        cells = {one: data.draw(st.sampled_from(ANSWERS)) for one in headings}
        cells |= {one: name for one in headings if one in ("Your name", "Owner", "Manager")}
        cells |= {"Pledge": f"We do thing {number}"} | (
            {"Organisation": "The Hall Group"} if "Organisation" in cells else {}
        )
        rows.append(Row(number, cells))
    sheet = Sheet(tuple(headings), tuple(rows))
    columns = pledge_columns.columns(sheet, {})
    plan = pledge_sheet.plan(sheet, columns, PledgesRecord(), [], taken=[], tags={}, on=AS_OF)
    for row in rows:
        name = row.cells["Your name"]
        allows = [row.cells[one] in BARE_YES for one in headings if one in ALLOWING]
        # A box such as "Keep my name private" that is not ticked says nothing, either way.
        allows += [row.cells[one] in BARE_NO for one in headings if one in FORBIDDING and row.cells[one]]
        if any(name in str(change) for change in plan.changes):
            assert allows
            assert all(allows)


@pytest.mark.parametrize(
    ("said", "stands", "says", "merged"),
    [
        ("a", "a", "a", "same"),
        ("a", "a", "b", "take"),
        ("a", "x", "b", "keep"),
        ("a", "b", "b", "same"),
        ("a", "a", "", "gone"),
        ("a", "x", "", "keep"),
        ("a", None, "b", "keep"),
        ("a", None, "", "same"),
        ("", None, "b", "take"),
        ("", "x", "b", "keep"),
        ("", "x", "", "same"),
        (None, None, "b", "take"),
        (None, "x", "b", "keep"),
        (None, "x", "", "keep"),
        (None, "b", "b", "same"),
        (["a"], ["a"], ["b"], "take"),
        ([], None, ["b"], "take"),
        (["a"], ["a"], [], "gone"),
    ],
)
def test_a_field_is_merged_three_ways(said: Any, stands: Any, says: Any, merged: str) -> None:
    assert merge(None if said is None else hash_of(said), stands, says) is Merge(merged)


FULL = "Pledge|Organisation|By when|Status|Why"


def test_columns_that_are_gone_or_empty_leave_what_stands_and_this_is_reported() -> None:
    take(FULL, "We open the hall|The Hall Group|2027-05|Promised|So that people meet")
    once = pledges()[0]
    gone = take("Pledge|Status", "We open the hall|In progress")
    assert "the last sheet had a column for who, so_that, by, and this one has none" in gone.stderr
    empty = take(FULL, "We open the hall|||In progress|")
    for name in ("who", "so_that", "by"):
        assert f"{name} is empty in the sheet now. It stays." in empty.stderr
    assert {**pledges()[0], "history": once["history"]} == once
    assert [step["status"] for step in pledges()[0]["history"]] == ["promised", "under-way"]


def test_a_name_that_is_no_longer_allowed_is_taken_out_and_this_is_reported() -> None:
    columns = "Pledge|Your name|May we show your name?"
    take(columns, "We open the hall|Ann Example|Yes")
    assert who(pledges()[0]) == "Ann Example"
    result = take(columns, "We open the hall|Ann Example|No")
    assert "we may not show the name any more, so it was taken out" in result.stderr
    assert "Ann" not in Path("testimonies/spring.md").read_text(encoding="utf-8")


def test_a_name_put_there_by_hand_is_left_and_asked_about() -> None:
    columns = "Pledge|Your name|May we show your name?"
    take(columns, "We open the hall|Ann Example|No")
    path = Path("testimonies/spring.md")
    path.write_bytes(splice.put(path.read_bytes(), ("pledges", 0, "who"), "Annie"))
    result = take(columns, "We open the hall|Ann Example|Anonymous")
    assert "there is a name. Please take it out" in result.stderr
    assert who(pledges()[0]) == "Annie"


OWN = "id|made_in|address|status|status_on|sort|will|who|as|of|so_that|with|by|by_words|tags|history"
MINE = "open|spring|https://x.example/pledges/open/|kept|2026-03|commitment|We open|The Hall Group|local-group||||||care|on 2026-03, status kept"


def test_our_own_table_comes_back_in_with_its_ids_and_changes_nothing() -> None:
    assert take(OWN, MINE).exit_code == 1  # the tag is not ours
    assert pledges() == [
        {
            "id": "open",
            "will": "We open",
            "who": "The Hall Group",
            "as": "local-group",
            "history": [{"on": "2026-03", "status": "kept"}],
        }
    ]
    text = Path("testimonies/spring.md").read_bytes()
    for _ in range(2):
        assert "0 added, 0 updated, 1 unchanged" in take(OWN, MINE).stderr
        assert Path("testimonies/spring.md").read_bytes() == text
    shutil.rmtree("imports")
    assert "0 added, 0 updated, 1 unchanged" in take(OWN, MINE).stderr
    assert Path("testimonies/spring.md").read_bytes() == text
    listed = CliRunner().invoke(main, ["pledges", "list", "--format", "csv"]).stdout
    Path("list.csv").write_text(listed, encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "pledges", "list.csv", "--into", "spring"])
    assert "0 added, 0 updated, 1 unchanged" in result.stderr
    assert Path("testimonies/spring.md").read_bytes() == text


def test_a_row_of_our_own_table_that_was_made_elsewhere_is_left_out() -> None:
    result = take(OWN, MINE.replace("spring", "autumn"))
    assert (
        "row 2: it was made in autumn. Import it with --into that entry. The row is left out."
        in result.stderr
    )
    assert pledges() == []


def test_a_person_by_name_never_comes_in_with_our_own_table() -> None:
    take(OWN, MINE.replace("The Hall Group", "Ann Example").replace("local-group", "individual"))
    assert "Ann" not in Path("testimonies/spring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("columns", "row", "options", "words"),
    [
        ("Pledge|Action", "We a|We b", (), 'Perhaps one of these: "Pledge", "Action".'),
        (
            "Code|Lead|Date",
            "A1|Ann Example|2027",
            (),
            "we cannot tell which column holds the pledges themselves",
        ),
    ],
)
def test_what_is_not_clear_is_refused_with_the_way_out(
    columns: str, row: str, options: tuple[str, ...], words: str
) -> None:
    result = take(columns, row, options=options)
    assert result.stderr.startswith("Nothing was written: ")
    assert words in result.stderr
    assert pledges() == []


@pytest.mark.parametrize(
    ("columns", "row", "options", "field", "value"),
    [
        ("Pledge|Action", "We a|We b", ("--column", "Action=will"), "will", "We b"),
        ("Owner|Pledge", "The Hall|We a", ("--column", "Owner=organisation"), "who", "The Hall"),
        ("Deadline|Due date|Pledge", "2027|2028|We a", ("--column", "Due date=by"), "by", "2028"),
        ("Pledge|RAG", "We a|G", ("--column", "RAG=-"), "will", "We a"),
        ("Pledge|RAG", "We a|G", ("--status", "g=-"), "will", "We a"),
    ],
)
def test_what_the_organiser_says_beats_every_guess(
    columns: str, row: str, options: tuple[str, ...], field: str, value: str
) -> None:
    result = take(columns, row, options=options)
    assert [str(pledge[field]) for pledge in pledges()] == [value], result.stderr
    assert "0 added, 0 updated" in take(columns, row).stderr  # it is remembered


def test_of_two_columns_of_one_meaning_neither_vanishes_in_silence() -> None:
    result = take("Pledge|Deadline|Due date", "We a|2027|2028")
    assert '"Deadline" and "Due date" all look like by when. We used "Deadline".' in result.stderr
    result = take("Pledge|A|B", "We a|x|y", options=("--column", "A=note", "--column", "B=note"))
    assert "cannot each be what has happened" in result.stderr


def test_an_older_record_is_read_and_its_guesses_on_names_are_looked_at_again() -> None:
    Path("imports").mkdir()
    old = "columns: {Pledge: will, Owner: organisation, Would you like to be anonymous?: show_name, Name: who, Bits: note}\n"
    Path("imports/spring.yml").write_text(f"{old}statuses: {{}}\nrows: {{}}\n", encoding="utf-8")
    result = take(
        "Pledge|Owner|Would you like to be anonymous?|Name|Bits", "We a|Ann Example|Yes|Ann Example|Now"
    )
    assert 'Owner" was read as the group or organisation that pledges before.' in result.stderr
    assert "Ann" not in Path("testimonies/spring.md").read_text(encoding="utf-8")
    assert pledges()[0]["history"][0]["note"] == "Now"
    assert "version: 2" in Path("imports/spring.yml").read_text(encoding="utf-8")


def test_titles_of_themes_are_known_as_tags() -> None:
    write(
        Path("testimonies"),
        {
            "themes.yml": "- {id: housing, title: A home of our own, question: Where do we live?, summary: Homes., tags: [rent]}\n"
        },
    )
    take("Pledge|Themes", "We a|A home of our own", "We b|rent; Housing; the moon")
    assert [pledge["tags"] for pledge in pledges()] == [["housing"], ["rent", "housing"]]


def test_a_run_ends_with_a_count() -> None:
    result = take("Pledge|By when", "We a|2027", "TBC|2027", "We a|2027")
    assert re.search(
        r"Of 3 rows: 1 added, 0 updated, 0 unchanged, 2 left out, in .*spring.md\.", result.stderr
    )
    assert 'row 3: there is no pledge in it, only "TBC". The row is left out.' in result.stderr


def answer(*words: str) -> Result:
    return CliRunner().invoke(
        main, ["import", "pledges", "a.csv", "--into", "spring"], input="\n".join(words) + "\n"
    )


def test_a_question_can_be_answered_left_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharedstory.commands.import_pledges._can_ask", lambda: True)
    Path("a.csv").write_text("Our words,Bits,More,RAG\nWe a,x,y,G\n", encoding="utf-8")
    for stopped in (("0",), ("1", "s"), ("1", "0", "stop")):
        assert "Stopped. Nothing was written." in answer(*stopped).stderr
        assert pledges() == []
    assert "1 added" in answer("1", "0", "none").stderr
    assert pledges()[0]["will"] == "We a"
    assert "0 added, 0 updated, 1 unchanged" in answer("").stderr  # nothing is asked again


def test_an_empty_answer_takes_nothing_and_asks_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharedstory.commands.import_pledges._can_ask", lambda: True)
    Path("a.csv").write_text("Our words,Bits,RAG\nWe a,x,G\n", encoding="utf-8")
    assert "Stopped. Nothing was written." in answer("").stderr
    assert pledges() == []
    result = answer("1", "", "")
    assert result.stderr.count("Its number") == 2
    assert result.stderr.count("What does the status") == 1
    assert "1 added" in result.stderr
    assert [step["status"] for step in pledges()[0]["history"]] == ["promised"]


def test_where_the_words_do_not_say_which_row_is_which_nothing_is_changed_or_added() -> None:
    take("Pledge", "We open the hall on Sunday", "We open the hall on Monday")
    once = pledges()
    result = take("Pledge", "We open the hall on Friday", "We open the hall on Tuesday")
    assert (
        "rows 2 and 3: the words alone do not say which pledge it is now: perhaps we-open-the-hall-on-"
        in result.stderr
    )
    assert "Give each row a column with its own number" in result.stderr
    assert "0 added, 0 updated, 0 unchanged, 2 left out" in result.stderr
    assert "not in the sheet any more" not in result.stderr
    assert pledges() == once


@pytest.mark.parametrize(
    ("heading", "cells", "meaning"),
    [
        ("References", ["https://a.example.org/1", ""], "evidence"),
        ("References", ["A1", "A2"], "key"),
        ("References", ["", "Told us by letter.", "https://a.example.org/1", ""], "evidence"),
        ("Reference", ["See the minutes of the spring meeting"], ""),
        ("Ref", ["Row no. 12 b", "Row no. 13"], "key"),
        ("statusReason", ["The law was passed."], "note"),
        ("Status", ["Implemented", "In progress"], "status"),
        ("Status", ["The hall was opened on two Sundays so far", "Done"], "note"),
    ],
)
def test_where_a_heading_may_mean_several_things_its_cells_decide(
    heading: str, cells: list[str], meaning: str
) -> None:
    rows = tuple(Row(number, {heading: cell}) for number, cell in enumerate(cells, 2))
    assert pledge_columns.columns(Sheet((heading,), rows), {}).by_heading[heading].meaning == meaning
