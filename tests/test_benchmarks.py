"""The made-up corpus that we are measured on is one that we would publish."""

from datetime import date
from pathlib import Path

from benchmarks.builders import BUILDERS, vocabulary
from benchmarks.builders import testimony as as_testimony
from benchmarks.corpus import pieces
from sharedstory.story.folder import read_story


def test_nothing_in_the_corpus_is_to_be_mended(tmp_path: Path) -> None:
    vocabulary(tmp_path)
    for piece in pieces(200):
        (tmp_path / f"{piece.slug}.md").write_text(as_testimony(piece), encoding="utf-8")
    read = read_story(tmp_path, as_of=date(2026, 1, 1))
    assert [str(problem) for problem in read.problems if problem.code != "theme-thin"] == []
    assert len(read.entries) == 200 + 10 + 2 + 1 + 3
    assert len(read.pledges) == 50


def test_the_corpus_is_the_same_every_time() -> None:
    assert pieces(12) == pieces(12)


def test_every_builder_is_given_every_story(tmp_path: Path) -> None:
    corpus = pieces(12)
    for builder in BUILDERS:
        builder.lay_out(tmp_path / builder.name, corpus)
        assert len([*(tmp_path / builder.name).rglob("story-*.md")]) == 12
