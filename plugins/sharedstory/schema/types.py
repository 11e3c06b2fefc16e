"""The types that fields are of: what a value may be, and what is said where it may not."""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from sharedstory.schema import dates, languages
from sharedstory.schema.choices import Channel
from sharedstory.schema.dates import When
from sharedstory.schema.words import shortened

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"


REVIEW_AFTER_MONTHS = 24


REVIEW_WARNING_DAYS = 60


GLIMPSE_CHECK_MONTHS = 12


QUIET_DAYS = 120


SUMMARY_WORDS = 60


TITLE_LENGTH = 120


DIFFERENT_SENTENCES = 3


def slug_of(words: str) -> str:
    """Words as a slug, without their accents; nothing where there are no Latin letters or figures."""
    letters = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", words))
    return re.sub(r"[^a-z0-9]+", "-", letters.casefold()).strip("-")


def problem(code: str, message: str) -> PydanticCustomError:
    """An error whose type is one of our problem codes and whose message is for contributors."""
    return PydanticCustomError(code, "{message}", {"message": message})


def _when(interval: bool) -> Callable[[Any], When]:
    def read(value: Any) -> When:
        if isinstance(value, When):
            return value
        if not isinstance(value, str):
            raise problem("field-date", "write one date, such as 2026-03-01, 2026-03 or 2026.")
        try:
            return dates.parse(value, interval=interval)
        except ValueError as error:
            raise problem("field-date", str(error)) from None

    return read


_as_text = PlainSerializer(lambda when: when.text, return_type=str)


Date = Annotated[
    When,
    PlainValidator(_when(interval=False)),
    _as_text,
    WithJsonSchema({"type": "string", "pattern": f"^{dates.PATTERN}$"}),
]


DateOrInterval = Annotated[
    When,
    PlainValidator(_when(interval=True)),
    _as_text,
    WithJsonSchema({"type": "string", "pattern": f"^{dates.PATTERN}(/{dates.PATTERN})?$"}),
]


def one_line(text: str) -> str:
    return " ".join(text.split())


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fine = (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"[\w.-]+\.\w[\w-]*(:\d+)?", parts.netloc) is not None
            and not re.search(r"[\s<>\"\\]", text)
        )
    except ValueError:
        fine = False
    if not fine:
        raise problem("field-value", "write a full web address that begins with https://.")
    return text


def _language(text: str) -> str:
    code = languages.meant(text)
    if code.casefold() != text.casefold():
        raise problem("field-value", not_a_language(text))
    return code


def not_a_language(text: str) -> str:
    """What to say of a text that is no code of a language."""
    code = languages.meant(text)
    advice = (
        f"Write {code}." if code else "Write en for English, cy for Welsh, or the code of another language."
    )
    return f'"{shortened(text)}" is not the code of a language. {advice}'


def words_up_to(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if (count := len(text.split())) > limit:
            raise problem("field-value", f"this has {count} words. Write at most {limit}.")
        return text

    return check


def sentences_up_to(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if (count := len(re.findall(r"[.!?…](?:\s+(?=\S)|$)", text))) > limit:
            raise problem("field-value", f"this has {count} sentences. Write at most {limit}.")
        return text

    return check


def listed(value: Any) -> Any:
    """One name where a list of names may stand."""
    return [value] if isinstance(value, str) else value


def granted(value: Any) -> Any:
    """The places in which a piece may be shown: a list of our words, and nothing that has to be guessed at."""
    words = value if isinstance(value, str) else ""
    if words and words not in set(Channel):
        raise problem(
            "field-list",
            f'"{shortened(words)}" does not say it in our words. Name each place that they agreed to, such as '
            f"channels: [web]. The places are: {', '.join(Channel)}. For nowhere, write draft: true.",
        )
    return value


TRUE = ("true", "yes", "on")


FALSE = ("false", "no", "off")


def truth(value: Any) -> Any:
    """What plainly means true or false, as YAML has it; a piece must not be shown because of a guess."""
    if isinstance(value, str):
        word = value.strip().casefold()
        if word not in (*TRUE, *FALSE):
            raise problem(
                "field-choice", f'"{shortened(value)}" is neither true nor false. Write true or false.'
            )
        return word in TRUE
    return value


Text = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=1000)]


LongText = Annotated[str, Field(min_length=1, max_length=4000)]


Slug = Annotated[str, Field(pattern=f"^{SLUG}$", max_length=80)]


Texts = tuple[Text, ...]


Slugs = tuple[Slug, ...]


WebAddress = Annotated[str, AfterValidator(_web_address), Field(max_length=500)]


Language = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35), AfterValidator(_language)
]


class Target(StrEnum):
    """What the words of a field name: something in a vocabulary, or another entry."""

    TAG = "tag"
    PLACE = "place"
    GATHERING = "gathering"
    ENTRY = "entry"


def marked(
    *,
    names: Target | None = None,
    long: bool = False,
    words: int = 0,
    sentences: int = 0,
    apart: bool = False,
) -> dict[str, JsonValue]:
    """What JSON Schema has no word for: what a field names, how long its text is, and whether it is open data.

    `long` text has a field of several lines in forms; `words` and `sentences` are the most that it may have. What is
    `apart` is no part of an entry in the open data: it is only for organisers, or has a table of its own there.
    """
    marks = {"x-names": names, "x-long": long, "x-words": words, "x-sentences": sentences, "x-apart": apart}
    return {name: mark for name, mark in marks.items() if mark}


def ask(question: str, hint: str = "", **marks: Any) -> dict[str, JsonValue]:
    """What forms ask for a field, with a hint where its description is not meant for those who fill in a form.

    What no form asks for is for organisers, who write it in the file. `marks` are those of `marked`.
    """
    return {"x-ask": question, **({"x-hint": hint} if hint else {}), **marked(**marks)}


def _title(name: str, _: object) -> str:
    """The title of a field that has none of its own: `as_of` is "As of"."""
    return name.strip("_").replace("_", " ").capitalize()


class Model(BaseModel):
    """A group of fields: frozen, and no field but ours."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, field_title_generator=_title
    )
