"""Opens a file in layers: from bytes to texts, from texts to what is packed in them, and so on until nothing is new.

What cannot be opened to the end is said to be closed, and why, so that nobody counts it as searched.
"""

import base64
import binascii
import bz2
import contextlib
import csv
import hashlib
import html
import io
import itertools
import json
import logging
import lzma
import plistlib
import quopri
import re
import sqlite3
import tarfile
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any
from urllib.parse import unquote

import brotli
import cbor2

# No page of a site is longer, and what is packed could otherwise fill any memory.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 8
# No words can be packed smaller than this.
MAX_RATIO = 200
# How often a text is read in all ways in turn: JSON in JSON in a page.
ROUNDS = 3
# How many streams are looked for within one file that is no text.
MAX_STREAMS = 2_000
PICTURE, MEDIA, FONT = "it is a picture", "it is sound or film", "it is a font"
PACKED, LOCKED, UNKNOWN = "only its own program can open it", "it is locked", "we do not know what is in it"
DAMAGED, TOO_BIG, TOO_DEEP = "it is damaged", "it is too big", "it is packed too often"
PAGES = "it has pages without words that we can read"
_ARMOURED = re.compile(
    r"-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED|PKCS7|CMS|ENCRYPTED)|^\$ANSIBLE_VAULT|^age-encryption\.org",
    re.MULTILINE,
)
# What a file begins with that nothing here can open.
_CLOSED = (
    *(
        (magic, PICTURE)
        for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")
    ),
    *((magic, PICTURE) for magic in (b"\0\0\1\0", b"\xff\x0a", b"\0\0\0\x0cJXL", b"AT&TFORM", b"gimp xcf")),
    *((magic, MEDIA) for magic in (b"OggS", b"ID3", b"\xff\xfb", b"fLaC", b"\x1aE\xdf\xa3", b"FLV", b"MThd")),
    *((magic, FONT) for magic in (b"wOF2", b"wOFF", b"OTTO", b"\0\1\0\0\0", b"ttcf", b"true\0")),
    *(
        (magic, PACKED)
        for magic in (b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0", b"(\xb5/\xfd", b"\x04\x22M\x18")
    ),
    *(
        (magic, PACKED)
        for magic in (b"PACK\0", b"# v2 git", b"# v3 git", b"LZIP", b"\x1f\x9d", b"MSCF", b"%!PS")
    ),
    *((magic, PACKED) for magic in (b"PAR1", b"xar!", b"DIRC", b"!<arch>", b"\xed\xab\xee\xdb", b"hsqs")),
    (b"Salted__", LOCKED),
    (b"=ybegin ", PACKED),
)
_EIGHT_BIT = ("cp1252", "mac_roman", "cp850", "cp037", "cp1251", "koi8_r", "gb18030", "shift_jis", "euc_kr")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True)
class Contents:
    """What stands in a file: its texts in every way that they can be read, its parts, and why it is not all of it."""

    texts: tuple[str, ...]
    parts: tuple[bytes, ...]
    closed: str = ""


def contents(path: Path) -> Contents:
    """All that can be read in a file, also where it is packed."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Contents((), (), TOO_BIG)
        return opened(path.read_bytes(), path.name)
    except OSError as error:
        return Contents((), (), error.strerror or str(error))


def opened(raw: bytes, name: str = "") -> Contents:
    """All that can be read in some bytes. `name` helps where they do not say themselves what they are."""
    layers = _Layers()
    layers.put(raw, 0, sure=True, name=name)
    while layers.waiting:
        layers.open_next()
    return Contents(tuple(layers.texts), tuple(layers.parts), layers.closed)


@dataclass
class _Layers:
    """What is still to be opened, and what was. `sure` is what is there, and not what only looks like it."""

    waiting: list[tuple[bytes | str, int, bool, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    size: int = 0
    closed: str = ""

    @property
    def room(self) -> int:
        return max(0, MAX_BYTES - self.size)

    def close(self, reason: str) -> None:
        self.closed = self.closed or reason

    def put(self, layer: bytes | str, depth: int, *, sure: bool, name: str = "") -> None:
        if not layer:
            return
        raw = layer if isinstance(layer, bytes) else layer.encode("utf-8", "surrogatepass")
        print_ = hashlib.blake2b(raw, digest_size=16, person=b"b" if layer is raw else b"s").digest()
        if print_ in self.seen:
            return
        if depth > MAX_DEPTH or len(raw) > self.room:
            self.close(TOO_DEEP if depth > MAX_DEPTH else TOO_BIG)
            return
        self.seen.add(print_)
        self.size += len(raw)
        self.waiting.append((layer, depth, sure, name))

    def open_next(self) -> None:
        layer, depth, sure, name = self.waiting.pop()
        if isinstance(layer, str):
            readings = _readings(layer)
            self.texts += readings
            if _ARMOURED.search(layer):
                self.close(LOCKED)
            for text in {layer, readings[-1]}:
                for inner in _bytes_in(text):
                    self.put(inner, depth + 1, sure=False)
            return
        is_text = _is_text(layer)
        if not (sure or is_text or _has_mark(layer)):
            # It only looked like something packed, or has no mark that says how.
            unpacked = [*_without_mark(layer, self.room)]
            self.texts += unpacked
            if not unpacked and _is_random(layer):
                self.close(UNKNOWN)
            return
        self.parts.append(layer)
        for decoded in _decoded(layer):
            if is_text:
                self.put(decoded, depth, sure=False)
            else:
                self.texts.append(decoded)
        self._unpack(layer, depth, sure, name)

    def _unpack(self, raw: bytes, depth: int, sure: bool, name: str) -> None:
        """Put the parts of something packed, and close it where there is more to it than those."""
        for known, unpack in _PACKED:
            if known(raw, name):
                try:
                    for inner in unpack(raw, self.room):
                        if isinstance(inner, _Closed):
                            self.close(inner.reason)
                        elif isinstance(inner, str):
                            self.put(inner, depth + 1, sure=False)
                        elif len(inner) > MAX_RATIO * len(raw) and len(inner) > MAX_BYTES // 16:
                            self.close(TOO_BIG)
                        else:
                            self.put(inner, depth + 1, sure=True)
                except Exception:  # each library raises whatever a damaged file makes of it
                    self.close(DAMAGED)
                self._carve(raw, depth, zips=unpack is not _zip)
                return
        reason = next((why for magic, why in _CLOSED if raw.startswith(magic)), "") or _by_its_name(raw)
        if not _is_text(raw):
            self._carve(raw, depth, zips=True)
            if not reason and sure:
                reason = UNKNOWN
        if reason and (sure or (len(raw) > 64 and reason != FONT)):
            self.close(reason)

    def _carve(self, raw: bytes, depth: int, *, zips: bool) -> None:
        """Put the streams that stand somewhere within: behind a picture, or in a format that we do not know."""
        for stream in _streams(raw, self.room, zips=zips):
            self.put(stream, depth + 1, sure=False)


@dataclass(frozen=True)
class _Closed:
    reason: str


_Inner = Iterator["bytes | str | _Closed"]


def _has_mark(raw: bytes) -> bool:
    """Whether bytes say themselves what they are."""
    return (
        any(raw.startswith(magic) for magic, _ in _CLOSED if len(magic) > 2)
        or bool(_by_its_name(raw))
        or any(known(raw, "") for known, _ in _PACKED[:-1])
    )


def _without_mark(raw: bytes, room: int) -> Iterator[str]:
    """The text that some bytes give to the last one in a way of packing that has no mark. Others hardly ever do."""
    if len(raw) < 16:
        return
    with contextlib.suppress(brotli.error):
        packed = brotli.Decompressor()
        part = packed.process(raw, output_buffer_limit=min(room, MAX_BYTES))
        if packed.is_finished() and len(part) >= 16 and _is_text(part):
            yield from _decoded(part)
    with contextlib.suppress(zlib.error):
        deflated = zlib.decompressobj(-15)
        part = deflated.decompress(raw, room)
        if deflated.eof and not deflated.unused_data and len(part) >= 16 and _is_text(part):
            yield from _decoded(part)


def _is_random(raw: bytes) -> bool:
    """Whether bytes that stood somewhere in letters are packed or locked, and no sum, key or long word."""
    if len(raw) < 100:
        return False
    letters = base64.b64encode(raw[:3000]).decode().rstrip("=")
    groups = (ascii_lowercase, ascii_uppercase, digits, "+/")
    small, capital, digit, mark = (sum(map(letters.count, group)) / len(letters) for group in groups)
    return min(small, capital) > 0.25 and digit > 0.06 and mark < 0.09 and not _LONG_WORD.search(letters)


_LONG_WORD = re.compile(r"[a-z]{14}|[A-Z]{14}")


def _by_its_name(raw: bytes) -> str:
    if raw[:4] == b"RIFF":
        return PICTURE if raw[8:12] == b"WEBP" else MEDIA
    if raw[4:8] == b"ftyp":
        return PICTURE if raw[8:12] in (b"avif", b"avis", b"heic", b"heix", b"mif1") else MEDIA
    return ""


def _is_text(raw: bytes) -> bool:
    """Whether bytes are text in some alphabet, wide or not."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")) or b"\0" in raw:
        return any(_is_plain(text) for text in _strictly(raw, ("utf-16", "utf-32", *_WIDE)))
    try:
        return _is_plain(raw.decode("utf-8"))
    except UnicodeDecodeError:
        # Bytes of pictures and packed files have as many of these as of any others.
        return len(raw) >= 24 and sum(map(raw.count, map(bytes, zip(_CONTROLS)))) * 200 <= len(raw)


_CONTROLS = bytes([*range(9), 11, 12, *range(14, 27), *range(28, 32), 127])


def _is_plain(text: str) -> bool:
    return sum(map(text.count, "\0\1\2\3\4\5\6\7\x08\x0e\x0f\x10\x11\x12\x14\x16\x17\x18\x1a")) * 200 <= len(
        text
    ) and not any("\ue000" <= letter <= "\uf8ff" or letter > "\U000e0fff" for letter in text[:2000])


def _strictly(raw: bytes, encodings: Iterable[str]) -> Iterator[str]:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any two bytes are a letter of some alphabet: text is of few of them.
        if sum(map(text.count, "aeiou \n")) * 10 >= len(text):
            yield text


def _decoded(raw: bytes) -> Iterator[str]:
    """The texts that bytes can be in the encodings that people have."""
    try:
        yield raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield raw.decode("utf-8", "ignore")
        # What programs write has some zeros in it, and the letters of the West then.
        encodings = _EIGHT_BIT if b"\0" not in raw else _EIGHT_BIT[:1]
        yield from (raw.decode(encoding, "ignore") for encoding in encodings)
        if b"BEGIN:V" in raw:
            yield _FOLD_IN_A_LETTER.sub(b"", raw).decode("utf-8", "ignore")
    if b"\0" in raw or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in _WIDE:
            width = 2 if "16" in encoding else 4
            yield from (raw[start:].decode(encoding, "ignore") for start in range(width))
    if re.search(rb"\+[A-Za-z0-9/]{3,}", raw):
        yield raw.decode("utf-7", "ignore")
    if b"\x1b$" in raw:
        yield raw.decode("iso2022_jp", "ignore")


# Packed bytes


def _gzip(raw: bytes, room: int) -> _Inner:
    """Every member of it; what stands behind them is looked at as everything else."""
    while raw.startswith(b"\x1f\x8b"):
        packed = zlib.decompressobj(wbits=31)
        part = packed.decompress(raw, room)
        yield part
        room -= len(part)
        if not packed.eof:
            yield _Closed(DAMAGED if room > 0 else TOO_BIG)
            return
        raw = packed.unused_data
    yield raw.strip(b"\0")


def _with(make: Callable[[], Any]) -> Callable[[bytes, int], _Inner]:
    def unpack(raw: bytes, room: int) -> _Inner:
        packed = make()
        yield packed.decompress(raw, room)
        if not packed.eof:
            yield _Closed(DAMAGED if packed.needs_input else TOO_BIG)
        yield packed.unused_data

    return unpack


def _brotli(raw: bytes, room: int) -> _Inner:
    packed = brotli.Decompressor()
    yield packed.process(raw, output_buffer_limit=min(room, MAX_BYTES))
    if not packed.is_finished():
        yield _Closed(DAMAGED if packed.can_accept_more_data() else TOO_BIG)


def _is_brotli(raw: bytes, name: str) -> bool:
    """Brotli has no mark of its own: it is what can be opened as such, and is no text."""
    if name.endswith(".br"):
        return True
    if _is_text(raw) or any(raw.startswith(magic) for magic, _ in _CLOSED):
        return False
    packed = brotli.Decompressor()
    try:
        part = packed.process(raw, output_buffer_limit=4096)
    except brotli.error:
        return False
    return len(part) > 16 and (packed.is_finished() or not packed.can_accept_more_data())


def _zlib(raw: bytes, room: int) -> _Inner:
    packed = zlib.decompressobj()
    yield packed.decompress(raw, room)
    if not packed.eof:
        yield _Closed(DAMAGED)
    yield packed.unused_data


def _is_zlib(raw: bytes, name: str) -> bool:
    if raw[:1] not in (b"\x78", b"\x58", b"\x68", b"\x48") or int.from_bytes(raw[:2]) % 31:
        return False
    try:
        zlib.decompressobj().decompress(raw, 64)
    except zlib.error:
        return False
    return not _is_text(raw)


def _zip(raw: bytes, room: int) -> _Inner:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        yield archive.comment
        for item in archive.infolist():
            yield f"{item.filename}\n"
            yield item.comment
            if item.flag_bits & 1:
                yield _Closed(LOCKED)
            elif item.file_size > room:
                yield _Closed(TOO_BIG)
            else:
                room -= item.file_size
                try:
                    yield archive.read(item)
                # A packing that zipfile does not know is a RuntimeError.
                except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError):
                    yield _Closed(DAMAGED)
        listed = {item.header_offset for item in archive.infolist()}
    yield from _unlisted(raw, listed, room)


def _unlisted(raw: bytes, listed: Collection[int], room: int) -> _Inner:
    """The files that are in a zip although its list does not name them: taken out, or of another zip before it."""
    for mark in itertools.islice(re.finditer(rb"PK\x03\x04", raw), MAX_STREAMS):
        start = mark.start()
        if start in listed or len(raw) < start + 30:
            continue
        method, size = int.from_bytes(raw[start + 8 : start + 10], "little"), raw[start + 18 : start + 22]
        name, more = (int.from_bytes(raw[start + at : start + at + 2], "little") for at in (26, 28))
        yield raw[start + 30 : start + 30 + name].decode("utf-8", "replace") + "\n"
        data = raw[start + 30 + name + more :]
        if method == zipfile.ZIP_STORED:
            yield data[: int.from_bytes(size, "little")]
        elif method == zipfile.ZIP_DEFLATED:
            with contextlib.suppress(zlib.error):  # it only looked like a file
                part = zlib.decompressobj(-15).decompress(data, room)
                room -= len(part)
                yield part
        elif method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
            yield _Closed(PACKED)


def _tar(raw: bytes, room: int) -> _Inner:
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
        for item in archive:
            yield f"{item.name}\n{item.linkname}"
            file = archive.extractfile(item) if item.isfile() else None
            if file is not None:
                yield file.read()


def _pdf(raw: bytes, room: int) -> _Inner:
    """The words of a PDF, what it says of itself, its notes and forms, and where it leads to."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends on the way helps nobody here
    with pypdf.PdfReader(io.BytesIO(raw)) as document:
        if document.is_encrypted and not document.decrypt(""):
            yield _Closed(LOCKED)
            return
        pages = [page.extract_text() for page in document.pages]
        told = [str(value) for value in (document.metadata or {}).values()]
        fields = [str(value.get("/V", "")) for value in (document.get_fields() or {}).values()]
        notes = [note.get_object() for page in document.pages for note in page.annotations or ()]
        links = [str(note.get("/A", {}).get("/URI", "")) for note in notes]
        said = [str(note.get(key, "")) for note in notes for key in ("/Contents", "/T", "/V")]
        outline = [str(item.get("/Title", "")) for item in document.outline if isinstance(item, dict)]
        yield "\n".join([*pages, *told, *fields, *links, *said, *outline])
        for inner in document.attachments.values():
            yield from inner
        if (
            not all(map(str.strip, pages))
            or any(map(_unreadable, document.pages))
            or any(map(_in_bits, pages))
        ):
            yield _Closed(PAGES)
        if any(page.images.keys() for page in document.pages):
            yield _Closed(f"{PICTURE} in part")


def _unreadable(page: Any) -> bool:
    """Whether a page has letters of which the PDF does not say which they are."""
    fonts: Any = (page.get("/Resources") or {}).get("/Font")
    return any(
        "/ToUnicode" not in font and (font.get("/Subtype") == "/Type3" or _by_number(font.get("/Encoding")))
        for font in (each.get_object() for each in (fonts.get_object().values() if fonts else ()))
    )


def _by_number(encoding: Any) -> bool:
    return isinstance(encoding, str) and encoding.startswith("/Identity")


def _in_bits(text: str) -> bool:
    """Whether the letters of a page were put down one by one, so that nobody knows where a word ends."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) >= 8 and sum(len(word) == 1 for word in words) * 8 > len(words)


def _sqlite(raw: bytes, room: int) -> _Inner:
    data = sqlite3.connect(":memory:")
    try:
        data.deserialize(raw)
        tables = [name for (name,) in data.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = table.replace('"', '""')
            rows = data.execute(f'SELECT * FROM "{quoted}"').fetchall()  # noqa: S608 - a name cannot be a parameter
            for row in rows:
                yield "\n".join(str(cell) for cell in row if not isinstance(cell, bytes))
                yield from (cell for cell in row if isinstance(cell, bytes))
            for column in zip(*rows, strict=True):
                yield " ".join(str(cell) for cell in column if not isinstance(cell, bytes))
    finally:
        data.close()


def _plist(raw: bytes, room: int) -> _Inner:
    yield from _leaves(plistlib.loads(raw))


def _pagefind(raw: bytes, room: int) -> _Inner:
    """A part of Pagefind's index: JSON, CBOR, or the program that reads them."""
    raw = raw.removeprefix(b"pagefind_dcd")
    if raw.startswith(b"\0asm"):
        return
    if raw.startswith((b"{", b"[")):
        yield raw
        return
    yield from _leaves(cbor2.loads(raw))


def _leaves(value: Any) -> _Inner:
    """The bytes within some data, its names, and its texts in order, those of each name by themselves too."""
    texts: dict[str, list[str]] = defaultdict(list)
    names: list[str] = []
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        name, item = waiting.pop()
        if isinstance(item, bytes):
            yield item
        elif isinstance(item, str):
            texts[name].append(item)
        elif isinstance(item, dict):
            names += map(str, item)
            waiting += [(str(key), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list | tuple):
            waiting += [(name, inner) for inner in reversed(item)]
    yield " ".join(names)
    yield from (" ".join(some) for some in texts.values())
    yield from (text for some in texts.values() for text in some if len(text) > 500)


_PACKED: tuple[tuple[Callable[[bytes, str], bool], Callable[[bytes, int], _Inner]], ...] = (
    (lambda raw, name: raw.startswith(b"\x1f\x8b"), _gzip),
    (lambda raw, name: raw.startswith(b"BZh"), _with(bz2.BZ2Decompressor)),
    (lambda raw, name: raw.startswith((b"\xfd7zXZ", b"\x5d\0\0")), _with(lzma.LZMADecompressor)),
    (lambda raw, name: raw.startswith(b"pagefind_dcd"), _pagefind),
    (lambda raw, name: raw.startswith(b"PK\x03\x04"), _zip),
    (lambda raw, name: raw[257:262] == b"ustar", _tar),
    (lambda raw, name: b"%PDF-" in raw[:1024], _pdf),
    (lambda raw, name: raw.startswith(b"SQLite format 3\0"), _sqlite),
    (lambda raw, name: raw.startswith(b"bplist"), _plist),
    (_is_zlib, _zlib),
    (_is_brotli, _brotli),
)
_STREAM = re.compile(rb"\x1f\x8b\x08|PK\x03\x04|\x78[\x01\x5e\x9c\xda]|BZh[1-9]1AY&SY|\xfd7zXZ\0")


def _streams(raw: bytes, room: int, *, zips: bool) -> Iterator[bytes]:
    """Packed streams within bytes that are more than that, with `zips` those too."""
    for number, mark in enumerate(_STREAM.finditer(raw, 1)):
        if number >= MAX_STREAMS or room <= 0:
            return
        if mark[0] == b"PK\x03\x04":
            if zips:
                yield raw[mark.start() :]
                return
            continue
        if mark[0].startswith((b"BZh", b"\xfd")):
            yield raw[mark.start() :]
            continue
        packed = zlib.decompressobj(wbits=31 if mark[0].startswith(b"\x1f") else 15)
        try:
            part = packed.decompress(raw[mark.start() :], min(room, MAX_BYTES))
        except zlib.error:
            continue
        room -= len(part)
        yield part


# Texts within texts

_TAG = re.compile(r"<[^>]*>")
# What may stand within a sentence without parting its words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|strike|sub|sup"
    r"|time|tspan|tt|u|var|wbr|c|v|r:[\w-]+|w:(?!p\b|br\b|tab\b|tc\b)[\w-]+|a:(?!p\b|br\b)[\w-]+|text:(?:span|a))(?:[\s.][^>]*)?/?>"
)
_ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-7]{2,3})|([nrtNh]|par\b)|([\"'/\\]))"
)
_CSS_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})[ \t]?")
_RTF = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\(?:par|line|tab)\b ?|\\[a-z]+-?\d* ?|[{}]")
_TIME = re.compile(
    r"<?\[?\(?\b\d{1,2}:\d{2}(?::\d{2})?(?:[.,:;]\d{1,3})?\)?\]?>?(?:\s*(?:-->|,)\s*(?=\d))?"
    r"(?:[ \t]+(?:line|position|align|size|vertical|region):\S+)*"
)
_STYLE = re.compile(r"\{\\[^{}\n]*\}")
# What stands between words and is none of theirs: what ruby says above them, marks of notes, where links lead to.
_BETWEEN = re.compile(
    r"<(rt|rp|sup|script|style|svg|button)\b[^>]*>.*?</\1>|\[\^?\w{1,12}\](?!\()", re.DOTALL
)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)|\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_CONTINUED = re.compile(r"\\\r?\n[ \t]*")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_ATTRIBUTE = re.compile(r"\s([\w:-]+)=(?:\"([^\"]*)\"|'([^']*)')")
# Accents as TeX writes them; words are looked for without any.
_ACCENTED = re.compile(r"\{?\\(?:[`'^\"~=.]|[uvHckdbr](?=\{))\s*\{?\\?([A-Za-z])\}?\}?")
_TWICE = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122]{1,3}")
_COUNTER = re.compile(
    r"^[ \t]*(?:\d+|WEBVTT.*|Dialogue:[^:\n]*?,,\d*,\d*,\d*,,|NOTE\b)[ \t]*[.:)|]?(?=\s|$|\w)", re.MULTILINE
)
_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011\u00ad\u00ac=]\s*\r?\n\s*(?=\w)")
_FOLD = re.compile(r"\r?\n[ \t]")
_FOLD_IN_A_LETTER = re.compile(rb"\r?\n[ \t]")
_WITHIN = re.compile(r"(?<=\w)[*_~`|^\\]+(?=\w)")
_JOIN = re.compile(r"[\"'`]\s*(?:[+.&]|\|\||\\\r?\n)?\s*[\"'`]")
_SPACED = re.compile(r"(?<!\w)\w(?: {1,3}[\w.,;'-]){11,}")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_QUOTED = re.compile(r"=[0-9A-F]{2}|=\r?\n")
_BASE64 = re.compile(
    r"[A-Za-z0-9+/_-]{16,}(?:\s{1,3}[A-Za-z0-9+/_-]{16,})*(?:\s{1,3}[A-Za-z0-9+/_-]{1,15})?={0,2}"
)
_BASE32 = re.compile(r"\b[A-Z2-7]{24,}(?:\s{1,3}[A-Z2-7]{8,})*={0,6}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:,]{0,2}(?:0x|\\x)?){12,}")
_NUMBERS = re.compile(r"(?:\d{1,5}\s*[,; ]\s*){8,}\d{1,5}")
_UU = re.compile(r"^begin \d{3} [^\n]*\n(.*?)^`?\s*\nend", re.MULTILINE | re.DOTALL)
_ASCII85 = re.compile(r"<~(.*?)~>", re.DOTALL)
_ENCODED_WORD = re.compile(r"=\?([\w-]+)\?([BbQq])\?([^?]*)\?=\s*")
_DATA = re.compile(r"data:[\w/+.;=-]*,([^\"'<>\s)]+)")


def _readings(text: str) -> list[str]:
    """A text, what each way to read it makes of it, and at last what all of them in turn do."""
    readings = dict.fromkeys([text, *(view(text) for view in _VIEWS)])
    for _ in range(ROUNDS):
        before = text
        for view in _VIEWS:
            text = view(text)
            readings[text] = None
        if text == before:
            break
    del readings[text]
    return [*readings, text]


def _without_entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text


def _without_tags(text: str) -> str:
    """Without tags, and only then without entities, since `&lt;` begins none."""
    return _without_entities(_TAG.sub(" ", _INLINE.sub("", text))) if "<" in text else text


def _without_cdata(text: str) -> str:
    """A text that has the end of such a part in it is written as two."""
    return (
        text.replace("]]><![CDATA[", "").replace("<![CDATA[", "").replace("]]>", "")
        if "]]>" in text
        else text
    )


def _without_any_tag(text: str) -> str:
    """Some programs put each letter of a word into a tag of its own."""
    return _TAG.sub("", text) if text.startswith("<?xml") or "<svg" in text else text


def _without_escapes(text: str) -> str:
    if text.startswith("{\\rtf"):
        return _RTF.sub(_from_rtf, text)
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _without_css_escapes(text: str) -> str:
    return _CSS_ESCAPE.sub(lambda found: _letter(int(found[1], 16)), text) if "\\" in text else text


def _without_percents(text: str) -> str:
    text = _PERCENT_U.sub(lambda found: _letter(int(found[1], 16)), text) if "%u" in text else text
    return unquote(text) if _PERCENT.search(text) else text


def _without_plus(text: str) -> str:
    return text.replace("+", " ") if "+" in text else text


def _without_quoting(text: str) -> str:
    """Mail as it is sent. Its letters are those of one alphabet or the other."""
    if not _QUOTED.search(text):
        return text
    raw = quopri.decodestring(text.encode("utf-8", "ignore"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _without_times(text: str) -> str:
    """Subtitles, transcripts and lists with a number a line."""
    if re.search(r"\d:\d\d", text) or re.search(r"^[ \t]*\d+\b", text, re.MULTILINE):
        return _COUNTER.sub(" ", _TIME.sub(" ", text))
    return text


def _without_folds(text: str) -> str:
    return _FOLD.sub("", text) if "BEGIN:V" in text else text


def _not_rolling(text: str) -> str:
    """Live subtitles, of which each says again what the one before ended with."""
    if "-->" not in text:
        return text
    said: list[str] = []
    for line in _without_times(text).splitlines():
        words = line.split()
        again = next((n for n in range(min(len(words), 40), 0, -1) if said[-n:] == words[:n]), 0)
        said += words[again:]
    return " ".join(said)


def _by_column(text: str) -> str:
    """A table, read down its columns: some programs give each word a row, with its time or its kind beside it."""
    lines = [line for line in text.splitlines() if line.strip()]
    for mark in "\t", ",", ";", "|":
        if len(lines) >= 3 and all(mark in line for line in lines[:20]):
            with contextlib.suppress(csv.Error):
                rows = list(csv.reader(lines, delimiter=mark))
                return "\n\n".join(" ".join(column) for column in itertools.zip_longest(*rows, fillvalue=""))
    return text


def _by_attribute(text: str) -> str:
    """XML in which each word is an attribute, as readers of scanned pages write it."""
    if not text.lstrip().startswith("<") or "<html" in text[:1000].casefold():
        return text
    values: dict[str, list[str]] = defaultdict(list)
    for name, one, other in _ATTRIBUTE.findall(text):
        values[name].append(one or other)
    return "\n\n".join(map(" ".join, values.values())) or text


def _with_own_entities(text: str) -> str:
    if "<!ENTITY" not in text:
        return text
    own = {name: one or other for name, one, other in _ENTITY.findall(text)}
    return re.sub(r"&([\w.-]+);", lambda found: own.get(found[1], found[0]), text)


def _once_encoded(text: str) -> str:
    """Letters that were written as the bytes of UTF-8, and those as letters."""

    def letter(found: re.Match[str]) -> str:
        for encoding in ("latin-1", "cp1252"):
            with contextlib.suppress(UnicodeError):
                return found[0].encode(encoding).decode("utf-8")
        return found[0]

    return _TWICE.sub(letter, text) if not text.isascii() else text


def _by_name(text: str) -> str:
    """The texts of JSON, or of JSON a line, in order and by name: a film's words may each have a time beside them."""
    return "\n\n".join(_from_json(text)) or text if text.lstrip()[:1] in ("{", "[") else text


_VIEWS: tuple[Callable[[str], str], ...] = (
    _by_name,
    _without_quoting,
    _without_folds,
    _by_column,
    _by_attribute,
    _with_own_entities,
    lambda text: _CONTINUED.sub("", text),
    lambda text: _ACCENTED.sub(r"\1", text) if "\\" in text else text,
    lambda text: _STYLE.sub("", text),
    _without_percents,
    lambda text: _ENCODED_WORD.sub(_from_mail, text) if "=?" in text else text,
    _without_escapes,
    _without_entities,
    lambda text: _JOIN.sub("", text),
    lambda text: _BETWEEN.sub("", text) if "[" in text or "</" in text else text,
    lambda text: _LINK.sub(r"\1\2", text) if "[" in text else text,
    _without_cdata,
    _without_any_tag,
    _without_tags,
    _not_rolling,
    _without_times,
    _once_encoded,
    lambda text: _HYPHEN.sub("", text),
    lambda text: _WITHIN.sub("", text),
    lambda text: _SPACED.sub(lambda found: re.sub(r"(?<! ) (?! )", "", found[0]), text),
    _without_css_escapes,
    _without_plus,
)


def _bytes_in(text: str) -> Iterator[bytes]:
    """What is packed in letters: base64 and its like, data: addresses, hexadecimal, quoted-printable, numbers."""
    for token in _BASE64.findall(text):
        letters = re.sub(r"\s", "", token).rstrip("=").translate(str.maketrans("-_", "+/"))
        # A word with a capital letter at most is a word.
        if not (letters.islower() or letters.isdigit() or letters[1:].islower()):
            for start in (0, 1) if letters[0] in "/+" else (0,):
                yield _valued(
                    lambda some: base64.b64decode(some + "=" * (-len(some) % 4)), _whole(letters[start:], 4)
                )
    for token in _BASE32.findall(text):
        letters = re.sub(r"[\s=]", "", token)
        yield _valued(lambda some: base64.b32decode(some + "=" * (-len(some) % 8)), letters)
    for token in _HEX.findall(text):
        digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", token)
        yield _valued(bytes.fromhex, digits[: len(digits) // 2 * 2])
    for token in _NUMBERS.findall(text):
        numbers = [int(number) for number in re.findall(r"\d+", token)]
        if all(number < 0xD800 for number in numbers):
            yield "".join(map(chr, numbers)).encode()
        if all(number < 0x100 for number in numbers):
            yield bytes(numbers)
    for token in _UU.findall(text):
        yield b"".join(_valued(binascii.a2b_uu, line) for line in token.splitlines())
    for token in _ASCII85.findall(text):
        yield _valued(base64.a85decode, token)
    whole = "".join(text.split())
    if len(whole) >= 24 and _ONE_TOKEN.fullmatch(text):
        # Any letters are something in these, so it has to be text, or to say what it is.
        ways = (_valued(decode, whole) for decode in _ALPHABETS)
        yield from (raw for raw in ways if _is_text(raw) or _has_mark(raw))
    for token in _DATA.findall(text):
        yield unquote(token).encode("utf-8", "ignore")


def _padded(letters: str) -> str:
    return letters.rstrip("=").upper() + "=" * (-len(letters.rstrip("=")) % 8)


# How a file can be nothing but letters that stand for bytes, without a word of how.
_ONE_TOKEN = re.compile(r"\s*(?:[!-~]{20,}\s+)*[!-~]+\s*")
_Z85 = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
)
_ALPHABETS: tuple[Callable[[str], bytes], ...] = (
    lambda letters: base64.b32decode(_padded(letters)),
    lambda letters: base64.b32hexdecode(_padded(letters)),
    base64.a85decode,
    base64.b85decode,
    lambda letters: base64.b85decode(letters.translate(_Z85)),
)


def _whole(letters: str, size: int) -> str:
    """The letters without a last one that can be none of base64's."""
    return letters[:-1] if len(letters) % size == 1 else letters


def _valued(decode: Callable[[str], bytes], token: str) -> bytes:
    try:
        return decode(token)
    except (ValueError, binascii.Error):
        return b""


def _from_mail(found: re.Match[str]) -> str:
    given = found[3].encode()
    raw = _valued(base64.b64decode, found[3]) if found[2] in "Bb" else quopri.decodestring(given, header=True)
    try:
        return raw.decode(found[1], "ignore")
    except LookupError:
        return raw.decode("utf-8", "ignore")


def _letter(number: int) -> str:
    return chr(number) if number < 0x110000 else " "


def _unescaped(found: re.Match[str]) -> str:
    for group in (1, 2, 3, 4):
        if found[group]:
            return _letter(int(found[group], 16))
    if found[5]:
        return chr(int(found[5], 8))
    return found[7] or " "


def _from_rtf(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1]).decode("cp1252", "ignore")
    if found[2]:
        return _letter(int(found[2]) % 0x10000)
    return " " if found[0].startswith(("\\par", "\\line", "\\tab")) else ""


def _from_json(text: str) -> Iterator[str]:
    try:
        values = [json.loads(text)]
    except (ValueError, RecursionError):
        try:
            values = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return
    yield from (leaf for leaf in _leaves(values) if isinstance(leaf, str))
