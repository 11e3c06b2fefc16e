"""The form page looks for the same private details as the checker does."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from sharedstory.reading import privacy
from tests.test_privacy import FOUND, NOT_FOUND, unmarked

MODULE = Path(privacy.__file__).parents[1] / "site/assets/privacy.js"
KNOWN = ["Exampleshire", "07999 123456"]


def utf_16(text: str, place: int) -> int:
    """A place in a text as JavaScript counts it."""
    return len(text[:place].encode("utf-16-le")) // 2


def test_a_browser_finds_what_python_finds(browser: Browser) -> None:
    texts = [unmarked(text)[0] for texts in FOUND.values() for text in texts] + NOT_FOUND
    texts += [f"🔑 {text} 🔑\n{text}" for text in texts]
    texts += [" ".join(texts), "", "0" * 5000, "My sister " * 500]
    page = browser.new_page()
    page.set_content("<!doctype html><title>x</title>")
    code = MODULE.read_text(encoding="utf-8").replace("export function", "function") + "\nwindow.find = find;"
    page.add_script_tag(content=f"(function () {{ {code} }})();")
    for anonymous in (False, True):
        found = page.evaluate(
            "([texts, data, options]) => texts.map((text) => find(text, data, options).map((f) => [f.code, f.start, f.end, f.words]))",
            [texts, json.loads(json.dumps(privacy.as_json())), {"anonymous": anonymous, "known": KNOWN}],
        )
        for text, ours in zip(texts, found, strict=True):
            expected = [
                [one.code, utf_16(text, one.start), utf_16(text, one.end), one.words]
                for one in privacy.find(text, anonymous=anonymous, known=KNOWN)
            ]
            assert ours == expected, text[:200]
    page.close()
