"""One field, three ways: what the last import said, what stands in the file now, and what the new import says.

Every import that comes again uses this. What was changed by hand stays, and what an import does not speak of stays.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sharedstory.importing.matching import hash_of


class Merge(StrEnum):
    """What becomes of a field."""

    SAME = "same"  # nothing is new, or it stands there already
    TAKE = "take"  # the new import's value goes in
    KEEP = "keep"  # it was changed by hand, so it stays; to be reported
    GONE = "gone"  # the new import has nothing there any more, so it stays; to be reported


_NOTHING = frozenset(map(hash_of, (None, "", [], ())))


def merge(said: str | None, stands: Any, says: Any, hashed: Callable[[Any], str] = hash_of) -> Merge:
    """What becomes of a field.

    `said` is the hash of what the last import said, or nothing where it said nothing; `stands` and `says` are values.
    """
    if said == hashed(says) or stands == says or not (stands or says):
        return Merge.SAME
    changed_by_hand = hashed(stands) != said if stands else said not in (None, *_NOTHING)
    if changed_by_hand:
        return Merge.KEEP
    return Merge.TAKE if says else Merge.GONE


def is_nothing(said: str) -> bool:
    """Whether what an import said, as a hash, was nothing."""
    return said in _NOTHING


def remembered(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What a record keeps, as hashes: of a field that is empty now, or is not spoken of, what was said before."""
    return {
        **before,
        **{name: said for name, said in now.items() if name not in before or not is_nothing(said)},
    }
