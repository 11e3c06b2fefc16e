"""What somebody allowed, by all columns of their row: whether it may be published, and how they may be named.

Every column on the matter has to allow it. Where one does not, or is not clear, nothing is granted, and the words
that stand there are given, for a person to read.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sharedstory.importing import answers, headings
from sharedstory.importing.answers import Says
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.schema.choices import NamedAs
from sharedstory.schema.words import shortened


class Verdict(StrEnum):
    """What one cell does."""

    ALLOWS = "allows"
    FORBIDS = "forbids"
    NEITHER = "neither"  # nothing stands there, or it is about something else
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row with its heading and what its column is."""

    heading: str
    column: Column
    words: str

    @property
    def quoted(self) -> str:
        """The cell and its place, in words: `"May we show your name?" says "First name only"`."""
        words = f'says "{shortened(self.words)}"' if self.words.strip() else "is empty"
        return f'"{shortened(self.heading)}" {words}'

    @property
    def says(self) -> Says:
        return answers.says(self.words, self.heading)

    @property
    def verdict(self) -> Verdict:
        """What the cell does, by the way round that a yes goes in its column, or by a whole sentence of its own."""
        if not self.words.strip():
            return Verdict.UNCLEAR if self.column.polarity in _ASKS else Verdict.NEITHER
        if _SENTENCE.match(self.words):
            # "I agree that you publish my story" is read as a heading of that kind would be.
            said = headings.column(self.words, of="stories")
            if said.meaning == self.column.meaning and said.polarity in _OF_A_SENTENCE:
                return _OF_A_SENTENCE[said.polarity]
        return _OF_AN_ANSWER.get((self.says, self.column.polarity), Verdict.UNCLEAR)


# Columns in which an empty cell is an answer that is missing.
_ASKS = (Polarity.ALLOWS, Polarity.ELSE)
_SENTENCE = re.compile(r"\s*(I|We|Everyone|Rwy|Dw)\b.* .* ", re.IGNORECASE)
_OF_A_SENTENCE = {Polarity.ALLOWS: Verdict.ALLOWS, Polarity.FORBIDS: Verdict.FORBIDS}
_OF_AN_ANSWER: Mapping[tuple[Says, Polarity | None], Verdict] = {
    (Says.YES, Polarity.ALLOWS): Verdict.ALLOWS,
    (Says.NO, Polarity.ALLOWS): Verdict.FORBIDS,
    (Says.YES, Polarity.FORBIDS): Verdict.FORBIDS,
    (Says.NO, Polarity.FORBIDS): Verdict.ALLOWS,
    (Says.YES, Polarity.ELSE): Verdict.NEITHER,
    (Says.NO, Polarity.ELSE): Verdict.FORBIDS,
}


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether it may be published. Where not: whether somebody refused, or a person has to look; and why, in words."""

    given: bool
    refused: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """How somebody may be named: their name as it may be shown, empty where it may not; and why, in words, if to be told."""

    named_as: NamedAs
    name: str = ""
    why: str = ""


def consent(cells: Iterable[Cell]) -> Permission:
    """Whether a row may be published: a plain yes where it is asked, and nothing anywhere that is against it.

    A remark about it in a column for something else, such as "Anything else?", is for a person to read first.
    """
    cells = list(cells)
    about = [(cell, cell.verdict) for cell in cells if cell.column.meaning == "consent"]
    for cell, verdict in about:
        if verdict is Verdict.FORBIDS:
            return Permission(False, True, cell.quoted)
    unclear = [cell.quoted for cell, verdict in about if verdict is Verdict.UNCLEAR] + remarks(cells)
    # A no to "Do not publish it" is nothing against it, and no consent either.
    given = any(
        verdict is Verdict.ALLOWS and cell.column.polarity is not Polarity.FORBIDS for cell, verdict in about
    )
    return Permission(given and not unclear, False, " and ".join(unclear))


_REMARK = re.compile(
    r"\b(publi(sh|c)\w*|anonym\w*|confidential\w*|private(ly)?|consent\w*|permission|my name|names?|identif\w+|withdr[ae]w\w*"
    r"|(not?|don't|never|before|until|first)\b.*\b(shar|show|us|put|print)(e|ed|ing)?|(c|g)yhoeddi|d?dienw|anhysbys|fy enw|preifat|breifat)\b",
    re.IGNORECASE,
)
_NOT_ASKED_THERE = ("", "-", "key")


def remarks(cells: Iterable[Cell]) -> list[str]:
    """What somebody wrote about being published or named where nothing is asked about it: each with its place."""
    return [
        cell.quoted
        for cell in cells
        if cell.column.meaning in _NOT_ASKED_THERE
        and len(cell.words.split()) > 2
        and _REMARK.search(cell.words)
    ]


# From the widest to the narrowest.
_WAYS = (Says.FULL_NAME, Says.FIRST_NAME, Says.INITIALS, Says.ROLE_ONLY, Says.ANONYMOUS)


def naming(cells: Iterable[Cell], name: str) -> Naming:
    """How somebody may be named, whose name is `name` in their row. What is narrowest in any column holds."""
    ways: list[Says] = []
    against: list[str] = []
    for cell in cells:
        if cell.column.meaning != "show_name":
            continue
        verdict = cell.verdict
        if cell.says in answers.FORMS:
            ways.append(cell.says)
        elif verdict is Verdict.ALLOWS:
            ways.append(Says.FULL_NAME)
        elif verdict is Verdict.FORBIDS:
            ways.append(Says.ANONYMOUS)
        elif verdict is Verdict.UNCLEAR:
            against.append(cell.quoted)
    if against:
        why = " and ".join(against)
        return Naming(NamedAs.ANONYMOUS, why=f"{why}, so the name is left out" if name or ways else "")
    way = max(ways, key=_WAYS.index, default=Says.ANONYMOUS)
    if way is Says.ROLE_ONLY:
        return Naming(NamedAs.ROLE_ONLY)
    if way is Says.ANONYMOUS or not name.strip():
        return Naming(NamedAs.ANONYMOUS)
    whole = answers.name_of_one(name)
    if not whole:
        return Naming(
            NamedAs.ANONYMOUS,
            why=f'"{shortened(name)}" is not just the name of one person, so it is left out',
        )
    shown, named_as = {
        Says.FULL_NAME: (whole, NamedAs.FULL_NAME),
        Says.FIRST_NAME: (answers.first_name(whole), NamedAs.FIRST_NAME),
        Says.INITIALS: (answers.initials(whole), NamedAs.CHOSEN_NAME),
    }[way]
    if not shown:
        why = f'we cannot tell the {way.replace("-", " ")} in "{shortened(name)}", so the name is left out'
        return Naming(NamedAs.ANONYMOUS, why=why)
    return Naming(named_as, shown)
