"""What columns are and what cells say: a test for each line of the tables beside this file."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory.importing import answers, headings, meanings
from sharedstory.importing.answers import Says
from sharedstory.importing.headings import SheetOf
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.importing.permission import Cell, Naming, Permission, consent, naming
from sharedstory.schema.choices import NamedAs


def table(name: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text(encoding="utf-8"))


HEADINGS = table("headings")
ANSWERS = table("answers")
PLACEHOLDERS = table("placeholders")
SHEETS: dict[str, tuple[SheetOf, ...]] = {
    "both": ("pledges", "stories"),
    "pledges": ("pledges",),
    "stories": ("stories",),
}


def described(column: Column) -> str:
    return (column.meaning or "?") + (f", {column.polarity}" if column.polarity else "")


@pytest.mark.parametrize(
    ("heading", "of", "meaning"),
    [
        (str(heading), of, meaning)
        for part, lines in HEADINGS.items()
        for heading, meaning in lines.items()
        for of in SHEETS[part]
    ],
)
def test_a_column_is_known_by_its_heading(heading: str, of: SheetOf, meaning: str) -> None:
    assert described(headings.column(heading, of=of)) == meaning


@pytest.mark.parametrize("heading", [heading for heading in HEADINGS["both"] if str(heading)[1:].islower()])
def test_case_numbers_and_marks_change_nothing(heading: str) -> None:
    here = headings.column(str(heading), of="pledges")
    for written in (
        f"12. {heading}",
        f"{heading} *",
        f"{heading}:",
        f"{heading} (required)",
        f" {heading}\n",
        str(heading).capitalize(),
    ):
        assert headings.column(written, of="pledges") == here


@pytest.mark.parametrize(
    ("question", "cell", "meaning"),
    [(question, cell, meaning) for question, cells in ANSWERS.items() for cell, meaning in cells.items()],
)
def test_a_cell_says_what_it_says(question: str, cell: str, meaning: str) -> None:
    assert answers.says(cell, question) == meaning


@pytest.mark.parametrize("cell", PLACEHOLDERS["nothing"])
def test_what_fills_a_place_is_nothing(cell: str) -> None:
    assert answers.placeholder(cell)
    assert answers.name_of_one(cell) == ""


@pytest.mark.parametrize("cell", PLACEHOLDERS["something"])
def test_what_only_looks_like_it_is_something(cell: str) -> None:
    assert not answers.placeholder(cell)


@pytest.mark.parametrize(
    ("heading", "cells", "column"),
    [
        ("Name", ["Yes", "No", ""], Column("show_name", Polarity.UNCLEAR)),
        ("Name", ["Ann Example", "Yes"], Column("who")),
        ("Commitment", ["SC-001", "SC-002"], Column("key")),
        ("Commitment", ["1", "2", "3.1"], Column("key")),
        ("Commitment", ["SC-001", "We open the hall."], Column("will")),
        ("Progress", ["Done", "On track"], Column("status")),
        ("Progress", ["We have opened the hall on two Sundays so far."], Column("note")),
        ("Why", ["a@nobody-here.org", "b@nobody-here.org", "N/A"], Column("personal")),
        ("Target", ["2030", "March 2031"], Column("by")),
        ("Target", ["2030", "80%"], Column("")),
    ],
)
def test_cells_decide_where_the_heading_leaves_it_open(
    heading: str, cells: list[str], column: Column
) -> None:
    assert headings.column(heading, cells, of="pledges") == column


def test_our_own_tables_are_known_by_all_their_headings_together() -> None:
    assert headings.is_ours(["id", "status", "since", "by", "who", "will", "made_in"])
    assert headings.is_ours([*headings.OURS])
    assert not headings.is_ours(["id", "will", "by"])
    assert not headings.is_ours(["id", "will", "made_in", "Your name"])


@pytest.mark.parametrize("word", [*meanings.CHOSEN, "will", "-"])
def test_what_was_chosen_is_remembered_as_it_was_chosen(word: str) -> None:
    assert meanings.option(meanings.chosen(word)) == word


def test_what_is_not_clear_about_consent_is_not_remembered() -> None:
    assert meanings.option(Column("consent", Polarity.UNCLEAR)) == ""


def row(cells: dict[str, str]) -> list[Cell]:
    return [Cell(heading, headings.column(heading, of="stories"), words) for heading, words in cells.items()]


AGREE, PRIVACY = "May we publish your story?", "I agree to the privacy notice"


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({AGREE: "Yes"}, Permission(True)),
        ({AGREE: "Yes", PRIVACY: "Yes"}, Permission(True)),
        ({PRIVACY: "Yes"}, Permission(False)),
        ({AGREE: "Yes", PRIVACY: "No"}, Permission(False, True, f'"{PRIVACY}" says "No"')),
        ({AGREE: "No", PRIVACY: "Yes"}, Permission(False, True, f'"{AGREE}" says "No"')),
        ({AGREE: "Yes", PRIVACY: ""}, Permission(False, False, f'"{PRIVACY}" is empty')),
        ({AGREE: ""}, Permission(False, False, f'"{AGREE}" is empty')),
        ({AGREE: "Yes, until May"}, Permission(False, False, f'"{AGREE}" says "Yes, until May"')),
        ({AGREE: "Yes", "Do not publish": ""}, Permission(True)),
        ({AGREE: "Yes", "Do not publish": "No"}, Permission(True)),
        ({AGREE: "Yes", "Do not publish": "Yes"}, Permission(False, True, '"Do not publish" says "Yes"')),
        ({AGREE: "Yes", "Do not publish": "x"}, Permission(False, False, '"Do not publish" says "x"')),
        ({"Do not publish": "No"}, Permission(False)),
        ({"May we publish your story anonymously?": "Yes"}, Permission(False, False, '"May we publish your story anonymously?" says "Yes"')),
        ({"Do you agree?": "Yes"}, Permission(False)),
        ({"Do you agree?": "Everyone whose story this tells agrees that it is published."}, Permission(True)),
        ({"Do you agree?": "I agree that you publish my story"}, Permission(True)),
        ({AGREE: "I am happy for you to publish my story"}, Permission(True)),
        ({AGREE: "I am happy for you to publish my story, but not yet"}, Permission(False, False, f'"{AGREE}" says "I am happy for you to publish my story, but not yet"')),
        ({AGREE: "I do not want you to publish my story"}, Permission(False, True, f'"{AGREE}" says "I do not want you to publish my story"')),
        ({AGREE: "Yes", "Anything else?": "Nothing, thank you all"}, Permission(True)),
        ({AGREE: "Yes", "Anything else?": "Please do not publish before May"}, Permission(False, False, '"Anything else?" says "Please do not publish before May"')),
        ({AGREE: "Yes", "Anything else?": "I would rather not have my name in it"}, Permission(False, False, '"Anything else?" says "I would rather not have my name in it"')),
        ({AGREE: "Yes", "Colour": "Ddim yn gyhoeddus, yn ddienw os gwelwch yn dda"}, Permission(False, False, '"Colour" says "Ddim yn gyhoeddus, yn ddienw os gwelwch yn dda"')),
        ({}, Permission(False)),
    ],
)  # fmt: skip
def test_every_column_about_consent_has_to_allow_it(cells: dict[str, str], verdict: Permission) -> None:
    assert consent(row(cells)) == verdict


SHOW, HIDE, HOW = "May we show your name?", "Please do not publish my name", "How would you like to be named?"


@pytest.mark.parametrize(
    ("cells", "named_as", "name"),
    [
        ({SHOW: "Yes"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({SHOW: "Yes please"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({SHOW: "First name only"}, NamedAs.FIRST_NAME, "Dee"),
        ({SHOW: "Initials"}, NamedAs.CHOSEN_NAME, "D. S."),
        ({SHOW: "Role only"}, NamedAs.ROLE_ONLY, ""),
        ({HIDE: "No"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({HIDE: "Yes"}, NamedAs.ANONYMOUS, ""),
        ({HIDE: ""}, NamedAs.ANONYMOUS, ""),
        ({SHOW: "Yes", HIDE: ""}, NamedAs.FULL_NAME, "Dee Sample"),
        ({SHOW: "Yes", HIDE: "Yes"}, NamedAs.ANONYMOUS, ""),
        ({SHOW: "Yes", HIDE: "No"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({SHOW: "", HIDE: "No"}, NamedAs.ANONYMOUS, ""),
        ({SHOW: "Yes", HOW: "First name only"}, NamedAs.FIRST_NAME, "Dee"),
        ({HOW: "By full name"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({HOW: "I am happy for my name to be published"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({HIDE: "I am happy for my name to be published"}, NamedAs.FULL_NAME, "Dee Sample"),
        ({SHOW: "I do not want my name published"}, NamedAs.ANONYMOUS, ""),
        ({HOW: "Yes"}, NamedAs.ANONYMOUS, ""),
        ({HOW: "As Sam"}, NamedAs.ANONYMOUS, ""),
        ({}, NamedAs.ANONYMOUS, ""),
    ],
)
def test_the_narrowest_way_to_be_named_holds(cells: dict[str, str], named_as: NamedAs, name: str) -> None:
    naming_ = naming(row(cells), "Dee Sample")
    assert (naming_.named_as, naming_.name) == (named_as, name)


def test_words_that_we_do_not_understand_are_told_as_they_stand() -> None:
    assert naming(row({SHOW: "Yes, my first name only"}), "Dee Sample") == Naming(
        NamedAs.ANONYMOUS, why=f'"{SHOW}" says "Yes, my first name only", so the name is left out'
    )


@pytest.mark.parametrize(
    "name",
    ["Dee Sample (not for the website)", "Dee and Bo Sample", "Dee Sample, mother of Bo", "please ask", "N/A", "12", "Dee Sample dee@nobody-here.org", "Anonymous"],
)  # fmt: skip
def test_more_or_less_than_the_name_of_one_person_is_not_taken(name: str) -> None:
    naming_ = naming(row({SHOW: "Yes"}), name)
    assert naming_.name == ""
    assert name in naming_.why


@pytest.mark.parametrize("name", ["Dr Sample", "Mrs D. Sample", "D. Sample"])
def test_a_first_name_is_taken_only_where_it_stands_there(name: str) -> None:
    assert naming(row({SHOW: "First name only"}), name).named_as is NamedAs.ANONYMOUS


@pytest.mark.parametrize("name", ["Siân O'Neill", "Zoë-Ann de la Cruz", "Nguyễn Văn An", "山田 太郎", "Dee"])
def test_names_of_all_kinds_are_names(name: str) -> None:
    assert naming(row({SHOW: "Yes"}), name).name == name


def test_only_what_is_understood_whole_is_a_way_to_be_named() -> None:
    assert set(Says) > answers.FORMS
