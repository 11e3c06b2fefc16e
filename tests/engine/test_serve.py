"""`mkdocs serve` while somebody writes."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from sharedstory.plugin import SharedStoryPlugin
from sharedstory.plugin.engine_pages import QuickPage
from sharedstory.plugin.serving import OnDemand
from sharedstory.story import memory
from sharedstory.story.memory import Memory
from tests.engine.conftest import snapshot
from tests.test_memory import DAY, changed


class Server:
    """A site that is served, and looked at until it shows what is expected."""

    def __init__(self, site: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.log = site.parent / "log.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("mkdocs"), "serve", "-a", f"127.0.0.1:{self.port}"],
                cwd=site,
                stdout=log,
                stderr=log,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            )

    def page(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.read().decode())
        except OSError as error:
            return f"nothing: {error}"

    def until(self, path: str, words: str, *, gone: bool = False) -> None:
        """Wait until a page has some words, or has them no more. What is waited for is a change, not a speed."""
        for _ in range(400):
            page = self.page(path)
            if (words in page) is not gone and (gone or "nothing:" not in page):
                return
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.15)
        pytest.fail(f"{path} never {'lost' if gone else 'had'} {words!r}.\n{self.log.read_text()[-3000:]}")


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    own = site / "overrides" / "sharedstory"
    own.mkdir(parents=True)
    (own / "initiative.html").write_text("<h1>First: {{ entry.title }}</h1>")
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("font: false", "font: false\n  custom_dir: overrides"))
    served = Server(site)
    yield served
    served.process.terminate()
    served.process.wait()


def test_every_change_shows_without_a_restart_and_a_mistake_stops_nothing(site: Path, server: Server) -> None:
    entries = site / "testimonies"
    garden = entries / "glimpses" / "shared-garden.md"
    server.until("glimpses/shared-garden/", "Neighbours dug it.")

    # The script that reloads a page is one that the policy would stop.
    assert "Content-Security-Policy" not in server.page("glimpses/shared-garden/")

    garden.write_text(garden.read_text().replace("Neighbours dug it.", "Neighbours dug it twice."))
    server.until("glimpses/shared-garden/", "Neighbours dug it twice.")

    added = entries / "added.md"
    added.write_text((entries / "no-name.md").read_text().replace("Nobody asked me", "An added piece"))
    server.until("testimonies/", "An added piece")
    added.unlink()
    server.until("testimonies/", "An added piece", gone=True)

    themes = entries / "themes.yml"
    themes.write_text(themes.read_text().replace("Keys and doors", "Doors and keys"))
    server.until("themes/", "Doors and keys")

    template = site / "overrides" / "sharedstory" / "initiative.html"
    template.write_text("<h1>Second: {{ entry.title }}</h1>")
    server.until("initiatives/door-rota/", "Second: The door rota")

    whole = garden.read_text()
    garden.write_text(whole.replace("kind: glimpse", "kind: glimps"))
    server.until("", "is not one of our words. Did you mean")
    assert "shared-garden.md:3:7: error" in server.log.read_text()
    garden.write_text(whole)
    server.until("glimpses/shared-garden/", "Neighbours dug it twice.")
    server.until("", "is not one of our words. Did you mean", gone=True)


def test_a_site_that_a_killed_build_left_half_way_is_put_right(site: Path) -> None:
    for name, text in (("old", "old"), ("new", "new")):
        (site / ".site.100.unfinished" / name).mkdir(parents=True)
        (site / ".site.100.unfinished" / name / "index.html").write_text(text)
    (site / ".site.100.unfinished" / "new" / ".sharedstory-new").touch()
    (site / ".site.100.unfinished" / "whole").write_text('[".sharedstory-new", "index.html"]')
    served = Server(site)
    try:
        served.until("", "<title>")
    finally:
        served.process.terminate()
        served.process.wait()
    assert (site / "site" / "index.html").read_text() == "new"
    assert not list(site.glob(".site.*"))


class Writing:
    """A site that is built again and again for somebody who writes, in one process and without a server."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.out = site / "served"

    def build(self) -> SharedStoryPlugin:
        config = load_config(str(self.site / "mkdocs.yml"), site_dir=str(self.out))
        plugin = config.plugins["sharedstory"]
        assert isinstance(plugin, SharedStoryPlugin)
        plugin.on_startup(command="serve", dirty=False)
        build(config, serve_url="http://127.0.0.1:8000/")
        return plugin

    def pages(self, *, anew: bool = False) -> dict[str, bytes]:
        """All that a browser can ask for, of a build that knows the last one or one that has to begin anew."""
        plugin = self.build()
        if anew:
            plugin.memory = Memory()
            plugin = self.build()
        for place in plugin.waiting:
            plugin.on_demand.write(place)
        return snapshot(self.out)


def test_after_a_change_only_what_is_asked_for_is_made(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    write = QuickPage.write

    def counted(page: QuickPage, *given: Any) -> None:
        made.append(page.url)
        write(page, *given)

    monkeypatch.setattr(QuickPage, "write", counted)
    writing = Writing(site)
    writing.build()
    garden = site / "testimonies" / "glimpses" / "shared-garden.md"
    garden.write_text(garden.read_text() + "\nAnd they dug more.\n")
    plugin = writing.build()
    assert made == []
    plugin.on_demand.write("glimpses/shared-garden")
    assert made == ["glimpses/shared-garden/"]
    assert "And they dug more." in (writing.out / "glimpses/shared-garden/index.html").read_text()


def test_whatever_is_changed_a_browser_is_shown_what_a_new_build_would_show(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_STEP", -(10**19))
    chance, writing = random.Random(5), Writing(site)
    writing.pages()
    for _ in range(6):
        changed(site / "testimonies", chance, DAY)
        assert writing.pages() == writing.pages(anew=True)


def test_a_file_is_made_when_it_is_asked_for_once_and_not_while_a_build_goes_on() -> None:
    made: list[str] = []
    on_demand = OnDemand()
    on_demand.begin()
    asked = threading.Thread(target=on_demand.write, args=("a",))
    asked.start()
    asked.join(0.2)
    assert asked.is_alive()  # it waits

    names = ["a/index.html", "b/index.html", "data/entries.csv"]
    on_demand.ready({name: partial(made.append, name) for name in names})
    asked.join()
    assert made == ["a/index.html"]
    for place in ("a/index.html", "a", "data/entries.csv", "c"):
        on_demand.write(place)
    assert made == ["a/index.html", "data/entries.csv"]

    on_demand.begin()
    on_demand.ready()  # what an older build left is not written into a newer site
    on_demand.write("b")
    on_demand.ready({"d": partial(made.append, "d")})  # an error before a build began changes nothing
    on_demand.write("d")
    assert made == ["a/index.html", "data/entries.csv"]


def test_a_page_that_cannot_be_made_says_why(site: Path, server: Server) -> None:
    server.until("initiatives/door-rota/", "First: The door rota")
    template = site / "overrides" / "sharedstory" / "initiative.html"
    template.write_text("<h1>{{ entry.nonesuch }}</h1>")
    server.until("initiatives/door-rota/", "The template initiative.html cannot make initiatives/door-rota")
    assert "Traceback" not in server.log.read_text()
