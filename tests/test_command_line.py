"""How every command behaves: help with an example, and what happens when the machine or we are at fault."""

import errno
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sharedstory.commands import main, options
from sharedstory.schema.errors import PlainError


def every(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups and those within them."""
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from every(inner, (*words, name))


@pytest.mark.parametrize("words", [*every(main)], ids=" ".join)
def test_help_has_an_example(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*words, "--help"], prog_name="sharedstory")
    assert done.exit_code == 0
    assert f"Example: sharedstory {' '.join(words)}".rstrip() in " ".join(done.output.split())


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def read(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(options, "read_story", read)


def test_our_mistake_ends_with_three_and_says_what_to_report_and_nothing_of_anybodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "themes.yml").write_text("[]\n")
    failing(monkeypatch, KeyError("Ann's secret"))
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert done.exit_code == 3
    assert "This is a mistake of ours" in done.output
    assert "sharedstory check: KeyError at " in done.output
    assert "secret" not in done.output
    assert str(tmp_path) not in done.output
    assert "Traceback" not in done.output


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "themes.yml").write_text("[]\n")
    failing(monkeypatch, PermissionError(errno.EACCES, "Permission denied", "testimonies/locked.md"))
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output == (
        "testimonies/locked.md: you cannot read or change this just now. If it is open in another program, "
        "close it there and try again. If not, ask who looks after the computer.\n"
    )


def test_a_file_that_somebody_else_changed_meanwhile_is_no_mistake_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "themes.yml").write_text("[]\n")
    failing(monkeypatch, PlainError("a.md was changed by somebody else in the meantime. Try again."))
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert done.exit_code == 1
    assert done.output == "a.md was changed by somebody else in the meantime. Try again.\n"


def test_a_wrong_option_ends_with_two() -> None:
    assert CliRunner().invoke(main, ["check", "--nonsense"]).exit_code == 2


def test_what_is_printed_into_a_file_that_has_no_room_ends_with_one_and_says_so(tmp_path: Path) -> None:
    def no_room_at_all() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    site = Path(__file__).parent / "site"
    with (tmp_path / "list.csv").open("wb") as out:
        done = subprocess.run(
            [Path(sys.executable).with_name("sharedstory"), "pledges", "list", "--format", "csv"],
            cwd=site,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            preexec_fn=no_room_at_all,
        )
    assert done.returncode == 1
    assert done.stderr == "the file got bigger than this computer allows.\n"
