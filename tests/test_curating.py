"""Curating: what tags and words say of themes, collections that somebody chose, and a gathering in order of time."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.organising import curating
from sharedstory.schema.errors import PlainError
from sharedstory.site import booklet
from sharedstory.story import chronicle
from sharedstory.story.folder import read_story
from sharedstory.story.story import Story
from tests.conftest import AS_OF, EPOCH
from tests.engine.conftest import SITE, run

SPRING = """\
- id: for-the-spring
  title: To read in spring
  summary: Two pieces and a glimpse.
  intro: We **chose** these.
  entries: [shared-garden, a-key, no-name]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are, on the tests' day, with a collection."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "testimonies" / "collections.yml").write_text(SPRING)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(site: Path) -> Story:
    return read_story(site / "testimonies", as_of=AS_OF, called="testimonies")


def themes(*options: str) -> Result:
    return CliRunner().invoke(main, ["themes", *options], catch_exceptions=False)


def piece(site: Path, slug: str, tags: str, text: str, more: str = "") -> None:
    front = (
        f"title: A made-up {slug}\nkind: gathering\nheld: 2025\nsummary: A made-up summary.\ntags: [{tags}]"
    )
    (site / "testimonies" / f"{slug}.md").write_text(f"---\n{front}\n{more}---\n{text}\n")


# Themes


def test_themes_and_tags_are_counted(site: Path) -> None:
    found = json.loads(themes("--json").output)
    told = read(site)
    assert found["themes"] == {theme.id: len(told.in_theme[theme.id]) for theme in told.themes}
    for tag, count in found["tags"].items():
        assert count == sum(tag in entry.front.tags for entry in told.entries)
    assert list(found["tags"].values()) == sorted(found["tags"].values(), reverse=True)


def test_a_tag_that_only_a_draft_uses_is_unused(site: Path) -> None:
    path = site / "testimonies" / "themes.yml"
    path.write_text(path.read_text().replace("tags: [doors]", "tags: [doors, hinges]"))
    piece(site, "draft-piece", "hinges", "Hinges.", more="draft: true\n")
    assert "hinges" in curating.unused(read(site))
    piece(site, "draft-piece", "hinges", "Hinges.")
    assert "hinges" not in curating.unused(read(site))


def test_tags_are_near_that_are_spelt_alike_or_stand_together(site: Path) -> None:
    path = site / "testimonies" / "themes.yml"
    path.write_text(path.read_text().replace("tags: [doors]", "tags: [doors, door, hinges, locks]"))
    for number in range(3):
        piece(site, f"piece-{number}", "hinges, locks", "Text.")
    piece(site, "piece-9", "door", "Text.")
    found = {(near.one, near.other): near.why for near in curating.near(read(site))}
    assert found["door", "doors"] == "they are spelt alike"
    assert found["hinges", "locks"] == "3 of 3 entries with either have both"
    assert ("doors", "hinges") not in found


def test_a_theme_is_tried(site: Path) -> None:
    told = themes("--try", "gardens, doors").output
    assert "a-key  (now in: keys, gardens)" in told
    assert {line.split()[0] for line in told.splitlines()[1:]} == {
        entry.slug for entry in read(site).entries if {"gardens", "doors"} & {*entry.front.tags}
    }
    assert "none" in themes("--try", "nothing-of-ours").output


def test_a_draft_gets_the_themes_that_speak_as_it_does(site: Path) -> None:
    for number in range(3):
        piece(site, f"bread-{number}", "gardens", "We baked bread with yeast and flour in the oven.")
        piece(site, f"bolt-{number}", "keys", "We oiled the bolt and the hinge of the gate.")
    draft = site / "draft.md"
    draft.write_text("---\ntitle: Flour\n---\nThe oven and the yeast, and bread for all.\n")
    first = json.loads(themes("--suggest", "draft.md", "--json").output)["suggested"][0]
    assert first["theme"] == "gardens"
    assert {"oven", "yeast", "bread", "flour"} <= set(first["words"])
    draft.write_text("")
    assert json.loads(themes("--suggest", "draft.md", "--json").output)["suggested"] == []


# Collections


def test_a_collection_has_a_page_with_its_words_and_its_pieces_in_their_order(site: Path) -> None:
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    page = (site / "site" / "collections" / "for-the-spring" / "index.html").read_text()
    places = [page.index(f'/{slug}/"') for slug in ("shared-garden", "a-key", "no-name")]
    assert places == sorted(places)
    assert "We <strong>chose</strong> these." in page
    assert "collections/for-the-spring/" in (site / "site" / "themes" / "index.html").read_text()


@pytest.mark.parametrize("kept_back", ["draft", "taken back"])
def test_what_is_kept_back_is_in_no_collection(site: Path, kept_back: str) -> None:
    path = site / "testimonies" / "a-key.md"
    if kept_back == "draft":
        path.write_text(path.read_text().replace("kind: testimony\n", "kind: testimony\ndraft: true\n"))
    else:
        done = CliRunner().invoke(main, ["withdraw", "a-key", "--no-build", "--leave-quotes"])
        assert done.exit_code == 0, done.output
        assert "entries: [shared-garden, no-name]" in (site / "testimonies" / "collections.yml").read_text()
    told = read(site)
    assert [entry.slug for entry in told.chosen(told.collections[0])] == ["shared-garden", "no-name"]


def test_the_only_piece_of_a_collection_can_be_taken_back(site: Path) -> None:
    path = site / "testimonies" / "collections.yml"
    path.write_text(SPRING.replace("[shared-garden, a-key, no-name]", "\n    - a-key"))
    done = CliRunner().invoke(main, ["withdraw", "a-key", "--no-build", "--leave-quotes"])
    assert done.exit_code == 0, done.output
    assert "entries: []" in path.read_text()
    assert not read(site).errors


def test_a_collection_of_which_nothing_is_shown_has_no_page(site: Path) -> None:
    (site / "testimonies" / "collections.yml").write_text(
        SPRING.replace("[shared-garden, a-key, no-name]", "[taken-back]")
    )
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    assert not (site / "site" / "collections").exists()
    assert "Collections" not in (site / "site" / "themes" / "index.html").read_text()


def test_a_collection_can_be_printed(site: Path) -> None:
    told = read(site)
    title, introduction, entries = booklet.collect(told, "for-the-spring")
    assert (title, introduction) == ("To read in spring", "We **chose** these.")
    assert [entry.slug for entry in entries] == ["shared-garden", "a-key", "no-name"]
    with pytest.raises(PlainError, match='Did you mean "for-the-spring"'):
        booklet.collect(told, "for-spring")


# A gathering in order of time


def events(site: Path) -> list[tuple[str, str, str]]:
    told = read(site)
    meeting = told.by_slug["spring-meeting"]
    return [(event.when.text, event.what, event.words) for event in chronicle.since(told, meeting)]


def test_a_gathering_is_told_in_order_of_time(site: Path) -> None:
    found = events(site)
    assert ("2025-12", "Promised", "We offer our back room.") in found
    assert ("2026-03", "People met here", "") in found
    assert ("2026-05-20", "Under way", "We will keep the door open on Sundays.") in found
    assert ("2026-03-06", "Testimony", "A key of my own") in found
    assert [when for when, _, _ in found] == sorted(when for when, _, _ in found)
    told = read(site)
    assert found[-1][2] == told.by_slug["autumn-meeting"].title


def test_a_step_without_a_day_has_no_place_in_time(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    path.write_text(path.read_text().replace("{on: 2025-12, status: promised}", "{status: promised}"))
    assert "We offer our back room." not in [words for _, _, words in events(site)]


def test_what_a_gathering_spoke_of_did_not_come_of_it(site: Path) -> None:
    for name in ("who-holds-the-keys", "spring-meeting"):
        path = site / "testimonies" / "gatherings" / f"{name}.md"
        path.write_text(path.read_text().replace("tags: [keys]\n", "tags: [keys]\nabout: [shared-garden]\n"))
    told = read(site)
    came = [entry.slug for entry in told.came_of(told.by_slug["spring-meeting"])]
    assert "a-key" in came
    assert "shared-garden" not in came


def test_many_steps_of_one_day_are_counted(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    more = "".join(
        f"  - {{id: more-{n}, will: We will do {n}., who: A, as: individual, history: [{{on: 2025-12, status: promised}}]}}\n"
        for n in range(3)
    )
    path.write_text(path.read_text().replace("---\nWe talked", f"{more}---\nWe talked"))
    told = read(site)
    steps = chronicle.since(told, told.by_slug["spring-meeting"])
    assert [(event.when.text, event.what) for event in steps if event.count == 4] == [("2025-12", "Promised")]


def test_the_page_of_a_gathering_tells_it(site: Path) -> None:
    assert run("mkdocs", "build", "--strict", at=site).returncode == 0
    page = (site / "site" / "gatherings" / "spring-meeting" / "index.html").read_text()
    assert '<h2 id="since">Since then</h2>' in page
    assert "<span>Two Sundays so far.</span>" in page
