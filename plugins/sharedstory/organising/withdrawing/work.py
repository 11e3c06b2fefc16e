"""What is to be done where something is taken back, and where it is kept how far that has come."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sharedstory.editing.files import Edit
from sharedstory.organising.withdrawing import traces
from sharedstory.organising.withdrawing.traces import Words
from sharedstory.reading.problems import printable
from sharedstory.story.story import FOLDERS

WITHDRAWN = "withdrawn.yml"


# Where imports keep which row became which piece.
RECORDS = "imports"


KEPT = ".taken-back"


# What is left of a file that was being written when somebody or something ended us.
HALF = ".unfinished"


# Where an entry can have its page, and so a pledge; a session has it below its gathering.
PAGE_FOLDERS = "|".join(("pledges", *dict.fromkeys(("testimonies", *FOLDERS.values()))))


OLDER = "it keeps every older version of the site"


IN_OLDER = "in older versions of files"


BRANCH = "the branch"


PACKAGES = ("material", "mkdocs", "sharedstory")


# A link in Markdown: its words, which may have brackets of their own, and where it leads.
LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()\s]*\))?)*)\]"
    r"\([ \t]*<?([^\s<>()]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)


OURS = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Trace:
    """A place, beside the piece's own file, that has to do with it. `line` counts from 1."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.words}")

    def but(self, more: str) -> "Trace":
        return replace(self, words=self.words + more)


@dataclass(frozen=True)
class Plan:
    """All that taking a piece back comes to.

    `ids` are the piece and the pledges in it, `on` the day that is kept, `file` where it stands, `edits` the
    files that change, `gone` files that are deleted, `changes` what is done elsewhere, `stops` what a person has
    to change first, `quotes` where words of it stand in other files, and `told` what else they should know. `words`
    are what it is known by, of which `names` are people's; those that `stay` are in other files too, and so prove
    nothing. `pictures` are the prints of those that go.
    """

    ids: tuple[str, ...]
    on: date
    file: Path
    whole: bool
    edits: tuple[Edit, ...]
    gone: tuple[Path, ...]
    words: Words
    names: Words = traces.NOTHING
    pictures: frozenset[str] = frozenset()
    stay: Words = traces.NOTHING
    changes: tuple[Trace, ...] = ()
    stops: tuple[Trace, ...] = ()
    quotes: tuple[Trace, ...] = ()
    told: tuple[Trace, ...] = ()


def progress_file(folder: Path, id_: str) -> Path:
    """Where it is kept what is still to be looked for."""
    return folder / f".{id_}{KEPT}"
