"""Nothing that consent, a draft or a withdrawal keeps back appears anywhere in the site."""

import re
from pathlib import Path

import pytest

from sharedstory.organising.withdrawing import traces, unpacking
from tests.engine.conftest import run

ENTRY = """---
title: {word} in the title
kind: testimony
summary: {word} in the summary.
tags: [keys, {tag}]
date: 2026-01
authors: [{word} Author]
voices: [draws-on-support]
quote: {word} in the quote.
about: [a-key]
{more}
consent: {{basis: consent, given: 2026-01-01, named_as: full-name{consent}}}
pledges:
  - id: {pledge}
    will: We will keep {word}.
    who: {word} Pledger
    as: individual
    tags: [{tag}]
    history: [{{on: 2026-02, status: promised, note: {word} in the note}}]
---
{word} in the body. {word} in the quote.
"""


def plant(site: Path, word: str, *, more: str = "", consent: str = "") -> None:
    """Put an entry into the site that says `word` wherever an entry can say anything."""
    name = word.lower()
    themes = site / "testimonies" / "themes.yml"
    themes.write_text(themes.read_text().replace("tags: [doors", f"tags: [doors, {name}-tag"))
    text = ENTRY.format(word=word, tag=f"{name}-tag", pledge=f"{name}-pledge", more=more, consent=consent)
    (site / "testimonies" / f"{name}-story.md").write_text(text)
    a_key = site / "testimonies" / "a-key.md"
    a_key.write_text(
        a_key.read_text().replace("about: [", f"about: [{name}-story, ") + f"\nAnd [that]({name}-story.md).\n"
    )


def where(site: Path, word: str) -> list[str]:
    """The files of the built site in whose names or bytes a word stands, whatever its case."""
    found = []
    for path in traces.files(site / "site"):
        raw = b"".join(unpacking.contents(path).parts)
        name = path.relative_to(site / "site").as_posix()
        if word.lower().encode() in raw.lower() or word.lower() in name:
            found.append(name)
    return found


def build(site: Path) -> None:
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr


def test_what_may_be_shown_is_shown_everywhere(site: Path) -> None:
    plant(site, "Xyzzyopen")
    build(site)
    found = where(site, "Xyzzyopen")
    assert {
        "testimonies/xyzzyopen-story/index.html",
        "testimonies/index.html",
        "themes/keys/index.html",
        "pledges/xyzzyopen-pledge/index.html",
        "feeds/all.atom",
        "feeds/pledges.json",
        "data/entries.json",
        "data/pledges.csv",
        "sitemap.xml",
        "testimonies/a-key/index.html",
    } <= set(found)
    assert [name for name in found if name.startswith("pagefind/fragment/")]


@pytest.mark.parametrize(
    ("more", "consent"),
    [
        ("draft: true", ""),
        ("", ", review_by: 2026-06-01"),
        ("", ", review_by: 2026-02"),
        ("", ", channels: [print]"),
    ],
    ids=["a draft", "consent over today", "consent over", "no web"],
)
def test_what_is_kept_back_is_nowhere(site: Path, more: str, consent: str) -> None:
    plant(site, "Xyzzykept", more=more, consent=consent)
    build(site)
    assert where(site, "Xyzzykept") == []


def test_what_was_taken_back_is_nowhere_but_at_its_old_address(site: Path) -> None:
    plant(site, "Xyzzygone")
    (site / "testimonies" / "xyzzygone-story.md").unlink()
    withdrawn = site / "testimonies" / "withdrawn.yml"
    withdrawn.write_text(withdrawn.read_text() + "- {id: xyzzygone-story, on: 2026-05-01}\n")
    build(site)
    for name in where(site, "Xyzzygone"):
        assert "xyzzygone-story/index.html" in name
        page = (site / "site" / name).read_text()
        assert "This story has been taken down" in page
        assert "xyzzygone" not in page.lower().replace("xyzzygone-story/", "").replace("xyzzygone-story.", "")


def test_what_was_taken_back_is_refused_for_ever(site: Path) -> None:
    plant(site, "Xyzzygone")
    withdrawn = site / "testimonies" / "withdrawn.yml"
    withdrawn.write_text(withdrawn.read_text() + "- {id: xyzzygone-story, on: 2026-05-01}\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "xyzzygone-story.md:1:1: error: the author of this story had it taken down" in done.stderr


@pytest.mark.parametrize(
    ("channels", "places"),
    [
        ("web, search, card, print, data", ["feeds/"]),
        ("web, search, feed, card, print", ["data/"]),
        ("web, feed, card, print, data", ["sitemap.xml", "pagefind/"]),
    ],
    ids=["no feed", "no data", "no search"],
)
def test_what_is_not_granted_is_not_made(site: Path, channels: str, places: list[str]) -> None:
    plant(site, "Xyzzypart", consent=f", channels: [{channels}]")
    build(site)
    found = where(site, "Xyzzypart")
    assert "testimonies/xyzzypart-story/index.html" in found
    assert [name for name in found if name.startswith(tuple(places))] == []


def test_a_piece_without_search_asks_search_engines_to_leave_it_out(site: Path) -> None:
    plant(site, "Xyzzypart", consent=", channels: [web]")
    build(site)
    for page in ("testimonies/xyzzypart-story", "pledges/xyzzypart-pledge"):
        text = (site / "site" / page / "index.html").read_text()
        assert '<meta name="robots" content="noindex' in text


GATHERING = """---
title: Xyzzyhall meeting
kind: gathering
summary: Xyzzyhall was full.
tags: [keys]
held: 2026-01
consent: {{basis: already-public, named_as: anonymous, channels: [{channels}]}}
pledges: [{{id: hall-lamp, will: Keep the Xyzzyhall lamp., who: The Lamp Group, as: local-group, history: [{{on: 2026-02, status: stuck, note: The Xyzzyhall lamp broke.}}]}}]
---
We met in Xyzzyhall.
"""
SESSION = """---
title: A session about lamps
kind: session
summary: We spoke about lamps.
tags: [keys]
gathering: hall-meeting
learning: [{id: lamps, point: Lamps need oil.}]
---
We spoke.
"""


@pytest.mark.parametrize("channel", ["search", "card", "data", "feed"])
def test_words_of_one_piece_are_on_the_page_of_another_only_as_far_as_both_allow(
    site: Path, channel: str
) -> None:
    """Every kind of page: what a gathering, a piece from it and their pledges withhold, no other page tells for them."""
    others = ", ".join(name for name in ("web", "search", "feed", "card", "print", "data") if name != channel)
    plant(site, "Xyzzyquiet", more="gathering: spring-meeting", consent=f", channels: [{others}]")
    (site / "testimonies" / "gatherings" / "hall-meeting.md").write_text(GATHERING.format(channels=others))
    (site / "testimonies" / "gatherings" / "lamps.md").write_text(SESSION)
    config = site / "mkdocs.yml"
    config.write_text(
        config.read_text().replace(
            "  name: material\n  font: false\n",
            "  name: sharedstory\n",
        )
    )
    build(site)
    out = site / "site"
    told = {
        "search": ("pagefind/", "sitemap.xml"),
        "data": ("data/",),
        "feed": ("feeds/",),
        "card": ("cards/",),
    }
    for word in ("Xyzzyquiet", "Xyzzyhall"):
        assert [name for name in where(site, word) if name.startswith(told[channel])] == []
    marks = {
        "search": r'<meta name="description"[^>]*Xyzzy|"@context"[^<]*Xyzzy',
        "data": r'"@context"[^<]*Xyzzy',
        "card": r'<meta property="[^>]*Xyzzy',
        "feed": "<entry>.*Xyzzy",
    }
    assert [path for path in out.rglob("*.html") if re.search(marks[channel], path.read_text())] == []
    assert "Xyzzyhall" in (out / "pledges" / "gathering" / "hall-meeting" / "index.html").read_text()
    assert "Xyzzyquiet in the note" in (out / "gatherings" / "spring-meeting" / "index.html").read_text()


def test_a_session_of_a_gathering_that_is_kept_back_is_kept_back(site: Path) -> None:
    gathering = site / "testimonies" / "gatherings" / "spring-meeting.md"
    gathering.write_text(gathering.read_text().replace("held: 2026-03\n", "held: 2026-03\ndraft: true\n"))
    build(site)
    assert [name for name in where(site, "spring-meeting") if "taken-back" not in name] == []
    assert where(site, "Who holds the keys?") == []


def test_a_picture_is_shown_without_what_the_camera_wrote(site: Path, built: Path) -> None:
    source = (site / "testimonies" / "key.png").read_bytes()
    assert b"CanaryCamera" in source
    shown = (built / "testimonies" / "a-key" / "key.png").read_bytes()
    assert b"CanaryCamera" not in shown
    assert b"eXIf" not in shown


def test_a_picture_of_a_piece_that_is_kept_back_is_not_copied(site: Path) -> None:
    entry = site / "testimonies" / "a-key.md"
    entry.write_text(entry.read_text().replace("date: 2026-03-06", "date: 2026-03-06\ndraft: true"))
    build(site)
    assert [*(site / "site").rglob("key.png")] == []
