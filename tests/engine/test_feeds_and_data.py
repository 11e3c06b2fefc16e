"""Feeds as feed readers read them, and open data as spreadsheets read it."""

import csv
import io
import json
import re
from pathlib import Path

import feedparser
import pytest

from sharedstory.site.opendata import as_csv
from tests.engine.conftest import run

FEEDS = ["all", "glimpses", "pledges", "themes/keys", "themes/gardens"]


@pytest.mark.parametrize("name", FEEDS)
def test_an_atom_feed_is_well_formed_and_has_absolute_links(built: Path, name: str) -> None:
    feed = feedparser.parse((built / "feeds" / f"{name}.atom").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.entries
    for entry in feed.entries:
        assert entry.link.startswith("https://stories.example/")
        assert (built / entry.link.removeprefix("https://stories.example/") / "index.html").is_file()
        assert entry.id == entry.link
        assert entry.updated
        assert entry.title


@pytest.mark.parametrize("name", FEEDS)
def test_a_json_feed_says_what_the_atom_feed_says(built: Path, name: str) -> None:
    made = json.loads((built / "feeds" / f"{name}.json").read_text())
    feed = feedparser.parse((built / "feeds" / f"{name}.atom").read_bytes())
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["url"] for item in made["items"]] == [entry.link for entry in feed.entries]
    assert [item["title"] for item in made["items"]] == [entry.title for entry in feed.entries]


def test_feeds_say_the_language_of_a_piece_that_is_not_that_of_the_site(built: Path) -> None:
    atom = (built / "feeds" / "all.atom").read_text()
    assert re.search('<feed [^>]*xml:lang="en"', atom)
    languages = {
        re.findall("<title>(.*?)</title>", entry)[0]: re.findall('^ xml:lang="(.*?)"', entry)
        for entry in atom.split("<entry")[1:]
    }
    assert languages["مفتاح الباب"] == ["ar"]
    assert languages["A key of my own"] == []
    told = json.loads((built / "feeds" / "all.json").read_text())
    assert told["language"] == "en"
    by_title = {item["title"]: item["language"] for item in told["items"]}
    assert (by_title["مفتاح الباب"], by_title["A key of my own"]) == ("ar", "en")


def test_open_data_say_the_language_of_everything(built: Path) -> None:
    for name in ("entries", "pledges"):
        rows = json.loads((built / "data" / f"{name}.json").read_text())
        languages = {row["id"]: row["language"] for row in rows}
        assert languages.get("arabic", "ar") == "ar"
        assert languages.get("a-key", "en") == "en"
        assert all(languages.values())


def test_undated_pieces_come_last_and_are_given_no_date(built: Path) -> None:
    made = json.loads((built / "feeds" / "all.json").read_text())
    dated = ["date_published" in item for item in made["items"]]
    assert dated == sorted(dated, reverse=True)
    assert not all(dated)


def test_feeds_carry_strange_text_unharmed(site: Path) -> None:
    entry = site / "testimonies" / "no-name.md"
    title = 'Nobody <b>asked</b> & "why" ]]> é ŵ مفتاح 🔑'
    entry.write_text(entry.read_text().replace("title: Nobody asked me", f"title: '{title}'"))
    assert run("mkdocs", "build", at=site).returncode == 0
    feed = feedparser.parse((site / "site" / "feeds" / "all.atom").read_bytes())
    assert not feed.bozo
    made = json.loads((site / "site" / "feeds" / "all.json").read_text())
    assert title in [item["title"] for item in made["items"]]


def test_an_empty_feed_is_a_feed(site: Path) -> None:
    for path in (site / "testimonies").rglob("*.md"):
        path.unlink()
    themes = site / "testimonies" / "themes.yml"
    themes.write_text(themes.read_text().replace("  pinned: [a-door]\n  sources: [a-key, door-rota]\n", ""))
    (site / "docs" / "index.md").write_text(
        "# Nothing yet\n\n<!-- sharedstory/latest -->\n\n<!-- sharedstory/pledges -->\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    feed = feedparser.parse((site / "site" / "feeds" / "all.atom").read_bytes())
    assert not feed.bozo
    assert feed.entries == []
    assert "ss-live" not in (site / "site" / "index.html").read_text()


def test_without_an_address_there_are_no_feeds_and_the_build_says_why(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("site_url: https://stories.example/\n", ""))
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0
    assert "site_url" in done.stderr
    assert not (site / "site" / "feeds").exists()


@pytest.mark.parametrize("name", ["entries", "pledges", "themes"])
def test_csv_and_json_tell_the_same(built: Path, name: str) -> None:
    rows = json.loads((built / "data" / f"{name}.json").read_text())
    table = list(csv.DictReader(io.StringIO((built / "data" / f"{name}.csv").read_text(encoding="utf-8"))))
    assert rows
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    assert list(table[0]) == list(rows[0])


def test_only_writing_is_said_to_be_in_its_authors_own_words(built: Path) -> None:
    rows = json.loads((built / "data" / "entries.json").read_text())
    accounts = {row["id"]: row["account"] for row in rows}
    assert accounts["a-key"] == "own-words"
    assert {row["account"] for row in rows if row["kind"] in ("glimpse", "gathering", "session")} == {None}


def test_a_pledge_without_a_day_is_given_none(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    path.write_text(path.read_text().replace("{on: 2025-12, status: promised}", "{status: promised}"))
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    (row,) = [
        row for row in json.loads((site / "site/data/pledges.json").read_text()) if row["id"] == "a-room"
    ]
    assert (row["status_on"], row["history"][0]["on"]) == (None, None)
    (item,) = [
        item
        for item in json.loads((site / "site/feeds/pledges.json").read_text())["items"]
        if item["url"].endswith("/a-room/")
    ]
    assert "date_published" not in item
    assert item["content_text"] == "Shopkeepers (3): Promised."
    page = (site / "site/pledges/a-room/index.html").read_text()
    for words in ("Undated", "No news", "Last news", "None", "Reported by"):
        assert words not in page


def test_the_page_of_a_theme_says_where_its_introduction_comes_from(built: Path) -> None:
    page = (built / "themes" / "keys" / "index.html").read_text()
    assert re.search(
        r">From <span><a href=[^>]*testimonies/a-key/[^>]*><span>A key of my own</span></a> by <bdi>Ann Example</bdi> and <bdi>Bob Example</bdi>",
        page,
    )
    assert ">From " not in (built / "themes" / "gardens" / "index.html").read_text()


def test_pledges_come_with_all_of_their_history(built: Path) -> None:
    rows = json.loads((built / "data" / "pledges.json").read_text())
    pledge = next(row for row in rows if row["id"] == "open-door")
    assert [item["status"] for item in pledge["history"]] == ["promised", "under-way"]
    assert pledge["history"][1]["evidence"] == "https://example.org/sundays"
    assert pledge["by"] == "2026-06/2026-08"


@pytest.mark.parametrize(
    "payload",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "  =1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        '=HYPERLINK("http://x")',
    ],
)
def test_no_cell_of_the_csv_is_a_formula(payload: str) -> None:
    cell = list(csv.reader(io.StringIO(as_csv([{"will": payload}]))))[1][0]
    assert cell == f"'{payload}"


@pytest.mark.parametrize("text", ["We will do 2 + 2", "a=b", 'She said "no", and left', "two\nlines", ""])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert list(csv.reader(io.StringIO(as_csv([{"will": text}]), newline="")))[1][0] == text
