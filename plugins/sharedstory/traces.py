"""Looks for the words of a piece in files, packed or not: what shows that something that was taken back is gone."""

import bisect
import hashlib
import html
import io
import itertools
import logging
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

RUN = 6
# A phrase of fewer words may be anybody's.
SHORT = 3
_MADE = ("node_modules", "__pycache__")
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF"
# What their words are packed in, only their own programs can open.
_CLOSED = (b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0")
# No page of a site is longer, and what is packed could otherwise fill any memory.
MAX_BYTES = 64 * 1024 * 1024
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|[nrt])")
_TAG = re.compile(r"<[^>]*>")
# What may stand within a sentence without parting its words.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|time)(?:\s[^>]*)?>"
)
# What is typed in more ways than one. Replacing one by one is far faster than a table, since most texts have none.
_ALIKE = (("\u2019", "'"), ("\u2018", "'"), ("\u00ad", ""), ("\u2011", "-"))

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a piece can be known by: phrases such as its title and names, and every six words that follow each other."""

    phrases: frozenset[str]
    runs: frozenset[Run]

    @classmethod
    def of(cls, phrases: Iterable[str], texts: Iterable[str]) -> "Words":
        """Phrases and texts as somebody wrote them. What is shorter than six words is looked for as a phrase."""
        whole: set[str] = set()
        runs: set[Run] = set()
        for text in phrases:
            whole.add(_phrase(text))
        for text in texts:
            words = _words(text.casefold())
            if len(words) < RUN:
                whole.add(_phrase(text))
            runs.update(_runs(words))
        return cls(frozenset(whole - {""}), frozenset(runs))

    def __bool__(self) -> bool:
        return bool(self.phrases or self.runs)

    def __len__(self) -> int:
        return len(self.phrases) + len(self.runs)

    def __sub__(self, other: "Words") -> "Words":
        return Words(self.phrases - other.phrases, self.runs - other.runs)

    def __or__(self, other: "Words") -> "Words":
        return Words(self.phrases | other.phrases, self.runs | other.runs)

    def within(self, text: str) -> "Words":
        """Those of these that stand in a text, whatever its case and line ends; one or two words in their case."""
        words = _words(text.casefold())
        joined = f" {' '.join(words)} "
        as_typed = ""
        if any(phrase.count(" ") + 1 < SHORT for phrase in self.phrases):
            as_typed = f" {' '.join(_words(text))} "
        phrases = frozenset(
            phrase
            for phrase in self.phrases
            if f" {phrase} " in (as_typed if phrase.count(" ") + 1 < SHORT else joined)
        )
        return Words(phrases, self.runs.intersection(_runs(words)) if self.runs else self.runs)


NOTHING = Words(frozenset(), frozenset())


Parts = list[bytes]


def opened(path: Path) -> tuple[Parts, bool]:
    """What stands in a file, also where it is packed, and whether that is all of it.

    It is not where the file is too big, damaged or closed to us, or has pages that are only pictures.
    """
    if path.stat().st_size > MAX_BYTES:
        return [], False
    raw = path.read_bytes()
    if raw.startswith(_CLOSED):
        return [], False
    if raw.startswith(_ZIP):
        return _unzipped(raw)
    if raw.startswith(_PDF):
        return _read_pdf(raw)
    if not raw.startswith(_GZIP):
        return [raw], True
    packed = zlib.decompressobj(wbits=31)
    try:
        whole = packed.decompress(raw, MAX_BYTES)
    except zlib.error:
        return [], False
    return [whole], packed.eof


def _unzipped(raw: bytes) -> tuple[Parts, bool]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_BYTES:
                return [], False
            return [archive.read(item) for item in archive.infolist()], True
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, zlib.error):
        return [], False


def _read_pdf(raw: bytes) -> tuple[Parts, bool]:
    """The words of a PDF, what it says of itself and where it leads to, and its bytes."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends on the way helps nobody here
    try:
        with pypdf.PdfReader(io.BytesIO(raw)) as document:
            pages = [page.extract_text() for page in document.pages]
            told = [str(value) for value in (document.metadata or {}).values()]
            notes = (note.get_object() for page in document.pages for note in page.annotations or ())
            links = [str(note.get("/A", {}).get("/URI", "")) for note in notes]
    except Exception:  # pypdf raises whatever a damaged or locked file makes of it
        return [raw], False
    return ["\n".join([*pages, *told, *links]).encode("utf-8", "ignore"), raw], all(map(str.strip, pages))


def print_of(raw: bytes) -> str:
    """What tells one picture from another, and says nothing of it."""
    return hashlib.sha256(raw).hexdigest()


def readings(raw: bytes) -> Iterator[str]:
    """The texts that bytes can be read as: as they are, and without the escapes and markup of pages, data and feeds."""
    text = raw.decode("utf-8", errors="ignore")
    plain = html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text))
    yield plain
    if "<" in text:
        yield html.unescape(_TAG.sub(" ", _INLINE.sub("", text)))
    if "<" in plain:
        # Feeds and data have pages within them, with their markup escaped.
        yield html.unescape(_TAG.sub(" ", _INLINE.sub("", plain)))
    if "%20" in text:
        yield unquote(plain)


def found(words: Words, parts: Iterable[bytes]) -> Words:
    """Those words that stand in the parts of a file."""
    seen = NOTHING
    for raw in parts:
        for text in readings(raw):
            seen |= words.within(text)
    return seen


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, sorted; no link is followed."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            yield from files(path)
        elif path.is_file() and not path.is_symlink():
            yield path


def sources(root: Path, site: Path) -> Iterator[Path]:
    """The files that people keep in the folder of a site: none of the built site, and none that programs put there."""
    for path in sorted(root.iterdir()):
        if path.is_symlink() or path.absolute() == site.absolute():
            continue
        made = path.name.startswith(".") or path.name in _MADE or (path / "pyvenv.cfg").exists()
        if path.is_dir() and not made:
            yield from sources(path, site)
        elif path.is_file():
            yield path


def line_of(words: Words, text: str) -> int:
    """The line, from 1, in which the first of the words ends."""
    lines = text.splitlines()
    return 1 + bisect.bisect_left(
        range(1, len(lines)), True, key=lambda count: bool(words.within("\n".join(lines[:count])))
    )


def _phrase(text: str) -> str:
    words = _words(text)
    # "A key" may be a title, and "a key" is anybody's.
    return " ".join(words if len(words) < SHORT else _words(text.casefold()))


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text)
    for typed, alike in _ALIKE:
        text = text.replace(typed, alike)
    return _WORD.findall(text)


def _runs(words: list[str]) -> Iterator[Run]:
    return zip(*(itertools.islice(words, start, None) for start in range(RUN)), strict=False)
