"""What axe, the checker of Deque Systems, can find wrong: nothing, in any state of any page."""

import re
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
# Begins, so that another page can begin too; AWAIT gives what was found.
BEGIN = """([tags, colours, which]) => {
  const on = (names, enabled) => Object.fromEntries(names.map((name) => [name, {enabled}]));
  const options = which === "colours" ? {runOnly: {type: "rule", values: colours}} : {
    runOnly: {type: "tag", values: tags},
    rules: {...on(["target-size"], true), ...on(colours, which === "all")},
  };
  options.resultTypes = ["violations"];
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


def violations(*, light: Page | None = None, dark: Page | None = None) -> list[Any]:
    """What axe finds on a page in light and in dark, wide and narrow.

    Only colours are others in dark, and colours are the same at every width. So what cannot differ is looked at once.
    """
    found = []
    for width, looks in ((1280, ((light, "all"), (dark, "colours"))), (320, ((light, "all but colours"),))):
        pages = [(page, which) for page, which in looks if page]
        for page, which in pages:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(BEGIN, [TAGS, COLOURS, which])
        for page, which in pages:
            found += [(page.url, width, which, *each) for each in page.evaluate(AWAIT)]
    return found


def test_axe_finds_nothing_in_light_and_in_dark(browser: Browser, site: Site) -> None:
    found = []
    with reader(browser, site) as light, reader(browser, site, color_scheme="dark") as dark:
        for path in site.pages:
            for page in light, dark:
                site.visit(page, path, few=True)
                page.evaluate(OPEN)
                page.evaluate(AXE)
            found += violations(light=light, dark=dark)
            if narrow(light) and narrow(dark):
                found += violations(light=light, dark=dark)
    assert found == []
