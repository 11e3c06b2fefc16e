"""`sharedstory import pledges`: the pledges of a sheet into the entry in which they were made."""

import difflib
import sys
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from sharedstory.commands import options
from sharedstory.editing import files, splice
from sharedstory.importing import answers, meanings, pledge_columns, pledge_sheet, sheets
from sharedstory.importing import record as record_
from sharedstory.importing.pledge_columns import MEANINGS, Columns
from sharedstory.importing.pledge_rows import status_of
from sharedstory.importing.record import PledgesRecord
from sharedstory.importing.sheets import Sheet
from sharedstory.reading import frontmatter
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema import dates
from sharedstory.schema.choices import Status
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened
from sharedstory.story.folder import contents, file_of

_HEAD = """What you said of the columns and the statuses of the sheet: change it by hand if you like.
And which row became which pledge. Written by sharedstory import pledges."""
# Most words that somebody is asked about: more of them are no statuses.
_MOST_ASKED = 12


@click.command("pledges")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", required=True, metavar="ENTRY", help="The session or gathering where they were made.")
@click.option("--on", metavar="DAY", help="The day of rows without one. Without this, they have no date.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=MEANING",
    help=f"What a column is: {', '.join(MEANINGS)}. It is remembered.",
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    metavar="WORDS=STATUS",
    help=f"What words of the sheet mean as a status: {', '.join(Status)}. It is remembered.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option(
    "--no-input",
    is_flag=True,
    help="Ask nothing. What is not clear is left out, and you are told.",
)
@options.records("what the columns mean, and what became of each row")
@options.site
def command(
    file: Path,
    into: str,
    on: str | None,
    columns: tuple[str, ...],
    statuses: tuple[str, ...],
    dry_run: bool,
    no_input: bool,
    records: Path | None,
    here: options.Here,
) -> None:
    """Take the pledges of a sheet (CSV, Excel or LibreOffice) into the entry in which they were made.

    We know columns by their headings, and ask once where that is not clear. Personal ones are left out. We show a
    person's name only where they plainly allow it. Importing again adds what is new and updates what was edited.
    Nothing is taken out, except a name that somebody no longer allows.

    Example: sharedstory import pledges answers.csv --into spring-2026
    """
    read = here.read()
    path = file_of(read, into)
    if path is None:
        raise click.UsageError(f'There is no entry "{printable(into)}" in {here.testimonies.as_posix()}.')
    kept = here.records(records) / f"{path.stem}.yml"
    with options.meaning("Nothing was written: "):
        day = _day(on)
        sheet = sheets.read(file)
        held, record = options.recorded(PledgesRecord, kept)
        said = dict(_said(columns, "column", sheet.headings, MEANINGS))
        record.statuses |= {
            words.casefold(): to for words, to in _said(statuses, "status", (), (*Status, "-"))
        }
        record.columns |= said
        found = _settle(sheet, record, said, ask=not no_input and _can_ask())
        before = contents(path)
        document = frontmatter.parse(before, path.as_posix())
        pledges: list[Any] = document.values.get("pledges") or [] if isinstance(document.values, dict) else []
        made = pledge_sheet.plan(
            sheet,
            found,
            record,
            pledges,
            taken=[pledge.id for pledge in read.pledges],
            tags={tag: tag for theme in read.themes for tag in theme.gathers}
            | {theme.title.casefold(): theme.id for theme in read.themes},
            into=path.stem,
            on=day,
            withdrawn=[item.id for item in read.withdrawn],
        )
        after = splice.put_all(before, _as_one_list(made.changes, pledges)) if made.changes else before
    for line in (*sheet.warnings, *_left_out(sheet, found), *made.told):
        click.echo(printable(line), err=True)
    click.echo(
        f"Of {len(sheet.rows):,} rows: {made.added} added, {made.updated} updated, {made.same} unchanged, "
        f"{made.left_out} left out, in {path.as_posix()}.",
        err=True,
    )
    if made.told or sheet.warnings:
        click.echo("Please look at each line above before you publish.", err=True)
    if dry_run:
        old, new = (text.decode(errors="replace").splitlines() for text in (before, after))
        for line in difflib.unified_diff(old, new, path.as_posix(), path.as_posix(), lineterm=""):
            click.echo(printable(line))
        return
    if after != before:
        files.replace(path, before, after)
    options.keep(kept, held, record_.dump(record, _HEAD).encode())
    click.echo(path.as_posix())
    if made.told:
        sys.exit(1)


def _as_one_list(changes: tuple[Any, ...], pledges: list[Any]) -> list[Any]:
    """Where there was no list of pledges yet, its items go in as one."""
    if pledges:
        return list(changes)
    return [(("pledges",), [value for _, value in changes])]


def _stop() -> NoReturn:
    """Ends the command where somebody chose to stop."""
    click.echo("Stopped. Nothing was written.", err=True)
    sys.exit(1)


def _settle(sheet: Sheet, record: PledgesRecord, said: dict[str, str], *, ask: bool) -> Columns:
    """What the columns are, after questions where that is not clear. The record gets what was answered.

    What decides whether there is anything to take comes first. Raises PlainError.
    """
    old = record.columns if record.version < record_.VERSION else {}
    if old:
        record.columns = dict(said)
    columns = pledge_columns.columns(sheet, record.columns, old)
    if not columns.one("will") and ask and columns.unclear:
        record.columns |= _ask_for_pledges(sheet, columns.unclear)
        columns = pledge_columns.columns(sheet, record.columns, old)
    if not columns.one("will"):
        names = ", ".join(f'"{shortened(heading)}"' for heading in columns.unclear or sheet.headings)
        example = shortened((columns.unclear or sheet.headings)[0])
        raise PlainError(
            f"we cannot tell which column holds the pledges themselves. Perhaps one of these: {names}. Say which, such "
            f"as: --column '{example}=will'."
        )
    if ask and columns.unclear:
        record.columns |= _ask_for_others(sheet, columns.unclear)
        columns = pledge_columns.columns(sheet, record.columns, old)
    if old:  # what was said before, and is not just what we would say ourselves
        guesses = pledge_columns.columns(sheet, {}).by_heading
        record.columns |= {
            heading: meanings.option(one)
            for heading, one in columns.by_heading.items()
            if heading in old and one != guesses[heading] and meanings.option(one)
        }
    record.version = record_.VERSION
    _settle_statuses(sheet, record, columns, ask=ask)
    return columns


def _settle_statuses(sheet: Sheet, record: PledgesRecord, columns: Columns, *, ask: bool) -> None:
    """What each word in the column of statuses means, where somebody can be asked. The others are left out and told row by row."""
    heading = columns.one("status")
    words = dict.fromkeys(row.cells.get(heading, "").casefold() for row in sheet.rows) if heading else {}
    unclear = [
        word
        for word in words
        if word not in record.statuses and not status_of(word) and not answers.placeholder(word)
    ]
    if unclear and ask and len(unclear) <= _MOST_ASKED:
        record.statuses |= _ask_statuses(unclear)


def _ask_for_pledges(sheet: Sheet, unclear: list[str]) -> dict[str, str]:
    """Which column holds the pledges; nothing of the others."""
    click.echo("Which column holds the pledges themselves?", err=True)
    for number, heading in enumerate(unclear, 1):
        click.echo(printable(f"  {number:2}  {heading}: {_example(sheet, heading)}"), err=True)
    click.echo("   0  none of these: stop", err=True)
    number = click.prompt("Its number", type=click.IntRange(0, len(unclear)), default=0, err=True)
    if not number:
        _stop()
    return {unclear[number - 1]: "will"}


def _ask_for_others(sheet: Sheet, unclear: list[str]) -> dict[str, str]:
    """What each of some columns is. Those that are left out are remembered too."""
    click.echo("Some columns are not clear. Each can be:", err=True)
    for number, words in enumerate(MEANINGS.values(), 1):
        click.echo(f"  {number:2}  {words}", err=True)
    click.echo("   0  leave this one and all others out\n   s  stop, and change nothing", err=True)
    names = list(MEANINGS)
    allowed = click.Choice([*map(str, range(len(names) + 1)), "s"])
    said: dict[str, str] = {}
    for heading in unclear:
        words = printable(f'What is "{heading}"? For example: {_example(sheet, heading)}. Its number')
        answer = click.prompt(words, type=allowed, default=str(len(names)), show_choices=False, err=True)
        if answer == "s":
            _stop()
        if answer == "0":
            return said | dict.fromkeys((one for one in unclear if one not in said), "-")
        said[heading] = names[int(answer) - 1]
    return said


def _ask_statuses(unclear: list[str]) -> dict[str, str]:
    """What each of some words means as a status; "-" where it is left out."""
    choice = click.Choice([*map(str, Status), "-", "none", "stop"])
    click.echo("A - leaves one out, none leaves all others out, stop changes nothing.", err=True)
    said: dict[str, str] = {}
    for word in unclear:
        words = f'What does the status "{printable(word)}" mean?'
        answer = click.prompt(words, type=choice, default="-", err=True)
        if answer == "stop":
            _stop()
        if answer == "none":
            return said | dict.fromkeys((one for one in unclear if one not in said), "-")
        said[word] = answer
    return said


def _left_out(sheet: Sheet, columns: Columns) -> Iterator[str]:
    """The columns of which nothing is taken, a line each."""
    shows = columns.all("show_name")
    for heading, one in columns.by_heading.items():
        named = shortened(heading)
        if one.meaning in ("personal", "-"):
            yield f"left out: the column {named}."
        elif not one.meaning:
            yield f"left out: the column {named}. We do not know what it is. If it matters, say --column '{named}=…'."
        elif one.meaning == "who" and not shows:
            yield (
                f"left out: the column {named}, since no column says that names may be shown. If it only has groups or "
                f"organisations in it, say --column '{named}=organisation'."
            )


def _example(sheet: Sheet, heading: str) -> str:
    return shortened(next((row.cells[heading] for row in sheet.rows if row.cells.get(heading)), ""))


def _said(
    given: tuple[str, ...], what: str, known: Collection[str], meanings: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What was said in an option, as WORDS=MEANING; words are among those known, if any are. Raises UsageError."""
    for one in given:
        words, _, meaning = one.rpartition("=")
        if not words or (known and words not in known):
            near = did_you_mean(words, known)
            raise click.UsageError(f'There is no {what} "{printable(words)}".{printable(near)}')
        if meaning not in meanings:
            near = did_you_mean(meaning, meanings)
            raise click.UsageError(
                f'A {what} cannot be "{printable(meaning)}".{near} It is one of: {", ".join(meanings)}.'
            )
        yield words, meaning


def _day(on: str | None) -> date | None:
    """The day that was given, if any. Raises PlainError where it is none."""
    try:
        return dates.clock(on) if on else None
    except ValueError as error:
        raise PlainError(str(error)) from None


def _can_ask() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()
