"""What a heading on names or on consent means, and which way round a yes goes."""

import re
from collections.abc import Collection, Sequence

from sharedstory.importing.answers import vocabulary, words_in
from sharedstory.importing.meanings import Column, Polarity

_SHOW = vocabulary(
    "show shown showing showed put display displayed displaying publish published publishing publication public publicly"
    " use used using share shared sharing include included appear visible named naming credit credited reveal disclose"
    " disclosed dangos ddangos dangosir cyhoeddi gyhoeddi cyhoeddir chyhoeddi defnyddio ddefnyddio rhannu rannu cynnwys"
    " gynnwys arddangos harddangos enwi henwi gyhoeddus cyhoeddus"
)


HIDE = vocabulary(
    "anonymous anonymously anonymity anonymise anonymised anon unnamed nameless unidentified private confidential"
    " secret hidden hide withhold withheld conceal concealed omit omitted redact redacted suppress suppressed remove"
    " removed exclude excluded dienw ddienw anhysbys cuddio guddio cudd preifat breifat cyfrinachol gyfrinachol hepgor"
    " anonymity-request di-enw ddi-enw"
)


NOT = vocabulary(
    "not never no without don't doesn't can't cannot won't wouldn't shouldn't isn't aren't nobody object objection"
    " refuse refused decline declined withdraw withdrawn opt-out disagree against stop peidio peidiwch beidio beidiwch ddim dim nid na nac heb gwrthod"
    " wrthod gwrthwynebu wrthwynebu"
)


_NAME = vocabulary(
    "name names named naming surname enw enwau henw henwau enwi henwi anonymous anonymously anonymity anonymise"
    " anonymised anon unnamed nameless unidentified identify identified identity identifiable credit credited byline"
    " initials dienw ddienw anhysbys di-enw ddi-enw"
)


_CONSENT = vocabulary(
    "consent consents consenting agree agrees agreed agreement permission permissions permit permitted allow allowed"
    " authorise authorised authorize accept approve approved release waiver cydsynio gydsynio cydsyniad gydsyniad"
    " chydsyniad caniatâd chaniatâd ganiatâd caniatad chaniatad ganiatad caniatáu ganiatáu caniatau cytuno gytuno cytundeb"
)


_OURS_TO_SHOW = vocabulary(
    "story stories testimony testimonies pledge pledges piece words contribution entry account experience promise"
    " commitment submission response stori straeon tystiolaeth hanes addewid geiriau cyfraniad"
)


_IT = vocabulary("it this everything what that")


_FRAME = vocabulary(
    "a an and any are as at be being box by can check choose click comfortable confirm content could do did does for"
    " full fully gave given give giving going happy have here hereby how i in is kept keep keeping left leave let like"
    " make may me might my of ok okay on online or our out own please prefer prefer real remain shall should site so"
    " stay staying text that the their them this tick to under us want web website willing wish with would rather you your"
    " yourself everyone whose tells we will it be said say told tell wrote write written alongside beside next page"
    " a'i ac am amdanaf ar bod byddwch byddai caiff cael chi chi'n chwi dda dw eich ei ein er fel fod fy fyddech gael gaiff"
    " gallwn gall gawn gennych gyda gyfer hapus hoffai hoffech hoffwn hon hwn i'ch i'm i'n llawn mae mewn modd gallwch"
    " ni o oes os rhoi rwy'n rwyf rydw rydych safle wefan gwefan wyf y ydw ydych yn yr ym aros cadw gadw cadw'n"
    " eisiau am i yw â"
)


_PLAIN_NAME = _SHOW | HIDE | NOT | _NAME | _CONSENT | _OURS_TO_SHOW | _IT | _FRAME


# Only a part of a name, or a way between: a yes to these gives no full name.
_PART_OF_NAME = vocabulary("initials surname identify identified identity identifiable byline only first")


_ELSE = re.compile(
    r"privacy|preifatrwydd|\bpolic|polisi|\bnotice|hysbysiad|gdpr|data|terms|telerau|conditions|amodau|guideline"
    r"|canllaw|\brules?\b|code of conduct|cookie|photo|\blluniau?\b|image|video|fideo|film|record|audio|over 1[368]|\baged?\b"
    r"|guardian|parent|research|ymchwil|read and under|i have read|i understand|copyright|licen[cs]e|rights|safeguard"
    r"|\bstor(e|ed|ing) (my|your|our|the|this|it|personal)\b"
)


_NEWS = re.compile(
    r"newsletter|mailing|subscribe|cylchlythyr|contact(ing)? (me|you|us)\b|contacted|cysylltu|keep in touch|stay in touch|hear (more )?from|updates? (by|from)"
    r"|marketing|follow[ -]?up|keep me (informed|updated|posted)|sign (me )?up|be involved|take part|volunteer"
)


_FIRST_ASK = re.compile(r"\b(before|first|prior)\b.*\b(publi\w*|shar\w*|show\w*|us(e|ing))|(publi\w*|shar\w*|show\w*).*\b(before|first|prior)\b")  # fmt: skip


_MAY_WE = re.compile(
    r"\b(may|can|could|shall|should) we\b|\b(happy|ok|okay|willing|content|like|want) (for|with)?\s*(us|it|this|your|my)\b"
    r"|\b(us|it|this|story|words|pledge|experience|testimony|contribution|name) (to|can|may|will|being)?\s*(be )?(publish|shar|show|us)"
    r"|\b(want|like|prefer|happy) (for )?you (not )?to\b|\b(i|we) (am|are) (happy|willing|content|ok)|\b(be|being) (publish|shar|show|us|named|made public)|^publi(sh|c)"
    r"|(\bnot|n't|\bnever) (be )?(publish|shar|show|us(e|ing)\b)|\b(not|no) for publication|^(do not|don't|please do not) (publish|share|show|use)"
    r"|\bgawn ni\b|\bhapus i ni\b|\bi ni (gyhoeddi|rannu|ddangos|ddefnyddio)\b|\bcael ei (chyhoeddi|gyhoeddi|rhannu|dangos)"
    r"|\b(peidiwch|peidio)\b"
)


# In a question, a not can be a mere turn of speech: "Don't you want …?", "May we not …?"
_TURN = re.compile(
    r"^(do|does|did|can|could|may|should|would|are|is|will) (you|we|i|it|your name|my name) not\b"
    r"|^(don't|doesn't|can't|couldn't|shouldn't|wouldn't|aren't|isn't|won't) (you|we|it|your)\b"
)


_CLAUSE = re.compile(r"[.?!,;:–—/()\[\]]|\s-\s|\band\b|\bor\b|\bbut\b|\bneu\b|\bond\b")


def _polarity(text: str, known: Collection[str]) -> Polarity | None:
    """What a yes does, by the clauses of a heading; nothing where none of them says it."""
    if _TURN.search(text):
        return Polarity.UNCLEAR
    text = re.sub(r"\bopt(?:ing|ed)?[ -]?out\b", "opt-out", text)
    text = re.sub(r"\b(?:kept?|keep|leave|left|take|taken) (?:back|out|off)\b|\bleave (?:my|your) name (?:out|off)\b", "hide", text)  # fmt: skip
    text = re.sub(r"\bgadael (?:allan|fy enw allan)\b", "cuddio", text)
    ways: set[Polarity] = set()
    clauses = [words for clause in _CLAUSE.split(text) if (words := words_in(clause))]
    for words in clauses:
        turns = sum(word in HIDE or word in NOT for word in words)
        if turns > 1:
            ways.add(Polarity.UNCLEAR)
        elif turns:
            ways.add(Polarity.FORBIDS)
        elif any(word in _SHOW for word in words) or (len(clauses) > 1 and set(words) <= _BARE_NAME):
            ways.add(Polarity.ALLOWS)
    if not ways:
        return None
    plain = all(word in known or word in ("hide", "opt-out") for words in clauses for word in words)
    return ways.pop() if len(ways) == 1 and plain else Polarity.UNCLEAR


_BARE_NAME = vocabulary("name names named full your my enw")


def on_names(text: str, words: Sequence[str]) -> Column | None:
    """A column about whether, or how, somebody is named."""
    named = next((number for number, word in enumerate(words) if word in _NAME), None)
    if named is None:
        hidden = re.search(r"\bdetails\b|\bmanylion\b", text) and any(word in HIDE | NOT for word in words)
        if not hidden or _NEWS.search(text) or any(word in _OURS_TO_SHOW for word in words):
            return None
        polarity = _polarity(text, {*_PLAIN_NAME, "details", "manylion", "personal"})
        return (
            Column("show_name", polarity)
            if polarity is Polarity.FORBIDS
            else Column("show_name", Polarity.UNCLEAR)
        )
    if _WHO_SHOWN.search(text):
        return Column("who")
    if re.search(r"^(how|sut)\b|^what (name|way)\b|\bhow (would|should|do|shall|may|can|are)\b", text):
        return Column("show_name", Polarity.UNCLEAR)
    polarity = _polarity(text, _PLAIN_NAME - _PART_OF_NAME)
    if polarity is None:
        if not any(word in _CONSENT for word in words):
            asks = _MAY_WE.search(text) or words[named] not in (
                "name",
                "names",
                "surname",
                "initials",
                "enw",
                "enwau",
            )
            return Column("show_name", Polarity.UNCLEAR) if asks else None
        # "Name consent", "Permission to name"
        plain = all(word in _PLAIN_NAME - _PART_OF_NAME for word in words)
        polarity = Polarity.ALLOWS if plain else Polarity.UNCLEAR
    told = next((number for number, word in enumerate(words) if word in _OURS_TO_SHOW), None)
    if told is not None and told < named and any(word in _SHOW for word in words):
        # The story with the name: a no may mean either.
        return Column("consent", Polarity.UNCLEAR)
    return Column("show_name", polarity)


_WHO_SHOWN = re.compile(
    r"^(what|which|the|your|my|preferred|full|public|display|chosen|beth yw|eich|pa)?\s*(preferred |full )?(name|names|enw)\b"
    r"(?!.*\b(may|can|could|shall) (we|be)\b)(?!.*\bwe (may|can|could)\b)"
    r"(?=.*\b(to be|for|to (use|show|display|appear|publish|credit)|as you|as it|you (want|would|wish|like)|shall|should|i'w|ar gyfer|yr hoffech)\b)"
    r"|^(what|which|pa) (name|enw)\b|^(public|display|preferred|published|chosen|pen) name$|^name (used|displayed|as shown)$|^named \w+$|\b(nickname|pseudonym|pen name|alias)\b"
)


def on_consent(text: str, words: Sequence[str]) -> Column | None:
    """A column about whether it may be published, or about something else that is agreed to."""
    asks = any(word in _CONSENT for word in words) or _MAY_WE.search(text) is not None
    shows = any(word in _SHOW for word in words)
    turns = sum(word in HIDE or word in NOT for word in words) + len(re.findall(r"\bopt(?:ing)? out\b", text))
    ours = any(word in _OURS_TO_SHOW for word in words)
    if _NEWS.search(text) and not (
        ours and asks and shows and not re.match(r"(may|can|could) we contact", text)
    ):
        return Column("consent", Polarity.FORBIDS) if _FIRST_ASK.search(text) else Column("-")
    if _FIRST_ASK.search(text) and asks | shows:
        return Column("consent", Polarity.FORBIDS if not re.match(r"(may|can|could) we (publi|shar|show|use)", text) else Polarity.UNCLEAR)  # fmt: skip
    if _ELSE.search(text):
        if ours and shows:
            return Column("consent", Polarity.UNCLEAR)
        sort = r"agree|accept|consent|permi|confirm|read|underst|may we|can we|could we|happy|notice|polic|gdpr|terms|release|cytuno|caniat|cydsyn|over 1|preifat|polisi|telerau"
        if turns:
            return Column("consent", Polarity.UNCLEAR) if asks else None
        return Column("consent", Polarity.ELSE) if asks or re.search(sort, text) else None
    if (
        not asks
        and not (shows and set(words) <= _SHOW | HIDE | NOT | _FRAME)
        and not (
            turns
            and not ours
            and set(words) <= HIDE | NOT | _FRAME | {"opt"}
            and (set(words) & HIDE or "opt" in words)
        )
    ):
        return None
    known = _PLAIN_NAME - _NAME - _PART_OF_NAME | {"opt-out"}
    polarity = _polarity(text, known)
    if polarity is Polarity.FORBIDS:
        return Column("consent", Polarity.FORBIDS)
    if polarity is Polarity.UNCLEAR:
        return Column("consent", Polarity.UNCLEAR)
    if not all(word in known for word in words):
        return Column("consent", Polarity.UNCLEAR)
    # "Do you agree?" does not say to what, and "Published" may say what happened already.
    shows = shows and not re.fullmatch(
        r"(published|public|shared|shown|used|visible|displayed|included)\W*", text
    )
    return Column("consent", Polarity.ALLOWS if shows or ours else Polarity.ELSE)
