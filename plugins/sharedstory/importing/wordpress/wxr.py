"""A WordPress export (WXR 1.0 to 1.2, and what other tools write) -> its items, one at a time, in bounded memory.

An item is read by a parser of its own, so that a damaged one spoils no other. Document types and entities are refused
before any parser sees them. Comments, e-mail and IP addresses are never read.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from xml.parsers import expat

from sharedstory.schema.errors import PlainError

CHUNK = 256 * 1024
# Characters of one item, without its comments, and of the names and addresses that a head can hold.
MAX_ITEM = 4 * 1024 * 1024
MAX_HEAD = 4 * 1024 * 1024
MAX_DEPTH = 30
# Of one tag or entity that is not finished.
MAX_UNFINISHED = 1024 * 1024
MAX_AUTHORS = 10_000

_MARK = re.compile(r"<!--|<!\[CDATA\[|<\?|<!|<item(?=[\s>/])|</item\s*>")
_LONGEST_MARK = 9
_LONGEST_ENTITY = 40
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_AMPERSAND = re.compile(r"&(#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z][A-Za-z0-9]*;)?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_UTF8 = re.compile(r"[\udc80-\udcff]+")
_OURS = re.compile(r"https?://wordpress\.org/export(?:/[\d.]*)?/?(?P<excerpt>excerpt/?)?", re.IGNORECASE)
_NAMESPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_TEXTS = frozenset(
    [
        "title",
        "link",
        "guid",
        "pubDate",
        "description",
        "dc:creator",
        "content:encoded",
        "excerpt:encoded",
        "wp:post_id",
        "wp:post_date",
        "wp:post_name",
        "wp:status",
        "wp:post_type",
        "wp:post_parent",
        "wp:post_password",
        "wp:attachment_url",
    ]
)
_META = frozenset(["_wp_attachment_image_alt", "_thumbnail_id", "footnotes"])


@dataclass(frozen=True, slots=True)
class WxrItem:
    """One item of an export: its texts and those of its further fields that we read, by their names there.

    `line` is where it begins. Where it cannot be read, `wrong` says why, and the rest may be missing.
    """

    line: int
    site: str = ""
    language: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    comments: int = 0
    wrong: str = ""

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    @property
    def id(self) -> str:
        return self["wp:post_id"]

    @property
    def sort(self) -> str:
        """post, page, attachment and so on."""
        return self["wp:post_type"] or "post"

    @property
    def html(self) -> str:
        return self.texts.get("content:encoded") or self.texts.get("description", "")


class WxrExport:
    """A file that WordPress or another tool exported.

    `told` says what was odd about it, and `authors` gives display names by account; both fill while it is read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[str] = []
        self.authors: dict[str, str] = {}
        self.known = False

    def items(self, progress: Callable[[int], None] = lambda read: None) -> Iterator[WxrItem]:
        """Its items in their order. `progress` is given the number of bytes that were read since it was last called.

        Raises PlainError for what is no export or could harm; then nothing that came before may be used.
        """
        self.told.clear()
        head = _Head(self)
        item: _Reader | None = None
        where = _Line()
        last = ""
        for part, text in _cut(_text(self.path, self.told, progress), where):
            match part:
                case _Part.HEAD:
                    head.feed(text)
                case _Part.BEGIN:
                    if item is not None:
                        yield replace(item.read(head), wrong="it has no end")
                    item = _Reader(where.number, dict(head.spaces))
                    item.feed(text)
                case _Part.ITEM if item is not None:
                    item.feed(text)
                case _Part.END if item is not None:
                    item.feed(text)
                    read = item.read(head)
                    item, last = None, read["title"] or last
                    self.known |= any(name.startswith("wp:") for name in read.texts)
                    yield read
        if head.damaged:
            self.told.append(
                "the part around the posts is damaged, so the address of the site may be missing."
            )
        if item is not None or head.open:
            shown = f' The last whole item is "{last[:60]}".' if last else ""
            self.told.append(
                f"the file ends in the middle, in line {where.number}. What was whole is taken.{shown}"
            )
        if not self.known:
            raise PlainError(
                "this is no export of WordPress. In WordPress, choose Tools, Export, and save the file that you get."
            )


class _Part(Enum):
    """Which part of a file a text is of."""

    HEAD = 0
    BEGIN = 1
    ITEM = 2
    END = 3


class _Line:
    """The line that reading has come to, from 1."""

    def __init__(self) -> None:
        self.number = 1


def _text(path: Path, told: list[str], progress: Callable[[int], None]) -> Iterator[str]:
    """The text of a file in pieces, without characters that XML forbids. What is not UTF-8 is taken as Windows text."""
    with path.open("rb") as file:
        raw = file.read(CHUNK)
        if raw.startswith((b"PK\x03\x04", b"\x1f\x8b")):
            raise PlainError("this file is packed. Unpack it, and give the .xml file that is in it.")
        encoding = _encoding(raw)
        decoder = codecs.getincrementaldecoder(encoding)(
            errors="surrogateescape" if encoding.startswith("utf-8") else "replace"
        )
        mended = False
        while raw:
            text = decoder.decode(raw)
            if not text.isascii():
                text, count = _NOT_UTF8.subn(_as_windows, text)
                if count and not mended:
                    told.append("some of the text was not saved as UTF-8, and was read as Windows text.")
                    mended = True
            yield _FORBIDDEN.sub("", text)
            progress(len(raw))
            raw = file.read(CHUNK)


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = re.search(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)""", raw[:1024])
    name = declared[1].decode().casefold() if declared else "utf-8"
    if name in ("iso-8859-1", "latin1", "us-ascii", "windows-1252"):
        return "cp1252" if name != "us-ascii" else "utf-8-sig"
    return name if re.fullmatch(r"windows-125\d|iso-8859-\d+", name) else "utf-8-sig"


def _as_windows(match: re.Match[str]) -> str:
    return match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _mended(text: str) -> str:
    """Text between tags whose signs & are all of XML: names of HTML become their characters, others are kept as typed."""
    if "&" not in text:
        return text
    return _AMPERSAND.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if not name:
        return "&amp;"
    if name in ("amp;", "lt;", "gt;", "quot;", "apos;"):
        return match[0]
    meant = html.unescape(match[0])
    return f"&amp;{name}" if meant == match[0] else html.escape(_FORBIDDEN.sub("", meant))


def _cut(chunks: Iterator[str], where: _Line) -> Iterator[tuple[_Part, str]]:
    """The text without comments and instructions, its CDATA as plain text, cut into head and items.

    Raises PlainError for a document type or an entity.
    """
    rest, until, part = "", "", _Part.HEAD
    finished = False
    while not finished:
        new = next(chunks, None)
        finished = new is None
        rest += new or ""
        at = 0
        while at < len(rest):
            if until:
                end = rest.find(until, at)
                stop = end if end >= 0 else max(at, len(rest) - len(until) + 1)
                inner = rest[at:stop]
                if inner and until == "]]>":
                    yield part, html.escape(inner, quote=False)
                where.number += inner.count("\n")
                at = stop
                if end < 0:
                    break
                at, until = end + len(until), ""
                continue
            mark = _MARK.search(rest, at)
            stop = mark.start() if mark else len(rest)
            # What may be the beginning of something longer waits for its end.
            if mark and mark[0] == "<!" and not finished and stop > len(rest) - _LONGEST_MARK:
                mark = None
            elif mark is None and not finished:
                sign = max(rest.rfind("<", at), rest.rfind("&", at))
                stop = sign if sign >= max(at, len(rest) - _LONGEST_ENTITY) else stop
            before, at = rest[at:stop], stop
            where.number += before.count("\n")
            if before:
                yield part, _mended(before)
            if mark is None:
                break
            found, at = mark[0], mark.end()
            if found == "<!":
                raise PlainError(
                    f"there is a document type or an entity in line {where.number}. Exports of WordPress have none, and "
                    "they can do harm, so we do not read this file."
                )
            if found == "<item":
                yield _Part.BEGIN, found
                part = _Part.ITEM
            elif found.startswith("</item"):
                yield _Part.END, found
                part = _Part.HEAD
            else:
                until = _ENDS[found]
        rest = rest[at:]


Spaces = dict[str, str]


def _name(raw: str, spaces: Spaces) -> str:
    """The name of an element with the prefix that WordPress would use, or `?:` where it is of somebody else's."""
    prefix, colon, local = raw.rpartition(":")
    if not colon:
        prefix = ""
    ours = spaces.get(prefix, prefix)
    return f"{ours}:{local}" if ours else local


def _declared(attributes: dict[str, str], spaces: Spaces) -> Spaces:
    """The prefixes that hold within an element."""
    new = {
        name.partition(":")[2]: address
        for name, address in attributes.items()
        if name == "xmlns" or name.startswith("xmlns:")
    }
    return (
        {**spaces, **{prefix: _space(prefix, address) for prefix, address in new.items()}} if new else spaces
    )


def _space(prefix: str, address: str) -> str:
    if match := _OURS.match(address):
        return "excerpt" if match["excerpt"] else "wp"
    known = _NAMESPACES.get(address, "")
    return known or ("?" if prefix in ("wp", "content", "excerpt", "dc") else prefix if address else "")


class _Reader:
    """Reads one item, piece by piece."""

    def __init__(self, line: int, spaces: Spaces) -> None:
        self.line = line
        self.wrong = ""
        self.spaces = [spaces]
        self.path: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.meta: dict[str, str] = {}
        self.terms: dict[str, list[str]] = {"category": [], "post_tag": []}
        self.comments = self.size = self.fed = 0
        self.target: list[str] | None = None
        self.pair = {"wp:meta_key": "", "wp:meta_value": ""}
        self.domain = ""
        self.parser = _parser(self.begin, self.end, self.characters)

    def feed(self, text: str) -> None:
        if self.wrong:
            return
        try:
            raw = text.encode()
            self.parser.Parse(raw, False)
            self.fed += len(raw)
        except expat.ExpatError as error:
            said = expat.ErrorString(error.code)
            self.wrong = f"its XML is damaged in line {self.line + error.lineno - 1} ({said})"
        if not self.wrong and self.fed - self.parser.CurrentByteIndex > MAX_UNFINISHED:
            self.wrong = "it has a tag without end"

    def begin(self, raw: str, attributes: dict[str, str]) -> None:
        self.spaces.append(_declared(attributes, self.spaces[-1]))
        name = _name(raw, self.spaces[-1])
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            self.wrong = "its XML is nested too deep"
        elif len(self.path) == 2:
            self.comments += name == "wp:comment"
            self.pair = {"wp:meta_key": "", "wp:meta_value": ""}
            # Of two with the same name the first is taken.
            wanted = (name in _TEXTS and name not in self.texts) or name == "category"
            self.target = [] if wanted else None
            self.domain = attributes.get("domain", "category")
        elif len(self.path) == 3:
            self.target = [] if self.path[1] == "wp:postmeta" and name in self.pair else None
        else:
            self.target = None

    def characters(self, text: str) -> None:
        if self.target is None or self.wrong:
            return
        self.size += len(text)
        if self.size > MAX_ITEM:
            self.wrong = f"it has over {MAX_ITEM // 1024 // 1024} million characters"
            self.texts.pop("content:encoded", None)
        else:
            self.target.append(text)

    def end(self, _raw: str) -> None:
        name = self.path.pop()
        self.spaces.pop()
        target, self.target = self.target, None
        if target is not None and len(self.path) == 1:
            if name != "category":
                self.texts[name] = target
            elif self.domain in self.terms and (words := "".join(target).strip()):
                self.terms[self.domain].append(words)
        elif target is not None and len(self.path) == 2:
            self.pair[name] = "".join(target)
        if name == "wp:postmeta" and self.pair["wp:meta_key"].strip() in _META:
            self.meta[self.pair["wp:meta_key"].strip()] = self.pair["wp:meta_value"]

    def read(self, head: "_Head") -> WxrItem:
        return WxrItem(
            self.line,
            head.site,
            head.language,
            {name: "".join(parts) for name, parts in self.texts.items()},
            self.meta,
            tuple(dict.fromkeys(self.terms["category"])),
            tuple(dict.fromkeys(self.terms["post_tag"])),
            self.comments,
            self.wrong,
        )


class _Head:
    """What stands around the items: which site they are of, its language and its authors."""

    def __init__(self, export: WxrExport) -> None:
        self.export = export
        self.spaces: Spaces = {}
        self.stack: list[Spaces] = [{}]
        self.path: list[str] = []
        self.text: list[str] = []
        self.values: dict[str, str] = {}
        self.account: dict[str, str] = {}
        self.fed = self.size = 0
        self.damaged = False
        # Several exports in one file are several elements in this one.
        self.parser = _parser(self.begin, self.end, self.characters)
        self.parser.Parse(b"<all>", False)

    @property
    def site(self) -> str:
        return (
            self.values.get("wp:base_blog_url")
            or self.values.get("link")
            or self.values.get("wp:base_site_url", "")
        )

    @property
    def language(self) -> str:
        return self.values.get("language", "")

    @property
    def open(self) -> bool:
        return len(self.path) > 1 and not self.damaged

    def feed(self, text: str) -> None:
        if self.damaged:
            return
        raw = text.encode()
        try:
            self.parser.Parse(raw, False)
        except expat.ExpatError:
            self.damaged = True
            return
        self.fed += len(raw)
        if self.fed - self.parser.CurrentByteIndex > MAX_UNFINISHED or len(self.path) > MAX_DEPTH:
            raise PlainError("there is a tag without end before the posts, so we do not read this file.")

    def begin(self, raw: str, attributes: dict[str, str]) -> None:
        self.stack.append(_declared(attributes, self.stack[-1]))
        name = _name(raw, self.stack[-1])
        self.path.append(name)
        self.text = []
        if name == "channel":
            # What was declared around the channel holds in its items too.
            self.spaces, self.values = self.stack[-1], {}
        if name == "wp:author":
            self.account = {}
        self.export.known |= name == "wp:wxr_version"

    def characters(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_HEAD:
            self.size -= len(text)
            return
        self.text.append(text)

    def end(self, _raw: str) -> None:
        name = self.path.pop() if self.path else ""
        self.stack.pop()
        words = "".join(self.text).strip()
        self.size -= sum(map(len, self.text))
        self.text = []
        if self.path[-1:] == ["channel"] and name in (
            "link",
            "language",
            "wp:base_blog_url",
            "wp:base_site_url",
        ):
            self.values.setdefault(name, words[:500])
        elif self.path[-1:] == ["wp:author"] and name in ("wp:author_login", "wp:author_display_name"):
            self.account[name] = words[:200]
        elif name == "wp:author" and len(self.export.authors) < MAX_AUTHORS:
            self.export.authors[self.account.get("wp:author_login", "")] = self.account.get(
                "wp:author_display_name", ""
            )


def _parser(
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    return parser
