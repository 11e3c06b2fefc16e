"""Who is named in a piece that asked for no name, or only for a first one: what can be known from the piece itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sharedstory import privacy
from sharedstory.frontmatter import Path as FieldPath

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "reverend",
        "cllr",
        "councillor",
        "nurse",
        "sir",
        "dame",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A person who is named in a field that is for people: where, and the name."""

    path: FieldPath
    name: str

    @property
    def words(self) -> list[str]:
        return [word for word in _WORD.findall(self.name) if word.casefold() not in _TITLES]

    @property
    def surname(self) -> str:
        """What stands behind the first name, unless all of it is given to many as a first name."""
        rest = [word for word in self.words[1:] if not privacy.is_given(word)]
        return " ".join(rest)


def people(values: dict[str, Any]) -> Iterator[Named]:
    """The people whom a piece names: its authors, who spoke, and who pledges for themselves."""
    for field in ("authors", "speakers"):
        for number, person in enumerate(_listed(values.get(field))):
            if isinstance(person, str):
                yield Named((field, number), person)
            elif isinstance(person, dict) and isinstance(person.get("name"), str):
                yield Named((field, number, "name"), person["name"])
    for number, pledge in enumerate(_listed(values.get("pledges"))):
        if isinstance(pledge, dict) and pledge.get("as") == "individual":
            who = pledge.get("who")
            names = who.get("names") if isinstance(who, dict) else who
            for name in [names] if isinstance(names, str) else _listed(names):
                if isinstance(name, str):
                    yield Named(("pledges", number, "who"), name)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def texts(values: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Every text of the fields, with its path."""
    if isinstance(values, dict):
        for key, inner in values.items():
            yield from texts(inner, (*path, key))
    elif isinstance(values, list):
        for number, inner in enumerate(values):
            yield from texts(inner, (*path, number))
    elif isinstance(values, str):
        yield path, values


def whole_in(name: Sequence[str], text: str) -> int | None:
    """Where a name of two words or more begins in a text or an address, however it is joined and written there."""
    if len(name) < 2:
        return None
    joined = r"[\W_]*".join(map(re.escape, name))
    match = re.search(rf"(?<![^\W_]){joined}(?![^\W_])", text, re.IGNORECASE)
    return match.start() if match else None


def word_in(word: str, text: str, *, address: bool) -> int | None:
    """Where one word of a name stands in a text as a name, or in an address in any letters."""
    if len(word) < _SHORTEST:
        return None
    match = re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE if address else 0)
    return match.start() if match else None
