"""Story -> a booklet to print: the pieces of a theme, a collection or a gathering, with contents and page numbers, as tagged PDF."""

import base64
from pathlib import Path
from urllib.parse import unquote

from markupsafe import Markup

from sharedstory.editing import handover
from sharedstory.reading import markdown as bodies
from sharedstory.reading import pictures
from sharedstory.reading.problems import did_you_mean
from sharedstory.reading.rules_on_links import resolve
from sharedstory.schema.choices import Channel, Kind
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.site.render import Renderer
from sharedstory.story.shown_pictures import picture_file
from sharedstory.story.story import Entry, Story

STYLE = Path(__file__).parent / "assets" / "booklet.css"


def collect(story: Story, name: str) -> tuple[str, str, tuple[Entry, ...]]:
    """Title, introduction and entries of the booklet of a theme, a collection or a gathering.

    Only what may be printed is in it, whether or not it may be on the web.
    Raises PlainError when there is no such thing, or nothing in it may be printed.
    """
    printable = [entry for entry in story.released if Channel.PRINT in entry.channels]
    gatherings = {entry.slug: entry for entry in printable if entry.kind is Kind.GATHERING}
    themes = {theme.id: theme for theme in story.themes}
    collections = {collection.id: collection for collection in story.collections}
    if name in themes:
        theme = themes[name]
        found = [entry for entry in printable if theme in story.themes_of(entry.front.tags)]
        title, introduction = theme.title, theme.intro or theme.summary
    elif name in collections:
        collection = collections[name]
        by_slug = {entry.slug: entry for entry in printable}
        found = [by_slug[slug] for slug in collection.entries if slug in by_slug]
        title, introduction = collection.title, collection.intro or collection.summary
    elif name in gatherings:
        hosts = gatherings[name]
        found = [hosts, *(entry for entry in printable if entry.front.gathering == name)]
        title, introduction = hosts.title, hosts.front.summary
    else:
        near = did_you_mean(name, [*themes, *collections, *gatherings])
        raise PlainError(f'We have no theme, collection or gathering "{name}".{near}', MISUSED)
    if not found:
        raise PlainError(f'Nothing in "{name}" may be printed.', MISUSED)
    return title, introduction, tuple(found)


def may_be_public(story: Story, name: str) -> bool:
    """Whether all of a booklet may be on the web, where search engines find it. Raises PlainError, as `collect` does."""
    return all(entry.channels >= {Channel.WEB, Channel.SEARCH} for entry in collect(story, name)[2])


def html(renderer: Renderer, name: str, *, large: bool = False) -> Markup:
    """The booklet as one page of HTML, ready to be laid out. Raises PlainError, as `collect` does."""
    title, introduction, entries = collect(renderer.story, name)
    return renderer.part(
        "booklet.html",
        "booklet",
        title=title,
        introduction=introduction,
        about=entries[0] if entries[0].slug == name and entries[0].kind is Kind.GATHERING else None,
        entries=[(entry, _body(renderer, entry, entries)) for entry in entries],
        large=large,
    )


def _body(renderer: Renderer, entry: Entry, inside: tuple[Entry, ...]) -> Markup:
    """A body whose links lead to the entry within the booklet, or to its page on the web."""
    story = renderer.story
    printed = {other.file: other for other in inside}

    def link(target: str) -> str | None:
        file = resolve(entry.file, unquote(target.partition("#")[0]))
        if file in printed:
            return f"#{printed[file].slug}"
        on_the_web = story.by_file.get(file)
        return renderer.site_url + renderer.address(on_the_web) if on_the_web and renderer.site_url else None

    shown: dict[str, str] = {}

    def picture(target: str) -> bodies.Picture | None:
        file = picture_file(story, entry, unquote(target))
        if file is None:
            return None
        kind = pictures.FORMATS[file.suffix.lower()].lower()
        content = base64.b64encode(pictures.prepare(file)).decode()
        name = f"picture-{len(shown)}"
        shown[name] = f"data:image/{kind};base64,{content}"
        return bodies.Picture(name, *pictures.size_as_shown(file))

    within, table = f"{entry.slug}-", renderer.words("Table")
    body = str(bodies.render(entry.body, link=link, picture=picture, within=within, table=table))
    for name, address in shown.items():
        body = body.replace(f'src="{name}"', f'src="{address}"')
    return Markup(body)  # noqa: S704 - cleaned, and our own addresses


def write(renderer: Renderer, name: str, out: Path, *, large: bool = False) -> int:
    """Write the booklet as tagged PDF (PDF/UA-1), and return how many entries it holds.

    Raises PlainError when WeasyPrint is missing, where somebody else's file is in the way, or as `collect` does.
    """
    entries = collect(renderer.story, name)[2]
    try:
        import weasyprint  # only those who print need it
    except (ImportError, OSError) as error:
        message = "A booklet needs WeasyPrint. Run: pip install 'sharedstory[print]'."
        raise PlainError(message, MISUSED) from error
    page = str(html(renderer, name, large=large))

    # Pictures are part of the page, so nothing is ever fetched.
    document = weasyprint.HTML(string=page, url_fetcher=weasyprint.URLFetcher(allowed_protocols={"data"}))
    style = weasyprint.CSS(string=STYLE.read_text(encoding="utf-8"))

    def pdf() -> bytes:
        return bytes(document.write_pdf(stylesheets=[style], pdf_variant="pdf/ua-1"))

    if handover.write(out.parent, {out.name: pdf}, alone=False).in_the_way:
        raise PlainError(
            f"{out} is there already, and it is not as we made it. It stays. Choose another name with --out.",
            MISUSED,
        )
    return len(entries)
