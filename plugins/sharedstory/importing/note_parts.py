"""What notes become: their sessions, with what was learned and pledged in each, and a report of every line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sharedstory.forms import compose
from sharedstory.importing.matching import hash_of
from sharedstory.importing.note_lines import NoteLine

NO_WORDS = "The notes hold no more of this session."


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the organiser says of the notes, which the notes do not say plainly.

    `one_session` is the title of the one session that all of it is; `sessions` are lines that are names of sessions;
    `names` says that all who are named agreed to it; `groups` are names that are of groups.
    """

    one_session: str = ""
    sessions: tuple[str, ...] = ()
    names: bool = False
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """One thing that was learned or pledged: the line where it stands, and its fields as they are in an entry."""

    line: int
    fields: dict[str, Any]

    @property
    def words(self) -> str:
        return str(self.fields.get("point") or self.fields.get("will"))

    @property
    def seen(self) -> dict[str, str]:
        """Hashes of what the notes say in each field."""
        return {name: hash_of(value) for name, value in self.fields.items()}


@dataclass(slots=True)
class SessionPart:
    """A session in the notes: the line of its heading, its fields, what was learned and pledged, and all other text."""

    line: int
    title: str
    fields: dict[str, Any] = field(default_factory=dict)
    learning: list[Item] = field(default_factory=list)
    pledges: list[Item] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        text = re.sub(r"\n{3,}", "\n\n", compose.text("\n".join(self.text))).strip()
        return text or NO_WORDS


class Became(StrEnum):
    """What became of a line."""

    HEADING = "heading"
    FIELD = "field"
    LEARNING = "learning"
    PLEDGE = "pledge"
    TEXT = "text"
    LEFT_OUT = "left out"
    ASIDE = "aside"


@dataclass(slots=True)
class NotesReport:
    """What became of each line, by its number, and what is to be told of lines, each thing once."""

    became: dict[int, Became] = field(default_factory=dict)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    looks: dict[str, list[int]] = field(default_factory=dict)
    asides: dict[str, list[int]] = field(default_factory=dict)
    names: bool = False

    def put(self, line: NoteLine, became: Became) -> None:
        """Say what became of a line."""
        self.became |= dict.fromkeys(line.numbers, became)

    def aside(self, line: NoteLine, what: str) -> None:
        """Say of a line that holds nothing to take what it is."""
        self.put(line, Became.ASIDE)
        self.asides.setdefault(what, []).extend(line.numbers)

    def leave_out(self, line: NoteLine, why: str) -> None:
        """Say that a whole line is left out, and why."""
        self.put(line, Became.LEFT_OUT)
        self.left_out.setdefault(why, []).extend(line.numbers)

    def hide(self, number: int, why: str) -> None:
        """Say that a line was hidden, whole or in part; number 0 is all of the notes."""
        if number:
            self.became.setdefault(number, Became.LEFT_OUT)
        self.left_out.setdefault(why, []).append(number)

    def part_out(self, line: NoteLine, why: str) -> None:
        """Say that a part of a line is left out."""
        self.left_out.setdefault(why, []).append(line.number)

    def look(self, line: NoteLine, why: str) -> None:
        """Say why a person should look at a line."""
        self.looks.setdefault(why, []).append(line.number)

    @property
    def told(self) -> list[str]:
        """A sentence or two for each thing, in the order of lines."""
        both = [*self.left_out.items(), *self.looks.items()]
        return [_at(numbers, why) for why, numbers in sorted(both, key=lambda one: min(one[1]))]

    @property
    def told_aside(self) -> list[str]:
        """What needs nobody to do anything."""
        return [_at(numbers, what) for what, numbers in self.asides.items()]

    def count(self, parts: Sequence["SessionPart"]) -> str:
        """What was taken, left out and is to be looked at, in one line."""
        of = list(self.became.values())
        sizes = {
            "session": len(parts),
            "learning point": sum(len(part.learning) for part in parts),
            "pledge": sum(len(part.pledges) for part in parts),
            "line of text": of.count(Became.TEXT),
        }
        left = len({number for numbers in self.left_out.values() for number in numbers if number})
        looked = len({number for numbers in self.looks.values() for number in numbers})
        taken = ", ".join(_many(count, what) for what, count in sizes.items())
        return f"Taken: {taken}. Left out, whole or in part: {_many(left, 'line')}. To look at: {_many(looked, 'line')}."


def _many(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    head, of, tail = what.partition(" of ")
    return f"{count:,} {head}s{of}{tail}"


def _at(numbers: Sequence[int], why: str) -> str:
    """A sentence with the lines that it is about: "line 3: ...", "lines 3, 5 to 9: ..."."""
    order = sorted({*numbers} - {0})
    if not order:
        return why
    runs: list[list[int]] = []
    for number in order:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    where = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in runs)
    return f"{'line' if len(order) == 1 else 'lines'} {where}: {why}"
