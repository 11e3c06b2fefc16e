"""A page, before it is HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from sharedstory.schema.choices import EVERYWHERE, Channel
from sharedstory.story.story import Entry

# The beginning of what would be a tag, as `escape` writes it.
_TAG = re.compile(r"&lt;(?=[A-Za-z/!?])")


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

    @property
    def everywhere(self) -> bool:
        """Whether other plugins may be shown the page, and other pages may name it in the engine's own ways.

        What they make of it nobody knows: an index, a feed, a card, a book. So it has to be allowed in all of them.
        """
        return self.channels == EVERYWHERE

    @property
    def searched(self) -> bool:
        """Whether search engines may find the page."""
        return Channel.SEARCH in self.channels

    def __repr__(self) -> str:
        """The address alone: a template that prints a page shows nobody's words unescaped."""
        return f"Page({self.path!r})"


def harmless(text: str) -> Markup:
    """Text for templates, which print it as it is: escaped, and not escaped again by those that escape.

    Some take tags out, which turns entities into characters again. So nothing after a "<" begins a tag.
    """
    return Markup(_TAG.sub("&lt;\u2060", str(escape(text))))  # noqa: S704 - escaped here


def meta(page: Page) -> dict[str, Any]:
    """What a page tells the theme: an allow-list, never a contributor's front matter itself, and safe to print."""
    values: dict[str, Any] = {
        "title": harmless(page.title),
        "description": harmless(page.description if page.searched else ""),
    }
    if not page.searched:
        values["robots"] = "noindex"
    if page.entry and page.entry.front.lang:
        values["lang"] = page.entry.front.lang
    return values


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
