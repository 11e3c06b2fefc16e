"""What a cell of somebody else's sheet says, in English or Welsh: yes, no, how to be named, or nothing.

Only what we understand whole counts. A yes with anything behind it that is no mere courtesy is a condition, and that
is for a person to read.
"""

import re
import unicodedata
from enum import StrEnum


def vocabulary(words: str) -> frozenset[str]:
    """The words of a text, as a set to look others up in."""
    return frozenset(words.split())


def words_in(text: str) -> list[str]:
    """The words of a text, without figures and signs; an apostrophe or hyphen within a word belongs to it."""
    return re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", text)


class Says(StrEnum):
    """What an answer about a name or about consent says."""

    YES = "yes"
    NO = "no"
    FULL_NAME = "full-name"
    FIRST_NAME = "first-name"
    INITIALS = "initials"
    ROLE_ONLY = "role-only"
    ANONYMOUS = "anonymous"
    CHOSEN_NAME = "chosen-name"
    CONDITION = "condition"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


FORMS = frozenset([Says.FULL_NAME, Says.FIRST_NAME, Says.INITIALS, Says.ROLE_ONLY, Says.ANONYMOUS])

_PLACEHOLDER = re.compile(
    r"[\s.?!/…_,;:*#()\[\]<>'\"&=+~|·•-]*|n\W?/?\W?a|not (applicable|known|given|stated|provided|available|specified|set|answered|recorded)"
    r"|none( (given|yet|known|provided|stated|at present))?|nil|null|nan|undefined|empty|blank|tb[acdn]|to be (confirmed|agreed|decided|determined|added)|pending"
    r"|#?(ref|n/?a|value|name|null|div/0|num|spill|calc|error)[!?]?|(see|as|same as|ditto)( the)?( (above|below|before|previous|note|notes|left|row above))?"
    r"|ditto|(sub|grand)?\W?totals?|no (name|names|answer|response|data|entry|reply|pledge|pledges|commitment|story|comment|one)( (given|yet|provided))?|nobody|unknown|not sure"
    r"|i('d)? prefer(red)? not to (say|answer|give it)|(i('d| would)? )?(rather|prefer) not( to)?( say| answer)?|anon(ymous)?|name withheld|withheld|redacted"
    r"|x{2,}|test( test)?|example|lorem ipsum.*|dim|dim byd|dim ateb|amherthnasol|i'w (gadarnhau|gytuno|benderfynu)|gweler uchod|fel uchod|cyfanswm|neb"
    r"|anhysbys|dienw|ddienw|ddim yn (gwybod|berthnasol)|gwell gen i beidio( â)?( dweud)?|_?no response_?|\(blank\)|sum|average"
)


def placeholder(cell: str) -> bool:
    """Whether a cell only fills its place, such as "N/A" or "see above": it is no name, no pledge and no story."""
    text = _plain(cell).strip(" .()[]<>-–—")
    return not text or _PLACEHOLDER.fullmatch(text) is not None


# A yes and a no, whole

_COURTESY = r"(please|pls|thanks|thank you|many thanks|ta|plis|os gwelwch yn dda|diolch|diolch yn fawr|with pleasure|of course|certainly|definitely|absolutely|wrth gwrs)"
_YES = (
    r"(yes|y|yep|yeah|yup|aye|true|1|ok|okay|ticked|checked|agreed|agree|accepted|accept|granted|confirmed|approved|given|sure|of course|certainly|definitely|absolutely"
    r"|i do|we do|i agree|we agree|i consent|we consent|i accept|i confirm|i give (my )?(full )?(consent|permission)|(consent|permission) (given|granted)|i('m| am) happy (with (this|that)|for you to)|happy to|that('s| is) (fine|ok|okay)|(it's |it is )?fine( (by|with) me)?"
    r"|you (can|may)|i would|ydw|ydym|iawn|cytuno|cytunaf|rwy'n cytuno|dw i'n cytuno|rydw i'n cytuno|wyf|oes|hoffwn|cewch|caf|ie|bydda|byddaf|gallwch|caniateir|cytunwyd|wedi cytuno|rwy'n cydsynio|cydsyniaf|rhoddaf ganiatâd|rwy'n rhoi caniatâd|gwir|do)"
)
_NO = (
    r"(no|n|nope|nah|false|0|never|unticked|unchecked|i do not|i don't|i do not (agree|consent|accept)|i don't (agree|consent|accept)|i disagree|disagree|disagreed|not agreed|do not agree|refused|declined|denied|withdrawn|consent (refused|withdrawn|not given|withheld)|permission (refused|not given)|no (consent|permission)( given)?"
    r"|rather not|i('d| would) rather not|not happy|not willing|na|nac ydw|nag ydw|nac oes|nag oes|nage|naddo|dim diolch|na fyddaf|na hoffwn|ddim yn cytuno|dydw i ddim( yn cytuno)?|nid wyf( yn cytuno)?|na chewch|gwrthod)"
)
_JOIN = r"[\s,.;:!–—-]*"
_BARE_YES = re.compile(rf"({_COURTESY}{_JOIN})*{_YES}({_JOIN}({_YES}|{_COURTESY}|so))*{_JOIN}")
_BARE_NO = re.compile(rf"{_NO}({_JOIN}({_NO}|please|thanks|thank you|diolch|sorry))*{_JOIN}")
_BEGINS_WITH_YES = re.compile(rf"({_COURTESY}{_JOIN})*{_YES}(?![\w'])")
_TICKED = frozenset("✓✔☑✅🗸")
_UNTICKED = frozenset("☐✗✘❌✖")
# What can stand behind a yes that says the question again.
_AGAIN = vocabulary(
    "a and are agree be can consent do for fully full give given happy have i in is it may my of on permission that the"
    " this to us use want we with would you your yes publish published publishing share shared show shown display"
    " displayed public publicly chi ei fy i ganiatâd ni rwy'n yn gyhoeddi cyhoeddi dangos ddangos rannu rhannu y"
    " caniatâd cytuno gallwch cewch"
)
_COURTESIES = frozenset(words_in(_COURTESY))
_NAMES = vocabulary("name enw named")
_STORIES = vocabulary("story testimony pledge words experience contribution stori hanes addewid geiriau")
# What turns a yes round, or bounds it, even where the question has the word too.
_TURNS = vocabulary(
    "not no never don't without only but if unless except until after before when once just subject provided maybe"
    " perhaps possibly probably some partly part initials first surname last anonymous anonymously ond os dim ddim heb"
    " oni nes ôl cyn unig efallai private confidential hide withhold withheld dienw ddienw breifat"
)
_FORM = (
    (Says.FULL_NAME, r"(by |in |yes )?(my |your )?full names?|(my )?(first|fore)name and (surname|last name)|(my )?first and last names?|(please )?(use|show|publish|print|display) my (full )?name|(my )?name in full|enw llawn|fy enw llawn"),
    (Says.FIRST_NAME, r"(by |just )?(my )?(first|given|fore|christian) ?names?|fy enw cyntaf|enw cyntaf"),
    (Says.INITIALS, r"(by |just )?(my )?initials|(fy )?ll?ythrennau cyntaf|(fy )?blaenlythrennau"),
    (Says.ROLE_ONLY, r"(by |just )?(my )?(role|job title|job role|position)|(fy )?rôl"),
    (Says.ANONYMOUS, r"(i('d| would) (like|prefer|rather|want) (to (be|stay|remain)|be|stay)|i want to (be|stay|remain)|(to )?(stay|remain|be|keep it|keep me)|keep my name|leave me|yes|as|yn|aros yn|(hoffwn|eisiau) (fod|aros) yn)?\s*(anon|anonymous|anonymously|unnamed|nameless|private|confidential|hidden|dienw|ddienw|anhysbys|breifat)|not named|do not name me|don't name me|(do not|don't) (use|show|publish|print|give) my name|no names?|without (my )?name|heb enw|name withheld|withhold my name"),
)  # fmt: skip
_FORMS = tuple((says, re.compile(words)) for says, words in _FORM)
_ONLY = re.compile(
    r"^(please )?(only|just)\b|\b(only|please|thanks|thank you|yn unig|is fine|is ok|os gwelwch yn dda)$|^(please )?(use|show|publish|print|put)\b(?= my (first|initials|role|job))"
)
_CHOSEN = re.compile(
    r"(please )?((use|put|show|write|call me|name me|credit|publish)( the| a| my)? ?(name|nickname|pen name|pseudonym|alias)?|as|by the name( of)?|under the name( of)?|known as|call me|defnyddiwch( yr enw)?|fel|by a (chosen|different|made-up|false) name|a name i chose|chosen name)\b.*"
    r"|by a name (they|i) chose|(a |my )?(pseudonym|nickname|pen name|alias|different name|other name)\b.*"
)


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).replace("’", "'").replace("\ufe0f", "")
    text = re.sub(r"[*_\"“”]+", " ", text)
    return " ".join(text.casefold().split())


def says(cell: str, question: str = "") -> Says:
    """What a cell says. `question` is its heading: words of it behind a yes only say it again.

    A mere "x" is a tick to some and a cross to others, so it is unclear.
    """
    text = _plain(cell)
    heading = _plain(question)
    if text and heading and text.strip(" .") == heading.strip(" .") and "?" not in heading:
        return Says.YES  # forms give the label of a box that was ticked
    signs = set(text) - {" "}
    if signs and signs <= _TICKED:
        return Says.YES
    if signs and signs <= _UNTICKED:
        return Says.NO
    text = re.sub(r"^[✓✔☑✅🗸]\s*(?=\w)", "", text)
    text = text.rstrip(" .!,;")
    if _BARE_NO.fullmatch(text):
        return Says.NO
    if _BARE_YES.fullmatch(text):
        return Says.YES
    for form, pattern in _FORMS:
        if pattern.fullmatch(_without_only(text)):
            return form
    if placeholder(text):
        return Says.NOTHING
    if "?" in text:
        return Says.CONDITION if _BEGINS_WITH_YES.match(text) else Says.UNCLEAR
    if match := _BEGINS_WITH_YES.match(text):
        return Says.YES if _says_again(text[match.end() :], heading) else Says.CONDITION
    return Says.CHOSEN_NAME if _CHOSEN.fullmatch(text) else Says.UNCLEAR


def _without_only(text: str) -> str:
    """A way to be named without "only", "just" and courtesies around it."""
    before = ""
    while text != before:
        before = text
        text = _ONLY.sub("", text).strip(" ,.;:!-–—")
    return text


def _says_again(rest: str, heading: str) -> bool:
    """Whether what stands behind a yes only says the question again, and is turned as the question is."""
    if re.search(r"\d|[^\w\s'.,;:!()–—-]", rest):
        return False
    words, asked = set(words_in(rest)) - _COURTESIES, set(words_in(heading))
    if words and words & _TURNS != asked & _TURNS:
        return False
    own = _AGAIN | asked
    if not asked or asked & _NAMES:
        own |= _NAMES
    if not asked & _NAMES:
        own |= _STORIES
    return words <= own


def is_answer(cell: str) -> bool:
    """Whether a cell is an answer about a name or consent, and not a name."""
    return says(cell) not in (Says.UNCLEAR, Says.CHOSEN_NAME)


# Names of people

_TITLES = re.compile(
    r"(mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lady|lord|rev|reverend|cllr|councillor|fr|sr|mp|y parch|parch)\.?"
)
# Words of letters, with what stands within and behind them in names, such as "O'Neill", "Zoë-Ann" and "D.".
_NAME_WORD = r"[^\W\d_](?:[^\W_]|[\u0300-\u036f]|['.-](?=[^\W_]|\s|$))*"
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}")
_NO_NAME = vocabulary(
    "not do don't please no private confidential anonymous publish public show name and or for of only but if the my yes"
    " test none unknown initials first last use as call hidden withheld"
)


def name_of_one(cell: str) -> str:
    """A cell that is just the name of one person, as it stands; nothing where it is more, or less, or somebody's note."""
    name = " ".join(unicodedata.normalize("NFKC", cell).replace("’", "'").split())
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", name.casefold())
    if placeholder(name) or not _NAME.fullmatch(name) or _NO_NAME & set(words):
        return ""
    return " ".join(cell.split())


def first_name(name: str) -> str:
    """The first of several names; nothing where a title stands there, so that we cannot tell."""
    first = name.split()[0] if name else ""
    return "" if _TITLES.fullmatch(first.casefold()) or len(first.strip(".")) < 2 else first


def initials(name: str) -> str:
    """The first letters of a name, each with a full stop; nothing where a title stands before it."""
    words = name.split()
    if not words or _TITLES.fullmatch(words[0].casefold()):
        return ""
    return " ".join(f"{word[0].upper()}." for word in words)
