"""What becomes of each page, and of everything else that we write, on the way through the engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import jinja2
from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as EnginePage
from mkdocs.utils import write_file

from sharedstory.performance import parallel_map
from sharedstory.plugin.builds import Build, report
from sharedstory.plugin.engine_pages import QuickPage, StoryFile, StoryPage, in_words
from sharedstory.reading import apart
from sharedstory.schema import locales
from sharedstory.schema.words import shortened
from sharedstory.site import face, organisers, policy, search
from sharedstory.site.finish import finished, with_problems
from sharedstory.site.head import Head, head
from sharedstory.site.page import Page
from sharedstory.site.pages import in_its_language
from sharedstory.site.resources import Maker
from sharedstory.story.folder import files_among
from sharedstory.story.shown_pictures import published_pictures

log = get_plugin_logger("sharedstory.plugin")


def placed(build: Build, nav: Navigation, engine_files: Files) -> Build:
    """The build with its navigation, and with pages that know where they stand, for tabs and breadcrumbs.

    Raises PluginError when the engine was given a contributed file itself, by a link or by another plugin.
    """
    by_source = {Path(file.abs_src_path): file for file in engine_files if file.abs_src_path}
    for path in files_among(build.renderer.story, by_source):
        raise PluginError(
            f"{by_source[path].src_uri} is a file from the folder of testimonies, so it would be published whatever its "
            "author agreed to. Take it out of docs_dir, or take away the link to it."
        )
    by_path = {file.src_uri.removesuffix(".md"): file.page for file in engine_files.documentation_pages()}
    for page in by_path.values():
        if page is None:
            continue
        page.update_date = build.renderer.story.as_of.isoformat()
        if isinstance(page, StoryPage) and page.parent is None:
            parent = by_path.get(page.story_page.parent)
            while isinstance(parent, StoryPage) and not parent.story_page.everywhere:
                parent = by_path.get(parent.story_page.parent)
            if parent is not page and page.story_page.parent != "index":
                page.parent = parent  # type: ignore[assignment]
            page.previous_page, page.next_page = (
                beside(by_path, page.story_page.values.get(way)) for way in ("before", "after")
            )
    return replace(build, nav=nav)


def set_apart(build: Build, apart: bool) -> None:
    """Keep the quick pages from the engine, which would go through all of them, or let it have them again."""
    for page in build.quick:
        if isinstance(page.file, StoryFile):
            page.file.apart = apart


def beside(by_path: Mapping[str, EnginePage | None], entry: object) -> EnginePage | None:
    """The page of an entry before or after another, where there is one that other pages may name."""
    page = by_path.get(getattr(entry, "path", ""))
    return page if isinstance(page, StoryPage) and page.story_page.everywhere else None


def content(build: Build, html: str, page: EnginePage, config: MkDocsConfig) -> str:
    """The HTML of a page's text, without what other plugins do not see, and marked for the search."""
    if not isinstance(page, StoryPage):
        shown = f"{Path(config.docs_dir).name}/{page.file.src_uri}"
        build.problems.extend(build.live_parts.problems(html, shown, page.file.content_string))
    if isinstance(page, QuickPage):
        return html
    if not build.alone:
        html, build.apart[page.file.src_uri] = apart.take(html)
        page.content = html  # the engine sets it only after everybody has looked
    if isinstance(page, StoryPage):
        return html
    html = organisers.accessible(html, build.renderer)
    if for_organisers(page):
        page.meta.setdefault("robots", "noindex")
        return html
    if not build.options.search:
        return html
    return organisers.searchable(html, str(page.meta.get("lang") or ""), build.renderer)


def for_organisers(page: EnginePage | None) -> bool:
    """Whether a page says that it is for those who look after the site, and so not for readers to find."""
    return page is not None and bool(page.meta) and page.meta.get("audience") == "organisers"


def write_all(
    build: Build, env: jinja2.Environment, config: MkDocsConfig, engine_files: Files
) -> Mapping[str, Callable[[], None]]:
    """Write the quick pages and what is made, and give templates what they need of us.

    Returns what is not written yet, by its place in the site: while somebody writes, that is all of it.

    Raises PluginError where an organisers' page asked for something in vain, and where a picture has changed since it
    was looked at.
    """
    report([one for one in build.problems if one.code == "directive"], stop=not build.serving)
    env.globals["once"] = face.once(env, config)
    env.globals["in_language"] = in_language
    env.globals["in_site_language"] = locales.attributes(build.renderer.language, "")
    env.globals["site_language"] = build.renderer.language
    env.globals["site_direction"] = locales.direction(build.renderer.language)
    if str(face.FOLDER) in config.theme.dirs:  # other themes bring words of their own
        env.install_gettext_translations(build.renderer.words.catalog, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    template = env.get_template("main.html")
    template.globals = dict(template.globals)  # Jinja's own chain of them is slow to copy for every page
    documents = engine_files.documentation_pages()
    writers = {
        page.file.dest_uri: partial(write_page, build, page, template, documents, config)
        for page in build.quick
    }
    writers |= {file.dest_uri: partial(write, file, make) for file, make in build.made.items()}
    for file in (*(page.file for page in build.quick), *build.made):
        engine_files.remove(file)
    # An index of the words needs every page.
    if build.serving and not build.options.search_in_serve:
        return writers
    parallel_map(lambda write_one: write_one(), list(writers.values()))
    return {}


def write_page(
    build: Build, page: QuickPage, template: jinja2.Template, documents: Sequence[File], config: MkDocsConfig
) -> None:
    """Write one of the quick pages, with its head."""
    context = get_context(build.nav, documents, config, page)  # type: ignore[arg-type]
    context["head"] = head_of(build, page)  # type: ignore[typeddict-unknown-key]
    page.write(template, context, config, partial(whole, build, page=page))


def write(file: File, make: Maker) -> None:
    """Make what a file holds, and write it. Raises PluginError where a picture has changed since it was looked at."""
    with in_words():
        made = make()
    write_file(made.encode() if isinstance(made, str) else made, file.abs_dest_path)


def head_of(build: Build, page: EnginePage) -> Head:
    """The head of any page: of the story, or of the organisers."""
    trail = [
        (above.title, above.url) for above in reversed(list(page.ancestors)) if isinstance(above, EnginePage)
    ]
    if isinstance(page, StoryPage):
        return head(page.story_page, trail, build.site, build.renderer)
    # What the engine takes from a heading is HTML.
    title = str(page.meta.get("title") or Markup(page.title or "").striptags() or build.site.name)  # noqa: S704 - made plain
    described = str(page.meta.get("description") or "")
    path = page.file.dest_uri.removesuffix(".html")
    own = Page(path=path, title=title, template="", description=described)
    return head(own, trail, build.site, build.renderer)


def in_language(item: object) -> Markup:
    """For templates: the attributes of what holds the title of a page in another language than the site's.

    `item` is any item of the navigation. Those that are no pages have none.
    """
    if isinstance(item, StoryPage):
        made = item.story_page.values.get("made")
        return in_its_language(made or item.story_page.entry, item.story_page.title)
    if isinstance(item, EnginePage) and item.meta:
        return locales.attributes(str(item.meta.get("lang") or ""), str(item.title or ""))
    return Markup()


def whole(build: Build, output: str, page: EnginePage) -> str:
    """A page as it is published, once the theme and all others have made theirs of it."""
    name = page.file.src_uri
    if parts := build.apart.get(name):
        output, missing = apart.put_back(output, parts)
        if missing:
            log.warning("%s: another plugin or the theme took away a part of this page.", name)
    if isinstance(page, StoryPage):
        output = finished(output, page.story_page, build.renderer)
    output = guarded(build, output, name)
    return with_problems(output, build.problems, build.renderer) if build.serving else output


def guarded(build: Build, output: str, name: str) -> str:
    """A page with a policy, where there is to be one. Not while somebody writes: the engine adds a script then."""
    if not build.options.csp or build.serving:
        return output
    output, stopped = policy.with_policy(output, build.scripts)
    for script in {*stopped} - build.stopped:
        log.warning(
            "%s: this script will not run, because csp is on and no template of the theme has it: %s",
            name,
            shortened(" ".join(script.split())),
        )
    build.stopped.update(stopped)
    return output


def for_search(build: Build, listed: Iterable[File]) -> list[File]:
    """What search engines are told of: the pages that the engine lists and those that we wrote, but for the hidden."""
    every = (*listed, *(page.file for page in build.quick))
    shown = [
        file
        for file in every
        if not (isinstance(file.page, StoryPage) and not file.page.story_page.searched)
        and not for_organisers(file.page)
    ]
    return sorted(shown, key=lambda file: file.src_uri)


def keep_pictures(build: Build) -> None:
    """Keep the pictures that the site shows for the next build, and no others."""
    build.prepared.keep_only(published_pictures(build.renderer.story).values())


def index(build: Build, config: MkDocsConfig) -> None:
    """Make the search index. Raises PluginError, which says what to do, when that cannot be done."""
    if build.options.search and (not build.serving or build.options.search_in_serve):
        with in_words():
            search.index(Path(config.site_dir))
