"""What became of pledges: the lists, the letters, and a new step in one place of one file."""

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.organising import pledges as pledging
from sharedstory.reading import frontmatter
from sharedstory.schema.choices import Status
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, EPOCH
from tests.engine.conftest import SITE


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are, on the tests' day."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pledges(*words: str) -> Result:
    return CliRunner().invoke(main, ["pledges", *words], catch_exceptions=False)


def listed(*words: str) -> list[str]:
    done = pledges("list", *words, "--format", "json")
    assert done.exit_code == 0, done.output
    return [row["id"] for row in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ([], ["open-door", "a-room"]),
        (["--status", "promised"], ["a-room"]),
        (["--status", "kept"], []),
        (["--theme", "keys"], ["open-door", "a-room"]),
        (["--theme", "gardens"], ["open-door"]),
        (["--gathering", "spring-meeting"], ["open-door", "a-room"]),
        (["--gathering", "autumn-meeting"], []),
        (["--who", "BOB"], ["open-door"]),
        (["--quiet", "151"], ["a-room"]),
        (["--quiet", "152"], []),
        (["--due", "90"], []),
        (["--due", "91"], ["open-door"]),
    ],
)
def test_a_list_is_of_those_that_are_all_of_what_is_asked(
    site: Path, words: list[str], ids: list[str]
) -> None:
    """The door is pledged until 31 August, 91 days on, and the end of December is 152 days ago."""
    assert listed(*words) == ids


def test_a_pledge_of_which_nobody_said_when_is_listed_without_a_day_and_asked_after(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    path.write_text(path.read_text().replace("{on: 2025-12, status: promised}", "{status: promised}"))
    assert listed() == ["open-door", "a-room"]
    assert listed("--quiet", "9999") == ["a-room"]
    (row,) = json.loads(pledges("list", "--status", "promised", "--format", "json").stdout)
    assert row["since"] == ""
    done = pledges("quiet", "--days", "1", "--format", "json")
    assert [row["id"] for row in json.loads(done.stdout)] == ["open-door", "a-room"]
    assert pledges("nudge", "letters").exit_code == 0
    [letter] = [text for one in Path("letters").iterdir() if "back room" in (text := one.read_text())]
    assert "Latest news we have: Promised\n" in letter
    assert "None" not in letter
    assert pledges("set", "a-room", "kept").exit_code == 0
    assert not read_story(site / "testimonies", as_of=AS_OF).errors


def test_a_pledge_of_a_draft_is_in_no_list_and_can_have_a_new_step(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    path.write_text(path.read_text().replace("kind: testimony", "kind: testimony\ndraft: true"))
    assert listed() == ["a-room"]
    assert pledges("set", "open-door", "kept").exit_code == 0


def test_csv_holds_no_formula(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    path.write_text(
        path.read_text()
        .replace("will: We will", 'will: "=HYPERLINK(We) will')
        .replace("Sundays.", 'Sundays."', 1)
    )
    rows = list(csv.DictReader(io.StringIO(pledges("list", "--format", "csv").stdout)))
    assert [row["will"][:2] for row in rows if row["id"] == "open-door"] == ["'="]


@pytest.mark.parametrize(
    ("option", "said"), [("--theme", 'Did you mean "gardens"?'), ("--gathering", "There is no")]
)
def test_what_there_is_not_is_told(site: Path, option: str, said: str) -> None:
    done = pledges("list", option, "gardens-")
    assert done.exit_code == 2
    assert said in done.output


def test_a_step_is_one_line_in_one_file(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    before = path.read_text()
    words = ("set", "open-door", "stuck", "--note", 'The "key" is\nlost: we look.', "--on", "2026-05-30")
    done = pledges(*words)
    assert done.exit_code == 0, done.output
    line = '      - {on: 2026-05-30, status: stuck, note: "The \\"key\\" is lost: we look."}\n'
    new = '      - on: 2026-05-30\n        status: stuck\n        note: "The \\"key\\" is lost: we look."\n'
    lines = before.splitlines(keepends=True)
    place = next(number for number, text in enumerate(lines) if "Two Sundays" in text) + 1
    after = path.read_text()
    assert after in (
        "".join([*lines[:place], line, *lines[place:]]),
        "".join([*lines[:place], new, *lines[place:]]),
    )
    again = pledges(*words)
    assert "Nothing was changed" in again.output
    assert path.read_text() == after
    assert not read_story(site / "testimonies", as_of=AS_OF).errors


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["open-dor", "kept"], 'Did you mean "open-door"?'),
        (["open-door", "stuck"], "say in a sentence"),
        (["open-door", "kept", "--on", "2026-06-02"], "has not come yet"),
        (["open-door", "kept", "--on", "2026-01"], "write the oldest first"),
        (["open-door", "kept", "--on", "tomorrow"], "is not a date"),
        (["open-door", "kept", "--evidence", "javascript:alert(1)"], "address"),
        (["open-door", "kept", "--checked", "evidence-linked"], "evidence is missing"),
    ],
)
def test_what_the_check_would_refuse_is_not_written(site: Path, words: list[str], said: str) -> None:
    before = {path: path.read_bytes() for path in (site / "testimonies").rglob("*") if path.is_file()}
    done = pledges("set", *words)
    assert done.exit_code == 1
    assert said in done.output
    assert {path: path.read_bytes() for path in before} == before


def test_evidence_counts_as_linked(site: Path) -> None:
    assert pledges("set", "a-room", "kept", "--evidence", "https://example.org/room").exit_code == 0
    assert "checked: evidence-linked" in (site / "testimonies/gatherings/who-holds-the-keys.md").read_text()


@given(
    note=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Co", "Cn"]),
        max_size=80,
    ),
    status=st.sampled_from(list(Status)),
)
def test_whatever_is_noted_all_else_stays(note: str, status: Status) -> None:
    read = read_story(SITE / "testimonies", as_of=AS_OF)
    try:
        change = pledging.step(read, "open-door", str(status), on="2026-06", note=note)
    except PlainError:
        return
    before, after = (frontmatter.parse(raw, "") for raw in (change.before, change.after))
    added = after.values["pledges"][0]["history"].pop()
    assert after.values == before.values
    assert after.body == before.body
    assert added["status"] == str(status)
    assert added.get("note", "").split() == note.split()
    lines, now = change.before.splitlines(), change.after.splitlines()
    assert [line for line in now if line in lines] == lines


def test_due_has_the_earliest_first_and_quiet_the_longest(site: Path) -> None:
    done = pledges("due", "--within", "400", "--format", "json")
    assert [row["id"] for row in json.loads(done.stdout)] == ["open-door"]
    done = pledges("quiet", "--days", "1", "--format", "json")
    assert [row["id"] for row in json.loads(done.stdout)] == ["a-room", "open-door"]


def test_letters_are_kind_and_one_for_each_who_pledged(site: Path) -> None:
    done = pledges("nudge", "letters", "--quiet", "1")
    names = ["letters/01-ann-example-bob-example.txt", "letters/02-shopkeepers-3.txt"]
    assert done.stdout.split() == names
    first = (site / names[0]).read_text()
    assert first.startswith("Hello Ann Example and Bob Example,\n")
    assert "We will keep the door open on Sundays." in first
    assert "back room" not in first
    assert "https://stories.example/pledges/open-door/" in first
    (site / names[1]).write_text("Dear shopkeepers")
    again = pledges("nudge", "letters", "--quiet", "1")
    assert again.stdout == ""
    assert "was left as it is" in again.stderr
    assert (site / names[1]).read_text() == "Dear shopkeepers"


@pytest.mark.parametrize("folder", ["testimonies/letters", "docs", "site/x"])
def test_letters_are_never_written_where_they_would_be_public(site: Path, folder: str) -> None:
    done = pledges("nudge", folder, "--quiet", "1")
    assert done.exit_code == 2
    assert "would be public" in done.output


def test_what_is_kept_or_let_go_is_neither_due_nor_quiet(site: Path) -> None:
    for id_, status in (("open-door", "kept"), ("a-room", "let-go")):
        assert pledges("set", id_, status, "--note", "So it is.").exit_code == 0
    read = read_story(site / "testimonies", as_of=date(2030, 1, 1))
    assert pledging.chosen(read, quiet=1) == pledging.chosen(read, due_within=1000) == []
