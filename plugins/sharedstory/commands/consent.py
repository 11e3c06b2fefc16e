"""`sharedstory consent`: what was agreed and until when, letters to ask again, and a new day."""

import sys
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.organising import consent
from sharedstory.organising.consent import AgreedPiece
from sharedstory.reading.problems import printable
from sharedstory.schema.types import REVIEW_WARNING_DAYS
from sharedstory.story.story import Story


@click.group("consent", invoke_without_command=True)
@click.option("--as-of", metavar="DAY", help="Look at it as on this day: 2026-03-01. Today, unless you say.")
@click.option(
    "--within",
    type=click.IntRange(0),
    metavar="DAYS",
    help=f"Only what ends within so many days, or is over; for letters {REVIEW_WARNING_DAYS}, unless you say.",
)
@click.option(
    "--letters",
    "to",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a kind letter for each, as a text file.",
)
@options.site
@click.pass_context
def command(
    context: click.Context, as_of: str | None, within: int | None, to: Path | None, here: options.Here
) -> None:
    """Print what was agreed for each piece and when that ends, the soonest first, and what is missing.

    Letters are for you to send: nobody's address is known here. One that is there already is left as it is.
    Ends with 1 when something is missing, over, or over soon.

    Example: sharedstory consent --within 90 --letters ../letters
    """
    if context.invoked_subcommand:
        return
    read = here.read(as_of)
    pieces = consent.agreed(read)
    if to is not None:
        days = REVIEW_WARNING_DAYS if within is None else within
        _write_letters(here, read, [piece for piece in pieces if _ends_within(piece, days)], to)
        return
    shown = [piece for piece in pieces if within is None or piece.missing or _ends_within(piece, within)]
    width = max((len(_when(piece)) for piece in shown), default=0)
    for piece in shown:
        click.echo(printable(f"{_when(piece):{width}}  {piece.file}{_more(piece)}"))
    waiting = sum(piece.waits for piece in pieces)
    click.echo(f"{len(pieces)} pieces, {waiting} to see to.", err=True)
    sys.exit(1 if waiting else 0)


@command.command("renew")
@click.argument("slug")
@click.option("--until", required=True, metavar="DAY", help="The day on which to ask again: 2028-03-01.")
@options.site
def renew(slug: str, until: str, here: options.Here) -> None:
    """Write down that they agreed again, until a day. SLUG is the name of the file without .md.

    Only that day is changed in the file.

    Example: sharedstory consent renew our-garden --until 2028-03-01
    """
    read = here.read()
    with options.meaning("Nothing was changed: "):
        renewal = consent.renew(read, slug, until)
        if renewal.after == renewal.before:
            click.echo("It says so already. Nothing was changed.", err=True)
            return
        files.replace(renewal.path, renewal.before, renewal.after)
    click.echo(printable(f"{renewal.path.as_posix()}:{renewal.line}: consent.review_by: {until}"))


def _ends_within(piece: AgreedPiece, days: int) -> bool:
    return piece.days is not None and piece.days <= days


def _when(piece: AgreedPiece) -> str:
    if piece.missing:
        return "missing"
    if piece.ends is None or piece.days is None:
        return "no end"
    if piece.days <= 0:
        return f"{piece.ends}  over"
    return f"{piece.ends}  in {piece.days} {'day' if piece.days == 1 else 'days'}"


def _more(piece: AgreedPiece) -> str:
    notes = [", ".join(piece.missing)] if piece.missing else []
    notes += ["a draft"] if piece.draft else []
    notes += [f"not agreed: {', '.join(piece.withheld)}"] if piece.withheld else []
    return f"  ({'; '.join(notes)})" if notes else ""


def _write_letters(here: options.Here, read: Story, pieces: list[AgreedPiece], to: Path) -> None:
    here.keep_private(to)
    for piece in pieces:
        if piece.front is None:
            said = f"{piece.file}: we wrote no letter, because there is a problem in the file. Run: sharedstory check"
            click.echo(printable(said), err=True)
    options.write_letters(consent.letters(pieces, here.settings), to)
