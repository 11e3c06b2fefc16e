"""What a testimony, glimpse, gathering, session, initiative and pledge is: the one schema.

Every field has its title, description and example here and nowhere else: the checker, the guide, forms and
JSON Schema are made from them. Values are frozen. Field values arrive as text; the types here read them.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    JsonValue,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sharedstory.reading.problems import shortened
from sharedstory.schema import dates, languages
from sharedstory.schema.dates import When

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
REVIEW_AFTER_MONTHS = 24
REVIEW_WARNING_DAYS = 60
GLIMPSE_CHECK_MONTHS = 12
QUIET_DAYS = 120
SUMMARY_WORDS = 60
SUMMARY_WORDS_AT_MOST = 150
TITLE_LENGTH = 120
DIFFERENT_SENTENCES = 3
TEMPLATE_BODY = "Write your text here, in your own words."


def slug_of(words: str) -> str:
    """Words as a slug, without their accents; nothing where there are no Latin letters or figures."""
    letters = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", words))
    return re.sub(r"[^a-z0-9]+", "-", letters.casefold()).strip("-")


class Choice(StrEnum):
    """One of the values that a field may have, with the words that readers see."""

    label: str

    def __new__(cls, value: str, label: str) -> "Choice":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Each value with its label, which an `enum` could not say."""
        return {
            "title": cls.__name__,
            "description": (cls.__doc__ or "").strip(),
            "type": "string",
            "oneOf": [{"const": choice.value, "title": choice.label or choice.value} for choice in cls],
        }


class Kind(Choice):
    """What an entry is."""

    TESTIMONY = "testimony", "Testimony"
    CRITIQUE = "critique", "Critique"
    ANALYSIS = "analysis", "Analysis"
    GLIMPSE = "glimpse", "Glimpse of the future"
    GATHERING = "gathering", "Gathering"
    SESSION = "session", "Session"
    INITIATIVE = "initiative", "Initiative"


WRITING = (Kind.TESTIMONY, Kind.CRITIQUE, Kind.ANALYSIS)


class Account(Choice):
    """Whose words the text is in."""

    OWN_WORDS = "own-words", "In their own words"
    SUMMARY = "summary", "A summary in our words"
    INTERVIEW = "interview", "From an interview"


class Voice(Choice):
    """From where somebody speaks."""

    DRAWS_ON_SUPPORT = "draws-on-support", "Draws on support"
    FAMILY_OR_FRIEND = "family-or-friend", "Family or friend"
    PERSONAL_ASSISTANT = "personal-assistant", "Personal assistant"
    WORKS_IN_SUPPORT = "works-in-support", "Works in support"
    SOCIAL_WORKER = "social-worker", "Social worker"
    LEADS_AN_ORGANISATION = "leads-an-organisation", "Leads an organisation"
    COMMISSIONS_OR_FUNDS = "commissions-or-funds", "Commissions or funds"
    COMMUNITY_OR_ENTERPRISE = "community-or-enterprise", "Community or enterprise"
    RESEARCHES_OR_TEACHES = "researches-or-teaches", "Researches or teaches"
    ELECTED = "elected", "Elected"
    CITIZEN = "citizen", "Citizen"
    NOT_STATED = "not-stated", "Not stated"


class ContentNote(Choice):
    """What a reader may want to know of before reading."""

    ABUSE = "abuse", "abuse"
    ADDICTION = "addiction", "addiction"
    BEREAVEMENT = "bereavement", "bereavement"
    DISCRIMINATION = "discrimination", "discrimination"
    INSTITUTIONAL_CARE = "institutional-care", "institutional care"
    MENTAL_DISTRESS = "mental-distress", "mental distress"
    SELF_HARM = "self-harm", "self-harm"
    SERIOUS_ILLNESS = "serious-illness", "serious illness"


class Basis(Choice):
    """Why a piece may be published."""

    CONSENT = "consent", "The people it tells of agreed"
    ALREADY_PUBLIC = "already-public", "It was already published"
    NO_PERSONAL_DATA = "no-personal-data", "It tells of nobody in person"


class NamedAs(Choice):
    """How the people in a piece are named."""

    FULL_NAME = "full-name", "By full name"
    FIRST_NAME = "first-name", "By first name"
    CHOSEN_NAME = "chosen-name", "By a name they chose"
    ROLE_ONLY = "role-only", "By role only"
    ANONYMOUS = "anonymous", "Not named"


class Channel(Choice):
    """Where a piece may be shown."""

    WEB = "web", "On its page and in the lists of the site"
    SEARCH = "search", "In search, on this site and elsewhere"
    FEED = "feed", "In the feeds that people subscribe to"
    CARD = "card", "In previews when somebody shares the address"
    PRINT = "print", "In printed booklets"
    DATA = "data", "In the open data"


EVERYWHERE = frozenset(Channel)


class SpeakingFor(Choice):
    """Who agreed."""

    SELF = "self", "Themselves"
    SELF_WITH_SUPPORT = "self-with-support", "Themselves, with support"
    SOMEONE_ELSE_AGREED = "someone-else-agreed", "Somebody else, who agreed"


class PledgeSort(Choice):
    """What is pledged."""

    COMMITMENT = "commitment", "Commitment"
    OFFER = "offer", "Offer"
    ASK = "ask", "Ask"


class PledgedAs(Choice):
    """In what capacity somebody pledges."""

    INDIVIDUAL = "individual", "Individual"
    LOCAL_GROUP = "local-group", "Local group"
    ORGANISATION = "organisation", "Organisation"
    MOVEMENT = "movement", "The movement"
    SESSION_GROUP = "session-group", "People at a session"


class Resource(Choice):
    """What an offer or an ask is of."""

    EXPERTISE = "expertise", "Expertise"
    FUNDING = "funding", "Funding"
    ORGANISATION = "organisation", "Organisation"
    SPACE = "space", "Space"
    TIME = "time", "Time"
    CONTACTS = "contacts", "Contacts"
    EVIDENCE = "evidence", "Evidence"
    PLATFORM = "platform", "Platform"


class Status(Choice):
    """How a pledge stands. Chosen so that nobody is shamed."""

    PROMISED = "promised", "Promised"
    UNDER_WAY = "under-way", "Under way"
    STUCK = "stuck", "Stuck"
    RESHAPED = "reshaped", "Reshaped"
    KEPT = "kept", "Kept"
    LET_GO = "let-go", "Let go"
    STANDING = "standing", "Standing"


NEEDS_NOTE = (Status.STUCK, Status.RESHAPED, Status.LET_GO)
OPEN_STATUSES = (Status.PROMISED, Status.UNDER_WAY, Status.STUCK, Status.RESHAPED, Status.STANDING)


class Checked(Choice):
    """Who says so."""

    SELF_REPORTED = "self-reported", "Reported by those who pledged"
    EVIDENCE_LINKED = "evidence-linked", "Evidence linked"
    CONFIRMED = "confirmed-by-those-affected", "Confirmed by those it affects"


class GlimpseOf(Choice):
    """What a glimpse is of."""

    PLACE = "place", "A place"
    ORGANISATION = "organisation", "An organisation"
    APPROACH = "approach", "An approach"


class LedBy(Choice):
    """Who leads."""

    PEOPLE_WHO_DRAW_ON_SUPPORT = "people-who-draw-on-support", "People who draw on support"
    COMMUNITY = "community", "The community"
    ENTERPRISE = "enterprise", "An enterprise"
    COUNCIL = "council", "The council"
    NHS = "nhs", "The NHS"
    PROVIDER = "provider", "A provider"
    PARTNERSHIP = "partnership", "A partnership"
    NOT_STATED = "not-stated", "Not stated"


class Scale(Choice):
    """How far a glimpse reaches."""

    ONE_GROUP = "one-group", "One group"
    NEIGHBOURHOOD = "neighbourhood", "A neighbourhood"
    COUNCIL_AREA = "council-area", "A council area"
    MANY_AREAS = "many-areas", "Many areas"
    NATIONAL = "national", "National"


class GlimpseStage(Choice):
    """How far a glimpse has come."""

    STARTING = "starting", "Starting"
    RUNNING = "running", "Running"
    SPREADING = "spreading", "Spreading"
    CHANGED_SHAPE = "changed-shape", "Changed shape"
    ENDED_WELL = "ended-well", "Ended well"
    NOT_KNOWN = "not-known", "Not known"


class Money(Choice):
    """Where the money comes from."""

    PERSONAL_BUDGETS = "personal-budgets", "Personal budgets"
    SELF_FUNDERS = "self-funders", "People who pay for themselves"
    COUNCIL_CONTRACTS = "council-contracts", "Council contracts"
    GRANTS = "grants", "Grants"
    VOLUNTEER_TIME = "volunteer-time", "Volunteers' time"
    OTHER = "other", "Other"


class Qualifier(Choice):
    """How exact a figure is. The label is printed before the figure."""

    EXACT = "exact", ""
    ABOUT = "about", "about"
    OVER = "over", "over"
    UP_TO = "up-to", "up to"


class GatheringState(Choice):
    """Whether a gathering took place."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"


class LearningSort(Choice):
    """What was learned: something that is so, that hinders, or that helps."""

    LEARNING = "learning", "Learning"
    BARRIER = "barrier", "Barrier"
    ENABLER = "enabler", "What helps"


class Element(Choice):
    """Which element of the movement an initiative belongs to."""

    SOLUTIONS = "solutions", "Show what works"
    NARRATIVE = "narrative", "Change the story"
    CHALLENGE = "challenge", "Challenge how things are"


class InitiativeStage(Choice):
    """How far an initiative has come."""

    BEING_PURSUED = "being-pursued", "Being pursued"
    EARLY = "early", "Early"
    LAUNCHED = "launched", "Launched"
    RUNNING = "running", "Running"
    CLOSED = "closed", "Closed"


class PlaceSize(Choice):
    """How big a place is."""

    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
    TOWN = "town", "Town"
    COUNCIL_AREA = "council-area", "Council area"
    REGION = "region", "Region"
    NATION = "nation", "Nation"
    ELSEWHERE = "elsewhere", "Elsewhere"


SMALLER_THAN_COUNCIL_AREA = (PlaceSize.NEIGHBOURHOOD, PlaceSize.TOWN)


class Region(Choice):
    """The twelve nations and regions of the UK (ITL 1), north to south and west to east."""

    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"
    NORTH_EAST = "north-east", "North East"
    NORTH_WEST = "north-west", "North West"
    YORKSHIRE = "yorkshire-and-the-humber", "Yorkshire and the Humber"
    WALES = "wales", "Wales"
    WEST_MIDLANDS = "west-midlands", "West Midlands"
    EAST_MIDLANDS = "east-midlands", "East Midlands"
    EAST_OF_ENGLAND = "east-of-england", "East of England"
    SOUTH_WEST = "south-west", "South West"
    SOUTH_EAST = "south-east", "South East"
    LONDON = "london", "London"


# What a field can hold


def _problem(code: str, message: str) -> PydanticCustomError:
    """An error whose type is one of our problem codes and whose message is for contributors."""
    return PydanticCustomError(code, "{message}", {"message": message})


def _when(interval: bool) -> Callable[[Any], When]:
    def read(value: Any) -> When:
        if isinstance(value, When):
            return value
        if not isinstance(value, str):
            raise _problem("field-date", "write one date, such as 2026-03-01, 2026-03 or 2026.")
        try:
            return dates.parse(value, interval=interval)
        except ValueError as error:
            raise _problem("field-date", str(error)) from None

    return read


_as_text = PlainSerializer(lambda when: when.text, return_type=str)

Date = Annotated[
    When,
    PlainValidator(_when(interval=False)),
    _as_text,
    WithJsonSchema({"type": "string", "pattern": f"^{dates.PATTERN}$"}),
]
DateOrInterval = Annotated[
    When,
    PlainValidator(_when(interval=True)),
    _as_text,
    WithJsonSchema({"type": "string", "pattern": f"^{dates.PATTERN}(/{dates.PATTERN})?$"}),
]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        fine = (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"[\w.-]+\.\w[\w-]*(:\d+)?", parts.netloc) is not None
            and not re.search(r"[\s<>\"\\]", text)
        )
    except ValueError:
        fine = False
    if not fine:
        raise _problem("field-value", "write a full web address that begins with https://.")
    return text


def _language(text: str) -> str:
    code = languages.meant(text)
    if code.casefold() != text.casefold():
        raise _problem("field-value", not_a_language(text))
    return code


def not_a_language(text: str) -> str:
    """What to say of a text that is no code of a language."""
    code = languages.meant(text)
    advice = (
        f"Write {code}." if code else "Write en for English, cy for Welsh, or the code of another language."
    )
    return f'"{shortened(text)}" is not the code of a language. {advice}'


def _words_up_to(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if (count := len(text.split())) > limit:
            raise _problem("field-value", f"this has {count} words. Write at most {limit}.")
        return text

    return check


def _sentences_up_to(limit: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if (count := len(re.findall(r"[.!?…](?:\s+(?=\S)|$)", text))) > limit:
            raise _problem("field-value", f"this has {count} sentences. Write at most {limit}.")
        return text

    return check


def _listed(value: Any) -> Any:
    """One name where a list of names may stand."""
    return [value] if isinstance(value, str) else value


def _granted(value: Any) -> Any:
    """The places in which a piece may be shown: a list of our words, and nothing that has to be guessed at."""
    words = value if isinstance(value, str) else ""
    if words and words not in set(Channel):
        raise _problem(
            "field-list",
            f'"{shortened(words)}" does not say it in our words. Name each place that they agreed to, such as '
            f"channels: [web]. The places are: {', '.join(Channel)}. For nowhere, write draft: true.",
        )
    return value


TRUE = ("true", "yes", "on")
FALSE = ("false", "no", "off")


def _truth(value: Any) -> Any:
    """What plainly means true or false, as YAML has it; a piece must not be shown because of a guess."""
    if isinstance(value, str):
        word = value.strip().casefold()
        if word not in (*TRUE, *FALSE):
            raise _problem(
                "field-choice", f'"{shortened(value)}" is neither true nor false. Write true or false.'
            )
        return word in TRUE
    return value


Text = Annotated[str, AfterValidator(_one_line), Field(min_length=1, max_length=1000)]
LongText = Annotated[str, Field(min_length=1, max_length=4000)]
Slug = Annotated[str, Field(pattern=f"^{SLUG}$", max_length=80)]
Texts = tuple[Text, ...]
Slugs = tuple[Slug, ...]
WebAddress = Annotated[str, AfterValidator(_web_address), Field(max_length=500)]
Language = Annotated[
    str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35), AfterValidator(_language)
]


def _ask(question: str, hint: str = "") -> dict[str, JsonValue]:
    """What forms ask for a field, with a hint where its description is not meant for those who fill in a form.

    What no form asks for is for organisers, who write it in the file.
    """
    return {"x-ask": question, **({"x-hint": hint} if hint else {})}


class Model(BaseModel):
    """A group of fields: frozen, and no field but ours."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Person(Model):
    """Somebody who wrote or spoke, named as they want to be."""

    name: Text | None = Field(
        None,
        title="Name",
        description="As they want to be named.",
        examples=["Ann Example"],
        json_schema_extra=_ask(
            "What name shall stand under it?",
            "As you want to be named. Leave it empty if you do not want to be named.",
        ),
    )
    role: Text | None = Field(
        None,
        title="Role",
        description="What they do or are.",
        examples=["Parent"],
        json_schema_extra=_ask("Who are you in this story?", "Such as parent, neighbour or social worker."),
    )
    organisation: Text | None = Field(
        None,
        title="Organisation",
        description="Where they do it.",
        examples=["Example Circle"],
        json_schema_extra=_ask(
            "Which group or organisation are you part of?",
            "Leave it empty if it would tell people who you are.",
        ),
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> "Person":
        if not (self.name or self.role or self.organisation):
            raise _problem(
                "field-missing",
                "give a name, a role or an organisation; or take this out, where nobody is to be named.",
            )
        return self

    @property
    def called(self) -> str:
        return self.name or self.role or self.organisation or ""


class Source(Model):
    """Where something was first said."""

    title: Text | None = Field(
        None, title="Title", description="What it was called.", examples=["Letters from our street"]
    )
    url: WebAddress | None = Field(
        None, title="Address", description="Where it can be read.", examples=["https://example.org/letters"]
    )
    note: Text | None = Field(
        None, title="Note", description="What else helps to find it.", examples=["Second letter"]
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Source":
        if not (self.title or self.url or self.note):
            raise _problem("field-missing", "give a title, an address or a note.")
        return self


class Reference(Model):
    """Something that the text refers to."""

    authors: Text | None = Field(None, title="Authors", description="Who wrote it.", examples=["Example, A."])
    year: Text | None = Field(None, title="Year", description="When it came out.", examples=["2018"])
    title: Text | None = Field(
        None, title="Title", description="What it is called.", examples=["On neighbours"]
    )
    in_: Text | None = Field(
        None,
        alias="in",
        title="In",
        description="The journal or book that it is in.",
        examples=["Journal of Examples"],
    )
    pages: Text | None = Field(None, title="Pages", description="Where in it.", examples=["1–18"])
    url: WebAddress | None = Field(
        None,
        title="Address",
        description="Where it can be read.",
        examples=["https://example.org/neighbours"],
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Reference":
        if not (self.authors or self.title or self.url):
            raise _problem("field-missing", "give the authors, a title or an address.")
        return self


class Consent(Model):
    """What was agreed, so that people stay in control of their story."""

    basis: Basis = Field(
        title="Basis",
        description="Why the piece may be published.",
        examples=["consent"],
        json_schema_extra=_ask("Why may it be published?"),
    )
    given: Date | None = Field(
        None,
        title="Given",
        description="The month or day on which they agreed. Needed when the basis is consent.",
        examples=["2026-03"],
        json_schema_extra=_ask("When was that agreed?", "The month or the day."),
    )
    review_by: Date | None = Field(
        None,
        title="Review by",
        description=(
            "The day on which to ask again. From that day the piece is not shown. "
            f"When the basis is consent and nothing is written here, {REVIEW_AFTER_MONTHS} months after it was given."
        ),
        examples=["2028-03"],
        json_schema_extra=_ask(
            "When shall we ask again?",
            f"From that day it is not shown until you agree again. If you leave this empty, we ask after {REVIEW_AFTER_MONTHS} months.",
        ),
    )
    named_as: NamedAs = Field(
        title="Named as",
        description="How the people in the piece want to be named.",
        examples=["first-name"],
        json_schema_extra=_ask("How are the people in it named?"),
    )
    channels: Annotated[tuple[Channel, ...], BeforeValidator(_granted)] = Field(
        tuple(Channel),
        min_length=1,
        title="Channels",
        description="Where the piece may be shown. Without this field, everywhere.",
        examples=[["web", "search", "print"]],
        json_schema_extra=_ask("Where may it be shown?", "Choose each that is agreed to."),
    )
    speaking_for: SpeakingFor = Field(
        SpeakingFor.SELF,
        title="Speaking for",
        description="Who agreed.",
        examples=["self-with-support"],
        json_schema_extra=_ask("Who has agreed?"),
    )
    ref: Text | None = Field(
        None,
        title="Reference",
        description="The number of the signed form. The form itself is never kept with the site.",
        examples=["form-017"],
    )

    shown_on_purpose: Texts = Field(
        (),
        title="Shown on purpose",
        description="Contact details and names in the text that are meant for everybody.",
        examples=[["office@example.org"]],
    )

    @model_validator(mode="after")
    def _day_is_known(self) -> "Consent":
        if self.basis is Basis.CONSENT and self.given is None:
            raise _problem("field-missing", "given is missing: add the month or day on which they agreed.")
        return self

    @property
    def ends(self) -> date | None:
        """The first day on which the piece is not shown any more."""
        if self.review_by:
            return self.review_by.start
        if self.basis is Basis.CONSENT and self.given:
            return dates.add_months(self.given.start, REVIEW_AFTER_MONTHS)
        return None


class Figure(Model):
    """A number that somebody stated, with all that is needed to trust it."""

    id: Slug | None = Field(
        None, title="Id", description="A name for use in derived figures.", examples=["people"]
    )
    value: Decimal = Field(
        title="Value",
        description="The number itself, without commas or words.",
        examples=["12000"],
        ge=0,
        le=10**12,
    )
    qualifier: Qualifier = Field(
        Qualifier.EXACT, title="Qualifier", description="How exact the number is.", examples=["over"]
    )
    unit: Text = Field(title="Unit", description="What is counted.", examples=["hours of support"])
    per: Text | None = Field(None, title="Per", description="For each what.", examples=["week"])
    source: Text | None = Field(None, title="Source", description="Who said so.", examples=["Ann Example"])
    as_of: Date | None = Field(None, title="As of", description="When it was so.", examples=["2018-11"])


class DerivedFigure(Model):
    """A number that the site computes from two figures, so that it is never typed."""

    label: Text = Field(title="Label", description="What it tells.", examples=["Hours for each person"])
    divide: Slug = Field(title="Divide", description="The id of the figure to divide.", examples=["hours"])
    by: Slug = Field(title="By", description="The id of the figure to divide it by.", examples=["people"])
    unit: Text = Field(title="Unit", description="What the result counts.", examples=["hours"])
    per: Text | None = Field(None, title="Per", description="For each what.", examples=["person a week"])


class HistoryItem(Model):
    """How a pledge or an initiative stood on a day."""

    on: Date | None = Field(
        None,
        title="On",
        description="When it was so. Leave it out where nobody has said when.",
        examples=["2026-03"],
    )
    status: Status = Field(title="Status", description="How it stood.", examples=["under-way"])
    note: Text | None = Field(
        None,
        title="Note",
        description="What happened, in a sentence. Needed when it is stuck, reshaped or let go.",
        examples=["We found a room."],
    )
    evidence: WebAddress | None = Field(
        None, title="Evidence", description="Where anybody can see it.", examples=["https://example.org/room"]
    )
    checked: Checked | None = Field(
        None,
        title="Checked",
        description="Who says so. Nothing is said of it when nothing is written here.",
        examples=["self-reported"],
    )

    @model_validator(mode="after")
    def _tells_enough(self) -> "HistoryItem":
        if self.status in NEEDS_NOTE and not self.note:
            raise _problem(
                "field-missing", f'note is missing: say in a sentence what "{self.status}" means here.'
            )
        if self.checked is Checked.EVIDENCE_LINKED and not self.evidence:
            raise _problem("field-missing", "evidence is missing: add the address where it can be seen.")
        return self


def _oldest_first(history: tuple[HistoryItem, ...]) -> tuple[HistoryItem, ...]:
    dated = [item.on for item in history if item.on]
    for before, after in itertools.pairwise(dated):
        if after.end < before.start:
            raise _problem("field-value", f"write the oldest first: {after.text} comes before {before.text}.")
    return history


History = Annotated[tuple[HistoryItem, ...], AfterValidator(_oldest_first)]


class Pledger(Model):
    """Who pledges: names, or a number of people in a role where no more is known."""

    names: Texts = Field(
        (), title="Names", description="As they want to be named.", examples=[["Ann Example"]]
    )
    role: Text | None = Field(None, title="Role", description="Who they are.", examples=["Council staff"])
    count: int | None = Field(None, title="Count", description="How many.", examples=["12"], ge=1)

    @model_validator(mode="before")
    @classmethod
    def _names_or_group(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"names": [value]}
        return {"names": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _says_something(self) -> "Pledger":
        if not (self.names or self.role):
            raise _problem("field-missing", "give a name, a list of names, or a role.")
        return self

    def __str__(self) -> str:
        if self.names:
            return ", ".join(self.names)
        return f"{self.role} ({self.count})" if self.count else str(self.role)


class Pledge(Model):
    """One promise, offer or ask, kept where it was made."""

    id: Slug = Field(
        title="Id",
        description="Its address, unique in the site: small letters, figures, hyphens.",
        examples=["open-door"],
    )
    sort: PledgeSort = Field(
        PledgeSort.COMMITMENT, title="Sort", description="What is pledged.", examples=["offer"]
    )
    will: Text = Field(
        title="Will",
        description="One concrete thing, in the pledger's words.",
        examples=["We will open our hall."],
    )
    who: Pledger = Field(
        title="Who",
        description="A name or a list of names, as they want to be named; or a role and a count.",
        examples=["Example Circle"],
    )
    as_: PledgedAs = Field(
        alias="as", title="As", description="In what capacity they pledge.", examples=["local-group"]
    )
    of: Resource | None = Field(
        None,
        title="Of",
        description="What is offered or asked for. Needed with an offer or an ask.",
        examples=["space"],
    )
    so_that: Text | None = Field(
        None,
        title="So that",
        description="What changes for people.",
        examples=["Nobody eats alone on Sundays."],
    )
    with_: Texts = Field(
        (), alias="with", title="With", description="Who else is in it.", examples=[["Example Kitchen"]]
    )
    by: DateOrInterval | None = Field(
        None, title="By", description="A date, or from one to another.", examples=["2026-03/2026-08"]
    )
    by_words: Text | None = Field(
        None,
        title="By, in words",
        description="Where the words said more than the date.",
        examples=["Spring 2026"],
    )
    tags: Texts = Field(
        (),
        title="Tags",
        description="Those of the entry, when nothing is written here.",
        examples=[["neighbours"]],
    )
    history: History = Field(
        title="History",
        description="How it stood and when, oldest first. The last one is what is shown.",
        examples=[[{"on": "2026-03", "status": "promised"}]],
        min_length=1,
    )

    @model_validator(mode="after")
    def _of_what(self) -> "Pledge":
        if self.sort is not PledgeSort.COMMITMENT and self.of is None:
            raise _problem("field-missing", f"of is missing: say what the {self.sort} is of.")
        return self

    @property
    def latest(self) -> HistoryItem:
        return self.history[-1]

    @property
    def by_in_words(self) -> str:
        return self.by_words or (str(self.by) if self.by else "")


class LearningPoint(Model):
    """One thing that people learned together."""

    id: Slug = Field(title="Id", description="Its address within the session.", examples=["open-doors"])
    point: Text = Field(
        title="Point", description="In one sentence.", examples=["An open door needs a host."]
    )
    detail: Text | None = Field(
        None,
        title="Detail",
        description="What stands behind it.",
        examples=["People came back when they were met."],
    )
    sort: LearningSort = Field(
        LearningSort.LEARNING, title="Sort", description="What it is about.", examples=["enabler"]
    )


# The kinds of entry


class FrontMatter(Model):
    """What every entry says of itself."""

    kinds: ClassVar[tuple[Kind, ...]] = ()

    title: Annotated[str, AfterValidator(_one_line), Field(min_length=1, max_length=300)] = Field(
        title="Title",
        description=f"Up to {TITLE_LENGTH} characters. A longer one is shown, up to 300.",
        examples=["A key to our own front door"],
        json_schema_extra=_ask("What shall we call it?"),
    )
    kind: Kind = Field(
        title="Kind",
        description="What this is.",
        examples=["testimony"],
        json_schema_extra=_ask(
            "What is it?",
            "A testimony is your own experience. A critique says what is wrong with how things are. An analysis says how things work, or how they could.",
        ),
    )
    summary: Annotated[Text, AfterValidator(_words_up_to(SUMMARY_WORDS_AT_MOST))] = Field(
        title="Summary",
        description=f"Up to {SUMMARY_WORDS} plain words, for lists. A longer one is shown, up to {SUMMARY_WORDS_AT_MOST}.",
        examples=["How a street came to share one garden, and what it changed."],
        json_schema_extra=_ask("What is it about, in one or two sentences?"),
    )
    tags: Texts = Field(
        title="Tags",
        description="1 to 8 words that say what it is about.",
        examples=[["neighbours"]],
        min_length=1,
        max_length=8,
        json_schema_extra=_ask("Which themes does it belong to?", "Choose those that fit best, up to 8."),
    )
    date: Date | None = Field(
        None,
        title="Date",
        description="When it was told or published: a year, a month or a day.",
        examples=["2026-03"],
        json_schema_extra=_ask("When was it told or first published?", "A year, a month or a day."),
    )
    authors: tuple[Person, ...] = Field(
        (),
        title="Authors",
        description="Who wrote it: a list of names, or of name, role and organisation.",
        examples=[[{"name": "Ann Example", "role": "Parent"}]],
    )
    account: Account | None = Field(
        None,
        title="Account",
        description="Whose words the text is in. Nothing is said of it when nothing is written here.",
        examples=["summary"],
        json_schema_extra=_ask("Whose words are these?"),
    )
    voices: tuple[Voice, ...] = Field(
        (),
        title="Voices",
        description="From where the authors speak.",
        examples=[["draws-on-support"]],
        json_schema_extra=_ask("As whom do you speak?", "Choose all that are true."),
    )
    places: Slugs = Field(
        (),
        title="Places",
        description="Where it is about: ids from places.yml.",
        examples=[["somerset"]],
        json_schema_extra=_ask(
            "Which places is it about?", "Choose none if the place would tell people who you are."
        ),
    )
    source: Source | None = Field(
        None,
        title="Source",
        description="Where it was first said.",
        examples=[{"title": "Letters from our street"}],
    )
    gathering: Slug | None = Field(
        None,
        title="Gathering",
        description="The gathering that it came from.",
        examples=["manchester-2018"],
        json_schema_extra=_ask("Did it come from a gathering?", "Choose none if it did not."),
    )
    about: Slugs = Field(
        (),
        title="About",
        description="Entries that it speaks of. Shown on both pages.",
        examples=[["a-better-way"]],
    )
    quote: Text | None = Field(
        None,
        title="Quote",
        description=(
            "One sentence of the text to lift out, word for word. "
            "In a summary, only the author's own words, which stand there in quotation marks."
        ),
        examples=["We have a key."],
        json_schema_extra=_ask(
            "Which one sentence matters most?", "Copy it from the text, word for word. It is shown large."
        ),
    )
    content_notes: tuple[ContentNote, ...] = Field(
        (),
        title="Content notes",
        description="What a reader may want to know of first.",
        examples=[["bereavement"]],
        json_schema_extra=_ask(
            "Does it speak of any of these?", "Readers are told of these before they begin."
        ),
    )
    lang: Language | None = Field(
        None,
        title="Language",
        description="Where it is not that of the site: a BCP 47 code.",
        examples=["cy"],
        json_schema_extra=_ask(
            "Which language is it in, if not that of the site?",
            "A short code, such as cy for Welsh or ar for Arabic.",
        ),
    )
    references: tuple[Reference, ...] = Field(
        (),
        title="References",
        description="What the text refers to.",
        examples=[[{"title": "On neighbours"}]],
    )
    aliases: Slugs = Field(
        (),
        title="Aliases",
        description="Names that the file had before, without .md. Each old address leads to the new one.",
        examples=[["our-old-front-door"]],
        max_length=10,
    )
    draft: Annotated[bool, BeforeValidator(_truth)] = Field(
        False, title="Draft", description="true: read and checked, never shown.", examples=["true"]
    )
    pledges: tuple[Pledge, ...] = Field(
        (), title="Pledges", description="Promises, offers and asks made here.", examples=[[]]
    )
    consent: Consent | None = Field(
        None,
        title="Consent",
        description="What was agreed. Needed for testimonies, critiques and analyses, "
        "and wherever a living person's words or story are told.",
        examples=[{"basis": "consent", "given": "2026-03", "named_as": "first-name"}],
    )

    @property
    def channels(self) -> frozenset[Channel]:
        """Where the entry may be shown, once its consent, if it has one, holds."""
        return frozenset(self.consent.channels) if self.consent else EVERYWHERE


class Writing(FrontMatter):
    """A testimony (someone's own experience), a critique (what is wrong) or an analysis (how things work)."""

    kinds = WRITING

    account: Account = Field(
        Account.OWN_WORDS,
        title="Account",
        description="Whose words the text is in. The author's own, when nothing is written here.",
        examples=["summary"],
        json_schema_extra=_ask("Whose words are these?"),
    )
    voices: tuple[Voice, ...] = Field(
        title="Voices",
        description="From where the authors speak.",
        examples=[["draws-on-support"]],
        min_length=1,
        json_schema_extra=_ask("As whom do you speak?", "Choose all that are true."),
    )


class Glimpse(FrontMatter):
    """A place, organisation or approach where the future is already here."""

    kinds = (Kind.GLIMPSE,)

    what_is_different: Annotated[Text, AfterValidator(_sentences_up_to(DIFFERENT_SENTENCES))] = Field(
        title="What is different",
        description=f"In up to {DIFFERENT_SENTENCES} sentences.",
        examples=["Neighbours hold the keys."],
        json_schema_extra=_ask("What is different there?"),
    )
    of: GlimpseOf = Field(
        title="Of",
        description="What this is a glimpse of.",
        examples=["place"],
        json_schema_extra=_ask("What is it a glimpse of?"),
    )
    led_by: LedBy = Field(
        LedBy.NOT_STATED,
        title="Led by",
        description="Who leads.",
        examples=["community"],
        json_schema_extra=_ask("Who leads it?"),
    )
    scale: Scale | None = Field(
        None,
        title="Scale",
        description="How far it reaches.",
        examples=["neighbourhood"],
        json_schema_extra=_ask("How far does it reach?"),
    )
    stage: GlimpseStage = Field(
        GlimpseStage.NOT_KNOWN,
        title="Stage",
        description="How far it has come.",
        examples=["running"],
        json_schema_extra=_ask("How far has it come?"),
    )
    money: tuple[Money, ...] = Field(
        (),
        title="Money",
        description="Where the money comes from.",
        examples=[["personal-budgets"]],
        json_schema_extra=_ask("Where does the money come from?"),
    )
    figures: tuple[Figure, ...] = Field(
        (),
        title="Figures",
        description="Numbers that somebody stated.",
        examples=[[{"value": "400", "unit": "enterprises"}]],
    )
    derived: tuple[DerivedFigure, ...] = Field(
        (),
        title="Derived figures",
        description="Numbers that the site computes from the figures.",
        examples=[[]],
    )
    grew_from: Text | None = Field(
        None,
        title="Grew from",
        description="What it came out of.",
        examples=["A street party"],
        json_schema_extra=_ask("What did it grow out of?"),
    )
    adapted_from: Text | None = Field(
        None,
        title="Adapted from",
        description="What it follows elsewhere.",
        examples=["Rural Australia"],
        json_schema_extra=_ask("What elsewhere does it follow?"),
    )
    try_here: Texts = Field(
        (),
        title="Try it here",
        description="First steps for another area.",
        examples=[["Ask who has a spare room."]],
        json_schema_extra=_ask("What could another place do first?", "One step on each line."),
    )
    last_checked: Date | None = Field(
        None,
        title="Last checked",
        description="When somebody last looked whether it is still so.",
        examples=["2026-03"],
    )


class Gathering(FrontMatter):
    """People met, or will."""

    kinds = (Kind.GATHERING,)

    held: DateOrInterval = Field(
        title="Held",
        description="When: a date, or from one to another.",
        examples=["2018-11"],
        json_schema_extra=_ask("When is it, or when was it?"),
    )
    held_words: Text | None = Field(
        None,
        title="Held, in words",
        description="Where the words said more than the date.",
        examples=["Spring 2026"],
    )
    state: GatheringState = Field(
        GatheringState.HELD,
        title="State",
        description="Whether it took place.",
        examples=["planned"],
        json_schema_extra=_ask("Has it taken place?"),
    )
    attendance: Figure | None = Field(
        None,
        title="Attendance",
        description="How many people came.",
        examples=[{"value": "300", "unit": "people"}],
    )
    hosts: Texts = Field(
        (),
        title="Hosts",
        description="Who invited people.",
        examples=[["Example Circle"]],
        json_schema_extra=_ask("Who invites people?", "One on each line."),
    )
    alongside: Text | None = Field(
        None,
        title="Alongside",
        description="What else was on nearby.",
        examples=["A conference"],
        json_schema_extra=_ask("What else was on nearby?"),
    )
    next: Slug | None = Field(
        None, title="Next", description="The gathering that follows this one.", examples=["spring-2026"]
    )


class Session(FrontMatter):
    """One part of a gathering, with what was learned."""

    kinds = (Kind.SESSION,)

    gathering: Slug = Field(
        title="Gathering",
        description="The gathering that it was part of.",
        examples=["manchester-2018"],
        json_schema_extra=_ask("Which gathering was it part of?"),
    )
    format: Text | None = Field(
        None,
        title="Format",
        description="How it went.",
        examples=["Talks, then small groups"],
        json_schema_extra=_ask("How did it go?"),
    )
    hosts: Texts = Field(
        (),
        title="Hosts",
        description="Who held it.",
        examples=[["Example Circle"]],
        json_schema_extra=_ask("Who held it?"),
    )
    speakers: tuple[Person, ...] = Field(
        (), title="Speakers", description="Who spoke.", examples=[[{"name": "Ann Example", "role": "Parent"}]]
    )
    in_the_room: Text | None = Field(
        None,
        title="In the room",
        description="Who was there.",
        examples=["Families and council staff"],
        json_schema_extra=_ask("Who was there?"),
    )
    learning: tuple[LearningPoint, ...] = Field(
        title="Learning",
        description="What people learned, each with an address of its own. An empty list where nothing is recorded.",
        examples=[[{"id": "open-doors", "point": "An open door needs a host."}]],
    )


class Initiative(FrontMatter):
    """Work that came out of it all."""

    kinds = (Kind.INITIATIVE,)

    element: Element | None = Field(
        None,
        title="Element",
        description="Which part of the movement's work it belongs to, where somebody has said so.",
        examples=["narrative"],
        json_schema_extra=_ask("Which part of the movement's work is it?"),
    )
    led_by: Annotated[Texts, BeforeValidator(_listed)] = Field(
        (),
        title="Led by",
        description="Who leads it.",
        examples=[["Example Circle"]],
        json_schema_extra=_ask("Who leads it?"),
    )
    stage: InitiativeStage | None = Field(
        None,
        title="Stage",
        description="How far it has come, where somebody has said so.",
        examples=["launched"],
        json_schema_extra=_ask("How far has it come?"),
    )
    history: History = Field(
        (), title="History", description="How it stood and when, oldest first.", examples=[[]]
    )


MODELS: dict[Kind, type[FrontMatter]] = {
    kind: model for model in (Writing, Glimpse, Gathering, Session, Initiative) for kind in model.kinds
}


# The vocabularies


class Theme(Model):
    """A themed collection: what it is called, what it asks, and which tags it gathers."""

    id: Slug = Field(
        title="Id", description="Its address, and a tag that it gathers.", examples=["community"]
    )
    title: Text = Field(title="Title", description="What it is called.", examples=["Community"])
    question: Text = Field(title="Question", description="What it asks.", examples=["Who is there for us?"])
    summary: Text = Field(
        title="Summary", description="In one sentence.", examples=["Neighbours and what they share."]
    )
    intro: LongText | None = Field(
        None, title="Introduction", description="In Markdown.", examples=["People look out for each other …"]
    )
    tags: Texts = Field((), title="Tags", description="What else it gathers.", examples=[["neighbours"]])
    pinned: Slugs = Field(
        (), title="Pinned", description="Entries to show first.", examples=[["a-better-way"]]
    )
    sources: Slugs = Field(
        (),
        title="Sources",
        description="Entries that the introduction was written from. Its page links to them.",
        examples=[["a-better-way"]],
    )

    @property
    def gathers(self) -> frozenset[str]:
        return frozenset((self.id, *self.tags))


class Collection(Model):
    """Pieces that somebody chose, in an order that they chose, with words of their own: for a newsletter or a meeting."""

    id: Slug = Field(title="Id", description="Its address.", examples=["for-the-spring"])
    title: Text = Field(title="Title", description="What it is called.", examples=["To read before we meet"])
    summary: Text = Field(
        title="Summary", description="In one sentence.", examples=["Five pieces about keys and doors."]
    )
    intro: LongText | None = Field(
        None, title="Introduction", description="In Markdown.", examples=["We chose these because …"]
    )
    entries: Slugs = Field(
        title="Entries",
        description="The pieces in their order: names of files without .md. Where none is left, there is no page.",
        examples=[["a-better-way"]],
    )


class Place(Model):
    """A place that may be named."""

    id: Slug = Field(title="Id", description="Its address.", examples=["somerset"])
    name: Text = Field(title="Name", description="As people there call it.", examples=["Somerset"])
    within: Slug | None = Field(
        None, title="Within", description="The place that it is part of.", examples=["england"]
    )
    region: Region | None = Field(
        None,
        title="Region",
        description="Which of the twelve nations and regions of the UK.",
        examples=["south-west"],
    )
    size: PlaceSize = Field(title="Size", description="How big it is.", examples=["council-area"])


class Withdrawal(Model):
    """An entry or pledge that was taken back: its id and the day, and nothing else."""

    id: Slug = Field(
        title="Id", description="The file name without .md, or the pledge's id.", examples=["example"]
    )
    on: Date = Field(title="On", description="When it was taken back.", examples=["2026-03-01"])


@cache
def field_names() -> frozenset[str]:
    """The names of all fields of all models, as contributors write them."""
    return frozenset(
        field.alias or name for model in all_models() for name, field in model.model_fields.items()
    )


def all_models() -> Iterator[type[Model]]:
    waiting: list[type[Model]] = [Model]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += current.__subclasses__()


@cache
def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model, made once. It is shared: who changes it copies it first."""
    return model.model_json_schema()
