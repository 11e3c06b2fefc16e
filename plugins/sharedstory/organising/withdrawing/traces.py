"""Looks for the words of a piece in files, packed or not: what shows that something that was taken back is gone."""

import bisect
import hashlib
import itertools
import lzma
import re
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from sharedstory.editing.prepared import FOLDER
from sharedstory.schema import locales

RUN = 6
# As many letters, at least, as three words have that are put together; a word of more is none of a person's.
TOGETHER = 12
LONGEST = 250
# A phrase of fewer words may be anybody's.
SHORT = 3
# What programs keep for themselves, and Git: its history is told of at the end.
HISTORY = (".git", ".hg", ".svn", ".bzr", "CVS")
_MADE = (
    "node_modules",
    "__pycache__",
    ".venv",
    ".tox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    *HISTORY,
)
_ACCENT = re.compile("[\\u0300-\\u036f\\u0591-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u20d0-\\u20ff]")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
# What is typed in more ways than one. Replacing one by one is far faster than a table, since most texts have none.
_ALIKE = (
    *((typed, "'") for typed in "\u2019\u2018\u02bc\u2032\u00b4`"),
    *((typed, "-") for typed in "\u2010\u2011\u2012\u2013\u2212"),
    *((typed, "") for typed in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2066\u2067\u2068\u2069"),
)
# The search index has each letter of Chinese, Thai and their like as a word by itself. Here they are put together
# again, apart from others.
_TOGETHER = re.compile(rf"(?<=[{locales.UNSPACED}])\s+(?=[{locales.UNSPACED}])")
_APART = re.compile(
    rf"(?<=[{locales.UNSPACED}])(?=[^\W{locales.UNSPACED}])|(?<=[^\W{locales.UNSPACED}])(?=[{locales.UNSPACED}])"
)

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
        if not self.runs and text.isascii():
            # Most files of the face have not even the words of any of these.
            folded = text.casefold()
            if not any(all(map(folded.__contains__, phrase.casefold().split())) for phrase in self.phrases):
                return NOTHING
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


def print_of(raw: bytes) -> str:
    """What tells one picture from another, and says nothing of it."""
    return hashlib.sha256(raw).hexdigest()


def found(words: Words, texts: Iterable[str]) -> Words:
    """Those words that stand in the texts of a file."""
    seen = NOTHING
    for text in texts:
        seen |= words.within(text)
    return seen


@dataclass(frozen=True, slots=True)
class Prints:
    """What words can be known by without being read: for waiting on disk until they are gone everywhere.

    `hashes` are those of phrases and runs with the `salt`. `marks` are sixteen bits of each of their words, which
    thousands of other words share: they only say quickly that a text has none of them. `lengths` are how many words
    a phrase or run has, and whether it is looked for in its case.
    """

    salt: str
    lengths: frozenset[tuple[int, bool]]
    marks: frozenset[int]
    hashes: frozenset[str]

    @classmethod
    def of(cls, words: Words, salt: str) -> "Prints":
        """The prints of words. Nobody can read the words in them, or guess them without the salt."""
        terms = [(phrase.split(" "), phrase.count(" ") + 1 < SHORT) for phrase in words.phrases]
        terms += [(list(run), False) for run in words.runs]
        return cls(
            salt,
            frozenset((len(term), cased) for term, cased in terms),
            frozenset(_mark(word.casefold()) for term, _ in terms for word in term),
            frozenset(_hash(salt, term) for term, _ in terms),
        )

    def __len__(self) -> int:
        return len(self.hashes)

    def within(self, text: str, names: Container[str] = ()) -> bool:
        """Whether any of the words stand in a text, or in words that were put together, as in addresses and hashtags.

        `names` are those of files and pledges that are there, and of the piece, which its old address keeps.
        """
        words = _words(text)
        return self._among(words, 1) or any(
            self._put_together(word) for word in set(words) if len(word) >= TOGETHER and word not in names
        )

    @lru_cache(maxsize=2**16)  # noqa: B019 - what is kept ends with the command, which looks for the words of one piece
    def _put_together(self, word: str) -> bool:
        """Whether a word was made of several that are looked for. One of them alone may be anybody's."""
        return any(self._among(some, 2) for some in self._apart(word))

    def _apart(self, word: str) -> Iterator[list[str]]:
        """The words that may have been put together in one."""
        parts = _parts(word)
        return iter([parts]) if parts else self._segments(word.casefold())

    def _among(self, words: list[str], least: int) -> bool:
        """Whether something of at least so many words is among some words that follow each other."""
        likely = {word for word in set(words) if _mark(word.casefold()) in self.marks}
        stretch: list[str] = []
        for word in [*words, ""] if likely else ():
            if word in likely:
                stretch.append(word)
                continue
            if stretch and self._in_stretch(stretch, least):
                return True
            stretch = []
        return False

    def _segments(self, word: str) -> Iterator[list[str]]:
        """The ways in which a word without capitals or hyphens can be words of the piece, from wherever they begin."""
        if not word.isalpha() or len(word) > LONGEST:
            return
        ends = [
            [
                end
                for end in range(start + 1, min(start + RUN * 4, len(word)) + 1)
                if _mark(word[start:end]) in self.marks
            ]
            for start in range(len(word))
        ]
        for start in range(len(word)):
            waiting: list[tuple[int, list[str]]] = [(start, [])]
            while waiting:
                place, words = waiting.pop()
                if len(words) >= RUN or place == len(word) or not ends[place]:
                    if len(words) >= SHORT:
                        yield words
                    continue
                waiting += [(end, [*words, word[place:end]]) for end in ends[place]]

    def _in_stretch(self, words: list[str], least: int) -> bool:
        folded = [word.casefold() for word in words]
        for length, cased in self.lengths:
            if length < least:
                continue
            some = words if cased else folded
            for start in range(len(some) - length + 1):
                if _hash(self.salt, some[start : start + length]) in self.hashes:
                    return True
        return False


def _hash(salt: str, words: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=12, key=salt.encode()).hexdigest()


@cache
def _mark(word: str) -> int:
    return zlib.crc32(word.encode()) & 0xFFFF


def shown(text: str) -> str:
    """A page or template without its markup."""
    return re.sub(r"<[^>]*>", " ", text)


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, sorted. Links, and folders in which Git and its like keep all that ever was, are named
    and not gone into.
    """
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not _is_history(path):
            yield from files(path)
        else:
            yield path


def _is_history(folder: Path) -> bool:
    """Whether a folder keeps what others were: `.git` and its like, or a repository without files."""
    return folder.name in HISTORY or ((folder / "objects").is_dir() and (folder / "HEAD").is_file())


_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar")


def copies(site: Path) -> Iterator[Path]:
    """What lies beside a site and is a copy of it or an older one, by its name or by a file that only ours have; packed ones too."""
    alike = re.compile(rf"(?<![^\W_]){re.escape(site.name)}(?![^\W_])", re.IGNORECASE)
    for path in sorted(site.parent.iterdir()) if site.parent.is_dir() else ():
        named = alike.search(path.name) and (path.is_dir() or path.suffix.casefold() in _ARCHIVES)
        if (
            path.name != site.name
            and (named or _is_ours(path) or _packs_ours(path))
            and not (path / "mkdocs.yml").is_file()
        ):
            yield path


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a site of ours, or one in each of its folders, as `mike` keeps them."""
    return folder.is_dir() and any(
        next(folder.glob(f"{below}assets/sharedstory.css"), None) is not None for below in ("", "*/")
    )


# How many names of an archive are read to find out what it holds.
_NAMES = 20_000


def _packs_ours(path: Path) -> bool:
    """Whether an archive holds a site of ours, whatever it is called, or what GitHub Pages is given to publish."""
    if path.suffix.casefold() not in _ARCHIVES or not path.is_file():
        return False
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        else:
            with tarfile.open(path) as members:
                names = [member.name for member in itertools.islice(members, _NAMES)]
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError):
        return False
    return any(name == "artifact.tar" or name.endswith("assets/sharedstory.css") for name in names)


def sources(root: Path, site: Path) -> Iterator[Path]:
    """The files that people keep in the folder of a site: none of the built site or a copy of it, and none that
    programs put there.
    """
    built = {path.absolute() for path in (site, *copies(site))}
    for path in sorted(root.iterdir()):
        if path.is_symlink() or path.absolute() in built:
            continue
        made = (
            path.name in _MADE
            or path.parts[-len(FOLDER.parts) :] == FOLDER.parts
            or (path / "pyvenv.cfg").exists()
        )
        if path.is_dir() and not made:
            yield from sources(path, site)
        elif path.is_file():
            yield path


def line_of(words: Words, text: str) -> int:
    """The line, from 1, in which the first of the words ends."""
    if not words.within(text):
        return 1  # they are packed
    lines = text.splitlines()
    return 1 + bisect.bisect_left(
        range(1, len(lines)), True, key=lambda count: bool(words.within("\n".join(lines[:count])))
    )


# Parts of a word such as TheHeronCame.
_HUMP = re.compile(r"[A-Z]?[a-z']+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+|\d+")


def _parts(word: str) -> list[str]:
    """The words that were put together with hyphens or capitals, where there are enough of them to say something."""
    parts = word.split("-") if "-" in word else _HUMP.findall(word)
    return parts if len(parts) >= SHORT else []


def _phrase(text: str) -> str:
    words = _words(text)
    # "A key" may be a title, and "a key" is anybody's.
    return " ".join(words if len(words) < SHORT else _words(text.casefold()))


def _words(text: str) -> list[str]:
    """The words of a text without what programs add to letters or take from them: ligatures, wide forms, accents."""
    if not text.isascii():
        for typed, alike in _ALIKE:
            text = text.replace(typed, alike)
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
        if locales.unspaced(text):
            text = _APART.sub(" ", _TOGETHER.sub("", text))
    return _WORD.findall(text)


def _runs(words: list[str]) -> Iterator[Run]:
    return zip(*(itertools.islice(words, start, None) for start in range(RUN)), strict=False)
