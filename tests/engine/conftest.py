"""Sites that really are built, as people build them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SITE = HERE.parent / "site"

Run = Callable[..., subprocess.CompletedProcess[str]]


def run(*words: str | Path, at: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment that the tests run in, such as `mkdocs build`."""
    command, *rest = map(str, words)
    return subprocess.run(
        [Path(sys.executable).with_name(command), *rest],
        cwd=at,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the small whole site, to change at will."""
    return Path(shutil.copytree(SITE, tmp_path / "here"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small whole site, built."""
    out = tmp_path_factory.mktemp("built") / "site"
    done = run("mkdocs", "build", "--strict", "-d", out, at=SITE)
    assert done.returncode == 0, done.stderr
    return out


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
