"""The search index: what Pagefind says is done is looked at."""

import gzip
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sharedstory.organising.withdrawing.traces import Words
from sharedstory.schema.errors import PlainError
from sharedstory.site import search

PAGE = "<html lang=en><body><main data-pagefind-body><h1>{0}</h1><p data-pagefind-filter=kind>{0}</p></main></body></html>"


def fill(site: Path) -> Path:
    for number in range(5):
        (site / str(number)).mkdir(parents=True)
        (site / str(number) / "index.html").write_text(PAGE.format(f"door{number}"))
    return site


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def test_a_whole_index_is_taken(tmp_path: Path) -> None:
    search.index(fill(tmp_path))
    assert len(list((tmp_path / "pagefind" / "fragment").iterdir())) == 5


def test_a_word_within_a_sentence_of_chinese_is_in_the_index_and_the_page_stays_as_it_was(
    tmp_path: Path,
) -> None:
    site = fill(tmp_path)
    page = '<html lang=en><body data-pagefind-body><p title="花园">无障碍的花园。</p></body></html>'
    (site / "0" / "index.html").write_text(page, encoding="utf-8")
    search.index(site)
    assert (site / "0" / "index.html").read_text(encoding="utf-8") == page
    fragments = [
        gzip.decompress(path.read_bytes()).decode() for path in (site / "pagefind" / "fragment").iterdir()
    ]
    (chinese,) = [text for text in fragments if "花 园" in text]
    assert '"content":"无 障 碍 的 花 园。"' in chinese
    words = Words.of([], ["无障碍的花园。"])
    assert words.within(chinese) == words, "and what was taken back is still found in it"


def test_pages_stay_as_they_were_where_the_index_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<html lang=en><body data-pagefind-body>花园</body></html>"
    (tmp_path / "index.html").write_text(page, encoding="utf-8")

    def fails(*words: Any, **more: Any) -> subprocess.CompletedProcess[str]:
        assert (tmp_path / "index.html").read_text(encoding="utf-8") != page
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(KeyboardInterrupt):
        search.index(tmp_path)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("harm", [Path.unlink, cut, empty])
@pytest.mark.parametrize(
    "name", ["pagefind-entry.json", "*.pf_meta", "fragment/*", "index/*", "filter/*", "wasm.en.pagefind"]
)
def test_an_index_that_is_not_whole_is_refused_though_pagefind_ended_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, harm: Callable[[Path], None]
) -> None:
    site = fill(tmp_path)
    run = subprocess.run

    def harmed(*words: Any, **more: Any) -> subprocess.CompletedProcess[str]:
        done: subprocess.CompletedProcess[str] = run(*words, **more)
        harm(min((site / "pagefind").glob(name)))
        return done

    monkeypatch.setattr(subprocess, "run", harmed)
    with pytest.raises(PlainError, match="enough room on the disk"):
        search.index(site)
