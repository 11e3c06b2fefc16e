"""Story -> pages: address, title, template, what the template gets; and the HTML that it gives.

A page's `path` is its place in the site without an ending: `themes/community`, `themes/index`. An engine turns
paths into files and addresses; `Renderer.address` says how.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import jinja2
from markupsafe import Markup

from sharedstory.forms import share
from sharedstory.reading import markdown as bodies
from sharedstory.reading import pictures
from sharedstory.reading.problems import CODES
from sharedstory.reading.rules import resolve
from sharedstory.schema import entries as model
from sharedstory.schema import locales
from sharedstory.schema.entries import (
    EVERYWHERE,
    Channel,
    Choice,
    DerivedFigure,
    Figure,
    Glimpse,
    Kind,
    Qualifier,
)
from sharedstory.site.narrowing import Filters
from sharedstory.story import chronicle
from sharedstory.story.settings import Settings
from sharedstory.story.story import Entry, MadePledge, Story, names_of

PER_PAGE = 200
WORDS_A_MINUTE = 200
# Stands for the way to the root where that is not yet known. No file that we read may hold it.
_BASE = "\ue000"


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


def pages(story: Story) -> Iterator[Page]:
    """Every page that comes from a story, in no order that matters."""
    yield from _writing(story)
    yield from _themes(story)
    yield from _collections(story)
    yield from _glimpses(story)
    yield from _pledges(story)
    yield from _gatherings(story)
    yield from _initiatives(story)
    yield from _places(story)
    yield from _moved(story)
    yield from _withdrawn(story)
    yield from _codes()
    yield Page(
        path="search/index",
        title="Search",
        template="search.html",
        description="Find testimonies, glimpses, pledges and gatherings by their words.",
    )
    yield Page(
        path="share/index",
        title="Share your story",
        template="share.html",
        values={"kind": Kind.TESTIMONY},
        description="A form for your own story. It sends nothing: what you write stays on your device until you send it.",
    )
    yield Page(
        path="share/glimpse",
        title="Tell of a glimpse of the future",
        template="share.html",
        values={"kind": Kind.GLIMPSE},
        description="A form for a place, an organisation or an approach where a better way is already here.",
        parent="share/index",
    )


def _listing(page: Page, items: Sequence[Any], **values: Any) -> Iterator[Page]:
    """A page that lists items, at most 200 on each part."""
    stem = page.path.removesuffix("index").removesuffix("/")
    parts = max(1, -(-len(items) // PER_PAGE))
    paths = [page.path, *(f"{stem}/page/{number}" for number in range(2, parts + 1))]
    for number, path in enumerate(paths, 1):
        yield Page(
            path=path,
            title=page.title if number == 1 else f"{page.title}, part {number} of {parts}",
            template=page.template,
            values={
                **page.values,
                **values,
                "heading": page.title,
                "items": items[(number - 1) * PER_PAGE : number * PER_PAGE],
                "total": len(items),
                "part": number,
                "parts": paths,
            },
            description=page.description,
            parent=page.parent if number == 1 else page.path,
            channels=page.channels,
            feed=page.feed,
        )


def _facet(name: str, choices: Iterable[tuple[str | Entry, str, Sequence[Any]]]) -> Facet:
    """A facet with the choices that lead to anything. An entry is called by its title."""
    return Facet(
        name,
        tuple(
            FacetChoice(label, path, len(items))
            if isinstance(label, str)
            else FacetChoice(label.title, path, len(items), label)
            for label, path, items in choices
            if items
        ),
    )


def _single(entry: Entry, template: str, parent: str, **values: Any) -> Page:
    return Page(
        path=entry.path,
        title=entry.title,
        template=template,
        values={"entry": entry, "front": entry.front, **values},
        description=entry.front.summary,
        parent=parent,
        entry=entry,
        channels=entry.channels,
        single=True,
        feed="feeds/glimpses" if entry.kind is Kind.GLIMPSE else "feeds/all",
    )


def _by(items: Iterable[Entry], choices: Iterable[Choice], field_name: str) -> dict[Choice, list[Entry]]:
    found: dict[Choice, list[Entry]] = {choice: [] for choice in choices}
    for entry in items:
        value = getattr(entry.front, field_name)
        for choice in dict.fromkeys(value if isinstance(value, tuple) else (value,)):
            found[choice].append(entry)
    return found


def _writing(story: Story) -> Iterator[Page]:
    kinds = _by(story.writing, model.WRITING, "kind")
    voices = _by(story.writing, model.Voice, "voices")
    facets = (
        _facet("Kind", [(kind.label, f"testimonies/kind/{kind}", found) for kind, found in kinds.items()]),
        _facet(
            "Whose voice",
            [(voice.label, f"testimonies/voice/{voice}", found) for voice, found in voices.items()],
        ),
        _facet(
            "Theme",
            [(theme.title, f"themes/{theme.id}", story.in_theme[theme.id]) for theme in story.themes],
        ),
        _facet(
            "Place", [(place.name, f"places/{place.id}", story.in_place[place.id]) for place in story.places]
        ),
    )
    index = Page(
        path="testimonies/index",
        title="Testimonies",
        template="testimonies.html",
        description="Testimonies, critiques and analyses: what people have told us, newest first.",
    )
    yield from _listing(index, story.writing, facets=facets)
    for name, by in (("kind", kinds), ("voice", voices)):
        for choice, found in by.items():
            if found:
                title = f"{choice.label}: all pieces" if name == "kind" else f"Voice: {choice.label.lower()}"
                page = Page(
                    path=f"testimonies/{name}/{choice}",
                    title=title,
                    template="testimonies.html",
                    description=f"{title}, newest first.",
                    parent="testimonies/index",
                )
                yield from _listing(page, found, facets=facets)
    for entry in story.writing:
        theme, before, after = story.beside(entry)
        yield _single(
            entry, "testimony.html", "testimonies/index", in_theme=theme, before=before, after=after
        )


def _themes(story: Story) -> Iterator[Page]:
    yield Page(
        path="themes/index",
        title="Themes",
        template="themes.html",
        values={
            "themes": story.themes,
            "collections": [one for one in story.collections if story.chosen(one)],
        },
        description="What people speak of, gathered by theme.",
    )
    for theme in story.themes:
        page = Page(
            path=f"themes/{theme.id}",
            title=theme.title,
            template="theme.html",
            values={"theme": theme},
            description=theme.summary,
            parent="themes/index",
            feed=f"feeds/themes/{theme.id}",
        )
        gathered = story.in_theme[theme.id]
        used = sorted({tag for entry in gathered for tag in entry.front.tags} & theme.gathers)
        yield from _listing(
            page, gathered, tags=used, kinds=_counted(gathered), pledges=story.pledges_in_theme[theme.id]
        )


def _collections(story: Story) -> Iterator[Page]:
    for collection in story.collections:
        chosen = story.chosen(collection)
        if chosen:
            yield Page(
                path=f"collections/{collection.id}",
                title=collection.title,
                template="collection.html",
                values={"collection": collection, "entries": chosen},
                description=collection.summary,
                parent="themes/index",
            )


def _counted(entries: Iterable[Entry]) -> list[tuple[Kind, int]]:
    found: dict[Kind, int] = defaultdict(int)
    for entry in entries:
        found[entry.kind] += 1
    return [(kind, found[kind]) for kind in Kind if found[kind]]


def _glimpses(story: Story) -> Iterator[Page]:
    glimpses = story.of_kind(Kind.GLIMPSE)
    kinds = _by(glimpses, model.GlimpseOf, "of")
    facets = (_facet("What it is", [(of.label, f"glimpses/of/{of}", found) for of, found in kinds.items()]),)
    index = Page(
        path="glimpses/index",
        title="Glimpses of the future",
        template="glimpses.html",
        description="Places, organisations and approaches where a better way already works.",
        feed="feeds/glimpses",
    )
    yield from _listing(index, glimpses, facets=facets)
    for of, found in kinds.items():
        if found:
            page = Page(
                path=f"glimpses/of/{of}",
                title=f"Glimpses: {of.label.lower()}",
                template="glimpses.html",
                description=f"Glimpses of the future, each of {of.label.lower()}.",
                parent="glimpses/index",
                feed="feeds/glimpses",
            )
            yield from _listing(page, found, facets=facets)
    for entry in glimpses:
        yield _single(entry, "glimpse.html", "glimpses/index")


def _pledges(story: Story) -> Iterator[Page]:
    statuses: dict[str, list[MadePledge]] = defaultdict(list)
    sorts: dict[str, list[MadePledge]] = defaultdict(list)
    for made in story.pledges:
        statuses[made.status].append(made)
        sorts[made.pledge.sort].append(made)
    groups: list[tuple[str, list[tuple[str | Entry, str, Sequence[MadePledge]]]]] = [
        (
            "Status",
            [(status.label, f"pledges/status/{status}", statuses[status]) for status in model.Status],
        ),
        ("Sort", [(sort.label, f"pledges/sort/{sort}", sorts[sort]) for sort in model.PledgeSort]),
        (
            "Theme",
            [
                (theme.title, f"pledges/theme/{theme.id}", story.pledges_in_theme[theme.id])
                for theme in story.themes
            ],
        ),
        (
            "Place",
            [
                (place.name, f"pledges/place/{place.id}", story.pledges_in_place[place.id])
                for place in story.places
            ],
        ),
        (
            "Gathering",
            [
                (gathering, f"pledges/gathering/{gathering.slug}", story.pledges_from(gathering))
                for gathering in story.gatherings
            ],
        ),
    ]
    facets = tuple(_facet(name, choices) for name, choices in groups)
    index = Page(
        path="pledges/index",
        title="Pledges",
        template="pledges.html",
        description="What people have promised, offered and asked for, and what became of it.",
        feed="feeds/pledges",
    )
    offers, asks = sorts[model.PledgeSort.OFFER], sorts[model.PledgeSort.ASK]
    yield from _listing(index, story.pledges, facets=facets, offers=offers, asks=asks)
    for name, choices in groups:
        for choice, path, found in choices:
            if found:
                about = None if isinstance(choice, str) else choice
                label = about.title if about else str(choice)
                page = Page(
                    path=path,
                    title=f"Pledges: {label}"
                    if name in ("Theme", "Place", "Gathering")
                    else f"Pledges: {label.lower()}",
                    template="pledges.html",
                    description=f"Pledges by {name.lower()}: {label}.",
                    parent="pledges/index",
                    values={"about": about} if about else {},
                    # A list that has the title of an entry for its own goes only where that entry may go.
                    channels=about.channels if about else EVERYWHERE,
                    feed="feeds/pledges",
                )
                yield from _listing(page, found, facets=facets)
    for made in story.pledges:
        yield Page(
            path=made.path,
            title=made.pledge.will if len(made.pledge.will) <= 120 else made.pledge.will[:119] + "…",
            template="pledge.html",
            values={"made": made, "pledge": made.pledge, "entry": made.entry},
            description=made.pledge.will,
            parent="pledges/index",
            channels=made.entry.channels,
            single=True,
            feed="feeds/pledges",
        )


def _gatherings(story: Story) -> Iterator[Page]:
    index = Page(
        path="gatherings/index",
        title="Gatherings",
        template="gatherings.html",
        description="Where people met, what they learned, and what came of it.",
    )
    yield from _listing(index, story.gatherings)
    for gathering in story.gatherings:
        sessions = story.sessions(gathering)
        yield _single(
            gathering,
            "gathering.html",
            "gatherings/index",
            sessions=sessions,
            pledges=story.pledges_from(gathering),
            came=story.came_of(gathering),
            since=chronicle.since(story, gathering),
        )
        for session in sessions:
            yield _single(session, "session.html", gathering.path, gathering=gathering)


def _initiatives(story: Story) -> Iterator[Page]:
    index = Page(
        path="initiatives/index",
        title="Initiatives",
        template="initiatives.html",
        description="Work that came out of it all.",
    )
    initiatives = story.of_kind(Kind.INITIATIVE)
    yield from _listing(index, initiatives)
    for entry in initiatives:
        yield _single(entry, "initiative.html", "initiatives/index")


def _places(story: Story) -> Iterator[Page]:
    shown = [place for place in story.places if story.in_place[place.id]]
    yield Page(
        path="places/index",
        title="Places",
        template="places.html",
        values={
            "regions": [(region, [p for p in shown if p.region is region]) for region in model.Region],
            "elsewhere": [place for place in shown if place.region is None],
        },
        description="Where it is about: what we hold from each nation and region.",
    )
    for place in shown:
        page = Page(
            path=f"places/{place.id}",
            title=place.name,
            template="place.html",
            values={
                "place": place,
                "around": [story.place[id_] for id_ in story.around(place.id)[1:] if story.in_place[id_]],
                "inside": [inner for inner in shown if inner.within == place.id],
            },
            description=f"What we hold about {place.name}.",
            parent="places/index",
        )
        yield from _listing(page, story.in_place[place.id])


def _codes() -> Iterator[Page]:
    """A page for each thing that the checker can say."""
    for code, what in CODES.items():
        yield Page(
            path=f"problems/{code}",
            title=f"What the checker says: {code}",
            template="problem.html",
            values={"code": code, "what": what},
            description=what.what,
            channels=frozenset({Channel.WEB}),
            feed="",
        )


def _moved(story: Story) -> Iterator[Page]:
    """A page at each address that something had before it was renamed."""
    for old, new in story.moved.items():
        yield Page(
            path=old,
            title="This page has moved",
            template="moved.html",
            channels=frozenset({Channel.WEB}),
            feed="",
            leads_to=new,
        )


def _withdrawn(story: Story) -> Iterator[Page]:
    """A page at every address that what was taken back can have had, since its id alone is kept."""
    taken = {entry.path for entry in story.entries} | {made.path for made in story.pledges} | {*story.moved}
    for item in story.withdrawn:
        paths = [f"{folder}/{item.id}" for folder in ("testimonies", "glimpses", "initiatives", "pledges")]
        paths.append(f"gatherings/{item.id}/index")
        paths += [f"gatherings/{name}/{item.id}" for one in story.gatherings for name in names_of(one)]
        for path in paths:
            if path not in taken:
                taken.add(path)
                yield Page(
                    path=path,
                    title="Taken back",
                    template="withdrawn.html",
                    values={"withdrawal": item},
                    channels=frozenset({Channel.WEB}),
                    feed="",
                )


def published_pictures(story: Story) -> dict[str, Path]:
    """The pictures of published entries: where each goes in the site, and the file that it comes from."""
    found: dict[str, Path] = {}
    for entry in story.entries:
        if "![" in entry.body:
            for link in bodies.links(entry.body):
                if link.picture and (path := picture_file(story, entry, link.target)):
                    found[picture_path(story, entry, path)] = path
    return found


def picture_file(story: Story, entry: Entry, target: str) -> Path | None:
    """The file of a picture that an entry's body shows, or None where it cannot be shown."""
    relative = bodies.relative_path(target)
    if relative is None or bodies.is_remote(target):
        return None
    shown = resolve(entry.file, relative)
    return story.folder / shown.removeprefix(f"{story.called}/") if shown in story.pictures else None


def picture_path(story: Story, entry: Entry, file: Path) -> str:
    """Where a picture goes in the site: beside the entry's page. One from another folder gets a folder there too.

    Else one would be shown for another that has its name.
    """
    page = entry.path.removesuffix("/index")
    folder = file.parent.relative_to(story.folder).as_posix()
    own = PurePosixPath(story.called, folder) == PurePosixPath(entry.file).parent
    return f"{page}/{file.name}" if own else f"{page}/{sha256(folder.encode()).hexdigest()[:12]}/{file.name}"


NO_SETTINGS = Settings()


class _Environment(jinja2.Environment):
    """An environment whose globals are a plain dict: Jinja's chain of them is slow to copy for every use."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Renderer:
    """Turns pages, and parts for other pages, into HTML, for a site with these settings."""

    def __init__(self, story: Story, settings: Settings = NO_SETTINGS) -> None:
        self.story = story
        self.settings = settings
        self.filters = Filters(story)
        self.site_url = settings.url
        self.language = settings.language
        loaders: list[jinja2.BaseLoader] = [jinja2.PackageLoader("sharedstory.site")]
        if settings.overrides:
            loaders.insert(0, jinja2.FileSystemLoader(settings.overrides))
        self.environment = _Environment(
            loader=jinja2.ChoiceLoader(loaders),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,  # an environment lives for one build
        )
        self.environment.filters |= {
            "href": self.address,
            "number": number,
            "figure": figure,
            "day": partial(locales.day, code=settings.language),
            "in_words": partial(locales.when, code=settings.language),
            "listed_in_words": partial(locales.joined, code=settings.language),
        }
        self.environment.globals |= {
            "story": story,
            "as_of": story.as_of,
            "Kind": Kind,
            "model": model,
            "derived": derived_value,
            "site_name": settings.name,
            "site_url": settings.url,
            "site_language": settings.language,
            "site_direction": locales.direction(settings.language),
            "in_language": in_its_language,
            "rights": settings.rights,
            "contact": settings.contact,
            "reach": settings.reach,
            "new_file": settings.new_file,
            "unspaced": locales.UNSPACED_IN_SCRIPTS,
            "form_of": partial(share.form, story=story),
            "hint_of": share.hint,
            "minutes": minutes,
            "markdown": bodies.render,
            "body": self.body,
            "listed": self.listed,
            "filters": self.filters.of,
            "told": self.filters.attributes,
        }
        self._items: dict[tuple[str, str], str] = {}

    def address(self, to: str | Entry | MadePledge) -> str:
        """The address of a page from the root of the site: `themes/community/`."""
        return self.settings.address(to if isinstance(to, str) else to.path)

    def base(self, path: str) -> str:
        """The way from a page to the root of the site: `../../`, or `./` for the root itself."""
        return "../" * self.address(path).count("/") or "./"

    def html(self, page: Page) -> Markup:
        """The HTML of a page's content, marked for the search where the page may be found."""
        html = self.part(page.template, page.path, page=page, **page.values)
        if not page.single or Channel.SEARCH not in page.channels:
            return html
        return self.searchable(html, *self._found_by(page))

    def searchable(
        self, html: str, filters: Sequence[tuple[str, str]] = (), meta: Sequence[tuple[str, str]] = ()
    ) -> Markup:
        """HTML marked for the search, with what results can be narrowed by, and what they say beside the words."""
        return self.part("searchable.html", "", content=Markup(html), filters=filters, meta=meta)  # noqa: S704 - rendered before

    def _found_by(self, page: Page) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """What search results can be narrowed by, and what kind of thing the page is, in which language."""
        made: MadePledge | None = page.values.get("made")
        entry: Entry = made.entry if made else page.values["entry"]
        tags = made.tags if made else entry.front.tags
        kind = "Pledge" if made else entry.kind.label
        meta = [("kind", kind), *spoken(entry.front.lang, entry.body)]
        found = [("kind", kind)]
        found += [("theme", theme.title) for theme in self.story.themes_of(tags)]
        if not made:
            found += [("voice", voice.label) for voice in entry.front.voices]
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
            except pictures.PictureError:
                return None

        return bodies.render(entry.body, link=link, picture=picture)


def minutes(text: str) -> int:
    """Minutes that it takes to read a text, at least one."""
    return max(1, round((text.count(" ") + text.count("\n")) / WORDS_A_MINUTE))


def spoken(language: str | None, words: str) -> list[tuple[str, str]]:
    """What search results say of the language of words; nothing where nobody said which."""
    if not language:
        return []
    return [("language", language), ("direction", locales.direction_of(words, language))]


def in_its_language(item: Entry | MadePledge | None, words: str) -> Markup:
    """The attributes of what holds words of an item: in which language they are, and which way they run."""
    entry = item.entry if isinstance(item, MadePledge) else item
    return locales.attributes(entry.front.lang, words) if entry else Markup()


def number(value: Decimal) -> str:
    """A number as people read it: `12,000`, `3.75`."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(item: Figure) -> str:
    """A figure in words: "over 12,000 hours of support per week"."""
    words = [item.qualifier.label, number(item.value), item.unit, f"per {item.per}" if item.per else ""]
    return " ".join(word for word in words if word)


def derived_value(item: DerivedFigure, front: Glimpse) -> str:
    """A derived figure in words, to two places at most, and no more exact than what it is made from."""
    by_id = {figure_.id: figure_ for figure_ in front.figures if figure_.id}
    above, below = by_id[item.divide], by_id[item.by]
    value = (above.value / below.value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    qualifier = _derived_qualifier(above.qualifier, below.qualifier)
    words = [qualifier.label, number(value), item.unit, f"per {item.per}" if item.per else ""]
    return " ".join(word for word in words if word)


def _derived_qualifier(above: Qualifier, below: Qualifier) -> Qualifier:
    """Over divided by exact is over; by over, nobody can say; and so on."""
    if below is Qualifier.EXACT:
        return above
    opposite = {Qualifier.OVER: Qualifier.UP_TO, Qualifier.UP_TO: Qualifier.OVER}
    if above is Qualifier.EXACT and below in opposite:
        return opposite[below]
    return Qualifier.ABOUT if above is not opposite.get(below) else above
