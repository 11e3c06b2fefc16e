"""Which notes that nobody sees stop a build: every line of hidden_notes.yml, in each way of hiding it."""

from pathlib import Path

import pytest
import yaml

from sharedstory.reading.hidden_notes import HiddenNote, about_consent, hidden_notes

NOTES = yaml.safe_load((Path(__file__).parent / "hidden_notes.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("note", NOTES["stop"])
def test_what_may_be_about_consent_or_a_name_stops_a_build(note: str) -> None:
    assert about_consent(note)


@pytest.mark.parametrize("note", NOTES["pass"])
def test_what_is_about_the_page_or_was_taken_out_of_the_text_does_not(note: str) -> None:
    assert not about_consent(note)


@pytest.mark.parametrize(
    ("body", "stops"),
    [
        ("<!-- picture of the gate -->", [False]),
        ("<!-- ask her -->", [True]),
        ("[//]: # (picture of the gate)\n[//]: # (ask her)", [False, True]),
        ('[comment]: <> "picture of the gate"', [False]),
        # Where readers would see it, it stops a build whatever it says.
        ("We have a key.\n[//]: # (picture of the gate)", [True]),
        ("[//]: # (picture (of the gate))", [True]),
        ("%%picture of the gate%%", [True]),
        ("{/* picture of the gate */}", [True]),
        ("<!-- picture of the gate", [True]),
    ],
)
def test_a_note_stops_a_build_by_what_it_says_only_where_nobody_sees_it(body: str, stops: list[bool]) -> None:
    assert [note.stops for note in hidden_notes(f"{body}\n")] == stops


def test_a_note_has_its_place() -> None:
    assert [*hidden_notes("é one\n\né <!-- more -->\n")] == [HiddenNote(2, 2, False)]
