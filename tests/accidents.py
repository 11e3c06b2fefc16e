"""What can go wrong on a disk while something of ours is written: a kill, a full disk, one that can only be read.

`editing/files.py` alone changes the disk, by the few functions named in `STEPS`. Each helper here takes their place
for as long as it is used as a context, and lets the accident happen at one of their calls:

    for step in steps(lambda: sharedstory("withdraw", "a-key")):     # once to the end, to count the steps
        with killed_at(step), pytest.raises(Killed):
            sharedstory("withdraw", "a-key")                         # dies before its step-th change of the disk
        ...look: whole files, nothing lost...
        sharedstory("withdraw", "a-key")                             # and the same again has to finish it

After a kill nothing reaches the disk any more, so no `finally` can tidy up, as it could not after a real one.
`killed_at(step, half=True)` leaves half of a file that was being written. Start each step from a new copy.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sharedstory.editing import files

STEPS = ("write", "append", "place", "rename", "exchange", "unlink", "make_folder", "drop_folder", "clear")
# What needs room on the disk.
_BIGGER = ("write", "append", "place", "make_folder")


class Killed(BaseException):
    """The process is dead. It is no Exception, so that nothing of ours can go on after it."""


@contextmanager
def instead(act: Callable[[str, Callable[..., Any], tuple[Any, ...]], Any]) -> Iterator[None]:
    """Let `act` take the place of each step; it gets its name, the function that really does it, and what it is for."""
    real = {name: getattr(files, name) for name in STEPS}

    def taken(name: str) -> Callable[..., Any]:
        return lambda *given: act(name, real[name], given)

    try:
        for name in STEPS:
            setattr(files, name, taken(name))
        yield
    finally:
        for name, function in real.items():
            setattr(files, name, function)


def steps(run: Callable[[], object]) -> range:
    """The numbers of the steps that something takes, from 1. It is run to its end for that."""
    count = 0

    def act(name: str, real: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        nonlocal count
        count += 1
        return real(*given)

    with instead(act):
        run()
    assert count, "nothing was written"
    return range(1, count + 1)


@contextmanager
def killed_at(step: int, *, half: bool = False) -> Iterator[None]:
    """Raise Killed at the step of this number, before it is done or with `half` of it, and at all that follow."""
    count = 0

    def act(name: str, real: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        nonlocal count
        count += 1
        if count == step and half:
            _half(name, given)
        if count >= step:
            raise Killed
        return real(*given)

    with _locks_end_too(), instead(act):
        yield


@contextmanager
def _locks_end_too() -> Iterator[None]:
    """Close what locks are still held at the end, as the system does for a process that is dead."""
    real = files.hold
    handles: dict[int, os.stat_result] = {}

    def noted(folder: Path, *, wait: bool = True) -> int:
        handle = real(folder, wait=wait)
        handles[handle] = os.fstat(handle)
        return handle

    files.hold = noted
    try:
        yield
    finally:
        files.hold = real
        for handle, of in handles.items():
            with suppress(OSError):  # closed already, as nearly all are
                if os.path.samestat(os.fstat(handle), of):
                    os.close(handle)


@contextmanager
def full_from(step: int) -> Iterator[None]:
    """A disk that has no more room from the step of this number on: half of a file is written, and nothing more."""
    count = 0

    def act(name: str, real: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        nonlocal count
        count += 1
        if count >= step and name in _BIGGER:
            _half(name, given)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(given[0]))
        return real(*given)

    with instead(act):
        yield


@contextmanager
def read_only() -> Iterator[None]:
    """A disk that can only be read."""

    def act(name: str, real: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        if name == "make_folder" and given[0].is_dir():
            return None
        if name == "unlink" and not os.path.lexists(given[0]):
            return None
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fspath(given[0]))

    with instead(act):
        yield


def _half(name: str, given: tuple[Any, ...]) -> None:
    """Do the first half of writing a file, or of taking a folder away."""
    if name in ("write", "append"):
        path, raw = given
        with path.open("xb" if name == "write" else "ab") as file:
            file.write(raw[: len(raw) // 2])
    if name == "clear" and given[0].is_dir():
        inside = sorted(path for path in given[0].rglob("*") if not path.is_dir())
        for path in inside[: len(inside) // 2]:
            path.unlink()


def whole(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that people or programs look at: not the hidden ones, of which some are only begun."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }
