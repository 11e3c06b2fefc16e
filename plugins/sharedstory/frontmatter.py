"""Text <-> front matter with positions, and body.

YAML is read strictly: every scalar stays text (the schema decides types), and what could run, repeat
itself or hide (tags, anchors, merge keys, deep nesting) is refused from the event stream, before
anything is built. What goes wrong is said in words for people who never saw YAML, and reading goes on
after a mistake, so that all of a file's mistakes are found at once.
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from sharedstory.problems import Problem, shortened

MAX_BYTES = 256 * 1024
MAX_FRONT_MATTER = 16 * 1024
MAX_DEPTH = 6
MAX_NODES = 2_000
MAX_NODES_VOCABULARY = 20_000
MAX_MENDS = 40

Path = tuple[str | int, ...]
Position = tuple[int, int]

# pyyaml wheels bring libyaml; the pure Python parser says the same, ten times slower.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ue000\ufffe\uffff]")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ue000\ufeff\ufffe\uffff]"
    # Joiners are part of how Persian, Hindi and emoji are written, and a disguise between Latin letters.
    r"|(?:^|(?<=[\x00-\u024f]))[\u200c\u200d]"
)
_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
_FIELD = re.compile(
    r"(?P<start>[ \t]*(?:-[ \t]+)?(?P<key>[\w@.-]+))(?P<colon>[ \t]*:|)(?P<space>[ \t]*)(?P<value>.*)"
)
_ITEM = re.compile(r"(?P<start>[ \t]*-[ \t]+)(?P<value>.*)")
_BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[*•·–—])[ \t]+\S.*")
_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(#.*)?""")
_COMMENT = re.compile(r"[ \t]+#\S")


class StrictHandler(YAMLHandler):
    """Front matter between exact lines of `---`, its scalars all text.

    The handler that python-frontmatter takes: `frontmatter.loads(text, handler=StrictHandler())`.
    `load` raises ValueError with every problem found, one a line.
    """

    FM_BOUNDARY = _BOUNDARY

    def load(self, fm: str, **kwargs: object) -> Any:
        document = parse_yaml(fm, path="front matter")
        if document.problems:
            raise ValueError("\n".join(map(str, document.problems)))
        return document.values


@dataclass(slots=True)
class Document:
    """What stands in one file: its fields, where they stand, and the text below them.

    `values` holds text, lists and mappings only. `keys` and `positions` give line and column, from 1,
    of each key and each value, by its path: `("authors", 0, "name")`. `unsure` are the lines
    whose mistakes, which are among the problems, leave open whether a field of that name stands there.
    """

    path: str
    values: Any = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)
    positions: dict[Path, Position] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    problems: list[Problem] = field(default_factory=list)
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

    def body_problem(self, code: str, offset: int, message: str) -> Problem:
        """A problem in the body, `offset` characters after its beginning."""
        before = self.body[:offset]
        line = self.body_line + before.count("\n")
        return Problem(self.path, line, offset - before.rfind("\n"), code, "", message)


def dotted(path: Path) -> str:
    """A path as people read it: `authors.1.name`, counting from 1; of a list of words only its name."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return ".".join(str(part + 1) if isinstance(part, int) else printable_key(part) for part in path)


def printable_key(key: str) -> str:
    return shortened(key, 40)


def decode(raw: bytes, path: str) -> tuple[str, list[Problem]]:
    """The text of a file: UTF-8, without byte order mark, lines ending in a line feed.

    Text that cannot be read comes back empty, with the problem.
    """
    if len(raw) > MAX_BYTES:
        message = f"the file is over {MAX_BYTES // 1024} KiB, and that is all we read. Shorten it."
        return "", [Problem(path, 1, 1, "file-too-big", "", message)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = "from here on the file is not UTF-8 text. Save it again with the encoding UTF-8."
        return "", [Problem(path, line, column, "file-encoding", "", message)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if match := _first(_CONTROL, text):
        return "", [_character_problem(path, text, match, 1)]
    return text, []


def _first(unwanted: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first of the characters, none of which is printable: most texts are, and that is found out far faster."""
    return None if text.replace("\n", "").isprintable() else unwanted.search(text)


def _character_problem(path: str, text: str, match: re.Match[str], first_line: int) -> Problem:
    before = text[: match.start()]
    line, column = before.count("\n") + first_line, len(before) - before.rfind("\n")
    name = f"U+{ord(match[0]):04X}"
    message = f"there is an invisible character here ({name}). Delete it and type the words around it again."
    return Problem(path, line, column, "file-characters", "", message)


def parse(raw: bytes, path: str) -> Document:
    """Read a contributed file. Never raises: what is wrong is in the document's `problems`."""
    text, problems = decode(raw, path)
    if problems:
        return Document(path, problems=problems)

    def refuse(line: int, code: str, message: str) -> Document:
        return Document(path, body=text, problems=[Problem(path, line, 1, code, "", message)])

    first = _BOUNDARY.match(text)
    if not first:
        if (hidden := _HIDDEN.match(text)) and _BOUNDARY.match(_HIDDEN.sub("", text)):
            return Document(path, body=text, problems=[_character_problem(path, text, hidden, 1)])
        if _BOUNDARY.match(text.lstrip()):
            return refuse(
                1, "front-matter-missing", "take out the empty lines or spaces before the first ---."
            )
        message = "the file must begin with a line of just ---, then its fields, then another line of ---."
        return refuse(1, "front-matter-missing", message)
    last = _BOUNDARY.search(text, first.end())
    if not last:
        message = "the front matter opens here and never closes. Put a line of just --- after the last field."
        return refuse(1, "front-matter-open", message)
    front = text[first.end() + 1 : last.start()]
    if len(front.encode()) > MAX_FRONT_MATTER:
        message = f"the front matter is over {MAX_FRONT_MATTER // 1024} KiB. Move long text to the body."
        return refuse(1, "file-too-big", message)
    document = parse_yaml(front, path, first_line=2)
    if document.problems and (words := _words_in(front)):
        # The line of --- that was found is a rule within the text.
        message = (
            f"the front matter opens here and does not close before the text in line {words}. "
            "Put a line of just --- between them."
        )
        front = "".join(front.splitlines(keepends=True)[: words - 2])
        document = parse_yaml(front, path, first_line=2)
        document.problems.append(Problem(path, 1, 1, "front-matter-open", "", message))
        document.body = text[first.end() + 1 + len(front) :]
        document.body_line = words
    else:
        document.body = text[last.end() + 1 :]
        document.body_line = 3 + front.count("\n")
    if not isinstance(document.values, dict):
        what = "a list" if isinstance(document.values, list) else "plain text"
        message = f"the front matter is {what}. Write one field a line, with its name first: title: My story."
        document.problems.append(Problem(path, 2, 1, "front-matter-shape", "", message))
        document.values = {}
    return document


def _words_in(front: str) -> int:
    """The line of the file in which text follows an empty line of the front matter, or 0."""
    lines = front.split("\n")
    for number, (above, line) in enumerate(itertools.pairwise(lines)):
        match = _FIELD.fullmatch(line)
        if not above.strip() and line[:1].isalnum() and not (match and match["colon"]):
            return number + 3
    return 0


def parse_yaml(text: str, path: str, *, first_line: int = 1, max_nodes: int = MAX_NODES) -> Document:
    """Read YAML strictly. Every mistake that can be told apart from the others is reported.

    A line with a mistake is set aside and the rest is read again, so that one mistake hides no other.
    """
    if match := _first(_CONTROL, text):
        return Document(path, problems=[_character_problem(path, text, match, first_line)])
    lines = text.split("\n")
    problems: dict[tuple[int, str], Problem] = {}
    for _ in range(MAX_MENDS):
        document = Document(path)
        builder = _Builder(document, lines, first_line, max_nodes)
        try:
            builder.build()
        except _MistakeError as mistake:
            found = Problem(
                path, mistake.line + first_line, mistake.column + 1, mistake.code, "", str(mistake)
            )
            problems.setdefault((mistake.line, mistake.code), found)
            if not _set_aside(lines, mistake):
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
        if after.strip() and _width(before) != _width(after)
    }
    unnamed = {found.line for found in problems.values() if found.code in ("yaml-no-colon", "yaml-other")}
    document.unsure = frozenset(moved | unnamed)
    return document


def _set_aside(lines: list[str], mistake: "_MistakeError") -> bool:
    """Mend a line, or blank it or its value, so that the rest can be read. False when nothing changes."""
    number = mistake.line
    while number >= 0 and not (number < len(lines) and lines[number].strip()):
        number -= 1
    if number < 0:
        return False
    line = lines[number]
    match = _FIELD.fullmatch(line)
    if mistake.instead not in (None, line):
        lines[number] = str(mistake.instead)
    elif (
        mistake.code == "yaml-indent"
        or mistake.instead is not None
        or not match
        or match["value"] == _UNREADABLE
    ):
        lines[number] = ""
    elif match["value"] and (match["colon"] or (match["space"] and not _wrapped(lines, number))):
        # A value that is text, so that nobody is told as well that the field is missing.
        lines[number] = f"{match['start']}: {_UNREADABLE}"
    else:
        lines[number] = ""
    if mistake.code in ("yaml-indent", "yaml-quote-open"):
        # What stands further in goes with the line, be it more of its fields or of its text.
        shift = (
            _width(lines[number]) - _width(line) if lines[number] and mistake.code == "yaml-indent" else None
        )
        least = _width(line) + (0 if shift is not None and shift < 0 else 1)
        for below in range(number + 1, len(lines)):
            if lines[below].strip() and _width(lines[below]) < least:
                break
            if shift is None:
                lines[below] = ""
            elif shift < 0 and lines[below].strip():
                lines[below] = " " * (_width(lines[below]) + shift) + lines[below].lstrip()
    return lines[number] != line


def _wrapped(lines: list[str], number: int) -> bool:
    """Whether a line begins further left than those above and below it, as wrapped text does."""
    near = (lines[number - 1], *lines[number + 1 : number + 2]) if number else ()
    return len(near) == 2 and all(_width(line) > _width(lines[number]) for line in near)


def _width(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


# No file that we read may hold this character, or it could pass for a field that was reported.
_UNREADABLE = "\ue000"


def unreadable(value: object) -> bool:
    """Whether a value stands for text that could not be read and has been reported."""
    return isinstance(value, str) and value.startswith(_UNREADABLE)


class _MistakeError(Exception):
    """A mistake in YAML. Line and column count from 0, within the YAML.

    `instead` is what the line was meant to be, where that is plain.
    """

    def __init__(self, code: str, line: int, column: int, message: str, instead: str | None = None) -> None:
        super().__init__(message)
        self.code, self.line, self.column, self.instead = code, line, column, instead


class _Builder:
    """Builds text, lists and mappings from YAML events, refusing what we do not take."""

    def __init__(self, document: Document, lines: list[str], first_line: int, max_nodes: int) -> None:
        self.document = document
        self.lines = lines
        self.first_line = first_line
        self.max_nodes = max_nodes
        self.nodes = 0

    def build(self) -> None:
        text = "\n".join(self.lines)
        # An escape can stand for a hidden character too.
        self.may_hide = "\\" in text or bool(_first(_HIDDEN, text))
        try:
            self.next: Callable[[], Any] = _Loader(text).get_event
            self.next()  # the stream begins
            if isinstance(self.next(), yaml.StreamEndEvent):
                return
            self.document.values = self.node(self.next(), (), 0)
            if isinstance(self.document.values, str) and (mistake := self.look_at(self.first_written())):
                raise mistake
            self.next()  # the document ends
            event = self.next()
            if not isinstance(event, yaml.StreamEndEvent):
                raise self.mistake("yaml-other", event, "only one block of fields may stand here.")
        except yaml.MarkedYAMLError as error:
            raise self.translate(error) from None
        except yaml.reader.ReaderError as error:
            line = "\n".join(self.lines)[: error.position].count("\n")
            message = "there is a character here that cannot stand in front matter. Delete it."
            raise _MistakeError("file-characters", line, 0, message) from None

    def mistake(self, code: str, event: Any, message: str) -> _MistakeError:
        return _MistakeError(code, event.start_mark.line, event.start_mark.column, message)

    def node(self, event: Any, path: Path, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > self.max_nodes:
            raise self.mistake("yaml-not-allowed", event, f"there are over {self.max_nodes:,} values here.")
        if depth > MAX_DEPTH:
            raise self.mistake(
                "yaml-not-allowed", event, f"lists and fields stand more than {MAX_DEPTH} deep."
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
            return self.scalar(event)
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
                raise self.mistake(
                    "yaml-quotes-needed", event, "put double quotes around this text, or take out the sign."
                )
            mark: Any = event.start_mark
            if event.anchor is not None or event.tag is not None:
                mistake = self.not_plain(event, "&" if event.anchor is not None else "!")
                line = self.lines[mistake.line]
                mistake.instead = re.sub(r"^( *(?:- +)?)[&!]\S*[ \t]+", r"\1", line)
                raise mistake
            key = event.value
            if key[:1].isspace():
                raise self.odd_space(mark.line)
            if ":" in key and (glued := re.match(r"(\w+):([^\s:].*)", key)):
                message = f'put a space after the colon: "{glued[1]}: {shortened(glued[2], 40)}".'
                raise self.mistake("yaml-no-colon", event, message)
            if key == "<<":
                raise self.mistake(
                    "yaml-not-allowed", event, "<< is not taken here. Write the fields out one by one."
                )
            if self.may_hide and _HIDDEN.search(key):
                message = (
                    "the name of this field has an invisible character in it. Delete it and type it again."
                )
                mistake = self.mistake("file-characters", event, message)
                mistake.instead = _HIDDEN.sub("", self.lines[mistake.line])
                raise mistake
            position = (mark.line + self.first_line, mark.column + 1)
            inner = (*path, key)
            if key in values:
                before = self.document.keys[inner][0]
                self.document.problems.append(
                    Problem(
                        self.document.path,
                        *position,
                        "yaml-twice",
                        dotted(inner),
                        f"this field already stands in line {before}. Keep one of the two.",
                    )
                )
                self.node(self.next(), (*path, f"{key} again"), depth + 1)
                continue
            self.document.keys[inner] = position
            values[key] = self.node(self.next(), inner, depth + 1)
        return values

    def scalar(self, event: Any) -> str:
        value: str = event.value
        line = event.start_mark.line
        if not event.style and value.startswith(_UNREADABLE):
            return _UNREADABLE
        if self.may_hide and (match := _HIDDEN.search(value)):
            name = f"U+{ord(match[0]):04X}"
            message = (
                f"there is an invisible character in this text ({name}). Delete it and type the words again."
            )
            raise self.mistake("file-characters", event, message)
        if not event.style:  # None from PyYAML, empty from libyaml
            end = event.end_mark
            if end.line == line < len(self.lines) and end.column == len(self.lines[line]):
                return value
            for number in range(line + 1, min(end.line + 1, len(self.lines))):
                if self.lines[number].lstrip(" ").startswith("- "):
                    raise self.indent(number)
            rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
            if comment := _COMMENT.match(rest):
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
            indent = _width(self.lines[line])
            field_line = re.compile(rf" {{0,{indent}}}[a-z_]+:(\s|$)")
            if any(field_line.match(text) for text in self.lines[line + 1 : event.end_mark.line + 1]):
                raise self.open_quote(line, event.start_mark.column)
        return value

    def not_plain(self, event: Any, sign: str) -> _MistakeError:
        message = (
            f"the text begins with {sign}, which has a meaning of its own here. Put double quotes around it."
        )
        return self.mistake("yaml-quotes-needed", event, message)

    def open_quote(self, line: int, column: int) -> _MistakeError:
        quote = self.lines[line][column : column + 1]
        message = (
            f"a {quote} opens here and does not close on this line. Put a {quote} at the end of the text."
        )
        return _MistakeError("yaml-quote-open", line, column, message)

    def translate(self, error: yaml.MarkedYAMLError) -> _MistakeError:
        """What libyaml or PyYAML found, in our words, at the line where a person would look."""
        mark: Any = error.problem_mark or error.context_mark
        began: Any = error.context_mark or mark
        line, column = mark.line, mark.column
        problem, context = error.problem or "", error.context or ""
        if "quoted scalar" in context or "double-quoted" in context:
            if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
                message = "\\ has a meaning of its own between double quotes. Write \\\\ in its place."
                return _MistakeError("yaml-other", line, self.lines[line].rfind("\\", 0, column + 1), message)
            return self.open_quote(began.line, began.column)
        line = self.last_written(line)
        if mistake := self.look_around(line):
            return mistake
        listed = began.line == self.first_written() and sum(text.startswith("- ") for text in self.lines) == 1
        if "document start" in problem or ("block collection" in context and listed):
            return self.early_end(line)
        if "flow" in context:
            start, at = began.line, began.column
            if self.sign(began) not in ("[", "{"):  # the list is empty up to the end
                start = self.last_written(start)
                at = max(self.lines[start].rfind(sign) for sign in "[{")
            message = (
                f"the list that opens here with {self.lines[start][at]} cannot be read. Close it at its end, put a comma "
                "between its items, and double quotes around those that have signs in them."
            )
            return _MistakeError("yaml-quotes-needed", start, max(at, 0), message)
        if "mapping values are not allowed" in problem:
            above = self.last_written(line - 1)
            if above < line:
                upper = _FIELD.fullmatch(self.lines[above]) or _ITEM.fullmatch(self.lines[above])
                named = upper and upper.groupdict().get("colon", ":")
                return self.indent(line) if named else self.no_colon(above)
            return _MistakeError(
                "yaml-colon",
                line,
                min(column, len(self.lines[line])),
                "there is a second colon here. Put double quotes around all the words after the first colon.",
            )
        if "cannot start any token" in problem and line == mark.line:
            message = f"{self.sign(mark)} has a meaning of its own here. Put double quotes around the text that it begins."
            return _MistakeError("yaml-quotes-needed", line, column, message)
        if "could not find expected ':'" in problem:
            return self.no_colon(began.line)
        if "did not find expected" in problem or "but found" in problem:
            return self.indent(line)
        return _MistakeError(
            "yaml-other", line, column, "this line cannot be read. Compare it with the example in the guide."
        )

    def sign(self, mark: Any) -> str:
        """The character that stands at a mark."""
        return self.lines[mark.line][mark.column : mark.column + 1] if mark.line < len(self.lines) else ""

    def look_around(self, line: int) -> _MistakeError | None:
        """The mistake in the line, or in one above it that makes this one seem wrong."""
        if mistake := self.look_at(line):
            return mistake
        for number in range(line - 1, -1, -1):
            mistake = (
                self.look_at(number)
                if line - number < 3 or '"' in self.lines[number] or "'" in self.lines[number]
                else None
            )
            if mistake and self.explains(mistake, line):
                return mistake
        return None

    def explains(self, mistake: _MistakeError, line: int) -> bool:
        """Whether reading gets further than the line once the mistake is mended."""
        lines = list(self.lines)
        if not _set_aside(lines, mistake):
            return False
        try:
            for _ in yaml.parse("\n".join(lines), Loader=_Loader):
                pass
        except yaml.MarkedYAMLError as error:
            return error.problem_mark is not None and error.problem_mark.line > line
        return True

    def early_end(self, line: int) -> _MistakeError:
        """Fields that end before the front matter does, because of the way in which they begin."""
        for number in range(line + 1):
            if re.match(r"\.\.\.(\s|$)", self.lines[number]):
                return _MistakeError(
                    "yaml-other", number, 0, "this line ends the fields too early. Take it out.", ""
                )
        first = self.first_written()
        text = self.lines[first]
        if text.startswith("%"):
            return _MistakeError("yaml-other", first, 0, "no line may begin with %. Take it out.", "")
        if text.startswith("- "):
            message = "the front matter is a list. Take the hyphen out, and write one field a line: title: My story."
            return _MistakeError("front-matter-shape", first, 0, message, text[2:].lstrip(" "))
        if text.startswith(" ") and first < line:
            return self.indent(first)
        return self.indent(line)

    def refitted(self, number: int) -> str:
        """The line with as many spaces before it as the line above asks for."""
        line = self.lines[number].strip()
        if number == 0 or (above := self.last_written(number - 1)) == number or not self.lines[above].strip():
            return line
        upper = self.lines[above].rstrip()
        indent = _width(upper)
        if upper.endswith(":"):
            indent += 2
        elif upper.lstrip().startswith("- ") and not line.startswith("- "):
            indent = len(upper) - len(upper.lstrip("- "))
        return " " * indent + line

    def indent(self, number: int) -> _MistakeError:
        line = self.lines[number]
        start = _width(line)
        if line[start : start + 1] in ("]", "}"):
            message = f"no list is open that this {line[start]} could close. Take it out, or look at the lines above."
        elif re.match(r"-(\s|$)", line[start:]):
            message = (
                "a hyphen begins an item of a list, and this one stands in no list. "
                "Give it as many spaces as the items around it, and put the name of the list and a colon above them."
            )
        else:
            message = (
                "this line begins further left or right than the lines around it. "
                "Give it as many spaces as its neighbours."
            )
        return _MistakeError("yaml-indent", number, start, message, self.refitted(number))

    def odd_space(self, number: int) -> _MistakeError:
        """The mistake of a line that begins with a tab, or with spaces from a web page."""
        line = self.lines[number]
        odd = line[: _width(line)].strip(" ")[:1]
        column = line.index(odd) if odd else 0
        if odd == "\t":
            message = "this line begins with a tab. Use spaces, not a tab."
            return _MistakeError("yaml-tab", number, column, message, self.refitted(number))
        message = (
            "this line begins with a space that is not a plain one. Delete the spaces and type them again."
        )
        return _MistakeError("file-characters", number, column, message, self.refitted(number))

    def first_written(self) -> int:
        """The first line that is neither empty nor a comment."""
        written = (
            n for n, text in enumerate(self.lines) if text.strip() and not text.lstrip().startswith("#")
        )
        return next(written, 0)

    def last_written(self, line: int) -> int:
        """The line itself, or the nearest above it that is not empty."""
        line = min(line, len(self.lines) - 1)
        while line > 0 and not self.lines[line].strip():
            line -= 1
        return line

    def no_colon(self, line: int) -> _MistakeError:
        match = _FIELD.fullmatch(self.lines[line])
        key = shortened(match["key"], 40) if match else ""
        value = shortened(match["value"].strip().lstrip(":;=- "), 40) if match else ""
        if match and match["colon"] and not match["space"] and value:
            message = f'put a space after the colon: "{key}: {value}".'
        elif match and value:
            message = (
                f'a colon is missing after the name of the field: "{key}: {value}". '
                "If the line goes on with the text above, begin it with two spaces."
            )
        else:
            message = "a colon is missing. Write the name of the field, a colon, a space, then the text."
        start = _width(self.lines[line])
        instead = None
        if (
            match
            and not match["value"]
            and line + 1 < len(self.lines)
            and _width(self.lines[line + 1]) > start
        ):
            instead = f"{match['start']}:"
        return _MistakeError("yaml-no-colon", line, start, message, instead)

    def look_at(self, number: int) -> _MistakeError | None:
        """The mistake that a line shows by itself, if it does."""
        line = self.lines[number]
        if line.strip() and line[: _width(line)].strip(" "):
            return self.odd_space(number)
        if bullet := _BULLET.fullmatch(line):
            message = f"begin each item of a list with a hyphen and a space, not with {bullet['bullet']}."
            instead = f"{bullet['indent']}-{line[bullet.end('bullet') :]}"
            return _MistakeError("yaml-other", number, bullet.start("bullet"), message, instead)
        if glued := re.match(r"([ \t]*-)(?=[A-Za-z]\w*:(\s|$))", line):
            message = "put a space after the hyphen."
            instead = f"{glued[1]} {line[glued.end() :]}"
            return _MistakeError("yaml-other", number, glued.end() - 1, message, instead)
        match = _FIELD.fullmatch(line) or _ITEM.fullmatch(line)
        if not match or not line.strip() or line.lstrip().startswith("#"):
            return None
        value = match["value"]
        column = match.start("value")
        if "colon" in match.groupdict():
            if match["colon"] and not match["space"] and value:
                return self.no_colon(number)
            if not match["colon"]:
                return self.no_colon(number) if match["space"] and value and not line[0].isspace() else None
        if not value:
            return None
        if value[0] == "-" and (value == "-" or value[1] == " ") and "colon" in match.groupdict():
            message = (
                "the text begins with a hyphen. Put double quotes around the text, "
                "or, if it is a list, each item on a line of its own below."
            )
            return _MistakeError("yaml-quotes-needed", number, column, message)
        if value[0] in "@`%*&!|>" and not re.fullmatch(r"[|>][-+0-9]*(\s+#.*)?", value):
            return _MistakeError(
                "yaml-quotes-needed",
                number,
                column,
                f"the text begins with {value[0]}, which has a meaning of its own here. "
                "Put double quotes around the text.",
            )
        if value[0] in "\"'":
            if _QUOTED.fullmatch(value):
                return None
            if value[0] not in value[1:]:
                return self.open_quote(number, column)
            return _MistakeError(
                "yaml-quote-open",
                number,
                column,
                f"the quotation mark {value[0]} closes before the text ends. "
                'Put double quotes around the whole text, and write " within it as \\".',
            )
        value = value.split(" #")[0].rstrip()
        if value[0] in "{[":
            closing = {"{": "}", "[": "]"}[value[0]]
            if value.endswith(closing):
                return None
            or_else = (
                f"take out what stands after the {closing}"
                if closing in value
                else f"close the list with {closing}"
            )
            return _MistakeError(
                "yaml-quotes-needed",
                number,
                column,
                f"the text begins with {value[0]}, which has a meaning of its own here. "
                f"Put double quotes around the text, or {or_else}.",
            )
        if ": " in value or value.endswith(":"):
            return _MistakeError(
                "yaml-colon",
                number,
                column,
                "this line has two colons. Put double quotes around the words after the first: "
                f'"{shortened(value, 50)}".',
            )
        return None
