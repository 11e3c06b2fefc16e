"""GitHub's workflows: nothing unsafe in them, and their commands tried as GitHub would run them."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory.forms import issue as issue_form
from sharedstory.forms.questions import Vocabulary
from sharedstory.schema.choices import Kind
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, entry
from tests.test_issue_form import ANSWERS, filled

REPOSITORY = Path(__file__).parent.parent
WORKFLOWS = REPOSITORY / ".github" / "workflows"
OTHERS_PIECE = "testimonies/writing/a-better-way.md"


def steps(name: str) -> list[dict[str, Any]]:
    workflow = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        str(Path(sys.executable).with_name("zizmor")),
        "--offline",
        "--no-progress",
        "--min-severity=medium",
        *map(str, sorted(folder.glob("*.yml"))),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_workflow_is_unsafe() -> None:
    audited = zizmor(WORKFLOWS)
    assert audited.returncode == 0, audited.stdout
    assert audited.stderr.count("completed") == len(list(WORKFLOWS.glob("*.yml")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pip install --quiet .", "echo ${{ github.event.pull_request.title }}"),
        ("@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", "@v5"),
        ("  pull_request:", "  pull_request_target:"),
        ('"refs/pull/$NUMBER/head"', '"${{ github.head_ref }}"'),
    ],
)
def test_an_unsafe_workflow_is_told_of(before: str, after: str, tmp_path: Path) -> None:
    text = (WORKFLOWS / "contribution.yml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "contribution.yml").write_text(text.replace(before, after), encoding="utf-8")
    assert zizmor(tmp_path).returncode in (
        13,
        14,
    )  # what it ends with after findings of medium and high severity


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda path: path.name)
def test_nothing_that_strangers_write_is_put_into_a_command(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]) if "uses" in step else step["run"]


# The commands, in a repository that was made up


def git(*words: str, at: Path) -> str:
    identity = [
        "-c",
        "user.name=Ann Example",
        "-c",
        "user.email=ann@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    ran = subprocess.run(["git", *identity, *words], cwd=at, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A site as GitHub has it: `origin`, and `work`, which is checked out at its branch."""
    origin, work = tmp_path / "origin", tmp_path / "work"
    origin.mkdir()
    for name in ("docs", "overrides", "testimonies", "mkdocs.yml"):
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
        copy(REPOSITORY / name, origin / name)
    git("init", "--quiet", "--initial-branch=main", at=origin)
    git("add", ".", at=origin)
    git("commit", "--quiet", "--message=one", at=origin)
    git("clone", "--quiet", str(origin), str(work), at=tmp_path)
    (tmp_path / "temp").mkdir()
    (tmp_path / "bin").mkdir()
    return tmp_path


def propose(runner: Path, files: dict[str, str | None]) -> None:
    """A proposal from a stranger, number 7: each file's text, a link where it begins with ->, or None for no file."""
    origin = runner / "origin"
    git("switch", "--quiet", "--create=proposal", at=origin)
    for name, text in files.items():
        path = origin / name
        if text is None:
            path.unlink()
        elif text.startswith("->"):
            shutil.rmtree(path, ignore_errors=True)
            path.symlink_to(text.removeprefix("->"))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    git("add", "--all", ".", at=origin)
    git("commit", "--quiet", "--message=two", at=origin)
    git("update-ref", "refs/pull/7/head", "HEAD", at=origin)
    git("switch", "--quiet", "main", at=origin)


def run(runner: Path, workflow: str, names: list[str], **more: str) -> list[subprocess.CompletedProcess[str]]:
    """Run some steps of a workflow one after the other, as GitHub does."""
    environment = {
        "PATH": f"{runner / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(runner),
        "PYTHONPATH": str(REPOSITORY / "plugins"),
        "RUNNER_TEMP": str(runner / "temp"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
        "NUMBER": "7",
        "SOURCE_DATE_EPOCH": "1795000000",
        "NO_MKDOCS_2_WARNING": "1",
        **more,
    }
    commands = {step["name"]: step["run"] for step in steps(workflow) if "run" in step}
    return [
        subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", commands[name]],
            cwd=runner / "work",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for name in names
    ]


TAKE, SAY, CHECK, PREVIEW = (
    "Take the pieces of the proposal",
    "Say when it is for a maintainer",
    "Check the pieces",
    "Make the preview",
)
GOOD = entry(
    tags="tags: [community]",
    title="title: Our own key",
    consent="consent: {basis: consent, given: 2026-10, named_as: full-name}",
)


def test_a_good_piece_is_checked_summed_up_and_shown(runner: Path) -> None:
    propose(runner, {"testimonies/writing/our-own-key.md": GOOD, OTHERS_PIECE: None})
    took, said, checked, built = run(runner, "contribution.yml", [TAKE, SAY, CHECK, PREVIEW])
    assert took.returncode == 0, took.stderr
    assert said.stdout == ""
    summary = (runner / "summary.md").read_text(encoding="utf-8")
    assert "## `Our own key`" in summary
    assert "- Its page: `/testimonies/our-own-key/`" in summary
    assert f"## `{OTHERS_PIECE}`\n\nThis file is deleted" in summary
    assert "Elsewhere" not in summary
    assert checked.stdout == ""
    assert built.returncode in (0, 1)


def test_the_preview_has_the_piece_in_it(runner: Path) -> None:
    propose(runner, {"testimonies/writing/our-own-key.md": GOOD})
    *_, built = run(runner, "contribution.yml", [TAKE, PREVIEW])
    assert built.returncode == 0, built.stderr
    page = runner / "temp" / "preview" / "testimonies" / "our-own-key" / "index.html"
    assert "We have a key. It is ours." in page.read_text(encoding="utf-8")


def test_nothing_of_a_proposal_is_run_and_somebody_is_told_of_the_rest(runner: Path) -> None:
    hostile = f"import pathlib; pathlib.Path({str(runner / 'harm')!r}).touch()\n"
    propose(
        runner,
        {
            "mkdocs.yml": "hooks: [hook.py]\nsite_name: x\n",
            "hook.py": hostile,
            "setup.py": hostile,
            "sitecustomize.py": hostile,
            "overrides/main.html": "harm",
            "docs/index.md": "harm",
            ".gitattributes": "* filter=harm\n",
            "testimonies/$(touch harm).md": GOOD,
            "testimonies/::error::x.md": GOOD.replace("Our own key", '"::add-mask::x"'),
            "testimonies/writing/our-own-key.md": GOOD,
        },
    )
    took, said, checked, built = run(runner, "contribution.yml", [TAKE, SAY, CHECK, PREVIEW])
    assert took.returncode == 0, took.stderr
    assert said.stdout.startswith("::notice title=For a maintainer::")
    assert len(said.stdout.splitlines()) == 1
    assert checked.returncode == 1
    assert all(
        re.match(r"::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,title=[a-z-]+::", line)
        for line in checked.stdout.splitlines()
    )
    assert "harm" not in git("diff", "--name-only", "HEAD", "--", ".", ":!testimonies", at=runner / "work")
    assert not list(runner.rglob("harm"))
    assert built.returncode == 1  # file names that cannot be addresses stop the build


def test_a_proposal_that_brings_back_what_was_taken_back_is_stopped_and_says_so_first(runner: Path) -> None:
    origin = runner / "origin"
    (origin / "testimonies/withdrawn.yml").write_text("- {id: gone, on: 2026-05-01}\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message=taken back", at=origin)
    git("pull", "--quiet", at=runner / "work")
    changed = [
        ".gitattributes",
        "themes.yml",
        "places.yml",
        "collections.yml",
        "_TEMPLATE-glimpse.md",
        "README.md",
        "writing/notes.txt",
        "writing/.hidden.md",
    ]
    propose(
        runner,
        {
            "testimonies/writing/gone.md": GOOD,
            "testimonies/withdrawn.yml": None,
            **{f"testimonies/{name}": "- {id: x}\n" for name in changed},
        },
    )
    _, _, checked, _ = run(runner, "contribution.yml", [TAKE, SAY, CHECK, PREVIEW])
    assert checked.returncode == 1
    assert "::error file=testimonies/withdrawn.yml,line=1,col=1,title=withdrawn-undone::" in checked.stdout
    assert "::error file=testimonies/writing/gone.md,line=1,col=1,title=withdrawn-undone::" in checked.stdout
    summary = (runner / "summary.md").read_text(encoding="utf-8")
    first = summary.partition("# What this would publish")[0]
    assert "# Stop: this would bring back a story that was taken down" in first
    for name in ("withdrawn.yml", *changed):
        assert f"::notice file=testimonies/{name},line=1,col=1,title=maintainer::" in checked.stdout
        assert f"`testimonies/{name}`" in first
    assert "writing/gone.md" in first


def test_a_line_that_is_taken_out_is_told_even_where_nothing_comes_back(runner: Path) -> None:
    origin = runner / "origin"
    lines = "- {id: gone, on: 2026-05-01}\n- {id: other, on: 2026-05-02}\n"
    (origin / "testimonies/withdrawn.yml").write_text(lines, encoding="utf-8")
    git("commit", "--quiet", "--all", "--message=taken back", at=origin)
    git("pull", "--quiet", at=runner / "work")
    propose(runner, {"testimonies/withdrawn.yml": lines.replace("id: gone", "id: gone-2")})
    _, _, checked = run(runner, "contribution.yml", [TAKE, SAY, CHECK])
    assert checked.returncode == 1
    assert "title=withdrawn-undone" in checked.stdout
    assert 'the line of "gone" is gone' in checked.stdout


@pytest.mark.parametrize("target", ["/etc", "../docs"])
def test_a_proposal_with_a_link_for_its_folder_is_refused(runner: Path, target: str) -> None:
    propose(runner, {"testimonies": f"->{target}"})
    (took,) = run(runner, "contribution.yml", [TAKE])
    assert took.returncode != 0


def test_a_link_within_the_folder_is_not_followed(runner: Path) -> None:
    (runner / "secret.md").write_text(GOOD.replace("We have a key", "secret words"), encoding="utf-8")
    propose(runner, {"testimonies/writing/linked.md": f"->{runner / 'secret.md'}"})
    _, _, checked, _ = run(runner, "contribution.yml", [TAKE, SAY, CHECK, PREVIEW])
    assert "title=file-link" in checked.stdout
    assert "secret words" not in (runner / "summary.md").read_text(encoding="utf-8")
    assert not any(
        "secret words" in path.read_text(encoding="utf-8") for path in runner.glob("temp/**/*.html")
    )


GH = """#!/usr/bin/env bash
printf '%s\\n' "$@" >> "$RUNNER_TEMP/gh"
echo https://github.com/example/example/pull/8
"""


def test_an_issue_becomes_a_proposal(runner: Path) -> None:
    (runner / "bin" / "gh").write_text(GH, encoding="utf-8")
    (runner / "bin" / "gh").chmod(0o755)
    vocabulary = Vocabulary.of(read_story(REPOSITORY / "testimonies", as_of=AS_OF, called="testimonies"))
    tag = vocabulary.choices["tags"][0][1]
    body = filled(issue_form.asked(Kind.TESTIMONY, vocabulary), {**ANSWERS, "tags": [tag]})
    title = "$(touch harm) `touch harm` ::error::x"
    issue = {"title": title, "body": body + "\n\n$(touch harm)", "created_at": "2026-10-30T10:00:00Z"}
    (runner / "event.json").write_text(json.dumps({"issue": issue}), encoding="utf-8")
    git(
        "config",
        f"url.{runner / 'origin'}.insteadOf",
        "https://x-access-token:secret@github.com/example/example",
        at=runner / "work",
    )
    results = run(
        runner,
        "story-from-issue.yml",
        ["Make the file", "Write the summary", "Propose it"],
        GITHUB_EVENT_PATH=str(runner / "event.json"),
        GITHUB_REPOSITORY="example/example",
        GH_TOKEN="secret",
    )
    assert [result.returncode for result in results] == [0, 0, 0], [result.stderr for result in results]
    assert git("show", "--name-only", "--format=%s", "story/issue-7", at=runner / "origin").split("\n\n") == [
        "A story from issue 7",
        "testimonies/writing/touch-harm-touch-harm-error-x.md",
    ]
    asked = (runner / "temp" / "gh").read_text(encoding="utf-8")
    assert "touch harm" not in asked
    assert "We have a key" not in asked
    assert "- By: `Ann Example`" in (runner / "temp" / "body.md").read_text(encoding="utf-8")
    assert not list(runner.rglob("harm"))


def test_an_issue_of_which_nothing_can_be_made_is_left_to_a_person(runner: Path) -> None:
    (runner / "bin" / "gh").write_text(GH, encoding="utf-8")
    (runner / "bin" / "gh").chmod(0o755)
    (runner / "event.json").write_text(
        '{"issue": {"title": "x", "body": "Hello", "created_at": ""}}', encoding="utf-8"
    )
    (made,) = run(
        runner, "story-from-issue.yml", ["Make the file"], GITHUB_EVENT_PATH=str(runner / "event.json")
    )
    assert made.returncode == 1
    assert "Somebody will look at it" in (runner / "temp" / "gh").read_text(encoding="utf-8")
    assert git("status", "--short", at=runner / "work") == ""
