"""`mkdocs serve` while somebody writes."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


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
