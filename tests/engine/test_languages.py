"""In which language words of a piece are said to be, and which way they run, wherever on the site they stand.

The test knows no template. It looks for the words of pieces on every page, so that a new template is tried, too.
"""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sharedstory.schema.dates import clock
from sharedstory.site import booklet
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from tests.conftest import entry
from tests.engine.conftest import SITE, run

# What elements have no end, so that nothing stands in them.
EMPTY = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# What readers are not shown, or what cannot say two languages in one line.
UNSEEN = frozenset(["script", "style", "title"])

CONSENT = "consent: {basis: already-public, named_as: full-name}"
PLEDGE = """pledges:
  - id: {id}
    will: {will}
    who: [{who}]
    as: local-group
    sort: {sort}
    of: space
    so_that: {so_that}
    history:
      - {{on: 2024-03, status: {status}, note: "{note}"}}"""

# Words of a piece, with the language that it says it is in, and which way they run.
WORDS = {
    "مفتاح بيتي": ("ar", "rtl"),
    "كيف حصلت على مفتاح": ("ar", "rtl"),
    "ليلى مثال": ("ar", "rtl"),
    "كريم مثال": ("ar", "rtl"),
    "سنفتح القاعة": ("ar", "rtl"),
    "جمعية المثال": ("ar", "rtl"),
    "بدأنا بالعمل": ("ar", "rtl"),
    "Allwedd fy nhŷ": ("cy", "ltr"),
    "Sut y cefais allwedd": ("cy", "ltr"),
    "Siân Enghraifft": ("cy", "ltr"),
    "What is a door for?": ("he", "ltr"),
    "על דלתות ומפתחות": ("he", "rtl"),
    "דנה דוגמה": ("he", "rtl"),
    "הדיירים מחליטים": ("he", "rtl"),
    "无障碍的花园": ("zh-Hans", "ltr"),
    "邻居们一起种花": ("zh-Hans", "ltr"),
    "张例子": ("zh-Hans", "ltr"),
    "ہماری ملاقات": ("ur", "rtl"),
    "ہم سب ملے": ("ur", "rtl"),
    "کس کے پاس چابی": ("ur", "rtl"),
    "چھوٹے گروہ": ("ur", "rtl"),
    "کھلا دروازہ": ("ur", "rtl"),
    "ہم کمرہ دیں گے": ("ur", "rtl"),
    "مثالی حلقہ": ("ur", "rtl"),
    "Croeso i bawb": ("cy", "ltr"),
    # Of pieces that say no language: they are in that of the site, also within others.
    "A key of my own": ("en", "ltr"),
    "The shared garden": ("en", "ltr"),
}
FILES = {
    "testimonies/arabic.md": entry(
        title="title: مفتاح بيتي",
        summary="summary: كيف حصلت على مفتاح",
        tags="tags: [doors, gardens]",
        authors="authors: [ليلى مثال, {name: كريم مثال, role: جار}]",
        date="date: 2025-03",
        lang="lang: ar",
        quote="quote: كيف حصلت على مفتاح",
        gathering="gathering: urdu-meeting",
        about="about: [chinese]",
        consent=CONSENT,
        pledges=PLEDGE.format(
            id="hall",
            will="سنفتح القاعة",
            who="جمعية المثال",
            sort="ask",
            so_that="سنفتح القاعة",
            status="kept",
            note="بدأنا بالعمل",
        ),
        body="كيف حصلت على مفتاح.\n",
    ),
    "testimonies/welsh.md": entry(
        title="title: Allwedd fy nhŷ",
        summary="summary: Sut y cefais allwedd",
        tags="tags: [doors]",
        authors="authors: [Siân Enghraifft]",
        date="date: 2025-02",
        places="places: [exampletown]",
        lang="lang: cy",
        about="about: [arabic]",
        consent=CONSENT,
    ),
    "testimonies/glimpses/hebrew.md": entry(
        "glimpse",
        title="title: What is a door for?",
        summary="summary: על דלתות ומפתחות",
        tags="tags: [doors]",
        authors="authors: [דנה דוגמה]",
        lang="lang: he",
        consent=CONSENT,
        what_is_different="what_is_different: הדיירים מחליטים",
        try_here="try_here: [הדיירים מחליטים]",
        grew_from="grew_from: הדיירים מחליטים",
    ),
    "testimonies/chinese.md": entry(
        "initiative",
        title="title: 无障碍的花园",
        summary="summary: 邻居们一起种花",
        tags="tags: [doors]",
        authors="authors: [张例子]",
        lang="lang: zh-Hans",
        consent=CONSENT,
        led_by="led_by: [张例子]",
        gathering="gathering: urdu-meeting",
        date="date: 2025-12",
    ),
    "testimonies/gatherings/urdu-meeting.md": entry(
        "gathering",
        title="title: ہماری ملاقات",
        summary="summary: ہم سب ملے",
        tags="tags: [doors]",
        held="held: 2025-11",
        held_words="held_words: ہم سب ملے",
        lang="lang: ur",
        hosts="hosts: [مثالی حلقہ]",
        alongside="alongside: ہم سب ملے",
        next="next: urdu-next",
        pledges=PLEDGE.format(
            id="room",
            will="ہم کمرہ دیں گے",
            who="مثالی حلقہ",
            sort="offer",
            so_that="ہم سب ملے",
            status="promised",
            note="ہم سب ملے",
        ),
    ),
    "testimonies/gatherings/urdu-next.md": entry(
        "gathering",
        title="title: پھر ہماری ملاقات",
        summary="summary: ہم سب ملے",
        tags="tags: [doors]",
        held="held: 2026-11",
        state="state: planned",
        lang="lang: ur",
    ),
    "testimonies/gatherings/urdu-session.md": entry(
        "session",
        title="title: کس کے پاس چابی",
        summary="summary: چھوٹے گروہ",
        tags="tags: [doors]",
        gathering="gathering: urdu-meeting",
        lang="lang: ur",
        format="format: چھوٹے گروہ",
        in_the_room="in_the_room: چھوٹے گروہ",
        hosts="hosts: [مثالی حلقہ]",
        speakers="speakers: [مثالی حلقہ]",
        learning="learning:\n  - {id: door, point: کھلا دروازہ, detail: کھلا دروازہ}",
    ),
    "testimonies/collections.yml": "- id: chosen\n  title: Chosen\n  summary: To read.\n  entries: [arabic, welsh, hebrew, chinese]\n",
    "docs/croeso.md": (
        "---\nlang: cy\n---\n# Croeso i bawb\n\nCroeso i bawb.\n\n## Un\n\n## Dau\n\n## Tri\n\n## Pedwar\n\n"
        "<!-- sharedstory/latest limit=20 -->\n"
    ),
    "docs/live.md": (
        "# Live parts\n\n<!-- sharedstory/latest limit=20 -->\n\n<!-- sharedstory/pledges status=kept -->\n\n"
        "<!-- sharedstory/glimpse slug=hebrew -->\n\n<!-- sharedstory/gathering which=last -->\n\n"
        "<!-- sharedstory/gathering which=next -->\n\n<!-- sharedstory/theme id=keys limit=20 -->\n"
    ),
}


# Pages on which the titles and names of other languages have to be, so that all of these are really looked at.
PAGES = """
    themes/keys testimonies testimonies/arabic testimonies/welsh glimpses glimpses/hebrew initiatives initiatives/chinese
    gatherings gatherings/urdu-meeting gatherings/urdu-meeting/urdu-session pledges pledges/hall pledges/room
    pledges/gathering/urdu-meeting pledges/status/kept collections/chosen places/exampletown report live croeso
"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in English, in the movement's face, with pieces and a page in other languages. It is built."""
    site = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("mixed") / "here"))
    for name, text in FILES.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    (site / "mkdocs.yml").write_text(
        "site_name: Exampletown stories\nsite_url: https://stories.example/\n"
        "theme: {name: sharedstory}\n"
        "plugins: [{sharedstory: {as_of: 2026-06-01, report: true}}]\n"
        "nav: [index.md, Themes: themes/index.md, Pages: [live.md, croeso.md, your-rights.md]]\n"
    )
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    return site


def wrong(html: str, page: str) -> Iterator[str]:
    """What of the words is on a page and is not said to be in its language, or does not run its way."""
    for text, *said in nodes(html):
        for words, right in WORDS.items():
            if words in text and said != list(right):
                yield f"{page}: {text!r} is {said}, not {right}"


def test_words_are_said_to_be_in_their_language_on_every_page(mixed: Path) -> None:
    seen: set[str] = set()
    complaints: list[str] = []
    for path in sorted((mixed / "site").rglob("*.html")):
        html, page = path.read_text(encoding="utf-8"), path.parent.relative_to(mixed / "site").as_posix()
        complaints += wrong(html, page)
        texts = [text for text, *_ in nodes(html)]
        found = {words for words in WORDS if any(words in text for text in texts)}
        seen |= found
        if page in PAGES.split():
            assert any(WORDS[words][0] != "en" for words in found), page
    assert complaints == []
    assert seen == {*WORDS}


def test_previews_say_the_language_of_what_they_show(mixed: Path) -> None:
    for page, locale in (
        ("testimonies/arabic", "ar"),
        ("pledges/hall", "ar"),
        ("initiatives/chinese", "zh_Hans"),
        ("testimonies/a-key", "en"),
        ("themes/keys", "en"),
    ):
        html = (mixed / "site" / page / "index.html").read_text(encoding="utf-8")
        assert f'<meta property="og:locale" content="{locale}">' in html, page


def test_words_are_said_to_be_in_their_language_in_booklets(mixed: Path) -> None:
    told = read_story(mixed / "testimonies", as_of=clock("2026-06-01"), called="testimonies")
    renderer = Renderer(told, Settings(name="Exampletown stories"))
    seen = ""
    for name in ("keys", "chosen", "urdu-meeting"):
        html = str(booklet.html(renderer, name))
        seen += html
        assert [*wrong(html, name)] == []
    for words in ("مفتاح بيتي", "ليلى مثال", "Siân Enghraifft", "What is a door for?", "کھلا دروازہ"):
        assert words in seen


def nodes(html: str) -> Iterator[tuple[str, str, str]]:
    """The texts of a page that readers are shown, with the language and direction of each."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    yield from parser.texts


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.texts: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            _, language, way = self.open[-1] if self.open else ("", "", "")
            own = dict(attrs)
            self.open.append((tag, own.get("lang") or language, own.get("dir") or way))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not UNSEEN & {tag for tag, *_ in self.open}:
            self.texts.append((" ".join(data.split()), *self.open[-1][1:]))
