"""What WordPress keeps of a post -> the HTML that it showed: blocks, shortcodes, and the paragraphs of the classic editor.

The HTML is as unsafe as what came in: `wordpress_text.py` cleans it.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from sharedstory.schema.words import shortened

MAX_PIECES = 200

BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main"
    "|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_WP_BLOCK = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z0-9_/-]+)\s+(?P<given>\{(?:(?!--).)*?\}\s+)?(?P<alone>/)?-->",
    re.DOTALL,
)
_SHORTCODE = re.compile(
    r"\[(?P<left>\[?)(?P<name>[A-Za-z][\w-]*)(?P<given>(?:[\s=](?:[^\[\]\"']|\"[^\"]*\"|'[^']*'){0,1000}+)?+)(?P<alone>/?)\](?P<right>\]?)"
)
# Shortcodes of WordPress and WordPress.com that show what stands at an address.
SHOWN_FROM_ELSEWHERE = frozenset(
    "embed audio video playlist youtube vimeo soundcloud spotify mixcloud dailymotion ted tweet"  # noqa: SIM905
    " instagram facebook flickr slideshare googlemaps gist".split()
)
_GIVEN = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|'([^']*)'|(\S+)""")


def absolute(link: str, site: str) -> str:
    """The whole address of a link, which can be written without that of the site; empty where it is none."""
    try:
        return urljoin(site, link) if link.startswith("/") else link
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library: where it was, what it shows in words, and the post that it was put into."""

    address: str
    alt: str
    parent: str


@dataclass(frozen=True, slots=True)
class OldSite:
    """What posts refer to: the address of the site, and by their numbers its media and its blocks for many posts."""

    address: str
    attachments: Mapping[str, Attachment]
    blocks: Mapping[str, str]
    attached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def shown(text: str, *, site: OldSite, number: str, notes: dict[str, str], lost: Counter[str]) -> str:
    """The HTML of the text of a post. Notes that stand in it are added to `notes`, and what is lost to `lost`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    opened = _shortcodes(_opened(text, site, lost), site, number, notes, lost)
    return opened if "<!-- wp:" in text else _paragraphs(opened)


# Blocks of the block editor


def _opened(text: str, site: OldSite, lost: Counter[str], depth: int = 0) -> str:
    """The HTML within its blocks. Blocks that WordPress itself fills are lost, blocks for many posts are put in."""
    classic: list[int] = []
    parts: list[str] = []
    last = 0
    for match in _WP_BLOCK.finditer(text):
        between = text[last : match.start()]
        parts.append(_paragraphs(between) if classic else between)
        last = match.end()
        name, given = match["name"], _json(match["given"])
        if name == "freeform":
            classic = classic[1:] if match["end"] else [*classic, 1]
        elif name == "block" and not match["end"]:
            inner = site.blocks.get(str(given.get("ref", "")))
            if inner is None or depth > 3:
                lost["a block that many posts shared is not in the export"] += 1
            else:
                parts.append(_opened(inner, site, lost, depth + 1))
        elif name in ("embed", "core-embed") and match["alone"] and given.get("url"):
            parts.append(f"\n{html.escape(str(given['url']))}\n")
        elif match["alone"] and name not in ("more", "nextpage", "spacer", "separator", "footnotes"):
            lost[f"the block `{shortened(name, 40)}`, which WordPress itself filled"] += 1
    rest = text[last:]
    parts.append(_paragraphs(rest) if classic or (last and "\n\n" in rest.strip()) else rest)
    return "".join(parts) if last else text


def _json(given: str | None) -> dict[str, Any]:
    try:
        found = json.loads(given or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def notes_of(footnotes: str) -> dict[str, str]:
    """The notes of the block editor, by their ids."""
    try:
        found = json.loads(footnotes or "[]")
        return {str(one["id"]): str(one["content"]) for one in found[:MAX_PIECES]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


# Shortcodes


def _shortcodes(text: str, site: OldSite, number: str, notes: dict[str, str], lost: Counter[str]) -> str:
    """Shortcodes as the HTML that they stood for. Those that we do not know stay as text."""
    out: list[str] = []
    place = 0
    while match := _SHORTCODE.search(text, place):
        out.append(text[place : match.start()])
        place = match.end()
        if match["left"] and match["right"]:
            out.append(match[0][1:-1])
            continue
        if match["right"]:
            place -= 1
        name = match["name"].casefold()
        closing = f"[/{match['name']}]"
        end = -1 if match["alone"] or name == "gallery" else text.find(closing, place, place + 50_000)
        inner = text[place:end] if end >= 0 else ""
        made = _shortcode(name, _given(match["given"]), inner, site, number, notes, lost)
        if made is None:
            if end >= 0 or "=" in match["given"] or "_" in name:
                lost[
                    f"the shortcode `[{shortened(name, 40)}]`, which is in the text as somebody typed it"
                ] += 1
            out.append(match[0][: place - match.start()])
            continue
        out.append(made)
        if end >= 0:
            place = end + len(closing)
    return "".join([*out, text[place:]])


def _given(words: str) -> dict[str, str]:
    """What stands in a shortcode: values by their names, and without a name by their number."""
    found: dict[str, str] = {}
    for match in _GIVEN.finditer(html.unescape(words).lstrip("=")):
        name, *values = match.groups()
        found.setdefault((name or str(len(found))).casefold(), next((v for v in values if v is not None), ""))
    return found


def _shortcode(
    name: str,
    given: Mapping[str, str],
    inner: str,
    site: OldSite,
    number: str,
    notes: dict[str, str],
    lost: Counter[str],
) -> str | None:
    match name:
        case "caption" | "wp_caption":
            picture = re.match(r"\s*((?:<a\s[^>]*>)?\s*<img\s[^>]*>\s*(?:</a>)?)", inner, re.IGNORECASE)
            words = given.get("caption") or (inner[picture.end() :] if picture else "")
            shown = picture[1] if picture else inner
            return f"\n\n<figure>{shown}<figcaption>{words.strip()}</figcaption></figure>\n\n"
        case "gallery":
            ids = re.findall(r"\d+", given.get("ids") or given.get("include") or "")
            found = [one for one in ids or site.attached.get(number, ()) if one in site.attachments]
            if len(found) < len(ids) or not found:
                lost["pictures of a gallery that are not in the export"] += max(len(ids) - len(found), 1)
            return "\n\n" + "".join(_figure(site.attachments[one]) for one in found[:MAX_PIECES]) + "\n\n"
        case "ref" | "note" | "efn_note" | "footnote" | "fn" | "mfn" if inner.strip():
            key = f"shortcode-{len(notes)}"
            notes[key] = inner
            return f'<sup data-fn="{key}"></sup>'
        case "code" | "sourcecode" if inner.strip():
            return f"\n\n<pre>{html.escape(html.unescape(inner.strip()))}</pre>\n\n"
        case _ if name in SHOWN_FROM_ELSEWHERE:
            places = [inner.strip(), *given.values()]
            place = next((one for one in places if re.match(r"https?://|/\w", one)), "")
            if not place:
                return None
            address = html.escape(absolute(place, site.address))
            if name != "embed":
                lost[f"what `[{name}]` showed, which became a link"] += 1
            return f'\n\n<p><a href="{address}">{address}</a></p>\n\n'
    return None


def _figure(attachment: Attachment) -> str:
    address, alt = html.escape(attachment.address), html.escape(attachment.alt)
    return f'<figure><img src="{address}" alt="{alt}"></figure>'


# The classic editor


def _break(comment: re.Match[str]) -> str:
    return "\n\n" if comment[1].strip().startswith(("more", "nextpage")) else ""


def _paragraphs(text: str) -> str:
    """HTML of the classic editor, where an empty line parts paragraphs and a line's end is one (as WordPress' wpautop)."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n<pre data-kept={len(kept) - 1}>\n\n"

    text = re.sub(r"<pre\b(?:(?!<pre\b).)*?</pre\s*>", keep, text, flags=re.DOTALL | re.IGNORECASE)
    text = re.sub(r"<[a-zA-Z/][^<>]*>", lambda match: match[0].replace("\n", " "), text)
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text, flags=re.IGNORECASE)
    closed, end, rest = text.rpartition("-->")  # so that no sign without end is looked for again and again
    text = _COMMENT.sub(_break, closed + end) + rest
    text = re.sub(rf"(<(?:{BLOCKS})(?=[\s/>]))", r"\n\n\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"(</(?:{BLOCKS})>|<hr[^>]*>)", r"\1\n\n", text, flags=re.IGNORECASE)
    out = []
    for piece in re.split(r"\n\s*\n", text):
        piece = piece.strip()
        if not piece:
            continue
        tag = re.match(rf"</?(?:{BLOCKS})(?=[\s/>])[^>]*>", piece, re.IGNORECASE)
        lead, rest = (tag[0], piece[tag.end() :].strip()) if tag else ("", piece)
        broken = re.sub(r"(?<!<br>)(?<!<br/>)(?<!<br />)\s*\n", "<br>", rest)
        out.append(lead + broken if lead else f"<p>{broken}</p>")
    return re.sub(r"<pre data-kept=(\d+)>", lambda match: kept[int(match[1])], "\n".join(out))
