"""Single words of running text that may name a person, such as in "Notes from Pat" and "Pat told us".

Which word is a name cannot be known. So these are told, and nothing is taken out. What is told in vain costs an
organiser a look, so words and places that stand in such sentences every day are known here.
"""

import re
from collections.abc import Collection

from sharedstory.importing import note_people
from sharedstory.importing.answers import vocabulary
from sharedstory.reading import privacy

# In running text, one word with a capital may name a person after these words,
_CUE = (
    r"from|with|by|via|for|to|as|thanks to|thank you(?: to)?|thanks|thank|credit to|welcomed?|according to|on behalf of|about|called|named"
    r"|ask(?:ed|ing)?|tell(?:ing)?|told|met|meet(?:ing)?|contact(?:ed|ing)?|ring|phone|call|e-?mail|invited?|visited"
    r"|(?:speak|spoke|speaking|talk|talked|talking|listen|listened|wrote|write) (?:to|with)|said|says|wrote|added"
    r"|diolch i|gan|gyda|gofynnwch i|dywedodd|meddai"
)
# before these,
_VERB = (
    r"said|says|told|tells|asked|asks|will|has|had|offered|offers|agreed|agrees|promised|promises|pledged|pledges|suggested"
    r"|suggests|mentioned|mentions|explained|explains|thinks|thought|felt|feels|wants|wanted|spoke|speaks|talked|talks"
    r"|shared|shares|reminded|added|adds|wondered|remembers|remembered|knows|knew|lives|lived|cried|laughed|smiled|came"
    r"|brought|brings|made|ran|runs|led|leads|cares|joined|moved|died|left|went|goes|would|can|could|is|was|gave|wrote"
    r"|used to|hasn['\u2019]t|didn['\u2019]t|doesn['\u2019]t|isn['\u2019]t|wasn['\u2019]t|won['\u2019]t|can['\u2019]t|who|whose"
)
# where something is theirs, before a colon, in brackets, or at the end behind a dash.
_ONE_NAME = r"[^\W\d_a-zà-ÿ][a-zà-ÿ]+(?:['\u2019-][^\W\d_]{2,})*"
_RUN = rf"(?<![\w'\u2019-])(?P<name>{_ONE_NAME}(?: {_ONE_NAME})*)(?!\w)"
_SINGLE = (
    re.compile(rf"\b(?i:{_CUE})\s+{_RUN}"),
    re.compile(rf"{_RUN}(?:,)?\s+(?:{_VERB})\b"),
    re.compile(rf"{_RUN}['\u2019](?:s|ll|d)\b"),
    re.compile(rf"^(?!\w+(?:er|or|ed):){_RUN}:\s"),
    re.compile(rf"(?:\(|\s[–—-]\s+){_RUN}(?=\)|\.?$)"),
)
# On a phone names are typed without capitals.
_SMALL = re.compile(rf"\b(?:{_CUE})\s+(?P<after>[a-z]+)\b|\b(?P<before>[a-z]+)\s+(?:{_VERB})\b")
_TOGETHER = re.compile(rf"{_ONE_NAME}(?:(?:,\s*|\s+(?:and|a|ac)\s+|\s*&\s*){_ONE_NAME})+")
# After these a word with a capital is a thing or a place.
_OF_A_THING = re.compile(
    r"\b(?:the|an?|our|my|your|their|his|her|its|each|every|some|any|no|all|of|in|at|near|across|around"
    r"|y|yr|yn|ym)\s+$",
    re.IGNORECASE,
)
# What begins sentences and stands before such verbs, and is no name.
_WORDS = vocabulary(
    "access accommodation activity adult advocacy african age agenda aim alban answer anybody anyone anything"
    " apr april art asian attendance aug august autism autumn background barrier bed beer bell benefit benefits bible"
    " bingo black bread break breakfast british budget bus business cake camp car carer cash change chat child"
    " childcare children choice christmas church citizen city class clinic coffee college commitment communities"
    " community company computer context conversation cooking cost council county covid craft culture cymraeg"
    " cymru dad dads dance data day dec december decision dementia detail dinner direct disability discussion"
    " district diwali doctor dog door each easter education eid eight either email english estate europe"
    " european evening event eventually everybody everyone everything evidence example exercise experience"
    " facebook family father feb february feedback few film finally fire first five food football form four"
    " french friday friend friendship front fun funding funds future garden gardening gas generally german get"
    " god gofal google government grandad grandma granny ground group half hall he health hearing heat heating"
    " help her here his history home homecare homes hope hospital host hot house housing how however i idea"
    " important indeed instead internet introduction irish isolation it its iwerddon jan january jesus job joy"
    " jul july jun june just key kindness kitchen knowledge labour lack land language last later laughter law"
    " leadership learning leisure less let library life light listening literature lloegr loneliness longer"
    " lots love luck lunch mae making man management manager many mar march may maybe me meal means medication"
    " meeting member men mental microsoft might monday money mood more morning most mother move mum mums music my"
    " nan nature neb need neighbour neither nhs nine nobody noise none not nothing nov november now nurse oct"
    " october one offer only open opening other others our ours outcome outside paper parent parking participation"
    " partnership patience pawb pay peace peer people phone photo place plan pledge planning please plenty pobl police policy"
    " polish post poverty power practice pressure pride programme progress promise public purpose question quote quran rain"
    " ramadan reading real red refreshment reminder resident resource respect respite rest rhywun right risk"
    " roedd room safeguarding safety same saturday school science scottish second self sept september service"
    " seven shame she shopping silence singing six snow so social society some somebody somehow someone"
    " something sometimes space spanish spirit sport spring staff stigma story stress student such summary"
    " summer sun sunday sunshine support swimming talking task tea teacher team teams technology teenager ten"
    " text that the their them theme then there these they things third this those though three thursday time"
    " tip to today together tomorrow tonight topic town trade traffic training transport travel trust truth"
    " tuesday turnover twitter two uk urdu us venue village virtual visibility volunteer volunteering waiting"
    " walking water we wealth weather wednesday welcome welfare wellbeing welsh what whatever when where"
    " whether which while white who whoever why winter wisdom woman women word work working workshop world"
    " writing year yesterday yna you young yours youth yr zoom"
)
_ENDS = ("tion", "sion", "ment", "ness", "ity", "ship", "hood", "ism", "shire", "ing")
# Towns, cities and lands whose names are nobody's.
_PLACES = vocabulary(
    "aberdeen abertawe aberystwyth america bangor barnsley bath belfast birmingham blackburn blackpool bolton"
    " bournemouth bradford brighton bristol britain burnley bury caerdydd caernarfon calderdale cambridge"
    " camden canterbury cardiff carmarthen cheshire chester coventry croydon cumbria darlington derby devon"
    " doncaster dorset dudley dundee durham edinburgh england essex europe exeter gateshead glasgow gloucester"
    " greenwich grimsby hackney halifax harrogate hastings hereford huddersfield hull ipswich ireland"
    " islington keighley kent lambeth lancaster leeds leicester lincoln liverpool llanelli london luton"
    " maidstone manchester merthyr middlesbrough newcastle newham newport northampton norwich nottingham"
    " oldham oxford perth peterborough plymouth portsmouth preston reading rochdale rotherham salford"
    " salisbury scotland sheffield shrewsbury skipton slough somerset southampton southend southwark stafford"
    " stirling stockport stockton stoke sunderland surrey sussex swansea swindon taunton telford torbay truro"
    " ulster wakefield wales walsall warrington warwick watford wigan wiltshire winchester wolverhampton"
    " worcester wrecsam wrexham york yorkshire"
)


def perhaps_in(words: str, small: Collection[str] = ()) -> list[str]:
    """Single words of running text that may name a person, such as in "Notes from Pat" and "Pat told us".

    `small` are words that the same notes have without a capital, which are no names.
    """
    names: dict[str, None] = {}
    for pattern in _SINGLE:
        for match in pattern.finditer(words):
            name = match["name"]
            before = words[: match.start("name")]
            after = words[match.end("name") :]
            whole = not (" " in name or _OF_A_THING.search(before) or re.match(rf"\s+{_ONE_NAME}|-", after))
            if whole and not before.endswith("-") and _may_name(name, small):
                names[name] = None
    for match in _SMALL.finditer(words):
        name = match["after"] or match["before"]
        if privacy.is_given(name.capitalize()):
            names[name] = None
    for match in _TOGETHER.finditer(words):
        each = re.findall(_ONE_NAME, match[0])
        if any(name in names for name in each):
            names |= {name: None for name in each if _may_name(name, small)}
    return [*names]


def _may_name(word: str, small: Collection[str]) -> bool:
    """Whether a word with a capital is no word, place or group that we know."""
    plain = word.casefold()
    if privacy.is_given(word):
        return True
    if plain in _WORDS or plain in _PLACES or plain in small or (len(plain) > 5 and plain.endswith(_ENDS)):
        return False
    many = plain.endswith("s") and any(plain.removesuffix(end) in _WORDS.union(small) for end in ("s", "es"))
    return not many and note_people.is_name(word)
