"""Story -> Atom (RFC 4287) and JSON Feed 1.1: for all, for each theme, for glimpses and for pledges."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from html import escape
from itertools import islice
from typing import Any

from feedgenerator import Atom1Feed

from sharedstory.schema import locales
from sharedstory.schema.choices import Channel, Kind
from sharedstory.schema.dates import When
from sharedstory.schema.wording import Wording
from sharedstory.site.render import Renderer
from sharedstory.story.story import Entry, MadePledge, Story, newest_first

NEWEST = 50
# Atom wants a date of every item. Where none is known this one says so: it is nobody's, and never changes.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """What people can subscribe to. `path` is its place in the site without an ending, `about` its page's."""

    path: str
    title: str
    about: str
    items: tuple[Entry | MadePledge, ...]


def feeds(story: Story, site_name: str, say: Wording) -> Iterator[Feed]:
    """Every feed, with the newest 50 of what may be in feeds."""

    def newest(items: Sequence[Entry | MadePledge]) -> tuple[Entry | MadePledge, ...]:
        return tuple(islice((item for item in items if Channel.FEED in _entry(item).channels), NEWEST))

    yield Feed("feeds/all", site_name, "index", newest(story.entries))
    glimpses = newest(story.of_kind(Kind.GLIMPSE))
    yield Feed(
        "feeds/glimpses", say("%(site)s: glimpses of the future", site=site_name), "glimpses/index", glimpses
    )
    yield Feed(
        "feeds/pledges", say("%(site)s: pledges", site=site_name), "pledges/index", newest(story.pledges)
    )
    for theme in story.themes:
        path = f"themes/{theme.id}"
        yield Feed(
            f"feeds/{path}",
            f"{site_name}: {theme.title}",
            path,
            newest(newest_first(story.in_theme[theme.id])),
        )


def _entry(item: Entry | MadePledge) -> Entry:
    return item if isinstance(item, Entry) else item.entry


def title(item: Entry | MadePledge, say: Wording) -> str:
    """What a feed calls an entry or a pledge."""
    return item.title if isinstance(item, Entry) else f"{item.pledge.will} ({say(item.status.label)})"


def summary(item: Entry | MadePledge, say: Wording) -> str:
    """What a feed says of an entry or a pledge."""
    if isinstance(item, Entry):
        return item.front.summary
    news = [say(item.status.label), *([locales.when(item.when, say.code)] if item.when else [])]
    return item.pledge.latest.note or f"{item.pledge.who}: {', '.join(news)}."


def _names(item: Entry | MadePledge) -> list[str]:
    if isinstance(item, Entry):
        return [author.called for author in item.front.authors]
    return [str(item.pledge.who)]


class _Feed(Atom1Feed):  # type: ignore[misc]
    """An Atom feed each of whose entries may say its own language."""

    def item_attributes(self, item: Mapping[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}


def _moment(when: When | None) -> datetime | None:
    return datetime.combine(when.start, time(), UTC) if when else None


def atom(feed: Feed, renderer: Renderer, language: str) -> str:
    """A feed as Atom. Needs the site's address, since its links are absolute."""
    site = renderer.site_url
    made = _Feed(
        title=_xml(feed.title),
        link=site + renderer.address(feed.about),
        description="",
        language=language,
        feed_url=f"{site}{feed.path}.atom",
        feed_guid=f"{site}{feed.path}.atom",
        author_name=_xml(feed.title),
    )
    for item in feed.items:
        address = site + renderer.address(item)
        made.add_item(
            title=_xml(title(item, renderer.words)),
            link=address,
            unique_id=address,
            description=escape(_xml(summary(item, renderer.words))),
            language=_entry(item).front.lang,
            author_name=_xml(", ".join(_names(item))) or None,
            pubdate=_moment(item.when),
            updateddate=_moment(item.when) or UNDATED,
            categories=[_xml(theme.title) for theme in _themes(item, renderer.story)],
        )
    if not feed.items:
        made.latest_post_date = lambda: UNDATED
    return str(made.writeString("utf-8"))


def json_feed(feed: Feed, renderer: Renderer, language: str) -> str:
    """A feed as JSON Feed 1.1 (jsonfeed.org). Undated items have no date."""
    site = renderer.site_url
    items = []
    for item in feed.items:
        address = site + renderer.address(item)
        entry: dict[str, Any] = {
            "id": address,
            "url": address,
            "title": title(item, renderer.words),
            "content_text": summary(item, renderer.words),
            "authors": [{"name": name} for name in _names(item)],
            "tags": [theme.title for theme in _themes(item, renderer.story)],
            "language": _entry(item).front.lang or language,
        }
        if moment := _moment(item.when):
            entry["date_published"] = moment.isoformat()
        items.append(entry)
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": site + renderer.address(feed.about),
            "feed_url": f"{site}{feed.path}.json",
            "language": language,
            "items": items,
        },
        ensure_ascii=False,
        indent=1,
    )


def _themes(item: Entry | MadePledge, story: Story) -> Sequence[Any]:
    return story.themes_of(item.front.tags if isinstance(item, Entry) else item.tags)


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 forbids."""
    return _NOT_XML.sub("", text)
