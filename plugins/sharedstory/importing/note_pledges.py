"""The words of a pledge in notes: who speaks, what they will do, of what an offer is, and by when."""

import re
from collections.abc import Sequence

from sharedstory.forms import compose
from sharedstory.importing import note_people
from sharedstory.importing.note_people import Whose
from sharedstory.schema import dates
from sharedstory.schema.choices import Resource

FIRST_PERSON = re.compile(
    r"(?:i|we|our|my|i['\u2019]\w+|we['\u2019]\w+|to|will|byddaf|byddwn|fe)\b", re.IGNORECASE
)
PLEDGING = re.compile(
    r"\b(?:will|shall|pledges?|promises?|commits?|offers?|(?:going|agreed?|aims?) to|byddaf|byddwn|fydd(?:af|wn)?|bydd|addo)\b"
    r"|['\u2019]ll\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?P<who>[^:]{1,80}?)(?P<verb>\s+(?:will|shall|pledges?|pledged|promises?|promised|commits?|offers?|agreed? to"
    r"|(?:is|are) going to)\s+|['\u2019]ll\s+)(?P<what>\S.*)",
    re.IGNORECASE,
)
COLON = re.compile(r"(?P<who>[^:]{1,80}?)\s*:\s+(?P<what>\S.*)")
DASH = re.compile(r"(?P<who>[^:]{1,60}?)\s[–—-]\s(?P<what>\S.*)")
DOES = re.compile(r"(?P<who>[^:]{2,40}?)\s+(?P<what>(?:to|will|has|is|said|says|asked|agreed|told)\s.*)")
TAIL = re.compile(r"(?P<what>.*\S)\s*(?:\s[–—-]\s*|\()(?P<who>[^()–—]{2,60}?)\)?\.?")
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


def speaker(words: str, groups: Sequence[str]) -> tuple[str, str, str]:
    """Who speaks in some words, what they say, and by what that is known; nobody where it is not plain.

    A name that can be a person's is found also where it is not sure, so that it can be left out.
    """
    if split := COLON.fullmatch(words):
        who = note_people.who(split["who"], groups)
        if who.whose is not Whose.NOBODY and (
            who.whose is not Whose.PERSON or len(who.words.split()) <= 4 or note_people.any_name(who.words)
        ):
            return split["who"], split["what"], "colon"
        return "", words, ""
    if split := DASH.fullmatch(words):
        who = note_people.who(split["who"], groups)
        named = note_people.is_name(who.words) or note_people.given(who.words)
        if (who.whose in (Whose.GROUP, Whose.ROLE) and not note_people.is_name(split["what"])) or (
            who.whose is Whose.PERSON and (named or who.agreed or FIRST_PERSON.match(split["what"]))
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
    if split := TAIL.fullmatch(words):
        who = note_people.who(split["who"], groups)
        if who.whose is Whose.GROUP or note_people.is_name(who.words) or note_people.given(who.words):
            return split["who"], split["what"], "tail"
    return "", words, ""


def resource(words: str) -> Resource | None:
    return next(
        (of for of, known in _RESOURCES.items() if re.search(rf"\b(?:{known})\b", words, re.IGNORECASE)), None
    )


def when(words: str) -> tuple[str, str, str]:
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
    day = "" if before else date(plain)
    return (
        words[: match.start()].rstrip(" ,;–—-"),
        re.sub(r"^(?:by|erbyn)\s+", "", by_words, flags=re.IGNORECASE),
        day,
    )


def date(words: str) -> str:
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
