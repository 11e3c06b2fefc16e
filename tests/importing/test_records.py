"""Records of imports: what is written is read again, and so are those of older versions, one of each kind."""

import pytest

from sharedstory.importing import record
from sharedstory.importing.record import (
    ImportRecord,
    NotesRecord,
    PledgesRecord,
    Post,
    PostsRecord,
    RowRecord,
    SessionRecord,
    StoriesRecord,
)
from sharedstory.schema.errors import PlainError

PLEDGES = """\
# What each column and status of the sheet means: change it by hand if you like.
columns:
  Your pledge: will
  Status: status
statuses:
  in hand: under-way
rows:
  we-bake:
    row: 2
    key: ''
    seen: {will: "0011223344556677", who: a83b5d5d8a1c4d3e}
"""
STORIES = """\
columns:
  Your story: story
0123456789abcdef: a-bench
'1234567890123456': a-key
"""
NOTES = """\
# Which line of the notes became what. Written by sharedstory harvest.
who-decides:
  file: who-decides
  seen:
    title: 0123456789abcdef
  learning:
    forms:
      line: 7
      seen: {point: "fedcba9876543210"}
  pledges: {}
sessions:
  file: sessions
  seen: {}
  learning: {}
  pledges:
    we-bake:
      line: 12
      seen: {will: 00aa11bb22cc33dd}
"""
POSTS = """\
{
  "7 of old.example.org": {"name": "our-key", "hash": "0123456789abcdef", "address": "https://old.example.org/our-key/"},
  "8 of \\ud835\\udd52.example.org": {"name": "a-walk", "hash": "fedcba9876543210", "address": ""}
}
"""


def known(place: int, **seen: str) -> RowRecord:
    return RowRecord.model_validate({"place": place, "seen": seen})


OLD: list[tuple[str, ImportRecord]] = [
    (
        PLEDGES,
        PledgesRecord(
            version=1,
            columns={"Your pledge": "will", "Status": "status"},
            statuses={"in hand": "under-way"},
            rows={"we-bake": known(2, will="0011223344556677", who="a83b5d5d8a1c4d3e")},
        ),
    ),
    (
        STORIES,
        StoriesRecord(
            columns={"Your story": "story"},
            stories={"0123456789abcdef": "a-bench", "1234567890123456": "a-key"},
        ),
    ),
    ("0123456789abcdef: a-bench\n", StoriesRecord(stories={"0123456789abcdef": "a-bench"})),
    (
        NOTES,
        NotesRecord(
            sessions={
                "who-decides": SessionRecord(
                    file="who-decides",
                    seen={"title": "0123456789abcdef"},
                    learning={"forms": known(7, point="fedcba9876543210")},
                ),
                "sessions": SessionRecord(
                    file="sessions", pledges={"we-bake": known(12, will="00aa11bb22cc33dd")}
                ),
            }
        ),
    ),
    (
        POSTS,
        PostsRecord(
            posts={
                "7 of old.example.org": Post(
                    name="our-key", hash="0123456789abcdef", address="https://old.example.org/our-key/"
                ),
                "8 of 𝕒.example.org": Post(name="a-walk", hash="fedcba9876543210"),
            }
        ),
    ),
]


@pytest.mark.parametrize(("text", "expected"), OLD)
def test_a_record_of_version_1_is_read(text: str, expected: ImportRecord) -> None:
    assert record.load(type(expected), text) == expected


@pytest.mark.parametrize("kept", [expected for _, expected in OLD])
def test_a_record_is_read_as_it_was_written(kept: ImportRecord) -> None:
    text = record.dump(kept, "What this is.\nAnd more.")
    assert text.startswith("# What this is.\n# And more.\nversion: ")
    assert record.load(type(kept), text) == kept


@pytest.mark.parametrize("model", [PledgesRecord, StoriesRecord, NotesRecord, PostsRecord])
def test_of_an_empty_file_there_is_nothing_in_the_record(model: type[ImportRecord]) -> None:
    assert record.load(model, "") == model()
    assert model().version == record.VERSION


@pytest.mark.parametrize("model", [PledgesRecord, StoriesRecord, NotesRecord, PostsRecord])
@pytest.mark.parametrize("text", ["[", "- x", "{", "{]", "words", "1", "version: x", "a: [" * 2000])
def test_a_record_that_cannot_be_read_is_told_of(model: type[ImportRecord], text: str) -> None:
    with pytest.raises(PlainError, match="cannot be read"):
        record.load(model, text)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (PledgesRecord, "rows: 1"),
        (PledgesRecord, "columns: [a]"),
        (PledgesRecord, "rows: {a: {id: x}}"),
        (PledgesRecord, "rows: {a: [b]}"),
        (StoriesRecord, "columns: x"),
        (StoriesRecord, "0123: [a]"),
        (NotesRecord, "who-decides: x"),
        (NotesRecord, "who-decides: {seen: {}}"),
        (NotesRecord, "who-decides: {file: a, learning: {b: {line: x, seen: {}}}}"),
        (PostsRecord, '{"7 of x": 1}'),
        (PostsRecord, '{"7 of x": {"name": "a"}}'),
        (PostsRecord, "posts: [a]\nversion: 2"),
    ],
)
def test_what_stands_in_a_wrong_place_of_a_record_is_told_of(model: type[ImportRecord], text: str) -> None:
    with pytest.raises(PlainError, match="cannot be read"):
        record.load(model, text)
