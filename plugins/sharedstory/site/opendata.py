"""Story -> open data: entries, pledges with their history, and themes, each as JSON and CSV."""

import csv
import io
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from sharedstory.schema.choices import Channel
from sharedstory.site.render import Renderer
from sharedstory.story.story import Entry

Rows = list[dict[str, Any]]

# What a spreadsheet would take for a formula, also behind spaces and in full width (OWASP, CSV injection). Many take a
# semicolon, a tab or the end of a line for the end of a cell too, whatever the quotes say.
# Apostrophes may be among the spaces, so that `plain` always knows which of them are ours.
_FORMULA = r"(?=['\s\ufeff]*[=+\-@＝＋－＠])"
_BEGINS = re.compile(rf"(?:\A|(?<=[;\t\r\n])){_FORMULA}|\A(?='*[\t\r\n])")
_OURS = re.compile(rf"(?:\A|(?<=[;\t\r\n]))'{_FORMULA}|\A'(?='*[\t\r\n])")


def files(renderer: Renderer) -> dict[str, Callable[[], str]]:
    """Every data file: its place in the site, and what makes its text. Only what may be in the open data."""

    def text(form: Callable[[Rows], str], rows: Callable[[Renderer], Rows]) -> str:
        return form(rows(renderer))

    return {
        f"data/{rows.__name__}.{ending}": partial(text, form, rows)
        for rows in (entries, pledges, themes)
        for ending, form in (("json", as_json), ("csv", as_csv))
    }


def entries(renderer: Renderer) -> Rows:
    """A row for each entry, without its body."""
    story = renderer.story
    return [
        {
            "id": entry.slug,
            "kind": entry.kind,
            "title": entry.title,
            "summary": entry.front.summary,
            "address": renderer.site_url + renderer.address(entry),
            "date": entry.when.text if entry.when else None,
            "authors": [author.called for author in entry.front.authors],
            "account": entry.front.account,
            "voices": list(entry.front.voices),
            "tags": list(entry.front.tags),
            "themes": [theme.id for theme in story.themes_by_entry[entry.slug]],
            "places": list(entry.front.places),
            "gathering": gathering.slug
            if (gathering := story.gathering_of(entry)) and is_open(gathering)
            else None,
            "about": [other.slug for other in story.known(entry.front.about) if is_open(other)],
            "language": entry.front.lang or renderer.language,
        }
        for entry in story.entries
        if is_open(entry)
    ]


def is_open(entry: Entry) -> bool:
    """Whether an entry may be in the open data: that of the site, and what is exported."""
    return Channel.DATA in entry.channels


def pledges(renderer: Renderer) -> Rows:
    """A row for each pledge, with all of its history."""
    return [
        {
            "id": made.id,
            "sort": made.pledge.sort,
            "will": made.pledge.will,
            "who": str(made.pledge.who),
            "as": made.pledge.as_,
            "of": made.pledge.of,
            "so_that": made.pledge.so_that,
            "with": list(made.pledge.with_),
            "by": made.pledge.by.text if made.pledge.by else None,
            "by_words": made.pledge.by_words,
            "status": made.status,
            "status_on": made.when.text if made.when else None,
            "made_in": made.entry.slug,
            "address": renderer.site_url + renderer.address(made),
            "tags": list(made.tags),
            "language": made.entry.front.lang or renderer.language,
            "history": [item.model_dump(mode="json") for item in made.pledge.history],
        }
        for made in renderer.story.pledges
        if is_open(made.entry)
    ]


def themes(renderer: Renderer) -> Rows:
    """A row for each theme, with those of its tags that open entries use, and which entries these are."""
    rows = []
    for theme in renderer.story.themes:
        gathered = [entry for entry in renderer.story.in_theme[theme.id] if is_open(entry)]
        used = {tag for entry in gathered for tag in entry.front.tags}
        rows.append(
            {
                "id": theme.id,
                "title": theme.title,
                "question": theme.question,
                "summary": theme.summary,
                "address": renderer.site_url + renderer.address(f"themes/{theme.id}"),
                "tags": sorted(used & theme.gathers),
                "entries": [entry.slug for entry in gathered],
            }
        )
    return rows


def as_json(rows: Rows) -> str:
    """Rows as JSON, each on a line of its own, so that what changed can be seen."""
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def as_csv(rows: Rows) -> str:
    """Rows as CSV (RFC 4180), every cell in quotes, lists joined by "; ", and no cell a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def as_json_lines(rows: Rows) -> str:
    """Rows as JSON Lines: one object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _cell(value: Any) -> str:
    return neutral(_flat(value))


def _flat(value: Any) -> str:
    """A value in one cell: lists joined by "; ", groups as "name value, name value"."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_flat, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(inner)}" for key, inner in value.items() if inner)
    return str(value)


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: with an apostrophe before each part that it would take for one."""
    return _BEGINS.sub("'", text)


def plain(cell: str) -> str:
    """The text that `neutral` made a cell of."""
    return _OURS.sub("", cell)
