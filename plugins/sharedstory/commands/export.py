"""`sharedstory export`: everything that is published and may be in the open data, in a folder."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.reading.problems import printable
from sharedstory.site import export
from sharedstory.site.render import Renderer


@click.command("export")
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--site-url", help="The site's address, by default that of mkdocs.yml.")
@options.site
def command(folder: Path, site_url: str | None, here: options.Here) -> None:
    """Write the open data into FOLDER: tables as CSV, JSON and JSON Lines, with a dictionary.

    Only what is published and may be in the open data is in it. An older export in FOLDER is replaced. What
    somebody else put there or changed stays, and is named. Prints what the tables hold.

    Example: sharedstory export open-data
    """
    read = here.read_whole()
    settings = here.settings if site_url is None else replace(here.settings, url=site_url)
    exported = export.export(Renderer(read, settings))
    left = export.write(exported, folder)
    for name, rows in exported.tables.items():
        click.echo(f"{name}\t{len(rows)}")
    for name in exported.left_out:
        message = (
            f"{name}: its text is left out, because it links to a piece that may not be in the open data."
        )
        click.echo(printable(message), err=True)
    for name in left.beside:
        click.echo(printable(f"{folder / name}: we did not write this, and it stays."), err=True)
    for name in left.in_the_way:
        message = f"{folder / name}: somebody made or changed this. It stays, and ours was not written."
        click.echo(printable(message), err=True)
    if exported.left_out or left.in_the_way:
        sys.exit(1)
