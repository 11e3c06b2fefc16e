"""The notes of a gathering, as people type them in one plain file -> its sessions: what was learned, pledged and said.

Every line that says something ends in a session or in the report, with its number. Where it is not clear what somebody
meant, and above all about a name, it is left out and told.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sharedstory import compose, dates, privacy
from sharedstory.importing import note_labels, note_lines, note_names, note_people
from sharedstory.importing.matching import hash_of
from sharedstory.importing.note_labels import LEARNED, LISTS, PLEDGED, Label, Meaning
from sharedstory.importing.note_lines import CHAT, WEAK, Form, NoteLine, NotesError
from sharedstory.importing.note_people import Whose
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.model import LearningSort, PledgedAs, PledgeSort, Resource
from sharedstory.problems import shortened

__all__ = [
    "NO_WORDS",
    "TEMPLATE",
    "Agreed",
    "Item",
    "NoSessionError",
    "Notes",
    "NotesError",
    "Part",
    "key_of",
    "read",
]

NO_WORDS = "The notes hold no more of this session."
MOST = 1_000
SIGNS = "there are only signs here, such as ---."
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
_PLACEHOLDER = re.compile(
    r"(?:none|no|nothing|nil|zero)(?: (?:yet|so far|today|made|given|recorded|noted|to report|agreed|at this time))*"
    r"|no (?:pledges|promises|asks|offers|commitments|actions|names|one|answer)(?: (?:yet|made|today|so far))*"
    r"|to (?:be (?:confirmed|agreed|decided|added|filled in|completed)|follow|come|do)|tb[acd]|todo|n/?a|not applicable"
    r"|not (?:yet|known|sure|recorded)|unknown|x{2,}|blank|empty|pending|see above|as above|same(?: as above)?|ditto"
    r"|(?:dim|dim byd|neb)(?: eto)?|i'w gadarnhau|i ddilyn|[#]\w+[!?]|null|[0-9]{1,3}|[^\w]+",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u2018'].{3,}[\"\u201c\u201d\u00bb\u2019'][.!]?(?:\s*[-–—(].{0,60})?"
)
_FIRST_PERSON = re.compile(
    r"(?:i|we|our|my|i['\u2019]\w+|we['\u2019]\w+|to|will|byddaf|byddwn|fe)\b", re.IGNORECASE
)
_PLEDGING = re.compile(
    r"\b(?:will|shall|pledges?|promises?|commits?|offers?|(?:going|agreed?|aims?) to|byddaf|byddwn|fydd(?:af|wn)?|bydd|addo)\b"
    r"|['\u2019]ll\b",
    re.IGNORECASE,
)
_OWN_PLEDGE = re.compile(r"(?:i|we)(?: will|['\u2019]ll| pledge| promise)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?P<who>[^:]{1,80}?)(?P<verb>\s+(?:will|shall|pledges?|pledged|promises?|promised|commits?|offers?|agreed? to"
    r"|(?:is|are) going to)\s+|['\u2019]ll\s+)(?P<what>\S.*)",
    re.IGNORECASE,
)
_COLON = re.compile(r"(?P<who>[^:]{1,80}?)\s*:\s+(?P<what>\S.*)")
_DASH = re.compile(r"(?P<who>[^:]{1,60}?)\s[–—-]\s(?P<what>\S.*)")
_DOES = re.compile(r"(?P<who>[^:]{2,40}?)\s+(?P<what>(?:to|will|has|is|said|says|asked|agreed|told)\s.*)")
_TAIL = re.compile(r"(?P<what>.*\S)\s*(?:\s[–—-]\s*|\()(?P<who>[^()–—]{2,60}?)\)?\.?")
_SENTENCES = re.compile(r"(?<!\b[A-Z])[.!?]\s+[^\W\d_a-z]")
# When, at the end of a pledge: in brackets anything, else only words of time.
_TIME_WORD = (
    r"(?:(?:the|this|next|early|mid|late|end of|start of|beginning of|summer|winter|spring|autumn|our|of|next"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|year|quarter|meeting|gathering"
    r"|session|christmas|easter|half[- ]term|term|tomorrow|tonight|end|q[1-4]|[0-9]{1,2}(?:st|nd|rd|th)?"
    r"|20[1-9][0-9]|[0-9]{1,4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,4})?"
    r"|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|nesaf|y|haf|flwyddyn)"
    r"[,\s]*){1,7}"
)
_BY = re.compile(
    rf"\s*\((?P<in>(?:by|before|until|erbyn|cyn)\s[^()]{{3,40}})\)\s*\.?$|\s+(?P<end>(?:by|before|erbyn|cyn)\s+{_TIME_WORD})\.?$",
    re.IGNORECASE,
)
_WELSH_MONTHS = dict(
    zip(
        re.findall(
            r"\w+", "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr"
        ),
        dates.MONTHS,
        strict=True,
    )
)
# What offers and asks are of, in words that people use.
_RESOURCES = {
    Resource.SPACE: "space|room|hall|venue|kitchen|garden",
    Resource.FUNDING: "funding|fund|money|pounds|grant",
    Resource.EXPERTISE: "expertise|advice|skills?|training|know-how|help",
    Resource.TIME: "time|volunteers?|hours|hands",
    Resource.CONTACTS: "contacts?|introductions?|people who",
    Resource.EVIDENCE: "evidence|data|research|figures",
    Resource.PLATFORM: "platform|website|newsletter|stage|blog",
    Resource.ORGANISATION: "organis\\w+|co-?ordinat\\w+",
}
_SORTS = {Meaning.BARRIER: LearningSort.BARRIER, Meaning.ENABLER: LearningSort.ENABLER}
_FIELDS = (
    Meaning.SUMMARY,
    Meaning.HOSTS,
    Meaning.IN_THE_ROOM,
    Meaning.FORMAT,
    Meaning.SPEAKERS,
    Meaning.TAGS,
)
# What the columns of a table are, besides what a label says.
_COLUMNS = {
    "who": re.compile(
        r"who|by whom|names?|leads?|lead by|led by|owners?|groups?|organisations?|responsible|person responsible|who pledges"
        r"|who by|pwy|enw|grŵp",
        re.IGNORECASE,
    ),
    "will": re.compile(
        r"will|what|actions?|action points?|tasks?|what (?:we|they|you)(?:'ll| will) do|will do|beth|gweithred",
        re.IGNORECASE,
    ),
    "by": re.compile(
        r"by|by when|when|deadline|date|due|due date|target date|timescale|erbyn|erbyn pryd|pryd",
        re.IGNORECASE,
    ),
}
_VAGUE = re.compile(r"what|actions?|action points?|tasks?|beth|gweithred", re.IGNORECASE)
_YES = re.compile(r"(?:yes|y|agreed|ydyn|iawn|oes|cytunwyd)[.!]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the organiser says of the notes, which the notes do not say plainly.

    `one_session` is the title of the one session that all of it is; `sessions` are lines that are names of sessions;
    `names` says that all who are named agreed to it; `groups` are names that are of groups.
    """

    one_session: str = ""
    sessions: tuple[str, ...] = ()
    names: bool = False
    groups: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """One thing that was learned or pledged: the line where it stands, and its fields as they are in an entry."""

    line: int
    fields: dict[str, Any]

    @property
    def words(self) -> str:
        return str(self.fields.get("point") or self.fields.get("will"))

    @property
    def seen(self) -> dict[str, str]:
        """Hashes of what the notes say in each field."""
        return {name: hash_of(value) for name, value in self.fields.items()}


@dataclass(slots=True)
class Part:
    """A session in the notes: the line of its heading, its fields, what was learned and pledged, and all other text."""

    line: int
    title: str
    fields: dict[str, Any] = field(default_factory=dict)
    learning: list[Item] = field(default_factory=list)
    pledges: list[Item] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        text = re.sub(r"\n{3,}", "\n\n", compose.text("\n".join(self.text))).strip()
        return text or NO_WORDS


class Became(StrEnum):
    """What became of a line."""

    HEADING = "heading"
    FIELD = "field"
    LEARNING = "learning"
    PLEDGE = "pledge"
    TEXT = "text"
    LEFT_OUT = "left out"
    ASIDE = "aside"


@dataclass(slots=True)
class Report:
    """What became of each line, by its number, and what is to be told of lines, each thing once."""

    became: dict[int, Became] = field(default_factory=dict)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    looks: dict[str, list[int]] = field(default_factory=dict)
    asides: dict[str, list[int]] = field(default_factory=dict)
    names: bool = False

    def put(self, line: NoteLine, became: Became) -> None:
        """Say what became of a line."""
        self.became |= dict.fromkeys(line.numbers, became)

    def aside(self, line: NoteLine, what: str) -> None:
        """Say of a line that holds nothing to take what it is."""
        self.put(line, Became.ASIDE)
        self.asides.setdefault(what, []).extend(line.numbers)

    def leave_out(self, line: NoteLine, why: str) -> None:
        """Say that a whole line is left out, and why."""
        self.put(line, Became.LEFT_OUT)
        self.left_out.setdefault(why, []).extend(line.numbers)

    def hide(self, number: int, why: str) -> None:
        """Say that a line was hidden, whole or in part; number 0 is all of the notes."""
        if number:
            self.became.setdefault(number, Became.LEFT_OUT)
        self.left_out.setdefault(why, []).append(number)

    def part_out(self, line: NoteLine, why: str) -> None:
        """Say that a part of a line is left out."""
        self.left_out.setdefault(why, []).append(line.number)

    def look(self, line: NoteLine, why: str) -> None:
        """Say why a person should look at a line."""
        self.looks.setdefault(why, []).append(line.number)

    @property
    def told(self) -> list[str]:
        """A sentence or two for each thing, in the order of lines."""
        both = [*self.left_out.items(), *self.looks.items()]
        return [_at(numbers, why) for why, numbers in sorted(both, key=lambda one: min(one[1]))]

    @property
    def told_aside(self) -> list[str]:
        """What needs nobody to do anything."""
        return [_at(numbers, what) for what, numbers in self.asides.items()]

    def count(self, parts: Sequence["Part"]) -> str:
        """What was taken, left out and is to be looked at, in one line."""
        of = list(self.became.values())
        sizes = {
            "session": len(parts),
            "learning point": sum(len(part.learning) for part in parts),
            "pledge": sum(len(part.pledges) for part in parts),
            "line of text": of.count(Became.TEXT),
        }
        left = len({number for numbers in self.left_out.values() for number in numbers if number})
        looked = len({number for numbers in self.looks.values() for number in numbers})
        taken = ", ".join(_many(count, what) for what, count in sizes.items())
        return f"Taken: {taken}. Left out, whole or in part: {_many(left, 'line')}. To look at: {_many(looked, 'line')}."


@dataclass(frozen=True, slots=True)
class Notes:
    """The sessions of some notes, and the report of their lines."""

    parts: list[Part]
    report: Report


class NoSessionError(NotesError):
    """Notes in which no session begins: how they read as one, what its title may be, and which lines look like sessions."""

    def __init__(self, notes: Notes, title: str, candidates: Sequence[NoteLine]) -> None:
        super().__init__("there is no session in these notes. Begin each with a line such as: ## Its name")
        self.notes, self.title, self.candidates = notes, title, candidates


def read(raw: bytes, agreed: Agreed = Agreed()) -> Notes:
    """The sessions of some notes, with a report of every line.

    Raises NotesError for what is no text, and NoSessionError where it is not clear where a session begins.
    """
    report = Report()
    text = note_lines.shown(note_lines.decoded(raw, report.hide), report.hide)
    lines = note_lines.typed(text, _begins)
    starts = _starts(lines, agreed)
    if not starts and not agreed.one_session:
        title = _title(lines)
        as_one = read(raw, replace(agreed, one_session=title or "One session"))
        raise NoSessionError(as_one, title, _candidates(lines))
    parts = _parts(lines, starts, agreed, report)
    if len(parts) > MOST or any(len(part.learning) + len(part.pledges) > MOST for part in parts):
        raise NotesError(
            f"there are over {MOST:,} of something in these notes. Split them into several gatherings."
        )
    return Notes(parts, report)


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
        if line.form is Form.HEADING and line.level != WEAK and not note_labels.heads(line.words)
    ]
    levels = {line.level for line in named}
    level = 2 if 2 in levels else min(levels, default=0)
    starts = {}
    for at, line in enumerate(lines):
        if line.sender is not None or line.form not in (Form.HEADING, Form.TEXT, Form.BULLET):
            continue
        if said and key_of(line.words.rstrip(": ")) in said:
            starts[at] = line.words.rstrip(": ")
        elif line.form is Form.HEADING and line.level == level and not note_labels.heads(line.words):
            starts[at] = _session(line.words) or line.words
        elif (line.form is Form.TEXT or line.level == WEAK) and (title := _session(line.words)):
            starts[at] = title.rstrip(": ") if line.level == WEAK else title
    return starts


def _title(lines: Sequence[NoteLine]) -> str:
    """The title of the notes, where their first line can be one; empty where it may be a name, or a sentence."""
    first = next((line for line in lines if line.form not in (Form.BLANK, Form.SIGNS)), None)
    if first is None or first.form not in (Form.HEADING, Form.TEXT) or first.sender is not None:
        return ""
    words = compose.line(first.words.rstrip(": "))
    odd = note_labels.label(words) or privacy.without_details(words)[1] or note_people.names_in(words)
    return "" if odd or note_people.is_name(words) or len(words) > 80 or words.endswith(".") else words


def _candidates(lines: Sequence[NoteLine]) -> list[NoteLine]:
    """Lines that look like names of sessions: unknown headings with a known one below them."""
    found: list[NoteLine] = []
    last: NoteLine | None = None
    for at, line in enumerate(lines):
        if line.form in (Form.BLANK, Form.SIGNS) or line.sender is not None:
            continue
        if note_labels.heads(line.words) and line.form is not Form.BULLET:
            found += [last] if last and last not in found else []
            last = None
            continue
        apart = at == 0 or lines[at - 1].form is Form.BLANK
        alone = at + 1 < len(lines) and (
            lines[at + 1].form is Form.BLANK or bool(note_labels.heads(lines[at + 1].words))
        )
        numbered = line.form is Form.BULLET and line.sign[:1].isdigit() and line.depth == 0
        short = line.form is Form.TEXT and apart and alone and len(line.words) <= 60 and ":" not in line.words
        if (line.form is Form.HEADING or numbered or short) and apart:
            last = line
    return found


def _parts(lines: Sequence[NoteLine], starts: dict[int, str], agreed: Agreed, report: Report) -> list[Part]:
    """The lines, each in its session. What stands before the first is left out and told."""
    if not starts:
        first = next((at for at, line in enumerate(lines) if line.form is not Form.BLANK), 0)
        own = bool(lines) and key_of(lines[first].words.rstrip(": ")) == key_of(agreed.one_session)
        part = Part(lines[first].number if lines else 1, compose.line(agreed.one_session))
        if own:
            report.put(lines[first], Became.HEADING)
        _Session(part, lines[first + own :], agreed, report).take()
        return [part]
    order = [*starts, len(lines)]
    all_agreed = _preamble(lines[: order[0]], report)
    held: dict[str, tuple[Part, list[NoteLine]]] = {}
    for at, end in itertools.pairwise(order):
        line = lines[at]
        title, private = privacy.without_details(compose.line(starts[at]))
        report.put(line, Became.HEADING)
        if private:
            report.part_out(line, f"there is {private[0]} in it, so that part is left out.")
        for name in [*note_people.names_in(title), *note_names.perhaps_in(title)]:
            report.look(line, _is_name(name))
        same = held.pop(key_of(title), None)
        if same:
            report.look(line, f'"{shortened(title)}" is a session further up too. What follows goes into it.')
        part, own_lines = same or (Part(line.number, title), [])
        blank = [NoteLine((), Form.BLANK, "")] if same else []
        held[key_of(title)] = (part, [*own_lines, *blank, *lines[at + 1 : end]])
    for part, own_lines in held.values():
        _Session(part, own_lines, agreed, report, all_agreed).take()
    return [part for part, _ in held.values()]


def _preamble(lines: Sequence[NoteLine], report: Report) -> bool:
    """Tell what stands before the first session. Returns whether it says that all names may be shown."""
    agreed = False
    for line in lines:
        if line.form is Form.BLANK:
            continue
        if line.form is Form.SIGNS:
            report.aside(line, SIGNS)
        elif line.form is Form.HEADING and line.level != WEAK and not note_labels.heads(line.words):
            report.aside(line, f'"{shortened(line.words)}" is the title of the notes.')
        elif (
            (found := note_labels.label(line.words)) and found.meaning is Meaning.NAMES_AGREED and found.rest
        ):
            agreed = bool(_YES.fullmatch(found.rest))
            _names_line(line, agreed, report)
        elif privacy.without_details(line.words)[1]:
            report.leave_out(line, "it is before the first session, so it is left out.")
        else:
            report.leave_out(
                line, f'"{shortened(line.words)}" is before the first session, so it is left out.'
            )
    return agreed


def _names_line(line: NoteLine, agreed: bool, report: Report) -> None:
    if agreed:
        report.put(line, Became.FIELD)
    else:
        report.leave_out(line, f'"{shortened(line.words)}" does not plainly say yes, so no names are shown.')


# One session


class _Session:
    """Takes the lines of one session into its part, one after the other."""

    def __init__(
        self, part: Part, lines: Sequence[NoteLine], agreed: Agreed, report: Report, named: bool = False
    ) -> None:
        self.part, self.lines, self.agreed, self.report = part, lines, agreed, report
        self.section: Meaning | None = None
        self.of_chat = False
        self.last: Item | None = None
        self.owner: tuple[int, str] | None = None
        self.columns: list[str] | None = None
        self.plain = _plain(lines)
        self.small = {word for line in lines for word in re.findall(r"\b[a-zà-ÿ]+\b", line.words)}
        said = [
            bool(_YES.fullmatch(found.rest))
            for line in lines
            if (found := note_labels.label(line.words))
            and found.meaning is Meaning.NAMES_AGREED
            and found.rest
        ]
        self.named = agreed.names or (all(said) if said else named)

    def take(self) -> None:
        for at, line in enumerate(self.lines):
            if line.form is not Form.ROW and not (line.form is Form.SIGNS and "|" in line.words):
                self.columns = None
            if line.form is Form.BLANK and line.sign == CHAT:
                self.report.aside(line, "a chat program says here who wrote the next line.")
            elif line.form is Form.BLANK:
                self.part.text.append("")
                self.last = None
            elif line.form is Form.SIGNS:
                self.report.aside(line, SIGNS)
            elif line.sender == "":
                self.report.leave_out(
                    line, "a private message, or a notice of the chat program, is left out."
                )
            elif line.form is Form.ROW:
                self._row(line)
            elif private := privacy.without_details(line.words)[1]:
                self.report.leave_out(line, f"there is {private[0]} in it, so the line is left out.")
                self.last = None
            else:
                self._line(at, line)

    def _line(self, at: int, line: NoteLine) -> None:
        bullet = line.form is Form.BULLET
        words = compose.line(line.words)
        if line.sender is not None and re.fullmatch(
            r"(?:replying to|reacted to) .*|<?[\w ]*omitted>?", words, re.IGNORECASE
        ):
            self.report.leave_out(line, "a private message, or a notice of the chat program, is left out.")
            return
        if _PLACEHOLDER.fullmatch(words.strip(" .?!()[]<>*_-–—") or words) or not re.search(r"\w", words):
            self.report.leave_out(line, f'"{shortened(words)}" says nothing yet, so it is left out.')
            return
        label = note_labels.label(words) or note_labels.hashtag(words)
        if label and self._is_label(at, line, label):
            self._labelled(at, line, label)
        elif line.form is Form.HEADING or (not bullet and self._over_bullets(at, line)):
            self._heading(line, words)
        elif bullet and self.last and line.depth >= 2 and "point" in self.last.fields:
            self.last.fields["detail"] = f"{self.last.fields.get('detail', '')} {words}".strip()
            self._names(line, words)
            self.report.put(line, Became.LEARNING)
        elif self.section in _FIELDS or self.section is Meaning.PEOPLE:
            self._field(line, self.section, words)
        elif self.section in LISTS and (bullet or self._unmarked(at, line, words)):
            self._item(line, self.section, words, at=at)
        else:
            if self.section in LISTS and not bullet and line.sender is None:
                self._no_bullet(at, line, words)
            elif self.section is None and line.sender is None and _OWN_PLEDGE.match(words):
                self.report.look(line, "it reads like a pledge, but is in no list of pledges, so it is text.")
            self._text(line, words)

    # Labels and headings

    def _is_label(self, at: int, line: NoteLine, label: Label) -> bool:
        """Whether what reads like a label is one here, and not a word of the text or of a list."""
        if line.form is Form.BULLET:
            if not label.rest and not label.sign:
                emoji = line.sign[:1] >= "\U0001f000"
                return label.several and (emoji or self._deeper_below(line, at))
            return self.section not in PLEDGED or label.meaning in PLEDGED or label.sign == "#"
        if line.quoted:
            return False
        if not label.rest and label.sign != ":" and line.form is not Form.HEADING:
            return note_labels.heads(line.words) is not None
        return True

    def _labelled(self, at: int, line: NoteLine, label: Label) -> None:
        bullet = line.form is Form.BULLET
        self.last = None
        if label.meaning is Meaning.NAMES_AGREED:
            _names_line(line, bool(_YES.fullmatch(label.rest)), self.report)
            return
        over = label.several and label.rest and not bullet and self._bullets_below(at)
        plainly_one = label.sign != "-" and (label.meaning not in PLEDGED or _PLEDGING.search(label.rest))
        if over and label.meaning in LISTS and not plainly_one:
            self._begin(line, label.meaning)
            self.report.part_out(
                line,
                f'"{shortened(label.rest)}" in the heading is left out. If it says who pledges, write it before each '
                "pledge, with a colon.",
            )
            return
        if not label.rest:
            self._begin(line, label.meaning)
            return
        if not bullet and label.sign != "#":
            family = PLEDGED if label.meaning in PLEDGED else LEARNED
            if not (label.meaning in family and self.section in family):
                self.section = label.meaning if label.several else None
                self.owner, self.of_chat = None, line.sender is not None
        if _PLACEHOLDER.fullmatch(label.rest.strip(" .?!()[]<>*_-–—") or "-"):
            self.report.leave_out(
                line, f'"{shortened(compose.line(line.words))}" says nothing yet, so it is left out.'
            )
        elif label.meaning in _FIELDS or label.meaning is Meaning.PEOPLE:
            self._field(line, label.meaning, label.rest)
        elif label.meaning is Meaning.NEXT:
            self._text(line, f"Next: {label.rest}", "- ")
        else:
            self._item(line, label.meaning, label.rest, label.of)

    def _begin(self, line: NoteLine, meaning: Meaning) -> None:
        """Begin what a heading says."""
        self.section, self.last, self.owner, self.of_chat = meaning, None, None, line.sender is not None
        self.report.put(line, Became.HEADING)
        if meaning is Meaning.NEXT and "### Next steps" not in self.part.text:
            self.part.text += ["", "### Next steps", ""]

    def _heading(self, line: NoteLine, words: str) -> None:
        """A heading that we do not know: what stands below it is text, and no part of the list above."""
        title = words.removesuffix(":").strip()
        who = note_people.who(title, self.agreed.groups)
        if self.section in PLEDGED and who.whose is Whose.GROUP and line.level == WEAK:
            self.owner = (-1, title)
            self.report.put(line, Became.PLEDGE)
            return
        self.last = self.owner = None
        if line.level == WEAK and self._person_alone(title):
            self.section = None
            self._nobody(line, title)
            return
        if self.section in LISTS:
            self.report.look(
                line,
                f'we do not know the heading "{shortened(title)}", so what is below it is text. If it is a list of '
                f"{LISTS[self.section]}, give it that name.",
            )
        self.section = None
        self._names(line, title)
        self.part.text += ["", f"### {title}", ""]
        self.report.put(line, Became.TEXT)

    def _over_bullets(self, at: int, line: NoteLine) -> bool:
        """Whether a short line, apart from the lines above, is the heading of the bullets right below it."""
        apart = at == 0 or self.lines[at - 1].form is Form.BLANK
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        short = len(line.words) <= 60 and ":" not in line.words and not line.words.endswith((".", "?", "!"))
        bullets = below is not None and below.form is Form.BULLET
        return self.section in LISTS and apart and bullets and short and not _PLEDGING.search(line.words)

    def _bullets_below(self, at: int) -> bool:
        below = next((line for line in self.lines[at + 1 :] if line.form is not Form.BLANK), None)
        return below is not None and below.form in (Form.BULLET, Form.ROW)

    # Lists

    def _unmarked(self, at: int, line: NoteLine, words: str) -> bool:
        """Whether a line without a bullet is one of the list all the same."""
        if line.quoted or _QUOTE.fullmatch(words):
            return False
        if line.sender is not None:
            return not self.of_chat and (self.section in LEARNED or bool(_PLEDGING.search(words)))
        if self.section is Meaning.ASK and "?" in words:
            return True
        if self.section in PLEDGED:
            speaker = _COLON.fullmatch(words)
            if speaker and not _PLEDGING.search(speaker["what"]):
                return note_people.who(speaker["who"], self.agreed.groups).whose in (Whose.GROUP, Whose.ROLE)
            return bool(_PLEDGING.search(words[:80])) and len(_SENTENCES.findall(words)) == 0
        # Where nobody typed bullets, each line is one, if each begins as a sentence does.
        if ":" in words or _SENTENCES.search(words) or len(words) > 160:
            return False
        return self.plain[at]

    def _no_bullet(self, at: int, line: NoteLine, words: str) -> None:
        """Tell of a line of text in a list, and end the list where the line has a name of its own before a colon."""
        assert self.section is not None  # noqa: S101 - for the type
        near = self.lines[max(0, at - 1)].form is not Form.BLANK or self._bullets_right_below(at)
        if near and not _COLON.fullmatch(words):
            self.report.look(
                line,
                f'"{shortened(words)}" has no bullet, so it is text. Begin it with - if it is one of the '
                f"{LISTS[self.section]}, or with ### if it begins something else.",
            )
        if _COLON.fullmatch(words):
            self.section = self.owner = None

    def _bullets_right_below(self, at: int) -> bool:
        return at + 1 < len(self.lines) and self.lines[at + 1].form is Form.BULLET

    def _item(
        self, line: NoteLine, meaning: Meaning, words: str, of: str = "", at: int | None = None
    ) -> None:
        """One thing that was learned or pledged, unless it is none."""
        if meaning in LEARNED:
            if self._person_alone(words):
                self._nobody(line, words)
                return
            words = self._without_speaker(line, words)
            fields = {"point": words} | ({"sort": str(_SORTS[meaning])} if meaning in _SORTS else {})
            self.last = Item(line.number, fields)
            self.part.learning.append(self.last)
            self._names(line, words)
            self.report.put(line, Became.LEARNING)
            return
        words = words.removeprefix("?").strip() if meaning is Meaning.ASK else words
        if self.owner and line.form is Form.BULLET and line.depth <= self.owner[0]:
            self.owner = None
        if self._no_pledge(line, meaning, words, at):
            return
        sort = {Meaning.OFFER: PledgeSort.OFFER, Meaning.ASK: PledgeSort.ASK}.get(
            meaning, PledgeSort.COMMITMENT
        )
        resource = (_resource(of) or _resource(words)) if sort is not PledgeSort.COMMITMENT else None
        if sort is not PledgeSort.COMMITMENT and resource is None:
            self.report.look(
                line,
                f"it does not say what the {sort} is of, so it is text. "
                f'Begin it with "{sort.label} of" and one of: {", ".join(Resource)}.',
            )
            self._text(line, f"{sort.label}: {self._without_speaker(line, words)}", "- ")
            return
        before, when, by = _when(words)
        who, will, as_ = self._said(line, before)
        self._pledge(line, sort, resource, will, who, as_, when, by)

    def _pledge(
        self,
        line: NoteLine,
        sort: PledgeSort,
        of: Resource | None,
        will: str,
        who: str | dict[str, str],
        as_: PledgedAs,
        by_words: str,
        by: str,
    ) -> None:
        self._names(line, will)
        if line.ticked:
            self.report.look(
                line, "it is ticked, and taken as promised. If it is done, say so with sharedstory pledges."
            )
        fields = {
            "sort": str(sort) if sort is not PledgeSort.COMMITMENT else "",
            "will": will[:1].upper() + will[1:],
            "who": who,
            "as": str(as_),
            "of": str(of) if of else "",
            "by": by,
            "by_words": "" if by else by_words,
        }
        self.part.pledges.append(Item(line.number, fields))
        self.report.put(line, Became.PLEDGE)

    def _no_pledge(self, line: NoteLine, meaning: Meaning, words: str, at: int | None) -> bool:
        """Whether something in a list of pledges is none: a question, a quotation, a name, or more about the one above."""
        bare = words.removesuffix(":").strip()
        if line.quoted or _QUOTE.fullmatch(words):
            why = "it is a quotation, so it is text and no pledge."
        elif words.endswith("?") and meaning is not Meaning.ASK:
            why = "it is a question, so it is text and no pledge."
        elif _COLON.match(words) and (inner := note_labels.label(words)) and inner.meaning not in PLEDGED:
            why = f'it begins with "{shortened(words.partition(":")[0])}", so it is text and no pledge.'
        elif self._person_alone(bare):
            self._nobody(line, bare)
            self.owner = (line.depth, "")
            return True
        elif (
            line.form is Form.BULLET
            and note_people.who(bare, self.agreed.groups).whose in (Whose.GROUP, Whose.ROLE)
            and not _PLEDGING.search(bare)
            and (words.endswith(":") or self._deeper_below(line, at))
        ):
            self.owner = (line.depth, bare)
            self.report.put(line, Became.PLEDGE)
            return True
        elif words.endswith(":"):
            why = "it ends with a colon, so it is text and no pledge."
        else:
            return False
        self.report.look(line, why)
        self._text(line, words, "- " if line.form is Form.BULLET else "")
        return True

    def _deeper_below(self, line: NoteLine, at: int | None) -> bool:
        below = self.lines[at + 1] if at is not None and at + 1 < len(self.lines) else None
        return below is not None and below.form is Form.BULLET and below.depth > line.depth

    def _said(self, line: NoteLine, words: str) -> tuple[str | dict[str, str], str, PledgedAs]:
        """Who pledges, what they will do, and in what capacity. A name that nobody agreed to show is left out of both."""
        speaker, will, certain = _speaker(words, self.agreed.groups)
        who = note_people.who(speaker, self.agreed.groups)
        if not speaker and self.owner is not None and self.owner[1] != "":
            who, will = note_people.who(self.owner[1], self.agreed.groups), words
        elif not speaker and line.sender and self.agreed.names and re.search(r"[^\W\d_]", line.sender):
            return line.sender, words, PledgedAs.INDIVIDUAL
        match who.whose:
            case Whose.GROUP:
                strong = re.search(rf"\b(?:{note_people.STRONG})\b", who.words, re.IGNORECASE)
                some = re.fullmatch(
                    r"(?:group|table|team|circle|session|workshop) \S+", who.words, re.IGNORECASE
                )
                as_ = PledgedAs.ORGANISATION if (strong and not some) else PledgedAs.SESSION_GROUP
                return who.words, will, PledgedAs.ORGANISATION if who.words in self.agreed.groups else as_
            case Whose.ROLE:
                return {"role": who.words[:1].upper() + who.words[1:]}, will, PledgedAs.INDIVIDUAL
            case Whose.PERSON if self.named or who.agreed:
                return (
                    who.words,
                    words if certain == "verb" and not who.agreed else will,
                    PledgedAs.INDIVIDUAL,
                )
            case Whose.PERSON:
                self._name_left_out(line, who.words)
                return {"role": SOMEBODY}, will, PledgedAs.INDIVIDUAL
        alone = line.sender is not None or (self.owner is not None)
        return {"role": SOMEBODY}, words, PledgedAs.INDIVIDUAL if alone else PledgedAs.SESSION_GROUP

    # Names

    def _person_alone(self, words: str) -> bool:
        words = words.rstrip(": ")
        plain = note_people.is_name(words) and " " in words
        return not self.named and (plain or (note_people.given(words) and " " not in words))

    def _nobody(self, line: NoteLine, words: str) -> None:
        """A line that is nothing but a name is left out."""
        self.report.names = True
        self.report.leave_out(line, f'"{shortened(words)}" may be a person\'s name, so it is left out.')

    def _name_left_out(self, line: NoteLine, name: str) -> None:
        self.report.names = True
        self.report.part_out(line, f'"{shortened(name)}" may be a person\'s name, so that name is left out.')

    def _names(self, line: NoteLine, words: str) -> None:
        """Tell of names that stand within words, and of single words that may be one."""
        if self.named:
            return
        names = note_people.names_in(words)
        for name in names:
            self.report.look(line, _is_name(name))
        for name in note_names.perhaps_in(words, self.small):
            if not any(name in one for one in names):
                self.report.look(
                    line, f'it may name a person: "{shortened(name)}". Did they agree to be named?'
                )

    def _without_speaker(self, line: NoteLine, words: str) -> str:
        """Words without a person's name before a colon, a dash, "will" or "to"."""
        if self.named:
            return words
        for case in (_COLON, _DASH, _DOES):
            if split := case.fullmatch(words):
                name, what = split["who"], split["what"]
                person = note_people.who(name, self.agreed.groups).whose is Whose.PERSON
                certain = note_people.plainly_name(name) and (note_people.is_name(name) or case is _COLON)
                first = case is not _DOES and _FIRST_PERSON.match(what) and len(name.split()) < 4
                if person and (certain or first):
                    self._name_left_out(line, name)
                    return what[:1].upper() + what[1:]
        tail = _TAIL.fullmatch(words)
        if tail and note_people.is_name(tail["who"]) and note_people.plainly_name(tail["who"]):
            self._name_left_out(line, tail["who"])
            return tail["what"]
        return words

    # Fields and text

    def _field(self, line: NoteLine, meaning: Meaning, words: str) -> None:
        given = [one for one in (compose.line(one) for one in re.split(r"[,;]", words)) if one]
        fields, name = self.part.fields, str(meaning)
        match meaning:
            case Meaning.PEOPLE:
                if self.named:
                    self._text(line, words, "- ")
                    return
                self.report.names = True
                whole = shortened(compose.line(line.words))
                self.report.leave_out(line, f'"{whole}" may name people, so it is left out.')
                return
            case Meaning.SPEAKERS:
                people = [self._speaker(line, one) for one in given]
                fields.setdefault(name, []).extend(filter(None, people))
            case Meaning.HOSTS:
                fields.setdefault(name, []).extend(self._unnamed(line, given))
            case Meaning.TAGS:
                fields.setdefault(name, []).extend(compose.slug(one) for one in given if compose.slug(one))
            case Meaning.IN_THE_ROOM:
                kept = self._unnamed(line, given) if note_people.any_name(words) else given
                if kept:
                    fields[name] = ", ".join([*([fields[name]] if name in fields else []), *kept])
            case _ if name in fields:
                self._text(line, words)
                return
            case _:
                fields[name] = words
                self._names(line, words)
        if name in fields and not fields[name]:
            del fields[name]
        self.report.put(line, Became.FIELD)

    def _unnamed(self, line: NoteLine, given: Sequence[str]) -> list[str]:
        """Those who are named, without people, unless they agreed."""
        kept = []
        for one in itertools.chain.from_iterable(map(self._apart, given)):
            who = note_people.who(one, self.agreed.groups)
            if who.whose is Whose.PERSON and not (self.named or who.agreed or re.search(r"\d", one)):
                self._name_left_out(line, who.words)
            else:
                kept.append(who.words)
        return kept

    def _apart(self, words: str) -> list[str]:
        """Each of several who are named in one, where they are no group together."""
        whole = note_people.who(words, self.agreed.groups).whose is not Whose.PERSON
        return [words] if whole else re.split(r"\s+(?:and|a|ac)\s+|\s*&\s*", words)

    def _speaker(self, line: NoteLine, words: str) -> dict[str, str]:
        """Somebody who spoke: their role alone where nobody agreed to their name."""
        who = note_people.who(words, self.agreed.groups)
        split = re.fullmatch(r"(?P<name>[^()]+?)(?:\s*\((?P<role>[^()]+)\))?", who.words)
        person = {key: one for key, one in split.groupdict().items() if one} if split else {"name": who.words}
        if (
            self.named
            or who.agreed
            or note_people.who(person["name"], self.agreed.groups).whose is Whose.GROUP
        ):
            return person
        self._name_left_out(line, person.pop("name"))
        return {} if note_people.any_name(person.get("role", "")) else person

    def _text(self, line: NoteLine, words: str, sign: str | None = None) -> None:
        """A line of the text of the session."""
        if line.sender is not None and sign is None and self.section is not Meaning.NEXT:
            self.report.leave_out(
                line,
                "what was said in a chat is left out, unless it begins with a label such as Pledge: or #pledge.",
            )
            return
        if self._person_alone(words):
            self._nobody(line, words)
            return
        words = self._without_speaker(line, words)
        mark = sign if sign is not None else ("- " if line.form is Form.BULLET else "")
        self._names(line, words)
        self.part.text.append(f"{mark}{words}")
        self.report.put(line, Became.TEXT)

    # Tables

    def _row(self, line: NoteLine) -> None:
        if self.columns is None:
            self.columns = [_column(cell) for cell in line.cells]
            if any(one in ("will", *LEARNED, *PLEDGED) for one in self.columns):
                self.report.put(line, Became.HEADING)
                if any(_VAGUE.fullmatch(cell.strip("*_ :?")) for cell in line.cells):
                    self.report.look(
                        line,
                        "each row of this table became a pledge, since it says who does what. Is that right?",
                    )
                return
            self.columns = []
        if not self.columns:
            if privacy.without_details(line.words)[1]:
                self.report.leave_out(line, "there are contact details in it, so the line is left out.")
            else:
                self.report.leave_out(
                    line,
                    f'"{shortened(line.words)}" is left out, since we do not know what the columns of this table are. '
                    "Give them headings such as Who | Will | By.",
                )
            return
        cells: dict[str, str] = {}
        for name, cell in zip([*self.columns, *[""] * len(line.cells)], line.cells, strict=False):
            words = compose.line(cell)
            if not words or _PLACEHOLDER.fullmatch(words):
                continue
            if private := privacy.without_details(words)[1]:
                self.report.part_out(line, f"there is {private[0]} in a cell, so that cell is left out.")
            elif not name or name in cells:
                self.report.part_out(
                    line, f'the cell "{shortened(words)}" is left out. Put it on a line of its own.'
                )
            else:
                cells[name] = words
        self._cells(line, cells)

    def _cells(self, line: NoteLine, cells: dict[str, str]) -> None:
        """What the cells of a row are. Where several are pledged, the first is taken."""
        learned = [Meaning(name) for name in cells if name in LEARNED]
        pledged = [name for name in cells if name == "will" or name in PLEDGED]
        self.report.put(line, Became.LEFT_OUT)
        for name in [*learned[1:], *pledged[1:]]:
            self.report.part_out(
                line, f'the cell "{shortened(cells[name])}" is left out. Put it on a line of its own.'
            )
        if learned:
            self._item(line, learned[0], cells[learned[0]])
        if not pledged:
            if not learned:
                words = " | ".join(cells.values())
                self.report.leave_out(
                    line, f'"{shortened(words)}" says nothing that is pledged, so it is left out.'
                )
            return
        name = pledged[0]
        meaning = self.section if name == "will" and self.section in PLEDGED else Meaning.PLEDGES
        meaning = Meaning(name) if name in PLEDGED else meaning
        self.owner = None
        before = len(self.part.pledges)
        words = f"{cells['who']}: {cells[name]}" if "who" in cells else cells[name]
        self._item(line, meaning or Meaning.PLEDGES, words)
        if len(self.part.pledges) > before and "by" in cells:
            by = _date(cells["by"])
            self.part.pledges[-1].fields |= {"by": by, "by_words": "" if by else cells["by"]}


# Words


def _plain(lines: Sequence[NoteLine]) -> list[bool]:
    """Of each line, whether all the lines around it, up to a gap or a heading, are sentences without bullets."""
    plain: list[bool] = []
    for listed, block in itertools.groupby(lines, lambda line: line.form in (Form.TEXT, Form.BULLET)):
        own = list(block)
        plain += [listed and all(one.form is Form.TEXT and not one.words[:1].islower() for one in own)] * len(
            own
        )
    return plain


def _column(cell: str) -> str:
    """What a column is, by its heading; empty where we do not know it."""
    plain = re.sub(r"\*\*|__", "", cell).strip(" :?")
    for name, words in _COLUMNS.items():
        if words.fullmatch(plain):
            return name
    found = note_labels.label(plain)
    known = found is not None and not found.rest and found.meaning in (*LEARNED, *PLEDGED)
    if not found or not known:
        return ""
    return "will" if found.meaning is Meaning.PLEDGES else str(found.meaning)


def _speaker(words: str, groups: Sequence[str]) -> tuple[str, str, str]:
    """Who speaks in some words, what they say, and by what that is known; nobody where it is not plain.

    A name that can be a person's is found also where it is not sure, so that it can be left out.
    """
    if split := _COLON.fullmatch(words):
        who = note_people.who(split["who"], groups)
        if who.whose is not Whose.NOBODY and (
            who.whose is not Whose.PERSON or len(who.words.split()) <= 4 or note_people.any_name(who.words)
        ):
            return split["who"], split["what"], "colon"
        return "", words, ""
    if split := _DASH.fullmatch(words):
        who = note_people.who(split["who"], groups)
        named = note_people.is_name(who.words) or note_people.given(who.words)
        if (who.whose in (Whose.GROUP, Whose.ROLE) and not note_people.is_name(split["what"])) or (
            who.whose is Whose.PERSON and (named or who.agreed or _FIRST_PERSON.match(split["what"]))
        ):
            return split["who"], split["what"], "dash"
    if split := _SAYS.fullmatch(words):
        who = note_people.who(split["who"], groups)
        if who.whose in (Whose.GROUP, Whose.ROLE):
            return split["who"], words, "verb"
        parts = [one for one in note_people.JOINTS.split(who.words) if one]
        named = all(note_people.is_name(one) or note_people.given(one) for one in parts)
        if who.whose is Whose.PERSON and (named or len(who.words.split()) <= 3):
            verb = split["verb"].strip()
            verb = "will" if verb.endswith("ll") else verb
            return split["who"], f"{verb} {split['what']}", "verb"
    if split := _TAIL.fullmatch(words):
        who = note_people.who(split["who"], groups)
        if who.whose is Whose.GROUP or note_people.is_name(who.words) or note_people.given(who.words):
            return split["who"], split["what"], "tail"
    return "", words, ""


def _resource(words: str) -> Resource | None:
    return next(
        (of for of, known in _RESOURCES.items() if re.search(rf"\b(?:{known})\b", words, re.IGNORECASE)), None
    )


def _when(words: str) -> tuple[str, str, str]:
    """A pledge without the words at its end that say by when, those words, and the date where it is certain."""
    match = _BY.search(words)
    if not match:
        return words, "", ""
    by_words = compose.line(match["in"] or match["end"])
    plain = re.sub(r"^(?:by|erbyn)\s+(?:the\s+)?", "", by_words, flags=re.IGNORECASE)
    # A number alone that is no year of ours is an amount, and "by May" can be a person.
    if not match["in"] and re.fullmatch(r"[0-9]{1,2}", plain):
        return words, "", ""
    before = by_words.casefold().startswith(("before", "until", "cyn"))
    date = "" if before else _date(plain)
    return (
        words[: match.start()].rstrip(" ,;–—-"),
        re.sub(r"^(?:by|erbyn)\s+", "", by_words, flags=re.IGNORECASE),
        date,
    )


def _date(words: str) -> str:
    """A date in our form, where the words can mean no other; empty where they can."""
    plain = words.strip(" .").casefold()
    for welsh, month in _WELSH_MONTHS.items():
        plain = re.sub(rf"\b{welsh}\b", month, plain)
    plain = re.sub(r"^(?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?(?=\d)", "", plain)
    plain = re.sub(r"^(\d{1,2})(st|nd|rd|th)? of ", r"\1 ", plain)
    if short := re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})[/.-]([1-9]\d)", plain):
        plain = f"{short[1]}/{short[3]}/20{short[4]}"
    try:
        found = dates.parse(plain).text
    except ValueError:
        likely = dates.readings(plain)
        found = likely[0] if len(likely) == 1 else ""
    return found if found[:3] in {f"20{tens}" for tens in range(1, 10)} else ""


def _is_name(name: str) -> str:
    return f'"{shortened(name)}" looks like a person\'s name. Did they agree to be named?'


def _many(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    head, of, tail = what.partition(" of ")
    return f"{count:,} {head}s{of}{tail}"


def _at(numbers: Sequence[int], why: str) -> str:
    """A sentence with the lines that it is about: "line 3: ...", "lines 3, 5 to 9: ..."."""
    order = sorted({*numbers} - {0})
    if not order:
        return why
    runs: list[list[int]] = []
    for number in order:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    where = ", ".join(f"{first}" if first == last else f"{first} to {last}" for first, last in runs)
    return f"{'line' if len(order) == 1 else 'lines'} {where}: {why}"
