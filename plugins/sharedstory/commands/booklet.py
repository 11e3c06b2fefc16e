"""`sharedstory booklet`: a theme, a collection or a gathering to print."""

import sys
from pathlib import Path

import click

from sharedstory import booklet, dates, story
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.pages import Renderer


@click.command("booklet")
@click.argument("name", metavar="THEME|COLLECTION|GATHERING")
@click.option("--large", is_flag=True, help="Large print, 18 points.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.option("--site-name", default="", help="What the site is called, for the cover.")
@click.option("--site-url", default="", help="The site's address, for links to what is not in the booklet.")
@options.testimonies
def command(name: str, large: bool, out: Path | None, site_name: str, site_url: str, folder: Path) -> None:
    """Make a tagged PDF of a theme, a collection or a gathering, with contents and page numbers.

    Only pieces whose authors agreed to print are in it. Needs the extra `print`.
    If any of them may not be on the web and in search, it cannot go into a folder that is published.

    Example: sharedstory booklet relationships --large
    """
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    if read.errors:
        click.echo("There are mistakes to be mended first. Run: sharedstory check", err=True)
        sys.exit(1)
    path = out or Path(f"{name}{'-large' if large else ''}.pdf")
    try:
        if not booklet.may_be_public(read, name):
            options.keep_private(path, read)
        count = booklet.write(Renderer(read, site_name=site_name, site_url=site_url), name, path, large=large)
    except booklet.BookletError as error:
        raise click.UsageError(str(error)) from None
    click.echo(f"{path}: {count} {'piece' if count == 1 else 'pieces'}")
