"""What strangers send is dead too in what is made beside the site: for those who review, edit, and write letters."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyromark
import pytest
import yaml

from sharedstory.forms import editor
from sharedstory.organising import consent, pledges, review
from sharedstory.reading import gfm
from sharedstory.reading.markdown import Picture, render
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from sharedstory.story.story import Story
from tests.conftest import AS_OF
from tests.engine.conftest import SITE
from tests.engine.test_payloads import PAYLOADS, Shape, alive, fill

SETTINGS = Settings(name="Our story", url="https://stories.example/", repository="https://github.com/a/b")


@dataclass(frozen=True)
class Pair:
    """The same story with strangers' words, and with harmless ones."""

    strangers: Story
    harmless: Story


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    here = tmp_path_factory.mktemp("beside")
    site, twin = (Path(shutil.copytree(SITE, here / name)) for name in ("site", "twin"))
    assert len(fill(site, twin, "beside the site", 200).shown) >= 2000
    strangers, harmless = (
        read_story(folder / "testimonies", as_of=AS_OF, called="testimonies") for folder in (site, twin)
    )
    return Pair(strangers, harmless)


def test_in_the_summary_of_a_review(pair: Pair) -> None:
    """GitHub makes links of bare addresses, and calls people by @name, but never in code."""
    names = sorted(pair.strangers.by_file)
    text = review.summary(pair.strangers, names, pair.strangers.problems)
    assert len(text) > 10_000
    outside = []
    for event in pyromark.events(text, options=gfm.OPTIONS):
        assert not (isinstance(event, dict) and ("Html" in event or "InlineHtml" in event)), event
        if isinstance(event, dict) and (start := event.get("Start")):
            assert str(start) in ("Paragraph", "Item", "Strong") or re.search("Heading|List", str(start)), (
                event
            )
        if isinstance(event, dict) and "Text" in event:
            outside.append(str(event["Text"]))
    assert not re.search(r"https?:|www\.|@|#\d|<|javascript", "\n".join(outside))


def test_in_the_settings_of_the_editor(pair: Pair) -> None:
    """The titles of themes and places stand there as labels, and nothing else changes."""

    def without_labels(value: object) -> object:
        if isinstance(value, dict):
            return {key: without_labels(inner) for key, inner in value.items() if key != "label"}
        return [without_labels(inner) for inner in value] if isinstance(value, list) else value

    strangers, harmless = (
        yaml.safe_load(editor.config(story, SETTINGS)) for story in (pair.strangers, pair.harmless)
    )
    assert strangers != harmless
    assert without_labels(strangers) == without_labels(harmless)


def test_in_letters_to_those_who_agreed_and_who_pledged(pair: Pair) -> None:
    """Nobody's words add a line to a letter, or steer the terminal in which it is read."""

    def letters(story: Story) -> list[str]:
        agreed = sorted(consent.agreed(story), key=lambda piece: piece.slug)
        return [
            *(text for _, text in consent.letters(agreed, SETTINGS)),
            *(text for made in story.pledges for _, text in pledges.letters([made], SETTINGS)),
        ]

    strangers, harmless = letters(pair.strangers), letters(pair.harmless)
    assert len(strangers) == len(harmless) > 100
    for text, same in zip(strangers, harmless, strict=True):
        assert len(text.splitlines()) == len(same.splitlines()), text
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), text


def test_in_what_a_picture_shows() -> None:
    """The words for a picture are an attribute of it, and nothing else."""
    key = Picture("/key.png", 4, 3)
    page = Shape(render("![Words](key.png)", picture=lambda target: key))
    shown = 0
    for payload in PAYLOADS:
        words = re.sub(r"([^\w\s])", r"\\\1", payload.replace("\n", " "))
        html = str(render(f"![{words}](key.png)", picture=lambda target: key))
        shown += "<img" in html
        assert alive(html, page) == [], payload
    assert shown > 2000
