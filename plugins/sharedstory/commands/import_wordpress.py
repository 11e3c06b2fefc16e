"""`sharedstory import wordpress`: the public posts of an export as drafts, and a report of what was lost."""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import handover
from sharedstory.importing import record as record_
from sharedstory.importing.record import PostsRecord
from sharedstory.importing.wordpress.wxr import WxrExport
from sharedstory.reading.problems import printable

try:
    from sharedstory.importing.wordpress import drafts
    from sharedstory.importing.wordpress.drafts import Library, Outcome, PostDraft, Refused, Wanted
except ModuleNotFoundError as error:
    message = f"This needs {error.name}. Run: pip install 'sharedstory[import]'"
    raise click.ClickException(message) from None

RECORD, REDIRECTS = "wordpress.yml", "redirects.csv"
# Where the record was once.
OLD_RECORD = "wordpress.json"
_HEAD = "Which post became which file. Written by sharedstory import wordpress."


@click.command("wordpress")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--type", "sorts", multiple=True, default=("post",), metavar="NAME", help="Sorts of posts: post, page …"
)
@click.option(
    "--unpublished", is_flag=True, help="Also what was not public there: as drafts, for you to ask about."
)
@click.option("--names", is_flag=True, help="Take the authors' names. Only where they agreed to that.")
@click.option(
    "--uploads",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder wp-content/uploads, out of which pictures are copied.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where new drafts go: by default imported/.",
)
@click.option(
    "--report", "told_in", type=click.Path(dir_okay=False, path_type=Path), help="Write the report there too."
)
@click.option("--dry-run", is_flag=True, help="Print the report, and write nothing.")
@options.records("which post became which file, and the old addresses")
@options.site
def command(
    file: Path,
    sorts: tuple[str, ...],
    unpublished: bool,
    names: bool,
    uploads: Path | None,
    into: Path | None,
    told_in: Path | None,
    dry_run: bool,
    records: Path | None,
    here: options.Here,
) -> None:
    """Make a draft of each post in an export of WordPress that everybody could read there.

    Drafts, private, scheduled and locked posts are left out unless you say --unpublished; comments always. Nothing is
    shown on the site before you have given each draft its kind, tags and consent, and taken the draft mark out.
    Importing again adds what is new, and leaves what you have worked on as it is.

    Example: sharedstory import wordpress export.xml --uploads uploads
    """
    read = here.read()
    kept = here.records(records) / RECORD
    export, report = WxrExport(file), _Report()
    with options.meaning("Nothing was written: "):
        before, record = options.recorded(PostsRecord, kept)
        if not before:
            _, record = options.recorded(PostsRecord, here.records(records) / OLD_RECORD)
        library = Library.of(read, into or read.folder / "imported")
        with _progress(file) as progress:
            sites = drafts.survey(export, progress)
            wanted = Wanted(frozenset(sorts), unpublished, names)
            for one in drafts.drafts(export, sites, wanted, report.left_out, progress):
                if isinstance(one, Refused):
                    report.refused.append(f"{one.which}: {one.why}.")
                else:
                    report.take(one, library, record, uploads, write=not dry_run)
    if record.posts and not dry_run:
        options.keep(kept, before, record_.dump(record, _HEAD).encode())
        redirects = here.records(records) / REDIRECTS
        options.keep(redirects, options.kept(redirects), drafts.redirects(record).encode())
    lines = [*report.lines(export.told)]
    for line in lines:
        click.echo(printable(line))
    if told_in and not dry_run:
        text = "\n".join(["# What was imported from WordPress", "", *map(_as_markdown, lines), ""])
        if handover.write(told_in.parent, {told_in.name: text.encode}, alone=False).in_the_way:
            message = f"{told_in} is there already, and it is not as we wrote it. It stays."
            click.echo(printable(message), err=True)
            sys.exit(1)
    sys.exit(1 if export.told or report.needs_somebody else 0)


class _Report:
    """What an import came to, post by post."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.posts: dict[str, list[str]] = defaultdict(list)
        self.refused: list[str] = []
        self.left_out: Counter[str] = Counter()

    def take(
        self, draft: PostDraft, library: Library, record: PostsRecord, uploads: Path | None, *, write: bool
    ) -> None:
        lost = [f"lost: {words}" for words in draft.lost]
        if not write:
            self.outcomes[Outcome.SAME if draft.key in record.posts else Outcome.ADDED] += 1
            self.posts[draft.name] += lost
            return
        outcome = drafts.write(draft, library, record)
        self.outcomes[outcome] += 1
        name = record.posts[draft.key].name if draft.key in record.posts else draft.name
        if outcome is Outcome.GONE:
            return
        path = library.files[name]
        if outcome in (Outcome.ADDED, Outcome.UPDATED):
            self.posts[path.as_posix()] += lost
        elif outcome is Outcome.CONFLICT:
            self.posts[path.as_posix()].append(str(outcome))
        if uploads is not None:
            self.posts[path.as_posix()] += drafts.copy_pictures(draft, path.parent, uploads)
        elif outcome in (Outcome.ADDED, Outcome.UPDATED):
            listed = (f"a picture to fetch: {address} -> {file}" for file, address in draft.pictures.items())
            self.posts[path.as_posix()] += listed

    @property
    def needs_somebody(self) -> bool:
        return bool(self.refused or any(self.posts.values()))

    def lines(self, told: list[str]) -> Iterator[str]:
        for outcome, count in sorted(self.outcomes.items()):
            yield f"{count} {'post' if count == 1 else 'posts'}: {outcome}"
        for why, count in sorted(self.left_out.items()):
            yield f"left out: {count} × {why}"
        yield from (f"the file: {words}" for words in told)
        yield from (f"not taken: {words}" for words in self.refused)
        for name, words in self.posts.items():
            if words:
                yield f"{name}:"
                yield from (f"  - {one}" for one in words)


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal, and only there, how much was read of the file, which is read twice."""
    size = 2 * file.stat().st_size
    with click.progressbar(
        length=size, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar.update


def _as_markdown(line: str) -> str:
    return line if line.startswith("  - ") else f"- {printable(line)}"
