"""The plugin's options in mkdocs.yml, and the settings of the site as the engine has them."""

import os
import re
from datetime import date
from pathlib import Path

import jinja2
from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.theme import Theme

from sharedstory.site import face
from sharedstory.site.resources import STYLESHEET
from sharedstory.story import settings
from sharedstory.story.settings import Settings

log = get_plugin_logger("sharedstory.plugin")


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


class Templates(jinja2.FileSystemLoader):
    """The templates and files of a theme as the engine finds them, without those of Material that no page uses.

    Its ten thousand icons lie in a folder whose name begins with a dot, and of such folders the engine takes nothing.
    Its scripts and style sheets are in the way of our own theme, which stands before it.
    """

    def list_templates(self) -> list[str]:
        """The names of all files of the theme."""
        names = set()
        ours = False
        for root in self.searchpath:
            for folder, folders, files_ in os.walk(root):
                folders[:] = [name for name in folders if name[0] != "." and not (ours and name == "assets")]
                within = Path(folder).relative_to(root)
                names |= {(within / name).as_posix() for name in files_}
            ours = ours or Path(root) == face.FOLDER
        return sorted(names)


def without_unused(used: Theme) -> None:
    """Let the engine list the files of a theme that pages use, and quickly."""
    make = used.get_env

    def make_quick() -> jinja2.Environment:
        environment = make()
        environment.loader = Templates(used.dirs)
        return environment

    used.get_env = make_quick  # type: ignore[method-assign]  # the engine has no other place for it


def configured(options: Options, config: MkDocsConfig) -> MkDocsConfig:
    """The engine's settings with our style sheet and the folders that `mkdocs serve` watches."""
    config.watch.append(options.testimonies)
    without_unused(config.theme)
    config.extra_css.insert(0, STYLESHEET)
    features = config.theme.get("features") or []
    if instant := [name for name in features if str(name).startswith("navigation.instant")]:
        config.theme["features"] = [name for name in features if name not in instant]
        log.warning("%s", face.INSTANT)
    if config.theme.name == face.NAME:
        for message in face.unused({name: config.theme[name] for name in config.theme}):
            log.warning(message)
    if config.theme.custom_dir:
        config.watch.append(config.theme.custom_dir)
    return config


def settings_of(config: MkDocsConfig, options: Options, files: Files) -> Settings:
    """The settings of the site, as the engine and other plugins have them by now."""
    custom, reaching = config.theme.custom_dir, files.get_file_from_path(settings.REACH)
    return Settings(
        root=root_of(config),
        testimonies=Path(options.testimonies),
        docs=Path(config.docs_dir),
        site=Path(config.site_dir),
        custom=Path(custom) if custom else None,
        name=config.site_name,
        url=config.site_url or "",
        language=str(config.theme.get("language") or "en"),
        directory_urls=config.use_directory_urls,
        repository=config.repo_url or "",
        edit_uri=config.edit_uri or "",
        contact=options.contact,
        rights=options.rights.removesuffix(".md") if files.get_file_from_path(options.rights) else "",
        reach=settings.reach(reaching.content_string) if reaching else "",
    )


def root_of(config: MkDocsConfig) -> Path:
    """The folder of the site."""
    return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
