"""What a rule is given, and what several rules ask of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from sharedstory.reading.codes import Severity
from sharedstory.reading.document import Document
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.pictures import Inspected
from sharedstory.reading.problems import Known, Problem, did_you_mean
from sharedstory.reading.single_lines import unreadable
from sharedstory.reading.validation import Record
from sharedstory.schema.choices import SMALLER_THAN_COUNCIL_AREA, WRITING, Channel
from sharedstory.schema.entries import FrontMatter
from sharedstory.schema.types import Model
from sharedstory.schema.vocabularies import Collection, Place, Theme, Withdrawal
from sharedstory.schema.words import shortened

Item = TypeVar("Item", bound=Model)


@dataclass(frozen=True, slots=True)
class VocabularyFile(Generic[Item]):
    """A file such as themes.yml: its items, with their places in the document."""

    document: Document
    items: tuple[tuple[int, Item], ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was read, before anything is published."""

    records: tuple[Record, ...]
    themes: VocabularyFile[Theme]
    places: VocabularyFile[Place]
    withdrawn: VocabularyFile[Withdrawal]
    collections: VocabularyFile[Collection]
    pictures: Mapping[str, Inspected]
    as_of: date

    @property
    def read(self) -> Iterator[tuple[Record, FrontMatter]]:
        """The records whose kind is known, with their fields."""
        return with_fields(self.records)

    @property
    def renamed(self) -> dict[str, str]:
        """The names that files had before, and the name that each has now."""
        return {old: record.slug for record, front in self.read for old in front.aliases}


def with_fields(records: Iterable[Record]) -> Iterator[tuple[Record, FrontMatter]]:
    """The records whose kind is known, with their fields."""
    return ((record, record.front) for record in records if record.front is not None)


# Of what stands between entries, and of what stands in each of some. Those can be looked at one by one.
Rule = Callable[[Collected], Iterator[Problem]]
RuleOfOne = Callable[[Collected, Sequence[Record]], Iterator[Problem]]


def read_in_full(vocabulary: VocabularyFile[Any]) -> bool:
    """Whether a vocabulary could be read, so that what it does not have is not only out of sight."""
    return not any(problem.severity is Severity.ERROR for problem in vocabulary.document.problems)


def texts(values: Any, field: str) -> Iterator[tuple[FieldPath, str]]:
    """The texts of a list field of an entry and of its pledges, with their paths, whatever else is wrong."""
    groups: list[tuple[FieldPath, Any]] = [((), values)]
    pledges = values.get("pledges") if isinstance(values, dict) else None
    if isinstance(pledges, list):
        groups += [(("pledges", number), pledge) for number, pledge in enumerate(pledges)]
    for path, group in groups:
        listed = group.get(field) if isinstance(group, dict) else None
        if isinstance(listed, list):
            yield from (
                ((*path, field, number), text)
                for number, text in enumerate(listed)
                if isinstance(text, str) and text and not unreadable(text)
            )


def not_ours(word: str, known: Known, whose: str) -> str:
    near = did_you_mean(word.strip("“”\"'‘’"), known)
    if "“" in word or "”" in word:
        return f'"{shortened(word)}" has curly quotes. Take them out, or use straight ones.{near}'
    return f'"{shortened(word)}" is not one of {whose}.{near}' + (
        "" if near else " See the list in the guide, or ask the organisers to add it."
    )


def anonymous(all_: Collected, record: Record, front: FrontMatter) -> Iterator[Problem]:
    sizes = {place.id: place.size for _, place in all_.places.items}
    for number, place in enumerate(front.places):
        if sizes.get(place) in SMALLER_THAN_COUNCIL_AREA:
            message = (
                f'"{place}" is so small that people could know who this is. Name the council area instead.'
            )
            yield record.document.problem("consent-place", ("places", number), message)
    for number, author in enumerate(front.authors):
        if author.organisation:
            message = "an organisation can show who this is. Take it out, because this story is anonymous."
            yield record.document.problem("consent-name", ("authors", number, "organisation"), message)


def below(all_: Collected, record: Record) -> str:
    """The path of a file below the folder of testimonies, without .md, whatever messages call that folder."""
    path = PurePosixPath(record.document.path)
    return path.relative_to(PurePosixPath(all_.themes.document.path).parent).with_suffix("").as_posix()


_DATE = re.compile("[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?:/[0-9-]+)?")


def public_texts(values: Any, path: FieldPath = (), *, least: int) -> Iterator[tuple[FieldPath, str]]:
    """The texts of the fields that have so many characters, but for addresses, ids and what was agreed."""
    if isinstance(values, dict):
        for key, inner in values.items():
            if key not in ("url", "evidence", "id", "consent", "kind"):
                yield from public_texts(inner, (*path, key), least=least)
    elif isinstance(values, list):
        for number, inner in enumerate(values):
            yield from public_texts(inner, (*path, number), least=least)
    elif (
        isinstance(values, str)
        and len(values) >= least
        and not unreadable(values)
        and not _DATE.fullmatch(values)
    ):
        yield path, values


def public_channels(front: FrontMatter, as_of: date) -> frozenset[Channel]:
    """Where an entry may be shown on a day: nowhere while it is a draft or once its consent is over."""
    ends = front.consent.ends if front.consent else None
    if front.draft or (ends is not None and ends <= as_of):
        return frozenset()
    if front.consent is None and front.kind in WRITING:
        return frozenset()
    return front.channels
