"""The choices that fields offer, each with its label."""

from enum import StrEnum

from pydantic import (
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


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
