"""`sharedstory check`: the same problems as the build, without the build."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sharedstory import __version__
from sharedstory.commands import options
from sharedstory.editing import files, fix, mending
from sharedstory.editing.fixes import Fixes
from sharedstory.organising import changes, selection
from sharedstory.organising.selection import Selection
from sharedstory.reading import formats
from sharedstory.reading.codes import CODES, Severity
from sharedstory.reading.problems import Problem, did_you_mean, printable
from sharedstory.schema.errors import PlainError
from sharedstory.story.story import Story

FORMATS = ("text", "github", "json", "sarif", "gitlab", "markdown")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--as-of", metavar="DAY", help="Check consent and plans as on this day: 2026-03-01.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="For whom it is printed.")
@click.option(
    "--changed-since", metavar="REF", help="Only files that changed since this commit or branch of Git."
)
@click.option(
    "--all", "every", is_flag=True, help=f"Print all, and not only the first {formats.FEW} of each kind."
)
@click.option("--fix", "mend", is_flag=True, help="First fix what can be fixed without losing anything.")
@click.option("--diff", is_flag=True, help="Only print what --fix would change, and change nothing.")
@click.option("--explain", metavar="CODE", help="Say what a code means, and what to do.")
@options.site
def command(
    paths: tuple[Path, ...],
    as_of: str | None,
    form: str,
    changed_since: str | None,
    every: bool,
    mend: bool,
    diff: bool,
    explain: str | None,
    here: options.Here,
) -> None:
    """Print every problem, with its place and what to do.

    PATH is a file or folder, by default the testimonies of the site that you are in. All of its site's testimonies are read, since they
    refer to each other. Ends with 0 when there is nothing to mend, 1 when there is, 2 when it is used wrongly.
    --fix says on stderr what it mended, and leaves all else byte for byte as it was.

    \b
    text      a line each, for people: the first few of each kind, or --all
    github    annotations for GitHub; the summary of the step gets all of them
    json      a list of objects
    sarif     SARIF 2.1.0
    gitlab    a Code Quality report
    markdown  a summary for those who review: what would be published, and what was agreed

    Example: sharedstory check testimonies/garden.md
    """
    if explain is not None:
        if explain not in CODES:
            raise click.UsageError(f'We have no code "{printable(explain)}".{did_you_mean(explain, CODES)}')
        click.echo(f"{explain} ({CODES[explain].severity})\n{CODES[explain].what}\n{CODES[explain].mend}")
        return
    homes = {path: options.testimonies_of(path) for path in paths}
    sites = [options.site_of(folder=folder) for folder in dict.fromkeys(homes.values())] or [here]
    asked = tuple(selection.of_a_site(path, folder) for path, folder in homes.items()) or (here.testimonies,)
    changed = None if changed_since is None else _changed(changed_since, [each.testimonies for each in sites])
    selected = Selection(asked, changed)

    def read() -> list[Story]:
        return [each.read(as_of) for each in sites]

    stories = read()
    if diff:
        differences = "".join(fix.diff(fixes) for fixes in _fixes(stories, selected))
        click.echo(differences, nl=False)
        sys.exit(1 if differences else 0)
    # What is mended in one file can be meant in another.
    while mend and _mended(_fixes(stories, selected)):
        stories = read()
    found = selected.problems(stories)
    if changed_since is not None and changed is not None:
        # First, because GitHub shows only the first ten of each kind.
        found = [*_beside_pieces(stories, changed, changed_since), *found]
    most = None if every else formats.FEW
    click.echo(_printed(form, found, stories, selected, most), nl=False)
    weighty = [problem for problem in found if problem.severity is not Severity.NOTE]
    if weighty:
        errors = sum(problem.severity is Severity.ERROR for problem in weighty)
        if form == "text" and most and formats.has_more(found, most):
            click.echo(formats.counted(found), nl=False, err=True)
        if form == "text" and not mend and (count := mending.mendable(stories, found)):
            click.echo(f"{count} of these can be fixed for you: sharedstory check --fix", err=True)
        click.echo(f"{errors} to fix, {len(weighty) - errors} to check.", err=True)
        sys.exit(1)
    click.echo("No problems found.", err=True)


def _changed(ref: str, folders: list[Path]) -> frozenset[Path]:
    with options.meaning(f'--changed-since "{ref}": '):
        return frozenset(path for folder in folders for path in changes.since(ref, folder))


def _beside_pieces(stories: list[Story], changed: frozenset[Path], ref: str) -> Iterator[Problem]:
    from sharedstory.organising import review  # few ask for it, and it takes time to import

    for read in stories:
        before = changes.before(ref, read.folder / "withdrawn.yml")
        yield from review.beside_pieces(read, changed, before)


def _fixes(stories: list[Story], selected: Selection) -> Iterator[Fixes]:
    """The fixes of each file that was asked for and has any."""
    for read in stories:
        for fixes in mending.fixes(read, selected.names(read)):
            if isinstance(fixes, Fixes):
                yield fixes
            else:
                click.echo(printable(str(fixes)), err=True)


def _mended(found: Iterator[Fixes]) -> int:
    """How many files were mended. Says what was done, and where somebody else changed a file in the meantime."""
    count = 0
    for fixes in found:
        try:
            files.replace(Path(fixes.path), fixes.before, fixes.after)
        except PlainError as error:
            click.echo(printable(str(error)), err=True)
            continue
        count += 1
        for line in fixes.announced():
            click.echo(line, err=True)
    return count


def _printed(
    form: str, problems: list[Problem], stories: list[Story], selected: Selection, most: int | None
) -> str:
    """What goes to stdout. For GitHub, the summary of the step gets all that annotations have no room for."""
    from sharedstory.organising import review  # few ask for it, and it takes time to import

    def summary() -> str:
        return "\n".join(review.summary(read, selected.names(read), problems) for read in stories)

    match form:
        case "markdown":
            return summary()
        case "github":
            if target := os.environ.get("GITHUB_STEP_SUMMARY"):
                files.append(Path(target), summary().encode())
            return formats.github(problems)
        case "json":
            return formats.as_json(problems)
        case "sarif":
            return formats.sarif(problems, __version__)
        case "gitlab":
            return formats.gitlab(problems)
        case _:
            return formats.text(problems, most)
