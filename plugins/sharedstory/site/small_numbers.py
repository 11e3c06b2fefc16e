"""Counts of people's pieces -> those that can be shown without telling of anybody.

A count of one to four is hidden, and nought is shown. No hidden count can be worked out, also by somebody who knows
these rules, because for each there is another value with which all that is shown would be just the same:

- Where a piece can be in no row, its rows say nothing of each other. So no row is made for "not stated".
- Where every piece is in a row, rows are shown only if those shown could hold all pieces without the hidden ones.
- Where every piece is in just one row, all rows are shown or none.
- No table crosses two of them, since that is what tells of single people.
"""

from collections.abc import Mapping

LEAST = 5


def total(count: int, least: int = LEAST) -> int | None:
    """How many there are in all, or None where that is not to be shown."""
    return None if 0 < count < least else count


def rows(
    counts: Mapping[str, int], all_: int, *, everywhere: bool = False, once: bool = False, least: int = LEAST
) -> dict[str, int | None]:
    """The count of each row, or None where it is not to be shown, of so many pieces in all.

    With `everywhere`, every piece is in a row at least; with `once`, in just one.
    """
    found = {name: total(count, least) for name, count in counts.items()}
    held = sum(count for count in found.values() if count is not None)
    alone = not all_ or (held >= all_ if not once else None not in found.values())
    return found if alone or not (everywhere or once) else dict.fromkeys(counts)
