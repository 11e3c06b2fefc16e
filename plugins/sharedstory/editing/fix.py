"""Mends in a contributed file what can be mended without losing anything, and names every change.

A change is spliced in where the checker found a mistake, and everything else stays byte for byte as somebody wrote
it. What comes out is read again, and is only taken when it says what was announced and nothing else. Where more than
one thing could have been meant, nothing is done.
"""

import difflib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from sharedstory.forms.questions import Vocabulary, resolved
from sharedstory.reading import frontmatter
from sharedstory.reading.frontmatter import Document, Position
from sharedstory.reading.frontmatter import Path as FieldPath
from sharedstory.reading.mistakes import FIELD, unreadable, width
from sharedstory.reading.problems import Problem, printable, shortened
from sharedstory.schema import dates
from sharedstory.schema.entries import MODELS, FrontMatter, Kind, json_schema
from sharedstory.story import story

MAX_ROUNDS = 50
# How many characters are read to find out which of the fixes hold together, before the others are left to people.
MAX_TRIED = 8 * 1024 * 1024
TAB_WIDTHS = (2, 4, 8)
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
# Fields that are named for a vocabulary, wherever in an entry they stand.
OF_VOCABULARY = frozenset(["tags", "places", "gathering", "next", "about"])

_MARK = "\ufeff"
# Signs that nobody sees and that carry no meaning between letters of Europe; those that part lines or paragraphs.
INVISIBLE = "\ufeff\u200b\xad\u2060\u2028\u2029"
_PARTING = "\u2028\u2029"
_CURLY = (("“”„", "“”"), ("‘’‚", "‘’"))
_QUOTED = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'""")
_ITEM_VALUE = re.compile(r" *(?:- +)+(?P<value>.*)")
_GLUED = re.compile(r"(?:- +)*(?P<key>\w+):(?P<space>\xa0*)(?=[^\s:/])")


class Sort(StrEnum):
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
_ALLOWED = {
    Sort.MARK: (re.compile("\ufeff+"), re.compile("")),
    Sort.LINE_ENDS: (re.compile(r"\r\n?"), re.compile(r"\n")),
    Sort.INDENT: (re.compile(r"[^\S\n]+"), re.compile(" *")),
    Sort.SPACE: (re.compile("\xa0*"), re.compile(" ")),
    Sort.QUOTES: (re.compile("[“”„‘’‚']?"), re.compile(r'["\\]')),
    Sort.INVISIBLE: (re.compile(f"[{INVISIBLE}]"), re.compile(" ?")),
    Sort.LIST: (re.compile(""), re.compile(r"[\[\]]")),
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
    sort: Sort
    was: str
    now: str
    splices: tuple[Splice, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The texts that may be read there afterwards, and were not before."""
        match self.sort:
            case Sort.QUOTES:
                return self.was, self.was[1:-1]
            case Sort.ENTITY:
                return (frontmatter.without_entities((), self.was),)
            case Sort.LIST:
                return tuple(word.strip(" ") for word in self.was.split(","))
            case _:
                return (self.now,)

    def __str__(self) -> str:
        match self.sort:
            case Sort.MARK:
                return "took out the invisible mark at the beginning of the file."
            case Sort.LINE_ENDS:
                return f"made the lines end as in our other files ({len(self.splices)} changed)."
            case Sort.INVISIBLE:
                return f"took out invisible signs ({len(self.splices)}, such as U+{ord(self.was):04X})."
            case Sort.ENTITY:
                return f"{shortened(self.was)} is {shortened(self.now)} now."
            case Sort.INDENT:
                odd = "tabs" if "\t" in self.was else "spaces from elsewhere"
                return f"the line begins with plain spaces ({len(self.now)}) in place of {odd}."
            case Sort.SPACE:
                return f'put a space after the colon: "{shortened(self.now)}".'
            case Sort.QUOTES:
                return f"put double quotes around the text: {shortened(self.now)}."
            case Sort.LIST:
                return f"put square brackets around the list: {shortened(self.now)}."
            case Sort.WORD | Sort.DATE:
                parts = (self.was, *self.was.split("/")) if self.sort is Sort.DATE else ()
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
            yield printable(f"{self.path}:{fix.line}:{fix.column}: mended: {fix}")


class FixError(Exception):
    """Something would change that was not announced. Nothing must be written."""


def known(read: story.Story) -> Vocabulary:
    """The words that entries may use for tags, places and other entries: ids, each with what readers see."""
    entries = [(entry.slug, entry.title) for entry in read.released]
    gatherings = [(entry.slug, entry.title) for entry in read.released if entry.kind is Kind.GATHERING]
    # An entry that cannot be read yet is meant all the same by those who write its name.
    names = [(name, "") for name in sorted(story.names(read.folder))]
    return Vocabulary(
        {
            "tags": [
                *((theme.id, theme.title) for theme in read.themes),
                *((tag, "") for theme in read.themes for tag in theme.tags),
            ],
            "places": [(place.id, place.name) for place in read.places],
            "gathering": [*gatherings, *names],
            "next": [*gatherings, *names],
            "about": [*entries, *names],
        }
    )


def fixed(raw: bytes, path: str, vocabulary: Vocabulary) -> Fixes:
    """Mend a file. `path` is what the file is called in messages.

    What has nothing to mend, and what is no text that we read, comes back as it is. Mending twice is mending once.
    Raises FixError where something would change that is not among `Fixes.made`.
    """
    problems = frontmatter.parse(raw, path).problems
    if any(problem.code in ("file-too-big", "file-encoding") for problem in problems):
        return Fixes(path, raw, raw)
    text = raw.decode()
    made: list[Fix] = []
    found = _ends(text)
    # Some mistakes hide others.
    for _ in range(MAX_ROUNDS):
        text, done = _spliced(text, found)
        made += done
        reading = _Reading(text, path)
        found = _invisible(text) or _indents(reading) or _unread(reading) or _values(reading, vocabulary)
        if not found:
            break
    if not made:
        return Fixes(path, raw, raw)
    fixes = Fixes(path, raw, text.encode(), tuple(made))
    verify(fixes)
    return fixes


def diff(fixes: Fixes) -> str:
    """The lines that change, as a unified diff that a terminal shows as it is; nothing where none does."""
    before, after = (raw.decode().removesuffix("\n").split("\n") for raw in (fixes.before, fixes.after))
    # Without lines around them: one of those could begin as a command does to programs that read the output.
    lines = difflib.unified_diff(before, after, fixes.path, fixes.path, lineterm="", n=0)
    return "".join(f"{printable(line)}\n" for line in lines)


# The text and what is said of it


@dataclass(frozen=True)
class _Reading:
    """A text, and what is read in it."""

    text: str
    path: str

    @property
    def trials(self) -> int:
        """How often a text like this may be read again."""
        return MAX_TRIED // max(len(self.text), 1)

    @cached_property
    def document(self) -> Document:
        return frontmatter.parse(self.text.encode(), self.path)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        return [0, *itertools.accumulate(len(line) + 1 for line in self.lines)]

    @cached_property
    def front(self) -> range:
        """The numbers of the lines of the front matter, from 1; none where it is not clear which those are."""
        if any(problem.code.startswith("front-matter") for problem in self.document.problems):
            return range(0)
        return range(2, self.document.body_line - 1)

    @cached_property
    def first_problem(self) -> Mapping[int, int]:
        """The column of the first problem of each line that has any."""
        return {problem.line: problem.column for problem in sorted(self.document.problems, reverse=True)}

    @cached_property
    def texts(self) -> dict[Position, str]:
        """The texts of the fields that could be read, by where they begin."""
        return {
            self.document.positions[path]: text
            for path, text in frontmatter.texts(self.document.values)
            if path in self.document.positions
        }

    @cached_property
    def texts_of(self) -> Mapping[int, set[str]]:
        """The texts that begin on each line."""
        found: dict[int, set[str]] = defaultdict(set)
        for (line, _), text in self.texts.items():
            found[line].add(text)
        return found

    def line(self, number: int) -> str:
        return self.lines[number - 1]

    def place(self, position: Position) -> int:
        """The number of the character at a line and column."""
        line, column = position
        return self.starts[line - 1] + column - 1


# Splicing


def _spliced(text: str, fixes: Sequence[Fix]) -> tuple[str, list[Fix]]:
    """The text with fixes that were all found in it, and these with their places as they are made one by one."""
    parts, made, done, shift = [], [], 0, 0
    for fix in sorted(fixes, key=lambda fix: fix.splices[0].start):
        moved = []
        for splice in fix.splices:
            parts += [text[done : splice.start], splice.now]
            done = splice.start + len(splice.was)
            moved.append(replace(splice, start=splice.start + shift))
            shift += len(splice.now) - len(splice.was)
        made.append(replace(fix, splices=tuple(moved)))
    return "".join([*parts, text[done:]]), made


def undone(fixes: Fixes) -> bytes:
    """The file with everything taken back that was announced: what it was before.

    Raises FixError where something announced does not stand there.
    """
    if not fixes.made:
        return fixes.after
    text = fixes.after.decode()
    for fix in reversed(fixes.made):
        parts, done = [], 0
        for splice in fix.splices:
            end = splice.start + len(splice.now)
            if text[splice.start : end] != splice.now:
                raise _differs(fixes)
            parts += [text[done : splice.start], splice.was]
            done = end
        text = "".join([*parts, text[done:]])
    return text.encode()


def _largest(fixes: Sequence[Fix], holds: Callable[[list[Fix]], bool], trials: int) -> list[Fix]:
    """As many of the fixes, in their order, as hold together and are found in so many trials."""
    left = iter(range(trials))

    def grown(chosen: list[Fix], rest: Sequence[Fix]) -> list[Fix]:
        if not rest or next(left, None) is None:
            return chosen
        if holds([*chosen, *rest]):
            return [*chosen, *rest]
        if len(rest) == 1:
            return chosen
        half = len(rest) // 2
        return grown(grown(chosen, rest[:half]), rest[half:])

    return grown([], fixes)


def _quotes(text: str, start: int, end: int, *, instead: bool) -> tuple[Splice, ...]:
    """Straight double quotes around a part of a text, or `instead` of its first and last character."""
    inner = range(start + 1, end - 1) if instead else range(start, end)
    return (
        Splice(start, text[start] if instead else "", '"'),
        *(Splice(place, "", "\\") for place in inner if text[place] in '"\\'),
        Splice(inner.stop, text[inner.stop] if instead else "", '"'),
    )


# What says the same without quotes: no sign in it has a meaning of its own there.
_PLAIN = re.compile(r"\w(?:[^\n:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])")


def _in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _within_curly(text: str) -> bool:
    """Whether a text begins and ends with a pair of curly quotes, and has no other of the sort but apostrophes."""
    for opening, closing in _CURLY:
        if len(text) > 2 and text[0] in opening and text[-1] in closing:
            between = re.sub(r"(?<=\w)’(?=\w)", "", text[1:-1])
            return not any(quote in between for quote in opening)
    return False


# What is found: the file


def _ends(text: str) -> list[Fix]:
    """A byte order mark, and the ends of lines."""
    fixes = []
    if marks := len(text) - len(text.lstrip(_MARK)):
        fixes.append(Fix(1, 1, Sort.MARK, text[:marks], "", (Splice(0, text[:marks], ""),)))
    ends = tuple(Splice(match.start(), match[0], "\n") for match in re.finditer(r"\r\n?", text))
    if ends:
        before = text[: ends[0].start].lstrip(_MARK)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        fixes.append(Fix(line, column, Sort.LINE_ENDS, ends[0].was, "\n", ends))
    return fixes


def _invisible(text: str) -> list[Fix]:
    """Invisible signs between letters of Europe in the front matter, and what parts lines in the whole text."""
    start = len(text) - len(text.lstrip(_MARK))
    fence = re.search(r"(?m)^---[ \t]*\r?$", text[start + 3 :])
    end = start + 3 + fence.start() if fence else 0
    splices = []
    for match in re.compile(f"[{INVISIBLE}]").finditer(text, start):
        around = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
        if match[0] in _PARTING or (match.start() < end and all(letter < "\u0370" for letter in around)):
            splices.append(Splice(match.start(), match[0], " " if match[0] in _PARTING else ""))
    if not splices:
        return []
    before = text[: splices[0].start].lstrip(_MARK).replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return [Fix(line, column, Sort.INVISIBLE, splices[0].was, splices[0].now, tuple(splices))]


# What is found: front matter that cannot be read


def _indents(reading: _Reading) -> list[Fix]:
    """Tabs and spaces from web pages before a field, where there is just one way to read it with plain spaces."""
    odd = [n for n in reading.front if _indent(reading.line(n)).strip(" ") and reading.line(n).strip()]
    if not any(problem.line in odd for problem in reading.document.problems):
        return []
    runs: dict[int, list[int]] = {}
    for place, number in enumerate(odd):
        runs.setdefault(number - place, []).append(number)
    for group in (odd, *runs.values())[: reading.trials]:
        if not any(number in reading.first_problem for number in group):
            continue
        ways = _fitting(reading, group, TAB_WIDTHS) or _fitting(reading, group, (0,))
        if ways and all(values == ways[0][1] for _, values in ways):
            return ways[0][0]
    return []


def _indent(line: str) -> str:
    return line[: width(line)]


def _plainly(reading: _Reading, number: int, tab: int) -> Fix:
    """A line that begins with plain spaces, with tabs of a width; with nothing where that is 0."""
    was = _indent(reading.line(number))
    now = re.sub(r"[^\t]", " ", was).expandtabs(tab) if tab else ""
    return Fix(number, 1, Sort.INDENT, was, now, (Splice(reading.starts[number - 1], was, now),))


def _fitting(reading: _Reading, group: Sequence[int], tabs: Sequence[int]) -> list[tuple[list[Fix], Any]]:
    """Those widths of a tab with which lines can be read: the fixes and the values that are read then."""
    ways = []
    for tab in tabs:
        fixes = [_plainly(reading, number, tab) for number in group]
        after = _after(reading, fixes)
        if _better(reading, after, fixes):
            ways.append((fixes, after.document.values))
    return ways


def _unread(reading: _Reading) -> list[Fix]:
    """Quotes that are missing around the rest of a line, and spaces that are missing after a colon."""
    found = {}
    for problem in reading.document.problems:
        if problem.line not in reading.front or problem.line in found:
            continue
        if problem.code == "yaml-no-colon":
            fix = _space(reading, problem)
        elif problem.code in ("yaml-colon", "yaml-quotes-needed", "yaml-quote-open"):
            fix = _quoted_rest(reading, problem)
        else:
            continue
        if fix:
            found[problem.line] = fix
    return _largest(
        [*found.values()], lambda fixes: _better(reading, _after(reading, fixes), fixes), reading.trials
    )


def _space(reading: _Reading, problem: Problem) -> Fix | None:
    glued = _GLUED.match(reading.line(problem.line), problem.column - 1)
    if not glued:
        return None
    start = reading.place((problem.line, glued.start("space") + 1))
    now = f"{glued['key']}: {reading.line(problem.line)[glued.end() :]}"
    splice = Splice(start, glued["space"], " ")
    return Fix(problem.line, glued.start("key") + 1, Sort.SPACE, glued[0], now, (splice,))


def _quoted_rest(reading: _Reading, problem: Problem) -> Fix | None:
    """Double quotes around all that stands after the name of a field."""
    line = reading.line(problem.line)
    match = FIELD.fullmatch(line)
    if not (match and match["colon"]):
        match = _ITEM_VALUE.fullmatch(line)
    value = match["value"].rstrip(" \t") if match else ""
    if not match or not value or re.search(r"[ \t]#", value):
        return None
    curly = _within_curly(value)
    # An apostrophe within single quotes.
    single = re.fullmatch(r"'(?:[^']|(?<=\w)'(?=\w))+'", value) is not None
    if value[0] in "\"'-" and not single:
        return None
    start = reading.place((problem.line, match.start("value") + 1))
    splices = _quotes(reading.text, start, start + len(value), instead=curly or single)
    now, _ = _spliced(
        value, [Fix(0, 0, Sort.QUOTES, "", "", tuple(replace(s, start=s.start - start) for s in splices))]
    )
    return Fix(problem.line, match.start("value") + 1, Sort.QUOTES, value, now, splices)


def _after(reading: _Reading, fixes: Sequence[Fix]) -> _Reading:
    return _Reading(_spliced(reading.text, fixes)[0], reading.path)


def _better(before: _Reading, after: _Reading, fixes: Sequence[Fix]) -> bool:
    """Whether more can be read, just as it was announced, and all else as before."""
    touched = {fix.line: fix.sort for fix in fixes}
    had = {(problem.line, problem.code) for problem in before.document.problems}
    for problem in after.document.problems:
        if touched.get(problem.line, Sort.INDENT) is Sort.INDENT and (problem.line, problem.code) not in had:
            return False
        # What was hidden on the line by what is mended stands behind it.
        first = before.first_problem.get(problem.line, len(before.text))
        if problem.line in touched and problem.column <= first:
            return False
    for (line, column), text in before.texts.items():
        certain = line not in touched and line not in before.document.unsure and not unreadable(text)
        if certain and not after.texts.get((line, column), "").startswith(text):
            return False
    return all(_as_field(after, fix) for fix in fixes)


def _as_field(after: _Reading, fix: Fix) -> bool:
    """Whether what is in quotes now is the value of a field that can be text, and what has a space now is a field of ours."""
    document, place = after.document, (fix.line, fix.column)
    if fix.sort is Sort.SPACE:
        return any(at == place and _wanted(document, path) for path, at in document.keys.items())
    if fix.sort is Sort.QUOTES:
        words = fix.was[1:-1] if fix.splices[0].was else fix.was
        path = next((path for path, at in document.positions.items() if at == place), ())
        wanted = _wanted(document, path).get("type")
        as_text = wanted != "array" and not (wanted == "object" and words[0] in "[{")
        return as_text and after.texts.get(place) == words
    return True


# What is found: values that are not in our form


def _values(reading: _Reading, vocabulary: Vocabulary) -> list[Fix]:
    """Words, lists, dates and quotes that are not in our form, where it is clear what is meant."""
    document = reading.document
    if not isinstance(document.values, dict):
        return []
    doubtful = document.unsure | {problem.line for problem in document.problems}
    found: dict[int, tuple[FieldPath, Any]] = {}
    fixes = []
    for path, text in frontmatter.texts(document.values):
        position = document.positions.get(path, (0, 0))
        if position[0] not in reading.front or position[0] in doubtful or unreadable(text):
            continue
        value = _Value(reading, vocabulary, path, text, position)
        if value.written and (proposed := value.mended()):
            fix, meant = proposed
            fixes.append(fix)
            found[fix.splices[0].start] = path, meant

    def holds(chosen: list[Fix]) -> bool:
        expected = deepcopy(document.values)
        for fix in chosen:
            path, meant = found[fix.splices[0].start]
            group = expected
            for step in path[:-1]:
                group = group[step]
            group[path[-1]] = meant
        after = _after(reading, chosen).document
        places = [{(one.line, one.code) for one in each.problems} for each in (document, after)]
        return bool(after.values == expected and places[0] == places[1])

    return _largest(fixes, holds, reading.trials)


@dataclass(frozen=True)
class _Value:
    """A text in the front matter, with where it stands and what may stand there."""

    reading: _Reading
    vocabulary: Vocabulary
    path: FieldPath
    text: str
    position: Position

    @cached_property
    def start(self) -> int:
        return self.reading.place(self.position)

    @cached_property
    def written(self) -> str:
        """The text as it stands in the file, with its quotes; nothing where it is not on one line."""
        if self.text and self.reading.text.startswith(self.text, self.start):
            return self.text
        match = _QUOTED.match(self.reading.text, self.start)
        return match[0] if match else ""

    def mended(self) -> tuple[Fix, Any] | None:
        """How to mend it, and what its value is then; None where nothing is wrong or it is not clear what is meant."""
        wanted = _wanted(self.reading.document, self.path)
        listed = wanted.get("type") == "array"
        choices = self._choices(_wanted(self.reading.document, (*self.path, 0)) if listed else wanted)
        dated = wanted.get("pattern", "").startswith(f"^{dates.PATTERN}")
        if (
            self.written == self.text
            and _within_curly(self.text)
            and (choices or dated or self._in_brackets())
        ):
            inner = self.text[1:-1]
            splices = _quotes(self.reading.text, self.start, self.start + len(self.text), instead=True)
            return self._fix(Sort.QUOTES, self.text, f'"{inner}"', splices), inner
        if listed:
            return self._as_list(choices)
        if (plain := frontmatter.without_entities(self.path, self.text)) != self.text:
            now = plain if self.written == self.text and _PLAIN.fullmatch(plain) else _in_quotes(plain)
            return self._in_place(Sort.ENTITY, now)[0], plain
        if choices and self.text not in dict(choices) and (meant := _meant(self.text, choices)):
            return self._in_place(Sort.WORD, meant)
        if dated and (meant := _date(self.text, interval="/" in wanted["pattern"])):
            return self._in_place(Sort.DATE, meant)
        return None

    def _choices(self, wanted: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        name = next((step for step in reversed(self.path) if isinstance(step, str)), "")
        if name in OF_VOCABULARY and wanted.get("type") == "string":
            return self.vocabulary.choices.get(name, ())
        return [(choice["const"], choice["title"]) for choice in wanted.get("oneOf", ())]

    def _in_brackets(self) -> bool:
        around = self.reading.document.positions.get(self.path[:-1], (1, 1))
        return isinstance(self.path[-1], int) and self.reading.text[self.reading.place(around)] == "["

    def _as_list(self, choices: Sequence[tuple[str, str]]) -> tuple[Fix, Any] | None:
        """Words in place of a list, where each is one that we know."""
        words = [self.text]
        if not _meant(self.text, choices):
            words = [word.strip(" ") for word in self.text.split(",")] if self.written == self.text else []
        if not words or not all(_meant(word, choices) for word in words):
            return None
        splices = Splice(self.start, "", "["), Splice(self.start + len(self.written), "", "]")
        return self._fix(Sort.LIST, self.written, f"[{self.written}]", splices), words

    def _in_place(self, sort: Sort, now: str) -> tuple[Fix, Any]:
        return self._fix(sort, self.text, now, (Splice(self.start, self.written, now),)), now

    def _fix(self, sort: Sort, was: str, now: str, splices: tuple[Splice, ...]) -> Fix:
        return Fix(*self.position, sort, was, now, splices)


def _date(text: str, *, interval: bool) -> str:
    """The date in our form that a text in another form must mean; nothing where it is in ours, or not clear."""
    try:
        dates.parse(text, interval=interval)
    except ValueError:
        parts = text.split("/") if interval and text.count("/") == 1 else [text]
        readings = [dates.readings(part) for part in parts]
        return "/".join(one[0] for one in readings) if all(len(one) == 1 for one in readings) else ""
    return ""


def _meant(text: str, choices: Sequence[tuple[str, str]]) -> str:
    """The one id that a text is, but for capitals, spaces and signs, or whose label it is; or nothing."""
    ids = {id_ for id_, _ in choices}
    if text in ids:
        return text
    words = _letters(text)
    found = {id_ for id_, label in choices if words and words in (_letters(id_), _letters(label))}
    return found.pop() if len(found) == 1 else ""


def _letters(text: str) -> str:
    return "-".join(re.findall(r"[^\W_]+", text.casefold()))


def _wanted(document: Document, path: FieldPath) -> Mapping[str, Any]:
    """What JSON Schema says of the value at a path; of fields that are not ours nothing."""
    kind = document.values.get("kind") if isinstance(document.values, dict) else None
    steps = tuple(0 if isinstance(step, int) else step for step in path)
    return _described(next((one for one in Kind if one == kind), None), steps)


@lru_cache(maxsize=1024)
def _described(kind: Kind | None, path: FieldPath) -> Mapping[str, Any]:
    root: Mapping[str, Any] = json_schema(MODELS[kind] if kind else FrontMatter)
    value = root
    for step in path:
        inner = value.get("items") if isinstance(step, int) else value.get("properties", {}).get(step)
        value = resolved(inner or {}, root)
    return value


# Safe for sure


def verify(fixes: Fixes) -> None:
    """Compare a file before and after.

    Raises FixError unless taking back what was announced gives the file as it was, each change is of the sort that
    was announced, all other lines are the same byte for byte, and no value differs but those that were announced.
    """
    if undone(fixes) != fixes.before:
        raise _differs(fixes)
    touched: dict[int, list[Fix]] = {}
    for fix in fixes.made:
        if fix.sort in _ALLOWED:
            before, after = _ALLOWED[fix.sort]
            allowed = all(before.fullmatch(s.was) and after.fullmatch(s.now) for s in fix.splices)
        else:
            allowed = [splice.now for splice in fix.splices] == [fix.now]
        if not allowed:
            raise _differs(fixes)
        if fix.sort not in (Sort.MARK, Sort.LINE_ENDS, Sort.INVISIBLE):
            touched.setdefault(fix.line, []).append(fix)
    old, new = (_Reading(_visible(raw.decode()), fixes.path) for raw in (fixes.before, fixes.after))
    same = len(old.lines) == len(new.lines) and old.document.body == new.document.body
    for number, (line, other) in enumerate(zip(old.lines, new.lines, strict=False), 1):
        if number not in touched:
            same = same and line == other
        elif not old.document.problems:
            gone, come = (
                each.texts_of[number] - other.texts_of[number] for each, other in ((old, new), (new, old))
            )
            same = same and gone <= {fix.was for fix in touched[number]}
            same = same and come <= {text for fix in touched[number] for text in fix.reads}
    for (line_number, column), text in old.texts.items():
        if line_number not in touched and line_number not in old.document.unsure and not unreadable(text):
            now = new.texts.get((line_number, column), "")
            same = same and (now.startswith(text) if old.document.problems else now == text)
    if not same:
        raise _differs(fixes)


def _visible(text: str) -> str:
    """A text with the ends of lines that our files have, and without the signs that nobody sees."""
    text, _ = _spliced(text, _ends(text))
    return _spliced(text, _invisible(text))[0]


def _differs(fixes: Fixes) -> FixError:
    return FixError(
        f"{fixes.path}: mending it by machine would change more than it should, so nothing was written. "
        "Mend it by hand."
    )
