"""Text <-> front matter: limits, positions, and what could harm whoever reads it."""

import json
import random

import frontmatter as python_frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.reading.document import MAX_NODES_VOCABULARY, Document
from sharedstory.reading.frontmatter import MAX_BYTES, MAX_FRONT_MATTER, parse
from sharedstory.reading.yaml import parse_yaml
from tests.conftest import entry


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


def test_a_file_of_256_kib_is_read_and_one_byte_more_is_not() -> None:
    start = b"---\ntitle: A key\n---\n"
    assert parse(start.ljust(MAX_BYTES, b"a"), "story.md").values == {"title": "A key"}
    assert codes(parse(start.ljust(MAX_BYTES + 1, b"a"), "story.md")) == ["file-too-big"]


def test_front_matter_of_16_kib_is_read_and_one_byte_more_is_not() -> None:
    line = b"title: A key #"
    fits = line.ljust(MAX_FRONT_MATTER - 1, b" ") + b"\n"
    assert codes(parse(b"---\n" + fits + b"---\na", "story.md")) == []
    assert codes(parse(b"---\n " + fits + b"---\na", "story.md")) == ["file-too-big"]


def test_2000_values_are_read_and_one_more_is_not() -> None:
    assert codes(parse_yaml("tags:\n" + "- a\n" * 1998, "story.md")) == []
    assert codes(parse_yaml("tags:\n" + "- a\n" * 1999, "story.md"))[:1] == ["yaml-not-allowed"]


def test_vocabularies_may_be_longer() -> None:
    text = "- a\n" * 3000
    assert codes(parse_yaml(text, "places.yml", max_nodes=MAX_NODES_VOCABULARY)) == []


@pytest.mark.parametrize("sign", ["[", "{", "- ", "? ", "{a: ", "[{a: ", "&a [", "!a "])
def test_60_kb_of_nesting_is_refused_and_the_interpreter_lives(sign: str) -> None:
    """libyaml's loader dies of it, so nothing is built before its depth is known."""
    document = parse_yaml(sign * (60_000 // len(sign)), "story.md")
    assert set(codes(document)) <= {"yaml-not-allowed", "yaml-quotes-needed", "yaml-indent", "yaml-other"}
    assert document.problems


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    document = parse_yaml("\n".join(lines), "story.md")
    assert codes(document) == ["yaml-quotes-needed"] * 9
    assert len(json.dumps(document.values)) < 1000


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "nULL",
        "~~",
        "nil",
        "1.10",
        "0o17",
        "1e3",
        ".inf",
        "12:30",
        "2026-03-01",
        "=",
        "true",
    ],
)
def test_a_value_stays_the_text_that_it_is(word: str) -> None:
    assert parse_yaml(f"title: {word}", "story.md").values == {"title": word}


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~", "~ # nothing"])
def test_null_is_nothing_and_a_word_in_quotes(word: str) -> None:
    document = parse_yaml(f"title: {word}\nroles: [{word.split()[0]}]", "story.md")
    assert document.values == {"title": "", "roles": [""]}
    assert document.null == {("title",), ("roles", 0)}
    document = parse_yaml(f"title: '{word}'\nroles:\n  - |-\n    {word}", "story.md")
    assert document.values == {"title": word, "roles": [word]}
    assert document.null == set()


def test_keys_and_values_are_found_again() -> None:
    text = '---\ntitle: Café\nauthors:\n  - {name: "Zoë", role: Parent}\n  - name: Bo\n---\nWords.\nMore.\n'
    document = parse(text.encode(), "story.md")
    assert document.keys["title",] == (2, 1)
    assert document.positions["title",] == (2, 8)
    assert document.positions["authors", 0, "role"] == (4, 25)
    assert document.keys["authors", 1, "name"] == (5, 5)
    assert document.locate(("authors", 1, "role")) == (5, 5)
    assert (document.body, document.body_line) == ("Words.\nMore.\n", 7)


def test_a_body_may_hold_lines_of_hyphens() -> None:
    document = parse(b"---\ntitle: A key\n---\nOne\n\n---\n\nTwo: three\n", "story.md")
    assert document.body == "One\n\n---\n\nTwo: three\n"
    assert document.problems == []


def test_what_python_frontmatter_writes_is_read_back() -> None:
    post = python_frontmatter.Post("Me: I was told.")
    post["title"] = "My story: hope"
    post["summary"] = "It's “ours” #1\nall of it"
    post["tags"] = ["@home", "*", "no", "1.10"]
    document = parse(python_frontmatter.dumps(post).encode(), "story.md")
    assert (document.values, document.body, document.problems) == (post.metadata, "\nMe: I was told.", [])


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(raw: bytes) -> None:
    parse(raw, "story.md")
    parse(b"---\n" + raw + b"\n---\n", "story.md")


@given(st.text(alphabet=st.sampled_from("ab:-?#&*!|>'\"%@`[]{},\\ \n\t\ue000\x85\ufeff"), max_size=60))
def test_no_text_makes_it_fail_or_say_nothing(text: str) -> None:
    document = parse_yaml(text, "story.md")
    for problem in document.problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.column >= 1
        assert problem.message


@given(st.integers())
def test_mutations_of_a_whole_file_are_read_or_told_of(seed: int) -> None:
    """What two slips of the hand make of a file is read, or something is said of it, at a line that is there."""
    chance = random.Random(seed)
    text = entry(pledges="pledges:\n  - id: a\n    will: 'It''s so: yes'\n    who: [Ann, \"Bo\"]")
    for _ in range(2):
        at = chance.randrange(4, len(text))
        slip = chance.choice(
            [":", ": ", "-", "  ", "\t", "\n", "'", '"', " #", "[", "}", "&a ", "!", "|", "\\", "\xa0"]
        )
        text = text[:at] + slip + text[at + chance.randrange(3) :]
    document = parse(text.encode(), "story.md")
    assert document.problems or isinstance(document.values, dict)
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in document.problems)
