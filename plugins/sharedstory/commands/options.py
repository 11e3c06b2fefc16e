"""The site that a command is for, options that several commands have, and how records of imports are written."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from sharedstory.editing import handover
from sharedstory.editing.files import Edit
from sharedstory.editing.prepared import Prepared
from sharedstory.importing import record as record_
from sharedstory.importing.record import ImportRecord
from sharedstory.organising import changes, letters
from sharedstory.reading.problems import printable
from sharedstory.schema import dates
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.story import settings
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from sharedstory.story.story import Story

_Of = TypeVar("_Of", bound=ImportRecord)


@dataclass(frozen=True, slots=True)
class Here:
    """The site that a command is for: its settings, and how its folder of testimonies was named, if it was."""

    settings: Settings
    named: Path | None = None

    @property
    def testimonies(self) -> Path:
        """The folder of testimonies as it was named, or else from where the command runs."""
        return self.named or shown(self.settings.testimonies)

    def day(self, as_of: str | None = None, option: str = "--as-of") -> date:
        """The day of an option, or that of the site. Raises click.UsageError where that is no day."""
        try:
            return dates.clock(as_of or self.settings.as_of or None)
        except ValueError as error:
            place = option if as_of else "as_of in mkdocs.yml"
            raise click.UsageError(f"{place}: {error}") from None

    def read(self, as_of: str | None = None) -> Story:
        """The story of the site, with its mistakes. Raises click.UsageError where there is none."""
        folder = self.testimonies
        if not folder.is_dir():
            raise click.UsageError(
                f"There is no folder {printable(folder.as_posix())} here. Go to the folder of your site, or name its "
                "settings, such as: -f our-site/mkdocs.yml"
            )
        look = Prepared(self.settings.root).inspect
        return read_story(folder, as_of=self.day(as_of), called=folder.as_posix(), look=look)

    def read_whole(self, as_of: str | None = None) -> Story:
        """The story of the site. Ends the command where there are mistakes in it."""
        read = self.read(as_of)
        if read.errors:
            click.echo("There are problems to fix first. Run: sharedstory check", err=True)
            sys.exit(1)
        return read

    def records(self, folder: Path | None) -> Path:
        """The folder of records that was named, or else the one beside mkdocs.yml."""
        return folder or shown(self.settings.root / "imports")

    def keep_private(self, to: Path) -> None:
        """Raises PlainError where what is personal would be written into a folder that is published."""
        handover.refuse_public(to, self.settings.public)


def shown(path: Path) -> Path:
    """A path as somebody would type it where the command runs."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # on another drive
        return path


def ended(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command, which ends with the reason and the status of what cannot be done."""

    @wraps(command)
    def with_end(*args: Any, **rest: Any) -> Any:
        try:
            return command(*args, **rest)
        except PlainError as error:
            if error.status == MISUSED:
                raise click.UsageError(printable(str(error))) from None
            click.echo(printable(str(error)), err=True)
            sys.exit(error.status)

    return with_end


@contextmanager
def meaning(before: str, after: str = "") -> Iterator[None]:
    """Puts words before and after the reason of what cannot be done: what it means for those who asked."""
    try:
        yield
    except PlainError as error:
        raise PlainError(f"{before}{error}{after}", error.status) from None


def site(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which site a command is for. The command gets it as `here`, and ends as `ended` says."""

    @ended
    @click.option(
        "-f",
        "--config-file",
        "config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="The mkdocs.yml of the site. Without this, the nearest one upwards.",
    )
    @click.option(
        "--testimonies",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder of testimonies. Without this, the one that mkdocs.yml names.",
    )
    @wraps(command)
    def with_site(*args: Any, config: Path | None, testimonies: Path | None, **rest: Any) -> Any:
        return command(*args, here=site_of(config, testimonies), **rest)

    return with_site


def site_of(config: Path | None = None, folder: Path | None = None) -> Here:
    """The site of an mkdocs.yml or of a folder of testimonies, or else the one that we are in.

    Raises PlainError where the mkdocs.yml cannot be read.
    """
    if config is None and folder is not None:
        found = testimonies_of(folder)
        return Here(settings.around(found), found)
    file = config or settings.find(Path())
    read = settings.read(file) if file else settings.around(Path("testimonies"))
    return Here(replace(read, testimonies=folder.absolute()), folder) if folder else Here(read)


def testimonies_of(path: Path) -> Path:
    """The folder of testimonies that a path is in, or that the site in a folder has.

    Raises click.UsageError where there is none, and PlainError where the site's mkdocs.yml cannot be read.
    """
    if not path.exists():
        raise click.UsageError(
            f"There is no {printable(path.as_posix())} here. Go to the folder of your site, or name a path."
        )
    for folder in (path, *path.parents):
        if (folder / "themes.yml").is_file():
            return folder
    for folder in changes.placed(path).parents:
        if (folder / "themes.yml").is_file():
            return shown(folder)
    file = settings.find(path if path.is_dir() else path.parent)
    if file and (found := settings.read(file).testimonies).is_dir():
        return found if path.is_absolute() else shown(found)
    if path.is_dir():
        return path
    raise click.UsageError(
        f"{printable(path.as_posix())} is not in a folder of testimonies: there is no themes.yml above it."
    )


def write_letters(written: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write letters into a folder, and say of each that it is there, or that another of its name stays."""
    for path, new in letters.write(written, folder):
        said = "" if new else " is there already, with other words, and was left as it is."
        click.echo(printable(f"{path.as_posix()}{said}"), err=not new)


def records(what: str) -> Callable[[Any], Any]:
    """The option that names the folder of records; `what` says what is kept in it."""
    return click.option(
        "--records",
        type=click.Path(file_okay=False, path_type=Path),
        help=f"The folder where it is kept {what}. Without this, imports/ beside mkdocs.yml.",
    )


def kept(record: Path) -> bytes:
    """What a record holds; nothing where there is none yet."""
    return record.read_bytes() if record.is_file() else b""


def recorded(model: type[_Of], path: Path) -> tuple[bytes, _Of]:
    """The bytes of a record's file, and what they hold. Raises PlainError where that cannot be read."""
    held = kept(path)
    with meaning(f"{path.as_posix()}: "):
        return held, record_.load(model, held.decode(errors="replace"))


def keep(record: Path, before: bytes, after: bytes) -> None:
    """Write a record in one step, with its folder; `before` is what it held when it was read.

    Raises PlainError where somebody else wrote it in the meantime.
    """
    if before != after:
        Edit(record, before, after).carry_out()
