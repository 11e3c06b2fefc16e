"""A sheet of pledges -> the changes of the entry in which they were made.

What each column and each word of the sheet means, and which row became which pledge, stands in a record beside the
data. Nothing of a row is kept there but hashes, so that a pledge that is taken back leaves nothing behind.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sharedstory.editing.splice import Value
from sharedstory.forms import compose
from sharedstory.importing.matching import NEAR, Line, Near, grouped, hash_of, matched
from sharedstory.importing.merge import Merge, is_nothing, merge, remembered
from sharedstory.importing.pledge_columns import Columns
from sharedstory.importing.pledge_rows import SOMEBODY, Asked, Reader, Told
from sharedstory.importing.record import PledgesRecord, RowRecord
from sharedstory.importing.sheets import Sheet
from sharedstory.reading.document import Path as FieldPath
from sharedstory.schema.choices import Checked, PledgedAs, Status
from sharedstory.schema.words import shortened

_NOBODY = hash_of({"role": SOMEBODY})


@dataclass(frozen=True, slots=True)
class PledgesPlan:
    """What an import would do: the changes of the entry, what to say of it, and how many rows came to what."""

    changes: tuple[tuple[FieldPath, Value], ...]
    added: int
    updated: int
    same: int
    left_out: int
    told: tuple[str, ...]


# One row


# All of them


def plan(
    sheet: Sheet,
    columns: Columns,
    record: PledgesRecord,
    pledges: Sequence[Mapping[str, Any]],
    *,
    taken: Iterable[str],
    tags: Mapping[str, str],
    on: date | None,
    into: str = "",
    withdrawn: Iterable[str] = (),
) -> PledgesPlan:
    """What a sheet changes in the pledges of an entry, as they stand in its front matter; the record is brought up to date.

    `taken` are the ids of all pledges of the site, `tags` those that may be used by what they are called, `on` the day
    of rows without one, if that is known, `into` the entry. Raises PlainError.
    """
    tell = Told()
    number_of = {str(pledge.get("id")): number for number, pledge in enumerate(pledges)}
    gone, used = set(withdrawn), {*taken, *number_of, *withdrawn, *record.rows}
    asked = list(Reader(sheet, columns, record.statuses, on.isoformat() if on else "", tags, tell).rows())
    if columns.ours:
        asked = list(_of_entry(asked, sheet, into, {*taken} - {*number_of}, tell))
    known_as = {one.row: one.id for one in asked if one.id in number_of}
    known_as |= _known_again(
        [one for one in asked if not one.id],
        record.rows,
        {id_: pledges[number] for id_, number in number_of.items()},
        tell,
    )
    silent = list(_no_longer_said(asked, known_as, record))
    changes: list[tuple[FieldPath, Value]] = []
    added, updated, fresh = 0, 0, set[int]()
    for one in asked:
        id_ = known_as.get(one.row, "")
        if one.row in tell.left_out:
            continue
        if one.id and one.id in gone:
            id_ = one.id
        if not id_:
            if columns.ours and not one.fields["who"]:
                tell(one.row, "no name of a person comes in with this table, so it is left out.")
            id_ = one.id if one.id and one.id not in used and compose.slug(one.id) == one.id else ""
            id_ = id_ or compose.id_of(str(one.fields["will"]), "pledge", used)
            used.add(id_)
            changes.append((("pledges", len(pledges) + added), _pledge(id_, one)))
            added += 1
            fresh.add(one.row)
        elif id_ in gone:
            tell.leave(one.row, "this pledge was taken down, so it stays away.")
            continue
        elif id_ not in number_of:
            tell.leave(one.row, f"its pledge {id_} is not in the entry any more.")
            continue
        else:
            number = number_of[id_]
            said = record.rows.get(id_)
            if said is None and not one.id:
                tell(one.row, "a pledge in the entry says just this already, so it is taken for that one.")
            else:
                own = list(_edits(number, pledges[number], said.seen if said else {}, one, tell))
                changes += own
                updated += bool(own)
                fresh |= {one.row} if own else set()
        record.rows[id_] = _known(one, record.rows.get(id_), settled=not tell.perhaps)
    present = {*known_as.values(), *tell.perhaps}
    told = [*columns.messages, *silent, *_nobody(columns, added), *tell.lines(), *_near(asked, fresh)]
    told += [
        f"{id_}: its row is not in the sheet any more. Nothing was taken out."
        for id_ in record.rows
        if id_ in number_of and id_ not in present and not columns.ours
    ]
    same = len(sheet.rows) - added - updated - len(tell.left_out)
    return PledgesPlan(tuple(changes), added, updated, same, len(tell.left_out), tuple(told))


def _no_longer_said(
    asked: Iterable[Asked], known_as: Mapping[int, str], record: PledgesRecord
) -> Iterator[str]:
    """Of what the last sheet spoke and this one has no column for, where it said anything."""
    names: dict[str, None] = {}
    for one in asked:
        if known := record.rows.get(known_as.get(one.row, "")):
            for name in _ORDER:
                said = known.seen.get(name, hash_of(""))
                if name not in one.fields and not is_nothing(said) and said != _NOBODY:
                    names[name] = None
    names.pop("as", None)
    if names:
        yield f"the last sheet had a column for {', '.join(names)}, and this one has none. What was said there stays."


def _nobody(columns: Columns, added: int) -> Iterator[str]:
    """That a sheet has no column for who pledges, so that the new ones are of nobody in particular."""
    if added and not columns.ours and not columns.all("who", "organisation", "role"):
        yield (
            f'no column says who made these pledges, so each new one says "{SOMEBODY}". If a column does say it, name '
            "it, such as: --column 'HEADING=organisation'."
        )


def _known(one: Asked, before: RowRecord | None, *, settled: bool) -> RowRecord:
    """What the record keeps of a row. Of a field that it left empty, or has no column for, what was said before.

    While it is not `settled` which row is which, places and numbers stay as they were: the same sheet again has to say
    the same.
    """
    seen = remembered(before.seen if before else {}, one.seen)
    if one.hides:
        seen["who"] = one.seen["who"]
    if settled:
        return RowRecord(place=one.row, key=one.key, seen=seen)
    return RowRecord(place=before.place if before else 0, key=before.key if before else one.key, seen=seen)


def _of_entry(
    asked: Iterable[Asked], sheet: Sheet, into: str, elsewhere: Container[str], tell: Told
) -> Iterator[Asked]:
    """The rows of our own table that are of this entry."""
    made_in = {row.number: row.cells.get("made_in", "") for row in sheet.rows}
    for one in asked:
        if made_in[one.row] != into:
            tell.leave(
                one.row, f"it was made in {shortened(made_in[one.row])}. Import it with --into that entry."
            )
        elif one.id in elsewhere:
            tell.leave(one.row, f"there is a pledge {shortened(one.id)} in another entry.")
        else:
            yield one


def _known_again(
    asked: Sequence[Asked],
    rows: Mapping[str, RowRecord],
    pledges: Mapping[str, Mapping[str, Any]],
    tell: Told,
) -> dict[int, str]:
    """Which pledge each row is, by the number of the row: what the record says, or what says just the same.

    A pledge of which the record does not know is there after an import that was cut off before it was written.
    """
    now = [
        Line(one.row, one.key, str(one.fields["will"]), one.seen["will"], one.seen.get("who", ""), one.seen)
        for one in asked
    ]
    before = {
        id_: Line(
            known.place,
            known.key,
            str(pledges.get(id_, {}).get("will", "")),
            known.seen.get("will", ""),
            known.seen.get("who", ""),
            known.seen,
        )
        for id_, known in rows.items()
    }
    matches = matched(now, before)
    found = matches.pairs
    unknown = grouped(
        ((hash_of(pledge.get("will")), hash_of(_unless_nobody(pledge.get("who")))), id_)
        for id_, pledge in pledges.items()
        if id_ not in rows
    )
    for line in now:
        if line.place not in found and unknown[line.said, line.whose]:
            found[line.place] = unknown[line.said, line.whose].pop(0)
    for row, ids in matches.unsure.items():
        if row not in found:
            tell.perhaps |= {*ids}
            tell.leave(
                row,
                f"the words alone do not say which pledge it is now: perhaps {_few(ids)}. So that pledge is not changed. "
                "Give each row a column with its own number, such as ID, or put the rows back in their old order.",
            )
    return found


def _few(ids: Sequence[str]) -> str:
    """Some ids in words."""
    return " or ".join(ids[:3]) + (" or another" if len(ids) > 3 else "")


def _unless_nobody(who: Any) -> Any:
    """Who pledges, as a sheet would have given it."""
    return "" if who == {"role": SOMEBODY} else who


def _edits(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: Asked, tell: Told
) -> Iterator[tuple[FieldPath, Value]]:
    """The changes of a pledge whose row was edited. What somebody changed by hand since is left, and told of."""
    id_ = str(pledge.get("id"))
    for name, value in one.fields.items():
        if name in ("as", "status", "evidence"):
            continue
        stands = pledge.get(name)
        if name == "who":
            yield from _who(number, pledge, said, one, tell)
            continue
        if one.id and name == "tags" and {*(stands or ())} <= {*value}:
            continue  # our own table has the tags of the entry too
        match merge(said.get(name), stands, value):
            case Merge.KEEP:
                tell(one.row, f"{id_}: {name} was changed by hand, so the sheet's is not taken.")
            case Merge.TAKE:
                yield ("pledges", number, name), value
            case Merge.GONE if not (
                name in ("by", "by_words") and (one.fields["by"] or one.fields["by_words"])
            ):
                tell(
                    one.row,
                    f"{id_}: {name} is empty in the sheet now. It stays. Take it out by hand if it is over.",
                )
            case _:
                pass
    yield from _news(number, pledge, said, one, tell)


def _who(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: Asked, tell: Told
) -> Iterator[tuple[FieldPath, Value]]:
    """Who pledges. A name that may not be shown any more goes; anything else that the sheet has no more stays."""
    id_, stands, value = str(pledge.get("id")), _unless_nobody(pledge.get("who")), one.fields["who"]
    before = None if said.get("who") in (_NOBODY, hash_of("")) else said.get("who")
    named = isinstance(stands, str | list) and bool(stands)
    if one.id and named:
        return  # our own table has all names in one cell
    if one.hides and named and hash_of(stands) == before and pledge.get("as") == PledgedAs.INDIVIDUAL:
        yield ("pledges", number, "who"), value or {"role": one.role or SOMEBODY}
        tell(one.row, f"{id_}: we may not show the name any more, so it was taken out.")
        return
    if one.hides and named and pledge.get("as") == PledgedAs.INDIVIDUAL:
        tell(one.row, f"{id_}: the sheet does not allow the name, and there is a name. Please take it out.")
        return
    match merge(before, stands, value):
        case Merge.KEEP:
            tell(one.row, f"{id_}: who was changed by hand, so the sheet's is not taken.")
        case Merge.TAKE if isinstance(value, Mapping) and named and stands:
            tell(
                one.row,
                f"{id_}: the sheet only has a role now, so who stays. Change it by hand if that is over.",
            )
        case Merge.TAKE:
            yield ("pledges", number, "who"), value
            if pledge.get("as") != one.fields["as"]:
                yield ("pledges", number, "as"), one.fields["as"]
        case Merge.GONE:
            tell(
                one.row, f"{id_}: who is empty in the sheet now. It stays. Take it out by hand if it is over."
            )
        case _:
            pass


def _news(
    number: int, pledge: Mapping[str, Any], said: Mapping[str, str], one: Asked, tell: Told
) -> Iterator[tuple[FieldPath, Value]]:
    """A step more in the history, or other evidence for the last one."""
    id_ = str(pledge.get("id"))
    edited = {name for name, value in one.seen.items() if said.get(name) != value}
    history = pledge.get("history") or []
    last: Mapping[str, Any] = history[-1] if history else {}
    status = str(one.status or last.get("status") or Status.PROMISED)
    stood = (last.get("status"), last.get("note", ""))
    if "status" in edited and (one.status or one.note) and (status, one.note or stood[1]) != stood:
        if one.id and not said:
            tell(
                one.row,
                f"{id_}: the status differs from the file, which stays. Say it with: sharedstory pledges set.",
            )
            return
        earlier = one.on and one.on < str(last.get("on", ""))
        if earlier:
            tell(one.row, f"{id_}: the day {one.on} is before its last news, so the new step has no date.")
        yield ("pledges", number, "history", len(history)), _step(one, status, "" if earlier else one.on)
    elif "evidence" in edited and one.evidence and last.get("evidence") != one.evidence:
        if merge(said.get("evidence"), last.get("evidence"), one.evidence) is Merge.TAKE:
            yield ("pledges", number, "history", len(history) - 1, "evidence"), one.evidence
            if "checked" not in last:
                yield (
                    ("pledges", number, "history", len(history) - 1, "checked"),
                    str(Checked.EVIDENCE_LINKED),
                )
        else:
            tell(one.row, f"{id_}: evidence was changed by hand, so the sheet's is not taken.")


_ORDER = ("sort", "will", "who", "as", "of", "so_that", "by", "by_words", "tags")


def _pledge(id_: str, one: Asked) -> dict[str, Value]:
    given = {
        name: value for name, value in one.fields.items() if value and name not in ("status", "evidence")
    }
    given["who"] = given.get("who") or {"role": one.role or SOMEBODY}
    given["as"] = given.get("as") or str(PledgedAs.INDIVIDUAL)
    given = {name: given[name] for name in _ORDER if name in given}
    return {"id": id_, **given, "history": [_step(one, str(one.status or Status.PROMISED), one.on)]}


def _step(one: Asked, status: str, on: str) -> dict[str, Value]:
    step: dict[str, Value] = {"on": on, "status": status} if on else {"status": status}
    if one.note:
        step["note"] = one.note
    if one.evidence:
        step |= {"evidence": one.evidence, "checked": str(Checked.EVIDENCE_LINKED)}
    return step


def _near(asked: Sequence[Asked], fresh: Container[int]) -> Iterator[str]:
    """Rows that say nearly the same as one before, where either is new or edited: for a person to look at."""
    near = Near((one.row, str(one.fields["will"])) for one in asked)
    pairs = [
        f"{other} and {one.row}"
        for one in asked
        for other in near.to(str(one.fields["will"]))
        if other < one.row and (one.row in fresh or other in fresh) and near.overlap(one.row, other) >= NEAR
    ]
    if pairs:
        yield f"these rows say nearly the same, and all are kept: {', '.join(pairs)}."
