"""Options that several commands have, and how the records that imports keep are written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sharedstory import outputs
from sharedstory.editing import files, handover
from sharedstory.importing import record as record_
from sharedstory.importing.record import Record, RecordError
from sharedstory.problems import printable
from sharedstory.story import Story

_Of = TypeVar("_Of", bound=Record)

testimonies = click.option(
    "--testimonies",
    "folder",
    default="testimonies",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of testimonies.",
)


def records(what: str) -> Callable[[Any], Any]:
    """The option that names the folder of records; `what` says what is kept in it."""
    return click.option(
        "--records",
        default="imports",
        type=click.Path(file_okay=False, path_type=Path),
        help=f"The folder where it is kept {what}.",
    )


def keep_private(to: Path, read: Story) -> None:
    """Raises click.UsageError where what is personal would be written into a folder that is published."""
    try:
        handover.refuse_public(to, outputs.published(read.folder))
    except handover.HandoverError as error:
        raise click.UsageError(printable(str(error))) from None


def kept(record: Path) -> bytes:
    """What a record holds; nothing where there is none yet."""
    return record.read_bytes() if record.is_file() else b""


def recorded(model: type[_Of], path: Path) -> tuple[bytes, _Of]:
    """The bytes of a record's file, and what they hold. Ends the command where that cannot be read."""
    held = kept(path)
    try:
        return held, record_.load(model, held.decode(errors="replace"))
    except RecordError as error:
        message = f"Nothing was written: {path.as_posix()}: {error}"
        raise click.ClickException(printable(message)) from None


def keep(record: Path, before: bytes, after: bytes) -> None:
    """Write a record in one step, with its folder; `before` is what it held when it was read.

    Raises EditError where somebody else wrote it in the meantime.
    """
    if before != after and (before or not files.create(record, after)):
        files.replace(record, before, after)
