"""The search of a site, byte by byte, for what was taken back."""

import dataclasses
import hashlib
import importlib.util
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from sharedstory.editing import files
from sharedstory.editing.prepared import FOLDER, Prepared
from sharedstory.organising.withdrawing import traces, unpacking, versions
from sharedstory.organising.withdrawing.traces import Prints
from sharedstory.organising.withdrawing.work import (
    BRANCH,
    IN_OLDER,
    KEPT,
    OLDER,
    OURS,
    PACKAGES,
    PAGE_FOLDERS,
    Plan,
    progress_file,
)
from sharedstory.reading import pictures
from sharedstory.reading.problems import printable
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.schema.types import SLUG
from sharedstory.story.shown_pictures import published_pictures
from sharedstory.story.story import Story

# What messages call the folder of pictures that builds keep.
PREPARED = FOLDER.as_posix()


@dataclass(frozen=True)
class Search:
    """What is still to be looked for when a piece is out of the files: all of it that is kept, and none of its words.

    `paths` are the files that were deleted, from the folder of the site, `quotes` the places of words that stay
    elsewhere, and `left` how many words were left out of the prints for being there.
    """

    ids: tuple[str, ...]
    on: date
    whole: bool
    prints: Prints
    pictures: frozenset[str]
    paths: tuple[str, ...]
    quotes: tuple[str, ...]
    left: int

    @classmethod
    def of(cls, plan: Plan, root: Path, before: "Search | None") -> "Search":
        """What a plan comes to. `before` is from a run that was cut short, whose pictures may be deleted already."""
        paths = [plan.file] * plan.whole + list(plan.gone)
        names = [path.absolute().relative_to(root).as_posix() for path in paths]
        return cls(
            plan.ids,
            before.on if before else plan.on,
            plan.whole,
            Prints.of(plan.words - plan.stay, before.prints.salt if before else secrets.token_hex(16)),
            plan.pictures | (before.pictures if before else frozenset()),
            tuple(dict.fromkeys([*names, *(before.paths if before else ())])),
            tuple(f"{quote.file}:{quote.line}" for quote in plan.quotes),
            len(plan.stay),
        )

    def written(self) -> bytes:
        prints = self.prints
        return json.dumps(
            {
                "ids": self.ids,
                "on": self.on.isoformat(),
                "whole": self.whole,
                "salt": prints.salt,
                "lengths": sorted(prints.lengths),
                "marks": sorted(prints.marks),
                "hashes": sorted(prints.hashes),
                "pictures": sorted(self.pictures),
                "paths": self.paths,
                "quotes": self.quotes,
                "left": self.left,
            }
        ).encode()

    @classmethod
    def read(cls, raw: bytes) -> "Search":
        """What `written` gave. Raises ValueError, KeyError or TypeError where somebody changed it."""
        kept = json.loads(raw)
        prints = Prints(
            kept["salt"],
            frozenset((length, cased) for length, cased in kept["lengths"]),
            frozenset(kept["marks"]),
            frozenset(kept["hashes"]),
        )
        return cls(
            tuple(kept["ids"]),
            date.fromisoformat(kept["on"]),
            kept["whole"],
            prints,
            frozenset(kept["pictures"]),
            tuple(kept["paths"]),
            tuple(kept["quotes"]),
            kept["left"],
        )


@dataclass(frozen=True)
class Proof:
    """What looking through a built site found: how much was searched, and in which files words of the piece stand.

    `closed` are files that could not be looked through, or not in all, each with the reason. `looked` is whether a
    person says that they looked at these.
    """

    search: Search
    files: int
    size: int
    found: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]
    looked: bool = False

    @property
    def gone(self) -> bool:
        """Whether everything was searched, and nothing was found."""
        return not self.found and (self.looked or not self.closed)

    @property
    def older(self) -> bool:
        """Whether there are older versions of the site that hold it, or that nobody could look through."""
        return any(IN_OLDER in name for name in self.found) or any(OLDER in why for _, why in self.closed)

    @property
    def name(self) -> str:
        """A name for the file of the proof, in which no name of anybody can be."""
        return f"withdrawn-{hashlib.sha256(self.search.ids[0].encode()).hexdigest()[:12]}.md"

    def __str__(self) -> str:
        search = self.search
        print_ = hashlib.sha256("\n".join(sorted(search.prints.hashes)).encode()).hexdigest()
        by_whom = ", and that somebody looked at" if self.looked and self.closed else ""
        lines = [
            f"# {self._heading}",
            "",
            f"- {'A piece' if search.whole else 'A pledge'} that was taken down on {search.on}",
            f"- Files of the built site that were searched, unpacked: {self.files}",
            f"- Bytes: {self.size}",
            f"- Titles, names, short texts and runs of six words that were looked for: {len(search.prints)}",
            f"- Left out, because other entries or pages have them too: {search.left}",
            *(f"    - {self._unnamed(quote)}" for quote in search.quotes),
            f"- Pictures that were looked for: {len(search.pictures)}",
            f"- SHA-256 of what was looked for: {print_}",
            f"- Files in which any of it was found: {len(self.found)}",
            *(f"    - {self._unnamed(name)}" for name in self.found),
            f"- Closed: files that could not be searched, or not in all{by_whom}: {len(self.closed)}",
            *(f"    - {self._unnamed(name)}: {why}" for name, why in self.closed),
        ]
        return "\n".join(lines) + "\n"

    @property
    def _heading(self) -> str:
        if self.found:
            return "Taken back, and something of it is still there"
        if self.search.quotes:
            return "Taken back, but words were left in other files"
        return "Taken back, and gone" if self.gone else "Taken back, but not everything could be searched"

    def _unnamed(self, name: str) -> str:
        """The name of a file without the address of the piece, which may be its title."""
        for id_ in self.search.ids:
            name = re.sub(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", "(its address)", name)
        return printable(name)


def begun(read: Story, id_: str) -> Search | None:
    """What an earlier run still has to look for, or nothing.

    Raises PlainError where that file was changed.
    """
    for path in sorted(read.folder.glob(f".*{KEPT}")):
        try:
            search = Search.read(path.read_bytes())
        except (ValueError, KeyError, TypeError):
            if path == progress_file(read.folder, id_):
                message = f"{path.name} was changed, so nobody knows what to look for. Get it back."
                raise PlainError(message, MISUSED) from None
            continue
        if id_ in search.ids:
            return search
    return None


def prove(
    search: Search, site: Path, read: Story, *, root: Path | None = None, looked: bool = False
) -> Proof:
    """Look through every byte of a built site for what the piece can be known by, its pictures, and its own address.

    Copies of the site beside it are looked through too, and so is all that Git keeps of it: in the site's folder, and
    in the branches of the repository of `root` from which sites are published.
    The pictures that builds keep in `root` are looked through as well.
    `read` is the story as it is without the piece: pictures of its entries are no secret.
    """
    prepared = Prepared(root) if root else None
    look = _Look(search, _Ours(read, prepared), leads_to(search.ids), _own(search.ids))
    look.into(site, "")
    if prepared:
        look.kept(prepared)
    for copy in traces.copies(site):
        if copy.is_dir() and not copy.is_symlink():
            look.into(copy, f"../{copy.name}/")
        else:
            look.at(copy, f"../{copy.name}", within=site.parent)
    for name, ref in (versions.published(root) if root else {}).items():
        look.back(f"{BRANCH} {name}", versions.of_branch(root or site, ref))
    return Proof(search, look.files, look.size, tuple(look.found), tuple(look.closed), looked)


@dataclass
class _Look:
    """Looking through files for what is searched for: how many there were, and in which it is."""

    search: Search
    ours: "_Ours"
    links: re.Pattern[str]
    own: re.Pattern[str]
    files: int = 0
    size: int = 0
    found: list[str] = dataclasses.field(default_factory=list)
    closed: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def into(self, folder: Path, before: str) -> None:
        """Look through a folder, whose files' names begin with `before`."""
        for path in traces.files(folder):
            self.at(path, before + path.relative_to(folder).as_posix(), within=folder)

    def at(self, path: Path, name: str, *, within: Path) -> None:
        if path.name == ".git" or (path.is_dir() and (path / "objects").is_dir()):
            self.back(name, versions.kept(path))
            return
        self.files += 1
        if path.name in traces.HISTORY:
            self.closed.append((name, OLDER))
        elif path.is_symlink() and path.exists() and path.resolve().is_relative_to(within.resolve()):
            pass  # what it leads to is looked at by itself
        elif path.is_symlink() or not path.is_file():
            self.closed.append(
                (name, "it is a link to somewhere else" if path.is_symlink() else "it is no file")
            )
        else:
            self.size += path.stat().st_size
            if not self.ours.of_the_face(path.name, path.stat().st_size, path.read_bytes):
                inside = unpacking.contents(path)
                self._note(name, inside)
                if self._holds(name, inside):
                    self.found.append(name)

    def kept(self, prepared: Prepared) -> None:
        """Look through the pictures that are kept from one build to the next."""
        self.files += len(prepared.all())
        names = prepared.known_by(self.search.pictures)
        self.found += [f"{PREPARED}/{name}" for name in names]

    def back(self, where: str, kept: Iterable[tuple[str, bytes]]) -> None:
        """Look through all that Git keeps of older files. It is one place, however many of them there are."""
        holding, closed = 0, 0
        try:
            for name, raw in kept:
                self.files += 1
                self.size += len(raw)
                if self.ours.of_the_face(name.rpartition("/")[2], len(raw), partial(bytes, raw)):
                    continue
                inside = unpacking.opened(raw, name)
                closed += bool(inside.closed and not self.ours.shown(name, raw))
                holding += self._holds(name, inside)
        except PlainError:
            self.closed.append((where, OLDER))
        if holding:
            self.found.append(f"{where} ({IN_OLDER}: {holding})")
        if closed:
            self.closed.append((where, f"{OLDER}, and {closed} of these files cannot be searched"))

    def _note(self, name: str, inside: unpacking.Contents) -> None:
        if inside.closed and not self.ours.shown(name, inside.parts[0] if inside.parts else b""):
            self.closed.append((name, inside.closed))

    def _holds(self, name: str, inside: unpacking.Contents) -> bool:
        """Whether any of the piece is in a file: its words, its pictures, a link to it, or its page itself."""
        its = not name or self.own.search(name)
        told = its and any("ss-entry--withdrawn" in text for text in inside.texts)
        return bool(
            (name and its and not told)
            or any(traces.print_of(part) in self.search.pictures for part in inside.parts)
            or (not told and any(self.links.search(text) for text in inside.texts))
            or any(self.search.prints.within(text, self.ours.names) for text in (name, *inside.texts))
        )


def forget(read: Story, search: Search) -> None:
    """Delete what was to be looked for, once there is nothing more to find."""
    files.remove(progress_file(read.folder, search.ids[0]))


@dataclass(frozen=True)
class _Ours:
    """Closed files of which is known what they are: pictures and cards of other entries."""

    read: Story
    prepared: Prepared | None

    def of_the_face(self, name: str, size: int, raw: Callable[[], bytes]) -> bool:
        """Whether a file is one of a package's, byte for byte, and so holds no words of anybody's."""
        return any(
            its.stat().st_size == size and its.read_bytes() == raw() for its in _of_packages().get(name, ())
        )

    def shown(self, name: str, raw: bytes) -> bool:
        """Whether a picture is another entry's, or the card of one."""
        return traces.print_of(raw) in self._shown or name in self._cards

    @cached_property
    def _shown(self) -> frozenset[str]:
        shown = published_pictures(self.read).values()
        prepare = self.prepared.prepare if self.prepared else pictures.prepare
        return frozenset(print_ for path in shown for print_ in prints_of_pictures(path, prepare))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that addresses of the site are made of: of what is there, and of what was taken back."""
        told = self.read
        return frozenset(
            [
                *(entry.slug for entry in told.entries),
                *(made.pledge.id for made in told.pledges),
                *(item.id for item in told.withdrawn),
                *(theme.id for theme in told.themes),
                *(place.id for place in told.places),
                *(collection.id for collection in told.collections),
                *(alias for entry in told.entries for alias in entry.front.aliases),
            ]
        )

    @cached_property
    def _cards(self) -> frozenset[str]:
        entries = (entry.path for entry in self.read.entries)
        return frozenset(
            f"cards/{path}.png" for path in (*entries, *(made.path for made in self.read.pledges))
        )


def old_names(values: dict[str, Any]) -> list[str]:
    """The names that a file had before, as far as they are any."""
    given = values.get("aliases")
    listed = given if isinstance(given, list) else [given]
    return [name for name in listed if isinstance(name, str) and re.fullmatch(SLUG, name)]


def leads_to(ids: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a link to a piece, by its file or its address, or a live part that names it.

    What goes on behind the address is not its own: a list of a theme or a kind may have a name like the piece's.
    """
    names = "|".join(map(re.escape, ids))
    return re.compile(
        rf"(?:^|[/\"'(<\s])(?:{names})\.md\b"
        rf"|\b(?:{PAGE_FOLDERS}|gatherings/[a-z0-9-]+)/(?:{names})(?=/?(?:index\.html)?[#?.\"'\\)>\s]|/?$)"
        rf"|sharedstory/[^>\n]*=(?:{names})(?![\w-])",
        re.MULTILINE,
    )


def _own(ids: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a file of the piece by its path in the site: its page, its card, and what lies beside its page."""
    names = "|".join(map(re.escape, ids))
    return re.compile(rf"(?:^|/)(?:{PAGE_FOLDERS}|gatherings/[a-z0-9-]+)/(?:{names})(?:\.[^/]+|/[^/]+)?$")


def prints_of_pictures(picture: Path, prepare: Callable[[Path], bytes] = pictures.prepare) -> Iterator[str]:
    """What a picture can be known by: as it is, and as it is on the site."""
    yield traces.print_of(picture.read_bytes())
    try:
        yield traces.print_of(prepare(picture))
    except PlainError:
        return  # it is damaged, and so never was on the site


def _package(name: str) -> Path | None:
    """Where a package is, when it is there."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


@cache
def _of_packages() -> dict[str, list[Path]]:
    """The files of the packages that are put into a site as they are, by their names."""
    by_name: dict[str, list[Path]] = {}
    for folder in filter(None, map(_package, PACKAGES)):
        for path in folder.rglob("*.*"):
            if path.suffix not in (".svg", ".py", ".pyc"):
                by_name.setdefault(path.name, []).append(path)
    return by_name


@cache
def face() -> tuple[str, ...]:
    """What stands on every site's pages, whatever people wrote: the texts of the face, with their markup and without."""
    texts = []
    for folder in filter(None, (OURS, _package("material"))):
        for path in folder.rglob("*.*"):
            if path.suffix in (".html", ".js", ".json", ".yml", ".md", ".py") and path.is_file():
                text = path.read_text("utf-8", "ignore")
                texts += [text, traces.shown(text)]
    return tuple(texts)


def groups(values: Any, field: str) -> list[dict[str, Any]]:
    items = values.get(field) if isinstance(values, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
