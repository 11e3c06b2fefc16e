"""mkdocs.yml -> what we have to know of a site: read once, in one way, for the build and for every command."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from sharedstory.schema.errors import MISUSED, PlainError

FILES = ("mkdocs.yml", "mkdocs.yaml")
# How many files may inherit from one another.
_MOST_INHERITED = 20


@dataclass(frozen=True, slots=True)
class Settings:
    """A site as mkdocs.yml has it. Paths are whole; what is not said there is empty, or as MkDocs has it.

    `file` is the mkdocs.yml itself, if there is one. `url` ends with a slash. `custom` is the theme's custom_dir. `rights` and `reach` are the paths of the pages on what
    contributors can ask for and on how to reach the organisers, without `.md`. `as_of` is the day on which consent and
    plans are looked at; without one it is today.
    """

    root: Path = Path()
    file: Path | None = None
    testimonies: Path = Path("testimonies")
    docs: Path = Path("docs")
    site: Path = Path("site")
    custom: Path | None = None
    name: str = ""
    url: str = ""
    language: str = "en"
    directory_urls: bool = True
    repository: str = ""
    edit_uri: str = ""
    contact: str = ""
    rights: str = ""
    reach: str = ""
    as_of: str = ""

    @property
    def overrides(self) -> Path | None:
        """The folder of the site's own templates, if it has one: `sharedstory/` in the theme's custom_dir."""
        folder = self.custom / "sharedstory" if self.custom else None
        return folder if folder and folder.is_dir() else None

    @property
    def folder(self) -> str:
        """The folder of testimonies, from that of the site."""
        return os.path.relpath(self.testimonies, self.root).replace(os.sep, "/")

    @property
    def public(self) -> tuple[Path, ...]:
        """The folders whose files become public."""
        return (self.testimonies, self.docs, self.site, self.custom or self.root / "overrides")

    @property
    def new_file(self) -> str:
        """Where GitHub takes a new testimony; nothing where the repository is elsewhere."""
        address = self.repository.rstrip("/")
        if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address):
            return ""
        branch = re.match(r"(?:edit|blob|raw)/([^/]+)/", self.edit_uri)
        return f"{address}/new/{branch[1] if branch else 'main'}/{quote(self.folder)}"

    def address(self, path: str) -> str:
        """The address of a page from the root of the site: `themes/community/`."""
        if not self.directory_urls:
            return f"{path}.html"
        return path.removesuffix("index") if path.endswith("index") else f"{path}/"


def refuse_nested(testimonies: Path, others: Mapping[str, Path]) -> None:
    """Raises PlainError when the folder of testimonies lies in another of the site's folders, or one of them in it.

    `others` are these folders by their names in mkdocs.yml: the engine publishes all that lies in docs_dir, and
    empties site_dir.
    """
    for name, folder in others.items():
        if _within(testimonies, folder) or _within(folder, testimonies):
            raise PlainError(
                f"The folder of testimonies ({testimonies}) and {name} ({folder}) are one inside the other, so drafts and "
                "stories that were taken down would be published. Put each beside the other, and change mkdocs.yml."
            )


def _within(inner: Path, outer: Path) -> bool:
    """Whether a folder is another or lies in it, whatever links or other cases of letters lead there."""
    if not outer.exists():
        return False
    real = inner.resolve()
    return any(folder.exists() and folder.samefile(outer) for folder in (real, *real.parents))


def find(start: Path) -> Path | None:
    """The nearest mkdocs.yml, in a folder or above it."""
    folder = start.absolute()
    return next(
        (up / name for up in (folder, *folder.parents) for name in FILES if (up / name).is_file()), None
    )


def around(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the site that a folder of testimonies is in. Raises PlainError.

    Without an mkdocs.yml above it, the site is the folder around it.
    """
    file = find(folder.absolute().parent)
    if file is None:
        root = folder.absolute().parent
        return Settings(root, None, folder.absolute(), root / "docs", root / "site")
    return replace(read(file, environment), testimonies=folder.absolute())


def read(file: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in a file, with `!ENV` and `INHERIT` as MkDocs reads them. Raises PlainError.

    With an empty `environment`, `!ENV [NAME, default]` is its default: what is written from it does not depend on
    who writes it.
    """
    values = _values(file, environment, ())
    root = file.absolute().parent
    theme = values.get("theme")
    theme = theme if isinstance(theme, Mapping) else {}
    options = _options(values.get("plugins"))

    def folder(named: Any, default: str) -> Path:
        return Path(os.path.normpath(root / str(named or default)))

    docs = folder(values.get("docs_dir"), "docs")
    rights, url = str(options.get("rights") or "your-rights.md"), str(values.get("site_url") or "")
    return Settings(
        root=root,
        file=file.absolute(),
        testimonies=folder(options.get("testimonies"), "testimonies"),
        docs=docs,
        site=folder(values.get("site_dir"), "site"),
        custom=folder(theme["custom_dir"], "") if theme.get("custom_dir") else None,
        name=str(values.get("site_name") or ""),
        url=f"{url.rstrip('/')}/" if url else "",
        language=str(theme.get("language") or theme.get("locale") or "en"),
        directory_urls=values.get("use_directory_urls") is not False,
        repository=str(values.get("repo_url") or ""),
        edit_uri=str(values.get("edit_uri") or ""),
        contact=str(options.get("contact") or ""),
        rights=rights.removesuffix(".md") if (docs / rights).is_file() else "",
        reach=reach((docs / REACH).read_text(encoding="utf-8")) if (docs / REACH).is_file() else "",
        as_of=_day(options.get("as_of")),
    )


# The page that says how to reach the organisers, and the anchor there.
REACH = "take-part/index.md"
_ANCHOR = "{#contact}"


def reach(text: str) -> str:
    """The path of the page that says how to reach the organisers, if its text does; without `.md`."""
    return REACH.removesuffix(".md") if _ANCHOR in text else ""


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _options(plugins: Any) -> Mapping[str, Any]:
    """What is said of our plugin, in the list or the table of plugins."""
    tables = plugins if isinstance(plugins, list) else [plugins]
    options = next(
        (table["sharedstory"] for table in tables if isinstance(table, Mapping) and "sharedstory" in table),
        None,
    )
    return options if isinstance(options, Mapping) else {}


def _values(file: Path, environment: Mapping[str, str], below: tuple[Path, ...]) -> dict[str, Any]:
    """What a file says, and what it inherits. `below` are the files that inherit from it."""
    if file in below or len(below) > _MOST_INHERITED:
        raise PlainError(f"{file}: INHERIT goes round in a circle. Take it out of one of the files.", MISUSED)

    class Loader(_Loader):
        names = environment

    try:
        values = yaml.load(file.read_text(encoding="utf-8-sig"), Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise PlainError(f"{file} cannot be read: {error.strerror}.", MISUSED) from None
    except UnicodeError:
        raise PlainError(f"{file} is not UTF-8 text. Save it as UTF-8.", MISUSED) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        raise PlainError(f"{file} has a mistake{where}: MkDocs cannot read it either.", MISUSED) from None
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise PlainError(
            f"{file} has to begin with a name and a colon, such as: site_name: Our story.", MISUSED
        )
    parent = values.pop("INHERIT", None)
    if not parent:
        return values
    above = file.parent / str(parent)
    if not above.is_file():
        raise PlainError(f"{file}: INHERIT names {parent}, and there is no such file.", MISUSED)
    return _merged(_values(above, environment, (*below, file)), values)


def _merged(above: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Settings over those that they inherit: tables are merged, anything else is replaced."""
    return {
        **above,
        **{
            name: _merged(above[name], value)
            if isinstance(value, Mapping) and isinstance(above.get(name), Mapping)
            else value
            for name, value in values.items()
        },
    }


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, which may hold tags that only MkDocs knows. Those are nothing to us."""

    names: Mapping[str, str] = {}


def _env(loader: _Loader, node: yaml.Node) -> Any:
    """`!ENV NAME` or `!ENV [NAME, OTHER, default]`: the first that the environment has, or the default."""
    given = (
        loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else [_scalar(loader, node)]
    )
    *names, default = given if len(given) > 1 else [*given, None]
    found = next((loader.names[str(name)] for name in names if str(name) in loader.names), None)
    return default if found is None else yaml.safe_load(found)


def _scalar(loader: _Loader, node: yaml.Node) -> Any:
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else ""


_Loader.add_constructor("!ENV", _env)
_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
