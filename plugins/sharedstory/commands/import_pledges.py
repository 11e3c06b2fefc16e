"""`sharedstory import pledges`: the pledges of a sheet into the entry in which they were made."""

import difflib
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import click

from sharedstory import dates, frontmatter, story
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.editing import files, splice
from sharedstory.importing import pledge_rows, sheets
from sharedstory.importing.pledge_rows import MEANINGS, PledgesError, Record
from sharedstory.importing.sheets import Sheet
from sharedstory.model import Status
from sharedstory.problems import did_you_mean, printable, shortened


@click.command("pledges")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", required=True, metavar="ENTRY", help="The session or gathering where they were made.")
@click.option("--on", metavar="DAY", help="The day of rows without one. Without this, today.")
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
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not clear is left out.")
@options.records("what the columns mean, and what became of each row")
@options.testimonies
def command(
    file: Path,
    into: str,
    on: str | None,
    columns: tuple[str, ...],
    statuses: tuple[str, ...],
    dry_run: bool,
    no_input: bool,
    records: Path,
    folder: Path,
) -> None:
    """Take the pledges of a sheet (CSV, Excel or LibreOffice) into the entry in which they were made.

    Columns are known by their headings, and asked for once where that is not clear. Personal ones are left out.
    Importing again adds what is new and updates what was edited; nothing is ever taken out.

    Example: sharedstory import pledges answers.csv --into spring-2026
    """
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    path = next(
        (path for path in home(folder).rglob(f"{into}.md") if path.is_file() and not path.is_symlink()), None
    )
    if path is None:
        raise click.UsageError(f'There is no entry "{printable(into)}" in {folder}.')
    kept = records / f"{path.stem}.yml"
    try:
        day = dates.clock(on)
        sheet = sheets.read(file)
        held = options.kept(kept)
        record = Record.load(held.decode(errors="replace"))
        record.columns |= dict(_said(columns, "column", sheet.headings, MEANINGS))
        record.statuses |= {
            words.casefold(): to for words, to in _said(statuses, "status", (), tuple(Status))
        }
        left_out = _settle(sheet, record, ask=not no_input and sys.stdin.isatty())
        before = path.read_bytes()
        document = frontmatter.parse(before, path.as_posix())
        pledges: list[Any] = document.values.get("pledges") or [] if isinstance(document.values, dict) else []
        made = pledge_rows.plan(
            sheet,
            record,
            pledges,
            taken=[pledge.id for pledge in read.pledges],
            tags=[tag for theme in read.themes for tag in theme.gathers],
            on=day,
            withdrawn=[item.id for item in read.withdrawn],
        )
        after = splice.put_all(before, _as_one_list(made.changes, pledges)) if made.changes else before
    except (sheets.SheetError, PledgesError, splice.EditError, ValueError) as error:
        click.echo(printable(f"Nothing was written: {error}"), err=True)
        sys.exit(1)
    for line in (*sheet.warnings, *left_out, *made.told):
        click.echo(printable(line), err=True)
    click.echo(f"{made.added} added, {made.updated} updated, in {path.as_posix()}.", err=True)
    if dry_run:
        old, new = (text.decode(errors="replace").splitlines() for text in (before, after))
        for line in difflib.unified_diff(old, new, path.as_posix(), path.as_posix(), lineterm=""):
            click.echo(printable(line))
        return
    if after != before:
        files.replace(path, before, after)
    options.keep(kept, held, record.dump().encode())
    click.echo(path.as_posix())
    if made.told:
        sys.exit(1)


def _as_one_list(changes: tuple[Any, ...], pledges: list[Any]) -> list[Any]:
    """Where there was no list of pledges yet, its items go in as one."""
    if pledges:
        return list(changes)
    return [(("pledges",), [value for _, value in changes])]


def _settle(sheet: Sheet, record: Record, *, ask: bool) -> list[str]:
    """Fill in what the record does not know yet about columns and statuses; gives what is left out, to be told.

    What nobody could be asked is left out for now, and asked another time.
    """
    guesses = pledge_rows.guessed(sheet, record.columns)
    unclear = [heading for heading in sheet.headings if not guesses[heading]]
    if unclear and ask:
        click.echo("Some columns are not clear. Each can be:", err=True)
        for number, (meaning, _) in enumerate(MEANINGS.values(), 1):
            click.echo(f"  {number:2}  {meaning}", err=True)
        guesses |= {heading: _ask_column(sheet, heading) for heading in unclear}
    record.columns |= {heading: found for heading, found in guesses.items() if found}
    column = next((heading for heading, name in record.columns.items() if name == "status"), None)
    words = {row.cells.get(column, "").casefold() for row in sheet.rows} - {""} if column else set()
    unclear = sorted(
        word for word in words if word not in record.statuses and not pledge_rows.status_of(word)
    )
    if unclear and not ask:
        raise PledgesError(
            f"we do not know what these mean as a status: {', '.join(map(shortened, unclear))}. Run it where you can "
            f"answer, or say each: --status '{shortened(unclear[0])}=promised', with one of: {', '.join(Status)}."
        )
    for word in unclear:
        choice = click.Choice([str(status) for status in Status])
        record.statuses[word] = click.prompt(
            f'What does the status "{printable(word)}" mean?', type=choice, err=True
        )
    names = any(name == "show_name" for name in record.columns.values())
    left_out = [
        heading for heading in sheet.headings if record.columns.get(heading, "-") in ("personal", "-")
    ]
    told = [f"left out: the column {shortened(heading)}." for heading in left_out]
    if not names:
        told += [
            f"left out: the column {shortened(heading)}, since no column says that names may be shown."
            for heading, name in record.columns.items()
            if name == "who" and heading in sheet.headings
        ]
    return told


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


def _ask_column(sheet: Sheet, heading: str) -> str:
    example = next((row.cells[heading] for row in sheet.rows if row.cells.get(heading)), "")
    names = list(MEANINGS)
    number = click.prompt(
        f'What is "{printable(heading)}"? For example: {printable(shortened(example))}. Its number',
        type=click.IntRange(1, len(names)),
        default=len(names),
        err=True,
    )
    return names[int(number) - 1]
