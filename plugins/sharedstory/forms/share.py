"""The form page: its questions in their parts, and what its script has to know to say what the checker would say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sharedstory.forms.compose import LONGEST_NAME
from sharedstory.forms.questions import (
    Answer,
    Question,
    Sort,
    Vocabulary,
    for_contributors,
    mistake,
)
from sharedstory.reading import privacy
from sharedstory.reading.frontmatter import MAX_BYTES, MAX_FRONT_MATTER
from sharedstory.reading.validation import RESERVED_NAMES
from sharedstory.schema import locales
from sharedstory.schema.choices import SMALLER_THAN_COUNCIL_AREA, WRITING, Account, Kind, NamedAs
from sharedstory.schema.types import REVIEW_AFTER_MONTHS
from sharedstory.schema.wording import Wording
from sharedstory.story.story import Story

# What hangs together, in words for somebody who sees a form and not a file.
WORDS = {
    "name": "you chose to have no name shown. Take the name out, or choose another way to be named.",
    "surname": "you chose your first name only. Take the surname out, or choose another way to be named.",
    "author": "enter a name, or say who you are in this story. Or choose below to have no name at all.",
    "organisation": "an organisation can show who you are. Take it out, or choose another way to be named.",
    "place": 'people could work out who you are from "{text}". Choose the council area or region instead.',
    "quote": "these words are not in your text. Copy them word for word, without signs such as * or _.",
    "retold": "you chose a summary, so this sentence is yours. Leave it out, or put their own words in quotation marks in the text.",
    "future": "{text} has not come yet. Correct the date.",
    "asked": "this day has passed. Choose a later one, or leave it blank.",
    "old": f"this is more than {REVIEW_AFTER_MONTHS} months ago. Ask them if they still agree, and enter that date.",
    "fields": f"your answers besides the story are over {MAX_FRONT_MATTER // 1024} KiB together. Shorten this one, which is the longest.",
    "file": f"your story is over {MAX_BYTES // 1024} KiB, and that is all we can read. Shorten it.",
}
# Questions whose hints hold an example already.
EXAMPLES_IN_HINTS = ("authors.0.role", "lang")
# What the script of the page says while somebody works with it.
TOLD = {
    "error": "Error",
    "change": "Change",
    "step": "Step {number} of {count}: {title}",
    "copied": "Copied. You can paste it where you like.",
    "notCopied": "This browser did not let us copy it. The text is selected: press Ctrl and C, or hold it and choose Copy.",
    "downloaded": "Downloaded as {name}.",
    "mail": "Your email program opens, if this device has one. Nothing is sent until you send it there.",
    "gitHub": "GitHub opens in a new tab with your story in it. Nothing is public until you send it there.",
    "gitHubEmpty": "We copied your story. GitHub opens in a new tab: paste it there.",
    "cannotKeep": "This browser does not keep what you write. Copy or download it before you leave.",
    "restored": "We brought back what you wrote on this device before.",
    "keeping": "This device keeps what you write.",
    "notKeeping": "This device does not keep what you write any more.",
    "cleared": "The form is empty now.",
    "changed": "You changed an answer. Check your answers again when you are ready.",
    "subject": "A story for {site}",
    "attached": "My story is in the file {name}, which I attach.",
}
# How much room is left, by whether it counts words or characters, and whether there are too many.
ROOM = {
    "words": ("You have %(count)s word left.", "You have %(count)s words left."),
    "characters": ("You have %(count)s character left.", "You have %(count)s characters left."),
    "wordsOver": ("You have %(count)s word too many.", "You have %(count)s words too many."),
    "charactersOver": ("You have %(count)s character too many.", "You have %(count)s characters too many."),
}


# The steps in which people are asked, with the questions of each by the beginnings of their names. What is in none
# belongs to the second.
STEPS = {
    "What happened": ("body", "kind", "what_is_different"),
    "What it is about": (),
    "You": ("authors", "voices", "account", "consent.named_as"),
    "Your permission": ("consent",),
}
# Questions that need no answer and are not put aside.
FIRST = ("authors.0.name",)


@dataclass(frozen=True, slots=True)
class Step:
    """A few questions that are asked together, and `more` that people can leave out."""

    title: str
    questions: tuple[Question, ...]
    more: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its steps, and what its script has to know, as JSON has it."""

    kind: Kind
    steps: tuple[Step, ...]
    data: Mapping[str, Any]


def form(kind: Kind, story: Story, say: Wording) -> Form:
    """The form for a testimony, a critique or an analysis, which share one, or for a glimpse; in the site's language."""
    vocabulary = Vocabulary.of(story)
    asked = for_contributors(kind, vocabulary)
    own = {question.name: _in_language(question, vocabulary, say) for question in asked}
    steps: dict[str, list[Question]] = {title: [] for title in STEPS}
    for question in asked:
        if not question.settled:
            steps[step_of(question)].append(own[question.name])
    return Form(
        kind, tuple(_step(say(title), some) for title, some in steps.items()), _data(asked, kind, story, say)
    )


def step_of(question: Question) -> str:
    """The title of the step in which a question is asked."""
    return next((title for title, names in STEPS.items() if question.name.startswith(names)), list(STEPS)[1])


def _step(title: str, questions: Sequence[Question]) -> Step:
    first = tuple(question for question in questions if question.needed or question.name in FIRST)
    return Step(title, first, tuple(question for question in questions if question not in first))


def _in_language(question: Question, vocabulary: Vocabulary, say: Wording) -> Question:
    """A question in the language of the site. What the site's own vocabularies call things stays."""
    choices = question.choices
    if question.name not in vocabulary.choices:
        choices = tuple((value, say(label)) for value, label in choices)
    return replace(question, ask=say(question.ask), hint=say(question.hint), choices=choices)


def hint(question: Question, say: Wording) -> str:
    """What is to be known before a question is answered: its hint, an example, and its limit where that is not plain."""
    found = [question.hint] if question.hint else []
    if question.sort is Sort.PARAGRAPH and question.longest and not any(map(str.isdigit, question.hint)):
        found.append(say("Up to %(count)s characters.", count=locales.number(question.longest, say.code)))
    told = question.choices or question.sort is Sort.DATE or question.name in EXAMPLES_IN_HINTS
    if question.example and not told:
        found.append(say("For example: %(example)s", example=question.example))
    return " ".join(found)


def _data(asked: tuple[Question, ...], kind: Kind, story: Story, say: Wording) -> dict[str, Any]:
    found = privacy.as_json()
    return {
        "questions": [_told(question, kind, say) for question in asked],
        "words": {name: say(words) for name, words in WORDS.items()},
        "told": {name: say(words) for name, words in TOLD.items()},
        "room": {name: _forms(*messages, say) for name, messages in ROOM.items()},
        "writing": [str(kind) for kind in WRITING],
        "anonymous": str(NamedAs.ANONYMOUS),
        "firstName": str(NamedAs.FIRST_NAME),
        "summary": str(Account.SUMMARY),
        "nameless": [str(NamedAs.ANONYMOUS), str(NamedAs.ROLE_ONLY)],
        "small": {place.id: place.name for place in story.places if place.size in SMALLER_THAN_COUNCIL_AREA},
        "known": sorted(privacy.known_words([place.name for place in story.places])),
        "privacy": {**found, "words": {code: say(words) for code, words in found["words"].items()}},
        "months": locales.months(say.code),
        "reviewAfter": REVIEW_AFTER_MONTHS,
        "maxBytes": MAX_BYTES,
        "maxFrontMatter": MAX_FRONT_MATTER,
        "longestName": LONGEST_NAME,
        "reserved": sorted(RESERVED_NAMES),
    }


def _forms(one: str, many: str, say: Wording) -> dict[str, str]:
    return {category: text % {"count": "{count}"} for category, text in say.forms(one, many).items()}


def _told(question: Question, kind: Kind, say: Wording) -> dict[str, Any]:
    """A question as the script needs it."""
    limits = ("needed", "longest", "words", "sentences", "most", "pattern")
    told = {name: getattr(question, name) for name in limits if getattr(question, name)}
    default = {"default": question.default} if question.settled else {}
    said = {way: say(words) for way, words in mistakes(question, kind).items()}
    return {"name": question.name, "sort": str(question.sort), "ask": say(question.ask), **told, **default, "said": said}  # fmt: skip


def mistakes(question: Question, kind: Kind) -> dict[str, str]:
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
