"""What the words over a list, or before a colon, say that follows: as data, in English and Welsh.

A label is one only when the whole of it is known. Its first word alone never makes it one: "Learning disability" and
"Needs assessment" are names of something else.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sharedstory.forms import compose


class Meaning(StrEnum):
    """What a label says that follows."""

    LEARNING = "learning"
    BARRIER = "barrier"
    ENABLER = "enabler"
    PLEDGES = "pledges"
    OFFER = "offer"
    ASK = "ask"
    NEXT = "next"
    SUMMARY = "summary"
    HOSTS = "hosts"
    IN_THE_ROOM = "in_the_room"
    FORMAT = "format"
    SPEAKERS = "speakers"
    TAGS = "tags"
    PEOPLE = "people"
    NAMES_AGREED = "names agreed"


LEARNED = (Meaning.LEARNING, Meaning.BARRIER, Meaning.ENABLER)
PLEDGED = (Meaning.PLEDGES, Meaning.OFFER, Meaning.ASK)
# What stands below a heading of each, in words for an organiser.
LISTS = {
    Meaning.LEARNING: "learning points",
    Meaning.BARRIER: "what hinders",
    Meaning.ENABLER: "what helps",
    Meaning.PLEDGES: "pledges",
    Meaning.OFFER: "offers",
    Meaning.ASK: "asks",
}
# Each label as a regular expression of the whole of it, in small letters and with straight apostrophes. First those
# of several things, that head a list; then those of one thing, which are labels only with something behind them.
WORDS: dict[Meaning, tuple[str, str]] = {
    Meaning.LEARNING: (
        r"(?:what|things?) (?:we|people|i|you|they) (?:have |'ve )?(?:all )?learn(?:ed|t)"
        r"|what did (?:we|people|you) learn|what have (?:we|people|you) learn(?:ed|t)|what was learn(?:ed|t)"
        r"|learnings?|learning points?|points? learn(?:ed|t)|lessons?(?: learn(?:ed|t))?|we learn(?:ed|t)|learn(?:ed|t)"
        r"|insights|key points|points|key messages|take-?aways|main points"
        r"|beth (?:ddysgon ni|ddysgwyd|ddysgom ni|wnaethon ni (?:ei )?ddysgu|ydyn ni wedi(?: ei)? ddysgu)"
        r"|dysgu|(?:prif )?bwyntiau(?: dysgu| allweddol)?|pwyntiau(?: dysgu| allweddol)?|gwersi",
        r"insight|point|key point|lesson|take-?away|dysgon ni|pwynt|gwers",
    ),
    Meaning.BARRIER: (
        r"(?:what )?hinders(?: us)?|barriers|obstacles|challenges|in (?:the|our) way"
        r"|what (?:stands|is|gets|got|stood) in (?:the|our) way|what(?:'s| is) in the way|what (?:stops|stopped) us"
        r"|rhwystrau|heriau|beth sy'n (?:ein )?(?:rhwystro|atal)(?: ni)?",
        r"barrier|obstacle|hinder|challenge|rhwystr|her",
    ),
    Meaning.ENABLER: (
        r"(?:what )?helps(?: us)?|enablers|what helped(?: us)?|what makes it easier"
        r"|beth sy'n (?:ein )?helpu(?: ni)?",
        r"enabler|helpu",
    ),
    Meaning.PLEDGES: (
        r"pledges|promises|commitments|(?:what )?(?:we|i) pledged?|pledged|we will|i will|we'll|i'll|we commit to"
        r"|what (?:we|i|people|everyone)(?: will|'ll) do|what (?:we|i|people|everyone) (?:promised|pledged)|what we(?:'re| are) going to do"
        r"|addewidion|addunedau|ymrwymiadau|(?:fe )?(?:fyddwn|byddwn) ni(?:'n)?"
        r"|beth (?:fyddwn ni|y byddwn ni|wnawn ni)(?:'n (?:ei )?(?:g?wneud))?",
        r"pledge|promise|commitment|addewid|adduned|ymrwymiad",
    ),
    Meaning.OFFER: (
        r"offers|offered|offers of help|(?:what )?we (?:can )?offer|cynigion|beth allwn ni (?:ei )?gynnig",
        r"offer|cynnig",
    ),
    Meaning.ASK: (
        r"asks|asked|needs|requests|wanted|(?:what )?we need|help wanted|help needed|anghenion|ceisiadau"
        r"|beth sydd (?:ei )?angen(?: arnom(?: ni)?)?",
        r"ask|need|request|cais|angen",
    ),
    Meaning.NEXT: (
        r"next|next steps|what next|what happens next|what(?:'s| is) next|actions|action points|actions agreed"
        r"|agreed actions|follow-?ups?"
        r"|(?:y )?camau nesaf|beth nesaf|(?:y )?cam nesaf|pwyntiau gweithredu|gweithredu",
        r"next step|action|action point",
    ),
    Meaning.SUMMARY: ("", r"summary|in short|in one sentence|in a nutshell|about|crynodeb|yn gryno"),
    Meaning.HOSTS: (
        "",
        r"hosts?|hosted(?: by)?|held by|led by|run by|facilitat(?:ed by|ors?)"
        r"|hwylus(?:wyd gan|ydd|wyr)|dan arweiniad|arweinydd",
    ),
    Meaning.IN_THE_ROOM: (
        r"who was (?:there|here|in the room)|who came|present|those present|participants|attendees|attendance|in attendance"
        r"|in the room|pwy oedd (?:yno|yma|yn bresennol)|yn bresennol|yn yr ystafell",
        "",
    ),
    Meaning.FORMAT: ("", r"format|how it went|fformat"),
    Meaning.SPEAKERS: (r"speakers|who spoke|siaradwyr", r"speaker|siaradwr"),
    Meaning.TAGS: ("", r"tags?|themes?|tagiau|th\S?m\S?u"),
    Meaning.PEOPLE: (
        r"apologies|apologies for absence|absent|ymddiheuriadau",
        r"chair(?:ed by|person)?|minutes(?: by)?|minute-?taker|note-?taker|notes(?: taken)? (?:by|from)|scribe|typed(?: up)? by"
        r"|written by|from|to|cc|contact|cadeirydd|nodiadau gan",
    ),
    Meaning.NAMES_AGREED: (
        "",
        r"(?:all |the |our |full )?names (?:may|can) be (?:shown|published|used)"
        r"|(?:may|can) (?:we show|names be shown)|caniat\S?d i ddangos enwau",
    ),
}
_BEFORE = r"(?:(?:our|the|my|your|key|main|some|all|all the|group|people's|more|other|top) )*"
_AFTER = (
    r"(?: (?:today|so far|made|made today|given|we made|from today|from the day|on the day|on the wall|wall|list|board|cards?"
    r"|from (?:the )?(?:room|group|groups|session|flipcharts?|day)|in (?:the|this) session|of the (?:day|group)"
    r"|this (?:morning|afternoon|time|week)|together|as a group|[0-9]{1,2}|heddiw))*"
)
_WHOLE = {
    meaning: tuple(re.compile(f"{_BEFORE}(?:{words}){_AFTER}") if words else None for words in both)
    for meaning, both in WORDS.items()
}
_OF = re.compile(r"(?P<label>\S.*?)(?: (?:of|for) (?P<of>[a-z-]+)| ?\((?:(?:of|for) )?(?P<in>[a-z-]+)\))")
_SPLIT = re.compile(r"(?P<head>[^:]{1,60}?)\s*(?P<sign>:|(?<=\s)[–—-](?=\s))\s*(?P<rest>.*)")
# A hashtag says what a line is, at its beginning or its end.
_HASHTAG = re.compile(r"#(?P<tag>[^\W\d_]{3,20})\b[:,.]?")
MOST = 60


@dataclass(frozen=True, slots=True)
class Label:
    """What a line says of itself: what follows, the words behind the sign, and what an offer or ask is of.

    `several` where it heads a list of things; `sign` is what stands between the two, empty for a whole line.
    """

    meaning: Meaning
    rest: str = ""
    sign: str = ""
    of: str = ""
    several: bool = False


def label(words: str) -> Label | None:
    """The label that a whole line is, or begins with before a colon or a dash; None where there is none."""
    words = re.sub(r"\*\*|__", "", words).strip()
    if found := _known(words.removesuffix(":").strip()):
        meaning, several, of = found
        return Label(meaning, of=of, several=several, sign=":" if words.endswith(":") else "")
    split = _SPLIT.fullmatch(words)
    found = _known(split["head"]) if split else None
    if not split or not found:
        return None
    meaning, several, of = found
    sign = ":" if split["sign"] == ":" else "-"
    return Label(meaning, compose.line(split["rest"]), sign, of, several)


def heads(words: str) -> Label | None:
    """The label that a whole line is, where it can stand over a list."""
    found = label(words)
    if not found or found.rest:
        return None
    one = found.meaning in (Meaning.PLEDGES, Meaning.OFFER, Meaning.ASK, *LEARNED, Meaning.NEXT)
    return found if found.several or found.sign or one else None


def hashtag(words: str) -> Label | None:
    """The label that a hashtag at the beginning or the end of a line is, with the words without it."""
    for match in (
        _HASHTAG.match(words),
        *[one for one in _HASHTAG.finditer(words) if one.end() == len(words)],
    ):
        if match and (found := _known(match["tag"])):
            rest = compose.line(words[: match.start()] + words[match.end() :])
            return Label(found[0], rest, "#", several=found[1])
    return None


def _known(words: str) -> tuple[Meaning, bool, str] | None:
    """What words mean as a label, whether of several things, and what an offer or ask is of."""
    plain = " ".join(words.casefold().replace("\u2019", "'").strip(" .?!*_–—-").split())
    if not plain or len(plain) > MOST:
        return None
    for meaning, (several, one) in _WHOLE.items():
        if several and several.fullmatch(plain):
            return meaning, True, ""
        if one and one.fullmatch(plain):
            return meaning, False, ""
    of = _OF.fullmatch(plain)
    inner = _known(of["label"]) if of else None
    if of and inner and inner[0] in (Meaning.OFFER, Meaning.ASK) and not inner[2]:
        return inner[0], inner[1], of["of"] or of["in"]
    return None


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


def column(cell: str) -> str:
    """What a column is, by its heading; empty where we do not know it."""
    plain = re.sub(r"\*\*|__", "", cell).strip(" :?")
    for name, words in _COLUMNS.items():
        if words.fullmatch(plain):
            return name
    found = label(plain)
    known = found is not None and not found.rest and found.meaning in (*LEARNED, *PLEDGED)
    if not found or not known:
        return ""
    return "will" if found.meaning is Meaning.PLEDGES else str(found.meaning)
