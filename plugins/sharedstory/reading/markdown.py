"""Contributed Markdown -> safe HTML.

What GitHub's preview shows is what the site shows, but raw HTML is shown as the words that were typed, and
nothing that a stranger writes can run, restyle the page or fetch from another host. Two walls, one behind
the other: pyromark renders text whose HTML has been escaped, and nh3 lets only known tags through.
"""

import bisect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote, urlsplit

import nh3
import pyromark
from markupsafe import Markup

from sharedstory.reading import gfm

TAGS = frozenset(
    [
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
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "del",
        "sup",
        "sub",
        "figure",
        "figcaption",
        "img",
    ]
)
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
PICTURES = (".jpg", ".jpeg", ".png", ".webp")

_REL = "nofollow ugc noopener noreferrer"
# A link that lost its address.
_DEAD_LINK = re.compile(rf'<a (?:title="[^"]*" )?rel="{_REL}"(?: title="[^"]*")?>(.*?)</a>', re.DOTALL)
# Most links are plain web addresses. Only where there is anything else is the Markdown read for it.
_PLAIN_LINK = re.compile(r"\]\(https?://[^\s()<>@\\:&]+\)")
_MIGHT_LEAD_ASTRAY = re.compile(r"\][(:\[]|<|!\[")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_FULL_ADDRESS = re.compile(r"https?://[^\s/?#@\\:]+(:\d+)?([/?#][^\s\\]*)?", re.IGNORECASE)
_REACH = re.compile(r"(mailto:[^\s@/\\]+@[^\s@/\\]+|tel:\+?[\d ()-]+)", re.IGNORECASE)
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_RELATIVE = re.compile(r"[^\s:/\\?#][^:\\?]*")

# Cleaning takes time that grows with the square of the depth, and nobody quotes a quote a hundred times.
_DEEPEST = 100
_MARKER = r"[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))"
_TOO_DEEP = re.compile(
    rf"\n(?!(?:[-*][ \t]*){{3,}}(?:\n|\Z))((?:{_MARKER}){{{_DEEPEST}}}[ \t]*)(?={_MARKER})(\d*)"
)
_UNDERLINED = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture in a body. Line and column count from 0, from the beginning of the body."""

    target: str
    line: int
    column: int
    picture: bool
    alt: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be shown: its address and its size in pixels."""

    address: str
    width: int
    height: int


def safe_address(target: str) -> bool:
    """Whether a full address may be linked: http and https with a plain host, mailto, tel."""
    return bool(_FULL_ADDRESS.fullmatch(target) or _REACH.fullmatch(target))


def full_address(target: str) -> str:
    """The full address that is plainly meant by `www.example.org` or `us@example.org`; any other as it is."""
    if re.match(r"www\.[^\s/]+\.", target, re.IGNORECASE):
        return f"https://{target}"
    return f"mailto:{target}" if _E_MAIL.fullmatch(target) else target


def relative_path(target: str) -> str | None:
    """The path of a link to another file, without its #fragment; None for any other link."""
    path = target.partition("#")[0]
    return path if path and _RELATIVE.fullmatch(path) else None


def is_remote(target: str) -> bool:
    """Whether a picture's address would make the reader's browser ask another host."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or target.startswith(("\\", "/"))


def links(text: str) -> Iterator[Link]:
    """Every link and picture of a body, in order; none where all of them are plain web addresses."""
    if not _MIGHT_LEAD_ASTRAY.search(_PLAIN_LINK.sub("", text)):
        return
    text = gfm.inert(_not_too_deep(text))
    place = places(text.encode())
    picture: tuple[str, int, int] | None = None
    alt: list[str] = []
    for event, span in pyromark.events_with_range(text, options=gfm.OPTIONS):
        if not isinstance(event, dict):
            continue
        start = event.get("Start")
        if isinstance(start, dict) and "Link" in start:
            target, form = start["Link"]["dest_url"], start["Link"]["link_type"]
            address = f"mailto:{target}" if form == "Email" else target
            yield Link(gfm.restored(address), *place(span["start"]), False, "")
        elif isinstance(start, dict) and "Image" in start:
            picture, alt = (gfm.restored(start["Image"]["dest_url"]), *place(span["start"])), []
        elif picture and event.get("End") == "Image":
            yield Link(*picture, True, "".join(alt).strip())
            picture = None
        elif picture:
            alt.append(str(event.get("Text") or event.get("Code") or ""))


def raw_html(text: str) -> tuple[int, int] | None:
    """Line and column, from 0, of the first raw HTML of a body that is no note; None where there is none."""
    raw = text.encode()
    in_note = bytearray(len(raw))
    for note in re.finditer(rb"<!--(?:(?!-->).)*(?:-->)?", raw, re.DOTALL):
        in_note[note.start() : note.end()] = b"\1" * len(note[0])
    for start, end in gfm.html_spans(text):
        begins = end - len(raw[start:end].lstrip())
        if begins >= len(raw) or not in_note[begins]:
            return places(raw)(start)
    return None


def places(raw: bytes) -> Callable[[int], tuple[int, int]]:
    """What turns an offset in bytes into line and column, from 0."""
    starts = [0, *(match.end() for match in re.finditer(b"\n", raw))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(starts, offset) - 1
        return line, len(raw[starts[line] : offset].decode())

    return place


def anchors(text: str) -> frozenset[str]:
    """What `#` can lead to in a body: the names of its headings, as GitHub makes them."""
    if "#" not in text and not _UNDERLINED.search(text):
        return frozenset()
    return frozenset(gfm.anchors(_html(text)))


def part_of(text: str, name: str) -> str:
    """What follows the address of a page in a link to `#name`: a heading of its body, or another part of the page."""
    if not name:
        return ""
    return f"#{gfm.anchor_id(unquote(name))}" if unquote(name).lower() in anchors(text) else f"#{name}"


def _html(text: str) -> str:
    """HTML of a body as the renderer makes it, before it is cleaned."""
    return gfm.restored(pyromark.html(gfm.prepared(_not_too_deep(text)), options=gfm.OPTIONS))


def _not_too_deep(text: str) -> str:
    """The Markdown whose lists and quotes end at a depth that nobody needs."""
    return _TOO_DEEP.sub(r"\n\1\2\\", f"\n{text}")[1:]


def render(
    text: str,
    *,
    link: Callable[[str], str | None] = lambda target: None,
    picture: Callable[[str], Picture | None] = lambda target: None,
    within: str = "",
    table: str = "Table",
) -> Markup:
    """HTML of a body, safe to put into a page.

    `link` gives the address for a link to another file and `picture` that of a picture beside the text;
    None leaves the words and drops the link or picture. Headings begin at h2, skip no level and have ids, which
    begin with `within` where several bodies share a page. Each table is called `table` where it scrolls.
    """
    sizes: dict[str, Picture] = {}
    notes = gfm.Footnotes(within)
    html = notes.taken_out(_level_headings(_html(text)))
    parts = frozenset(gfm.anchors(html)) if "#" in html else frozenset()

    def address(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            value = full_address(value)
            if safe_address(value):
                return value
            if value.startswith("#"):
                part = unquote(value[1:])
                return f"#{within}{gfm.anchor_id(part)}" if part.lower() in parts else None
            return link(value) if relative_path(value) else None
        if attribute == "src":
            found_picture = picture(value)
            if found_picture:
                sizes[found_picture.address] = found_picture
            return found_picture.address if found_picture else None
        return value

    def clean(html: str) -> str:
        html = nh3.clean(
            html,
            tags=set(TAGS),
            attributes=ATTRIBUTES,
            attribute_filter=address,
            link_rel=_REL,
            url_schemes=set(SCHEMES),
        )
        if "<a rel=" in html or "<a title=" in html:
            html = _DEAD_LINK.sub(r"\1", html)
        return _finish_pictures(html, sizes) if "<img" in html else html

    html = gfm.with_anchors(clean(html), within)
    html = notes.put_back(html, clean)
    if "<table>" in html:
        before = Markup('<div class="ss-scroll" role="region" aria-label="{}" tabindex="0"><table>').format(
            table
        )
        html = html.replace("<table>", before).replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - nh3 has cleaned it


def _level_headings(html: str) -> str:
    """Headings from h2 on, each at most one deeper than the one before, none deeper than h4."""
    if "<h" not in html:
        return html
    open_levels: list[int] = []

    def level(match: re.Match[str]) -> str:
        if not match[1]:
            given = int(match[2])
            while open_levels and open_levels[-1] >= given:
                open_levels.pop()
            open_levels.append(given)
        return f"<{match[1]}h{min(len(open_levels) + 1, 4)}>"

    return _HEADING.sub(level, html)


def _finish_pictures(html: str, sizes: dict[str, Picture]) -> str:
    """Pictures with their size, so that the page does not jump; pictures that cannot be shown as their words."""

    def finish(match: re.Match[str]) -> str:
        source = re.search(r'src="([^"]*)"', match[0])
        alt = re.search(r'alt="([^"]*)"', match[0])
        words = alt[1] if alt else ""
        found = sizes.get(unescape(source[1])) if source else None
        if not found or not words:
            return words
        return (
            f'<img src="{escape(found.address)}" alt="{words}" width="{found.width}" '
            f'height="{found.height}" loading="lazy" decoding="async">'
        )

    return re.sub(r"<img[^>]*>", finish, html)


def plain(text: str) -> str:
    """The words of a body without its Markdown, single-spaced: for finding quotes and names in it."""
    words = []
    for event in pyromark.events(gfm.inert(_not_too_deep(text)), options=gfm.OPTIONS):
        match event:
            case {"Text": part} | {"Code": part}:
                words.append(str(part))
            case "SoftBreak" | "HardBreak" | {"End": _}:
                if event not in ({"End": "Emphasis"}, {"End": "Strong"}, {"End": "Link"}):
                    words.append(" ")
    return gfm.signs_restored(" ".join("".join(words).split()))
