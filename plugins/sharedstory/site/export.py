"""Story <-> open data in a folder: everything that is published and may be in the open data, and back into files.

Each table is written as CSV, JSON and JSON Lines. The table `files` holds the files themselves, so that what was
exported can be imported; what an import writes, `adding` alone writes.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TextIO
from urllib.parse import unquote

from pydantic import BaseModel

from sharedstory.editing import files, handover, splice
from sharedstory.reading import frontmatter, gfm, pictures, validation
from sharedstory.reading import markdown as bodies
from sharedstory.reading.rules_on_links import resolve
from sharedstory.schema.choices import Kind
from sharedstory.schema.entries import MODELS
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.schema.fields import Field, by_name, fields, names, naming
from sharedstory.schema.pledge import Pledge
from sharedstory.schema.types import Target
from sharedstory.schema.vocabularies import Place, Theme
from sharedstory.schema.words import shortened
from sharedstory.site.opendata import Rows, as_csv, as_json, as_json_lines, is_open, plain
from sharedstory.site.render import Renderer
from sharedstory.story.folder import entry_files, read_story, source
from sharedstory.story.shown_pictures import picture_file
from sharedstory.story.story import Entry, Story

FORMS: Mapping[str, Callable[[Rows], str]] = {"jsonl": as_json_lines, "json": as_json, "csv": as_csv}
VOCABULARIES = ("themes.yml", "places.yml", "collections.yml", "withdrawn.yml")
MAX_FILE = 2 * 1024 * 1024
# Every character of a file may be written as six in JSON.
MAX_LINE = 6 * MAX_FILE + 4096

# What is in the tables and is no field of the schema.
OURS = {
    ("entries", "id"): "Its name: that of its file without .md.",
    ("entries", "address"): "Its page.",
    ("entries", "themes"): "The themes that gather it, by their ids.",
    ("entries", "body"): "Its text, in Markdown.",
    ("pledges", "made_in"): "The id of the entry in which it was made.",
    ("pledges", "address"): "Its page.",
    ("pledges", "status"): "Its progress: the last status of its history.",
    ("pledges", "status_on"): "The date of the last status, if anybody gave one.",
    ("themes", "entries"): "The ids of the entries that it gathers.",
    ("files", "file"): "The file's place in the folder of testimonies.",
    ("files", "text"): "Everything in the file, as it is.",
}


@dataclass(frozen=True, slots=True)
class Export:
    """Tables by their names, pictures by their places in the folder of testimonies, and the files left out.

    A file is left out when it names something that may not be in the open data, and that cannot be taken out.
    """

    tables: Mapping[str, Rows]
    pictures: Mapping[str, Path]
    left_out: tuple[str, ...]


def export(renderer: Renderer) -> Export:
    """Everything that is published and may be in the open data."""
    told = renderer.story
    entries = [entry for entry in told.entries if is_open(entry)]
    known = {entry.slug for entry in entries}
    texts = {entry.slug: _permitted(told, entry, known) for entry in entries}
    written = [(_place(told, entry), texts[entry.slug]) for entry in entries]
    rows = [{"file": name, "text": _vocabulary(told, name, entries)} for name in VOCABULARIES]
    rows += [{"file": name, "text": text} for name, text in sorted(written)]
    tables = {
        "entries": [_entry(renderer, entry, texts[entry.slug], known) for entry in entries],
        "pledges": _pledges(renderer, known),
        "themes": _themes(told, entries),
        "places": [_row(place, Place) for place in told.places],
        "files": [row for row in rows if row["text"] is not None],
    }
    return Export(
        tables,
        {path.relative_to(told.folder).as_posix(): path for path in _shown_pictures(told, entries)},
        tuple(entry.file for entry in entries if texts[entry.slug] is None),
    )


def _shown_pictures(told: Story, entries: Sequence[Entry]) -> list[Path]:
    targets = [(entry, link.target) for entry in entries for link in bodies.links(entry.body) if link.picture]
    return sorted({file for entry, target in targets if (file := picture_file(told, entry, unquote(target)))})


def _place(told: Story, entry: Entry) -> str:
    return entry.file.removeprefix(f"{told.called}/")


def _row(item: BaseModel, model: type[BaseModel], without: Sequence[str] = ()) -> dict[str, Any]:
    """The fields of an item as the schema calls them, all of them, so that every row has the same."""
    values = item.model_dump(mode="json", by_alias=True)
    return {name: values.get(name) for name in names(model) if name not in without}


def _fields_of_entries() -> dict[str, list[Kind]]:
    """Every field of entries in the open data, with the kinds that have it."""
    found: dict[str, list[Kind]] = {}
    for kind, model in MODELS.items():
        for field in fields(model):
            if not field.apart:
                found.setdefault(field.name, []).append(kind)
    return found


def _entry(renderer: Renderer, entry: Entry, text: str | None, known: set[str]) -> dict[str, Any]:
    values = entry.front.model_dump(mode="json", by_alias=True)
    values["about"] = [slug for slug in entry.front.about if slug in known]
    for name in naming(Target.GATHERING):
        values[name] = values.get(name) if values.get(name) in known else None
    return {
        "id": entry.slug,
        "address": renderer.site_url + renderer.address(entry),
        "themes": [theme.id for theme in renderer.story.themes_by_entry[entry.slug]],
        **{name: values.get(name) for name in _fields_of_entries()},
        "body": None if text is None else frontmatter.parse(text.encode(), "").body.strip("\n"),
    }


def _pledges(renderer: Renderer, known: set[str]) -> Rows:
    return [
        {
            "id": made.id,
            "made_in": made.entry.slug,
            "address": renderer.site_url + renderer.address(made),
            "status": made.status,
            "status_on": made.when.text if made.when else None,
            **_row(made.pledge, Pledge, ("id",)),
        }
        for made in renderer.story.pledges
        if made.entry.slug in known
    ]


def _themes(told: Story, entries: Sequence[Entry]) -> Rows:
    return [
        {
            **_row(_open_theme(theme, entries), Theme),
            "entries": [entry.slug for entry in entries if theme in told.themes_by_entry[entry.slug]],
        }
        for theme in told.themes
    ]


def _open_theme(theme: Theme, entries: Sequence[Entry]) -> Theme:
    """A theme without tags that only something kept back may use, and without pins of what is kept back."""
    used = {tag for entry in entries for tag in entry.front.tags}
    used |= {tag for entry in entries for pledge in entry.front.pledges for tag in pledge.tags}
    known = {entry.slug for entry in entries}
    return theme.model_copy(
        update={
            "tags": tuple(tag for tag in theme.tags if tag in used),
            "pinned": tuple(slug for slug in theme.pinned if slug in known),
            "sources": tuple(slug for slug in theme.sources if slug in known),
        }
    )


# The files themselves


def _permitted(told: Story, entry: Entry, known: set[str]) -> str | None:
    """What stands in an entry's file, without what it says of entries that are kept back; None where that cannot be."""
    raw = source(told, _place(told, entry))
    may_be_named = known | {item.id for item in told.withdrawn}
    front = entry.front
    try:
        for number, slug in reversed([*enumerate(front.about)]):
            if slug not in may_be_named:
                raw = splice.remove(raw, ("about", number))
        for field in naming(Target.GATHERING):
            named: str | None = getattr(front, field, None)
            if named and named not in may_be_named:
                raw = splice.remove(raw, (field,))
    except PlainError:
        return None
    text = _without_notes(raw.decode("utf-8"), frontmatter.parse(raw, entry.file).body_line)
    for target in _links_to_others(entry, entry.body, may_be_named):
        words = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
        text = re.sub(rf"(?<!!){words}\(\s*<?{re.escape(target)}>?(?:\s+\"[^\"]*\")?\s*\)", r"\1", text)
    left = _links_to_others(entry, frontmatter.parse(text.encode(), entry.file).body, may_be_named)
    return None if left else text


def _without_notes(text: str, body_line: int) -> str:
    """A file without the notes in its body, which are not on the site either."""
    if "<!--" not in text:
        return text
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    return "".join(lines[: body_line - 1]) + gfm.without_notes("".join(lines[body_line - 1 :]), nothing="")


def _links_to_others(entry: Entry, body: str, known: set[str]) -> set[str]:
    """The links of a body that lead to files of other entries than the known ones."""
    return {
        link.target
        for link in bodies.links(body)
        if not link.picture
        and (path := bodies.relative_path(link.target))
        and PurePosixPath(resolve(entry.file, unquote(path))).stem not in known
    }


def _vocabulary(told: Story, name: str, entries: Sequence[Entry]) -> str | None:
    """A vocabulary file as it is; written anew where it holds what only something kept back uses. None without one."""
    raw = source(told, name)
    if not raw:
        return None
    if name == "themes.yml":
        themes = [_open_theme(theme, entries) for theme in told.themes]
        if themes != [*told.themes]:
            return "\n".join(map(_as_yaml, themes))
    if name == "collections.yml":
        known = {entry.slug for entry in entries}
        kept = [(one, tuple(slug for slug in one.entries if slug in known)) for one in told.collections]
        if any(one.entries != slugs for one, slugs in kept):
            left = [one.model_copy(update={"entries": slugs}) for one, slugs in kept if slugs]
            return "\n".join(map(_as_yaml, left)) or None
    return raw.decode("utf-8")


def _as_yaml(item: BaseModel) -> str:
    """An item of a vocabulary file, every text in quotes."""
    lines: list[str] = []
    for name, value in item.model_dump(mode="json", exclude_defaults=True).items():
        written = f"[{', '.join(map(_quoted, value))}]" if isinstance(value, list) else _quoted(value)
        lines.append(f"{'  ' if lines else '- '}{name}: {written}\n")
    return "".join(lines)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)  # which is YAML, too


# The dictionary


def dictionary(tables: Iterable[str]) -> Rows:
    """What each column of the tables means, from the schema: a row for each, and for each part of a group."""
    rows: Rows = []
    for (table, name), what in OURS.items():
        if table in tables:
            rows.append(_described(table, name, "text", what))
    for name, kinds in _fields_of_entries().items():
        meanings: dict[str, tuple[dict[str, Any], list[Kind]]] = {}
        for kind in kinds:
            for row in _columns("entries", name, by_name(MODELS[kind])[name]):
                meanings.setdefault(json.dumps(row), (row, []))[1].append(kind)
        rows += [{**row, "only": [] if len(of) == len(Kind) else of} for row, of in meanings.values()]
    models: dict[str, type[BaseModel]] = {"pledges": Pledge, "themes": Theme, "places": Place}
    for table, model in models.items():
        for field in fields(model):
            rows += _columns(table, field.name, field)
    order = {table: number for number, table in enumerate(tables)}
    return sorted(rows, key=lambda row: order[row["table"]])


def _columns(table: str, name: str, field: Field) -> Iterator[dict[str, Any]]:
    held = field.held
    sort = {"boolean": "true or false", "object": "group"}.get(held.type, "text")
    if held.choices:
        sort = "choice"
    elif held.dated:
        sort = "date (EDTF)"
    elif held.number:
        sort = "number"
    example = field.example if field.examples else None
    yield {
        **_described(
            table, name, f"list of {sort}" if field.item else sort, field.description or held.description
        ),
        "choices": [f"{value} ({label})" if label else value for value, label in held.choices],
        "example": example if example is None or isinstance(example, str) else json.dumps(example),
    }
    for part in held.parts:
        yield from _columns(table, f"{name}.{part.name}", part)


def _described(table: str, name: str, sort: str, what: str) -> dict[str, Any]:
    return {
        "table": table,
        "column": name,
        "only": [],
        "type": sort,
        "what": what,
        "choices": [],
        "example": None,
    }


def dictionary_in_words(rows: Rows) -> str:
    """The dictionary as Markdown, a table for each table."""
    parts = ["# What is in this data\n"]
    for table in dict.fromkeys(row["table"] for row in rows):
        parts.append(f"\n## {table}\n\n| column | type | what | choices |\n| --- | --- | --- | --- |\n")
        for row in rows:
            if row["table"] == table:
                only = f" (only: {', '.join(row['only'])})" if row["only"] else ""
                what = f"{row['what']}{only}".replace("|", "\\|")
                parts.append(
                    f"| `{row['column']}` | {row['type']} | {what} | {', '.join(row['choices']).replace('|', chr(92) + '|')} |\n"
                )
    return "".join(parts)


def write(exported: Export, folder: Path) -> handover.Left:
    """Write an export into a folder, where the files of an older one are replaced and nothing else is.

    Returns what is there and is not ours. Raises PlainError where something is there and no export.
    """
    described = dictionary(exported.tables)
    makers: dict[str, Callable[[], bytes]] = {}
    for name, rows in {**exported.tables, "dictionary": described}.items():
        for ending, form in FORMS.items():
            makers[f"{name}.{ending}"] = partial(_encoded, form, rows)
    makers["dictionary.md"] = dictionary_in_words(described).encode
    for name, path in exported.pictures.items():
        makers[f"pictures/{name}"] = partial(pictures.public, path)
    return handover.write(folder, makers, alone=True)


def _encoded(form: Callable[[Rows], str], rows: Rows) -> bytes:
    return form(rows).encode()


# And back


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an import: paths that were written, how many were there already, and what is not as it should be."""

    written: tuple[Path, ...]
    there: int
    complaints: tuple[str, ...]


def bring_back(exported: Path, folder: Path, form: str | None = None) -> Imported:
    """Write the files of an export into a folder of testimonies, each at its old place.

    `form` is which of the three forms is read, by default the first that is there. A file that is there already
    stays as it is. What was taken back in the folder stays away. Raises PlainError where there is no export.
    """
    forms = [ending for ending in FORMS if (exported / f"files.{ending}").is_file()]
    if form is not None and form not in forms:
        raise PlainError(f"There is no files.{form} in {exported}.", MISUSED)
    if not forms:
        raise PlainError(
            f"{exported} is no export: there is no files.jsonl in it. Make one: sharedstory export.", MISUSED
        )
    if handover.unfinished(exported):
        raise PlainError(
            f"The export in {exported} was cut short. Make it again: sharedstory export {exported}", MISUSED
        )
    files.make_folder(folder)
    gone = {item.id for item in read_story(folder, called=folder.as_posix()).withdrawn}
    taken = {Path(name).stem: name for name in entry_files(folder, folder.as_posix())}
    written: list[Path] = []
    complaints: list[str] = []
    there = 0
    texts = _texts(exported / f"files.{form or forms[0]}", form or forms[0], complaints)
    for name, raw in (*texts, *_pictures(exported / "pictures", complaints)):
        shown = shortened(name, 100)
        path = folder / name
        stem = PurePosixPath(name).stem
        if wrong := _wrong_place(name, folder):
            complaints.append(f"{shown}: {wrong}")
        elif name.endswith(".md") and gone & {stem, *_old_names(raw)}:
            complaints.append(f"{shown}: it was taken down here, and stays away.")
        elif name.endswith(".md") and stem in taken and Path(taken[stem]) != path:
            complaints.append(
                f"{shown}: there is one of that name already: {taken[stem]}. It stays as it is."
            )
        elif path.is_file() and path.read_bytes() == raw:
            there += 1
        elif files.create(path, raw):
            written.append(path)
        else:
            complaints.append(f"{shown}: the file that is there says something else, and stays as it is.")
    return Imported(tuple(written), there, tuple(complaints))


def _old_names(raw: bytes) -> frozenset[str]:
    """The names that a file says it had before."""
    given = frontmatter.parse(raw, "").values.get("aliases")
    return (
        frozenset(name for name in given if isinstance(name, str)) if isinstance(given, list) else frozenset()
    )


def _wrong_place(name: str, folder: Path) -> str:
    """Why a file cannot be written where an export says; nothing where it can."""
    path = PurePosixPath(name)
    if name in VOCABULARIES:
        return ""
    parts = path.parts
    if (
        path.as_posix() != name
        or len(parts) > 8
        or any(not re.fullmatch(r"[\w][\w .-]{0,99}", part) or part.startswith("_") for part in parts)
        or any(part.endswith((".", " ")) for part in parts)
        or not (folder / name).parent.resolve().is_relative_to(folder.resolve())
    ):
        return "this is no place in a folder of testimonies."
    if path.suffix == ".md":
        return validation.file_name(path) or ""
    return "" if path.suffix in bodies.PICTURES else "this is no file of a testimony."


def _texts(path: Path, form: str, complaints: list[str]) -> Iterator[tuple[str, bytes]]:
    """The files in the table `files`, one at a time. What cannot be read becomes a complaint."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = _csv_rows(file) if form == "csv" else _json_rows(file)
        number = 0
        while True:
            number += 1
            try:
                row = next(rows)
                name, text = row["file"], row["text"]
                raw = text.encode()
                if not isinstance(name, str) or len(raw) > MAX_FILE:
                    raise ValueError
            except StopIteration:
                return
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error):
                # Nothing tells where the next row begins, so this ends here.
                message = "this row is not as sharedstory export wrote it, and nothing after it was read."
                complaints.append(f"{path.name}, row {number}: {message}")
                return
            yield name, raw


def _json_rows(file: TextIO) -> Iterator[Any]:
    """The rows of JSON Lines, and of JSON as we write it, with each row on a line of its own."""
    for line in _lines(file):
        row = line.strip().removesuffix(",")
        if row not in ("", "[", "]"):
            yield json.loads(row)


def _csv_rows(file: TextIO) -> Iterator[Any]:
    before = csv.field_size_limit(MAX_FILE + 1)
    try:
        for row in csv.DictReader(_lines(file)):
            yield {name: plain(cell) for name, cell in row.items()}
    finally:
        csv.field_size_limit(before)


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise ValueError("a line longer than any that we write")
        yield line


def _pictures(folder: Path, complaints: list[str]) -> Iterator[tuple[str, bytes]]:
    """The pictures of an export, as far as they are pictures."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        wrong = "this is no picture." if path.suffix not in bodies.PICTURES else pictures.inspect(path).wrong
        if wrong:
            complaints.append(f"pictures/{shortened(name, 100)}: {wrong}")
        else:
            yield name, path.read_bytes()
