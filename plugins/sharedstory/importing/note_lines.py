"""The bytes of some notes -> typed lines: what each line is by its form alone, whatever its words mean."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sharedstory.schema.errors import PlainError

MAX_BYTES = 1024 * 1024
# Where a line ends, also one that Word or Google Docs breaks softly.
ENDS = r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]"


class LineForm(StrEnum):
    """What a line is by its form."""

    BLANK = "blank"
    SIGNS = "signs"
    HEADING = "heading"
    BULLET = "bullet"
    ROW = "row"
    TEXT = "text"


# The level of a heading that no # begins: bold, in capitals, or with a colon at its end.
WEAK = 9
# The sign of a line that a chat program began.
CHAT = "chat"


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line, with the lines that it goes on in.

    `level` is that of a heading, `depth` how far a bullet stands in, `cells` those of a row. `sender` is who sent it
    in a chat, and None for what is no chat.
    """

    numbers: tuple[int, ...]
    form: LineForm
    words: str
    level: int = 0
    depth: int = 0
    sign: str = ""
    ticked: bool = False
    quoted: bool = False
    cells: tuple[str, ...] = ()
    sender: str | None = None

    @property
    def number(self) -> int:
        return self.numbers[0]


# Signs that stand for a bullet wherever they begin a line: of Google Docs, Word, Miro and others, and emoji.
_ROUND = (
    r"[•·‣⁃∙⋅●○■□▪▫◦¤§»☐☑✅✓✔➢►▶❖◆◇♦★☆"
    r"\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\ue000-\uf8ff\U0001f300-\U0001faff]"
)
_BOX = r"\[[ xX✓✔]?\][ \t]*"
_NUMBER = (
    r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,5})[.)][ \t]+|\([A-Za-z0-9]{1,4}\)[ \t]+|[A-Z]\)[ \t]+"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}[ \t]+(?=[A-Z])"
)
# What a line is: the first of these that fits, from beginning to end.
CASES: tuple[tuple[LineForm, re.Pattern[str]], ...] = (
    (LineForm.BLANK, re.compile(r"\s*")),
    (
        LineForm.SIGNS,
        re.compile(rf"(?!\s*(?:\.{{2,}}|…|[?]+)\s*$)(?:[^\w|]|_)+|\s*\|[\s|:+-]*|(?:{_ROUND})+\s*"),
    ),
    (LineForm.HEADING, re.compile(r"[ \t]{0,3}(?P<hashes>#{1,6})[ \t]+(?P<words>.*)")),
    (LineForm.HEADING, re.compile(r"(?P<hashes>#{2,6})(?P<words>[^\s#].*)")),
    (
        LineForm.BULLET,
        re.compile(
            rf"(?P<indent>[ \t]*)(?P<sign>{_ROUND}(?:[\ufe0f\u200d]|{_ROUND})*[ \t]*|[-*+–—−‐…][ \t]+"
            rf"|[-–—](?=[^\W\d_])|\*(?=[^\W_][^*]*$)|o(?:\t|[ ]{{2,}})[ \t]*|{_NUMBER})(?P<box>{_BOX})?(?P<words>.*)"
        ),
    ),
    (LineForm.BULLET, re.compile(rf"(?P<indent>[ \t]*)(?P<sign>)(?P<box>{_BOX})(?P<words>.*)")),
    (LineForm.ROW, re.compile(r"\s*\|(?P<words>.*\|.*)")),
    (LineForm.ROW, re.compile(r"(?P<words>[^|\w]*\w[^|]*\|[^|\w]*\w.*)")),
    (LineForm.ROW, re.compile(r"(?P<words>\t*[^\s:][^\t]*(?<!:)\t.*)")),
    (LineForm.HEADING, re.compile(r"\s*(?P<bold>\*\*|__)(?P<words>[^*_]+?)(?P=bold)\s*")),
    (LineForm.HEADING, re.compile(r"(?P<caps>)(?P<words>(?=(?:[^A-Z]*[A-Z]){4})[^a-zà-ÿ.,;!?]{4,60})")),
    (LineForm.HEADING, re.compile(r"\s{0,3}(?P<colon>)(?P<words>[^:]{2,80}:)")),
    (LineForm.TEXT, re.compile(r"(?P<words>.*)")),
)
# How programs write down who sent a line of a chat, and when.
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?[AaPp]\.?[Mm]\.?)?"
_DAY = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4},?\s+)"
CHATS: tuple[re.Pattern[str], ...] = (
    # Zoom: 10:02:31 From Ann Example to Everyone: words
    re.compile(
        rf"{_DAY}?{_TIME}\s+From\s+(?P<sender>.{{1,80}}?)(?:\s+to\s+(?P<to>[^:]{{1,120}}?))?\s*:(?:\s+(?P<words>.*))?",
        re.IGNORECASE,
    ),
    # WhatsApp on Android: 06/03/2026, 10:02 - Ann Example: words
    re.compile(rf"{_DAY}{_TIME}\s+[-–]\s+(?P<sender>[^:]{{1,80}}):(?:\s+(?P<words>.*))?"),
    # WhatsApp on an iPhone, Teams and others: [06/03/2026, 10:02:31] Ann Example: words
    re.compile(rf"\[{_DAY}?{_TIME}\]\s*(?P<sender>[^:]{{1,80}}):(?:\s+(?P<words>.*))?"),
    # A message of the program itself, or a name over the words.
    re.compile(rf"(?:{_DAY}{_TIME}\s+[-–]|\[{_DAY}?{_TIME}\])\s+(?P<system>\S.*)"),
)
_SECOND = ("○", "◦", "o", "▫")
_FIRST = ("●", "•", "·", "\uf0b7", "■", "▪")
_UNDERLINE = re.compile(r"(=)=+|--+")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_SAVED_AS = {
    b"PK": "a Word or LibreOffice file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich text file",
}


def decoded(raw: bytes, tell: Callable[[int, str], None]) -> str:
    """The text of the notes. Raises PlainError for what is no plain text."""
    if len(raw) > MAX_BYTES:
        raise PlainError("the notes are over 1 MiB, and nobody writes so much in a day.")
    for mark, what in _SAVED_AS.items():
        if raw.startswith(mark):
            raise PlainError(
                f"this is {what}. Open it, save it as plain text (.txt), and try again with that."
            )
    encoding = _encoding(raw)
    try:
        return raw.decode(encoding).replace("\0", "")
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise PlainError("this file is damaged. Save it again as plain text (UTF-8).") from None
    tell(
        0,
        "the notes were not saved as UTF-8. We read them as Windows text. Check that all letters are right.",
    )
    return raw.decode("cp1252", "replace").replace("\0", "")


def _encoding(raw: bytes) -> str:
    """UTF-16 where it is marked, or where every other byte is nothing, as with Latin letters; else UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if raw.count(0) * 4 < len(raw) or len(raw) % 2:
        return "utf-8-sig"
    return "utf-16-le" if raw[1::2].count(0) > raw[::2].count(0) else "utf-16-be"


def shown(text: str, tell: Callable[[int, str], None]) -> str:
    """The text without hidden notes in `<!-- -->`, with every line end kept. It looks at each sign once."""
    kept: list[str] = []
    at, line = 0, 1
    while (start := text.find("<!--", at)) >= 0:
        kept.append(text[at:start])
        line += _ends(text[at:start])
        end = text.find("-->", start + 4)
        hidden = text[start : end + 3] if end >= 0 else text[start:]
        last = line + _ends(hidden)
        where = (
            "A hidden note (<!-- … -->) is"
            if end >= 0
            else "A hidden note (<!--) has no end (-->), so all of it is"
        )
        for number in range(line, last + 1):
            tell(number, f"{where} left out.")
        kept.append("\n" * (last - line))
        at, line = start + len(hidden), last
    return "".join([*kept, text[at:]])


def _ends(text: str) -> int:
    return len(re.findall(ENDS, text))


def typed(text: str, begins: Callable[[str], bool]) -> list[NoteLine]:
    """The lines of a text, each with what it is. What goes on below a bullet is part of its line.

    `begins` says of words that they begin something new, such as "next: a walk".
    """
    raw = [line.rstrip() for line in re.split(ENDS, text)]
    lines = [_typed(number, line) for number, line in enumerate(_unquoted(raw), 1)]
    lines = _underlined(lines, raw)
    lines = _chat(lines)
    lines = _without_shouting(_in_rows(lines, raw))
    return list(_joined(_deeper(lines), raw, begins))


def _typed(number: int, line: tuple[str, bool]) -> NoteLine:
    """What one line is, alone; the second of `line` says whether it is quoted."""
    words, quoted = line
    for form, case in CASES:
        if match := case.fullmatch(words):
            return replace(_of(number, form, match, words), quoted=quoted)
    raise AssertionError("the last case fits every line")


def _of(number: int, form: LineForm, match: re.Match[str], whole: str) -> NoteLine:
    parts = match.groupdict()
    words = (parts.get("words") or "").strip()
    at = (number,)
    match form:
        case LineForm.HEADING:
            level = len(parts["hashes"]) if parts.get("hashes") else WEAK
            words = words.rstrip("#* \t").lstrip("* ") if parts.get("hashes") else words
            return NoteLine(at, form, words, level, sign="caps" if "caps" in parts else "")
        case LineForm.BULLET:
            sign, box = parts["sign"].strip(), parts.get("box") or ""
            ticked = sign.rstrip("\ufe0f") in ("☑", "✅") or bool(re.search(r"[xX✓✔]", box))
            depth = len(parts["indent"].expandtabs(4))
            return NoteLine(at, form, words, depth=depth, sign=sign.rstrip("\ufe0f"), ticked=ticked)
        case LineForm.ROW:
            inner = whole.strip().strip("|") if "|" in whole else whole
            cells = re.split(r"(?<!\\)\|" if "|" in whole else r"\t", inner)
            return NoteLine(at, form, whole.strip(), cells=tuple(cell.strip() for cell in cells))
        case _:
            return NoteLine(at, form, words or whole.strip())


def _unquoted(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The lines without the `>` of an e-mail, and whether each is a quotation that somebody meant as one.

    Signs of an e-mail stand before most lines, or before bullets, headings and labels.
    """
    marked = sum(bool(_QUOTE.match(line)) for line in lines)
    whole = marked * 2 > sum(bool(line) for line in lines)
    at = 0
    while at < len(lines):
        if not _QUOTE.match(lines[at]):
            yield lines[at], False
            at += 1
            continue
        end = at
        while end < len(lines) and _QUOTE.match(lines[end]):
            end += 1
        block = [_QUOTE.sub("", line, count=1) for line in lines[at:end]]
        mail = whole or any(
            _typed(0, (line, False)).form in (LineForm.HEADING, LineForm.BULLET) for line in block
        )
        yield from (
            (plain if mail else line, not mail) for plain, line in zip(block, lines[at:end], strict=True)
        )
        at = end


def _underlined(lines: list[NoteLine], raw: Sequence[str]) -> list[NoteLine]:
    """With headings that are underlined as such. What underlines them is no line of its own any more."""
    found = list(lines)
    for at in range(1, len(lines)):
        underline = _UNDERLINE.fullmatch(raw[at])
        above = lines[at - 1]
        apart = at < 2 or lines[at - 2].form is LineForm.BLANK
        if underline and apart and (above.form is LineForm.TEXT or above.level == WEAK):
            level = 1 if underline[1] else 2
            found[at - 1] = replace(above, form=LineForm.HEADING, level=level, numbers=(at, at + 1), sign="")
            found[at] = replace(lines[at], form=LineForm.BLANK, words="", numbers=())
    return found


def _chat(lines: list[NoteLine]) -> list[NoteLine]:
    """With what was sent in a chat: its words typed alone, up to the next heading that is none of the chat."""
    found: list[NoteLine] = []
    sender: str | None = None
    for line in lines:
        parts = next((match.groupdict() for case in CHATS if (match := case.fullmatch(line.words))), None)
        if line.form not in (LineForm.TEXT, LineForm.HEADING, LineForm.BULLET, LineForm.ROW):
            parts = None
        if line.form is LineForm.HEADING and line.level != WEAK and not parts:
            sender = None
        if parts and parts.get("system"):
            sender = ""
            found.append(replace(line, form=LineForm.TEXT, level=0, sender=""))
        elif parts:
            to = (parts.get("to") or "").strip().casefold()
            private = to and not re.match(r"(?:everyone|all|pawb)\b", to)
            # Nothing of a private message is looked at any more.
            sender = "" if private else str(parts["sender"]).strip()
            words = _typed(line.number, ((parts.get("words") or "").strip(), False))
            own = replace(words, words=line.words) if private else words
            found.append(replace(own, sender=sender, sign=own.sign or CHAT))
        else:
            found.append(
                line if sender is None or line.form is LineForm.BLANK else replace(line, sender=sender)
            )
    return found


def _in_rows(lines: list[NoteLine], raw: Sequence[str]) -> list[NoteLine]:
    """Rows that stand alone are text: a table has a line of headings and one more."""
    found = list(lines)
    for at, line in enumerate(lines):
        near = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
        if line.form is LineForm.ROW and not any(
            one.form is LineForm.ROW or (one.form is LineForm.SIGNS and "|" in one.words) for one in near
        ):
            found[at] = replace(line, form=LineForm.TEXT, cells=())
    return found


def _without_shouting(lines: list[NoteLine]) -> list[NoteLine]:
    """Capitals make a heading only below a gap, and nowhere where nearly all of the notes are in capitals."""
    caps = sum(line.sign == "caps" for line in lines)
    others = sum(line.form in (LineForm.TEXT, LineForm.BULLET) for line in lines)
    all_caps = caps > 3 * max(others, 1)
    found: list[NoteLine] = []
    for line in lines:
        apart = not found or found[-1].form in (LineForm.BLANK, LineForm.SIGNS)
        plain = line.sign == "caps" and (all_caps or not apart)
        found.append(replace(line, form=LineForm.TEXT, level=0, sign="") if plain else line)
    return found


def _deeper(lines: list[NoteLine]) -> list[NoteLine]:
    """Bullets of the second level stand further in, also where their sign alone says so."""
    found: list[NoteLine] = []
    first = False
    for line in lines:
        if line.form is LineForm.BULLET:
            second = line.sign in _SECOND
            found.append(replace(line, depth=max(line.depth, 2)) if second and first else line)
            first = first or line.sign in _FIRST
        else:
            first = first and line.form is LineForm.BLANK
            found.append(line)
    return found


def _joined(
    lines: Sequence[NoteLine], raw: Sequence[str], begins: Callable[[str], bool]
) -> Iterator[NoteLine]:
    """The lines, each with what goes on in the lines below its bullet."""
    first: NoteLine | None = None
    more: list[str] = []

    def whole(line: NoteLine) -> NoteLine:
        return replace(line, words=" ".join([line.words, *more])) if more else line

    for at, line in enumerate(lines):
        words = raw[at]
        indented = words.startswith(("  ", "\t")) and line.sender is None
        goes_on = line.words[:1].islower() or line.words.startswith("(") or indented
        alike = (
            first is not None
            and line.form is LineForm.TEXT
            and line.sender == first.sender
            and line.sign != CHAT
        )
        if first and alike and goes_on and not line.quoted and not begins(line.words):
            more.append(line.words)
            first = replace(first, numbers=(*first.numbers, line.number))
            continue
        if first:
            yield whole(first)
        more = []
        starts = line.form is LineForm.BULLET or (line.sender is not None and line.form is LineForm.TEXT)
        first = line if starts else None
        if not first and line.numbers:
            yield line
    if first:
        yield whole(first)
