"""`sharedstory import`: entries out of what came another way."""

from collections.abc import Mapping
from typing import Any, ClassVar

import click

from sharedstory.commands import Lazy


class _Import(Lazy):
    within = "import_"
    about: ClassVar[Mapping[str, str]] = {
        "pledges": "A sheet of pledges (CSV, Excel or LibreOffice) into the entry in which they were made.",
        "export": "What sharedstory export wrote.",
        "testimonies": "Drafts from the sheet of a private form.",
        "wordpress": "Drafts from the public posts of an export of WordPress.",
        "issue": "An issue that was opened with one of our forms.",
    }


@click.command("import", cls=_Import)
def command(**_: Any) -> None:
    """Make entries of what came another way.

    Example: sharedstory import issue --event event.json
    """
