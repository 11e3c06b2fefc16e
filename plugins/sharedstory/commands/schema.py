"""`sharedstory schema`: the files that are made from the schema."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.forms import generated
from sharedstory.story.settings import around


@click.group("schema")
def command() -> None:
    """Write what is made from the schema and the vocabularies, or check that it is up to date.

    These are JSON Schemas, templates, GitHub's issue forms, and the editor for organisers where there is one.

    Example: sharedstory schema write
    """


@command.command("write")
@click.option("--editor", is_flag=True, help="Also make editor/, a form for organisers to edit without Git.")
@options.site
def write(editor: bool, here: options.Here) -> None:
    """Write the files. Those that are up to date are left as they are, and so are files that somebody else made.

    Example: sharedstory schema write
    """
    differing = _differing(here, editor=editor)
    strange = _strange(path for path, _ in differing)
    for path, text in differing:
        if path not in strange:
            files.save(path, text.encode())
            click.echo(path.as_posix())
    if strange:
        sys.exit(1)


@command.command("check")
@options.site
def check(here: options.Here) -> None:
    """Name the files that are not up to date. Ends with 1 when there are any.

    Example: sharedstory schema check
    """
    differing = [path for path, _ in _differing(here)]
    strange = _strange(differing)
    old = [path for path in differing if path not in strange]
    for path in old:
        click.echo(f"{path.as_posix()} is not up to date.")
    if old:
        click.echo(f"Run: {generated.COMMAND}", err=True)
    if differing:
        sys.exit(1)


def _strange(paths: Iterable[Path]) -> set[Path]:
    """Those of the files that somebody else made. Each is named."""
    strange = {path for path in paths if os.path.lexists(path) and not generated.ours(path)}
    for path in sorted(strange):
        click.echo(
            f"{path.as_posix()}: we did not make this file, so we left it as it is. "
            "Move it somewhere else, and run this again.",
            err=True,
        )
    return strange


def _differing(here: options.Here, *, editor: bool = False) -> list[tuple[Path, str]]:
    """The files that do not hold what they should, with what they should hold."""
    settings = around(here.settings.testimonies, environment={})
    differing = generated.differing(here.read(), settings, desk=editor)
    return [(options.shown(path), text) for path, text in differing]
