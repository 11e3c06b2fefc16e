"""What strangers send must come out dead wherever it is shown."""

import csv
import io
import itertools
import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from sharedstory.reading.codes import Severity
from sharedstory.reading.markdown import render
from sharedstory.site import booklet
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from tests.engine.conftest import run
from tests.engine.payloads import payloads

PAYLOADS = payloads()
ENTRIES = 45  # more by hand: PAYLOAD_ENTRIES=400 pytest tests/engine/test_payloads.py

# In each line of a file, a § is a place for somebody's words. A field that may be given often is: what costs is a page.
AUTHOR = """  - name: §
    role: §
    organisation: §
"""
REFERENCE = """  - authors: §
    year: §
    title: §
    in: §
    pages: §
"""
STEP = """      - on: 2026-02
        status: stuck
        note: §
"""
COMMON = f"""title: §
summary: §
tags: [keys]
places: [place-{{place}}]
date: 2026-01
authors:
{AUTHOR * 3}quote: §
source:
  title: §
  note: §
references:
{REFERENCE * 4}consent: {{{{basis: already-public, named_as: full-name}}}}
pledges:
  - id: pledge-{{number}}
    will: §
    who: §
    as: individual
    sort: offer
    of: time
    so_that: §
    with:
      - §
      - §
      - §
    by: 2026
    by_words: §
    history:
{STEP * 3}"""
KINDS = {
    "testimony": "voices: [citizen]\n",
    "glimpse": """what_is_different: §
of: place
led_by: community
stage: running
places: [place-{place}]
grew_from: §
adapted_from: §
try_here:
  - §
last_checked: 2026-05
figures:
  - id: people
    value: 15
    unit: §
    per: §
    source: §
  - {{id: beds, value: 4, unit: beds}}
derived:
  - label: §
    divide: people
    by: beds
    unit: §
    per: §
""",
    "gathering": """held: 2026-03
held_words: §
state: held
attendance:
  value: 30
  unit: §
  source: §
hosts:
  - §
alongside: §
""",
    "session": """gathering: entry-2
format: §
hosts:
  - §
speakers:
  - name: §
    role: §
in_the_room: §
learning:
  - id: one
    point: §
    detail: §
    sort: enabler
""",
    "initiative": """led_by:
  - §
history:
  - on: 2026-02
    status: stuck
    note: §
""",
}
VOCABULARIES = {
    "themes.yml": "- id: {id}\n  title: §\n  question: §\n  summary: §\n  intro: §\n  tags: [{tag}]\n",
    "collections.yml": "- id: set-{number}\n  title: §\n  summary: §\n  intro: §\n  entries: [entry-{number}]\n",
    "places.yml": "- id: place-{number}\n  name: §\n  size: town\n",
}


# A theme that takes every way of printing what it is given, and knows nothing of escaping.
PRINTS_ALL = """<!doctype html><html><head><title>{{ page.meta.title or page.title }}</title>
<meta name="description" content="{{ page.meta.description }}"><meta content='{{ page.title }}'>
<script>var title = {{ page.title|tojson }};</script></head>
<body title="{{ page.title|e }}"><p>{{ page }} {{ page.meta }} {{ page.title|striptags }} {{ page.title|upper }}</p>
{% for name, value in page.meta.items() %}<p title="{{ value }}">{{ name }} {{ value }} {{ value|string|striptags }}</p>{% endfor %}
{% for near in [page.parent, page.previous_page, page.next_page] if near %}<a title="{{ near.title }}" href="{{ near.url|url }}">{{ near.title }} {{ near }} {{ near.meta }}</a>{% endfor %}
{% for above in page.ancestors %}{{ above.title }}{% endfor %}
<p>{{ page.story_page }} {{ page.edit_url }} {{ page.canonical_url }} {{ page.file.src_uri }} {{ page.toc }}</p>
{{ page.content }}</body></html>
"""
OURS = "{name: sharedstory}"
MATERIAL = (
    "{name: material, font: false, features: [navigation.footer, navigation.path, content.action.edit]}"
)
THEMES = {
    "ours": OURS,
    "material": MATERIAL,
    "mkdocs": "{name: mkdocs}",
    "readthedocs": "{name: readthedocs}",
    "one that prints all": "{name: null, custom_dir: prints-all}",
}
# What a body may hold, as its author's own Markdown.
MARKDOWN = """## Words

### More *words* and **words**, ~~none~~, `code`, <https://good.example>, [a link](https://good.example "of ours") \\
and a note[^1] and again[^1].

[^1]: Here.

1. one
2. two

3) three

- [ ] four
- [x] five

> six

| a | b |
|---|:-:|
| c | d |

***

    code

```html
code
```

#### Four

##### Five
"""
LEADING = ("action", "data", "formaction", "href", "poster", "src", "srcset", "xlink:href")


class Shape(HTMLParser):
    """What a page is made of, for the browser: its elements with their attributes, where they lead, what runs."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, ...]] = set()
        self.number: Counter[str] = Counter()
        self.addresses: set[str] = set()
        self.names: set[str] = set()
        self.raw: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.number[tag] += 1
        self.elements.add((tag, *sorted(given)))
        self.names |= {f"{name} {given[name]}" for name in ("class", "style", "http-equiv") if name in given}
        leading = [*LEADING, "content"] if given.get("property") in ("og:url", "og:image") else LEADING
        self.addresses |= {value.strip() for name in leading if (value := given.get(name))}
        self._inside = tag if tag in ("script", "style") else ""
        if self._inside:
            self.raw.append((given.get("type") or tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            kind, text = self.raw[-1]
            self.raw[-1] = kind, text + data

    def runs(self) -> set[str]:
        """The scripts and styles in the page, without the strings in them."""
        return {
            re.sub(r'"(?:\\.|[^"\\])*"', '""', text) for kind, text in self.raw if not kind.endswith("json")
        }


# What nobody's words may add to, anywhere.
FIXED = frozenset(
    [
        "base",
        "body",
        "button",
        "embed",
        "form",
        "frame",
        "frameset",
        "head",
        "html",
        "iframe",
        "link",
        "math",
        "meta",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "slot",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "xmp",
    ]
)


def alive(html: str, harmless: Shape) -> list[str]:
    """What a page does beyond its twin with harmless words: nothing, if what strangers sent is dead."""
    page = Shape(html)
    wrong = [f"element {element}" for element in page.elements - harmless.elements]
    wrong += [f"element {tag}" for tag in FIXED if page.number[tag] > harmless.number[tag]]
    wrong += [f"name {name}" for name in page.names - harmless.names]
    for address in page.addresses - harmless.addresses:
        try:
            scheme = urlsplit(address).scheme
        except ValueError:
            scheme = "none that can be read"
        if scheme not in ("", "https", "http", "mailto", "tel") or re.match(r"[\\/]{2}", address):
            wrong.append(f"address {address}")
    wrong += [f"script {text}" for text in page.runs() - harmless.runs()]
    for kind, text in page.raw:
        if "<!--" in text:
            wrong.append(f"script {text}")
        if kind.endswith("json"):
            json.loads(text)
    return wrong


@dataclass
class Strangers:
    """Files of a folder of testimonies in which strangers' words stand at every §."""

    words: Iterator[str]
    plain: bool = False
    shown: set[str] = field(default_factory=set)
    places: int = 0
    refused: int = 0

    def line(self, line: str) -> str:
        if self.plain and line.strip() == "intro: §":
            return line.replace("§", json.dumps(MARKDOWN))
        while "§" in line:
            line = line.replace("§", json.dumps(next(self.words)), 1)
            self.places += 1
        return line

    def files(self, number: int) -> Iterator[tuple[str, list[str], list[str]]]:
        """Each file's name, its lines, and the same lines with words that do nothing."""
        plain = Strangers((f"Words {n}" for n in itertools.count()), plain=True)
        kind = [*KINDS][number % len(KINDS)]
        text = f"---\nkind: {kind}\n{COMMON}{KINDS[kind]}---\n".format(number=number, place=number % 10)
        if kind == "glimpse":
            text = text.replace(f"places: [place-{number % 10}]\n", "", 1)
        lines = [self.line(line) for line in text.splitlines()]
        quoted = next(json.loads(line.partition(" ")[2]) for line in lines if line.startswith("quote: "))
        # A quote has to stand in the body: there its signs are written as characters, so that they are words.
        quoted = "".join(f"&#{ord(letter)};" for letter in quoted)
        harmless = [plain.line(line) for line in text.splitlines()]
        own = next(line.partition(" ")[2] for line in harmless if line.startswith("quote: ")).strip('"')
        lines += [f"Plain words first. {quoted} {own}\n\n{json.loads(self.line('§'))}\n"]
        yield f"entry-{number}.md", lines, [*harmless, f"Plain words first. {own}\n\n{MARKDOWN}"]
        if number < 10:
            for name, template in VOCABULARIES.items():
                named = {"id": f"theme-{number}", "tag": f"tag-{number}"}
                if name == "themes.yml" and number == 0:
                    named = {"id": "keys", "tag": "doors"}
                item = template.format(number=number, **named).splitlines()
                yield name, [self.line(line) for line in item], [plain.line(line) for line in item]


def shuffled(seed: str) -> Iterator[str]:
    """Every payload, again and again, each time in another order."""
    chance = random.Random(seed)
    while True:
        yield from chance.sample(PAYLOADS, len(PAYLOADS))


def fill(site: Path, twin: Path, seed: str, entries: int) -> Strangers:
    """Put strangers' words into every field of `site`, and harmless ones into the same places of `twin`.

    What the check refuses is never shown: it is counted, and harmless words stand there too.
    """
    strangers = Strangers(shuffled(seed))
    lines: dict[str, list[str]] = {}
    plain: dict[str, list[str]] = {}
    for number in range(entries):
        for name, some, same in strangers.files(number):
            lines.setdefault(name, []).extend(some)
            plain.setdefault(name, []).extend(same)
    for folder in (site, twin):
        for path in [*(folder / "testimonies").rglob("*.md"), *(folder / "testimonies").glob("*.yml")]:
            path.unlink()
    while problems := write(site, lines):
        refused = 0
        for name, line in problems:
            place = min(line, len(lines[name])) - 1
            refused += lines[name][place] != plain[name][place]
            lines[name][place] = plain[name][place]
        assert refused, problems
        strangers.refused += refused
    assert write(twin, plain) == set()
    written = "\n".join(itertools.chain(*lines.values()))
    strangers.shown = {payload for payload in PAYLOADS if json.dumps(payload) in written}
    return strangers


def write(site: Path, lines: dict[str, list[str]]) -> set[tuple[str, int]]:
    """Write the files, and say where something is refused."""
    for name, some in lines.items():
        (site / "testimonies" / name).write_text("\n".join(some) + "\n", encoding="utf-8")
    told = read_story(site / "testimonies", as_of=date(2026, 6, 1), called="")
    return {(one.path, one.line) for one in told.problems if one.severity is Severity.ERROR}


def make(site: Path, theme: str) -> Path:
    """Build the site in a theme, beside the search of another plugin."""
    (site / "docs" / "index.md").write_text(
        "# Home\n\n<!-- sharedstory/latest limit=200 -->\n\n<!-- sharedstory/pledges status=stuck limit=200 -->\n"
    )
    config = site / "mkdocs.yml"
    text = config.read_text().replace("theme:\n  name: material\n  font: false\n", f"theme: {theme}\n")
    text = text.replace("as_of: 2026-06-01", "as_of: 2026-06-01\n      report: true")
    config.write_text(text.replace("plugins:\n", "plugins:\n  - search\n"))
    (site / "prints-all").mkdir()
    (site / "prints-all" / "main.html").write_text(PRINTS_ALL)
    done = run("mkdocs", "build", "-f", "mkdocs.yml", at=site)
    assert done.returncode == 0, done.stderr
    return site / "site"


@pytest.mark.parametrize("theme", THEMES)
def test_strangers_words_come_out_dead_in_every_field_on_every_theme(
    site: Path, tmp_path: Path, theme: str
) -> None:
    twin = Path(shutil.copytree(site, tmp_path / "twin"))
    strangers = fill(site, twin, theme, int(os.environ.get("PAYLOAD_ENTRIES", ENTRIES)))
    tried = strangers.places - strangers.refused
    assert len(strangers.shown) >= 2000
    print(
        f"{theme}: {len(strangers.shown)} payloads in {tried} fields, {strangers.refused} more fields refused"
    )
    harmless, built = make(twin, THEMES[theme]), make(site, THEMES[theme])
    pages = sorted(path.relative_to(built) for path in built.rglob("*.html"))
    assert pages == sorted(path.relative_to(harmless) for path in harmless.rglob("*.html"))
    living = set()
    for path in pages:
        page, same = ((folder / path).read_text() for folder in (built, harmless))
        # Most pages hold nobody's words, and are the same in both.
        if page != same and (wrong := alive(page, Shape(same))):
            living.add((str(path), *wrong))
    assert sorted(living)[:20] == []
    nothing = Shape(render(MARKDOWN))
    for path in built.rglob("*.atom"):
        ElementTree.fromstring(path.read_bytes())
        feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
        assert not feed.bozo
        for entry in feed.entries:
            texts = [entry.title_detail, entry.get("summary_detail"), *entry.get("content", [])]
            for text in texts:
                if text and text.type != "text/plain":
                    assert alive(text.value, nothing) == [], path
    for path in built.rglob("*.json"):
        assert [*html_values(json.loads(path.read_text()))] == [], path
    for path in built.rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert [cell for cell in row if re.match(r"\s*[-=+@\t\r]", cell)] == [], path
    for place in ElementTree.fromstring((built / "sitemap.xml").read_bytes()).iter("{*}loc"):
        assert (place.text or "").startswith("https://stories.example/")
    searched = json.loads((built / "search" / "search_index.json").read_text())["docs"]
    assert len(searched) > 10
    if theme == "material":  # the engine's own script escapes what it shows
        for found in searched:
            assert alive(f"{found['title']} {found['text']}", nothing) == [], found["location"]


def html_values(value: object, name: str = "") -> Iterator[str]:
    """What a JSON file says is HTML. Ours gives words as words, so that nobody puts them on a page as they are."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from html_values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from html_values(inner, name)
    elif isinstance(value, str) and "html" in name:
        yield value


def test_strangers_words_come_out_dead_in_a_booklet(site: Path, tmp_path: Path) -> None:
    twin = Path(shutil.copytree(site, tmp_path / "twin"))
    fill(site, twin, "booklet", 60)
    booklets = [
        booklet.html(Renderer(read_story(folder / "testimonies", as_of=date(2026, 6, 1))), "keys")
        for folder in (site, twin)
    ]
    assert alive(booklets[0], Shape(booklets[1])) == []


def test_an_address_that_could_be_anything_is_a_dead_link(site: Path) -> None:
    entry = site / "testimonies" / "no-name.md"
    entry.write_text(entry.read_text() + "\n[x](&amp;#106;avascript:alert(1))\n")
    done = run("sharedstory", "check", at=site)
    assert done.returncode == 1
    assert "[link-dead]" in done.stdout


def test_nobodys_words_are_lost() -> None:
    """What was typed can be read on the page: raw HTML as letters, a dead link as its words.

    A note of an editor is not for readers: it is left out, and the check says so.
    """
    kept = {payload: Text(render(f"before {payload}\n\nafter")).words for payload in PAYLOADS}
    assert [payload for payload, words in kept.items() if not ("before" in words and "after" in words)] == []
    for word in ("alert(1)", "evil.example"):
        typed = [
            payload
            for payload in PAYLOADS
            if word in re.sub("<!--(?!>).*?-->", "", payload) and "[x]" not in payload
        ]
        assert [payload for payload in typed if word not in kept[payload]] == []


class Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31mred", "‮txet", "zero​width", "::error::x\n::add-mask::x"])
def test_terminal_tricks_never_reach_the_terminal(site: Path, text: str) -> None:
    entry = site / "testimonies" / "no-name.md"
    entry.write_text(
        entry.read_text().replace("title: Nobody asked me", f"title: {json.dumps(text)}\nbad-{'key'}: 1")
    )
    done = run("sharedstory", "check", at=site)
    assert done.returncode == 1
    for line in done.stdout.splitlines():
        assert line.startswith("testimonies/no-name.md:")
        assert line.isprintable()


@pytest.mark.parametrize("name", ["<script>alert(1)<", "a..", "a b", "%2e%2e", "-rf", "ünï", "con", "A-Key"])
def test_file_names_that_are_tricks_are_refused(site: Path, name: str) -> None:
    (site / "testimonies" / f"{name}.md").write_text("---\ntitle: A title\n---\nWords.\n")
    done = run("sharedstory", "check", at=site)
    assert done.returncode == 1
    assert "[file-name]" in done.stdout or "[file-twin]" in done.stdout
