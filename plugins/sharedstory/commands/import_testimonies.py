"""`sharedstory import testimonies`: drafts from the sheet of a private form."""

import sys
from pathlib import Path

import click
import yaml

from sharedstory import dates, story
from sharedstory.commands import options
from sharedstory.commands.check import home
from sharedstory.editing import files
from sharedstory.importing import sheets, story_rows
from sharedstory.importing.story_rows import Taken
from sharedstory.model import Kind
from sharedstory.problems import printable
from sharedstory.questions import Vocabulary


@click.command("testimonies")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.records("which stories were taken in")
@options.testimonies
def command(file: Path, records: Path, folder: Path) -> None:
    """Make a draft of each story in a sheet (CSV, Excel or LibreOffice) whose person agreed.

    Nothing of it is shown before you have looked it through with them and taken the draft mark out.
    Names are taken only where a column says that they may be shown. Importing again adds only what is new,
    and says who has not agreed any more.

    Example: sharedstory import testimonies answers.csv
    """
    read = story.read(home(folder), as_of=dates.clock(), called=folder.as_posix())
    kept = records / "testimonies.yml"
    told: list[str] = []
    try:
        sheet = sheets.read(file)
        before = options.kept(kept)
        known = yaml.safe_load(before) or {}
        if not isinstance(known, dict):
            raise sheets.SheetError(
                f"{kept} cannot be read. Mend it, or bring back the last one that was whole."
            )
        bodies = {path.stem: document.body for path, document in story.documents(read)}
        taken = {key: Taken(name, bodies.get(name)) for key, name in known.items()}
        made = [*story_rows.drafts(sheet, Vocabulary.of(read), dates.clock().isoformat(), taken, told)]
    except (sheets.SheetError, yaml.YAMLError) as error:
        click.echo(printable(f"Nothing was written: {error}"), err=True)
        sys.exit(1)
    for draft in made:
        path = files.add_entry(read, Kind.TESTIMONY, draft.name, draft.text)
        known[draft.key] = path.stem
        told += draft.told
        click.echo(path.as_posix())
    after = yaml.safe_dump(known, sort_keys=False).encode()
    if known:
        options.keep(kept, before, after)
    for line in (*sheet.warnings, *told):
        click.echo(printable(line), err=True)
    if told:
        sys.exit(1)
