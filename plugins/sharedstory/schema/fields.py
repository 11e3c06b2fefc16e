"""One walk over the schema: which fields a model has, and what each may hold.

Whoever asks what fields there are asks here: nobody else looks into models or JSON Schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from sharedstory.schema.entries import MODELS
from sharedstory.schema.types import Model, Target

Schema = Mapping[str, Any]
_MARKS = frozenset(["x-names", "x-long", "x-words", "x-sentences", "x-apart"])


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as contributors write it.

    `type` is that of JSON Schema. A list has an `item`, and a group has `parts`. `choices` are ids with what readers
    see, and `names` says whether its words name something in a vocabulary, or another entry. Lengths count
    characters, `words` and `sentences` the most of them, `least` and `most` items; 0 is no limit. `long` text needs
    several lines. What is `apart` is no part of an entry in the open data. `question` and `hint` are what forms ask: without a question none asks. `needed` says whether it
    cannot be left out.
    """

    name: str
    type: str
    title: str
    description: str
    needed: bool
    examples: tuple[Any, ...]
    default: Any
    question: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    names: Target | None
    pattern: str
    shortest: int
    longest: int
    long: bool
    words: int
    sentences: int
    apart: bool
    least: int
    most: int
    dated: bool
    number: bool
    item: "Field | None"
    parts: tuple["Field", ...]

    @property
    def held(self) -> "Field":
        """What it holds: each item of a list, else itself."""
        return self.item or self

    @property
    def example(self) -> Any:
        """The first example, or nothing."""
        return self.examples[0] if self.examples else ""


@cache
def json_schema(model: type[BaseModel]) -> Mapping[str, Any]:
    """The JSON Schema of a model, without marks of ours that other programs cannot use. Copy it to change it."""
    plain: dict[str, Any] = _without_marks(model.model_json_schema())
    return plain


def _without_marks(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_marks(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_marks(inner) for key, inner in value.items() if key not in _MARKS}
    return value


@cache
def fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a model, in its order, with those of the groups within them."""
    schema = model.model_json_schema()
    return _parts(schema, schema)


@cache
def by_name(model: type[BaseModel]) -> Mapping[str, Field]:
    """The fields of a model, by their names."""
    return {field.name: field for field in fields(model)}


@cache
def naming(target: Target) -> tuple[str, ...]:
    """The fields of entries that name such a thing, each once."""
    every = (field for model in MODELS.values() for field in fields(model))
    return tuple(dict.fromkeys(field.name for field in every if field.names is target))


def at(model: type[BaseModel], path: tuple[str | int, ...]) -> Field | None:
    """The field at a path within an entry, such as `("authors", 0, "name")`; nothing where there is none."""
    here, found = fields(model), None
    for step in path:
        found = (
            (found.item if found else None)
            if isinstance(step, int)
            else next((one for one in here if one.name == step), None)
        )
        if found is None:
            return None
        here = found.parts
    return found


def names(model: type[BaseModel]) -> list[str]:
    """The names of a model's fields as contributors write them. Quicker than `fields`."""
    return [field.alias or name for name, field in model.model_fields.items()]


@cache
def field_names() -> frozenset[str]:
    """The names of all fields of all models, as contributors write them."""
    return frozenset(name for model in _models() for name in names(model))


def _models() -> Iterator[type[Model]]:
    waiting: list[type[Model]] = [Model]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += current.__subclasses__()


def _parts(schema: Schema, root: Schema) -> tuple[Field, ...]:
    needed = schema.get("required", ())
    return tuple(
        _field(name, raw, root, needed=name in needed) for name, raw in schema.get("properties", {}).items()
    )


def _field(name: str, raw: Schema, root: Schema, *, needed: bool = False) -> Field:
    options = [_resolved(one, root) for one in raw.get("anyOf", [raw]) if one.get("type") != "null"]
    value = {**options[0], **{key: what for key, what in raw.items() if key != "anyOf"}}
    items = value.get("items")
    return Field(
        name=name,
        type=value.get("type", ""),
        title=raw.get("title", ""),
        description=value.get("description", ""),
        needed=needed,
        examples=tuple(raw.get("examples", ())),
        default=raw.get("default"),
        question=raw.get("x-ask", ""),
        hint=raw.get("x-hint", ""),
        choices=tuple((one["const"], one["title"]) for one in value.get("oneOf", ())),
        names=Target(raw["x-names"]) if "x-names" in raw else None,
        pattern=value.get("pattern", ""),
        shortest=value.get("minLength", 0),
        longest=value.get("maxLength", 0),
        long=raw.get("x-long", False),
        words=raw.get("x-words", 0),
        sentences=raw.get("x-sentences", 0),
        apart=raw.get("x-apart", False),
        least=value.get("minItems", 0),
        most=value.get("maxItems", 0),
        dated=any("[0-9]{4}" in one.get("pattern", "") for one in options),
        number=any(one.get("type") in ("number", "integer") for one in options),
        item=None if items is None else _field(name, _with_mark(items, raw), root),
        parts=_parts(value, root),
    )


def _with_mark(items: Schema, raw: Schema) -> Schema:
    """What each item of a list is: it names what the list names."""
    return {**items, "x-names": raw["x-names"]} if "x-names" in raw else items


def _resolved(value: Schema, root: Schema) -> Schema:
    """A part of the schema with what it refers to."""
    if "$ref" in value:
        return {**root["$defs"][value["$ref"].rpartition("/")[2]], **value}
    return value
