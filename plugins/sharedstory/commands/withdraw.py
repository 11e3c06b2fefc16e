"""`sharedstory withdraw`: an entry or a pledge is taken back, everywhere, and it is proved."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from sharedstory import dates, outputs, story, withdrawing
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.editing import files, splice
from sharedstory.problems import printable
from sharedstory.withdrawing import Plan

SHOWN = 20


@click.command("withdraw")
@click.argument("id_", metavar="ID")
@click.option("--on", "day", metavar="DAY", help="The day on which it was taken back; today, unless you say.")
@click.option("--dry-run", is_flag=True, help="Only print where it is now, and what would be done.")
@click.option(
    "--leave-quotes", is_flag=True, help="Go on although words of it stand in other files, and leave these."
)
@click.option(
    "--no-build",
    is_flag=True,
    help="Do not build the site. Nothing is proved, unless --site says where it is.",
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site is built: by default site/.",
)
@options.testimonies
def command(
    id_: str,
    day: str | None,
    dry_run: bool,
    leave_quotes: bool,
    no_build: bool,
    site: Path | None,
    folder: Path,
) -> None:
    """Take back an entry, by its file's name without .md, or a pledge, by its id.

    Its file, its pictures and what refers to it go. Its id is kept in withdrawn.yml, so that its old address says
    kindly that it was taken back. The site is built, and every byte of it is searched for words of the piece; what
    was found is written into proofs/. Where words of it stand in somebody else's, nothing is done before you decide.

    Ends with 1 where something needs a person.

    Example: sharedstory withdraw our-garden --dry-run
    """
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    root = next(
        (up for up in folder.absolute().parents if (up / "mkdocs.yml").is_file()), folder.absolute().parent
    )
    built = site or root / "site"
    try:
        on = dates.clock(day)
        found = withdrawing.plan(read, id_, on, root=root, site=built)
    except withdrawing.AlreadyGoneError as error:
        click.echo(str(error), err=True)
        return
    except (ValueError, withdrawing.WithdrawError) as error:
        raise click.UsageError(str(error)) from None
    for line in _said(found, root):
        click.echo(line)
    if dry_run:
        for name in withdrawing.prove(found, built).found if built.is_dir() else ():
            click.echo(printable(f"{built.name}/{name}: in the site as it was built last"))
        sys.exit(1 if found.stops or found.quotes else 0)
    if found.stops or (found.quotes and not leave_quotes):
        click.echo(
            "Nothing was changed. See to these first; --leave-quotes leaves words of it where they are.",
            err=True,
        )
        sys.exit(1)
    try:
        withdrawing.carry_out(found)
    except splice.EditError as error:
        click.echo(printable(f"{error} What was done stays done, and the rest is done then."), err=True)
        sys.exit(1)
    for path, text in outputs.differing(story.read(folder, called=folder.as_posix()), root):
        if path.is_file():
            files.save(path, text.encode())
            click.echo(f"{path.relative_to(root).as_posix()}: made anew")
    blind = no_build and site is None
    gone = blind or _proved(found, root, built, build=not no_build)
    if gone:
        withdrawing.forget(found)
    if blind:
        click.echo(
            "Taken back here. Build the site and publish it now: until then the old one can be read.",
            err=True,
        )
    paths = " ".join(f"--path '{name}'" for name in _names(found, root))
    out = f"--invert-paths {paths}" if paths else "--replace-text ../its-words.txt"
    click.echo(RUNBOOK.format(out=out))
    sys.exit(0 if gone else 1)


def _said(plan: Plan, root: Path) -> Iterator[str]:
    """What will be done, and what stands in the way, a line each; never any of the words."""
    for name in _names(plan, root):
        yield printable(f"{name}: deleted")
    for trace in plan.changes:
        yield str(trace)
    for trace in (*plan.stops, *plan.quotes):
        yield f"{trace} <- decide"
    for trace in plan.told[:SHOWN]:
        yield f"{trace} (for you to know)"
    if len(plan.told) > SHOWN:
        yield f"and {len(plan.told) - SHOWN} more files that are for you to know"


def _names(plan: Plan, root: Path) -> list[str]:
    files = (*([plan.file] if plan.whole else []), *plan.gone)
    return [path.absolute().relative_to(root).as_posix() for path in files]


def _proved(plan: Plan, root: Path, built: Path, *, build: bool) -> bool:
    """Build the site, look through it, and write down what was seen. Whether everything is gone."""
    if build and not _build(root, built):
        return False
    if not built.is_dir():
        click.echo(f"There is no site in {built.name}/. Build it, and run the same again.", err=True)
        return False
    _say_on_terminal("Looking through every file of it …")
    proof = withdrawing.prove(plan, built)
    path = root / "proofs" / proof.name
    files.save(path, str(proof).encode())
    for name in proof.found:
        click.echo(printable(f"{built.name}/{name}: something of it is still here"), err=True)
    for name in proof.closed:
        click.echo(
            printable(f"{built.name}/{name}: cannot be looked through, or not in all. Look at it yourself."),
            err=True,
        )
    click.echo(
        f"{proof.files} files were searched. What was seen is in {path.relative_to(root).as_posix()}.",
        err=True,
    )
    if proof.found and not build:
        click.echo("Build the site anew, and run the same again.", err=True)
    return not proof.found


def _build(root: Path, built: Path) -> bool:
    _say_on_terminal("Building the site …")
    done = subprocess.run(  # noqa: S603 - our own program, and no word of anybody's
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(built.absolute())],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        for line in done.stderr.splitlines():
            click.echo(printable(line), err=True)
        click.echo(
            "The site could not be built, so the old one stays. Mend this, and run the same again.", err=True
        )
    return not done.returncode


def _say_on_terminal(words: str) -> None:
    if sys.stderr.isatty():
        click.echo(words, err=True)


RUNBOOK = """
What no program can do for you:

1. Publish the site now. Until then the old one can be read.
2. History. Everybody who has the repository has the old file. In a fresh clone, with git-filter-repo:
     git filter-repo {out}
     git push --force --all && git push --force --tags
   Then everybody else clones anew.
3. Pull requests keep what was in them, and only GitHub can take it out:
     https://docs.github.com/en/site-policy/content-removal-policies/github-private-information-removal-policy
   Issues, comments and the files of workflow runs are yours to delete.
4. Forks and clones of others: ask their owners.
5. Search engines: ask Google and Bing to forget the old address.
6. Archives: write to info@archive.org with the old address.
7. Feeds, open data and booklets that were taken before: tell those who use them, and take printed ones in.
8. Tell the person what was done, and what could not be.
"""
