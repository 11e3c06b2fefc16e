"""Lines that were taken in before, and lines that are given now -> which of these is which of those.

A line is a row of a sheet or a line of notes. Both are given again after people worked on them: in another order, with
words mended, with lines more and lines less. What is a pledge already must not become another one.
"""

import difflib
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# How like two texts must be to be the same: anywhere, and of the same people or in the same place.
NEAR, ALIKE = 0.8, 0.6
# What more lines than this share, such as a word or nobody's name, tells none of them from the others.
MOST_OF_ONE = 50
FEW = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line, then or now: its place, its own number if it has one, its words, and hashes of all that it says.

    `said` is the hash of the words as they were given and `whose` that of the people. Of a line of before, `words` is
    what became of them since, or nothing where they are gone.
    """

    place: int
    number: str
    words: str
    said: str
    whose: str
    seen: Mapping[str, str]


def matched(now: Sequence[Line], before: Mapping[str, Line]) -> dict[int, str]:
    """The id of the line of before that each line of now is, by its place. Each is one line's at most.

    What is surest goes first: the same number; the same words of the same people; the same words; and then what is
    most like it. A number that several lines share, such as the code of a council, is no number of one.
    """
    found: dict[int, str] = {}
    lost = dict(before)

    def pair(
        lines: Iterable[Line],
        like: Callable[[Line, Line], float],
        candidates: Callable[[Line], Iterable[str]],
    ) -> None:
        """Pair lines that have none yet with candidates, the most alike first, then those nearest in place."""
        pairs = [
            (-likeness, abs(old.place - line.place), line.place, id_)
            for line in lines
            if line.place not in found
            for id_ in candidates(line)
            if (old := lost.get(id_)) and (likeness := like(line, old))
        ]
        for *_, place, id_ in sorted(pairs):
            if place not in found and id_ in lost:
                found[place] = id_
                del lost[id_]

    by_number = grouped((old.number, id_) for id_, old in before.items() if old.number)
    times = Counter(line.number for line in now if line.number)
    numbered = [line for line in now if times[line.number] == 1 and len(by_number[line.number]) <= 1]
    pair(numbered, _agreement, lambda line: by_number[line.number])
    # Where lines have numbers, a number that is new is a line that is new.
    places = {line.place for line in numbered} if any(by_number.values()) else set()
    others = [line for line in now if line.place not in places]
    by_words = grouped(((old.said, old.whose), id_) for id_, old in before.items())
    pair(others, _agreement, lambda line: by_words[line.said, line.whose])
    by_said = grouped((old.said, id_) for id_, old in before.items())
    pair(others, _agreement, lambda line: by_said[line.said])
    near = Near((id_, old.words) for id_, old in lost.items() if old.words)
    by_whose = grouped((old.whose, id_) for id_, old in lost.items() if old.words)
    by_place = grouped((old.place, id_) for id_, old in lost.items() if old.words)
    pair(
        others,
        _likeness,
        lambda line: {*_few(by_whose[line.whose]), *by_place[line.place], *near.to(line.words)},
    )
    return found


def hash_of(value: Any) -> str:
    """By what a value is known again in a record; nothing of it can be read from that."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def grouped(pairs: Iterable[tuple[Any, str]]) -> defaultdict[Any, list[str]]:
    """Ids by what they have in common."""
    found = defaultdict[Any, list[str]](list)
    for common, id_ in pairs:
        found[common].append(id_)
    return found


def _few(ids: list[str]) -> list[str]:
    return ids if len(ids) <= FEW else []


def _agreement(line: Line, old: Line) -> float:
    """In how many fields two lines say the same; never nothing."""
    return 1 + sum(old.seen.get(name) == value for name, value in line.seen.items())


def _likeness(line: Line, old: Line) -> float:
    """How like the words of two lines are, from 0 to 1; 0 where that is not enough."""
    enough = ALIKE if old.place == line.place or (line.whose and old.whose == line.whose) else NEAR
    one, other = _word_set(old.words), _word_set(line.words)
    if len(one & other) * 3 < min(len(one), len(other)) - 2:
        return 0  # long texts that share so few words are not compared letter by letter
    matcher = difflib.SequenceMatcher(None, old.words, line.words, autojunk=False)
    if matcher.real_quick_ratio() < enough or matcher.quick_ratio() < enough:
        return 0
    return ratio if (ratio := matcher.ratio()) >= enough else 0


class Near:
    """Finds the texts that share the most words with another, but for words that very many of them have."""

    def __init__(self, texts: Iterable[tuple[Any, str]]) -> None:
        self.words = {key: _word_set(text) for key, text in texts}
        self._holders: dict[str, list[Any]] = defaultdict(list)
        for key, words in self.words.items():
            for word in words:
                self._holders[word].append(key)

    def to(self, text: str) -> list[Any]:
        """The few that are nearest, the nearest first."""
        shared: Counter[Any] = Counter()
        for word in _word_set(text):
            if len(self._holders.get(word, ())) <= MOST_OF_ONE:
                shared.update(self._holders.get(word, ()))
        return [key for key, _ in shared.most_common(4)]

    def overlap(self, one: Any, other: Any) -> float:
        """The part of the words of two texts that both have, from 0 to 1."""
        either = self.words[one] | self.words[other]
        return len(self.words[one] & self.words[other]) / len(either) if either else 1.0


def _word_set(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
