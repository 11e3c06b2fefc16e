"""How pages lie on narrow and wide screens, with wide spacing, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site, reader

# Half of what https://web.dev/articles/cls calls good. Letters that come late on a busy machine move lines by a quarter.
MOST_SHIFT = 0.05
SHIFT = """() => new Promise((done) => {
  let total = 0;
  const count = (entries) => entries.forEach((entry) => { total += entry.value; });
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({type: "layout-shift", buffered: true});
  document.fonts.ready.then(() => setTimeout(() => { count(observer.takeRecords()); done(total); }, 50));
})"""
# Links in running text may be as small as the text. What is stretched over a card is as big as the card.
SMALL = """() => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  const own = "nav, header, footer, form, .ss-card, .ss-theme";
  const running = (e) => {
    let block = e.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return e.localName === "a" && getComputedStyle(e).display === "inline" && !e.closest(own)
      && block.textContent.trim() !== e.textContent.trim();
  };
  const box = (e) => (getComputedStyle(e, "::after").position === "absolute" ? e.offsetParent : e).getBoundingClientRect();
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")]
    .filter((e) => e.checkVisibility() && !e.disabled && !e.matches(".md-skip") && !running(e))
    .map((e) => [e.localName, e.textContent.trim().slice(0, 40), box(e).width, box(e).height])
    .filter(([, , width, height]) => width < 24 || height < 24);
}"""
# The spacing of WCAG 1.4.12, which readers may set.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
    p {margin-bottom: 2em !important}`);
  document.adoptedStyleSheets = [sheet];
}"""
# Boxes that hide a part of what is in them, and lines of text that stick out of the screen.
CUT = """() => {
  const hides = (e) => {
    const style = getComputedStyle(e);
    const across = /hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
    const down = /hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 1;
    return (across || down) && style.clipPath === "none";
  };
  const found = [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() && hides(e));
  const unseen = (e) => e && (getComputedStyle(e).clipPath !== "none" || unseen(e.parentElement));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const range = document.createRange(); texts.nextNode(); ) {
    const parent = texts.currentNode.parentElement;
    if (!parent.checkVisibility() || parent.closest(".ss-scroll") || unseen(parent)) continue;
    range.selectNodeContents(texts.currentNode);
    if ([...range.getClientRects()].some(({left, right}) => left < -1 || right > innerWidth + 1)) found.push(parent);
  }
  return found.map((e) => `${e.localName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
}"""


def sideways(page: Page) -> list[str]:
    """A complaint if the page scrolls sideways."""
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide} wide on a screen of {seen}"] if wide > seen else []


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_jumps_is_too_small_or_sticks_out(browser: Browser, site: Site, width: int) -> None:
    found: dict[str, list[Any]] = {}
    with reader(browser, site, viewport={"width": width, "height": 800}) as page:
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        for path in site.pages:
            site.visit(page, path)
            shift = page.evaluate(SHIFT)
            found[path] = [f"jumps by {shift}"] if shift > MOST_SHIFT else []
            found[path] += page.evaluate(SMALL) + sideways(page)
            if width == 320:
                page.set_viewport_size({"width": 256, "height": 640})
                found[path] += sideways(page)
                page.set_viewport_size({"width": 320, "height": 800})
            page.evaluate(SPACED)
            found[path] += page.evaluate(CUT) + sideways(page)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


# What would have to be scrolled to be read, and what is printed in another colour than black, or not upon white.
SPOILT = """() => {
  const black = "rgb(0, 0, 0)", white = ["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"];
  const spoilt = (e) => {
    const {color, backgroundColor, overflowX, clipPath} = getComputedStyle(e);
    return color !== black || !white.includes(backgroundColor)
      || (overflowX !== "visible" && clipPath === "none" && e.scrollWidth > e.clientWidth + 1);
  };
  return [...document.querySelectorAll("html, body, body *")]
    .filter((e) => e.checkVisibility() && e.textContent.trim() && spoilt(e))
    .map((e) => `${e.localName}.${e.className} ${e.textContent.trim().slice(0, 40)}`);
}"""


def test_paper_gets_black_words_and_no_navigation(browser: Browser, site: Site) -> None:
    found = {}
    with reader(browser, site, color_scheme="dark") as page:
        page.emulate_media(media="print")
        for path in site.pages:
            site.visit(page, path)
            found[path] = page.evaluate(SPOILT)
            found[path] += page.locator("nav:visible, form:visible, button:visible").all_text_contents()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
