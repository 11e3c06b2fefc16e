"""Takes an entry or a pledge back: says all that hangs on it, changes the files, and proves that its words are gone.

Nothing is changed before everything is known to be possible. Killed in the middle, it can be run again: the file
itself goes first to a name that nobody reads, and from the disk once the proof is written.
"""

import hashlib
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from sharedstory import body as bodies
from sharedstory import check, editing, frontmatter, outputs, story, traces
from sharedstory.frontmatter import Document
from sharedstory.frontmatter import Path as FieldPath
from sharedstory.model import Kind
from sharedstory.problems import Problem, Severity, did_you_mean, printable
from sharedstory.story import Story
from sharedstory.traces import Words

WITHDRAWN = "withdrawn.yml"
_HEADING = b"# The ids of what was taken back, and nothing else of it.\n"
# How a list without items is written.
_NO_ITEMS = re.compile(rb"^\[[ \t]*\][ \t]*\r?\n?", re.MULTILINE)
_ASIDE = ".taken-back"
_OURS = Path(__file__).parent
# Fields of an entry that name another: in lists, and alone.
_LISTS = ("about",)
_ALONE = ("gathering", "next")
# Not the piece's own words: other people's works that it names, and words of ours.
_NOT_SAID = frozenset(
    ["references", "id", "kind", "on", "status", "tags", "places", "url", "basis", "named_as", "channels"]
)


class WithdrawError(Exception):
    """What was asked for cannot be done, with the reason in words for a person."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A place, beside the piece's own file, that has to do with it. `line` counts from 1."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return printable(f"{self.file}:{self.line}: {self.words}")


@dataclass(frozen=True)
class Plan:
    """All that taking a piece back comes to.

    `ids` are the piece and the pledges in it, `file` where it stands, `edits` the files that change, with what is in
    them before and after, `gone` files that are deleted, `changes` what is done elsewhere, `stops` what a person has
    to change first, `quotes` where words of it stand in other files, and `told` what else they should know. `words`
    are what it is known by; those that `stay` are in other files too, and so prove nothing.
    """

    ids: tuple[str, ...]
    file: Path
    whole: bool
    edits: tuple[tuple[Path, bytes, bytes], ...]
    gone: tuple[Path, ...]
    words: Words
    stay: Words = traces.NOTHING
    changes: tuple[Trace, ...] = ()
    stops: tuple[Trace, ...] = ()
    quotes: tuple[Trace, ...] = ()
    told: tuple[Trace, ...] = ()


@dataclass(frozen=True)
class Proof:
    """What looking through a built site found: how much was searched, and in which files words of the piece stand."""

    plan: Plan
    files: int
    size: int
    found: tuple[str, ...]

    def __str__(self) -> str:
        words = self.plan.words - self.plan.stay
        terms = sorted([*words.phrases, *(" ".join(run) for run in words.runs)])
        print_ = hashlib.sha256("\n".join(terms).encode()).hexdigest()
        lines = [
            f"# {self.plan.ids[0]}: {'words of it are still there' if self.found else 'taken back, and gone'}",
            "",
            f"- Files of the built site that were searched, unpacked: {self.files}",
            f"- Bytes: {self.size}",
            f"- Titles, names and short texts that were looked for: {len(words.phrases)}",
            f"- Runs of six words that were looked for: {len(words.runs)}",
            f"- Left out, because they stand in other pieces or pages too: {len(self.plan.stay)}",
            f"- SHA-256 of what was looked for, in order, one a line: {print_}",
            f"- Files in which any of it was found: {len(self.found)}",
            *(f"    - {name}" for name in self.found),
        ]
        return "\n".join(lines) + "\n"


def plan(read: Story, id_: str, on: date, *, root: Path, site: Path) -> Plan:
    """What it takes to take an entry, or a pledge, back.

    `id_` is the name of the entry's file without .md, or the pledge's id; `on` the day that is kept; `root` the
    folder of all that makes the site, in whose files its words are looked for; `site` where the site is built.
    Raises WithdrawError where there is no such piece, or its file cannot be read.
    """
    return _Planning(read, id_, on, root, site).plan()


def carry_out(plan: Plan) -> None:
    """Change and delete what the plan says. Raises EditError where a file was changed in the meantime."""
    for path, before, after in plan.edits:
        if before:
            editing.save(path, before, after)
        else:
            path.write_bytes(after)
    for path in plan.gone:
        path.unlink(missing_ok=True)
    if plan.whole and plan.file.exists():
        plan.file.replace(_aside(plan.file))


def prove(plan: Plan, site: Path) -> Proof:
    """Look through every byte of a built site for what the piece can be known by, and for its own address."""
    words, found, count, size = plan.words - plan.stay, [], 0, 0
    for path in traces.files(site):
        raw = path.read_bytes()
        count, size = count + 1, size + len(raw)
        name = path.relative_to(site).as_posix()
        own = any(id_ in name.replace(".", "/").split("/") for id_ in plan.ids)
        if traces.found(words, raw) or (own and b"ss-entry--withdrawn" not in raw):
            found.append(name)
    return Proof(plan, count, size, tuple(found))


def forget(plan: Plan) -> None:
    """Delete the file itself, once nothing more is to be looked for."""
    if plan.whole:
        _aside(plan.file).unlink(missing_ok=True)


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
        aside = next(iter(sorted(self.read.folder.rglob(f".{self.id_}.md{_ASIDE}"))), None)
        if path or aside:
            return self._entry(path or aside.with_name(f"{self.id_}.md"))  # type: ignore[union-attr]
        for path, document in self.documents.items():
            for number, pledge in enumerate(_pledges(document)):
                if pledge.get("id") == self.id_:
                    return self._pledge(path, document, number)
        if any(item.id == self.id_ for item in self.read.withdrawn):
            raise WithdrawError(f'"{self.id_}" was taken back already, and its file is not here any more.')
        ids = [path.stem for path in self.documents]
        ids += [
            str(pledge.get("id")) for document in self.documents.values() for pledge in _pledges(document)
        ]
        raise WithdrawError(
            f'There is no entry or pledge "{printable(self.id_)}".{did_you_mean(self.id_, ids)}'
        )

    def _entry(self, path: Path) -> Plan:
        raw = story.contents(path if path.exists() else _aside(path))
        document = frontmatter.parse(raw, path.as_posix())
        pledges = [str(pledge["id"]) for pledge in _pledges(document) if "id" in pledge]
        ids = (path.stem, *pledges)
        said = _said(document.values)
        names = _names(document.values, "authors")
        words = Words.of(
            [str(document.values.get("title", "")), *names],
            [*said, document.body, bodies.plain(document.body)],
        )
        pictures, shared = self._pictures(path, document)
        changes, stops, edits = [], [], []
        for other, its in self.documents.items():
            if other == path:
                continue
            before = after = story.contents(other)
            for field, must in _references(its, path.stem):
                where = Trace(other.as_posix(), its.locate(field)[0], f"{frontmatter.dotted(field)} names it")
                if must:
                    stops.append(
                        Trace(
                            where.file,
                            where.line,
                            f"{where.words}, and cannot be without. Change this first.",
                        )
                    )
                    continue
                after = editing.remove(after, field)
                changes.append(Trace(where.file, where.line, f"{where.words}: taken out"))
            if after != before:
                edits.append((other, before, after))
        for file, lists in (("themes.yml", "pinned"), ("collections.yml", "entries")):
            listed = self.read.folder / file
            if listed.is_file() and (after := editing.without(listed.read_bytes(), lists, path.stem)) != (
                before := listed.read_bytes()
            ):
                edits.append((listed, before, after))
                changes.append(Trace(listed.as_posix(), 1, f"{lists} names it: taken out"))
        told = [
            Trace(file.as_posix(), 1, "this picture stays, because another piece shows it too")
            for file in shared
        ]
        return self._with_all(
            Plan(
                ids,
                path,
                True,
                tuple(edits),
                tuple(pictures),
                words,
                changes=tuple(changes),
                stops=tuple(stops),
                told=tuple(told),
            )
        )

    def _pledge(self, path: Path, document: Document, number: int) -> Plan:
        before = story.contents(path)
        after = editing.remove(before, ("pledges", number))
        pledge = _pledges(document)[number]
        who = _names(pledge, "who") if pledge.get("as") == "individual" else []
        words = Words.of(who, _said({key: value for key, value in pledge.items() if key != "who"}))
        where = Trace(path.as_posix(), document.locate(("pledges", number))[0], "the pledge: taken out")
        return self._with_all(
            Plan((self.id_,), path, False, ((path, before, after),), (), words, changes=(where,))
        )

    def _with_all(self, plan: Plan) -> Plan:
        """The plan with the list of what was taken back, quotes elsewhere, and what would be wrong afterwards."""
        listed = self.read.folder / WITHDRAWN
        before = listed.read_bytes() if listed.is_file() else b""
        gone = {item.id for item in self.read.withdrawn}
        items = [f"- {{id: {id_}, on: {self.on.isoformat()}}}\n" for id_ in plan.ids if id_ not in gone]
        after = before
        if items:
            kept = _NO_ITEMS.sub(b"", before or _HEADING)
            after = kept + (b"" if kept.endswith(b"\n") else b"\n") + "".join(items).encode()
        edits = plan.edits if after == before else ((listed, before, after), *plan.edits)
        stops, quotes, told, stay = list(plan.stops), [], list(plan.told), traces.NOTHING
        own = {self.root / name for name in outputs.outputs(self.read, outputs.site(self.root))}
        own |= {path.absolute() for path in plan.gone}
        if plan.whole:
            own |= {plan.file.absolute(), _aside(plan.file).absolute()}
        changed = {path.absolute(): after for path, _, after in edits}
        for path in traces.sources(self.root, self.site):
            if path.absolute() in own:
                continue
            raw = changed.get(path.absolute())
            if seen := traces.found(plan.words, path.read_bytes() if raw is None else raw):
                stay |= seen
                long = Words(
                    frozenset(p for p in seen.phrases if p.count(" ") + 1 >= traces.SHORT), seen.runs
                )
                line = traces.line_of(seen, path.read_text(encoding="utf-8", errors="ignore"))
                name = path.relative_to(self.root).as_posix()
                if long:
                    quotes.append(
                        Trace(name, line, "words of it stand here. Take them out, if they are a quote.")
                    )
                else:
                    told.append(
                        Trace(name, line, "its title or a name in it stands here, and may be another's.")
                    )
        # What stands on every site's pages proves nothing either.
        for path in traces.sources(_OURS, self.site):
            stay |= traces.found(plan.words, path.read_bytes())
        for one in self._wrong(plan, edits):
            trace = Trace(one.path, one.line, f"would be wrong then: {one.message}")
            (stops if one.severity is Severity.ERROR else told).append(trace)
        return replace(
            plan, edits=edits, stay=stay, stops=tuple(stops), quotes=tuple(quotes), told=tuple(told)
        )

    def _wrong(self, plan: Plan, edits: Iterable[tuple[Path, bytes, bytes]]) -> Iterator[Problem]:
        """The errors that were not there before, found in a copy of the folder."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "testimonies"
            shutil.copytree(self.read.folder, copy, symlinks=True)
            for path, _, after in edits:
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
        shown = {Path(check.resolve(path.as_posix(), target)) for target in targets if target}
        return {file for file in shown if file.is_file() and file.is_relative_to(self.read.folder)}


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}{_ASIDE}")


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
