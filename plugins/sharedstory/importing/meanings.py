"""What a column can be, and the words by which it is chosen and remembered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Polarity(StrEnum):
    """What a yes in a column about names or consent does."""

    ALLOWS = "allows"
    FORBIDS = "forbids"
    UNCLEAR = "unclear"  # the heading can be read both ways
    ELSE = "else"  # something else is agreed to, such as a privacy notice


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is: one of the meanings below, empty where it is not clear; and what a yes in it does."""

    meaning: str
    polarity: Polarity | None = None

    @property
    def clear(self) -> bool:
        return bool(self.meaning) and self.polarity is not Polarity.UNCLEAR


# The meanings as people choose them, and as they are remembered: what a yes does is part of the word.
CHOSEN: Mapping[str, Column] = {
    "show_name": Column("show_name", Polarity.ALLOWS),
    "hide_name": Column("show_name", Polarity.FORBIDS),
    "how_named": Column("show_name", Polarity.UNCLEAR),
    "consent": Column("consent", Polarity.ALLOWS),
    "refusal": Column("consent", Polarity.FORBIDS),
    "other_consent": Column("consent", Polarity.ELSE),
}


def chosen(option: str) -> Column:
    """The column that somebody chose by a word, such as `hide_name`."""
    return CHOSEN.get(option, Column(option))


def option(column: Column) -> str:
    """The word by which a column is remembered; empty where it is not clear."""
    if column.polarity is Polarity.UNCLEAR and column.meaning != "show_name":
        return ""
    return next((word for word, one in CHOSEN.items() if one == column), column.meaning)
