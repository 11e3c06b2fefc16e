"""One build: what the engine was started for, the folder in which the site is made, and all that is known of it."""

import gc
import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from sharedstory.editing import building, files
from sharedstory.editing.building import BuildFolder
from sharedstory.editing.prepared import Prepared
from sharedstory.plugin.engine_pages import QuickPage, StoryFile, StoryPage, in_words
from sharedstory.plugin.options import Options, root_of, settings_of
from sharedstory.reading import formats
from sharedstory.reading.codes import Severity
from sharedstory.reading.problems import Problem
from sharedstory.schema import dates
from sharedstory.site import policy
from sharedstory.site.docs import LiveParts
from sharedstory.site.head import Site, site_of
from sharedstory.site.pages import pages
from sharedstory.site.render import Renderer
from sharedstory.site.report import page as report_page
from sharedstory.site.resources import Maker, resources
from sharedstory.story import settings
from sharedstory.story.folder import read_story
from sharedstory.story.memory import Memory
from sharedstory.story.story import Story

log = get_plugin_logger("sharedstory.plugin")


DIRTY = (
    "Please build without --dirty. A dirty build leaves old pages where they are, so a draft or a story that was "
    "taken down would stay on the site."
)


NO_CONTACT = (
    "There is no contact, so no page says how to reach you. Add an email address to mkdocs.yml: "
    "plugins: [sharedstory: {contact: us@example.org}]"
)


@dataclass(frozen=True, slots=True)
class Start:
    """What the engine was started for. Other tools start it for nothing: they ask for the settings alone."""

    command: str = ""
    dirty: bool = False

    @property
    def serving(self) -> bool:
        return self.command == "serve"

    @property
    def building(self) -> bool:
        return self.command in ("build", "gh-deploy")


@dataclass(frozen=True, slots=True)
class Build:
    """What a build knows, from when the story is read.

    `prepared` are the pictures that are kept from one build to the next, `quick` the pages that we write ourselves, `made` the other files, each with what makes it, and `alone` says
    whether no other plugin or hook looks at single pages. What comes to light on the way is added to `problems`, to
    `apart`, which holds by a page's source what other plugins do not see of it, and to `stopped`: the scripts that
    `csp` stops. `scripts` are those that it lets run.
    """

    options: Options
    serving: bool
    renderer: Renderer
    live_parts: LiveParts
    prepared: Prepared
    site: Site
    alone: bool
    quick: tuple["QuickPage", ...]
    made: Mapping[File, Maker]
    scripts: Sequence[re.Pattern[str]]
    problems: list[Problem]
    apart: dict[str, list[str]] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    nav: Navigation | None = None


def begin(options: Options, config: MkDocsConfig, start: Start) -> BuildFolder | None:
    """A folder to build in, where a build is what the engine was started for; else the site as it was left is put right.

    Raises PluginError where folders lie in each other, and for a build that leaves old pages where they are.
    """
    if start.dirty:
        raise PluginError(DIRTY)
    with in_words():
        folders = {"docs_dir": Path(config.docs_dir), "site_dir": Path(config.site_dir)}
        settings.refuse_nested(Path(options.testimonies), folders)
        if not start.building:
            file = config.config_file_path
            building.restore(settings.read(Path(file)).site if file else Path("site"))
            return None
    try:
        folder = building.begin(Path(config.site_dir))
    except OSError as error:
        raise PluginError(unwritable(error)) from error
    config.site_dir = str(folder.folder)
    return folder


def unwritable(error: OSError) -> str:
    """What to say where the site cannot be written."""
    return f"The site could not be written: {files.reason(error)} The site as it was is still there."


def finish(folder: BuildFolder | None, config: MkDocsConfig) -> None:
    """Put the new site in the place of the old one, if it was built in a folder of its own."""
    if folder is None:
        return
    config.site_dir = str(folder.site)
    if not folder.finish():
        log.info("Another build began later, and its site is here already. So this one was not needed.")
    for room in building.leftovers(folder.site):
        log.warning(
            "%s: this is left of an older site, and could not be deleted. Please delete it yourself.", room
        )


def give_up(folder: BuildFolder | None, error: Exception) -> None:
    """Leave the site as it was. Raises PluginError where the error is that there is no room for the new one."""
    if folder is not None:
        folder.discard()
    if isinstance(error, OSError) and error.errno in files.NO_ROOM:
        raise PluginError(unwritable(error)) from error


def build_of(
    options: Options,
    start: Start,
    engine_files: Files,
    config: MkDocsConfig,
    *,
    alone: bool,
    memory: Memory,
) -> Build:
    """Read the story, and give the engine a file for everything in it. Raises PluginError where it has mistakes."""
    prepared = Prepared(root_of(config), filling=True)
    story = read(options, config, prepared, memory)
    prepared.look()
    report(story.problems, story.drafts, stop=not start.serving, most=formats.FEW)
    renderer = Renderer(story, settings_of(config, options, engine_files))
    if not (renderer.settings.contact or renderer.settings.reach):
        log.info(NO_CONTACT)
    live_parts = LiveParts(renderer)
    config.markdown_extensions.append(live_parts)  # type: ignore[arg-type]
    build = Build(
        options=options,
        serving=start.serving,
        renderer=renderer,
        live_parts=live_parts,
        prepared=prepared,
        site=site_of(renderer, config.site_description or "", cards=options.cards),
        alone=alone,
        quick=add_pages(engine_files, renderer, config, alone=alone, with_report=options.report),
        made=add_resources(engine_files, renderer, config, options, prepared),
        scripts=policy.scripts_of(config.theme.dirs) if options.csp else [],
        problems=list(story.problems),
    )
    if not start.serving:
        gc.freeze()  # all of this stays until the end, so nobody need look for garbage in it
    return build


def read(options: Options, config: MkDocsConfig, prepared: Prepared, memory: Memory) -> Story:
    """The story of the site. Raises PluginError when the option `as_of` is not a day."""
    folder = Path(options.testimonies)
    called = os.path.relpath(folder, root_of(config)).replace(os.sep, "/")
    try:
        as_of = dates.clock(options.as_of)  # type: ignore[arg-type]
    except ValueError as error:
        raise PluginError(f"as_of in mkdocs.yml: {error}") from None
    return read_story(folder, as_of=as_of, called=called, look=prepared.inspect, memory=memory)


def report(
    problems: Iterable[Problem], drafts: Collection[str] = (), *, stop: bool, most: int | None = None
) -> None:
    """Log problems. With `stop`, errors end the build, but for those in drafts.

    Of each kind at most so many, where `sharedstory check` has the others: it does not look at the pages in `docs`.
    """
    notes, warnings, errors = [], [], []
    for problem in problems:
        if problem.severity is Severity.NOTE or problem.path in drafts:
            notes.append(problem)
        elif problem.severity is Severity.WARNING:
            warnings.append(problem)
        else:
            errors.append(problem)
    for line in formats.lines(notes, most):
        log.info("%s", line)
    for line in formats.lines(warnings, most):
        log.warning("%s", line)
    to_mend = formats.lines(errors, most)
    if errors and stop:
        count = "is 1 problem" if len(errors) == 1 else f"are {len(errors):,} problems"
        raise PluginError(f"There {count} to fix:\n" + "\n".join(to_mend))
    for line in to_mend:
        log.error("%s", line)


def is_alone(plugin: BasePlugin[Options], config: MkDocsConfig) -> bool:
    """Whether no other plugin or hook looks at single pages."""
    events = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
    handlers = [handler for event in events for handler in config.plugins.events[event]]
    return all(getattr(handler, "__self__", None) is plugin for handler in handlers)


def add_pages(
    engine_files: Files, renderer: Renderer, config: MkDocsConfig, *, alone: bool, with_report: bool
) -> tuple[QuickPage, ...]:
    """Give the engine every page of the story, with `with_report` that one too. Returns those that we write ourselves.

    Others are shown those of one thing that may appear everywhere, unless we are `alone`: a page made of many holds
    words of some that may not. Raises PluginError when an address is taken.
    """
    by_address = {file.dest_uri: file for file in engine_files}
    source = os.path.relpath(renderer.story.folder, config.docs_dir).replace(os.sep, "/")
    clashes, quick = [], []
    for page in (
        *pages(renderer.story, renderer.words),
        *([report_page(renderer.story, renderer.words)] if with_report else ()),
    ):
        file = StoryFile.generated(config, f"{page.path}.md", content="", inclusion=InclusionLevel.NOT_IN_NAV)
        taken = by_address.get(file.dest_uri)
        if taken is not None:
            shown = page.entry.file if page.entry else f"the page {page.path}"
            message = f"{shown} would have the same address as this page. Rename one of them."
            clashes.append(Problem(f"docs/{taken.src_uri}", 1, 1, "address-taken", "", message))
            continue
        by_address[file.dest_uri] = file
        if page.entry:
            file.edit_uri = quote(source + page.entry.file.removeprefix(renderer.story.called))
        if page.single and page.everywhere and not alone:
            StoryPage(page, file, renderer, config)
        else:
            quick.append(QuickPage(page, file, renderer, config))
        engine_files.append(file)
    if clashes:
        report(sorted(clashes), stop=True)
    return tuple(quick)


def add_resources(
    engine_files: Files, renderer: Renderer, config: MkDocsConfig, options: Options, prepared: Prepared
) -> dict[File, Maker]:
    """Give the engine the files that are no pages, unless the site has its own. Returns those yet to be made."""
    found = resources(
        renderer, prepare=prepared.prepare, with_cards=options.cards, card_font=options.card_font
    )
    made: dict[File, Maker] = {}
    for place, make in found.makers.items():
        if not engine_files.get_file_from_path(place):
            file = File.generated(config, place, content="", inclusion=InclusionLevel.INCLUDED)
            engine_files.append(file)
            made[file] = make
    for place, path in found.copies.items():
        if not engine_files.get_file_from_path(place):
            file = File.generated(config, place, abs_src_path=str(path), inclusion=InclusionLevel.INCLUDED)
            engine_files.append(file)
    for message in found.messages:
        log.info(message)
    return made
