"""The ways in which words can be written down, such as entities, escapes and base64."""

import base64
import binascii
import contextlib
import csv
import html
import itertools
import json
import quopri
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

# How often a text is read in all ways in turn: JSON in JSON in a page.
ROUNDS = 3


_EIGHT_BIT = ("cp1252", "mac_roman", "cp850", "cp037", "cp1251", "koi8_r", "gb18030", "shift_jis", "euc_kr")


WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@dataclass(frozen=True)
class Closed:
    reason: str


Inner = Iterator["bytes | str | Closed"]


CONTROLS = bytes([*range(9), 11, 12, *range(14, 27), *range(28, 32), 127])


def is_plain(text: str) -> bool:
    return sum(map(text.count, "\0\1\2\3\4\5\6\7\x08\x0e\x0f\x10\x11\x12\x14\x16\x17\x18\x1a")) * 200 <= len(
        text
    ) and not any("\ue000" <= letter <= "\uf8ff" or letter > "\U000e0fff" for letter in text[:2000])


def strictly(raw: bytes, encodings: Iterable[str]) -> Iterator[str]:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Any two bytes are a letter of some alphabet: text is of few of them.
        if sum(map(text.count, "aeiou \n")) * 10 >= len(text):
            yield text


def decoded_text(raw: bytes) -> Iterator[str]:
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
        for encoding in WIDE:
            width = 2 if "16" in encoding else 4
            yield from (raw[start:].decode(encoding, "ignore") for start in range(width))
    if re.search(rb"\+[A-Za-z0-9/]{3,}", raw):
        yield raw.decode("utf-7", "ignore")
    if b"\x1b$" in raw:
        yield raw.decode("iso2022_jp", "ignore")


def leaves(value: Any) -> Inner:
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


STREAM = re.compile(rb"\x1f\x8b\x08|PK\x03\x04|\x78[\x01\x5e\x9c\xda]|BZh[1-9]1AY&SY|\xfd7zXZ\0")


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


BASE64 = re.compile(
    r"[A-Za-z0-9+/_-]{16,}(?:\s{1,3}[A-Za-z0-9+/_-]{16,})*(?:\s{1,3}[A-Za-z0-9+/_-]{1,15})?={0,2}"
)


BASE32 = re.compile(r"\b[A-Z2-7]{24,}(?:\s{1,3}[A-Z2-7]{8,})*={0,6}")


HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[\s:,]{0,2}(?:0x|\\x)?){12,}")


NUMBERS = re.compile(r"(?:\d{1,5}\s*[,; ]\s*){8,}\d{1,5}")


UU = re.compile(r"^begin \d{3} [^\n]*\n(.*?)^`?\s*\nend", re.MULTILINE | re.DOTALL)


ASCII85 = re.compile(r"<~(.*?)~>", re.DOTALL)


_ENCODED_WORD = re.compile(r"=\?([\w-]+)\?([BbQq])\?([^?]*)\?=\s*")


DATA = re.compile(r"data:[\w/+.;=-]*,([^\"'<>\s)]+)")


def other_readings(text: str) -> list[str]:
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


_IMAP = re.compile(r"&([A-Za-z0-9+,]{2,})-")


def _from_imap(text: str) -> str:
    """The names of mail folders have their letters so."""
    return _IMAP.sub(_of_imap, text) if "&" in text else text


def _of_imap(found: re.Match[str]) -> str:
    letters = found[1].replace(",", "/")
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-16-be")
    except ValueError:
        return found[0]


_PUNYCODE = re.compile(r"xn--([a-z0-9-]+)", re.IGNORECASE)


def _from_punycode(text: str) -> str:
    """Names of hosts have their letters so."""
    return _PUNYCODE.sub(_of_punycode, text) if "--" in text else text


def _of_punycode(found: re.Match[str]) -> str:
    try:
        return found[1].encode("ascii").decode("punycode")
    except ValueError:
        return found[0]


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
    _from_imap,
    _from_punycode,
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


def as_one_text(letters: str, size: int) -> str:
    """The letters without a last one that can be none of base64's."""
    return letters[:-1] if len(letters) % size == 1 else letters


def valued(decode: Callable[[str], bytes], token: str) -> bytes:
    try:
        return decode(token)
    except (ValueError, binascii.Error):
        return b""


def _from_mail(found: re.Match[str]) -> str:
    given = found[3].encode()
    raw = valued(base64.b64decode, found[3]) if found[2] in "Bb" else quopri.decodestring(given, header=True)
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
    yield from (leaf for leaf in leaves(values) if isinstance(leaf, str))
