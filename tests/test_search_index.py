"""The search index: what Pagefind says is done is looked at."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sharedstory import search

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
    with pytest.raises(search.SearchError, match="enough room on the disk"):
        search.index(site)
