"""Stories from the sheet of a private form: drafts, and only of those who agreed."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.reading import frontmatter
from sharedstory.story.folder import read_story
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


def take(rows: list[list[str]], headings: list[str] = HEADINGS, *words: str) -> Result:
    Path("answers.csv").write_text(as_csv(rows, headings), encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "testimonies", "answers.csv", *words])
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
        "consent": {"basis": "consent", "given": "2026-05-30", "named_as": "full-name", "channels": ["web"]},
        "draft": "true",
    }
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
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
    assert "left out: the column Email address (rows 2, 3, 4)." in result.stderr
    assert "row 3: the name that we must not show is in the story." in result.stderr
    assert 'row 3: the name that we must not show is in "Title".' in result.stderr
    assert 'row 3: a telephone number in "Tell us your story" was left out.' in result.stderr
    assert "My sister Zadie rang (left out: a telephone number)." in text
    assert "07999" not in text
    assert not any("zadie" in path.name for path in Path().rglob("*"))


def test_a_choice_that_we_do_not_have_is_told_of() -> None:
    assert '"nonsense" in "Themes" is no choice of "Which themes fit best?"' in take(ROWS).stderr


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
    assert (
        f'row 2: it is not clear that they agree, so it is left out: "{HEADINGS[5]}" says "{agreed}".'
        in result.stderr
    )
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
    assert (
        "Nothing was written: imports/testimonies.yml: the record of this import cannot be read."
        in result.stderr
    )


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
    assert f"row 2: much of it is in {name}, which came from this form before" in result.output
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
    assert "the same story is in" in result.output
    assert len(take([story_of("We have a key.")] * 2).stdout.split()) == 1


PLAIN = ["Timestamp", "Your story", "May we publish your story?"]


def row(*cells: str, agreed: str = "Yes", words: str = "We have a key of our own.") -> list[str]:
    return ["2026-03-01", words, agreed, *cells]


def front(name: str = "testimony-2026-03-01") -> Any:
    return frontmatter.parse(Path(f"testimonies/{name}.md").read_bytes(), name).values


@pytest.mark.parametrize(
    ("answer", "named_as", "name"),
    [
        ("Yes", "full-name", "Dee Sample"),
        ("First name only", "first-name", "Dee"),
        ("Initials please", "chosen-name", "D. S."),
        ("Role only", "role-only", ""),
        ("Anonymous", "anonymous", ""),
        ("No thanks", "anonymous", ""),
        ("Yes, my first name only", "anonymous", ""),
        ("yes if you ask me first", "anonymous", ""),
        ("x", "anonymous", ""),
        ("Sam", "anonymous", ""),
        ("", "anonymous", ""),
    ],
)
def test_a_name_is_shown_just_as_far_as_somebody_plainly_said(answer: str, named_as: str, name: str) -> None:
    result = take([row("Dee Sample", answer)], [*PLAIN, "Your name", "May we show your name?"])
    assert front()["consent"]["named_as"] == named_as
    assert [author.get("name", "") for author in front().get("authors", [])] == ([name] if name else [])
    unclear = answer in ("Yes, my first name only", "yes if you ask me first", "x", "Sam", "")
    assert ('row 2: "May we show your name?"' in result.stderr) == unclear


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        (["I agree to the privacy notice"], ["No"], 'row 2: nobody agreed: "I agree to the privacy notice" says "No"'),
        (["Please contact me before you publish it"], ["Yes"], "row 2: nobody agreed"),
        (["Can we share this with journalists?"], ["No"], "row 2: it is not clear that they agree"),
        (["Not for publication"], ["x"], 'row 2: it is not clear that they agree, so it is left out: "Not for publication" says "x"'),
    ],
)  # fmt: skip
def test_every_column_about_consent_has_to_allow_it(headings: list[str], cells: list[str], said: str) -> None:
    assert said in take([row(*cells)], [*PLAIN, *headings]).stderr
    assert "We have a key of our own" not in written()


def test_consent_to_something_else_is_no_consent() -> None:
    result = take([row()], ["Timestamp", "Your story", "I agree to the privacy notice"])
    assert "no column plainly says whether people agree, so nothing can be taken." in result.stderr
    assert "--column 'I agree to the privacy notice=consent'" in result.stderr
    assert "We have a key" not in written()


def test_neither_the_title_nor_the_consent_is_taken_for_the_story() -> None:
    headings = ["Title of your story", "Story consent", "Timestamp", "Your story", "Story ID"]
    take([["Our key", "Yes", "2026-03-01", "We have a key of our own.", "S-1"]], headings)
    document = frontmatter.parse(Path("testimonies/testimony-2026-03-01.md").read_bytes(), "x")
    assert document.body.strip() == "We have a key of our own."
    assert document.values["title"] == "Our key"


def test_of_two_columns_that_could_be_the_story_none_is_guessed() -> None:
    headings = [*PLAIN, "Your experience"]
    result = take([row("They came on Sundays.")], headings)
    assert (
        "several columns could be the story itself: Your story, Your experience. None is taken."
        in result.stderr
    )
    assert "They came on" not in written()
    result = take([row("They came on Sundays.")], headings, "--column", "Your story=-")
    assert "They came on Sundays." in written()
    assert "We have a key" not in written()


def test_what_was_said_of_a_column_is_remembered() -> None:
    headings = ["Timestamp", "Your story", "Consent"]
    assert take([row()], headings).stdout == ""
    assert len(take([row()], headings, "--column", "Consent=consent").stdout.split()) == 1
    more = [row(), row(words="They came on Sundays.")]
    assert len(take(more, headings).stdout.split()) == 1


@pytest.mark.parametrize(
    ("cell", "channels"),
    [
        ("On this website, In printed booklets", ["web", "print"]),
        ("Website only please", ["web"]),
        ("website and print", ["web", "print"]),
        ("search; web", ["web", "search"]),
        ("Everywhere", ["web", "search", "feed", "card", "print", "data"]),
        ("", None),
        ("none", None),
        ("Nowhere", None),
        ("Not in print", None),
        ("Everywhere but print", None),
        ("Website, after my hearing", None),
        ("Website and social media", None),
        ("Website?", None),
        ("-", None),
    ],
)
def test_only_channels_that_are_plainly_granted_are_granted(cell: str, channels: list[str] | None) -> None:
    result = take([row(cell)], [*PLAIN, "Where may it be shown?"])
    if channels is None:
        assert result.stdout == ""
        assert "row 2: it may be shown nowhere, or we cannot tell where, so it is left out" in result.stderr
        assert cell in result.stderr
    else:
        assert front()["consent"]["channels"] == channels


def test_a_yes_for_the_website_is_one_for_the_website() -> None:
    take([row()], [*PLAIN[:2], "May we publish your story on our website?"])
    assert front()["consent"]["channels"] == ["web"]


@pytest.mark.parametrize("day", ["", "TBC", "last week", "2026-13-40"])
def test_no_day_of_consent_is_made_up(day: str) -> None:
    result = take([[day, *row()[1:]]], PLAIN)
    assert result.stdout == "testimonies/testimony.md\n"
    assert "given" not in front("testimony")["consent"]
    assert 'row 2: "Timestamp" has no day that we can read.' in result.stderr


def test_days_of_a_sheet_with_the_month_first_are_read_so() -> None:
    rows = [["3/4/2026", *row()[1:]], ["3/25/2026", *row(words="They came on Sundays.")[1:]]]
    assert take(rows, PLAIN).stdout.split() == [
        "testimonies/testimony-2026-03-04.md",
        "testimonies/testimony-2026-03-25.md",
    ]


@pytest.mark.parametrize(
    ("other", "day"), [("2026-03-25", None), ("25/3/2026", "2026-03-04"), ("3/25/2026", "2026-04-03")]
)
def test_a_day_that_can_be_two_is_read_only_where_other_rows_show_how(other: str, day: str | None) -> None:
    result = take([["4/3/2026", *row()[1:]], [other, *row(words="They came on Sundays.")[1:]]], PLAIN)
    first = "testimony" if day is None else f"testimony-{day}"
    assert front(first)["consent"].get("given") == day
    assert ("has no day that we can read" in result.stderr) is (day is None)


@pytest.mark.parametrize(
    "cell", ["Keys and doors", "keys", "doors", "Gardens, keys", "keys; gardens", "keys\ngardens"]
)
def test_themes_are_known_by_their_titles_and_their_tags(cell: str) -> None:
    result = take([row(cell)], [*PLAIN, "Theme"])
    assert set(front()["tags"]) <= {"keys", "doors", "gardens"}
    assert len(front()["tags"]) == len(re.split("[,;\n]", cell))
    assert "is no choice" not in result.stderr


@pytest.mark.parametrize("words", ["N/A", "see above", "-", "null", "TBC", "#REF!"])
def test_a_placeholder_is_no_story_and_no_title(words: str) -> None:
    assert "row 2: there is no story in it" in take([row(words=words)], PLAIN).stderr
    take([row(words)], [*PLAIN, "Title"])
    assert "title" not in front()


def test_the_name_is_looked_for_in_the_whole_row() -> None:
    headings = [*PLAIN, "First name", "Surname", "Title", "Summary"]
    result = take([row("Dee", "Sample", "Dee's key", "It is by sample herself.")], headings)
    assert 'the name that we must not show is in "Title".' in result.stderr
    assert 'the name that we must not show is in "Summary".' in result.stderr


def test_every_column_that_is_not_taken_is_told_with_its_rows() -> None:
    result = take([row("Blue", "n")], [*PLAIN, "Colour", "Newsletter"])
    assert (
        "left out: the column Colour (row 2). We do not know what it is. Say it, such as: --column 'Colour=-'."
        in result.stderr
    )
    assert "left out: the column Newsletter (row 2)." in result.stderr


def test_the_end_counts_what_became_of_each_row() -> None:
    rows = [
        row(),
        row(agreed="No", words="They came."),
        row(agreed="Yes, but", words="We went."),
        row(words=""),
    ]
    assert take(rows, PLAIN).stderr.endswith(
        "1 draft made. 3 rows left out: 1 because nobody agreed; 1 because it is not clear that they agree; "
        "1 because there is no story in it. 1 thing for you to look at, in the lines above.\n"
    )


def test_a_name_that_may_not_be_shown_any_more_is_told_of_and_stays() -> None:
    headings = [*PLAIN, "Your name", "May we show your name?"]
    take([row("Dee Sample", "Yes")], headings)
    before = written()
    result = take([row("Dee Sample", "No")], headings)
    assert "row 2: the sheet allows less of the name now than testimony-2026-03-01.md shows." in result.stderr
    assert written() == before


@pytest.mark.parametrize("headings", [PLAIN[:2], [*PLAIN[:2], "Colour"]])
def test_a_column_that_is_gone_takes_nothing_away(headings: list[str]) -> None:
    take([row()], PLAIN)
    before = written()
    result = take([row()[: len(headings)]], headings)
    assert "no column plainly says whether people agree" in result.stderr
    assert written() == before


def test_an_answer_that_is_emptied_is_told_of_and_takes_nothing_away() -> None:
    take([row()], PLAIN)
    before = written()
    result = take([row(agreed="")], PLAIN)
    assert "row 2: it is not clear that they still agree" in result.stderr
    assert written() == before


@pytest.mark.parametrize(
    ("headings", "cells", "keys", "questions"),
    [
        (["Story", "Consent", "Colour"], ["We have a key.", "Yes", "Blue"], "1\n\n", ["whether it may be published", 'What is "Colour"?']),
        (["Colour", "Done", "Stuff"], ["Blue", "Yes", "We have a key."], "3\n2\n\n", ["the story itself", "whether it may be published", 'What is "Colour"?']),
        (["Story", "Colour"], ["We have a key.", "Blue"], "2\n", ["whether it may be published"]),
        (["Your story", "Your experience", "May we publish it?"], ["We have a key.", "They came.", "Yes"], "1\n", ["the story itself"]),
    ],
)  # fmt: skip
def test_what_decides_is_asked_first_and_nothing_twice(
    headings: list[str], cells: list[str], keys: str, questions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sharedstory.commands.import_testimonies.has_terminal", lambda: True)
    Path("answers.csv").write_text(as_csv([cells], headings), encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "testimonies", "answers.csv"], input=keys)
    asked = [line for line in result.stderr.splitlines() if line.startswith(("Which column", "What is"))]
    assert len(asked) == len(questions)
    assert all(question in line for question, line in zip(questions, asked, strict=True))
    again = CliRunner().invoke(main, ["import", "testimonies", "answers.csv"], input=keys)
    assert ("Which column" in again.stderr) == (len(questions) == 1 and "Colour" in headings)


def test_a_column_cannot_be_what_there_is_not() -> None:
    assert (
        'A column cannot be "storry". Did you mean "story"?'
        in take([row()], PLAIN, "--column", "Timestamp=storry").stderr
    )
    assert 'There is no column "Timestam".' in take([row()], PLAIN, "--column", "Timestam=on").stderr


def test_the_name_of_who_answers_is_not_that_of_somebody_else_in_the_row() -> None:
    headings = [*PLAIN, "Lead officer", "Your name", "May we show your name?"]
    result = take([row("Zadie Other", "Dee Sample", "Yes")], headings)
    assert front()["authors"] == [{"name": "Dee Sample"}]
    assert "left out: the column Lead officer, since Your name is taken as" in result.stderr
    assert "Zadie" not in written()


def test_without_a_column_of_days_it_is_told_once() -> None:
    result = take([["We have a key.", "Yes"], ["They came.", "Yes"]], PLAIN[1:])
    assert result.stderr.count("no column says when people agreed") == 1
    assert "given" not in front("testimony")["consent"]
