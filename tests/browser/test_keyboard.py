"""Getting about with a keyboard alone: all that can be worked is reached in order, and it shows where one is."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, reader

# What can be worked and is shown, in the order of the page. Of radio buttons Tab stops at the chosen one, else the first.
# And whenever a key goes down, where one is by then.
EXPECTED = """() => {
  if (!window.where) addEventListener("keydown", () => { window.walked.push(window.where()); }, true);
  window.where = STOP;
  window.walked = [];
  const all = "a[href]:not([tabindex='-1']), button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const group = (e) => [...document.getElementsByName(e.name)];
  const stops = (e) => e.type !== "radio" || e === (group(e).find((one) => one.checked) || group(e)[0]);
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled && stops(e);
  window.stops = [...document.querySelectorAll(all)].filter(shown);
  return window.stops.length;
}"""
# Which of them has the focus, and what is wrong with how that looks. Radio buttons of tabs show it on their labels.
STOP = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const wrong = [];
  const seen = getComputedStyle(stop).opacity === "0" ? stop.labels[0] : stop;
  const box = seen.getClientRects()[0];
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  if (box.width < 2 || box.height < 2 || x < box.left || x > box.right || y < box.top || y > box.bottom)
    wrong.push("is off the screen");
  else {
    const top = document.elementFromPoint(x, y);
    if (!top || !(seen.contains(top) || top.contains(seen))) wrong.push("is covered");
  }
  let opacity = 1;
  for (let e = seen; e; e = e.parentElement) opacity *= getComputedStyle(e).opacity;
  if (opacity < 1) wrong.push("is faint");
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(seen);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) wrong.push("has no outline");
  if (/^rgba.*, 0\\)$|transparent/.test(outlineColor)) wrong.push("has an outline that is not seen");
  const name = `${stop.localName} ${(stop.ariaLabel || stop.textContent || stop.name).trim().slice(0, 40)}`;
  return [window.stops.indexOf(stop), name, ...wrong];
}"""
EXPECTED = EXPECTED.replace("STOP", STOP)


def walk(page: Page, most: int = 2000) -> list[Any]:
    """Press Tab from the top until the page is left, or so many times. Returns what was wrong on the way."""
    found: list[Any] = []
    expected = page.evaluate(EXPECTED)
    keys = page.context.new_cdp_session(page)
    tab = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
    # Held down, and not let go between: that halves the way to the browser and back.
    for _ in range(min(most, expected + 1)):
        keys.send("Input.dispatchKeyEvent", tab)
    walked: list[Any] = page.evaluate("window.walked")
    stops = [*walked, page.evaluate("window.where()")][1:]
    for number, stop in enumerate(stops):
        if stop is None or (stop[0] == 0 and number):
            return found if number == expected else [*found, f"{number} stops, where there are {expected}"]
        place, name, *wrong = stop
        if place != number:
            return [*found, f"stop {number} is {name}, which is number {place} on the page"]
        found += [f"{name} {each}" for each in wrong]
    return found if most < expected else [*found, "no end"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_tab_leads_through_every_page_in_its_order(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    found = {}
    with reader(browser, site, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        for path in site.pages:
            site.visit(page, path, few=True)
            found[path] = walk(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_the_first_stop_of_every_page_leads_past_its_header(browser: Browser, site: Site) -> None:
    found = {}
    with reader(browser, site) as page:
        for path in site.pages:
            site.visit(page, path, few=True)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            first = page.evaluate("document.activeElement.id")
            page.keyboard.press("Tab")
            inside = page.evaluate("document.activeElement.closest('main') !== null")
            found[path] = (first, inside)
    assert {path: led for path, led in found.items() if led != ("main", True)} == {}


def test_the_focus_shows_in_the_colours_of_the_reader_and_without_motion(
    browser: Browser, site: Site
) -> None:
    found = {}
    with reader(browser, site, forced_colors="active", reduced_motion="reduce") as page:
        for path in site.pages:
            site.visit(page, path, few=True)
            found[path] = walk(page, 20)
            found[path] += page.evaluate("document.getAnimations().map((each) => each.constructor.name)")
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
