"""A reader whose browser runs no scripts gets all that there is, and nothing that does not work."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader


def lines(page: Page, part: str) -> set[str]:
    """The lines of text that parts of a page show."""
    return {line for text in page.locator(part).all_inner_texts() for line in text.splitlines()}


# The buttons that are shown and neither send nor empty a form.
IDLE = """() => [...document.querySelectorAll("button")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length)
  .filter((e) => !(e.form && (e.type === "reset" || e.form.hasAttribute("action"))))
  .map((e) => e.outerHTML)"""


def test_every_page_shows_the_same_words_with_and_without_and_no_button_that_does_nothing(
    browser: Browser, site: Site
) -> None:
    with reader(browser, site) as page, reader(browser, site, java_script_enabled=False) as bare:
        for path in site.pages:
            bare.goto(site.address + path)
            assert bare.evaluate(IDLE) == [], path
            if "?" not in path:
                site.visit(page, path)
                assert lines(page, "main") - lines(
                    page, "main :is(form, .ss-scripted, .ss-stepping, .ss-step h2)"
                ) <= lines(bare, "main"), path
                expect(bare.locator("h1")).to_be_visible()


def test_searching_leads_to_ways_to_browse(browser: Browser, own: Site) -> None:
    with reader(browser, own, java_script_enabled=False) as page:
        page.goto(own.address)
        page.get_by_role("searchbox").fill("home")
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_url("**/search/?q=home")
        expect(page.locator("noscript p")).to_be_visible()
        page.get_by_role("link", name="By theme").click()
        expect(page.get_by_role("heading", name="Themes", level=1)).to_be_visible()


def test_a_list_is_narrowed_by_selects_and_by_links(browser: Browser, odd: Site) -> None:
    with reader(browser, odd, java_script_enabled=False) as page:
        page.goto(odd.address + "testimonies/kind/critique/")
        cards = page.locator(".ss-card:visible")
        every = cards.count()
        page.get_by_text("Filter and sort").click()
        page.locator("main select[name=voice]").select_option("citizen")
        assert 0 < cards.count() < every
        page.get_by_role("button", name="Clear filters").click()
        expect(cards).to_have_count(every)


def test_a_long_list_is_gone_through_by_links_that_speak_of_all_of_it(browser: Browser, odd: Site) -> None:
    with reader(browser, odd, java_script_enabled=False) as page:
        page.goto(odd.address + "testimonies/")
        expect(page.locator(".ss-total")).to_have_text(re.compile(r"^1–200 of 21\d stories$"))
        expect(page.locator(".ss-filters")).to_have_count(0)
        page.get_by_role("link", name="Next", exact=True).click()
        expect(page.locator(".ss-total")).to_have_text(re.compile(r"^201–21\d of 21\d stories$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Testimonies (page 2 of 2)")
        page.locator("summary", has_text="Who is speaking").click()
        page.get_by_role("link", name="An elected representative").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Testimonies: An elected representative")
        assert 0 < page.locator(".ss-card:visible").count() < 30
        page.goto(odd.address + "themes/many/")
        page.locator("summary", has_text="Type").click()
        page.get_by_role("link", name="Critique").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Many: Critique")
