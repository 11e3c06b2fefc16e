"""A page, before it is HTML."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sharedstory.schema.choices import EVERYWHERE, Channel
from sharedstory.story.story import Entry


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """One page of the site, before it is rendered.

    `entry` is the entry that it shows, where it shows one; `channels` where what it shows may appear;
    `feed` the feed that it is of, without an ending; `leads_to` the path of the page to which it sends readers on.
    """

    path: str
    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    parent: str = "index"
    entry: Entry | None = None
    channels: frozenset[Channel] = EVERYWHERE
    single: bool = False
    feed: str = "feeds/all"
    leads_to: str = ""

    def __repr__(self) -> str:
        """The address alone: a template that prints a page shows nobody's words unescaped."""
        return f"Page({self.path!r})"


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list: its name, and the pages that show each value, with how many there are."""

    name: str
    choices: tuple["FacetChoice", ...]


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet. `about` is the entry whose title is its label, where it is one."""

    label: str
    path: str
    count: int
    about: Entry | None = None
