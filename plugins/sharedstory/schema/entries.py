"""What a testimony, glimpse, gathering, session, initiative and pledge is: the one schema.

Every field has its title, description and example here and nowhere else: the checker, the guide, forms and
JSON Schema are made from them. Values are frozen. Field values arrive as text; the types here read them.
"""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
)

from sharedstory.schema.choices import (
    EVERYWHERE,
    WRITING,
    Account,
    Channel,
    ContentNote,
    Element,
    GatheringState,
    GlimpseOf,
    GlimpseStage,
    InitiativeStage,
    Kind,
    LedBy,
    Money,
    Qualifier,
    Scale,
    Voice,
)
from sharedstory.schema.people import Consent, Person, Reference, Source
from sharedstory.schema.pledge import History, LearningPoint, Pledge
from sharedstory.schema.types import (
    DIFFERENT_SENTENCES,
    SUMMARY_WORDS,
    TITLE_LENGTH,
    Date,
    DateOrInterval,
    Language,
    Model,
    Slug,
    Slugs,
    Target,
    Text,
    Texts,
    ask,
    listed,
    marked,
    one_line,
    sentences_up_to,
    truth,
    words_up_to,
)

SUMMARY_WORDS_AT_MOST = 150
TEMPLATE_BODY = "Write your text here, in your own words."


# What a field can hold


class Figure(Model):
    """A number that somebody stated, with all that is needed to trust it."""

    id: Slug | None = Field(None, description="A name for use in derived figures.", examples=["people"])
    value: Decimal = Field(
        description="The number itself, without commas or words.", examples=["12000"], ge=0, le=10**12
    )
    qualifier: Qualifier = Field(Qualifier.EXACT, description="How exact the number is.", examples=["over"])
    unit: Text = Field(description="What is counted.", examples=["hours of support"])
    per: Text | None = Field(None, description="What it is measured against.", examples=["week"])
    source: Text | None = Field(None, description="Who said so.", examples=["Ann Example"])
    as_of: Date | None = Field(None, description="The date of the number.", examples=["2018-11"])


class DerivedFigure(Model):
    """A number that the site computes from two figures, so that it is never typed."""

    label: Text = Field(description="What the number shows.", examples=["Hours for each person"])
    divide: Slug = Field(description="The id of the figure to divide.", examples=["hours"])
    by: Slug = Field(description="The id of the figure to divide it by.", examples=["people"])
    unit: Text = Field(description="What the result counts.", examples=["hours"])
    per: Text | None = Field(None, description="What it is measured against.", examples=["person a week"])


# The kinds of entry


class FrontMatter(Model):
    """What every entry says of itself."""

    kinds: ClassVar[tuple[Kind, ...]] = ()

    title: Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=300)] = Field(
        description=f"Best up to {TITLE_LENGTH} characters, and 300 at most.",
        examples=["A key to our own front door"],
        json_schema_extra=ask("What is the title?"),
    )
    kind: Kind = Field(
        description="What this is.",
        examples=["testimony"],
        json_schema_extra=ask(
            "What are you sharing?",
            "A testimony is your own experience. A critique says what is wrong now. An analysis says how things work, or how they could be better.",
        ),
    )
    summary: Annotated[Text, AfterValidator(words_up_to(SUMMARY_WORDS_AT_MOST))] = Field(
        description=f"Best up to {SUMMARY_WORDS} plain words, and {SUMMARY_WORDS_AT_MOST} at most.",
        examples=["How a street came to share one garden, and what it changed."],
        json_schema_extra=ask(
            "What is it about, in one or two sentences?", long=True, words=SUMMARY_WORDS_AT_MOST
        ),
    )
    tags: Texts = Field(
        description="1 to 8 words that say what it is about.",
        examples=[["neighbours"]],
        min_length=1,
        max_length=8,
        json_schema_extra=ask("Which themes fit best?", "Choose up to 8.", names=Target.TAG),
    )
    date: Date | None = Field(
        None,
        description="When it was told or published: a year, a month or a day.",
        examples=["2026-03"],
        json_schema_extra=ask("When did you tell or write it?", "A year, a month or a day."),
    )
    authors: tuple[Person, ...] = Field(
        (),
        description="Who wrote it: a list of names, or of name, role and organisation.",
        examples=[[{"name": "Ann Example", "role": "Parent"}]],
    )
    account: Account | None = Field(
        None,
        description="Whose words the text is in. Leave it out if you do not know.",
        examples=["summary"],
        json_schema_extra=ask("Whose words are these?"),
    )
    voices: tuple[Voice, ...] = Field(
        (),
        description="Who is speaking.",
        examples=[["draws-on-support"]],
        json_schema_extra=ask("Which of these describes you?", "Choose all that are true."),
    )
    places: Slugs = Field(
        (),
        description="The places it is about: ids from places.yml.",
        examples=[["somerset"]],
        json_schema_extra=ask(
            "Which places is it about?",
            "Leave this blank if it could show who you are.",
            names=Target.PLACE,
        ),
    )
    source: Source | None = Field(
        None, description="Where it was first said.", examples=[{"title": "Letters from our street"}]
    )
    gathering: Slug | None = Field(
        None,
        description="The gathering that it came from.",
        examples=["manchester-2018"],
        json_schema_extra=ask(
            "Did it come from a gathering?", "Choose none if it did not.", names=Target.GATHERING
        ),
    )
    about: Slugs = Field(
        (),
        description="Entries that it mentions. Shown on both pages.",
        examples=[["a-better-way"]],
        json_schema_extra=marked(names=Target.ENTRY),
    )
    quote: Text | None = Field(
        None,
        description="One sentence of the text to show in large letters, word for word. "
        "In a summary, use only the author's own words, in quotation marks.",
        examples=["We have a key."],
        json_schema_extra=ask(
            "Which sentence matters most?",
            "Copy it from the text, word for word. We will show it in large letters.",
            long=True,
        ),
    )
    content_notes: tuple[ContentNote, ...] = Field(
        (),
        description="What to warn readers about.",
        examples=[["bereavement"]],
        json_schema_extra=ask("Does it mention any of these?", "We tell readers before they start."),
    )
    lang: Language | None = Field(
        None,
        title="Language",
        description="A BCP 47 code, if it is not the language of the site.",
        examples=["cy"],
        json_schema_extra=ask(
            "What language is it in?",
            "Leave this blank if it is that of this site. Or write a short code, such as cy for Welsh.",
        ),
    )
    references: tuple[Reference, ...] = Field(
        (), description="What the text refers to.", examples=[[{"title": "On neighbours"}]]
    )
    aliases: Slugs = Field(
        (),
        description="Older names of the file, without .md. Each old address leads to the new one.",
        examples=[["our-old-front-door"]],
        max_length=10,
    )
    draft: Annotated[bool, BeforeValidator(truth)] = Field(
        False,
        description="true: we read and check it, and never show it.",
        examples=["true"],
        json_schema_extra=marked(apart=True),
    )
    pledges: tuple[Pledge, ...] = Field(
        (),
        description="Promises, offers and requests made here.",
        examples=[[]],
        json_schema_extra=marked(apart=True),
    )
    consent: Consent | None = Field(
        None,
        description="What people agreed to. Needed for all writing, and for any living person's words or story.",
        examples=[{"basis": "consent", "given": "2026-03", "named_as": "first-name"}],
        json_schema_extra=marked(apart=True),
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
        description="Whose words the text is in. If you leave it out, the author's own.",
        examples=["summary"],
        json_schema_extra=ask("Whose words are these?"),
    )
    voices: tuple[Voice, ...] = Field(
        description="Who is speaking.",
        examples=[["draws-on-support"]],
        min_length=1,
        json_schema_extra=ask("Which of these describes you?", "Choose all that are true."),
    )


class Glimpse(FrontMatter):
    """A place, organisation or approach where the future is already here."""

    kinds = (Kind.GLIMPSE,)

    what_is_different: Annotated[Text, AfterValidator(sentences_up_to(DIFFERENT_SENTENCES))] = Field(
        description=f"In up to {DIFFERENT_SENTENCES} sentences.",
        examples=["Neighbours hold the keys."],
        json_schema_extra=ask("What is different there?", long=True, sentences=DIFFERENT_SENTENCES),
    )
    of: GlimpseOf = Field(
        description="What this is a glimpse of.",
        examples=["place"],
        json_schema_extra=ask("What kind of thing is it?"),
    )
    led_by: LedBy = Field(
        LedBy.NOT_STATED,
        description="Who leads.",
        examples=["community"],
        json_schema_extra=ask("Who leads it?"),
    )
    scale: Scale | None = Field(
        None,
        description="How big an area it covers.",
        examples=["neighbourhood"],
        json_schema_extra=ask("How big an area does it cover?"),
    )
    stage: GlimpseStage = Field(
        GlimpseStage.NOT_KNOWN,
        description="What stage it has reached.",
        examples=["running"],
        json_schema_extra=ask("What stage has it reached?"),
    )
    money: tuple[Money, ...] = Field(
        (),
        description="Where the money comes from.",
        examples=[["personal-budgets"]],
        json_schema_extra=ask("Where does the money come from?"),
    )
    figures: tuple[Figure, ...] = Field(
        (), description="Numbers that somebody stated.", examples=[[{"value": "400", "unit": "enterprises"}]]
    )
    derived: tuple[DerivedFigure, ...] = Field(
        (),
        title="Derived figures",
        description="Numbers that the site works out from the figures.",
        examples=[[]],
    )
    grew_from: Text | None = Field(
        None,
        description="How it started.",
        examples=["A street party"],
        json_schema_extra=ask("How did it start?"),
    )
    adapted_from: Text | None = Field(
        None,
        description="What it is based on.",
        examples=["Rural Australia"],
        json_schema_extra=ask("What is it based on?"),
    )
    try_here: Texts = Field(
        (),
        title="Try it here",
        description="First steps for another area.",
        examples=[["Ask who has a spare room."]],
        json_schema_extra=ask("What could another place do first?", "One step on each line."),
    )
    last_checked: Date | None = Field(
        None, description="When somebody last checked that it is still true.", examples=["2026-03"]
    )


class Gathering(FrontMatter):
    """People met, or will meet."""

    kinds = (Kind.GATHERING,)

    held: DateOrInterval = Field(
        description="When it was or will be: a date, or from one to another.",
        examples=["2018-11"],
        json_schema_extra=ask("When is it, or when was it?"),
    )
    held_words: Text | None = Field(
        None,
        title="Held, in words",
        description="The date in words, if they say more.",
        examples=["Spring 2026"],
    )
    state: GatheringState = Field(
        GatheringState.HELD,
        description="Whether it happened.",
        examples=["planned"],
        json_schema_extra=ask("Has it happened?"),
    )
    attendance: Figure | None = Field(
        None, description="How many people came.", examples=[{"value": "300", "unit": "people"}]
    )
    hosts: Texts = Field(
        (),
        description="Who hosted it.",
        examples=[["Example Circle"]],
        json_schema_extra=ask("Who is hosting it?", "One on each line."),
    )
    alongside: Text | None = Field(
        None,
        description="What else was on at the same time.",
        examples=["A conference"],
        json_schema_extra=ask("What else was on at the same time?"),
    )
    next: Slug | None = Field(
        None,
        description="The gathering that follows this one.",
        examples=["spring-2026"],
        json_schema_extra=marked(names=Target.GATHERING),
    )


class Session(FrontMatter):
    """One part of a gathering, with what was learned."""

    kinds = (Kind.SESSION,)

    gathering: Slug = Field(
        description="The gathering that it was part of.",
        examples=["manchester-2018"],
        json_schema_extra=ask("Which gathering was it part of?", names=Target.GATHERING),
    )
    format: Text | None = Field(
        None,
        description="The format.",
        examples=["Talks, then small groups"],
        json_schema_extra=ask("What was the format?"),
    )
    hosts: Texts = Field(
        (),
        description="Who hosted it.",
        examples=[["Example Circle"]],
        json_schema_extra=ask("Who hosted it?"),
    )
    speakers: tuple[Person, ...] = Field(
        (), description="Who spoke.", examples=[[{"name": "Ann Example", "role": "Parent"}]]
    )
    in_the_room: Text | None = Field(
        None,
        description="Who was there.",
        examples=["Families and council staff"],
        json_schema_extra=ask("Who was there?"),
    )
    learning: tuple[LearningPoint, ...] = Field(
        description="What people learned, each with an address of its own. An empty list where nothing is recorded.",
        examples=[[{"id": "open-doors", "point": "An open door needs a host."}]],
    )


class Initiative(FrontMatter):
    """Work that came out of it all."""

    kinds = (Kind.INITIATIVE,)

    element: Element | None = Field(
        None,
        description="Which part of the movement's work it belongs to, where somebody has said so.",
        examples=["narrative"],
        json_schema_extra=ask("Which part of the movement's work is it?"),
    )
    led_by: Annotated[Texts, BeforeValidator(listed)] = Field(
        (), description="Who leads it.", examples=[["Example Circle"]], json_schema_extra=ask("Who leads it?")
    )
    stage: InitiativeStage | None = Field(
        None,
        description="How far it has come, where somebody has said so.",
        examples=["launched"],
        json_schema_extra=ask("What stage has it reached?"),
    )
    history: History = Field((), description="How it stood and when, oldest first.", examples=[[]])


MODELS: dict[Kind, type[FrontMatter]] = {
    kind: model for model in (Writing, Glimpse, Gathering, Session, Initiative) for kind in model.kinds
}
