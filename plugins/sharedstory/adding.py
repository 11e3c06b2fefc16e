"""Puts a new entry into the folder of testimonies, and never over another."""

import itertools
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
    folder = beside_its_like(story, kind)
    taken = names(story.folder) | {item.id for item in story.withdrawn}
    for number in itertools.count(1):
        numbered = name if number == 1 else f"{name}-{number}"
        path = folder / f"{numbered}.md"
        if path.is_file() and path.read_bytes() == text.encode():
            return path
        if numbered not in taken and put(path, text.encode()):
            return path
    raise AssertionError("there is always a next number")


def put(path: Path, raw: bytes) -> bool:
    """Write a file that was not there, in one step, with its folder. False where something of its name was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(raw)
    try:
        os.link(unfinished, path)  # unlike a renaming, this never takes the place of another file
    except FileExistsError:
        return False
    finally:
        unfinished.unlink()
    return True


def beside_its_like(story: Story, kind: Kind) -> Path:
    """The folder in which most of the entries of a kind are."""
    files = Counter(Path(entry.file).relative_to(story.called).parent for entry in story.of_kind(kind))
    return story.folder / max(files, key=lambda folder: (files[folder], folder.as_posix()), default=Path())
