"""How much is said at once: a few problems of each kind, their count, and all for those who ask."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sharedstory.commands import check
from sharedstory.editing import mending
from sharedstory.reading import formats
from sharedstory.reading.problems import Problem
from sharedstory.site import finish
from sharedstory.site.render import Renderer
from tests.conftest import Tell, entry, write
from tests.engine.conftest import SITE, run

MANY = {
    **{f"dead-{n}.md": entry(body=f"[Words](gone-{n}.md)\n") for n in range(9)},
    "wrong.md": entry(tags="tags: [hoem]"),
}


@pytest.fixture
def said(folder: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]  # what a test calls
    monkeypatch.chdir(folder.parent)

    def run(*options: str, files: dict[str, str] = MANY) -> tuple[list[str], list[str]]:
        write(folder, {"spring.md": entry("gathering"), **files})
        ran = CliRunner().invoke(check.command, ["--as-of", "2026-06-01", *options, folder.name])
        return ran.stdout.splitlines(), ran.stderr.splitlines()

    return run


def test_of_each_kind_a_few_are_printed_and_the_rest_is_counted(said) -> None:  # type: ignore[no-untyped-def]  # see above
    out, err = said()
    assert sum("[link-dead]" in line for line in out) == formats.FEW
    assert out.count("  and 4 more of this kind. To see all: sharedstory check --all") == 1
    assert sum("[tag-unknown]" in line for line in out) == 1
    assert err == ["9  link-dead", "1  tag-unknown", "1 to fix, 9 to check."]


def test_those_who_ask_see_all(said) -> None:  # type: ignore[no-untyped-def]  # see above
    out, err = said("--all")
    assert (len(out), err) == (10, ["1 to fix, 9 to check."])


def test_where_a_few_are_all_nothing_is_counted(said) -> None:  # type: ignore[no-untyped-def]  # see above
    out, err = said(files={"wrong.md": entry(tags="tags: [hoem]"), "other.md": entry()})
    assert (len(out), err) == (1, ["1 to fix, 0 to check."])


def test_programs_get_all(said) -> None:  # type: ignore[no-untyped-def]  # see above
    for form in ("json", "gitlab"):
        out, _ = said("--format", form)
        assert len(json.loads("\n".join(out))) == 10
    out, _ = said("--format", "sarif")
    assert len(json.loads("\n".join(out))["runs"][0]["results"]) == 10


def test_what_could_be_mended_is_said_once(said) -> None:  # type: ignore[no-untyped-def]  # see above
    files = {f"late-{n}.md": entry(date="date: 2026/03/06") for n in range(7)}
    _, err = said(files=files)
    assert err[-2:] == [
        "7 of these can be fixed for you: sharedstory check --fix",
        "7 to fix, 0 to check.",
    ]
    _, err = said("--format", "json", files=files)
    assert err == ["7 to fix, 0 to check."]


def test_only_some_files_are_looked_into_for_that(said, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]  # see above
    monkeypatch.setattr(mending, "LOOKED_INTO", 3)
    _, err = said(files={f"late-{n}.md": entry(date="date: 2026/03/06") for n in range(7)})
    assert err[-2] == "At least 3 of these can be fixed for you: sharedstory check --fix"


def test_pages_under_serve_show_the_first_and_the_count(tell: Tell) -> None:
    problems = [Problem("a.md", n + 1, 1, "link-dead", "", f"dead {n}.") for n in range(3000)]
    problems.append(Problem("z.md", 1, 1, "tag-unknown", "tags", "wrong."))
    page = finish.with_problems("<body><p>Hi</p>", problems, Renderer(tell({"other.md": entry()})))
    assert page.count("<li>") == finish.SHOWN_PROBLEMS
    assert "z.md:1:1: error" in page
    assert "And 2,981 more." in page


def test_a_build_says_a_few_of_each_kind_too(tmp_path: Path) -> None:
    site = Path(shutil.copytree(SITE, tmp_path / "here"))
    body = "".join(f"[Words](gone-{n}.md)\n\n" for n in range(9))
    (site / "testimonies" / "dead.md").write_text(entry(tags="tags: [keys]", body=body), "utf-8")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("gone-") == formats.FEW
    assert "  and 4 more of this kind. To see all: sharedstory check --all\n" in done.stderr
