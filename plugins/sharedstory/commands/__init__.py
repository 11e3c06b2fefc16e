"""The `sharedstory` command line. Each command is options in, one or two calls of the core, messages out."""

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar

import click

from sharedstory import __version__


class Lazy(click.Group):
    """Imports a command only when it is used, so that --help answers at once.

    `about` says what each is for, by its name; the module of `import issue` is `commands/import_issue.py`.
    """

    about: ClassVar[Mapping[str, str]] = {}
    within: ClassVar[str] = ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.about)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.about:
            return None
        name = f"{self.within}{cmd_name}".replace("-", "_")
        module = importlib.import_module(f"sharedstory.commands.{'import_' if name == 'import' else name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self.about.items()))


class _Main(Lazy):
    about: ClassVar[Mapping[str, str]] = {
        "check": "Print everything that is to be mended, with where and how.",
        "new": "Write the file of a new entry, by questions.",
        "import": "Make entries of what came another way.",
        "schema": "Write what is made from the schema, or check that it is up to date.",
        "export": "Write everything that is published as open data.",
        "booklet": "Make a booklet of a theme or a gathering, to print.",
        "withdraw": "Take back an entry or a pledge, everywhere, and prove it.",
    }


@click.command(cls=_Main)
@click.version_option(__version__, prog_name="sharedstory")
def main(**_: Any) -> None:
    """Keep and tell a movement's shared story.

    Example: sharedstory check testimonies/garden.md
    """
