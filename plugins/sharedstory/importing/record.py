"""What an import keeps, so that the next one knows what became of what: one form for all of them.

Nothing of what people wrote stands in a record but hashes and titles of sessions, so that what is taken back leaves
nothing behind. Records of version 1 had a form for each import, and are still read.
"""

import json
from typing import Any, TypeVar

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sharedstory.reading.mistakes import Loader
from sharedstory.schema.errors import PlainError

VERSION = 2
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_Of = TypeVar("_Of", bound="ImportRecord")


class _RecordPart(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class RowRecord(_RecordPart):
    """A row or line that was taken in: its place, a hash of its number if it has one, and hashes of what it said."""

    place: int = Field(validation_alias=AliasChoices("place", "row", "line"))
    key: str = ""
    seen: dict[str, str]


class SessionRecord(_RecordPart):
    """What a session of notes became: the name of its file, hashes of what the notes said, and its items by their ids."""

    file: str
    seen: dict[str, str] = Field(default_factory=dict)
    learning: dict[str, RowRecord] = Field(default_factory=dict)
    pledges: dict[str, RowRecord] = Field(default_factory=dict)


class Post(_RecordPart):
    """A post that was taken: the name of its file without .md, a hash of what was written, and where it stood if public."""

    name: str
    hash: str
    address: str = ""


class ImportRecord(_RecordPart):
    """What all records have."""

    version: int = VERSION


class PledgesRecord(ImportRecord):
    """What was answered about a sheet of pledges, and which pledges became of its rows, by their ids.

    Up to version 1, `columns` had guesses among the answers.
    """

    columns: dict[str, str] = Field(default_factory=dict)
    statuses: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, RowRecord] = Field(default_factory=dict)


class StoriesRecord(ImportRecord):
    """What was answered about a sheet of stories, and the names of the files that they became, by their keys."""

    columns: dict[str, str] = Field(default_factory=dict)
    stories: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _of_version_1(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Stories stood beside the columns."""
        if given.get("version") != 1:
            return given
        stories = {key: name for key, name in given.items() if key not in ("version", "columns")}
        return {"columns": given.get("columns", {}), "stories": stories}


class NotesRecord(ImportRecord):
    """What the notes of a gathering became, by the titles of its sessions."""

    sessions: dict[str, SessionRecord] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _of_version_1(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Sessions stood alone."""
        return _alone(given, "sessions")


class PostsRecord(ImportRecord):
    """What became of which post of WordPress, by its key."""

    posts: dict[str, Post] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _of_version_1(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Posts stood alone."""
        return _alone(given, "posts")


def _alone(given: dict[str, Any], name: str) -> dict[str, Any]:
    """A record of version 1 that held one thing and no name for it."""
    if given.get("version") != 1:
        return given
    return {name: {key: one for key, one in given.items() if key != "version"}}


def load(model: type[_Of], text: str) -> _Of:
    """A record out of its file; of an empty one, one with nothing in it. Raises PlainError."""
    try:
        # Those of posts were JSON, whose escapes are not all YAML's.
        given: Any = json.loads(text) if text.startswith("{") else yaml.load(text, Loader)  # noqa: S506 - a safe loader
        if given is None:
            return model()
        return model.model_validate(
            {"version": 1} | {key: value for key, value in given.items() if value is not None}
        )
    except (yaml.YAMLError, ValidationError, AttributeError, TypeError, ValueError, RecursionError):
        raise PlainError(
            "the record of this import cannot be read. Bring back the last one that worked, or delete it to start again."
        ) from None


def dump(record: ImportRecord, head: str) -> str:
    """The text of a record's file, with lines of comment at its head."""
    given = record.model_dump(mode="json")
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + str(yaml.dump(given, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000))
