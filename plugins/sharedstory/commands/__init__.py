"""The `sharedstory` command line. Each command is options in, one or two calls of the core, messages out."""

import importlib
import keyword
from typing import Any

import click

from sharedstory import __version__

COMMANDS = {
    "check": "Print everything that is to be mended, with where and how.",
    "new": "Write the file of a new entry, by questions.",
    "import": "Make entries of what came another way.",
    "schema": "Write what is made from the schema, or check that it is up to date.",
    "booklet": "Make a booklet of a theme or a gathering, to print.",
}


class _Lazy(click.Group):
    """Imports a command only when it is used, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"sharedstory.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy)
@click.version_option(__version__, prog_name="sharedstory")
def main(**_: Any) -> None:
    """Keep and tell a movement's shared story.

    Example: sharedstory check testimonies/garden.md
    """
