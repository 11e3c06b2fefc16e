"""What `sharedstory check` prints for people and programs, above all of text that was made to do harm there."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.organising import review
from sharedstory.reading import formats
from sharedstory.reading.codes import CODES
from sharedstory.reading.problems import Problem
from sharedstory.schema.choices import NamedAs
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, entry, write

HOSTILE = [
    "::error::x",
    "a\n::add-mask::x",
    "\r\n::stop-commands::y",
    "%0A::set-output name=a::b",
    "\x1b[31mred\x1b[0m",
    "`x` ``y`` <img src=x onerror=alert(1)>",
    "@everyone #1 [x](javascript:alert(1)) ![x](//host/x.png)",
    "\u202egnp.txt",
    "]]> | a | b |\n\n# Heading",
]
PROBLEMS = [
    Problem(f"testimonies/{number}:,%.md", number + 1, 3, "tag-unknown", "tags", words)
    for number, words in enumerate(HOSTILE)
]
REPOSITORY = Path(__file__).parent.parent


def check(*words: str) -> Result:
    return CliRunner().invoke(main, ["check", *words])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of testimonies in a folder to work in, on the tests' day: one piece with a mistake and one without."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    write(tmp_path / "testimonies", {"good.md": entry(), "bad.md": entry(tags="tags: [hom]")})
    return tmp_path


def test_an_annotation_is_one_line_and_one_command() -> None:
    lines = formats.github(PROBLEMS).splitlines()
    assert len(lines) == len(PROBLEMS)
    for line in lines:
        assert re.fullmatch(r"::error file=[^:,]+,line=\d+,col=3,title=tag-unknown::.*", line)
        assert "\x1b" not in line
        assert "\u202e" not in line
    assert "%250A::set-output" in lines[3]


def test_github_gets_ten_of_each_kind_and_errors_first() -> None:
    many = [
        Problem("a.md", n, 1, code, "", "x")
        for n in range(1, 31)
        for code in ("tag-unused", "tag-unknown", "consent-over")
    ]
    kinds = [line.split(" ")[0] for line in formats.github(many).splitlines()]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10


def test_json_says_it_all() -> None:
    first = json.loads(formats.as_json(PROBLEMS))[1]
    assert first == {
        "path": "testimonies/1:,%.md",
        "line": 2,
        "column": 3,
        "severity": "error",
        "code": "tag-unknown",
        "field": "tags",
        "message": "a\n::add-mask::x",
    }


def test_sarif_has_a_rule_for_each_result() -> None:
    report = json.loads(formats.sarif(PROBLEMS, "1", guide="https://example.org/problems/"))
    run = report["runs"][0]
    assert report["version"] == "2.1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["tag-unknown"]
    assert run["tool"]["driver"]["rules"][0]["helpUri"] == "https://example.org/problems/tag-unknown/"
    assert {result["ruleIndex"] for result in run["results"]} == {0}
    region = run["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 3}


def test_gitlab_knows_a_problem_again_when_its_line_moves() -> None:
    def fingerprints(lines: tuple[int, int]) -> list[str]:
        problems = [Problem("a.md", line, 1, "tag-unknown", "tags", "x") for line in lines]
        return [one["fingerprint"] for one in json.loads(formats.gitlab(problems))]

    assert fingerprints((1, 2)) == fingerprints((7, 9))
    assert len(set(fingerprints((1, 2)))) == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_contributors_do_nothing_in_a_summary(words: str) -> None:
    shown = review.code(words)
    fence = re.match("`+", shown)
    assert fence
    inner = shown[len(fence[0]) : -len(fence[0])]
    assert shown.endswith(fence[0])
    assert all(run != fence[0] for run in re.findall("`+", inner))
    assert not re.search(r"[\x00-\x1f\u202e]", shown)


def test_the_summary_says_what_would_be_published_where_and_what_was_agreed(site: Path) -> None:
    result = check("--format", "markdown")
    assert result.exit_code == 1
    for words in (
        "## `A key to our own door`",
        "- Its page: `/testimonies/good/`",
        "- Its page: none until the problems below are fixed",
        "- Themes: `Home`",
        "- By: `Ann Example`",
        f"- Name: {NamedAs.FULL_NAME.label}",
        "given in January 2026",
        "- Until: 1 January 2028",
        "### To fix",
        "(tag-unknown)",
        "Are there other people in it, and did anybody ask them?",
    ):
        assert words in result.stdout


def test_private_details_stand_under_a_heading_of_their_own(site: Path) -> None:
    (site / "testimonies" / "good.md").write_text(entry(body="Ring 07999 123456.\n"), encoding="utf-8")
    assert "### Privacy\n\n- Line " in check("--format", "markdown", "testimonies/good.md").stdout


def test_a_summary_that_is_too_long_is_cut_and_says_so(site: Path) -> None:
    many = [Problem("testimonies/good.md", 1, 1, "tag-unused", "", "x" * 900)] * 2000
    read = read_story(site / "testimonies", as_of=AS_OF, called="testimonies")
    whole = review.summary(read, ["testimonies/good.md"], many)
    assert len(whole.encode()) < 1024 * 1024
    assert whole.endswith("Run `sharedstory check` for all.\n")


def test_the_summary_of_a_step_gets_all(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "summary").write_text("Before.\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(site / "summary"))
    assert check("--format", "github").stdout.startswith("::error file=testimonies/bad.md,line=5,col=")
    text = (site / "summary").read_text(encoding="utf-8")
    assert text.startswith("Before.\n# What this would publish")
    assert "(tag-unknown)" in text


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_programs_get_nothing_else_on_stdout(site: Path, form: str) -> None:
    json.loads(check("--format", form).stdout)


# Git


def git(*words: str) -> str:
    identity = [
        "-c",
        "user.name=Ann Example",
        "-c",
        "user.email=ann@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    return subprocess.run(["git", *identity, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(site: Path) -> Path:
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=one")
    return site


NAMES = ["new.md", "deep/neu.md", 'sp ace "quoted".md', "ŵŷ.md", "-dash.md", "new\nline.md"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["new", "staged", "committed"])
def test_only_files_that_changed_are_told_of(repository: Path, name: str, how: str) -> None:
    assert check("--changed-since", "main").stdout == ""
    git("switch", "--quiet", "--create=other")
    path = repository / "testimonies" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(entry(tags="tags: [hoem]"), encoding="utf-8")
    if how != "new":
        git("add", ".")
    if how == "committed":
        git("commit", "--quiet", "--message=two")
    result = check("--changed-since", "main")
    assert result.exit_code == 1
    assert "hoem" in result.stdout
    assert "testimonies/bad.md" not in result.stdout


def test_what_others_changed_in_the_meantime_is_not_told_of(repository: Path) -> None:
    git("switch", "--quiet", "--create=other")
    git("switch", "--quiet", "main")
    (repository / "testimonies" / "bad.md").write_text(entry(tags="tags: [hoem]"), encoding="utf-8")
    git("commit", "--quiet", "--all", "--message=two")
    git("switch", "--quiet", "other")
    assert check("--changed-since", "main").stdout == ""


def test_a_piece_that_is_taken_away_is_in_the_summary(repository: Path) -> None:
    (repository / "testimonies" / "good.md").unlink()
    result = check("--changed-since", "main", "--format", "markdown")
    assert "## `testimonies/good.md`\n\nThis file is deleted" in result.stdout


@pytest.mark.parametrize(
    "ref", ["nowhere", "--output=x", "-n", "main..other", "", "main; touch x", "$(touch x)"]
)
def test_what_is_no_commit_is_told_in_plain_words(repository: Path, ref: str) -> None:
    result = check("--changed-since", ref)
    assert result.exit_code == 2
    assert "Git knows no such commit" in result.stderr
    assert not (repository / "x").exists()


def test_a_folder_without_git_is_told_of(site: Path) -> None:
    result = check("--changed-since", "main")
    assert result.exit_code == 2
    assert "no folder of a Git repository" in result.stderr


# Where it is used


def test_the_editor_reads_each_line_of_the_checker() -> None:
    task = json.loads((REPOSITORY / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    for problem in PROBLEMS:
        match = re.match(pattern["regexp"], str(problem))
        assert match
        assert match[pattern["file"]] == problem.path.replace("\x1b", "")
        assert (int(match[pattern["line"]]), int(match[pattern["column"]])) == (problem.line, problem.column)
        assert (match[pattern["severity"]], match[pattern["code"]]) == ("error", "tag-unknown")


def test_each_code_has_a_page_and_words() -> None:
    assert all(code.what.endswith(".") and code.mend.endswith((".", ")")) for code in CODES.values())
    result = check("--explain", "tag-unknown")
    assert CODES["tag-unknown"].mend in result.stdout
