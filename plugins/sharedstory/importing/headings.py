"""What a column of somebody else's sheet is, by its heading, in English or Welsh.

The head noun decides, not any word that occurs: "Commitment ID" is a number, and "Story consent" is no story.
On names and on consent, a heading says which way round a yes goes. It is plain only where we know every word of it;
what is left over could turn it round, so that it is then unclear.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal

from sharedstory.importing import answers
from sharedstory.importing.answers import vocabulary, words_in
from sharedstory.importing.heading_permission import HIDE, NOT, on_consent, on_names
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.reading import privacy

SheetOf = Literal["pledges", "stories"]


# The headings of our own tables of pledges, which come back in as what they are.
OURS: Mapping[str, str] = {
    "id": "id",
    "made_in": "made_in",
    "address": "-",
    "status": "status",
    "status_on": "on",
    "since": "on",
    "sort": "sort",
    "will": "will",
    "who": "pledger",
    "as": "as",
    "of": "of",
    "so_that": "so_that",
    "with": "with",
    "by": "by",
    "by_words": "by_words",
    "tags": "tags",
    "history": "history",
}


def is_ours(headings: Collection[str]) -> bool:
    """Whether a sheet is a table of pledges that we wrote ourselves."""
    return {"id", "made_in", "will"} <= set(headings) <= OURS.keys()


def column(heading: str, cells: Sequence[str] = (), *, of: SheetOf) -> Column:
    """What a column is, by its heading, and where that leaves it open by its cells."""
    filled = [cell for cell in cells if not answers.placeholder(cell)]
    column = _by_heading(heading, of)
    # Out of a story or a pledge, details are taken one by one.
    if column.meaning not in ("story", "will", *_ON_PERMISSION) and _mostly_personal(filled):
        return Column("personal")
    if column.meaning == "who" and filled and all(answers.is_answer(cell) for cell in filled):
        return Column("show_name", Polarity.UNCLEAR)
    if column.meaning in ("will", "story") and filled and all(map(_ID.fullmatch, filled)):
        return Column("key")
    if column.meaning == "key" and any(map(_WEB.match, filled)):
        return Column("evidence")
    if column.meaning == "key" and any(len(cell.split()) > _MOST_OF_A_NUMBER for cell in filled):
        return Column("")
    if column.meaning == "status" and any(len(cell.split()) > 5 for cell in filled):
        return Column("note")
    if column.meaning == "target":
        return Column("by" if filled and all(map(_DAY.search, filled)) else "")
    return column


_WEB = re.compile(r"https?://|www\.")
# Words in what people write as a number of a row, such as "Ref no. 12 b".
_MOST_OF_A_NUMBER = 4
_ID = re.compile(r"(?=.*\d)[A-Za-z]{0,6}[\s./#_-]*\d+([./_-]\w+)*\.?", re.ASCII)
_DAY = re.compile(r"\b(19|20)\d\d\b|^\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$")
_DEVICE = re.compile(r"(\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:]+:[0-9a-f]*")


_ON_PERMISSION = ("consent", "show_name")


def _mostly_personal(cells: Sequence[str]) -> bool:
    return 2 * sum(map(_personal, cells)) > len(cells)


def _personal(cell: str) -> bool:
    return bool(privacy.without_details(cell)[1] or _DEVICE.fullmatch(cell))


# Headings as words


def plain(heading: str) -> str:
    """A heading in small letters on one line, without its number, its marks, and what forms add to it."""
    text = " ".join(unicodedata.normalize("NFKC", heading).replace("’", "'").replace("_", " ").split())
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"(?<=[a-z])I[Dd]\b", " id", text).casefold()
    text = re.sub(r"^\W*(?:q(?:uestion)?|cwestiwn|c)?\.?\s*\d+[a-z]?\s*[.):–—-]+\s*", "", text)
    text = re.sub(
        r"[(\[{]\s*(?:required|optional|mandatory|gofynnol|dewisol|if any|if known|os o gwbl)\s*[)\]}]",
        " ",
        text,
    )
    text = re.sub(r"[(\[]?\b(?:yes\s*(?:/|or)\s*no|y\s*/\s*n|ydw\s*/\s*nac ydw|ie\s*/\s*na(?:ge)?|cewch\s*/\s*na chewch)\b[)\]]?", " ", text)  # fmt: skip
    text = re.sub(
        r"\b(?:please )?tick (?:this |here |the )?(?:box )?(?:if|to)\b|\bos gwelwch yn dda\b|\bplis\b",
        " ",
        text,
    )
    text = re.sub(r"\bname (?:you|me)\b", "named", text)
    text = re.sub(
        r"^(?:please )?(?:tell us|let us know|say|answer|state|indicate|dywedwch wrthym)\b[\s:,–—-]+(?=(?:if|whether|may|can|could|do|would|are|is|should|will|did|have)\b)(?:if |whether )?",
        "",
        text,
    )
    return " ".join(text.replace("*", " ").split()).strip(" \"'.:;,-–—")


# Names and consent: all that a plain heading can be made of


# All other columns

_PERSONAL = re.compile(
    r"e-?mail|e-?bost|phone|ff[oô]n|\bmobile|\bsymudol\b|\btel\b|\bfax\b|(?<!web )(?<!internet )address|cyfeiriad(?! gwe)|post ?code|zip ?code|cod post|\bip\b"
    r"|browser|user ?agent|\bdevice\b|date of birth|birthday|\bdob\b|dyddiad geni|\bage\b|oedran|gender|rhyw(edd)?\b|\bsex\b"
    r"|ethnic|nationality|religion|disabilit(y|ies)\??$|sexual|surname|cyfenw|(last|first|given|family|middle|maiden|christian) ?names?\b|enw cyntaf"
    r"|\b(forename|initials?)\b|user ?name|log ?in|nhs n|national insurance|emergency|next of kin|(mother|father|carer|child|parent|guardian|worker|nurse|doctor|gp|son|daughter)'?s'? name"
    r"|twitter|facebook|instagram|linkedin|\bhandle\b|signature|llofnod|\bbank\b|passport|bubble|latitude|longitude|contact (details|number|info)"
)
_HEADS: tuple[tuple[str, str], ...] = (
    ("key", r"ids?|refs?|references?|no|nos|num|number|numbers|nr|#|code|guid|uuid|urn|key|index|serial|rhif|cyfeirnod|rif"),
    ("on", r"timestamp|date|time|day|submitted|dyddiad|amser|datetime"),
    ("by", r"deadline|timescales?|timeframe|timeline|due|by|when|milestone|erbyn|eta"),
    ("status", r"status|rag|stage|state|progress|statws|cynnydd|sefyllfa|rating"),
    ("evidence", r"evidence|links?|urls?|website|dolen|dolenni|tystiolaeth|proof"),
    ("note", r"updates?|comments?|commentary|notes?|narrative|latest|news|remarks?|diweddariad|sylwadau|nodiadau|taken"),
    ("so_that", r"outcomes?|impacts?|benefits?|difference|why|reasons?|rationale|aims?|purpose|objective|canlyniad(au)?|effaith|pam|rheswm|gwahaniaeth"),
    ("sort", r"sort|type|kind|math"),
    ("of", r"of|resources?"),
    ("tags", r"tags?|themes?|topics?|themau|themâu|thema|pwnc|pynciau|tagiau|keywords?"),
    ("organisation", r"organi[sz]ations?|orgs?|company|council|body|bodies|departments?|dept|agency|agencies|directorate|charity|employer|institution|trust|authority|ministry|association|community group|group|team|division|sefydliad|cyngor|corff|adran|grŵp|mudiad|elusen|cymdeithas|tîm|partners?|service"),
    ("personal", r"approver|manager email"),
    ("who", r"names?|who|owners?|leads?|officers?|persons?|people|champions?|sro|sponsors?|contacts?|managers?|responsible|responsibility|accountable|assignee|assigned|authors?|pledgers?|submitter|signatory|holder|coordinators?|directors?|councillors?|members?|minister|staff|colleague|individual|pledged|promised|committed|enw|enwau|pwy|perchennog|arweinydd|swyddog|awdur|cyfrifol|delegate|attendee|participant|respondent|maker|storyteller|teller|narrator|writer"),
    ("role", r"roles?|job|position|occupation|rôl|swydd|profession"),
    ("title", r"title|heading|headline|teitl|pennawd"),
    ("summary", r"summary|crynodeb|abstract"),
    ("places", r"places?|location|town|city|county|village|area|region|ward|district|lle|lleoliad|ardal|tref|sir|postcode area"),
    ("voices", r"voices?|llais|lleisiau"),
    ("channels", r"channels?|sianeli?"),
    ("content_notes", r"content (notes?|warnings?)|trigger warnings?|warnings?|rhybudd"),
    ("quote", r"quotes?|quotation|dyfyniad"),
    ("lang", r"language|iaith"),
    ("will", r"pledges?|commitments?|promises?|actions?|wording|undertaking|vow|offer|ask|addewid(ion)?|ymrwymiad(au)?|gweithred(oedd)?|cam gweithredu|recommendation"),
    ("story", r"story|stories|testimony|testimonies|testimonial|experiences?|account|stori|straeon|hanes|profiad(au)?|tystiolaeth"),
    ("words", r"text|description|details?|statement|content|body text|words|wording|disgrifiad|manylion|testun|geiriad"),
)  # fmt: skip
_HEAD = {meaning: re.compile(rf"(?:{words})") for meaning, words in _HEADS}
_PLEDGED = _HEAD["will"]
_TOLD = _HEAD["story"]
# Whole questions and turns, first come first served.
_PHRASES: tuple[tuple[str, SheetOf | None, str], ...] = (
    ("-", None, r"how did you (hear|find)|where did you hear|ticket|anything else|any other|dietary|access (needs|requirements)|^column \d+$|^n/?a$|marketing|captcha|spam|(start|last modified|modified) ?time$|^total|score|^points$|\bbudget|\bcost|priority|risk|scope$"),
    ("on", None, r"timestamp|^completion time$|\bas (of|at)$|^(date|time) (submitted|sent|recorded|received|completed)|(submission|submitted|order|entry|status|recorded|created|response|last updated|consent|signed) ?(date|on|at|time)?$(?<!response)(?<!consent)(?<!entry)(?<!status)(?<!order)(?<!submission)|^date of (consent|agreement|submission|response|pledge|commitment|promise|update|status)|^dyddiad (cyflwyno|cydsynio|addewid)|^when (did|was|were) (you|it|this|they)( \w+)? (agree|pledge|sign|submit|made|agreed|promise)"),
    ("by", None, r"by when|erbyn pryd|(due|target|end|finish|delivery|deadline|completion) (date|year|month|by)$|(expected|planned|estimated|target) (completion|delivery|end|finish)|complet(e|ion) by|^when (will|do|are|should)|^due\b|^pryd (fydd|byddwch)|dyddiad (cau|targed|cwblhau)|timescale|^deadline|^by (what|which) date"),
    ("target", "pledges", r"^(the )?target$"),
    ("note", "pledges", r"^status (reason|comment|note|update|detail)s?$|progress (update|note|report|comment|to date|so far|made|narrative)|^(latest|recent|last) (progress|position|news|update)|^what (has )?happened|^(update|progress) (on|since|notes)|^what('s| is| has been)? (the )?(latest|news|progress|done)|^how (is it|are (you|things)) going|^actions? (taken|to date|completed)|diweddariad"),
    ("status", "pledges", r"status of|^how (it|things) stands?|progress (status|rag|rating)|^(is it|been) (done|kept|complete)|^(done|complete|completed|kept|delivered|achieved)$|rag (status|rating)"),
    ("evidence", None, r"(web|internet) address|cyfeiriad gwe|where can (it|this|we|people) (be seen|see)|link to|more information$|^how (can|will) we (know|see|check)"),
    ("so_that", "pledges", r"^so that|what (difference|will (change|be different))|^what changes|^who (will )?benefits?|why (is|are|did|do|will|have)|intended|expected (outcome|impact|benefit)|pa wahaniaeth"),
    ("sort", "pledges", r"offer or (an )?ask|ask or (an )?offer|^(type|kind|sort|math) o(f|')"),
    ("of", "pledges", r"^of$|offer of|ask of|what (kind|sort|type) of (help|support|resource)|^what (do you|can you|could you) (need|offer)"),
    ("channels", "stories", r"where (may|can|could|should|shall|would|do)\b.*\b(show|shar|publi|use|appear)|(ble|lle) (gawn|caiff|y cawn)|channels? (agreed|allowed)|^how (may|can|could) (we|it|this|your (story|words)).*\b(show|shar|publi|us)"),
    ("voices", "stories", r"as whom|speak(ing)? as|which of these describes|^(?!.*\b(tell|share|describe)\b).*experience of care|whose voice|your connection|describes you|relationship (to|with)|are you (a|an)\b"),
    ("summary", "stories", r"in (one|a|1|two) (or two |or 2 )?(short )?sentences?|briefly|in short|in a nutshell|mewn (un|brawddeg)|^sum up|^crynodeb|what is it about"),
    ("content_notes", "stories", r"content (note|warning)|does it (speak|mention)|trigger|might upset"),
    ("quote", "stories", r"which (one )?sentence|pull ?quote|lift out"),
    ("lang", None, r"^which language|^pa iaith"),
    ("account", "stories", r"whose words"),
    ("speaking_for", "stories", r"^who (has )?(agreed|gave permission|consented)|on (whose )?behalf|for someone else"),
    ("gathering", "stories", r"gathering|which (event|meeting|session)"),
    ("tags", None, r"^(which|what|pa) (theme|topic|tag|thema|pwnc)|themes? (it|does)"),
    ("places", "stories", r"^(which|what) (place|town|area|county|region)|^where (did|do|does|is|are|was|were|in)\b|^(ble|lle) (mae|digwyddodd|rydych)|^where$"),
    ("title", "stories", r"what (shall|should|do|would) (we|you) call it|call it|^(title|headline|heading|teitl) (of|for|i|y|eich) |^(name|enw) (of|for|i|y|eich) (the |your |my |this )?(story|piece|testimony|stori)|(story|stori|piece) (name|title|heading|headline)|^teitl|give (it|your story|this|us) a (title|name)|what is the title"),
    ("story", "stories", r"^(please )?(tell|share|write|describe|type|paste|put|give us|send)\b.*\b(story|experience|testimony|happened|us|words|what|about)|in your own words|what happened|^what (do|would|is it|did) you (want|like|have|wish) to (say|tell|share)|^(dywedwch|rhannwch|ysgrifennwch|adroddwch)|yn eich geiriau eich hun|beth ddigwyddodd|^(your|my|our|eich|fy) (words|experience|(story|testimony|stori)( (here|below|in full|in your own words))?$)|^what is your (story|experience)|^what (would|do) you"),
    ("will", "pledges", r"what (will|would|are|can|do) (you|we|they|i)\b.*\b(do|pledge|commit|promise|change)|^(i|we|you|they) (will|pledge|promise|commit|agree to)\b|^(my|our|your|the) (pledge|promise|commitment|action)s?\b(?! \w)|what is (your|the) (pledge|commitment|promise|action)|what (did|have) (you|they|we) (pledge|promise|commit|agree)|beth (fyddwch|wnewch|yw eich (addewid|ymrwymiad))|byddaf|fe fyddaf|beth ydych chi'n addo|what we (will|say|promise|pledge|commit)|^(please )?(write|enter|type|put|add|state|tell us|make)\b.*\b(pledge|promise|commitment|addewid)|^(eich|fy|ein) (addewid|ymrwymiad)\b|^what .*(will|are) (you|we|i) .*\b(change|do|make|give|offer)\b|^(one|the) thing (that )?(i|we|you)\b"),
    ("role", None, r"^who are you|^i am an?|^what do you do|job title|job role|^your role|^pwy ydych chi|^teitl swydd"),
    ("organisation", None, r"^(which|what|your|name of (your |the )?|pa|enw('r)?|enw eich)\s*(organi[sz]ation|group|council|charity|company|team|body|sefydliad|mudiad|grŵp)|(which|what) (organi[sz]ation|group)|(organi[sz]ation|org|company|council|group|body|charity|agency|department|team|institution|sefydliad) name|enw'?r? (eich )?(sefydliad|mudiad|grŵp)|who do you work for|on behalf of which"),
    ("who", None, r"(pledge|commitment|promise|action|story)?\s*(made|pledged|submitted|promised|given|told|written|owned|led|posted|sent|entered|delivered|committed|signed|proposed|story|testimony) by$|^(assigned|allocated) to$|^who (made|pledge|will|is|are|has|promise|commit|gave|wrote|told|owns|leads)|^person (responsible|accountable)|responsible (person|officer|lead)|named (contact|person|lead)|^pwy (sy|wnaeth|fydd)|^what is your name|^your name|^(beth yw )?eich enw|^what('s| is| are)? (your|the) (full )?name|^name of (the )?(person|pledger|owner|lead|author|individual|participant|storyteller)|^gan bwy|person(au)? cyfrifol"),
)  # fmt: skip
_PHRASE = tuple((meaning, of, re.compile(words)) for meaning, of, words in _PHRASES)
_NAME_OF_THING = re.compile(
    r"(source|file|document|page|plan|project|event|ticket|session|form|sheet|programme|program|column|field|product|venue|street|school|building|policy|strategy|workshop|table|course|computer|domain|brand|scheme)s?'?s? (name|enw)|(name|enw) (of|for|y|yr|o) (the |your |our )?(source|file|document|page|plan|project|event|ticket|session|form|programme|venue|street|school|building|policy|strategy|workshop|scheme)"
)
_PERSON_BEFORE_NAME = re.compile(
    r"^(your|full|my|our|own|real|preferred|display|public|chosen|pen|the|contact|person|persons|person's|owner|owners|owner's|lead|officer|participant|participant's|attendee|attendee's|respondent|respondent's|pledger|pledger's|author|author's|writer|teller|storyteller|submitter|delegate|customer|user|member|member's|individual|responsible|signatory|champion|sponsor|people|people's|pledge|what|is|are|surname|of|published|councillor|leader|speaker|eich|and|or|full-name)$"
)
_SPELLED_DATES = re.compile(r"\b(start|review|next review|opening|effective|birth|meeting|event)\b.*\b(date|day|time)\b|\b(date|day|time)\b.*\b(started|review|birth|meeting|event)\b")  # fmt: skip
_HIDDEN_PART = re.compile(r"\b(not|never|won't|n't)\b.*\b(publi|show|shar|display|appear|used?)|confidential|\bprivate\b|internal|office use|preifat|cyfrinachol|ni (fydd|chaiff)")  # fmt: skip


def _by_heading(heading: str, of: SheetOf) -> Column:
    text = plain(heading)
    if not text:
        return Column("")
    first, rest = _parted(text)
    if rest and (column := _thing(first, of)).meaning in (
        "who",
        "personal",
        "organisation",
        "story",
        "will",
        "title",
    ):
        # What stands behind a noun explains it.
        if _HIDDEN_PART.search(rest):
            return Column("personal" if column.meaning in ("who", "personal", "organisation") else "")
        if column.meaning != "who" or not re.search(r"\b(may|can|could) we\b|\?", rest):
            return column
    words = words_in(text)
    if _is_phrase_with_number_or_day(words, text):
        return _thing(text, of)
    for reading in (on_names, on_consent):
        if (of == "stories" and _WHERE_SHOWN.search(text)) or _TELL_US.search(text):
            break
        if column_ := reading(text, words):
            return column_
    column = _thing(text, of)
    # What has a "not" in it, and was not understood above, may be a refusal.
    refuses = any(word in NOT | HIDE for word in words_in(first)) and column.meaning in (
        "story",
        "will",
        "who",
        "title",
    )
    return Column("") if refuses else column


_WHERE_SHOWN = re.compile(r"^(where|ble|lle)\b|^how (may|can|could) (we|it|this|your (story|words))\b.*\b(show|shar|publi|us)|\bchannels?\b")  # fmt: skip
_TELL_US = re.compile(
    r"^(please )?(tell|share|write|describe|type|paste)\b(?!.*\b(name|consent|permission|anonym\w*)\b)|^(dywedwch|rhannwch|ysgrifennwch)\b"
    r"|^(what|who|why|when|pam|pryd|pwy|beth)\b(?!.*\b(name|consent|anonym\w*|publish|permission)\b)"
)


def _parted(text: str) -> tuple[str, str]:
    """What stands before the first bracket, dash or colon, and what behind it."""
    match = re.match(r"(.+?)\s*(?:[(\[:–—]| - |, )\s*(.+)", text)
    return (match[1].strip(" ?."), match[2]) if match else (text, "")


def _is_phrase_with_number_or_day(words: Sequence[str], text: str) -> bool:
    """Whether it is a short phrase for a number, a day, a person or a status, whatever it is of."""
    if (
        not words
        or len(words) > 6
        or re.search(r"\b(we|you|i|us|my|publi\w*|shown?|anonym\w*|consent to)\b", text)
    ):
        return False
    head = _head(text)
    sorts = ("key", "on", "by", "status", "note", "evidence")
    return (
        any(_HEAD[sort].fullmatch(head) for sort in sorts) and head not in ("by", "no", "of", "taken", "when")
    ) or (
        head == "no"
        and len(words) > 1
        and any(pattern.fullmatch(words[-2]) for pattern in (*_HEAD.values(), _ROW))
    )


_ROW = re.compile(r"row|response|respondent|order|attendee|item|entry|line|record|unique|form|submission")


def _head(text: str) -> str:
    """The head noun of a phrase: the last word before "of", "for", "from", "to" and the like; in Welsh the first word."""
    before = re.split(
        r"\s+(?:of|for|from|to|on|in|that|which|with|about|per|at)\s+|\s*[(\[,:;?!/–—]|\s-\s", text
    )[0]
    words: list[str] = re.findall(r"#|[^\W\d_]+(?:['-][^\W\d_]+)*|\d+", before or text)
    words = [word for word in words if not word.isdigit()] or words
    if not words:
        return text
    if words[0] in _WELSH_FIRST:
        return words[0]
    return words[-1].removesuffix("'s")


_WELSH_FIRST = vocabulary(
    "rhif cyfeirnod dyddiad amser statws cynnydd dolen diweddariad canlyniad effaith math thema sefydliad corff adran"
    " enw perchennog swyddog arweinydd awdur rôl swydd teitl crynodeb lle lleoliad stori disgrifiad manylion testun addewid"
    " ymrwymiad cyngor grŵp hanes"
)


def _thing(text: str, of: SheetOf) -> Column:
    """What a column is that is neither about names being shown nor about consent."""
    return Column(next(_things(text, of), ""))


def _things(text: str, of: SheetOf) -> Iterator[str]:
    head = _head(text)
    words = words_in(text)
    if (head == "no" and len(words) > 1) or (_HEAD["key"].fullmatch(head) and head != "no"):
        if re.search(r"phone|mobile|tel\b|nhs|insurance|ff[oô]n|contact|bank|passport", text):
            yield "personal"
        elif not re.search(r"number of|how many|no of|no\. of|post ?code|zip ?code", text):
            yield "key"
        else:
            yield "personal" if "code" in text else "-"
        return
    if _NAME_OF_THING.search(text):
        yield "-"
    if re.fullmatch(r"web ?site|web ?address|url|link", text):
        yield "evidence"
    if re.search(r"(web|internet) address", text):
        yield "evidence"
    if _PERSONAL.search(text):
        yield "personal"
    if _SPELLED_DATES.search(text):
        yield "-"
    for meaning, only, pattern in _PHRASE:
        if only in (None, of) and pattern.search(text):
            yield meaning
    meaning = next((name for name, pattern in _HEAD.items() if pattern.fullmatch(head)), "")
    if len(words) > 7 and meaning not in ("story", "will"):
        return
    before = words[words.index(head) - 1] if head in words and words.index(head) else ""
    match meaning:
        case "words":
            # The text of a pledge is the pledge; a mere "Description" may be anything.
            if (of == "pledges" and head == "wording") or any(
                _PLEDGED.fullmatch(word) for word in words[:-1] + words[1:]
            ):
                yield "will" if of == "pledges" else "-"
            elif any(_TOLD.fullmatch(word) for word in words):
                yield "story" if of == "stories" else "-"
        case "who":
            thing = any(_PLEDGED.fullmatch(word) or _TOLD.fullmatch(word) for word in words)
            if head in ("name", "names", "enw", "enwau"):
                if thing:
                    yield "title" if of == "stories" else ""
                elif words[0] in _WELSH_FIRST or not before or _PERSON_BEFORE_NAME.match(before):
                    yield "who"
                elif organisation := next(
                    (word for word in words if _HEAD["organisation"].fullmatch(word)), ""
                ):
                    yield "organisation" if organisation else ""
                elif _HEAD["tags"].fullmatch(before):
                    yield "tags"
                elif _HEAD["places"].fullmatch(before):
                    yield "places"
            elif head != "no":
                yield "who"
        case "organisation":
            yield "organisation"
        case "title":
            if of == "stories":
                yield "title"
            elif "job" in words:
                yield "role"
        case "will":
            if of == "pledges":
                yield "will"
        case "story" | "summary" | "voices" | "channels" | "content_notes" | "quote" | "lang" | "places":
            if of == "stories":
                yield meaning
            elif head == "tystiolaeth":
                yield "evidence"
        case "evidence" | "note" | "status" | "so_that" | "of" | "sort" | "by":
            if of == "pledges":
                yield meaning
            elif head == "tystiolaeth":
                yield "story"
        case _:
            yield meaning
