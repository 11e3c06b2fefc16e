"""The form page: its questions in their parts, and what its script has to know to say what the checker would say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sharedstory.forms.compose import LONGEST_NAME
from sharedstory.forms.questions import (
    PART_TITLES,
    Answer,
    Part,
    Question,
    Sort,
    Vocabulary,
    for_contributors,
    mistake,
)
from sharedstory.reading import privacy
from sharedstory.reading.frontmatter import MAX_BYTES, MAX_FRONT_MATTER
from sharedstory.reading.validation import RESERVED_NAMES
from sharedstory.schema.choices import SMALLER_THAN_COUNCIL_AREA, WRITING, Account, Kind, NamedAs
from sharedstory.schema.dates import MONTHS
from sharedstory.schema.types import REVIEW_AFTER_MONTHS
from sharedstory.story.story import Story

# What hangs together, in words for somebody who sees a form and not a file.
WORDS = {
    "name": "you chose that nobody is named. Take the name out, or choose another way of being named.",
    "surname": "you chose your first name only. Take the surname out, or choose another way of being named.",
    "author": "say who you are: a name, or who you are in this story. Or choose further down that you are not named.",
    "organisation": "an organisation can tell people who you are. Take it out, or choose another way of being named.",
    "place": '"{text}" is so small that people could know who you are. Choose the council area or region instead.',
    "quote": "these words do not stand in your text. Copy them from there, word for word, without signs such as * or _.",
    "retold": "you chose a summary, so this sentence is yours and not theirs. Leave it out, or put their own words in quotation marks in the text.",
    "future": "{text} is still to come. Correct the date.",
    "asked": "this day has come already. Write a later one, or leave it empty.",
    "old": f"this is more than {REVIEW_AFTER_MONTHS} months ago. Ask again whether they agree, and write that date.",
    "fields": f"all your answers beside your story are over {MAX_FRONT_MATTER // 1024} KiB together. Shorten this one, which is the longest.",
    "file": f"the file would be over {MAX_BYTES // 1024} KiB, and that is all we read. Shorten your text.",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its parts, each with a heading and questions, and what its script has to know, as JSON has it."""

    kind: Kind
    parts: tuple[tuple[str, tuple[Question, ...]], ...]
    data: Mapping[str, Any]


def form(kind: Kind, story: Story) -> Form:
    """The form for a testimony, a critique or an analysis, which share one, or for a glimpse."""
    asked = for_contributors(kind, Vocabulary.of(story))
    parts = tuple(
        (PART_TITLES[part], tuple(one for one in asked if one.part is part and not one.settled))
        for part in Part
    )
    return Form(kind, parts, _data(asked, kind, story))


def hint(question: Question) -> str:
    """What is to be known before a question is answered: its hint, an example, and its limit where that is not plain."""
    found = [question.hint] if question.hint else []
    if question.sort is Sort.PARAGRAPH and question.longest and not any(map(str.isdigit, question.hint)):
        found.append(f"Up to {question.longest:,} characters.")
    told = question.choices or question.sort is Sort.DATE or "such as" in question.hint.lower()
    if question.example and not told:
        found.append(f"For example: {question.example}")
    return " ".join(found)


def _data(asked: tuple[Question, ...], kind: Kind, story: Story) -> dict[str, Any]:
    return {
        "questions": [_told(question, kind) for question in asked],
        "words": WORDS,
        "writing": [str(kind) for kind in WRITING],
        "anonymous": str(NamedAs.ANONYMOUS),
        "firstName": str(NamedAs.FIRST_NAME),
        "summary": str(Account.SUMMARY),
        "nameless": [str(NamedAs.ANONYMOUS), str(NamedAs.ROLE_ONLY)],
        "small": {place.id: place.name for place in story.places if place.size in SMALLER_THAN_COUNCIL_AREA},
        "known": sorted(privacy.known_words([place.name for place in story.places])),
        "privacy": privacy.as_json(),
        "months": MONTHS,
        "reviewAfter": REVIEW_AFTER_MONTHS,
        "maxBytes": MAX_BYTES,
        "maxFrontMatter": MAX_FRONT_MATTER,
        "longestName": LONGEST_NAME,
        "reserved": sorted(RESERVED_NAMES),
    }


def _told(question: Question, kind: Kind) -> dict[str, Any]:
    """A question as the script needs it."""
    limits = ("needed", "longest", "words", "sentences", "most", "pattern")
    told = {name: getattr(question, name) for name in limits if getattr(question, name)}
    default = {"default": question.default} if question.settled else {}
    said = _said(question, kind)
    return {"name": question.name, "sort": str(question.sort), "ask": question.ask, **told, **default, "said": said}  # fmt: skip


def _said(question: Question, kind: Kind) -> dict[str, str]:
    """The checker's own words for each way in which an answer can be wrong: what it says when it is given one.

    `{n}` stands for how many there are, and `{text}` for what was answered.
    """
    wrong: dict[str, tuple[str, Answer]] = {}
    if question.needed:
        wrong["needed"] = ("", "")
    if question.longest and not question.choices:
        wrong["longest"] = (str(question.longest + 1), "x" * (question.longest + 1))
    if question.words:
        wrong["words"] = (str(question.words + 1), "x " * (question.words + 1))
    if question.sentences:
        wrong["sentences"] = (str(question.sentences + 1), "x. " * (question.sentences + 1))
    if question.pattern and not question.choices:
        wrong["pattern"] = ("", "{text}")
    if question.sort is Sort.DATE:
        wrong["date"] = ("", "{text}")
        wrong["calendar"] = ("", "2026-02-31")
        wrong["nought"] = ("", "2026-00-31")
    if question.most:
        wrong["most"] = (str(question.most + 1), [question.choices[0][0]] * (question.most + 1))
    said = {}
    for way, (count, answer) in wrong.items():
        listed = [answer] if question.sort is Sort.LINES and isinstance(answer, str) else answer
        words = mistake(question, listed, kind)
        words = words.replace("2026-02-31", "{text}").replace("2026-00-31", "{text}")
        said[way] = words.replace(count, "{n}", 1) if count else words
    return said
