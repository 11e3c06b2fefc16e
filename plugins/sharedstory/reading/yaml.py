"""YAML -> values, each with its place."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import yaml

from sharedstory.reading import mistakes
from sharedstory.reading.document import (
    COMMENT,
    HIDDEN,
    MAX_DEPTH,
    MAX_NODES,
    NULL,
    Document,
    Path,
    dotted,
    first_problem,
)
from sharedstory.reading.mistakes import YamlLines
from sharedstory.reading.problems import Problem
from sharedstory.reading.set_aside import set_aside
from sharedstory.reading.single_lines import FIELD, UNREADABLE, MistakeError, TooMuchError, width
from sharedstory.schema.fields import field_names
from sharedstory.schema.words import shortened

MAX_MENDS = 40
# How many characters are read again in all, so that a long file with many mistakes takes no longer than others.
MAX_READ = 400_000


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ue000\ufffe\uffff]")


# The name of a field in brackets, and the sign ? before it.
_BRACKETED = re.compile(
    r"(?P<start> *)(?P<asks>\? +)?(?P<signs>[\[{]+)\s*(?P<name>\w+)\s*[\]}]+\s*(?::(?:\s.*)?)?"
)


_LOST = re.compile(r" +(?P<words>#[^\s#!-](?!\w*:).*)")


def character_problem(path: str, text: str, match: re.Match[str], first_line: int) -> Problem:
    before = text[: match.start()]
    line, column = before.count("\n") + first_line, len(before) - before.rfind("\n")
    name = f"U+{ord(match[0]):04X}"
    message = f"there is an invisible character here ({name}). Delete it and type the words around it again."
    return Problem(path, line, column, "file-characters", "", message)


def words_in(front: str) -> int:
    """The line of the file in which text follows an empty line of the front matter, or 0."""
    lines = front.split("\n")
    named = [FIELD.fullmatch(line) for line in lines]
    fields = [n for n, one in enumerate(named) if one and one["colon"] and one["key"] in field_names()]
    for number, (above, line) in enumerate(itertools.pairwise(lines)):
        match = FIELD.fullmatch(line)
        if not above.strip() and line[:1].isalnum() and not (match and match["colon"]):
            if fields and fields[-1] > number:
                return 0  # a paragraph of a field, and not the text below all of them
            return number + 3
    return 0


def parse_yaml(text: str, path: str, *, first_line: int = 1, max_nodes: int = MAX_NODES) -> Document:
    """Read YAML strictly. Every mistake that can be told apart from the others is reported.

    A line with a mistake is set aside and the rest is read again, so that one mistake hides no other.
    """
    if match := first_problem(CONTROL, text):
        return Document(path, problems=[character_problem(path, text, match, first_line)])
    lines = text.split("\n")
    problems: dict[tuple[int, str], Problem] = {}
    for _ in range(min(MAX_MENDS, 2 + MAX_READ // (len(text) + 1))):
        document = Document(path)
        builder = _Builder(document, lines, first_line, max_nodes)
        try:
            builder.build()
        except MistakeError as mistake:
            found = Problem(
                path, mistake.line + first_line, mistake.column + 1, mistake.code, "", str(mistake)
            )
            problems.setdefault((mistake.line, mistake.code), found)
            if isinstance(mistake, TooMuchError) or not set_aside(lines, mistake):
                document = Document(path)
                break
        else:
            break
    else:
        document = Document(path)
    if not problems:
        return document
    document.problems = [*problems.values(), *document.problems]
    moved = {
        number + first_line
        for number, (before, after) in enumerate(zip(text.split("\n"), lines, strict=True))
        if after.strip() and width(before) != width(after)
    }
    unnamed = {found.line for found in problems.values() if found.code in ("yaml-no-colon", "yaml-other")}
    document.unsure = frozenset(moved | unnamed)
    return document


class _Builder:
    """Builds text, lists and mappings from YAML events, refusing what we do not take."""

    def __init__(self, document: Document, lines: list[str], first_line: int, max_nodes: int) -> None:
        self.document = document
        self.lines = lines
        self.said = YamlLines(lines)
        self.first_line = first_line
        self.max_nodes = max_nodes
        self.nodes = 0

    def build(self) -> None:
        text = "\n".join(self.lines)
        # An escape can stand for a hidden character too.
        self.may_hide = "\\" in text or bool(first_problem(HIDDEN, text))
        try:
            self.next: Callable[[], Any] = mistakes.Loader(text).get_event
            self.next()  # the stream begins
            if isinstance(self.next(), yaml.StreamEndEvent):
                return
            self.document.values = self.node(self.next(), (), 0)
            if isinstance(self.document.values, str) and (
                mistake := self.said.look_at(self.said.first_written())
            ):
                raise mistake
            self.next()  # the document ends
            event = self.next()
            if not isinstance(event, yaml.StreamEndEvent):
                raise self.mistake("yaml-other", event, "there can be only one block of fields here.")
        except yaml.MarkedYAMLError as error:
            raise self.said.translate(error) from None
        except yaml.reader.ReaderError as error:
            line = "\n".join(self.lines)[: error.position].count("\n")
            message = "there is a character here that cannot be in front matter. Delete it."
            raise MistakeError("file-characters", line, 0, message) from None

    def mistake(self, code: str, event: Any, message: str) -> MistakeError:
        return MistakeError(code, event.start_mark.line, event.start_mark.column, message)

    def node(self, event: Any, path: Path, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > self.max_nodes:
            mark = event.start_mark
            message = f"there are over {self.max_nodes:,} values here."
            raise TooMuchError("yaml-not-allowed", mark.line, mark.column, message)
        if depth > MAX_DEPTH:
            raise self.mistake(
                "yaml-not-allowed", event, f"lists and fields are nested more than {MAX_DEPTH} deep."
            )
        mark = event.start_mark
        self.document.positions[path] = (mark.line + self.first_line, mark.column + 1)
        if isinstance(event, yaml.AliasEvent):
            raise self.not_plain(event, "*")
        if event.anchor is not None:
            raise self.not_plain(event, "&")
        if event.tag is not None and event.tag != "!":
            raise self.not_plain(event, "!")
        if isinstance(event, yaml.ScalarEvent):
            text = self.scalar(event)
            if not event.style and text in NULL:
                self.document.null.add(path)
                return ""
            return text
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := self.next(), yaml.SequenceEndEvent):
                items.append(self.node(event, (*path, len(items)), depth + 1))
            return items
        return self.mapping(path, depth)

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.not_a_name(event)
            mark: Any = event.start_mark
            if event.anchor is not None or event.tag is not None:
                mistake = self.not_plain(event, "&" if event.anchor is not None else "!")
                line = self.lines[mistake.line]
                mistake.instead = re.sub(r"^( *(?:- +)?)[&!]\S*[ \t]+", r"\1", line)
                raise mistake
            key = event.value
            if key[:1].isspace():
                raise self.said.odd_space(mark.line)
            if ":" in key and (glued := re.match(r"(\w+):(?!//)([^\s:].*)", key)):
                message = f'put a space after the colon: "{glued[1]}: {shortened(glued[2], 40)}".'
                raise self.mistake("yaml-no-colon", event, message)
            if key == "<<":
                raise self.mistake(
                    "yaml-not-allowed", event, "<< is not taken here. Write the fields out one by one."
                )
            if self.may_hide and HIDDEN.search(key):
                message = (
                    "the name of this field has an invisible character in it. Delete it and type it again."
                )
                mistake = self.mistake("file-characters", event, message)
                mistake.instead = HIDDEN.sub("", self.lines[mistake.line])
                raise mistake
            position = (mark.line + self.first_line, mark.column + 1)
            inner = (*path, key)
            if key in values:
                before = self.document.keys[inner][0]
                again = self.node(self.next(), (*path, f"{key} again"), depth + 1)
                in_two = isinstance(values[key], dict) and isinstance(again, dict)
                message = f"this field is already in line {before}. Keep one of the two."
                if in_two and values[key].keys().isdisjoint(again):
                    message = f"this field is already in line {before}. Move the lines below this one to that place."
                    self.document.in_two.add(inner)
                self.document.problems.append(
                    Problem(self.document.path, *position, "yaml-twice", dotted(inner), message)
                )
                continue
            self.document.keys[inner] = position
            values[key] = self.node(self.next(), inner, depth + 1)
        return values

    def scalar(self, event: Any) -> str:
        value: str = event.value
        line = event.start_mark.line
        if not event.style and value.startswith(UNREADABLE):
            return UNREADABLE
        if self.may_hide and (match := HIDDEN.search(value)):
            name = f"U+{ord(match[0]):04X}"
            message = (
                f"there is an invisible character in this text ({name}). Delete it and type the words again."
            )
            raise self.mistake("file-characters", event, message)
        if not event.style:  # None from PyYAML, empty from libyaml
            end = event.end_mark
            if re.match(r"-[^\s\d-]", value) and self.lines[line].lstrip(" ").startswith(value[:2]):
                raise self.said.glued_hyphens(line)
            if end.line == line < len(self.lines) and end.column == len(self.lines[line]):
                self.lost_below(line, line)
                return value
            for number in range(line + 1, min(end.line + 1, len(self.lines))):
                if self.lines[number].lstrip(" ").startswith("- "):
                    # A bracket that is never closed takes the items below it for words of its own.
                    opened = self.said.look_at(line)
                    if opened and opened.code == "yaml-quotes-needed":
                        raise opened
                    raise self.said.indent(number)
            self.lost_below(line, end.line)
            rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
            if comment := COMMENT.match(rest):
                text = rest.strip()
                self.document.problems.append(
                    Problem(
                        self.document.path,
                        end.line + self.first_line,
                        end.column + len(comment[0]) - 1,
                        "yaml-comment",
                        "",
                        f'"{shortened(text)}" is lost, because a space and # begin a comment. '
                        "Put double quotes around the whole text to keep it.",
                    )
                )
        elif event.style in "'\"" and line < len(self.lines):
            # A quote that never closes ends at the next quote, many fields further down.
            indent = width(self.lines[line])
            field_line = re.compile(rf" {{0,{indent}}}[a-z_]+:(\s|$)")
            if any(field_line.match(text) for text in self.lines[line + 1 : event.end_mark.line + 1]):
                raise self.said.open_quote(line, event.start_mark.column)
        return value

    def lost_below(self, first: int, last: int) -> None:
        """Tells of a line that goes on with the text of some lines and begins with # and a word, as a hashtag does."""
        line = self.lines[last + 1] if last + 1 < len(self.lines) else ""
        lost = _LOST.match(line) if "#" in line else None
        if not lost or width(line) <= width(self.lines[first]):
            return
        self.document.problems.append(
            Problem(
                self.document.path,
                last + 1 + self.first_line,
                width(line) + 1,
                "yaml-comment",
                "",
                f'"{shortened(lost["words"])}" is lost, because a line that begins with # is a comment. '
                "Put double quotes around the whole text to keep it.",
            )
        )

    def not_a_name(self, event: Any) -> MistakeError:
        """A list or more fields where the name of a field belongs."""
        number = event.start_mark.line
        name = _BRACKETED.fullmatch(self.lines[number])
        if not name or name["name"].casefold() not in field_names():
            message = "put double quotes around this text, or take out the sign."
            return self.mistake("yaml-quotes-needed", event, message)
        message = f'write the name of the field without signs around it: "{name["name"]}:".'
        rewritten = {number: f"{name['start']}{name['name']}: {UNREADABLE}"}
        if name["asks"] and number + 1 < len(self.lines):
            rewritten[number + 1] = ""
        return MistakeError("yaml-other", number, name.start("signs"), message, rewritten=rewritten)

    def not_plain(self, event: Any, sign: str) -> MistakeError:
        if sign == "&" and (mistake := self.named_once(event)):
            return mistake
        message = (
            f"the text begins with {sign}, which has a meaning of its own here. Put double quotes around it."
        )
        return self.mistake("yaml-quotes-needed", event, message)

    def named_once(self, event: Any) -> MistakeError | None:
        """A value that is given a name with & so that * can stand for it further down."""
        anchor = re.compile(rf"(?<=\s)&{re.escape(event.anchor)}(?:[ \t]+|$)")
        alias = re.compile(rf"(?<=[\s,\[])\*{re.escape(event.anchor)}(?![^\s,\]}}])")
        numbers = [number for number, line in enumerate(self.lines) if alias.search(line)]
        if not numbers:
            return None
        rewritten = {number: alias.sub(UNREADABLE, self.lines[number]) for number in numbers}
        first = event.start_mark.line
        rewritten[first] = anchor.sub("", rewritten.get(first, self.lines[first]))
        places = ", ".join(str(number + self.first_line) for number in numbers[:5])
        message = (
            f"this gives the words a name with &, so that * can repeat them. We do not read that. "
            f"Take out &{shortened(event.anchor, 20)}, and write the words again in line {places}."
        )
        mark = event.start_mark
        return MistakeError("yaml-quotes-needed", first, mark.column, message, rewritten=rewritten)
