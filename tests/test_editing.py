"""One change, one changed place: front matter that is edited by machine stays otherwise as somebody wrote it."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.editing import files, splice
from sharedstory.reading import frontmatter
from sharedstory.schema.errors import PlainError

CASES = yaml.safe_load((Path(__file__).parent / "editing.yml").read_text(encoding="utf-8"))


def document(fields: str) -> bytes:
    return f"---\n{fields}---\nWe have a key.\n---\nIt is ours.\n".encode()


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_just_this_is_changed(case: dict[str, Any], newline: str) -> None:
    path = tuple(case["at"])
    before, after = (
        document(case[name]).decode().replace("\n", newline).encode() for name in ("before", "after")
    )
    edited = splice.put(before, path, case["put"]) if "put" in case else splice.remove(before, path)
    assert edited.decode() == after.decode()


def test_many_changes_at_once_are_each_one_place() -> None:
    before = document("tags: [a]\npledges:\n  - id: one # first\n    will: x\n  # rest\ntitle: Key\n")
    changes: list[tuple[tuple[str | int, ...], splice.Value]] = [
        (("title",), "Door"),
        (("pledges", 1), {"id": "two"}),
        (("pledges", 0, "will"), "y"),
        (("pledges", 2), {"id": "three"}),
        (("tags", 1), "b"),
        (("tags", 2), "c"),
    ]
    after = "tags: [a, b, c]\npledges:\n  - id: one # first\n    will: y\n  - id: two\n  - id: three\n  # rest\ntitle: Door\n"
    assert splice.put_all(before, changes) == document(after)


def test_several_items_go_into_an_empty_list() -> None:
    after = splice.put_all(document("tags: []\n"), [(("tags", 0), "a"), (("tags", 1), "b")])
    assert after == document("tags: [a, b]\n")


def test_two_changes_of_one_place_are_refused() -> None:
    with pytest.raises(PlainError, match="one place"):
        splice.put_all(document("title: Key\n"), [(("title",), "Door"), (("title",), "House")])


@pytest.mark.parametrize(
    "front",
    [
        "pledges:\n  - id: one\n    history:\n      - on: 2026\n",
        "pledges: [{id: one, history: [{on: 2026}]}]\n",
    ],
)
def test_an_item_and_more_of_the_last_item_are_added_together(front: str) -> None:
    changes: list[tuple[tuple[str | int, ...], splice.Value]] = [
        (("pledges", 1), {"id": "two"}),
        (("pledges", 0, "will"), "We will."),
        (("pledges", 0, "history", 1), {"on": "2027"}),
    ]
    for order in (changes, changes[::-1]):
        after = frontmatter.parse(splice.put_all(document(front), order), "x").values
        assert after["pledges"] == [
            {"id": "one", "history": [{"on": "2026"}, {"on": "2027"}], "will": "We will."},
            {"id": "two"},
        ]


def test_a_byte_order_mark_stays() -> None:
    raw = b"\xef\xbb\xbf" + document("title: Our key\n")
    assert splice.put(raw, ("title",), "A door") == raw.replace(b"Our key", b'"A door"')


@pytest.mark.parametrize(
    ("fields", "path", "words"),
    [
        ("title: a: b\n", ("title",), "mistake in line 2"),
        ("title: x\n", ("nothing",), "there is no nothing"),
        ("title: x\n", ("title", "deeper"), "there is no title.deeper"),
    ],
)
def test_what_cannot_be_taken_out_is_said(fields: str, path: tuple[str, ...], words: str) -> None:
    with pytest.raises(PlainError, match=words):
        splice.remove(document(fields), path)


def test_a_file_with_mistakes_is_left_to_people() -> None:
    with pytest.raises(PlainError, match="mistake in line 2"):
        splice.put(document("title: a: b\n"), ("title",), "x")
    with pytest.raises(PlainError, match="mistake in line 1"):
        splice.put(b"no front matter", ("title",), "x")


# Front matter as people write it: comments, odd indentation, every style of YAML.

TEXT = st.text(st.sampled_from("abcé ŵxyزا:#'\"\\-[]{}&*!|>%@`,?\U0001f511"), max_size=12)
KEYS = st.sampled_from(["title", "pledges", "history", "note", "on", "tags"])
VALUES = st.recursive(
    TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
COMMENTS = st.sampled_from(["", "", "  # a comment", " # [x] {y} 'z'"])


@st.composite
def fields(draw: st.DrawFn) -> str:
    """Fields as YAML in a random style, with comments and empty lines between them and behind them."""
    parts = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=4, unique=True)):
        value = draw(VALUES)
        style = draw(st.sampled_from(["block", "flow", "literal", "plain", "wide"]))
        if style == "plain":
            lines = [f"{key}: {draw(st.sampled_from(['word', '2026-03', 'two words', '', '[]', '{}']))}"]
        elif style == "literal":
            lines = [
                f"{key}: {draw(st.sampled_from(['|', '>-', '|+']))}",
                "   some text",
                "   more of it",
                "",
            ]
        elif style == "wide":
            lines = [
                f"{key}:",
                "    -   note: one",
                "        on: two",
                "    # between",
                "    -   note: three",
            ]
        else:
            dumped = yaml.safe_dump(
                {key: value},
                default_flow_style=None if style == "block" else True,
                allow_unicode=True,
                indent=draw(st.integers(2, 5)),
                sort_keys=False,
                width=1000,
            )
            lines = (
                dumped.strip().strip("{}").splitlines()
                if style == "flow" and dumped[0] == "{"
                else dumped.splitlines()
            )
        if style != "literal":
            lines[-1] += draw(COMMENTS)
        parts += [*draw(st.sampled_from([[], ["# of its own"], [""]])), *lines]
    return "\n".join(parts) + "\n"


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a value: of each field and item, and the one after the last of each list and group."""
    found = [path] if path else []
    if isinstance(value, dict):
        found += [place for key, inner in value.items() for place in places(inner, (*path, key))]
        found.append((*path, "brand_new"))
    elif isinstance(value, list):
        found += [place for n, inner in enumerate(value) for place in places(inner, (*path, n))]
        found.append((*path, len(value)))
    return found


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changed(before: str, after: str) -> tuple[str, str]:
    """What stands in one of the texts and not in the other, once the same beginning and end are taken away."""
    start = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    before, after = before[start:], after[start:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after


@given(fields(), st.data(), st.sampled_from(["\n", "\r\n"]))
def test_whatever_somebody_wrote_one_change_is_one_changed_place(
    written: str, data: st.DataObject, newline: str
) -> None:
    raw = document(written).decode().replace("\n", newline).encode()
    read = frontmatter.parse(raw, "")
    if read.problems or not isinstance(read.values, dict) or not read.values:
        return
    path = data.draw(st.sampled_from(places(read.values)))
    value = data.draw(TEXT.filter(bool) | st.fixed_dictionaries({"on": TEXT.filter(bool)}))
    edited = splice.put(raw, path, value)
    out, _ = changed(raw.decode(), edited.decode())
    if any(comment in out for comment in ("# a comment", "# between", "# of its own")):
        assert not isinstance(at(read.values, path), str)  # only a group is replaced with the comments in it
    assert frontmatter.parse(edited, "").body == read.body
    if path[-1] == "brand_new":
        assert out == ""
        again = splice.remove(edited, path)
        if len(path) == 1:
            assert again == raw, (written, path)


KILLED = """
import os, signal, sys
from pathlib import Path
from sharedstory.editing import files, splice
real = os.{step}
def killed(*words):
    os.kill(os.getpid(), signal.SIGKILL)
os.{step} = killed
path = Path(sys.argv[1])
before = path.read_bytes()
files.replace(path, before, before * 1000)
"""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_killed_in_the_middle_the_file_is_the_old_one(step: str, tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(document("title: Our key\n"))
    script = textwrap.dedent(KILLED).replace("{step}", step)
    ended = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_bytes() == document("title: Our key\n")


def test_a_file_that_somebody_else_changed_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(b"theirs")
    with pytest.raises(PlainError, match="in the meantime"):
        files.replace(path, b"what we read", b"ours")
    assert path.read_bytes() == b"theirs"


def test_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_bytes(b"one")
    path.chmod(0o640)
    files.replace(path, b"one", b"two")
    assert (path.read_bytes(), oct(path.stat().st_mode & 0o777)) == (b"two", "0o640")
    assert [item.name for item in tmp_path.iterdir()] == ["story.md"]


@pytest.mark.parametrize(
    "spliced", ["title: Other\n", "title: Door\nlang: cy\n", "title: Door\n---\nMore\n", "title: [\n"]
)
def test_nobody_gets_a_text_that_says_anything_else(spliced: str) -> None:
    with pytest.raises(PlainError, match="by hand"):
        splice._verified(document("title: Key\n"), document(spliced).decode(), [(("title",), "Door")])
