"""`sharedstory pledges`: which there are, what became of them, and whom to ask."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from sharedstory.commands import options
from sharedstory.organising import pledges
from sharedstory.reading.problems import printable
from sharedstory.schema.choices import Checked, Status
from sharedstory.schema.types import QUIET_DAYS
from sharedstory.schema.words import shortened
from sharedstory.site import opendata
from sharedstory.story.story import MadePledge

SOON_DAYS = 30
_WIDTH = 60

_as_of = click.option(
    "--as-of", metavar="DAY", help="Count days to this day: 2026-03-01. Today, unless you say."
)
_form = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    help="How it is printed.",
)


@click.group("pledges")
def command() -> None:
    """Go through the pledges, and write down what happened.

    Example: sharedstory pledges due
    """


@command.command("list")
@click.option(
    "--status", type=click.Choice([str(status) for status in Status]), help="Only those with this status."
)
@click.option("--theme", default="", help="Only those of a theme, or with a tag.")
@click.option("--gathering", default="", help="Only those made at a gathering, or in what came from it.")
@click.option("--who", default="", help="Only those of somebody whose name has this in it.")
@click.option(
    "--due", type=click.IntRange(0), metavar="DAYS", help="Only those that are due within so many days."
)
@click.option(
    "--quiet", type=click.IntRange(1), metavar="DAYS", help="Only those not heard of for so many days."
)
@_form
@_as_of
@options.site
def list_(
    status: str | None,
    theme: str,
    gathering: str,
    who: str,
    due: int | None,
    quiet: int | None,
    form: str,
    as_of: str | None,
    here: options.Here,
) -> None:
    """Print the pledges that are shown on the site, those with the newest news first.

    Example: sharedstory pledges list --status stuck --theme housing
    """
    read = here.read(as_of)
    found = pledges.chosen(
        read, status=status or "", theme=theme, gathering=gathering, who=who, due_within=due, quiet=quiet
    )
    _print(found, form)


@command.command("due")
@click.option(
    "--within", default=SOON_DAYS, show_default=True, type=click.IntRange(0), help="In how many days."
)
@_form
@_as_of
@options.site
def due(within: int, form: str, as_of: str | None, here: options.Here) -> None:
    """Print the open pledges that are due soon, or were due before, the earliest first.

    Example: sharedstory pledges due --within 14
    """
    found = pledges.chosen(here.read(as_of), due_within=within)
    _print(sorted(found, key=lambda made: (made.pledge.by, made.id)), form)


@command.command("quiet")
@click.option(
    "--days", default=QUIET_DAYS, show_default=True, type=click.IntRange(1), help="For how many days."
)
@_form
@_as_of
@options.site
def quiet(days: int, form: str, as_of: str | None, here: options.Here) -> None:
    """Print the open pledges of which nobody has heard for long, the longest first.

    Example: sharedstory pledges quiet --days 90
    """
    found = pledges.chosen(here.read(as_of), quiet=days)
    _print(sorted(found, key=lambda made: (made.when is None, made.when or 0, made.id)), form)


@command.command("set")
@click.argument("id_", metavar="ID")
@click.argument("status", type=click.Choice([str(status) for status in Status]))
@click.option(
    "--note", default="", help="What happened, in a sentence. Needed with stuck, reshaped and let-go."
)
@click.option(
    "--on", "day", default="", metavar="DATE", help="When it was so: 2026-03-01. Today, unless you say."
)
@click.option("--evidence", default="", metavar="ADDRESS", help="Where anybody can see it.")
@click.option("--checked", type=click.Choice([str(one) for one in Checked]), help="Who says so.")
@options.site
def set_(
    id_: str, status: str, note: str, day: str, evidence: str, checked: str | None, here: options.Here
) -> None:
    """Add to a pledge's history how it stands now. Nothing else in the file changes.

    Example: sharedstory pledges set open-door kept --note "Every Sunday since May." --on 2026-06-07
    """
    read = here.read()
    with options.meaning("Nothing was changed: "):
        change = pledges.step(
            read,
            id_,
            status,
            on=day or read.as_of.isoformat(),
            note=note,
            evidence=evidence,
            checked=checked or "",
        )
        if change.after == change.before:
            click.echo("It has this status already. Nothing was changed.", err=True)
            return
        change.carry_out()
    click.echo(change.path.as_posix())


@command.command("nudge")
@click.argument("to", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--quiet",
    "days",
    default=QUIET_DAYS,
    show_default=True,
    type=click.IntRange(1),
    help="Not heard of for so many days.",
)
@click.option(
    "--due",
    "within",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Or due within so many days.",
)
@_as_of
@options.site
def nudge(to: Path, days: int, within: int, as_of: str | None, here: options.Here) -> None:
    """Write a kind letter to each of those who pledged and have not been heard of, as text files in FOLDER.

    Nothing is sent, and nobody's address is known here. A letter that is there already is left as it is.

    Example: sharedstory pledges nudge ../letters
    """
    read = here.read(as_of)
    here.keep_private(to)
    quiet_ones = pledges.chosen(read, quiet=days)
    due_ones = [made for made in pledges.chosen(read, due_within=within) if made not in quiet_ones]
    options.write_letters(pledges.letters([*quiet_ones, *due_ones], here.settings), to)


def _print(found: Iterable[MadePledge], form: str) -> None:
    rows: list[dict[str, Any]] = pledges.rows(found)
    if form == "csv":
        click.echo(opendata.as_csv(rows), nl=False)
    elif form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for line in _table(rows):
            click.echo(line)
        click.echo(f"{len(rows)} pledge{'' if len(rows) == 1 else 's'}.", err=True)


def _table(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    cells = [
        list(pledges.COLUMNS),
        *([shortened(printable(row[name]), _WIDTH) for name in pledges.COLUMNS] for row in rows),
    ]
    widths = [max(len(row[number]) for row in cells) for number in range(len(pledges.COLUMNS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
