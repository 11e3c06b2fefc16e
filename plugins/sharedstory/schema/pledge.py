"""A pledge, its history, and what was learned."""

import itertools
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    model_validator,
)

from sharedstory.schema.choices import (
    NEEDS_NOTE,
    Checked,
    LearningSort,
    PledgedAs,
    PledgeSort,
    Resource,
    Status,
)
from sharedstory.schema.types import (
    Date,
    DateOrInterval,
    Model,
    Slug,
    Target,
    Text,
    Texts,
    WebAddress,
    marked,
    problem,
)


class HistoryItem(Model):
    """The progress of a pledge or an initiative on a day."""

    on: Date | None = Field(
        None, description="The date. Leave it out if nobody has said when.", examples=["2026-03"]
    )
    status: Status = Field(description="The progress.", examples=["under-way"])
    note: Text | None = Field(
        None,
        description="What happened, in a sentence. Needed if it is stuck, changed or stopped.",
        examples=["We found a room."],
    )
    evidence: WebAddress | None = Field(
        None, description="Where anybody can see it.", examples=["https://example.org/room"]
    )
    checked: Checked | None = Field(
        None, description="Who told us. Leave it out if you do not know.", examples=["self-reported"]
    )

    @model_validator(mode="after")
    def _tells_enough(self) -> "HistoryItem":
        if self.status in NEEDS_NOTE and not self.note:
            raise problem(
                "field-missing", f'note is missing: say in a sentence what "{self.status}" means here.'
            )
        if self.checked is Checked.EVIDENCE_LINKED and not self.evidence:
            raise problem("field-missing", "evidence is missing: add the address where it can be seen.")
        return self


def _oldest_first(history: tuple[HistoryItem, ...]) -> tuple[HistoryItem, ...]:
    dated = [item.on for item in history if item.on]
    for before, after in itertools.pairwise(dated):
        if after.end < before.start:
            raise problem("field-value", f"write the oldest first: {after.text} comes before {before.text}.")
    return history


History = Annotated[tuple[HistoryItem, ...], AfterValidator(_oldest_first)]


class Pledger(Model):
    """Who pledges: names, or a number of people in a role where no more is known."""

    names: Texts = Field((), description="As they want to be named.", examples=[["Ann Example"]])
    role: Text | None = Field(None, description="Who they are.", examples=["Council staff"])
    count: int | None = Field(None, description="How many.", examples=["12"], ge=1)

    @model_validator(mode="before")
    @classmethod
    def _names_or_group(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"names": [value]}
        return {"names": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _says_something(self) -> "Pledger":
        if not (self.names or self.role):
            raise problem("field-missing", "give a name, a list of names, or a role.")
        return self

    def __str__(self) -> str:
        if self.names:
            return ", ".join(self.names)
        return f"{self.role} ({self.count})" if self.count else str(self.role)


class Pledge(Model):
    """One promise, offer or request, kept where it was made."""

    id: Slug = Field(
        description="Its address, unique in the site: small letters, figures, hyphens.",
        examples=["open-door"],
    )
    sort: PledgeSort = Field(
        PledgeSort.COMMITMENT, title="Type", description="What is pledged.", examples=["offer"]
    )
    will: Text = Field(
        description="One concrete thing, in the pledger's words.", examples=["We will open our hall."]
    )
    who: Pledger = Field(
        description="A name or a list of names, as they want to be named; or a role and a count.",
        examples=["Example Circle"],
    )
    as_: PledgedAs = Field(
        alias="as",
        description="Who makes the pledge: a person, a group or an organisation.",
        examples=["local-group"],
    )
    of: Resource | None = Field(
        None,
        description="What is offered or asked for. Needed for an offer or a request.",
        examples=["space"],
    )
    so_that: Text | None = Field(
        None, description="What changes for people.", examples=["Nobody eats alone on Sundays."]
    )
    with_: Texts = Field((), alias="with", description="Who else takes part.", examples=[["Example Kitchen"]])
    by: DateOrInterval | None = Field(
        None, description="A date, or from one to another.", examples=["2026-03/2026-08"]
    )
    by_words: Text | None = Field(
        None,
        title="By, in words",
        description="The date in words, if they say more.",
        examples=["Spring 2026"],
    )
    tags: Texts = Field(
        (),
        description="If you leave this out, the tags of the entry.",
        examples=[["neighbours"]],
        json_schema_extra=marked(names=Target.TAG),
    )
    history: History = Field(
        description="Each step with its date, oldest first. The site shows the last one.",
        examples=[[{"on": "2026-03", "status": "promised"}]],
        min_length=1,
    )

    @model_validator(mode="after")
    def _of_what(self) -> "Pledge":
        if self.sort is not PledgeSort.COMMITMENT and self.of is None:
            raise problem("field-missing", f"of is missing: say what the {self.sort} is of.")
        return self

    @property
    def latest(self) -> HistoryItem:
        return self.history[-1]

    @property
    def by_in_words(self) -> str:
        return self.by_words or (str(self.by) if self.by else "")


class LearningPoint(Model):
    """One thing that people learned together."""

    id: Slug = Field(description="Its address within the session.", examples=["open-doors"])
    point: Text = Field(description="In one sentence.", examples=["An open door needs a host."])
    detail: Text | None = Field(
        None, description="What is behind it.", examples=["People came back when they were met."]
    )
    sort: LearningSort = Field(
        LearningSort.LEARNING, title="Type", description="What it is about.", examples=["enabler"]
    )
