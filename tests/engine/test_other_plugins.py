"""What other plugins and themes are handed, and what of theirs and of their folders we refuse."""

from pathlib import Path

import pytest

from sharedstory.reading import apart
from sharedstory.schema.choices import Channel
from tests.engine.conftest import run, snapshot
from tests.engine.test_private import plant

# A plugin that looks at everything that a page plugin can see, and writes it down.
LOOKS = """
from pathlib import Path
SEEN = Path(__file__).with_name("seen.txt")
def look(*things):
    with SEEN.open("a") as seen:
        seen.write(" ".join(map(str, things)) + "\\n")
def said(page):
    neighbours = [page.parent, page.previous_page, page.next_page]
    return [page.title, page.meta, page.markdown, page.content, *neighbours]
def on_page_markdown(markdown, page, **_):
    look(markdown, *said(page))
def on_page_content(html, page, **_):
    look(html, *said(page))
def on_page_context(context, page, **_):
    look(*said(page))
def on_post_page(output, page, **_):
    look(output)
"""
THEMES = {
    "material": "{name: material, font: false}",
    "mkdocs": "{name: mkdocs}",
    "readthedocs": "{name: readthedocs}",
}


def configure(site: Path, text: str) -> None:
    """Give the site another mkdocs.yml, with what every test of them needs."""
    (site / "mkdocs.yml").write_text(
        f"site_name: Exampletown stories\nsite_url: https://stories.example/\n{text}\n"
    )


@pytest.mark.parametrize("theme", THEMES)
def test_other_plugins_are_handed_only_what_may_appear_everywhere(site: Path, theme: str) -> None:
    """Whether it is a search, a feed, a card or a book that they make of it, each piece has allowed it."""
    configure(
        site,
        f"theme: {THEMES[theme]}\nhooks: [looks.py]\nplugins: [search, sharedstory: {{as_of: 2026-06-01, report: true}}]",
    )
    (site / "looks.py").write_text(LOOKS)
    page = site / "docs" / "index.md"
    page.write_text(
        page.read_text()
        + "\n<!-- sharedstory/latest limit=200 -->\n\n<!-- sharedstory/pledges status=promised -->\n"
    )
    plant(site, "Xyzzyopen")
    kept = {channel: f"Xyzzyno{channel}" for channel in Channel if channel is not Channel.WEB}
    for channel, word in kept.items():
        others = ", ".join(other for other in Channel if other is not channel)
        plant(site, word, consent=f", channels: [{others}]")
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    looked = (site / "seen.txt").read_text() + (site / "site" / "search" / "search_index.json").read_text()
    assert "Xyzzyopen in the body" in looked
    assert [word for word in kept.values() if f"{word} " in looked] == []
    home = (site / "site" / "index.html").read_text()
    assert [word for word in kept.values() if f"{word} in the title" not in home] == []
    assert [name for name, text in snapshot(site / "site").items() if b"data-sharedstory=" in text] == []
    for word in kept.values():
        story = (site / "site" / "testimonies" / f"{word.lower()}-story" / "index.html").read_text()
        assert f"{word} in the title" in story


def folders(site: Path, case: str) -> None:
    """Put the testimonies, the pages and the site where they do not go together."""
    stories, docs = site / "testimonies", site / "docs"
    match case:
        case "in docs_dir":
            stories.rename(docs / "stories")
            where = "testimonies: docs/stories"
        case "docs_dir in it":
            docs.rename(stories / "pages")
            where = "testimonies: testimonies"
        case "the same":
            where = "testimonies: docs"
        case "all":
            where = "testimonies: ."
        case "site_dir in it":
            where = "testimonies: testimonies"
        case "in site_dir":
            (site / "site").mkdir()
            stories.rename(site / "site" / "testimonies")
            where = "testimonies: site/testimonies"
        case "by a link":
            (site / "elsewhere").mkdir()
            stories.rename(docs / "stories")
            stories.symlink_to(docs / "stories")
            where = "testimonies: testimonies"
        case "linked":
            (docs / "stories").symlink_to(stories)
            where = "testimonies: testimonies"
        case "one linked":
            (docs / "mine.md").symlink_to(stories / "a-key.md")
            where = "testimonies: testimonies"
        case _:
            (docs / "mine.md").hardlink_to(stories / "a-key.md")
            where = "testimonies: testimonies"
    more = {"docs_dir in it": "docs_dir: testimonies/pages", "site_dir in it": "site_dir: testimonies/site"}
    configure(
        site,
        f"theme: {THEMES['mkdocs']}\nplugins: [sharedstory: {{as_of: 2026-06-01, {where}}}]\n{more.get(case, '')}",
    )


@pytest.mark.parametrize(
    "case",
    [
        "in docs_dir",
        "docs_dir in it",
        "the same",
        "all",
        "site_dir in it",
        "in site_dir",
        "by a link",
        "linked",
        "one linked",
        "another name of one",
    ],
)
def test_the_files_themselves_are_never_handed_on(site: Path, case: str) -> None:
    folders(site, case)
    before = snapshot(site)
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "would be published" in done.stderr
    assert snapshot(site) == before


def test_the_files_are_not_handed_on_while_somebody_writes_either(site: Path) -> None:
    folders(site, "in docs_dir")
    done = run("mkdocs", "serve", "-a", "127.0.0.1:0", at=site)
    assert done.returncode == 1
    assert "one inside the other" in done.stderr


@pytest.mark.parametrize("command", [("build",), ("serve", "-a", "127.0.0.1:0")], ids=["build", "serve"])
def test_a_build_that_would_keep_old_pages_is_refused(site: Path, command: tuple[str, ...]) -> None:
    done = run("mkdocs", *command, "--dirty", at=site)
    assert done.returncode == 1
    assert "build without --dirty" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "event",
    [
        "config",
        "pre_build",
        "files",
        "nav",
        "pre_page",
        "page_markdown",
        "page_content",
        "env",
        "page_context",
        "pre_template",
        "template_context",
        "post_template",
        "post_page",
        "post_build",
    ],
)
@pytest.mark.parametrize("order", [100, -100])
def test_an_error_of_another_plugin_is_told_alone(site: Path, event: str, order: int) -> None:
    config = site / "mkdocs.yml"
    config.write_text(config.read_text() + "\nhooks: [hook.py]\n")
    (site / "hook.py").write_text(
        "from mkdocs.exceptions import PluginError\nfrom mkdocs.plugins import event_priority\n"
        f"@event_priority({order})\n"
        f"def on_{event}(*_, **__):\n    raise PluginError('the other one broke')\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 1
    assert "the other one broke" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in site.iterdir() if "unfinished" in path.name] == []


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("<p>a</p>", "<p>a</p>"),
        (
            "<p>a</p>\n<ul data-pagefind-ignore>\n<li><ul><li>b</li></ul></li></ul><p>c</p>",
            "<p>a</p>\n#0<p>c</p>",
        ),
        ("é\u2028\x0b\r\n<b data-pagefind-ignore>x</b >y", "é\u2028\x0b\r\n#0y"),
        ("<i data-pagefind-ignore>a</i><i data-pagefind-ignore>b</i>", "#0#1"),
        ("a<br data-pagefind-ignore>b<img data-pagefind-ignore src=x />c", "a#0b#1c"),
        ("a<ul data-pagefind-ignore>never closed<p>b</p>", "a#0"),
        ("<p>data-pagefind-ignore</p>", "<p>data-pagefind-ignore</p>"),
    ],
)
def test_what_is_marked_is_taken_out_and_put_back(html: str, rest: str) -> None:
    taken, parts = apart.take(html)
    for number in range(len(parts)):
        rest = rest.replace(f"#{number}", f'<div data-sharedstory="{number}"></div>')
    assert taken == rest
    assert apart.put_back(taken, parts) == (html, set())
    assert apart.put_back(taken.replace('"', ""), parts) == (html, set())
    assert apart.put_back("", parts) == ("", set(range(len(parts))))
