"""Which font is taken for which words: fonts with a few letters each are made for it."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from sharedstory.site import fonts
from sharedstory.site.fonts import Fonts

# No font of anybody's machine is asked.
NOWHERE: tuple[Path, ...] = ()


def make(path: Path, letters: str) -> str:
    """A font file with a bar for each letter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = {ord(letter): f"u{ord(letter):x}" for letter in letters}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    pen = TTGlyphPen(None)
    for point in ((100, 0), (100, 700), (200, 700), (200, 0)):
        (pen.lineTo if pen.points else pen.moveTo)(point)
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf(dict.fromkeys([".notdef", *names.values()], glyph))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names.values()], (300, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return str(path)


def taken(known: Fonts, words: str) -> list[tuple[str, str]] | None:
    """The names of the fonts that are taken, with the words for which each is."""
    runs = known.runs(words)
    return None if runs is None else [(Path(font.file).stem if font.file else "", run) for font, run in runs]


def test_the_sites_own_font_is_taken_where_it_has_all_letters(tmp_path: Path) -> None:
    own = make(tmp_path / "own.ttf", "door ")
    make(tmp_path / "also.ttf", "door ŷ")
    assert taken(Fonts(own, NOWHERE), "door") == [("own", "door")]


def test_without_a_font_of_the_site_it_is_that_of_the_library() -> None:
    assert taken(Fonts(None, NOWHERE), "A key") == [("", "A key")]


def test_letters_that_the_sites_own_font_lacks_are_taken_from_one_beside_it(tmp_path: Path) -> None:
    own = make(tmp_path / "own.ttf", "nh ")
    make(tmp_path / "own-ext.ttf", "ŷŵ")
    make(tmp_path / "elsewhere/all.ttf", "nhŷŵ ")
    known = Fonts(own, (tmp_path / "elsewhere",))
    assert taken(known, "nhŷ nŵ") == [("own", "nh"), ("own-ext", "ŷ"), ("own", " n"), ("own-ext", "ŵ")]


def test_a_font_of_the_machine_is_taken_where_the_site_has_none(tmp_path: Path) -> None:
    own = make(tmp_path / "site/own.ttf", "NHS ")
    make(tmp_path / "machine/deep/han.ttf", "花园")
    known = Fonts(own, (tmp_path / "machine", tmp_path / "not there"))
    assert taken(known, "花园") == [("han", "花园")]
    assert taken(known, "NHS 花园") == [("own", "NHS "), ("han", "花园")]


def test_the_lines_of_a_title_are_set_as_the_whole_of_it_is(tmp_path: Path) -> None:
    own = make(tmp_path / "site/own.ttf", "drws hunai ")
    make(tmp_path / "machine/all.ttf", "drws hunaiŷ ")
    known = Fonts(own, (tmp_path / "machine",))
    assert taken(known.of("drws ŷ hunain"), "hunain") == [("all", "hunain")]
    assert taken(known, "hunain") == [("own", "hunain")]
    assert taken(known.of("drws"), "hunain") == [("own", "hunain")]


def test_where_no_font_has_a_letter_there_is_none(tmp_path: Path) -> None:
    own = make(tmp_path / "own.ttf", "key")
    assert taken(Fonts(own, NOWHERE), "key 𒀀") is None
    assert taken(Fonts(own, NOWHERE), "مفتاح") is None


def test_words_whose_letters_join_need_one_font_and_a_program_that_joins_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = make(tmp_path / "own.ttf", "NHS ")
    make(tmp_path / "arabic.ttf", "مفتاح")
    known = Fonts(own, NOWHERE)
    monkeypatch.setattr(fonts, "shapes", lambda: True)
    assert taken(known, "مفتاح") == [("arabic", "مفتاح")]
    assert taken(known, "NHS مفتاح") is None
    monkeypatch.setattr(fonts, "shapes", lambda: False)
    assert taken(known, "مفتاح") is None
    assert taken(known, "NHS") == [("own", "NHS")]


def test_signs_that_are_not_seen_need_no_font(tmp_path: Path) -> None:
    own = make(tmp_path / "own.ttf", "key")
    assert taken(Fonts(own, NOWHERE), "ke\u00ady\u200b") == [("own", "ke\u00ady\u200b")]


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    own = make(tmp_path / "own.ttf", "key")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "empty.otf").write_bytes(b"")
    make(tmp_path / "han.ttf", "花")
    assert taken(Fonts(own, NOWHERE), "花") == [("han", "花")]
