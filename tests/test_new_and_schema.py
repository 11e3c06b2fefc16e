"""`sharedstory new`, and what `sharedstory schema` writes."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.forms import compose, generated, questions
from sharedstory.forms.questions import Vocabulary
from sharedstory.schema.choices import Kind
from sharedstory.schema.entries import TEMPLATE_BODY
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF

SITE = Path(__file__).parent / "site"
NEEDED = {
    "title": "Our own key",
    "summary": "How a street came to share one key.",
    "tags": "keys",
    "voices": "citizen,family-or-friend",
    "authors.name": "Ann Example",
    "consent.basis": "consent",
    "consent.given": "2026-05",
    "consent.named_as": "full-name",
    "consent.channels": "web,print",
}


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the test site to work in, on the tests' day."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    shutil.copytree(SITE / "testimonies", "testimonies")
    shutil.copytree(SITE / "docs", "docs")


def sharedstory(*words: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(main, list(words), input=typed)


def new(
    kind: str = "testimony", given: dict[str, str] = NEEDED, *words: str, typed: str = "We have a key."
) -> Result:
    options = [word for name, answer in given.items() for word in ("--set", f"{name}={answer}")]
    return sharedstory("new", kind, "--no-input", "--text", "-", *options, *words, typed=typed)


def problems_of(path: str) -> list[str]:
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    return [str(problem) for problem in read.problems if problem.path == path]


def test_a_script_writes_a_file_that_passes_the_check() -> None:
    result = new()
    assert (result.exit_code, result.stdout) == (0, "testimonies/our-own-key.md\n"), result.output
    assert problems_of("testimonies/our-own-key.md") == []


def test_nothing_is_ever_written_over() -> None:
    before = Path("testimonies/a-door.md").read_bytes()
    result = new(given={**NEEDED, "title": "A door"})
    assert result.stdout == "testimonies/a-door-2.md\n"
    assert Path("testimonies/a-door.md").read_bytes() == before


def test_all_that_is_missing_is_named_at_once() -> None:
    result = new(given={"title": "Our own key"})
    assert result.exit_code == 2
    for name in ("summary", "tags", "voices", "consent.basis"):
        assert f"--set {name}=" in result.stderr
    assert not Path("testimonies/our-own-key.md").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"titel": "x"}, 'Did you mean "title"?'),
        ({"tags": "key"}, 'Did you mean "keys"?'),
        ({"date": "1 March 2026"}, "2026-03-01"),
        ({"title": "x" * 301}, "this has 301 characters. Write at most 300."),
        ({"kind": "glimpse"}, "one of these names"),
        ({"\x1b[31m": "x"}, "\\x1b[31m"),
    ],
)
def test_a_wrong_option_is_told_in_plain_words(given: dict[str, str], words: str) -> None:
    result = new(given={**NEEDED, **given})
    assert result.exit_code == 2
    assert words in result.stderr
    assert "\x1b" not in result.stderr


def test_text_that_is_not_utf_8_is_told_in_plain_words() -> None:
    Path("text.txt").write_bytes(b"caf\xe9")
    result = sharedstory("new", "testimony", "--no-input", "--text", "text.txt")
    assert result.exit_code == 2
    assert "Save it as UTF-8" in result.stderr


def typed(*answers: str) -> str:
    return "\n".join(answers) + "\n"


def all_answers(kind: Kind, given: dict[str, str]) -> list[str]:
    """What a person types who answers these and presses Enter at the others."""
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    asked = [question for question in questions.questions(kind, Vocabulary.of(read)) if not question.settled]
    return [given.get(question.name, "") for question in asked if question.name != "body"]


def test_a_person_is_asked_again_until_the_answer_is_right() -> None:
    answers = all_answers(
        Kind.TESTIMONY, {name.replace("authors.", "authors.0."): words for name, words in NEEDED.items()}
    )
    answers = ["We have a key.", ".", "x" * 301, *answers]
    result = sharedstory("new", "testimony", typed=typed(*answers))
    assert result.exit_code == 0, result.output
    assert "this has 301 characters. Write at most 300." in result.stderr
    assert problems_of("testimonies/our-own-key.md") == []


def test_choices_are_taken_by_number_and_by_label() -> None:
    given = {
        **NEEDED,
        "authors.0.name": "Ann Example",
        "voices": "11, a family member or friend",
        "consent.named_as": "1",
    }
    result = sharedstory(
        "new", "testimony", typed=typed("We have a key.", ".", *all_answers(Kind.TESTIMONY, given))
    )
    assert result.exit_code == 0, result.output
    text = Path("testimonies/our-own-key.md").read_text(encoding="utf-8")
    assert "voices: [citizen, family-or-friend]\n" in text
    assert "named_as: full-name\n" in text


def test_somebody_who_stops_in_the_middle_loses_no_word() -> None:
    result = sharedstory("new", "testimony", typed=typed("We have a key.", "It is ours.", ".", "Our own key"))
    assert result.exit_code == 1
    assert "We have a key.\nIt is ours.\n" in result.stdout
    assert 'title: "Our own key"' in result.stdout
    assert "Nothing was written" in result.stderr
    assert not Path("testimonies/our-own-key.md").exists()


def test_a_gathering_needs_no_consent_and_is_asked_no_more_about_it() -> None:
    given = {"title": "Summer meeting", "summary": "People met.", "tags": "keys", "held": "2026-05"}
    result = sharedstory("new", "gathering", typed=typed("We met.", ".", *all_answers(Kind.GATHERING, given)))
    assert result.exit_code == 0, result.output
    assert result.stdout == "testimonies/gatherings/summer-meeting.md\n"
    assert "How are the people in it named?" not in result.stderr
    assert problems_of("testimonies/gatherings/summer-meeting.md") == []


@pytest.mark.parametrize("kind", Kind)
def test_each_line_of_a_template_that_nobody_filled_in_is_told(kind: Kind) -> None:
    assert sharedstory("schema", "write").exit_code == 0
    text = Path(f"testimonies/_TEMPLATE-{kind}.md").read_text(encoding="utf-8")
    Path("testimonies/mine.md").write_text(text, encoding="utf-8")
    empty = {
        number
        for number, line in enumerate(text.splitlines(), 1)
        if re.fullmatch(r"[ -]*\w+:", line) and line not in ("authors:", "consent:")
    }
    body = len(text.splitlines())
    told = {int(problem.split(":")[1]) for problem in problems_of("testimonies/mine.md")}
    assert told == {*empty, body}
    assert not read_story(Path("testimonies"), as_of=AS_OF).by_file.get("testimonies/mine.md")


def with_examples(kind: Kind) -> str:
    """A template with the schema's examples in place of what it asks for, as the guide's examples have them."""
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    asked = questions.questions(kind, Vocabulary.of(read))
    answers = {
        question.name: generated.example(question)
        for question in asked
        if question.needed or question.settled or question.name in ("authors.0.name", "consent.given")
    }
    return compose.file(asked, {**answers, "body": TEMPLATE_BODY})


@pytest.mark.parametrize("kind", Kind)
def test_each_example_that_is_left_in_a_file_is_told(kind: Kind) -> None:
    text = with_examples(kind)
    Path("testimonies/mine.md").write_text(text, encoding="utf-8")
    told = {
        int(problem.split(":")[1]) for problem in problems_of("testimonies/mine.md") if "example-" in problem
    }
    own = ("---", "kind:", "authors:", "consent:", "gathering:", "learning:")
    assert told == {
        number for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith(own)
    }


@pytest.mark.parametrize("kind", Kind)
def test_a_template_that_was_filled_in_passes(kind: Kind) -> None:
    assert sharedstory("schema", "write").exit_code == 0
    text = Path(f"testimonies/_TEMPLATE-{kind}.md").read_text(encoding="utf-8")
    filled = {
        "title": "Our own key",
        "summary": "How a street came to share one key.",
        "tags": "[keys]",
        "voices": "[citizen]",
        "name": "Bo Sample",
        "basis": "consent",
        "given": "2026-05",
        "named_as": "full-name",
        "channels": "[web, print]",
        "what_is_different": "Everybody has a key.",
        "of": "place",
        "held": "2026-05",
        "gathering": "spring-meeting",
        "element": "narrative",
    }
    for name, answer in filled.items():
        text = re.sub(rf"^([ -]*{name}:)$", rf"\1 {answer}", text, flags=re.MULTILINE)
    Path("testimonies/mine.md").write_text(text.replace(TEMPLATE_BODY, "We have a key."), encoding="utf-8")
    assert problems_of("testimonies/mine.md") == []


# A line of a template that is no word about it: a field or an item, also where it stands behind a #.
FIELD = re.compile(r"(?!#)|# +(- )?\w+:( |$)|# +- \"")


def test_each_template_passes_with_all_its_comments_taken_away() -> None:
    assert sharedstory("schema", "write").exit_code == 0
    for kind in (Kind.TESTIMONY, Kind.GLIMPSE):
        lines = Path(f"testimonies/_TEMPLATE-{kind}.md").read_text(encoding="utf-8").splitlines()
        fields = [line.removeprefix("# ") for line in lines if FIELD.match(line)]
        Path("testimonies/mine.md").write_text("\n".join(fields), encoding="utf-8")
        codes = ("field-missing", "field-empty", "example-", "quote")
        said = [
            problem
            for problem in problems_of("testimonies/mine.md")
            if not any(code in problem for code in codes)
        ]
        assert said == [], kind


def test_writing_twice_writes_nothing_and_checking_finds_nothing() -> None:
    first = sharedstory("schema", "write")
    assert "docs/schema/testimony.json" in first.stdout.splitlines()
    assert sharedstory("schema", "write").stdout == ""
    again = sharedstory("schema", "check")
    assert (again.exit_code, again.output) == (0, "")


@pytest.mark.parametrize("change", ["a theme more", "a file gone", "a file changed"])
def test_what_is_out_of_date_is_named_with_the_command_to_run(change: str) -> None:
    sharedstory("schema", "write")
    if change == "a theme more":
        theme = "- {id: windows, title: Windows, question: Who looks out?, summary: Glass.}\n"
        with Path("testimonies/themes.yml").open("a", encoding="utf-8") as themes:
            themes.write(theme)
    elif change == "a file gone":
        Path("docs/schema/testimony.json").unlink()
    else:
        with Path("docs/schema/testimony.json").open("a", encoding="utf-8") as schema:
            schema.write("\n")
    result = sharedstory("schema", "check")
    assert result.exit_code == 1
    assert "docs/schema/testimony.json is not up to date." in result.stdout
    assert "Run: sharedstory schema write" in result.stderr


STRANGE = {
    "docs/schema/testimony.json": '{"title": "a schema of mine"}\n',
    "docs/schema/withdrawn.json": "",
    "testimonies/_TEMPLATE-glimpse.md": "---\ntitle: My own template\n---\nMine.\n",
    ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: true\n",
    ".github/ISSUE_TEMPLATE/1-testimony.yml": "name: A form of mine\n",
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_file_of_somebody_else_is_left_as_it_is_and_named(name: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(STRANGE[name])
    for words in (("schema", "write"), ("schema", "write"), ("schema", "check")):
        done = sharedstory(*words)
        assert done.exit_code == 1
        assert f"{name}: we did not make this file, so we left it as it is." in done.stderr
        assert Path(name).read_text() == STRANGE[name]
    assert "is not up to date" not in done.stdout
    assert Path("docs/schema/glimpse.json").is_file()


@pytest.mark.parametrize("name", STRANGE)
def test_a_link_is_left_as_it_is_too(name: str) -> None:
    Path("mine.txt").write_text("mine")
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).symlink_to(Path("mine.txt").resolve())
    assert sharedstory("schema", "write").exit_code == 1
    assert Path(name).is_symlink()
    assert Path("mine.txt").read_text() == "mine"


def test_what_an_older_version_made_is_made_again() -> None:
    sharedstory("schema", "write")
    made = {path: path.read_text() for name in STRANGE if (path := Path(name))}
    for path, text in made.items():
        path.write_text(text + "\n")
    assert sharedstory("schema", "write").exit_code == 0
    assert {path: path.read_text() for path in made} == made


def allowed(schema: Any, name: str) -> set[str]:
    field = schema["properties"][name]
    return {choice["const"] for choice in field["items"]["oneOf"]}


def test_a_schema_knows_the_vocabularies_and_each_field_of_its_model() -> None:
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    made = generated.schemas(Vocabulary.of(read))
    assert set(made) == {*map(str, Kind), "themes", "places", "withdrawn", "collections"}
    assert allowed(made["testimony"], "tags") == {theme.id for theme in read.themes}
    assert allowed(made["testimony"], "places") == {place.id for place in read.places}
    assert "what_is_different" in made["glimpse"]["required"]
    assert made["glimpse"]["properties"]["kind"]["const"] == "glimpse"
    json.dumps(made)


def test_the_project_keeps_its_own_files_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent)
    result = sharedstory("schema", "check")
    assert (result.exit_code, result.output) == (0, "")


def test_the_editor_is_made_where_a_site_wants_it_and_kept_up_to_date_then() -> None:
    assert sharedstory("schema", "write").exit_code == 0
    assert not Path("editor").exists()
    assert sharedstory("schema", "write", "--editor").exit_code == 0
    there = {path.name: path.read_text() for path in Path("editor").iterdir()}
    pieces = {path.name: path.read_text() for path in generated.DESK.iterdir() if path.is_file()}
    assert there.keys() == {*pieces, "config.yml", ".gitignore"}
    assert pieces.items() <= there.items()
    assert sharedstory("schema", "check").exit_code == 0
    Path("editor/index.html").write_text("<p>An older one")
    assert "editor/index.html" in sharedstory("schema", "check").stdout
    assert sharedstory("schema", "write").exit_code == 0
    assert Path("editor/index.html").read_text() == pieces["index.html"]
    Path("editor/package.json").write_text('{"name": "of somebody else"}')
    Path("editor/index.html").unlink()
    assert sharedstory("schema", "write").exit_code == 0
    assert not Path("editor/index.html").exists()
    assert sharedstory("schema", "write", "--editor").exit_code == 1
    assert Path("editor/package.json").read_text() == '{"name": "of somebody else"}'
