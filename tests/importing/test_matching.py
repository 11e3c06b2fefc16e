"""Which line of before a line is: found again however it moved, and never another's."""

import random
from collections.abc import Sequence

import pytest

from sharedstory.importing import matching
from sharedstory.importing.matching import Line, Matches, hash_of, matched


def lines(words: Sequence[str], whose: Sequence[str] = ()) -> list[Line]:
    people = whose or [""] * len(words)
    return [
        Line(place, "", text, hash_of(text), who, {"will": hash_of(text), "who": who})
        for place, (text, who) in enumerate(zip(words, people, strict=True), 2)
    ]


def match(before: Sequence[str], now: Sequence[str]) -> Matches:
    return matched(lines(now), dict(zip(before, lines(before), strict=True)))


def thing(number: int) -> str:
    return f"We will do thing number {number} by the end of the year"


def edited(words: str) -> str:
    return f"Now {words.replace('end', 'close')} too"


def test_all_lines_edited_are_known_again_in_any_order_with_few_comparisons(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    ratio = matching.ratio

    def counted(one: str, other: str, enough: float) -> float:
        nonlocal compared
        compared += 1
        return ratio(one, other, enough)

    monkeypatch.setattr(matching, "ratio", counted)
    before = [thing(number) for number in range(600)]
    for order in (before, random.Random(1).sample(before, len(before))):
        compared = 0
        found = match(before, [edited(words) for words in order])
        assert [found.pairs[place] for place in range(2, 602)] == order
        assert found.unsure == {}
        assert compared <= 6 * len(before)


def test_equal_lines_are_paired_one_to_one_and_not_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    agreement = matching._agreement

    def counted(line: Line, old: Line) -> int:
        nonlocal compared
        compared += 1
        return agreement(line, old)

    monkeypatch.setattr(matching, "_agreement", counted)
    now = lines(["We open the hall"] * 500)
    before = {str(number): line for number, line in enumerate(now)}
    assert matched(now, before).pairs == {line.place: str(number) for number, line in enumerate(now)}
    changed = [Line(one.place, "", one.words, one.said, "", {"will": one.said, "who": "x"}) for one in now]
    assert len(matched(changed, before).pairs) == 500
    assert compared <= 500


ALIKE = [f"We will plant a tree in the street of {town} this year" for town in ("Leeds", "York", "Hull")]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        # The one word that told them apart is gone, and the order is another.
        (
            ALIKE,
            ["We will plant a tree in a street this year", "We will plant a tree in some street this year"],
        ),
        (
            ["We open the hall on Sunday", "We open the hall on Monday"],
            ["We open the hall on Friday", "We open the hall on Tuesday"],
        ),
    ],
)
def test_where_the_words_do_not_say_which_is_which_nothing_is_paired(
    before: list[str], now: list[str]
) -> None:
    found = match(before, now)
    assert found.pairs == {}
    assert {place: len(ids) > 1 for place, ids in found.unsure.items()} == {2: True, 3: True}


def test_lines_that_are_alike_are_known_by_their_place_where_those_around_kept_theirs() -> None:
    before = ["We bake bread", *ALIKE, "We sing songs"]
    now = ["We bake bread", *(one.partition(" of ")[0] for one in ALIKE), "We sing songs"]
    assert match(before, now).pairs == dict(enumerate(before, 2))
    moved = match(before, [now[4], *now[1:4], now[0]])
    assert moved.pairs == {2: before[4], 6: before[0]}
    assert {*moved.unsure} == {3, 4, 5}


def test_a_line_that_is_like_no_other_is_new() -> None:
    assert match(["We bake bread"], ["We bake bread", "I will write to my council"]) == Matches(
        {2: "We bake bread"}
    )
