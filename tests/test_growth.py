"""Work grows no faster than its input, on the worst of each: a table of what a stranger or a sheet can give."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sharedstory.commands import main
from sharedstory.editing import fix
from sharedstory.forms.questions import Vocabulary
from sharedstory.importing import notes
from sharedstory.importing.wordpress import text as wordpress_text
from sharedstory.importing.wordpress.shown import OldSite
from sharedstory.organising import review
from sharedstory.reading import frontmatter, markdown, privacy
from sharedstory.reading.problems import Known, Problem
from sharedstory.site import report
from sharedstory.story.folder import read_story
from tests import growth
from tests.conftest import AS_OF, entry
from tests.test_pledge_import import as_csv

THEMES = "- {id: gardens, title: Gardens, question: What?, summary: All.}\n"

# The text of a story, by what is repeated in it.
BODIES = {
    "dead links": "[a](b.md) ",
    "pictures": "![a](b.png) ",
    "headings that are led to": "# a\n\n[a](#b)\n\n",
    "definitions": "[a]: b.md\n\n",
    "open brackets": "[",
    "notes": "<!-- a -->\n",
    "open notes": "<!-- ",
    "html": "<b>",
    "notes of other editors": "{/* a */} %% b %%\n",
    "names": "Ann Example said ",
    "names a line": "Ann Example said\n",
    "telephones": "0113 496 0000 ",
    "addresses": "a@b.example.org ",
    "spelled addresses": "a at b dot ",
    "figures": "1 ",
    "births": "born 1 May 1960 ",
    "emphasis": "*a ",
    "struck": "~a~ ",
    "code": "`a ",
    "quotes": "> ",
    "tables": "|a|\n|-|\n|b|\n\n",
    "footnotes": "[^a] ",
    "underlines": "a_",
    "bare addresses": "www.example.org ",
}
# Fields, by what is repeated in them.
FIELDS: dict[str, Callable[[int], str]] = {
    "no colon": lambda n: "word here\n" * n,
    "a colon too many": lambda n: "".join(f"k{i}: b: c\n" for i in range(n)),
    "open quotes": lambda n: "".join(f'k{i}: "b\n' for i in range(n)),
    "one open quote": lambda n: 'k: "\n' + "word\n" * n,
    "open brackets": lambda n: "".join(f"k{i}: [b\n" for i in range(n)),
    "brackets in brackets": lambda n: "k: " + "[" * n + "\n",
    "too far in": lambda n: "".join(f"{' ' * (i % 9)}k{i}: b\n" for i in range(n)),
    "glued hyphens": lambda n: "places:\n" + "  -a\n" * n,
    "a field twice": lambda n: "a: b\n" * n,
    "tabs": lambda n: "\ta: b\n" * n,
    "cut texts": lambda n: "question: >\ntext\n" + "more here\n" * n,
    "marks": lambda n: "".join(f"k{i}: *b\n" for i in range(n)),
    "unknown fields": lambda n: "".join(f"k{i}: b\n" for i in range(n)),
    "fields with a slip": lambda n: "".join(f"sumary{i}: b\n" for i in range(n)),
    "unknown tags": lambda n: "places: [" + ", ".join(f"t{i}" for i in range(n)) + "]\n",
    "words that may stand": lambda n: "shown_on_purpose: [" + ", ".join(f"a{i}" for i in range(n)) + "]\n",
}

# Notes of a gathering, by what is repeated in them.
NOTES = {
    "open notes of an editor": "<!-- a\n",
    "notes of an editor": "<!-- a -->\n",
    "points": "- a word\n",
    "pledges": "### Pledges\n- Example Circle: We will open\n",
    "the same pledge": "- Ann will ask the council\n",
    "labels": "Hosted by: Ann\n",
    "labels in labels": "Format: Hosted by: Speakers: In the room: x\n",
    "bold labels": "**Format:** Talk\n",
    "sessions": "## A\n",
    "underlined sessions": "Title\n=====\n",
    "text": "We met and said a thing.\n",
    "tables": "| a | b |\n",
    "telephones": "0113 496 0000 ",
}
POSTS = [
    "<sup>1</sup> ",
    "[ref]a[/ref] ",
    "[ref]",
    "<abbr title='a'>b</abbr> ",
    "<b>a</b>",
    "[caption id=a]",
    "<p>",
    "<pre>a</pre>",
    "<!-- wp:p -->",
    "<!--",
    "<table><tr><td>a</td></tr></table>",
    "<ul><li>a</li></ul>",
    '<a href="b">c</a>',
    '<img src="b.png">',
    "((a))",
    "&",
    "<",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "themes.yml").write_text(THEMES)
    return tmp_path


def reading(folder: Path, text: str) -> Callable[[], object]:
    (folder / "one.md").write_text(text)
    return lambda: read_story(folder, as_of=AS_OF)


@pytest.mark.parametrize("form", BODIES)
def test_the_text_of_a_story(folder: Path, form: str) -> None:
    assert growth.exponent(lambda n: reading(folder, entry() + BODIES[form] * n), 200) <= growth.EXPONENT


@pytest.mark.parametrize("form", FIELDS)
@pytest.mark.parametrize("kind", ["testimony", "gathering"])
def test_the_fields_of_a_story(folder: Path, form: str, kind: str) -> None:
    def prepare(n: int) -> Callable[[], object]:
        head = entry().replace("kind: testimony", f"kind: {kind}").rpartition("---\n")[0]
        return reading(folder, f"{head}{FIELDS[form](n)}---\nBody.\n")

    assert growth.exponent(prepare, 60) <= growth.EXPONENT


@pytest.mark.parametrize(
    "form", ["a field twice", "glued hyphens", "too far in", "tabs", "cut texts", "unknown tags"]
)
def test_the_fixes_of_a_story(form: str) -> None:
    head = entry().rpartition("---\n")[0]

    def prepare(n: int) -> Callable[[], object]:
        raw = f"{head}{FIELDS[form](n)}---\nBody.\n".encode()
        return lambda: fix.fixed(raw, "one.md", Vocabulary())

    assert growth.exponent(prepare, 40) <= growth.EXPONENT


@pytest.mark.parametrize("form", BODIES)
def test_the_page_of_a_story(form: str) -> None:
    assert growth.exponent(lambda n: lambda: markdown.render(BODIES[form] * n), 40) <= growth.EXPONENT


def test_a_long_file_with_many_mistakes_is_not_read_again_for_each() -> None:
    """Each mistake is found by reading all of it again, and so is each fix that may hold or not."""
    pledge = "  - {{id: p{}, will: We will open a door., as: individual, history: [{{on: 2025-11, status: promised}}]}}\n"
    head = "---\nkind: gathering\npledges:\n" + "".join(map(pledge.format, range(250)))
    marks = "".join(f"k{number}: @b\n" for number in range(45))
    clean = f"{head}---\nBody.\n".encode()
    wrong = f"{head}{marks}---\nBody.\n".encode()
    once = growth.calls(lambda: frontmatter.parse(clean, "one.md"))
    assert growth.calls(lambda: frontmatter.parse(wrong, "one.md")) <= 25 * once
    assert growth.calls(lambda: fix.fixed(wrong, "one.md", Vocabulary())) <= 120 * once


def test_more_values_than_are_read_are_told_once() -> None:
    text = "---\n" + "a: b\n" * 2_560 + "---\nBody.\n"
    assert [one.code for one in frontmatter.parse(text.encode(), "one.md").problems] == ["yaml-not-allowed"]


def test_many_dead_links_to_names_that_are_all_alike() -> None:
    def prepare(n: int) -> Callable[[], object]:
        names = [f"2019-03-meeting-about-gardens-{number:05}.md" for number in range(n)]

        def ask() -> None:
            known = Known(names)
            for number in range(n):
                known.nearest(f"meeting-about-garden-{number}-in-the-hall.md")

        return ask

    assert growth.exponent(prepare, 100) <= growth.EXPONENT


def test_the_same_dead_link_again_and_again() -> None:
    known = Known([f"a-piece-about-something-{number}.md" for number in range(200)])
    known.nearest("a-piece-about-somethin.md")
    assert growth.calls(lambda: known.nearest("a-piece-about-somethin.md")) <= 5


@pytest.mark.parametrize("count", [3, 63, 65, 3_000])
def test_the_nearest_word_is_named_among_few_and_many(count: int) -> None:
    known = Known([*(f"2019-meeting-{number}.md" for number in range(count)), "our-garden.md", "a-door.md"])
    assert known.nearest("our-gardem.md") == "our-garden.md"
    assert known.nearest("a-dor.md") == "a-door.md"
    assert known.nearest("nothing-like-it.md") == ""


def test_what_is_left_out_of_a_sheet() -> None:
    words = "a@b.example.org or 0113 496 0001 or 81.2.69.142. "
    assert growth.exponent(lambda n: lambda: privacy.without_details(words * n), 50) <= growth.EXPONENT
    text, left_out = privacy.without_details(words * 2)
    assert "@" not in text
    assert "81.2" not in text
    assert len(left_out) >= 4


@pytest.mark.parametrize(
    "tag", ["<sup>1</sup> ", "[ref]a[/ref] ", "<abbr title='a'>b</abbr> ", "<b>", "[x]", "<p>"]
)
def test_a_post_of_a_blog(tag: str) -> None:
    assert growth.exponent(lambda n: lambda: wordpress_text.words_of(tag * n), 100) <= growth.EXPONENT


def test_the_findings_of_a_review(folder: Path) -> None:
    (folder / "one.md").write_text(entry())
    read = read_story(folder, as_of=AS_OF)

    def prepare(n: int) -> Callable[[], object]:
        name = f"{read.called}/one.md"
        problems = [
            Problem(name, line, 1, code, "", "It is so.")
            for line in range(n)
            for code in ("privacy-email", "link-dead")
        ]
        return lambda: review.summary(read, [name], problems)

    assert growth.exponent(prepare, 50) <= growth.EXPONENT


def test_notes_and_html_of_a_body() -> None:
    assert growth.exponent(lambda n: lambda: markdown.raw_html("<!-- a -->\n" * n), 100) <= growth.EXPONENT


def test_a_line_of_a_story_does_not_make_it_a_gathering() -> None:
    long = entry().rpartition("---\n")[0]
    text = f"{long}---\nkind: gathering\n" + "word " * (frontmatter.MAX_BYTES // 5)
    assert [found.code for found in frontmatter.parse(text.encode(), "a.md").problems] == ["file-too-big"]


@pytest.mark.parametrize("form", NOTES)
def test_the_notes_of_a_gathering(form: str) -> None:
    head = "# Spring\n\nNames may be shown: yes\n\n## Who decides?\n\n"

    def prepare(n: int) -> Callable[[], object]:
        given = (head + NOTES[form] * n).encode()
        return lambda: notes.read(given)

    assert growth.exponent(prepare, 60) <= growth.EXPONENT


@pytest.mark.parametrize("repeated", POSTS)
def test_a_whole_post_of_a_blog(repeated: str) -> None:
    site = OldSite("https://a.example", {}, {})

    def prepare(n: int) -> Callable[[], object]:
        return lambda: wordpress_text.convert(
            repeated * n, site=site, link="https://a.example/b", number="1", name="b"
        )

    assert growth.exponent(prepare, 40) <= growth.EXPONENT


def test_offers_and_asks(folder: Path) -> None:
    """Each offer is not compared with each ask."""

    def prepare(n: int) -> Callable[[], object]:
        for number in range(n):
            pledges = "".join(
                f"\n- {{id: p{number}-{sort}, sort: {sort}, of: space, will: A room for meetings., who: A Hall, "
                f"as: organisation, history: [{{on: 2025-11, status: promised}}]}}"
                for sort in ("offer", "ask")
            )
            (folder / f"e{number}.md").write_text(entry(tags="tags: [gardens]", pledges=f"pledges:{pledges}"))
        read = read_story(folder, as_of=AS_OF)

        def reported() -> None:
            found = report.report(read, AS_OF)
            assert len(found.offers) == len(found.asks) == n
            assert len(found.offers[0].matches) == report.MATCHES

        return reported

    assert growth.exponent(prepare, 12) <= growth.EXPONENT


STORY_HEADINGS = ["Title", "Tell us your story", "Do you agree that we publish it?", "Your name"]
PLEDGE_HEADINGS = ["Your pledge", "Your name", "May we show your name?", "Email address", "Status"]


@pytest.mark.parametrize("row", ["all different", "all the same"])
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("what", ["testimonies", "pledges"])
def test_a_whole_sheet(
    folder: Path, monkeypatch: pytest.MonkeyPatch, what: str, row: str, again: bool
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")

    def prepare(n: int) -> Callable[[], object]:
        at = folder / f"{what}-{n}"
        (at / "testimonies").mkdir(parents=True, exist_ok=True)
        for old in at.rglob("*.*"):
            old.unlink()
        (at / "testimonies" / "themes.yml").write_text(THEMES)
        (at / "testimonies" / "spring.md").write_text(entry("gathering"))
        monkeypatch.chdir(at)
        cells = []
        for number in range(n):
            words = (
                f"We will open hall {number} on Sundays."
                if row == "all different"
                else "We will open our hall."
            )
            cells.append(
                [f"Hall {words}", words, "Yes, I agree", ""]
                if what == "testimonies"
                else [words, "Ann Example", "No", "a@b.example.org", ""]
            )
        headings = STORY_HEADINGS if what == "testimonies" else PLEDGE_HEADINGS
        (at / "answers.csv").write_text(as_csv(cells, headings))
        options = ["--into", "spring", "--no-input"] if what == "pledges" else []

        def taken() -> None:
            done = CliRunner().invoke(main, ["import", what, "answers.csv", *options], catch_exceptions=False)
            assert done.exit_code in (0, 1), done.output  # 1: rows were left out

        if again:
            taken()
        return taken

    assert growth.exponent(prepare, 12) <= growth.EXPONENT
