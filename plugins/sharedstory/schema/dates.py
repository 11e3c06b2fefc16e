"""Dates as people give them: a year, a month, a day, or from one to another.

The written form is EDTF level 0 (ISO 8601-2): `2019`, `2019-03`, `2019-03-06`, `2019-03/2019-08`.
"""

import calendar
import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import total_ordering

MONTHS = tuple(calendar.month_name)[1:]
PATTERN = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_UNPADDED = re.compile(r"(\d{4})[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?", re.ASCII)
_COMPACT = re.compile(r"\d{8}", re.ASCII)
# What a sheet makes of a year that it takes for a number.
_YEAR_AS_NUMBER = re.compile(r"(\d{4})\.0+", re.ASCII)
# Half of a year, or a month, or October of which a sheet has left out the nought.
_A_NUMBER = re.compile(r"\d{4}\.\d", re.ASCII)
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_WORDS = re.compile(
    rf"(?:(?:the )?{_ORDINAL}[\s-]+(?:of )?)?([A-Za-z]{{3,9}})\.?,?[\s-]+(\d{{4}})", re.ASCII | re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"([A-Za-z]{{3,9}})\.?\s+(?:the )?{_ORDINAL},?\s+(\d{{4}})", re.ASCII | re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    rf"(\d{{4}})[\s,-]+([A-Za-z]{{3,9}})\.?(?:[\s-]+{_ORDINAL})?", re.ASCII | re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:r?s(?:day)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
    r"\.?,?\s+(?=.*\d{1,2}\D+.*\d{4}|\d{4}-\d)",  # a name of a day stands before a day
    re.ASCII | re.IGNORECASE,
)
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?"
_ZONE = r"\s?(?:Z|UTC|GMT|BST|CET|CEST|E[SD]T|C[SD]T|M[SD]T|P[SD]T|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)"
_NAMED_ZONE = r"(?:\s?(?:\[[\w/+-]{1,40}\]|\([A-Za-z ]{1,40}\)))"
_TIME = re.compile(
    rf"(?:T|,?\s+at\s+|,?\s+|\s+-\s+)(?:{_CLOCK})(?:{_ZONE}){{0,2}}{_NAMED_ZONE}?|T\d{{4}}(?:\d{{2}}(?:[.,]\d{{1,9}})?)?(?:{_ZONE})?",
    re.ASCII | re.IGNORECASE,
)
# As programs write it in C: the time stands before the year.
_YEAR_LAST = re.compile(
    rf"([A-Za-z]{{3}}\s+\d{{1,2}})\s+(?:{_CLOCK})(?:{_ZONE})?\s+(\d{{4}})", re.ASCII | re.IGNORECASE
)


@total_ordering
@dataclass(frozen=True, slots=True)
class When:
    """A date or interval in EDTF, as it was written.

    `text` is what was written; `start` and `end` are the first and last day that it covers.
    Sorts by first day, then by last day, then as written.
    """

    text: str
    start: date
    end: date

    def __str__(self) -> str:
        """In words: "2019", "March 2019", "6 March 2019", "March to August 2019"."""
        first, _, last = self.text.partition("/")
        if not last:
            return _words(first)
        if first[:4] == last[:4] and len(first) == len(last) == 7:
            return f"{MONTHS[int(first[5:7]) - 1]} to {_words(last)}"
        return f"{_words(first)} to {_words(last)}"

    def __lt__(self, other: "When") -> bool:
        return (self.start, self.end, self.text) < (other.start, other.end, other.text)


def parse(text: str, *, interval: bool = False) -> When:
    """Read a date, or with `interval` also two dates with `/` between them.

    Raises ValueError, in words for a contributor, for anything else.
    """
    text = text.strip()
    first, slash, last = text.partition("/")
    if slash and interval and not (_DAY_FIRST.fullmatch(text) or _UNPADDED.fullmatch(text)):
        start, end = _point(first.strip()), _point(last.strip())
        if end.end < start.start:
            raise ValueError(f'"{text}" ends before it begins. Put the earlier date first.')
        return When(f"{start.text}/{end.text}", start.start, end.end)
    return _point(text)


def _point(text: str) -> When:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(_advice(text))
    if "00" in match.groups()[1:]:
        raise ValueError(
            f'"{text}" has 00 for the month or the day. Leave out what you do not know: write 2026-03, or only 2026.'
        )
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        start = date(year, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        return When(text, start, date(year, last_month, last_day))
    except ValueError:
        raise ValueError(f'"{text}" is not a day in the calendar. Look at the month and the day.') from None


def without_time(text: str) -> str:
    """A date without the time of day, the zone and the name of the day that programs write beside it.

    The day is the one that stands there, whatever day it was elsewhere.
    """
    text = " ".join(text.split())
    if match := _YEAR_LAST.fullmatch(_WEEKDAY.sub("", text, count=1)):
        return f"{match[1]} {match[2]}"
    for match in _TIME.finditer(text):
        if match.end() == len(text) and match.start():
            text = text[: match.start()].rstrip(", ")
            break
    match = _WEEKDAY.match(text)
    return text[match.end() :] if match else text


def readings(text: str) -> tuple[str, ...]:
    """The dates, in our form, as which a date in another form can be read: several where the order is not clear."""
    text = without_time(text)
    likely: list[str] = []
    if match := _DAY_FIRST.fullmatch(text):
        first, second, year = match.groups()
        likely = [_spelled(year, second, first), _spelled(year, first, second)]
    elif match := _YEAR_AS_NUMBER.fullmatch(text):
        likely = [match[1]]
    elif _A_NUMBER.fullmatch(text):
        likely = []
    elif match := _UNPADDED.fullmatch(text):
        likely = [_spelled(*match.groups())]
    elif _COMPACT.fullmatch(text):
        likely = [_spelled(text[:4], text[4:6], text[6:])] if "1800" < text < "21" else []
        if not any(likely) and "18" < text[4:] < "21":
            likely = [_spelled(text[4:], text[2:4], text[:2]), _spelled(text[4:], text[:2], text[2:4])]
    elif match := _WORDS.fullmatch(text):
        day, month, year = match.groups()
        likely = [_named(year, month, day)]
    elif match := _MONTH_FIRST.fullmatch(text):
        month, day, year = match.groups()
        likely = [_named(year, month, day)]
    elif match := _YEAR_FIRST.fullmatch(text):
        likely = [_named(*match.groups())]
    elif _POINT.fullmatch(text):
        likely = [_spelled(*text.split("-"))]
    return tuple(dict.fromkeys(filter(None, likely)))


def _named(year: str, month: str, day: str | None) -> str:
    """A date with the month in words, in our form, or nothing where there is no such day."""
    months = [n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(month.lower())]
    if month.lower() == "sept":
        months = [9]
    return _spelled(year, str(months[0]), day) if len(months) == 1 else ""


def _advice(text: str) -> str:
    """How to mend what is not a date: the likely spelling where there is just one."""
    how = "Write a date as 2026-03-01 (year, month, day), or only 2026-03 or 2026."
    likely = readings(text)
    if without_time(text) != " ".join(text.split()):
        if len(likely) == 1:
            return f'"{text}" says more than the day. Write only the day: {likely[0]}.'
        if len(likely) == 2:
            return (
                f'"{text}" could be read day first or month first. Write only the day: {" or ".join(likely)}.'
            )
    if _DAY_FIRST.fullmatch(text):
        how = "Write the year first, then the month, then the day"
        if len(likely) == 2:
            return f'"{text}" could be read day first or month first. {how}: {" or ".join(likely)}.'
        return f'"{text}" is not in our form. {how}: {(*likely, "2026-03-01")[0]}.'
    if not likely:
        return f'"{text}" is not a date. {how}'
    if len(likely) == 2:
        return f'"{text}" could be read in two ways. Write {" or ".join(likely)}.'
    if _YEAR_AS_NUMBER.fullmatch(text):
        return f'"{text}" is not in our form. Write only the year: {likely[0]}.'
    if re.search("[A-Za-z]", text):
        return f'"{text}" is in words. Write it in figures: {likely[0]}.'
    return (
        f'"{text}" is not in our form. Write two figures for the month and the day, and hyphens: {likely[0]}.'
    )


def _spelled(year: str, month: str | None = None, day: str | None = None) -> str:
    """A date in our form, or nothing where there is no such day.

    A day 00, or a month and a day 00, say that nobody knew. A month 00 before a day says nothing.
    """
    parts = [part.zfill(2) for part in (year, month, day) if part]
    while len(parts) > 1 and parts[-1] == "00":
        parts.pop()
    text = "-".join(parts)
    try:
        return _point(text).text
    except ValueError:
        return ""


def _words(point: str) -> str:
    year, *rest = (int(part) for part in point.split("-"))
    if not rest:
        return str(year)
    month = f"{MONTHS[rest[0] - 1]} {year}"
    return month if len(rest) == 1 else f"{rest[1]} {month}"


def day_in_words(day: date) -> str:
    """A day in words: "6 March 2019"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter; no later than time ends."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def clock(as_of: str | date | None = None) -> date:
    """The one date that consent, "no news since" and planned gatherings are read against.

    `as_of` when given, else the day of SOURCE_DATE_EPOCH (reproducible-builds.org), else today.
    Raises ValueError for text that is not a day.
    """
    if isinstance(as_of, datetime):
        return as_of.date()
    if isinstance(as_of, date):
        return as_of
    if as_of:
        when = parse(str(as_of))
        if when.start != when.end:
            raise ValueError(f'"{as_of}" is not a day. Write year, month and day: 2026-03-01.')
        return when.start
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (ValueError, OverflowError, OSError):
            raise ValueError(f'SOURCE_DATE_EPOCH is "{epoch}". It has to be a number of seconds.') from None
    return date.today()
