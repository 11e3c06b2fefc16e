"""The package as others install it: built as a wheel, put somewhere else, and used there."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.engine.conftest import REPOSITORY, SITE

NEEDED = (
    "py.typed",
    "schema/catalogs/cy.po",
    "site/templates/theme.html",
    "site/assets/sharedstory.css",
    "forms/desk/index.html",
    "forms/desk/package-lock.json",
    "theme/mkdocs_theme.yml",
    "theme/main.html",
    "theme/assets/face.css",
    "theme/assets/fonts/atkinson-latin.woff2",
    "theme/assets/fonts/OFL.txt",
)
MOST = 1_000_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return folder


def test_both_hold_the_theme_the_templates_and_the_licence_of_the_typeface(built: Path) -> None:
    [wheel], [source] = built.glob("*.whl"), built.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        assert {f"sharedstory/{name}" for name in NEEDED} <= {*archive.namelist()}
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
        assert {f"plugins/sharedstory/{name}" for name in NEEDED} | {"README.md", "LICENSE"} <= names
    assert wheel.stat().st_size < MOST


def test_a_site_elsewhere_is_built_with_it_and_with_its_theme(built: Path, tmp_path: Path) -> None:
    [wheel] = built.glob("*.whl")
    place = tmp_path / "installed"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            place,
            wheel,
        ],
        check=True,
        capture_output=True,
    )
    site = Path(shutil.copytree(SITE, tmp_path / "site"))
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("name: material\n  font: false", "name: sharedstory"))
    environment = {**os.environ, "PYTHONPATH": str(place), "NO_MKDOCS_2_WARNING": "1"}
    code = "import sharedstory.theme, runpy, sys; print(sharedstory.theme.__file__); sys.argv = ['mkdocs', 'build', '--strict']; runpy.run_module('mkdocs', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{place}{os.sep}")
    assert (site / "site/assets/face.css").is_file()
    assert "Content-Security-Policy" in (site / "site/index.html").read_text()
