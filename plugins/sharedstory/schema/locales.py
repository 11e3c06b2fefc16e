"""What CLDR knows of languages, by way of Babel: which way they are written, how they join names and write dates."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, get_month_names
from babel.lists import format_list
from markupsafe import Markup, escape

from sharedstory.schema.dates import When

BRITISH = "en-GB"
# Which way letters run, by the names that Unicode gives to that.
_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}

# Letters of scripts that leave no space between words: from the first to the last of each block of Unicode.
_UNSPACED = (
    (0xE00, 0xEFF),  # Thai, Lao
    (0xF00, 0xFFF),  # Tibetan
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0x2E80, 0x2FDF),  # parts of Chinese characters
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3100, 0x312F),  # Bopomofo
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Chinese characters, here and below
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),  # half as wide
    (0x20000, 0x323AF),
)
# The same as what stands between the brackets of a regular expression, in Python and in JavaScript.
UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSPACED)
UNSPACED_IN_SCRIPTS = "".join(f"\\u{{{first:x}}}-\\u{{{last:x}}}" for first, last in _UNSPACED)
_LETTER = re.compile(f"[{UNSPACED}]")
# Where a space goes: before and after such a letter, but not before a sign that ends something or after one that opens.
_GAP = re.compile(rf"(?<=[{UNSPACED}])(?=[^\W_])|(?<=[^\s([{{「『（《“‘])(?=[{UNSPACED}])")
_SPACE = re.compile(rf"(?<=[{UNSPACED}])(?=\s+[{UNSPACED}])")


@cache
def direction(code: str) -> str:
    """Which way a language is written: `ltr` or `rtl`. Its script decides, and a code may name that: `az-Arab`."""
    script = _script(code)
    likely = get_global("likely_subtags")
    for name in (f"{code.split('-')[0]}_{script}", f"und_{script}", *likely):
        # CLDR says it of languages. Any one that is written in this script will do.
        usual = name.isalpha() and f"_{script}_" in likely.get(name, "")
        locale = _known(name.replace("_", "-")) if usual or name.endswith(f"_{script}") else None
        if locale and (usual or locale.script == script):
            return "rtl" if locale.text_direction == "rtl" else "ltr"
    return "ltr"


def _script(code: str) -> str:
    """The script that a code names, or that its language is most likely written in; nothing where nobody knows."""
    named = [part.title() for part in code.split("-")[1:] if len(part) == 4 and part.isalpha()]
    if named:
        return named[0]
    usual = get_global("language_aliases").get(code.split("-")[0].lower(), code).replace("_", "-")
    language, *rest = usual.split("-")
    for name in (*(f"{language.lower()}_{part.upper()}" for part in rest), language.lower()):
        if whole := get_global("likely_subtags").get(name):
            return str(whole).split("_")[1]
    return ""


def _known(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def direction_of(words: str, code: str) -> str:
    """Which way words run that are said to be in a language: as it does, if any of their letters do.

    A piece in Hebrew may have an English title, and some people write Urdu in Latin letters.
    """
    usual, other = direction(code), ""
    for letter in words:
        way = _WAYS.get(unicodedata.bidirectional(letter), "")
        if way == usual:
            return usual
        other = other or way
    return other or usual


def attributes(code: str | None, words: str) -> Markup:
    """The attributes of an element of HTML whose words are in a language; none where nobody said which."""
    if not code:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(code, direction_of(words, code))


def attributes_of_name(code: str | None, name: str) -> Markup:
    """The attributes of an element that holds a person's name in a piece in a language.

    A name in Latin letters is no word of a language that is written in others: a voice for Arabic cannot read it.
    """
    letters = [letter for letter in name if letter.isalpha()]
    latin = letters and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return Markup() if latin and code and _script(code) not in ("Latn", "") else attributes(code, name)


@cache
def _locale(code: str) -> Locale:
    """What is known of a language. English is that of Britain where nothing else is said, and where nothing is known."""
    return (code.lower() != "en" and _known(code)) or Locale.parse(BRITISH, sep="-")


def listed(items: Sequence[str], code: str) -> str:
    """Items as a list in the words of a language, as plain text."""
    return format_list(items, locale=_locale(code))


def joined(items: Iterable[str], code: str) -> Markup:
    """Items as a list in the words of a language: "A, B and C". Those that are no Markup are escaped."""
    return Markup(listed([str(escape(item)) for item in items], code))  # noqa: S704 - what CLDR puts between items has no sign that HTML could read


def number(value: Decimal | int, code: str) -> str:
    """A number as people read it in a language: "12,000", "3.75"."""
    locale = _locale(code)
    if locale.language != "en":
        from babel.numbers import format_decimal  # only sites in other languages pay for the import

        return str(format_decimal(value, locale=locale, format="#,##0.######"))
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def category(count: int, code: str) -> str:
    """The plural category of a number in a language, as CLDR calls it: "one", "few", "other"."""
    return str(_locale(code).plural_form(count))


def months(code: str, *, short: bool = False) -> list[str]:
    """The names of the months in a language, as they are in a date."""
    return list(get_month_names("abbreviated" if short else "wide", locale=_locale(code)).values())


def day(on: date, code: str) -> str:
    """A day in the words of a language: "6 March 2019"."""
    return format_date(on, "long", locale=_locale(code))


def when(on: When, code: str) -> str:
    """A date, or from one to another, in the words of a language."""
    if _locale(code).language == "en":
        return str(on)
    return " – ".join(_point(text, code) for text in on.text.split("/"))


def _point(text: str, code: str) -> str:
    year, month, of_month = (int(part) for part in f"{text}-01-01".split("-")[:3])
    point = date(year, month, of_month)
    if text.count("-") == 2:
        return day(point, code)
    return format_skeleton("yMMMM" if "-" in text else "y", point, locale=_locale(code))


def unspaced(text: str) -> bool:
    """Whether a text has letters of a script that leaves no space between words, such as Chinese or Thai."""
    return bool(_LETTER.search(text))


def spread(text: str) -> str:
    """A text with each letter of a script without spaces as a word by itself, for programs that find whole words.

    Marks stay with their letter. A space that was there already has a word joiner before it, so that it can be told
    from those that are put in.
    """
    text = _SPACE.sub("\u2060", text)
    return _GAP.sub(lambda gap: "" if _is_mark(text, gap.start()) else " ", text)


def _is_mark(text: str, place: int) -> bool:
    return place < len(text) and unicodedata.category(text[place]).startswith("M")
