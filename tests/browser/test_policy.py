"""Plain Material with the policy that `csp: true` writes: everything works, and what strangers could slip in does not."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, served
from tests.engine.conftest import SITE, run

# A page of an organiser that holds a script and a script of a stranger, as if something had let it through.
SLIPPED = """
<script>document.title = "slipped through"</script>
<img src="x" onerror="document.title = 'slipped through'">
<script>__md_scope=new URL("..",location);document.title = "slipped through"</script>
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("plain") / "here"))
    config = here / "mkdocs.yml"
    text = config.read_text().replace(
        "plugins:\n  - sharedstory:\n", "plugins:\n  - search\n  - sharedstory:\n      csp: true\n"
    )
    text = text.replace(
        "  font: false\n",
        "  font: false\n  features: [navigation.instant, navigation.tracking, content.code.copy, content.tabs.link]\n"
        "  palette: [{scheme: default, toggle: {icon: material/eye, name: Dark}}, "
        "{scheme: slate, toggle: {icon: material/eye, name: Light}}]\n",
    )
    config.write_text(text)
    (here / "docs" / "slipped.md").write_text(f"# Slipped\n{SLIPPED}")
    done = run("mkdocs", "build", at=here)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("this script will not run") == 2
    assert "slipped.md: this script will not run" in done.stderr
    with served(
        here / "site", ["", "testimonies", "testimonies/a-key", "pledges", "search", "slipped"]
    ) as site:
        yield site


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_plain_material_works_and_nothing_is_reported(plain: Site, page: Page) -> None:
    reported: list[str] = []
    page.on("console", lambda message: reported.append(message.text))
    page.on("pageerror", lambda error: reported.append(str(error)))
    for path in plain.pages:
        if path != "slipped/":
            page.goto(plain.address + path)
            assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    page.goto(plain.address)
    page.locator("label[for=__palette_1]").first.click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(".md-search__input").press_sequentially("told to wait")  # it listens to keys
    assert reported == []
    page.locator(".md-search-result__item").first.wait_for()
    assert reported == []


def test_what_slips_through_does_not_run(plain: Site, page: Page) -> None:
    reported: list[str] = []
    page.on("console", lambda message: reported.append(message.text))
    page.goto(f"{plain.address}slipped/")
    expect(page).to_have_title("Slipped - Exampletown stories")
    assert len([text for text in reported if "Content Security Policy" in text]) == 3
