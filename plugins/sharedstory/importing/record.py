"""What an import keeps, so that the next one knows what became of what: one form for all of them.

Nothing of what people wrote stands in a record but hashes, so that what is taken back leaves nothing behind.
"""

from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sharedstory.mistakes import Loader

VERSION = 2
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Of = TypeVar("_Of", bound=BaseModel)


class RecordError(Exception):
    """A record that cannot be read, with what to do in words for an organiser."""


class Known(BaseModel):
    """A row or line that was taken in: its place, a hash of its number if it has one, and hashes of what it said."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    row: int
    key: str = ""
    seen: dict[str, str]


class PledgesRecord(BaseModel):
    """What was answered about a sheet of pledges, and which pledges became of its rows, by their ids.

    Up to version 1, `columns` had guesses among the answers.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    version: int = 1
    columns: dict[str, str] = Field(default_factory=dict)
    statuses: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, Known] = Field(default_factory=dict)


def load(model: type[_Of], text: str) -> _Of:
    """A record out of its file; of an empty one, one with nothing in it. Raises RecordError."""
    try:
        given: Any = yaml.load(text, Loader) or {}  # noqa: S506 - a safe loader
        return model.model_validate({key: value for key, value in given.items() if value is not None})
    except (yaml.YAMLError, ValidationError, AttributeError, ValueError, RecursionError):
        raise RecordError(
            "the record of this import cannot be read. Bring back the last one that worked, or delete it to start again."
        ) from None


def dump(record: BaseModel, head: str) -> str:
    """The text of a record's file, with lines of comment at its head."""
    given = record.model_dump(mode="json")
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + str(yaml.dump(given, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000))
