"""Contributed Markdown -> safe HTML: what is kept, what comes out dead, and that nothing is lost."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedstory.reading import gfm, markdown
from sharedstory.reading.hidden_notes import hidden_notes
from sharedstory.reading.markdown import (
    ATTRIBUTES,
    TAGS,
    Picture,
    links,
    plain,
    raw_html,
    render,
    safe_address,
)

OURS = {"href": "/testimonies/other/", "src": "/testimonies/story/key.png"}
FRAME = {"class": "ss-scroll", "role": "region", "aria-label": "Table", "tabindex": "0"}
CASES = yaml.safe_load((Path(__file__).parent / "markdown.yml").read_text(encoding="utf-8"))
VOID = {"br", "hr", "img"}


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words = ""
        self.notes = 'role="doc-endnotes"' in str(html)
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def link(target: str) -> str | None:
    return OURS["href"] if target.partition("#")[0].endswith("other.md") else None


def picture(target: str) -> Picture | None:
    return Picture(OURS["src"], 640, 480) if target == "key.png" else None


def page(text: str) -> Page:
    """What a browser sees of a body, when all of it is allowed."""
    seen = Page(render(text, link=link, picture=picture))
    assert seen.open == []
    for tag, attributes in seen.tags:
        if tag == "div":
            assert attributes == FRAME
            continue
        if tag == "section" or (tag in ("sup", "li") and seen.notes):
            continue
        assert tag in TAGS
        allowed = ATTRIBUTES.get(tag, set())
        if tag in ("h2", "h3", "h4"):
            assert attributes.pop("id").startswith("part-")
        if tag == "a" and attributes.get("role", "").startswith("doc-"):
            assert re.fullmatch(r"#(note|mention)-[0-9-]+", attributes["href"])
            continue
        if tag == "a":
            if attributes["href"].startswith("#part-"):
                continue
            assert attributes["rel"] == "nofollow ugc noopener noreferrer"
            assert safe_address(attributes["href"]) or attributes["href"].partition("#")[0] == OURS["href"]
            allowed = allowed | {"rel"}
        if tag == "img":
            assert attributes.keys() == {"src", "alt", "width", "height", "loading", "decoding"}
            assert attributes["src"] == OURS["src"]
            allowed = set(attributes)
        if tag == "ol":
            assert attributes.get("start", "1").isdigit()
        assert attributes.keys() <= allowed
    return seen


HTML = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://evil.example/pixel.png">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=//evil.example><input name=q><button>Go</button></form>",
    '<base href="//evil.example/">',
    '<meta http-equiv=refresh content="0;url=//evil.example">',
    "<style>@import url(//evil.example/x.css);</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<details ontoggle=alert(1) open>x</details>",
    "<!--><script>alert(1)</script>-->",
    "<!-- never closed <script>alert(1)</script>",
    "<!---><script>alert(1)</script>",
    "</div></article></body><script>alert(1)</script>",
    "</p></li></ul><script>alert(1)</script>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></title></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<plaintext>",
    '<p class="md-overlay" id="__search" style="position:fixed">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    "<a\nhref=javascript:alert(1)>x</a>",
    "<b onmouseover=alert(1)>x</b>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php system('id'); ?>",
    "<!DOCTYPE html>",
    "<x-y onclick=alert(1)>",
    "<scr<script>ipt>alert(1)</script>",
    "<<script>alert(1)//<</script>",
]


@pytest.mark.parametrize("html", HTML)
@pytest.mark.parametrize(
    "form", ["{}", "Words {} words", "* {}", "> {}", "# {}", "| a |\n|---|\n| {} |", "**{}**"]
)
def test_html_is_shown_as_it_was_typed(html: str, form: str) -> None:
    seen = page(form.format(html))
    words = "".join(seen.words.split())
    typed = "".join(html.split())
    if "|" in form and "\n" in html:
        return
    assert typed in words
    assert "https://evil.example" not in str([attributes for _, attributes in seen.tags])


def test_html_is_shown_on_its_page_as_it_was_typed_over_several_lines() -> None:
    typed = '<div class="x">\n<script>\nalert(1)\n</script>\n</div>'
    assert page(typed).words.split() == typed.split()


@pytest.mark.parametrize(
    "typed",
    [
        "<pre>\n```\n<b>x</b>\n```\n</pre>",
        '<a t="`"> `<b>` ` <i>',
        "<div>\n\n    <b>x</b>\n\n</div>",
        "`<b>` and <b>",
        "<!--\n\n<b>\n-->",
    ],
)
def test_html_that_another_piece_of_html_hid_comes_out_dead_too(typed: str) -> None:
    page(typed)


LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "<\x01javascript:alert(1)>",
    "<\x1fjavascript:alert(1)>",
    "< javascript:alert(1)>",
    "&amp;#106;avascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "//evil.example",
    "///evil.example",
    "\\\\\\\\evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:\\\\evil.example",
    "http://good@evil.example",
    "https://good:x@evil.example",
    "https://good\\@evil.example",
    "https://",
    "file:///etc/passwd",
    "blob:https://evil.example/x",
    "mailto:a@b@c",
    "tel:javascript",
    "?q=1",
    "#__search",
    "/admin/",
    "ftp://evil.example",
    "intent://evil.example",
]


@pytest.mark.parametrize("target", LINKS)
@pytest.mark.parametrize(
    "form", ["[words]({})", '[words]({} "title")', "[words][1]\n\n[1]: {}", "**[words]({})**"]
)
def test_a_link_that_could_harm_leaves_its_words(target: str, form: str) -> None:
    seen = page(form.format(target))
    assert "a" not in [tag for tag, _ in seen.tags]
    assert "words" in seen.words


@pytest.mark.parametrize("target", LINKS)
def test_a_picture_from_an_address_that_could_harm_leaves_its_words(target: str) -> None:
    seen = page(f"![words]({target})")
    assert "img" not in [tag for tag, _ in seen.tags]
    assert "words" in seen.words


@pytest.mark.parametrize(
    "text",
    [
        "{ onclick=alert(1) }",
        "# A heading {: #__search .md-overlay }",
        "[TOC]",
        '--8<-- "mkdocs.yml"',
        "{{ config }}",
        "{% include 'mkdocs.yml' %}",
        "*[the]: x",
        "!!! note",
        "/// details",
        "$$x$$",
        "{++added++}",
        "^^x^^ ==y==",
        ":smile: :material-home:",
        "@import",
        "::error::x",
        "Me: I was told to wait.",
        "title: My story",
        "+++",
    ],
)
def test_what_other_tools_would_take_for_an_order_is_kept_as_words(text: str) -> None:
    assert page(text).words.strip() == text.removeprefix("# ")


def test_a_first_line_that_looks_like_a_field_is_kept() -> None:
    assert (
        page("Me: I was told to wait.\nThem: Wait.").words.strip() == "Me: I was told to wait.\nThem: Wait."
    )


def test_the_markdown_that_github_shows_is_shown() -> None:
    text = """\
*a* **b** ~~c~~ `d` [e](https://example.org "f")\\
g

- h
- i

3. j

> k

---

```
l
```

| m |
|---|
| n |

<https://example.org> <ann@example.org>
"""
    assert [tag for tag, _ in page(text).tags] == [
        "p",
        "em",
        "strong",
        "del",
        "code",
        "a",
        "br",
        "ul",
        "li",
        "li",
        "ol",
        "li",
        "blockquote",
        "p",
        "hr",
        "pre",
        "code",
        "div",
        "table",
        "thead",
        "tr",
        "th",
        "tbody",
        "tr",
        "td",
        "p",
        "a",
        "a",
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([1], [2]),
        ([1, 2, 3], [2, 3, 4]),
        ([1, 1, 1], [2, 2, 2]),
        ([2, 3], [2, 3]),
        ([3, 3], [2, 2]),
        ([6, 1], [2, 2]),
        ([1, 4, 6, 2], [2, 3, 4, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 4, 4, 4]),
        ([2, 4, 3, 2], [2, 3, 3, 2]),
    ],
)
def test_headings_begin_at_h2_and_skip_no_level(given: list[int], shown: list[int]) -> None:
    seen = page("\n\n".join(f"{'#' * level} A heading" for level in given))
    assert [tag for tag, _ in seen.tags] == [f"h{level}" for level in shown]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("other.md", OURS["href"]),
        ("./other.md", OURS["href"]),
        ("../testimonies/other.md", OURS["href"]),
        ("other.md#part", OURS["href"]),
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("https://example.org:8080/", "https://example.org:8080/"),
        ("https://example.org/%C3%BC", "https://example.org/%C3%BC"),
        ("mailto:ann@example.org", "mailto:ann@example.org"),
        ("tel:+44-20-7946-0000", "tel:+44-20-7946-0000"),
    ],
)
def test_a_link_leads_where_it_says(target: str, address: str) -> None:
    (_, (tag, attributes)) = page(f"[words]({target})").tags
    assert (tag, attributes["href"]) == ("a", address)


def test_a_link_to_an_entry_is_asked_for_as_it_was_written() -> None:
    asked: list[str] = []

    def answer(target: str) -> str | None:
        asked.append(target)
        return None

    html = render("[a](b%20c.md#d) [e](../f.md) [g](https://example.org) [h](#i)", link=answer)
    assert asked == ["b%20c.md#d", "../f.md"]
    assert Page(html).words == "a e g h\n"


def test_every_link_tells_browsers_and_search_engines_that_a_stranger_set_it() -> None:
    html = render("[a](https://example.org)")
    assert html == '<p><a href="https://example.org" rel="nofollow ugc noopener noreferrer">a</a></p>\n'


def test_a_picture_has_its_size_and_its_words() -> None:
    html = render('![A *red* key](key.png "title")', picture=picture)
    assert html == (
        '<p><img src="/testimonies/story/key.png" alt="A red key" width="640" height="480" '
        'loading="lazy" decoding="async"></p>\n'
    )


def test_the_words_of_a_picture_cannot_break_out_of_it() -> None:
    seen = page('![" onerror=alert(1) <table> > \'](key.png) ![" <b>](gone.png)')
    assert seen.tags[1][1]["alt"] == "\" onerror=alert(1) <table> > '"
    assert '" <b>' in seen.words


def test_a_picture_at_an_address_with_signs_in_it_is_shown() -> None:
    html = render("![A key](key.png)", picture=lambda _: Picture("/a&b/key.png", 1, 2))
    assert 'src="/a&amp;b/key.png"' in html


def test_a_title_cannot_break_out_of_its_link() -> None:
    seen = page('[words](https://example.org "\\" onmouseover=alert(1) <table>")')
    assert seen.tags[1][1]["title"] == '" onmouseover=alert(1) <table>'


def test_a_table_that_is_wide_can_be_scrolled_with_the_keyboard() -> None:
    assert str(render("| a |\n|---|\n| b |")).startswith(
        '<div class="ss-scroll" role="region" aria-label="Table" tabindex="0"><table>'
    )


def test_links_and_pictures_are_found_with_their_places() -> None:
    text = "É [a](b.md)\n\n> ![c *d* `e`](f.png) <ann@example.org>\n\n[g][h] `[i](j)`\n\n[h]: k.md\n"
    assert [(found.target, found.line, found.column, found.picture, found.alt) for found in links(text)] == [
        ("b.md", 0, 2, False, ""),
        ("f.png", 2, 2, True, "c d e"),
        ("mailto:ann@example.org", 2, 22, False, ""),
        ("k.md", 4, 0, False, ""),
    ]


def test_a_picture_in_a_link_is_found_with_it() -> None:
    found = [(found.target, found.picture) for found in links("[![a](b.png)](c.md)")]
    assert found == [("c.md", False), ("b.png", True)]


def test_links_in_code_and_in_html_are_none() -> None:
    assert list(links("`[a](b.md)` <a href='c.md'>d</a>\n\n    [e](f.md)\n")) == []


@pytest.mark.parametrize("case", CASES, ids=[case["given"][:60] for case in CASES])
def test_a_body_comes_out_as_it_is_meant(case: dict[str, str]) -> None:
    html = render(
        case["given"],
        link=lambda target: "/other/" if target == "other.md" else None,
        picture=picture,
    )
    assert str(html).strip().replace(' rel="nofollow ugc noopener noreferrer"', " rel") == case["html"]


def visible(html: str) -> str:
    """The words that people see on a page, single-spaced, whatever their marks."""
    html = re.sub(
        r"<input[^>]*>", lambda box: "☑" if "checked" in box[0].replace("checkbox", "") else "☐", html
    )
    html = re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r"\1", html)
    words = unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(?:br|td|th|li|p)\b[^>]*>", " ", html)))
    return " ".join(re.sub(r"↩\d*", "", words).split())


GITHUB = st.lists(
    st.sampled_from(
        [
            "word",
            "*a*",
            "**b**",
            " _c_ ",
            " ~~d~~ ",
            "`e`",
            "[f](g.md)",
            " https://example.org ",
            " www.example.org ",
            " us@example.org ",
            "(h)",
            "7.",
            "&",
            "é",
            " ",
            " ",
            ". ",
            "\n",
            "\n\n",
            "\n- ",
            "\n- [x] ",
            "\n> ",
            "\n# ",
            "\n1. ",
            "\n---\n",
            "    ",
            " *",
            "\n\n| a | b |\n|-|-|\n| c | d |\n\n",
            "&amp;",
            "\\",
            "!",
            '"',
        ]
    ),
    max_size=15,
).map("".join)


@settings(max_examples=400)
@given(GITHUB)
def test_what_people_see_is_what_github_shows(text: str) -> None:
    """The renderer of GitHub itself, but for a lone `~`."""
    options = Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
    theirs = cmarkgfm.github_flavored_markdown_to_html(text, options=options)
    assert visible(str(render(text, link=lambda _: "/x/"))) == visible(theirs)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("É <b>x</b>", (0, 2)),
        ("a\n\n<div>x", (2, 0)),
        ("a < b, `<c>`, <https://example.org>", None),
        ("no HTML", None),
    ],
)
def test_the_first_html_is_found(text: str, place: tuple[int, int] | None) -> None:
    assert raw_html(text) == place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("*It* is **our**\n_own_ [key](https://example.org).", "It is our own key."),
        ("# A key\n\n- one\n- two\n\n`code`", "A key one two code"),
        ("un*believ*able", "unbelievable"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("one\\\ntwo", "one two"),
        ("<div>Ann lives here.</div>", "<div>Ann lives here.</div>"),
    ],
)
def test_the_plain_words_of_a_text(text: str, words: str) -> None:
    assert plain(text) == words


CATASTROPHES = {
    "50,000 stars": "*" * 50_000,
    "50,000 brackets": "[" * 50_000,
    "50,000 brackets that close": "[a" * 25_000 + "](b)" * 25_000,
    "5,000 quotes": ">" * 5_000 + " a",
    "250,000 quotes": ">" * 250_000 + " a",
    "5,000 lists": "- " * 5_000 + "a",
    "100,000 lists": "- " * 100_000 + "a",
    "80,000 numbered lists": "1. " * 80_000 + "a",
    "a staircase of lists": "\n".join("  " * depth + "- a" for depth in range(480)),
    "a staircase of deep lists": "\n".join(" " * 200 * step + "- " * 100 + "a" for step in range(45)),
    "a table of 10,000 cells": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|a" * 100 + "|\n") * 100,
    "HTML that hides HTML that hides HTML": '<a t="`"> ' + '`<b t="`"> ' * 20_000,
    "80,000 tags": "<a " * 80_000,
    "60,000 comments": "<!-- " * 50_000,
    "40,000 links": "[a](b)" * 40_000,
    "20,000 pictures": "![a](b)" * 20_000,
    "20,000 references": "".join(f"[a{n}]: b\n" for n in range(15_000)) + "[a1]" * 10_000,
    "100,000 stars with words": "*a _b " * 40_000,
    "20,000 stars that close": "**" * 20_000 + "a" + "**" * 20_000,
    "50,000 backticks": "`" * 50_000,
    "ever more backticks": "".join("`" * n + " " for n in range(600)),
    "200,000 ampersands": "&" * 200_000,
    "60,000 headings": "# a\n" * 60_000,
    "200,000 open brackets": "[" * 200_000,
    "20,000 notes on a line": "<!-- a -->" * 20_000 + "a",
    "20,000 notes and words": "<!-- a -->\nb " * 12_000,
}


@pytest.mark.parametrize("name", CATASTROPHES)
def test_catastrophic_input_comes_out(name: str) -> None:
    text = CATASTROPHES[name]
    assert render(text)
    assert plain(text) is not None
    assert list(links(text)) is not None
    raw_html(text)
    assert list(hidden_notes(text)) is not None
    assert list(gfm.strange(text)) is not None


def test_what_is_nested_too_deep_is_kept_as_words() -> None:
    for marker in (">", "> ", "- ", "1. "):
        seen = page(marker * 103 + "words")
        assert seen.words.strip() == f"{marker * 3}words".strip()


def test_a_long_line_of_hyphens_is_a_rule_all_the_same() -> None:
    assert render("- " * 150) == "<hr>\n"


MARKDOWN = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_`~[]()<>!#-+|\\&;:/'\"= \n\tabhrefscripton.1@{}%$^"), st.characters(codec="utf-8")
    ),
    max_size=200,
)
PIECES = st.lists(
    st.sampled_from(
        [
            *HTML,
            *(f"[a]({target})" for target in LINKS),
            *(f"![a]({target})" for target in LINKS),
            "\n",
            "\n\n",
            " ",
            "> ",
            "- ",
            "`",
            "```\n",
            "    ",
            "|",
            "|-|\n",
            " *",
            "&lt;",
            "\\",
            '"',
            "other.md",
            "key.png",
        ]
    ),
    max_size=12,
).map("".join)


@given(st.one_of(MARKDOWN, PIECES))
def test_any_text_comes_out_with_nothing_but_what_is_allowed(text: str) -> None:
    page(text)
    plain(text)
    raw_html(text)
    for found in links(text):
        assert found.line <= text.count("\n")


@given(
    st.lists(
        st.sampled_from(["Ann", "key", "door", "<b>", "</b>", "<!--", "-->", "&", "<", "{{", "}}", "5", "é"]),
        max_size=20,
    )
)
def test_no_word_is_lost(words: list[str]) -> None:
    typed = " ".join(words)
    assert page(typed).words.split() == re.sub(r"<!-- .*?-->", "", typed).split()


@given(PIECES)
def test_nothing_is_asked_of_another_host(text: str) -> None:
    for tag, attributes in page(text).tags:
        fetched = {
            attributes.get(name, "") for name in ("src", "srcset", "data", "poster", "background", "action")
        }
        assert not any(urlsplit(address).netloc for address in fetched), tag
        assert not any(name.startswith("on") for name in attributes)
        assert not re.match(r"\s*(javascript|vbscript|data):", attributes.get("href", ""), re.IGNORECASE)


def test_the_allow_list_holds_nothing_that_runs_or_restyles() -> None:
    assert not markdown.TAGS & {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "svg",
        "math",
        "base",
        "meta",
        "link",
        "h1",
    }
    assert not {name for names in markdown.ATTRIBUTES.values() for name in names} & {"style", "class", "id"}
