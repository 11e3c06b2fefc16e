"""The commands of the environment that the tests run in, each in a process of its own that costs next to nothing.

Most of what a command costs is what it imports, and the templates of the theme that it compiles. A server does both
once for all tests of a worker, and then forks for each command: so every command begins as a new process does, and
ends without a trace in any other.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import entry_points
from multiprocessing.context import ForkServerContext
from pathlib import Path

ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1"}
# What the server imports. ProperDocs takes the place of MkDocs in its process, and so does not get on with it.
READY = ("mkdocs", "sharedstory")


def run(*words: str | Path, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command, such as `mkdocs build`, in a folder. What Python reads as it starts makes it a program anew."""
    command, *rest = map(str, words)
    if command in READY and not any(name.startswith("PYTHON") for name in environment):
        return _forked(command, rest, at, environment)
    return subprocess.run(
        [Path(sys.executable).with_name(command), *rest],
        cwd=at,
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.engine.warm"])
    return context


def _forked(
    command: str, words: list[str], at: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        out, error = Path(folder) / "out", Path(folder) / "error"
        variables = {**os.environ, **ENVIRONMENT, **environment}
        process = _server().Process(target=_run, args=(command, words, at, variables, out, error))
        process.start()
        process.join()
        assert process.exitcode is not None
        return subprocess.CompletedProcess(
            [command, *words], process.exitcode, out.read_text("utf-8"), error.read_text("utf-8")
        )


def _run(
    command: str, words: list[str], at: Path, environment: dict[str, str], out: Path, error: Path
) -> None:
    """In the new process: take on what the command is given, and be it."""
    os.chdir(at)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, error)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(handle, number)
        os.close(handle)
    sys.argv = [command, *words]
    [script] = entry_points(group="console_scripts", name=command)
    script.load()()
