"""What strangers send does not run in a browser, on themes without any policy."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import served
from tests.engine.conftest import SITE
from tests.engine.test_payloads import ENTRIES, FIXED, THEMES, fill, make

# Whatever runs calls `alert`, which is a mark here.
MARK = "window.ran = []; window.alert = (...given) => { window.ran.push(given.join() || 'alert') }"
# What has run, what would run when somebody comes near it, and what would lead to a script or to strangers.
LIVE = """() => [
    ...window.ran,
    ...[...document.querySelectorAll("*")].flatMap(element =>
        [...element.attributes].filter(one => /^on/i.test(one.name)).map(one => `${one.name}=${one.value}`)),
    ...[...document.querySelectorAll("[href], [src], [action], [formaction], [data]")].flatMap(element =>
        ["href", "src", "action", "formaction", "data"].map(name => `${element[name]?.baseVal ?? element[name] ?? ""}`)
        .filter(address => /^(javascript|vbscript|data|blob|filesystem):/i.test(address))),
]"""
# The elements of a page with the names of their attributes, each with how often it is there, as a browser reads them.
ELEMENTS = """html => {
    const counts = {}
    for (const element of new DOMParser().parseFromString(html, "text/html").querySelectorAll("*")) {
        const names = [element.localName, ...[...element.attributes].map(one => one.name).sort()].join(" ")
        counts[names] = (counts[names] ?? 0) + 1
    }
    return counts
}"""


@pytest.mark.parametrize("theme", ["one that prints all"])
def test_nothing_that_strangers_send_runs(browser: Browser, tmp_path: Path, theme: str) -> None:
    here = Path(shutil.copytree(SITE, tmp_path / "here"))
    twin = Path(shutil.copytree(SITE, tmp_path / "twin"))
    strangers = fill(here, twin, f"browser {theme}", ENTRIES)
    assert len(strangers.shown) >= 1700
    built, harmless = make(here, THEMES[theme]), make(twin, THEMES[theme])
    living: list[tuple[str, str]] = []
    with served(built, [""]) as site, browser.new_context(bypass_csp=True) as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        context.add_init_script(MARK)
        page = context.new_page()
        page.on("dialog", lambda dialog: living.append((page.url, dialog.message)))
        for file in sorted(built.rglob("*.html")):
            path = file.relative_to(built).as_posix()
            texts = [(folder / path).read_text("utf-8") for folder in (built, harmless)]
            if texts[0] == texts[1]:
                continue  # it holds nobody's words
            page.goto(site.address + path)
            living += [(path, wrong) for wrong in page.evaluate(LIVE)]
            some, same = page.evaluate(f"texts => texts.map({ELEMENTS})", texts)
            living += [(path, f"element {names}") for names in some.keys() - same.keys()]
            living += [
                (path, f"element {names}")
                for names in some.keys() & same.keys()
                if names.partition(" ")[0] in FIXED and some[names] > same[names]
            ]
        living += [("asked", url) for url in asked if not url.startswith(site.address)]
    assert living[:20] == []
