"""Text <-> front matter with positions, and body.

YAML is read strictly: every scalar stays text (the schema decides types), and what could run, repeat
itself or hide (tags, anchors, merge keys, deep nesting) is refused from the event stream, before
anything is built. What goes wrong is said in words for people who never saw YAML, and reading goes on
after a mistake, so that all of a file's mistakes are found at once.
"""

import itertools
import re
from collections.abc import Mapping

from frontmatter.default_handlers import BaseHandler

from sharedstory.reading.document import HIDDEN, MAX_NODES, MAX_NODES_GATHERING, Document, first_problem
from sharedstory.reading.problems import Problem
from sharedstory.reading.single_lines import FIELD
from sharedstory.reading.yaml import CONTROL, character_problem, parse_yaml, words_in
from sharedstory.schema.fields import field_names

MAX_BYTES = 256 * 1024
MAX_FRONT_MATTER = 16 * 1024
# What was pledged at a gathering stands in its front matter, and that can be much.
MAX_BYTES_GATHERING = 2 * 1024 * 1024


_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:(?P<opens><<<<<<<)|(?P<closes>>>>>>>>))(?:[ \t]\S.*)?$", re.MULTILINE)
_SHOWN = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<info>.*)$", re.MULTILINE)
_MIDDLE = re.compile(r"(?:={7}|\|{7}(?: .*)?)[ \t]*$")
_FENCE = re.compile(r"-{2,}|[-–—―‒−‐‑⸺]*[–—―‒−‐‑⸺][-–—―‒−‐‑⸺]*|\*{3,}|_{3,}|={3,}|;{3,}")
_CODE_FENCE = re.compile(r"(?:```|~~~)[ \t]*\w*")
_FRONT_END = re.compile(rb"\n---[ \t]*\r?$", re.MULTILINE)
_GATHERING = re.compile(rb"^kind:[ \t]*(?:gathering|session)[ \t]*\r?$", re.MULTILINE)


class _Exact(BaseHandler):
    """Splits a text as python-frontmatter does, but at lines of three hyphens alone."""

    FM_BOUNDARY = _BOUNDARY


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
    if match := first_problem(CONTROL, text):
        return "", [character_problem(path, text, match, 1)]
    return text, []


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
        if (hidden := HIDDEN.match(text)) and _BOUNDARY.match(HIDDEN.sub("", text)):
            return Document(path, body=text, problems=[character_problem(path, text, hidden, 1)])
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
    front, body = (part.removeprefix("\n") for part in _Exact().split(text))
    if len(front.encode()) > MAX_FRONT_MATTER and not gathering:
        message = f"the front matter is over {MAX_FRONT_MATTER // 1024} KiB. Move long text to the body."
        return refuse(1, "file-too-big", message)
    max_nodes = MAX_NODES_GATHERING if gathering else MAX_NODES
    document = parse_yaml(front, path, first_line=2, max_nodes=max_nodes)
    if document.problems and (words := words_in(front)):
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
        document.body = body
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
        problem = problem._replace(message=f"{problem.message[:-1]}, here and in line {alike[0].line}.")
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
        return f"the fields are between lines of {start[:3]}. Write --- in place of both of them.", None
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
                f"the file must begin with the --- of line {number}. Move what is above it below the fields.",
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
            message = "a line like this cannot be between the fields. Take it out."
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
