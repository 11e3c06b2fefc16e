"""The report as text: Markdown to read aloud, and CSV or JSON to count with."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sharedstory.reading.problems import printable
from sharedstory.schema.dates import day_in_words
from sharedstory.site.opendata import Rows, as_csv
from sharedstory.site.report import NOTE, Report
from sharedstory.story.story import MadePledge

HIDDEN = "not shown"


def markdown(found: Report) -> str:
    """A report as Markdown that does only what we wrote into it: contributors' signs are shown as they are."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Report) -> Iterator[str]:
    yield f"# What has changed, {day_in_words(found.on)}"
    yield ""
    stories = "" if found.pieces is None else f" There are {found.pieces} stories."
    yield f"A story is a testimony, a critique or an analysis.{stories}"
    yield NOTE
    for table in (*found.people, found.others, found.statuses, found.over_time):
        yield from ("", f"## {table.title}", "")
        head = ["", *table.columns]
        yield f"| {' | '.join(map(_literal, head))} |"
        yield f"|{' --- |' * len(head)}"
        for label, counts in table.rows:
            cells = [label, *("–" if count is None else str(count) for count in counts)]
            yield f"| {' | '.join(map(_literal, cells))} |"
    for title, pledges in (("Promises kept", found.kept), ("No news for a while", found.quiet)):
        yield from ("", f"## {title}", "")
        for made in pledges:
            proof = f" Evidence: <{made.pledge.latest.evidence}>" if made.pledge.latest.evidence else ""
            on = f", {made.when}" if made.when else ""
            yield f"- {_told(made)} ({made.status.label}{on}){proof if title == 'Promises kept' else ''}"
        if not pledges:
            yield "None."
    for title, waiting in (("Offers still open", found.offers), ("Requests still open", found.asks)):
        yield from ("", f"## {title}", "")
        for one in waiting:
            yield f"- {_told(one.made)}"
            for match in one.matches:
                other = match.ask if one.made is match.offer else match.offer
                yield f"  - May match: {_told(other)} {_literal(' '.join(match.reasons))}"
        if not waiting:
            yield "None."
    yield from ("", "## What people learned, and what happened next", "")
    for lesson in found.lessons:
        yield f"- {_literal(lesson.session.title)}"
        for point, entries in lesson.points:
            yield f"  - {_literal(point.point)}"
            yield from (f"    - Answered in: {_literal(entry.title)}" for entry in entries)
        yield from (f"  - Pledged there: {_told(made)} ({made.status.label})" for made in lesson.pledges)
        yield from (f"  - Mentioned in: {_literal(entry.title)}" for entry in lesson.spoken_of_by)
    if not found.lessons:
        yield "None."
    yield from ("", "## Glimpses to check", "")
    for entry, checked in found.glimpses:
        yield f"- {_literal(entry.title)} ({f'last checked {checked}' if checked else 'never checked'})"
    if not found.glimpses:
        yield "None."


def _told(made: MadePledge) -> str:
    return f"{_literal(str(made.pledge.who))}: {_literal(made.pledge.will)}"


def _literal(words: str) -> str:
    """Words as Markdown shows them, with nothing in them that Markdown takes for more than words."""
    return re.sub(r"([\\`*_\[\]<>#|~&!@$]|:(?=//))", r"\\\1", " ".join(printable(words).split()))


def tables(found: Report) -> Rows:
    """A report as rows, each one fact: the part of the report, row, column, value, and an id where it has one."""
    rows: Rows = [_fact("pieces", "all", "Pieces", HIDDEN if found.pieces is None else found.pieces)]
    for table in (*found.people, found.others, found.statuses, found.over_time):
        for label, counts in table.rows:
            for column, count in zip(table.columns, counts, strict=True):
                rows.append(_fact(table.name, label, column, HIDDEN if count is None else count))
    for name, pledges in (("kept", found.kept), ("quiet", found.quiet)):
        rows += [
            _fact(name, made.pledge.will, "Since", made.when.text if made.when else "", made.id)
            for made in pledges
        ]
    for name, waiting in (("offers", found.offers), ("asks", found.asks)):
        for one in waiting:
            rows.append(_fact(name, one.made.pledge.will, "Who", str(one.made.pledge.who), one.made.id))
            for match in one.matches:
                other = match.ask if one.made is match.offer else match.offer
                reasons = " ".join(match.reasons)
                rows.append(_fact(name, one.made.pledge.will, f"May match {other.id}", reasons, one.made.id))
    for lesson in found.lessons:
        for point, entries in lesson.points:
            rows.append(_fact("learning", point.point, "Learned in", lesson.session.title, point.id))
            rows += [_fact("learning", point.point, "Answered in", one.title, point.id) for one in entries]
        came_of_it = [made.pledge.will for made in lesson.pledges]
        came_of_it += [entry.title for entry in lesson.spoken_of_by]
        for came in came_of_it:
            rows.append(_fact("learning", lesson.session.title, "Came of it", came, lesson.session.slug))
    for entry, checked in found.glimpses:
        said = checked.text if checked else "never"
        rows.append(_fact("glimpses", entry.title, "Last checked", said, entry.slug))
    return rows


def _fact(part: str, row: str, column: str, value: str | int, id_: str = "") -> dict[str, Any]:
    return {"part": part, "row": row, "column": column, "value": value, "id": id_}


def as_text(found: Report, form: str) -> str:
    """A report in one of the forms `markdown`, `csv` and `json`."""
    if form == "markdown":
        return markdown(found)
    if form == "csv":
        return as_csv(tables(found))
    said = {"on": found.on.isoformat(), "facts": tables(found)}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"
