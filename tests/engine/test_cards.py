"""Cards that stand beside a shared address: drawn where the site wants them and the author agreed."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.engine.conftest import REPOSITORY, run


@pytest.fixture
def with_cards(site: Path) -> Path:
    """A site with the movement's face, that wants cards in its font."""
    config = site / "mkdocs.yml"
    font = REPOSITORY / "plugins/sharedstory/theme/assets/fonts/atkinson-latin.woff2"
    text = config.read_text().replace("name: material", "name: sharedstory")
    text = text.replace("- sharedstory:", f"- sharedstory:\n      cards: true\n      card_font: {font}")
    config.write_text(text)
    return site


def build(site: Path) -> None:
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr


def test_a_page_of_one_thing_has_a_card(with_cards: Path) -> None:
    build(with_cards)
    for page in ("testimonies/a-key", "pledges/open-door", "gatherings/spring-meeting"):
        html = (with_cards / "site" / page / "index.html").read_text()
        address = re.search(r'<meta property="og:image" content="https://stories.example/([^"]*)"', html)
        assert address, page
        with Image.open(with_cards / "site" / address[1]) as card:
            assert card.size == (1200, 630)
            colours = card.convert("RGB").getcolors(100_000)
            assert colours, page
            assert len(colours) > 10, "nothing is written on it"
    assert "og:image" not in (with_cards / "site/index.html").read_text()


def test_a_piece_that_grants_no_card_has_none(with_cards: Path) -> None:
    entry = with_cards / "testimonies" / "a-key.md"
    text = entry.read_text()
    assert "named_as: full-name}" in text
    entry.write_text(text.replace("named_as: full-name}", "named_as: full-name, channels: [web, search]}"))
    build(with_cards)
    assert not [*(with_cards / "site/cards").rglob("a-key.png")]
    html = (with_cards / "site/testimonies/a-key/index.html").read_text()
    assert "og:image" not in html
    assert '<meta property="og:title" content="Exampletown stories">' in html


def test_a_title_that_no_font_can_show_is_left_out_and_that_is_told_once(with_cards: Path) -> None:
    for name, title in (("a-key", "𒀀 𒀀 𒀀"), ("no-name", "𒀁 𒀁")):
        entry = with_cards / "testimonies" / f"{name}.md"
        entry.write_text(re.sub("(?m)^title: .*", f"title: {title}", entry.read_text()))
    done = run("mkdocs", "build", "--strict", at=with_cards)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if "No font here has all the letters" in line]
    assert len(told) == 1
    assert "testimonies/a-key" in told[0]
    assert "testimonies/no-name" in told[0]
    with Image.open(with_cards / "site/cards/testimonies/a-key.png") as card:
        above, below = (card.convert("RGB").crop((100, top, 1200, top + 300)) for top in (20, 320))
        assert len(above.getcolors() or ()) == 1, "no box stands for a letter"
        assert len(below.getcolors(10_000) or ()) > 2, "the name of the site is there"


def test_a_title_from_the_right_stands_at_the_right(with_cards: Path) -> None:
    build(with_cards)
    with Image.open(with_cards / "site/cards/testimonies/arabic.png") as card:
        image = card.convert("RGB")
        assert image.getpixel((1190, 300)) == image.getpixel((1195, 10)) != image.getpixel((5, 300))


def test_without_being_asked_for_there_are_none(built: Path) -> None:
    assert not (built / "cards").exists()
