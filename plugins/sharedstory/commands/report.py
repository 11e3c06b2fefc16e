"""`sharedstory report`: what the movement can say of itself on a day."""

import click

from sharedstory.commands import options
from sharedstory.schema.choices import Channel
from sharedstory.site import report, report_text


@click.command("report")
@click.option("--on", metavar="DAY", help="Say what could be said on this day, by default today: 2026-03-01.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "csv", "json"]),
    default="markdown",
    help="CSV and JSON hold only what may be in the open data. The page is made with the site.",
)
@options.site
def command(on: str | None, form: str, here: options.Here) -> None:
    """Print what has changed: stories, pledges, offers, requests, and what people learned.

    It does not show counts of people under five, or anything that would give them away.

    Example: sharedstory report --on 2026-03-01 > report.md
    """
    today = here.day()
    day = here.day(on, "--on")
    if day > today:
        raise click.UsageError("--on: this day is still to come, and nobody can report of it.")
    read = here.read_whole()
    channels = [] if form == "markdown" else [Channel.DATA]
    click.echo(report_text.as_text(report.report(read, day, *channels), form), nl=False)
