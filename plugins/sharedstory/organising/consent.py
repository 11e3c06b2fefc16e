"""What was agreed for each piece: until when, what is missing, kind letters to ask again, and a new day to ask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sharedstory.editing import splice
from sharedstory.forms import compose
from sharedstory.organising.letters import in_one, letter
from sharedstory.reading import frontmatter, validation
from sharedstory.reading.document import Document
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema import dates
from sharedstory.schema.choices import WRITING, Basis, Channel, NamedAs
from sharedstory.schema.entries import FrontMatter
from sharedstory.schema.errors import PlainError
from sharedstory.schema.people import Consent
from sharedstory.schema.types import REVIEW_WARNING_DAYS
from sharedstory.story.folder import contents, documents
from sharedstory.story.settings import Settings
from sharedstory.story.story import FOLDERS, Story

MOST_YEARS = 10
_ENDS = ("consent", "review_by")
_FIELDS = ("basis", "given", "named_as")


@dataclass(frozen=True, slots=True)
class AgreedPiece:
    """What was agreed for a piece, as its file says.

    `ends` is the first day on which it is not shown any more, None where no day is kept or needed, and `days` how
    many there are until then. `missing` are fields of its consent that it needs, and `withheld` channels that were
    not agreed to. `front` is None where something in the file is wrong.
    """

    slug: str
    file: str
    draft: bool
    ends: date | None
    days: int | None
    missing: tuple[str, ...]
    withheld: tuple[Channel, ...]
    front: FrontMatter | None

    @property
    def waits(self) -> bool:
        """Whether a person has something to do: what is missing, or an end that has come or is near."""
        return bool(self.missing) or (self.days is not None and self.days <= REVIEW_WARNING_DAYS)


def agreed(read: Story) -> tuple[AgreedPiece, ...]:
    """What was agreed for each piece that has a consent or needs one, drafts too; the soonest end first.

    Those in which something is missing come before all others, since they are not shown.
    """
    found = [one for path, document in documents(read) if (one := _agreed(read, path, document))]
    return tuple(sorted(found, key=lambda one: (not one.missing, one.ends or date.max, one.slug)))


def _agreed(read: Story, path: Path, document: Document) -> AgreedPiece | None:
    record, _ = validation.record(document, path.stem)
    given = document.values.get("consent")
    front = record.front
    if front is None or (given is None and front.kind not in WRITING and not front.authors):
        return None
    missing = _missing(given)
    consent = None if missing or "consent" in record.wrong else front.consent
    if consent is None and not missing:
        missing = ("something in it is wrong: see sharedstory check",)
    ends = consent.ends if consent else None
    return AgreedPiece(
        path.stem,
        document.path,
        front.draft,
        ends,
        (ends - read.as_of).days if ends else None,
        missing,
        tuple(channel for channel in Channel if consent and channel not in consent.channels),
        front if consent and not record.wrong else None,
    )


def _missing(given: Any) -> tuple[str, ...]:
    """The names of what a consent needs and does not say."""
    if not isinstance(given, dict):
        return ("consent",)
    dated = given.get("basis") in (None, "", Basis.CONSENT)
    return tuple(f"consent.{name}" for name in _FIELDS if not given.get(name) and (name != "given" or dated))


def letters(pieces: Iterable[AgreedPiece], settings: Settings) -> Iterator[tuple[str, str]]:
    """A letter for each piece whose consent has an end, to send by hand: its file's name, and its text.

    Of a site without an address there are no links. What anybody can be reached by is not known here.
    """
    for piece in pieces:
        if piece.front and piece.front.consent and piece.ends:
            yield f"{piece.slug}.txt", _letter(piece, piece.front, piece.front.consent, settings)


def _letter(piece: AgreedPiece, front: FrontMatter, consent: Consent, settings: Settings) -> str:
    names = [author.name for author in front.authors if author.name]
    if consent.named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
        names = []  # a letter that goes astray must not say what the site does not
    shown = settings.url and not piece.draft and Channel.WEB in consent.channels
    preposition = "on" if consent.given and consent.given.start == consent.given.end else "in"
    return letter(
        "consent-letter",
        names=in_one(names),
        title=compose.line(front.title),
        address=settings.url + settings.address(_path(piece.slug, front)) if shown else "",
        day=dates.day_in_words(piece.ends) if piece.ends else "",
        over=piece.days is not None and piece.days <= 0,
        given=f" {preposition} {consent.given}" if consent.given else "",
        consent=consent,
        channels=[channel for channel in Channel if channel in consent.channels],
    )


def _path(slug: str, front: FrontMatter) -> str:
    folder = FOLDERS.get(front.kind, "testimonies")
    within = getattr(front, "gathering", None) if folder == "gatherings" else None
    return "/".join(filter(None, (folder, within, slug)))


@dataclass(frozen=True, slots=True)
class Renewal:
    """One changed value in a file, with what is in the file before and after."""

    path: Path
    line: int
    before: bytes
    after: bytes


def renew(read: Story, slug: str, until: str) -> Renewal:
    """Ask again on another day: the day `until`, from which the piece is not shown. Nothing else changes.

    Raises PlainError where there is no such piece, nothing was agreed that could go on, or the day is not one to
    come; PlainError where the file cannot be changed by machine.
    """
    pieces = {path.stem: (path, document) for path, document in documents(read)}
    if slug not in pieces:
        raise PlainError(f'There is no entry "{printable(slug)}".{did_you_mean(slug, pieces)}')
    if any(item.id == slug for item in read.withdrawn):
        raise PlainError("this story was taken down, and that is for ever.")
    path, document = pieces[slug]
    day = _day_to_come(until, read.as_of)
    consent = document.values.get("consent")
    if missing := _missing(consent):
        raise PlainError(f"{document.path}: {', '.join(missing)} is missing. Add what was agreed first.")
    before = contents(path)
    text = day.isoformat()
    after = before if consent.get("review_by") == text else splice.put(before, _ENDS, text)
    line = frontmatter.parse(after, document.path).locate(_ENDS)[0]
    return Renewal(path, line, before, after)


def _day_to_come(text: str, today: date) -> date:
    try:
        when = dates.parse(text)
    except ValueError as error:
        raise PlainError(str(error)) from None
    if when.start != when.end:
        raise PlainError(f'"{printable(text)}" is not a day. Write year, month and day: 2028-03-01.')
    if when.start <= today:
        raise PlainError(f"{when} is not to come any more. Write the day on which to ask again.")
    if when.start > dates.add_months(today, 12 * MOST_YEARS):
        raise PlainError(f"{when} is more than {MOST_YEARS} years away. Ask again sooner.")
    return when.start
