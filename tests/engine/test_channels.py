"""Every kind of piece, with every channel withheld in turn, in one site: no word of it is where it was not granted."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from sharedstory.organising.withdrawing import traces, unpacking
from sharedstory.schema.choices import Channel, Kind
from sharedstory.site import booklet
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from tests.engine.conftest import SITE, run

WITHHELD = (*Channel, None)
COMMON = """---
title: {word} in the title
kind: {kind}
summary: {word} in the summary.
tags: [keys]
places: [exampletown]
date: 2026-01
authors: [{{name: {word} Author, role: {word} role, organisation: {word} organisation}}]
quote: {word} in the quote.
about: [a-key]
source: {{title: {word} source, note: {word} source note}}
references: [{{authors: {word}, title: {word} reference}}]
consent: {{basis: consent, given: 2026-01-01, named_as: full-name, channels: [{channels}]}}
pledges:
  - id: {word}-pledge
    will: We will keep {word}.
    who: {word} Pledger
    as: individual
    sort: offer
    of: time
    so_that: "{word} is so."
    by_words: when {word}
    by: 2026
    history: [{{on: 2026-02, status: stuck, note: {word} in the note}}]
"""
BODY = "---\n{word} in the body. {word} in the quote. See [the key]({key}).\n\n## {word} heading\n\nMore.\n"
OWN = {
    Kind.GLIMPSE: """what_is_different: "{word} is different."
of: place
led_by: community
stage: running
grew_from: "{word} before"
try_here: ["{word} here"]
last_checked: 2026-05
figures: [{{id: people, value: 15, unit: "{word} people", source: "{word} source"}}]
""",
    Kind.GATHERING: 'held: 2026-03\nheld_words: "{word} spring"\nstate: held\nhosts: ["{word} host"]\nalongside: "{word} sale"\n',
    Kind.SESSION: """gathering: spring-meeting
format: "{word} talks"
hosts: ["{word} host"]
speakers: [{{name: "{word} Speaker"}}]
in_the_room: "{word} room"
learning: [{{id: one, point: "{word} point.", detail: "{word} detail.", sort: enabler}}]
""",
    Kind.INITIATIVE: 'led_by: ["{word} lead"]\nhistory: [{{on: 2026-02, status: stuck, note: "{word} step"}}]\n',
}
FOLDERS = {
    Kind.GLIMPSE: "glimpses",
    Kind.GATHERING: "gatherings",
    Kind.SESSION: "gatherings",
    Kind.INITIATIVE: "initiatives",
}


def word_of(kind: Kind, withheld: Channel | None) -> str:
    """The word that stands all over a piece and nowhere else."""
    return f"xyzzy-{kind}-{f'no-{withheld}' if withheld else 'open'}"


def fill(site: Path) -> None:
    """Every kind, with each channel withheld and with none; and everything that can name a piece names them all."""
    words = []
    for kind, withheld in product(Kind, WITHHELD):
        word = word_of(kind, withheld)
        words.append(word)
        channels = ", ".join(channel for channel in Channel if channel is not withheld)
        folder = site / "testimonies" / FOLDERS.get(kind, "")
        folder.mkdir(exist_ok=True)
        own = OWN.get(kind, "voices: [citizen]\n" + ("account: own-words\n" if kind != "testimony" else ""))
        text = (COMMON + own + BODY).format(
            word=word, kind=kind, channels=channels, key="../a-key.md" if kind in FOLDERS else "a-key.md"
        )
        (folder / f"{word}.md").write_text(text)
    everything = ", ".join(words)
    collection = f"- {{id: all-of-them, title: All of them, summary: All., entries: [{everything}]}}\n"
    (site / "testimonies" / "collections.yml").write_text(collection)
    themes = site / "testimonies" / "themes.yml"
    text = themes.read_text().replace("sources: [a-key", f"sources: [{everything}, a-key")
    themes.write_text(text.replace("pinned: [a-door]", f"pinned: [{everything}, a-door]"))
    key = site / "testimonies" / "a-key.md"
    links = "".join(
        f"\nAnd [that]({f'{FOLDERS[kind]}/' if kind in FOLDERS else ''}{word_of(kind, withheld)}.md).\n"
        for kind, withheld in product(Kind, WITHHELD)
    )
    key.write_text(key.read_text().replace("about: [", f"about: [{everything}, ") + links)
    (site / "docs" / "index.md").write_text(
        "# Home\n\n<!-- sharedstory/latest limit=200 -->\n\n<!-- sharedstory/pledges status=stuck limit=200 -->\n\n"
        "<!-- sharedstory/themes -->\n"
    )


def build(site: Path, theme: str, plugins: str = "") -> Path:
    (site / "mkdocs.yml").write_text(
        f"site_name: Exampletown stories\nsite_url: https://stories.example/\ntheme: {theme}\n"
        f"plugins:\n{plugins}  - sharedstory: {{as_of: 2026-06-01, report: true}}\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    return site / "site"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("channels") / "here"))
    fill(site)
    build(site, "{name: sharedstory}")
    return site


def texts(site: Path) -> Iterator[tuple[str, str]]:
    """Each file of a built site by its name, unpacked, with its name."""
    for path in traces.files(site):
        parts = unpacking.contents(path).parts
        assert parts or not path.stat().st_size, path
        name = path.relative_to(site).as_posix()
        yield name, f"{name} {b' '.join(parts).decode(errors='replace')}".lower()


# Channel -> the files that it is about, and what in the pages is.
TOLD = {
    Channel.SEARCH: (
        "pagefind/|sitemap.xml",
        r'<meta name="description"[^>]*>|application/ld\+json.*?</script>',
    ),
    Channel.DATA: ("data/", r"application/ld\+json.*?</script>"),
    Channel.FEED: ("feeds/", r"(?!)"),
    Channel.CARD: ("cards/", r'<meta (?:property|name="?twitter)[^>]*>'),
}


@pytest.mark.parametrize("channel", TOLD)
def test_what_a_channel_withholds_is_nowhere_that_the_channel_is(filled: Path, channel: Channel) -> None:
    files, parts = TOLD[channel]
    told = set()
    found = set()
    for name, text in texts(filled / "site"):
        looked = (
            [text] if re.match(files, name) else re.findall(parts, text, re.DOTALL) * name.endswith(".html")
        )
        for kind in Kind:
            told |= {(kind, name) for one in looked if word_of(kind, channel) in one}
            found |= {kind for one in looked if word_of(kind, None) in one}
    # The pages of a piece are addresses: a preview says where it is, and nothing else.
    own = re.compile(r"(?:^|/)xyzzy-")
    if channel is Channel.CARD:
        told = {(kind, name) for kind, name in told if not own.search(name)}
    assert told == set()
    assert found == set(Kind)


def test_what_is_not_for_the_web_is_nowhere(filled: Path) -> None:
    told = {
        (kind, name)
        for name, text in texts(filled / "site")
        for kind in Kind
        if word_of(kind, Channel.WEB) in text
    }
    assert told == set()


def test_what_is_for_the_web_is_on_the_pages_that_list_it(filled: Path) -> None:
    out = filled / "site"
    for page in ("index.html", "themes/keys/index.html", "collections/all-of-them/index.html"):
        text = (out / page).read_text()
        missing = {
            word_of(kind, channel)
            for kind, channel in product(Kind, WITHHELD)
            if channel is not Channel.WEB and word_of(kind, channel) not in text
        }
        assert missing == set(), page


@pytest.mark.parametrize("name", ["keys", "all-of-them", "spring-meeting"])
def test_what_is_not_to_be_printed_is_in_no_booklet(filled: Path, name: str) -> None:
    text = booklet.html(Renderer(read_story(filled / "testimonies", as_of=date(2026, 6, 1))), name)
    assert [kind for kind in Kind if word_of(kind, Channel.PRINT) in text] == []
    assert word_of(Kind.SESSION, None) in text


@pytest.mark.parametrize("theme", ["{name: material, font: false}", "{name: mkdocs}", "{name: readthedocs}"])
def test_another_search_holds_only_what_may_be_everywhere(filled: Path, tmp_path: Path, theme: str) -> None:
    site = Path(shutil.copytree(filled, tmp_path / "here"))
    out = build(site, theme, "  - search\n")
    index = (out / "search" / "search_index.json").read_text()
    told = {
        word_of(kind, channel) for kind, channel in product(Kind, WITHHELD) if word_of(kind, channel) in index
    }
    assert told == {word_of(kind, None) for kind in Kind}


class Quotable(HTMLParser):
    """The text of a page that a search engine elsewhere may quote."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._kept: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Search engines look for the mark on these elements alone.
        begins = tag in ("div", "section", "span") and "data-nosnippet" in dict(attrs)
        if (self._kept or begins) and tag not in ("br", "hr", "img", "input", "link", "meta"):
            self._kept.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._kept:
            while self._kept.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._kept:
            self.text += data


def test_pages_that_list_a_piece_without_search_ask_engines_elsewhere_not_to_quote_it(filled: Path) -> None:
    quoted = set()
    for path in (filled / "site").rglob("*.html"):
        html = path.read_text()
        if '<meta name="robots" content="noindex' in html:
            continue
        text = Quotable(html).text
        for kind in Kind:
            for found in re.finditer(f"{word_of(kind, Channel.SEARCH)}.{{0,20}}", text):
                quoted.add((path.relative_to(filled / "site").as_posix(), found[0]))
    assert quoted == set()
