"""What `mkdocs build` makes of a site, and what it does when something is wrong."""

import re
import shutil
import signal
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from sharedstory.schema.choices import WRITING
from sharedstory.site import docs
from sharedstory.story.folder import read_story
from tests.engine.conftest import REPOSITORY, SITE, run, snapshot


def text_of(built: Path, path: str) -> str:
    return (built / path / "index.html").read_text(encoding="utf-8")


class Addresses(HTMLParser):
    """The addresses that a page leads to or fetches, and its ids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.append(value)
            if name == "id" and value:
                self.ids.append(value)


def broken_links(built: Path, home: str) -> list[str]:
    """Every link within the site that leads to no file or to no id of the page that it leads to."""
    pages = {}
    for file in built.rglob("*.html"):
        parser = Addresses()
        parser.feed(file.read_text(encoding="utf-8"))
        pages[file.relative_to(built).as_posix()] = parser
    broken = []
    for path, parser in pages.items():
        for address in parser.found:
            here = home + path.removesuffix("index.html") if not path.startswith("404") else home
            parts = urlsplit(urljoin(here, address))
            if f"{parts.scheme}://{parts.netloc}/" != home:
                continue
            target = unquote(parts.path).removeprefix("/")
            target += "index.html" if target.endswith("/") or not target else ""
            if not (built / target).is_file():
                broken.append(f"{path} -> {address}")
            elif (
                parts.fragment
                and target in pages
                and parts.fragment not in pages[target].ids
                and not parts.fragment.startswith("__")
            ):
                broken.append(f"{path} -> {address} (no such id)")
    return broken


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("testimonies", "A key of my own"),
        (
            "testimonies/a-key",
            "By <bdi>Ann Example</bdi> and <bdi>Bob Example (Neighbour, Example Circle)</bdi>",
        ),
        ("testimonies/a-key", "Me: I was told to wait."),
        ("testimonies/a-key", "This mentions living in an institution."),
        ("testimonies/a-door", "We wrote this summary."),
        ("testimonies/no-name", "Name not given, at their request"),
        ("testimonies/voice/draws-on-support", "Nobody asked me"),
        ("testimonies/kind/critique", "Drws pwy yw hwn?"),
        ("testimonies/taken-back", "This story has been taken down"),
        ("themes", "Who decides who comes in?"),
        ("themes/keys", "A door is <strong>somebody"),
        ("glimpses/shared-garden", "about 4 people per bed"),
        ("glimpses/shared-garden", "over 8 hours per person a week"),
        ("pledges", "We will keep the door open on Sundays."),
        ("pledges", "Offers and requests"),
        ("pledges/open-door", "Two Sundays so far."),
        ("pledges/open-door", "Summer 2026"),
        ("pledges/a-room", "when we last heard ("),
        ("pledges/status/under-way", "We will keep the door open"),
        ("pledges/gathering/spring-meeting", "We offer our back room."),
        ("pledges/sort/offer", "We offer our back room."),
        ("pledges/place/exampleshire", "We will keep the door open"),
        ("gatherings/spring-meeting", "about 30 people"),
        ("gatherings/spring-meeting", "We offer our back room."),
        ("gatherings/spring-meeting", "The autumn meeting"),
        ("gatherings/autumn-meeting", "Autumn 2026"),
        ("gatherings/spring-meeting/who-holds-the-keys", 'id="learned-host"'),
        ("initiatives/door-rota", "It began."),
        ("places/exampleshire", "A key of my own"),
        ("places", "South West"),
        ("", "<code>so_that</code>"),
        ("", "<code>yaml-colon</code>"),
        ("", "sharedstory/nothing"),
    ],
)
def test_a_page_holds_what_belongs_there(built: Path, path: str, words: str) -> None:
    assert words in re.sub(r"\s+", " ", text_of(built, path))


OLD_ADDRESSES = {
    "testimonies/our-door": "testimonies/a-door",
    "testimonies/the-door": "testimonies/a-door",
    "gatherings/march": "gatherings/spring-meeting",
    "pledges/gathering/march": "pledges/gathering/spring-meeting",
    "gatherings/march/who-holds-the-keys": "gatherings/spring-meeting/who-holds-the-keys",
    "gatherings/march/holding-keys": "gatherings/spring-meeting/who-holds-the-keys",
    "gatherings/spring-meeting/holding-keys": "gatherings/spring-meeting/who-holds-the-keys",
    "glimpses/garden": "glimpses/shared-garden",
}


@pytest.mark.parametrize(
    ("theme", "directory_urls"), [("material", "true"), ("material", "false"), ("mkdocs", "true")]
)
def test_old_addresses_lead_to_the_new_ones(site: Path, theme: str, directory_urls: str) -> None:
    folder = site / "testimonies"
    for name, old in {
        "a-door": "our-door, the-door",
        "spring-meeting": "march",
        "who-holds-the-keys": "holding-keys",
        "shared-garden": "garden",
        "no-name": "of-no-name",
    }.items():
        [path] = folder.rglob(f"{name}.md")
        path.write_text(path.read_text().replace("---\n", f"---\naliases: [{old}]\n", 1))
    hidden = folder / "no-name.md"
    hidden.write_text(hidden.read_text().replace("---\n", "---\ndraft: true\n", 1))
    settings = (site / "mkdocs.yml").read_text()
    if theme != "material":
        settings = settings.replace("  name: material\n  font: false\n", f"  name: {theme}\n")
    (site / "mkdocs.yml").write_text(f"{settings}use_directory_urls: {directory_urls}\n")
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    built = site / "site"
    ending = "/index.html" if directory_urls == "true" else ".html"
    sitemap = (built / "sitemap.xml").read_text()
    for old, new in OLD_ADDRESSES.items():
        inner = "/index" if directory_urls == "false" and old == "gatherings/march" else ""
        page = built / f"{old}{inner}{ending}"
        html = page.read_text()
        head = html.partition("</head>")[0]
        [to] = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', head)
        target = (page.parent / to).resolve()
        target = target if target.is_file() else target / "index.html"
        wanted = f"{new}/index.html" if inner or ending == "/index.html" else f"{new}.html"
        assert target == built.resolve() / wanted
        assert f'<a href="{to}">Go to its new address</a>' in html
        assert re.search(r'<meta name="robots" content="noindex"', head)
        address = f"https://stories.example/{wanted}"
        address = address.removesuffix("index.html") if directory_urls == "true" else address
        assert re.findall(r'<link rel="canonical" href="([^"]+)"', head) == [address]
        assert old not in sitemap
        assert 'http-equiv="refresh"' not in target.read_text()
    assert not list(built.rglob("*of-no-name*"))


def test_a_page_for_organisers_is_there_and_is_not_for_readers_to_find(built: Path) -> None:
    sitemap = (built / "sitemap.xml").read_text()
    for name, found in (("looking-after", False), ("your-rights", True)):
        html = (built / name / "index.html").read_text()
        assert ("data-pagefind-body" in html) is found
        assert (f"/{name}/" in sitemap) is found
    theirs = (built / "looking-after" / "index.html").read_text()
    assert "Water the garden." in theirs


def test_there_is_news_of_a_pledge_within_120_days(built: Path) -> None:
    assert "when we last heard" not in text_of(built, "pledges/open-door")


def test_a_planned_gathering_that_is_still_to_come_is_not_called_past(built: Path) -> None:
    assert "We do not know if it happened" not in text_of(built, "gatherings/autumn-meeting")


def test_a_gathering_whose_day_has_passed_says_that_nothing_is_known(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("2026-06-01", "2026-11-01"))
    assert run("mkdocs", "build", at=site).returncode == 0
    assert "We do not know if it happened" in text_of(site / "site", "gatherings/autumn-meeting")


def test_the_home_page_shows_a_card_of_the_coming_and_of_the_last_gathering(built: Path) -> None:
    home = text_of(built, "")
    assert home.index("The autumn meeting") < home.index("The spring meeting")


@pytest.mark.parametrize("directory_urls", ["true", "false"])
def test_every_link_of_the_site_leads_somewhere(site: Path, directory_urls: str) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text() + f"use_directory_urls: {directory_urls}\n")
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    assert broken_links(site / "site", "https://stories.example/") == []


def test_a_link_to_nowhere_would_be_found(built: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<a href="nowhere/">x</a>')
    assert broken_links(tmp_path, "https://stories.example/") == ["index.html -> nowhere/"]


def test_pages_carry_a_link_to_edit_the_file_that_was_contributed(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(
        config.read_text()
        + "repo_url: https://example.org/stories\nedit_uri: edit/main/docs/\n"
        + "theme: {name: material, font: false, features: [content.action.edit]}\n"
    )
    config.write_text(config.read_text().replace("theme:\n  name: material\n  font: false\n", "", 1))
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    expected = "https://example.org/stories/edit/main/testimonies/glimpses/shared-garden.md"
    assert expected in text_of(site / "site", "glimpses/shared-garden")
    assert "/edit/main/" not in text_of(site / "site", "themes/keys")


def test_the_drop_in_fork_builds_the_same_pages(site: Path, built: Path) -> None:
    done = run("properdocs", "build", "--strict", "-f", "mkdocs.yml", at=site)
    assert done.returncode == 0, done.stderr
    pages = [
        {name: html for name, html in snapshot(folder).items() if name.endswith(".html")}
        for folder in (site / "site", built)
    ]
    assert pages[0].keys() == pages[1].keys()
    by = re.compile(rb'<meta name="generator" content="[^"]*">')
    assert [name for name, html in pages[0].items() if by.sub(b"", html) != by.sub(b"", pages[1][name])] == []


def test_the_same_input_and_clock_give_the_same_bytes(site: Path) -> None:
    first = run("mkdocs", "build", at=site, PYTHONHASHSEED="1")
    assert first.returncode == 0, first.stderr
    before = snapshot(site / "site")
    assert run("mkdocs", "build", at=site, PYTHONHASHSEED="2").returncode == 0
    after = snapshot(site / "site")
    assert [name for name in before | after if before.get(name) != after.get(name)] == []


def test_the_clock_can_be_set_from_outside(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("      as_of: 2026-06-01\n", "      as_of:\n"))
    noon_in_november = "1793534400"
    assert run("mkdocs", "build", at=site, SOURCE_DATE_EPOCH=noon_in_november).returncode == 0
    assert 'when we last heard (<time datetime="2026-05-20">20 May 2026' in text_of(
        site / "site", "pledges/open-door"
    )


def test_all_problems_stop_a_build_at_once_and_the_last_good_site_stays(site: Path) -> None:
    assert run("mkdocs", "build", at=site).returncode == 0
    before = snapshot(site / "site")
    (site / "testimonies" / "one.md").write_text("---\ntitel: One\n---\nOne.\n")
    (site / "testimonies" / "two.md").write_text("---\ntitle: Two: more\n---\nTwo.\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert (
        'testimonies/one.md:2:1: error: titel: we have no field "titel" here. Did you mean "title"?'
        in done.stderr
    )
    assert "testimonies/two.md:2:8: error: this line has two colons." in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(site / "site") == before


def test_warnings_stop_only_a_strict_build(site: Path) -> None:
    entry = site / "testimonies" / "a-key.md"
    entry.write_text(entry.read_text() + "\n<b>loud</b>\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0
    assert "[body-html]" in done.stderr
    assert run("mkdocs", "build", "--strict", at=site).returncode == 1


def test_a_live_part_that_we_do_not_have_is_named_with_page_and_line(site: Path) -> None:
    page = site / "docs" / "your-rights.md"
    page.write_text(
        "---\ntitle: x\n---\n# Your rights\n\n<!-- sharedstory/latests -->\n\n<!-- sharedstory/latest limit=x -->\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert 'docs/your-rights.md:6:1: error: we have no part "latests". Did you mean "latest"?' in done.stderr
    assert "docs/your-rights.md:8:1: error: limit is a number" in done.stderr
    assert "Traceback" not in done.stderr


# A live part -> what is said of it.
WRONG_PARTS = {
    "<!-- sharedstory/latest kind=testimon -->": 'Did you mean "testimony"?',
    "<!-- sharedstory/glimpse -->": "glimpse needs slug",
    "<!-- sharedstory/glimpse slug=nope -->": 'we have no glimpse "nope"',
    "<!-- sharedstory/themes limit=3 -->": 'themes takes no "limit"',
    "<!-- sharedstory/latest limit -->": "with a name and a value",
    "<!-- sharedstory/latest": "on one line",
    "<!-- sharedstory/latest limit='3 -->": "quot",
}


def test_wrong_words_in_a_live_part_are_explained(site: Path) -> None:
    for number, comment in enumerate(WRONG_PARTS):
        (site / "docs" / f"page-{number}.md").write_text(f"# Your rights\n\n{comment}\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = dict(re.findall(r"docs/page-(\d+)\.md:3:1: error: (.*)", done.stderr))
    assert len(said) == len(WRONG_PARTS)
    assert all(words in said[str(number)] for number, words in enumerate(WRONG_PARTS.values())), said


# A page -> the lines on which it asks for a part in vain.
ASKED = [
    ("Inline <!-- sharedstory/latest --> here.", [1]),
    ("- <!-- sharedstory/latest -->", [1]),
    ("- a\n\n    <!-- sharedstory/latest -->", [3]),
    ("!!! note\n    <!-- sharedstory/latest -->", [2]),
    ("> <!-- sharedstory/latest -->", [1]),
    ("| a |\n|---|\n| <!-- sharedstory/latest --> |", [3]),
    ("<!-- sharedstory/latest --> <!-- sharedstory/themes -->", [1]),
    ("<!-- shared-story/latest -->", [1]),
    ("<!-- shared story/latest -->", [1]),
    ("<!-- sharedstroy/latest -->", [1]),
    ("<!-- SharedStory/latest -->", [1]),
    ("<!-- sharedstory: latest -->", [1]),
    ("<!--\nsharedstory/latest\n-->", [1]),
    ("```\n<!-- sharedstory/latest -->\n```", []),
    ("`<!-- sharedstory/latest -->`", []),
    ("<!-- a story of ours/of others -->", []),
    ("<!-- our shared story begins here -->", []),
    ("  <!--sharedstory/latest   limit=1-->", []),
]


@pytest.mark.parametrize("site_", [SITE, REPOSITORY], ids=["dated", "undated"])
def test_what_is_newest_comes_first_and_without_dates_what_people_lived_through(site_: Path) -> None:
    story = read_story(site_ / "testimonies", as_of=date(2026, 6, 1))
    _, values = docs.latest(story, "writing", "99")
    shown = values["entries"]
    assert {entry.slug for entry in shown} == {entry.slug for entry in story.writing}
    dated = [entry.when.start for entry in shown if entry.when]
    undated = [WRITING.index(entry.kind) for entry in shown if not entry.when]
    assert [bool(entry.when) for entry in shown] == [True] * len(dated) + [False] * len(undated)
    assert dated == sorted(dated, reverse=True)
    assert undated == sorted(undated)
    assert len({*dated, *undated}) > 2


def test_a_live_part_is_shown_or_named_and_never_just_missing(site: Path) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text() + "\nmarkdown_extensions: [admonition, tables]\n")
    for number, (text, _) in enumerate(ASKED):
        (site / "docs" / f"page-{number}.md").write_text(text + "\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    named = re.findall(r"docs/page-(\d+)\.md:(\d+):1: error: ", done.stderr)
    expected = [(str(number), str(line)) for number, (_, lines) in enumerate(ASKED) for line in lines]
    assert sorted(named) == sorted(expected)


def test_two_pages_of_one_address_are_refused(site: Path) -> None:
    (site / "docs" / "themes").mkdir()
    (site / "docs" / "themes" / "keys.md").write_text("# Mine\n")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "docs/themes/keys.md:1:1: error: the page themes/keys would have the same address" in done.stderr


def test_a_site_can_have_templates_of_its_own(site: Path) -> None:
    own = site / "overrides" / "sharedstory"
    own.mkdir(parents=True)
    (own / "initiative.html").write_text("<h1>Ours: {{ entry.title }}</h1>")
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("font: false", "font: false\n  custom_dir: overrides"))
    assert run("mkdocs", "build", "--strict", at=site).returncode == 0
    assert "<h1>Ours: The door rota</h1>" in text_of(site / "site", "initiatives/door-rota")


def test_a_mistake_in_a_template_is_named_without_a_traceback(site: Path) -> None:
    own = site / "overrides" / "sharedstory"
    own.mkdir(parents=True)
    (own / "initiative.html").write_text("line\n{% if %}")
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace("font: false", "font: false\n  custom_dir: overrides"))
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "initiative.html:2:" in done.stderr
    assert "Traceback" not in done.stderr


def test_hidden_files_of_the_site_folder_are_kept(site: Path) -> None:
    (site / "site" / ".git").mkdir(parents=True)
    (site / "site" / ".git" / "HEAD").write_text("theirs")
    (site / "site" / "old.html").write_text("old")
    assert run("mkdocs", "build", at=site).returncode == 0
    assert (site / "site" / ".git" / "HEAD").read_text() == "theirs"
    assert not (site / "site" / "old.html").exists()


# Where a build can be killed: before it does anything, as it reads, writes pages, and is about to be done.
MOMENTS = ["on_config", "on_files", "on_env", "on_post_template", "on_post_build"]
KILL = """import os, signal
from mkdocs.plugins import event_priority

@event_priority(100)
def {}(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_that_is_killed_harms_neither_sources_nor_the_last_good_site(
    site: Path, built: Path, moment: str
) -> None:
    shutil.copytree(built, site / "site")
    (site / "hook.py").write_text(KILL.format(moment))
    with (site / "mkdocs.yml").open("a") as config:
        config.write("hooks: [hook.py]\n")
    with (site / "testimonies" / "a-key.md").open("a") as entry:
        entry.write("\nMore, so that the new site is another one.\n")
    before = [snapshot(site / folder) for folder in ("site", "testimonies", "docs")]
    assert run("mkdocs", "build", at=site).returncode == -signal.SIGKILL
    assert [snapshot(site / folder) for folder in ("site", "testimonies", "docs")] == before


def test_a_list_of_more_than_200_is_shown_in_parts(site: Path) -> None:
    model = (site / "testimonies" / "no-name.md").read_text()
    for number in range(205):
        (site / "testimonies" / f"piece-{number}.md").write_text(model)
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    first = text_of(site / "site", "themes/keys")
    second = text_of(site / "site", "themes/keys/page/2")
    assert first.count('<article class="ss-card') == 200
    assert 0 < second.count('<article class="ss-card') < 200
    assert broken_links(site / "site", "https://stories.example/") == []


def test_an_unfinished_draft_stops_no_build_and_is_checked_all_the_same(site: Path) -> None:
    (site / "testimonies" / "unfinished.md").write_text(
        "---\ntitle: Unfinished\ndraft: true\n---\nXyzzydraft.\n"
    )
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    assert not [path for path in (site / "site").rglob("*") if "unfinished" in path.name]
    checked = run("sharedstory", "check", at=site)
    assert checked.returncode == 1
    assert "unfinished.md:2:1: error: kind: this field is missing" in checked.stdout


def test_the_movements_own_site_builds_strictly(tmp_path: Path) -> None:
    done = run("mkdocs", "build", "--strict", "-d", tmp_path / "site", at=REPOSITORY)
    assert done.returncode == 0, done.stderr
    built = tmp_path / "site"
    for source in (REPOSITORY / "testimonies").rglob("*.md"):
        if source.stem != "README" and not source.name.startswith("_"):
            assert [*built.rglob(f"{source.stem}/index.html")], source


def test_no_source_file_is_written_by_a_build(site: Path) -> None:
    def sources() -> dict[str, bytes]:
        kept = snapshot(site)
        return {name: raw for name, raw in kept.items() if not name.startswith(("site/", ".cache/"))}

    before = sources()
    assert run("mkdocs", "build", at=site).returncode == 0
    assert sources() == before


def test_only_the_adapter_knows_the_engine() -> None:
    code = "import sys, sharedstory.commands.check, sharedstory.site.opendata, sharedstory.site.feeds, sharedstory.site.docs; print('mkdocs' in sys.modules)"
    done = run("python", "-c", code, at=SITE)
    assert done.stdout.strip() == "False", done.stderr


def test_a_plugin_that_looks_at_pages_sees_ours_and_changes_nothing_else(site: Path) -> None:
    """Without such a plugin the pages are written in a quicker way, which has to come to the same."""
    config = site / "mkdocs.yml"
    config.write_text(config.read_text() + "\nhooks: [hook.py]\n")
    hook = site / "hook.py"
    hook.write_text("")
    assert run("mkdocs", "build", "-d", "quick", at=site).returncode == 0
    hook.write_text(
        "def on_page_content(html, page, **_):\n    print(page.file.src_uri, len(html))\n    return html\n"
    )
    done = run("mkdocs", "build", "-d", "plain", at=site)
    assert done.returncode == 0, done.stderr
    seen = dict(line.split() for line in done.stdout.splitlines())
    assert int(seen["testimonies/a-key.md"]) > 1000
    assert snapshot(site / "plain") == snapshot(site / "quick")


def test_a_damaged_picture_is_named_with_its_line_and_the_site_is_built_without_it(site: Path) -> None:
    picture = site / "testimonies" / "key.png"
    picture.write_bytes(picture.read_bytes()[:-30])
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"testimonies/a-key\.md:\d+:\d+: warning: this (picture|file) is", done.stderr)
    assert "key.png" not in text_of(site / "site", "testimonies/a-key")
    assert not list((site / "site").rglob("key.png"))
