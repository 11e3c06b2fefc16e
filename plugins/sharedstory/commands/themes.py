"""`sharedstory themes`: what the tags and the words of the story say of its themes."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from sharedstory.commands import options
from sharedstory.organising import curating
from sharedstory.reading import frontmatter
from sharedstory.reading.problems import printable
from sharedstory.story.folder import contents
from sharedstory.story.story import Story


@click.command("themes")
@click.option("--try", "wanted", metavar="TAG,TAG", help="Say what a theme of these tags would gather.")
@click.option(
    "--suggest",
    "draft",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Suggest themes for a draft, from its words.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@options.site
def command(wanted: str | None, draft: Path | None, as_json: bool, here: options.Here) -> None:
    """Print how many entries each theme and tag has, which tags nobody uses, and which are near each other.

    Only what is published is looked at, and a draft that you name.

    Example: sharedstory themes --suggest testimonies/garden.md
    """
    read = here.read()
    if draft is not None:
        document = frontmatter.parse(contents(draft), draft.as_posix())
        values = document.values if isinstance(document.values, dict) else {}
        words = f"{values.get('title', '')} {values.get('summary', '')} {document.body}"
        found: dict[str, Any] = {
            "suggested": [dataclasses.asdict(one) for one in curating.suggest(read, words, draft.stem)]
        }
    elif wanted is not None:
        entries = curating.gathered(read, [tag.strip() for tag in wanted.split(",") if tag.strip()])
        found = {"would gather": [{"entry": entry.slug, "themes": list(themes)} for entry, themes in entries]}
    else:
        found = _all(read)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(printable(line))


def _all(read: Story) -> dict[str, Any]:
    return {
        "themes": {theme.id: len(read.in_theme[theme.id]) for theme in read.themes},
        "tags": dict(curating.tags(read)),
        "unused": list(curating.unused(read)),
        "near": [dataclasses.asdict(one) for one in curating.near(read)],
    }


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for name, values in found.items():
        yield f"{name}:"
        if not values:
            yield "  none"
        for value in values.items() if isinstance(values, dict) else values:
            match value:
                case (str(word), count):
                    yield f"  {count:>5}  {word}"
                case {"entry": entry, "themes": themes}:
                    yield f"  {entry}  (now in: {', '.join(themes)})"
                case {"theme": theme, "likeness": likeness, "words": words}:
                    yield f"  {theme}  {likeness:.2f}  because of: {', '.join(words)}"
                case {"one": one, "other": other, "why": why}:
                    yield f"  {one} and {other}: {why}"
                case _:
                    yield f"  {value}"
