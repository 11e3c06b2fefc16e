"""Text <-> front matter with positions, and body.

YAML is read strictly: every scalar stays text (the schema decides types), and what could run, repeat
itself or hide (tags, anchors, merge keys, deep nesting) is refused from the event stream, before
anything is built. What goes wrong is said in words for people who never saw YAML, and reading goes on
after a mistake, so that all of a file's mistakes are found at once.
"""

import html
import html.entities
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from sharedstory.reading import mistakes
from sharedstory.reading.mistakes import FIELD, UNREADABLE, Lines, MistakeError, set_aside, width
from sharedstory.reading.problems import Problem, shortened
from sharedstory.schema.entries import field_names

MAX_BYTES = 256 * 1024
MAX_FRONT_MATTER = 16 * 1024
# What was pledged at a gathering stands in its front matter, and that can be much.
MAX_BYTES_GATHERING = 2 * 1024 * 1024
MAX_DEPTH = 6
MAX_NODES = 2_000
MAX_NODES_VOCABULARY = 20_000
MAX_NODES_GATHERING = 60_000
MAX_MENDS = 40

Path = tuple[str | int, ...]
Position = tuple[int, int]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ue000\ufffe\uffff]")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028-\u202e\u2060-\u2069\ue000\ufeff\ufffe\uffff]"
    # Joiners are part of how Persian, Hindi and emoji are written, and a disguise between Latin letters.
    r"|(?:^|(?<=[\x00-\u024f]))[\u200c\u200d]"
)
_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:(?P<opens><<<<<<<)|(?P<closes>>>>>>>>))(?:[ \t]\S.*)?$", re.MULTILINE)
_SHOWN = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)$", re.MULTILINE)
_MIDDLE = re.compile(r"(?:={7}|\|{7}(?: .*)?)[ \t]*$")
_FENCE = re.compile(r"-{2,}|[-–—―‒−‐‑⸺]*[–—―‒−‐‑⸺][-–—―‒−‐‑⸺]*|\*{3,}|_{3,}|={3,}|;{3,}")
_CODE_FENCE = re.compile(r"(?:```|~~~)[ \t]*\w*")
_FRONT_END = re.compile(rb"\n---[ \t]*\r?$", re.MULTILINE)
_GATHERING = re.compile(rb"^kind:[ \t]*(?:gathering|session)[ \t]*\r?$", re.MULTILINE)
_LOST = re.compile(r" +(?P<words>#[^\s#!-](?!\w*:).*)")
_COMMENT = re.compile(r"[ \t]+#\S")
# How YAML says that there is no value. In quotes it is a word.
_NULL = frozenset(["~", "null", "Null", "NULL"])


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
    of each key and each value, by its path: `("authors", 0, "name")`. `null` are the paths of values that say
    in so many words that there is none, and are empty text. `unsure` are the lines
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


def decode(raw: bytes, path: str, limit: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file of so many bytes at most: UTF-8, without byte order mark, lines ending in a line feed.

    Text that cannot be read comes back empty, with the problem.
    """
    if len(raw) > limit:
        message = f"the file is over {limit // 1024} KiB, and that is all we read. Shorten it."
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


def _front_matter(raw: bytes) -> bytes:
    """What stands before the body, as far as it may be long: a line of a story says nothing about the file's kind."""
    head = raw[:MAX_FRONT_MATTER]
    end = _FRONT_END.search(head)
    return head[: end.start()] if end else head


def parse(raw: bytes, path: str) -> Document:
    """Read a contributed file. Never raises: what is wrong is in the document's `problems`."""
    gathering = _GATHERING.search(_front_matter(raw)) is not None
    text, problems = decode(raw, path, MAX_BYTES_GATHERING if gathering else MAX_BYTES)
    if problems:
        return Document(path, problems=problems)

    text, conflicts = _without_conflicts(text, path)
    document = _read(text, path, gathering)
    # A file that begins with such a mark has no front matter before somebody has chosen.
    if conflicts and conflicts[0].line == 1:
        document.problems = []
    document.problems[:0] = conflicts
    return document


def _without_conflicts(text: str, path: str) -> tuple[str, list[Problem]]:
    """The text with the first of two versions where Git left both, and a problem for each such place.

    No line is taken out, so that all others keep their numbers.
    """
    if not _CONFLICT.search(text):
        return text, []
    lines, problems = text.split("\n"), []
    opened: int | None = None
    keep = True
    code = _fenced(lines) if _SHOWN.search(text) else frozenset()
    for number, line in enumerate(lines):
        mark = None if number in code else _CONFLICT.match(line)
        if mark and mark["opens"]:
            opened, keep = number, True
        elif opened is None and not (mark and mark["closes"]):
            continue
        elif mark and mark["closes"]:
            start = number if opened is None else opened
            problems.append(
                Problem(path, start + 1, 1, "file-conflict", "", _conflict(start + 1, number + 1))
            )
            opened, keep = None, True
        elif _MIDDLE.match(line):
            keep = False
            mark = _MIDDLE.match(line)
        if mark or not keep:
            lines[number] = ""
    if opened is not None:
        problems.append(Problem(path, opened + 1, 1, "file-conflict", "", _conflict(opened + 1, opened + 1)))
    return "\n".join(lines), problems


def _fenced(lines: list[str]) -> frozenset[int]:
    """The lines that a text shows as code: those between two fences, where no conflict begins or ends outside."""
    code: list[int] = []
    opened, fence = 0, ""
    for number, line in enumerate(lines):
        mark = _SHOWN.match(line)
        if not mark:
            continue
        if not fence:
            opened, fence = number, mark["fence"]
        elif mark["fence"].startswith(fence) and not mark["info"].strip():
            signs = [bool(sign["opens"]) for sign in map(_CONFLICT.match, lines[opened:number]) if sign]
            if signs == [True, False] * (len(signs) // 2):
                code += range(opened, number)
            fence = ""
    return frozenset(code)


def _conflict(first: int, last: int) -> str:
    if first == last:
        return "Git put this line here when two people had changed the file. Keep what is right, and delete this line."
    return (
        f"two people changed the file, and Git put both versions here (lines {first} to {last}). "
        "Keep the right one, and delete the other and the lines with <<<<<<<, ======= and >>>>>>>."
    )


def _read(text: str, path: str, gathering: bool) -> Document:
    def refuse(line: int, code: str, message: str) -> Document:
        return Document(path, body=text, problems=[Problem(path, line, 1, code, "", message)])

    first = _BOUNDARY.match(text)
    if not first and (start := _other_start(text)):
        message, mended = start
        if mended is None:
            return refuse(1, "front-matter-missing", message)
        return _read_again(mended, path, gathering, Problem(path, 1, 1, "front-matter-missing", "", message))
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
    near = _near_end(text, first.end(), last.start() if last else len(text))
    if near := near or (_second_block(text, last) if last else None):
        line, code, message, mended = near
        return _read_again(mended, path, gathering, Problem(path, line, 1, code, "", message))
    if not last:
        message = "the front matter opens here and never closes. Put a line of just --- after the last field."
        return refuse(1, "front-matter-open", message)
    front = text[first.end() + 1 : last.start()]
    if len(front.encode()) > MAX_FRONT_MATTER and not gathering:
        message = f"the front matter is over {MAX_FRONT_MATTER // 1024} KiB. Move long text to the body."
        return refuse(1, "file-too-big", message)
    max_nodes = MAX_NODES_GATHERING if gathering else MAX_NODES
    document = parse_yaml(front, path, first_line=2, max_nodes=max_nodes)
    if document.problems and (words := _words_in(front)):
        # The line of --- that was found is a rule within the text.
        message = (
            f"the front matter opens here and does not close before the text in line {words}. "
            "Put a line of just --- between them."
        )
        front = "".join(front.splitlines(keepends=True)[: words - 2])
        document = parse_yaml(front, path, first_line=2, max_nodes=max_nodes)
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


def _read_again(text: str, path: str, gathering: bool, problem: Problem) -> Document:
    """What a text says once a line of it is mended, with the problem of that line."""
    document = _read(text, path, gathering)
    alike = [one for one in document.problems if one.message == problem.message and one.code == _END]
    if alike and problem.code != _END:
        # The editor that changed the first line has changed the last one too, and one message says both.
        document.problems.remove(alike[0])
        problem = replace(problem, message=f"{problem.message[:-1]}, here and in line {alike[0].line}.")
    document.problems.insert(0, problem)
    return document


def _with_lines(text: str, changed: Mapping[int, str]) -> str:
    """The text with other lines in place of some (from 1)."""
    lines = text.split("\n")
    for number, line in changed.items():
        lines[number - 1] = line
    return "\n".join(lines)


def _other_start(text: str) -> tuple[str, str | None] | None:
    """What is wrong where a file begins with something that was meant as the first line of ---, and the text mended.

    There is no mended text where reading on would only tell what follows from it.
    """
    line = text.split("\n", 1)[0]
    start = line.strip()
    mended = _with_lines(text, {1: "---"})
    if start == "+++":
        return "these fields are in TOML. Put them between two lines of ---, and write title: My story.", None
    if start[:1] == "{":
        return (
            "these fields are in JSON. Put them between two lines of ---, one a line: title: My story.",
            None,
        )
    if _CODE_FENCE.fullmatch(start):
        if _BOUNDARY.match(text, len(line) + 1):
            return (
                f"take out this line, and the line of {start[:3]} at the end. The file begins with ---.",
                None,
            )
        return f"the fields stand between lines of {start[:3]}. Write --- in place of both of them.", None
    if wrong := _wrong_fence(line):
        return wrong, mended
    if re.match(r"---[ \t]*[^\s-]", start) and _BOUNDARY.search(text):
        return _OWN_LINE, None
    named = FIELD.fullmatch(start)
    if named and named["colon"] and named["key"].casefold() in field_names():
        return "the first line of --- is missing. Put a line of just --- above this one.", None
    for number, (fence, below) in enumerate(itertools.pairwise(text.split("\n")), 1):
        named = FIELD.fullmatch(below)
        if number > 1 and start and fence == "---" and named and named["key"] in field_names():
            return (
                f"the file must begin with the --- of line {number}. Move what stands above it below the fields.",
                None,
            )
    return None


_END = "front-matter-open"
_OWN_LINE = "write the three hyphens on a line of their own, and what follows them on the next."


def _wrong_fence(line: str) -> str:
    """What is wrong with a line that was meant as ---; nothing where it was not, or nothing is wrong."""
    bare = line.strip()
    if bare == "---":
        return (
            ""
            if _BOUNDARY.fullmatch(line)
            else ("there is a space before or after these hyphens. Write the three hyphens alone: ---.")
        )
    bare = "".join(bare.split()).strip("\\\"'“”‘’")
    if not _FENCE.fullmatch(bare):
        return ""
    if re.search(r"[–—―‒−‐‑⸺]", bare):
        wrong = "an editor has made a dash of the hyphens"
    elif bare == "---":
        wrong = "there are spaces or signs between or around the hyphens"
    elif set(bare) == {"-"}:
        wrong = f"there are {len(bare)} hyphens"
    else:
        wrong = f"fields do not begin or end with {bare[:3]}"
    return f"{wrong}. Write three hyphens: ---."


def _near_end(text: str, start: int, end: int) -> tuple[int, str, str, str] | None:
    """The line before `end` that was meant to end the front matter: its number, code, message, and the text mended."""
    first = text.count("\n", 0, start) + 2
    lines = text[start + 1 : end].split("\n")
    closed = end < len(text)
    for number, line in enumerate(lines, first):
        if line[:1].isalnum() or (line[:1].isspace() and line.strip() != "---"):
            continue
        wrong = _wrong_fence(line)
        if not closed and re.match(r"---\s+\S", line):
            wrong = wrong or _OWN_LINE
        elif not closed and line.rstrip() == "...":
            wrong = "fields do not end with dots. Write three hyphens: ---."
        if not wrong:
            continue
        below = next((line for line in lines[number - first + 1 :] if line.strip()), "")
        named = FIELD.fullmatch(below)
        if closed and named and named["colon"] and named["key"] in field_names():
            message = "no such line may stand between the fields. Take it out."
            return number, "yaml-other", message, _with_lines(text, {number: ""})
        return number, _END, wrong, _with_lines(text, {number: "---"})
    return None


def _second_block(text: str, last: re.Match[str]) -> tuple[int, str, str, str] | None:
    """A second block of fields right below the first: the line that parts them, code, message, and the text in one block."""
    number = text.count("\n", 0, last.start()) + 1
    changed = {number: ""}
    found = False
    for below, line in enumerate(text[last.end() + 1 :].split("\n"), number + 1):
        named = FIELD.fullmatch(line)
        if _BOUNDARY.fullmatch(line):
            if found:
                message = (
                    "this line parts the fields in two blocks. "
                    "Take it out, so that all fields are between the first --- and the last."
                )
                return number, "yaml-other", message, _with_lines(text, changed)
            changed[below] = ""
        elif line[:1].strip() and line[0] not in "#-":
            if not (named and named["colon"] and named["key"] in field_names()):
                return None
            found = True
    return None


def _words_in(front: str) -> int:
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
    if match := _first(_CONTROL, text):
        return Document(path, problems=[_character_problem(path, text, match, first_line)])
    lines = text.split("\n")
    problems: dict[tuple[int, str], Problem] = {}
    for _ in range(MAX_MENDS):
        document = Document(path)
        builder = _Builder(document, lines, first_line, max_nodes)
        try:
            builder.build()
        except MistakeError as mistake:
            found = Problem(
                path, mistake.line + first_line, mistake.column + 1, mistake.code, "", str(mistake)
            )
            problems.setdefault((mistake.line, mistake.code), found)
            if not set_aside(lines, mistake):
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
        self.said = Lines(lines)
        self.first_line = first_line
        self.max_nodes = max_nodes
        self.nodes = 0

    def build(self) -> None:
        text = "\n".join(self.lines)
        # An escape can stand for a hidden character too.
        self.may_hide = "\\" in text or bool(_first(_HIDDEN, text))
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
                raise self.mistake("yaml-other", event, "only one block of fields may stand here.")
        except yaml.MarkedYAMLError as error:
            raise self.said.translate(error) from None
        except yaml.reader.ReaderError as error:
            line = "\n".join(self.lines)[: error.position].count("\n")
            message = "there is a character here that cannot stand in front matter. Delete it."
            raise MistakeError("file-characters", line, 0, message) from None

    def mistake(self, code: str, event: Any, message: str) -> MistakeError:
        return MistakeError(code, event.start_mark.line, event.start_mark.column, message)

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
            text = self.scalar(event)
            if not event.style and text in _NULL:
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
                raise self.said.odd_space(mark.line)
            if ":" in key and (glued := re.match(r"(\w+):(?!//)([^\s:].*)", key)):
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
        if not event.style and value.startswith(UNREADABLE):
            return UNREADABLE
        if self.may_hide and (match := _HIDDEN.search(value)):
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
                    raise self.said.indent(number)
            self.lost_below(line, end.line)
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

    def not_plain(self, event: Any, sign: str) -> MistakeError:
        message = (
            f"the text begins with {sign}, which has a meaning of its own here. Put double quotes around it."
        )
        return self.mistake("yaml-quotes-needed", event, message)
