"""A problem: where it is, what it is, how to mend it; and the one list of all that can be found."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from sharedstory.reading.codes import CODES, Severity


class Problem(NamedTuple):
    """One thing to mend. Sorts by file, then place. Line and column count from 1."""

    path: str
    line: int
    column: int
    code: str
    field: str
    message: str

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        text = f"{self.path}:{self.line}:{self.column}: {self.severity}: {field}{self.message} [{self.code}]"
        return printable(text)


_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ue000\ufeff]"
)


def printable(text: str) -> str:
    """Text that a terminal shows as it is: control, line-break and direction characters as escapes."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


# How alike two words have to be for one to be a slip of the other: "titel" is, "topics" is not "voices".
NEAR = 0.75
# Of how many words it is counted what they share with a wrong one, and how many are then compared with it.
LOOKED_AT, COMPARED = 64, 4


def nearest(wrong: str, known: "Iterable[str] | Known") -> str:
    """The known word that somebody can have meant, or nothing."""
    return (known if isinstance(known, Known) else Known(known)).nearest(wrong)


def did_you_mean(wrong: str, known: "Iterable[str] | Known") -> str:
    """A question that names the nearest known word, with a space before it, or nothing."""
    near = nearest(wrong, known)
    return f' Did you mean "{near}"?' if near else ""


class Known:
    """Words that somebody can have meant. Made once for many questions: each looks at a few words, not at all."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = words
        self._asked: dict[str, str] = {}

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {word.casefold(): word for word in sorted(self._words, reverse=True)}

    @cached_property
    def _with(self) -> dict[str, list[str]]:
        """The words with each three letters; none where there are so few words that all can be looked at."""
        found: dict[str, list[str]] = {}
        for word in self._folded if len(self._folded) > LOOKED_AT else ():
            for part in _parts(word):
                found.setdefault(part, []).append(word)
        return found

    def nearest(self, wrong: str) -> str:
        """The nearest word, or nothing."""
        if wrong not in self._asked:
            self._asked[wrong] = self._nearest(wrong)
        return self._asked[wrong]

    def _nearest(self, wrong: str) -> str:
        from rapidfuzz import process  # only those who make mistakes pay for the import
        from rapidfuzz.distance import Indel

        words = wrong.strip().casefold().replace(" ", "-")
        near = process.extractOne(
            words, self._alike(words), scorer=Indel.normalized_similarity, score_cutoff=NEAR
        )
        # Slips of the first letter are rare, and other words that rhyme are not: "choices" is not "voices".
        if not near or (near[0][:1] != words[:1] and len(words) < 8):
            return ""
        return self._folded[near[0]]

    def _alike(self, word: str) -> list[str]:
        """The words that share most of its rarest parts: hardly any of those that begin or end as all others do."""
        if not self._with:
            return list(self._folded)
        parts = sorted(filter(None, (self._with.get(part) for part in _parts(word))), key=len)
        shared: Counter[str] = Counter()
        for some in parts:
            if shared and len(shared) + len(some) > LOOKED_AT:
                break
            shared.update(some[:LOOKED_AT])
        return [word for word, _ in shared.most_common(COMPARED)]


def _parts(word: str) -> set[str]:
    """Every three letters that follow each other."""
    return {word[start : start + 3] for start in range(max(1, len(word) - 2))}
