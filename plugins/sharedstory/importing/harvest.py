"""The notes of a gathering, in one plain file -> its sessions, with what was learned and pledged there.

Notes may be taken in again after they were edited: what changed in them is brought over, and what somebody changed
in the sessions since is left. A record keeps, as hashes, what each line of the notes said last.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sharedstory import compose, dates, editing, frontmatter, privacy, story
from sharedstory.editing import Value
from sharedstory.frontmatter import Document
from sharedstory.frontmatter import Path as FieldPath
from sharedstory.importing.matching import Line, grouped, matched
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.mistakes import Loader
from sharedstory.model import Gathering, LearningSort, PledgedAs, PledgeSort, Resource, Status
from sharedstory.problems import shortened
from sharedstory.story import Entry, Story

NO_WORDS = "The notes hold no more of this session."
MAX_BYTES = 1024 * 1024
MOST = 1_000
TEMPLATE = """\
# The name of the gathering

## The name of the first session

Summary: What it was about, in one sentence.
Hosted by: Those who held it
In the room: Who was there
Format: Talks, then small groups

### What we learned

- One thing in one sentence.
  - What stands behind it.
- Helps: something that makes it easier.
- Hinders: something that stands in the way.

### Pledges

- Name or group: We will do this one thing (by June 2026)
- Offer of space: Name or group: We offer our hall

### Asks

- Ask for expertise: Name or group: Who can help us with this?

### Next steps

- What happens now.

## The name of the second session
"""

# What the beginning of a line, or a heading, says that it is.
_LABELS = {
    "title": "session",
    "summary": "summary|in short|about",
    "hosts": "hosts?|hosted(?: by)?|held by|led by|facilitat(?:ed by|ors?)",
    "in_the_room": "in the room|who was (?:there|here)|present|participants|attendees",
    "format": "format|how it went",
    "tags": "tags?|themes?",
    "speakers": "speakers?|who spoke",
    "learning": "(?:what )?(?:we|people) (?:have )?learn(?:ed|t)|what did (?:we|people) learn[?]?|learning(?: points?)?|learn(?:ed|t)|insights?|(?:key )?points?",
    "barrier": "hinders|what hinders|barriers?|in the way",
    "enabler": "helps|what helps|enablers?",
    "pledges": "pledges?|pledged|promises?|commitments?|we will",
    "offer": "offers?|offered",
    "ask": "asks?|asked|needs?|wanted|requests?",
    "next": "next(?: steps?)?|what(?: happens)? next|action points?|actions?",
}
_LABEL = re.compile(
    r"(?:\*\*|__)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")(?:\s*\(?(?:of|for)?\s*(?P<of>[a-z]+)\)?)??(?:\*\*|__)?\s*"
    r"(?:(?P<sign>:|(?<=\s)[–—-](?=\s))(?:\*\*|__)?\s*(?P<rest>.*))?",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:\*\*|__)?(?P<called>(?:session|workshop|sesiwn)"
    r"(?P<number> (?:[0-9]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten))?)"
    r"(?:(?P<sign>\s*[:–—-]\s*|[.)]\s+|\s+)(?P<title>\S.*?))?(?:\*\*|__)?",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"(=)=+|--+")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_BULLET = re.compile(r"(\s*)(?:(?:[-*+•·▪–—]|\d{1,3}[.)])[ \t]+|[•·▪]|o\t)(?:\[[ xX]?\][ \t]*)?(.*)")
# No name begins so.
_NOBODY = r"(?!(?:I|We|They|It|This|That|There|To|Our|My)\b)"
_WHO = re.compile(rf"(?P<who>{_NOBODY}[^:]{{2,80}}?)\s*(?::|\s[–—-]\s)\s*(?P<will>\S.*)", re.IGNORECASE)
_WILL = re.compile(rf"(?P<who>{_NOBODY}[^:,.]{{2,60}}?) will \S", re.IGNORECASE)
# A line without a bullet that is a pledge, an offer or an ask all the same.
_SAID = re.compile(
    r"\?.*|.*\?|[^:.]{1,60}?(?: will| pledges?| promises?| commits?| offers?|['\u2019]ll)\b.*", re.IGNORECASE
)
_BY = re.compile(r"\s*\(by (?P<by>[^()]{3,40})\)\s*\.?$|\s+by (?P<end>[^()]{0,20}\d{4})\.?$", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:council|trust|circle|group|network|team|ltd|limited|cic|charity|nhs|university|school|centre|foundation|association|society|partnership|service|agency|board|co-op\w*|cooperative)\b",
    re.IGNORECASE,
)
# What offers and asks are of, in words that people use.
_OF = {
    Resource.SPACE: "space|room|hall|venue|kitchen|garden",
    Resource.FUNDING: "funding|fund|money|pounds|grant",
    Resource.EXPERTISE: "expertise|advice|skills?|training|know-how|help",
    Resource.TIME: "time|volunteers?|hours|hands",
    Resource.CONTACTS: "contacts?|introductions?|people who",
    Resource.EVIDENCE: "evidence|data|research|figures",
    Resource.PLATFORM: "platform|website|newsletter|stage|blog",
    Resource.ORGANISATION: "organis\\w+|co-?ordinat\\w+",
}
_SORTS: Mapping[str, Mapping[str, str]] = {
    "learning": {},
    "barrier": {"sort": str(LearningSort.BARRIER)},
    "enabler": {"sort": str(LearningSort.ENABLER)},
}
# What stands below a heading of each sort, a bullet each.
_LISTS = {
    "learning": "learning points",
    "barrier": "what hinders",
    "enabler": "what helps",
    "pledges": "pledges",
    "offer": "offers",
    "ask": "asks",
}
_FIELDS = ("title", "summary", "hosts", "in_the_room", "format", "speakers", "tags")


class NotesError(Exception):
    """Notes that cannot be taken, with the reason in words for an organiser."""


# Reading the notes


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
        return {name: _hash(value) for name, value in self.fields.items()}


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


def read(raw: bytes, tell: Callable[[str], None]) -> list[Part]:
    """The sessions of some notes. What cannot be taken is told, with its line.

    Raises NotesError for what is no text or has no session.
    """
    if len(raw) > MAX_BYTES:
        raise NotesError("the notes are over 1 MiB, and nobody writes so much in a day.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
        tell("the notes were not saved as UTF-8, and were read as Windows text.")
    text = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    lines = _in_one_line(_with_headings([line.rstrip() for line in re.split(r"\r\n|\r|\n", text)]))
    # A heading that says what stands below it, such as "Pledges", is no session, however big it is.
    levels = {
        len(found[1])
        for line in lines
        if line and (found := _HEADING.fullmatch(line)) and not _over_a_list(found[2])
    }
    level = 2 if 2 in levels else min(levels, default=0)
    parts: list[Part] = []
    section, last = "", None
    for number, line in enumerate(lines, 1):
        if line is None:
            continue
        heading = _HEADING.fullmatch(line)
        named = _over_a_list(heading[2]) if heading else ""
        session = _session(heading[2] if heading else line)
        if (session and not heading) or (heading and not named and len(heading[1]) == level):
            title = compose.line(session or (heading[2] if heading else ""))
            same = next((part for part in parts if _key(part.title) == _key(title)), None)
            if same:
                tell(f'line {number}: "{shortened(title)}" stands above already. This goes into it.')
                parts.remove(same)
                same.text += [""]
            # The session that the lines below belong to is the last.
            parts.append(same or Part(number, title))
            section, last = "", None
        elif heading and not named and len(heading[1]) < level:
            continue
        elif not parts:
            if line.strip():
                tell(f"line {number}: it stands before the first session, so it is left out.")
        elif private := privacy.without_details(line)[1]:
            tell(f"line {number}: {private[0]} stands in it. The line is left out.")
        elif heading and (named or not _LABEL.fullmatch(heading[2])):
            section, last = named, None
            if not section:
                parts[-1].text += ["", f"### {compose.line(heading[2])}", ""]
        else:
            if section in _LISTS and _between(lines, number):
                tell(
                    f'line {number}: "{shortened(compose.line(line))}" has no bullet, so it stands in the text. Begin it '
                    f"with - if it is among the {_LISTS[section]}, or with ### if it begins something else."
                )
            section, last = _line(parts[-1], number, heading[2] if heading else line, section, last, tell)
    if not parts:
        raise NotesError("there is no session in these notes. Begin each with a line such as: ## Its name")
    if len(parts) > MOST or any(len(part.learning) + len(part.pledges) > MOST for part in parts):
        raise NotesError(
            f"there are over {MOST:,} of something in these notes. Part them into several gatherings."
        )
    return parts


def _with_headings(lines: list[str]) -> list[str]:
    """The lines, with headings that are underlined as such with `#`."""
    found = list(lines)
    for number in range(1, len(lines)):
        above = lines[number - 1]
        underline = _UNDERLINE.fullmatch(lines[number])
        apart = number < 2 or not lines[number - 2]
        if underline and above and apart and not _HEADING.fullmatch(above) and not _BULLET.fullmatch(above):
            found[number - 1], found[number] = f"{'#' if underline[1] else '##'} {above}", ""
    return found


def _in_one_line(lines: list[str]) -> list[str | None]:
    """The lines, with what goes on below the first line of a bullet in that line, and None in its place."""
    found: list[str | None] = [*lines]
    whole: dict[int, list[str]] = {}
    first = None
    for number, line in enumerate(lines):
        words = line.strip()
        if _BULLET.fullmatch(line):
            first = number
        elif (
            first is not None
            and (words[:1].islower() or words.startswith("(") or (words and line.startswith(("  ", "\t"))))
            and not (_HEADING.fullmatch(words) or _session(words) or _named(_LABEL.fullmatch(words)))
        ):
            whole.setdefault(first, [lines[first]]).append(words)
            found[number] = None
        else:
            first = None
    for number, pieces in whole.items():
        found[number] = " ".join(pieces)
    return found


def _between(lines: Sequence[str | None], number: int) -> bool:
    """Whether a line of text stands right above or below bullets, so that it may be meant as one of them."""
    line = lines[number - 1] or ""
    words = compose.line(line)
    if (
        not re.search(r"\w", words)
        or _BULLET.fullmatch(line)
        or _LABEL.fullmatch(words)
        or _SAID.fullmatch(words)
    ):
        return False
    above = lines[number - 2] if number > 1 else ""
    below = lines[number] if number < len(lines) else ""
    return above != "" or bool(below and _BULLET.fullmatch(below))


def _session(line: str) -> str:
    """The name of the session that a line begins with, such as "Session 2: Its name"; empty where there is none."""
    found = _SESSION.fullmatch(line.strip())
    if not found:
        return ""
    title, sign = found["title"] or "", (found["sign"] or "").strip()
    if title and sign in (":", "–", "—", "-"):
        return title
    if not found["number"]:
        return ""
    if not title:
        return found["called"]
    sentence = title[:1].islower() or title.endswith((".", "!", "?"))
    return title if sign or not sentence else ""


def _over_a_list(heading: str) -> str:
    """What a heading says that stands below it, such as pledges; empty where it is a name, also of several words."""
    label = _LABEL.fullmatch(heading)
    return _named(label) if label and label["rest"] is None else ""


def _named(label: re.Match[str] | None) -> str:
    return next((name for name in _LABELS if label and label[name]), "")


def _line(
    part: Part, number: int, line: str, section: str, last: Item | None, tell: Callable[[str], None]
) -> tuple[str, Item | None]:
    """Take in a line. Returns the section that goes on, and the item to which the lines below may belong."""
    bullet = _BULLET.fullmatch(line)
    words = compose.line(bullet[2] if bullet else line)
    label = _LABEL.fullmatch(words)
    name = _named(label) if label and (label["rest"] is not None or _heads(label, bullet)) else ""
    if label and label["sign"] not in (":", None) and label["of"] and name not in ("offer", "ask"):
        name = ""
    if label and name and name != "title":
        rest = compose.line(label["rest"] or "")
        if not rest:
            return name, None
        if name in _FIELDS:
            _field(part, name, rest)
            return section, None
        if name == "next":
            part.text.append(f"- Next: {rest}")
            return section, None
        return section, _item(part, number, name, rest, label["of"] or "", tell)
    if not words:
        part.text.append("")
        return section, None
    if bullet and last is not None and len(bullet[1].expandtabs(4)) >= 2 and "point" in last.fields:
        last.fields["detail"] = f"{last.fields.get('detail', '')} {words}".strip()
        return section, last
    if section in _FIELDS:
        _field(part, section, words)
    elif section in _LISTS and (bullet or (section not in _SORTS and _SAID.fullmatch(words))):
        return section, _item(part, number, section, words.removeprefix("?").strip(), "", tell)
    else:
        if section == "next" and "### Next steps" not in part.text:
            part.text += ["", "### Next steps", ""]
        part.text.append(f"- {words}" if bullet else words)
    return section, None


def _heads(label: re.Match[str], bullet: re.Match[str] | None) -> bool:
    """Whether a line that is nothing but a label is one over the lines below, and not a word of the text."""
    return (
        not bullet
        and not label["of"]
        and _named(label) in ("learning", "barrier", "enabler", "pledges", "ask", "offer", "next")
    )


def _field(part: Part, name: str, words: str) -> None:
    given = [one for one in (compose.line(one) for one in re.split(r"[,;]", words)) if one]
    if name == "speakers":
        found = [re.fullmatch(r"(?P<name>[^()]+?)(?:\s*\((?P<role>[^()]+)\))?", one) for one in given]
        people = [{key: value for key, value in one.groupdict().items() if value} for one in found if one]
        part.fields.setdefault(name, []).extend(people)
    elif name == "hosts":
        part.fields.setdefault(name, []).extend(given)
    elif name == "tags":
        part.fields.setdefault(name, []).extend(compose.slug(one) for one in given if compose.slug(one))
    elif name in part.fields:
        part.text.append(words)
    else:
        part.fields[name] = words


def _item(
    part: Part, number: int, name: str, words: str, of: str, tell: Callable[[str], None]
) -> Item | None:
    if name in _SORTS:
        item = Item(number, {"point": words, **_SORTS[name]})
        part.learning.append(item)
        return item
    sort_ = {"offer": PledgeSort.OFFER, "ask": PledgeSort.ASK}.get(name, PledgeSort.COMMITMENT)
    resource = _resource(of) or _resource(words) if sort_ is not PledgeSort.COMMITMENT else None
    if sort_ is not PledgeSort.COMMITMENT and resource is None:
        tell(
            f"line {number}: it does not say what the {sort_} is of, so it stands in the text. "
            f'Begin it with "{sort_.label} of" and one of: {", ".join(Resource)}.'
        )
        part.text.append(f"- {sort_.label}: {words}")
        return None
    item = Item(number, _pledge(words, sort_, resource))
    part.pledges.append(item)
    return item


def _resource(words: str) -> Resource | None:
    return next(
        (of for of, known in _OF.items() if re.search(rf"\b(?:{known})\b", words, re.IGNORECASE)), None
    )


def _pledge(words: str, sort: PledgeSort, of: Resource | None) -> dict[str, Any]:
    when = _BY.search(words)
    by_words = compose.line(when["by"] or when["end"]) if when else ""
    said = words[: when.start()] if when else words
    who, will = "", said
    if found := _WHO.fullmatch(said):
        who, will = compose.line(found["who"]), compose.line(found["will"])
    elif found := _WILL.match(said):
        who = compose.line(found["who"])
    days = _date(by_words)
    named = PledgedAs.ORGANISATION if _GROUP.search(who) else PledgedAs.INDIVIDUAL
    return {
        "sort": str(sort) if sort is not PledgeSort.COMMITMENT else "",
        "will": will[:1].upper() + will[1:],
        "who": who or {"role": SOMEBODY},
        "as": str(named if who else PledgedAs.SESSION_GROUP),
        "of": str(of) if of else "",
        "by": days,
        "by_words": "" if days else by_words,
    }


def _date(words: str) -> str:
    try:
        return dates.parse(words).text
    except ValueError:
        found = dates.readings(words)
        return found[0] if len(found) == 1 else ""


# What it comes to


@dataclass(slots=True)
class Known:
    """An item of the notes that was taken in: its line, and hashes of what the notes said in each field."""

    line: int
    seen: dict[str, str]


@dataclass(slots=True)
class Made:
    """What a session of the notes became: the name of its file, hashes of what the notes said, and its items by their ids."""

    file: str
    seen: dict[str, str] = field(default_factory=dict)
    learning: dict[str, Known] = field(default_factory=dict)
    pledges: dict[str, Known] = field(default_factory=dict)


@dataclass(slots=True)
class Record:
    """What the notes of a gathering became, by the titles of its sessions."""

    sessions: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> "Record":
        """Raises NotesError for text that is no record."""

        def items(given: Mapping[str, Any]) -> dict[str, Known]:
            return {str(id_): Known(int(one["line"]), dict(one["seen"])) for id_, one in given.items()}

        try:
            given = yaml.load(text, Loader) or {}  # noqa: S506 - a safe loader
            return cls(
                {
                    str(title): Made(
                        str(one["file"]),
                        dict(one["seen"]),
                        items(one["learning"] or {}),
                        items(one["pledges"] or {}),
                    )
                    for title, one in given.items()
                }
            )
        except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            message = "the record of this harvest cannot be read. Bring back the last one that was whole."
            raise NotesError(message) from None

    def dump(self) -> str:
        def items(found: Mapping[str, Known]) -> dict[str, Any]:
            return {id_: {"line": one.line, "seen": one.seen} for id_, one in found.items()}

        given = {
            title: {
                "file": made.file,
                "seen": made.seen,
                "learning": items(made.learning),
                "pledges": items(made.pledges),
            }
            for title, made in self.sessions.items()
        }
        head = "# Which line of the notes became what. Written by sharedstory harvest.\n"
        return head + str(yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=1000))


@dataclass(frozen=True, slots=True)
class Change:
    """A session's file, before and after; `before` is empty where it is new, and then `path` is only its name."""

    path: Path
    before: bytes
    after: bytes


def plan(
    read_: Story, gathering: Entry, parts: Sequence[Part], record: Record, tell: Callable[[str], None]
) -> Iterator[Change]:
    """What notes of a gathering change. The record is brought up to date. What a person should know is told."""
    assert isinstance(gathering.front, Gathering)  # noqa: S101 - for the type
    held = gathering.front.held
    on = held.text.partition("/")[0] if held.start <= read_.as_of else read_.as_of.isoformat()
    by_name = {path.stem: (path, document) for path, document in story.documents(read_)}
    used = {item.id for item in read_.withdrawn}
    for _, document in by_name.values():
        used |= {str(one.get("id")) for one in _listed(document, "pledges")}
    _known_again(parts, record)
    names = {*by_name, *(item.id for item in read_.withdrawn)}
    gone = {item.id for item in read_.withdrawn}
    for part in parts:
        made = record.sessions.get(_key(part.title))
        if made is None:
            same = compose.name({"title": part.title, "kind": "session"})
            there = by_name.get(same)
            if there and there[1].values.get("gathering") == gathering.slug:
                made = Made(same)
            else:
                made = Made(compose.id_of(part.title, f"session-{gathering.slug}"[:40], names))
                names.add(made.file)
                record.sessions[_key(part.title)] = made
                yield Change(Path(f"{made.file}.md"), b"", _new(part, gathering, made, used, on))
                continue
            record.sessions[_key(part.title)] = made
        if made.file in gone:
            continue
        if made.file not in by_name:
            tell(f"line {part.line}: {made.file}.md was taken away here, and is not brought back.")
            continue
        path, document = by_name[made.file]
        before = story.contents(path)
        try:
            after = _merged(before, document, part, made, used, on, gone, tell)
        except editing.EditError as error:
            tell(f"{path.as_posix()}: {error}")
            continue
        if after != before:
            yield Change(path, before, after)
    titles = {_key(part.title) for part in parts}
    for title, made in record.sessions.items():
        if title not in titles:
            tell(
                f"{made.file}.md: its session is not in the notes any more. It stays; take it out by hand if it is over."
            )


def _hash(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _key(words: str) -> str:
    return compose.slug(words) or _hash(words)


def _listed(document: Document, name: str) -> list[dict[str, Any]]:
    found = document.values.get(name) if isinstance(document.values, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _known_again(parts: Sequence[Part], record: Record) -> None:
    """Sessions whose heading was edited are known by what is in them."""
    lost = {
        title: made for title, made in record.sessions.items() if title not in {_key(p.title) for p in parts}
    }
    for part in parts:
        if _key(part.title) in record.sessions:
            continue
        items = {_hash(item.words) for item in (*part.learning, *part.pledges)}
        for title, made in lost.items():
            if items & {_said(known) for known in (*made.learning.values(), *made.pledges.values())}:
                record.sessions[_key(part.title)] = record.sessions.pop(title)
                del lost[title]
                break


def _new(part: Part, gathering: Entry, made: Made, used: set[str], on: str) -> bytes:
    """The file of a session that is new."""
    title = part.fields.pop("title", part.title)
    fields: dict[str, Any] = {
        "summary": f"A session of {gathering.title}.",
        "tags": list(gathering.front.tags),
        "gathering": gathering.slug,
        "learning": [],
        **part.fields,
    }
    made.seen = {name: _hash(value) for name, value in part.fields.items()} | {
        "title": _hash(part.title),
        "body": _hash(part.body),
    }
    for item in part.learning:
        id_ = compose.id_of(item.words, "point", made.learning)
        made.learning[id_] = Known(item.line, item.seen)
        fields["learning"].append({"id": id_, **_given(item)})
    for item in part.pledges:
        id_ = compose.id_of(item.words, "pledge", used)
        used.add(id_)
        made.pledges[id_] = Known(item.line, item.seen)
        fields.setdefault("pledges", []).append(_pledged(id_, item, on))
    raw = f"---\ntitle: {compose.quoted(str(title))}\nkind: session\n---\n{part.body}\n".encode()
    return editing.put_all(raw, [((name,), value) for name, value in fields.items()])


def _given(item: Item) -> dict[str, Value]:
    return {name: value for name, value in item.fields.items() if value}


def _pledged(id_: str, item: Item, on: str) -> dict[str, Value]:
    return {"id": id_, **_given(item), "history": [{"on": on, "status": str(Status.PROMISED)}]}


def _merged(
    before: bytes,
    document: Document,
    part: Part,
    made: Made,
    used: set[str],
    on: str,
    gone: Collection[str],
    tell: Callable[[str], None],
) -> bytes:
    """A session's file with what changed in the notes since, and with all that somebody changed in it here."""
    edits: list[tuple[FieldPath, Value]] = []
    for name, value in {"title": part.title, **part.fields}.items():
        edits += _edit((name,), value, document.values.get(name), made.seen, part.line, tell)
    for name, items, kinds in (
        ("learning", part.learning, made.learning),
        ("pledges", part.pledges, made.pledges),
    ):
        edits += _items(name, items, kinds, document, used, on, gone, tell)
    after = editing.put_all(before, edits) if edits else before
    mine, theirs = document.body.strip(), part.body
    if made.seen.get("body") != _hash(theirs):
        if mine == theirs or theirs == NO_WORDS:
            pass
        elif mine in ("", NO_WORDS) or _hash(mine) == made.seen.get("body"):
            after = _with_body(after, theirs)
        else:
            tell(
                f"line {part.line}: the text of {made.file}.md was changed by hand, so that of the notes is not taken."
            )
        made.seen["body"] = _hash(theirs)
    return after


def _edit(
    path: FieldPath, value: Any, mine: Any, seen: dict[str, str], line: int, tell: Callable[[str], None]
) -> Iterator[tuple[FieldPath, Value]]:
    """A change of one field, where the notes changed and the entry did not."""
    name = str(path[-1])
    before, now = seen.get(name), _hash(value)
    seen[name] = now
    if before == now or mine == value or (not value and not mine):
        return
    if mine not in (None, "", []) and _hash(mine) != before:
        tell(
            f"line {line}: {frontmatter.dotted(path)} was changed by hand, so that of the notes is not taken."
        )
    elif value:
        yield path, value
    else:
        tell(
            f"line {line}: {frontmatter.dotted(path)} is not in the notes any more. Take it out by hand if it is over."
        )


def _items(
    name: str,
    items: Sequence[Item],
    known: dict[str, Known],
    document: Document,
    used: set[str],
    on: str,
    gone: Collection[str],
    tell: Callable[[str], None],
) -> Iterator[tuple[FieldPath, Value]]:
    """Changes of what was learned or pledged: new items behind the others, edited ones where they stand."""
    there = _listed(document, name)
    number_of = {str(one.get("id")): number for number, one in enumerate(there)}
    known_as = _items_known_again(items, known, {str(one.get("id")): one for one in there})
    count = len(there)
    for item in items:
        id_ = known_as.get(item.line, "")
        if not id_:
            taken = used if name == "pledges" else {*number_of, *known}
            id_ = compose.id_of(item.words, name.rstrip("s"), taken)
            used |= {id_} if name == "pledges" else set()
            new = _pledged(id_, item, on) if name == "pledges" else {"id": id_, **_given(item)}
            yield (name, count), new
            count += 1
        elif id_ in number_of and id_ in known:
            number = number_of[id_]
            for field_, value in item.fields.items():
                mine = there[number].get(field_)
                yield from _edit((name, number, field_), value, mine, known[id_].seen, item.line, tell)
        elif id_ not in number_of and id_ not in gone:
            tell(f"line {item.line}: {id_} was taken out by hand, and is not brought back.")
        known[id_] = Known(item.line, item.seen)
    now = {*known_as.values()}
    for id_ in known:
        if id_ not in now and id_ in number_of:
            tell(f"{id_} is not in the notes any more. It stays; take it out by hand if it is over.")


def _items_known_again(
    items: Sequence[Item], known: Mapping[str, Known], there: Mapping[str, Mapping[str, Any]]
) -> dict[int, str]:
    """Which item of the entry each line is: what the record says, or what says just the same."""
    now = [
        Line(item.line, "", item.words, _hash(item.words), item.seen.get("who", ""), item.seen)
        for item in items
    ]
    before = {
        id_: Line(one.line, "", _words(there.get(id_, {})), _said(one), one.seen.get("who", ""), one.seen)
        for id_, one in known.items()
    }
    found = matched(now, before)
    unknown = grouped((_words(one), id_) for id_, one in there.items() if id_ not in known)
    for line in now:
        if line.place not in found and unknown[line.words]:
            found[line.place] = unknown[line.words].pop(0)
    return found


def _words(item: Mapping[str, Any]) -> str:
    return str(item.get("point") or item.get("will") or "")


def _said(known: Known) -> str:
    """The hash of the words that the notes said."""
    return known.seen.get("point") or known.seen.get("will", "")


def _with_body(raw: bytes, body: str) -> bytes:
    """The file with another text below its front matter, with the line ends that it has."""
    document = frontmatter.parse(raw, "")
    text = raw.decode("utf-8")
    found = re.search(r"\r\n|\r|\n", text)
    newline = found[0] if found else "\n"
    head = text.splitlines(keepends=True)[: document.body_line - 1]
    new = "".join([*head, newline.join([*body.split("\n"), ""])]).encode()
    after = frontmatter.parse(new, "")
    if after.values != document.values or after.body.strip() != body.strip():
        raise editing.EditError(f"its text cannot be changed by machine: {shortened(body)}")
    return new
