"""What a form asks of a contributor: the questions of a kind of entry, from the schema and the vocabularies.

The form page, the issue form, `sharedstory new` and the templates all ask these, in this order, and `compose.py`
writes what was answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sharedstory.reading import validation
from sharedstory.reading.document import Document, dotted
from sharedstory.reading.problems import did_you_mean
from sharedstory.schema.choices import WRITING, Basis, Channel, Kind
from sharedstory.schema.entries import MODELS
from sharedstory.schema.fields import Field, fields
from sharedstory.schema.types import Target
from sharedstory.schema.words import shortened
from sharedstory.story.story import Story

BODY = "body"
# Text that may well run over one line of a form. It is still one line of the file.


TICK = "Tick all that you agree to. We need at least one, or we cannot show it."
# What to do where an answer is needed and there is none.
ENTER = {
    "body": "tell us your story.",
    "title": "enter a title.",
    "kind": "choose what you are sharing.",
    "summary": "say what it is about, in one or two sentences.",
    "tags": "choose at least one theme.",
    "voices": "choose at least one answer.",
    "consent.basis": "tick the box if everyone agrees.",
    "consent.given": "enter the month or the day.",
    "consent.named_as": "choose how we should name people.",
    "consent.channels": "tick at least one place, or we cannot show it.",
    "what_is_different": "say what is different.",
    "of": "choose what kind of thing it is.",
}


class Sort(StrEnum):
    """How a question is answered, and how the answer is written down."""

    LINE = "line"  # text, in quotes
    PARAGRAPH = "paragraph"  # longer text, in quotes
    LINES = "lines"  # texts, each in quotes
    DATE = "date"  # as it is
    CHOICE = "choice"  # one id, as it is
    CHOICES = "choices"  # ids in brackets
    TEXT = "text"  # the body
    EMPTY = "empty"  # a list that no form asks for and that must be there


class Part(StrEnum):
    """The three parts of a form."""

    STORY = "story"
    YOU = "you"
    AGREED = "agreed"


Answer = str | Sequence[str]
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    `name` is the field's path in the front matter, such as `consent.given`, or `authors.0.name` in a list, or
    `body`. `choices` are pairs of id and label. `longest` counts characters, of each item in a list,
    and `most` items. `pattern` is a regular expression that means the same in JavaScript.
    """

    name: str
    sort: Sort
    ask: str
    hint: str = ""
    example: str = ""
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = 0
    words: int = 0
    sentences: int = 0
    most: int = 0
    pattern: str = ""
    default: Answer = ""

    @property
    def settled(self) -> bool:
        """Whether there is nothing to ask: a list that stays empty, or one choice that is taken already."""
        only = len(self.choices) == 1 and self.default == self.choices[0][0]
        return self.sort is Sort.EMPTY or only

    @property
    def part(self) -> Part:
        match self.name.partition(".")[0]:
            case "consent":
                return Part.AGREED
            case "authors" | "voices" | "account":
                return Part.YOU
            case _:
                return Part.STORY


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be chosen beside the words of the schema: pairs of id and label for a field."""

    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, story: Story) -> "Vocabulary":
        """The themes, places and gatherings of a story."""
        return cls(
            {
                "tags": [(theme.id, theme.title) for theme in story.themes],
                "places": [(place.id, place.name) for place in story.places],
                "gathering": [(entry.slug, entry.title) for entry in story.gatherings],
            }
        )


def questions(kind: Kind, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """What is asked for an entry of a kind, in the order of the form; the body first, as it matters most."""
    asked = [_body(kind)]
    for question in _asked(fields(MODELS[kind]), vocabulary, ""):
        if question.name == "kind":
            asked.append(replace(question, choices=((str(kind), kind.label),), default=str(kind)))
        elif not (question.name == "gathering" and kind is Kind.GATHERING):
            asked.append(question)
    order = list(Part)
    return tuple(sorted(asked, key=lambda question: order.index(question.part)))


def for_contributors(kind: Kind, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """The questions as strangers are asked them: they agree to it in so many words, and say where it may be shown."""
    own = []
    for question in questions(kind, vocabulary):
        match question.name:
            case "kind" if kind in WRITING:
                choices = tuple((str(one), one.label) for one in WRITING)
                own.append(replace(question, choices=choices))
            case "consent.basis":
                agreed = "Everyone in this story agrees that you can publish it."
                own.append(
                    replace(
                        question,
                        ask="Do you agree?",
                        hint="We need this to publish it. You can change your mind at any time.",
                        choices=((str(Basis.CONSENT), agreed),),
                    )
                )
            case "consent.given" | "consent.named_as":
                own.append(replace(question, needed=True))
            case "consent.channels":
                choices = tuple((str(channel), channel.label) for channel in Channel)
                own.append(replace(question, needed=True, choices=choices, default=(), hint=TICK))
            case _:
                own.append(question)
    return tuple(own)


def _body(kind: Kind) -> Question:
    ask = "Tell your story" if kind is Kind.TESTIMONY else "What do you want to say?"
    hint = "Use your own words. It can be short. Leave an empty line between paragraphs."
    return Question(BODY, Sort.TEXT, ask, hint, needed=True)


def _asked(fields: Iterable[Field], vocabulary: Vocabulary, before: str) -> list[Question]:
    """The questions of some fields, and of those within them."""
    found: list[Question] = []
    for one in fields:
        name = before + one.name
        if one.question:
            choices = vocabulary.choices.get(name) or one.held.choices
            if choices or one.names not in (Target.PLACE, Target.GATHERING):
                found.append(_question(name, one, tuple(choices)))
        elif one.needed and one.item:
            found.append(Question(name, Sort.EMPTY, ""))
        elif any(part.question for part in one.parts) and not before:
            found += _asked(one.parts, vocabulary, f"{one.name}.")
        elif one.name == "authors":
            found += _asked(one.held.parts, vocabulary, f"{one.name}.0.")
    return found


def _question(name: str, field: Field, choices: tuple[tuple[str, str], ...]) -> Question:
    if field.item:
        sort = Sort.CHOICES if choices else Sort.LINES
    elif choices:
        sort = Sort.CHOICE
    elif field.pattern.startswith("^[0-9]{4}"):
        sort = Sort.DATE
    else:
        sort = Sort.PARAGRAPH if field.long else Sort.LINE
    example, default = field.example, field.default or ""
    return Question(
        name,
        sort,
        field.question,
        field.hint or ("" if choices else field.description),
        example if isinstance(example, str) else ", ".join(map(str, example)),
        field.needed,
        choices,
        longest=field.held.longest,
        words=field.words,
        sentences=field.sentences,
        most=field.most,
        pattern="" if sort is Sort.DATE else field.held.pattern,
        default=default if isinstance(default, str) else tuple(default),
    )


def mistake(question: Question, answer: Answer, kind: Kind) -> str:
    """What is wrong with an answer by itself, in the checker's words; nothing when it is all right."""
    if not answer:
        return ENTER.get(question.name, "enter an answer.") if question.needed else ""
    if question.sort in (Sort.TEXT, Sort.EMPTY):
        return ""
    known = [id_ for id_, _ in question.choices]
    for given in [answer] if isinstance(answer, str) else answer:
        if known and given not in known:
            near = did_you_mean(given, known) or f" They are: {shortened(', '.join(known), 300)}."
            return f'"{shortened(given)}" is not one of the choices.{near}'
    value: Any = answer if isinstance(answer, str) else list(answer)
    head, *rest = question.name.split(".")
    for step in reversed(rest):
        value = [value] if step == "0" else {step: value}
    path = tuple(int(step) if step.isdecimal() else step for step in (head, *rest))
    # Where the value stands, so that the checker can tell which of the problems are its own.
    at = Document("", positions={path[:n]: (1, 1) for n in range(1, len(path) + 1)})
    _, problems = validation.validate(MODELS[kind], {head: value}, at, (), set())
    own = dotted(path)
    return next((problem.message for problem in problems if problem.field.startswith(own)), "")
