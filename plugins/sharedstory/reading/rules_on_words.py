"""Rules on what is written in a piece: its title, its text, its quotes, and examples that were left in it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from sharedstory.reading import gfm
from sharedstory.reading import markdown as bodies
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.hidden_notes import hidden_notes
from sharedstory.reading.problems import Problem
from sharedstory.reading.rule import (
    Collected,
    public_texts,
    with_fields,
)
from sharedstory.reading.validation import Record
from sharedstory.schema.choices import Account
from sharedstory.schema.entries import TEMPLATE_BODY
from sharedstory.schema.fields import by_name, fields
from sharedstory.schema.people import Consent, Person
from sharedstory.schema.types import Model
from sharedstory.schema.words import shortened

# Blank, although they count as letters or signs.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufffc")


_DISGUISES = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def titles_can_be_seen(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Every text has something in it that can be seen; titles and summaries no code for a character that turns text round."""
    for record, _ in with_fields(records):
        for path, text in public_texts(record.document.values, least=1):
            if (text.isascii() and "&" not in text) or path[0] in record.wrong:
                continue
            meant = html.unescape(text)
            if not any(unicodedata.category(sign)[0] in "LNPS" and sign not in _BLANK for sign in meant):
                message = "nothing can be seen here. Write it in letters."
                yield record.document.problem("field-value", path, message)
            elif path in _PLAINLY_SHOWN and len(_DISGUISES.findall(meant)) > len(_DISGUISES.findall(text)):
                message = "there is a code for an invisible character here, such as &#x202e;. Take it out."
                yield record.document.problem("field-value", path, message)


_PLAINLY_SHOWN = (("title",), ("summary",))


# What nobody would write by chance. Where one of these is left, the other examples were left too.
_PLAINLY_LEFT = ("title", "summary")


def examples_are_replaced(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Nobody hands in what the template says as if it were theirs, above all not its consent."""
    template = _spoken(TEMPLATE_BODY)
    first_theme = [theme.id for _, theme in all_.themes.items[:1]]
    for record, front in with_fields(records):
        document = record.document
        begins = template.startswith(_spoken(document.body.lstrip()[:20]))
        body = begins and _spoken(document.body) == template
        if not body and not any(
            document.values.get(name) in by_name(type(front))[name].examples for name in _PLAINLY_LEFT
        ):
            continue
        for path, example in _examples(document.values, type(front), first_theme):
            weighty = path[0] in ("title", "summary", "authors", "consent")
            message = (
                f'"{shortened(example)}" is the example from the template. Nobody has agreed to that. Write what was agreed.'
                if path[0] == "consent"
                else f'"{shortened(example)}" is the example from the template. Write what is true here.'
            )
            yield document.problem("example-left" if weighty else "example-word", path, message)
        if body:
            message = "this is the example from the template. Write your text in its place."
            line = document.body_line + len(document.body) - len(document.body.lstrip("\n"))
            yield Problem(document.path, line, 1, "example-left", "", message)


def _examples(values: Any, model: type[Model], first_theme: list[str]) -> Iterator[tuple[FieldPath, str]]:
    """The fields that say just what the schema has for an example, with their paths and the example."""
    groups: list[tuple[FieldPath, Any, type[Model]]] = [
        ((), values, model),
        (("consent",), values.get("consent"), Consent),
    ]
    authors = values.get("authors")
    if isinstance(authors, list):
        groups += [(("authors", number), author, Person) for number, author in enumerate(authors)]
    for path, group, of in groups:
        given = {"name": group} if isinstance(group, str) and of is Person else group
        for field in fields(of) if isinstance(given, dict) else ():
            name = field.name
            said = given.get(name)
            examples = [*field.examples, *([first_theme] if name == "tags" else [])]
            if name not in ("kind", "draft") and said in examples:
                if isinstance(said, str):
                    yield (*path, name), said
                elif isinstance(said, list) and said and all(isinstance(one, str) for one in said):
                    yield (*path, name), ", ".join(said)


def bodies_have_words(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Every entry has words of its own."""
    for record, _ in with_fields(records):
        if not gfm.without_notes(record.document.body, "").strip():
            message = "there are no words here. Write the text below the second ---."
            yield Problem(record.document.path, record.document.body_line, 1, "body-empty", "", message)


def notes_are_taken_out(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """What an editor hides from the one who writes is not handed in: others read it, or miss what they have to know."""
    for record in records:
        for note in hidden_notes(record.document.body):
            code = "note-hidden" if note.stops else "note-left-out"
            line = record.document.body_line + note.line
            yield Problem(record.document.path, line, note.column + 1, code, "", _ABOUT_NOTES[code])


_ABOUT_NOTES = {
    "note-hidden": (
        "this note is hidden in some editors, and it may be about consent, a name or when to publish. "
        "Do what it asks, then take it out."
    ),
    "note-left-out": (
        "this note is not shown on the site, but anyone who opens the file can read it. "
        "If it asks for something, do that first."
    ),
}


def quotes_stand_in_the_body(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """A quote is one sentence of the text, word for word; in a summary, words that the text gives as the author's own."""
    for record, front in with_fields(records):
        if not front.quote:
            continue
        quote, text = _spoken(front.quote), _spoken(bodies.plain(record.document.body))
        if quote not in text:
            message = "these words are not in the text below. Copy them from there, word for word."
            yield record.document.problem("quote-not-in-body", ("quote",), message)
        elif front.account is Account.SUMMARY and not _is_quoted(quote, text):
            message = (
                "this text is a summary, so these words are ours and would be shown as the author's. "
                "Take the quote out, or put the author's own words in quotation marks in the text."
            )
            yield record.document.problem("quote-in-summary", ("quote",), message)


def _spoken(text: str) -> str:
    """Text with one kind of quotation mark and space, since editors change those by themselves."""
    return " ".join(re.sub(r"[“”„«»]", '"', re.sub(r"[‘’]", "'", text)).split())


def _is_quoted(words: str, text: str) -> bool:
    """Whether words stand in quotation marks in a text: within double ones, or right between single ones."""
    words = words.strip("\"'")
    if any(words in said for said in re.findall(r'"([^"]*)"', text)):
        return True
    return bool(re.search(rf"'{re.escape(words.rstrip('.,!?'))}[.,!?]*'(?!\w)", text))
