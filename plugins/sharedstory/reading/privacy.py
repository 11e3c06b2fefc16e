r"""Looks for what could harm somebody if it became public: contact details, numbers, dates of birth, names.

The patterns are data, in the part of regular expressions that Python and older browsers share, because the form page
looks for the same things with them (`assets/privacy.js`). A machine misses things: this is advice, and never a proof.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:{_DAY} (?:of )?{_MONTH},? [0-9]{{2,4}}|{_MONTH} {_DAY},? [0-9]{{2,4}}"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
# The postcode areas of the Royal Mail, with those of Jersey, Guernsey and the Isle of Man.
_AREA = (
    "(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    "|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
)
_LETTER = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f"
_CAPITAL = r"A-Z\u00c0-\u00d6\u00d8-\u00de\u0174\u0176"
NAME = rf"[{_CAPITAL}][{_LETTER}'\u2019-]{{0,60}}[a-z\u00df-\u00f6\u00f8-\u00ff\u0175\u0177]"
RELATION = (
    "(?:mother|mum|mam|mom|father|dad|sister|brother|son|daughter|wife|husband|partner|aunt|uncle|nan|gran"
    "|grandmother|grandfather|grandad|granddad|cousin|niece|nephew|friend|neighbour|carer|keyworker|key worker"
    "|support worker|social worker|personal assistant|advocate|doctor|nurse|manager|boss|teacher|flatmate|housemate)"
)
# Given names that are borne by many in the UK and are no common words besides.
_GIVEN = (
    "Aaron|Adam|Adrian|Ahmed|Aisha|Alan|Albert|Alex|Alexander|Alexandra|Alfie|Alice|Alison|Amanda|Amelia|Amina|Amy"
    "|Andrea|Andrew|Angela|Anita|Ann|Anna|Anne|Annie|Anthony|Antonia|Arthur|Ashley|Barbara|Barry|Ben|Benjamin"
    "|Bernadette|Beth|Bethan|Betty|Brenda|Brian|Bronwen|Cai|Callum|Cameron|Carl|Carol|Caroline|Catherine|Cerys"
    "|Charlie|Charlotte|Cheryl|Chloe|Chris|Christine|Christopher|Claire|Clare|Colin|Connor|Craig|Daniel|Danielle"
    "|Darren|Dave|David|Dean|Deborah|Debbie|Denise|Dennis|Derek|Diane|Donald|Donna|Dorothy|Doreen|Douglas|Dylan"
    "|Edith|Edward|Eileen|Elaine|Eleanor|Eleri|Elizabeth|Ella|Ellen|Ellie|Elsie|Emily|Emma|Eric|Ethan|Evelyn|Fatima"
    "|Fiona|Frances|Francis|Freya|Gareth|Gary|Gavin|Geoff|Geoffrey|George|Georgia|Geraint|Gerald|Gillian|Gordon"
    "|Graham|Greg|Gwen|Hannah|Harriet|Harry|Hassan|Hazel|Heather|Helen|Henry|Hilary|Holly|Howard|Hussain|Ian|Ibrahim"
    "|Imran|Irene|Isaac|Isabella|Isabelle|Jackie|Jacob|Jacqueline|Jake|James|Jamie|Jane|Janet|Janice|Jason|Jean"
    "|Jeffrey|Jennifer|Jenny|Jeremy|Jess|Jessica|Jill|Jim|Joan|Joanna|Joanne|Joe|John|Jonathan|Joseph|Josh|Joshua"
    "|Joyce|Judith|Judy|Julia|Julian|Julie|Justin|Karen|Kate|Kathleen|Kathryn|Katie|Keith|Kelly|Ken|Kenneth"
    "|Kerry|Kevin|Kieran|Kim|Kirsty|Kyle|Laura|Lauren|Lee|Leonard|Lesley|Leslie|Lewis|Liam|Linda|Lisa|Liz|Lorraine"
    "|Louis|Louise|Lucy|Luke|Lynn|Maggie|Malcolm|Margaret|Maria|Marie|Marion|Martin|Mary|Matthew|Maureen|Megan"
    "|Melanie|Melissa|Michael|Michelle|Mike|Mohamed|Mohammad|Mohammed|Moira|Molly|Muhammad|Nancy|Naomi|Natalie"
    "|Natasha|Nathan|Neil|Niall|Nicholas|Nick|Nicola|Nigel|Norman|Oliver|Olivia|Oscar|Owen|Pamela|Patricia|Patrick"
    "|Paul|Paula|Pauline|Peter|Phil|Philip|Phillip|Phoebe|Phyllis|Priya|Rachel|Ralph|Raymond|Rebecca|Rhian|Rhys"
    "|Richard|Rita|Robert|Robin|Roger|Ronald|Rosemary|Ross|Roy|Russell|Ruth|Ryan|Sally|Sam|Samantha|Samuel|Sandra"
    "|Sara|Sarah|Scott|Sean|Sharon|Sheila|Shirley|Simon|Sophie|Stacey|Stephanie|Stephen|Steve|Steven|Stuart|Susan"
    "|Suzanne|Sylvia|Tariq|Teresa|Terry|Theresa|Thomas|Tim|Timothy|Tina|Toby|Tom|Tony|Tracey|Tracy|Trevor|Valerie"
    "|Vanessa|Vera|Veronica|Vicky|Vincent|Wayne|Wendy|William|Yasmin|Yusuf|Yvonne|Zoe"
)
_BUILT = "(?:House|Street|Road|Court|Lane|Hospital|School|College|Centre|Ambulance)(?![a-z])"
_NO_PROFILE = (
    "(?!(?:groups?|pages|events?|hashtag|intent|share|sharer|search|home|watch|reels?|p|i|explore|about|login|help"
    "|api|legal|terms|policies|policy|privacy|business|settings|widgets|embed|plugins|dialog|oauth|company|jobs|tos)"
    r"(?:[/?.#\s]|$))"
)
# Other names before the network's own lead to its pictures and programs, not to people.
_NETWORK = r"(^(?:www\.|m\.|mobile\.)?|[^A-Za-z0-9.-](?:www\.|m\.|mobile\.|[a-z]{2}(?:-[a-z]{2})?\.)?)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression with two groups: what stands before, and what is found.

    Most texts have nothing of what it looks for, and looking is slow: it is only tried on a text that has any of
    `words`, in small letters, and as many `figures` near each other, of which a postcode has one.
    """

    code: str
    regex: str
    words: tuple[str, ...] = ("",)
    figures: int = 0
    ignore_case: bool = True
    anonymous: bool = False
    proof: str = ""

    def worth_trying(self, small: str, figures: int) -> bool:
        return figures >= self.figures and any(word in small for word in self.words)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "privacy-profile",
        _NETWORK + r"((?:facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|threads\.(?:net|com)"
        r"|linkedin\.com/in|tiktok\.com|bsky\.app/profile|snapchat\.com/add)/"
        + _NO_PROFILE
        + r"@?[A-Za-z0-9_.-]{2,60})",
        words=(".com/", "threads.net/", "app/profile/"),
    ),
    Pattern(
        "privacy-profile",
        r"(^|[\s(\[])(@[A-Za-z0-9_]{2,40}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,4})",
        words=("@",),
        proof="domain",
    ),
    Pattern(
        "privacy-email",
        r"(^|[^A-Za-z0-9_.+-])([A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})",
        words=("@",),
        proof="domain",
    ),
    Pattern(
        "privacy-email",
        r"(^|[^A-Za-z0-9_.+-])([A-Za-z0-9_.+-]{2,64}(?: at | ?[\[(] ?at ?[\])] ?|@)[A-Za-z0-9-]{2,63}"
        r"(?:(?: dot | ?[\[(] ?dot ?[\])] ?)(?:[A-Za-z]{2,20})){1,3})(?![A-Za-z])",
        words=("dot",),
        proof="spelled",
    ),
    Pattern(
        "privacy-number",
        r"(^|[^0-9])([0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4})(?![0-9])",
        figures=10,
        proof="nhs",
    ),
    Pattern(
        "privacy-number",
        r"(^|[^A-Za-z0-9])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D])(?![A-Za-z0-9])",
        figures=6,
        proof="insurance",
    ),
    Pattern(
        "privacy-phone",
        r"(^|[^0-9A-Za-z/.\u00a3$\u20ac-])((?:\+44|0044|\(0(?=[0-9]{2,5}\))|0(?!\.))[0-9 ().\u2011\u2013-]{8,20}[0-9])(?![0-9])",
        figures=9,
        proof="phone",
    ),
    Pattern(
        "privacy-postcode",
        rf"(^|[^A-Za-z0-9])((?:GIR ?0AA|{_AREA}[0-9][0-9A-HJKMNP-Y]? ?[0-9][ABD-HJLNP-UW-Z]{{2}}))(?![A-Za-z0-9])",
        figures=1,
        ignore_case=False,
    ),
    Pattern(
        "privacy-postcode",
        rf"(^|[^A-Za-z0-9])({_AREA}[0-9][0-9A-HJKMNP-Y]? (?!1st|2nd|3rd|[0-9]th)[0-9][ABD-HJLNP-UW-Z]{{2}})(?![A-Za-z0-9])",
        figures=1,
    ),
    Pattern(
        "privacy-birth",
        rf"(^|[^A-Za-z])((?:born (?:on )?(?:the )?|d\.?o\.?b\.?[: ]{{1,9}}|date of birth(?: is| was)?[: ]{{1,9}}){_DATE})",
        words=("born", "d.o.b", "dob", "do.b", "d.ob", "birth"),
    ),
    Pattern(
        "privacy-birth",
        rf"(^|[^A-Za-z])((?:my|his|her|their) (?:[0-9]{{1,3}}th )?birthday (?:is|was|falls) (?:on )?(?:the )?"
        rf"(?:{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY}|{_DATE}))",
        words=("birthday",),
    ),
    Pattern(
        "privacy-name",
        rf"(^|[^{_LETTER}])((?:Mr|Mrs|Ms|Miss|Mx|Dr|Nurse|Prof|Professor|Rev|Reverend|Cllr|Councillor)\.? {NAME}(?: {NAME})?)",
        ignore_case=False,
        anonymous=True,
    ),
    Pattern(
        "privacy-name",
        rf"((?:^|[^{_LETTER}])(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Tt]heir) (?:late |elder |older |younger |little |big |best |old |new )?"
        rf"{RELATION}(?:,| called| named| was called| is called|'s name (?:is|was)|\u2019s name (?:is|was))? )({NAME}(?: {NAME})?)",
        ignore_case=False,
        anonymous=True,
    ),
    Pattern(
        "privacy-name",
        rf"((?:^|[^{_LETTER}])(?:[Mm]y name is|I am called|I'm called|call me|calls me|called me) )({NAME}(?: {NAME})?)",
        ignore_case=False,
        anonymous=True,
    ),
    Pattern(
        "privacy-name",
        rf"(^|[^{_LETTER}\u2019'-])((?:{_GIVEN})(?: (?!{_BUILT}){NAME})?)(?![{_LETTER}]| {_BUILT})",
        ignore_case=False,
        anonymous=True,
        proof="given",
    ),
)

WORDS = {
    "privacy-email": "this is an email address. Take it out, unless everybody may see it.",
    "privacy-phone": "this looks like a phone number. Take it out, unless everybody may see it.",
    "privacy-postcode": "this looks like a postcode, which can show where somebody lives. Name the town or county instead.",
    "privacy-number": "this looks like an NHS or National Insurance number. Take it out: others could misuse it.",
    "privacy-birth": "this looks like a date of birth. Write the year, or the age, instead.",
    "privacy-profile": "this link leads to somebody's own page. Take it out, unless they want everybody to find it.",
    "privacy-name": "this looks like a name, and this story is anonymous. Write who they are instead, such as my sister.",
}

_GIVEN_NAMES = frozenset(_GIVEN.split("|"))


def is_given(word: str) -> bool:
    """Whether a word is a first name that many have, and no common word besides."""
    return word in _GIVEN_NAMES


# How addresses in the UK mostly end.
ENDINGS = ("uk", "org", "com", "net", "info", "cymru", "wales", "scot", "london", "coop", "eu", "ie", "me")
# RFC 2606 and RFC 6761: names that belong to nobody.
_NOBODYS_DOMAIN = re.compile(
    r"(?:^|[@.])(?:example\.(?:org|com|net)|[a-z0-9-]+\.(?:example|test|invalid)|localhost)\.?$",
    re.IGNORECASE,
)
# Ofcom: telephone numbers for use in TV and radio drama programmes, as national numbers.
DRAMA = (
    "0113496|0114496|0115496|0116496|0117496|0118496|0121496|0131496|0141496|0151496|0161496|01914980"
    "|02079460|02896496|02920180|01632960|01632961|07700900|08081570|09098790|03069990"
)
_DRAMA = re.compile(rf"^(?:{DRAMA})")
# Free numbers and those of 03 that only organisations get, and figures in a row.
NOBODYS_NUMBER = "0800|0808|03(?:00|03|30|33|43|44|45|70|71)|0123456789"
_NOBODYS_NUMBER = re.compile(f"^(?:{NOBODYS_NUMBER})")
# Seconds of a time, books, and parts of web addresses.
_NO_TELEPHONE = re.compile(r"[0-9]:$|isbn|asin=$|https?://[^\s()]*[/=_-]$", re.IGNORECASE)
# Pairs, columns of a table, and a list of figures.
_NO_DIALLING = re.compile(r"^[0-9]{2}(?:[ .-][0-9]{2})+$| {3}|^0-|^0(?: [0-9]){2,} [0-9]{2,} [0-9] ")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: the kind, where it begins and ends in the text, and words for the person who wrote it."""

    code: str
    start: int
    end: int

    @property
    def words(self) -> str:
        return WORDS[self.code]


# What ends so is a file or the version of a program: picture@2x.png, name@1.2.0.
_NO_DOMAIN = re.compile(r"\.(?:[0-9]+|png|jpe?g|gif|svg|webp|pdf|md|js|ts|py|css|html|git)$", re.IGNORECASE)


def _domain(found: str, before: str) -> bool:
    return not (_NOBODYS_DOMAIN.search(found) or _NO_DOMAIN.search(found) or found.startswith("git@"))


def _spelled(found: str, before: str) -> bool:
    """Only what ends as addresses do, since people also say "look at that dot on the map"."""
    plain = re.sub(r" ?[\[(]? ?\bdot\b ?[\])]? ?", ".", re.sub(r" ?[\[(]? ?\bat\b ?[\])]? ?", "@", found))
    return plain.rpartition(".")[2].lower() in ENDINGS and _domain(plain, before)


# After these stands a number of something else.
_OTHER_NUMBER = re.compile(
    r"(?:#|\b(?:isbn|issn|doi|refs?|reference|uprn|orcid|pmid|barcode"
    r"|(?:case|order|invoice|account|ticket|grant|award|contract|licen[cs]e|serial|charity|company|registration|policy"
    r"|claim|reference|ref)s? (?:numbers?|no|code|id|ref))\.?:? ?(?:[A-Za-z]{0,4}[/-])?)$",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"(?:\+1|\b(?:1|tel|telephone|phone|call|ring|text|fax|mobile|cell|dial|hotline|helpline|us)\b[^0-9]{0,12})[ .(-]*$",
    re.IGNORECASE,
)


def _nhs(found: str, before: str) -> bool:
    """The check digit of the NHS Data Dictionary: weights 10 to 2, modulus 11. Ten figures in one need to be called so.

    One in eleven telephone numbers of North America has that digit too. They have figures from 2 to 9 where a part
    begins, and hyphens, or a word about telephones before them.
    """
    digits = [int(sign) for sign in found if sign.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    if (check % 11) != digits[9] or check == 10:
        return False
    if "nhs" in before.lower():
        return True
    american = min(digits[0], digits[3]) > 1 and ("-" in found or _TELEPHONE.search(before))
    apart = re.match(r"[0-9]{3}[ -][0-9]{3}[ -]", found)
    return bool(apart) and not american and not _OTHER_NUMBER.search(before)


def _insurance(found: str, before: str) -> bool:
    """Prefixes that HMRC gives to nobody pass."""
    return found[:2].upper() not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def _phone(found: str, before: str) -> bool:
    """Ten or eleven figures that begin as the National Telephone Numbering Plan has them, and none for drama."""
    if _OTHER_NUMBER.search(before) or _NO_TELEPHONE.search(before) or _NO_DIALLING.search(found):
        return False
    digits = re.sub(r"[^0-9]", "", found.replace("(0)", ""))
    if found.startswith("+44") or digits.startswith("0044"):
        digits = "0" + re.sub(r"^(?:0044|44)0?", "", digits)
    return bool(re.match(r"^0(?:[1235789][0-9]{9}|1[0-9]{8}|800[0-9]{6})$", digits)) and not (
        _DRAMA.match(digits) or _NOBODYS_NUMBER.match(digits)
    )


def _given(found: str, before: str) -> bool:
    """Saints have given names too, and so do their hospitals."""
    return not re.search(r"(?:^|\s)(?:St|Saint)\.? $", before)


PROOFS: dict[str, Callable[[str, str], bool]] = {
    "domain": _domain,
    "spelled": _spelled,
    "nhs": _nhs,
    "insurance": _insurance,
    "phone": _phone,
    "given": _given,
}
_BEFORE = 40
# Figures with what stands between them in numbers, or a figure and two letters, as at the end of a postcode.
_FIGURES = re.compile(r"[0-9](?:[0-9 ().\u2011\u2013-]{5,}[A-Za-z]{0,2}|[A-Za-z]{2})")
_FEWEST = 6


@cache
def _compiled(pattern: Pattern) -> re.Pattern[str]:
    return re.compile(pattern.regex, re.IGNORECASE if pattern.ignore_case else 0)


def find(text: str, *, anonymous: bool = False, known: Iterable[str] = ()) -> Iterator[Finding]:
    """What could harm somebody if the text were public, from its beginning to its end, nothing twice.

    Where the piece is to be without names, `anonymous`, names are looked for too. `known` are words and details
    that may stand: what was listed as meant to be shown, and names of places and organisations.
    """
    yield from sorted(_found(text, _looked_for(anonymous), known), key=lambda finding: finding.start)


def names_in(text: str) -> Iterator[str]:
    """What looks like somebody's name in a text."""
    for name in _found(text, [pattern for pattern in PATTERNS if pattern.anonymous]):
        yield text[name.start : name.end]


def _looked_for(anonymous: bool) -> list[Pattern]:
    return [pattern for pattern in PATTERNS if anonymous or not pattern.anonymous]


def _found(text: str, patterns: Iterable[Pattern], known: Iterable[str] = ()) -> Iterator[Finding]:
    """What patterns find, one after the other, and nothing twice."""
    small, figures = text.lower(), _figures(text)
    taken = bytearray(len(text))
    allowed: set[str] | None = None
    for pattern in patterns:
        if not pattern.worth_trying(small, figures):
            continue
        for match in _compiled(pattern).finditer(text):
            start, end = match.span(2)
            if any(taken[start:end]):
                continue
            found = match[2]
            if pattern.proof and not PROOFS[pattern.proof](found, text[max(0, start - _BEFORE) : start]):
                continue
            taken[start:end] = b"\1" * (end - start)
            if allowed is None:
                allowed = {_folded(words) for words in known}
            words = [found, *(found.split() if pattern.anonymous else ())]
            if not any(_folded(word) in allowed for word in words):
                yield Finding(pattern.code, start, end)


# Any address of e-mail or of a device, also such as belong to nobody.
_EMAIL = re.compile(r"(?<![\w.+%-])(?:mailto:)?[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_IP = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|(?<![\w:])(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])"
)
_NUMBERED = re.compile(
    r"(?:\b(?:version|release|section|chapter|clause|paragraph|appendix|table|figure)s?|\bv|§) ?$",
    re.IGNORECASE,
)
# Nobody's computer has four numbers as small as those of versions and chapters.
_SMALL_PARTS = 20


def _is_device(match: re.Match[str]) -> bool:
    """Whether what looks like an IP address can be one, and is no version or chapter."""
    if ":" in match[0]:
        return True
    parts = [int(part) for part in match[0].split(".")]
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    called = re.search(r"\bip\b[^.]*$", before, re.IGNORECASE)
    small = parts[0] == 0 or max(parts) < _SMALL_PARTS
    return max(parts) < 256 and bool(called or not (small or _NUMBERED.search(before)))


_DETAILS = {
    "privacy-email": "an e-mail address",
    "privacy-phone": "a telephone number",
    "privacy-number": "a number of one person",
    "privacy-birth": "a date of birth",
}


def without_addresses(text: str) -> tuple[str, int]:
    """Text without e-mail and IP addresses, and how many there were."""
    text, emails = _EMAIL.subn("(e-mail address left out)", text) if "@" in text else (text, 0)
    devices = [match for match in _IP.finditer(text) if _is_device(match)]
    spans = [(match.start(), match.end(), "IP address left out") for match in devices]
    return _replaced(text, spans), emails + len(devices)


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Text with a note in brackets for each span, put together once. The spans are in order."""
    parts, done = [], 0
    for start, end, note in spans:
        parts += [text[done:start], f"({note})"]
        done = end
    return "".join([*parts, text[done:]])


def without_details(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without what no import writes into a file, and what that was: addresses, telephone and other numbers, births."""
    found = [(one.start, one.end, what) for one in find(text) if (what := _DETAILS.get(one.code))]
    spans = [(start, end, f"left out: {what}") for start, end, what in found]
    text, count = without_addresses(_replaced(text, spans))
    return text, (*(what for *_, what in found), *["an e-mail or IP address"] * count)


def _figures(text: str) -> int:
    """How many figures stand near each other in a text: 0 where no number has as few, and no postcode can be."""
    most = 0
    for near in _FIGURES.findall(text):
        count = sum(map(str.isdigit, near))
        most = max(most, count if count >= _FEWEST else near[-3].isdigit() and near[-1].isalpha())
    return most


def _folded(words: str) -> str:
    return re.sub(r"[\s.,;:()-]+", "", words).casefold()


def as_json() -> dict[str, Any]:
    """What the form page needs to look for the same in the browser."""
    patterns = [
        {
            "code": pattern.code,
            "regex": pattern.regex,
            "flags": "gi" if pattern.ignore_case else "g",
            "anonymous": pattern.anonymous,
            "proof": pattern.proof,
        }
        for pattern in PATTERNS
    ]
    return {
        "patterns": patterns,
        "words": WORDS,
        "nobodys": f"{DRAMA}|{NOBODYS_NUMBER}",
        "endings": ENDINGS,
    }


def any_in(texts: Iterable[str], *, anonymous: bool) -> bool:
    """Whether anything is found in any of these texts, which is known sooner than what and where."""
    return any(True for _ in _found(("\n" * (_BEFORE + 1)).join(texts), _looked_for(anonymous)))


def known_words(names: Sequence[str]) -> frozenset[str]:
    """Words that are no names of people here: those in the names of places and organisations, and the names whole."""
    return frozenset([*names, *(word for name in names for word in name.split() if word[:1].isupper())])
