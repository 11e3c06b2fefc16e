"""Changes one value in the front matter of a file, and nothing else.

The text is spliced at the positions of YAML's nodes, so comments, order, quotes and line ends stay byte for byte as
somebody wrote them. What comes out is read again and compared before anybody gets it.
"""

import itertools
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import yaml

from sharedstory.forms.compose import quoted
from sharedstory.reading import frontmatter
from sharedstory.reading.document import MAX_NODES_VOCABULARY, dotted
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.mistakes import Loader
from sharedstory.reading.yaml import parse_yaml
from sharedstory.schema.errors import PlainError

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\r|\n")
# Text that YAML and people read as just that: ids, dates, words.
_PLAIN = re.compile(
    r"(?!(?:null|Null|NULL)$)[A-Za-z][\w-]*|\d{4}(-\d\d(-\d\d)?)?(/\d{4}(-\d\d(-\d\d)?)?)?", re.ASCII
)

Value = str | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class _Splice:
    """What is written in place of the characters from `start` to before `end`."""

    start: int
    end: int
    written: str


@dataclass(slots=True)
class _Node:
    """Where a value stands in the text: from its first to after its last character, and the column of its first.

    `flow` says whether it is a list or group in brackets, and `parts` are the values within it. `key` is where its
    name begins, or itself where it has none, and `after_key` where its name and the colon end.
    """

    start: int
    end: int
    column: int
    kind: type = str
    flow: bool = False
    key: int = 0
    after_key: int = 0
    parts: dict[str | int, "_Node"] = field(default_factory=dict)


def put(raw: bytes, path: FieldPath, value: Value) -> bytes:
    """The file with one value set: in place of the one at `path`, as a new field, or as a new item of a list.

    A path that ends with the length of a list adds to it. Groups and lists on the way that are not there are made.
    Raises PlainError where the file has mistakes, or where it cannot be done without touching anything else.
    """
    return put_all(raw, [(path, value)])


def put_all(raw: bytes, changes: Sequence[tuple[FieldPath, Value]]) -> bytes:
    """The file with several values set, each in a place of its own. Raises PlainError as `put` does.

    New items of one list are given in their order, each with the number that it will have.
    """
    text, root, newline = _opened(raw)
    # What is added within the last item of a list goes in front of what is added behind that item.
    inner_first = sorted(changes, key=lambda change: -len(change[0]))
    splices = sorted(
        (_splice(text, root, path, value, newline) for path, value in inner_first), key=lambda s: s.start
    )
    parts, done = [], 0
    for splice in splices:
        if splice.start < done:
            raise PlainError("two changes are asked for in one place.")
        parts += [text[done : splice.start], splice.written]
        done = splice.end
    return _verified(raw, "".join([*parts, text[done:]]), changes)


def _splice(text: str, root: "_Node", path: FieldPath, value: Value, newline: str) -> "_Splice":
    """What one change puts where."""
    node, depth = root, 0
    while depth < len(path) and node.kind is not str and path[depth] in node.parts:
        node, depth = node.parts[path[depth]], depth + 1
    wanted: Any = value
    for step in reversed(path[depth + 1 :]):
        wanted = [wanted] if isinstance(step, int) else {step: wanted}
    if depth == len(path):
        return _replaced(text, node, _flow(wanted))
    if node.kind is str:
        # An empty field, or one that is no group: what is missing begins here.
        wanted = [wanted] if isinstance(path[depth], int) else {path[depth]: wanted}
        return _replaced(text, node, _flow(wanted))
    return _added(text, node, path[depth], wanted, newline)


def remove(raw: bytes, path: FieldPath) -> bytes:
    """The file without the field or the item at `path`; without the list too, where it was its only item.

    Raises PlainError as `put` does, and where nothing stands at `path`.
    """
    text, root, _ = _opened(raw)
    nodes = [root]
    for step in path:
        if nodes[-1].kind is str or step not in nodes[-1].parts:
            raise PlainError(f"there is no {dotted(path)} in this file.")
        nodes.append(nodes[-1].parts[step])
    while len(path) > 1 and len(nodes[-2].parts) == 1:
        path, nodes = path[:-1], nodes[:-1]
    spliced = _cut(text, nodes[-2], nodes[-1], path)
    return _verified(raw, spliced, [(path, None)])


def without(raw: bytes, field: str, word: str) -> bytes:
    """A file of a vocabulary, such as themes.yml, without a word in the lists that are called `field`.

    Raises PlainError where it cannot be done without touching anything else.
    """
    if raw.startswith(BOM_UTF8):
        return BOM_UTF8 + without(raw.removeprefix(BOM_UTF8), field, word)
    text = raw.decode("utf-8")
    while True:
        root = _nodes(text, 0)
        found = next(_items(root, field, word, text), None) if root else None
        if found is None:
            return text.encode()
        path, around, node = found
        only = len(around.parts) == 1
        spliced = _emptied(text, around) if only else _cut(text, around, node, path)
        expected = yaml.load(text, Loader)  # noqa: S506 - our loader makes text, lists and groups
        inner = expected
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]
        if not spliced or yaml.load(spliced, Loader) != expected:  # noqa: S506
            raise PlainError(f'"{word}" cannot be taken out of {field} by machine here. Take it out by hand.')
        text = spliced


def _emptied(text: str, around: _Node) -> str:
    """The text with a list of one item as an empty one; nothing where a comment would go with it."""
    if around.flow:
        return text[: around.start] + "[]" + text[around.end :]
    lost = text[around.after_key : around.start]
    return "" if lost.strip() else text[: around.after_key] + " []" + text[around.end :]


def added(raw: bytes, item: Mapping[str, str]) -> bytes:
    """A file of a vocabulary, such as withdrawn.yml, with one more item behind the others, on a line of its own.

    Raises PlainError where it cannot be done without touching anything else.
    """
    if raw.startswith(BOM_UTF8):
        return BOM_UTF8 + added(raw.removeprefix(BOM_UTF8), item)
    text = raw.decode("utf-8")
    found = _BREAK.search(text)
    newline = found[0] if found else "\n"
    root = _nodes(text, 0)
    if root is None or (root.kind is list and root.flow and not root.parts):
        # How a list without items is written, when it is written at all.
        kept = text if root is None else text[: root.start] + text[_line_end(text, root.end) :]
        place, indent = len(kept), ""
        before, text = [], kept
    else:
        before = _items_of(text)
        if not isinstance(before, list):
            raise PlainError("this file has a mistake, or is not a list. Mend it first.")
        if root.flow:
            place = max(part.end for part in root.parts.values())
            return _listed(text[:place] + f", {_flow(item)}" + text[place:], before, item)
        place, indent = _line_end(text, root.end), " " * root.column
    start = "" if not place or text[place - 1] in "\r\n" else newline
    return _listed(f"{text[:place]}{start}{indent}- {_flow(item)}{newline}{text[place:]}", before, item)


def _listed(text: str, before: list[Any], item: Mapping[str, str]) -> bytes:
    """The new file of a vocabulary, once it says what the old one said, and one item more."""
    if _items_of(text) != [*before, item]:
        raise PlainError("nothing can be added to this list by machine. Add it by hand.")
    return text.encode()


def _items_of(text: str) -> Any:
    """What a file of a vocabulary says, all of it as text; None where it has a mistake."""
    document = parse_yaml(text, "", max_nodes=MAX_NODES_VOCABULARY)
    return None if document.problems else document.values


def _items(
    node: _Node, field: str, word: str, text: str, path: FieldPath = ()
) -> Iterator[tuple[FieldPath, _Node, _Node]]:
    """Where a word is an item of a list of some name: its path, the list and the item."""
    for step, part in node.parts.items():
        if (
            path[-1:] == (field,)
            and isinstance(step, int)
            and text[part.start : part.end].strip("\"'") == word
        ):
            yield (*path, step), node, part
        yield from _items(part, field, word, text, (*path, step))


# Where everything stands


def _opened(raw: bytes) -> tuple[str, _Node, str]:
    """The text, the nodes of its front matter, and how its lines end."""
    document = frontmatter.parse(raw, "")
    if document.problems:
        first = min(document.problems)
        raise PlainError(f"there is a mistake in line {first.line}. Correct it first: {first.message}")
    text = raw.decode("utf-8")
    first_break = _BREAK.search(text)
    newline = first_break[0] if first_break else "\n"
    # The reader takes every kind of line end, so the fences are looked for in lines.
    starts = [0, *(match.end() for match in _BREAK.finditer(text))]
    fences = [n for n, start in enumerate(starts) if _FENCE.match(_line(text, starts, n).lstrip("\ufeff"))]
    begin, end = starts[fences[0] + 1], starts[fences[1]]
    front = text[begin:end]
    node = _nodes(front, begin)
    if node is None:
        raise PlainError("its front matter is empty.")
    return text, node, newline


def _line(text: str, starts: list[int], number: int) -> str:
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    return text[starts[number] : end].rstrip("\r\n")


def _nodes(front: str, begin: int) -> _Node | None:
    """The nodes of some YAML that begins at a place of a text."""
    starts = [0, *(match.end() for match in _BREAK.finditer(front))]
    composed = yaml.compose(front, Loader)

    def at(mark: Any) -> int:
        line = starts[mark.line] if mark.line < len(starts) else len(front)
        return begin + line + int(mark.column)

    def node(found: yaml.Node) -> _Node:
        own = _Node(at(found.start_mark), at(found.end_mark), found.start_mark.column)
        if isinstance(found, yaml.ScalarNode):
            # A block of text ends where the next line begins, and its last empty lines are nobody's, unless + keeps them.
            written = front[own.start - begin : own.end - begin]
            kept = re.match(r"[|>]\d?\+", written) is not None
            own.end = own.start + len(re.sub(r"(\r\n|\r|\n)\Z", "", written) if kept else written.rstrip())
            own.key = own.start
            return own
        own.flow = bool(getattr(found, "flow_style", False))
        own.kind = dict if isinstance(found, yaml.MappingNode) else list
        if isinstance(found, yaml.MappingNode):
            for key, value in found.value:
                own.parts[key.value] = node(value)
                own.parts[key.value].key = at(key.start_mark)
                own.parts[key.value].after_key = front.index(":", at(key.end_mark) - begin) + begin + 1
        else:
            for number, item in enumerate(found.value):
                own.parts[number] = node(item)
                own.parts[number].key = own.parts[number].start
        if not own.flow:
            # It ends with what is in it, not with the comments below.
            own.end = max((part.end for part in own.parts.values()), default=own.end)
        own.key = own.start
        return own

    return node(composed) if composed else None


def _cut(text: str, around: _Node, node: _Node, path: FieldPath) -> str:
    """The text without a field or an item, of which there are others."""
    if around.flow:
        start, end = node.key, node.end
        siblings = list(around.parts.values())
        place = siblings.index(node)
        if place:
            start = siblings[place - 1].end
        else:
            end = siblings[1].key
        return text[:start] + text[end:]
    start = _line_start(text, node.key)
    if text[start : node.key].strip(" -"):
        raise PlainError(f"{dotted(path)} is on a line with something else. Take it out by hand.")
    if isinstance(path[-1], str) and "-" in text[start : node.key]:
        # The first field of an item: the next one takes its place behind the hyphen.
        second = list(around.parts.values())[1]
        return text[: node.key] + text[second.key :]
    return text[:start] + text[_line_end(text, node.end) :]


def _line_start(text: str, place: int) -> int:
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def _line_end(text: str, place: int) -> int:
    """Where the next line begins."""
    found = _BREAK.search(text, place)
    return found.end() if found else len(text)


# Splicing


def _replaced(text: str, node: _Node, written: str) -> _Splice:
    start = node.start
    if node.after_key and _BREAK.search(text, node.after_key, start):
        # It began on a line below its name, where one value must not stand as far left as a list.
        start = node.after_key
    space = "" if text[start - 1].isspace() else " "
    return _Splice(start, node.end, space + written)


def _added(text: str, node: _Node, step: str | int, value: Value, newline: str) -> _Splice:
    """A new field of a group, or a new item of a list, after the others."""
    last = max(node.parts.values(), key=lambda part: part.end, default=None)
    if node.flow:
        written = _flow(value) if isinstance(step, int) else f"{step}: {_flow(value)}"
        place = last.end if last else node.start + 1
        first = step == 0 if isinstance(step, int) else last is None
        return _Splice(place, place, written if first else f", {written}")
    if last is None:
        raise PlainError("there is an empty list without brackets, which YAML does not know.")
    lines = _block([value] if isinstance(step, int) else {step: value}, node.column)
    place = _line_end(text, last.end)
    return _Splice(place, place, "".join(line + newline for line in lines))


def _flow(value: Value) -> str:
    """A value on one line, as it can stand within brackets."""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]"


def _block(value: Value, indent: int) -> list[str]:
    """A value as lines, each field and each item that is a group on a line of its own."""
    space = " " * indent
    lines: list[str] = []
    if isinstance(value, Mapping):
        for key, inner in value.items():
            groups = isinstance(inner, Sequence) and any(isinstance(item, Mapping) for item in inner)
            if not isinstance(inner, str) and (isinstance(inner, Mapping) or groups):
                lines += [f"{space}{key}:", *_block(inner, indent + 2)]
            else:
                lines.append(f"{space}{key}: {_flow(inner)}")
    elif not isinstance(value, str):
        for item in value:
            inner_lines = _block(item, indent + 2) if isinstance(item, Mapping) else [_flow(item)]
            lines += [f"{space}- {inner_lines[0].lstrip()}", *inner_lines[1:]]
    return lines


# Safe for sure


def _verified(raw: bytes, spliced: str, changes: Sequence[tuple[FieldPath, Value | None]]) -> bytes:
    """The new file, once it says exactly what the old one said with these changes."""
    before, new = frontmatter.parse(raw, ""), spliced.encode()
    after = frontmatter.parse(new, "")
    expected = deepcopy(before.values)
    for path, value in changes:
        _change(expected, path, value)
    if after.problems or after.values != expected or after.body != before.body:
        names = ", ".join(dict.fromkeys(dotted(path) for path, _ in changes))
        raise PlainError(f"{names} cannot be changed by machine here. Change it by hand.")
    return new


def _change(values: Any, path: FieldPath, value: Value | None) -> None:
    """Change the value at a path, making the groups and lists on the way; take it out when it is None."""
    place = values
    for step, ahead in itertools.pairwise(path):
        if isinstance(place, list) and step == len(place):
            place.append([] if isinstance(ahead, int) else {})
        elif isinstance(place, dict) and place.get(step) in (None, ""):
            place[step] = [] if isinstance(ahead, int) else {}
        place = place[step]
    if value is None:
        del place[path[-1]]
    elif isinstance(place, list) and path[-1] == len(place):
        place.append(_plainly(value))
    else:
        place[path[-1]] = _plainly(value)


def _plainly(value: Value) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: _plainly(inner) for key, inner in value.items()}
    return [_plainly(item) for item in value]
