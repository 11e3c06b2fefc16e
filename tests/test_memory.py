"""What was read is not read again, and what is known of it is the same as if it had been."""

import random
import shutil
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from sharedstory.reading import frontmatter, rules
from sharedstory.reading.pictures import Inspected
from sharedstory.reading.rule import Collected
from sharedstory.story import memory
from sharedstory.story.folder import files_among, read_story
from sharedstory.story.memory import File, Memory, Print, Reading
from sharedstory.story.story import Story

SITE = Path(__file__).parent / "site"
DAY = date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of testimonies whose files are old enough to be known again."""
    monkeypatch.setattr(memory, "_STEP", -(10**19))
    return Path(shutil.copytree(SITE / "testimonies", tmp_path / "testimonies"))


def known(story: Story) -> object:
    """All that can be seen of a story."""
    entries = [(entry.slug, entry.front, entry.body, entry.path, entry.channels) for entry in story.released]
    vocabularies = (story.themes, story.places, story.collections, story.withdrawn)
    return story.problems, entries, vocabularies, story.names, story.drafts, story.pictures


def test_only_what_changed_is_read_and_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    parse, rule = frontmatter.parse, rules.WITHIN_ONE[-1]

    def counted(content: bytes, path: str) -> object:
        read[Path(path).stem] += 1
        return parse(content, path)

    def looked_at(all_: Collected, records: object) -> object:
        checked.update(record.slug for record in records)  # type: ignore[attr-defined]
        return rule(all_, records)  # type: ignore[arg-type]

    monkeypatch.setattr(frontmatter, "parse", counted)
    monkeypatch.setattr(rules, "WITHIN_ONE", (*rules.WITHIN_ONE[:-1], looked_at))
    kept = Memory()
    first = read_story(folder, as_of=DAY, memory=kept)
    assert set(checked) == set(read) == first.names

    read.clear()
    checked.clear()
    assert known(read_story(folder, as_of=DAY, memory=kept)) == known(first)
    assert not read
    assert not checked

    garden = folder / "glimpses" / "shared-garden.md"
    garden.write_text(garden.read_text() + "\nAnd they dug more.\n")
    story = read_story(folder, as_of=DAY, memory=kept)
    assert read == checked == {"shared-garden": 1}
    assert story.by_slug["shared-garden"].body.endswith("And they dug more.\n")

    read.clear()
    checked.clear()
    themes = folder / "themes.yml"
    themes.write_text(themes.read_text().replace("question:", "question: So,", 1))
    read_story(folder, as_of=DAY, memory=kept)
    assert not read
    assert set(checked) == first.names  # what tags there are has to be asked again


@pytest.mark.parametrize(("age", "remembered"), [(3_000_000_000, True), (1_000_000, False)])
def test_a_file_that_has_just_changed_can_change_again_unseen(age: int, remembered: bool) -> None:
    kept, reading = Memory(), Reading(Inspected())
    kept.begin()
    file = File(Path("a.md"), "a.md", Print(1, 1, 1, 1, time.time_ns() - age))
    kept.keep({file: reading})
    assert kept.of(file) is (reading if remembered else None)
    assert kept.of(file._replace(print=file.print._replace(size=2))) is None


def changed(folder: Path, chance: random.Random, day: date) -> date:
    """A folder with one thing changed in it, and the day on which it is looked at."""
    entries = sorted(folder.rglob("*.md"))
    one, other = chance.sample(entries, 2)
    text = one.read_text()
    vocabulary = folder / chance.choice(["themes.yml", "places.yml"])
    withdrawn = folder / "withdrawn.yml"
    match chance.randrange(11):
        case 0:
            one.write_text(f"{text}\nMore of it, and see [this]({other.name}).\n")
        case 1:
            one.write_text(text.replace("title: ", f"title: Number {chance.randrange(99)} ", 1))
        case 2:
            one.write_text(text.replace("tags: [", f"tags: [{chance.choice(['keys', 'doors', 'moon'])}, ", 1))
        case 3:
            one.write_text(text.replace("---\n", "---\ndraft: true\n", 1))
        case 4:
            (one.parent / f"new-{chance.randrange(99)}.md").write_text(text)
        case 5:
            one.unlink()
        case 6:
            one.rename(one.parent / f"renamed-{chance.randrange(99)}.md")
        case 7:
            items = vocabulary.read_text().split("\n- ")
            vocabulary.write_text("\n- ".join(chance.sample(items, max(1, len(items) - 1))))
        case 8:
            earlier = withdrawn.read_text() if withdrawn.exists() else ""
            withdrawn.write_text(f"{earlier}- {{id: {one.stem}, on: 2025-12}}\n")
        case 9:
            one.write_text(text.replace("kind: ", f"kind: {chance.choice(['x', ''])}", 1))
        case _:
            day += timedelta(days=chance.randrange(1, 400))
    return day


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_a_story_is_as_if_all_was_read_anew(folder: Path, seed: int) -> None:
    chance, day, kept = random.Random(seed), DAY, Memory()
    for _ in range(25):
        if len(list(folder.rglob("*.md"))) < 3:
            break
        day = changed(folder, chance, day)
        assert known(read_story(folder, as_of=day, memory=kept)) == known(read_story(folder, as_of=day))


def test_a_contributed_file_is_known_under_another_name(folder: Path, tmp_path: Path) -> None:
    story = read_story(folder, as_of=DAY)
    garden = folder / "glimpses" / "shared-garden.md"
    link, twin, own = (tmp_path / name for name in ("link.md", "twin.md", "own.md"))
    link.symlink_to(garden)
    twin.hardlink_to(garden)
    own.write_bytes(garden.read_bytes())
    assert list(files_among(story, [own, tmp_path / "none.md"])) == []
    assert list(files_among(story, [link])) == [link]
    assert list(files_among(story, [twin])) == [twin]
