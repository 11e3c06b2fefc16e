"""Sheets made out of headings and answers of all kinds: no name and no story comes out that was not plainly allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

import yaml
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.forms.questions import Vocabulary
from sharedstory.importing import stories, story_columns
from sharedstory.importing.sheets import Row, Sheet
from sharedstory.importing.stories import StoriesReport

FIRST, LAST = "Zebedee", "Quillfeather"
NAME = f"{FIRST} {LAST}"


@dataclass(frozen=True)
class Heading:
    """A heading with what a yes to it does, as whoever put the pieces together knows it."""

    text: str
    yes: str  # "allows", "forbids", or "unclear"


def _put_together(pieces: Sequence[Sequence[str]], yes: str) -> list[Heading]:
    return [Heading(" ".join(filter(None, words)), yes) for words in product(*pieces)]


POLITE = ("", "Please tell us:", "4.", "Q2)")
END = ("", "?", "*", "(required)", "(Yes/No)")
# How each of the two questions is put plainly, turned round, and so that nobody can tell.
NAMES = [
    *_put_together((POLITE, ("May we", "Can we", "Are you happy for us to"), ("show", "publish", "use", "share"), ("your name", "your full name"), ("", "on the website"), END), "allows"),
    *_put_together((("I agree that", "I am happy that"), ("my name",), ("is shown", "is published", "can be used")), "allows"),
    *_put_together((("A gawn ni", "Ydych chi'n hapus i ni"), ("ddangos", "gyhoeddi", "ddefnyddio"), ("eich enw",), END), "allows"),
    *_put_together((("", "Please", "PLEASE"), ("do not", "don't", "never"), ("show", "publish", "use", "share"), ("my name", "my full name"), END), "forbids"),
    *_put_together((("Would you like to", "Do you want to", "I wish to", "I would prefer to"), ("be", "stay", "remain"), ("anonymous",), END), "forbids"),
    *_put_together((("", "Please"), ("keep", "Keep"), ("my name",), ("private", "confidential", "hidden", "private and do not publish it"), END), "forbids"),
    *_put_together((("Peidiwch â",), ("dangos", "cyhoeddi", "defnyddio"), ("fy enw",), END), "forbids"),
    *_put_together((("Hoffech chi aros", "Hoffwn aros", "Aros"), ("yn ddienw",), END), "forbids"),
    *_put_together((("Withhold", "Hide", "Remove", "Leave out"), ("my name", "your name"), END), "forbids"),
    *_put_together((("May we show your name", "Can we use your name"), ("after the hearing", "with the council", "in our newsletter", "or your initials", "unless you object", "to the police", "if they ask", "internally", "or keep it private", "only at meetings"), END), "unclear"),
    *_put_together((("Don't you want", "Do you not want"), ("your name shown", "to be named"), END), "unclear"),
    *_put_together((("I do not want to be", "I would never be", "Not"), ("anonymous", "unnamed"), END), "unclear"),
    *_put_together((("Would you mind if we", "What if we"), ("showed", "published"), ("your name",), END), "unclear"),
    *_put_together((("Anonymous", "Anonymous?", "Not named"), ("/", "or"), ("Name", "named"), END), "unclear"),
    *_put_together((("Name", "Named"), ("/", "or"), ("anonymous", "not named"), END), "unclear"),
]  # fmt: skip
CONSENTS = [
    *_put_together((POLITE, ("May we", "Can we", "Do you agree that we"), ("publish", "share", "use"), ("your story", "this"), END), "allows"),
    *_put_together((("I agree", "I consent"), ("to my story being published", "to publication", "that my story is shared")), "allows"),
    *_put_together((("A gawn ni", "Ydych chi'n cytuno i ni"), ("gyhoeddi", "rannu"), ("eich stori",), END), "allows"),
    *_put_together((("", "Please"), ("do not", "don't"), ("publish", "share", "use"), ("my story", "this"), END), "forbids"),
    *_put_together((("Not for publication", "Confidential", "Peidiwch â chyhoeddi", "Contact me before you publish"), END), "forbids"),
    *_put_together((("May we share your story", "Can we use this"), ("with journalists", "for training", "after the hearing", "in court"), END), "unclear"),
    *_put_together((("I have read", "I agree to", "I accept"), ("the privacy notice", "the terms", "the guidelines")), "else"),
    *_put_together((("GDPR", "Photo consent", "Consent to store my data", "Do you consent", "Consent"), END), "else"),
]  # fmt: skip
YES = (
    "Yes",
    "yes",
    "Y",
    "Yes please",
    "Yes, thank you",
    "I agree",
    "✓",
    "TRUE",
    "Ydw",
    "Iawn",
    "Cytuno",
    "Yes - I agree",
)
NO = ("No", "no", "N", "No thanks", "FALSE", "Nac ydw", "Na", "I do not")
NOTHING = ("", "N/A", "-", "TBC", "none", "dim")
ODD = (
    "Maybe",
    "x",
    "Yes?",
    "No problem",
    "ask my sister",
    "👍",
    "2",
    "Yes / No",
    "Yes and no",
    "ok for now",
    "Efallai",
    "whatever",
)
TURNED = [" ".join(words) for words in product(("Yes", "OK", "Agreed", "Ydw"), ("but", "if", "until", "only", "unless", "not", "- after", "except", "ond"), ("I see it first", "my surname", "May", "for the website", "they ask"))]  # fmt: skip
ANSWERS: Mapping[str, str] = {
    **dict.fromkeys(YES, "yes"),
    **dict.fromkeys(NO, "no"),
    **dict.fromkeys((*ODD, *TURNED, *NOTHING[1:]), "odd"),
    "": "",
}
FIRST_NAME = ("First name only", "just my first name", "First name please", "Enw cyntaf yn unig")
NONE_OF_IT = ("Anonymous", "Role only", "Not named", "Dienw", "Initials")
NAMING: Mapping[str, str] = {
    **ANSWERS,
    **dict.fromkeys(FIRST_NAME, "first"),
    **dict.fromkeys(NONE_OF_IT, "none"),
}


def named(answers: Sequence[tuple[Heading, str]]) -> set[str]:
    """Which parts of the name somebody plainly allowed in all of the columns."""
    granted = False
    parts = {FIRST, LAST}
    for heading, words in answers:
        match heading.yes, NAMING[words]:
            case ("allows", "yes") | ("forbids", "no"):
                granted = True
            case _, "first":
                granted, parts = True, parts & {FIRST}
            case "forbids" | "unclear", "":
                pass
            case _:
                return set()
    return parts if granted else set()


def agreed(answers: Sequence[tuple[Heading, str]]) -> bool:
    """Whether somebody plainly agreed in all of the columns that it is published."""
    granted = False
    for heading, words in answers:
        match heading.yes, ANSWERS[words]:
            case "allows", "yes":
                granted = True
            case ("else", "yes") | ("forbids", "no") | ("forbids" | "unclear", ""):
                pass
            case _:
                return False
    return granted


def _columns(
    headings: Sequence[Heading], answers: Mapping[str, str]
) -> st.SearchStrategy[list[tuple[Heading, str]]]:
    kinds = sorted({heading.yes for heading in headings})
    by_kind = {kind: [heading for heading in headings if heading.yes == kind] for kind in kinds}
    words = {
        kind: [one for one, other in answers.items() if other == kind] for kind in sorted({*answers.values()})
    }
    # Each kind is as likely as any other, though some have many more ways to be said.
    heading = st.sampled_from(["allows", "allows", *kinds]).flatmap(
        lambda kind: st.sampled_from(by_kind[kind])
    )
    answer = st.sampled_from(["yes", "yes", *words]).flatmap(lambda kind: st.sampled_from(words[kind]))
    return st.lists(st.tuples(heading, answer), min_size=1, max_size=3, unique_by=lambda one: one[0].text)


@given(_columns(CONSENTS, ANSWERS), _columns(NAMES, NAMING), st.randoms())
def test_no_name_and_no_story_comes_out_that_was_not_plainly_allowed(
    consents: list[tuple[Heading, str]], names: list[tuple[Heading, str]], order: Random
) -> None:
    cells = {
        "Timestamp": "2026-03-01",
        "Your story": "We have a key of our own.",
        "Your name": NAME,
        **{heading.text: words for heading, words in (*consents, *names)},
    }
    headings = list(cells)
    order.shuffle(headings)
    sheet = Sheet(tuple(headings), (Row(2, cells),))
    report = StoriesReport()
    column = story_columns.columns(sheet, {})
    drafts = list(stories.drafts(sheet, column, Vocabulary(), (), {}, report))
    written = "".join(
        f"{draft.name}\n{draft.text}\n{yaml.safe_dump({draft.key: draft.name})}" for draft in drafts
    )
    parts = named(names)
    assert {part for part in (FIRST, LAST) if part.casefold() in written.casefold()} <= parts
    assert bool(drafts) <= agreed(consents)
    # Nor is anything kept back that was plainly allowed.
    if agreed(consents) and not any(heading.yes == "unclear" for heading, _ in (*consents, *names)):
        assert [draft.row for draft in drafts] == [2]
        assert all(part in written for part in parts)
    # What was not understood is told with its words.
    told = "\n".join([*report.lines, *(line for draft in drafts for line in draft.told)])
    odd = [words for _, words in names if NAMING[words] == "odd"] if drafts else []
    if not drafts and "nobody agreed" not in told and "nothing can be taken" not in told:
        odd = [words for _, words in consents if ANSWERS[words] == "odd"]
    assert all(f'says "{words}"' in told for words in odd)


def test_the_headings_are_many() -> None:
    assert len({heading.text for heading in (*NAMES, *CONSENTS)}) > 700
