"""Story -> pages: address, title, template, what the template gets; and the HTML that it gives.

A page's `path` is its place in the site without an ending: `themes/community`, `themes/index`. An engine turns
paths into files and addresses; `Renderer.address` says how.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup

from sharedstory.reading.codes import CODES
from sharedstory.schema import locales
from sharedstory.schema.choices import (
    EVERYWHERE,
    WRITING,
    Channel,
    Choice,
    GlimpseOf,
    Kind,
    PledgeSort,
    Region,
    Status,
    Voice,
)
from sharedstory.schema.wording import Wording
from sharedstory.site.page import Facet, FacetChoice, Page
from sharedstory.story import chronicle
from sharedstory.story.story import Entry, MadePledge, Story, names_of

PER_PAGE = 200
# Whose voices readers can choose. Nobody looks for those who would rather not say.
VOICES = tuple(voice for voice in Voice if voice is not Voice.NOT_STATED)


def pages(story: Story, say: Wording) -> Iterator[Page]:
    """Every page that comes from a story, with titles in the site's language, in no order that matters."""
    yield from _writing(story, say)
    yield from _themes(story, say)
    yield from _collections(story)
    yield from _glimpses(story, say)
    yield from _pledges(story, say)
    yield from _gatherings(story, say)
    yield from _initiatives(story, say)
    yield from _places(story, say)
    yield from _moved(story, say)
    yield from _withdrawn(story, say)
    yield from _codes()
    yield Page(
        path="search/index",
        title=say("Search"),
        template="search.html",
        description=say("Find stories, glimpses, pledges and gatherings by their words."),
    )
    yield Page(
        path="share/index",
        title=say("Share your story"),
        template="share.html",
        values={"kind": Kind.TESTIMONY},
        description=say("A form for your own story. What you write stays on your device until you send it."),
    )
    yield Page(
        path="share/glimpse",
        title=say("Tell us about a better way"),
        template="share.html",
        values={"kind": Kind.GLIMPSE},
        description=say("A form for a place, an organisation or an idea where a better way already works."),
        parent="share/index",
    )


def _listing(page: Page, items: Sequence[Any], say: Wording, **values: Any) -> Iterator[Page]:
    """A page that lists items, at most 200 on each part."""
    stem = page.path.removesuffix("index").removesuffix("/")
    parts = max(1, -(-len(items) // PER_PAGE))
    paths = [page.path, *(f"{stem}/page/{number}" for number in range(2, parts + 1))]
    numbers = {"all": locales.number(parts, say.code)}
    for number, path in enumerate(paths, 1):
        numbers["number"] = locales.number(number, say.code)
        yield Page(
            path=path,
            title=page.title
            if number == 1
            else f"{page.title} {say('(page %(number)s of %(all)s)', **numbers)}",
            template=page.template,
            values={
                **page.values,
                **values,
                "heading": page.title,
                "items": items[(number - 1) * PER_PAGE : number * PER_PAGE],
                "total": len(items),
                "start": (number - 1) * PER_PAGE + 1,
                "part": number,
                "parts": paths,
            },
            description=page.description,
            parent=page.parent if number == 1 else page.path,
            channels=page.channels,
            feed=page.feed,
        )


def _narrowable(page: Page, entries: Sequence[Entry], say: Wording, **values: Any) -> Iterator[Page]:
    """A page that lists entries, and where they are too many for one page, a list of each kind and each voice among them."""
    if len(entries) <= PER_PAGE:
        yield from _listing(page, entries, say, **values)
        return
    kinds, voices = _by(entries, Kind, "kind"), _by(entries, VOICES, "voices")
    groups = (("kind", say("Type"), kinds), ("voice", say("Who is speaking"), voices))
    facets = tuple(
        _facet(label, [(say(one.label), f"{page.path}/{name}/{one}", found) for one, found in by.items()])
        for name, label, by in groups
    )
    yield from _listing(page, entries, say, **values, facets=facets)
    for name, _, by in groups:
        for choice, found in by.items():
            if found:
                title = f"{page.title}: {say(choice.label)}"
                path = f"{page.path}/{name}/{choice}"
                inner = Page(path, title, "list.html", description=title, parent=page.path)
                yield from _listing(inner, found, say, facets=facets)


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
            if choice in found:
                found[choice].append(entry)
    return found


def _writing(story: Story, say: Wording) -> Iterator[Page]:
    kinds = _by(story.writing, WRITING, "kind")
    voices = _by(story.writing, VOICES, "voices")
    facets = (
        _facet(
            say("Type"),
            [(say(kind.label), f"testimonies/kind/{kind}", found) for kind, found in kinds.items()],
        ),
        _facet(
            say("Who is speaking"),
            [(say(voice.label), f"testimonies/voice/{voice}", found) for voice, found in voices.items()],
        ),
        _facet(
            say("Theme"),
            [(theme.title, f"themes/{theme.id}", story.in_theme[theme.id]) for theme in story.themes],
        ),
        _facet(
            say("Place"),
            [(place.name, f"places/{place.id}", story.in_place[place.id]) for place in story.places],
        ),
    )
    index = Page(
        path="testimonies/index",
        title=say("Testimonies"),
        template="testimonies.html",
        description=say("What people have lived through, what is wrong now, and how it could be better."),
    )
    yield from _listing(index, story.writing, say, facets=facets)
    plural: dict[Choice, str] = {
        Kind.TESTIMONY: say("All testimonies"),
        Kind.CRITIQUE: say("Critiques"),
        Kind.ANALYSIS: say("Analyses"),
    }
    for name, by in (("kind", kinds), ("voice", voices)):
        for choice, found in by.items():
            if found:
                title = plural[choice] if name == "kind" else say("Testimonies: %(of)s", of=say(choice.label))
                page = Page(
                    path=f"testimonies/{name}/{choice}",
                    title=title,
                    template="testimonies.html",
                    description=title,
                    parent="testimonies/index",
                )
                yield from _listing(page, found, say, facets=facets)
    for entry in story.writing:
        theme, before, after = story.beside(entry)
        yield _single(
            entry, "testimony.html", "testimonies/index", in_theme=theme, before=before, after=after
        )


def _themes(story: Story, say: Wording) -> Iterator[Page]:
    yield Page(
        path="themes/index",
        title=say("Themes"),
        template="themes.html",
        values={
            "themes": story.themes,
            "collections": [one for one in story.collections if story.chosen(one)],
        },
        description=say("Stories and ideas, grouped by theme."),
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
        yield from _narrowable(
            page, gathered, say, kinds=_counted(gathered), pledges=story.pledges_in_theme[theme.id]
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


def _glimpses(story: Story, say: Wording) -> Iterator[Page]:
    glimpses = story.of_kind(Kind.GLIMPSE)
    kinds = _by(glimpses, GlimpseOf, "of")
    facets = (
        _facet(
            say("What it is"), [(say(of.label), f"glimpses/of/{of}", found) for of, found in kinds.items()]
        ),
    )
    index = Page(
        path="glimpses/index",
        title=say("Glimpses of the future"),
        template="glimpses.html",
        description=say("Places, organisations and ideas where a better way already works."),
        feed="feeds/glimpses",
    )
    yield from _listing(index, glimpses, say, facets=facets)
    for of, found in kinds.items():
        if found:
            page = Page(
                path=f"glimpses/of/{of}",
                title=say("Glimpses: %(of)s", of=say(of.label)),
                template="glimpses.html",
                description=say("Places, organisations and ideas where a better way already works."),
                parent="glimpses/index",
                feed="feeds/glimpses",
            )
            yield from _listing(page, found, say, facets=facets)
    for entry in glimpses:
        yield _single(entry, "glimpse.html", "glimpses/index")


def _pledges(story: Story, say: Wording) -> Iterator[Page]:
    statuses: dict[str, list[MadePledge]] = defaultdict(list)
    sorts: dict[str, list[MadePledge]] = defaultdict(list)
    for made in story.pledges:
        statuses[made.status].append(made)
        sorts[made.pledge.sort].append(made)
    groups: list[tuple[str, list[tuple[str | Entry, str, Sequence[MadePledge]]]]] = [
        (
            say("Progress"),
            [(say(status.label), f"pledges/status/{status}", statuses[status]) for status in Status],
        ),
        (say("Type"), [(say(sort.label), f"pledges/sort/{sort}", sorts[sort]) for sort in PledgeSort]),
        (
            say("Theme"),
            [
                (theme.title, f"pledges/theme/{theme.id}", story.pledges_in_theme[theme.id])
                for theme in story.themes
            ],
        ),
        (
            say("Place"),
            [
                (place.name, f"pledges/place/{place.id}", story.pledges_in_place[place.id])
                for place in story.places
            ],
        ),
        (
            say("Gathering"),
            [
                (gathering, f"pledges/gathering/{gathering.slug}", story.pledges_from(gathering))
                for gathering in story.gatherings
            ],
        ),
    ]
    facets = tuple(_facet(name, choices) for name, choices in groups)
    index = Page(
        path="pledges/index",
        title=say("Pledges"),
        template="pledges.html",
        description=say("What people have promised, offered and asked for, and what happened next."),
        feed="feeds/pledges",
    )
    offers, asks = sorts[PledgeSort.OFFER], sorts[PledgeSort.ASK]
    yield from _listing(index, story.pledges, say, facets=facets, offers=offers, asks=asks)
    for _, choices in groups:
        for choice, path, found in choices:
            if found:
                about = None if isinstance(choice, str) else choice
                title = say("Pledges: %(of)s", of=about.title if about else choice)
                page = Page(
                    path=path,
                    title=title,
                    template="pledges.html",
                    description=title,
                    parent="pledges/index",
                    values={"about": about} if about else {},
                    # A list that has the title of an entry for its own goes only where that entry may go.
                    channels=about.channels if about else EVERYWHERE,
                    feed="feeds/pledges",
                )
                yield from _listing(page, found, say, facets=facets)
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


def _gatherings(story: Story, say: Wording) -> Iterator[Page]:
    index = Page(
        path="gatherings/index",
        title=say("Gatherings"),
        template="gatherings.html",
        description=say("Where people met, what they learned, and what happened next."),
    )
    yield from _listing(index, story.gatherings, say)
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


def _initiatives(story: Story, say: Wording) -> Iterator[Page]:
    index = Page(
        path="initiatives/index",
        title=say("Initiatives"),
        template="initiatives.html",
        description=say("Projects that grew out of the movement, or that want the same things."),
    )
    initiatives = story.of_kind(Kind.INITIATIVE)
    yield from _listing(index, initiatives, say)
    for entry in initiatives:
        yield _single(entry, "initiative.html", "initiatives/index")


def _places(story: Story, say: Wording) -> Iterator[Page]:
    shown = [place for place in story.places if story.in_place[place.id]]
    yield Page(
        path="places/index",
        title=say("Places"),
        template="places.html",
        values={
            "regions": [(region, [p for p in shown if p.region is region]) for region in Region],
            "elsewhere": [place for place in shown if place.region is None],
        },
        description=say("Stories by nation and region."),
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
            description=say("Stories from %(place)s.", place=place.name),
            parent="places/index",
        )
        yield from _narrowable(page, story.in_place[place.id], say)


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


def _moved(story: Story, say: Wording) -> Iterator[Page]:
    """A page at each address that something had before it was renamed."""
    for old, new in story.moved.items():
        yield Page(
            path=old,
            title=say("This page has moved"),
            template="moved.html",
            channels=frozenset({Channel.WEB}),
            feed="",
            leads_to=new,
        )


def _withdrawn(story: Story, say: Wording) -> Iterator[Page]:
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
                    title=say("This story has been taken down"),
                    template="withdrawn.html",
                    values={"withdrawal": item},
                    channels=frozenset({Channel.WEB}),
                    feed="",
                )


def spoken(language: str | None, words: str) -> list[tuple[str, str]]:
    """What search results say of the language of words; nothing where nobody said which."""
    if not language:
        return []
    return [("language", language), ("direction", locales.direction_of(words, language))]


def in_its_language(item: Entry | MadePledge | None, words: str) -> Markup:
    """The attributes of what holds words of an item: in which language they are, and which way they run."""
    entry = item.entry if isinstance(item, MadePledge) else item
    return locales.attributes(entry.front.lang, words) if entry else Markup()


def language_of_name(item: Entry | MadePledge, name: str) -> Markup:
    """The attributes of what holds the name of somebody in an item."""
    entry = item.entry if isinstance(item, MadePledge) else item
    return locales.attributes_of_name(entry.front.lang, name)
