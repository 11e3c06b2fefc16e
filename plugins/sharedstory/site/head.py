"""Page -> what its head tells machines: Open Graph, JSON-LD (schema.org) and feeds. Pure functions.

Nothing of a piece is told that it does not grant: previews need the channel `card`, JSON-LD needs `search` and
`data`, and a description needs `search`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sharedstory.schema.choices import Channel, GatheringState, Kind
from sharedstory.schema.entries import Gathering
from sharedstory.site import cards, feeds
from sharedstory.site.page import Page
from sharedstory.site.render import Renderer
from sharedstory.story.story import Entry, MadePledge

Trail = Sequence[tuple[str, str]]
TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}
STATES = {
    GatheringState.POSTPONED: "https://schema.org/EventPostponed",
    GatheringState.CANCELLED: "https://schema.org/EventCancelled",
}
# What could end a script or a line in a browser, as escapes that JSON reads as the same characters.
_ESCAPES = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


@dataclass(frozen=True, slots=True)
class Site:
    """What every page's head says of the whole. `feeds` are their titles by path, `cards` whether there are any."""

    name: str
    description: str = ""
    language: str = "en"
    feeds: Mapping[str, str] | None = None
    cards: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Properties of Open Graph by name, JSON-LD that may stand in a script as it is, feeds as (type, path, title)."""

    description: str
    properties: Mapping[str, str]
    json_ld: Markup
    feeds: tuple[tuple[str, str, str], ...]


def site_of(renderer: Renderer, description: str, *, cards: bool) -> Site:
    """What every page's head says of the whole site."""
    settings = renderer.settings
    titles = {feed.path: feed.title for feed in feeds.feeds(renderer.story, settings.name, renderer.words)}
    return Site(settings.name, description, settings.language, titles, cards)


def head(page: Page, trail: Trail, site: Site, renderer: Renderer) -> Head:
    """The head of a page. `trail` is titles and addresses of the pages above it, outermost first.

    Without an address of the site there are no feeds and no JSON-LD, since both need absolute links.
    """
    url = f"{renderer.site_url}{renderer.address(page.leads_to or page.path)}"
    told = page.channels >= {Channel.SEARCH, Channel.DATA}
    return Head(
        description=page.description if Channel.SEARCH in page.channels else "",
        properties=properties(page, renderer.site_url, url, site),
        json_ld=as_json(graph(page, url, trail, site, renderer)) if told and renderer.site_url else Markup(),
        feeds=tuple(_feeds(page, site)) if renderer.site_url else (),
    )


def properties(page: Page, home: str, url: str, site: Site) -> dict[str, str]:
    """What a preview may show. Of a piece that grants no `card`, only whose site it is on."""
    found = {"og:site_name": site.name, "og:locale": site.language.replace("-", "_"), "og:type": "website"}
    if home:
        found["og:url"] = url
    if Channel.CARD not in page.channels:
        return found | {"og:title": site.name, "og:description": site.description}
    found |= {"og:title": page.title, "og:description": page.description or site.description}
    if site.cards and home and cards.has_card(page):
        found |= {
            "og:image": f"{home}{cards.path(page)}",
            "og:image:width": str(cards.SIZE[0]),
            "og:image:height": str(cards.SIZE[1]),
            "og:image:alt": page.title,
        }
    made: MadePledge | None = page.values.get("made")
    entry = made.entry if made else page.entry
    if entry and entry.front.lang:
        found["og:locale"] = entry.front.lang.replace("-", "_")
    if page.entry:
        found["og:type"] = "article"
        if page.entry.when:
            found["article:published_time"] = page.entry.when.text.partition("/")[0]
    return found


def graph(page: Page, url: str, trail: Trail, site: Site, renderer: Renderer) -> list[dict[str, Any]]:
    """The page in the words of schema.org."""
    home = renderer.site_url
    if page.path == "index":
        organization = {
            "@type": "Organization",
            "@id": f"{home}#organization",
            "name": site.name,
            "url": home,
        }
        website = {
            "@type": "WebSite",
            "name": site.name,
            "url": home,
            "description": site.description,
            "inLanguage": site.language,
            "publisher": {"@id": f"{home}#organization"},
        }
        return [organization, _plain(website)]
    steps = [(site.name, ""), *trail, (page.title, renderer.address(page.path))]
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": home + address}
            for number, (title, address) in enumerate(steps, 1)
        ],
    }
    if page.entry:
        return [crumbs, _entry(page.entry, url, site, renderer)]
    if not page.template or page.single:
        return [crumbs]
    items = list(_items(page, renderer))
    collection: dict[str, Any] = {
        "@type": "CollectionPage",
        "name": page.title,
        "description": page.description,
        "url": url,
        "inLanguage": site.language,
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": home},
    }
    if items:
        collection["mainEntity"] = {
            "@type": "ItemList",
            "numberOfItems": len(items),
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": title, "url": home + address}
                for number, (title, address) in enumerate(items, 1)
            ],
        }
    return [crumbs, _plain(collection)]


def _items(page: Page, renderer: Renderer) -> Iterator[tuple[str, str]]:
    """Title and address of what a page lists, where that may be told."""
    for item in page.values.get("items", ()):
        entry = item.entry if isinstance(item, MadePledge) else item
        if entry.channels >= {Channel.SEARCH, Channel.DATA}:
            yield item.pledge.will if isinstance(item, MadePledge) else item.title, renderer.address(item)
    for theme in page.values.get("themes", ()):
        yield theme.title, renderer.address(f"themes/{theme.id}")


def _entry(entry: Entry, url: str, site: Site, renderer: Renderer) -> dict[str, Any]:
    """An entry by itself: no other entry is named."""
    front = entry.front
    people = [{"@type": "Person", "name": author.name} for author in front.authors if author.name]
    publisher = {"@type": "Organization", "name": site.name, "url": renderer.site_url}
    places = [
        {"@type": "Place", "name": renderer.story.place[id_].name}
        for id_ in front.places
        if id_ in renderer.story.place
    ]
    common: dict[str, Any] = {
        "url": url,
        "description": front.summary,
        "inLanguage": front.lang or site.language,
    }
    if isinstance(front, Gathering):
        first, last = front.held.text.partition("/")[::2]
        return _plain(
            {
                "@type": "Event",
                "name": front.title,
                **common,
                "startDate": first,
                "endDate": last,
                "eventStatus": STATES.get(front.state, "https://schema.org/EventScheduled"),
                "location": places,
                "organizer": [{"@type": "Organization", "name": host} for host in front.hosts],
            }
        )
    return _plain(
        {
            "@type": "Article",
            "headline": front.title,
            **common,
            "mainEntityOfPage": url,
            "datePublished": entry.when.text.partition("/")[0]
            if entry.when and entry.kind is not Kind.SESSION
            else "",
            "author": people or publisher,
            "publisher": publisher,
            "about": [theme.title for theme in renderer.story.themes_by_entry[entry.slug]],
            "contentLocation": places,
        }
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known, and lists of one as that one."""
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in values.items()
        if value
    }


def as_json(nodes: Sequence[Mapping[str, Any]]) -> Markup:
    """Nodes as JSON-LD that no character can break out of."""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":")
    )
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - what HTML could read is escaped


def _feeds(page: Page, site: Site) -> Iterator[tuple[str, str, str]]:
    for path in dict.fromkeys((page.feed, "feeds/all")):
        if site.feeds and path in site.feeds:
            for ending, type_ in TYPES.items():
                yield (
                    type_,
                    f"{path}.{ending}",
                    f"{site.feeds[path]} ({'Atom' if ending == 'atom' else 'JSON'})",
                )
