"""HTML that was made simple -> Markdown."""

import re
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from sharedstory.importing.wordpress.shown import BLOCKS

BLOCK = frozenset(BLOCKS.replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|")) | {"[document]"}


class ToMarkdown(MarkdownConverter):
    """HTML -> Markdown that stays readable: only what would be read as a sign is escaped."""

    def __init__(self) -> None:
        super().__init__(
            heading_style="atx", bullets="-", autolinks=False, wrap=True, wrap_width=None, bs4_options="html.parser",
            keep_inline_images_in=["td", "th"],
        )  # fmt: skip

    def escape(self, text: str, parent_tags: set[str]) -> str:
        text = re.sub(r"([\\`*\[\]<~])", r"\\\1", text)
        text = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)
        text = re.sub(r"&(?=#?\w+;)", r"\\&", text)
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]
        if "_noformat" in (parent_tags or ()):
            return text
        if isinstance(el.next_sibling, Tag) and text.endswith("!"):
            text = f"{text[:-1]}\\!"
        if _begins_line(el):
            text = re.sub(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+\s*$|-{2,})", r"\1\\\2", text)
            text = re.sub(r"^(\s*\d{1,9})([.)])(?=\s|$)", r"\1\\\2", text)
        return text

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = (text or "").strip()
        if not text:
            return "\n"
        parent, bullet = el.parent, "- "
        if parent is not None and parent.name == "ol":
            bullet = f"{el.get('value', '1')}. "
        indent = " " * len(bullet)
        lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
        return f"{bullet}{chr(10).join(lines)[len(bullet) :]}\n"

    def convert_ol(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        # A list that does not begin with 1 ends no paragraph by itself.
        apart = "\n" if "li" in parent_tags and el.get("start", "1") != "1" else ""
        return apart + str(super().convert_ol(el, text, parent_tags))  # type: ignore[misc]

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        text = text.strip("\n")
        if not text:
            return ""
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}\n{text}\n{fence}\n\n"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, "**", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, "*", parent_tags)

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _marked(el, text, "~~", parent_tags)

    convert_b, convert_i, convert_s = convert_strong, convert_em, convert_del

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        alt = re.sub(r"([\\`*\[\]<~])", r"\\\1", str(el.get("alt") or ""))
        return f"![{alt}]({el.get('src')})"


def _marked(el: Tag, text: str, sign: str, parent_tags: set[str]) -> str:
    """Text between two signs, with what would keep them from being read as such outside of them."""
    if "_noformat" in parent_tags or not text.strip():
        return text
    inner = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not before and _joins(el.previous_sibling, -1) and (match := re.match(r"[^\w\s*\\\[`!]+", inner)):
        before, inner = match[0], inner[match.end() :]
    if not after and _joins(el.next_sibling, 0) and (match := re.search(r"(?<!\\)[.,:;?–—…]+$", inner)):
        after, inner = match[0], inner[: match.start()]
    return f"{before}{sign}{inner}{sign}{after}" if inner else before + after


def _joins(sibling: object, edge: int) -> bool:
    """Whether a word goes on right there."""
    words = sibling.get_text() if isinstance(sibling, Tag) else str(sibling or "")
    return bool(words) and (words[edge].isalnum())


def _begins_line(el: NavigableString) -> bool:
    node: Any = el
    while node is not None and node.name not in BLOCK:
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if before is not None:
            return isinstance(before, Tag) and (before.name == "br" or before.name in BLOCK)
        node = node.parent
    return True


def line_breaks(markdown: str) -> str:
    """Line breaks as \\ at the end of a line, since editors cut spaces there; code stays as it is."""
    out: list[str] = []
    fence = ""
    lines = markdown.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        if match := re.match(r"[ >]*(`{3,})\s*$", line):
            fence = "" if fence == match[1] else fence or match[1]
        elif not fence and line.endswith("  "):
            line = line.rstrip() + ("\\" if below.strip(" >") and line.strip() else "")
        if fence or line.strip() or out[-1:] != [""]:
            out.append(line if fence else line.rstrip())
    return "\n".join(out)
