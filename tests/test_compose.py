"""What is written down from answers is read back as it was answered, whatever people type."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.forms import compose, questions, share
from sharedstory.forms.questions import Answer, Question, Sort, Vocabulary
from sharedstory.reading import frontmatter
from sharedstory.schema.choices import Kind
from sharedstory.schema.wording import ENGLISH
from sharedstory.story.folder import read_story
from tests.conftest import Tell

SITE = read_story(Path(__file__).parent / "site" / "testimonies", as_of=date(2026, 6, 1))
ASKED = {
    kind: questions.for_contributors(kind, Vocabulary.of(SITE)) for kind in (Kind.TESTIMONY, Kind.GLIMPSE)
}
NEEDED: dict[str, Answer] = {
    "body": "We have a key. It is ours.",
    "title": "Our own key",
    "kind": "testimony",
    "summary": "How a street came to share one key.",
    "tags": ("home",),
    "voices": ("citizen",),
    "authors.0.name": "Ann Example",
    "consent.basis": "consent",
    "consent.given": "2026-05",
    "consent.named_as": "full-name",
    "consent.channels": ("web", "print"),
}
# What breaks YAML, front matter and terminals, and how people in other languages write.
AWKWARD = [
    "---",
    "\n---\n",
    "a: b",
    "#1",
    " # not a comment",
    '"quoted"',
    "it's",
    "back\\slash\\",
    "[x]",
    "{x: y}",
    "*bob",
    "&a",
    "!wow",
    "| pipe",
    "%",
    "@",
    "`",
    "null",
    "~",
    "<script>alert(1)</script>",
    "{{ config }}",
    "\x00\x1b[31m",
    "\u202eevil",
    "\u200d\u200c",
    "\u3000\u200dx",
    "a\u2003\u200d b",
    "می‌خواهم",
    "👩‍👩‍👧",
    "\ud83d",
    "Llanfairpwllgwyngyll, tŷ'r gŵr",
    "لدينا مفتاح",
    "\u2028\u2029\x85\r\n\r\t",
    "\xa0",
    "\ufeff",
    "\ue000",
    "\uffff",
    "=cmd()",
    "::error::x",
]
WORDS = st.lists(st.one_of(st.text(), st.sampled_from(AWKWARD)), max_size=8).map("".join)


def answered(values: Any, question: Question) -> Any:
    """What stands in the fields that were read for a question."""
    for step in question.name.split("."):
        found: Any = int(step) if step.isdecimal() else step
        try:
            values = values[found]
        except (KeyError, IndexError):
            return None
    return values


@given(st.data(), st.sampled_from(list(ASKED)))
def test_whatever_is_answered_is_read_back(data: st.DataObject, kind: Kind) -> None:
    asked = ASKED[kind]
    answers: dict[str, Answer] = {}
    for question in asked:
        many = question.sort in (Sort.LINES, Sort.CHOICES)
        answers[question.name] = data.draw(st.lists(WORDS, max_size=3) if many else WORDS)
    document = frontmatter.parse(compose.file(asked, answers).encode(), "mine.md")
    assert document.problems == []
    assert document.body == f"\n{compose.text(str(answers['body']))}\n"
    for question in asked:
        expected = compose.cleaned(question, answers[question.name])
        if question.name != "body":
            shown = answered(document.values, question)
            assert (list(expected) if isinstance(expected, tuple) else expected or None) == (
                shown if shown or not isinstance(expected, tuple) else []
            ), question.name


def test_a_hundred_thousand_characters_are_read_back() -> None:
    body = "We have a key. 🔑\n" * 6250
    text = compose.file(ASKED[Kind.TESTIMONY], {**NEEDED, "body": body})
    assert frontmatter.parse(text.encode(), "mine.md").body == f"\n{body.strip()}\n"


@pytest.mark.parametrize("words", AWKWARD)
@pytest.mark.parametrize("field", ["body", "title", "summary", "authors.0.name", "authors.0.role"])
def test_valid_answers_pass_the_check(tell: Tell, field: str, words: str) -> None:
    question = next(one for one in ASKED[Kind.TESTIMONY] if one.name == field)
    given_words = words if field == "body" else f"Ours {words}"
    answers = {**NEEDED, field: given_words}
    if not compose.cleaned(question, given_words):
        answers[field] = NEEDED[field]
    name = compose.name(answers)
    read = tell({f"{name}.md": compose.file(ASKED[Kind.TESTIMONY], answers)})
    assert [problem for problem in read.problems if problem.path == f"testimonies/{name}.md"] == (
        [problem for problem in read.problems if problem.code == "body-html"]
    )


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({"title": "Our own key"}, "our-own-key"),
        ({"title": "Tŷ'r gŵr: Über alles!"}, "ty-r-gwr-uber-alles"),
        ({"title": "x" * 59 + " yz"}, "x" * 59),
        ({"title": "لدينا مفتاح"}, "testimony-2026-05"),
        ({"title": "Con"}, "testimony-2026-05"),
        ({"title": "Index"}, "testimony-2026-05"),
        ({"title": "COM1"}, "testimony-2026-05"),
        ({"title": "A."}, "testimony-2026-05"),
        ({"title": "../../etc/passwd"}, "etc-passwd"),
        ({"title": "Ann's key", "consent.named_as": "anonymous"}, "testimony-2026-05"),
        ({"title": "Ann's key", "consent.named_as": "role-only"}, "testimony-2026-05"),
        ({"title": "…", "consent.given": "", "date": "2019"}, "testimony-2019"),
        ({"title": "…", "consent.given": ""}, "testimony"),
    ],
)
def test_a_name_is_an_address_everywhere_and_tells_no_secret(answers: dict[str, Answer], name: str) -> None:
    assert compose.name({**NEEDED, **answers}) == name


def test_the_name_of_an_anonymous_piece_is_never_taken_for_a_name_in_it(tell: Tell) -> None:
    anonymous = {"consent.named_as": "anonymous", "authors.0.name": "", "body": "They heard my Testimony."}
    text = compose.file(ASKED[Kind.TESTIMONY], {**NEEDED, **anonymous})
    read = tell({"testimony-2026-05.md": text})
    assert [problem for problem in read.problems if problem.path.endswith("05.md")] == []


def test_an_answer_cannot_answer_another_question() -> None:
    asked = ASKED[Kind.TESTIMONY]
    answers = {**NEEDED, "date": "2026\ndraft: true", "consent.given": "2026]\n  basis: already-public"}
    values = frontmatter.parse(compose.file(asked, answers).encode(), "mine.md").values
    assert values["date"] == "2026 draft: true"
    assert "draft" not in values
    assert values["consent"]["basis"] == "consent"


def test_the_words_of_the_form_are_those_of_the_checker() -> None:
    told = {one["name"]: one["said"] for one in share.form(Kind.GLIMPSE, SITE, ENGLISH).data["questions"]}
    assert told["title"]["longest"] == "this has {n} characters. Write at most 300."
    assert told["summary"]["words"] == "this has {n} words. Write at most 150."
    assert told["what_is_different"]["sentences"] == "this has {n} sentences. Write at most 3."
    assert told["date"]["calendar"].startswith('"{text}" is not a day in the calendar.')
    assert told["lang"]["pattern"].startswith('"{text}" is not the code of a language.')
    assert told["tags"]["most"] == "there are {n} here. Write at most 8."
    assert told["try_here"]["longest"].startswith("this has {n} characters")
    assert all(all(said.values()) for said in told.values())
