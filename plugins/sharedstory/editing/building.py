"""The folder in which a site is built, and how the site gets to its place: the last good one is there until then.

Each build has a folder of its own, beside the site, or within it where the site cannot be renamed: because it is a
mount or its own folder's folder is read-only. A build that was killed is known by its lock, which went with it.

    .site.NUMBER.unfinished/    locked for as long as the build lives
      new/                      what is built, with a mark in it, so that it is known from the old site
      old/                      the old site, where the two could not change names in one step
      whole                     the names of all files of the new site. From here on it only goes forward.
      pouring                   the new files are being put into the place of the old ones, one by one
      late                      a build that began later is in place already
"""

import contextlib
import glob
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sharedstory.editing import files

MARK = ".sharedstory-new"
_NAMES = frozenset({"new", "old", "whole", ".whole.unfinished", "pouring", "late"})


@dataclass(frozen=True, slots=True)
class BuildFolder:
    """The folder of one build of a site: `site` as it was named, `target` where that is, links followed, and `room`."""

    site: Path
    target: Path
    room: Path
    lock: int

    @property
    def folder(self) -> Path:
        """Where the site is built."""
        return self.room / "new"

    def finish(self) -> bool:
        """Put the site in its place. False where a build that began later is there already, and stays.

        Raises OSError where that cannot be done. The old site is there then.
        """
        try:
            with files.locked(self.target.parent):
                if (self.room / "late").exists():
                    _drop(self.room)
                    return False
                try:
                    names = sorted(path.relative_to(self.folder).as_posix() for path in _files(self.folder))
                    files.put(self.room / "whole", json.dumps(names).encode())
                except OSError:
                    files.clear(self.room)
                    raise
                _settle(self.room, self.target)
        finally:
            os.close(self.lock)
        return True

    def discard(self) -> None:
        """Give up: the site stays as it was."""
        with files.locked(self.target.parent):
            files.clear(self.room)
        os.close(self.lock)


def begin(site: Path) -> BuildFolder:
    """A new folder to build a site in. What builds that were killed have left is put right first."""
    target = site.resolve()
    files.make_folder(target.parent)
    with files.locked(target.parent):
        _restore(target)
        room = _place(target) / f".{target.name}.{time.time_ns()}.unfinished"
        files.make_folder(room / "new")
        lock = files.hold(room)
        try:
            files.write(room / "new" / MARK, b"")
        except OSError:
            os.close(lock)
            files.clear(room)
            raise
    return BuildFolder(site, target, room, lock)


def restore(site: Path) -> None:
    """Put right what builds that were killed have left: a site that was on its way gets to its place."""
    target = site.resolve()
    if target.parent.is_dir():
        with files.locked(target.parent):
            _restore(target)


def _restore(target: Path) -> None:
    for room in list(_rooms(target)):
        try:
            lock = files.hold(room, wait=False)
        except BlockingIOError:
            continue  # it lives
        try:
            if (room / "whole").exists():
                _settle(room, target)
            else:
                _drop(room)
        finally:
            os.close(lock)


def _rooms(target: Path) -> Iterator[Path]:
    """The folders of builds of a site, alive or not, in the order in which they began."""
    for place in (target.parent, target):
        for room in sorted(place.glob(f".{glob.escape(target.name)}.*.unfinished")):
            if room.is_dir() and not room.is_symlink() and {path.name for path in room.iterdir()} <= _NAMES:
                yield room


def _place(target: Path) -> Path:
    """Where a folder can be renamed into a site's place: beside it, or else within it. It is tried."""
    if not target.is_dir():
        return target.parent
    trial = target.parent / f".{target.name}.0.unfinished"
    try:
        files.make_folder(trial)
        files.rename(trial, target / trial.name)
        files.drop_folder(target / trial.name)
    except OSError:
        files.drop_folder(trial)
        return target
    return target.parent


def _settle(room: Path, target: Path) -> None:
    """Bring a whole site to its place. Cut short anywhere, the same again goes on from there."""
    new, old = room / "new", room / "old"
    for other in _rooms(target):
        if other.name < room.name and not (other / "late").exists():
            files.write(other / "late", b"")
    if (room / "pouring").exists() or room.parent == target:
        _pour(room, target)
    elif (new / MARK).exists():
        if target.exists():
            try:
                files.exchange(new, target)
            except OSError:
                try:
                    files.rename(target, old)
                except OSError:
                    _pour(room, target)
        if (new / MARK).exists():
            try:
                files.rename(new, target)
            except OSError:
                if old.exists():
                    files.rename(old, target)
                raise
    before = old if old.exists() else new
    for item in before.iterdir() if before.exists() else ():
        # People keep a `.git` or a `.nojekyll` in the folder of a site.
        if item.name.startswith(".") and item.name != MARK and not os.path.lexists(target / item.name):
            files.rename(item, target / item.name)
    files.unlink(target / MARK)
    _drop(room)


def _drop(room: Path) -> None:
    """Take away a build's folder that nobody needs any more. Where that cannot be done, `leftovers` names it."""
    with contextlib.suppress(OSError):
        files.clear(room)


def leftovers(site: Path) -> list[Path]:
    """The folders of builds that ended, which could not be taken away."""
    left = []
    for room in _rooms(site.resolve()):
        with contextlib.suppress(OSError):  # it lives, or is gone meanwhile
            os.close(files.hold(room, wait=False))
            left.append(room)
    return left


def _pour(room: Path, target: Path) -> None:
    """Put the files of a site into the place of the old ones, each in one step, pages last, and take away the others."""
    if not (room / "pouring").exists():
        files.write(room / "pouring", b"")
    names = json.loads((room / "whole").read_bytes())
    for name in sorted(names, key=lambda name: name.endswith(".html")):
        path, place = room / "new" / name, target / name
        if name == MARK or not path.exists():
            continue
        for above in reversed(place.relative_to(target).parents):
            if (target / above).is_symlink() or (target / above).is_file():
                files.unlink(target / above)
        files.make_folder(place.parent)
        if place.is_dir() and not place.is_symlink():
            files.clear(place)
        files.rename(path, place)
    kept = set(names)
    for path in _files(target):
        name = path.relative_to(target).as_posix()
        if name not in kept and not name.startswith("."):
            files.unlink(path)
    for folder, _, _ in os.walk(target, topdown=False):
        if not Path(folder).relative_to(target).as_posix().startswith("."):
            files.drop_folder(Path(folder))
    files.unlink(room / "new" / MARK)


def _files(folder: Path) -> Iterator[Path]:
    """All files below a folder, and links as what they are."""
    for current, folders, found in os.walk(folder):
        links = [name for name in folders if (Path(current) / name).is_symlink()]
        yield from (Path(current) / name for name in (*found, *links))
