"""What somebody allowed, by all columns of their row: whether it may be published, and how they may be named.

Every column on the matter has to allow it. Where one does not, or is not clear, nothing is granted, and the words
that stand there are given, for a person to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sharedstory.importing import answers
from sharedstory.importing.answers import Says
from sharedstory.importing.headings import Column, Polarity
from sharedstory.model import NamedAs
from sharedstory.problems import shortened


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row with its heading and what its column is."""

    heading: str
    column: Column
    words: str

    @property
    def says(self) -> Says:
        return answers.says(self.words, self.heading)

    @property
    def quoted(self) -> str:
        """The cell and its place, in words: `"May we show your name?" says "First name only"`."""
        words = f'says "{shortened(self.words)}"' if self.words.strip() else "is empty"
        return f'"{shortened(self.heading)}" {words}'


@dataclass(frozen=True, slots=True)
class Consent:
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


def consent(cells: Iterable[Cell]) -> Consent:
    """Whether a row may be published: a plain yes where it is asked, and nothing anywhere that is against it."""
    about = [cell for cell in cells if cell.column.meaning == "consent"]
    unclear: list[str] = []
    given = False
    for cell in about:
        says, polarity = cell.says, cell.column.polarity
        refuses, allows = (Says.YES, Says.NO) if polarity is Polarity.FORBIDS else (Says.NO, Says.YES)
        if says is refuses:
            return Consent(False, True, cell.quoted)
        if polarity is Polarity.FORBIDS:
            unclear += [] if says is allows or not cell.words.strip() else [cell.quoted]
        elif says is not Says.YES or polarity is Polarity.UNCLEAR:
            unclear.append(cell.quoted)
        elif polarity is Polarity.ALLOWS:
            given = True
    if unclear or not given:
        return Consent(False, False, " and ".join(unclear))
    return Consent(True)


# From the widest to the narrowest.
_WAYS = (Says.FULL_NAME, Says.FIRST_NAME, Says.INITIALS, Says.ROLE_ONLY, Says.ANONYMOUS)


def naming(cells: Iterable[Cell], name: str) -> Naming:
    """How somebody may be named, whose name is `name` in their row. What is narrowest in any column holds."""
    ways: list[Says] = []
    against: list[str] = []
    for cell in cells:
        if cell.column.meaning != "show_name":
            continue
        says, polarity = cell.says, cell.column.polarity
        if says in answers.FORMS:
            ways.append(says)
        elif (says, polarity) in ((Says.YES, Polarity.ALLOWS), (Says.NO, Polarity.FORBIDS)):
            ways.append(Says.FULL_NAME)
        elif (says, polarity) in ((Says.NO, Polarity.ALLOWS), (Says.YES, Polarity.FORBIDS)):
            ways.append(Says.ANONYMOUS)
        elif cell.words.strip() or polarity is Polarity.ALLOWS:
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
