"""What lies beside the entries: themes, collections, places, and what was taken back."""

from pydantic import (
    Field,
)

from sharedstory.schema.choices import PlaceSize, Region
from sharedstory.schema.types import Date, LongText, Model, Slug, Slugs, Text, Texts


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
