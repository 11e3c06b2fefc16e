"""`sharedstory import testimonies`: drafts from the sheet of a private form."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.forms.questions import Vocabulary, for_contributors
from sharedstory.importing import record as record_
from sharedstory.importing import sheets, stories, story_columns
from sharedstory.importing.meanings import Column
from sharedstory.importing.record import StoriesRecord
from sharedstory.importing.sheets import Sheet
from sharedstory.importing.stories import StoriesReport, Taken
from sharedstory.importing.story_columns import MEANINGS, UnclearColumn
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema.choices import Kind
from sharedstory.schema.words import shortened
from sharedstory.story.folder import documents
from sharedstory.story.story import Story

_HEAD = """What you said of the columns of the sheet: change it by hand if you like.
And which story became which file. Written by sharedstory import testimonies."""


@click.command("testimonies")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "said",
    multiple=True,
    metavar="HEADING=MEANING",
    help=f"What a column is: {', '.join(MEANINGS)}. It is remembered.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: what is not clear is left out.")
@options.records("what the columns mean, and which stories were taken in")
@options.site
def command(
    file: Path, said: tuple[str, ...], no_input: bool, records: Path | None, here: options.Here
) -> None:
    """Make a draft of each story in a sheet (CSV, Excel or LibreOffice) if its person plainly agreed.

    A story needs a plain yes, and no column may be against it. "Yes, but …" is left out, and you are told the words.
    Names are taken only where the person plainly allowed it. "First name only", "initials" and "role only" are kept to.
    Nobody can see a draft. Read it through with its author first, then take out the line "draft: true".
    Importing again adds only new stories. It tells you who does not agree any more.

    Example: sharedstory import testimonies answers.csv
    """
    read = here.read()
    kept = here.records(records) / "testimonies.yml"
    report = StoriesReport()
    with options.meaning("Nothing was written: "):
        sheet = sheets.read(file)
        before, record = options.recorded(StoriesRecord, kept)
        record.columns |= dict(_said(said, sheet))
        vocabulary = Vocabulary.of(read)
        column = _settled(sheet, record.columns, vocabulary, ask=not no_input and has_terminal())
        made = [*stories.drafts(sheet, column, vocabulary, _tags(read), _taken(read, record.stories), report)]
    newcomers = files.Newcomers(read, Kind.TESTIMONY)
    for draft in made:
        path = newcomers.add(draft.name, draft.text)
        record.stories[draft.key] = path.stem
        click.echo(path.as_posix())
    if record.stories or record.columns:
        options.keep(kept, before, record_.dump(record, _HEAD).encode())
    for line in (*sheet.warnings, *report.lines):
        click.echo(printable(line), err=True)
    click.echo(report.count(len(made)), err=True)
    if report.lines:
        sys.exit(1)


def has_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def _tags(read: Story) -> frozenset[str]:
    return frozenset(tag for theme in read.themes for tag in theme.gathers)


def _taken(read: Story, known: Mapping[str, str]) -> dict[str, Taken]:
    """The stories that were taken in before, by their keys, as they are now."""
    now = {path.stem: document for path, document in documents(read)}
    taken = {}
    for key, name in known.items():
        document = now.get(name)
        values = document.values if document and isinstance(document.values, dict) else {}
        consent = values.get("consent")
        named_as = str(consent.get("named_as", "")) if isinstance(consent, dict) else ""
        taken[key] = Taken(name, document.body if document else None, named_as)
    return taken


def _said(said: tuple[str, ...], sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What was said of columns, as HEADING=MEANING. Raises UsageError."""
    for one in said:
        heading, _, meaning = one.rpartition("=")
        if heading not in sheet.headings:
            near = did_you_mean(heading, sheet.headings)
            raise click.UsageError(f'There is no column "{printable(heading)}".{printable(near)}')
        if meaning not in MEANINGS:
            near = did_you_mean(meaning, MEANINGS)
            raise click.UsageError(
                f'A column cannot be "{printable(meaning)}".{near} It is one of: {", ".join(MEANINGS)}.'
            )
        yield heading, meaning


def _settled(sheet: Sheet, said: dict[str, str], vocabulary: Vocabulary, *, ask: bool) -> dict[str, Column]:
    """What each column is, with what was asked for where that is possible; `said` remembers the answers."""
    questions = for_contributors(Kind.TESTIMONY, vocabulary)
    column = story_columns.columns(sheet, said, questions)
    while ask and (question := story_columns.unclear(sheet, column, said)):
        answer = _ask(sheet, question)
        if not answer:
            break
        said |= answer
        column = story_columns.columns(sheet, said, questions)
    return column


def _ask(sheet: Sheet, question: UnclearColumn) -> dict[str, str]:
    """What somebody answers: a meaning for each heading that they decided on; nothing where there is no such column."""
    if not question.meaning:
        [heading] = question.headings
        click.echo(f'What is "{printable(heading)}"? {_example(sheet, heading)}', err=True)
        return {heading: _number(list(MEANINGS.values()), list(MEANINGS))}
    click.echo(f"Which column is {MEANINGS[question.meaning]}?", err=True)
    choices = [f"{printable(one)}. {_example(sheet, one)}" for one in question.headings]
    chosen = _number([*choices, "none of these"], [*question.headings, ""])
    others = {one: "-" for one in question.headings if one != chosen} if question.only else {}
    return others | ({chosen: question.meaning} if chosen else {})


def _example(sheet: Sheet, heading: str) -> str:
    cell = next((row.cells[heading] for row in sheet.rows if row.cells.get(heading)), "")
    return f"For example: {printable(shortened(cell))}"


def _number(labels: list[str], values: list[str]) -> str:
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number:2}  {label}", err=True)
    number = click.prompt("Its number", type=click.IntRange(1, len(labels)), default=len(labels), err=True)
    return values[int(number) - 1]
