"""Which font has the letters of some words: the site's own, one beside it, Pillow's, or one of this machine."""

import contextlib
import io
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ENDINGS = (".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2")
# Kinds of font that are not for a title, by what their files are called.
_NOT_PLAIN = ("italic", "oblique", "mono", "condensed", "narrow", "emoji", "light", "thin", "black")


@dataclass(frozen=True, slots=True)
class Font:
    """A font file (TrueType, OpenType, WOFF), or Pillow's own where there is none."""

    file: str | None

    def at(self, size: int, weight: int) -> Any:
        """The font at a size in pixels, and of a weight where it has several."""
        return _loaded(self.file, size, weight)

    def has(self, words: str) -> bool:
        """Whether it has every letter and sign of some words."""
        needed = _bits(frozenset(map(ord, words)) - _unseen(words))
        return needed & _letters(self.file) == needed


class Fonts:
    """The fonts that there are for a site whose own is `file`, if it has one."""

    def __init__(self, file: str | None, folders: tuple[Path, ...] | None = None) -> None:
        self._given = [Font(file), *(Font(path) for path in _files(Path(file).parent, "*"))] if file else []
        self._folders = _folders() if folders is None else folders

    def runs(self, words: str) -> tuple[tuple[Font, str], ...] | None:
        """Words in parts, each with a font that has all of its letters; None where there is none for some letter.

        The site's own fonts are taken where they have all letters between them, and then any. Words whose letters change
        with their neighbours, or run from the right, need one font for all, and need Pillow to have Raqm.
        """
        simple = _simple(words)
        if not simple and not shapes():
            return None
        for among in (self._own, self._all):
            whole = next((font for font in among() if font.has(words)), None)
            if whole:
                return ((whole, words),)
            found = _by_letter(words, among) if simple else None
            if found:
                return found
        return None

    def of(self, words: str) -> "Fonts":
        """The fonts that some words are set in, first of all for any part of them, so that their lines look alike."""
        fonts = Fonts(None, self._folders)
        fonts._given = [*dict.fromkeys(font for font, _ in self.runs(words) or ()), *self._given]
        return fonts

    def _own(self) -> Iterator[Font]:
        yield from self._given
        yield Font(None)

    def _all(self) -> Iterator[Font]:
        yield from self._own()
        yield from self._machine

    @cached_property
    def _machine(self) -> list[Font]:
        found = {path for folder in self._folders for path in _files(folder, "**/*")}
        plain = [path for path in found if not any(word in Path(path).name.lower() for word in _NOT_PLAIN)]
        return [Font(path) for path in sorted(plain, key=_rank)]


def _by_letter(words: str, among: Callable[[], Iterator[Font]]) -> tuple[tuple[Font, str], ...] | None:
    """Words in parts by the first font that has each letter; None where none has one of them."""
    found: list[tuple[Font, str]] = []
    for letter in words:
        before = found[-1:]
        font = next((font for font in (*(one for one, _ in before), *among()) if font.has(letter)), None)
        if font is None:
            return None
        if before and font == before[0][0]:
            found[-1] = font, before[0][1] + letter
        else:
            found.append((font, letter))
    return tuple(found)


def shapes() -> bool:
    """Whether Pillow can set Arabic, Hindi and the like."""
    from PIL import features  # only sites with cards pay for the import

    return bool(features.check("raqm"))


def _rank(path: str) -> tuple[bool, bool, str]:
    """Fonts for screens first, and bold ones, since titles are bold."""
    name = Path(path).name.lower()
    return "serif" in name and "sans" not in name, "bold" not in name, path


def _files(folder: Path, pattern: str) -> list[str]:
    return sorted(
        str(path) for path in folder.glob(pattern) if path.suffix.lower() in ENDINGS and path.is_file()
    )


def _folders() -> tuple[Path, ...]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"
    if sys.platform == "win32":
        return (
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            home / "AppData/Local/Microsoft/Windows/Fonts",
        )
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or home / ".local/share"
    return (*(Path(one) / "fonts" for one in (own, *shared.split(":"))), home / ".fonts")


def _unseen(words: str) -> frozenset[int]:
    """What of some words no font has to have: signs that only steer how others are set."""
    return frozenset(ord(letter) for letter in words if unicodedata.category(letter) in ("Cf", "Cc"))


def _simple(words: str) -> bool:
    """Whether letters stand one after the other from the left, none on another."""
    return not any(
        unicodedata.bidirectional(letter) in ("R", "AL", "AN") or unicodedata.category(letter).startswith("M")
        for letter in unicodedata.normalize("NFC", words)
    )


def _bits(letters: frozenset[int]) -> int:
    """A set of letters as one number, since fonts may have very many."""
    bits = bytearray(max(letters, default=0) // 8 + 1)
    for letter in letters:
        bits[letter // 8] |= 1 << letter % 8
    return int.from_bytes(bits, "little")


@cache
def _letters(file: str | None) -> int:
    """The letters of a font; none where its file is no font."""
    from fontTools.ttLib import TTFont, TTLibError

    own = io.BytesIO(_loaded(None, 16, 400).font_bytes) if file is None else None
    try:
        with own or Path(str(file)).open("rb") as source, TTFont(source, fontNumber=0, lazy=True) as font:
            return _bits(frozenset(font.getBestCmap() or ()))
    except (OSError, TTLibError, AssertionError, KeyError, ValueError):
        return 0


@cache
def _loaded(file: str | None, size: int, weight: int) -> Any:
    from PIL import ImageFont

    if file is None:
        return ImageFont.load_default(size)
    font = ImageFont.truetype(Path(file).open("rb"), size)  # noqa: SIM115 - Pillow reads it while it draws
    with contextlib.suppress(OSError):  # not a variable font
        font.set_variation_by_axes([weight])
    return font
