"""Lines that were taken in before, and lines that are given now -> which of these is which of those.

A line is a row of a sheet or a line of notes. Both are given again after people worked on them: in another order, with
words mended, with lines more and lines less. What is a pledge already must not become another one, and no line may
take another's pledge: where the words do not say which is which, that is the answer.
"""

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

# How like two texts must be to be the same: anywhere, and of the same people or in the same place.
NEAR, ALIKE = 0.8, 0.6
# By how much the best must be better than the next, for nobody to doubt which it is.
CLEARLY = 0.1
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


@dataclass(slots=True)
class Matches:
    """Which line of before each line is, by its place; and the lines that may be one of several, with these."""

    pairs: dict[int, str] = field(default_factory=dict)
    unsure: dict[int, list[str]] = field(default_factory=dict)


def matched(now: Sequence[Line], before: Mapping[str, Line]) -> Matches:
    """The id of the line of before that each line of now is. Each is one line's at most.

    What is surest goes first: the same number; the same words of the same people; the same words; and then what is
    clearly most like it. A number that several lines share, such as the code of a council, is no number of one. Where
    words moved to another number, the lines were numbered afresh, and a number counts only with words that are alike.
    """
    matches = Matches()
    lost = dict(before)
    own = _by_number(now, lost, matches)
    for same in (lambda line: (line.said, line.whose), lambda line: line.said):
        for apart in (True, False):
            lines_of = defaultdict[Any, list[Line]](list)
            for line in now:
                if line.place not in matches.pairs and (line.place in own) is apart:
                    lines_of[same(line)].append(line)
            ids_of = grouped((same(old), id_) for id_, old in lost.items() if not (apart and old.number))
            for key, lines in lines_of.items():
                for line, id_ in _in_order(lines, ids_of[key], lost):
                    matches.pairs[line.place] = id_
                    del lost[id_]
    left = [line for line in now if line.place not in matches.pairs]
    _Likeness(left, lost, before, matches, own).settle()
    return matches


def _by_number(now: Sequence[Line], lost: dict[str, Line], matches: Matches) -> set[int]:
    """Pair the lines whose number says which they are, and take those out of `lost`.

    Gives the places of the lines that have a number of their own, and so are none of those that have another.
    """
    by_number = grouped((old.number, id_) for id_, old in lost.items() if old.number)
    times = Counter(line.number for line in now if line.number)
    left = [line for line in now if times[line.number] == 1 and len(by_number[line.number]) <= 1]
    own = {line.place for line in left}

    def take(pairs: Iterable[tuple[Line, str]]) -> list[Line]:
        """Pair these; the lines that are left."""
        for line, id_ in pairs:
            matches.pairs[line.place] = id_
            del lost[id_]
        return [line for line in left if line.place not in matches.pairs]

    numbered = [(line, by_number[line.number][0]) for line in left if by_number[line.number]]
    left = take((line, id_) for line, id_ in numbered if lost[id_].said == line.said)
    by_words = grouped((old.said, id_) for id_, old in lost.items() if old.number)
    times = Counter(line.said for line in left)
    moved = [
        (line, by_words[line.said][0])
        for line in left
        if times[line.said] == 1 and len(by_words[line.said]) == 1
    ]
    left = take(moved)
    take(
        (line, id_)
        for line, id_ in numbered
        if id_ in lost
        and line.place not in matches.pairs
        and (not moved or ratio(lost[id_].words, line.words, ALIKE))
    )
    return set() if moved else own


def _in_order(
    lines: Sequence[Line], ids: Sequence[str], lost: Mapping[str, Line]
) -> Iterator[tuple[Line, str]]:
    """Pairs of lines that say the same words: those that say all the same, then the others by their places."""
    whole = grouped((frozenset(lost[id_].seen.items()), id_) for id_ in reversed(ids))
    rest, used = [], set[str]()
    for line in lines:
        if same := whole[frozenset(line.seen.items())]:
            used.add(same[-1])
            yield line, same.pop()
        else:
            rest.append(line)
    left = [id_ for id_ in ids if id_ not in used]
    if len(rest) * len(left) > FEW * FEW:
        yield from zip(rest, left, strict=False)
        return
    chosen = sorted(
        (-_agreement(line, lost[id_]), abs(line.place - lost[id_].place), line.place, id_)
        for line in rest
        for id_ in left
    )
    line_at = {line.place: line for line in rest}
    for *_, place, id_ in chosen:
        if place in line_at and id_ not in used:
            used.add(id_)
            yield line_at.pop(place), id_


def hash_of(value: Any) -> str:
    """By what a value is known again in a record; nothing of it can be read from that."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def grouped(pairs: Iterable[tuple[Any, str]]) -> defaultdict[Any, list[str]]:
    """Ids by what they have in common."""
    found = defaultdict[Any, list[str]](list)
    for common, id_ in pairs:
        found[common].append(id_)
    return found


def _agreement(line: Line, old: Line) -> int:
    """In how many fields two lines say the same."""
    return sum(old.seen.get(name) == value for name, value in line.seen.items())


def ratio(one: str, other: str, enough: float) -> float:
    """How like two texts are letter by letter, from 0 to 1; 0 where that is not enough."""
    return fuzz.ratio(one, other, score_cutoff=enough * 100) / 100


@dataclass(slots=True)
class _Likeness:
    """Pairs the edited lines that are left, where it is clear which is which. The others it puts down as unsure."""

    lines: Sequence[Line]
    lost: dict[str, Line]
    before: Mapping[str, Line]
    matches: Matches
    # The places of lines with a number of their own.
    own: Collection[int]
    # Of what is alike at all, the places and ids that are alike enough to be the same.
    enough: set[tuple[int, str]] = field(default_factory=set)

    def settle(self) -> None:
        edges = self._edges()
        while True:  # what is clear may leave others with only one that they can be, or with none
            edges = {place: likes for place, likes in edges.items() if self._may_be_old(place, likes)}
            clear = list(self._clear(edges))
            for place, id_ in clear:
                self.matches.pairs[place] = id_
            taken = {id_ for _, id_ in clear}
            edges = {
                place: kept
                for place, likes in edges.items()
                if place not in self.matches.pairs
                and (kept := {id_: like for id_, like in likes.items() if id_ not in taken})
            }
            if not clear:
                break
        self._by_place(edges)
        taken = {*self.matches.pairs.values()}
        for place, likes in edges.items():
            ids = [id_ for id_ in likes if id_ not in taken and (place, id_) in self.enough]
            if place not in self.matches.pairs and ids:
                self.matches.unsure[place] = ids

    def _may_be_old(self, place: int, likes: Mapping[str, float]) -> bool:
        """Whether a line may be one of before. One that is new says nothing of which is which among the others."""
        return any((place, id_) in self.enough for id_ in likes)

    def _edges(self) -> dict[int, dict[str, float]]:
        """For each line, what it may be, with how much of what tells lines apart both have, from 0 to 1."""
        texts = {id_: old.words for id_, old in self.lost.items() if old.words}
        near = Near(texts.items())
        by_whose = grouped((self.lost[id_].whose, id_) for id_ in texts)
        by_place = grouped((self.lost[id_].place, id_) for id_ in texts)
        holders = Counter(word for words in near.words.values() for word in words)
        mine = {line.place: word_set(line.words) for line in self.lines}
        holders.update(word for words in mine.values() for word in words)
        weight = {word: math.log(1 + (len(texts) + len(mine)) / count) for word, count in holders.items()}
        edges: dict[int, dict[str, float]] = {}
        for line in self.lines:
            whose = by_whose[line.whose] if len(by_whose[line.whose]) <= MOST_OF_ONE else []
            likes: dict[str, float] = {}
            for id_ in dict.fromkeys([*whose, *by_place[line.place], *near.to(line.words)]):
                old = self.lost[id_]
                if old.number and line.place in self.own:
                    continue
                here = old.place == line.place or (line.whose and old.whose == line.whose)
                if like := ratio(old.words, line.words, ALIKE):
                    if here or like >= NEAR:
                        self.enough.add((line.place, id_))
                    words, theirs = mine[line.place], near.words[id_]
                    either = sum(weight[word] for word in words | theirs)
                    likes[id_] = sum(weight[word] for word in words & theirs) / either if either else 1.0
            if likes:
                edges[line.place] = likes
        return edges

    def _clear(self, edges: Mapping[int, Mapping[str, float]]) -> Iterator[tuple[int, str]]:
        """Pairs that are the best for each other, by more than a little."""
        of_id = defaultdict[str, list[float]](list)
        for likes in edges.values():
            for id_, like in likes.items():
                of_id[id_].append(like)
        for place, likes in edges.items():
            id_ = max(likes, key=likes.__getitem__)
            like = likes[id_]
            rivals = [other for rival, other in likes.items() if rival != id_]
            others = sorted(of_id[id_])
            others.remove(like)
            if (place, id_) in self.enough and all(like - one >= CLEARLY for one in (*rivals, *others)):
                yield place, id_

    def _by_place(self, edges: Mapping[int, Mapping[str, float]]) -> None:
        """Where the lines around stayed in their order, a line that is in its old place is the one of before."""
        at_place = {old.place: id_ for id_, old in self.lost.items()}
        # A place that two lines of before had, one after the other, says nothing of the order.
        times = Counter(old.place for old in self.before.values())
        taken = {*self.matches.pairs.values()}
        for places in (sorted(edges), sorted(edges, reverse=True)):
            for place in places:
                id_ = at_place.get(place, "")
                around = [
                    self.before[self.matches.pairs[other]].place == other
                    for other in (place - 1, place + 1)
                    if other in self.matches.pairs and times[other] < 2
                ]
                free = place not in self.matches.pairs and id_ not in taken
                if id_ in edges[place] and around and all(around) and free:
                    self.matches.pairs[place] = id_
                    taken.add(id_)


class Near:
    """Finds the texts that share the most words with another, but for words that very many of them have."""

    def __init__(self, texts: Iterable[tuple[Any, str]]) -> None:
        self.words = {key: word_set(text) for key, text in texts}
        self._holders: dict[str, list[Any]] = defaultdict(list)
        for key, words in self.words.items():
            for word in words:
                self._holders[word].append(key)

    def to(self, text: str) -> list[Any]:
        """The few that are nearest, the nearest first."""
        shared: Counter[Any] = Counter()
        for word in word_set(text):
            if len(self._holders.get(word, ())) <= MOST_OF_ONE:
                shared.update(self._holders.get(word, ()))
        return [key for key, _ in shared.most_common(4)]

    def overlap(self, one: Any, other: Any) -> float:
        """The part of the words of two texts that both have, from 0 to 1."""
        either = self.words[one] | self.words[other]
        return len(self.words[one] & self.words[other]) / len(either) if either else 1.0


def word_set(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(re.findall(r"\w+", text.casefold()))
