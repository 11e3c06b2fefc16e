"""Sites that really are built, as people build them."""

import shutil
from pathlib import Path

import pytest

from tests.engine.commands import run as run

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SITE = HERE.parent / "site"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the small whole site, to change at will."""
    return Path(shutil.copytree(SITE, tmp_path / "here"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small whole site, built."""
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("built") / "here"))
    out = here.parent / "site"
    done = run("mkdocs", "build", "--strict", "-d", out, at=here)
    assert done.returncode == 0, done.stderr
    return out


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
