"""What the checks in a browser share: a Chromium found on the machine, and two sites built and served."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser import strange
from tests.engine.conftest import REPOSITORY, run

# The first is the same without windows, and a third lighter.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# A busy machine is no fault of a page: what is waited for may come late.
expect.set_options(timeout=60_000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-rasterization",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# One page of each type, beside the front page, that the movement's own site has: the first that there is.
OWN = """
    story story/* testimonies testimonies/kind/* testimonies/voice/* testimonies/* themes themes/*
    glimpses glimpses/of/* glimpses/* pledges pledges/status/* pledges/* gatherings gatherings/*
    gatherings/*/* initiatives initiatives/* places places/* search share share/glimpse take-part take-part/writing-a-file
    take-part/problems your-rights accessibility words about
"""
# The same with strange entries beside them: one page of each type, most with what is strange, some with what people gave.
STRANGE = """
    every-markdown testimonies testimonies/page/2 testimonies/kind/critique testimonies/voice/citizen
    testimonies/every-field testimonies/arabic testimonies/welsh testimonies/unbroken testimonies/a-better-way
    testimonies/no-date testimonies/taken-back themes themes/forty-tags themes/commissioning glimpses
    glimpses/strange-glimpse glimpses/thurrock pledges pledges/status/stuck pledges/strange-stuck pledges/pl-1 gatherings
    gatherings/strange-gathering gatherings/strange-gathering/strange-session gatherings/manchester-2018
    gatherings/manchester-2018/* initiatives initiatives/strange-initiative places places/in-wales report
    story story/* search share share/glimpse take-part take-part/writing-a-file take-part/problems your-rights
    accessibility words about
"""


@dataclass(frozen=True)
class Site:
    """A site that is built and served: its folder, its address, and the pages to look at."""

    folder: Path
    address: str
    pages: tuple[str, ...]

    def visit(self, page: Page, path: str, *, few: bool = False) -> None:
        """Go to a page of the site, and wait for results where it searches; with `few` of the things that are alike."""
        page.goto(self.address + path)
        if "?q=" in path:
            expect(page.get_by_role("status")).to_contain_text("“")
        if few:
            page.evaluate(ALIKE)


# What one loop of a template makes is alike, so that five of it show what all do.
ALIKE = """document.querySelectorAll("main ul, main ol, main tbody")
  .forEach((list) => [...list.children].slice(5).forEach((one) => one.remove()))"""


def missing(what: str) -> NoReturn:
    """Skip for want of something, but never where every check has to run."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing.")
    pytest.skip(f"{what} is not on this machine.")


def chromium() -> str:
    """Where a Chromium is on this machine."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or missing("Chromium")


class Handler(SimpleHTTPRequestHandler):
    """Serves files, in silence and over connections that stay open."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
        pass


@contextmanager
def served(folder: Path, pages: list[str], *more: str) -> Iterator[Site]:
    """A built site on a free port, with the first page for each pattern."""
    paths = []
    for pattern in pages:
        found = sorted(folder.glob(f"{pattern}/index.html".removeprefix("/")))
        assert found, f"the site has no page {pattern}"
        paths.append(found[0].relative_to(folder).as_posix().removesuffix("index.html"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Site(folder, f"http://127.0.0.1:{server.server_port}/", (*paths, *more))
        server.shutdown()
        thread.join()


@pytest.fixture(scope="package")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The movement's own site."""
    out = tmp_path_factory.mktemp("own") / "site"
    done = run("mkdocs", "build", "-d", out, at=REPOSITORY)
    assert done.returncode == 0, done.stderr
    narrowed = ("testimonies/?kind=critique", "pledges/?status=promised&order=title")
    with served(out, ["", *OWN.split()], "404.html", "search/?q=people", *narrowed) as site:
        yield site


@pytest.fixture(scope="package")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same with the strange entries beside what people gave."""
    here = tmp_path_factory.mktemp("strange")
    settings = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    (here / "mkdocs.yml").write_text(
        settings.replace("  - sharedstory\n", "  - sharedstory: {report: true}\n"), "utf-8"
    )
    for folder in ("docs", "overrides", "testimonies"):
        shutil.copytree(REPOSITORY / folder, here / folder)
    strange.write(here / "testimonies")
    shutil.copy(Path(__file__).with_name("every-markdown.md"), here / "docs")
    checked = run("sharedstory", "check", at=here)
    assert ": error: " not in checked.stdout, checked.stdout
    done = run("mkdocs", "build", at=here)
    assert done.returncode == 0, done.stderr
    narrowed = ("search/?q=made-up", "testimonies/?kind=critique", "pledges/?status=promised&order=title")
    with served(here / "site", ["", *STRANGE.split()], "404.html", *narrowed) as site:
        yield site


@pytest.fixture(scope="package")
def site(odd: Site) -> Site:
    """The site of which every page is looked at in every way."""
    return odd


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def reader(browser: Browser, site: Site, **options: Any) -> Iterator[Page]:
    """A page of a browser that knows nothing yet, 1280 dots wide if nothing else is said.

    When it is left, it must have asked no other host, and have had no error and no warning to report: so does
    every check here also check that the Content Security Policy holds.
    """
    heard: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(site.address):
            heard.append(f"asked {request.url}")

    def told(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"{message.location.get('url')}: {message.text}")

    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.on("request", asked)
    context.on("console", told)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert heard == []
