"""`sharedstory harvest`: the sessions of a gathering out of plain notes."""

import difflib
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.editing.files import Edit
from sharedstory.importing import harvest
from sharedstory.importing import notes as notes_
from sharedstory.importing import record as record_
from sharedstory.importing.note_parts import Agreed
from sharedstory.importing.notes import TEMPLATE, Notes
from sharedstory.importing.record import NotesRecord
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema.choices import Kind
from sharedstory.schema.errors import PlainError

_HEAD = "Which line of the notes became what. Written by sharedstory harvest."


@click.command("harvest")
@click.argument("notes", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--gathering", metavar="SLUG", help="The gathering that the notes are of.")
@click.option("--template", is_flag=True, help="Print notes to fill in, for paper or a screen.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option(
    "--one-session", metavar="TITLE", default="", help="All the notes are of one session with this title."
)
@click.option(
    "--session",
    "sessions",
    multiple=True,
    metavar="LINE",
    help="This line of the notes is the name of a session.",
)
@click.option(
    "--names-agreed",
    is_flag=True,
    help="Everyone named in these notes has agreed that the site shows their name. Without this, names of people are "
    "left out.",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="NAME",
    help="This name in the notes is a group, not a person.",
)
@options.records("which line of the notes became what")
@options.site
def command(
    notes: Path | None,
    gathering: str | None,
    template: bool,
    dry_run: bool,
    one_session: str,
    sessions: tuple[str, ...],
    names_agreed: bool,
    groups: tuple[str, ...],
    records: Path | None,
    here: options.Here,
) -> None:
    """Make a file of each session in the notes of a gathering, with what was learned and pledged there.

    Edit the notes and run it again: what changed in them is brought over, and what was changed by hand since is left.

    Names of people are left out, unless the notes or you say that they agreed. So are lines with e-mail addresses or
    telephone numbers. At the end you see what was taken, what was left out, and what to look at.

    Example: sharedstory harvest notes.md --gathering spring-2026
    """
    if template:
        click.echo(TEMPLATE, nl=False)
        return
    if notes is None or gathering is None:
        raise click.UsageError(
            "Name the notes and the gathering: sharedstory harvest notes.md --gathering spring-2026"
        )
    read = here.read()
    entry = next((one for one in read.released if one.slug == gathering and one.kind is Kind.GATHERING), None)
    if entry is None:
        known = [one.slug for one in read.released if one.kind is Kind.GATHERING]
        raise click.UsageError(
            f'There is no gathering "{printable(gathering)}".{did_you_mean(gathering, known)}'
        )
    kept = here.records(records) / f"harvest-{entry.slug}.yml"
    agreed = Agreed(one_session.strip(), sessions, names_agreed, groups)
    told: list[str] = []
    with options.meaning("Nothing was written: "):
        before, record = options.recorded(NotesRecord, kept)
    with options.meaning("Not everything was written: "):
        noted = _noted(notes, agreed)
        changes = [*harvest.plan(read, entry, noted.parts, record, told.append)]
        if dry_run:
            click.echo("".join(map(_diff, changes)), nl=False)
        else:
            for change in changes:
                click.echo(_written(change, files.beside_its_like(read, Kind.SESSION)).as_posix())
            options.keep(kept, before, record_.dump(record, _HEAD).encode())
    told = [*_report(noted), *told]
    for line in told:
        click.echo(printable(line), err=True)
    if not changes:
        click.echo("Nothing is new in the notes.", err=True)
    for line in (*noted.report.told_aside, noted.report.count(noted.parts)):
        click.echo(printable(line), err=True)
    sys.exit(1 if told else 0)


def asks() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def _noted(notes: Path, agreed: Agreed) -> Notes:
    """The notes as they are read. Where no session begins, it is asked in a terminal, and else told and ended."""
    raw = notes.read_bytes()
    if unclear := notes_.unclear(raw, agreed):
        title = unclear.title or notes.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        lines = [line.words.rstrip(": ") for line in unclear.candidates]
        click.echo("We could not see where a session begins.", err=True)
        if lines:
            click.echo("These lines look like names of sessions:", err=True)
            for line in unclear.candidates:
                click.echo(printable(f"  line {line.number}: {line.words}"), err=True)
        if asks():
            if lines and click.confirm("Are they?", err=True):
                return notes_.read(raw, replace(agreed, sessions=tuple(lines)))
            if click.confirm("Are all these notes of one session?", err=True):
                title = click.prompt("What is it called?", default=title, err=True)
                return notes_.read(raw, replace(agreed, one_session=title))
            click.echo("Then begin the name of each session with ##, and run this again.", err=True)
            sys.exit(1)
        click.echo("Read as one session, this is what we understood:", err=True)
        for words in (*_report(unclear.notes), *unclear.notes.report.told_aside):
            click.echo(printable(f"  {words}"), err=True)
        click.echo(printable(f"  {unclear.notes.report.count(unclear.notes.parts)}"), err=True)
        click.echo("Nothing was written: there is no session in these notes. You can:", err=True)
        click.echo("  - begin the name of each session with ##, and run this again", err=True)
        if lines:
            named = " ".join(f"--session {shlex.quote(printable(line))}" for line in lines)
            click.echo(f"  - or say which lines they are: {named}", err=True)
        one = shlex.quote(printable(title))
        click.echo(f"  - or say that all of it is one session, and its name: --one-session {one}", err=True)
        sys.exit(1)
    return notes_.read(raw, agreed)


def _report(noted: Notes) -> list[str]:
    """What a person should know about the lines of the notes."""
    told = noted.report.told
    if noted.report.names:
        told.append(
            "Names of people were left out, since nothing says that they agreed. If all of them did, add --names-agreed. "
            'If one is a group, add --group "Its name".'
        )
    return told


def _written(edit: Edit, beside: Path) -> Path:
    """Write a session's file. Of a new one, `path` is only its name, and it goes into the folder `beside`."""
    if edit.before:
        edit.carry_out()
        return edit.path
    path = beside / edit.path
    if not files.create(path, edit.after):
        raise PlainError(f"{path} is there already.")
    return path


def _diff(edit: Edit) -> str:
    before, after = (raw.decode().splitlines() for raw in (edit.before, edit.after))
    name = edit.path.as_posix()
    lines = difflib.unified_diff(before, after, name, name, lineterm="", n=0 if before else 3)
    return "".join(f"{printable(line)}\n" for line in lines)
