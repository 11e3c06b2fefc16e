"""Creates files, replaces them and takes them away: the only module that changes anything on the disk.

The steps at the end are all that it ever does there. Each happens as a whole or not at all, but for
`write` and `clear`, which only ever touch what nobody reads. So whoever kills us finds old files or new ones.
"""

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from sharedstory.schema.choices import Kind
from sharedstory.schema.errors import PlainError
from sharedstory.story.story import Story

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


# What people keep


def add_entry(story: Story, kind: Kind, name: str, text: str) -> Path:
    """Write one new file beside its like, as Newcomers does, and return its path."""
    return Newcomers(story, kind).add(name, text)


class Newcomers:
    """New files of a kind, written beside their like. What is there already is looked at once, not again for each."""

    def __init__(self, story: Story, kind: Kind) -> None:
        self._folder = beside_its_like(story, kind)
        self._taken = story.names | {item.id for item in story.withdrawn}
        self._series: dict[str, _Series] = {}

    def add(self, name: str, text: str) -> Path:
        """Write a file of this name, and return its path.

        A name that is taken gets a number. A file of that name with just this text is left as it is, so that doing
        it twice does no harm.
        """
        raw = text.encode()
        series = self._series.setdefault(name, _Series())
        while raw not in series.paths:
            series.last += 1
            numbered = name if series.last == 1 else f"{name}-{series.last}"
            path = self._folder / f"{numbered}.md"
            if numbered not in self._taken and create(path, raw):
                series.paths[raw] = path
            elif path.is_file():
                series.paths.setdefault(path.read_bytes(), path)
        return series.paths[raw]


@dataclass
class _Series:
    """Files of one name that differ by a number: the last number that is taken, and what stands in each."""

    last: int = 0
    paths: dict[bytes, Path] = field(default_factory=dict)


def beside_its_like(story: Story, kind: Kind) -> Path:
    """The folder in which most of the entries of a kind are."""
    files = Counter(Path(entry.file).relative_to(story.called).parent for entry in story.of_kind(kind))
    return story.folder / max(files, key=lambda folder: (files[folder], folder.as_posix()), default=Path())


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after it is changed; `before` is empty where it is new."""

    path: Path
    before: bytes
    after: bytes

    def carry_out(self) -> None:
        """Write it. Raises PlainError where somebody else changed the file in the meantime."""
        if self.before or not create(self.path, self.after):
            replace(self.path, self.before, self.after)


def create(path: Path, raw: bytes) -> bool:
    """Write a file that was not there, in one step, with its folder. False where something of its name was."""
    make_folder(path.parent)
    with locked(path.parent):
        if os.path.lexists(path):
            return False
        unfinished = _unfinished(path, raw)
        try:
            place(unfinished, path)
        except FileExistsError:
            unlink(unfinished)
            return False
        except BaseException:
            unlink(unfinished)
            raise
    return True


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Write a file in one step: whoever looks, or kills us, finds the old file or the new one.

    Of several who change one file at once, one does, and the others are told. Raises PlainError where it is a link,
    or not any more what it was when it was read.
    """
    with locked(path.parent):
        if path.is_symlink() or not path.is_file() or path.read_bytes() != before:
            raise PlainError(f"{path} was changed by somebody else in the meantime. Try again.")
        put(path, after)


def save(path: Path, raw: bytes) -> None:
    """Write what a machine makes, in one step, with its folder, whatever the file held before."""
    make_folder(path.parent)
    with locked(path.parent):
        put(path, raw)


def rewrite(path: Path, raw: bytes) -> None:
    """Write over a file of a site that is being built. It need not be on the disk when this ends, since it can be made again."""
    path.write_bytes(raw)


def append(path: Path, raw: bytes) -> None:
    """Add to the end of a file, which is made where there is none."""
    with path.open("ab") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    if os.path.lexists(path):
        with locked(path.parent):
            unlink(path)


def put(path: Path, raw: bytes) -> None:
    """Write a file over another, in one step. The caller has the lock of its folder."""
    unfinished = _unfinished(path, raw)
    try:
        if path.exists():
            unfinished.chmod(path.stat().st_mode & 0o7777)
        rename(unfinished, path)
    except BaseException:
        unlink(unfinished)
        raise


def _unfinished(path: Path, raw: bytes) -> Path:
    """A file beside `path` that holds what it is to hold. Nothing of it is left where that cannot be written."""
    unfinished = _beside(path)
    unlink(unfinished)  # left by somebody who was killed, since we have the lock
    try:
        write(unfinished, raw)
    except BaseException:
        unlink(unfinished)
        raise
    return unfinished


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.unfinished")


# Locks


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Wait until nobody else has the lock of a folder, and have it meanwhile. A process that is killed has it no more.

    It must not be asked for again by who has it.
    """
    handle = hold(folder)
    try:
        yield
    finally:
        os.close(handle)


def hold(folder: Path, *, wait: bool = True) -> int:
    """The lock of a folder, which ends when this handle is closed. Raises BlockingIOError where we do not `wait`.

    The system locks the folder itself. Where it cannot, such as on Windows, it locks a file for temporary files.
    """
    if sys.platform != "win32":
        try:
            return _locked_handle(folder, os.O_RDONLY, wait=wait)
        except OSError as error:
            if error.errno not in _NO_FLOCK:
                raise
    print_ = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:20]
    name = Path(tempfile.gettempdir()) / f"sharedstory-{print_}.lock"
    return _locked_handle(name, os.O_RDWR | os.O_CREAT, wait=wait)


def _locked_handle(path: Path, mode: int, *, wait: bool) -> int:
    handle = os.open(path, mode, 0o666)
    try:
        if sys.platform == "win32":
            while True:
                try:
                    msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    if not wait:
                        raise BlockingIOError from None
                    # it gives up after ten seconds, and we do not
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BaseException:
        os.close(handle)
        raise
    return handle


_NO_FLOCK = frozenset({errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})


# What went wrong

NO_ROOM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO}
)
# Windows says the same of a file that another program has open.
_DENIED = (
    "you cannot read or change this just now. If it is open in another program, close it there and try again. "
    "If not, ask who looks after the computer."
)
_REASONS = {
    errno.ENOSPC: "there is no room left on the disk. Make some, and try again.",
    errno.EDQUOT: "you have used all the room that you may use on this disk. Make some, and try again.",
    errno.EFBIG: "the file got bigger than this computer allows.",
    errno.EROFS: "this disk can only be read. Choose another place, or ask who looks after it.",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EIO: "the disk did not answer as it should. Look at it, and try again.",
}


def about(error: OSError) -> str:
    """The file that an error is about, as its owner knows it; empty where there is none."""
    path = PurePath(os.fsdecode(error.filename2 or error.filename or ""))
    if path.name.endswith(".unfinished"):
        path = path.with_name(path.name.removeprefix(".").removesuffix(".unfinished"))
    return "" if path == PurePath() else str(path)


def reason(error: OSError) -> str:
    """Why something could not be read or written, in words for a person."""
    return _REASONS.get(error.errno or 0) or f"{error.strerror or 'this cannot be read or written'}."


# Steps: all that is ever done to the disk


def write(path: Path, raw: bytes) -> None:
    """Write a file that was not there. It is on the disk when this ends."""
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def place(path: Path, to: Path) -> None:
    """Give a file a name that nothing has. Raises FileExistsError where something has it."""
    try:
        _rename(path, to, linux=1, mac=4)  # RENAME_NOREPLACE, RENAME_EXCL
    except FileExistsError:
        raise
    except OSError:  # the system has no such thing, or the disk has not, or there is no room
        if os.path.lexists(to):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(to)) from None
        path.rename(to)


def rename(path: Path, to: Path) -> None:
    """Give a file or folder another name, in place of a file that has it."""
    path.replace(to)


def exchange(one: Path, other: Path) -> None:
    """Let two folders change names, in one step. Raises OSError where the system cannot do that."""
    _rename(one, other, linux=2, mac=2)  # RENAME_EXCHANGE, RENAME_SWAP


def _rename(one: Path, other: Path, *, linux: int, mac: int) -> None:
    """Rename as Python cannot. Raises OSError where the system cannot either."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform in ("linux", "darwin") else None
    first, second = os.fsencode(one), os.fsencode(other)
    if libc and hasattr(libc, "renameat2"):
        failed = libc.renameat2(-100, first, -100, second, linux)  # -100: as paths are for everybody else
    elif libc and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(first, second, mac)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), os.fspath(other))


def unlink(path: Path) -> None:
    """Take a file away, if it is there."""
    path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder, with those above it, if it is not there."""
    path.mkdir(parents=True, exist_ok=True)


def drop_folder(path: Path) -> None:
    """Take away a folder, if it is empty."""
    with contextlib.suppress(OSError):
        path.rmdir()


def clear(path: Path) -> None:
    """Take away a folder of ours with all that is in it, if it is there, also what may only be read."""
    if not path.is_dir():
        return
    try:
        shutil.rmtree(path)
    except PermissionError:
        for folder, _, names in os.walk(path):
            Path(folder).chmod(0o700)
            for name in names if sys.platform == "win32" else ():
                (Path(folder) / name).chmod(0o600)
        shutil.rmtree(path)
