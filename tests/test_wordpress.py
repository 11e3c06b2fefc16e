"""Exports of WordPress: what becomes a draft, what never does, and files that would do harm."""

import csv
import gzip
import io
import json
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.importing.wordpress.wxr import CHUNK, WxrExport
from sharedstory.reading import frontmatter
from sharedstory.schema.errors import PlainError
from tests.engine.conftest import SITE, run

EXPORT = Path(__file__).with_name("wordpress") / "export.xml"
HEAD = EXPORT.read_text("utf-8").partition("<item>")[0]
END = "</channel></rss>"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are, with an export and a folder of uploads."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    shutil.copy(EXPORT, tmp_path)
    (tmp_path / "uploads" / "2019" / "03").mkdir(parents=True)
    shutil.copy(SITE / "testimonies" / "key.png", tmp_path / "uploads" / "2019" / "03" / "key.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def take(*options: str, file: str = "export.xml") -> Result:
    return CliRunner().invoke(main, ["import", "wordpress", file, *options], catch_exceptions=False)


def imported(site: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((site / "testimonies" / "imported").rglob("*.md"))}


def item(
    text: str, number: int = 50, *, status: str = "publish", title: str = "Made up", more: str = ""
) -> str:
    return (
        f"<item><title>{title}</title><link>https://old.example.org/{number}/</link><content:encoded><![CDATA[{text}]]>"
        f"</content:encoded><wp:post_id>{number}</wp:post_id><wp:post_date>2018-01-02 10:00:00</wp:post_date>"
        f"<wp:post_name>made-up-{number}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>{more}</item>"
    )


def body(site: Path, text: str) -> str:
    """What the text of a post becomes."""
    (site / "one.xml").write_text(HEAD + item(text) + END)
    done = take(file="one.xml")
    assert "1 post: added" in done.output, done.output
    return frontmatter.parse(imported(site)["made-up-50.md"].encode(), "").body.strip()


def test_public_posts_become_drafts_with_what_is_known_of_them(site: Path) -> None:
    done = take("--uploads", "uploads")
    assert "2 posts: added" in done.output
    drafts = imported(site)
    assert [*drafts] == ["a-walk.md", "our-key.md"]
    values = frontmatter.parse(drafts["our-key.md"].encode(), "").values
    assert values == {
        "title": "Our key & our door",
        "date": "2019-03-04",
        "summary": "How we got a key.",
        "source": {"url": "https://old.example.org/2019/03/our-key/"},
        "draft": "true",
    }
    assert "# Categories there: Doors\n# Tags there: Keys\n" in drafts["our-key.md"]
    assert (site / "testimonies" / "imported" / "our-key-key.png").is_file()


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The &lt;html&gt; of it", "The <html> of it"),
        ("&lt;em&gt;Our&lt;/em&gt; key &lt;script&gt;x()&lt;/script&gt;", "Our key"),
        ("A &lt;place&gt; for us &amp;amp; you", "A <place> for us & you"),
        ("We &lt;3 Leeds", "We <3 Leeds"),
    ],
)
def test_a_title_loses_its_formatting_and_no_word(site: Path, title: str, shown: str) -> None:
    (site / "one.xml").write_text(HEAD + item("Text.", title=title) + END)
    take(file="one.xml")
    assert frontmatter.parse(imported(site)["made-up-50.md"].encode(), "").values["title"] == shown


def test_a_name_that_another_tool_gave_loses_the_ending_of_an_address(site: Path) -> None:
    post = item("Text.").replace("<wp:post_name>made-up-50<", "<wp:post_name>made-up-50.html<")
    (site / "one.xml").write_text(HEAD + post + END)
    take(file="one.xml")
    assert [*imported(site)] == ["made-up-50.md"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('[audio mp3="/files/a.mp3"][/audio]', "https://old.example.org/files/a.mp3"),
        ('[video width="1" mp4="https://v.example.org/a.mp4"][/video]', "https://v.example.org/a.mp4"),
        ("[youtube=https://v.example.org/watch?v=1]", "https://v.example.org/watch?v=1"),
        ("[gist https://g.example.org/1]", "https://g.example.org/1"),
    ],
)
def test_a_shortcode_for_something_that_stands_elsewhere_becomes_a_link(
    site: Path, typed: str, shown: str
) -> None:
    assert body(site, typed) == f"[{shown}]({shown})"


def test_the_code_in_a_shortcode_stays_as_it_was(site: Path) -> None:
    text = '[sourcecode language="text"]\nif a &lt; b:\n\n    [knock]  # <b>\n[/sourcecode]'
    assert body(site, text) == "```\nif a < b:\n\n    [knock]  # <b>\n```"


@pytest.mark.parametrize("typed", ["[see https://a.example.org/x]", "[sic]", "[either /or]", "[[audio]]"])
def test_brackets_of_a_writer_stay(site: Path, typed: str) -> None:
    shown = body(site, f"Words {typed} and more.").replace("\\", "")
    assert shown == f"Words {typed.replace('[[', '[').replace(']]', ']')} and more."


def test_every_loss_is_told_post_by_post(site: Path) -> None:
    done = take("--report", "report.md")
    assert done.exit_code == 1
    for words in (
        "left out: 1 × post that was private",
        "left out: 1 × comment",
        "testimonies/imported/our-key.md:\n  - lost: `<script>`\n  - lost: e-mail or IP addresses (2 times)",
        "the shortcode `[unknown_thing]`",
        "a picture to fetch: https://old.example.org/wp-content/uploads/2018/01/bench.jpg -> a-walk-bench.jpg",
    ):
        assert words in done.output
        assert words.splitlines()[-1].strip("- ") in (site / "report.md").read_text()


def test_nothing_that_was_not_public_and_nothing_personal_is_in_any_file(site: Path) -> None:
    done = take("--report", "report.md", "--uploads", "uploads")
    for path in (path for path in site.rglob("*") if path.is_file() and path.name != "export.xml"):
        raw = path.read_bytes()
        for word in (b"Xyzzy", b"nobody-here.org", b"192.0.2", b"ann.login", b"ann@"):
            assert word.lower() not in raw.lower(), (path, word)
            assert word.lower() not in path.name.lower().encode()
    assert "Xyzzy" not in done.output


def test_what_was_not_public_comes_as_a_draft_when_it_is_asked_for_and_its_name_tells_nothing(
    site: Path,
) -> None:
    take("--unpublished")
    drafts = imported(site)
    assert sorted(drafts) == [
        "a-walk.md",
        "our-key.md",
        "post-20.md",
        "post-21.md",
        "post-22.md",
        "post-23.md",
    ]
    for name in ("post-20.md", "post-21.md", "post-22.md", "post-23.md"):
        assert frontmatter.parse(drafts[name].encode(), "").values["draft"] == "true"
        assert "It was not public there." in drafts[name]
    addresses = (site / "imports" / "redirects.csv").read_text()
    assert "xyzzy" not in addresses


def test_names_are_taken_only_when_asked_for(site: Path) -> None:
    take("--names")
    assert 'authors:\n  - "Ann Example"\n' in imported(site)["our-key.md"]
    assert "ann.login" not in imported(site)["our-key.md"]


def test_pages_are_taken_where_they_are_named(site: Path) -> None:
    take("--type", "page")
    assert [*imported(site)] == ["about-us.md"]


def test_the_site_is_built_with_the_drafts_in_it_and_shows_none(site: Path) -> None:
    take("--uploads", "uploads")
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    assert not [*(site / "site").rglob("*our-key*")]
    checked = run("sharedstory", "check", "testimonies/imported", at=site)
    assert "our-key.md:2:1: error: kind: this field is missing." in checked.stdout


def test_again_changes_nothing_and_brings_what_is_new(site: Path) -> None:
    take("--uploads", "uploads")
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = take("--uploads", "uploads")
    assert "2 posts: as it was" in again.output
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    text = EXPORT.read_text("utf-8").replace(END, "").replace("</channel>\n</rss>", item("New.") + END)
    (site / "export.xml").write_text(text.replace("We walked.", "We walked far."))
    third = take("--uploads", "uploads")
    assert "1 post: added" in third.output
    assert "1 post: brought up to date" in third.output
    assert "We walked far." in imported(site)["a-walk.md"]


@pytest.mark.parametrize(
    ("there", "said"), [("We walked.", "worked on it here"), ("We ran.", "changed in WordPress too")]
)
def test_what_somebody_worked_on_is_left_as_it_is_wherever_it_was_moved(
    site: Path, there: str, said: str
) -> None:
    take()
    old = site / "testimonies" / "imported" / "a-walk.md"
    new = site / "testimonies" / "a-walk.md"
    new.write_text(old.read_text().replace("draft: true", "kind: critique"))
    old.unlink()
    before = new.read_text()
    (site / "export.xml").write_text(EXPORT.read_text("utf-8").replace("We walked.", there))
    assert said in take().output
    assert new.read_text() == before
    assert not old.exists()


def test_what_was_taken_away_or_taken_back_is_not_brought_back(site: Path) -> None:
    take()
    (site / "testimonies" / "imported" / "a-walk.md").unlink()
    assert CliRunner().invoke(main, ["withdraw", "our-key", "--no-build", "--leave-quotes"]).exit_code == 0
    assert "2 posts: not brought back" in take().output
    assert imported(site) == {}


def test_an_import_that_was_cut_short_goes_on(site: Path) -> None:
    take()
    before = imported(site)
    shutil.rmtree(site / "imports")
    (site / "testimonies" / "imported" / "a-walk.md").unlink()
    done = take()
    assert "1 post: added" in done.output
    assert "1 post: as it was" in done.output
    assert imported(site) == before


def test_a_dry_run_writes_nothing(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert "2 posts: added" in take("--dry-run").output
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_two_posts_of_one_name_are_two_files_and_none_is_written_over(site: Path) -> None:
    here = site / "testimonies" / "imported"
    here.mkdir()
    (here / "made-up-50.md").write_text("mine")
    (site / "two.xml").write_text(
        HEAD + item("One.") + item("Two.", 51).replace("made-up-51", "made-up-50") + END
    )
    take(file="two.xml")
    assert [*imported(site)] == ["made-up-50-2.md", "made-up-50-3.md", "made-up-50.md"]
    assert (here / "made-up-50.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "link"),
    [("../../../etc/passwd", "https://old.example.org/x/"), ("..%2f..%2fx", "=HYPERLINK(1)"), ("CON", "javascript:alert(1)"), ("\u202egnp", "file:///etc")],
)  # fmt: skip
def test_names_and_addresses_do_no_harm(site: Path, name: str, link: str) -> None:
    before = set(site.rglob("*"))
    one = item("Text.").replace("made-up-50", name).replace("https://old.example.org/50/", link)
    (site / "one.xml").write_text(HEAD + one + END)
    take(file="one.xml")
    new = {path.relative_to(site).as_posix() for path in {*site.rglob("*")} - before if path.is_file()} - {
        "one.xml"
    }
    assert {path for path in new if not path.startswith("imports/")} == {
        path for path in new if path.startswith("testimonies/imported/")
    }
    assert sum(path.startswith("testimonies/imported/") for path in new) == 1
    redirects = site / "imports" / "redirects.csv"
    assert redirects.exists() == link.startswith("https:")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("One\nline\n\nTwo", "One\\\nline\n\nTwo"),
        ("<!-- wp:paragraph --><p>A &amp; b <em>c</em></p><!-- /wp:paragraph -->", "A & b *c*"),
        ("<!-- wp:heading --><h2>Title</h2><!-- /wp:heading -->", "## Title"),
        ("<blockquote>Said</blockquote>", "> Said"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<iframe src='https://www.youtube.com/embed/abc'></iframe>", "[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)"),
        ("<a href='javascript:alert(1)'>go</a>", "go"),
        ("<p onclick='x()'>a <img src=x onerror=alert(1)></p>", "a"),
        ("1. no list <b>*</b> # `x` [y](z)", "1\\. no list **\\*** # \\`x\\` \\[y\\](z)"),
        ("{{ danger }} {% raw %}", "{{ danger }} {% raw %}"),
        ("[[gallery]]", "\\[gallery\\]"),
        ("مرحبا\n\nŴyth", "مرحبا\n\nŴyth"),
        ("a<!--more-->b", "a\n\nb"),
        ("a]]]]><![CDATA[>b", "a\\]\\]>b"),
    ],
)  # fmt: skip
def test_a_text_becomes_markdown_that_says_the_same(site: Path, given: str, shown: str) -> None:
    assert body(site, given) == shown


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda text: text.replace("<rss", "<!DOCTYPE rss><rss", 1), "document type"),
        (lambda text: text.replace("<rss", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss', 1), "document type"),
        (lambda text: text.replace("</channel>", "<!ENTITY x SYSTEM 'file:///etc/passwd'></channel>"), "entity"),
        (lambda text: "<html><body>Hello</body></html>", "no export of WordPress"),
        (lambda text: "", "no export of WordPress"),
        (lambda text: "PK\x03\x04" + text, "packed"),
        (lambda text: text.replace("<channel>", "<channel " + 'x="' + "a" * 3_000_000), "without end"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_or_could_harm_is_refused_and_nothing_is_written(
    site: Path, made: Callable[[str], str], said: str
) -> None:
    (site / "export.xml").write_text(made(EXPORT.read_text("utf-8")))
    before = set(site.rglob("*"))
    done = take()
    assert done.exit_code == 1
    assert "Nothing was written" in done.output
    assert said in done.output
    assert set(site.rglob("*")) == before


def test_a_zipped_export_is_told(site: Path) -> None:
    (site / "export.xml").write_bytes(gzip.compress(EXPORT.read_bytes()))
    assert "Unpack it" in take().output


def test_what_is_broken_in_one_post_spoils_no_other(site: Path) -> None:
    broken = item("x", 60).replace("</title>", "</titel>")
    huge = item("y" * 5_000_000, 61)
    deep = item("<div>" * 500 + "z", 62)
    (site / "some.xml").write_text(
        HEAD + broken + item("Whole.", 63) + huge + deep + item("Also whole.", 64) + END
    )
    done = take(file="some.xml")
    assert [*imported(site)] == ["made-up-63.md", "made-up-64.md"]
    assert done.output.count("not taken: ") == 3


def test_an_export_that_was_cut_off_gives_what_was_whole_and_says_so(site: Path) -> None:
    text = EXPORT.read_text("utf-8")
    (site / "export.xml").write_text(text[: text.index("We walked.")])
    done = take()
    assert "the file ends in the middle" in done.output
    assert [*imported(site)] == ["our-key.md"]


def test_a_file_that_is_odd_needs_somebody_even_where_no_post_lost_anything(site: Path) -> None:
    whole = HEAD + item("Whole.")
    for text, code in ((whole + END, 0), (whole + "<item>", 1)):
        (site / "one.xml").write_text(text)
        assert take(file="one.xml").exit_code == code


def test_text_that_is_not_utf8_and_signs_that_xml_forbids_are_mended(site: Path) -> None:
    raw = (HEAD + item("caf\x00XX \x0b end") + END).encode().replace(b"XX", "é".encode("cp1252"))
    (site / "one.xml").write_bytes(b"\n\n" + raw)
    done = take(file="one.xml")
    assert "was read as Windows text" in done.output
    assert "café" in imported(site)["made-up-50.md"]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.9"])
def test_every_version_is_read_and_so_is_one_that_says_none(site: Path, version: str) -> None:
    text = EXPORT.read_text("utf-8").replace("/export/1.2/", f"/export/{version}/")
    (site / "export.xml").write_text(text.replace("<wp:wxr_version>1.2</wp:wxr_version>", ""))
    assert "2 posts: added" in take().output


def test_the_record_must_be_whole(site: Path) -> None:
    take()
    (site / "imports" / "wordpress.yml").write_text('{"a": ')
    done = take()
    assert done.exit_code == 1
    assert "cannot be read" in done.output


def test_a_record_of_the_time_when_it_was_json_is_read(site: Path) -> None:
    take()
    path = site / "imports" / "wordpress.yml"
    posts = yaml.safe_load(path.read_text())["posts"]
    (site / "imports" / "wordpress.json").write_text(json.dumps(posts))
    path.unlink()
    moved = site / "testimonies" / "imported" / "our-key.md"
    moved.write_text(moved.read_text().replace("# Imported from WordPress", "# Came from WordPress"))
    assert "added" not in take().output
    assert yaml.safe_load(path.read_text())["posts"] == posts


def test_a_folder_elsewhere_is_refused(site: Path) -> None:
    assert "is not in testimonies" in take("--into", "docs").output


def test_memory_does_not_grow_with_the_export(tmp_path: Path) -> None:
    peaks = []
    for count in (50, 500):
        path = tmp_path / f"{count}.xml"
        with path.open("w") as file:
            file.write(HEAD)
            for number in range(count):
                file.write(
                    item("words " * 5_000, number, more="<wp:comment>" + "x" * 20_000 + "</wp:comment>")
                )
            file.write(END)
        tracemalloc.start()
        assert sum(1 for _ in WxrExport(path).items()) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_tag_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text("<rss " + "b" * 9_000_000)
    with pytest.raises(PlainError):
        list(WxrExport(path).items())


def test_the_record_and_the_redirects_say_where_each_went(site: Path) -> None:
    take()
    record = yaml.safe_load((site / "imports" / "wordpress.yml").read_text())
    assert record["posts"]["7 of old.example.org"]["name"] == "our-key"
    rows = list(csv.DictReader(io.StringIO((site / "imports" / "redirects.csv").read_text())))
    assert {row["old address"]: row["piece"] for row in rows} == {
        "https://old.example.org/2018/01/a-walk/": "a-walk",
        "https://old.example.org/2019/03/our-key/": "our-key",
    }


def test_an_old_address_without_that_of_the_site_is_made_whole(site: Path) -> None:
    one = item("Text.").replace("https://old.example.org/50/", "/blog/made-up")
    (site / "one.xml").write_text(HEAD + one + END)
    take(file="one.xml")
    assert 'url: "https://old.example.org/blog/made-up"' in imported(site)["made-up-50.md"]


@pytest.mark.parametrize("shift", range(24))
def test_an_item_is_found_wherever_the_file_is_cut_in_reading(tmp_path: Path, shift: int) -> None:
    path = tmp_path / "x.xml"
    path.write_text(HEAD + " " * (CHUNK - len(HEAD.encode()) - shift) + "<item><a/></item>" * 2 + END)
    assert [read.wrong for read in WxrExport(path).items()] == ["", ""]


@pytest.mark.parametrize(
    "sign", ["[a ", '[a "', "[a '", "<!-- wp:a {", "<!--", "a.b", "1.", "-1x1", "< ", "<pre data-"]
)
def test_a_text_that_would_take_for_ever_is_read_in_one_go(site: Path, sign: str) -> None:
    (site / "one.xml").write_text(HEAD + item(sign * (300_000 // len(sign))) + item("Whole.", 51) + END)
    take(file="one.xml")
    assert "made-up-51.md" in imported(site)
