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
    SUMMARY = "summary", "A summary that we wrote"
    INTERVIEW = "interview", "From an interview"


class Voice(Choice):
    """Who is speaking."""

    DRAWS_ON_SUPPORT = "draws-on-support", "Someone who draws on support"
    FAMILY_OR_FRIEND = "family-or-friend", "A family member or friend"
    PERSONAL_ASSISTANT = "personal-assistant", "A personal assistant"
    WORKS_IN_SUPPORT = "works-in-support", "Someone who works in support"
    SOCIAL_WORKER = "social-worker", "A social worker"
    LEADS_AN_ORGANISATION = "leads-an-organisation", "Someone who leads an organisation"
    COMMISSIONS_OR_FUNDS = "commissions-or-funds", "Someone who commissions or funds support"
    COMMUNITY_OR_ENTERPRISE = "community-or-enterprise", "A community group or enterprise"
    RESEARCHES_OR_TEACHES = "researches-or-teaches", "Someone who researches or teaches"
    ELECTED = "elected", "An elected representative"
    CITIZEN = "citizen", "A citizen"
    NOT_STATED = "not-stated", "I would rather not say"


class ContentNote(Choice):
    """What to warn readers about."""

    ABUSE = "abuse", "abuse"
    ADDICTION = "addiction", "addiction"
    BEREAVEMENT = "bereavement", "bereavement"
    DISCRIMINATION = "discrimination", "discrimination"
    INSTITUTIONAL_CARE = "institutional-care", "living in an institution"
    MENTAL_DISTRESS = "mental-distress", "mental distress"
    SELF_HARM = "self-harm", "self-harm"
    SERIOUS_ILLNESS = "serious-illness", "serious illness"


class Basis(Choice):
    """Why we may publish an entry."""

    CONSENT = "consent", "The people in it agreed"
    ALREADY_PUBLIC = "already-public", "It was already published"
    NO_PERSONAL_DATA = "no-personal-data", "It is not about any one person"


class NamedAs(Choice):
    """How we name the people in an entry."""

    FULL_NAME = "full-name", "Full name"
    FIRST_NAME = "first-name", "First name only"
    CHOSEN_NAME = "chosen-name", "A chosen name"
    ROLE_ONLY = "role-only", "Role only, without a name"
    ANONYMOUS = "anonymous", "No name at all"


class Channel(Choice):
    """Where we may show an entry."""

    WEB = "web", "On this website"
    SEARCH = "search", "In search, here and on other websites"
    FEED = "feed", "In updates that people follow"
    CARD = "card", "In link previews, for example on social media"
    PRINT = "print", "In printed booklets"
    DATA = "data", "In the open data"


EVERYWHERE = frozenset(Channel)


class SpeakingFor(Choice):
    """Who gave permission."""

    SELF = "self", "I did"
    SELF_WITH_SUPPORT = "self-with-support", "I did, with support"
    SOMEONE_ELSE_AGREED = "someone-else-agreed", "Someone else did, for them"


class PledgeSort(Choice):
    """What is pledged."""

    COMMITMENT = "commitment", "Promise"
    OFFER = "offer", "Offer"
    ASK = "ask", "Request"


class PledgedAs(Choice):
    """Who makes a pledge."""

    INDIVIDUAL = "individual", "A person"
    LOCAL_GROUP = "local-group", "A local group"
    ORGANISATION = "organisation", "An organisation"
    MOVEMENT = "movement", "The movement"
    SESSION_GROUP = "session-group", "People at a session"


class Resource(Choice):
    """What kind of thing is offered or asked for."""

    EXPERTISE = "expertise", "Expertise"
    FUNDING = "funding", "Funding"
    ORGANISATION = "organisation", "Organisation"
    SPACE = "space", "Space"
    TIME = "time", "Time"
    CONTACTS = "contacts", "Contacts"
    EVIDENCE = "evidence", "Evidence"
    PLATFORM = "platform", "Platform"


class Status(Choice):
    """The progress of a pledge. Chosen so that nobody is shamed."""

    PROMISED = "promised", "Promised"
    UNDER_WAY = "under-way", "Under way"
    STUCK = "stuck", "Stuck"
    RESHAPED = "reshaped", "Changed"
    KEPT = "kept", "Kept"
    LET_GO = "let-go", "Stopped"
    STANDING = "standing", "Ongoing"


NEEDS_NOTE = (Status.STUCK, Status.RESHAPED, Status.LET_GO)


OPEN_STATUSES = (Status.PROMISED, Status.UNDER_WAY, Status.STUCK, Status.RESHAPED, Status.STANDING)


class Checked(Choice):
    """Who says so."""

    SELF_REPORTED = "self-reported", "Told to us by the people who made it"
    EVIDENCE_LINKED = "evidence-linked", "With a link to evidence"
    CONFIRMED = "confirmed-by-those-affected", "Confirmed by the people it affects"


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
    NOT_STATED = "not-stated", "Not known"


class Scale(Choice):
    """How big an area a glimpse covers."""

    ONE_GROUP = "one-group", "One group"
    NEIGHBOURHOOD = "neighbourhood", "A neighbourhood"
    COUNCIL_AREA = "council-area", "A council area"
    MANY_AREAS = "many-areas", "Many areas"
    NATIONAL = "national", "National"


class GlimpseStage(Choice):
    """What stage a glimpse has reached."""

    STARTING = "starting", "Starting"
    RUNNING = "running", "Running"
    SPREADING = "spreading", "Spreading"
    CHANGED_SHAPE = "changed-shape", "Changed"
    ENDED_WELL = "ended-well", "Ended well"
    NOT_KNOWN = "not-known", "Not known"


class Money(Choice):
    """Where the money comes from."""

    PERSONAL_BUDGETS = "personal-budgets", "Personal budgets"
    SELF_FUNDERS = "self-funders", "People who pay for themselves"
    COUNCIL_CONTRACTS = "council-contracts", "Council contracts"
    GRANTS = "grants", "Grants"
    VOLUNTEER_TIME = "volunteer-time", "Volunteers’ time"
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
    BARRIER = "barrier", "Something in the way"
    ENABLER = "enabler", "Something that helps"


class Element(Choice):
    """Which part of the movement's work an initiative belongs to."""

    SOLUTIONS = "solutions", "Show what works"
    NARRATIVE = "narrative", "Change the story"
    CHALLENGE = "challenge", "Challenge what is wrong"


class InitiativeStage(Choice):
    """What stage an initiative has reached."""

    BEING_PURSUED = "being-pursued", "In progress"
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
