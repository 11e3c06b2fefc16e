"""Writes files for people into a folder of theirs: never over what they made or changed, and never where it is public.

A list in the folder, `.sharedstory-files`, says what was written there, with the SHA-256 of each, as `sha256sum`
does. What is as it was written is ours to replace; all else stays. While files are being written the list says so.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sharedstory.editing import files
from sharedstory.schema.errors import MISUSED, PlainError

LIST = ".sharedstory-files"
_UNFINISHED = b"# unfinished\n"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Left:
    """What stays although it is not ours: files in the way of ours, and files that only lie beside them."""

    in_the_way: tuple[str, ...]
    beside: tuple[str, ...]


def write(folder: Path, makers: Mapping[str, Callable[[], bytes]], *, alone: bool) -> Left:
    """Write files into a folder, each in one step. `makers` say by a file's name what is to be in it.

    Where the folder is for these files `alone`, those go that we wrote before and that are not among them; and
    PlainError is raised where it holds something already and nothing of ours.
    """
    files.make_folder(folder)
    with files.locked(folder):
        ours = _ours(folder)
        if alone and ours is None and any(folder.iterdir()):
            raise PlainError(f"{folder} holds something else. Name a folder that is new or empty.", MISUSED)
        written = dict(ours or {})
        files.append(folder / LIST, b"\n" + _UNFINISHED)
        in_the_way = []
        for name in sorted(written.keys() - makers.keys()) if alone else ():
            if not os.path.lexists(folder / name):
                del written[name]
            elif _is_one_of(folder, name, written[name]):
                files.unlink(folder / name)
                for above in (folder / name).parents[: name.count("/")]:
                    files.drop_folder(above)
                del written[name]
        for name, make in makers.items():
            raw = make()
            print_ = hashlib.sha256(raw).hexdigest()
            known = {print_, *written.get(name, ())}
            if not _is_free(folder, name) and not _is_one_of(folder, name, known):
                in_the_way.append(name)
                continue
            files.append(folder / LIST, f"{print_}  {name}\n".encode())
            files.make_folder((folder / name).parent)
            files.put(folder / name, raw)
            written[name] = {print_}
        lines = [f"{print_}  {name}\n" for name in sorted(written) for print_ in sorted(written[name])]
        files.put(folder / LIST, "".join(lines).encode())
        return Left(tuple(in_the_way), tuple(_beside(folder, {*makers})) if alone else ())


def unfinished(folder: Path) -> bool:
    """Whether writing into a folder was cut short, and has to be done again."""
    return (folder / LIST).is_file() and _UNFINISHED in (folder / LIST).read_bytes()


def refuse_public(to: Path, public: Iterable[Path]) -> None:
    """Raises PlainError where a place for something personal is in one of the folders that are published."""
    real = to.resolve()
    for folder in public:
        for above in (real, *real.parents):
            if above == folder.resolve() or (above.exists() and folder.exists() and above.samefile(folder)):
                raise PlainError(f"{to} would be public. Name a folder outside {folder.name}/.", MISUSED)


def _ours(folder: Path) -> dict[str, set[str]] | None:
    """What we wrote into a folder before, each with the prints that it may have. None where there is no list."""
    if not (folder / LIST).is_file():
        return None
    written: dict[str, set[str]] = {}
    for line in (folder / LIST).read_text(encoding="utf-8", errors="replace").splitlines():
        if parts := _LINE.fullmatch(line):
            written.setdefault(parts[2], set()).add(parts[1])
    return written


def _is_free(folder: Path, name: str) -> bool:
    """Whether a file can be written there without touching what somebody made."""
    path = folder / name
    above = [folder / part for part in list(Path(name).parents)[:-1]]
    in_order = all(not one.is_symlink() and (one.is_dir() or not one.exists()) for one in above)
    return in_order and not os.path.lexists(path)


def _is_one_of(folder: Path, name: str, prints: Iterable[str]) -> bool:
    """Whether a file is in the folder itself, behind no link, and is one of those with these prints."""
    path = folder / name
    plain = path.is_file() and path.resolve() == folder.resolve() / name
    return plain and hashlib.sha256(path.read_bytes()).hexdigest() in prints


def _beside(folder: Path, ours: set[str]) -> Iterable[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_dir() and name not in ours and name != LIST:
            yield name
