"""Problems as the programs read them that show them: GitHub, GitLab, editors and others.

What contributors wrote is in the messages. So each format escapes what could be more than text there.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sharedstory.reading.codes import CODES, Severity
from sharedstory.reading.problems import Problem, printable

# GitHub shows ten annotations of each kind for a step, and drops the others without a word:
# https://docs.github.com/en/rest/checks/runs and the limits of workflow commands.
ANNOTATIONS = 10
# How many problems of one kind people are shown, unless they ask for all.
FEW = 5
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def lines(problems: Iterable[Problem], most: int | None = None) -> list[str]:
    """One problem a line, for people. Of each code at most so many, and then how many more there are."""
    problems = list(problems)
    counts = Counter(problem.code for problem in problems)
    shown: Counter[str] = Counter()
    lines = []
    for problem in problems:
        shown[problem.code] += 1
        if most is None or shown[problem.code] <= most:
            lines.append(str(problem))
        if shown[problem.code] == most and (more := counts[problem.code] - most):
            lines.append(f"  and {more:,} more of this kind. To see all: sharedstory check --all")
    return lines


def text(problems: Iterable[Problem], most: int | None = None) -> str:
    """The same as one text."""
    return "".join(f"{line}\n" for line in lines(problems, most))


def has_more(problems: Sequence[Problem], most: int) -> bool:
    """Whether there are more than so many problems of one code."""
    return any(count > most for count in Counter(problem.code for problem in problems).values())


def counted(problems: Sequence[Problem]) -> str:
    """How many problems there are of each code, the most frequent first."""
    counts = Counter(problem.code for problem in problems)
    width = max((len(f"{count:,}") for count in counts.values()), default=0)
    return "".join(f"{count:>{width},}  {code}\n" for code, count in counts.most_common())


def github(problems: Sequence[Problem]) -> str:
    """Workflow commands that GitHub shows beside the lines: of errors, warnings and notes the first ten each."""
    lines = []
    for severity in Severity:
        lines += [_annotation(one) for one in problems if one.severity is severity][:ANNOTATIONS]
    return "".join(f"{line}\n" for line in lines)


def _annotation(problem: Problem) -> str:
    """As actions/toolkit escapes it in command.ts, so that no text can end the command or begin another."""
    place = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.code}
    properties = ",".join(
        f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in place.items()
    )
    return f"::{_GITHUB[problem.severity]} {properties}::{_escaped(_message(problem))}"


def _escaped(words: str) -> str:
    return printable(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _message(problem: Problem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects with path, line, column, severity, code, field and message. The form is stable."""
    return _dumped(
        [
            {
                "path": one.path,
                "line": one.line,
                "column": one.column,
                "severity": one.severity.value,
                "code": one.code,
                "field": one.field,
                "message": one.message,
            }
            for one in problems
        ]
    )


def sarif(problems: Sequence[Problem], version: str, guide: str = "") -> str:
    """SARIF 2.1.0 (OASIS). `guide` is the address below which each code has a page, where there is one."""
    used = sorted({one.code for one in problems})
    rules: list[dict[str, Any]] = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code].what},
            "help": {"text": CODES[code].mend},
            **({"helpUri": f"{guide}{code}/"} if guide else {}),
        }
        for code in used
    ]
    results = [
        {
            "ruleId": one.code,
            "ruleIndex": used.index(one.code),
            "level": _SARIF[one.severity],
            "message": {"text": printable(_message(one))},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": one.path},
                        "region": {"startLine": one.line, "startColumn": one.column},
                    }
                }
            ],
        }
        for one in problems
    ]
    driver = {"name": "sharedstory", "version": version, "rules": rules}
    return _dumped(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
        }
    )


def gitlab(problems: Sequence[Problem]) -> str:
    """A Code Quality report of GitLab. Fingerprints stay when lines move, and no two are the same."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    report = []
    for one in problems:
        what = (one.path, one.code, one.field, one.message)
        seen[what] += 1
        fingerprint = hashlib.sha256("\0".join([*what, str(seen[what])]).encode()).hexdigest()
        report.append(
            {
                "description": printable(_message(one)),
                "check_name": one.code,
                "fingerprint": fingerprint,
                "severity": _GITLAB[one.severity],
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
        )
    return _dumped(report)


def _dumped(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"
