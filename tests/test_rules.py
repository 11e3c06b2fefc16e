"""The rules: that each has its cases, and what lets a piece be shown."""

import inspect
from datetime import date

import pytest

from sharedstory.reading import rules
from sharedstory.reading.codes import CODES, Severity
from sharedstory.reading.problems import Problem, did_you_mean
from sharedstory.reading.rule import Rule, RuleOfOne
from sharedstory.schema.choices import Channel, Kind
from tests.conftest import Tell, entry
from tests.test_reading import TABLES

CASES = [case for table in TABLES.values() for case in table if "rule" in case]
GIVEN_IN_2019 = "consent: {basis: consent, given: 2019-03-06, named_as: full-name}"


@pytest.mark.parametrize("rule", rules.RULES)
def test_a_rule_has_a_case_that_holds_and_one_that_does_not(rule: Rule | RuleOfOne) -> None:
    cases = [case for case in CASES if case["rule"] == rule.__name__]
    assert {bool(case.get("says")) for case in cases} == {True, False}


def test_every_case_is_of_a_rule_that_there_is() -> None:
    assert {case["rule"] for case in CASES} == {rule.__name__ for rule in rules.RULES}


@pytest.mark.parametrize("rule", rules.RULES)
def test_the_docstring_of_a_rule_is_the_rule(rule: Rule | RuleOfOne) -> None:
    words = inspect.getdoc(rule)
    assert words
    assert words.endswith(".")


@pytest.mark.parametrize(
    ("as_of", "shown"),
    [
        (date(2021, 3, 5), True),
        (date(2021, 3, 6), False),
        (date(2021, 3, 7), False),
        (date(2026, 6, 1), False),
    ],
)
def test_consent_of_2019_03_06_holds_until_2021_03_06(tell: Tell, as_of: date, shown: bool) -> None:
    story = tell({"story.md": entry(consent=GIVEN_IN_2019)}, as_of=as_of)
    assert bool(story.released) is shown
    assert "consent-over" in {problem.code for problem in story.problems} or shown


def test_consent_that_is_over_stops_no_build(tell: Tell) -> None:
    story = tell({"story.md": entry(consent=GIVEN_IN_2019)}, as_of=date(2021, 3, 6))
    assert story.errors == ()


@pytest.mark.parametrize(
    ("consent", "channels"),
    [
        ("consent: {basis: consent, given: 2026-01, named_as: full-name}", set(Channel)),
        ("consent: {basis: already-public, named_as: full-name}", set(Channel)),
        ("consent: {basis: consent, given: 2026-01, named_as: full-name, channels: [web]}", {Channel.WEB}),
        ("consent: {basis: consent, given: 2026-01, named_as: full-name, channels: []}", set()),
        ("consent: {basis: consent, given: 2026-01, named_as: full-name, review_by: 2026-06-01}", set()),
        (
            "consent: {basis: consent, given: 2026-01, named_as: full-name, review_by: 2026-06-02}",
            set(Channel),
        ),
        ("consent: {basis: consent, given: 2019, named_as: full-name, review_by: 2030}", set(Channel)),
        ("consent:", set()),
        ("consent: {basis: consent", set()),
        ("concent: {basis: consent, given: 2026-01, named_as: full-name}", set()),
    ],
)
def test_a_piece_is_shown_only_where_it_was_agreed(tell: Tell, consent: str, channels: set[Channel]) -> None:
    released = tell({"story.md": entry(consent=consent)}).released
    assert (set(released[0].channels) if released else set()) == channels


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_of_any_kind_is_shown_nowhere(tell: Tell, kind: Kind) -> None:
    story = tell({"story.md": entry(kind, draft="draft: true"), "spring.md": entry("gathering")})
    assert [piece.slug for piece in story.released] == ["spring"]


@pytest.mark.parametrize("kind", list(Kind))
def test_an_entry_of_any_kind_is_shown(tell: Tell, kind: Kind) -> None:
    story = tell({"story.md": entry(kind), "spring.md": entry("gathering")})
    assert story.problems == ()
    assert {piece.slug for piece in story.entries} == {"story", "spring"}


def test_a_piece_with_an_error_is_not_shown_and_the_others_are(tell: Tell) -> None:
    story = tell({"story.md": entry(tags="tags: [hoem]"), "other.md": entry()})
    assert [piece.slug for piece in story.released] == ["other"]


@pytest.mark.parametrize(
    ("wrong", "known", "asked"),
    [
        ("titel", ["title", "tags"], ' Did you mean "title"?'),
        ("Front Door", ["front-door"], ' Did you mean "front-door"?'),
        ("FRONT-DOOR", ["Front-Door"], ' Did you mean "Front-Door"?'),
        ("zebra", ["title", "tags"], ""),
        ("", ["title"], ""),
        ("x", [], ""),
    ],
)
def test_did_you_mean(wrong: str, known: list[str], asked: str) -> None:
    assert did_you_mean(wrong, known) == asked


def test_a_problem_is_printed_on_one_line_without_signs_that_move_a_terminal() -> None:
    problem = Problem("a\x1b[31m\n::error::.md", 1, 2, "tag-unknown", "tags", "a\u202e\r\u2028\udc80b.")
    assert str(problem) == (
        r"a\x1b[31m\n::error::.md:1:2: error: tags: a\u202e\r\u2028\udc80b. [tag-unknown]"
    )
    assert str(problem).encode()


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_in_sentences_what_it_is_and_how_to_mend_it(code: str) -> None:
    assert code == code.lower()
    for sentence in (CODES[code].what, CODES[code].mend):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert CODES[code].severity in Severity
