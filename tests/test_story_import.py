"""Stories from the sheet of a private form: drafts, and only of those who agreed."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sharedstory import frontmatter, story
from sharedstory.commands import main
from tests.conftest import AS_OF
from tests.test_pledge_import import as_csv

HEADINGS = [
    "Timestamp",
    "Email address",
    "Your name",
    "May we show your name?",
    "Tell us your story",
    "Do you agree that we publish it?",
    "Themes",
    "As whom do you speak?",
    "Title",
]
ROWS = [
    [
        "30/05/2026 10:00",
        "ann@nobody-here.org",
        "Ann Example",
        "Yes",
        "We have a key.\n\nIt is ours.",
        "Yes, I agree",
        "Keys and doors, Nonsense",
        "Citizen, Family or friend",
        "Our key",
    ],
    [
        "30/05/2026 10:01",
        "zed@nobody-here.org",
        "Zadie Sample",
        "No",
        "My sister Zadie rang 07999 123456.",
        "yes",
        "gardens",
        "Citizen",
        "Zadie's garden",
    ],
    ["30/05/2026 10:02", "x@nobody-here.org", "Nobody Sample", "Yes", "Do not show this.", "No", "", "", ""],
    ["30/05/2026 10:03", "", "", "", "", "Yes", "", "", ""],
]


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    shutil.copytree(Path(__file__).parent / "site" / "testimonies", "testimonies")


def story_of(text: str, agreed: str = "Yes") -> list[str]:
    return ["30/05/2026 10:00", "", "", "", text, agreed, "", "", ""]


def take(rows: list[list[str]], headings: list[str] = HEADINGS) -> Result:
    Path("answers.csv").write_text(as_csv(rows, headings), encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "testimonies", "answers.csv"])
    Path("answers.csv").unlink()
    return result


def written() -> str:
    return "".join(
        path.read_text(encoding="utf-8")
        for path in Path().rglob("*")
        if path.is_file() and path.suffix in (".md", ".yml")
    )


def test_each_story_of_somebody_who_agreed_becomes_a_draft() -> None:
    result = take(ROWS)
    assert result.stdout == "testimonies/testimony-2026-05-30.md\ntestimonies/testimony-2026-05-30-2.md\n"
    values = frontmatter.parse(Path("testimonies/testimony-2026-05-30.md").read_bytes(), "x").values
    assert values == {
        "title": "Our key",
        "kind": "testimony",
        "tags": ["keys"],
        "authors": [{"name": "Ann Example"}],
        "voices": ["family-or-friend", "citizen"],
        "consent": {"basis": "consent", "given": "2026-05-30", "named_as": "full-name"},
        "draft": "true",
    }
    read = story.read(Path("testimonies"), as_of=AS_OF, called="testimonies")
    assert "testimony-2026-05-30" not in read.by_slug
    assert {
        problem.field for problem in read.problems if problem.path.endswith("testimony-2026-05-30.md")
    } == {"summary"}


def test_who_did_not_agree_is_nowhere() -> None:
    result = take(ROWS)
    assert "row 4: nobody agreed" in result.stderr
    assert "Do not show this" not in written()
    assert "there is no story in it" in result.stderr


def test_nothing_personal_is_written_and_names_only_where_they_may_be_shown() -> None:
    result = take(ROWS)
    text = written()
    assert "nobody-here.org" not in text
    assert "Sample" not in text
    assert "left out: the column Email address." in result.stderr
    assert "the story has the name in it that is not to be shown" in result.stderr
    assert 'row 3: a telephone number in "Tell us your story" was left out.' in result.stderr
    assert "My sister Zadie rang (left out: a telephone number)." in text
    assert "07999" not in text
    assert not any("zadie" in path.name for path in Path().rglob("*"))


def test_a_choice_that_we_do_not_have_is_told_of() -> None:
    assert '"nonsense" is no choice of "Which themes does it belong to?"' in take(ROWS).stderr


def test_importing_again_adds_only_what_is_new_and_leaves_what_was_edited() -> None:
    take(ROWS)
    path = Path("testimonies/testimony-2026-05-30.md")
    path.write_text(path.read_text(encoding="utf-8") + "By hand.\n", encoding="utf-8")
    before = written()
    assert take(ROWS).stdout == ""
    assert written() == before
    more = [*ROWS, ["31/05/2026", "", "", "", "A new one.", "Yes", "", "", ""]]
    assert take(more).stdout == "testimonies/testimony-2026-05-31.md\n"


@pytest.mark.parametrize("missing", ["Do you agree that we publish it?", "Tell us your story"])
def test_without_consent_or_stories_nothing_is_taken(missing: str) -> None:
    before = written()
    result = take(ROWS, [("Nothing" if heading == missing else heading) for heading in HEADINGS])
    assert result.exit_code == 1
    assert "nothing can be taken" in result.stderr
    assert written() == before


@pytest.mark.parametrize(
    "text",
    ["Write to me@nobody-here.org.", "me@example.org", "From 192.0.2.7, said he.", "2001:db8:0:0:0:0:0:1"],
)
def test_an_address_in_a_story_is_in_no_file(text: str) -> None:
    result = take([story_of(text)])
    assert "was left out" in result.stderr
    assert not any(words in written() for words in ("me@", "192.0.2", "2001:db8"))


@pytest.mark.parametrize(
    "agreed",
    [
        "Yes, but not my name",
        "Yes if I can see it first",
        "Agreed, only for the website",
        "yes unless my sister minds",
    ],
)
def test_a_yes_with_a_condition_is_for_a_person(agreed: str) -> None:
    result = take([story_of("Our words.", agreed)])
    assert result.exit_code == 1
    assert "row 2: they agreed with a condition" in result.stderr
    assert "Our words" not in written()


@pytest.mark.parametrize(
    "agreed", ["Yes", "I agree that you show it", "I give permission", "I consent", "Ydw"]
)
def test_a_yes_is_said_in_many_ways(agreed: str) -> None:
    take([story_of("Our words.", agreed)])
    assert "Our words" in written()


def test_a_record_that_cannot_be_read_is_told_of() -> None:
    Path("imports").mkdir()
    Path("imports/testimonies.yml").write_text("- x\n", encoding="utf-8")
    result = take([story_of("Our words.")])
    assert result.exit_code == 1
    assert "Nothing was written: imports/testimonies.yml cannot be read." in result.stderr


def test_who_does_not_agree_any_more_is_told_of_with_what_to_do() -> None:
    take([story_of("We have a key of our own now."), story_of("They came on Sundays to knock.")])
    before = written()
    result = take(
        [story_of("We have a key of our own now.", "No"), story_of("They came on Sundays to knock.")]
    )
    assert (
        "row 2: they agreed before, and do not any more. Take it back: sharedstory withdraw testimony"
        in result.output
    )
    assert "row 3" not in result.output
    assert result.exit_code == 1
    assert written() == before


def test_a_story_that_was_edited_in_its_form_is_compared_with_the_one_before() -> None:
    first = take(
        [story_of("We have a key of our own now, and the door is ours."), story_of("Others wrote this.")]
    )
    name = Path(first.stdout.split()[0]).name
    result = take(
        [story_of("We have a key of our own now, and the big door is ours."), story_of("Others wrote this.")]
    )
    assert f"row 2: much of it stands in {name}, which came from this form before" in result.output
    assert "not in the sheet any more" not in result.output


def test_a_story_that_is_not_in_the_sheet_any_more_is_told_of_and_stays() -> None:
    take([story_of("We have a key."), story_of("They came on Sundays.")])
    before = written()
    result = take([story_of("They came on Sundays.")])
    assert "not in the sheet any more, and still here: testimony-" in result.output
    assert written() == before
    assert "not in the sheet" not in take([story_of("Another form of ours.")]).output


def test_what_was_deleted_here_does_not_come_back() -> None:
    [name] = take([story_of("We have a key.")]).stdout.split()
    Path(name).unlink()
    assert take([story_of("We have a key.")]).stdout == ""


@pytest.mark.parametrize("answers", [("Yes", "No"), ("No", "Yes")])
def test_a_story_that_was_sent_twice_is_one_and_none_where_they_do_not_agree(
    answers: tuple[str, str],
) -> None:
    result = take([story_of("We have a key.", answer) for answer in answers])
    assert result.stdout == ""
    assert "the same story stands in" in result.output
    assert len(take([story_of("We have a key.")] * 2).stdout.split()) == 1
