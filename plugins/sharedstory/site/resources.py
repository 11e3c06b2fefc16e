"""Everything of the site that is no page: pictures, open data, feeds, cards, style sheets and scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sharedstory.reading import pictures
from sharedstory.site import cards, feeds, opendata
from sharedstory.site.fonts import Fonts
from sharedstory.site.pages import pages
from sharedstory.site.render import Renderer
from sharedstory.story.shown_pictures import published_pictures

STYLESHEET = "assets/sharedstory.css"
ASSETS = (
    STYLESHEET,
    *("assets/search.js", "assets/filters.js"),
    *("assets/share.css", "assets/share.js", "assets/answers.js", "assets/privacy.js"),
)
# How many cards without a title are named.
_MOST_NAMED = 5

Maker = Callable[[], str | bytes]


@dataclass(frozen=True, slots=True)
class Resources:
    """Files by their places in the site: those yet to be made, with what makes each, and those that are there.

    `messages` say what somebody who builds the site should know of them.
    """

    makers: Mapping[str, Maker]
    copies: Mapping[str, Path]
    messages: tuple[str, ...]


def resources(
    renderer: Renderer,
    *,
    prepare: Callable[[Path], bytes] = pictures.prepare,
    with_cards: bool = False,
    card_font: str | None = None,
) -> Resources:
    """The files of a site that are no pages. Where no font has all letters of a title, its card is without it."""
    story, settings = renderer.story, renderer.settings
    makers: dict[str, Maker] = {
        place: partial(prepare, path) for place, path in published_pictures(story).items()
    }
    makers |= opendata.files(renderer)
    makers["assets/filters.css"] = renderer.filters.stylesheet
    messages = []
    if renderer.site_url:
        for feed in feeds.feeds(story, settings.name, renderer.words):
            makers[f"{feed.path}.atom"] = partial(feeds.atom, feed, renderer, renderer.language)
            makers[f"{feed.path}.json"] = partial(feeds.json_feed, feed, renderer, renderer.language)
    else:
        messages.append("There are no feeds, because their links need site_url in mkdocs.yml.")
    if with_cards:
        fonts = Fonts(card_font)
        shown = [page for page in pages(story, renderer.words) if cards.has_card(page)]
        makers |= {
            cards.path(page): partial(cards.draw, page, settings.name, renderer.words, fonts)
            for page in shown
        }
        messages += _untitled([page.path for page in shown if fonts.runs(page.title) is None])
    return Resources(makers, {asset: Path(__file__).parent / asset for asset in ASSETS}, tuple(messages))


def _untitled(paths: list[str]) -> list[str]:
    """What to say of pages whose titles no font has all letters of; nothing where there are none."""
    if not paths:
        return []
    more = f" and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else ""
    return [
        "No font here has all the letters of some titles, so these cards show only the name of the site: "
        f"{', '.join(paths[:_MOST_NAMED])}{more}. "
        "To change that, put a font that has the letters in the folder of card_font."
    ]
