"""Puts a new entry into the folder of testimonies, and never over another."""

import os
from collections import Counter
from pathlib import Path

from sharedstory.model import Kind
from sharedstory.story import Story, names


def add(story: Story, kind: Kind, name: str, text: str) -> Path:
    """Write a new file beside its like, and return its path.

    A name that is taken gets a number. A file of that name with just this text is left as it is, so that doing it
    twice does no harm.
    """
    folder = _beside_its_like(story, kind)
    taken = names(story.folder) | {item.id for item in story.withdrawn}
    number = 1
    while (numbered := name if number == 1 else f"{name}-{number}") in taken:
        path = folder / f"{numbered}.md"
        if path.is_file() and path.read_bytes() == text.encode():
            return path
        number += 1
    path = folder / f"{numbered}.md"
    # Written in full under another name first, and linked, which fails where a file stands: never half, never over.
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(text.encode())
    try:
        os.link(unfinished, path)
    finally:
        unfinished.unlink()
    return path


def _beside_its_like(story: Story, kind: Kind) -> Path:
    """The folder in which most of the entries of a kind are."""
    files = Counter(Path(entry.file).relative_to(story.called).parent for entry in story.of_kind(kind))
    return story.folder / max(files, key=lambda folder: (files[folder], folder.as_posix()), default=Path())
