"""What is said of what a writer could have written: every case of reading/*.yml."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory.reading import frontmatter, mistakes
from sharedstory.reading.codes import CODES
from tests.conftest import AS_OF, Tell, entry

TABLES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "reading").glob("*.yml"))
}
CASES = [pytest.param(case, id=f"{table}: {case['name']}") for table in TABLES for case in TABLES[table]]
EXPECTED = re.compile(
    r"(?:(?P<path>\S+) )?(?P<line>\d+):(?P<column>\d+) (?P<code>[a-z-]+)(?: (?P<words>.+))?"
)

# What other tests of the project make happen, because it takes more than a folder of testimonies.
ELSEWHERE = {"directive", "no-entries", "withdrawn-undone", "maintainer"}


# What an author wrote before making a mistake: a case names the `lines` that then read differently.
FIELDS = """\
title: How we got a key
kind: testimony
summary: We moved in, and the neighbours gave us a key.
date: 2024-05-01
tags:
  - home
  - home
authors:
  - name: Zadie Brook
    role: Parent
    organisation: Garden Circle
quote: "It is ours."
voices: [citizen]
consent:
  basis: consent
  given: 2026-02
  named_as: full-name
  channels: [web, search]
"""


def mistaken(lines: dict[int, str]) -> str:
    """A whole file with some lines of its front matter changed, which count from 1."""
    fields = [lines.get(number, line) for number, line in enumerate(FIELDS.splitlines(), 1)]
    return "\n".join(["---", *fields, "---", "We have a key. It is ours.", ""])


def given(case: dict[str, Any]) -> dict[str, str | bytes]:
    """The files of a case: story.md with `fields` or `lines` in place of its own or as a whole `text`, and `files`."""
    files: dict[str, str | bytes] = {"spring.md": entry("gathering"), "other.md": entry()}
    if "text" in case:
        text = case["text"]
    elif "lines" in case:
        text = mistaken(case["lines"])
    else:
        text = entry(
            case.get("kind", "testimony"),
            body=case.get("body", "We have a key. It is ours.\n"),
            **case.get("fields", {}),
        )
    text += case.get("more", "") * case.get("times", 0)
    files[case.get("file", "story.md")] = text.encode(case.get("encoding", "utf-8"))
    return {**files, **case.get("files", {})}


def expected(case: dict[str, Any]) -> list[tuple[str, int, int, str, str]]:
    matches = [EXPECTED.fullmatch(line) for line in case.get("says", [])]
    assert all(matches), "write: [path] line:column code words of the message"
    return sorted(
        (
            f"testimonies/{match['path'] or case.get('file', 'story.md')}",
            int(match["line"]),
            int(match["column"]),
            match["code"],
            match["words"] or "",
        )
        for match in matches
        if match
    )


@pytest.mark.parametrize("case", CASES)
def test_just_this_is_said_and_where(case: dict[str, Any], tell: Tell, folder: Path) -> None:
    for name, target in case.get("links", {}).items():
        (folder / name).symlink_to(target)
    for name in case.get("folders", []):
        (folder / name).mkdir()
    problems = tell(given(case), as_of=case.get("as_of", AS_OF)).problems
    told = [(problem.path, problem.line, problem.column, problem.code) for problem in problems]
    wanted = expected(case)
    assert told == [want[:4] for want in wanted], "\n".join(map(str, problems))
    for problem, want in zip(problems, wanted, strict=True):
        for words in want[4].split(" … "):
            assert words in f"{problem.field}: {problem.message}"
        assert problem.message.endswith((".", "?", "…"))


def test_a_folder_without_a_story_says_so(tell: Tell) -> None:
    (problem,) = [one for one in tell({}).problems if one.code == "no-entries"]
    assert str(problem).startswith("testimonies:1:1: note: there is not one story here yet.")


def test_every_kind_of_problem_has_a_case() -> None:
    told = {code for table in TABLES.values() for case in table for *_, code, _ in expected(case)}
    assert told == CODES.keys() - ELSEWHERE


EVERY_MISTAKE = """\
---
titel: A key: ours
kind: testimonial
summary: "A street
tags: [hoem, “garden”]
date: 01/03/2026
authors:
  - name: Ann Example
    rol: Parent
voices: [citzen]
places: [exampletwon]
about: [othr]
gathering:sprng
draft: perhaps
lang: welsh language
pledges:
  - id: Open Door
    will: We will open it.
    who: [Ann Example, [Bo Example]]
    as: individual
    sort: offer
    history:
      - on: March 2026
        status: stuck
\tby: 2026
kind: critique
consent:
  basis consent
  named_as: full-name
---
A <b>key</b>.

[Words](othr.md), [more](javascript:x) and ![](key.png).
"""
EVERY_ANSWER = """\
2:1 field-unknown
2:8 yaml-colon
3:7 field-choice
4:10 yaml-quote-open
5:8 tag-unknown
5:14 tag-unknown
6:7 field-date
9:5 field-unknown
10:10 field-choice
11:10 place-unknown
12:9 entry-unknown
13:1 yaml-no-colon
14:8 field-choice
15:7 field-value
17:9 field-value
19:24 field-value
23:13 field-date
25:1 yaml-tab
26:1 yaml-twice
28:3 yaml-no-colon
31:3 body-html
33:1 link-dead
33:19 link-unsafe
33:44 image
"""


def test_a_file_with_many_mistakes_is_told_of_them_all_at_once(tell: Tell) -> None:
    problems = tell({"story.md": EVERY_MISTAKE, "other.md": entry(), "another.md": entry()}).problems
    told = [f"{problem.line}:{problem.column} {problem.code}" for problem in problems]
    assert told == EVERY_ANSWER.splitlines(), "\n".join(map(str, problems))


def test_a_bad_file_hides_no_problem_of_another(tell: Tell) -> None:
    files: dict[str, str | bytes] = {
        "a.md": b"\xff\xfe",
        "b.md": "---\n",
        "c.md": entry(title="title: [[[[[[["),
        "d.md": EVERY_MISTAKE,
        "e.md": entry(tags="tags: [hoem]"),
        "f.md": entry(about="about: [a, b, c, d, othr]"),
    }
    problems = tell(files).problems
    assert [str(problem) for problem in problems if "/e.md" in problem.path] == [
        'testimonies/e.md:5:8: error: tags: "hoem" is not one of our tags. Did you mean "home"? [tag-unknown]'
    ]
    assert [problem.code for problem in problems if "/f.md" in problem.path] == ["entry-unknown"]
    assert {problem.path for problem in problems} == {f"testimonies/{name}" for name in files}


def test_problems_come_in_the_order_of_files_and_lines(tell: Tell) -> None:
    problems = tell({"b.md": EVERY_MISTAKE, "a.md": EVERY_MISTAKE}).problems
    assert list(problems) == sorted(
        problems, key=lambda problem: (problem.path, problem.line, problem.column)
    )


@pytest.mark.parametrize("case", CASES)
def test_the_parser_in_pure_python_says_the_same(
    case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = given(case)[case.get("file", "story.md")]
    assert isinstance(raw, bytes)
    fast = frontmatter.parse(raw, "story.md")
    monkeypatch.setattr(mistakes, "Loader", yaml.SafeLoader)
    slow = frontmatter.parse(raw, "story.md")
    assert [str(problem) for problem in slow.problems] == [str(problem) for problem in fast.problems]
    assert slow.values == fast.values
