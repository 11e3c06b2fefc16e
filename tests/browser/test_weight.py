"""What a page costs to fetch, in bytes as they travel: compressed, where that helps."""

import gzip

from playwright.sync_api import Browser, Response

from tests.browser.conftest import Site, reader

KB = 1000


def fetched(browser: Browser, site: Site, path: str) -> dict[str, bytes]:
    """What a reader who comes for the first time fetches, by its address within the site."""
    answers: list[Response] = []
    with reader(browser, site) as page:
        page.on("response", lambda answer: answers.append(answer))
        site.visit(page, path)
        page.wait_for_load_state("networkidle")
        return {answer.url.removeprefix(site.address): answer.body() for answer in answers}


def weight(files: dict[str, bytes]) -> int:
    return sum(min(len(body), len(gzip.compress(body))) for body in files.values())


def test_a_testimony_is_light_and_asks_for_no_more_where_there_are_many(
    browser: Browser, own: Site, odd: Site
) -> None:
    few = fetched(browser, own, "testimonies/relationships-at-the-centre/")
    many = fetched(browser, odd, "testimonies/no-date/")
    assert sorted(few)[:-1] == sorted(many)[:-1]
    for files in few, many:
        assert weight(files) <= 50 * KB
        assert len(files) <= 8
        assert sum(len(body) for path, body in files.items() if path.endswith(".js")) <= 2 * KB


def test_a_first_search_is_light_where_there_are_many(browser: Browser, odd: Site) -> None:
    assert weight(fetched(browser, odd, "search/?q=made-up")) <= 170 * KB
