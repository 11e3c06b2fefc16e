"""That no hidden count can be worked out, tried with every world that there can be on a small scale."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from sharedstory.site import small_numbers

LEAST = 3
Piece = tuple[tuple[str, ...], ...]
World = tuple[Piece, ...]


def some_of(rows: str, *, none: bool) -> list[tuple[str, ...]]:
    return [
        set_ for size in range(0 if none else 1, len(rows) + 1) for set_ in itertools.combinations(rows, size)
    ]


TABLES: dict[str, tuple[list[tuple[str, ...]], dict[str, bool]]] = {
    "voice": (some_of("AB", none=True), {}),
    "place": (some_of("PQ", none=True), {}),
    "theme": (some_of("TUV", none=False), {"everywhere": True}),
    "kind": ([("x",), ("y",), ("z",)], {"once": True}),
}


def shown(world: World, names: tuple[str, ...]) -> tuple[tuple[str, int | None], ...]:
    """Everything that a report prints of a world."""
    said: list[tuple[str, int | None]] = [("all", small_numbers.total(len(world), LEAST))]
    for number, name in enumerate(names):
        sets, options = TABLES[name]
        found = counts(world, names, number)
        once, everywhere = options.get("once", False), options.get("everywhere", False)
        rows = small_numbers.rows(found, len(world), once=once, everywhere=everywhere, least=LEAST)
        said += [(row, rows[row]) for row in sorted({row for set_ in sets for row in set_})]
    return tuple(said)


def counts(world: World, names: tuple[str, ...], number: int) -> dict[str, int]:
    found = Counter(row for piece in world for row in piece[number])
    return {row: found[row] for set_ in TABLES[names[number]][0] for row in set_}


def worlds(names: tuple[str, ...], most: int) -> Iterator[World]:
    kinds = [*itertools.product(*(TABLES[name][0] for name in names))]
    for size in range(most + 1):
        yield from itertools.combinations_with_replacement(kinds, size)


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (("theme",), 8),
        (("kind",), 20),
        (("voice", "place"), 4),
        (("voice", "kind"), 6),
        (("theme", "voice"), 4),
    ],
    ids=str,
)
def test_all_that_is_shown_fits_several_values_of_what_is_hidden(names: tuple[str, ...], most: int) -> None:
    """Also for somebody who knows the rules: whatever else they would show is not what is shown."""
    alike: dict[tuple[tuple[str, int | None], ...], dict[str, set[int]]] = {}
    for world in worlds(names, most):
        told = alike.setdefault(shown(world, names), defaultdict(set))
        told["all"].add(len(world))
        for number in range(len(names)):
            for row, count in counts(world, names, number).items():
                told[row].add(count)
    hidden = 0
    for said, told in alike.items():
        for row, value in said:
            if value is None:
                hidden += 1
                assert len(told[row]) > 1, (row, said)
            else:
                assert told[row] == {value}
    assert hidden


def test_one_to_four_are_hidden_and_nought_and_five_are_shown() -> None:
    counts_ = {"a": 0, "b": 1, "c": 4, "d": 5, "e": 12}
    assert small_numbers.rows(counts_, 20) == {"a": 0, "b": None, "c": None, "d": 5, "e": 12}
    assert [small_numbers.total(count) for count in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_hidden_row_cannot_be_had_by_taking_the_others_from_the_total() -> None:
    assert small_numbers.rows({"a": 9, "b": 3, "c": 0}, 12, once=True) == {"a": None, "b": None, "c": None}
    assert small_numbers.rows({"a": 9, "b": 3}, 12, everywhere=True) == {"a": None, "b": None}
    assert small_numbers.rows({"a": 12, "b": 3}, 12, everywhere=True) == {"a": 12, "b": None}
    assert small_numbers.rows({"a": 6, "b": 6, "c": 0}, 12, once=True) == {"a": 6, "b": 6, "c": 0}
