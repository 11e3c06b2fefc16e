"""Which way languages are written, and how they join names and write dates."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from markupsafe import Markup

from sharedstory.schema import dates, locales

DIRECTIONS = yaml.safe_load((Path(__file__).parent / "directions.yml").read_text())


@pytest.mark.parametrize(
    ("code", "way"), [(code, way) for way, codes in DIRECTIONS.items() for code in codes]
)
def test_a_language_is_written_as_its_script_is(code: str, way: str) -> None:
    assert locales.direction(code) == way


@pytest.mark.parametrize(
    ("words", "code", "way"),
    [
        ("مفتاح", "ar", "rtl"),
        ("The key to my door?", "he", "ltr"),
        ("NHS: קול שלי", "he", "rtl"),
        ("Mera ghar, meri marzi!", "ur", "ltr"),
        ("2019: 3", "ar", "rtl"),
        ("", "ur", "rtl"),
        ("مفتاح", "en", "rtl"),
        ("ܟܬܒܐ", "arc", "rtl"),
        ("鑰匙", "zh", "ltr"),
    ],
)
def test_words_run_as_their_own_letters_do(words: str, code: str, way: str) -> None:
    assert locales.direction_of(words, code) == way


def test_attributes_are_there_where_a_language_is_said_and_cannot_be_broken_out_of() -> None:
    assert locales.attributes(None, "Drws") == ""
    assert locales.attributes("cy", "Drws") == ' lang="cy" dir="ltr"'
    assert '"><b' not in locales.attributes('"><b>', "Drws")


@pytest.mark.parametrize(
    ("code", "two", "three"),
    [
        ("en", "A and B", "A, B and C"),
        ("en-US", "A and B", "A, B, and C"),
        ("fr", "A et B", "A, B et C"),
        ("zh", "A和B", "A、B和C"),
        ("xx", "A and B", "A, B and C"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(code: str, two: str, three: str) -> None:
    assert locales.joined(["A", "B"], code) == two
    assert locales.joined(["A", "B", "C"], code) == three
    assert locales.joined(["A"], code) == "A"
    assert locales.joined([], code) == ""


def test_names_that_are_joined_are_escaped_once() -> None:
    assert locales.joined(["<b> {0}", Markup("<bdi>B</bdi>")], "en") == "&lt;b&gt; {0} and <bdi>B</bdi>"


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("en", "2019", "2019"),
        ("en", "2019-03", "March 2019"),
        ("en", "2019-03-06", "6 March 2019"),
        ("en", "2019-03/2019-08", "March to August 2019"),
        ("en-US", "2019-03-06", "6 March 2019"),
        ("cy", "2019-03-06", "6 Mawrth 2019"),
        ("cy", "2019-03/2019-08", "Mawrth 2019 – Awst 2019"),
        ("zh", "2019-03-06", "2019年3月6日"),
        ("zh", "2019", "2019年"),
        ("ar", "2019-03", "مارس 2019"),
        ("xx", "2019-03-06", "6 March 2019"),
    ],
)
def test_dates_are_written_in_the_words_of_the_language(code: str, text: str, words: str) -> None:
    assert locales.when(dates.parse(text, interval=True), code) == words


def test_a_day_is_written_in_the_words_of_the_language() -> None:
    assert locales.day(date(2019, 3, 6), "en") == "6 March 2019"
    assert locales.day(date(2019, 3, 6), "de") == "6. März 2019"


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("今天天气很好。", "今 天 天 气 很 好。"),
        ("在NHS工作，花（园）", "在 NHS 工 作， 花（园）"),
        ("「門」がある", "「門」 が あ る"),
        ("ต้นไม้", "ต้ น ไ ม้"),
        ("ได้ เพื่อน", "ไ ด้\u2060 เ พื่ อ น"),
        ("ຫ້ອງ", "ຫ້ อ ງ".replace("อ", "ອ")),
        ("A key, مفتاح, 열쇠, ключ", "A key, مفتاح, 열쇠, ключ"),
        ("𠮷野", "𠮷 野"),
        ("", ""),
    ],
)
def test_letters_without_spaces_between_words_are_words_by_themselves(text: str, apart: str) -> None:
    assert locales.spread(text) == apart
    assert locales.unspaced(text) == (text != apart)


@pytest.mark.parametrize(
    ("code", "name", "said"),
    [
        ("ar", "Ann Example", ""),
        ("ar", "آن", ' lang="ar" dir="rtl"'),
        ("ar", "Ann (آن)", ' lang="ar" dir="rtl"'),
        ("zh", "Zoë Sample", ""),
        ("zh", "安", ' lang="zh" dir="ltr"'),
        ("uk", "Ann Example", ""),
        ("ur-Latn", "Ann Example", ' lang="ur-Latn" dir="ltr"'),
        ("sr-Latn", "Ann Example", ' lang="sr-Latn" dir="ltr"'),
        ("cy", "Siân Enghraifft", ' lang="cy" dir="ltr"'),
        ("vi", "Nguyễn", ' lang="vi" dir="ltr"'),
        ("ar", "7", ' lang="ar" dir="rtl"'),
        (None, "Ann Example", ""),
    ],
)
def test_a_name_says_the_language_of_its_piece_only_in_its_letters(
    code: str | None, name: str, said: str
) -> None:
    assert locales.attributes_of_name(code, name) == said
