"""The MkDocs adapter: hands the pages of a story to the engine. The only module that imports mkdocs."""

import gc
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape
from mkdocs.commands.build import get_context
from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as EnginePage
from mkdocs.structure.toc import get_toc
from mkdocs.theme import Theme
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from sharedstory.editing import building, files
from sharedstory.performance import in_halves, without_collector
from sharedstory.reading import apart, pictures
from sharedstory.reading.codes import Severity
from sharedstory.reading.problems import Problem, printable
from sharedstory.schema import dates, locales
from sharedstory.schema.choices import EVERYWHERE, Channel
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened
from sharedstory.site import cards, feeds, opendata, organisers, policy, search
from sharedstory.site.docs import LiveParts, in_vain
from sharedstory.site.fonts import Fonts
from sharedstory.site.head import Head, Site, head
from sharedstory.site.page import Page
from sharedstory.site.pages import in_its_language, pages, spoken
from sharedstory.site.render import Renderer
from sharedstory.site.report import page as report_page
from sharedstory.story import settings
from sharedstory.story.folder import read_story
from sharedstory.story.pictures import published_pictures
from sharedstory.story.settings import Settings
from sharedstory.story.story import Story

log = get_plugin_logger(__name__)

STYLESHEET = "assets/sharedstory.css"
SCRIPTS = ("assets/search.js", "assets/filters.js")
FORM = ("assets/share.css", "assets/share.js", "assets/answers.js", "assets/privacy.js")
DIRTY = (
    "Please build without --dirty. A dirty build leaves old pages where they are, so a draft or a story that was "
    "taken down would stay on the site."
)


# The beginning of what would be a tag, as `escape` writes it.
_TAG = re.compile(r"&lt;(?=[A-Za-z/!?])")


class EmailAddress(c.Type[str]):
    """An option that is an e-mail address, or nothing."""

    def __init__(self) -> None:
        super().__init__(str, default="")

    def run_validation(self, value: object) -> str:
        address = str(super().run_validation(value))
        if address and not re.fullmatch(r"[\w.+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", address, re.ASCII):
            raise ValidationError(f'"{address}" is not an e-mail address. Write one such as us@example.org.')
        return address


class Options(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    testimonies = c.Dir(exists=True, default="testimonies")
    as_of = c.Optional(c.Type((str, date)))
    rights = c.Type(str, default="your-rights.md")
    contact = EmailAddress()
    search = c.Type(bool, default=True)
    search_in_serve = c.Type(bool, default=False)
    csp = c.Type(bool, default=False)
    cards = c.Type(bool, default=False)
    card_font = c.Optional(c.File(exists=True))
    report = c.Type(bool, default=False)


class StoryPage(EnginePage):
    """A page whose HTML is made from the story. The engine reads no file and parses no Markdown for it."""

    def __init__(self, page: Page, file: File, renderer: Renderer, config: MkDocsConfig) -> None:
        super().__init__(harmless(page.title) if for_others(page) else "", file, config)
        self.story_page = page
        self._renderer = renderer
        self.update_date = renderer.story.as_of.isoformat()
        if page.leads_to and renderer.site_url:
            self.canonical_url = renderer.site_url + renderer.address(page.leads_to)

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        self.meta = meta(self.story_page) if for_others(self.story_page) else {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        with wrong_templates_named(self.story_page):
            self.content = str(self._renderer.html(self.story_page))
        self.toc = get_toc([])


class QuickPage(StoryPage):
    """A page that `write` renders and writes. No other plugin is shown it on the way.

    Where it may not appear everywhere, it has no title and no words until then.
    """

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = ""
        self.toc = get_toc([])

    def write(
        self,
        template: jinja2.Template,
        nav: Navigation,
        files: Sequence[File],
        config: MkDocsConfig,
        plugin: "SharedStoryPlugin",
    ) -> None:
        """What the engine does with each page, `mkdocs.commands.build._build_page`, with our own hooks alone."""
        self.title = harmless(self.story_page.title)
        self.meta = meta(self.story_page)
        super().render(config, Files([]))
        self.active = True
        context = get_context(nav, files, config, self)
        context = plugin.on_page_context(context, page=self, config=config, nav=nav)
        with wrong_templates_named(self.story_page):
            output = template.render(context)
        output = plugin.on_post_page(output, page=self, config=config)
        write_file(output.encode(errors="xmlcharrefreplace"), self.file.abs_dest_path)
        self.active = False
        self.content = None


def for_others(page: Page) -> bool:
    """Whether other plugins may be shown a page, and other pages may name it in the engine's own ways.

    What they make of it nobody knows: an index, a feed, a card, a book. So it has to be allowed in all of them.
    """
    return page.channels == EVERYWHERE


def harmless(text: str) -> Markup:
    """Text for templates, which print it as it is: escaped, and not escaped again by those that escape.

    Some take tags out, which turns entities into characters again. So nothing after a "<" begins a tag.
    """
    return Markup(_TAG.sub("&lt;\u2060", str(escape(text))))  # noqa: S704 - escaped here


def meta(page: Page) -> dict[str, Any]:
    """What a page tells the theme: an allow-list, never a contributor's front matter itself, and safe to print."""
    searched = Channel.SEARCH in page.channels
    told: dict[str, Any] = {
        "title": harmless(page.title),
        "description": harmless(page.description if searched else ""),
    }
    if not searched:
        told["robots"] = "noindex"
    if page.entry and page.entry.front.lang:
        told["lang"] = page.entry.front.lang
    return told


@contextmanager
def wrong_templates_named(page: Page) -> Iterator[None]:
    """Raises PluginError, naming the template and line or the page, when a template is wrong."""
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise PluginError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except jinja2.TemplateError as error:
        raise PluginError(f"The template {page.template} cannot make {page.path}: {error}") from error


class SharedStoryPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Wires the hooks of MkDocs to the functions below."""

    def __init__(self) -> None:
        self.serving = False
        self.building = False
        self.build: building.Build | None = None
        self.dirty = False
        # The scripts that `csp` lets run, and those that it stops.
        self.scripts: list[re.Pattern[str]] = []
        self.stopped: set[str] = set()
        # What other plugins do not see of a page, by the page's source.
        self.apart: dict[str, list[str]] = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.serving = command == "serve"
        self.building = command in ("build", "gh-deploy")
        self.dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        config.watch.append(self.config.testimonies)
        config.extra_css.insert(0, STYLESHEET)
        for message in unused_options(config.theme):
            log.warning(message)
        if config.theme.custom_dir:
            config.watch.append(config.theme.custom_dir)
        return config

    # Not before: other tools ask for the settings alone, to build or to look where these say.
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        if self.dirty:
            raise PluginError(DIRTY)
        self.scripts = policy.scripts_of(config.theme.dirs) if self.config.csp else []
        self.stopped.clear()
        refuse_folders_in_each_other(Path(self.config.testimonies), config)
        self.site = Path(config.site_dir)
        if not self.building:
            building.restore(published(config))
            return
        try:
            self.build = building.begin(self.site)
        except OSError as error:
            raise PluginError(unwritable(error)) from error
        config.site_dir = str(self.build.folder)

    # Early, so that redirects, link checkers and others see our pages.
    @event_priority(50)
    @without_collector
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.story = read(self.config, config)
        self.problems = list(self.story.problems)
        report(self.problems, self.story.drafts, stop=not self.serving)
        self.renderer = Renderer(self.story, settings_of(config, self.config, files))
        self.apart.clear()
        self.alone = alone(self, config)
        self.live_parts = LiveParts(self.renderer)
        config.markdown_extensions.append(self.live_parts)  # type: ignore[arg-type]
        add_pages(files, self.renderer, config, alone=self.alone, with_report=self.config.report)
        self.made = add_files(files, self.renderer, config)
        if self.config.cards:
            self.made |= add_cards(files, self.renderer, config, self.config.card_font)
        if not self.serving:
            gc.freeze()  # all of this stays until the end, so nobody need look for garbage in it
        return files

    # Late, when the navigation is what it will be.
    @event_priority(-50)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        refuse_testimonies_among(files, self.story)
        set_parents(files, self.story.as_of)
        self.nav = nav
        return nav

    def on_page_markdown(self, markdown: str, *, page: EnginePage, config: MkDocsConfig, files: Files) -> str:
        self.live_parts.path = page.file.src_uri.removesuffix(".md")
        self.live_parts.base = "../" * page.url.count("/") or "./"
        return markdown

    # First, so that others do not see what is kept apart.
    @event_priority(100)
    def on_page_content(self, html: str, *, page: EnginePage, config: MkDocsConfig, files: Files) -> str:
        if not isinstance(page, StoryPage):
            told = [line for line, _ in self.live_parts.complaints]
            self.live_parts.complaints += [
                one for one in in_vain(html) if not any(one[0] in line for line in told)
            ]
        if self.live_parts.complaints:
            self.problems += complaints(self.live_parts, page.file, config)
        if isinstance(page, QuickPage):
            return html
        if not self.alone:
            html, self.apart[page.file.src_uri] = apart.take(html)
            page.content = html  # the engine sets it only after everybody has looked
        if isinstance(page, StoryPage):
            return html
        html = organisers.accessible(html, self.renderer)
        if not self.config.search:
            return html
        words = Markup(html).striptags()  # noqa: S704 - made plain
        meta = spoken(str(page.meta.get("lang") or ""), words)
        return str(self.renderer.searchable(html, meta=meta))

    # Last, when templates can do all that they will be able to.
    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        report([problem for problem in self.problems if problem.code == "directive"], stop=not self.serving)
        env.globals["once"] = once(env, config)
        env.globals["in_language"] = in_language
        env.globals["in_site_language"] = locales.attributes(language(config), "")
        self.about = about(config, self.renderer, cards=self.config.cards)
        template = env.get_template("main.html")
        template.globals = dict(template.globals)  # Jinja's own chain of them is slow to copy for every page
        documents = files.documentation_pages()
        quick = [file.page for file in documents if isinstance(file.page, QuickPage)]
        self.written = [page.file for page in quick]
        work = [partial(page.write, template, self.nav, documents, config, self) for page in quick]
        work += [partial(write, file, make) for file, make in self.made.items()]
        for file in (*self.written, *self.made):
            files.remove(file)
        in_halves(lambda write_one: write_one(), work)
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: EnginePage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        context["head"] = head_of(page, self.about, self.renderer)  # type: ignore[typeddict-unknown-key]
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        if template_name.endswith("sitemap.xml"):
            told = [file for file in (*context["pages"], *self.written) if not hidden(file)]
            context["pages"] = sorted(told, key=lambda file: file.src_uri)
        return context

    # Last, so that others do not see what is put back.
    @event_priority(-100)
    def on_post_page(self, output: str, *, page: EnginePage, config: MkDocsConfig) -> str:
        parts = self.apart.get(page.file.src_uri)
        if parts:
            output, missing = apart.put_back(output, parts)
            if missing:
                log.warning(
                    "%s: another plugin or the theme took away a part of this page.", page.file.src_uri
                )
        if hidden(page.file):
            output = without_robots(output)
        if isinstance(page, StoryPage) and page.story_page.leads_to:
            output = sent_on(output, page.story_page, self.renderer)
        output = self.guarded(output, page.file.src_uri)
        if self.serving and any(problem.severity is not Severity.NOTE for problem in self.problems):
            return with_problems(output, self.problems, self.renderer)
        return output

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        return (
            self.guarded(output_content, template_name) if template_name.endswith(".html") else output_content
        )

    def guarded(self, output: str, name: str) -> str:
        """A page with a policy, where there is to be one. Not while somebody writes: the engine adds a script then."""
        if not self.config.csp or self.serving:
            return output
        output, stopped = policy.with_policy(output, self.scripts)
        for script in {*stopped} - self.stopped:
            log.warning(
                "%s: this script will not run, because csp is on and no template of the theme has it: %s",
                name,
                shortened(" ".join(script.split())),
            )
        self.stopped.update(stopped)
        return output

    # Last, when everybody else has written what they write.
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self.config.search and (not self.serving or self.config.search_in_serve):
            index(Path(config.site_dir))
        if self.build:
            build, self.build = self.build, None
            config.site_dir = str(self.site)
            if not build.finish():
                log.info(
                    "Another build began later, and its site is here already. So this one was not needed."
                )
            for room in building.leftovers(self.site):
                log.warning(
                    "%s: this is left of an older site, and could not be deleted. Please delete it yourself.",
                    room,
                )

    def on_build_error(self, *, error: Exception) -> None:
        if self.build:
            build, self.build = self.build, None
            build.discard()
        if isinstance(error, OSError) and error.errno in files.NO_ROOM:
            raise PluginError(unwritable(error)) from error


def published(config: MkDocsConfig) -> Path:
    """Where the site is that a build makes, while `mkdocs serve` makes one for itself."""
    return settings.read(Path(config.config_file_path)).site if config.config_file_path else Path("site")


def unwritable(error: OSError) -> str:
    """What to say where the site cannot be written."""
    return f"The site could not be written: {files.reason(error)} The site as it was is still there."


def once(env: jinja2.Environment, config: MkDocsConfig) -> Callable[..., Markup]:
    """For templates: a template that is the same on many pages, rendered once for each set of values."""
    known: dict[tuple[object, ...], tuple[object, Markup]] = {}

    def rendered(template: str, **values: Any) -> Markup:
        # Pages and navigation cannot be keys. They are kept, so that nothing else gets their ids.
        key = (
            template,
            *(value if isinstance(value, str | bool) else id(value) for value in values.values()),
        )
        if key not in known:
            html = env.get_template(template).render(config=config, page=None, **values)
            known[key] = values, Markup(html)  # noqa: S704 - the theme escapes
        return known[key][1]

    return rendered


def about(config: MkDocsConfig, renderer: Renderer, *, cards: bool) -> Site:
    """What every page's head says of the whole site."""
    titles = {feed.path: feed.title for feed in feeds.feeds(renderer.story, config.site_name)}
    return Site(config.site_name, config.site_description or "", language(config), titles, cards)


def head_of(page: EnginePage, site: Site, renderer: Renderer) -> Head:
    """The head of any page: of the story, or of the organisers."""
    trail = [
        (above.title, above.url) for above in reversed(list(page.ancestors)) if isinstance(above, EnginePage)
    ]
    if isinstance(page, StoryPage):
        return head(page.story_page, trail, site, renderer)
    path = page.file.dest_uri.removesuffix(".html")
    # What the engine takes from a heading is HTML.
    title = str(page.meta.get("title") or Markup(page.title or "").striptags() or site.name)  # noqa: S704 - made plain
    described = str(page.meta.get("description") or "")
    return head(Page(path=path, title=title, template="", description=described), trail, site, renderer)


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


def settings_of(config: MkDocsConfig, options: Options, files: Files) -> Settings:
    """The settings of the site, as the engine and other plugins have them by now."""
    custom, reaching = config.theme.custom_dir, files.get_file_from_path(settings.REACH)
    return Settings(
        root=Path(config.config_file_path).parent if config.config_file_path else Path.cwd(),
        testimonies=Path(options.testimonies),
        docs=Path(config.docs_dir),
        site=Path(config.site_dir),
        custom=Path(custom) if custom else None,
        name=config.site_name,
        url=config.site_url or "",
        language=language(config),
        directory_urls=config.use_directory_urls,
        repository=config.repo_url or "",
        edit_uri=config.edit_uri or "",
        contact=options.contact,
        rights=options.rights.removesuffix(".md") if files.get_file_from_path(options.rights) else "",
        reach=settings.reach(reaching.content_string) if reaching else "",
    )


# The options that our own theme has, and what to do about those of Material that it has not.
THEME_OPTIONS = {
    *("name", "locale", "custom_dir", "static_templates"),  # the engine's
    *("language", "direction", "palette", "logo", "favicon", "font", "features", "icon"),
}
INSTEAD = {
    "features": "It does none of Material's features: take them out.",
    "font": "It brings its own typeface, and asks nobody else for one. For another, set --md-text-font in a style sheet "
    "and name that in extra_css.",
    "icon": "It shows no icons. For a logo, name a picture as theme.logo.",
    "palette": "It takes one palette, and readers choose light or dark in the footer. We used the first.",
}


def unused_options(theme: Theme) -> Iterator[str]:
    """What mkdocs.yml asks of our own theme in vain, and what to do instead. Of other themes, nothing."""
    if theme.name != "sharedstory":
        return
    for name in theme:
        value = theme[name]
        in_vain = bool(value) if name in ("features", "font", "icon") else isinstance(value, list)
        if name not in THEME_OPTIONS:
            yield f"theme.{name} in mkdocs.yml is no option of the theme sharedstory. Take it out."
        elif name in INSTEAD and in_vain:
            yield f"theme.{name} in mkdocs.yml does nothing in the theme sharedstory. {INSTEAD[name]}"


def language(config: MkDocsConfig) -> str:
    """The site's language, as its theme has it."""
    try:
        return str(config.theme["language"] or "en")
    except KeyError:
        return "en"


def read(options: Options, config: MkDocsConfig) -> Story:
    """The story of the site. Raises PluginError when the option `as_of` is not a day."""
    folder = Path(options.testimonies)
    root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    called = os.path.relpath(folder, root).replace(os.sep, "/")
    try:
        as_of = dates.clock(options.as_of)  # type: ignore[arg-type]
    except ValueError as error:
        raise PluginError(f"as_of in mkdocs.yml: {error}") from None
    return read_story(folder, as_of=as_of, called=called)


def report(problems: list[Problem], drafts: Collection[str] = (), *, stop: bool) -> None:
    """Log every problem. With `stop`, errors end the build, all of them listed, but for those in drafts."""
    errors = []
    for problem in problems:
        if problem.severity is Severity.NOTE or problem.path in drafts:
            log.info("%s", problem)
        elif problem.severity is Severity.WARNING:
            log.warning("%s", problem)
        else:
            errors.append(str(problem))
    if errors and stop:
        count = "is 1 thing" if len(errors) == 1 else f"are {len(errors)} things"
        raise PluginError(f"There {count} to mend:\n" + "\n".join(errors))
    for error in errors:
        log.error("%s", error)


def alone(plugin: BasePlugin[Options], config: MkDocsConfig) -> bool:
    """Whether no other plugin or hook looks at single pages."""
    events = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
    handlers = [handler for event in events for handler in config.plugins.events[event]]
    return all(getattr(handler, "__self__", None) is plugin for handler in handlers)


def refuse_folders_in_each_other(testimonies: Path, config: MkDocsConfig) -> None:
    """Raises PluginError when the folder of testimonies, of the pages or of the site lies in one of the others.

    The engine publishes all that lies in docs_dir, and empties site_dir.
    """
    for name, folder in (("docs_dir", Path(config.docs_dir)), ("site_dir", Path(config.site_dir))):
        if _within(testimonies, folder) or _within(folder, testimonies):
            raise PluginError(
                f"The folder of testimonies ({testimonies}) and {name} ({folder}) are one inside the other, so drafts and "
                "stories that were taken down would be published. Put each beside the other, and change mkdocs.yml."
            )


def _within(inner: Path, outer: Path) -> bool:
    """Whether a folder is another or lies in it, whatever links or other cases of letters lead there."""
    if not outer.exists():
        return False
    real = inner.resolve()
    return any(folder.exists() and folder.samefile(outer) for folder in (real, *real.parents))


def refuse_testimonies_among(files: Files, told: Story) -> None:
    """Raises PluginError when the engine was given a contributed file itself, by a link or by another plugin."""
    given = {_identity(path) for path in told.folder.rglob("*") if path.is_file()}
    for file in files:
        path = Path(file.abs_src_path) if file.abs_src_path else None
        if path and path.is_file() and _identity(path) in given:
            raise PluginError(
                f"{file.src_uri} is a file from the folder of testimonies, so it would be published whatever its author "
                "agreed to. Take it out of docs_dir, or take away the link to it."
            )


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def add_pages(
    files: Files,
    renderer: Renderer,
    config: MkDocsConfig,
    *,
    alone: bool,
    with_report: bool = False,
) -> None:
    """Give the engine every page of the story, with `with_report` that one too.

    Others are shown those of one thing that may appear everywhere, unless we are `alone`: a page made of many holds
    words of some that may not. Raises PluginError when an address is taken.
    """
    by_address = {file.dest_uri: file for file in files}
    source = os.path.relpath(renderer.story.folder, config.docs_dir).replace(os.sep, "/")
    clashes = []
    for page in (*pages(renderer.story), *([report_page(renderer.story)] if with_report else ())):
        uri = f"{page.path}.md"
        file = File.generated(config, uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        taken = by_address.get(file.dest_uri)
        if taken is not None:
            shown = page.entry.file if page.entry else f"the page {page.path}"
            message = f"{shown} would have the same address as this page. Rename one of them."
            clashes.append(Problem(f"docs/{taken.src_uri}", 1, 1, "address-taken", "", message))
            continue
        by_address[file.dest_uri] = file
        if page.entry:
            file.edit_uri = quote(source + page.entry.file.removeprefix(renderer.story.called))
        kind = StoryPage if page.single and for_others(page) and not alone else QuickPage
        kind(page, file, renderer, config)
        files.append(file)
    if clashes:
        report(sorted(clashes), stop=True)


def add_files(
    files: Files, renderer: Renderer, config: MkDocsConfig
) -> dict[File, Callable[[], str | bytes]]:
    """Give the engine the pictures, feeds, open data and stylesheet.

    Returns those that are yet to be made, and what makes them.
    """
    makers: dict[str, Callable[[], str | bytes]] = {}
    for uri, path in published_pictures(renderer.story).items():
        makers[uri] = partial(pictures.prepare, path)
    makers |= opendata.files(renderer)
    makers["assets/filters.css"] = renderer.filters.stylesheet
    if renderer.site_url:
        for feed in feeds.feeds(renderer.story, config.site_name):
            makers[f"{feed.path}.atom"] = partial(feeds.atom, feed, renderer, language(config))
            makers[f"{feed.path}.json"] = partial(feeds.json_feed, feed, renderer, language(config))
    else:
        log.info("There are no feeds, because their links need site_url in mkdocs.yml.")
    made = {}
    for uri, make in makers.items():
        if not files.get_file_from_path(uri):
            file = File.generated(config, uri, content="", inclusion=InclusionLevel.INCLUDED)
            files.append(file)
            made[file] = make
    for asset in (STYLESHEET, *SCRIPTS, *FORM):
        if not files.get_file_from_path(asset):
            source = str(Path(__file__).parent / "site" / asset)
            files.append(
                File.generated(config, asset, abs_src_path=source, inclusion=InclusionLevel.INCLUDED)
            )
    return made


def add_cards(
    files: Files, renderer: Renderer, config: MkDocsConfig, font: str | None
) -> dict[File, Callable[[], bytes]]:
    """Give the engine the cards of those pages that have one. Returns what makes each.

    Where no font has all letters of a title, its card is without it, and that is told.
    """
    known = Fonts(font)
    made: dict[File, Callable[[], bytes]] = {}
    untitled = []
    for page in pages(renderer.story):
        if cards.has_card(page):
            file = File.generated(config, cards.path(page), content="", inclusion=InclusionLevel.INCLUDED)
            files.append(file)
            made[file] = partial(cards.draw, page, config.site_name, language(config), known)
            if known.runs(page.title) is None:
                untitled.append(page.path)
    if untitled:
        shown = ", ".join(untitled[:5]) + (f" and {len(untitled) - 5:,} more" if len(untitled) > 5 else "")
        log.info(
            "No font here has all the letters of some titles, so these cards show only the name of the site: %s. "
            "To change that, put a font that has the letters in the folder of card_font.",
            shown,
        )
    return made


def write(file: File, make: Callable[[], str | bytes]) -> None:
    """Make what a file holds, and write it. Raises PluginError where a picture has changed since it was looked at."""
    try:
        content = make()
    except PlainError as error:
        raise PluginError(str(error)) from error
    write_file(content.encode() if isinstance(content, str) else content, file.abs_dest_path)


def set_parents(files: Files, as_of: date) -> None:
    """Tell each page where it stands, so that tabs and breadcrumbs know."""
    by_path = {file.src_uri.removesuffix(".md"): file.page for file in files.documentation_pages()}
    for page in by_path.values():
        if page is None:
            continue
        page.update_date = as_of.isoformat()
        if isinstance(page, StoryPage) and page.parent is None:
            parent = by_path.get(page.story_page.parent)
            while isinstance(parent, StoryPage) and not for_others(parent.story_page):
                parent = by_path.get(parent.story_page.parent)
            if parent is not page and page.story_page.parent != "index":
                page.parent = parent  # type: ignore[assignment]
            values: Mapping[str, Any] = page.story_page.values
            page.previous_page = _page_of(by_path, values.get("before"))
            page.next_page = _page_of(by_path, values.get("after"))


def _page_of(by_path: Mapping[str, EnginePage | None], entry: Any) -> EnginePage | None:
    page = by_path.get(entry.path) if entry else None
    return page if isinstance(page, StoryPage) and for_others(page.story_page) else None


def complaints(live_parts: LiveParts, file: File, config: MkDocsConfig) -> list[Problem]:
    """What a page asked for in vain, with the lines where it did."""
    lines = file.content_string.splitlines()
    docs = Path(config.docs_dir).name
    found = []
    for line, message in live_parts.complaints:
        words = line.strip().partition("\n")[0]
        exact = (n for n, text in enumerate(lines, 1) if text.strip() == words)
        number = next(exact, None) or next((n for n, text in enumerate(lines, 1) if words in text), 1)
        if lines:
            lines[number - 1] = lines[number - 1].replace(words, "", 1)
        found.append(Problem(f"{docs}/{file.src_uri}", number, 1, "directive", "", message))
    live_parts.complaints.clear()
    return found


def index(site: Path) -> None:
    """Make the search index. Raises PluginError, which says what to do, when that cannot be done."""
    try:
        search.index(site)
    except PlainError as error:
        raise PluginError(str(error)) from None


def hidden(file: File) -> bool:
    """Whether a page is to be left out of what search engines are told."""
    page = file.page
    return isinstance(page, StoryPage) and Channel.SEARCH not in page.story_page.channels


def without_robots(output: str) -> str:
    """A page that asks search engines to leave it out, whatever the theme makes of `page.meta.robots`."""
    if '<meta name="robots"' in output:
        return output
    return output.replace("</head>", '<meta name="robots" content="noindex"></head>', 1)


def sent_on(output: str, page: Page, renderer: Renderer) -> str:
    """A page that browsers leave at once for the one that it leads to. It needs no script."""
    address = escape(renderer.base(page.path) + renderer.address(page.leads_to))
    return output.replace("</head>", f'<meta http-equiv="refresh" content="0; url={address}"></head>', 1)


# How many problems each page shows under `mkdocs serve`.
SHOWN_PROBLEMS = 20


def with_problems(output: str, problems: list[Problem], renderer: Renderer) -> str:
    """A page as the organiser sees it under `mkdocs serve`, with what is to be mended on top."""
    start = output.find(">", output.find("<body")) + 1
    weighty = [problem for problem in problems if problem.severity is not Severity.NOTE]
    weighty.sort(key=lambda problem: problem.severity is not Severity.ERROR)
    shown = [printable(str(problem)) for problem in weighty[:SHOWN_PROBLEMS]]
    more = len(weighty) - len(shown)
    return (
        output[:start]
        + str(renderer.part("problems.html", "index", problems=shown, more=more))
        + output[start:]
    )
