"""What each column of a sheet of stories is, and what to ask where that is not clear."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sharedstory.forms.questions import BODY, Question
from sharedstory.importing import answers, headings, meanings
from sharedstory.importing.answers import Says
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.importing.sheets import Sheet

# What a column can be, in words for somebody who is asked.
MEANINGS: Mapping[str, str] = {
    "story": "the story itself",
    "consent": "whether it may be published: yes allows it",
    "refusal": "whether it must not be published: yes forbids it",
    "other_consent": "whether they agree to something else, such as a privacy notice",
    "who": "the name of the person who tells it",
    "show_name": "whether the name may be shown: yes shows it",
    "hide_name": "whether the name is kept back: yes hides it",
    "how_named": "how they want to be named, such as first name only",
    "channels": "where it may be shown",
    "on": "the day on which they agreed or answered",
    "title": "the title",
    "summary": "what it is about, in one or two sentences",
    "tags": "themes or tags",
    "places": "places",
    "role": "who the person is, such as parent",
    "organisation": "their group or organisation",
    "voices": "which of our descriptions fits the person",
    "content_notes": "what readers may want to know first",
    "quote": "the sentence that matters most",
    "lang": "the language",
    "account": "whose words it is in",
    "gathering": "the gathering that it came from",
    "speaking_for": "who gave permission",
    "key": "a number of the row",
    "personal": "something personal, to be left out",
    "-": "nothing that we take",
}


# Which question of our form a column answers.
QUESTIONS: Mapping[str, str] = {
    "story": BODY,
    "channels": "consent.channels",
    "speaking_for": "consent.speaking_for",
    "role": "authors.0.role",
    "organisation": "authors.0.organisation",
    **{
        name: name
        for name in ("title", "summary", "tags", "places", "voices", "content_notes", "quote", "lang", "account", "gathering")
    },
}  # fmt: skip


# Columns of which several are read together; of any other meaning there can be one.
SEVERAL = ("consent", "show_name", "personal", "-", "key", "")


# Columns that are left out whole.
NOT_TAKEN = ("personal", "-", "key", "")


def columns(sheet: Sheet, said: Mapping[str, str], questions: Iterable[Question] = ()) -> dict[str, Column]:
    """What each column is: as was said before, or as its heading and its cells tell. Empty where it is not clear."""
    asked = {headings.plain(question.ask): question.name for question in questions if question.ask}
    meaning_of = {name: meaning for meaning, name in QUESTIONS.items()}
    known = {question: meaning_of[name] for question, name in asked.items() if name in meaning_of}
    return {
        heading: meanings.chosen(said[heading])
        if heading in said
        else Column(known[headings.plain(heading)])
        if headings.plain(heading) in known
        else headings.column(heading, [row.cells.get(heading, "") for row in sheet.rows], of="stories")
        for heading in sheet.headings
    }


@dataclass(frozen=True, slots=True)
class UnclearColumn:
    """A question for the organiser: which of these columns has a meaning, or without one, what the one of them is.

    `only` where each of them could be it, so that those that are not chosen are nothing that we take.
    """

    headings: tuple[str, ...]
    meaning: str = ""
    only: bool = False


def unclear(sheet: Sheet, column: Mapping[str, Column], said: Container[str]) -> UnclearColumn | None:
    """The next question to ask: first what decides whether there is anything to ask at all.

    A column without an answer in it is never asked for, nor one of which it was said before what it is.
    """

    def like(*meanings: str) -> tuple[str, ...]:
        return tuple(one for one, what in column.items() if what.meaning in meanings and _filled(sheet, one))

    stories = like("story")
    if len(stories) != 1:
        return (
            UnclearColumn(stories or like(""), "story", only=bool(stories)) if stories or like("") else None
        )
    if not any(what == meanings.chosen("consent") for what in column.values()):
        return UnclearColumn((*like("consent"), *like("")), "consent") if like("consent", "") else None
    for heading in like("consent"):
        if column[heading].polarity is Polarity.UNCLEAR:
            return UnclearColumn((heading,))
    names = like("who")
    if len(names) > 1 and not own_name(names) and like("show_name"):
        return UnclearColumn(names, "who", only=True)
    for heading in like("show_name") if names else ():
        if (
            column[heading].polarity is Polarity.UNCLEAR
            and heading not in said
            and _has_bare_answer(sheet, heading)
        ):
            return UnclearColumn((heading,))
    return next((UnclearColumn((heading,)) for heading in like("")), None)


def _filled(sheet: Sheet, heading: str) -> bool:
    return any(not answers.placeholder(row.cells.get(heading, "")) for row in sheet.rows)


def _has_bare_answer(sheet: Sheet, heading: str) -> bool:
    cells = {row.cells.get(heading, "") for row in sheet.rows}
    return any(answers.says(cell, heading) in (Says.YES, Says.NO) for cell in cells)


def own_name(same: Sequence[str]) -> str:
    """Of several columns of names, the one that plainly holds the name of who answers; empty where none or several do."""
    own = [
        one
        for one in same
        if re.fullmatch(r"(your |my |full |your full )?name|(eich |fy )?enw( llawn)?", headings.plain(one))
    ]
    return own[0] if len(own) == 1 else ""
