"""The theme as another movement gets it by naming it: its own calm colours, and nothing asked of anybody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site, reader, served
from tests.browser.test_axe import AXE, OPEN, violations
from tests.engine.conftest import SITE, run

SIGN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#17456B"/></svg>'


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small site with the theme and a logo."""
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("theirs") / "here"))
    (here / "docs/sign.svg").write_text(SIGN)
    config = here / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("name: material\n  font: false", "name: sharedstory\n  logo: sign.svg")
    )
    done = run("mkdocs", "build", "--strict", at=here)
    assert done.returncode == 0, done.stderr
    with served(here / "site", ["testimonies/a-key", "glimpses/*", "pledges", "share"]) as site:
        yield site


def test_its_own_colours_are_clear_to_read_and_nothing_is_asked_of_others(
    browser: Browser, theirs: Site
) -> None:
    found, asked = [], set[str]()
    with reader(browser, theirs) as light, reader(browser, theirs, color_scheme="dark") as dark:
        for page in light, dark:
            page.on("request", lambda request: asked.add(request.url))
        for path in theirs.pages:
            for page in light, dark:
                theirs.visit(page, path)
                page.evaluate(OPEN)
                page.evaluate(AXE)
            found += violations(light=light, dark=dark)
        logo = light.locator(".md-logo img")
        assert logo.evaluate("(img) => img.complete && img.naturalWidth > 0")
    assert found == []
    assert asked
    assert {url for url in asked if not url.startswith(theirs.address)} == set()
