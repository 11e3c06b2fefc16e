"""One file -> its fields, and everything that is wrong with them, in our words. What holds between files: rules.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from sharedstory.reading.document import ENTITY, Document, texts, without_entities
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.other_names import LEFT_OUT, OTHER_NAMES
from sharedstory.reading.problems import Problem, did_you_mean, nearest
from sharedstory.reading.single_lines import quotes_for_colon, unreadable
from sharedstory.schema.choices import Basis, Channel, Kind, NamedAs, SpeakingFor
from sharedstory.schema.entries import MODELS, FrontMatter
from sharedstory.schema.fields import field_names, fields, names
from sharedstory.schema.people import Consent
from sharedstory.schema.types import (
    FALSE,
    SLUG,
    SUMMARY_WORDS,
    TITLE_LENGTH,
    TRUE,
    Model,
    not_a_language,
    slug_of,
)
from sharedstory.schema.words import shortened

RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", "index", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Record:
    """A contributed file that was read: where it is, what it says, and its fields.

    Where fields are `wrong`, `front` holds the others, with examples in place of those that we need, so that
    the rules find in one go whatever else is amiss. It is None where not even the kind is known.
    """

    slug: str
    document: Document
    front: FrontMatter | None
    wrong: frozenset[str] = frozenset()


def file_name(path: PurePosixPath) -> str | None:
    """A file's name is small letters, figures and single hyphens, up to 80 bytes, and no name that Windows keeps.

    Returns what is wrong with it, or None.
    """
    stem = path.name.removesuffix(".md")
    if not re.fullmatch(SLUG, stem):
        likely = slug_of(path.stem)
        hint = f' For example "{likely}.md".' if likely else ""
        if any(letter.isalpha() and not letter.isascii() for letter in stem):
            return (
                "use only small letters from a to z, figures and single hyphens. The name is an address, and not every "
                f"computer can type other letters there. The title keeps them.{hint}"
            )
        return f"use small letters, figures and single hyphens only, because the name is an address.{hint}"
    if len(stem) > 80:
        return "this name is longer than 80 letters. Shorten it."
    if stem in RESERVED_NAMES:
        return f'"{stem}" cannot be a file name everywhere. Choose another name.'
    return None


def record(document: Document, slug: str) -> tuple[Record, list[Problem]]:
    """A file's fields, and everything that is wrong with them."""
    values, reported = readable(document.values)
    empty = list(_left_empty(document))
    reported |= {path for path, _ in empty}
    kind = next((kind for kind in Kind if kind == values.get("kind")), None)
    model = MODELS[kind] if kind else FrontMatter
    front, problems = validate(model, values, document, (), reported)
    problems += [document.problem("field-empty", path, message) for path, message in empty]
    problems = [_with_comment(problem, document) for problem in problems]
    if kind is None:
        # Without a kind we cannot know which of the other fields belong.
        ours = {name for model in MODELS.values() for name in names(model)}
        problems = [p for p in problems if not (p.code == "field-unknown" and p.field in ours)]
        return Record(slug, document, None), problems
    wrong = {problem.field.partition(".")[0] for problem in problems} | {str(path[0]) for path in reported}
    problems += [one for one in _entities(document) if one.field.partition(".")[0] not in wrong]
    if front is not None:
        if (length := len(front.title)) > TITLE_LENGTH and "title" not in wrong:
            message = f"the title has {length} characters. Up to {TITLE_LENGTH} are easier to read."
            problems.append(document.problem("title-long", ("title",), message))
        if (count := len(front.summary.split())) > SUMMARY_WORDS and "summary" not in wrong:
            message = f"the summary has {count} words. Up to {SUMMARY_WORDS} are easier to read in a list."
            problems.append(document.problem("summary-long", ("summary",), message))
        return Record(slug, document, front, frozenset(wrong)), problems
    unknown = [problem.field for problem in problems if problem.code == "field-unknown"]
    wrong |= {str(path[0]) for name in unknown for path in _meant(model, (name,))}
    return Record(slug, document, _without(model, values, wrong), frozenset(wrong)), problems


def _entities(document: Document) -> Iterator[Problem]:
    """The fields that show signs as another system wrote them."""
    for path, text in texts(document.values):
        if "&" not in text:
            continue
        shown = without_entities(path, text)
        entity = ENTITY.search(text)
        # Of a text that is nothing but such codes, another rule says that nobody can see it.
        if entity and shown != text and ENTITY.sub("", text).strip():
            sign = without_entities(path, entity[0])
            message = (
                f"{entity[0]} is shown just as it is typed. Write {sign.strip() or 'a space'} in its place."
            )
            yield document.problem("entity", path, message)


def _with_comment(problem: Problem, document: Document) -> Problem:
    """The problem of a field that is empty, with its reason where a # has made a comment of what it says."""
    lost = [one for one in document.problems if one.code == "yaml-comment" and one.line == problem.line]
    if problem.code != "field-missing" or not lost:
        return problem
    # One message says both.
    document.problems = [one for one in document.problems if one not in lost]
    message = "this is empty, because # begins a comment. Put double quotes around the text to keep it."
    return problem._replace(column=lost[0].column, message=message)


def is_draft(document: Document) -> bool:
    """Whether a file says plainly that it is a draft, whatever else is wrong with it."""
    said = document.values.get("draft") if isinstance(document.values, dict) else None
    return isinstance(said, str) and said.strip().casefold() in TRUE


def _without(model: type[FrontMatter], values: dict[str, Any], wrong: set[str]) -> FrontMatter | None:
    """The fields that are all right, with the schema's own examples for the others that it needs."""
    kept = {name: values[name] for name in names(model) if name in values and name not in wrong}
    for field in fields(model):
        if field.needed and field.name not in kept and field.examples:
            kept[field.name] = field.examples[0]
    try:
        return model.model_validate(kept)
    except ValidationError:
        return None


def readable(value: Any, path: FieldPath = ()) -> tuple[Any, set[FieldPath]]:
    """Values without what could not be read and has been reported, and without fields of ours that were left empty."""
    reported: set[FieldPath] = set()
    if isinstance(value, dict):
        kept = {}
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                kept[key], found = readable(inner, (*path, key))
                reported |= found
            elif unreadable(inner) and key in field_names():
                reported.add((*path, key))
            elif inner or key not in field_names():
                kept[key] = inner
        return kept, reported
    if isinstance(value, list):
        items = []
        for number, inner in enumerate(value):
            if isinstance(inner, dict | list):
                item, found = readable(inner, (*path, number))
                items.append(item)
                reported |= found
            elif unreadable(inner):
                reported.add((*path, number))
                items.append("unreadable")
            else:
                items.append(inner)
        return items, reported
    return value, reported


# Fields for which nothing is as good as no field at all, as long as nothing is also what was written.
_NOTHING_LOST = frozenset(field.name for field in fields(Consent) if not (field.needed or field.default))


def _left_empty(document: Document) -> Iterator[tuple[FieldPath, str]]:
    """The fields that decide what may be shown and say nothing, each with a message: nobody knows what was meant.

    Where a field that only adds something says in so many words that there is none, that is an answer.
    """
    values = document.values if isinstance(document.values, dict) else {}
    if values.get("draft") == "":
        message = "this is empty. Write true to hide the story, or take the line out if we may show it."
        yield ("draft",), message
    consent = values.get("consent")
    if consent == "" and not any(name in values for name in names(Consent)):
        yield ("consent",), "this is empty. Write below it what was agreed, with basis: and named_as:."
    for name, value in consent.items() if isinstance(consent, dict) else ():
        path = ("consent", name)
        if name in names(Consent) and value in ("", []):
            if name in _NOTHING_LOST and (value == [] or path in document.null):
                continue
            yield (
                path,
                _EMPTY.get(name, "this is empty. Write something after the colon, or take the line out."),
            )


_EMPTY = {
    "basis": f"this is empty. Write why we can publish it: {', '.join(Basis)}.",
    "given": "this is empty. Write the month or day on which they agreed, such as 2026-03.",
    "named_as": f"this is empty. Write how people want to be named: {', '.join(NamedAs)}.",
    "channels": (
        "this is empty, so it may be shown nowhere. Name each place that they agreed to, "
        f"such as channels: [web]. The places are: {', '.join(Channel)}."
    ),
    "speaking_for": f"this is empty. Write who agreed: {', '.join(SpeakingFor)}.",
}


def validate(
    model: type[M], values: Any, document: Document, at: FieldPath, reported: set[FieldPath]
) -> tuple[M | None, list[Problem]]:
    """Read values as a model: the model, or None, and all that is wrong in words for a contributor.

    `at` is where the values stand in the document, and `reported` what has been complained of already.
    """
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=True, include_input=True)
    guesses: set[FieldPath] = set()
    problems = []
    places = [tuple(item["loc"]) for item in found]
    for item in sorted(found, key=lambda item: item["type"] != "extra_forbidden"):
        location = tuple(item["loc"])
        if any(location[: len(path)] == path for path in reported):
            continue
        if item["type"] == "field-missing" and any(path[: len(location)] == location for path in reported):
            continue  # what it misses may be what could not be read
        if item["type"] == "too_short" and any(
            place[: len(location)] == location for place in places if place != location
        ):
            continue  # its items were left out because something is wrong in them, which is said there
        if (
            item["type"] == "extra_forbidden"
            and document.locate((*at, *location), key=True)[0] in document.unsure
        ):
            continue  # what it is, is not sure, and that has been said
        if item["type"] == "extra_forbidden":
            meant = _meant(model, location)
            guesses |= meant
            name = shortened(str(location[-1]), 40)
            if reason := _left_out(model, location, item.get("input")):
                message = f'we have no field "{name}". Leave it out: {reason}'
            elif group := next((path for path in meant if len(path) > len(location)), None):
                message = f'"{name}" belongs to {group[-2]}. Put it below {group[-2]}: and begin the line with two spaces.'
            elif meant and (*at, *min(meant)) in document.keys:
                message = f'we have no field "{name}" here. "{min(meant)[-1]}" is what we call it, and you have that already. Move these words there, or take them out.'
            elif meant:
                message = f'we have no field "{name}" here. Did you mean "{min(meant)[-1]}"?'
            else:
                message = f'we have no field "{name}" here. Take it out, or see the guide for the fields that we have.'
            problems.append(document.problem("field-unknown", (*at, *location), message, key=True))
        elif item["type"] == "missing":
            if location in guesses or (*at, *location[:-1]) in document.in_two:
                continue
            problems.append(
                document.problem("field-missing", (*at, *location), _missing(document, (*at, *location)))
            )
        else:
            code, message = _in_our_words(item, model)
            problems.append(document.problem(code, (*at, *_as_written(document, at, location)), message))
    return None, problems


def _as_written(document: Document, at: FieldPath, location: FieldPath) -> FieldPath:
    """The path without the parts that the model added, such as the names of a pledger."""
    if (*at, *location) not in document.positions:
        location = tuple(part for part in location if part != "names")
    while location and (*at, *location) not in document.positions:
        location = location[:-1]
    return location


def _missing(document: Document, path: FieldPath) -> str:
    empty = path in document.positions
    return (
        "this field is empty. Write something after the colon."
        if empty
        else (
            "this field is missing. Add it." if len(path) == 1 else f'"{path[-1]}" is missing here. Add it.'
        )
    )


def _meant(model: type[Model], location: FieldPath) -> set[FieldPath]:
    """The field that was meant by one that we do not have; with its group where it stands outside of it."""
    beside = _siblings(model, location)
    if (other := OTHER_NAMES.get(_plain(str(location[-1])))) in beside:
        return {(*location[:-1], str(other))}
    if near := nearest(_plain(str(location[-1])), beside):
        return {(*location[:-1], near)}
    group = (*location[:-1], "consent")
    if "consent" in beside and location[-1] in _siblings(model, (*group, "?")):
        return {group, (*group, location[-1])}
    return set()


def _left_out(model: type[Model], location: FieldPath, value: object) -> str:
    """Why a field that other programs have is not needed here; nothing for any other."""
    if len(location) > 1 or not issubclass(model, FrontMatter):
        return ""
    name = _plain(str(location[0]))
    if name == "published" and str(value).casefold() in TRUE + FALSE:
        name = "is_published"
    return LEFT_OUT.get(name, "")


def _plain(name: str) -> str:
    """The name of a field without its capitals, and with _ for hyphens and spaces, as other programs write it."""
    return "_".join(re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).casefold()))


def _siblings(model: type[Model], location: FieldPath) -> list[str]:
    """The fields that stand beside the one at `location`."""
    here = fields(model)
    for part in location[:-1]:
        if not isinstance(part, int):
            found = next((field for field in here if field.name == part), None)
            here = found.held.parts if found else ()
    return [field.name for field in here]


def _text_with_colon(given: dict[str, Any]) -> str:
    """The text that YAML took for a field because of its colon; nothing where it can be a field of ours."""
    (name, words), *others = given.items() or [("", None)]
    return f"{name}: {words}" if isinstance(words, str) and not others and name not in field_names() else ""


def _in_our_words(item: Any, model: type[Model]) -> tuple[str, str]:
    """The code and message for something that pydantic found."""
    kind: str = item["type"]
    context: dict[str, Any] = item.get("ctx") or {}
    given = item.get("input")
    text = shortened(given) if isinstance(given, str) else ""
    match kind:
        case "enum":
            choices = re.findall(r"'([^']*)'", context.get("expected", ""))
            near = did_you_mean(text, choices)
            listed = ", ".join(choices[:-1]) + f" or {choices[-1]}" if len(choices) > 1 else "".join(choices)
            if not isinstance(given, str):
                return "field-choice", f"write one word here: {listed}."
            return "field-choice", f'"{text}" is not one of our words.{near} Write one of: {listed}.'
        case "tuple_type":
            if "“" in text or "”" in text:
                return "field-list", "use straight double quotes, not curly ones, in a list: [one, two]."
            if isinstance(given, dict):
                return "field-list", "this is a list. Begin each of its items with a hyphen and a space: - …"
            words = [word.strip(' [](){}•*-"') for word in re.split(r"[,;|\n]", text)]
            plain = text and len(text) < 60 and not re.search(r"[\[\]{}•*:#]| - ", ",".join(words))
            shown = ", ".join(filter(None, words)) if plain else "one, two"
            return "field-list", f"this is a list. Write it in square brackets: [{shown}]."
        case "string_type" if isinstance(given, dict) and (told := _text_with_colon(given)):
            return "yaml-colon", quotes_for_colon(told)
        case "string_type":
            return "field-value", "write plain text here, not a list or more fields."
        case "string_too_short" | "too_short" if isinstance(given, str):
            return "field-missing", "this is empty. Write something, or take it out."
        case "string_too_long" | "too_long" if isinstance(given, str):
            return (
                "field-value",
                f"this has {len(given)} characters. Write at most {context['max_length']}.",
            )
        case "too_short":
            return "field-missing", f"write at least {context['min_length']} of these."
        case "too_long":
            return "field-value", f"there are {len(given or ())} here. Write at most {context['max_length']}."
        case "model_type" | "model_attributes_type" | "dict_type":
            fields = _siblings_of_group(item, model)
            return (
                "field-value",
                f"this is a group of fields. Write each on its own line, further in: {fields}.",
            )
        case "bool_parsing" | "bool_type":
            return "field-choice", f'"{text}" is neither true nor false. Write true or false.'
        case (
            "int_parsing"
            | "int_type"
            | "decimal_parsing"
            | "decimal_type"
            | "int_from_float"
            | "decimal_max_digits"
        ):
            return "field-value", f'"{text}" is not a number. Write it in figures without commas: 12000.'
        case "greater_than_equal" | "less_than_equal" | "finite_number":
            return "field-value", f'"{text}" is not a number that can be meant here.'
        case "string_pattern_mismatch":
            if "{2,3}" in context.get("pattern", ""):
                return "field-value", not_a_language(text)
            likely = slug_of(text.removesuffix(".md"))
            return "field-value", (
                f'"{text}" has to be in small letters, figures and single hyphens'
                + (f': "{likely}".' if likely and likely != text else ".")
            )
        case _ if "message" in context:
            return kind, str(context["message"])
        case _:
            return "field-value", f'"{text}" cannot be read here. See the guide for an example.'


def _siblings_of_group(item: Any, model: type[Model]) -> str:
    fields = _siblings(model, (*item["loc"], "?"))
    return ", ".join(f"{name}:" for name in fields) if fields else "name: text"
