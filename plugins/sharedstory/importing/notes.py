"""The notes of a gathering, as people type them in one plain file -> its sessions: what was learned, pledged and said.

Every line that says something ends in a session or in the report, with its number. Where it is not clear what somebody
meant, and above all about a name, it is left out and told.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sharedstory.forms import compose
from sharedstory.importing import note_labels, note_lines, note_names, note_people
from sharedstory.importing.matching import hash_of
from sharedstory.importing.note_labels import Meaning
from sharedstory.importing.note_lines import WEAK, LineForm, NoteLine
from sharedstory.importing.note_parts import Agreed, Became, NotesReport, SessionPart
from sharedstory.importing.note_phrases import SIGNS, YES, names_line
from sharedstory.importing.note_privacy import is_name
from sharedstory.importing.note_session import SessionReader
from sharedstory.reading import privacy
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened

MOST = 1_000
NOTHING_SAID = Agreed()
TEMPLATE = """\
# The name of the gathering

## The name of the first session

Summary: What it was about, in one sentence.
Hosted by: The group that held it
In the room: How many people, and what brought them
Format: Talks, then small groups

### What we learned

- One thing in one sentence.
  - What stands behind it.
- Helps: something that makes it easier.
- Hinders: something that stands in the way.

### Pledges

- The name of the group: We will do this one thing (by June 2026)
- Offer of space: The name of the group: We offer our hall

### Asks

- Ask for expertise: The name of the group: Who can help us with this?

### Next steps

- What happens now.

## The name of the second session
"""

_SESSION = re.compile(
    r"(?P<called>(?:session|workshop|breakout(?: room| group)?|sesiwn|gweithdy)"
    r"(?P<number> (?:[0-9]{1,3}|[A-Ha-h](?![\w'\u2019])|one|two|three|four|five|six|seven|eight|nine|ten|un|dau|tri|pedwar|pump))?)"
    r"(?:(?P<sign>\s*[:–—-]\s*|[.)]\s+|\s+)(?P<title>\S.*?))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notes:
    """The sessions of some notes, and the report of their lines."""

    parts: list[SessionPart]
    report: NotesReport


@dataclass(frozen=True, slots=True)
class Unclear:
    """Notes in which no session begins: how they read as one, what its title may be, and which lines look like sessions."""

    notes: Notes
    title: str
    candidates: Sequence[NoteLine]


def read(raw: bytes, agreed: Agreed = NOTHING_SAID) -> Notes:
    """The sessions of some notes, with a report of every line.

    Raises PlainError for what is no text, and where no session begins.
    """
    report = NotesReport()
    lines = _lines(raw, report)
    starts = _starts(lines, agreed)
    if not starts and not agreed.one_session:
        raise PlainError("there is no session in these notes. Begin each with a line such as: ## Its name")
    parts = _parts(lines, starts, agreed, report)
    if len(parts) > MOST or any(len(part.learning) + len(part.pledges) > MOST for part in parts):
        raise PlainError(
            f"there are over {MOST:,} of something in these notes. Split them into several gatherings."
        )
    return Notes(parts, report)


def unclear(raw: bytes, agreed: Agreed = NOTHING_SAID) -> Unclear | None:
    """What can be said of notes in which no session begins; nothing of others. Raises PlainError as `read` does."""
    lines = _lines(raw, NotesReport())
    if agreed.one_session or _starts(lines, agreed):
        return None
    title = _title(lines)
    return Unclear(read(raw, replace(agreed, one_session=title or "One session")), title, _candidates(lines))


def _lines(raw: bytes, report: NotesReport) -> list[NoteLine]:
    return note_lines.typed(note_lines.shown(note_lines.decoded(raw, report.hide), report.hide), _begins)


def key_of(words: str) -> str:
    """By what a session is known again: its title, whatever its case and signs."""
    return compose.slug(words) or hash_of(words)


# Where sessions begin


def _begins(words: str) -> bool:
    """Whether words begin something new, and do not go on with the line above."""
    return bool(_session(words) or note_labels.label(words))


def _session(words: str) -> str:
    """The name of the session that a line begins with, such as "Session 2: Its name"; empty where there is none."""
    found = _SESSION.fullmatch(re.sub(r"\*\*|__", "", words).strip())
    if not found:
        return ""
    title, sign = (found["title"] or "").strip(), (found["sign"] or "").strip()
    if title and sign in (":", "–", "—", "-"):
        return title
    if not found["number"]:
        return ""
    if not title:
        return found["called"]
    sentence = title[:1].islower() or title.endswith((".", "!", "?"))
    return title if sign or not sentence else ""


def _starts(lines: Sequence[NoteLine], agreed: Agreed) -> dict[int, str]:
    """Where sessions begin, by the place of the line, with their titles; nothing where all of it is one session."""
    if agreed.one_session:
        return {}
    said = {key_of(words) for words in agreed.sessions}
    named = [
        line
        for line in lines
        if line.form is LineForm.HEADING and line.level != WEAK and not note_labels.heads(line.words)
    ]
    levels = {line.level for line in named}
    level = 2 if 2 in levels else min(levels, default=0)
    starts = {}
    for at, line in enumerate(lines):
        if line.sender is not None or line.form not in (LineForm.HEADING, LineForm.TEXT, LineForm.BULLET):
            continue
        if said and key_of(line.words.rstrip(": ")) in said:
            starts[at] = line.words.rstrip(": ")
        elif line.form is LineForm.HEADING and line.level == level and not note_labels.heads(line.words):
            starts[at] = _session(line.words) or line.words
        elif (line.form is LineForm.TEXT or line.level == WEAK) and (title := _session(line.words)):
            starts[at] = title.rstrip(": ") if line.level == WEAK else title
    return starts


def _title(lines: Sequence[NoteLine]) -> str:
    """The title of the notes, where their first line can be one; empty where it may be a name, or a sentence."""
    first = next((line for line in lines if line.form not in (LineForm.BLANK, LineForm.SIGNS)), None)
    if first is None or first.form not in (LineForm.HEADING, LineForm.TEXT) or first.sender is not None:
        return ""
    words = compose.line(first.words.rstrip(": "))
    odd = note_labels.label(words) or privacy.without_details(words)[1] or note_people.names_in(words)
    return "" if odd or note_people.is_name(words) or len(words) > 80 or words.endswith(".") else words


def _candidates(lines: Sequence[NoteLine]) -> list[NoteLine]:
    """Lines that look like names of sessions: unknown headings with a known one below them."""
    found: list[NoteLine] = []
    last: NoteLine | None = None
    for at, line in enumerate(lines):
        if line.form in (LineForm.BLANK, LineForm.SIGNS) or line.sender is not None:
            continue
        if note_labels.heads(line.words) and line.form is not LineForm.BULLET:
            found += [last] if last and last not in found else []
            last = None
            continue
        apart = at == 0 or lines[at - 1].form is LineForm.BLANK
        alone = at + 1 < len(lines) and (
            lines[at + 1].form is LineForm.BLANK or bool(note_labels.heads(lines[at + 1].words))
        )
        numbered = line.form is LineForm.BULLET and line.sign[:1].isdigit() and line.depth == 0
        short = (
            line.form is LineForm.TEXT and apart and alone and len(line.words) <= 60 and ":" not in line.words
        )
        if (line.form is LineForm.HEADING or numbered or short) and apart:
            last = line
    return found


def _parts(
    lines: Sequence[NoteLine], starts: dict[int, str], agreed: Agreed, report: NotesReport
) -> list[SessionPart]:
    """The lines, each in its session. What stands before the first is left out and told."""
    if not starts:
        first = next((at for at, line in enumerate(lines) if line.form is not LineForm.BLANK), 0)
        own = bool(lines) and key_of(lines[first].words.rstrip(": ")) == key_of(agreed.one_session)
        part = SessionPart(lines[first].number if lines else 1, compose.line(agreed.one_session))
        if own:
            report.put(lines[first], Became.HEADING)
        SessionReader(part, lines[first + own :], agreed, report).take()
        return [part]
    order = [*starts, len(lines)]
    all_agreed = _preamble(lines[: order[0]], report)
    held: dict[str, tuple[SessionPart, list[NoteLine]]] = {}
    for at, end in itertools.pairwise(order):
        line = lines[at]
        title, private = privacy.without_details(compose.line(starts[at]))
        report.put(line, Became.HEADING)
        if private:
            report.part_out(line, f"there is {private[0]} in it, so that part is left out.")
        for name in [*note_people.names_in(title), *note_names.perhaps_in(title)]:
            report.look(line, is_name(name))
        same = held.pop(key_of(title), None)
        if same:
            report.look(line, f'"{shortened(title)}" is a session further up too. What follows goes into it.')
        part, own_lines = same or (SessionPart(line.number, title), [])
        blank = [NoteLine((), LineForm.BLANK, "")] if same else []
        held[key_of(title)] = (part, [*own_lines, *blank, *lines[at + 1 : end]])
    for part, own_lines in held.values():
        SessionReader(part, own_lines, agreed, report, all_agreed).take()
    return [part for part, _ in held.values()]


def _preamble(lines: Sequence[NoteLine], report: NotesReport) -> bool:
    """Tell what stands before the first session. Returns whether it says that all names may be shown."""
    agreed = False
    for line in lines:
        if line.form is LineForm.BLANK:
            continue
        if line.form is LineForm.SIGNS:
            report.aside(line, SIGNS)
        elif line.form is LineForm.HEADING and line.level != WEAK and not note_labels.heads(line.words):
            report.aside(line, f'"{shortened(line.words)}" is the title of the notes.')
        elif (
            (found := note_labels.label(line.words)) and found.meaning is Meaning.NAMES_AGREED and found.rest
        ):
            agreed = bool(YES.fullmatch(found.rest))
            names_line(line, agreed, report)
        elif privacy.without_details(line.words)[1]:
            report.leave_out(line, "it is before the first session, so it is left out.")
        else:
            report.leave_out(
                line, f'"{shortened(line.words)}" is before the first session, so it is left out.'
            )
    return agreed
