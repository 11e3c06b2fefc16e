"""The one schema: that it tells of itself, and what it takes."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sharedstory.schema.choices import Choice, Kind, Qualifier
from sharedstory.schema.entries import MODELS, Figure
from sharedstory.schema.people import Consent, Person, Source
from sharedstory.schema.pledge import HistoryItem, Pledge, Pledger
from sharedstory.schema.types import Model
from sharedstory.schema.vocabularies import Theme

T = TypeVar("T")


def subclasses(of: type[T]) -> Iterator[type[T]]:
    for inner in of.__subclasses__():
        yield inner
        yield from subclasses(inner)


MODEL_CLASSES = [found for found in subclasses(Model) if found.__module__.startswith("sharedstory.schema.")]
CHOICES = [found for found in subclasses(Choice) if found.__module__.startswith("sharedstory.schema.")]
FIELDS = [
    pytest.param(field, id=f"{found.__name__}.{name}")
    for found in MODEL_CLASSES
    for name, field in found.model_fields.items()
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_title_description_and_example(field: FieldInfo) -> None:
    assert field.title
    assert field.title[0].isupper()
    assert field.description
    assert field.description.endswith((".", "code.")), field.description
    assert field.examples


@pytest.mark.parametrize("field", FIELDS)
def test_every_example_is_one(field: FieldInfo) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
    for example in field.examples or []:
        adapter.validate_python(example)


@pytest.mark.parametrize("found", [*MODEL_CLASSES, *CHOICES])
def test_every_model_and_choice_says_what_it_is(found: type) -> None:
    assert (found.__doc__ or "").strip().endswith("."), found


@pytest.mark.parametrize("found", MODEL_CLASSES)
def test_models_are_frozen_and_take_no_field_but_ours(found: type[Model]) -> None:
    assert found.model_config["frozen"]
    assert found.model_config["extra"] == "forbid"


@pytest.mark.parametrize("found", sorted(set(MODELS.values()), key=str))
def test_the_json_schema_builds_and_holds_every_field(found: type[Model]) -> None:
    schema = found.model_json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert schema["properties"].keys() == {field.alias or name for name, field in found.model_fields.items()}
    for told in schema["properties"].values():
        # A description that is the same as that of the choice stands only there.
        assert "description" in told or "description" in schema["$defs"][told["$ref"].rpartition("/")[2]]


def test_every_kind_has_a_model() -> None:
    assert MODELS.keys() == set(Kind)


@pytest.mark.parametrize("choices", CHOICES)
def test_every_choice_has_a_label_and_is_a_plain_word(choices: type[Choice]) -> None:
    for choice in choices:
        assert choice.label or choices is Qualifier
        assert choice == choice.value
        assert choice.value == choice.value.lower()
        assert " " not in choice.value


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"basis": "consent", "given": "2019-03-06"}, date(2021, 3, 6)),
        ({"basis": "consent", "given": "2019-03"}, date(2021, 3, 1)),
        ({"basis": "consent", "given": "2019"}, date(2021, 1, 1)),
        ({"basis": "consent", "given": "2020-02-29"}, date(2022, 2, 28)),
        ({"basis": "consent", "given": "2019-03-06", "review_by": "2030"}, date(2030, 1, 1)),
        ({"basis": "already-public"}, None),
        ({"basis": "already-public", "given": "2019-03-06"}, None),
        ({"basis": "already-public", "review_by": "2030-05"}, date(2030, 5, 1)),
        ({"basis": "no-personal-data"}, None),
    ],
)
def test_consent_lasts_24_months_where_nothing_else_is_written(
    given: dict[str, str], ends: date | None
) -> None:
    assert Consent.model_validate({"named_as": "full-name", **given}).ends == ends


def test_consent_needs_its_day() -> None:
    with pytest.raises(ValidationError, match="given is missing"):
        Consent.model_validate({"basis": "consent", "named_as": "full-name"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ann Example", "Ann Example"),
        (["Ann Example", "Bo Example, PhD"], "Ann Example, Bo Example, PhD"),
        ({"role": "Parents", "count": "12"}, "Parents (12)"),
        ({"role": "Parents"}, "Parents"),
        ({"names": ["Ann Example"], "role": "Parent"}, "Ann Example"),
    ],
)
def test_who_pledges_is_a_name_names_or_a_number_of_people(given: Any, shown: str) -> None:
    assert str(Pledger.model_validate(given)) == shown


def test_a_name_is_never_split_at_a_comma() -> None:
    assert Person.model_validate("Example, Ann").called == "Example, Ann"


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"role": "Parent"}, "Parent"),
        ({"organisation": "Example Circle"}, "Example Circle"),
        ({"name": "Ann", "role": "Parent"}, "Ann"),
    ],
)
def test_somebody_is_called_by_what_is_known(given: dict[str, str], called: str) -> None:
    assert Person.model_validate(given).called == called


@pytest.mark.parametrize("status", ["stuck", "reshaped", "let-go"])
def test_a_status_that_may_shame_needs_a_note(status: str) -> None:
    with pytest.raises(ValidationError, match="note is missing"):
        HistoryItem.model_validate({"on": "2026", "status": status})
    assert HistoryItem.model_validate({"on": "2026", "status": status, "note": "The hall closed."})


def test_the_status_shown_is_the_last_one_with_its_date() -> None:
    history = [{"on": "2026-01", "status": "promised"}, {"on": "2026", "status": "kept"}]
    pledge = Pledge.model_validate(
        {"id": "a", "will": "W", "who": "Ann", "as": "individual", "history": history}
    )
    assert (pledge.latest.status, str(pledge.latest.on)) == ("kept", "2026")
    assert pledge.by_in_words == ""


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ({"by": "2019-03/2019-08"}, "March to August 2019"),
        ({"by": "2019-03/2019-08", "by_words": "Spring/Summer 2019"}, "Spring/Summer 2019"),
        ({"by_words": "Soon"}, "Soon"),
    ],
)
def test_by_when_is_told_in_the_words_that_were_said(by: dict[str, str], words: str) -> None:
    history = [{"on": "2026-01", "status": "promised"}]
    given = {"id": "a", "will": "W", "who": "Ann", "as": "individual", "history": history, **by}
    assert Pledge.model_validate(given).by_in_words == words


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "https://good.example@evil.example",
        "https://example.org/ x",
        'https://example.org/"',
        "https://[",
        "ftp://example.org",
        "https:example.org",
        "https:\\\\example.org",
        "http://localhost",
        "",
    ],
)
def test_an_address_is_a_full_one_on_the_web(address: str) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"url": address})


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "http://www.example.org:8080/a?b=c&d=é#e", "https://example.co.uk/~a/b_(c)"],
)
def test_full_addresses_are_taken(address: str) -> None:
    assert Source.model_validate({"url": address}).url == address


@pytest.mark.parametrize("value", ["1e13", "-0.1", "NaN", "Infinity", "12,000", "twelve", "", "0x10"])
def test_a_figure_is_a_plain_number(value: str) -> None:
    with pytest.raises(ValidationError):
        Figure.model_validate({"value": value, "unit": "people"})


def test_a_figure_keeps_its_noughts() -> None:
    assert str(Figure.model_validate({"value": "1.10", "unit": "people"}).value) == "1.10"


def test_a_theme_gathers_the_tag_of_its_own_id() -> None:
    theme = Theme.model_validate(
        {"id": "home", "title": "Home", "question": "Q", "summary": "S", "tags": ["garden"]}
    )
    assert theme.gathers == {"home", "garden"}


def test_text_on_one_line_has_single_spaces() -> None:
    assert Person.model_validate({"name": " Ann \n\t Example\u00a0"}).name == "Ann Example"
