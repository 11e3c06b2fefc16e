"""What GitHub's Markdown has that CommonMark has not, and the few places where we differ from it on purpose.

`prepared` goes before the renderer: it takes the power out of raw HTML, which is shown as it was typed, and makes bare
addresses links. `restored` and `Notes` go after it. Signs stand for what the renderer must not see; they are
noncharacters of Unicode, which no text has (https://www.unicode.org/faq/private_use.html#noncharacters).
"""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

import pyromark

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
)

LESS, TILDE, _NOTE, _NOTE_END, _NOTHING = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
_COLON, _ROUND = "\ufdd5", "\ufdd6"
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
# The signs < that Markdown itself uses: around an address, and around the target of a link.
_MARKDOWN_LESS = re.compile(
    r"<[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>\x00-\x1f]*>"
    r"|<[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+>"
    r"|(?<=\]\()<[^<>\n]*>(?=[ \t\n)])"
    r"|(?<=\]:)[ \t]*\n?[ \t]*<[^<>\n]*>(?=[ \t\n]|\Z)"
)
# The target of a link does not begin with a < that has no end: `[a]: <b>c` and `[a](<b)` are only words,
# and `[^a]: <b` is a footnote.
_NO_TARGET = re.compile(rf"\[\^[^\[\]\n]+\]:|(?<=\])[:(](?=[ \t]*\n?[ \t>]*{LESS})")
# A < with a backslash before it is only a sign.
_LESS = re.compile(r"(?<!\\)((?:\\\\)*)<")
_POWERLESS = rf"\1{LESS}"
_HTML_NOTE = re.compile(r"<!--(?!-?>).*?-->", re.DOTALL)
# What can stand around a note that has a line for itself.
_MARKERS = re.compile(r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]*)?")
_END_OF_LINE = re.compile(r"[ \t]*(?:\n|\Z)")
_NO_WORDS = re.compile(rf"<p>[{_NOTHING}\s]*</p>\n?")
_LONE_TILDE = re.compile(r"(?<![~\\])~(?!~)")
_TAB_IN_RULE = re.compile(r"^[ \t|:-]*\t[ \t|:-]*$", re.MULTILINE)

# https://github.github.com/gfm/#autolinks-extension-
_BARE = re.compile(
    r"(?:(?<![^\W_])(?<![=\\])(?<!=[\"'])https?://|(?<![^\s*_~(\ufdd1])www\.)[A-Za-z0-9][^\s<>\ufdd0]*"
    r"|(?<![\w./@+\\-])[A-Za-z0-9._+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?<![-_])(?![\w-])"
)
_AFTER_ADDRESS = re.compile(r"(?:[?!.,:*_~'\"\ufdd1]|&[A-Za-z0-9]+;)$")
_ADDRESS_SIGNS = re.compile(r"[\\`*_\[\]~&]")

_FOOTNOTE = re.compile(
    r'<div class="footnote-definition" id="([^"]*)"><sup class="footnote-definition-label">\d+</sup>(.*?)</div>\n?',
    re.DOTALL,
)
_REFERENCE = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">\d+</a></sup>')
_BOX = re.compile(r'<input disabled="" type="checkbox"( checked="")?/>\n?')
_STRANGE = re.compile(
    r"^ {0,3}(?P<marks>#{2,6})[^\s#\\]|\[[^\[\]\n]+\][ \t]+\((?:https?:|www\.|mailto:|[\w./-]+\.md\b)[^)\s]*\)",
    re.MULTILINE,
)
# Nobody lets a program break lines as short as the first; up to the second a program may have done so.
_VERSE, _WRAPPED = 45, 60
# A line that begins with words, so that a sign at its end does not make anything else of it.
_WORDS = r"(?:[^\W\d_]|[0-9]+[^0-9.)]|[\"'“‘(])"
_PLAIN_LINE = re.compile(_WORDS)
# Where a verse can be, and where nothing but a link has an address: looking on takes far longer.
_SHORT_LINE = rf"[> \t]*(?={_WORDS})[^\n]{{1,{_WRAPPED}}}[> \t]*"
_SHORT_LINES = re.compile(rf"\n{_SHORT_LINE}\n{_SHORT_LINE}(?:\n|\Z)")
_WHOLE_LINK = re.compile(r"(?<!\\)\[[^\[\]\n]*\]\(https?://[^\s()<>\\]*\)")


def prepared(text: str) -> str:
    """The Markdown of a body for the renderer: raw HTML without power, bare addresses and verses as they are meant.

    Only `~~` strikes out: GitHub lets one tilde do so too, and "~20 people (~£30 each)" is not struck out by anybody.
    """
    text = inert(text)
    outside = _WHOLE_LINK.sub(" ", text)
    if any(sign in outside for sign in ("://", "www.", "@")) or _SHORT_LINES.search(text):
        text = _edited(text)
    return text


def inert(text: str) -> str:
    """The Markdown with the same lines and columns, in which no HTML is left and a lone tilde is only a tilde.

    Notes in HTML are gone, as on GitHub: whoever looked at the preview never saw them on the page.
    """
    if not text.isascii():
        text = _NONCHARACTERS.sub("\ufffd", text)
    text = without_notes(text)
    if "~" in text:
        text = _LONE_TILDE.sub(TILDE, text)
    if "\t" in text:
        text = _TAB_IN_RULE.sub(lambda rule: rule[0].replace("\t", " "), text)
    if "<" not in text:
        return text
    kept = [(found.start(), found.end()) for found in _MARKDOWN_LESS.finditer(text)]
    parts, last = [], 0
    for start, end in kept:
        parts += [_powerless(text[last:start]), text[start:end]]
        last = end
    text = "".join([*parts, _powerless(text[last:])])
    if html_spans(text):  # What looked like an address or a target and is none after all.
        text = text.replace("<", LESS)
    return _NO_TARGET.sub(lambda sign: {":": _COLON, "(": _ROUND}.get(sign[0], sign[0]), text)


def _powerless(text: str) -> str:
    """The text in which no < that is not written as a sign already opens anything."""
    return _LESS.sub(_POWERLESS, text) if "\\" in text else text.replace("<", LESS)


def html_notes(text: str) -> list[re.Match[str]]:
    """The notes such as `<!-- ask her -->` in the Markdown of a body that have an end and are no code."""
    if "<!--" not in text or "-->" not in text:
        return []
    code = in_code(text)
    notes, offset, done = [], 0, 0
    for note in _HTML_NOTE.finditer(text):
        offset += len(text[done : note.start()].encode())
        done = note.start()
        if not code[offset]:
            notes.append(note)
    return notes


def in_code(text: str) -> bytearray:
    """Which bytes of the Markdown of a body are code."""
    code = bytearray(len(text.encode()))
    for event, span in pyromark.events_with_range(text, options=OPTIONS):
        if isinstance(event, dict) and ("Code" in event or "CodeBlock" in str(event.get("Start", ""))):
            code[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
    return code


def without_notes(text: str, nothing: str = _NOTHING) -> str:
    """The Markdown without its notes in HTML.

    A space stands for each of their characters in lines of their own and `nothing` beside other words, so that other
    words keep their line and column.
    """
    parts, last, line = [], 0, 0
    for note in html_notes(text):
        start, end = note.span()
        line = text.rfind("\n", last, start) + 1 or line
        begins = (markers := _MARKERS.match(text, line)) and markers.end() == start
        ends = _END_OF_LINE.match(text, end)
        lines = note[0].split("\n")
        signs = [nothing and " "] * len(lines)
        if not begins or (len(lines) == 1 and not ends):
            signs[0] = nothing
        if not ends:
            signs[-1] = nothing
        parts += [
            text[last:start],
            "\n".join(sign * len(one) for sign, one in zip(signs, lines, strict=True)),
        ]
        last = end
    return "".join([*parts, text[last:]]) if parts else text


def html_spans(text: str) -> list[tuple[int, int]]:
    """Where raw HTML begins and ends, in bytes."""
    if "<" not in text:
        return []
    return [
        (span["start"], span["end"])
        for event, span in pyromark.events_with_range(text, options=OPTIONS)
        if isinstance(event, dict) and ("Html" in event or "InlineHtml" in event)
    ]


def _edited(text: str) -> str:
    """The Markdown with bare addresses as links, and with hard breaks in verses."""
    raw = text.encode()
    edits: list[tuple[int, int, bytes]] = []
    taken: list[tuple[int, int]] = []
    breaks: list[tuple[int, int]] = []
    lines: list[tuple[int, int]] = []
    for event, span in pyromark.events_with_range(text, options=OPTIONS):
        place = (span["start"], span["end"])
        match event:
            case {"Code": _} | {"Start": {"Link": _} | {"Image": _} | {"CodeBlock": _}}:
                taken.append(place)
            case "SoftBreak":
                breaks.append(place)
            case {"Start": "Paragraph"}:
                breaks, lines = [], [place]
            case {"End": "Paragraph"} if breaks and lines:
                edits += [(at, at, b"\\") for at in _verse(raw, lines[0], breaks)]
    places = iter(sorted(taken))
    within = next(places, None)
    offset = position = 0
    # An address between < and > is a link already, or where a link leads.
    for found in _BARE.finditer(_MARKDOWN_LESS.sub(lambda kept: "<" * len(kept[0]), text)):
        offset += len(text[position : found.start()].encode())
        position = found.start()
        while within and within[1] <= offset:
            within = next(places, None)
        if within and within[0] <= offset:
            continue
        address = _without_end(found[0])
        if _has_domain(address):
            edits.append((offset, offset + len(address.encode()), _link(address).encode()))
    if not edits:
        return text
    parts, last = [], 0
    for start, end, written in sorted(edits):
        parts += [raw[last:start], written]
        last = end
    return b"".join([*parts, raw[last:]]).decode()


def _verse(raw: bytes, paragraph: tuple[int, int], breaks: list[tuple[int, int]]) -> list[int]:
    """Where a paragraph is to break, in bytes: at each line end if they are meant, and nowhere if not.

    Whoever lets a program break lines breaks them where the next word has no room. Where most lines end although it
    had, and not because a sentence does, somebody wanted them so.
    """
    ends = [start for start, _ in breaks]
    starts = [end for _, end in breaks]
    lines = [
        raw[start:end].decode().strip("> \t\n")
        for start, end in zip([paragraph[0], *starts], [*ends, paragraph[1]], strict=True)
    ]
    longest = max(map(len, lines))
    if longest > _WRAPPED or len(lines) < 3 or not all(map(_PLAIN_LINE.match, lines)):
        return []
    if longest <= _VERSE:
        return ends
    wanted = [
        len(line) + 1 + len(after.split(maxsplit=1)[0]) <= longest and not line.endswith((".", "!", "?", ":"))
        for line, after in itertools.pairwise(lines)
        if after
    ]
    return ends if 2 * sum(wanted) > len(wanted) else []


def _without_end(address: str) -> str:
    """A bare address without the punctuation after it: https://github.github.com/gfm/#extended-autolink-path-validation."""
    while True:
        if end := _AFTER_ADDRESS.search(address):
            address = address[: end.start()]
        elif address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        else:
            return address


def _has_domain(address: str) -> bool:
    """Whether a bare address has a domain with a dot, and no underscore in its last two parts."""
    host = re.split(r"[/?#:]", re.sub(r"^https?://|^.*@", "", address), maxsplit=1)[0]
    parts = host.split(".")
    return len(parts) > 1 and all(parts) and not any("_" in part for part in parts[-2:])


def _link(address: str) -> str:
    """Markdown that links a bare address."""
    if address.startswith("www."):
        words = _ADDRESS_SIGNS.sub(r"\\\g<0>", address)
        return f"[{words}](<https://{address}>)"
    return f"<{address}>"


def signs_restored(text: str) -> str:
    """Text of a prepared body with what the signs stood for."""
    text = text.replace(_COLON, ":").replace(_ROUND, "(")
    return text.replace(LESS, "<").replace(TILDE, "~").replace(_NOTHING, "")


def restored(html: str) -> str:
    """HTML of a prepared body with what the signs stood for, and boxes of lists of tasks as signs that can be read."""
    if _NOTHING in html or "%EF%B7%94" in html:
        html = _NO_WORDS.sub("", html).replace(_NOTHING, "").replace("%EF%B7%94", "")
    if _COLON in html or _ROUND in html or "%EF%B7%95" in html or "%EF%B7%96" in html:
        html = (
            html.replace(_COLON, ":").replace(_ROUND, "(").replace("%EF%B7%95", ":").replace("%EF%B7%96", "(")
        )
    if LESS in html or TILDE in html or "%EF%B7%9" in html:
        html = html.replace(LESS, "&lt;").replace(TILDE, "~")
        html = html.replace("%EF%B7%90", "%3C").replace("%EF%B7%91", "~")
    if "<input" in html:
        html = _BOX.sub(lambda box: "☑ " if box[1] else "☐ ", html)
    return html


@dataclass(slots=True)
class Footnotes:
    """The footnotes of a body, as they are numbered on the page: by their first mention, and then those without one."""

    within: str
    html: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _mentions: dict[int, int] = field(default_factory=dict)

    def taken_out(self, html: str) -> str:
        """The HTML without its footnotes, which are kept, and with a sign for each mention of one."""
        if "footnote-definition" not in html:
            return html
        notes: dict[str, str] = {}
        html = _FOOTNOTE.sub(lambda note: notes.setdefault(note[1], note[2]) and "", html)
        html = self._marked(html)
        written: dict[str, str] = {}
        while waiting := [name for name in [*self._numbers, *notes] if name not in written]:
            name = waiting[0]
            self._numbers.setdefault(name, len(self._numbers) + 1)
            written[name] = self._marked(notes.get(name, ""))
        self.html = [written[name] for name in self._numbers]
        return html

    def _marked(self, html: str) -> str:
        def mark(mention: re.Match[str]) -> str:
            number = self._numbers.setdefault(mention[1], len(self._numbers) + 1)
            self._mentions[number] = self._mentions.get(number, 0) + 1
            return f"{_NOTE}{number}.{self._mentions[number]}{_NOTE_END}"

        return _REFERENCE.sub(mark, html)

    def put_back(self, html: str, clean: Callable[[str], str]) -> str:
        """The cleaned HTML with its mentions as links, and the footnotes, cleaned too, at its end."""
        if not self.html:
            return html
        items = []
        for number, note in enumerate(self.html, 1):
            back = "".join(
                f' <a href="#{self.within}mention-{number}-{count}" role="doc-backlink" aria-label="↩ {number}">↩</a>'
                for count in range(1, self._mentions.get(number, 0) + 1)
            )
            words = clean(note).strip()
            inside = f"{words[:-4]}{back}</p>" if words.endswith("</p>") else f"{words}{back}"
            items.append(f'<li id="{self.within}note-{number}">{inside}</li>\n')
        html += f'<section class="ss-notes" role="doc-endnotes"><ol>\n{"".join(items)}</ol></section>\n'
        return re.sub(rf"{_NOTE}(\d+)\.(\d+){_NOTE_END}", self._mention, html)

    def _mention(self, mention: re.Match[str]) -> str:
        number, count = mention[1], mention[2]
        return (
            f'<sup><a href="#{self.within}note-{number}" id="{self.within}mention-{number}-{count}" '
            f'role="doc-noteref">{number}</a></sup>'
        )


_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


def anchors(html: str) -> Iterator[str]:
    """The name of each heading, as GitHub makes it: `My part` is `my-part`, and a second one `my-part-1`."""
    times: dict[str, int] = {}
    for heading in _HEADING.finditer(html):
        name = _name(unescape(re.sub(r"<[^>]*>", "", heading[2])))
        count = times.get(name, 0)
        times[name] = count + 1
        yield f"{name}-{count}" if count else name


def _name(words: str) -> str:
    """What GitHub makes of the words of a heading."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def with_anchors(html: str, within: str) -> str:
    """The HTML with an id for each heading, which no other id of a page can be."""
    if "<h" not in html:
        return html
    names = anchors(html)
    return re.sub(r"<h([1-6])>", lambda tag: f'<h{tag[1]} id="{within}{anchor_id(next(names))}">', html)


def anchor_id(name: str) -> str:
    """The id on our pages of what `#name` means on GitHub, safe for an attribute."""
    return escape(f"part-{_name(name)}")


def strange(text: str) -> Iterator[tuple[int, int, str]]:
    """What was meant as Markdown and is shown as it was typed: line and column, from 0, and how to mend it.

    A single `#` before a word is a hashtag.
    """
    if not _STRANGE.search(text):
        return
    text = without_notes(text)
    raw = bytearray(text.encode())
    for event, span in pyromark.events_with_range(text, options=OPTIONS):
        match event:
            case {"Code": _} | {"Start": {"CodeBlock": _}}:
                code = raw[span["start"] : span["end"]]
                raw[span["start"] : span["end"]] = re.sub(rb"[^\n]", b" ", code)
    for number, line in enumerate(raw.decode().split("\n")):
        for match in _STRANGE.finditer(line):
            if match["marks"]:
                yield (
                    number,
                    match.start("marks"),
                    f'put a space after "{match["marks"]}" to make this a heading.',
                )
            else:
                yield (
                    number,
                    match.start(),
                    "take out the space before the round bracket to make this a link.",
                )
