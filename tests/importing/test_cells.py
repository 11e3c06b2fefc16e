"""What one cell says: each line of values.yml is a case."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory.importing import cells

VALUES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "values.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("cell", "date"), VALUES["dates"].items())
def test_a_date_is_read_as_it_was_meant_or_not_at_all(cell: str, date: str) -> None:
    assert cells.date_in(cell, day_first=True) == date


@pytest.mark.parametrize(("cell", "date"), [("5/4/2026", "2026-05-04"), ("5/13/26 10:00", "2026-05-13")])
def test_a_sheet_may_have_the_month_first(cell: str, date: str) -> None:
    assert cells.date_in(cell, day_first=False) == date


@pytest.mark.parametrize(("cell", "date"), VALUES["dates of an unknown order"].items())
def test_a_date_that_can_be_two_is_none(cell: str, date: str) -> None:
    assert cells.date_in(cell, day_first=None) == date


@pytest.mark.parametrize(("sheet", "day_first"), VALUES["orders"])
def test_other_rows_show_which_comes_first(sheet: list[str], day_first: bool | None) -> None:
    assert cells.is_day_first(sheet) is day_first


@pytest.mark.parametrize(("cell", "better"), VALUES["letters"].items())
def test_letters_are_mended_only_where_nothing_else_can_be_meant(cell: str, better: str) -> None:
    assert cells.unspoilt(cell)[0] == better


@pytest.mark.parametrize("cell", VALUES["spoilt"])
def test_letters_that_still_look_spoilt_are_reported(cell: str) -> None:
    assert not cells.unspoilt(cell)[1]


@pytest.mark.parametrize(
    "cell", [better for better in VALUES["letters"].values() if better not in VALUES["spoilt"]]
)
def test_good_letters_are_not_called_spoilt(cell: str) -> None:
    assert cells.unspoilt(cell) == (cell, True)


def test_nothing_failed_formulas_and_words_are_told_apart() -> None:
    found = {
        cell: (cells.is_empty(cell), cells.is_error(cell))
        for name in ("empty", "errors", "words")
        for cell in VALUES[name]
    }
    assert {cell for cell, (empty, _) in found.items() if empty} == {*VALUES["empty"]}
    assert {cell for cell, (_, error) in found.items() if error} == {*VALUES["errors"]}


def test_a_row_that_adds_up_the_others_is_known() -> None:
    for name, is_total in (("totals", True), ("no_totals", False)):
        assert {row: cells.is_total(row.split("|")) for row in VALUES[name]} == dict.fromkeys(
            VALUES[name], is_total
        )
