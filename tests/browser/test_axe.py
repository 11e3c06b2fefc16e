"""What axe, the checker of Deque Systems, can find wrong: nothing, in any state of any page."""

import re
from importlib.resources import files
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on colours. The enhanced contrast passes over what the plain one finds, so it takes both.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
# Begins, so that another page can begin too; AWAIT gives what was found. Of words that have the same elements and
# styles around them all the way up, one is enough to know their colours.
BEGIN = """([tags, colours, which]) => {
  const on = (names, enabled) => Object.fromEntries(names.map((name) => [name, {enabled}]));
  const style = (e) => {
    const {color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity} = getComputedStyle(e);
    return [e.localName, e.className, color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity].join();
  };
  const chain = (e) => e === document.body ? "" : `${chain(e.parentElement)}>${style(e)}`;
  const worded = (e) => [...e.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const words = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && worded(e));
  const looks = {
    colours: () => axe.run([...new Map(words.map((e) => [chain(e), e])).values()], {
      runOnly: {type: "rule", values: colours}, resultTypes: ["violations"],
    }),
    rest: () => axe.run(document, {
      runOnly: {type: "tag", values: tags}, resultTypes: ["violations"],
      rules: {...on(["target-size"], true), ...on(colours, false)},
    }),
  };
  window.found = (async () => {
    await new Promise((soon) => { setTimeout(soon); });
    const found = [];
    for (const look of which) found.push(...(await looks[look]()).violations);
    return found;
  })();
}"""
AWAIT = """async () => (await window.found)
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
    for width, looks in (
        (1280, ((light, ["rest", "colours"]), (dark, ["colours"]))),
        (320, ((light, ["rest"]),)),
    ):
        pages = [(page, which) for page, which in looks if page]
        for page, which in pages:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(BEGIN, [TAGS, COLOURS, which])
        for page, _ in pages:
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
            found += violations(light=light, dark=dark)
            if narrow(light) and narrow(dark):
                found += violations(light=light, dark=dark)
    assert found == []
