"""What is said of what a writer could have written: every case of reading/*.yml."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory import check
from sharedstory.problems import CODES
from tests.conftest import AS_OF, Tell, entry

TABLES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "reading").glob("*.yml"))
}
CASES = [pytest.param(case, id=f"{table}: {case['name']}") for table in TABLES for case in TABLES[table]]
EXPECTED = re.compile(r"(?:(?P<path>\S+) )?(?P<line>\d+):(?P<column>\d+) (?P<code>[a-z-]+)(?: (?P<words>.+))?")

# What other tests of the project make happen, because it takes more than a folder of testimonies.
ELSEWHERE = {"directive", "address-taken"}


def given(case: dict[str, Any]) -> dict[str, str | bytes]:
    """The files of a case: story.md with `fields` in place of its own or as a whole `text`, and `files`."""
    files: dict[str, str | bytes] = {"spring.md": entry("gathering"), "other.md": entry()}
    if "text" in case:
        text = case["text"]
    else:
        text = entry(case.get("kind", "testimony"), body=case.get("body", "We have a key. It is ours.\n"), **case.get("fields", {}))
    text += case.get("more", "") * case.get("times", 0)
    files[case.get("file", "story.md")] = text.encode(case.get("encoding", "utf-8"))
    return files | case.get("files", {})


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
    problems = tell(given(case), as_of=case.get("as_of", AS_OF)).problems
    told = [(problem.path, problem.line, problem.column, problem.code) for problem in problems]
    wanted = expected(case)
    assert told == [want[:4] for want in wanted], "\n".join(map(str, problems))
    for problem, want in zip(problems, wanted, strict=True):
        for words in want[4].split(" … "):
            assert words in f"{problem.field}: {problem.message}"
        assert problem.message.endswith((".", "?", "…"))


def test_every_kind_of_problem_has_a_case() -> None:
    told = {code for table in TABLES.values() for case in table for *_, code, _ in expected(case)}
    assert told == CODES.keys() - ELSEWHERE


def test_every_rule_has_a_case_that_holds_and_one_that_does_not() -> None:
    for rule in check.RULES:
        cases = [case for case in TABLES["rules"] if case["rule"] == rule.__name__]
        assert {bool(case.get("says")) for case in cases} == {True, False}, rule.__name__

