"""`sharedstory import export`: the files of an export, back at their places."""

import sys
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.reading.problems import printable
from sharedstory.site import export


@click.command("export")
@click.argument("folder", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--from",
    "form",
    type=click.Choice([*export.FORMS]),
    help="Which of the three forms of the table is read.",
)
@click.option(
    "--testimonies",
    default="testimonies",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of testimonies. It is made where there is none.",
)
@options.ended
def command(folder: Path, form: str | None, testimonies: Path) -> None:
    """Write the files of an export, each at its old place, and never over another.

    Prints the path of each new file. What is to be looked at goes to stderr, and then it ends with 1.

    Example: sharedstory import export open-data --testimonies testimonies
    """
    found = export.bring_back(folder, testimonies, form)
    for path in found.written:
        click.echo(path.as_posix())
    for complaint in found.complaints:
        click.echo(printable(complaint), err=True)
    click.echo(
        f"{len(found.written)} written, {found.there} there already. Now run: sharedstory check", err=True
    )
    if found.complaints:
        sys.exit(1)
