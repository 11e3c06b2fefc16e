"""`sharedstory harvest`: the sessions of a gathering out of plain notes."""

import difflib
import sys
from pathlib import Path

import click

from sharedstory import dates, story
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.editing import files, splice
from sharedstory.importing import harvest
from sharedstory.importing.harvest import Change, Record
from sharedstory.importing.notes import TEMPLATE, NotesError
from sharedstory.importing.notes import read as read_notes
from sharedstory.model import Kind
from sharedstory.problems import did_you_mean, printable


@click.command("harvest")
@click.argument("notes", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--gathering", metavar="SLUG", help="The gathering that the notes are of.")
@click.option("--template", is_flag=True, help="Print notes to fill in, for paper or a screen.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@options.records("which line of the notes became what")
@options.testimonies
def command(
    notes: Path | None, gathering: str | None, template: bool, dry_run: bool, records: Path, folder: Path
) -> None:
    """Make a file of each session in the notes of a gathering, with what was learned and pledged there.

    Edit the notes and run it again: what changed in them is brought over, and what was changed by hand since is left.
    What is not understood stands in the text of its session, and lines with e-mail addresses or telephone numbers
    are left out; you are told of both.

    Example: sharedstory harvest notes.md --gathering spring-2026
    """
    if template:
        click.echo(TEMPLATE, nl=False)
        return
    if notes is None or gathering is None:
        raise click.UsageError(
            "Name the notes and the gathering: sharedstory harvest notes.md --gathering spring-2026"
        )
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    entry = next((one for one in read.released if one.slug == gathering and one.kind is Kind.GATHERING), None)
    if entry is None:
        known = [one.slug for one in read.released if one.kind is Kind.GATHERING]
        raise click.UsageError(
            f'There is no gathering "{printable(gathering)}".{did_you_mean(gathering, known)}'
        )
    kept = records / f"harvest-{entry.slug}.yml"
    told: list[str] = []
    try:
        before = options.kept(kept)
        record = Record.load(before.decode("utf-8", "replace"))
        parts = read_notes(notes.read_bytes(), told.append)
        changes = [*harvest.plan(read, entry, parts, record, told.append)]
        if dry_run:
            click.echo("".join(map(_diff, changes)), nl=False)
        else:
            for change in changes:
                click.echo(_written(change, files.beside_its_like(read, Kind.SESSION)).as_posix())
            options.keep(kept, before, record.dump().encode())
    except (NotesError, splice.EditError) as error:
        click.echo(printable(f"Not everything was written: {error}"), err=True)
        sys.exit(1)
    for line in told:
        click.echo(printable(line), err=True)
    if not changes:
        click.echo("Nothing is new in the notes.", err=True)
    sys.exit(1 if told else 0)


def _written(change: Change, beside: Path) -> Path:
    if change.before:
        files.replace(change.path, change.before, change.after)
        return change.path
    path = beside / change.path
    if not files.create(path, change.after):
        raise splice.EditError(f"{path} is there already.")
    return path


def _diff(change: Change) -> str:
    before, after = (raw.decode().splitlines() for raw in (change.before, change.after))
    name = change.path.as_posix()
    lines = difflib.unified_diff(before, after, name, name, lineterm="", n=0 if before else 3)
    return "".join(f"{printable(line)}\n" for line in lines)
