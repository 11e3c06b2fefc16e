"""Reads what Git keeps: every version that a file of a site ever had, each with a name that it had."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sharedstory.schema.errors import PlainError

# Branches from which sites are published, here and as this computer last saw them elsewhere.
_PUBLISHED = re.compile(r"refs/(?:heads|remotes/[^/]+)/(gh-pages|pages)")
# What may be said with each object: what it is, how long it is, which it is, and its path where one is known.
_DAMAGED = "what Git keeps of older versions is damaged."
_FORM = "%(objecttype) %(objectsize) %(objectname) %(rest)"


def kept(place: Path) -> Iterator[tuple[str, bytes]]:
    """All that is kept for a site whose `.git`, or which, is `place`: every file as it ever was, and every message.

    In a folder that is one branch of a larger repository, that branch is read. Raises PlainError.
    """
    if place.is_file():
        yield from of_branch(place.parent, "HEAD")
        return
    git = ["--git-dir", str(place)]
    named = ["rev-list", "--objects", "--all", "--reflog"]
    seen = set()
    for print_, name, raw in _objects(git, named):
        seen.add(print_)
        yield name, raw
    for print_, name, raw in _objects(git, None):
        if print_ not in seen:
            yield name, raw


def of_branch(folder: Path, branch: str) -> Iterator[tuple[str, bytes]]:
    """All that one branch of a folder's repository keeps. Raises PlainError."""
    for _, name, raw in _objects(["-C", str(folder)], ["rev-list", "--objects", branch]):
        yield name, raw


def published(folder: Path) -> dict[str, str]:
    """The branches of a folder's repository from which a site is published, as people call them, with their full names."""
    if not (folder / ".git").exists() or shutil.which("git") is None:
        return {}
    done = _started(["-C", str(folder)], "for-each-ref", "--format=%(refname)")
    told = done.communicate()[0].decode("utf-8", "replace")
    refs = [ref for ref in told.split() if _PUBLISHED.fullmatch(ref)]
    return {re.sub("^refs/(heads|remotes)/", "", ref): ref for ref in refs}


def _objects(git: list[str], wanted: list[str] | None) -> Iterator[tuple[str, str, bytes]]:
    """The files and messages among some objects, or among all: which each is, its path, and what is in it."""
    if shutil.which("git") is None:
        raise PlainError("there is no Git on this computer.")
    listed = _started(git, *wanted) if wanted else None
    every = [] if wanted else ["--batch-all-objects", "--unordered"]
    with _started(
        git, "cat-file", *every, f"--batch={_FORM}", read=listed.stdout if listed else None
    ) as told:
        out = told.stdout or io.BytesIO()
        while line := out.readline():
            kind, size, print_, name = (*line.decode("utf-8", "replace").rstrip("\n").split(" ", 3), "", "")[
                :4
            ]
            if not size.isdigit():
                raise PlainError(_DAMAGED)
            raw = out.read(int(size) + 1)[:-1]
            if kind == "blob":
                yield print_, name, raw
            elif kind in ("commit", "tag"):
                # Whoever published it is named above the message.
                yield print_, "", raw.partition(b"\n\n")[2]
    if listed:
        listed.communicate()
    if told.returncode or (listed and listed.returncode):
        raise PlainError(_DAMAGED)


def _started(git: list[str], *words: str, read: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """Git at work. It reads what `read` gives, or nothing."""
    return subprocess.Popen(  # noqa: S603 - Git itself, and no word of anybody's
        [shutil.which("git") or "git", "-c", "core.fsmonitor=false", *git, *words],
        stdin=read or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Nothing that leads Git somewhere else, such as a hook has, and nothing that it fetches."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
