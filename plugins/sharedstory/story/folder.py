"""The folder of testimonies -> a story. It alone reads what people gave."""

import os
import posixpath
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from sharedstory.performance import parallel_map, without_collector
from sharedstory.reading import frontmatter, rules, validation
from sharedstory.reading.codes import Severity
from sharedstory.reading.document import MAX_NODES_VOCABULARY, Document
from sharedstory.reading.markdown import PICTURES
from sharedstory.reading.pictures import Inspected, inspect
from sharedstory.reading.problems import Problem
from sharedstory.reading.rule import Collected, VocabularyFile, public_channels
from sharedstory.reading.validation import Record
from sharedstory.reading.yaml import parse_yaml
from sharedstory.schema import dates
from sharedstory.schema.choices import Channel
from sharedstory.schema.dates import When
from sharedstory.schema.entries import FrontMatter, Gathering, Glimpse, Initiative, Session
from sharedstory.schema.types import Model, slug_of
from sharedstory.schema.vocabularies import Collection, Place, Theme, Withdrawal
from sharedstory.story.memory import File, Memory, Print, Reading
from sharedstory.story.story import Entry, Story, newest_first, path_of

Item = TypeVar("Item", bound=Model)

# Endings that other programs give to stories.
OTHER_TEXTS = (
    ".markdown",
    ".mdown",
    ".mkd",
    ".mkdn",
    ".mdwn",
    ".mdtxt",
    ".mdx",
    ".qmd",
    ".rmd",
    ".rst",
    ".txt",
    ".text",
    ".adoc",
    ".org",
    ".docx",
    ".doc",
    ".odt",
    ".rtf",
)
_LINK = "this is a link to another file, and we do not follow links. Put the file itself here."


@without_collector
def read_story(
    folder: Path,
    *,
    as_of: date | None = None,
    called: str | None = None,
    look: Callable[[Path], Inspected] = inspect,
    memory: Memory | None = None,
) -> Story:
    """Read and check all of a folder of testimonies.

    `as_of` is the day on which consent and plans are looked at (default: `dates.clock()`), `called` what the
    folder is called in messages, `look` what says how a picture is, and `memory` what the last reading left.
    Never raises for what contributors wrote: see `Story.problems`.
    """
    today = as_of or dates.clock()
    label = posixpath.normpath(called if called is not None else folder.as_posix())
    memory = memory or Memory()
    memory.begin()
    files, problems = _walk(folder, label)
    readings = _readings(files, look, memory)
    problems += [problem for reading in readings.values() for problem in reading.problems]
    contents_ = {file.shown: reading.content for file, reading in readings.items()}
    records = [content for content in contents_.values() if isinstance(content, Record)]
    pictures = {shown: content for shown, content in contents_.items() if isinstance(content, Inspected)}
    if not records:
        message = "there is not one story here yet. Begin with: sharedstory new testimony."
        problems.append(Problem(label, 1, 1, "no-entries", "", message))
    themes, found = _vocabulary(folder / "themes.yml", shown_as(label, "themes.yml"), Theme, needed=True)
    problems += found
    places, found = _vocabulary(folder / "places.yml", shown_as(label, "places.yml"), Place)
    problems += found
    withdrawn, found = _vocabulary(folder / "withdrawn.yml", shown_as(label, "withdrawn.yml"), Withdrawal)
    problems += found
    collections, found = _vocabulary(
        folder / "collections.yml", shown_as(label, "collections.yml"), Collection
    )
    problems += found
    collected = Collected(tuple(records), themes, places, withdrawn, collections, pictures, today)
    problems += rules.everything(collected, memory.findings)
    return Story(
        as_of=today,
        themes=tuple(theme for _, theme in themes.items),
        places=tuple(place for _, place in places.items),
        collections=tuple(collection for _, collection in collections.items),
        released=_released(collected, problems),
        withdrawn=tuple(item for _, item in withdrawn.items),
        problems=tuple(sorted(set(problems))),
        names=frozenset(record.slug for record in records),
        drafts=frozenset(record.document.path for record in records if validation.is_draft(record.document)),
        pictures=frozenset(shown for shown, picture in pictures.items() if not picture.wrong),
        folder=folder,
        called=label,
    )


def shown_as(called: str, name: str) -> str:
    """What messages call a file in a folder that they call `called`; `.` is the folder that we are in."""
    return name if called in ("", ".") else f"{called}/{name}"


def entry_files(folder: Path, called: str) -> list[str]:
    """The files of entries below a folder, as messages call them."""
    return [file.shown for file in _walk(folder, called)[0] if file.path.suffix.lower() == ".md"]


def documents(story: Story) -> Iterator[tuple[Path, Document]]:
    """Every entry's file as it stands, drafts and those that are kept back too: for changing them, not for showing."""
    for name in entry_files(story.folder, story.called):
        path = story.folder / Path(name).relative_to(story.called)
        yield path, frontmatter.parse(contents(path), name)


def _walk(folder: Path, label: str) -> tuple[list[File], list[Problem]]:
    """The contributed files and pictures below a folder, sorted by their names in messages."""
    files: list[File] = []
    problems: list[Problem] = []
    waiting = [(folder, label)]
    while waiting:
        current, shown_folder = waiting.pop()
        with os.scandir(current) as found:
            items = sorted(found, key=lambda item: item.name)
        if not items and current != folder:
            problems.append(
                Problem(shown_folder, 1, 1, "folder-empty", "", "there is nothing in this folder.")
            )
        for item in items:
            shown = shown_as(shown_folder, item.name)
            if item.name.startswith((".", "_")) or item.name.lower() == "readme.md":
                if (
                    item.name.startswith("_")
                    and item.is_dir(follow_symlinks=False)
                    and _texts(Path(item.path))
                ):
                    message = (
                        f'we do not read folders that begin with "_". Call it "{item.name.lstrip("_")}".'
                    )
                    problems.append(Problem(shown, 1, 1, "file-passed-over", "", message))
                continue
            status = item.stat(follow_symlinks=False)
            mode = status.st_mode
            ours = item.name.lower().endswith((".md", *PICTURES))
            if stat.S_ISDIR(mode):
                waiting.append((Path(item.path), shown))
            elif stat.S_ISLNK(mode) and (ours or Path(item.path).is_dir()):
                problems.append(Problem(shown, 1, 1, "file-link", "", _LINK))
            elif stat.S_ISREG(mode) and ours:
                files.append(File(Path(item.path), shown, Print.of(status)))
            elif stat.S_ISREG(mode) and item.name.lower().endswith(OTHER_TEXTS):
                name = slug_of(PurePosixPath(item.name).stem) or "my-story"
                message = f'we read only files that end in .md. If this is a story, call it "{name}.md".'
                problems.append(Problem(shown, 1, 1, "file-passed-over", "", message))
    return sorted(files, key=lambda file: file.shown), problems


def _texts(folder: Path) -> bool:
    """Whether there is a text in a folder that somebody may take for a story of ours."""
    return any(
        name.lower().endswith((".md", *OTHER_TEXTS)) for _, _, names in os.walk(folder) for name in names
    )


def _readings(
    files: Sequence[File], look: Callable[[Path], Inspected], memory: Memory
) -> dict[File, Reading]:
    """What each file gives, in order: as it was read before where it has not changed."""
    known = {file: memory.of(file) for file in files}
    new = [file for file, reading in known.items() if reading is None]
    for file, content in zip(new, parallel_map(partial(_content, look), new), strict=True):
        known[file] = Reading(content) if isinstance(content, Inspected) else _record(file, content)
    readings = {file: reading for file, reading in known.items() if reading}
    memory.keep(readings)
    return readings


def _content(look: Callable[[Path], Inspected], file: File) -> Document | Inspected:
    """A contributed file as it stands, or how a picture is."""
    if file.path.suffix.lower() in PICTURES:
        return look(file.path)
    return frontmatter.parse(contents(file.path), file.shown)


def _record(file: File, document: Document) -> Reading:
    """The fields of a contributed file, and what is wrong with it alone."""
    problems = []
    if complaint := validation.file_name(PurePosixPath(file.shown)):
        problems.append(Problem(file.shown, 1, 1, "file-name", "", complaint))
    record, found = validation.record(document, file.path.stem)
    problems += document.problems
    if document.values or not document.problems:
        problems += found
    return Reading(record, tuple(problems))


def contents(path: Path) -> bytes:
    """What a file holds, or as much of it as shows that it is too big."""
    with path.open("rb") as file:
        return file.read(frontmatter.MAX_BYTES_GATHERING + 1)


def _vocabulary(
    path: Path, shown: str, model: type[Item], *, needed: bool = False
) -> tuple[VocabularyFile[Item], list[Problem]]:
    """The items of a vocabulary file, and what is wrong with it."""
    if path.is_symlink() or not path.is_file():
        problems = []
        if path.is_symlink():
            problems = [Problem(shown, 1, 1, "file-link", "", _LINK)]
        elif needed:
            message = "this file is missing. Add it: a list of themes, each with id:, title:, question: and summary:."
            problems = [Problem(shown, 1, 1, "front-matter-missing", "", message)]
        return VocabularyFile(Document(shown, problems=problems)), problems
    text, undecodable = frontmatter.decode(contents(path), shown)
    document = parse_yaml(text, shown, max_nodes=MAX_NODES_VOCABULARY)
    document.problems[:0] = undecodable
    problems = list(document.problems)
    values = document.values or []
    if not isinstance(values, list):
        message = "this file is a list. Begin each item with a hyphen: - id: community."
        document.problems.append(Problem(shown, 1, 1, "front-matter-shape", "", message))
        return VocabularyFile(document), document.problems
    items = []
    for number, value in enumerate(values):
        kept, reported = validation.readable(value, (number,))
        inner = {path_[1:] for path_ in reported}
        item, found = validation.validate(model, kept, document, (number,), inner)
        problems += found
        if item is not None:
            items.append((number, item))
    return VocabularyFile(document, tuple(items)), problems


def _released(collected: Collected, problems: list[Problem]) -> tuple[Entry, ...]:
    """The entries that may be used somewhere, newest first: nothing with an error, no draft, nothing held back."""
    broken = {problem.path for problem in problems if problem.severity is Severity.ERROR}
    gone = {item.id for _, item in collected.withdrawn.items}
    fit = {
        record.slug: (record, front, public_channels(front, collected.as_of))
        for record, front in collected.read
        if record.document.path not in broken and not record.wrong and record.slug not in gone
    }
    entries = []
    for record, front, channels in fit.values():
        when = _date_of(front)
        if isinstance(front, Session):
            # The gathering's name is part of the address, so a session is shown only where its gathering is.
            host = fit.get(front.gathering)
            if host is None:
                continue
            channels &= host[2] if Channel.WEB in host[2] else frozenset()
            if when is None and isinstance(host[1], Gathering):
                when = host[1].held
        if channels:
            document = record.document
            path = path_of(front.kind, record.slug, front.gathering or "")
            entries.append(Entry(record.slug, front, document.body, path, document.path, when, channels))
    return newest_first(entries)


def _date_of(front: FrontMatter) -> When | None:
    """The date that an entry sorts by: its own, or else one that stands in it, so that few have none."""
    if front.date:
        return front.date
    match front:
        case Gathering():
            return front.held
        case Initiative():
            return next((step.on for step in front.history if step.on), None)
        case Glimpse():
            return max((figure.as_of for figure in front.figures if figure.as_of), default=None)
    return None


def file_of(story: Story, name: str) -> Path | None:
    """The file of an entry, by its name without .md, if there is one."""
    shown = (Path(shown) for shown in entry_files(story.folder, ""))
    return next((story.folder / path for path in shown if path.name == f"{name}.md"), None)


def source(story: Story, name: str) -> bytes:
    """What stands in a file of the folder, and nothing where there is no such file or only a link."""
    path = story.folder / name
    return contents(path) if path.is_file() and not path.is_symlink() else b""


def files_among(story: Story, paths: Iterable[Path]) -> Iterator[Path]:
    """Those of some files that lie in the folder of testimonies, whatever links lead to them."""
    asked = {
        (status.st_dev, status.st_ino): path for path in paths if path.is_file() and (status := path.stat())
    }
    return (asked[one] for one in _identities(story.folder) if one in asked)


def _identities(folder: Path) -> Iterator[tuple[int, int]]:
    """By what the system knows the files below a folder."""
    for current, _, _ in os.walk(folder):
        device = Path(current).stat().st_dev
        with os.scandir(current) as found:
            for item in found:
                if item.is_symlink() and item.is_file():
                    yield item.stat().st_dev, item.stat().st_ino
                elif not item.is_dir():
                    yield device, item.inode()
