"""Who speaks in notes: a group, somebody in a role, or a person, whose name nobody may have agreed to show.

Only what is plainly a group or a role is taken. All else that can be a name is one, until an organiser says otherwise.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sharedstory.forms import compose
from sharedstory.reading import privacy


class Whose(StrEnum):
    """What the words before a colon, a dash or "will" are."""

    GROUP = "group"
    ROLE = "role"
    NOBODY = "nobody"
    PERSON = "person"


STRONG = (
    r"council|trust|circle|group|network|team|ltd|limited|plc|cic|cio|charity|nhs|university|school|college|centre"
    r"|foundation|association|society|partnership|service|services|agency|board|co-?op(?:erative)?|committee|forum"
    r"|alliance|collective|coalition|union|project|programme|department|federation|institute|library|choir|club|hub"
    r"|church|mosque|chapel|temple|synagogue|hospital|surgery|practice|groups|circles|councils|charities|teams|kitchen"
)
_MANY = (
    r"families|neighbours|residents|members|volunteers|staff|parents|carers|citizens|shopkeepers|students|workers|nurses"
    r"|teachers|commissioners|managers|councillors|people|participants|organisations|businesses|tenants|friends|pupils"
    r"|personal assistants|pas|providers|researchers|allies|elders"
)
_GROUP = re.compile(
    rf"(?:.*\W)?(?:{STRONG}|{_MANY})(?: (?:members|staff|team|\d{{1,2}}|[a-d]))?(?: (?:of|for|in) .+)?"
    rf"|(?:university|friends|council|society|institute|school) (?:of|for) .+"
    rf"|(?:group|table|team|circle|session|workshop|breakout(?: room)?) (?:\d{{1,2}}|[a-h]|one|two|three|four|five|six)"
    rf"|(?:cyngor|grŵp|cylch|ymddiriedolaeth|elusen|prifysgol|ysgol|canolfan|cymdeithas|tîm|bwrdd|côr) .+"
    rf"|(?:y |yr )?(?:teuluoedd|cymdogion|gofalwyr|rhieni|gwirfoddolwyr)",
    re.IGNORECASE,
)
_ONE = (
    r"parent|mother|father|mum|dad|carer|family carer|neighbour|resident|citizen|volunteer|student|social worker"
    r"|support worker|care worker|nurse|teacher|personal assistant|pa|shopkeeper|participant|person who draws on support"
    r"|self-?advocate|disabled person|older person|young person|somebody|someone|member"
)
_ROLE = re.compile(
    rf"(?:(?:a|an|one|another) )?(?:(?:local|retired|unpaid|young|older|new) )*(?:{_ONE})"
    r"(?: (?:there|who was there|in the room))?",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:i|we|they|you|he|she|it|this|that|there|to|our|my|who|what|which|everyone|everybody|all|all of us|each of us"
    r"|nobody|no one|some of us|both|both of us|together|and|or|but|if|when|then|so|also|please|maybe|ni|pawb|fi"
    r"|(?:i|we|you|they)['\u2019 ].*)",
    re.IGNORECASE,
)
_THING = re.compile(r"(?i:the|an?|our|my|their|each|every|this|that|all|some|any|no|y|yr) [^A-Z]+")
# "call the council" is no group, and "Friends of the Park" is one.
_WITHIN = re.compile(r"(?<!\bof)(?<!\bfor)(?<!\bin)\s(?:the|an?|our|my|your|their)\s", re.IGNORECASE)
# Words with whose 's a group can be called.
_POSSESSIVE = re.compile(r"\b(?P<whose>\w+)['\u2019]s\b")
_COMMON = (
    "women",
    "men",
    "people",
    "children",
    "parents",
    "carers",
    "residents",
    "john",
    "mary",
    "peter",
    "michael",
)
JOINTS = re.compile(
    r"\s+(?:and|from|at|with|on behalf of|a|ac|o)\s+|\s*[&,;/+(]\s*|\s+[–—-]\s+", re.IGNORECASE
)
_PAIR = re.compile(
    r"(?<![\w'\u2019])[^\W\d_a-z][a-zà-ÿ'\u2019]+ [^\W\d_a-z][a-zà-ÿ'\u2019]+(?: [^\W\d_a-z][a-zà-ÿ]+)?"
)
# What somebody may have written behind a name.
_MARK = re.compile(
    r"\s*[(\[](?:name (?:may|can) be (?:shown|used|published)|happy to be named|agreed to be named|name ok)[)\]]",
    re.IGNORECASE,
)
_NAME_WORD = r"(?:[^\W\d_a-zà-ÿ][\w'\u2019-]*\.?)"
_NAME = re.compile(rf"{_NAME_WORD}(?:[ ](?:de|van|ap|ab|ferch|von|bin|al|{_NAME_WORD})){{0,3}}")
_NO_NAME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|winter|zoom|teams|online|england|wales|scotland|ireland|uk"
    r"|the|at|of|in|an|and|or|to|for|with|we|our|is|are|not|no|who|what|how|on|from|by)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Who:
    """What stands as a speaker, plainly: what it is, in which words, and whether a mark says that it may be shown."""

    whose: Whose
    words: str
    agreed: bool = False


def who(words: str, groups: Collection[str] = ()) -> Who:
    """Who some words before a colon, a dash or "will" are. `groups` are names that the organiser said are of groups."""
    plain = compose.line(_MARK.sub("", words)).strip(" *_\"“”'")
    agreed = plain != compose.line(words).strip(" *_\"“”'") and bool(_MARK.search(words))
    if plain.casefold() in {one.casefold() for one in groups}:
        return Who(Whose.GROUP, plain)
    if not plain or _NOBODY.fullmatch(plain):
        return Who(Whose.NOBODY, plain)
    if _ROLE.fullmatch(plain):
        return Who(Whose.ROLE, plain)
    if all(_is_group(part, groups) for part in JOINTS.split(plain.rstrip(")")) if part):
        return Who(Whose.GROUP, plain)
    return Who(Whose.NOBODY if _THING.fullmatch(plain) else Whose.PERSON, plain, agreed)


def _is_group(words: str, groups: Collection[str]) -> bool:
    if words.casefold() in {one.casefold() for one in groups}:
        return True
    owner = _POSSESSIVE.search(words)
    if (owner and owner["whose"].casefold() not in _COMMON) or _WITHIN.search(words):
        return False
    return bool(_GROUP.fullmatch(words)) and not any(privacy.find(words.partition(" of ")[2], anonymous=True))


def is_name(words: str) -> bool:
    """Whether words can be nothing but a name: one to four with capitals, and no group, day or place that we know."""
    plain = words.strip(" .,")
    if not _NAME.fullmatch(plain) or _NO_NAME.search(plain):
        return False
    return who(plain).whose is Whose.PERSON


def any_name(words: str) -> bool:
    """Whether any of those who are named together is plainly a person."""
    return any(is_name(part) or given(part) for part in JOINTS.split(words) if part)


def plainly_name(words: str) -> bool:
    """Whether words, or a part of them, are plainly a person: two words with capitals, or a given name of many."""
    parts = [part for part in JOINTS.split(words) if part]
    return any((is_name(part) and " " in part) or given(part) for part in parts)


def given(words: str) -> bool:
    """Whether words begin with a title or a given name of many people, whatever their case."""
    return any(
        one.start == 0 for one in privacy.find(words.title(), anonymous=True) if one.code == "privacy-name"
    )


def names_in(words: str) -> list[str]:
    """What looks like people's names within words: those of many people, and two words with capitals that may be one."""
    known = [
        words[one.start : one.end]
        for one in privacy.find(words, anonymous=True)
        if one.code == "privacy-name"
    ]
    pairs = [match[0] for match in _PAIR.finditer(words) if is_name(match[0])]
    return known + [pair for pair in pairs if not any(pair in one or one in pair for one in known)]
