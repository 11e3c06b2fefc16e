"""The `sharedstory` command line. Each command is options in, one or two calls of the core, messages out."""

import errno
import importlib
import io
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import click

from sharedstory import __version__
from sharedstory.reading.problems import printable

OURS = 3


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
        "check": "Print every problem, with its place and what to do.",
        "new": "Write the file of a new entry, by questions.",
        "import": "Make entries of what came another way.",
        "schema": "Write what is made from the schema, or check that it is up to date.",
        "report": "Print what the movement can say of itself on a day.",
        "themes": "See which tags are used, and which themes would gather what.",
        "export": "Write everything that is published as open data.",
        "booklet": "Make a booklet of a theme, a collection or a gathering.",
        "harvest": "Make the sessions of a gathering out of plain notes, again and again.",
        "pledges": "Go through the pledges, and write down what happened.",
        "withdraw": "Take back an entry or a pledge, everywhere, and prove it.",
        "consent": "Print what was agreed and until when, ask again, and renew it.",
    }

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Ends with 1 where the machine said no, and with 3 where the mistake is ours."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # what is printed may go into a file on a disk that is full
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever reads the output has seen enough
            sys.stdout = io.StringIO()  # so that nothing is tried again at the end
            from sharedstory.editing import files  # only now, since --help has to be quick

            file = files.about(error)
            click.echo(f"{printable(file)}: {files.reason(error)}" if file else files.reason(error), err=True)
            sys.exit(1)
        except Exception as error:
            click.echo(_our_mistake(error, ctx.invoked_subcommand or ""), err=True)
            sys.exit(OURS)


def _our_mistake(error: Exception, command: str) -> str:
    """What to report, without anything that somebody wrote: no values, and no paths but our own."""
    places = []
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if Path(__file__).parents[1] in file.parents:
            places.append(f"{file.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return (
        "This is a mistake of ours, and not yours. Please report it with these lines, and with the file if you may:\n"
        f"  sharedstory {__version__}, Python {platform.python_version()}, {platform.system()}\n"
        f"  sharedstory {printable(command)}: {type(error).__name__} at {' < '.join(reversed(places))}"
    )


@click.command(cls=_Main)
@click.version_option(__version__, prog_name="sharedstory")
def main(**_: Any) -> None:
    """Keep and tell a movement's shared story.

    Example: sharedstory check testimonies/garden.md
    """
