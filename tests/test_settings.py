"""mkdocs.yml as MkDocs reads it, for every command, from any folder of the site."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from mkdocs.config import load_config

from sharedstory.commands import main
from sharedstory.schema.errors import PlainError
from sharedstory.story import settings
from sharedstory.story.settings import Settings

WHOLE = """
site_name: Our story
site_url: !ENV [NOT_SET_HERE, "https://example.org/ours"]
repo_url: https://github.com/example/ours
edit_uri: edit/trunk/docs/
use_directory_urls: false
docs_dir: pages
site_dir: public
theme: {name: material, language: cy, custom_dir: look}
x: !!python/name:os.system
y: !relative
plugins:
  - search
  - sharedstory:
      testimonies: stories
      contact: us@example.org
      rights: rights.md
      as_of: 2026-03-01
"""
THEMES = "- {id: keys, title: Keys, question: Who?, summary: About keys.}\n"
PIECE = """---
title: A door of ours
kind: testimony
date: 2026-01
summary: About a door.
tags: [keys]
voices: [citizen]
consent: {basis: already-public, named_as: anonymous}
---

A door was opened.
"""


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a site in it, in which we are."""
    site = tmp_path / "site of ours"
    write(site, {"mkdocs.yml": WHOLE, "pages/rights.md": "# Rights\n", "look/sharedstory/moved.html": ""})
    write(site, {"stories/themes.yml": THEMES, "stories/a-door.md": PIECE})
    write(site, {"pages/take-part/index.md": "# Take part\n\n## Reach us {#contact}\n"})
    monkeypatch.chdir(site)
    return site


def sharedstory(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_all_that_matters_is_read(here: Path) -> None:
    read = settings.read(Path("mkdocs.yml"))
    assert read == Settings(
        root=here,
        file=here / "mkdocs.yml",
        testimonies=here / "stories",
        docs=here / "pages",
        site=here / "public",
        custom=here / "look",
        name="Our story",
        url="https://example.org/ours/",
        language="cy",
        directory_urls=False,
        repository="https://github.com/example/ours",
        edit_uri="edit/trunk/docs/",
        contact="us@example.org",
        rights="rights",
        reach="take-part/index",
        as_of="2026-03-01",
    )
    assert read.overrides == here / "look/sharedstory"
    assert read.new_file == "https://github.com/example/ours/new/trunk/stories"
    assert read.address("themes/keys") == "themes/keys.html"


def test_without_a_word_it_is_as_mkdocs_has_it(here: Path) -> None:
    Path("mkdocs.yml").write_text("plugins: [sharedstory]\n")
    assert settings.read(Path("mkdocs.yml")) == Settings(
        here, here / "mkdocs.yml", here / "testimonies", here / "docs", here / "site"
    )


@pytest.mark.parametrize(
    ("line", "environment", "value"),
    [
        ("!ENV NAME", {"NAME": "https://a.example/"}, "https://a.example/"),
        ("!ENV NAME", {}, ""),
        ("!ENV [NAME, 'https://b.example/']", {}, "https://b.example/"),
        ("!ENV [NAME, 'https://b.example/']", {"NAME": "https://a.example/"}, "https://a.example/"),
        ("!ENV [NAME, OTHER, 'https://b.example/']", {"OTHER": "https://c.example"}, "https://c.example/"),
        ("!ENV [NAME]", {"NAME": "https://a.example/"}, "https://a.example/"),
        ("null", {}, ""),
    ],
)
def test_the_environment_is_read_as_mkdocs_reads_it(
    line: str, environment: dict[str, str], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("mkdocs.yml").write_text(f"site_name: x\ndocs_dir: pages\nsite_url: {line}\n")
    for name, given in environment.items():
        monkeypatch.setenv(name, given)
    assert settings.read(Path("mkdocs.yml")).url == value
    theirs: Any = load_config("mkdocs.yml")
    assert (theirs.site_url or "") == value


def test_what_is_inherited_is_read_as_mkdocs_reads_it() -> None:
    write(Path("above"), {"base.yml": WHOLE.replace("docs_dir: pages", "docs_dir: elsewhere")})
    Path("mkdocs.yml").write_text(
        "INHERIT: above/base.yml\nsite_name: Ours alone\ndocs_dir: pages\ntheme: {language: en}\n"
    )
    read, theirs = settings.read(Path("mkdocs.yml")), load_config("mkdocs.yml", plugins=[])
    assert (read.name, read.docs, read.language) == (
        theirs.site_name,
        Path(theirs.docs_dir),
        theirs.theme["language"],
    )
    assert (read.contact, read.custom) == ("us@example.org", Path.cwd() / "look")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("site_url: [", "has a mistake in line 2"),
        ("- a list", "has to begin with a name and a colon"),
        ("INHERIT: mkdocs.yml", "goes round in a circle"),
        ("INHERIT: nowhere.yml", "INHERIT names nowhere.yml, and there is no such file"),
        (b"site_name: \xff", "is not UTF-8 text"),
    ],
)
def test_one_that_cannot_be_read_is_told_in_words(text: str | bytes, words: str) -> None:
    Path("mkdocs.yml").write_bytes(text if isinstance(text, bytes) else f"{text}\n".encode())
    with pytest.raises(PlainError, match=words):
        settings.read(Path("mkdocs.yml"))
    done = sharedstory("themes")
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.output


COMMANDS = (("check",), ("themes",), ("pledges", "list"), ("report",), ("consent",), ("schema", "check"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_finds_its_site_from_any_folder_of_it(
    command: tuple[str, ...], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sharedstory("schema", "write")
    first = sharedstory(*command)
    assert first.exit_code in (0, 1)
    for folder, back in (("pages", "../stories/"), ("stories", ""), ("pages/take-part", "../../stories/")):
        monkeypatch.chdir(here / folder)
        assert sharedstory(*command).stdout == first.stdout.replace("stories/", back)
    monkeypatch.chdir(here.parent)
    named = sharedstory(*command, "-f", str(here / "mkdocs.yml"))
    assert named.stdout == first.stdout.replace("stories/", "site of ours/stories/")


def test_the_paths_that_are_printed_are_there(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, site in ((".", ()), ("pages/take-part", ()), ("stories", ()), ("..", ("site of ours",))):
        monkeypatch.chdir(here / folder)
        problems = json.loads(sharedstory("check", *site, "--format", "json").stdout)
        assert problems
        assert {Path(problem["path"]).resolve() for problem in problems} == {here / "stories/themes.yml"}


def test_a_whole_site_is_checked_by_its_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here.parent)
    done = sharedstory("check", "site of ours", "--format", "json")
    assert [problem["code"] for problem in json.loads(done.stdout)] == ["theme-thin"]
    assert sharedstory("check").exit_code == 2
    assert "name its settings, such as: -f our-site/mkdocs.yml" in sharedstory("themes").stderr


def test_the_clock_of_the_site_is_that_of_its_commands() -> None:
    piece = PIECE.replace(
        "named_as: anonymous", "named_as: anonymous, given: 2026-01-01, review_by: 2026-03-10"
    )
    Path("stories/a-door.md").write_text(piece)
    assert "in 9 days" in sharedstory("consent").stdout
    assert "in 2 days" in sharedstory("consent", "--as-of", "2026-03-08").stdout
    Path("mkdocs.yml").write_text(WHOLE.replace("2026-03-01", "yesterday"))
    assert "as_of in mkdocs.yml" in sharedstory("consent").stderr


def test_letters_lead_to_the_pages_that_there_are(here: Path) -> None:
    piece = PIECE.replace(
        "named_as: anonymous", "named_as: anonymous, given: 2026-01-01, review_by: 2026-03-10"
    )
    Path("stories/a-door.md").write_text(piece)
    done = sharedstory("consent", "--letters", "../letters")
    assert done.exit_code == 0, done.output
    letter = (here.parent / "letters/a-door.txt").read_text()
    assert "https://example.org/ours/testimonies/a-door.html\n" in letter
