"""Who gave an entry, where it came from, and what was agreed."""

from datetime import date
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    model_validator,
)

from sharedstory.schema import dates
from sharedstory.schema.choices import Basis, Channel, NamedAs, SpeakingFor
from sharedstory.schema.types import (
    REVIEW_AFTER_MONTHS,
    Date,
    Model,
    Text,
    Texts,
    WebAddress,
    ask,
    granted,
    problem,
)


class Person(Model):
    """Somebody who wrote or spoke, named as they want to be."""

    name: Text | None = Field(
        None,
        description="As they want to be named.",
        examples=["Ann Example"],
        json_schema_extra=ask(
            "What name should we use?",
            "Leave this blank if you do not want to be named.",
        ),
    )
    role: Text | None = Field(
        None,
        description="What they do or are.",
        examples=["Parent"],
        json_schema_extra=ask("Who are you in this story?", "Such as parent, neighbour or social worker."),
    )
    organisation: Text | None = Field(
        None,
        description="Where they do it.",
        examples=["Example Circle"],
        json_schema_extra=ask(
            "Which group or organisation are you part of?",
            "Leave this blank if it could show who you are.",
        ),
    )

    @model_validator(mode="before")
    @classmethod
    def _bare_name(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _says_something(self) -> "Person":
        if not (self.name or self.role or self.organisation):
            raise problem(
                "field-missing",
                "give a name, a role or an organisation. Or take this out, if nobody should be named.",
            )
        return self

    @property
    def called(self) -> str:
        return self.name or self.role or self.organisation or ""


class Source(Model):
    """Where something was first said."""

    title: Text | None = Field(None, description="What it was called.", examples=["Letters from our street"])
    url: WebAddress | None = Field(
        None, title="Address", description="Where it can be read.", examples=["https://example.org/letters"]
    )
    note: Text | None = Field(None, description="What else helps to find it.", examples=["Second letter"])

    @model_validator(mode="after")
    def _says_something(self) -> "Source":
        if not (self.title or self.url or self.note):
            raise problem("field-missing", "give a title, an address or a note.")
        return self


class Reference(Model):
    """Something that the text refers to."""

    authors: Text | None = Field(None, description="Who wrote it.", examples=["Example, A."])
    year: Text | None = Field(None, description="When it came out.", examples=["2018"])
    title: Text | None = Field(None, description="What it is called.", examples=["On neighbours"])
    in_: Text | None = Field(
        None, alias="in", description="The journal or book that it is in.", examples=["Journal of Examples"]
    )
    pages: Text | None = Field(None, description="Where in it.", examples=["1–18"])
    url: WebAddress | None = Field(
        None,
        title="Address",
        description="Where it can be read.",
        examples=["https://example.org/neighbours"],
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Reference":
        if not (self.authors or self.title or self.url):
            raise problem("field-missing", "give the authors, a title or an address.")
        return self


class Consent(Model):
    """What was agreed, so that people stay in control of their story."""

    basis: Basis = Field(
        description="Why we can publish the entry.",
        examples=["consent"],
        json_schema_extra=ask("Why can we publish it?"),
    )
    given: Date | None = Field(
        None,
        description="The month or day on which they agreed. Needed if the basis is consent.",
        examples=["2026-03"],
        json_schema_extra=ask("When was permission given?", "The month or the day."),
    )
    review_by: Date | None = Field(
        None,
        description="The day to ask again. From that day we do not show the entry. "
        f"If the basis is consent and you leave this out, it is {REVIEW_AFTER_MONTHS} months after they agreed.",
        examples=["2028-03"],
        json_schema_extra=ask(
            "When should we check that you are still happy?",
            f"If you do not choose a day, we will ask in {REVIEW_AFTER_MONTHS // 12} years. If you do not answer, we stop showing it.",
        ),
    )
    named_as: NamedAs = Field(
        description="How the people in the entry want to be named.",
        examples=["first-name"],
        json_schema_extra=ask("How should we name the people in it?"),
    )
    channels: Annotated[tuple[Channel, ...], BeforeValidator(granted)] = Field(
        tuple(Channel),
        min_length=1,
        description="Where we may show the entry. Without this field, everywhere.",
        examples=[["web", "search", "print"]],
        json_schema_extra=ask("Where can we show it?", "Tick all that you agree to."),
    )
    speaking_for: SpeakingFor = Field(
        SpeakingFor.SELF,
        description="Who gave permission.",
        examples=["self-with-support"],
        json_schema_extra=ask("Who gave permission?"),
    )
    ref: Text | None = Field(
        None,
        title="Reference",
        description="The number of the signed form. The form itself is never kept with the site.",
        examples=["form-017"],
    )

    shown_on_purpose: Texts = Field(
        (),
        description="Contact details and names in the text that everybody may see.",
        examples=[["office@example.org"]],
    )

    @model_validator(mode="after")
    def _day_is_known(self) -> "Consent":
        if self.basis is Basis.CONSENT and self.given is None:
            raise problem("field-missing", "given is missing: add the month or day on which they agreed.")
        return self

    @property
    def ends(self) -> date | None:
        """The first day on which the piece is not shown any more."""
        if self.review_by:
            return self.review_by.start
        if self.basis is Basis.CONSENT and self.given:
            return dates.add_months(self.given.start, REVIEW_AFTER_MONTHS)
        return None
