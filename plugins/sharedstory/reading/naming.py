"""Who is named in a piece that asked for no name, or only for a first one: what can be known from the piece itself."""

import bisect
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sharedstory.reading import privacy
from sharedstory.reading.document import Path as FieldPath

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "reverend",
        "cllr",
        "councillor",
        "nurse",
        "sir",
        "dame",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A person who is named in a field that is for people: where, and the name."""

    path: FieldPath
    name: str

    @property
    def words(self) -> list[str]:
        return [word for word in _WORD.findall(self.name) if word.casefold() not in _TITLES]

    @property
    def surname(self) -> str:
        """What stands behind the first name, unless all of it is given to many as a first name."""
        rest = [word for word in self.words[1:] if not privacy.is_given(word)]
        return " ".join(rest)


def people(values: dict[str, Any]) -> Iterator[Named]:
    """The people whom a piece names: its authors, who spoke, and who pledges for themselves."""
    for field in ("authors", "speakers"):
        for number, person in enumerate(_listed(values.get(field))):
            if isinstance(person, str):
                yield Named((field, number), person)
            elif isinstance(person, dict) and isinstance(person.get("name"), str):
                yield Named((field, number, "name"), person["name"])
    for number, pledge in enumerate(_listed(values.get("pledges"))):
        if isinstance(pledge, dict) and pledge.get("as") == "individual":
            who = pledge.get("who")
            names = who.get("names") if isinstance(who, dict) else who
            for name in [names] if isinstance(names, str) else _listed(names):
                if isinstance(name, str):
                    yield Named(("pledges", number, "who"), name)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def texts(values: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Every text of the fields, with its path."""
    if isinstance(values, dict):
        for key, inner in values.items():
            yield from texts(inner, (*path, key))
    elif isinstance(values, list):
        for number, inner in enumerate(values):
            yield from texts(inner, (*path, number))
    elif isinstance(values, str):
        yield path, values


# Signs of Markdown with which a name can be written in parts: A**n**n.
_MARKS = r"[*_~`\\]*"


class _Plain(dict[int, str]):
    """Each sign without its accent, as it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFKD", chr(code))[0]
        return self[code]


_PLAIN = _Plain()


def _level(text: str) -> str:
    """Text without accents, as long as it was, so that places in it stay what they are."""
    return text if text.isascii() else text.translate(_PLAIN)


@lru_cache(maxsize=1024)
def _in_parts(word: str) -> str:
    return _MARKS.join(map(re.escape, _level(word)))


class Lines:
    """A text in which many names are looked for."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._level = _level(text)
        self._bare = re.sub(_MARKS, "", self._level).casefold()
        self._ends = [end.start() for end in re.finditer("\n", text)]

    def near(self, name: Sequence[str]) -> list[int]:
        """The numbers of the lines, from 0, in which a word of a name or its first letters may stand. Only they need a closer look."""
        words = [word for word in name if len(word) >= _SHORTEST] or name
        parts = [_in_parts(word) for word in words if _level(word).casefold() in self._bare]
        first = [f"{_level(word[0]).upper()}." for word in name[:2]]
        if len(first) > 1 and ("".join(first) in self._level or " ".join(first) in self._level):
            parts.append(_initials(name))
        if not parts:
            return []
        found = re.finditer("|".join(parts), self._level, re.IGNORECASE)
        return sorted({bisect.bisect_left(self._ends, match.start()) for match in found})


def whole_in(name: Sequence[str], text: str) -> int | None:
    """Where a name of two words or more begins in a text or an address, however it is joined and written there."""
    if len(name) < 2:
        return None
    joined = r"[\W_]*".join(map(_in_parts, name))
    match = re.search(rf"(?<![^\W_]){joined}(?:e?s)?(?![^\W\d_])", _level(text), re.IGNORECASE)
    return match.start() if match else None


def initials_in(name: Sequence[str], text: str) -> int | None:
    """Where the first letters of a name of two words or more stand with points: A.E. or A. E."""
    if len(name) < 2:
        return None
    match = re.search(rf"(?<![\w.]){_initials(name)}(?!\w)", _level(text))
    return match.start() if match else None


def _initials(name: Sequence[str]) -> str:
    return r"\. ?".join(re.escape(word[0].upper()) for word in map(_level, name)) + r"\."


def word_in(word: str, text: str, *, address: bool) -> int | None:
    """Where one word of a name stands in a text as a name, or in capitals, or in an address in any letters."""
    if len(word) < _SHORTEST:
        return None
    either = _in_parts(word) if address else f"(?:{_in_parts(word)}|{_in_parts(word.upper())})"
    match = re.search(
        rf"(?<![^\W_]){either}(?:e?s)?(?![^\W\d_])", _level(text), re.IGNORECASE if address else 0
    )
    return match.start() if match else None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that begin with a capital and name nobody, as far as nothing plainer than "I am …" or "…'s house" is said of them.
_NAME_NOBODY = _words(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
    spring summer autumn winter christmas easter eid ramadan diwali hanukkah pesach passover vaisakhi holi lent advent
    halloween pentecost whitsun michaelmas new year pride carnival
    british english welsh scottish scots irish cornish manx european african caribbean asian american australian indian
    pakistani bangladeshi chinese japanese korean vietnamese thai polish romanian bulgarian ukrainian russian german
    french spanish portuguese italian greek turkish kurdish syrian iranian iraqi afghan somali sudanese eritrean
    ethiopian nigerian ghanaian kenyan ugandan zimbabwean jamaican brazilian canadian dutch danish swedish norwegian
    finnish hungarian albanian latvian lithuanian estonian cypriot maltese jewish israeli palestinian lebanese egyptian
    urdu punjabi hindi bengali gujarati tamil arabic farsi hebrew yiddish mandarin cantonese cymraeg gaelic makaton bsl
    gypsy roma traveller romany black white brown mixed gay lesbian bisexual trans queer
    christian muslim hindu sikh buddhist catholic protestant anglican methodist quaker baptist humanist islam
    christianity judaism god jesus allah bible quran
    deaf deafblind blind disabled autistic neurodivergent autism aspergers dementia alzheimers parkinsons epilepsy
    downs adhd ptsd ocd cancer covid coronavirus corona aids hiv depression anxiety
    nhs gp cqc dwp hmrc pip dla esa mencap scope mind sense shelter oxfam barnardos scouts rotary brexit lockdown
    council parliament government ministry minister prime labour tory conservative liberal democrat county borough
    england wales scotland ireland britain europe america london cymru
    zoom facebook whatsapp twitter google youtube microsoft teams skype netflix amazon tesco asda aldi lidl
    sir madam editor friend friends all everyone everybody colleague colleagues councillor chair sister brother
    mother father mum dad nan gran grandad auntie aunt uncle son daughter king queen prince princess lord lady
    here there home now not just only also very still always never so too one two three ten alone well happy ready
    who what when where why how this that these those the and but for our your their his her my its
    """
)
# First names that are common words, or places, as well.
_ALSO_WORDS = _words(
    """
    carol clare dean georgia hazel heather holly jean josh ken kerry kim lee norman robin rosemary ross scott
    """
)
_TITLED = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Nurse|Prof|Professor|Rev|Reverend|Cllr|Councillor)\.? "
_BODY = "(?:man|woman|girl|boy|lady|gentleman|lad|baby|child|person|somebody|someone|resident|tenant|volunteer|worker|colleague)"
_OWNED = (
    "(?:mum|mam|mom|mother|dad|father|sister|brother|son|daughter|wife|husband|partner|family|friend|carer|advocate"
    "|story|life|house|home|flat|room|bed|birthday|funeral|voice|words|face|eyes|hands?|wheelchair|name)"
)
# Who is called so: whatever word stands here is a name.
_CALLED = re.compile(
    rf"(?:^|(?<![^\W_]))(?:{_TITLED}"
    rf"|(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir) (?:[a-z]+ )?{privacy.RELATION}"
    r"(?:,| called| named| (?:is|was) called|['’]s name (?:is|was))? "
    r"|[Mm]y name(?: is| was|['’]s) |[Cc]all(?:s|ed)? (?:me|her|him|them) "
    rf"|(?:{_BODY}|{privacy.RELATION})(?: who (?:is|was))?,? (?:called|named) "
    r"|(?:I am|I['’]m|[Ss]he (?:is|was)|[Hh]e (?:is|was)|[Ss]he['’]s|[Hh]e['’]s|who (?:is|was)) (?:called|named) )"
    rf"({privacy.NAME}(?: {privacy.NAME})?)"
)
# Who is spoken of as a person is, which other things with a capital may be too.
_LIKE_A_PERSON = (
    re.compile(rf"(?<![^\W_])(?:I am|I['’]m|[Dd]ear|[Mm]e and|with you,) ({privacy.NAME})"),
    re.compile(rf"(?<![^\W_])(?<![Tt]he )(?<![Aa] )({privacy.NAME}?)['’]s? {_OWNED}(?![^\W_])"),
    re.compile(
        rf"(?<![^\W_])(?<![Tt]he )(?<![Aa] )({privacy.NAME})"
        " (?:and (?:I|me)|smiled|laughed|cried|died|was born|hugged|nodded|whispered|sighed|giggled)(?![^\\W_])"
    ),
)


def in_address(address: str, text: str, known: Collection[str]) -> Iterator[str]:
    """The words of a file's or folder's name that its text, or custom, uses as the name of a person.

    A capital alone makes no name: months, feasts and titles have one too. `known` are words, case-folded, that name
    none.
    """
    words = [word for word in re.split(r"[\W_]+", address.casefold()) if word]
    called = {word for match in _CALLED.findall(text) for word in _folded(match)}
    like = {word for pattern in _LIKE_A_PERSON for match in pattern.findall(text) for word in _folded(match)}
    for found in privacy.names_in(text):
        words_found = list(_folded(found))
        if len(words_found) > 1 or not _ALSO_WORDS.issuperset(words_found):
            like.update(words_found)
    small = {word for word in re.findall(r"[^\W\d_]+", text) if word.islower()}
    no_names = small | _NAME_NOBODY | set(known)
    for before, word in zip(["", *words], words, strict=False):
        for name in (word, word.removesuffix("s")):
            given = (
                privacy.is_given(name.capitalize())
                and name not in _ALSO_WORDS
                and before not in ("st", "saint")
            )
            if len(name) >= _SHORTEST and (
                name in called - _NO_PERSON or ((name in like or given) and name not in no_names)
            ):
                yield name
                break


_NO_PERSON = frozenset(["who", "the", "house", "street"])


def _folded(name: str) -> Iterator[str]:
    """The words of a name as they stand in an address: in small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", re.sub("['’]s?$", "", name)).casefold()
    plain = re.sub("['’]|[\u0300-\u036f]", "", plain)
    return (word for word in re.split(r"[\W_]+", plain) if word and word not in _TITLES)
