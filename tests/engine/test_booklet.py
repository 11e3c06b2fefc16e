"""Booklets, as a PDF reader reads them."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.engine.conftest import run


def words(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def make(site: Path, *options: str) -> Path:
    done = run(
        "sharedstory", "booklet", *options, "--out", "out.pdf", at=site, SOURCE_DATE_EPOCH="1780272000"
    )
    assert done.returncode == 0, done.stderr
    return site / "out.pdf"


def test_a_booklet_of_a_theme_is_tagged_and_has_contents_with_page_numbers(site: Path) -> None:
    path = make(site, "keys")
    root = PdfReader(path).root_object
    marks = root["/MarkInfo"].get_object()
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"]
    assert "/StructTreeRoot" in root
    text = words(path)
    assert text.index("Contents") < text.index("Me: I was told to wait.")
    assert "A key of my own" in text
    pages = [page.extract_text() for page in PdfReader(path).pages]
    number = next(n for n, page in enumerate(pages, 1) if "Me: I was told" in page)
    assert str(number) in next(page for page in pages if "Contents" in page)


def test_a_booklet_shows_the_picture_beside_a_piece(site: Path) -> None:
    reader = PdfReader(make(site, "keys"))
    assert len({image.data for page in reader.pages for image in page.images}) == 1


def test_a_booklet_of_a_gathering_has_its_sessions_and_what_came_from_it(site: Path) -> None:
    text = words(make(site, "spring-meeting"))
    assert "An open door needs a host." in text
    assert "Me: I was told to wait." in text
    assert "Nobody asked me" not in text


def test_large_print_has_letters_of_18_points(site: Path) -> None:
    sizes: dict[bool, set[float]] = {False: set(), True: set()}
    for large in sizes:
        found = sizes[large]

        def look(
            text: str, _cm: object, _tm: object, _font: object, size: float, found: set[float] = found
        ) -> None:
            if "I was told" in text:
                found.add(round(size))

        for page in PdfReader(make(site, "keys", *(["--large"] if large else []))).pages:
            page.extract_text(visitor_text=look)
    assert max(sizes[True]) == 1.5 * max(sizes[False])


@pytest.mark.parametrize("consent", ["channels: [web, search]", "review_by: 2026-02"])
def test_what_may_not_be_printed_is_not_in_it(site: Path, consent: str) -> None:
    entry = site / "testimonies" / "a-key.md"
    entry.write_text(
        entry.read_text().replace("named_as: full-name}", f"named_as: full-name, {consent}}}", 1)
    )
    assert "Me: I was told to wait." not in words(make(site, "keys"))


def test_what_may_only_be_printed_is_in_it(site: Path) -> None:
    entry = site / "testimonies" / "a-key.md"
    entry.write_text(
        entry.read_text().replace("named_as: full-name}", "named_as: full-name, channels: [print]}", 1)
    )
    assert "Me: I was told to wait." in words(make(site, "keys"))


def test_a_theme_that_we_do_not_have_is_named(site: Path) -> None:
    done = run("sharedstory", "booklet", "kyes", at=site)
    assert done.returncode == 2
    assert 'We have no theme, collection or gathering "kyes". Did you mean "keys"?' in done.stderr
