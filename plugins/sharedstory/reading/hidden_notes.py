"""Notes in a body that some editors hide from the one who writes, and whether one may be about consent or a name.

A note that may say what others have to do first stops a build: "not for publication", "OK with mum?", "hold until
May". Nobody reads it on the page, so nobody would do what it says. What says nothing of the kind is only left out:
"more", a picture that is still to come, a part of a text that was taken out whole.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sharedstory.reading import gfm
from sharedstory.reading.markdown import places

# Notes in the ways of HTML, Obsidian, MDX, Liquid, Jinja, CriticMarkup, and as definitions of links to nowhere. What
# is never closed is hidden to the end of the text.
_SIGNS = ("<!--", "%%", "{/*", "{%", "{#", "{>>", "]:")
_NOTE = re.compile(
    r"(?P<note>(?:<!--(?:(?!-->)[\s\S])*"
    r"|(?<![\w%*])%%(?=[^%*])(?:(?!%%)[\s\S])*%%|^%%(?=[^%])"
    r"|\{/\*|\{%-?[ \t]*comment\b|\{#(?![^\s{}]+\})|\{>>"
    r"|^[ ]{0,3}\[(?://|comment|#|>|_|-|\^|\.)[^\]\n]*\]:[ \t]*(?:<>|#)(?=[ \t]*(?:$|[(\"']))))",
    re.MULTILINE | re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"""[ ]{0,3}\[[^\]\n]+\]:[ \t]*(?:<>|#)[ \t]+[("'](?P<words>[^()"'\n]*)[)"'][ \t]*(?:\n|\Z)""",
)
# What a program wrote, such as a form that was taken out of a page, is not about people. Nor are addresses.
_TAG = re.compile(r"!\[|<[A-Za-z/][^<>]*>|(?<=\]\()[^()\s]*(?=\))|https?://\S+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# The scripts that put no spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# So many words are a remark. What is longer is a part of a text, and says "she" and "before" as any story does.
_REMARK = 30
_FEW = 12
_QUESTION = 8
_LONE = 2

_THIS = (
    r"(?:this|that|these|those|it|her|him|them|me|us|my|his|their|our|your|the|any|all|no|last|full|sur|real|real life|either"
    r"|both|who|which|where|photos?|pictures?|images?|names?|quotes?|video|initials?)"
)
_SHOW = r"(?:publish\w*|print\w*|post(?:ed|ing)?|shar(?:e|ed|ing)|show(?:n|ing)?|us(?:e|ed|ing)|quot(?:e|ed|ing)|nam(?:e|ed|ing)|includ\w+|upload\w*|releas\w+|repeat\w*|disclos\w+|reveal\w*|attribut\w+|put|tag(?:ged|ging)?|mention(?:ed|ing)?|identif\w+|tell|told|known?|recogni[sz]\w+)"
_NOT = r"(?:not|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|wasn'?t|hasn'?t|haven'?t|hadn'?t|can'?t|cannot|won'?t|wouldn'?t|shouldn'?t|mustn'?t|couldn'?t|never|nobody|no[ -]?one|without|yet to|still to|rather not)"
_PEOPLE = (
    r"(?:mum|mam|mom|mother|dad|father|nan|gran|sister|brother|son|daughter|wife|husband|partner|ex|family|parents?|carers?"
    r"|boss|employer|landlord|neighbours?|social\ worker|solicitor|lawyers?|legal|her|him|them|she|he|they)"
)

# What speaks of consent, of names or of showing however much is said around it.
_PLAIN_WORDS = rf"""
  consent\w* | permi(?:ssion|t)\w* | anon\b | anonym\w* | pseudonym\w* | unattribut\w* | confiden(?:tial|ce\ )\w* | gdpr
| off\ (?:the\ )?record | chatham\ house | in\ (?:strict\ )?confidence | embargo\w* | redact\w* | safeguarding
| court\ order | injunction | reporting\ restrictions? | sub\ judice | libel\w* | defam\w+
| release\ form | consent\ form | sign(?:ed)?\W?off | \bsign(?:ed)?\ (?:the|a|her|his|their)\ form
| (?:names?|initials)\ (?:ha(?:s|ve)\ been\ |were\ |was\ |are\ )?(?:changed|withheld|removed|made\ up|left\ out)
| (?:real|full|last|maiden)\W?names?\b | surnames?
| chang(?:e|ed|ing)\ (?:(?:the|her|his|their|all|both|my|any)\ )?names?
| first\ names?\ only | initials\ only | no\ names?\b | no\ surnames?
| {_NOT}\ (?:\w+\ ){{0,3}}?(?:publish\w*|publication|go\ public|made\ public|public\b|print\b|going\ live|go\ live|attribut\w+)
| {_NOT}\ (?:\w+\ ){{0,2}}?{_SHOW}\ (?:\w+\ )?{_THIS}\b
| {_NOT}\ (?:want|wish|like|wants|happy|willing|able|allowed|safe|ready|agreed?)\ (?:\w+\ )?to\ be\ {_SHOW}\b
| {_NOT}\ (?:\w+\ )?to\ be\ {_SHOW}\b | {_NOT}\ for\ (?:\w+\ )?(?:publi|print|sharing|release|social|the\ (?:web|site|internet))\w*
| {_NOT}\ (?:\w+\ ){{0,3}}?(?:online|on\ the\ (?:web|web ?site|site|internet))\b
| {_NOT}\ (?:yet\ |been\ |fully\ |really\ ){{0,2}}(?:agreed|signed|approved|ok(?:ay)?(?:ed|'d)|cleared|asked|consented)\b
| (?:waiting\ (?:for|on)|awaiting|need(?:s|ed)?|pending|still\ need)\ (?:\w+\ ){{0,3}}?(?:ok|okay|approval|clearance|go-?ahead|say-?so|yes|form|signature)\b
| (?:ask(?:ed|s)?|wants?|wanted|prefers?|begged|told|wish(?:es|ed)?|would\ like|'d\ like)\ (?:me\ |us\ |you\ |{_THIS}\ )?(?:\w+\ )?(?:not\ to|to\ be\ (?:left|taken|kept|cut|named|anon)|(?:left|taken|kept|cut)\ (?:out|down|off)|to\ (?:take|leave|cut|drop|hide|keep|withdraw|delete|remove)\ (?:{_THIS}|out)\b)
| (?:ask|check\ with|run\ (?:this|it|that)\ (?:by|past)|speak\ (?:to|with)|talk\ to|ring|phone|call|contact|e-?mail|tell|show|text)\ (?:\w+\ ){{0,5}}?(?:first|again|before\ (?:we|you|i|it|this|they|anyone|anybody|\w+ing))\b
| before\ (?:we|you|i|it|this|they|anyone|anybody)(?:'s|'re)?\ (?:\w+\ )?(?:publish\w*|go(?:es|ing)?\ (?:up|live|out|in|on|public)|posts?|prints?|shares?|puts?|shows?|uses?|is\ (?:published|shown|used|shared|public))
| before\ (?:publi\w+|print\w+|going\ live|going\ public|posting|sharing|release)
| (?:ok|okay|alright|all\ right|happy|fine|comfortable|cool)\ (?:with|for|by|about)\ (?:this|that|us|me|her|him|them|being|my|our|the\ family|{_PEOPLE})\b\W*\?
| (?:take|taken|taking|took)\ (?:\w+\ ){{0,3}}?(?:down|off\ the\ (?:web ?)?site|out\ if)
| withdr[ae]wn?\W+(?:this|it|the|her|his|their|my|story|consent|piece) | (?:ha[sd]|have|wants?\ to|wish(?:es)?\ to|asked\ to|may|might|is|be|been)\ withdr[ae]wn?\b
| chang(?:ed|ing)\ (?:her|his|their|my|our)\ minds? | second\ thoughts | opt(?:ed|s|ing)?\W?out
| (?:hold|wait|keep\ back|held|not)\ (?:this\ |it\ |off\ |back\ ){{0,2}}(?:until|till|til)\b | until\ (?:she|he|they|we|i)(?:'ve|'s)?\ (?:ha(?:s|ve)|says?|agrees?|signs?|hears?|confirms?|approves?|gives?|gets?)\b
| keep\ (?:this|it|that|her|him|them|me|us|my|his|their|\w+)(?:\ \w+)?\ (?:private|secret|quiet|out\ of|between|back|hidden|anon\w*|off)
| (?:this|it)\ is\ (?:private|secret|sensitive|confidential)
| (?:could|can|might|may|would)\ (?:\w+\ )?(?:identify|be\ (?:identified|identifiable|recogni[sz]ed|traced|found)|recogni[sz]e\ (?:her|him|them|me|us)|tell\ who) | identifiable | identif(?:y|ies|ied)\ (?:her|him|them|me|us)\b
| leave\ (?:me|her|him|them|us|\w+)\ out\ of | just\ between | between\ (?:us|ourselves|you\ and\ me) | your\ eyes\ only
| blur(?:red)?\ (?:the\ |her\ |his\ |their\ |all\ |any\ )?faces?
"""

# What may speak of it where little else is said.
_WIDE = rf"""
  ask(?:ed|ing|s)?\b | agree\w* | (?:un)?approv\w* | giv(?:es?|ing)\ (?:\w+\ )?away | who\ (?:it|this)\ is | allowed | authori[sz]\w* | clearance | cleared | vetted
| confid\w* | private\w* | privacy | secret\w* | sensitiv\w* | identi\w* | internal | restricted | personal\ data | data\ protection
| publish\w* | unpublish\w* | publication | publicis\w* | go(?:es|ing)?\ (?:live|public) | {_NOT}\ (?:\w+\ ){{0,3}}?public\w* | public\W*\? | made?\ \w+\ public
| {_NOT}\ (?:\w+\ ){{0,3}}?{_SHOW}\b | (?:can|may|could|should|shall)\ (?:we|i)\ (?:\w+\ ){{0,2}}?(?:{_SHOW}|say|keep|have|put)\b
| (?:for|to)\ (?:the\ |our\ |this\ )?(?:group|members|organisers|staff|team|committee|insiders)\ only | only\ for | members?\ only | eyes\ only
| (?<!file )(?<!package )(?<!user )(?<!domain )(?<!branch )(?<!host )(?<!brand )(?<!place )(?<!tag )(?<!class )\bnames?\b(?!\ of\ the\ (?:file|package|branch)) | {_NOT}\ named\b | be\ named\b | initials? | nicknames?
| (?:do\ not|don'?t|dont|never|must\ not|mustn'?t|should\ not|shouldn'?t)\b
| {_NOT}\ (?:\w+\ ){{0,2}}?(?:know|want|like|happy|sure|agree|allowed|ready|safe|told|say|said|sign|seen|see|read|ok|okay|comfortable|keen|certain|convinced|find|leave|sound|yet)\b
| unsure | uncertain | dubious | hesitan\w* | reluctan\w* | worried | upset | uncomfortable | regrets?
| (?:ok|okay|alright|all\ right|happy|fine)\b.*\? | (?:ok|okay)\ (?:with|by|from|for)\b | (?:ok|okay)'?e?d\b | (?:verbal|written|gave|gives|says?|said)\ (?:\w+\ )?(?:ok|okay|yes|no)\b | sa(?:ys|id)\ (?:yes|no)\b | say\ (?:yes|no)\b
| no\ photos? | no\ pictures? | nothing\ in\ writing | in\ writing | forms?\b.*\b(?:missing|signed|returned|back|lost|outstanding|not) | signature | waiver
| check\ (?:with|first|again|before|whether|ok|okay|names?|she|he|they|her|him|them|(?:that|if)\ (?:she|he|they))\b | double-?check
| remove\b | removed\ (?:at|by|on|because|as|for|her|his|their|my|names?|until|after)\b | delete\b | deleted\ (?:at|because|as|for|until|after)\b | tak(?:e|ing)\ (?:\w+\ ){{0,2}}?(?:out|down|off)\b | taken\ (?:down|off)\b | taken\ out\ (?:at|by|until|for|as)\b | (?:leave|left|leaving)\ (?:\w+\ ){{0,2}}?(?:out|off)\b | cut\ (?:this|that|her|him) | drop\ (?:this|that|her|him) | hide | hidden\ (?:for|from|because|until)
| withdr[ae]w\w* | (?:a|in|first|still|rough|only)\ draft\b | ^\W*drafts?\b | before | wait\b | waiting | until | till\b | hold\b | on\ hold | pending | tbc\b | tbd\b | not\ yet | expired? | expires
| (?:at|a|the)\ risk | in\ trouble | lose\ (?:her|his|their|my|the)\ | sue[sd]?\b | gets?\ out | evict\w* | recogni[sz]\w* | traced
| under\ (?:16|18|sixteen|eighteen) | minor\b | (?:1[0-7]|[1-9])\ at\ the\ time
| legal\b | solicitors? | lawyers? | police | court | tribunal | complaint
| (?:ring|phone|call|contact|e-?mail|text|speak\ to|talk\ to|tell|show|run\ (?:this|it|that)\ (?:by|past)|see)\ (?:the\ |my\ |her\ |his\ |their\ )?(?:{_PEOPLE}|(?-i:[A-Z])\w+)\b
| (?:stays|leave)\ (?:in\ )?(?:here|this\ room|these\ walls) | keep\ \w+\ (?:out|in|to|back|safe|here)\b
| {_PEOPLE}\ (?:must|should|knows?|agrees?|wants?|minds?|objects?)\b | {_PEOPLE}\W*\?
"""

# Who may be spoken of in a few words that are a sentence or about the page: "photo of Mum".
_OF_SOMEBODY = rf"""
  {_PEOPLE}\b | hers?\b | his\b | herself | himself | they\b | them\b | their\b | child(?:ren)? | kids?\b
"""
# What may ask for something beside words about the page: "web version only", "crop the picture".
_ASKING = r"""
  not\b | \w+n't\b | no\b | never | nobody | nothing | without | only | except | unless
| should | must | might | would | could | wants?\b | rather | instead | first\W*$ | please | careful\w* | beware | with\ care
| (?:pull|kill|spike|park|shelve|bin|scrap|lose|skip|drop|hold|block|stop|crop|mask|cover|blur|swap|replace|change|protect)\b | cut\ (?!for\b)(?=\w)
| (?:un)?happy | angry | upset | ashamed | scared | afraid | objections? | rights?\b | licen[cs]e\b | copyright | release | (?:whatsapp|closed|private)\ group\b | reply
| ddim | heb | nid | dim | angen | nicht | kein\w* | nur\b | pas\b | seulement | sin\b | solo\b | nie\b | bez\b | tylko
"""
# The single words that people leave as a note.
_ALONE = r"""
  alias | allowed | careful | career | chasing | comms | credit | attribution | deadname | delicate | estate | executor | flagged | for\ later | fragile
| go\ easy | hmm+ | home\ office | immigration | later | legal | licen[cs]e | limbo | my\ job | nda | off\ limits | on\ ice | on\ hold | orphan | overheard
| overshare | parked | paused? | personal | pip\ claim | private | protected | pulled | query | queries | red\ flag | refuge\ address | revoked? | safe
| sensitive | settlement\ terms | sit\ tight | spiked | stalker | stop(?:\ press)? | subject\ access | tape\ off | tmi | too\ \w+ | touchy\ subject
| town\ changed | details\ changed | ages\ changed | trust\ issue | unsigned | untraceable | vulnerable | whistleblower | with\ \w+ | whose\ words | witness
| hush\ hush | loose\ lips | low\ profile | under\ \w+ | outing\ risk | lost\ contact | gagging\ clause | erasure\ request | lacks\ capacity | protect\ source
| (?:swap|cut|mask|strip|blur|crop|drop|lose|hide|edit|change|remove|chase|ask|tell|check|wait|hold|skip|kill|pull|park|shelve|fudge|scrub|stop|lift|await\w*|keep)\ \w+
| left\ voicemail | fiction\w*\ names? | goes\ by\ \w+ | byline.* | by\ line.* | (?:\w+)\ (?:missing|pending|outstanding|withheld|hidden|secret|objects|refuses|unsure|unhappy|upset)
"""

# What a few words are about that are about the page and not about people: English, Welsh, and the words of programs.
_OF_THE_PAGE = r"""
  more | break | excerpt | teaser | truncate | toc | contents? | index | menu | header | footer | sidebar | nav\w* | banner | gallery | carousel
| headings? | headlines? | (?:sub)?titles? | sections? | chapters? | parts?\W+(?:\w+\W+of|\d+|one|two|three|four|five|six) | paragraphs? | sentences? | (?<!by\ )lines?\b | verses? | stanzas? | chorus | poem | word\ ?count | spelling | typos? | punctuation | grammar | commas?
| opening | closing | introduction | intro | conclusion | endings? | beginning | summary | blurb | captions? | footnotes? | endnotes? | references? | bibliography | glossary | appendix
| tables? | lists? | columns? | rows? | charts? | graphs? | diagrams? | maps? | figures? | photos? | pictures? | images? | icons? | logos? | scans? | drawings? | illustrations? | videos? | audio | sounds? | music | songs? | tunes? | players? | embed\w* | recipes? | timetables? | leaflet | newsletter | dates\ of
| links? | urls? | anchors? | pages? | blog\w* | layout | fonts? | type\b | bold | italics? | margins? | width | height | colou?rs? | styles? | css | html | markdown | format\w* | templates? | shortcodes? | snippets? | fragments? | examples? | scripts? | code | tests? | build | generated | converted | exported | imported | rendered
| versions? | drafted | rewritten | shortened | shorter | longer | translat\w* | adapted | based\ on | source: | sorted | numbers | in\ (?:welsh|english|polish) | tracking | resources | tools | caps? | rounded | updated | edited | moved | next(?!\ of) | previous | above | below | insert | add\b | see\ (?:also|chapter|page) | end\ of | begin\w* | end\b | start\b | description | timing | minutes | slides?
| lint\w* | prettier\w* | eslint\w* | vim\b | emacs | ignore | disable | enable | wp\b | region | endregion
| rhan | rhannau | pennod | pennawd | teitl | lluniau? | llun | dolen\w* | tabl\w* | isod | uchod | cyfieithiad | fersiwn | penillion | pennill | cerdd | ffigur\w* | rhestr
"""

# The same in other languages that people write to us in, by how the words begin.
_ELSEWHERE = r"""
  gofyn\w* | (?:g|ch|ng)?aniat\w* | cytun\w* | gytun\w* | chytun\w* | [cg]h?ydsyni\w* | gydsyniad | nghydsyniad | enwau?\b | henwau?\b | [cg]h?yhoedd[iu]\w* | [pb]h?reifat\w* | mhreifat\w* | [cg]h?yfrinach\w* | dd?ienw | peid\w* | dile\w* | tynn?\w* | d?ynnu | rhann\w* | rannu | aros\ am | nid\ i | hi\b | fe\b | ef\b | nhw\b
| ne\ pas | autoris\w* | publier | anonyme\w* | son\ nom | sans\ nom | confidentiel\w*
| ver[öo]ffentlich\w* | einwillig\w* | erlaubnis\w* | zustimm\w* | vertraulich\w* | geheim\w* | namen?\b
| publicar\w* | publique\b | permis\w* | nombres?\b | apellidos?\b | consentim\w* | pubblic\w* | nomi?\b | permess\w* | autoriz\w*
| publikowa\w* | publikacj\w* | zgod[aęyą]\w* | nazwisk\w* | imi(?:ę|enia|on)\w* | pouf\w* | anonimow\w*
| публик\w* | соглас\w* | имен\w* | имя | фамили\w* | аноним\w* | разреш\w* | тайн\w* | конфиденц\w*
| \w*(?:نشر|موافق|اسم|أسماء|سري|سرية|إذن|خصوص|مجهول)\w* | \w*(?:شائع|رضامند|اجازت|نام|راز|گمنام|رضایت|منتشر)\w*
| ਨਾਮ | ਇਜਾਜ਼ਤ | সম্মতি | অনুমতি | নাম | प्रकाशित | सहमति | अनुमति | नाम | गुमनाम
"""
_UNSPACED_WORDS = (
    "公[开開]|[发發][表布佈]|刊登|同意[书書]|(?:未|没|沒|不|[须須]|需|得到|征得|徵得)同意|匿名|真名|[实實]名|全名|化名|[隐隱]私|保密|秘密|[许許]可"
    "|授[权權]|撤回|[删刪](?:除|掉|去)|(?:不要|不能|不可|[请請]勿|勿|[别別])(?:外?[传傳]|用|[写寫]|提|[给給]|放)|公表|掲載|許諾|個人情報"
)

_FLAGS = re.IGNORECASE | re.VERBOSE


# Compiled when a body has a note: few have one, and these are long.
@cache
def _always() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?=\w)(?:{_PLAIN_WORDS})", _FLAGS)


@cache
def _in_a_remark() -> re.Pattern[str]:
    todo = r"^\W*(?:todo|fixme)\W*(?:\w+\W*){0,2}$"
    return re.compile(rf"(?<!\w)(?:{_WIDE}|{_ELSEWHERE})|{_UNSPACED_WORDS}|{todo}", _FLAGS)


@cache
def _left_alone() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{_ALONE})\W*", _FLAGS)


@cache
def _begins(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})", _FLAGS)


# A whole sentence of a text, and what no person writes in prose.
_SENTENCE = re.compile(r"[\W\d]*[A-ZÀ-Þ](?:.*\s){4}.*[.!?…](?:\W+\w+){0,3}\W*")
_OF_A_PROGRAM = re.compile(r"[=<>{}\[\]@/%$]|[a-z][A-Z]|\w_\w|\d\.\d|:\w")
_ARROW = re.compile("--?>|=>|→")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_NUMBERS = re.compile(
    r"^[^\w?!]*(?:\d+\W*(?:px|am|pm|%)?\W*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\W*)*$",
    re.IGNORECASE,
)
_PART_END = re.compile(r"\n\s*\n|(?<=[.!?:;。！？])[ \t]*\n")


@dataclass(frozen=True, slots=True)
class HiddenNote:
    """A note of a body: its line and column, which count from 0, and whether it has to be settled before a build."""

    line: int
    column: int
    stops: bool


def hidden_notes(text: str) -> Iterator[HiddenNote]:
    """Each note of a body that some editor hides, in order.

    One stops a build where readers would see it, or where it may be about consent, a name or what may be shown.
    """
    if not any(sign in text for sign in _SIGNS) or not _NOTE.search(text):
        return
    place = places(text.encode())
    code = gfm.in_code(text)
    left_out = {note.start(): note[0] for note in gfm.html_notes(text)}
    offset = done = 0
    for match in _NOTE.finditer(text):
        start = match.start("note")
        offset += len(text[done:start].encode())
        done = start
        if not code[offset]:
            words = left_out[start][len("<!--") : -len("-->")] if start in left_out else _defined(text, start)
            yield HiddenNote(*place(offset), words is None or about_consent(words))


def _defined(text: str, start: int) -> str | None:
    """The words of a note as a link to nowhere, such as `[//]: # (more)`; None for what readers would see."""
    before = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)].strip()
    note = _DEFINITION.match(text, start)
    return note["words"] if note and (not before or _DEFINITION.match(before)) else None


def about_consent(note: str) -> bool:
    """Whether a note may be about consent, a name, or what may be shown, so that somebody has to read it first."""
    parts = [part.strip() for part in _PART_END.split(_TAG.sub(" ", html.unescape(note))) if part.strip()]
    words = _plain(" ".join(parts))
    length = _length(words)
    if _always().search(words):
        return True
    if length > _REMARK:
        # Around a part of a text that was taken out, what has a line for itself can say why.
        around = [_plain(part) for part in (parts[0], parts[-1]) if not part.startswith("#")]
        return any(_length(part) <= _FEW and _sounds_so(part) for part in around)
    return _sounds_so(words) or _cannot_be_placed(words)


def _sounds_so(remark: str) -> bool:
    """Whether a remark has words that may be about consent, or is a short question, which waits for its answer."""
    asks = _length(remark) <= _QUESTION and remark.endswith("?") and not _UNSPACED.search(remark)
    return bool(asks or _in_a_remark().search(remark))


def _cannot_be_placed(remark: str) -> bool:
    """Whether a few words, in letters that we can read, are not plainly about the page or a sentence of the text."""
    length = _length(remark)
    if length > _FEW or _UNSPACED.search(remark):
        return False
    if not length:
        return "?" in remark or "!" in remark
    if length <= _LONE:
        return bool(
            _left_alone().fullmatch(remark)
            or _begins(_OF_SOMEBODY).search(remark)
            or _begins(_ASKING).search(remark)
        )
    if len(_LATIN.findall(remark)) * 2 < sum(map(str.isalpha, remark)):
        return False
    if _begins(_OF_SOMEBODY).search(remark):
        return True
    if _SENTENCE.fullmatch(remark):
        return False
    return bool(_begins(_ASKING).search(remark)) or not any(
        shape.search(remark) for shape in (_begins(rf"(?:{_OF_THE_PAGE})(?!\w)"), _OF_A_PROGRAM, _NUMBERS)
    )


def _plain(text: str) -> str:
    """Text on one line, without signs that cannot be seen or that only make it bold, and with one kind of apostrophe."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    text = _ARROW.sub(" replace ", text)
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(re.sub(r"[*_~`#>|\\-]+", " ", seen).split())


def _length(text: str) -> int:
    """How many words there are, where two signs make one in a script without spaces."""
    return len(_WORD.findall(text)) + len(_UNSPACED.findall(text)) // 2
