"""`sharedstory schema`: the files that are made from the schema."""

import sys
from pathlib import Path

import click

from sharedstory import dates, outputs, story
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.editing import files

_docs = click.option("--docs", default="docs", help="The folder of the organisers' pages.")


@click.group("schema")
def command() -> None:
    """Write what is made from the schema and the vocabularies, or check that it is up to date.

    These are JSON Schemas, templates, GitHub's issue forms, and the configuration of the editor.

    Example: sharedstory schema write
    """


@command.command("write")
@options.testimonies
@_docs
def write(folder: Path, docs: str) -> None:
    """Write the files. Those that are up to date are left as they are.

    Example: sharedstory schema write
    """
    for path, text in _differing(folder, docs):
        files.save(path, text.encode())
        click.echo(path.as_posix())


@command.command("check")
@options.testimonies
@_docs
def check(folder: Path, docs: str) -> None:
    """Name the files that are not up to date. Ends with 1 when there are any.

    Example: sharedstory schema check
    """
    differing = [path for path, _ in _differing(folder, docs)]
    for path in differing:
        click.echo(f"{path.as_posix()} is not up to date.")
    if differing:
        click.echo(f"Run: {outputs.COMMAND}", err=True)
        sys.exit(1)


def _differing(folder: Path, docs: str) -> list[tuple[Path, str]]:
    """The files that do not hold what they should, with what they should hold."""
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    return outputs.differing(read, Path(), docs)
