"""The words of the site: each is in every catalog, none is missed, and all are short sentences."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages import Catalog

from sharedstory.forms import share
from sharedstory.schema.choices import Kind
from sharedstory.schema.errors import PlainError
from sharedstory.schema.wording import ENGLISH, words
from sharedstory.site import booklet, feeds, pages, report
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from tests import catalogs
from tests.conftest import AS_OF, entry
from tests.engine.conftest import SITE, run

REPOSITORY = Path(__file__).parents[1]
MOST_WORDS, MEAN_WORDS = 25, 15
# What is filled into a message.
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
# No language has this code.
MADE_UP = "qps"
PLURALS = "nplurals=2; plural=(n != 1);"
MORE = {
    "critique.md": entry(
        kind="kind: critique",
        tags="tags: [doors]",
        account="account: summary",
        places="places: [exampletown]",
    ),
    "spoken.md": entry(account="account: interview", about="about: [critique]", tags="tags: [doors]"),
    "run.md": entry(
        "initiative",
        tags="tags: [doors]",
        history="history:\n  - {on: 2020, status: stuck, note: It rained., checked: self-reported}",
    ),
    "collections.yml": "- {id: some, title: Some of them, summary: A few., entries: [a-key, a-door]}\n",
}
# Whatever stands in these is no word of a page.
SILENT = ("script", "style")
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-label", "data-shown", "data-none", "content")
# Words that are not ours: what CLDR has, and signs, figures and addresses.
NOT_OURS = re.compile(
    r"\b(?:and|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|to|Atom|JSON)\b|[\W\d_]+"
)
ADDRESS = re.compile(r"https?://\S+")
APART = re.compile(r"[()\[\],;:·…“”.?!|*\n]|\band\b")
SIGNS = " 0123456789,–"


class Seen(HTMLParser):
    """The words of a page, a line for each piece of text and for each attribute that is read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.silent += tag in SILENT
        # What a page tells machines of itself is its own words where it is a description.
        if tag != "meta" or given.get("name") == "description":
            self.texts += [given[name] or "" for name in SPOKEN if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(" ".join(data.split()))


def unmarked(text: str) -> str:
    """What of a text is in no marks. Marks may stand within marks."""
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    return text


def missed(html: str, content: str) -> list[str]:
    """The words of a page that are neither marked nor in what people gave."""
    texts = unmarked("\n".join(Seen(html).texts))
    parts = [part.strip(SIGNS) for part in APART.split(ADDRESS.sub("", texts))]
    return sorted({part for part in parts if NOT_OURS.sub("", part) and part not in content})


def marked(message: catalogs.Message) -> str | tuple[str, str]:
    return f"⟦{message}⟧" if isinstance(message, str) else (f"⟦{message[0]}⟧", f"⟦{message[1]}⟧")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in a made-up language, in which every message is marked, with something of each kind in it."""
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("made-up") / "here"))
    for name, text in MORE.items():
        (here / "testimonies" / name).write_text(text, encoding="utf-8")
    places = here / "testimonies" / "places.yml"
    places.write_text(places.read_text() + "- {id: abroad, name: Abroadland, size: elsewhere}\n")
    catalog = Catalog()
    for message in catalogs.messages():
        catalog.add(message, marked(message))
    catalog.header_comment = "#"
    own = here / "overrides" / "sharedstory"
    own.mkdir(parents=True)
    catalogs.write(own / f"{MADE_UP}.po", catalog, PLURALS)
    config = (here / "mkdocs.yml").read_text()
    config = config.replace(
        "name: material\n  font: false", f"name: sharedstory\n  language: {MADE_UP}\n  custom_dir: overrides"
    )
    config = config.replace("as_of: 2026-06-01", "as_of: 2026-06-01\n      search: false\n      report: true")
    (here / "mkdocs.yml").write_text(config + "repo_url: https://github.com/example/stories\n")
    return here


@pytest.fixture(scope="module")
def renderer(site: Path) -> Renderer:
    story = read_story(site / "testimonies", as_of=AS_OF)
    assert story.errors == ()
    settings = Settings(
        root=site,
        testimonies=site / "testimonies",
        custom=site / "overrides",
        name="Exampletown stories",
        url="https://stories.example/",
        language=MADE_UP,
        repository="https://github.com/example/stories",
        contact="us@example.org",
        rights="your-rights",
    )
    return Renderer(story, settings)


@pytest.fixture(scope="module")
def content(site: Path) -> str:
    """All that people gave."""
    files = [path for path in site.rglob("*") if path.suffix in (".md", ".yml")]
    return re.sub(r"[\[\]*]", "", " ".join(" ".join(path.read_text("utf-8") for path in files).split()))


def shown(renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Every page that readers see, with its HTML."""
    story, say = renderer.story, renderer.words
    for page in (*pages.pages(story, say), report.page(story, say)):
        if not page.path.startswith("problems/"):
            yield page.path, str(renderer.html(page)) + f"<p>{page.title}</p><p>{page.description}</p>"
    for name in ("keys", "some", "spring-meeting"):
        yield f"booklet {name}", str(booklet.html(renderer, name))
    for feed in feeds.feeds(story, renderer.settings.name, say):
        for item in feed.items:
            yield (
                feed.path,
                f"<p>{feed.title}</p><p>{feeds.title(item, say)}</p><p>{feeds.summary(item, say)}</p>",
            )


def test_no_word_of_any_page_is_missed_by_the_catalogs(
    renderer: Renderer, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    every = dict(shown(renderer))
    assert {path.partition("/")[0] for path in every} > {"testimonies", "places", "search", "share", "report"}
    found = {path: missed(html, content) for path, html in every.items()}
    assert {path: rest for path, rest in found.items() if rest} == {}


def test_no_word_of_the_frame_of_a_page_is_missed(site: Path, content: str) -> None:
    done = run("mkdocs", "build", "-q", at=site)
    assert done.returncode == 0, done.stderr
    found = {}
    for path in ("404.html", "your-rights/index.html", "testimonies/a-key/index.html", "report/index.html"):
        html = (site / "site" / path).read_text("utf-8")
        assert f'<html lang="{MADE_UP}" dir="ltr"' in html
        found[path] = missed(html, content)
    assert {path: rest for path, rest in found.items() if rest} == {}


def test_a_page_tells_its_scripts_all_that_they_say(renderer: Renderer) -> None:
    html = str(
        renderer.html(
            next(p for p in pages.pages(renderer.story, renderer.words) if p.path == "search/index")
        )
    )
    found = re.search(r'data-words="([^"]*)"', html)
    assert found
    told = json.loads(found[1].replace("&#34;", '"').replace("&amp;", "&"))
    forms = [
        told.pop("results"),
        *share.form(Kind.GLIMPSE, renderer.story, renderer.words).data["room"].values(),
    ]
    data = share.form(Kind.TESTIMONY, renderer.story, renderer.words).data
    texts = [
        *told.values(),
        *data["words"].values(),
        *data["told"].values(),
        *data["privacy"]["words"].values(),
    ]
    texts += [text for one in forms for text in one.values()]
    texts += [
        text for question in data["questions"] for text in (question["ask"], *question["said"].values())
    ]
    assert [text for text in texts if unmarked(text)] == []


def test_scripts_say_nothing_of_their_own() -> None:
    scripts = [
        *(catalogs.PACKAGE / "site" / "assets").glob("*.js"),
        catalogs.PACKAGE / "theme/assets/theme.js",
    ]
    assert len(scripts) > 4
    for script in scripts:
        code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", script.read_text("utf-8"))
        assert re.findall(r"[\"`][A-Z][a-z]+ [a-z]+[^\"`]*[\"`]", code) == [], script.name


@pytest.mark.parametrize("path", catalogs.catalogs(), ids=lambda path: path.stem)
def test_a_catalog_has_every_message_with_all_that_is_filled_in(path: Path) -> None:
    catalog = catalogs.read(path)
    assert {message.id for message in catalog if message.id} == {*catalogs.messages()}
    for message in catalog:
        if message.id:
            forms, strings = catalogs.forms(message.id), catalogs.forms(message.string)
            assert all(strings), message.id
            names = {*PLACES.findall(forms[-1])}
            # One, two and none can be said in words.
            needed = names - {"%(count)s"} if len(forms) > 1 else names
            assert all(needed <= {*PLACES.findall(string)} <= names for string in strings), message.id
            assert names == {*PLACES.findall(strings[-1])}, message.id
    assert words(path.stem)("Search") != "Search"


def test_the_site_can_say_things_in_its_own_way(tmp_path: Path) -> None:
    catalog = Catalog()
    catalog.add("Pledges", "Promises")
    catalogs.write(tmp_path / "en.po", catalog, PLURALS)
    own = words("en", tmp_path)
    assert (own("Pledges"), own("Themes")) == ("Promises", "Themes")
    assert own.plural("%(count)s pledge", "%(count)s pledges", 1000) == "1,000 pledges"

    # As somebody does who looks at the site meanwhile.
    catalog["Pledges"].string = "Vows"
    catalogs.write(tmp_path / "en.po", catalog, PLURALS)
    os.utime(tmp_path / "en.po", (0, 0))
    assert words("en", tmp_path)("Pledges") == "Vows"


def test_a_catalog_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text('msgid "Search"\nWhat the French say.\n')
    with pytest.raises(PlainError, match=r"fr\.po is not a catalog that we can read"):
        words("fr", tmp_path)


@pytest.mark.parametrize(
    ("code", "one", "many"),
    [
        ("en", "1 result", "1,000 results"),
        ("cy", "1 dystiolaeth", "1,000 tystiolaeth"),
        ("fr-CA", "1 témoignage", "1\xa0000 témoignages"),
        ("ar", "شهادة واحدة", "1,000 شهادة"),
        ("tlh", "1 testimony", "1,000 testimonies"),
    ],
)
def test_a_number_is_said_as_the_language_does_it(code: str, one: str, many: str) -> None:
    message = ("%(count)s testimony", "%(count)s testimonies")
    if code == "en":
        message = ("%(count)s result", "%(count)s results")
    assert words(code).plural(*message, 1) == one
    assert words(code).plural(*message, 1000) == many


def sentences(text: str) -> list[int]:
    """How many words each sentence of a text has."""
    return [len(one.split()) for one in re.split(r"(?<=[.!?…])\s+|:\s+", text) if len(one.split()) > 2]


def test_no_sentence_stands_in_two_templates() -> None:
    places: dict[catalogs.Message, set[str]] = {}
    for place, message in catalogs.in_place():
        places.setdefault(message, set()).add(place)
    text = {message if isinstance(message, str) else message[0]: where for message, where in places.items()}
    twice = {words: where for words, where in text.items() if len(where) > 1 and words.endswith((".", "?"))}
    assert twice == {}


def test_no_message_has_a_long_sentence() -> None:
    for message in catalogs.messages():
        for text in [message] if isinstance(message, str) else message:
            assert max(sentences(text), default=0) <= MOST_WORDS, text


def test_no_page_has_long_sentences_on_the_whole(renderer: Renderer) -> None:
    for path, html in shown(renderer):
        ours = re.findall(r"⟦([^⟦⟧]*)⟧", " ".join(Seen(html).texts))
        found = [n for message in ours for n in sentences(message)]
        assert not found or sum(found) / len(found) <= MEAN_WORDS, path


@pytest.mark.parametrize("name", ["index", "take-part/index", "your-rights", "accessibility", "about"])
def test_a_page_for_readers_has_no_long_sentence(name: str) -> None:
    text = (REPOSITORY / "docs" / f"{name}.md").read_text("utf-8")
    text = re.sub(r"^---\n.*?\n---\n|```.*?```|<[^>]*>|^\|.*$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\]\([^)]*\)|[*`#{}\[\]]|^\s*(?:- |\d\. )", "", text, flags=re.MULTILINE)
    found = [n for block in re.split(r"\n\s*\n|\n(?=\S)", text) for n in sentences(block)]
    assert max(found) <= MOST_WORDS
    assert sum(found) / len(found) <= MEAN_WORDS
    assert ENGLISH("") == ""
