"""A file as it was read: its values, where each stands, and its body."""

import html
import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sharedstory.reading.problems import Problem
from sharedstory.schema.words import shortened

MAX_DEPTH = 6


MAX_NODES = 2_000


MAX_NODES_VOCABULARY = 20_000


MAX_NODES_GATHERING = 60_000


Path = tuple[str | int, ...]


Position = tuple[int, int]


HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ue000\ufeff\ufffe\uffff]"
    # Joiners are part of how Persian, Hindi and emoji are written, and a disguise between Latin letters.
    r"|(?:^|(?<=[\x00-\u024f]))[\u200c\u200d]"
)


COMMENT = re.compile(r"[ \t]+#\S")


# How YAML says that there is no value. In quotes it is a word.
NULL = frozenset(["~", "null", "Null", "NULL"])


@dataclass(slots=True)
class Document:
    """What stands in one file: its fields, where they stand, and the text below them.

    `values` holds text, lists and mappings only. `keys` and `positions` give line and column, from 1,
    of each key and each value, by its path: `("authors", 0, "name")`. `null` are the paths of values that say
    in so many words that there is none, and are empty text; `in_two` those of groups whose other half stands elsewhere
    in the file, and is not among the values. `unsure` are the lines
    whose mistakes, which are among the problems, leave open whether a field of that name stands there.
    """

    path: str
    values: Any = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)
    positions: dict[Path, Position] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Problem] = field(default_factory=list)
    null: set[Path] = field(default_factory=set)
    in_two: set[Path] = field(default_factory=set)
    unsure: frozenset[int] = frozenset()

    def locate(self, path: Path, *, key: bool = False) -> Position:
        """Line and column of the value at `path` (or of its key), or of the nearest value around it."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, (1, 1))

    def problem(self, code: str, path: Path, message: str, *, key: bool = False) -> Problem:
        """A problem with the field at `path`."""
        line, column = self.locate(path, key=key)
        return Problem(self.path, line, column, code, dotted(path), message)


def texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each text within a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, (*path, number))


# Addresses have & between their parts, and what is shown on purpose is compared letter by letter.
_AS_IT_IS = frozenset(["url", "evidence", "ref", "shown_on_purpose"])


ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_entities(path: Path, text: str) -> str:
    """The text of a field with the signs that entities of HTML stand for; addresses as they are.

    What stands for no sign that people can see stays as it is.
    """
    if any(step in _AS_IT_IS for step in path):
        return text

    def sign(match: re.Match[str]) -> str:
        # Without this, the beginning of "&notes;" would be taken for "&not".
        named = match[0][1] != "#"
        if named and match[0][1:] not in html.entities.html5:
            return match[0]
        shown = html.unescape(match[0]).replace("\xa0", " ")
        return shown if shown != match[0] and shown.isprintable() else match[0]

    return ENTITY.sub(sign, text)


def dotted(path: Path) -> str:
    """A path as people read it: `authors.1.name`, counting from 1; of a list of words only its name."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return ".".join(str(part + 1) if isinstance(part, int) else shortened(part, 40) for part in path)


def first_problem(unwanted: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first of the characters, none of which is printable: most texts are, and that is found out far faster."""
    return None if text.replace("\n", "").isprintable() else unwanted.search(text)
