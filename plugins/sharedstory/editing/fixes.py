"""What a fix is: what it puts where, and what it says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sharedstory.reading.document import without_entities
from sharedstory.reading.problems import printable
from sharedstory.schema import dates
from sharedstory.schema.words import shortened

# The codes of problems of which some can be mended.
MENDED = frozenset(
    [
        "file-characters",
        "yaml-tab",
        "yaml-no-colon",
        "yaml-colon",
        "yaml-quotes-needed",
        "yaml-quote-open",
        "entity",
        "field-date",
        "field-choice",
        "field-list",
        "tag-unknown",
        "place-unknown",
        "entry-unknown",
        "gathering-unknown",
    ]
)


# Signs that nobody sees and that carry no meaning between letters of Europe; those that part lines or paragraphs.
INVISIBLE = "\ufeff\u200b\xad\u2060\u2028\u2029"


class FixSort(StrEnum):
    """What is mended."""

    MARK = "byte-order-mark"
    LINE_ENDS = "line-ends"
    INDENT = "indentation"
    SPACE = "space"
    QUOTES = "quotes"
    LIST = "list"
    WORD = "word"
    DATE = "date"
    ENTITY = "entity"
    INVISIBLE = "invisible"


# What may stand before and after in a change of each sort. Words and dates are compared as values.
ALLOWED = {
    FixSort.MARK: (re.compile("\ufeff+"), re.compile("")),
    FixSort.LINE_ENDS: (re.compile(r"\r\n?"), re.compile(r"\n")),
    FixSort.INDENT: (re.compile(r"[^\S\n]+"), re.compile(" *")),
    FixSort.SPACE: (re.compile("\xa0*"), re.compile(" ")),
    FixSort.QUOTES: (re.compile("[“”„‘’‚']?"), re.compile(r'["\\]')),
    FixSort.INVISIBLE: (re.compile(f"[{INVISIBLE}]"), re.compile(" ?")),
    FixSort.LIST: (re.compile(""), re.compile(r"[\[\]]")),
}


@dataclass(frozen=True, slots=True)
class Splice:
    """What was written in place of what, from a character of the text as it stood just then."""

    start: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing that was mended: where (from 1, in the text as it stood just then), what was there, and what is now."""

    line: int
    column: int
    sort: FixSort
    was: str
    now: str
    splices: tuple[Splice, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The texts that may be read there afterwards, and were not before."""
        match self.sort:
            case FixSort.QUOTES:
                return self.was, self.was[1:-1]
            case FixSort.ENTITY:
                return (without_entities((), self.was),)
            case FixSort.LIST:
                return tuple(word.strip(" ") for word in self.was.split(","))
            case _:
                return (self.now,)

    def __str__(self) -> str:
        match self.sort:
            case FixSort.MARK:
                return "took out the invisible mark at the beginning of the file."
            case FixSort.LINE_ENDS:
                return f"made the lines end as in our other files ({len(self.splices)} changed)."
            case FixSort.INVISIBLE:
                return f"took out invisible signs ({len(self.splices)}, such as U+{ord(self.was):04X})."
            case FixSort.ENTITY:
                return f"{shortened(self.was)} is {shortened(self.now)} now."
            case FixSort.INDENT:
                odd = "tabs" if "\t" in self.was else "spaces from elsewhere"
                return f"the line begins with plain spaces ({len(self.now)}) in place of {odd}."
            case FixSort.SPACE:
                return f'put a space after the colon: "{shortened(self.now)}".'
            case FixSort.QUOTES:
                return f"put double quotes around the text: {shortened(self.now)}."
            case FixSort.LIST:
                return f"put square brackets around the list: {shortened(self.now)}."
            case FixSort.WORD | FixSort.DATE:
                parts = (self.was, *self.was.split("/")) if self.sort is FixSort.DATE else ()
                more = any(dates.without_time(part) != " ".join(part.split()) for part in parts)
                without = " Only the date was kept." if more else ""
                return f'"{shortened(self.was)}" is "{self.now}" now.{without}'


@dataclass(frozen=True, slots=True)
class Fixes:
    """A file before and after, and all that was mended, in the order in which it was done."""

    path: str
    before: bytes
    after: bytes
    made: tuple[Fix, ...] = ()

    def announced(self) -> Iterator[str]:
        """A line for each thing that was mended, in the order of the file, as a terminal shows it."""
        for fix in sorted(self.made, key=lambda fix: (fix.line, fix.column)):
            yield printable(f"{self.path}:{fix.line}:{fix.column}: fixed: {fix}")
