"""The sessions of some notes -> new files of sessions, and changes of those that are there.

Notes may be taken in again after they were edited: what changed in them is brought over, and what somebody changed
in the sessions since is left. A record keeps, as hashes, what each line of the notes said last.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sharedstory.editing import splice
from sharedstory.editing.files import Edit
from sharedstory.editing.splice import Value
from sharedstory.forms import compose
from sharedstory.importing.matching import Line, grouped, hash_of, matched
from sharedstory.importing.merge import Merge, merge, remembered
from sharedstory.importing.note_parts import NO_WORDS, Item, SessionPart
from sharedstory.importing.notes import key_of
from sharedstory.importing.record import NotesRecord, RowRecord, SessionRecord
from sharedstory.reading import frontmatter
from sharedstory.reading.document import Document, dotted
from sharedstory.reading.document import Path as FieldPath
from sharedstory.schema.choices import Status
from sharedstory.schema.entries import Gathering
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened
from sharedstory.story.folder import contents, documents
from sharedstory.story.story import Entry, Story


def plan(
    read_: Story,
    gathering: Entry,
    parts: Sequence[SessionPart],
    record: NotesRecord,
    tell: Callable[[str], None],
) -> Iterator[Edit]:
    """What notes of a gathering change. The record is brought up to date. What a person should know is told."""
    assert isinstance(gathering.front, Gathering)  # noqa: S101 - for the type
    held = gathering.front.held
    on = held.text.partition("/")[0] if held.start <= read_.as_of else read_.as_of.isoformat()
    by_name = {path.stem: (path, document) for path, document in documents(read_)}
    used = {item.id for item in read_.withdrawn}
    for _, document in by_name.values():
        used |= {str(one.get("id")) for one in _listed(document, "pledges")}
    _known_again(parts, record)
    names = {*by_name, *(item.id for item in read_.withdrawn)}
    gone = {item.id for item in read_.withdrawn}
    for part in parts:
        made = record.sessions.get(key_of(part.title))
        if made is None:
            same = compose.name({"title": part.title, "kind": "session"})
            there = by_name.get(same)
            if there and there[1].values.get("gathering") == gathering.slug:
                made = SessionRecord(file=same)
            else:
                made = SessionRecord(file=compose.id_of(part.title, f"session-{gathering.slug}"[:40], names))
                names.add(made.file)
                record.sessions[key_of(part.title)] = made
                yield Edit(Path(f"{made.file}.md"), b"", _new(part, gathering, made, used, on))
                continue
            record.sessions[key_of(part.title)] = made
        if made.file in gone:
            continue
        if made.file not in by_name:
            tell(f"line {part.line}: {made.file}.md was taken away here, and is not brought back.")
            continue
        path, document = by_name[made.file]
        before = contents(path)
        try:
            after = _merged(before, document, part, made, used, on, gone, tell)
        except PlainError as error:
            tell(f"{path.as_posix()}: {error}")
            continue
        if after != before:
            yield Edit(path, before, after)
    titles = {key_of(part.title) for part in parts}
    for title, made in record.sessions.items():
        if title not in titles:
            tell(
                f"{made.file}.md: its session is not in the notes any more. It stays; take it out by hand if it is over."
            )


def _listed(document: Document, name: str) -> list[dict[str, Any]]:
    found = document.values.get(name) if isinstance(document.values, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _known_again(parts: Sequence[SessionPart], record: NotesRecord) -> None:
    """Sessions whose heading was edited are known by what is in them."""
    lost = {
        title: made
        for title, made in record.sessions.items()
        if title not in {key_of(p.title) for p in parts}
    }
    for part in parts:
        if key_of(part.title) in record.sessions:
            continue
        items = {hash_of(item.words) for item in (*part.learning, *part.pledges)}
        for title, made in lost.items():
            if items & {_said(known) for known in (*made.learning.values(), *made.pledges.values())}:
                record.sessions[key_of(part.title)] = record.sessions.pop(title)
                del lost[title]
                break


def _new(part: SessionPart, gathering: Entry, made: SessionRecord, used: set[str], on: str) -> bytes:
    """The file of a session that is new."""
    title = part.fields.pop("title", part.title)
    fields: dict[str, Any] = {
        "summary": f"A session of {gathering.title}.",
        "tags": list(gathering.front.tags),
        "gathering": gathering.slug,
        "learning": [],
        **part.fields,
    }
    said = {"title": part.title, **part.fields, "body": _words_of(part.body)}
    made.seen = remembered({}, {name: hash_of(value) for name, value in said.items()})
    for item in part.learning:
        id_ = compose.id_of(item.words, "point", made.learning)
        made.learning[id_] = RowRecord(place=item.line, seen=item.seen)
        fields["learning"].append({"id": id_, **_given(item)})
    for item in part.pledges:
        id_ = compose.id_of(item.words, "pledge", used)
        used.add(id_)
        made.pledges[id_] = RowRecord(place=item.line, seen=item.seen)
        fields.setdefault("pledges", []).append(_pledged(id_, item, on))
    raw = f"---\ntitle: {compose.quoted(str(title))}\nkind: session\n---\n{part.body}\n".encode()
    return splice.put_all(raw, [((name,), value) for name, value in fields.items()])


def _given(item: Item) -> dict[str, Value]:
    return {name: value for name, value in item.fields.items() if value}


def _pledged(id_: str, item: Item, on: str) -> dict[str, Value]:
    return {"id": id_, **_given(item), "history": [{"on": on, "status": str(Status.PROMISED)}]}


def _merged(
    before: bytes,
    document: Document,
    part: SessionPart,
    made: SessionRecord,
    used: set[str],
    on: str,
    gone: Collection[str],
    tell: Callable[[str], None],
) -> bytes:
    """A session's file with what changed in the notes since, and with all that somebody changed in it here."""
    edits: list[tuple[FieldPath, Value]] = []
    fields = {"title": part.title, **part.fields}
    for name, value in fields.items():
        edits += _edit((name,), value, document.values.get(name), made.seen, part.line, tell)
    made.seen = remembered(made.seen, {name: hash_of(value) for name, value in fields.items()})
    for name, items, kinds in (
        ("learning", part.learning, made.learning),
        ("pledges", part.pledges, made.pledges),
    ):
        edits += _items(name, items, kinds, document, used, on, gone, tell)
    after = splice.put_all(before, edits) if edits else before
    said, stands, says = (made.seen.get("body"), *(_words_of(text) for text in (document.body, part.body)))
    match merge(None if said == hash_of(NO_WORDS) else said, stands, says):
        case Merge.TAKE:
            after = _with_body(after, says)
        case Merge.KEEP:
            tell(
                f"line {part.line}: the text of {made.file}.md was changed by hand, so that of the notes is not taken."
            )
        case Merge.GONE:
            tell(f"line {part.line}: there is no text in the notes any more. That of {made.file}.md stays.")
        case Merge.SAME:
            pass
    made.seen = remembered(made.seen, {"body": hash_of(says)})
    return after


def _words_of(body: str) -> str:
    """The text of a session; nothing where we only wrote that there is none."""
    return "" if body.strip() == NO_WORDS else body.strip()


def _edit(
    path: FieldPath, value: Any, stands: Any, seen: Mapping[str, str], line: int, tell: Callable[[str], None]
) -> Iterator[tuple[FieldPath, Value]]:
    """A change of one field, where the notes changed and the entry did not."""
    match merge(seen.get(str(path[-1])), stands, value):
        case Merge.TAKE:
            yield path, value
        case Merge.KEEP:
            tell(f"line {line}: {dotted(path)} was changed by hand, so that of the notes is not taken.")
        case Merge.GONE:
            tell(
                f"line {line}: {dotted(path)} is not in the notes any more. Take it out by hand if it is over."
            )
        case Merge.SAME:
            pass


def _items(
    name: str,
    items: Sequence[Item],
    known: dict[str, RowRecord],
    document: Document,
    used: set[str],
    on: str,
    gone: Collection[str],
    tell: Callable[[str], None],
) -> Iterator[tuple[FieldPath, Value]]:
    """Changes of what was learned or pledged: new items behind the others, edited ones where they stand."""
    there = _listed(document, name)
    number_of = {str(one.get("id")): number for number, one in enumerate(there)}
    known_as = _items_known_again(items, known, {str(one.get("id")): one for one in there})
    count = len(there)
    for item in items:
        id_ = known_as.get(item.line, "")
        if not id_:
            taken = used if name == "pledges" else {*number_of, *known}
            id_ = compose.id_of(item.words, name.rstrip("s"), taken)
            used |= {id_} if name == "pledges" else set()
            new = _pledged(id_, item, on) if name == "pledges" else {"id": id_, **_given(item)}
            yield (name, count), new
            count += 1
        elif id_ in number_of and id_ in known:
            number = number_of[id_]
            for field_, value in item.fields.items():
                mine = there[number].get(field_)
                yield from _edit((name, number, field_), value, mine, known[id_].seen, item.line, tell)
        elif id_ not in number_of and id_ not in gone:
            tell(f"line {item.line}: {id_} was taken out by hand, and is not brought back.")
        seen = remembered(known[id_].seen if id_ in known else {}, item.seen)
        known[id_] = RowRecord(place=item.line, seen=seen)
    now = {*known_as.values()}
    for id_ in known:
        if id_ not in now and id_ in number_of:
            tell(f"{id_} is not in the notes any more. It stays; take it out by hand if it is over.")


def _items_known_again(
    items: Sequence[Item], known: Mapping[str, RowRecord], there: Mapping[str, Mapping[str, Any]]
) -> dict[int, str]:
    """Which item of the entry each line is: what the record says, or what says just the same."""
    now = [
        Line(item.line, "", item.words, hash_of(item.words), item.seen.get("who", ""), item.seen)
        for item in items
    ]
    before = {
        id_: Line(one.place, "", _words(there.get(id_, {})), _said(one), one.seen.get("who", ""), one.seen)
        for id_, one in known.items()
    }
    found = matched(now, before).pairs
    unknown = grouped((_words(one), id_) for id_, one in there.items() if id_ not in known)
    for line in now:
        if line.place not in found and unknown[line.words]:
            found[line.place] = unknown[line.words].pop(0)
    return found


def _words(item: Mapping[str, Any]) -> str:
    return str(item.get("point") or item.get("will") or "")


def _said(known: RowRecord) -> str:
    """The hash of the words that the notes said."""
    return known.seen.get("point") or known.seen.get("will", "")


def _with_body(raw: bytes, body: str) -> bytes:
    """The file with another text below its front matter, with the line ends that it has."""
    document = frontmatter.parse(raw, "")
    text = raw.decode("utf-8")
    found = re.search(r"\r\n|\r|\n", text)
    newline = found[0] if found else "\n"
    head = text.splitlines(keepends=True)[: document.body_line - 1]
    new = "".join([*head, newline.join([*body.split("\n"), ""])]).encode()
    after = frontmatter.parse(new, "")
    if after.values != document.values or after.body.strip() != body.strip():
        raise PlainError(f"its text cannot be changed by machine: {shortened(body)}")
    return new
