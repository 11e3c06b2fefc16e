"""What lies beside the entries: themes, collections, places, and what was taken back."""

from pydantic import (
    Field,
)

from sharedstory.schema.choices import PlaceSize, Region
from sharedstory.schema.types import Date, LongText, Model, Slug, Slugs, Text, Texts


class Theme(Model):
    """A themed collection: what it is called, what it asks, and which tags it gathers."""

    id: Slug = Field(description="Its address, and a tag that it gathers.", examples=["community"])
    title: Text = Field(description="What it is called.", examples=["Community"])
    question: Text = Field(description="What it asks.", examples=["Who is there for us?"])
    summary: Text = Field(description="In one sentence.", examples=["Neighbours and what they share."])
    intro: LongText | None = Field(
        None, title="Introduction", description="In Markdown.", examples=["People look out for each other …"]
    )
    tags: Texts = Field((), description="What else it gathers.", examples=[["neighbours"]])
    pinned: Slugs = Field((), description="Entries to show first.", examples=[["a-better-way"]])
    sources: Slugs = Field(
        (),
        description="Entries that the introduction was written from. Its page links to them.",
        examples=[["a-better-way"]],
    )

    @property
    def gathers(self) -> frozenset[str]:
        return frozenset((self.id, *self.tags))


class Collection(Model):
    """Pieces that somebody chose, in an order that they chose, with words of their own: for a newsletter or a meeting."""

    id: Slug = Field(description="Its address.", examples=["for-the-spring"])
    title: Text = Field(description="What it is called.", examples=["To read before we meet"])
    summary: Text = Field(description="In one sentence.", examples=["Five stories about keys and doors."])
    intro: LongText | None = Field(
        None, title="Introduction", description="In Markdown.", examples=["We chose these because …"]
    )
    entries: Slugs = Field(
        description="The entries in their order: names of files without .md. If none is left, there is no page.",
        examples=[["a-better-way"]],
    )


class Place(Model):
    """A place that may be named."""

    id: Slug = Field(description="Its address.", examples=["somerset"])
    name: Text = Field(description="As people there call it.", examples=["Somerset"])
    within: Slug | None = Field(None, description="The place that it is part of.", examples=["england"])
    region: Region | None = Field(
        None, description="Which of the twelve nations and regions of the UK.", examples=["south-west"]
    )
    size: PlaceSize = Field(description="How big it is.", examples=["council-area"])


class Withdrawal(Model):
    """An entry or pledge that was taken back: its id and the day, and nothing else."""

    id: Slug = Field(description="The file name without .md, or the pledge's id.", examples=["example"])
    on: Date = Field(description="When it was taken down.", examples=["2026-03-01"])
