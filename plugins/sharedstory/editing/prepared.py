"""Pictures as the site shows them, kept from one build to the next, so that each is decoded and made small once.

    .cache/sharedstory/pictures/
      .gitignore                          nothing of this goes into Git
      SOURCE-RECIPE-PRINT[-place].jpeg    one picture, by what is in its own file, how it was prepared, and what it
                                          holds; `place` where its own file says where it was taken

A name says all that is to be known, so that nothing is believed of a file that was cut short or changed: it is made
again. Each file gets its name in one step. The folder can be deleted at any time. Each build takes out what it did
not show, so a picture that was taken back or is kept back is not here longer than on the site.
"""

import contextlib
import os
import re
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sharedstory.editing import files
from sharedstory.reading import pictures
from sharedstory.reading.pictures import Inspected
from sharedstory.schema.errors import PlainError

FOLDER = Path(".cache", "sharedstory", "pictures")
_PRINT = 32  # letters of a print that stand in a name
_NAME = re.compile(r"([0-9a-f]{32})-([0-9a-f]{8})-([0-9a-f]{32})(-place)?\.(jpeg|png|webp)")
_HALF = re.compile(r"\.[0-9a-f]{32}\.\d+\.unfinished")


class Prepared:
    """The prepared pictures of a site, whose mkdocs.yml is in `root`.

    With `filling`, pictures that are looked at are prepared at once and kept. Otherwise what is there is used.
    Where the folder cannot be used, all is as if it were empty.
    """

    def __init__(self, root: Path, *, filling: bool = False) -> None:
        self.folder = root / FOLDER
        # A link could lead to what people keep, or into the site.
        self._usable = self.folder.resolve() == root.resolve() / FOLDER
        self._filling = filling and self._usable
        self._names: dict[_Key, str] = {}
        self.look()

    def look(self) -> None:
        """See what is there by now: another process may have filled it too."""
        names = filter(None, map(_NAME.fullmatch, self._list()))
        self._names = {_Key(name[1], name[5]): name[0] for name in names if name[2] == _recipe()}

    def inspect(self, path: Path) -> Inspected:
        """What `pictures.inspect` says of a picture, which is not decoded where it was prepared before."""
        if path.stat().st_size > pictures.MAX_BYTES:
            return pictures.inspect(path)
        key = _key(path)
        if name := self._names.get(key):
            return Inspected(located="-place." in name)
        if not self._filling:
            return pictures.inspect(path)
        inspected, content = pictures.inspect_and_prepare(path)
        if content:
            self._keep(key, content, located=inspected.located)
        return inspected

    def prepare(self, path: Path) -> bytes:
        """A picture as `pictures.prepare` makes it, or as it was made before. Raises PlainError, as that does."""
        try:
            key = _key(path)
        except OSError as error:
            raise PlainError(f"{path}: this picture cannot be shown. Save it again.") from error
        name = self._names.get(key)
        if name:
            with contextlib.suppress(OSError):
                content = (self.folder / name).read_bytes()
                if _print(content) in name:
                    return content
        content = pictures.prepare(path)
        if name and self._filling:
            self._keep(key, content, located="-place." in name)
        return content

    def keep_only(self, shown: Collection[Path]) -> None:
        """Take out all that is not a picture of these files, and what builds that were killed have left."""
        kept = set()
        for path in shown:
            with contextlib.suppress(OSError):
                kept.add(_key(path))
        for name in self.all():
            known = _NAME.fullmatch(name)
            if known is None or (known[1], known[5]) not in kept or known[2] != _recipe():
                with contextlib.suppress(OSError):
                    files.unlink(self.folder / name)

    def forget(self, prints: Collection[str]) -> None:
        """Take out pictures that are known by these prints, of their own files or of what is shown of them, and those
        that were cut short, since nobody knows what these are.

        Raises OSError where one cannot be taken out.
        """
        halves = filter(_HALF.fullmatch, self.all())
        for name in (*self.known_by(prints), *halves):
            files.unlink(self.folder / name)

    def known_by(self, prints: Collection[str]) -> list[str]:
        """The files here that are known by any of these prints, whatever their names say that they hold."""
        wanted = {print_[:_PRINT] for print_ in prints}
        return [name for name in self.all() if wanted & {*re.split("[-.]", name), self._print_of(name)}]

    def _print_of(self, name: str) -> str:
        """The print of a file here, or nothing where it cannot be read."""
        try:
            return _print((self.folder / name).read_bytes())
        except OSError:
            return ""

    def all(self) -> list[str]:
        """The names of all files here, those that were cut short too."""
        return [name for name in self._list() if _NAME.fullmatch(name) or _HALF.fullmatch(name)]

    def _keep(self, key: "_Key", content: bytes, *, located: bool) -> None:
        place = "-place" if located else ""
        name = f"{key.source}-{_recipe()}-{_print(content)}{place}.{key.kind}"
        half = self.folder / f".{key.source}.{os.getpid()}.unfinished"
        try:
            if not self._names:
                files.make_folder(self.folder)
                files.rewrite(self.folder / ".gitignore", b"*\n")
            files.rewrite(half, content)
            files.rename(half, self.folder / name)
            self._names[key] = name
        except (
            OSError
        ):  # there is no room, or it may not be changed: then it is made again, and nothing is lost
            self._filling = False
            with contextlib.suppress(OSError):
                files.unlink(half)

    def _list(self) -> list[str]:
        try:
            return [path.name for path in self.folder.iterdir()] if self._usable else []
        except OSError:
            return []


class _Key(NamedTuple):
    """What a prepared picture is found by: the print of its own file, and what the name of that says it is."""

    source: str
    kind: str


def _key(path: Path) -> _Key:
    return _Key(_print(path.read_bytes()), pictures.FORMATS[path.suffix.lower()].lower())


def _print(content: bytes) -> str:
    return sha256(content).hexdigest()[:_PRINT]


@cache
def _recipe() -> str:
    """What pictures are prepared with: another version may make others."""
    ours = Path(pictures.__file__).read_bytes()
    return sha256(ours + version("pillow").encode()).hexdigest()[:8]
