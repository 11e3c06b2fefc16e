"""Templates -> HTML, for a site with its settings."""

from collections.abc import Callable, Iterable, MutableMapping, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jinja2
from markupsafe import Markup, escape

from sharedstory.forms import share
from sharedstory.reading import markdown as bodies
from sharedstory.reading import pictures
from sharedstory.reading.rules_on_links import resolve
from sharedstory.schema import locales
from sharedstory.schema.choices import Channel, Choice, Element, Kind, Voice
from sharedstory.schema.errors import PlainError
from sharedstory.schema.wording import words
from sharedstory.site.figures import derived_value, figure
from sharedstory.site.narrowing import Filters
from sharedstory.site.page import Page
from sharedstory.site.pages import in_its_language, language_of_name, spoken
from sharedstory.story.settings import Settings
from sharedstory.story.shown_pictures import picture_file, picture_path
from sharedstory.story.story import Entry, MadePledge, Story

WORDS_A_MINUTE = 200
# Pledges are many and short, and would fill the first results of a search before any story.
PLEDGES_WEIGH = 0.25


# Stands for the way to the root where that is not yet known. No file that we read may hold it.
_BASE = "\ue000"


NO_SETTINGS = Settings()


class _Environment(jinja2.Environment):
    """An environment whose globals are a plain dict: Jinja's chain of them is slow to copy for every use."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Compiled(jinja2.FileSystemBytecodeCache):
    """Templates as Python reads them, in a folder for temporary files that only we may write.

    They are known by their source, and by this module: how a filter is called is part of what is compiled.
    """

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(f"{name}|{_recipe()}", filename)


@cache
def _recipe() -> str:
    return sha256(Path(__file__).read_bytes()).hexdigest()


def compiled() -> Compiled | None:
    """Where compiled templates are kept, if there is a place that is safe."""
    try:
        return Compiled()
    except (OSError, RuntimeError):
        return None


def asked_each_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is not worked out when a template is compiled: other sites use what was compiled for this one."""
    return jinja2.pass_context(lambda context, *values: function(*values))


class Renderer:
    """Turns pages, and parts for other pages, into HTML, for a site with these settings."""

    def __init__(self, story: Story, settings: Settings = NO_SETTINGS) -> None:
        self.story = story
        self.settings = settings
        self.site_url = settings.url
        self.language = settings.language
        self.words = words(settings.language, settings.overrides)
        self.filters = Filters(story, self.words)
        loaders: list[jinja2.BaseLoader] = [jinja2.PackageLoader("sharedstory.site")]
        if settings.overrides:
            loaders.insert(0, jinja2.FileSystemLoader(settings.overrides))
        self.environment = _Environment(
            loader=jinja2.ChoiceLoader(loaders),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,  # an environment lives for one build
            bytecode_cache=compiled(),
        )
        self.environment.install_gettext_translations(  # type: ignore[attr-defined]  # added by the extension
            self.words.catalog, newstyle=True
        )
        filters: dict[str, Callable[..., Any]] = {
            "href": self.address,
            "number": partial(locales.number, code=settings.language),
            "figure": partial(figure, say=self.words),
            "day": partial(locales.day, code=settings.language),
            "in_words": partial(locales.when, code=settings.language),
            "labels": self.labels,
            "listed_in_words": partial(locales.joined, code=settings.language),
        }
        self.environment.filters |= {name: asked_each_time(filter_) for name, filter_ in filters.items()}
        self.environment.globals |= {
            "story": story,
            "as_of": story.as_of,
            "Kind": Kind,
            "Element": Element,
            "derived": partial(derived_value, say=self.words),
            "_": self.said,
            "plural": self.plural,
            "plural_forms": self.plural_forms,
            "site_name": settings.name,
            "site_url": settings.url,
            "site_language": settings.language,
            "site_direction": locales.direction(settings.language),
            "in_language": in_its_language,
            "language_of_name": language_of_name,
            "rights": settings.rights,
            "contact": settings.contact,
            "reach": settings.reach,
            "new_file": settings.new_file,
            "unspaced": locales.UNSPACED_IN_SCRIPTS,
            "form_of": partial(share.form, story=story, say=self.words),
            "hint_of": partial(share.hint, say=self.words),
            "minutes": minutes,
            "markdown": partial(bodies.render, table=self.words("Table")),
            "body": self.body,
            "listed": self.listed,
            "filters": self.filters.of,
            "told": self.filters.attributes,
        }
        self._messages: dict[str, Markup] = {}
        self._items: dict[tuple[str, str], str] = {}

    def address(self, to: str | Entry | MadePledge) -> str:
        """The address of a page from the root of the site: `themes/community/`."""
        return self.settings.address(to if isinstance(to, str) else to.path)

    def labels(self, choices: Iterable[Choice]) -> list[str]:
        """The words for some choices, in the language of the site."""
        return [self.words(choice.label) for choice in choices]

    def said(self, message: str, **values: object) -> Markup:
        """A message for templates, in the site's language. Pages ask for thousands, and each is looked up once."""
        known = self._messages.get(message)
        if known is None:
            known = self._messages[message] = Markup(self.words(message))  # noqa: S704 - catalogs are ours
        return known % values if values else known

    def plural(self, one: str, many: str, count: int, **values: object) -> Markup:
        """For templates: a message that depends on a number."""
        return Markup(self.words.plural(one, many, count, **{k: escape(v) for k, v in values.items()}))  # noqa: S704 - catalogs are ours, values are escaped

    def plural_forms(self, one: str, many: str, **values: str) -> dict[str, str]:
        """For scripts: the forms of a message by plural category, with `{count}` for the number."""
        forms = self.words.forms(one, many)
        return {category: text % {"count": "{count}", **values} for category, text in forms.items()}

    def base(self, path: str) -> str:
        """The way from a page to the root of the site: `../../`, or `./` for the root itself."""
        return "../" * self.address(path).count("/") or "./"

    def html(self, page: Page) -> Markup:
        """The HTML of a page's content, marked for the search where the page may be found."""
        html = self.part(page.template, page.path, page=page, **page.values)
        if not page.single or Channel.SEARCH not in page.channels:
            return html
        weight = PLEDGES_WEIGH if "made" in page.values else 1
        return self.searchable(html, *self._found_by(page), weight=weight)

    def searchable(
        self,
        html: str,
        filters: Sequence[tuple[str, str]] = (),
        meta: Sequence[tuple[str, str]] = (),
        weight: float = 1,
    ) -> Markup:
        """HTML marked for the search, with what results can be narrowed by, and what they say beside the words."""
        marked = Markup(html)  # noqa: S704 - rendered before
        return self.part("searchable.html", "", content=marked, filters=filters, meta=meta, weight=weight)

    def _found_by(self, page: Page) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What search results can be narrowed by, and what kind of thing the page is, in which language."""
        made: MadePledge | None = page.values.get("made")
        entry: Entry = made.entry if made else page.values["entry"]
        tags = made.tags if made else entry.front.tags
        kind = self.words("Pledge") if made else self.words(entry.kind.label)
        meta = [("kind", kind), *spoken(entry.front.lang, entry.body)]
        found = [("kind", kind)]
        found += [("theme", theme.title) for theme in self.story.themes_of(tags)]
        if not made:
            voices = [voice for voice in entry.front.voices if voice is not Voice.NOT_STATED]
            found += [("voice", label) for label in self.labels(voices)]
            inside = {outer: None for place in entry.front.places for outer in self.story.around(place)}
            found += [("place", self.story.place[place].name) for place in inside]
        return found, meta

    def part(self, template: str, path: str, **values: Any) -> Markup:
        """The HTML of a template, for use in the page at `path`."""
        html = self.environment.get_template(template).render(
            {"base": self.base(path), "path": path, **values}
        )
        return Markup(html)  # noqa: S704 - the environment escapes

    def listed(self, template: str, items: Iterable[Entry | MadePledge], base: str) -> Markup:
        """Items as they stand in lists. Each is the same in all of them but for the way to the root."""
        html = "".join([self._listed(template, item) for item in items])
        return Markup(html.replace(_BASE, base))  # noqa: S704 - the environment escapes

    def _listed(self, template: str, item: Entry | MadePledge) -> str:
        known = self._items.get((template, item.path))
        if known is None:
            known = self.environment.get_template(template).render(item=item, base=_BASE)
            self._items[template, item.path] = known
        return known

    def body(self, entry: Entry, base: str) -> Markup:
        """The body of an entry, its links leading to pages of the site."""

        def link(target: str) -> str | None:
            path, _, part = target.partition("#")
            found = self.story.by_file.get(resolve(entry.file, unquote(path)))
            return f"{base}{self.address(found)}{bodies.part_of(found.body, part)}" if found else None

        def picture(target: str) -> bodies.Picture | None:
            file = picture_file(self.story, entry, unquote(target))
            if file is None:
                return None
            try:
                return bodies.Picture(
                    base + picture_path(self.story, entry, file), *pictures.size_as_shown(file)
                )
            except PlainError:
                return None

        return bodies.render(entry.body, link=link, picture=picture, table=self.words("Table"))


def minutes(text: str) -> int:
    """Minutes that it takes to read a text, at least one."""
    return max(1, round((text.count(" ") + text.count("\n")) / WORDS_A_MINUTE))
