"""What axe, the checker of Deque Systems, can find wrong: nothing, in any state of any page."""

import re
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Begins, so that another page can begin too; AWAIT gives what was found.
BEGIN = """(tags) => {
  const options = {
    runOnly: {type: "tag", values: tags},
    rules: {"color-contrast-enhanced": {enabled: true}, "target-size": {enabled: true}},
    resultTypes: ["violations"],
  };
  window.found = new Promise((soon) => { setTimeout(soon); }).then(() => axe.run(document, options));
}"""
AWAIT = """async () => (await window.found).violations
  .map(({id, nodes}) => [id, nodes[0].target.join(" "), nodes[0].failureSummary])"""
OPEN = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


def narrow(page: Page) -> bool:
    """Choose something in the first select of a page, if it has one, and wait until it is told what that changed."""
    select = page.locator("main select:visible").first
    if not select.count():
        return False
    select.select_option(index=1)
    expect(page.locator("main [role=status]")).to_contain_text(re.compile(r"\d|Nothing"))
    return True


def violations(pages: tuple[Page, ...]) -> list[Any]:
    """What axe finds at both widths, on all pages at once."""
    found = []
    for width in (1280, 320):
        for page in pages:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(BEGIN, TAGS)
        for page in pages:
            found += [(page.url, width, *each) for each in page.evaluate(AWAIT)]
    return found


def test_axe_finds_nothing_in_light_and_in_dark(browser: Browser, site: Site) -> None:
    found = []
    with reader(browser, site) as light, reader(browser, site, color_scheme="dark") as dark:
        for path in site.pages:
            for page in light, dark:
                site.visit(page, path, few=True)
                page.evaluate(OPEN)
                page.evaluate(AXE)
            found += violations((light, dark))
            if narrow(light) and narrow(dark):
                found += violations((light, dark))
    assert found == []
