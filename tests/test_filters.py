"""What lists can be narrowed by on their own page."""

from sharedstory.schema.wording import ENGLISH
from sharedstory.site.narrowing import Filters
from tests.conftest import Tell, entry

FILES = {
    "a.md": entry(places="places: [exampletown]"),
    "b.md": entry("glimpse", places="places: [exampleshire]"),
    "c.md": entry(
        voices="voices: [citizen, draws-on-support]",
        gathering="gathering: spring",
        pledges="pledges:\n  - {id: open, will: We will open., who: Ann Example, as: individual,"
        " history: [{on: 2026, status: kept}]}\n",
    ),
    "spring.md": entry("gathering"),
}


def filters(tell: Tell) -> Filters:
    story = tell(FILES)
    assert story.problems == ()
    return Filters(story, ENGLISH)


def test_an_entry_says_what_it_is_with_all_that_its_place_is_within(tell: Tell) -> None:
    found = filters(tell)
    said = found.attributes(found.story.by_slug["a"])
    assert said == (
        ' data-kind="testimony" data-voice="citizen" data-theme="home"'
        ' data-place="england exampleshire exampletown"'
    )


def test_a_pledge_says_what_it_is_and_where_it_was_made(tell: Tell) -> None:
    found = filters(tell)
    said = found.attributes(found.story.pledges[0])
    assert (
        said
        == ' data-status="kept" data-sort="commitment" data-theme="home" data-place="" data-gathering="spring"'
    )


def test_a_list_offers_only_what_tells_its_items_apart(tell: Tell) -> None:
    found = filters(tell)
    offered = {one.name: one.choices for one in found.of(found.story.entries)}
    assert offered == {
        "kind": (
            ("testimony", "Testimony", 2),
            ("glimpse", "Glimpse of the future", 1),
            ("gathering", "Gathering", 1),
        ),
        "voice": (("draws-on-support", "Someone who draws on support", 1), ("citizen", "A citizen", 2)),
        "place": (
            ("england", "England", 2),
            ("exampleshire", "Exampleshire", 2),
            ("exampletown", "Exampletown", 1),
        ),
    }
    assert found.of([found.story.by_slug["a"]]) == []
    assert found.of([]) == []


def test_there_is_a_rule_for_every_choice(tell: Tell) -> None:
    found = filters(tell)
    rules = found.stylesheet()
    said = [found.values(entry) for entry in found.story.entries]
    said += [found.values(made) for made in found.story.pledges]
    for item in said:
        for name, values in item.items():
            for value in values:
                assert f'[name="{name}"] [value="{value}"]:checked' in rules
                assert f'[data-{name}]:not([data-{name}~="{value}"])' in rules
