"""Opens a file in layers: from bytes to texts, from texts to what is packed in them, and so on until nothing is new.

What cannot be opened to the end is said to be closed, and why, so that nobody counts it as searched.
"""

import base64
import binascii
import bz2
import contextlib
import hashlib
import io
import itertools
import logging
import lzma
import plistlib
import re
import sqlite3
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import brotli
import cbor2

from sharedstory.organising.withdrawing.alphabets import ALPHABETS, ONE_TOKEN
from sharedstory.organising.withdrawing.bytes_alone import (
    CLOSED,
    FONT,
    LOCKED,
    PACKED,
    PICTURE,
    UNKNOWN,
    by_its_name,
    is_random,
    is_text,
)
from sharedstory.organising.withdrawing.readings import (
    ASCII85,
    BASE32,
    BASE64,
    DATA,
    HEX,
    NUMBERS,
    STREAM,
    UU,
    Closed,
    Inner,
    as_one_text,
    decoded_text,
    leaves,
    other_readings,
    valued,
)

# No page of a site is longer, and what is packed could otherwise fill any memory.
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 8
# No words can be packed smaller than this.
MAX_RATIO = 200
# How many streams are looked for within one file that is no text.
MAX_STREAMS = 2_000
DAMAGED, TOO_BIG, TOO_DEEP = "it is damaged", "it is too big", "it is packed too often"
PAGES = "it has pages without words that we can read"
_ARMOURED = re.compile(
    r"-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED|PKCS7|CMS|ENCRYPTED)|^\$ANSIBLE_VAULT|^age-encryption\.org",
    re.MULTILINE,
)


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
            readings = other_readings(layer)
            self.texts += readings
            if _ARMOURED.search(layer):
                self.close(LOCKED)
            for text in {layer, readings[-1]}:
                for inner in _bytes_in(text):
                    self.put(inner, depth + 1, sure=False)
            return
        readable = is_text(layer)
        if not (sure or readable or _has_mark(layer)):
            # It only looked like something packed, or has no mark that says how.
            unpacked = [*_without_mark(layer, self.room)]
            self.texts += unpacked
            if not unpacked and is_random(layer):
                self.close(UNKNOWN)
            return
        self.parts.append(layer)
        for decoded in decoded_text(layer):
            if readable:
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
                        if isinstance(inner, Closed):
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
        reason = next((why for magic, why in CLOSED if raw.startswith(magic)), "") or by_its_name(raw)
        if not is_text(raw):
            self._carve(raw, depth, zips=True)
            if not reason and sure:
                reason = UNKNOWN
        if reason and (sure or (len(raw) > 64 and reason != FONT)):
            self.close(reason)

    def _carve(self, raw: bytes, depth: int, *, zips: bool) -> None:
        """Put the streams that stand somewhere within: behind a picture, or in a format that we do not know."""
        for stream in _streams(raw, self.room, zips=zips):
            self.put(stream, depth + 1, sure=False)


def _has_mark(raw: bytes) -> bool:
    """Whether bytes say themselves what they are."""
    return (
        any(raw.startswith(magic) for magic, _ in CLOSED if len(magic) > 2)
        or bool(by_its_name(raw))
        or any(known(raw, "") for known, _ in _PACKED[:-1])
    )


def _without_mark(raw: bytes, room: int) -> Iterator[str]:
    """The text that some bytes give to the last one in a way of packing that has no mark. Others hardly ever do."""
    if len(raw) < 16:
        return
    with contextlib.suppress(brotli.error):
        packed = brotli.Decompressor()
        part = packed.process(raw, output_buffer_limit=min(room, MAX_BYTES))
        if packed.is_finished() and len(part) >= 16 and is_text(part):
            yield from decoded_text(part)
    with contextlib.suppress(zlib.error):
        deflated = zlib.decompressobj(-15)
        part = deflated.decompress(raw, room)
        if deflated.eof and not deflated.unused_data and len(part) >= 16 and is_text(part):
            yield from decoded_text(part)


# Packed bytes


def _gzip(raw: bytes, room: int) -> Inner:
    """Every member of it; what stands behind them is looked at as everything else."""
    while raw.startswith(b"\x1f\x8b"):
        packed = zlib.decompressobj(wbits=31)
        part = packed.decompress(raw, room)
        yield part
        room -= len(part)
        if not packed.eof:
            yield Closed(DAMAGED if room > 0 else TOO_BIG)
            return
        raw = packed.unused_data
    yield raw.strip(b"\0")


def _with(make: Callable[[], Any]) -> Callable[[bytes, int], Inner]:
    def unpack(raw: bytes, room: int) -> Inner:
        packed = make()
        yield packed.decompress(raw, room)
        if not packed.eof:
            yield Closed(DAMAGED if packed.needs_input else TOO_BIG)
        yield packed.unused_data

    return unpack


def _brotli(raw: bytes, room: int) -> Inner:
    packed = brotli.Decompressor()
    yield packed.process(raw, output_buffer_limit=min(room, MAX_BYTES))
    if not packed.is_finished():
        yield Closed(DAMAGED if packed.can_accept_more_data() else TOO_BIG)


def _is_brotli(raw: bytes, name: str) -> bool:
    """Brotli has no mark of its own: it is what can be opened as such, and is no text."""
    if name.endswith(".br"):
        return True
    if is_text(raw) or any(raw.startswith(magic) for magic, _ in CLOSED):
        return False
    packed = brotli.Decompressor()
    try:
        part = packed.process(raw, output_buffer_limit=4096)
    except brotli.error:
        return False
    return len(part) > 16 and (packed.is_finished() or not packed.can_accept_more_data())


def _zlib(raw: bytes, room: int) -> Inner:
    packed = zlib.decompressobj()
    yield packed.decompress(raw, room)
    if not packed.eof:
        yield Closed(DAMAGED)
    yield packed.unused_data


def _is_zlib(raw: bytes, name: str) -> bool:
    if raw[:1] not in (b"\x78", b"\x58", b"\x68", b"\x48") or int.from_bytes(raw[:2]) % 31:
        return False
    try:
        zlib.decompressobj().decompress(raw, 64)
    except zlib.error:
        return False
    return not is_text(raw)


def _zip(raw: bytes, room: int) -> Inner:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        yield archive.comment
        for item in archive.infolist():
            yield f"{item.filename}\n"
            yield item.comment
            if item.flag_bits & 1:
                yield Closed(LOCKED)
            elif item.file_size > room:
                yield Closed(TOO_BIG)
            else:
                room -= item.file_size
                try:
                    yield archive.read(item)
                # A packing that zipfile does not know is a RuntimeError.
                except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError):
                    yield Closed(DAMAGED)
        listed = {item.header_offset for item in archive.infolist()}
    yield from _unlisted(raw, listed, room)


def _unlisted(raw: bytes, listed: Collection[int], room: int) -> Inner:
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
            yield Closed(PACKED)


def _tar(raw: bytes, room: int) -> Inner:
    with tarfile.open(fileobj=io.BytesIO(raw), mode="r:") as archive:
        for item in archive:
            yield f"{item.name}\n{item.linkname}"
            file = archive.extractfile(item) if item.isfile() else None
            if file is not None:
                yield file.read()


def _pdf(raw: bytes, room: int) -> Inner:
    """The words of a PDF, what it says of itself, its notes and forms, and where it leads to."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends on the way helps nobody here
    with pypdf.PdfReader(io.BytesIO(raw)) as document:
        if document.is_encrypted and not document.decrypt(""):
            yield Closed(LOCKED)
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
            yield Closed(PAGES)
        if any(page.images.keys() for page in document.pages):
            yield Closed(f"{PICTURE} in part")


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


def _sqlite(raw: bytes, room: int) -> Inner:
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


def _plist(raw: bytes, room: int) -> Inner:
    yield from leaves(plistlib.loads(raw))


def _pagefind(raw: bytes, room: int) -> Inner:
    """A part of Pagefind's index: JSON, CBOR, or the program that reads them."""
    raw = raw.removeprefix(b"pagefind_dcd")
    if raw.startswith(b"\0asm"):
        return
    if raw.startswith((b"{", b"[")):
        yield raw
        return
    yield from leaves(cbor2.loads(raw))


_PACKED: tuple[tuple[Callable[[bytes, str], bool], Callable[[bytes, int], Inner]], ...] = (
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


def _streams(raw: bytes, room: int, *, zips: bool) -> Iterator[bytes]:
    """Packed streams within bytes that are more than that, with `zips` those too."""
    for number, mark in enumerate(STREAM.finditer(raw, 1)):
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


def _bytes_in(text: str) -> Iterator[bytes]:
    """What is packed in letters: base64 and its like, data: addresses, hexadecimal, quoted-printable, numbers."""
    for token in BASE64.findall(text):
        letters = re.sub(r"\s", "", token).rstrip("=").translate(str.maketrans("-_", "+/"))
        # A word with a capital letter at most is a word.
        if not (letters.islower() or letters.isdigit() or letters[1:].islower()):
            for start in (0, 1) if letters[0] in "/+" else (0,):
                yield valued(
                    lambda some: base64.b64decode(some + "=" * (-len(some) % 4)),
                    as_one_text(letters[start:], 4),
                )
    for token in BASE32.findall(text):
        letters = re.sub(r"[\s=]", "", token)
        yield valued(lambda some: base64.b32decode(some + "=" * (-len(some) % 8)), letters)
    for token in HEX.findall(text):
        digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", token)
        yield valued(bytes.fromhex, digits[: len(digits) // 2 * 2])
    for token in NUMBERS.findall(text):
        numbers = [int(number) for number in re.findall(r"\d+", token)]
        if all(number < 0xD800 for number in numbers):
            yield "".join(map(chr, numbers)).encode()
        if all(number < 0x100 for number in numbers):
            yield bytes(numbers)
    for token in UU.findall(text):
        yield b"".join(valued(binascii.a2b_uu, line) for line in token.splitlines())
    for token in ASCII85.findall(text):
        yield valued(base64.a85decode, token)
    whole = "".join(text.split())
    if len(whole) >= 24 and ONE_TOKEN.fullmatch(text):
        # Any letters are something in these, so it has to be text, or to say what it is.
        ways = (valued(decode, whole) for decode in ALPHABETS)
        yield from (raw for raw in ways if is_text(raw) or _has_mark(raw))
    for token in DATA.findall(text):
        yield unquote(token).encode("utf-8", "ignore")
