"""`sharedstory withdraw`: an entry or a pledge is taken back, everywhere, and it is proved."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.editing.prepared import Prepared
from sharedstory.organising.withdrawing import afterwards
from sharedstory.organising.withdrawing import plan as withdrawing
from sharedstory.organising.withdrawing.proof import PREPARED, Proof, Search, begun, forget, prove
from sharedstory.organising.withdrawing.work import BRANCH, Plan
from sharedstory.reading.problems import printable
from sharedstory.schema import dates
from sharedstory.story.story import Story

SHOWN = 20


@click.command("withdraw")
@click.argument("id_", metavar="ID")
@click.option("--on", "day", metavar="DAY", help="The day on which it was taken down. By default today.")
@click.option("--dry-run", is_flag=True, help="Only print where it is now, and what would be done.")
@click.option(
    "--leave-quotes", is_flag=True, help="Go on although other files have words from it, and leave these."
)
@click.option(
    "--looked",
    is_flag=True,
    help="You have looked at the files that could not be searched, and none of it is in them.",
)
@click.option(
    "--no-build",
    is_flag=True,
    help="Do not build the site. Nothing is proved, unless --site says where it is.",
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site is built: by default where mkdocs.yml says.",
)
@options.site
def command(
    id_: str,
    day: str | None,
    dry_run: bool,
    leave_quotes: bool,
    looked: bool,
    no_build: bool,
    site: Path | None,
    here: options.Here,
) -> None:
    """Take back an entry, by its file's name without .md, or a pledge, by its id.

    Its file, its pictures and what refers to it go. Its id is kept in withdrawn.yml, so that its old address says
    kindly that it was taken back. The site is built, and every byte of it is searched for words of the piece; what
    was found is written into proofs/. Where words of it stand in somebody else's, nothing is done before you decide.

    If it is cut short, run the same again, and it goes on.

    Ends with 0 once it is gone, with 1 where something of it is still there or needs a person, and with 3 where
    nothing was found but some files could not be searched.

    Example: sharedstory withdraw our-garden --dry-run
    """
    read = here.read()
    root = here.settings.root
    built = site or here.settings.site
    try:
        on = dates.clock(day)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    before = begun(read, id_)
    work = withdrawing.plan(read, id_, on, root=root, site=built) or before
    if work is None:
        click.echo(f'"{printable(id_)}" was taken down already, and its file is not here any more.', err=True)
        return
    if isinstance(work, Search):
        click.echo("It is out of the files already. What is left is to prove that it is gone.", err=True)
        if dry_run:
            sys.exit(1)
    else:
        for line in _said(work, root):
            click.echo(line)
        if dry_run:
            planned = Search.of(work, root, before)
            for name in prove(planned, built, read, root=root).found if built.is_dir() else ():
                where = (
                    "kept for the next build"
                    if name.startswith(PREPARED)
                    else "in the site as it was built last"
                )
                click.echo(printable(f"{_called(name, built)}: {where}"))
            sys.exit(1 if work.stops or work.quotes else 0)
        if work.stops or (work.quotes and not leave_quotes):
            click.echo(
                "Nothing was changed. See to these first; --leave-quotes leaves words of it where they are.",
                err=True,
            )
            sys.exit(1)
    with _whole_or_told():
        search = work if isinstance(work, Search) else withdrawing.carry_out(work, read, root)
        Prepared(root).forget(search.pictures)
        read = here.read()
        for path in afterwards.make_again(read):
            click.echo(f"{path.relative_to(root).as_posix()}: made anew")
        blind = no_build and site is None
        proof = None if blind else _proved(search, read, root, built, build=not no_build, looked=looked)
        if proof is not None and proof.gone:
            forget(read, search)
    if blind:
        click.echo(
            "It is out of the files here, and nothing is proved. Publish the new site. Then run the same "
            "with --site and its folder.",
            err=True,
        )
    click.echo(afterwards.runbook(search, proof))
    sys.exit(0 if blind or (proof and proof.gone) else 3 if proof and not proof.found else 1)


@contextmanager
def _whole_or_told() -> Iterator[None]:
    """Ends the command where something could not be written, and says that the rest can be done later."""
    try:
        with options.meaning("", " What was done stays done, and the rest is done then."):
            yield
    except OSError as error:
        click.echo(printable(f"{files.about(error)}: {files.reason(error)}".removeprefix(": ")), err=True)
        click.echo("It is not finished. Put that right, and run the same again.", err=True)
        sys.exit(1)


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
    paths = (*([plan.file] if plan.whole else []), *plan.gone)
    return [path.absolute().relative_to(root).as_posix() for path in paths]


def _proved(
    search: Search, read: Story, root: Path, built: Path, *, build: bool, looked: bool
) -> Proof | None:
    """Build the site, look through it, and write down what was seen. Nothing where there is no such site."""
    if build and not _build(root, built):
        return None
    if not built.is_dir():
        click.echo(f"There is no site in {built.name}/. Build it, and run the same again.", err=True)
        return None
    _say_on_terminal("Looking through every file of it …")
    proof = prove(search, built, read, root=root, looked=looked)
    path = afterwards.keep(proof, root)
    for name in proof.found:
        click.echo(printable(f"{_called(name, built)}: something of it is still here"), err=True)
    for name, why in () if looked else proof.closed:
        click.echo(printable(f"{_called(name, built)}: closed, so not searched: {why}"), err=True)
    click.echo(
        f"{proof.files} files were looked at. What was seen is in {path.relative_to(root).as_posix()}.",
        err=True,
    )
    if proof.older and proof.found:
        click.echo("Older versions of the site still hold it. The end of this says what to do.", err=True)
        if any(name.startswith(BRANCH) and "/" in name for name in (*proof.found, *dict(proof.closed))):
            click.echo(SEEN_LAST, err=True)
    elif any(name.startswith("../") for name in proof.found):
        click.echo("Delete the copies beside the site, and run the same again.", err=True)
    elif proof.found and not build:
        click.echo("Build the site again, and run the same again.", err=True)
    elif not proof.gone and not proof.found:
        click.echo(
            "Nothing was found, but the closed files could not be searched. Look at each of them yourself. "
            "If none of it is there, run the same again with --looked.",
            err=True,
        )
    return proof


def _called(name: str, built: Path) -> str:
    """What was looked at, as messages call it: a branch, a picture that is kept, a copy beside the site, or a file of it."""
    if name.startswith((BRANCH, PREPARED)):
        return name
    return name.removeprefix("../") if name.startswith("../") else f"{built.name}/{name}"


def _build(root: Path, built: Path) -> bool:
    _say_on_terminal("Building the site …")
    failure = afterwards.build(root, built)
    if failure is not None:
        for line in failure.splitlines():
            click.echo(printable(line), err=True)
        click.echo(
            "The site could not be built, so the old one stays. Mend this, and run the same again.", err=True
        )
    return failure is None


def _say_on_terminal(words: str) -> None:
    if sys.stderr.isatty():
        click.echo(words, err=True)


SEEN_LAST = (
    "A branch such as origin/gh-pages is what this computer last saw of the published site. "
    "If you have published since, run: git fetch --prune. Then run the same again."
)
