"""Creates files, replaces them and swaps whole folders: the only writer of what people keep."""

import itertools
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from sharedstory.editing.splice import EditError
from sharedstory.model import Kind
from sharedstory.story import Story, names


def add_entry(story: Story, kind: Kind, name: str, text: str) -> Path:
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
        if numbered not in taken and create(path, text.encode()):
            return path
    raise AssertionError("there is always a next number")


def create(path: Path, raw: bytes) -> bool:
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


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Write a file in one step: whoever looks, or kills us, finds the old file or the new one.

    Raises EditError where it is a link, or not any more what it was when it was read.
    """
    if path.is_symlink() or path.read_bytes() != before:
        raise EditError(f"{path} was changed by somebody else in the meantime. Try again.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".unfinished")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o7777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def unfinished(site: Path) -> Path:
    """Where a site is built until it is whole: a hidden folder beside it."""
    return site.with_name(f".{site.name}-unfinished")


def swap(site: Path) -> None:
    """Replace `site` by its finished twin.

    Hidden files of the old site stay, since people keep a `.git` or `.nojekyll` there. Where the folder
    itself cannot be replaced, such as a mount, its contents are.
    """
    new = unfinished(site)
    old = site.with_name(f".{site.name}-old")
    shutil.rmtree(old, ignore_errors=True)
    if site.is_dir():
        kept = [
            item for item in site.iterdir() if item.name.startswith(".") and not (new / item.name).exists()
        ]
        try:
            if site.is_symlink():
                raise OSError("a link stays a link")
            site.rename(old)
        except OSError:
            for item in site.iterdir():
                if not item.name.startswith("."):
                    shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
            for item in new.iterdir():
                item.replace(site / item.name)
            new.rmdir()
            return
        for item in kept:
            (old / item.name).rename(new / item.name)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)
