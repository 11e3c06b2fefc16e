"""Takes an entry or a pledge back: says all that hangs on it, changes the files, and proves that its words are gone.

Nothing is changed before everything is known to be possible. What is to be looked for is written down first, as
prints that nobody can read, and is deleted once the proof says that all of it is gone. While that file is there, the
same command goes on where it was: the piece's own words are the last to be changed, so where they are, the plan is
made and carried out, and where they are not, only the proof is left.
"""

import dataclasses
import hashlib
import importlib.util
import itertools
import json
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from sharedstory.editing import files, splice
from sharedstory.forms import generated
from sharedstory.organising.withdrawing import traces, unpacking, versions
from sharedstory.organising.withdrawing.traces import Prints, Words
from sharedstory.reading import frontmatter, pictures, rules
from sharedstory.reading import markdown as bodies
from sharedstory.reading.frontmatter import Document
from sharedstory.reading.frontmatter import Path as FieldPath
from sharedstory.reading.problems import Problem, Severity, did_you_mean, printable
from sharedstory.schema.entries import SLUG, Kind, PledgedAs
from sharedstory.site import pages
from sharedstory.story import settings, story
from sharedstory.story.story import Story

WITHDRAWN = "withdrawn.yml"
# Where imports keep which row became which piece.
RECORDS = "imports"
_HEADING = b"# The ids of what was taken back, and nothing else of it.\n"
_KEPT = ".taken-back"
# What is left of a file that was being written when somebody or something ended us.
_HALF = ".unfinished"
# Where an entry can have its page, and so a pledge; a session has it below its gathering.
_FOLDERS = "|".join(("pledges", *dict.fromkeys(("testimonies", *story.FOLDERS.values()))))
OLDER = "it keeps every older version of the site"
IN_OLDER = "in older versions of files"
BRANCH = "the branch"
_PACKAGES = ("material", "mkdocs", "sharedstory")
# A link in Markdown: its words, which may have brackets of their own, and where it leads.
_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()\s]*\))?)*)\]"
    r"\([ \t]*<?([^\s<>()]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?[ \t]*\)"
)
_OURS = Path(__file__).parents[2]
# Fields of an entry that name another: in lists, and alone.
_LISTS = ("about",)
_ALONE = ("gathering", "next")
# Not the piece's own words: other people's works that it names, and words of ours.
_NOT_SAID = frozenset(
    [
        "references",
        "id",
        "aliases",
        "kind",
        "on",
        "status",
        "tags",
        "places",
        "url",
        "basis",
        "named_as",
        "channels",
        "as",
        "who",
        "role",
        "organisation",
    ]
)


class WithdrawError(Exception):
    """What was asked for cannot be done, with the reason in words for a person."""


class AlreadyGoneError(WithdrawError):
    """What was asked for was done before."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A place, beside the piece's own file, that has to do with it. `line` counts from 1."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.words}")

    def but(self, more: str) -> "Trace":
        return replace(self, words=self.words + more)


@dataclass(frozen=True)
class Plan:
    """All that taking a piece back comes to.

    `ids` are the piece and the pledges in it, `on` the day that is kept, `file` where it stands, `edits` the files that change, with what is in
    them before and after, `gone` files that are deleted, `changes` what is done elsewhere, `stops` what a person has
    to change first, `quotes` where words of it stand in other files, and `told` what else they should know. `words`
    are what it is known by, of which `names` are people's; those that `stay` are in other files too, and so prove
    nothing. `pictures` are the prints of those that go.
    """

    ids: tuple[str, ...]
    on: date
    file: Path
    whole: bool
    edits: tuple[tuple[Path, bytes, bytes], ...]
    gone: tuple[Path, ...]
    words: Words
    names: Words = traces.NOTHING
    pictures: frozenset[str] = frozenset()
    stay: Words = traces.NOTHING
    changes: tuple[Trace, ...] = ()
    stops: tuple[Trace, ...] = ()
    quotes: tuple[Trace, ...] = ()
    told: tuple[Trace, ...] = ()


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
            f"- {'A piece' if search.whole else 'A pledge'} that was taken back on {search.on}",
            f"- Files of the built site that were searched, unpacked: {self.files}",
            f"- Bytes: {self.size}",
            f"- Titles, names, short texts and runs of six words that were looked for: {len(search.prints)}",
            f"- Left out, because they stand in other pieces or pages too: {search.left}",
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


def plan(read: Story, id_: str, on: date, *, root: Path, site: Path) -> Plan:
    """What it takes to take an entry, or a pledge, back.

    `id_` is the name of the entry's file without .md, or the pledge's id; `on` the day that is kept; `root` the
    folder of all that makes the site, in whose files its words are looked for; `site` where the site is built.
    Raises WithdrawError where there is no such piece, or its file cannot be read.
    """
    return _Planning(read, id_, on, root, site).plan()


def begun(read: Story, id_: str) -> Search | None:
    """What an earlier run still has to look for, or nothing.

    Raises WithdrawError where that file was changed.
    """
    for path in sorted(read.folder.glob(f".*{_KEPT}")):
        try:
            search = Search.read(path.read_bytes())
        except (ValueError, KeyError, TypeError):
            if path == _kept(read.folder, id_):
                message = f"{path.name} was changed, so nobody knows what to look for. Get it back."
                raise WithdrawError(message) from None
            continue
        if id_ in search.ids:
            return search
    return None


def carry_out(plan: Plan, read: Story, root: Path) -> Search:
    """Write down what is to be looked for, then change and delete what the plan says, the piece itself last.

    Raises EditError where a file was changed in the meantime, and OSError where the disk is full or read-only.
    """
    before = begun(read, plan.ids[0])
    search = Search.of(plan, root, before)
    files.save(_kept(read.folder, plan.ids[0]), search.written())
    for edited, old, new in plan.edits:
        if old or not files.create(edited, new):
            files.replace(edited, old, new)
    for gone in plan.gone:
        files.remove(gone)
    if plan.whole:
        files.remove(plan.file)
    return search


def prove(
    search: Search, site: Path, read: Story, *, root: Path | None = None, looked: bool = False
) -> Proof:
    """Look through every byte of a built site for what the piece can be known by, its pictures, and its own address.

    Copies of the site beside it are looked through too, and so is all that Git keeps of it: in the site's folder, and
    in the branches of the repository of `root` from which sites are published.
    `read` is the story as it is without the piece: pictures of its entries are no secret.
    """
    look = _Look(search, _Ours(read), _leads_to(search.ids), _own(search.ids))
    look.into(site, "")
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
        except versions.VersionsError:
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
            or any(self.search.prints.within(text) for text in (name, *inside.texts))
        )


def forget(read: Story, search: Search) -> None:
    """Delete what was to be looked for, once there is nothing more to find."""
    files.remove(_kept(read.folder, search.ids[0]))


@dataclass(frozen=True)
class _Ours:
    """Closed files of which is known what they are: pictures and cards of other entries."""

    read: Story

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
        shown = pages.published_pictures(self.read).values()
        return frozenset(print_ for path in shown for print_ in _prints(path))

    @cached_property
    def _cards(self) -> frozenset[str]:
        entries = (entry.path for entry in self.read.entries)
        return frozenset(
            f"cards/{path}.png" for path in (*entries, *(made.path for made in self.read.pledges))
        )


def _old_names(values: dict[str, Any]) -> list[str]:
    """The names that a file had before, as far as they are any."""
    given = values.get("aliases")
    listed = given if isinstance(given, list) else [given]
    return [name for name in listed if isinstance(name, str) and re.fullmatch(SLUG, name)]


@dataclass(frozen=True)
class _Planning:
    read: Story
    id_: str
    on: date
    root: Path
    site: Path

    @cached_property
    def documents(self) -> dict[Path, Document]:
        """Every entry that there is, drafts too."""
        return dict(story.documents(self.read))

    def plan(self) -> Plan:
        path = next((path for path in self.documents if path.stem == self.id_), None)
        if path:
            return self._entry(path)
        for path, document in self.documents.items():
            for number, pledge in enumerate(_pledges(document)):
                if pledge.get("id") == self.id_:
                    return self._pledge(path, document, number)
        if any(item.id == self.id_ for item in self.read.withdrawn):
            raise AlreadyGoneError(f'"{self.id_}" was taken back already.')
        ids = [path.stem for path in self.documents]
        ids += [
            str(pledge.get("id")) for document in self.documents.values() for pledge in _pledges(document)
        ]
        raise WithdrawError(
            f'There is no entry or pledge "{printable(self.id_)}".{did_you_mean(self.id_, ids)}'
        )

    def _entry(self, path: Path) -> Plan:
        raw = story.contents(path)
        document = frontmatter.parse(raw, path.as_posix())
        pledges = [str(pledge["id"]) for pledge in _pledges(document) if "id" in pledge]
        values = document.values if isinstance(document.values, dict) else {}
        ids = tuple(dict.fromkeys((path.stem, *pledges, *_old_names(values))))
        names = Words.of(_people(values), [])
        texts = [*_said(values), document.body, bodies.plain(document.body)]
        if document.problems:
            texts.append(raw.decode("utf-8", "ignore"))  # what it says could not all be read
        words = Words.of([str(values.get("title", ""))], texts)
        own, shared = self._pictures(path, document)
        changes, stops, edits = [], [], []
        for other, its in self.documents.items():
            if other == path:
                continue
            before = story.contents(other)
            after, taken = self._unlinked(other, before, ids, its.body_line)
            changes += taken
            for field, must in _references(its, path.stem):
                where = Trace(its.path, its.locate(field)[0], f"{frontmatter.dotted(field)} names it")
                if must:
                    stops.append(where.but(", and cannot be without. Change this first."))
                    continue
                try:
                    after = splice.remove(after, field)
                except splice.EditError as error:
                    stops.append(where.but(f", and {error}"))
                else:
                    changes.append(where.but(": taken out"))
            if after != before:
                edits.append((other, before, after))
        for file, lists in (("themes.yml", ("pinned", "sources")), ("collections.yml", ("entries",))):
            listed = self.read.folder / file
            if not listed.is_file() or listed.is_symlink():
                continue
            before = after = listed.read_bytes()
            for name in lists:
                where = Trace(f"{self.read.called}/{file}", 1, f"{name} names it")
                left = after
                try:
                    left = splice.without(after, name, path.stem)
                except (splice.EditError, UnicodeDecodeError, yaml.YAMLError) as error:
                    stops.append(where.but(f", and {error}"))
                if left != after:
                    changes.append(where.but(": taken out"))
                after = left
            if after != before:
                edits.append((listed, before, after))
        told = [
            Trace(self._shown_as(file), 1, "this picture stays, because another piece shows it too")
            for file in shared
        ]
        return self._with_all(
            Plan(
                ids,
                self.on,
                path,
                True,
                tuple(edits),
                tuple(own),
                words | names,
                names,
                frozenset(print_ for picture in own for print_ in _prints(picture)),
                changes=tuple(changes),
                stops=tuple(stops),
                told=tuple(told),
            )
        )

    def _pledge(self, path: Path, document: Document, number: int) -> Plan:
        before = story.contents(path)
        where = Trace(document.path, document.locate(("pledges", number))[0], "the pledge")
        try:
            after = splice.remove(before, ("pledges", number))
        except splice.EditError as error:
            raise WithdrawError(f"{where.file}:{where.line}: {error}") from None
        pledge = _pledges(document)[number]
        edits, changes = [], [where.but(": taken out")]
        for other, its in self.documents.items():
            raw = after if other == path else story.contents(other)
            line = frontmatter.parse(raw, "").body_line if other == path else its.body_line
            new, taken = self._unlinked(other, raw, (self.id_,), line)
            changes += taken
            if other == path:
                own = (path, before, new)
            elif taken:
                edits.append((other, raw, new))
        edits.append(own)  # the last, since what is to be looked for is known from it
        names = Words.of(_people({"pledges": [pledge]}), [])
        words = Words.of([], _said({key: value for key, value in pledge.items() if key != "who"}))
        return self._with_all(
            Plan(
                (self.id_,),
                self.on,
                path,
                False,
                tuple(edits),
                (),
                words | names,
                names,
                changes=tuple(changes),
            )
        )

    def _unlinked(
        self, path: Path, raw: bytes, ids: tuple[str, ...], first: int = 1
    ) -> tuple[bytes, list[Trace]]:
        """A text with the words of links to the piece, and without the links; the lines before `first` stay."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw, []
        if not any(id_ in text for id_ in ids):
            return raw, []
        parts, done, taken = [], 0, []
        line, counted = 1, 0
        leads = _leads_to(ids)
        for link in _LINK.finditer(text):
            line += text.count("\n", counted, link.start())
            counted = link.start()
            if line >= first and leads.search(f"/{link[2]}") and self._here(link[2]):
                parts += [text[done : link.start()], link[1]]
                done = link.end()
                taken.append(
                    Trace(self._shown_as(path), line, "a link leads to it: taken out, and its words stay")
                )
        return "".join([*parts, text[done:]]).encode(), taken

    def _here(self, target: str) -> bool:
        """Whether a link stays within this site."""
        parts = urlsplit(target)
        return not parts.netloc or parts.netloc == urlsplit(settings.around(self.read.folder).url).netloc

    def _shown_as(self, path: Path) -> str:
        """A file as messages call it."""
        if path.is_relative_to(self.read.folder):
            return f"{self.read.called}/{path.relative_to(self.read.folder).as_posix()}"
        return path.relative_to(self.root).as_posix()

    def _with_all(self, plan: Plan) -> Plan:
        """The plan with the list of what was taken back, quotes elsewhere, and what would be wrong afterwards."""
        stops, quotes, told, stay = list(plan.stops), [], list(plan.told), traces.NOTHING
        changes, edits, gone = list(plan.changes), list(plan.edits), list(plan.gone)
        listed = self.read.folder / WITHDRAWN
        before = after = listed.read_bytes() if listed.is_file() else b""
        known = {item.id for item in self.read.withdrawn}
        try:
            for id_ in plan.ids:
                if id_ not in known:
                    after = splice.added(after or _HEADING, {"id": id_, "on": self.on.isoformat()})
        except (splice.EditError, UnicodeDecodeError, yaml.YAMLError) as error:
            stops.append(Trace(self._shown_as(listed), 1, str(error)))
        if after != before:
            edits.insert(0, (listed, before, after))
        own = {*generated.outputs(self.read, settings.around(self.read.folder, {}))}
        own |= {path.absolute() for path in (*plan.gone, listed)}
        own.add(_kept(self.read.folder, plan.ids[0]).absolute())
        if plan.whole:
            own.add(plan.file.absolute())
        changed = {path.absolute(): after for path, _, after in edits}
        entries = {path.absolute() for path in self.documents}
        leads = _leads_to(plan.ids)
        for path in traces.sources(self.root, self.site):
            if path.absolute() in own:
                continue
            name = path.relative_to(self.root).as_posix()
            inside = unpacking.contents(path)
            # A picture of ours in which its words can be read is published too, and named as closed then.
            if inside.closed and inside.closed not in (unpacking.PICTURE, unpacking.FONT):
                told.append(
                    Trace(name, 1, f"not all of this file can be searched: {inside.closed}. Look at it.")
                )
            if not inside.parts:
                continue
            raw = changed.get(path.absolute(), inside.parts[0])
            if path.suffix == ".md" and path.absolute() not in changed and path.absolute() not in entries:
                before, (raw, taken) = raw, self._unlinked(path, raw, plan.ids)
                changes += taken
                if taken:
                    edits.insert(0, (path, before, raw))
            if raw != inside.parts[0]:
                inside = unpacking.opened(raw, path.name)
            text = raw.decode("utf-8", "ignore")
            seen = traces.found(plan.words, inside.texts)
            if path.name.startswith(".") and path.name.endswith(_HALF) and (seen or leads.search(text)):
                gone.append(path)
                continue
            if any(traces.print_of(part) in plan.pictures for part in inside.parts):
                quotes.append(Trace(name, 1, "this is one of its pictures. Delete it."))
            if any(map(leads.search, inside.texts)):
                mention = leads.search(text)
                line = text.count("\n", 0, mention.start()) + 1 if mention else 1
                quotes.append(Trace(name, line, "its address stands here. Take it out."))
            if path.is_relative_to(self.root / RECORDS) and any(id_ in text for id_ in plan.ids):
                told.append(Trace(name, 1, "its id stays here, so that it is not taken in once more."))
            if seen:
                stay |= seen
                line = traces.line_of(seen, text)
                # Others' pieces may have their own reasons to name somebody.
                weighty = _weighty(seen - plan.names if path.absolute() in entries else seen, plan.names)
                if weighty and path.suffix.casefold() == ".pdf":
                    quotes.append(
                        Trace(name, 1, "words of it stand in this PDF. Delete it, or make it anew.")
                    )
                elif weighty:
                    quotes.append(
                        Trace(name, line, "words of it stand here. Take them out, if they are a quote.")
                    )
                else:
                    told.append(
                        Trace(name, line, "its title or a name in it stands here, and may be another's.")
                    )
        # What stands on every site's pages proves nothing either.
        for text in _face():
            # Only a short phrase can be anybody's.
            stay |= Words((plan.words - stay).phrases, frozenset()).within(text)
        for one in self._wrong(plan, edits):
            trace = Trace(one.path, one.line, f"would be wrong then: {one.message}")
            (stops if one.severity is Severity.ERROR else told).append(trace)
        for id_ in plan.ids:
            if {word for name in plan.names.phrases for word in name.casefold().split()} & set(
                id_.split("-")
            ):
                message = f'"{id_}" has somebody\'s name in it, and stays here and in its old address.'
                told.append(
                    Trace(self._shown_as(listed), 1, f"{message} If they mind, take the line out later.")
                )
        return replace(
            plan,
            edits=tuple(edits),
            gone=tuple(gone),
            stay=stay,
            changes=tuple(changes),
            stops=tuple(stops),
            quotes=tuple(quotes),
            told=tuple(told),
        )

    def _wrong(self, plan: Plan, edits: Iterable[tuple[Path, bytes, bytes]]) -> Iterator[Problem]:
        """The errors that were not there before, found in a copy of the folder."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "testimonies"
            shutil.copytree(self.read.folder, copy, symlinks=True)
            for path, _, after in edits:
                if not path.is_relative_to(self.read.folder):
                    continue
                (copy / path.relative_to(self.read.folder)).write_bytes(after)
            for path in (*plan.gone, *([plan.file] if plan.whole else [])):
                (copy / path.relative_to(self.read.folder)).unlink(missing_ok=True)
            then = story.read(copy, as_of=self.read.as_of, called=self.read.called)
        had = {(one.path, one.code, one.message) for one in self.read.problems}
        known = {(stop.file, stop.line) for stop in plan.stops}
        for one in then.problems:
            new = (one.path, one.code, one.message) not in had and (one.path, one.line) not in known
            if one.severity is not Severity.NOTE and new:
                yield one

    def _pictures(self, path: Path, document: Document) -> tuple[list[Path], list[Path]]:
        """The pictures of a piece that nobody else shows, and those that others show too."""
        own = self._shown(path, document)
        others = {
            picture
            for other, its in self.documents.items()
            if other != path
            for picture in self._shown(other, its)
        }
        return sorted(own - others), sorted(own & others)

    def _shown(self, path: Path, document: Document) -> set[Path]:
        targets = [bodies.relative_path(link.target) for link in bodies.links(document.body) if link.picture]
        shown = {Path(rules.resolve(path.as_posix(), target)) for target in targets if target}
        return {file for file in shown if file.is_file() and file.is_relative_to(self.read.folder)}


def _weighty(seen: Words, names: Words) -> Words:
    """Those words that can hardly be anybody else's: whole names, titles, and what is quoted."""
    phrases = {
        phrase
        for phrase in seen.phrases
        if phrase.count(" ") + 1 >= traces.SHORT or (" " in phrase and phrase in names.phrases)
    }
    return Words(frozenset(phrases), seen.runs)


def _leads_to(ids: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a link to a piece, by its file or its address, or a live part that names it.

    What goes on behind the address is not its own: a list of a theme or a kind may have a name like the piece's.
    """
    names = "|".join(map(re.escape, ids))
    return re.compile(
        rf"(?:^|[/\"'(<\s])(?:{names})\.md\b"
        rf"|\b(?:{_FOLDERS}|gatherings/[a-z0-9-]+)/(?:{names})(?=/?(?:index\.html)?[#?.\"'\\)>\s]|/?$)"
        rf"|sharedstory/[^>\n]*=(?:{names})(?![\w-])",
        re.MULTILINE,
    )


def _own(ids: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a file of the piece by its path in the site: its page, its card, and what lies beside its page."""
    names = "|".join(map(re.escape, ids))
    return re.compile(rf"(?:^|/)(?:{_FOLDERS}|gatherings/[a-z0-9-]+)/(?:{names})(?:\.[^/]+|/[^/]+)?$")


def _prints(picture: Path) -> Iterator[str]:
    """What a picture can be known by: as it is, and as it is on the site."""
    yield traces.print_of(picture.read_bytes())
    try:
        yield traces.print_of(pictures.prepare(picture))
    except OSError:
        return  # it is damaged, and so never was on the site


def _package(name: str) -> Path | None:
    """Where a package is, when it is there."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


@cache
def _of_packages() -> dict[str, list[Path]]:
    """The files of the packages that are put into a site as they are, by their names."""
    by_name: dict[str, list[Path]] = {}
    for folder in filter(None, map(_package, _PACKAGES)):
        for path in folder.rglob("*.*"):
            if path.suffix not in (".svg", ".py", ".pyc"):
                by_name.setdefault(path.name, []).append(path)
    return by_name


@cache
def _face() -> tuple[str, ...]:
    """What stands on every site's pages, whatever people wrote: the texts of the face, with their markup and without."""
    texts = []
    for folder in filter(None, (_OURS, _package("material"))):
        for path in folder.rglob("*.*"):
            if path.suffix in (".html", ".js", ".json", ".yml", ".md", ".py") and path.is_file():
                text = path.read_text("utf-8", "ignore")
                texts += [text, traces.shown(text)]
    return tuple(texts)


def _kept(folder: Path, id_: str) -> Path:
    """Where it is kept what is still to be looked for."""
    return folder / f".{id_}{_KEPT}"


def _groups(values: Any, field: str) -> list[dict[str, Any]]:
    items = values.get(field) if isinstance(values, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _names(values: Any, field: str) -> list[str]:
    """The names in a field that holds one, or several, or groups with one each."""
    given = values.get(field) if isinstance(values, dict) else None
    names = [
        item.get("name") if isinstance(item, dict) else item
        for item in (given if isinstance(given, list) else [given])
    ]
    return [name for name in names if isinstance(name, str)]


def _people(values: Any) -> list[str]:
    """The names of people in an entry: who wrote, who spoke, and who pledged."""
    pledged = [
        name
        for pledge in _groups(values, "pledges")
        if pledge.get("as") not in (PledgedAs.ORGANISATION, PledgedAs.MOVEMENT)
        for name in _names(pledge, "who")
    ]
    return [*_names(values, "authors"), *_names(values, "speakers"), *pledged]


def _pledges(document: Document) -> list[dict[str, Any]]:
    return _groups(document.values, "pledges")


def _said(values: Any) -> Iterator[str]:
    """The texts among some values that are somebody's words."""
    if isinstance(values, str):
        if " " in values.strip():
            yield values
    elif isinstance(values, dict):
        for key, inner in values.items():
            if key not in _NOT_SAID:
                yield from _said(inner)
    elif isinstance(values, list):
        yield from itertools.chain.from_iterable(map(_said, values))


def _references(document: Document, slug: str) -> Iterator[tuple[FieldPath, bool]]:
    """The fields of an entry that name another one, the last first, and whether the entry cannot be without."""
    values = document.values if isinstance(document.values, dict) else {}
    for field in _LISTS:
        items = values.get(field)
        for number, item in reversed([*enumerate(items if isinstance(items, list) else ())]):
            if item == slug:
                yield (field, number), False
    for field in _ALONE:
        if values.get(field) == slug:
            yield (field,), field == "gathering" and values.get("kind") == Kind.SESSION
