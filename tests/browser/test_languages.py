"""Searching in other languages, also in those that leave no space between words."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site, reader, served
from tests.conftest import entry
from tests.engine.conftest import SITE, run

PIECES = {
    "zh": (
        "我们街上的花园",
        "大家都想要一个无障碍的花园，可是没有人有钥匙。社区中心在NHS的帮助下打开了大门。今天天气很好。",
    ),
    "ja": ("みんなの庭", "私たちは同じ通りに住んでいます。車いすで入れる庭がほしかったのです。"),
    "th": ("สวนของเรา", "เราอยากมีสวนสาธารณะที่ทุกคนเข้าได้ เพื่อนบ้านช่วยกันปลูกต้นไม้ทุกวันเสาร์"),
    "ar-EG": ("كيف صار لنا باب", "سكنّا في شارع واحد عشر سنوات."),
}


@pytest.fixture(scope="module")
def tongues(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site in English with a piece in each of several languages."""
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("tongues") / "here"))
    for language, (title, body) in PIECES.items():
        text = entry(title=f"title: {title}", lang=f"lang: {language}", tags="tags: [doors]", body=body)
        (here / "testimonies" / f"in-{language.lower()}.md").write_text(text, encoding="utf-8")
    (here / "docs" / "croeso.md").write_text("---\nlang: cy\n---\n# Croeso i bawb\n\nDewch i mewn.\n")
    config = here / "mkdocs.yml"
    config.write_text(config.read_text().replace("name: material\n  font: false", "name: sharedstory"))
    done = run("mkdocs", "build", at=here)
    assert done.returncode == 0, done.stderr
    with served(here / "site", ["search"]) as site:
        yield site


@pytest.mark.parametrize(
    ("query", "language", "excerpt"),
    [
        ("花园", "zh", "大家都想要一个无障碍的花园，可是没有人有"),
        ("天天气", "zh", "今天天气很好。"),
        ("钥匙 天气", "zh", "没有人有钥匙"),
        ("花园 NHS", "zh", "一个无障碍的花园，"),
        ("NHS的帮助", "zh", "的帮助下打开了大门"),
        ("車いす", "ja", "車いすで入れる庭がほしかった"),
        ("庭がほしかった", "ja", "車いすで入れる庭がほしかったのです。"),
        ("สาธารณะ", "th", "เราอยากมีสวนสาธารณะที่ทุกคนเข้าได้ เพื่อนบ้านช่วยกัน"),
        ("ต้นไม้ วันเสาร์", "th", "ปลูกต้นไม้ทุกวันเสาร์"),
        ("شارع", "ar-EG", "سكنّا في شارع واحد"),
    ],
)
def test_a_word_within_a_sentence_is_found(
    browser: Browser, tongues: Site, query: str, language: str, excerpt: str
) -> None:
    with reader(browser, tongues) as page:
        page.goto(f"{tongues.address}search/?q={query}")
        expect(page.get_by_role("status")).to_have_text(f"1 result for “{query}”")
        result = page.locator("ol.ss-search__results > li")
        expect(result.locator("h2")).to_have_text(PIECES[language][0])
        expect(result.locator("h2")).to_have_attribute("lang", language)
        expect(result.locator("p").last).to_contain_text(excerpt)
        expect(result.locator("p").last).to_have_attribute("lang", language)
        expect(result.locator("p").last).to_have_attribute("dir", "rtl" if language == "ar-EG" else "ltr")


def test_a_page_of_the_organisers_says_its_language_in_results(browser: Browser, tongues: Site) -> None:
    with reader(browser, tongues) as page:
        page.goto(f"{tongues.address}search/?q=croeso")
        expect(page.get_by_role("status")).to_have_text("1 result for “croeso”")
        result = page.locator("ol.ss-search__results > li")
        expect(result.locator("h2")).to_have_attribute("lang", "cy")
        expect(result.locator("p").last).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("query", ["园花", "花园天气", "没有这个", "ไม่มี", "いす車", "钥匙 key"])
def test_letters_that_do_not_stand_together_are_not_found(
    browser: Browser, tongues: Site, query: str
) -> None:
    with reader(browser, tongues) as page:
        page.goto(f"{tongues.address}search/?q={query}")
        expect(page.get_by_role("status")).to_contain_text(f"Nothing matches “{query}”.")
