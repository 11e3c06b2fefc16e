"""What is said of fields that other programs have: every word of names.yml."""

from pathlib import Path

import pytest
import yaml

from sharedstory.reading.other_names import LEFT_OUT, OTHER_NAMES
from sharedstory.schema.fields import field_names
from tests.conftest import Tell, entry

WORDS = [
    (word, says)
    for says, words in yaml.safe_load(
        (Path(__file__).parent / "names.yml").read_text(encoding="utf-8")
    ).items()
    for word in words
]


@pytest.mark.parametrize(("word", "says"), WORDS)
def test_a_field_of_another_program_is_said_what_to_do_with(word: str, says: str, tell: Tell) -> None:
    fields = {says[2:]: ""} if says in ("= title", "= kind", "= summary", "= tags", "= consent") else {}
    text = entry(places="", **fields).replace("---\n", f"---\n{word}: Home\n", 1)
    told = tell({"story.md": text}).problems
    about = [one for one in told if one.code != "theme-thin"]
    if says == "= kind":
        about = [one for one in about if one.code != "field-missing"]
    assert [one.code for one in about if one.code.startswith("field-")] == ["field-unknown"]
    message = next(one.message for one in about if one.code == "field-unknown")
    if says.startswith("= ") and f"\n{says[2:]}:" in text:
        assert f'"{says[2:]}" is what we call it, and you have that already.' in message
    elif says.startswith("= "):
        assert message.endswith(f'Did you mean "{says[2:]}"?')
    elif says == "-":
        assert "Did you mean" not in message
        assert "Leave it out:" not in message
    else:
        assert "Leave it out:" in message
        assert says in message


@pytest.mark.parametrize(("value", "says"), [("true", "write draft: true"), ("2024-05", 'mean "date"')])
def test_published_is_a_date_or_a_draft(value: str, says: str, tell: Tell) -> None:
    (told,) = tell({"story.md": entry(date=f"published: {value}"), "other.md": entry()}).problems
    assert says in told.message


def test_a_name_has_one_meaning() -> None:
    assert not OTHER_NAMES.keys() & LEFT_OUT.keys()
    assert set(OTHER_NAMES.values()) <= field_names()
