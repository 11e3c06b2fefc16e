"""A title with signs that HTML knows is right, as it was typed, wherever it is told."""

import gzip
import json
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from tests.engine.conftest import SITE, run

TITLES = [
    "Bread & roses",
    "Nobody's fault",
    'She said "no"',
    "We <3 Leeds",
    "Less < more > none",
    "R&amp;D is what it says",
    "Tom &copy Jerry",
    "50% & 'half' of \"it\"",
]
FACES = {
    "ours": "{name: sharedstory}",
    "material": "{name: material, font: false}",
    "mkdocs": "{name: mkdocs}",
    "readthedocs": "{name: readthedocs}",
}


class Head(HTMLParser):
    """What the head of a page says, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title = ""
        self.meta: dict[str, str] = {}
        self.data = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = "data" if given.get("type") == "application/ld+json" else tag
        if tag == "meta":
            self.meta[given.get("property") or given.get("name") or ""] = given.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside == "data":
            self.data += data


def built(folder: Path, face: str) -> Path:
    site = Path(shutil.copytree(SITE, folder / "here"))
    for number, title in enumerate(TITLES):
        (site / "testimonies" / f"title-{number}.md").write_text(
            f"---\ntitle: {json.dumps(title)}\nkind: testimony\nsummary: {json.dumps(title + ' here.')}\ntags: [keys]\n"
            "date: 2026-01\nvoices: [citizen]\nauthors: [Ann Example]\n"
            "consent: {basis: already-public, named_as: full-name}\n---\nPlain words.\n"
        )
    (site / "mkdocs.yml").write_text(
        f"site_name: Exampletown stories\nsite_url: https://stories.example/\ntheme: {FACES[face]}\n"
        "plugins: [search, sharedstory: {as_of: 2026-06-01}]\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    return site / "site"


@pytest.mark.parametrize("face", FACES)
def test_a_title_is_as_it_was_typed_wherever_it_is_told(tmp_path: Path, face: str) -> None:
    out = built(tmp_path, face)
    heads = [Head((out / f"testimonies/title-{n}/index.html").read_text()) for n in range(len(TITLES))]
    assert [re.split(" [-·] ", head.title.strip())[0] for head in heads] == TITLES
    feed = feedparser.parse((out / "feeds" / "all.atom").read_bytes(), sanitize_html=False)
    assert {*TITLES} <= {entry.title for entry in feed.entries}
    items = json.loads((out / "feeds" / "all.json").read_text())["items"]
    assert {*TITLES} <= {item["title"] for item in items}
    ElementTree.fromstring((out / "sitemap.xml").read_bytes())
    fragments = [
        json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        for path in (out / "pagefind" / "fragment").iterdir()
    ]
    assert {*TITLES} <= {fragment["meta"]["title"] for fragment in fragments}
    docs = json.loads((out / "search" / "search_index.json").read_text())["docs"]
    titles = {doc["title"] for doc in docs if re.fullmatch(r"testimonies/title-\d+/", doc["location"])}
    assert {unescape(title) for title in titles} == {*TITLES}
    if face == "ours":
        assert [head.meta["og:title"] for head in heads] == TITLES
        assert [head.meta["description"] for head in heads] == [f"{title} here." for title in TITLES]
        names = [json.loads(head.data)["@graph"][-1] for head in heads]
        assert [name.get("headline") or name.get("name") for name in names] == TITLES
    if face == "material":
        assert [head.meta["description"] for head in heads] == [f"{title} here." for title in TITLES]
