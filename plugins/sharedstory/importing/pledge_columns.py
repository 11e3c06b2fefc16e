"""The columns of a sheet of pledges: what each is, by what the organiser said of it and else by its heading and cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sharedstory.importing import headings, meanings
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.importing.sheets import Sheet
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened

# What a column can be, in words for somebody who is asked.
MEANINGS: Mapping[str, str] = {
    "will": "the pledge itself",
    "who": "a person's name, used only where another column allows it",
    "show_name": "whether we may show the name: a yes means we may",
    "hide_name": "whether to hide the name: a yes means we may not show it",
    "how_named": "how to name the person, such as: first name only",
    "consent": "whether we may publish the pledge: a yes means we may",
    "refusal": "whether to keep the pledge private: a yes means we may not publish it",
    "organisation": "the group or organisation that pledges",
    "role": "who the person is, such as parent",
    "by": "by when",
    "on": "the day of the answer, or of the news",
    "status": "how far it has come, in a word or two",
    "note": "what has happened, in sentences",
    "evidence": "a web address where people can see it",
    "so_that": "what changes for people",
    "sort": "whether it is a commitment, an offer or an ask",
    "of": "what the offer or the ask is of",
    "tags": "themes or tags",
    "key": "a number or code for the row, the same each time",
    "personal": "something personal: leave it out",
    "-": "something else: leave it out",
}
# Columns of which a sheet may have several: each of them counts.
_MANY = {"show_name", "consent", "personal", "-", ""}
# Of these, forms give several, and the first is the one that counts.
_FIRST_COUNTS = {"key", "on"}
_SAID_BEFORE = {"show_name", "organisation", "will", "who", "status"}


@dataclass(frozen=True, slots=True)
class Columns:
    """What each heading is, whether the table is one of our own, and what an organiser should hear about it."""

    by_heading: Mapping[str, Column]
    ours: bool
    messages: tuple[str, ...]

    def one(self, meaning: str) -> str:
        """The heading of the column that is this; empty where there is none."""
        return next((heading for heading, one in self.by_heading.items() if one.meaning == meaning), "")

    def all(self, *meanings: str) -> list[str]:
        return [heading for heading, one in self.by_heading.items() if one.meaning in meanings]

    @property
    def unclear(self) -> list[str]:
        """Headings to ask about: we do not know what they are, or which way round a yes goes."""
        return [
            heading
            for heading, one in self.by_heading.items()
            if not one.meaning or (one.meaning == "consent" and one.polarity is Polarity.UNCLEAR)
        ]


def columns(sheet: Sheet, said: Mapping[str, str], before: Mapping[str, str] | None = None) -> Columns:
    """What the columns of a sheet are. What was said of a heading beats every guess.

    `before` is what an older version of the software wrote down, guesses among it. Where it matters for people and
    we read a heading in another way now, ours is used, and that is reported. Raises PlainError.
    """
    ours = headings.is_ours(sheet.headings)
    found: dict[str, Column] = {}
    messages: list[str] = []
    for heading in sheet.headings:
        if heading in said:
            found[heading] = meanings.chosen(said[heading])
        elif ours:
            found[heading] = Column(headings.OURS[heading])
        else:
            cells = [row.cells.get(heading, "") for row in sheet.rows[:500]]
            guess = headings.column(heading, cells, of="pledges")
            guess = Column("note") if guess.meaning == "words" else guess
            found[heading] = guess if guess.meaning in _KNOWN else Column("-")
            if old := (before or {}).get(heading, ""):
                found[heading] = _since(heading, old, found[heading], messages)
    for meaning in dict.fromkeys(column.meaning for column in found.values()):
        if meaning not in _MANY:
            _only_one(meaning, found, said, messages)
    return Columns(found, ours, tuple(messages))


_KNOWN = {*MEANINGS, ""}


def _since(heading: str, old: str, now: Column, messages: list[str]) -> Column:
    """What a heading is that an older version wrote down, perhaps as a guess."""
    then = meanings.chosen(old if old in MEANINGS else "-")
    if then == now or not (old in _SAID_BEFORE and (now.meaning or old == "show_name")):
        return then
    if old == "show_name" and now.meaning != "show_name":
        now = Column("show_name", Polarity.UNCLEAR)
    messages.append(
        f"{_quoted(heading)} was read as {_words(old)} before. We no longer read it so. If it was right, say "
        f"--column '{shortened(heading)}={old}'."
    )
    return now


def _only_one(meaning: str, found: dict[str, Column], said: Mapping[str, str], messages: list[str]) -> None:
    """Of several columns with one meaning, keep the one that was said; else the first, or none where that would be a guess."""
    here = [heading for heading, column in found.items() if column.meaning == meaning]
    mine = [heading for heading in here if heading in said]
    if len(here) < 2:
        return
    if len(mine) > 1:
        raise PlainError(
            f"{_listed(mine)} cannot each be {_words(meaning)}. Say of one: --column '{shortened(mine[1])}=-'."
        )
    keep = mine or ([] if meaning in ("will", "who") else here[:1])
    for heading in here:
        if heading not in keep:
            # Which of several columns the pledge is has to be asked. A name is left out instead.
            found[heading] = Column("" if meaning == "will" and not keep else "-")
    others = [heading for heading in here if heading not in keep]
    if meaning in _FIRST_COUNTS or (meaning == "will" and not keep):
        return
    used = f"We used {_quoted(keep[0])}" if keep else "We used none of them"
    messages.append(
        f"{_listed(here)} all look like {_words(meaning)}. {used}. To use another, say "
        f"--column '{shortened(others[0])}={meaning}'."
    )


def _words(meaning: str) -> str:
    return MEANINGS.get(meaning, meaning).partition(",")[0].partition(":")[0]


def _quoted(heading: str) -> str:
    return f'"{shortened(heading)}"'


def _listed(names: Iterable[str]) -> str:
    return " and ".join(map(_quoted, names))
