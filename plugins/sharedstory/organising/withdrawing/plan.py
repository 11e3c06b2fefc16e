"""Takes an entry or a pledge back: says all that hangs on it, changes the files, and proves that its words are gone.

Nothing is changed before everything is known to be possible. What is to be looked for is written down first, as
prints that nobody can read, and is deleted once the proof says that all of it is gone. While that file is there, the
same command goes on where it was: the piece's own words are the last to be changed, so where they are, the plan is
made and carried out, and where they are not, only the proof is left.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from sharedstory.editing import files, splice
from sharedstory.editing.files import Edit
from sharedstory.editing.prepared import Prepared
from sharedstory.forms import generated
from sharedstory.organising.withdrawing import bytes_alone, traces, unpacking
from sharedstory.organising.withdrawing.proof import (
    Search,
    begun,
    face,
    groups,
    leads_to,
    old_names,
    prints_of_pictures,
)
from sharedstory.organising.withdrawing.traces import Words
from sharedstory.organising.withdrawing.work import (
    HALF,
    LINK,
    RECORDS,
    WITHDRAWN,
    Plan,
    Trace,
    progress_file,
)
from sharedstory.reading import frontmatter
from sharedstory.reading import markdown as bodies
from sharedstory.reading.codes import Severity
from sharedstory.reading.document import Document, dotted
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.problems import Problem, did_you_mean, printable
from sharedstory.reading.rules_on_links import resolve
from sharedstory.schema.choices import Kind, PledgedAs
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.schema.fields import naming
from sharedstory.schema.types import Target
from sharedstory.story import settings
from sharedstory.story.folder import contents, documents, read_story
from sharedstory.story.story import Story

_HEADING = b"# The ids of what was taken back, and nothing else of it.\n"
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


def plan(read: Story, id_: str, on: date, *, root: Path, site: Path) -> Plan | None:
    """What it takes to take an entry, or a pledge, back; nothing where it was taken back before.

    `id_` is the name of the entry's file without .md, or the pledge's id; `on` the day that is kept; `root` the
    folder of all that makes the site, in whose files its words are looked for; `site` where the site is built.
    Raises PlainError where there is no such piece, or its file cannot be read.
    """
    return _Planning(read, id_, on, root, site).plan()


def carry_out(plan: Plan, read: Story, root: Path) -> Search:
    """Write down what is to be looked for, then change and delete what the plan says, the piece itself last.

    Raises PlainError where a file was changed in the meantime, and OSError where the disk is full or read-only.
    """
    before = begun(read, plan.ids[0])
    search = Search.of(plan, root, before)
    files.save(progress_file(read.folder, plan.ids[0]), search.written())
    for edit in plan.edits:
        edit.carry_out()
    for gone in plan.gone:
        files.remove(gone)
    if plan.whole:
        files.remove(plan.file)
    return search


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
        return dict(documents(self.read))

    def plan(self) -> Plan | None:
        path = next((path for path in self.documents if path.stem == self.id_), None)
        if path:
            return self._entry(path)
        for path, document in self.documents.items():
            for number, pledge in enumerate(_pledges(document)):
                if pledge.get("id") == self.id_:
                    return self._pledge(path, document, number)
        if any(item.id == self.id_ for item in self.read.withdrawn):
            return None
        ids = [path.stem for path in self.documents]
        ids += [
            str(pledge.get("id")) for document in self.documents.values() for pledge in _pledges(document)
        ]
        raise PlainError(
            f'There is no entry or pledge "{printable(self.id_)}".{did_you_mean(self.id_, ids)}', MISUSED
        )

    def _entry(self, path: Path) -> Plan:
        raw = contents(path)
        document = frontmatter.parse(raw, path.as_posix())
        pledges = [str(pledge["id"]) for pledge in _pledges(document) if "id" in pledge]
        values = document.values if isinstance(document.values, dict) else {}
        ids = tuple(dict.fromkeys((path.stem, *pledges, *old_names(values))))
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
            before = contents(other)
            after, taken = self._unlinked(other, before, ids, its.body_line)
            changes += taken
            for field, must in _references(its, path.stem):
                where = Trace(its.path, its.locate(field)[0], f"{dotted(field)} names it")
                if must:
                    stops.append(where.but(", and cannot be without. Change this first."))
                    continue
                try:
                    after = splice.remove(after, field)
                except PlainError as error:
                    stops.append(where.but(f", and {error}"))
                else:
                    changes.append(where.but(": taken out"))
            if after != before:
                edits.append(Edit(other, before, after))
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
                except (PlainError, UnicodeDecodeError, yaml.YAMLError) as error:
                    stops.append(where.but(f", and {error}"))
                if left != after:
                    changes.append(where.but(": taken out"))
                after = left
            if after != before:
                edits.append(Edit(listed, before, after))
        told = [
            Trace(self._shown_as(file), 1, "this picture stays, because another entry shows it too")
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
                frozenset(print_ for picture in own for print_ in prints_of_pictures(picture)),
                changes=tuple(changes),
                stops=tuple(stops),
                told=tuple(told),
            )
        )

    def _pledge(self, path: Path, document: Document, number: int) -> Plan:
        before = contents(path)
        where = Trace(document.path, document.locate(("pledges", number))[0], "the pledge")
        try:
            after = splice.remove(before, ("pledges", number))
        except PlainError as error:
            raise PlainError(f"{where.file}:{where.line}: {error}", MISUSED) from None
        pledge = _pledges(document)[number]
        edits, changes = [], [where.but(": taken out")]
        for other, its in self.documents.items():
            raw = after if other == path else contents(other)
            line = frontmatter.parse(raw, "").body_line if other == path else its.body_line
            new, taken = self._unlinked(other, raw, (self.id_,), line)
            changes += taken
            if other == path:
                own = Edit(path, before, new)
            elif taken:
                edits.append(Edit(other, raw, new))
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
        leads = leads_to(ids)
        for link in LINK.finditer(text):
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
        except (PlainError, UnicodeDecodeError, yaml.YAMLError) as error:
            stops.append(Trace(self._shown_as(listed), 1, str(error)))
        if after != before:
            edits.insert(0, Edit(listed, before, after))
        own = {*generated.outputs(self.read, settings.around(self.read.folder, {}))}
        own |= {path.absolute() for path in (*plan.gone, listed)}
        own.add(progress_file(self.read.folder, plan.ids[0]).absolute())
        if plan.whole:
            own.add(plan.file.absolute())
        changed = {edit.path.absolute(): edit.after for edit in edits}
        entries = {path.absolute() for path in self.documents}
        leads = leads_to(plan.ids)
        for path in traces.sources(self.root, self.site):
            if path.absolute() in own:
                continue
            name = path.relative_to(self.root).as_posix()
            inside = unpacking.contents(path)
            # A picture of ours in which its words can be read is published too, and named as closed then.
            if inside.closed and inside.closed not in (bytes_alone.PICTURE, bytes_alone.FONT):
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
                    edits.insert(0, Edit(path, before, raw))
            if raw != inside.parts[0]:
                inside = unpacking.opened(raw, path.name)
            text = raw.decode("utf-8", "ignore")
            seen = traces.found(plan.words, inside.texts)
            if path.name.startswith(".") and path.name.endswith(HALF) and (seen or leads.search(text)):
                gone.append(path)
                continue
            if any(traces.print_of(part) in plan.pictures for part in inside.parts):
                quotes.append(Trace(name, 1, "this is one of its pictures. Delete it."))
            if any(map(leads.search, inside.texts)):
                mention = leads.search(text)
                line = text.count("\n", 0, mention.start()) + 1 if mention else 1
                quotes.append(Trace(name, line, "its address is here. Take it out."))
            if path.is_relative_to(self.root / RECORDS) and any(id_ in text for id_ in plan.ids):
                told.append(Trace(name, 1, "its id stays here, so that it is not taken in once more."))
            if seen:
                stay |= seen
                line = traces.line_of(seen, text)
                # Others' pieces may have their own reasons to name somebody.
                weighty = _weighty(seen - plan.names if path.absolute() in entries else seen, plan.names)
                if weighty and path.suffix.casefold() == ".pdf":
                    quotes.append(Trace(name, 1, "words of it are in this PDF. Delete it, or make it again."))
                elif weighty:
                    quotes.append(
                        Trace(name, line, "words of it are here. Take them out, if they are a quote.")
                    )
                else:
                    told.append(
                        Trace(
                            name,
                            line,
                            "its title or a name from it is here, and may belong to something else.",
                        )
                    )
        # What stands on every site's pages proves nothing either.
        for text in face():
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

    def _wrong(self, plan: Plan, edits: Iterable[Edit]) -> Iterator[Problem]:
        """The errors that were not there before, found in a copy of the folder."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = Path(scratch) / "testimonies"
            shutil.copytree(self.read.folder, copy, symlinks=True)
            for edit in edits:
                if edit.path.is_relative_to(self.read.folder):
                    (copy / edit.path.relative_to(self.read.folder)).write_bytes(edit.after)
            for path in (*plan.gone, *([plan.file] if plan.whole else [])):
                (copy / path.relative_to(self.read.folder)).unlink(missing_ok=True)
            look = Prepared(self.root).inspect
            then = read_story(copy, as_of=self.read.as_of, called=self.read.called, look=look)
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
        shown = {Path(resolve(path.as_posix(), target)) for target in targets if target}
        return {file for file in shown if file.is_file() and file.is_relative_to(self.read.folder)}


def _weighty(seen: Words, names: Words) -> Words:
    """Those words that can hardly be anybody else's: whole names, titles, and what is quoted."""
    phrases = {
        phrase
        for phrase in seen.phrases
        if phrase.count(" ") + 1 >= traces.SHORT or (" " in phrase and phrase in names.phrases)
    }
    return Words(frozenset(phrases), seen.runs)


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
        for pledge in groups(values, "pledges")
        if pledge.get("as") not in (PledgedAs.ORGANISATION, PledgedAs.MOVEMENT)
        for name in _names(pledge, "who")
    ]
    return [*_names(values, "authors"), *_names(values, "speakers"), *pledged]


def _pledges(document: Document) -> list[dict[str, Any]]:
    return groups(document.values, "pledges")


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
    for field in naming(Target.ENTRY):
        items = values.get(field)
        for number, item in reversed([*enumerate(items if isinstance(items, list) else ())]):
            if item == slug:
                yield (field, number), False
    for field in naming(Target.GATHERING):
        if values.get(field) == slug:
            yield (field,), field == "gathering" and values.get("kind") == Kind.SESSION
