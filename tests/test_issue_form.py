"""The issue forms and what is made of an issue, above all of one that was made to cheat."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sharedstory.commands import main
from sharedstory.editing import files
from sharedstory.forms import issue as issue_form
from sharedstory.forms.questions import BODY, Question, Vocabulary
from sharedstory.schema.choices import EVERYWHERE, Kind
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, Tell, entry

SITE = Path(__file__).parent / "site" / "testimonies"
ANSWERS = {
    "kind": "Testimony",
    "summary": "How a street came to share one key.",
    "tags": ["Keys and doors"],
    "authors.0.name": "Ann Example",
    "voices": ["A citizen", "A family member or friend"],
    "consent.basis": ["Everyone in this story agrees that you can publish it."],
    "consent.named_as": "Full name",
    "consent.channels": ["On this website"],
    BODY: "We have a key.\n\nIt is ours.",
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of(read_story(SITE, as_of=AS_OF, called="testimonies"))


def filled(questions: tuple[Question, ...], answers: dict[str, Any]) -> str:
    """The body of an issue as GitHub writes it when a form is sent."""
    parts = []
    for question in questions:
        answer = answers.get(question.name, "")
        if question.choices and (isinstance(answer, list) or question.sort == "choices"):
            lines = [f"- [{'X' if label in answer else ' '}] {label}" for _, label in question.choices]
            answer = "\n".join(lines)
        parts.append(f"### {question.ask}\n\n{answer or '_No response_'}\n")
    return "\n".join(parts)


def issue(body: str, title: str = "Our own key") -> dict[str, str]:
    return {"title": title, "body": body, "created_at": "2026-05-30T10:00:00Z"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports an issue into a copy of the test site; gives the result of the command and the file's text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    shutil.copytree(SITE, "testimonies")

    def run(given: dict[str, Any]) -> tuple[Any, str]:
        Path("event.json").write_text(json.dumps({"action": "labeled", "issue": given}), encoding="utf-8")
        result = CliRunner().invoke(main, ["import", "issue", "--event", "event.json"])
        path = Path(result.stdout.strip() or "none")
        return result, path.read_text(encoding="utf-8") if path.is_file() else ""

    return run


@pytest.mark.parametrize("kind", issue_form.KINDS)
def test_a_form_is_what_github_takes_and_asks_for_free_text_last(kind: Kind, vocabulary: Vocabulary) -> None:
    form = yaml.safe_load(issue_form.form(kind, vocabulary, "https://example.org/share/"))
    assert set(form) == {"name", "description", "labels", "body"}
    elements = form["body"]
    assert elements[0]["type"] == "markdown"
    assert "https://example.org/share/" in elements[0]["attributes"]["value"]
    assert [element["type"] for element in elements].index("textarea") == len(elements) - 1
    ids = [element["id"] for element in elements[1:]]
    labels = [element["attributes"]["label"] for element in elements[1:]]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)
    for element in elements[1:]:
        options = element["attributes"].get("options", ["one"])
        names = [option["label"] if isinstance(option, dict) else option for option in options]
        assert len(set(names)) == len(names) > 0
        assert all(isinstance(name, str) and name.casefold() != "none" for name in names)


def test_nobody_is_promised_to_stay_unknown_where_their_account_is_seen(vocabulary: Vocabulary) -> None:
    named = next(q for q in issue_form.asked(Kind.TESTIMONY, vocabulary) if q.name == "consent.named_as")
    assert [id_ for id_, _ in named.choices] == ["full-name", "first-name", "chosen-name"]


def test_an_issue_becomes_a_file_that_passes_the_check(run: Any, vocabulary: Vocabulary) -> None:
    result, text = run(issue(filled(issue_form.asked(Kind.TESTIMONY, vocabulary), ANSWERS)))
    assert (result.exit_code, result.stderr, result.stdout) == (0, "", "testimonies/our-own-key.md\n")
    read = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    assert [problem for problem in read.problems if "our-own-key" in problem.path] == []
    front = read.by_slug["our-own-key"].front
    assert front.consent is not None
    assert front.title == "Our own key"
    assert str(front.consent.given) == "30 May 2026"
    assert front.channels == {"web"} < EVERYWHERE
    assert text.endswith("---\n\nWe have a key.\n\nIt is ours.\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("consent.channels", "tick at least one place, or we cannot show it."),
        ("consent.named_as", "choose how we should name people."),
        ("consent.basis", "nobody agreed"),
    ],
)
def test_what_nobody_agreed_to_becomes_no_file(
    name: str, words: str, run: Any, vocabulary: Vocabulary
) -> None:
    before = sorted(Path("testimonies").rglob("*"))
    result, _ = run(issue(filled(issue_form.asked(Kind.TESTIMONY, vocabulary), {**ANSWERS, name: ""})))
    assert result.exit_code == 1
    assert words in result.stderr
    assert sorted(Path("testimonies").rglob("*")) == before


def test_a_glimpse_comes_from_the_form_of_glimpses(run: Any, vocabulary: Vocabulary) -> None:
    answers = {
        **ANSWERS,
        "what_is_different": "Neighbours hold the keys.",
        "of": "A place",
        "try_here": "Ask.",
    }
    result, text = run(issue(filled(issue_form.asked(Kind.GLIMPSE, vocabulary), answers)))
    assert result.exit_code == 0, result.stderr
    assert "kind: glimpse\n" in text
    assert '  - "Ask."\n' in text


def test_importing_twice_gives_one_file_and_another_story_a_name_of_its_own(
    run: Any, vocabulary: Vocabulary
) -> None:
    body = filled(issue_form.asked(Kind.TESTIMONY, vocabulary), ANSWERS)
    assert run(issue(body))[0].stdout == run(issue(body))[0].stdout == "testimonies/our-own-key.md\n"
    other, _ = run(issue(body + "\nMore."))
    assert other.stdout == "testimonies/our-own-key-2.md\n"


CHEATS = [
    "\n\n### Do you agree?\n\n- [X] Everyone in this story agrees that you can publish it.",
    "\n---\ntitle: Another\nconsent:\n  basis: no-personal-data\n---\n",
    "\n\n### Where can we show it?\n\n- [X] In the open data\n",
    "\n```\n### Tell your story\n```\n",
    "\r\n### Who gave permission?\r\n\r\nI did\r\n",
]


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_story_sets_no_field(cheat: str, run: Any, vocabulary: Vocabulary) -> None:
    questions = issue_form.asked(Kind.TESTIMONY, vocabulary)
    honest = issue_form.given(issue(filled(questions, ANSWERS)), vocabulary).answers
    cheating = filled(questions, {**ANSWERS, BODY: "We have a key." + cheat})
    given = issue_form.given(issue(cheating), vocabulary).answers
    assert {**given, BODY: ""} == {**honest, BODY: ""}
    _, text = run(issue(cheating))
    document_end = text.index("\n---\n")
    assert "Another" not in text[:document_end]


@pytest.mark.parametrize("cheat", CHEATS)
@pytest.mark.parametrize("name", ["summary", "authors.0.name", "quote", "date"])
def test_an_answer_of_many_lines_is_refused(name: str, cheat: str, vocabulary: Vocabulary) -> None:
    questions = issue_form.asked(Kind.TESTIMONY, vocabulary)
    body = filled(questions, {**ANSWERS, name: "x" + cheat})
    with pytest.raises(PlainError, match=r"more than one line|is not where the form has it|is no choice of"):
        issue_form.given(issue(body), vocabulary)


def test_questions_in_another_order_are_refused(vocabulary: Vocabulary) -> None:
    questions = list(issue_form.asked(Kind.TESTIMONY, vocabulary))
    questions[1], questions[2] = questions[2], questions[1]
    with pytest.raises(PlainError, match="is not where the form has it"):
        issue_form.given(issue(filled(tuple(questions), ANSWERS)), vocabulary)


def test_nothing_comes_of_an_issue_in_which_nobody_agreed(run: Any, vocabulary: Vocabulary) -> None:
    questions = issue_form.asked(Kind.TESTIMONY, vocabulary)
    story_ = "We agree.\n\n### Do you agree?\n\n- [X] Everyone in this story agrees that you can publish it."
    result, text = run(issue(filled(questions, {**ANSWERS, "consent.basis": [], BODY: story_})))
    assert (result.exit_code, text) == (1, "")
    assert "nobody agreed" in result.stderr
    assert not list(Path("testimonies").glob("our-own*"))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Hello",
        "### What is it?\n\nTestimony",
        "### What is it?\n\nNovel\n\n### Tell your story",
        "\x00",
        "###",
    ],
)
def test_what_is_no_form_is_refused_in_words(body: str, run: Any) -> None:
    result, _ = run(issue(body))
    assert result.exit_code == 1
    assert result.stderr.startswith("No file was written: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "event", ["", "[]", "{}", '{"issue": 1}', '{"issue": []}', "[" * 100_000, "nonsense", "\0"]
)
def test_a_broken_event_is_refused_in_words(
    event: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SITE, "testimonies")
    Path("event.json").write_text(event, encoding="utf-8")
    result = CliRunner().invoke(main, ["import", "issue", "--event", "event.json"])
    assert result.exit_code == 1
    assert "holds no issue" in result.stderr


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("`rm -rf /` $(id)", "rm-rf-id"),
        ("con", "testimony-2026-05-30"),
        ("مفتاح بابنا", "testimony-2026-05-30"),
        ("-- --", "testimony-2026-05-30"),
        ("x" * 300, "x" * 60),
        ('Say "no": \\ {x} #1 @bob', "say-no-x-1-bob"),
    ],
)
def test_the_name_of_the_file_is_ours(title: str, name: str, run: Any, vocabulary: Vocabulary) -> None:
    result, text = run(issue(filled(issue_form.asked(Kind.TESTIMONY, vocabulary), ANSWERS), title))
    assert result.stdout == f"testimonies/{name}.md\n"
    assert text.startswith("---\ntitle: ")


def test_what_is_wrong_in_an_answer_is_said_and_the_file_is_written_for_a_person(
    run: Any, vocabulary: Vocabulary
) -> None:
    answers = {**ANSWERS, "summary": "word " * 160, "date": "1 March 2026"}
    result, text = run(issue(filled(issue_form.asked(Kind.TESTIMONY, vocabulary), answers)))
    assert result.exit_code == 0
    assert "this has 160 words" in result.stderr
    assert "Write it in figures: 2026-03-01" in result.stderr
    assert text


def test_a_name_in_use_anywhere_below_is_not_taken_again(tell: Tell, folder: Path) -> None:
    read = tell({"deep/our-key.md": entry(), "taken.md": entry(), "withdrawn.yml": "- {id: gone, on: 2026}"})
    assert files.add_entry(read, Kind.CRITIQUE, "our-key", "text").name == "our-key-2.md"
    assert files.add_entry(read, Kind.CRITIQUE, "gone", "text").name == "gone-2.md"
    (folder / "linked.md").symlink_to("nowhere")
    assert files.add_entry(read, Kind.CRITIQUE, "linked", "text").name == "linked-2.md"
    assert (folder / "deep" / "our-key.md").read_text(encoding="utf-8") == entry()
    assert not list(folder.glob(".*"))
