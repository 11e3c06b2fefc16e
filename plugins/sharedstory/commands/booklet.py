"""`sharedstory booklet`: a theme, a collection or a gathering to print."""

from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.site import booklet
from sharedstory.site.render import Renderer


@click.command("booklet")
@click.argument("name", metavar="THEME|COLLECTION|GATHERING")
@click.option("--large", is_flag=True, help="Large print, 18 points.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@options.site
def command(name: str, large: bool, out: Path | None, here: options.Here) -> None:
    """Make a tagged PDF of a theme, a collection or a gathering, with contents and page numbers.

    It has only entries whose authors agreed to print. Needs the extra `print`.
    If any of them may not be on the web and in search, it cannot go into a folder that is published.

    Example: sharedstory booklet relationships --large
    """
    read = here.read_whole()
    path = out or Path(f"{name}{'-large' if large else ''}.pdf")
    if not booklet.may_be_public(read, name):
        here.keep_private(path)
    count = booklet.write(Renderer(read, here.settings), name, path, large=large)
    click.echo(f"{path}: {count} {'piece' if count == 1 else 'pieces'}")
