"""The MkDocs adapter: hands the pages of a story to the engine. The only room that imports mkdocs."""

from collections.abc import Callable, Mapping

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as EnginePage
from mkdocs.utils.templates import TemplateContext

from sharedstory.editing.building import BuildFolder
from sharedstory.performance import without_collector
from sharedstory.plugin.builds import Build, Start, begin, build_of, finish, give_up, is_alone
from sharedstory.plugin.options import Options, configured
from sharedstory.plugin.published import (
    content,
    for_search,
    guarded,
    head_of,
    index,
    keep_pictures,
    placed,
    set_apart,
    whole,
    write_all,
)
from sharedstory.plugin.serving import OnDemand
from sharedstory.story.memory import Memory


class SharedStoryPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Wires the hooks of MkDocs to the functions below."""

    build: Build
    waiting: Mapping[str, Callable[[], None]]

    def __init__(self) -> None:
        self.start = Start()
        self.folder: BuildFolder | None = None
        self.memory = Memory()
        self.on_demand = OnDemand()

    @property
    def serving(self) -> bool:
        """For templates: whether somebody writes and looks at it, so that their pages reload by a script."""
        return self.start.serving

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.start = Start(command, dirty)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        return configured(self.config, config)

    # Not before: other tools ask for the settings alone, to build or to look where these say.
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        if self.start.serving:
            self.on_demand.begin()
        self.folder = begin(self.config, config, self.start)

    # Early, so that redirects, link checkers and others see our pages.
    @event_priority(50)
    @without_collector
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self.build = build_of(
            self.config, self.start, files, config, alone=is_alone(self, config), memory=self.memory
        )
        return files

    # Late, when the navigation is what it will be.
    @event_priority(-50)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        self.build = placed(self.build, nav, files)
        set_apart(self.build, True)
        return nav

    def on_page_markdown(self, markdown: str, *, page: EnginePage, config: MkDocsConfig, files: Files) -> str:
        self.build.live_parts.begin(
            page.file.src_uri.removesuffix(".md"), "../" * page.url.count("/") or "./"
        )
        return markdown

    # First, so that others do not see what is kept apart.
    @event_priority(100)
    def on_page_content(self, html: str, *, page: EnginePage, config: MkDocsConfig, files: Files) -> str:
        return content(self.build, html, page, config)

    # First, so that others see all pages again.
    @event_priority(100)
    def _all_pages(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        set_apart(self.build, False)
        return env

    # Last, when templates can do all that they will be able to.
    @event_priority(-100)
    def _written(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        self.waiting = write_all(self.build, env, config, files)
        return env

    on_env = CombinedEvent(_all_pages, _written)

    def on_page_context(
        self, context: TemplateContext, *, page: EnginePage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        context["head"] = head_of(self.build, page)  # type: ignore[typeddict-unknown-key]
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        if template_name.endswith("sitemap.xml"):
            context["pages"] = for_search(self.build, context["pages"])
        return context

    # Last, so that others do not see what is put back.
    @event_priority(-100)
    def on_post_page(self, output: str, *, page: EnginePage, config: MkDocsConfig) -> str:
        return whole(self.build, output, page)

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        if not template_name.endswith(".html"):
            return output_content
        return guarded(self.build, output_content, template_name)

    # Last, when everybody else has written what they write.
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        index(self.build, config)
        keep_pictures(self.build)
        folder, self.folder = self.folder, None
        finish(folder, config)
        self.on_demand.ready(self.waiting)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        self.on_demand.serve_by(server)
        return server

    def on_build_error(self, *, error: Exception) -> None:
        self.on_demand.ready()
        folder, self.folder = self.folder, None
        give_up(folder, error)
