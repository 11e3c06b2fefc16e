"""Narrowing a list on its page with a script: it tells how many are left, sorts them, and the address keeps it."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, reader

CRITIQUES = "testimonies/kind/critique/"


def left(page: Page) -> int:
    """How many cards the status tells of, which has to be how many can be seen."""
    status = page.locator(".ss-filters").get_by_role("status")
    expect(status).to_have_text(re.compile(r"^Showing \d+ of \d+$"))
    told = int(status.inner_text().split()[1])
    assert page.locator(".ss-card:visible").count() == told
    return told


def test_choices_combine_and_the_address_keeps_them(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        page.goto(odd.address + CRITIQUES)
        every = page.locator(".ss-card:visible").count()
        page.get_by_text("Filter and sort").click()
        page.get_by_label("Theme").select_option("many")
        many = left(page)
        page.get_by_label("Who is speaking").select_option("citizen")
        both = left(page)
        assert 0 < both < many < every < 200
        expect(page).to_have_url(re.compile(r"\?voice=citizen&theme=many$"))
        page.reload()
        assert left(page) == both
        page.get_by_role("button", name="Clear filters").click()
        expect(page.locator(".ss-filters").get_by_role("status")).to_have_text("")
        expect(page.locator(".ss-card:visible")).to_have_count(every)
        expect(page).to_have_url(re.compile(r"/testimonies/kind/critique/$"))


def test_choices_that_leave_nothing_say_so(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        page.goto(odd.address + "testimonies/kind/testimony/")
        page.get_by_text("Filter and sort").click()
        page.get_by_label("Place").select_option("in-wales")
        assert left(page) == 1  # the strange story that is in every region, which has another theme
        page.get_by_label("Theme").select_option("many")
        status = page.locator(".ss-filters").get_by_role("status")
        expect(status).to_have_text("Nothing matches. Try fewer filters.")
        expect(page.locator(".ss-card:visible")).to_have_count(0)


def test_a_list_is_put_in_order(browser: Browser, odd: Site) -> None:
    with reader(browser, odd) as page:
        page.goto(odd.address + "testimonies/kind/testimony/?order=title")
        titles = page.locator(".ss-card h3").all_inner_texts()
        assert titles == page.evaluate("(all) => all.toSorted((a, b) => a.localeCompare(b, 'en'))", titles)
        page.get_by_label("Sort by").select_option("oldest")
        dates = page.evaluate(
            "[...document.querySelectorAll('.ss-card')].map((e) => e.querySelector('time')?.dateTime || '9999')"
        )
        assert dates == sorted(dates)
        assert dates[-1] == "9999"
