"""Mends in a contributed file what can be mended without losing anything, and names every change.

A change is spliced in where the checker found a mistake, and everything else stays byte for byte as somebody wrote
it. What comes out is read again, and is only taken when it says what was announced and nothing else. Where more than
one thing could have been meant, nothing is done.
"""

import difflib
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sharedstory.editing.fixes import ALLOWED, Fix, Fixes, FixSort, Splice
from sharedstory.editing.lines import (
    PLAIN,
    QUOTED,
    ReadText,
    field_at,
    in_quotes,
    indents,
    invisible,
    largest,
    line_ends,
    quotes,
    spliced,
    unread,
    value_after,
    within_curly,
)
from sharedstory.forms.questions import Vocabulary
from sharedstory.reading import frontmatter
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.document import Position, texts, without_entities
from sharedstory.reading.problems import printable
from sharedstory.reading.single_lines import unreadable
from sharedstory.schema import dates
from sharedstory.schema.choices import Kind
from sharedstory.schema.errors import PlainError
from sharedstory.schema.fields import Field
from sharedstory.story.story import Story

MAX_ROUNDS = 50


def known(read: Story) -> Vocabulary:
    """The words that entries may use for tags, places and other entries: ids, each with what readers see."""
    entries = [(entry.slug, entry.title) for entry in read.released]
    gatherings = [(entry.slug, entry.title) for entry in read.released if entry.kind is Kind.GATHERING]
    # An entry that cannot be read yet is meant all the same by those who write its name.
    names = [(name, "") for name in sorted(read.names)]
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
    Raises PlainError where something would change that is not among `Fixes.made`.
    """
    problems = frontmatter.parse(raw, path).problems
    if any(problem.code in ("file-too-big", "file-encoding") for problem in problems):
        return Fixes(path, raw, raw)
    text = raw.decode()
    made: list[Fix] = []
    found = line_ends(text)
    # Some mistakes hide others.
    for _ in range(MAX_ROUNDS):
        text, done = spliced(text, found)
        made += done
        reading = ReadText(text, path)
        found = invisible(text) or indents(reading) or unread(reading) or _values(reading, vocabulary)
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


# Splicing


def undone(fixes: Fixes) -> bytes:
    """The file with everything taken back that was announced: what it was before.

    Raises PlainError where something announced does not stand there.
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


# What is found: the file


# What is found: front matter that cannot be read


# What is found: values that are not in our form


def _values(reading: ReadText, vocabulary: Vocabulary) -> list[Fix]:
    """Words, lists, dates and quotes that are not in our form, where it is clear what is meant."""
    document = reading.document
    if not isinstance(document.values, dict):
        return []
    doubtful = document.unsure | {problem.line for problem in document.problems}
    found: dict[int, tuple[FieldPath, Any]] = {}
    fixes = []
    for path, text in texts(document.values):
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
        after = value_after(reading, chosen).document
        places = [{(one.line, one.code) for one in each.problems} for each in (document, after)]
        return bool(after.values == expected and places[0] == places[1])

    return largest(fixes, holds, reading.trials)


@dataclass(frozen=True)
class _Value:
    """A text in the front matter, with where it stands and what may stand there."""

    reading: ReadText
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
        match = QUOTED.match(self.reading.text, self.start)
        return match[0] if match else ""

    def mended(self) -> tuple[Fix, Any] | None:
        """How to mend it, and what its value is then; None where nothing is wrong or it is not clear what is meant."""
        field = field_at(self.reading.document, self.path)
        choices = self._choices(field.held) if field else ()
        dated = field is not None and field.pattern.startswith(f"^{dates.PATTERN}")
        if (
            self.written == self.text
            and within_curly(self.text)
            and (choices or dated or self._in_brackets())
        ):
            inner = self.text[1:-1]
            splices = quotes(self.reading.text, self.start, self.start + len(self.text), instead=True)
            return self._fix(FixSort.QUOTES, self.text, f'"{inner}"', splices), inner
        if field and field.item:
            return self._as_list(choices)
        if (plain := without_entities(self.path, self.text)) != self.text:
            now = plain if self.written == self.text and PLAIN.fullmatch(plain) else in_quotes(plain)
            return self._in_place(FixSort.ENTITY, now)[0], plain
        if choices and self.text not in dict(choices) and (meant := _meant(self.text, choices)):
            return self._in_place(FixSort.WORD, meant)
        if field and dated and (meant := _date(self.text, interval="/" in field.pattern)):
            return self._in_place(FixSort.DATE, meant)
        return None

    def _choices(self, field: Field) -> Sequence[tuple[str, str]]:
        if field.names and field.type == "string":
            return self.vocabulary.choices.get(field.name, ())
        return field.choices

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
        return self._fix(FixSort.LIST, self.written, f"[{self.written}]", splices), words

    def _in_place(self, sort: FixSort, now: str) -> tuple[Fix, Any]:
        return self._fix(sort, self.text, now, (Splice(self.start, self.written, now),)), now

    def _fix(self, sort: FixSort, was: str, now: str, splices: tuple[Splice, ...]) -> Fix:
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


# Safe for sure


def verify(fixes: Fixes) -> None:
    """Compare a file before and after.

    Raises PlainError unless taking back what was announced gives the file as it was, each change is of the sort that
    was announced, all other lines are the same byte for byte, and no value differs but those that were announced.
    """
    if undone(fixes) != fixes.before:
        raise _differs(fixes)
    touched: dict[int, list[Fix]] = {}
    for fix in fixes.made:
        if fix.sort in ALLOWED:
            before, after = ALLOWED[fix.sort]
            allowed = all(before.fullmatch(s.was) and after.fullmatch(s.now) for s in fix.splices)
        else:
            allowed = [splice.now for splice in fix.splices] == [fix.now]
        if not allowed:
            raise _differs(fixes)
        if fix.sort not in (FixSort.MARK, FixSort.LINE_ENDS, FixSort.INVISIBLE):
            touched.setdefault(fix.line, []).append(fix)
    old, new = (ReadText(_visible(raw.decode()), fixes.path) for raw in (fixes.before, fixes.after))
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
    text, _ = spliced(text, line_ends(text))
    return spliced(text, invisible(text))[0]


def _differs(fixes: Fixes) -> PlainError:
    return PlainError(
        f"{fixes.path}: fixing it by machine would change too much, so we changed nothing. Mend it by hand."
    )
