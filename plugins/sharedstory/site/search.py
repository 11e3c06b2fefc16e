"""The search index: Pagefind, run once over a finished site. No word leaves the reader's browser."""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cbor2

from sharedstory.editing import files
from sharedstory.schema import locales
from sharedstory.schema.errors import PlainError

_TAG = re.compile(r"(<[^>]*>)")
# How Pagefind's allocator (jemalloc) keeps less memory: one arena, and what is free goes back soon.
_SPARING = {"_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:200,muzzy_decay_ms:0"}
# What Pagefind's script looks for at the beginning of each of its files.
_SIGN = b"pagefind_dcd"


def index(site: Path) -> str:
    """Make the search index of a built site, in its folder `pagefind/`.

    Returns what Pagefind said. Raises PlainError when it is not installed or fails.
    """
    if importlib.util.find_spec("pagefind") is None or importlib.util.find_spec("pagefind_bin") is None:
        raise PlainError(
            "The search needs Pagefind. Run: pip install 'pagefind[bin]'. Or set search: false in mkdocs.yml."
        )
    # Its Python interface sleeps a tenth of a second a record; the command does not.
    with _spread(site):
        done = subprocess.run(  # noqa: S603 - nothing in the command comes from a contributor
            [sys.executable, "-m", "pagefind", "--site", str(site)],
            capture_output=True,
            text=True,
            check=False,
            env={**_SPARING, **os.environ},
        )
    if done.returncode != 0:
        raise PlainError(f"Pagefind could not make the search index: {(done.stderr or done.stdout).strip()}")
    folder = site / "pagefind"
    for unused in folder.glob("*-*ui.*"):
        files.unlink(unused)
    try:
        _put_in_order(folder)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno in files.NO_ROOM:
            raise
        raise PlainError(
            "The search index is not whole, though Pagefind did not complain. "
            "Is there enough room on the disk? Make some, and build the site again."
        ) from error
    return done.stdout


@contextmanager
def _spread(site: Path) -> Iterator[None]:
    """Meanwhile, each letter of scripts without spaces is a word by itself on the pages of a site.

    Pagefind takes what stands between two spaces for a word, so it would find no word within a sentence of Chinese.
    The search page takes what readers write apart in the same way, and its results together again.
    """
    before: dict[Path, bytes] = {}
    try:
        for path in site.rglob("*.html"):
            page = path.read_bytes()
            if b"data-pagefind-body" in page and locales.unspaced(text := page.decode(errors="replace")):
                before[path] = page
                words = (part if part.startswith("<") else locales.spread(part) for part in _TAG.split(text))
                files.rewrite(path, "".join(words).encode())
        yield
    finally:
        for path, page in before.items():
            files.rewrite(path, page)


def _put_in_order(folder: Path) -> None:
    """Look whether every file of an index is there and whole, and sort its filters: the same story gives the same bytes.

    Pagefind writes them in an order that changes from run to run, and means to keep that
    (https://github.com/Pagefind/pagefind/issues/638).
    """
    entry = folder / "pagefind-entry.json"
    index = json.loads(entry.read_text(encoding="utf-8"))
    if any(path.stat().st_size == 0 for path in folder.rglob("*") if path.is_file()):
        raise ValueError("a file is empty")
    index["include_characters"].sort()
    for language, about in index["languages"].items():
        meta_file = folder / f"pagefind.{about['hash']}.pf_meta"
        version, pages, chunks, filters, *rest = _unpacked(meta_file)
        if len(pages) != about["page_count"]:
            raise ValueError("pages are missing")
        for hash_, *_ in pages:
            gzip.decompress((folder / "fragment" / f"{hash_}.pf_fragment").read_bytes())
        for *_, hash_ in chunks:
            _unpacked(folder / "index" / f"{hash_}.pf_index")
        gzip.decompress((folder / f"wasm.{about['wasm'] or 'unknown'}.pagefind").read_bytes())
        ordered = []
        for name, id_ in sorted(filters):
            file = folder / "filter" / f"{id_}.pf_filter"
            packed = _packed([name, sorted(_unpacked(file)[1])])
            files.unlink(file)
            ordered.append([name, _id(language, packed)])
            files.save(file.with_name(f"{ordered[-1][1]}.pf_filter"), packed)
        packed = _packed([version, pages, chunks, ordered, *rest])
        files.unlink(meta_file)
        about["hash"] = _id(language, packed)
        files.save(meta_file.with_name(f"pagefind.{about['hash']}.pf_meta"), packed)
    files.save(entry, json.dumps(index, ensure_ascii=False, sort_keys=True).encode())


def _id(language: str, packed: bytes) -> str:
    return f"{language}_{hashlib.sha256(packed).hexdigest()[:10]}"


def _unpacked(file: Path) -> Any:
    return cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(_SIGN))


def _packed(value: Any) -> bytes:
    return gzip.compress(_SIGN + cbor2.dumps(value), mtime=0)
