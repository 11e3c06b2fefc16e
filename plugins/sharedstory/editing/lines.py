"""Fixes of lines, before anything in them can be read."""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sharedstory.editing.fixes import INVISIBLE, Fix, FixSort, Splice
from sharedstory.reading import frontmatter
from sharedstory.reading.document import Document, Position, texts
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.problems import Problem
from sharedstory.reading.single_lines import FIELD, unreadable, width
from sharedstory.schema.entries import MODELS, FrontMatter
from sharedstory.schema.fields import Field, at

# How many characters are read to find out which of the fixes hold together, before the others are left to people. A
# text is read again for each of its mistakes.
MAX_TRIED = 1_500_000


TAB_WIDTHS = (2, 4, 8)


_MARK = "\ufeff"


_PARTING = "\u2028\u2029"


_CURLY = (("“”„", "“”"), ("‘’‚", "‘’"))


QUOTED = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'""")


_ITEM_VALUE = re.compile(r" *(?:- +)+(?P<value>.*)")


_GLUED = re.compile(r"(?:- +)*(?P<key>\w+):(?P<space>\xa0*)(?=[^\s:/])")


@dataclass(frozen=True)
class ReadText:
    """A text, and what is read in it."""

    text: str
    path: str

    @property
    def trials(self) -> int:
        """How often a text like this may be read again."""
        return MAX_TRIED // max(len(self.text) * (1 + len(self.document.problems)), 1)

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
            for path, text in texts(self.document.values)
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


def spliced(text: str, fixes: Sequence[Fix]) -> tuple[str, list[Fix]]:
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


def largest(fixes: Sequence[Fix], holds: Callable[[list[Fix]], bool], trials: int) -> list[Fix]:
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


def quotes(text: str, start: int, end: int, *, instead: bool) -> tuple[Splice, ...]:
    """Straight double quotes around a part of a text, or `instead` of its first and last character."""
    inner = range(start + 1, end - 1) if instead else range(start, end)
    return (
        Splice(start, text[start] if instead else "", '"'),
        *(Splice(place, "", "\\") for place in inner if text[place] in '"\\'),
        Splice(inner.stop, text[inner.stop] if instead else "", '"'),
    )


# What says the same without quotes: no sign in it has a meaning of its own there.
PLAIN = re.compile(r"\w(?:[^\n:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])")


def in_quotes(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def within_curly(text: str) -> bool:
    """Whether a text begins and ends with a pair of curly quotes, and has no other of the sort but apostrophes."""
    for opening, closing in _CURLY:
        if len(text) > 2 and text[0] in opening and text[-1] in closing:
            between = re.sub(r"(?<=\w)’(?=\w)", "", text[1:-1])
            return not any(quote in between for quote in opening)
    return False


def line_ends(text: str) -> list[Fix]:
    """A byte order mark, and the ends of lines."""
    fixes = []
    if marks := len(text) - len(text.lstrip(_MARK)):
        fixes.append(Fix(1, 1, FixSort.MARK, text[:marks], "", (Splice(0, text[:marks], ""),)))
    ends = tuple(Splice(match.start(), match[0], "\n") for match in re.finditer(r"\r\n?", text))
    if ends:
        before = text[: ends[0].start].lstrip(_MARK)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        fixes.append(Fix(line, column, FixSort.LINE_ENDS, ends[0].was, "\n", ends))
    return fixes


def invisible(text: str) -> list[Fix]:
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
    return [Fix(line, column, FixSort.INVISIBLE, splices[0].was, splices[0].now, tuple(splices))]


def indents(reading: ReadText) -> list[Fix]:
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


def _plainly(reading: ReadText, number: int, tab: int) -> Fix:
    """A line that begins with plain spaces, with tabs of a width; with nothing where that is 0."""
    was = _indent(reading.line(number))
    now = re.sub(r"[^\t]", " ", was).expandtabs(tab) if tab else ""
    return Fix(number, 1, FixSort.INDENT, was, now, (Splice(reading.starts[number - 1], was, now),))


def _fitting(reading: ReadText, group: Sequence[int], tabs: Sequence[int]) -> list[tuple[list[Fix], Any]]:
    """Those widths of a tab with which lines can be read: the fixes and the values that are read then."""
    ways = []
    for tab in tabs:
        fixes = [_plainly(reading, number, tab) for number in group]
        after = value_after(reading, fixes)
        if _better(reading, after, fixes):
            ways.append((fixes, after.document.values))
    return ways


def unread(reading: ReadText) -> list[Fix]:
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
    return largest(
        [*found.values()], lambda fixes: _better(reading, value_after(reading, fixes), fixes), reading.trials
    )


def _space(reading: ReadText, problem: Problem) -> Fix | None:
    glued = _GLUED.match(reading.line(problem.line), problem.column - 1)
    if not glued:
        return None
    start = reading.place((problem.line, glued.start("space") + 1))
    now = f"{glued['key']}: {reading.line(problem.line)[glued.end() :]}"
    splice = Splice(start, glued["space"], " ")
    return Fix(problem.line, glued.start("key") + 1, FixSort.SPACE, glued[0], now, (splice,))


def _quoted_rest(reading: ReadText, problem: Problem) -> Fix | None:
    """Double quotes around all that stands after the name of a field."""
    line = reading.line(problem.line)
    match = FIELD.fullmatch(line)
    if not (match and match["colon"]):
        match = _ITEM_VALUE.fullmatch(line)
    value = match["value"].rstrip(" \t") if match else ""
    if not match or not value or re.search(r"[ \t]#", value):
        return None
    curly = within_curly(value)
    # An apostrophe within single quotes.
    single = re.fullmatch(r"'(?:[^']|(?<=\w)'(?=\w))+'", value) is not None
    if value[0] in "\"'-" and not single:
        return None
    start = reading.place((problem.line, match.start("value") + 1))
    splices = quotes(reading.text, start, start + len(value), instead=curly or single)
    now, _ = spliced(
        value, [Fix(0, 0, FixSort.QUOTES, "", "", tuple(replace(s, start=s.start - start) for s in splices))]
    )
    return Fix(problem.line, match.start("value") + 1, FixSort.QUOTES, value, now, splices)


def value_after(reading: ReadText, fixes: Sequence[Fix]) -> ReadText:
    return ReadText(spliced(reading.text, fixes)[0], reading.path)


def _better(before: ReadText, after: ReadText, fixes: Sequence[Fix]) -> bool:
    """Whether more can be read, just as it was announced, and all else as before."""
    touched = {fix.line: fix.sort for fix in fixes}
    had = {(problem.line, problem.code) for problem in before.document.problems}
    for problem in after.document.problems:
        if (
            touched.get(problem.line, FixSort.INDENT) is FixSort.INDENT
            and (problem.line, problem.code) not in had
        ):
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


def _as_field(after: ReadText, fix: Fix) -> bool:
    """Whether what is in quotes now is the value of a field that can be text, and what has a space now is a field of ours."""
    document, place = after.document, (fix.line, fix.column)
    if fix.sort is FixSort.SPACE:
        return any(stands == place and field_at(document, path) for path, stands in document.keys.items())
    if fix.sort is FixSort.QUOTES:
        words = fix.was[1:-1] if fix.splices[0].was else fix.was
        path = next((path for path, stands in document.positions.items() if stands == place), ())
        field = field_at(document, path)
        as_text = not field or not (field.item or (field.parts and words[0] in "[{"))
        return as_text and after.texts.get(place) == words
    return True


def field_at(document: Document, path: FieldPath) -> Field | None:
    """The field that a path leads to, as the schema has it for the kind of the entry; nothing for those that are not ours."""
    kind = document.values.get("kind") if isinstance(document.values, dict) else None
    model = next((model for one, model in MODELS.items() if one == kind), FrontMatter)
    return at(model, path)
