"""The notes of a gathering, as people type them in one plain file -> its sessions: what was learned, pledged and said."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sharedstory import compose, dates, privacy
from sharedstory.importing.matching import hash_of
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.model import LearningSort, PledgedAs, PledgeSort, Resource
from sharedstory.problems import shortened

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
            same = next((part for part in parts if key_of(part.title) == key_of(title)), None)
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


def key_of(words: str) -> str:
    """By what a session is known again: its title, whatever its case and signs."""
    return compose.slug(words) or hash_of(words)
