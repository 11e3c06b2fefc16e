"""What SECURITY.md says of tests, packages and files is so."""

import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
SAID = (HERE / "SECURITY.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# It draws on the terminal, and nothing that a reader sees.
FREE = {"click"}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:tests|editor)/[\w./-]+|[\w-]+\.toml)`", SAID))))
def test_each_file_that_is_named_is_there(path: str) -> None:
    assert (HERE / path).exists()


@pytest.mark.parametrize("package", [*PROJECT["dependencies"], *EXTRAS["import"], *EXTRAS["print"]])
def test_each_package_ends_below_the_version_that_nobody_tested(package: str) -> None:
    name = re.split(r"[\[<>=!~]", package)[0]
    assert name in FREE or re.search(r"<\d", package)


def test_what_cleans_and_shows_strangers_words_is_among_them() -> None:
    names = {re.split(r"[\[<>=!~]", package)[0] for package in PROJECT["dependencies"]}
    assert names >= {"nh3", "pyromark", "jinja2", "markupsafe", "pillow", "pyyaml", "pagefind"}
