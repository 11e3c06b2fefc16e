"""`sharedstory import issue`: an entry out of an issue on GitHub."""

from pathlib import Path

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.forms import compose, issue
from sharedstory.forms.questions import Vocabulary, mistake
from sharedstory.reading.problems import printable
from sharedstory.schema.choices import Kind


@click.command("issue")
@click.option(
    "--event",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file in which GitHub describes the event of an issue.",
)
@options.site
def command(event: Path, here: options.Here) -> None:
    """Make an entry of an issue that was opened with one of our forms.

    Prints the path of the new file. What is to be looked at goes to stderr. Ends with 1 when no entry could be made.

    Example: sharedstory import issue --event "$GITHUB_EVENT_PATH"
    """
    read = here.read()
    with options.meaning("No file was written: "):
        given = issue.given(issue.read_event(event), Vocabulary.of(read))
    kind = next(kind for kind in Kind if kind == given.answers["kind"])
    for question in given.questions:
        if said := mistake(question, given.answers.get(question.name, ""), kind):
            click.echo(printable(f"{question.ask} {said}"), err=True)
    path = files.add_entry(
        read, kind, compose.name(given.answers), compose.file(given.questions, given.answers)
    )
    click.echo(path.as_posix())
