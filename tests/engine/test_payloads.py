"""What strangers send must come out dead wherever it is shown."""

import json
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

from tests.engine.conftest import REPOSITORY, run

PAYLOADS = [
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<form action=//evil.example><button>go</button></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import url(//evil.example)</style>",
    "<details ontoggle=alert(1) open>x</details>",
    "<!--><script>alert(1)</script>-->",
    "<!-- never closed",
    "</div></article></body><script>alert(1)</script>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](//evil.example)",
    "[x](\\\\\\\\evil.example)",
    "[x](https:evil.example)",
    "[x](http://good@evil.example)",
    "<javascript:alert(1)>",
    "{ onclick=alert(1) }",
    "# x {: #__search .md-overlay onclick=alert(1) }",
    '--8<-- "mkdocs.yml"',
    "{{ config }}",
    "{% include 'mkdocs.yml' %}",
    "{{ ''.__class__.__mro__ }}",
    "[TOC]",
    "*[the]: x",
    "<!-- sharedstory/latest -->",
    "<![CDATA[ x ]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]

TEMPLATE = """---
title: {text}
kind: {kind}
summary: {text}
tags: [keys]
places: [evil]
date: 2026-01
authors: [{{name: {text}, role: {text}, organisation: {text}}}]
voices: [citizen]
quote: {text}
source: {{title: {text}, note: {text}}}
references: [{{authors: {text}, year: {text}, title: {text}, in: {text}, pages: {text}}}]
consent: {{basis: already-public, named_as: full-name}}
pledges:
  - id: pledge-{number}
    will: {text}
    who: {text}
    as: individual
    sort: offer
    of: time
    so_that: {text}
    with: [{text}]
    by: 2026
    by_words: {text}
    history: [{{on: 2026-02, status: stuck, note: {text}}}]
---
Plain words first. {quote}

{body}
"""


class Shape(HTMLParser):
    """What a page is made of, for the browser: its elements with their attributes, and where they lead."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.data: list[str] = []
        self.in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        given = dict(attrs)
        self.attributes |= {f"{tag} {name}" for name in given}
        leading = ["href", "src", "action", "data", "srcset", "poster", "formaction"]
        if given.get("property") in ("og:url", "og:image"):
            leading.append("content")
        self.addresses |= {value.strip() for name in leading if (value := given.get(name))}
        if tag == "meta":
            self.elements[f"meta {given.get('http-equiv')}"] += 1
        self.in_data = tag == "script" and ("type", "application/ld+json") in attrs
        if self.in_data:
            self.data.append("")

    def handle_endtag(self, tag: str) -> None:
        self.in_data = False

    def handle_data(self, data: str) -> None:
        if self.in_data:
            self.data[-1] += data


def shape(path: Path) -> Shape:
    found = Shape()
    found.feed(path.read_text(encoding="utf-8"))
    found.close()
    return found


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
THEMES = {
    "ours": f"{{name: material, font: false, custom_dir: {json.dumps(str(REPOSITORY / 'overrides'))}}}",
    "material": "{name: material, font: false, features: [navigation.footer, navigation.path, content.action.edit]}",
    "mkdocs": "{name: mkdocs}",
    "readthedocs": "{name: readthedocs}",
    "one that prints all": "{name: null, custom_dir: prints-all}",
}


def make(site: Path, texts: list[str], theme: str, *, search: bool) -> Path:
    """Build the site with an entry for each text, which says it in every field and in its body.

    With `search` there is another plugin that looks at pages, the engine's own search.
    """
    for path in [*(site / "testimonies").rglob("*.md")]:
        path.unlink()
    themes = site / "testimonies" / "themes.yml"
    themes.write_text(themes.read_text().replace("  pinned: [a-door]\n  sources: [a-key, door-rota]\n", ""))
    places = site / "testimonies" / "places.yml"
    places.write_text(json.dumps([{"id": "evil", "name": texts[0], "size": "nation"}]))
    for number, text in enumerate(texts):
        # A quote has to stand in the body: there its signs are written as characters, so that they are words.
        words = "".join(f"&#{ord(letter)};" for letter in text)
        (site / "testimonies" / f"entry-{number}.md").write_text(
            TEMPLATE.format(
                text=json.dumps(text, ensure_ascii=False),
                kind="testimony",
                number=number,
                body=text,
                quote=words,
            )
        )
    (site / "docs" / "index.md").write_text(
        "# Home\n\n<!-- sharedstory/latest limit=200 -->\n\n<!-- sharedstory/pledges status=stuck limit=200 -->\n"
    )
    config = site / "mkdocs.yml"
    text = config.read_text().replace(
        "theme:\n  name: material\n  font: false\n", f"theme: {THEMES[theme]}\n"
    )
    config.write_text(text.replace("plugins:\n", "plugins:\n  - search\n" if search else "plugins:\n"))
    (site / "prints-all").mkdir()
    (site / "prints-all" / "main.html").write_text(PRINTS_ALL)
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    return site / "site"


@pytest.mark.parametrize("search", [False, True], ids=["alone", "with another search"])
@pytest.mark.parametrize("theme", THEMES)
def test_payloads_come_out_dead_in_every_field_and_body(
    site: Path, tmp_path: Path, theme: str, search: bool
) -> None:
    twin = Path(shutil.copytree(site, tmp_path / "control"))
    control = make(twin, [f"Words {n}" for n in range(len(PAYLOADS))], theme, search=search)
    built = make(site, PAYLOADS, theme, search=search)
    ours = {path.relative_to(control): shape(path) for path in control.rglob("*.html")}
    pages = {path.relative_to(built): shape(path) for path in built.rglob("*.html")}
    assert pages.keys() == ours.keys()
    allowed = {
        "p",
        "br",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h2",
        "h3",
        "h4",
        "hr",
        "code",
        "pre",
    }
    for path, page in pages.items():
        expected = ours[path]
        new = {tag for tag in page.elements if page.elements[tag] > expected.elements[tag]}
        assert new <= allowed, path
        assert page.attributes - expected.attributes <= {"a href", "a rel", "a title"}, path
        for address in page.addresses - expected.addresses:
            assert urlsplit(address).scheme in ("", "https", "http"), (path, address)
            assert not address.startswith(("//", "\\\\")), (path, address)
        for text in page.data:
            json.loads(text)
    feed = feedparser.parse((built / "feeds" / "all.atom").read_bytes())
    assert not feed.bozo
    assert {entry.title for entry in feed.entries} <= set(PAYLOADS)


def test_an_address_that_could_be_anything_is_a_dead_link(site: Path) -> None:
    entry = site / "testimonies" / "no-name.md"
    entry.write_text(entry.read_text() + "\n[x](&amp;#106;avascript:alert(1))\n")
    done = run("sharedstory", "check", at=site)
    assert done.returncode == 1
    assert "[link-dead]" in done.stdout


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobodys_words_are_lost(payload: str) -> None:
    """What was typed can be read on the page: raw HTML as letters, a dead link as its words."""
    from sharedstory.body import render

    html = render(f"before {payload} after")
    assert "before" in html
    assert "after" in html
    words = Text(html).words
    for word in ("alert(1)", "evil.example"):
        if word in payload and not payload.startswith("[x]("):
            assert word in words


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
