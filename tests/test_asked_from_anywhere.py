"""The same answer from wherever it is asked, for a whole site and for one file."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from sharedstory.commands import check
from tests.conftest import entry, write

FILES = {
    "spring.md": entry("gathering"),
    "other.md": entry(body="We went on. [First](deep/one.md)\n"),
    "deep/one.md": entry(body="We have a key. [Then](../other.md), [more](two.md), [gone](three.md).\n"),
    "deep/two.md": entry(tags="tags: [hoem]", date="date: 2026/03/06"),
}
# Where somebody is, below the site, and what they ask for from there.
WHOLE = [
    (".", ["testimonies"]),
    (".", []),
    (".", ["testimonies/deep", "testimonies/other.md", "testimonies/spring.md"]),
    ("testimonies", ["."]),
    ("testimonies", ["../testimonies"]),
    ("testimonies/deep", [".."]),
    ("testimonies/deep", [".", "../other.md"]),
    ("docs", ["../testimonies"]),
    (".", ["ABSOLUTE/testimonies"]),
    ("testimonies/deep", ["ABSOLUTE/testimonies"]),
]
ONE = [
    (".", ["testimonies/deep/one.md"]),
    ("testimonies", ["deep/one.md"]),
    ("testimonies/deep", ["one.md"]),
    ("testimonies/deep", ["../deep/one.md"]),
    ("docs", ["../testimonies/deep/one.md"]),
    ("docs", ["ABSOLUTE/testimonies/deep/one.md"]),
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "testimonies"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    write(folder, FILES)
    return tmp_path


def asked(site: Path, where: str, paths: list[str], *options: str) -> tuple[int, str, str]:
    before = Path.cwd()
    os.chdir(site / where)
    try:
        names = [path.replace("ABSOLUTE", site.as_posix()) for path in paths]
        ran = CliRunner().invoke(check.command, ["--as-of", "2026-06-01", *options, *names])
    finally:
        os.chdir(before)
    return ran.exit_code, ran.stdout, ran.stderr


def answer(site: Path, where: str, paths: list[str], *options: str) -> set[tuple[str, ...]]:
    """What is said, with the names of files as they are below the site."""
    status, out, _ = asked(site, where, paths, "--format", "json", *options)
    assert status == 1
    return {
        (
            (site / where / one["path"]).resolve().relative_to(site.resolve()).as_posix(),
            f"{one['line']}:{one['column']}",
            one["code"],
            one["message"],
        )
        for one in json.loads(out)
    }


@pytest.mark.parametrize(("where", "paths"), WHOLE)
def test_of_the_whole_site(where: str, paths: list[str], site: Path) -> None:
    said = answer(site, where, paths)
    assert said == answer(site, ".", ["testimonies"])
    assert sorted((path, code) for path, _, code, _ in said) == [
        ("testimonies/deep/one.md", "link-dead"),
        ("testimonies/deep/two.md", "field-date"),
        ("testimonies/deep/two.md", "tag-unknown"),
    ]


@pytest.mark.parametrize(("where", "paths"), ONE)
def test_of_one_file(where: str, paths: list[str], site: Path) -> None:
    said = answer(site, where, paths)
    assert [(path, code) for path, _, code, _ in said] == [("testimonies/deep/one.md", "link-dead")]
    assert said == answer(site, ".", ["testimonies/deep/one.md"])


@pytest.mark.parametrize(("where", "paths"), WHOLE)
def test_what_would_change(where: str, paths: list[str], site: Path) -> None:
    status, out, _ = asked(site, where, paths, "--diff")
    assert status == 1
    assert re.findall(r"(?m)^[-+][^-+\n].*", out) == ["-date: 2026/03/06", "+date: 2026-03-06"]


@pytest.mark.parametrize(("where", "paths"), WHOLE)
def test_what_is_mended(where: str, paths: list[str], site: Path) -> None:
    _, _, err = asked(site, where, paths, "--fix")
    assert 'fixed: "2026/03/06" is "2026-03-06" now.' in err
    assert "date: 2026-03-06\n" in (site / "testimonies/deep/two.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("where", "paths"), WHOLE)
def test_what_changed_since_a_commit(where: str, paths: list[str], site: Path) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "All"]):
        subprocess.run([*git, *words], cwd=site, check=True)
    file = site / "testimonies/deep/one.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nAnd [no](four.md).\n", encoding="utf-8")
    said = answer(site, where, paths, "--changed-since", "HEAD")
    assert {path for path, *_ in said} == {"testimonies/deep/one.md"}
    assert [code for _, _, code, _ in said] == ["link-dead", "link-dead"]
