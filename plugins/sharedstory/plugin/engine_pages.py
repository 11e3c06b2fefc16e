"""The engine's pages that are made from the story."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as EnginePage
from mkdocs.structure.toc import get_toc
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from sharedstory.schema.errors import PlainError
from sharedstory.site.page import Page, harmless, meta
from sharedstory.site.render import Renderer


class StoryFile(File):
    """The file of a page of the story. While it is `apart`, the engine does not take it for one of its pages."""

    apart = False

    @property
    def src_path(self) -> str:
        """The path that the engine would have read: ours are already as it wants them."""
        return self.src_uri

    @src_path.setter
    def src_path(self, value: str) -> None:
        self.src_uri = value

    def is_documentation_page(self) -> bool:
        return not self.apart


class StoryPage(EnginePage):
    """A page whose HTML is made from the story. The engine reads no file and parses no Markdown for it."""

    def __init__(self, page: Page, file: File, renderer: Renderer, config: MkDocsConfig) -> None:
        super().__init__(harmless(page.title) if page.everywhere else "", file, config)
        self.story_page = page
        self._renderer = renderer
        self.update_date = renderer.story.as_of.isoformat()
        if page.leads_to and renderer.site_url:
            self.canonical_url = renderer.site_url + renderer.address(page.leads_to)

    def _set_canonical_url(self, base: str | None) -> None:
        """As the engine does, without working out where "." or ".." lead: our addresses have none."""
        self.canonical_url = base + self.url if base else None
        self.abs_url = _path(base) + self.url if base else None

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        self.meta = meta(self.story_page) if self.story_page.everywhere else {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        with in_words(self.story_page):
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
        context: TemplateContext,
        config: MkDocsConfig,
        ours: Callable[[str], str],
    ) -> None:
        """What the engine does with each page, `mkdocs.commands.build._build_page`; `ours` is our last hook."""
        self.title = harmless(self.story_page.title)
        self.meta = meta(self.story_page)
        super().render(config, Files([]))
        self.active = True
        with in_words(self.story_page):
            output = template.render(context)
        write_file(ours(output).encode(errors="xmlcharrefreplace"), self.file.abs_dest_path)
        self.active = False
        self.content = None


@cache
def _path(address: str) -> str:
    """The path in an address."""
    return urlsplit(address).path


@contextmanager
def in_words(page: Page | None = None) -> Iterator[None]:
    """Raises PluginError for what cannot be done; of a template that is wrong, with its line or the page."""
    try:
        yield
    except PlainError as error:
        raise PluginError(str(error)) from error
    except jinja2.TemplateSyntaxError as error:
        raise PluginError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from error
    except jinja2.TemplateError as error:
        if page is None:
            raise
        raise PluginError(f"The template {page.template} cannot make {page.path}: {error}") from error
