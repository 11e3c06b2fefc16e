"""Searching: what is found stands in an ordered list, is told, and can be narrowed, by keyboard alone too."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader

RESULTS = "ol.ss-search__results > li"
ELECTED = "An elected representative"
SOME = re.compile(r"^[\d,]+ results? for “made-up”$")


def results(page: Page) -> int:
    """How many results the status region tells of."""
    status = page.get_by_role("status")
    expect(status).to_have_text(SOME)
    return int(status.inner_text().split()[0].replace(",", ""))


def test_results_are_told_listed_and_narrowed_by_keyboard_alone(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        page.goto(odd.address)
        page.get_by_role("searchbox").focus()
        page.keyboard.type("made-up")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=made-up")
        all_of_them = results(page)
        items = page.locator(RESULTS)
        expect(items).to_have_count(10)
        expect(items.first.get_by_role("heading", level=2).get_by_role("link")).to_be_visible()

        page.get_by_label("What are you looking for?").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.locator("summary", has_text="Filter the results")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Who is speaking").locator("option", has_text=ELECTED)).to_have_count(1)
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "voice":
                break
        page.keyboard.type("An elec")
        expect(page).to_have_url(re.compile(r"\?q=made-up&voice=An\+elected\+representative$"))
        expect(page.get_by_role("status")).not_to_have_text(f"{all_of_them} results for “made-up”")
        narrowed = results(page)
        assert 0 < narrowed < all_of_them

        page.reload()
        assert results(page) == narrowed
        expect(page.get_by_label("Who is speaking")).to_have_value(ELECTED)
        page.get_by_role("button", name="Show more results").focus()
        page.keyboard.press("Enter")
        expect(items.nth(10).get_by_role("link")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/testimonies/*/")


def test_a_search_that_finds_nothing_says_so(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        # A word is found by its beginnings too, and no word of ours begins like this one.
        page.goto(f"{odd.address}search/?q=ωωωω")
        expect(page.get_by_role("status")).to_contain_text("Nothing matches “ωωωω”.")
        expect(page.locator(RESULTS)).to_have_count(0)
        expect(page.get_by_role("heading", name="Or browse")).to_be_visible()


def test_words_that_look_like_html_stay_words(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        page.goto(f"{odd.address}search/?q=%3Cimg%20src%3Dx%3E")
        expect(page.get_by_role("status")).to_contain_text("“<img src=x>”")
        expect(page.locator("main img")).to_have_count(0)
