"""What one cell of a sheet says: letters that another program spoilt, nothing at all, and dates.

Everything here is a pure function of the cell's text.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from sharedstory.schema import dates

# What programs write into a cell that has nothing in it. What people write there ("N/A", "TBC") is an answer.
_EMPTY = {"null", "NULL", "(null)", "<null>", "NaN", "nan", "undefined", "\\N", "[object Object]"}
_ERROR = re.compile(r"#(REF|N/A|NAME|VALUE|DIV/0|NUM|NULL|SPILL|CALC|GETTING_DATA|ERROR)[!?]?|Err:\d{3}")
_TOTAL = re.compile(
    r"(grand |sub-?|overall )?(totals?|sum|cyfanswm)( (pledges|rows|number|count))?:?", re.IGNORECASE
)
_NUMBER = re.compile(r"[-+£$€]?[\d.,\s]*\d\s*%?")

# Characters that stand for the bytes of UTF-8 when these are read as Windows-1252: first ones, and the others.
_SPOILT = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
# Signs that also stand behind a letter in good text, as in “IRMÃ” or CAFÉ….
_ALSO_GOOD = frozenset("’”…–—")
_STILL_SPOILT = re.compile(r"\ufffd|‚Äô|â€|Ã(?=  )")
_EPOCH = date(1899, 12, 30)  # day 0 of Excel, which believes that 1900 had a 29 February
_DAY_NUMBERS = range(25_569, 73_415)  # 1970 to 2100
_MONTH = "|".join(f"{name}|{name[:3]}" for name in dates.MONTHS) + "|Sept"
_WEEKDAY = r"(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?,?\s+"


def is_empty(cell: str) -> bool:
    """Whether a program wrote "nothing" here, such as "null"."""
    return cell in _EMPTY


def is_error(cell: str) -> bool:
    """Whether a formula failed here, such as "#REF!"."""
    return _ERROR.fullmatch(cell) is not None


def is_total(cells: list[str]) -> bool:
    """Whether a row adds up the others: one cell says "Total", and what else there is are numbers."""
    filled = [cell for cell in cells if cell]
    others = [cell for cell in filled if not _TOTAL.fullmatch(cell)]
    return len(others) < len(filled) and all(_NUMBER.fullmatch(cell) for cell in others)


def is_number(cell: str) -> bool:
    """Whether there is a number here and nothing else."""
    return _NUMBER.fullmatch(cell) is not None


def unspoilt(cell: str) -> tuple[str, bool]:
    """The cell with letters such as "Ã©" as they were before another program spoilt them, and whether that is all.

    A letter is put right only where nothing else can have been meant. Where something still looks spoilt, the
    second value is false.
    """
    for _ in range(3):  # some cells were spoilt twice
        better = _SPOILT.sub(lambda match: _decoded(match[0]), cell)
        if better == cell:
            break
        cell = better
    return cell, not (_STILL_SPOILT.search(cell) or any(map(_readable, _SPOILT.findall(cell))))


def _bytes(text: str) -> bytes:
    """The bytes that were read as Windows-1252 and became this text; the five that it does not have stay as they are."""
    return b"".join(
        sign.encode("latin-1") if "\x80" <= sign <= "\x9f" else sign.encode("cp1252", "replace")
        for sign in text
    )


def _readable(run: str) -> str:
    """A run of signs read as UTF-8; empty where it is none, or where its signs also stand in good text."""
    try:
        text = _bytes(run).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    if run[0] != "â" and _ALSO_GOOD & {*run}:
        return ""
    return text


def _decoded(run: str) -> str:
    """What a run of signs was before, where it was letters, punctuation or a picture; else the run as it is."""
    if len(run) > 1 and run.startswith(("Â", "Ã", "Ä", "Å")):
        return _plain(run[:2]) + run[2:]
    for length in (4, 3):
        if run[0] in "âðï" and len(run) >= length and (plain := _plain(run[:length])) != run[:length]:
            return plain + run[length:]
    return run


def _plain(run: str) -> str:
    text = _readable(run)
    if text == "\ufeff":
        return ""
    certain = text and (
        "\xa0" <= text <= "\u017f"
        or "\u2010" <= text <= "\u2044"
        or text in "€™−"
        or "\U0001f300" <= text <= "\U0001faff"
    )
    return text if certain and len(text) == 1 else run


def whole_number(cell: str) -> str:
    """The cell without the ".0" that some programs write behind a whole number."""
    return re.sub(r"^(-?\d+)[.,]0+$", r"\1", cell)


def is_day_first(cells: Iterable[str]) -> bool | None:
    """Whether the dates of a sheet have the day before the month; None where no cell shows it, or cells differ."""
    filled = [cell for cell in cells if cell]
    day = any(date_in(cell, day_first=True) and not date_in(cell, day_first=False) for cell in filled)
    month = any(date_in(cell, day_first=False) and not date_in(cell, day_first=True) for cell in filled)
    return day if day != month else None


def date_in(cell: str, day_first: bool | None) -> str:
    """A date of a sheet in our form; empty where it is none, or where it can be two and `day_first` is not known.

    A time behind it, a day of the week before it and ".0" behind a year are left out. A whole number may be the day
    number of a spreadsheet. A month or a day that is 00 is not known.
    """
    cell = whole_number(" ".join(cell.split()))
    cell = re.sub(r"(,? at |T|,? )\d{1,2}[:.]\d{2}([:.]\d{2})?.*$", "", cell, flags=re.IGNORECASE)
    cell = re.sub(rf"^({_WEEKDAY})", "", cell, flags=re.IGNORECASE)
    cell = re.sub(r"^by (?=.*\d{4}$)", "", cell, flags=re.IGNORECASE)
    if match := re.fullmatch(r"([0-9]{5})(\.\d+)?", cell):
        number = int(match[1])
        return (_EPOCH + timedelta(number)).isoformat() if number in _DAY_NUMBERS else ""
    if re.fullmatch(r"\d{4}[./]\d", cell):
        return ""  # 2026.5 is no month: it may be half a year
    if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})", cell):
        first, second, year = match.groups()
        if day_first is None:
            days = {date_in(cell, day_first=True), date_in(cell, day_first=False)} - {""}
            return days.pop() if len(days) == 1 else ""
        day, month = (first, second) if day_first else (second, first)
        cell = f"{year if len(year) == 4 else '20' + year}-{month.zfill(2)}-{day.zfill(2)}"
    elif match := re.fullmatch(rf"(\d{{1,2}})[ -]({_MONTH})[ -](\d{{2}})", cell, re.IGNORECASE):
        cell = f"{match[1]} {match[2]} 20{match[3]}"
    elif match := re.fullmatch(rf"({_MONTH})\.? (\d{{1,2}})(st|nd|rd|th)?,? (\d{{4}})", cell, re.IGNORECASE):
        cell = f"{match[2]} {match[1]} {match[4]}"
    elif match := re.fullmatch(r"(\d{1,2})[/.](\d{4})", cell):
        cell = f"{match[2]}-{match[1].zfill(2)}"
    elif match := re.fullmatch(rf"({_MONTH})[-/ ]'?(\d{{2}})", cell, re.IGNORECASE):
        cell = f"{match[1]} 20{match[2]}"
    cell = re.sub(r"(?<=\d)-(?=[A-Za-z])|(?<=[A-Za-z])-(?=\d)|(?<=\d)(st|nd|rd|th) of(?= )", " ", cell)
    cell = re.sub(r"\bsept\b", "Sep", cell, flags=re.IGNORECASE)
    cell = re.sub(r"^(?!0000)(\d{4}(-(?!00)\d{2})?)(-00)+$", r"\1", cell)
    likely = dates.readings(cell)
    for reading in (cell, *(likely if len(likely) == 1 else ())):
        try:
            when = dates.parse(reading)
        except ValueError:
            continue
        if "-00" not in when.text and when.start.year >= 1000:
            return when.text
    return ""
