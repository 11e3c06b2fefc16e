"""What lists hold and in which order, what a page shows once, and figures that we work out."""

import re

import pytest
from markdown import Markdown

from sharedstory.schema.entries import DerivedFigure, Glimpse
from sharedstory.schema.wording import ENGLISH
from sharedstory.site.docs import LiveParts
from sharedstory.site.figures import derived_value
from sharedstory.site.render import Renderer
from sharedstory.story.settings import Settings
from tests.conftest import Tell, entry

KINDS = {
    "glimpse": entry("glimpse", places="places: [exampletown]"),
    "an-analysis": entry("analysis", date="date: 2026-05"),
    "a-critique": entry("critique", date="date: 2026-04"),
    "older": entry(date="date: 2019", places="places: [exampletown]"),
    "newer": entry(date="date: 2026-01"),
    "undated": entry(),
}
FILES = {f"{name}.md": text for name, text in KINDS.items()}


def test_testimonies_come_before_critiques_before_analyses_and_dated_ones_first(tell: Tell) -> None:
    story = tell(FILES)
    order = ["newer", "older", "undated", "a-critique", "an-analysis", "glimpse"]
    assert [one.slug for one in story.in_theme["home"]] == order
    assert [one.slug for one in story.writing] == order[:5]
    assert [one.slug for one in story.in_place["england"]] == ["older", "glimpse"]
    # What is new is another question: feeds and "latest" ask it of all kinds alike.
    assert [one.slug for one in story.entries][:2] == ["an-analysis", "a-critique"]


def test_the_page_of_an_entry_leads_on_to_each_other_once(tell: Tell) -> None:
    files = FILES | {
        "newer.md": entry(about="about: [older, glimpse]"),
        "older.md": entry(about="about: [newer]"),
    }
    story = tell(files)
    groups = story.around_entry(story.by_slug["newer"])
    mentions, mentioned_by, related = ([one.slug for one in group] for group in groups)
    assert (mentions, mentioned_by) == (["older", "glimpse"], [])
    assert related
    assert not {*related} & {"newer", *mentions}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        (entry("initiative", history="history: [{status: promised}, {on: 2020-03, status: kept}]"), "2020-03"),
        (entry("initiative", date="date: 2021", history="history: [{on: 2020, status: kept}]"), "2021"),
        (entry("glimpse", figures="figures: [{value: 1, unit: a, as_of: 2018}, {value: 2, unit: b, as_of: 2019-05}]"), "2019-05"),
        (entry("glimpse"), None),
    ],
)  # fmt: skip
def test_a_date_that_stands_in_an_entry_is_used_where_it_has_none_of_its_own(
    text: str, when: str | None, tell: Tell
) -> None:
    found = tell({"it.md": text}).by_slug["it"].when
    assert (found.text if found else None) == when


@pytest.mark.parametrize(
    ("above", "below", "words"),
    [
        (("exact", "1500"), ("exact", "400"), "about 4 people per bed"),
        (("exact", "1200"), ("exact", "400"), "3 people per bed"),
        (("over", "1500"), ("exact", "400"), "over 3 people per bed"),
        (("up-to", "1500"), ("exact", "400"), "up to 4 people per bed"),
        (("exact", "1500"), ("over", "400"), "up to 4 people per bed"),
        (("about", "1500"), ("exact", "400"), "about 4 people per bed"),
        (("exact", "1"), ("exact", "4"), "0.25 people per bed"),
        (("exact", "4000000"), ("exact", "400"), "10,000 people per bed"),
    ],
)
def test_a_figure_that_we_work_out_is_no_more_exact_than_people_count(
    above: tuple[str, str], below: tuple[str, str], words: str
) -> None:
    figures = [
        {"id": name, "value": value, "qualifier": qualifier, "unit": name}
        for name, (qualifier, value) in (("people", above), ("beds", below))
    ]
    given = {"title": "A", "kind": "glimpse", "summary": "B.", "tags": ["home"], "of": "place"}
    front = Glimpse.model_validate({**given, "what_is_different": "C.", "figures": figures})
    derived = DerivedFigure(label="People to a bed", divide="people", by="beds", unit="people", per="bed")
    assert derived_value(derived, front, ENGLISH) == words


def test_a_live_part_has_headings_below_its_own_and_no_card_that_the_page_has_shown(tell: Tell) -> None:
    parts = LiveParts(Renderer(tell(FILES), Settings()))
    parts.begin("index", "./")
    html = Markdown(extensions=[parts]).convert(
        "# Home\n\n<!-- sharedstory/latest limit=1 -->\n\n## More\n\n<!-- sharedstory/latest limit=3 -->\n"
    )
    cards = re.findall(r"<(h\d)><a href=\"[^\"]*/(\w[\w-]*)/\"", html)
    assert cards == [("h2", "an-analysis"), ("h3", "a-critique"), ("h3", "newer")]
