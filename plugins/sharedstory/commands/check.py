"""`sharedstory check`: the same problems as the build, without the build."""

import sys
from pathlib import Path

import click

from sharedstory import dates, story
from sharedstory.problems import CODES, Problem, Severity, did_you_mean


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--as-of", metavar="DAY", help="Look at consent and plans as on this day: 2026-03-01.")
@click.option("--explain", metavar="CODE", help="Say what a code means, and how to mend it.")
def command(paths: tuple[Path, ...], as_of: str | None, explain: str | None) -> None:
    """Print everything that is to be mended, with where and how.

    PATH is a file or folder, by default testimonies/. All of its site's testimonies are read, since they
    refer to each other. Ends with 0 when there is nothing to mend, 1 when there is, 2 when it is used wrongly.

    Example: sharedstory check testimonies/garden.md
    """
    if explain is not None:
        if explain not in CODES:
            raise click.UsageError(f'We have no code "{explain}".{did_you_mean(explain, CODES)}')
        click.echo(f"{explain} ({CODES[explain].severity})\n{CODES[explain].what}\n{CODES[explain].mend}")
        return
    try:
        day = dates.clock(as_of)
    except ValueError as error:
        raise click.UsageError(f"--as-of: {error}") from None
    found: set[Problem] = set()
    count = 0
    for path in paths or (Path("testimonies"),):
        folder = home(path)
        read = story.read(folder, as_of=day, called=folder.as_posix())
        count += len(read.released)
        found |= {problem for problem in read.problems if _within(problem.path, path)}
    for problem in sorted(found):
        click.echo(str(problem))
    weighty = [problem for problem in found if problem.severity is not Severity.NOTE]
    if weighty:
        errors = sum(problem.severity is Severity.ERROR for problem in weighty)
        click.echo(f"{errors} to mend, {len(weighty) - errors} to look at.", err=True)
        sys.exit(1)
    click.echo("Nothing to mend.", err=True)


def home(path: Path) -> Path:
    """The folder of testimonies that a path is in: the nearest with a themes.yml.

    Raises click.UsageError when there is none.
    """
    if not path.exists():
        raise click.UsageError(f"There is no {path} here. Go to the folder of your site, or name a path.")
    for folder in (path, *path.parents):
        if folder.is_dir() and (folder / "themes.yml").is_file():
            return folder
    for folder in path.absolute().parents:
        if (folder / "themes.yml").is_file():
            return folder
    if path.is_dir():
        return path
    raise click.UsageError(f"{path} is not in a folder of testimonies: there is no themes.yml above it.")


def _within(shown: str, path: Path) -> bool:
    return Path(shown).absolute().is_relative_to(path.absolute())
