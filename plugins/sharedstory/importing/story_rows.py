"""A sheet from a private form -> a draft for each person who agreed, ready for the organisers to look at with them."""

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from sharedstory import compose, privacy
from sharedstory.editing.splice import put
from sharedstory.importing.cells import date_in
from sharedstory.importing.matching import Near
from sharedstory.importing.pledge_rows import YES
from sharedstory.importing.sheets import Row, Sheet
from sharedstory.model import Basis, Kind, NamedAs
from sharedstory.problems import shortened
from sharedstory.questions import BODY, Answer, Question, Sort, Vocabulary, for_contributors

SHOW_NAME = "show_name"
# What makes a yes one that only a person can understand.
CONDITION = re.compile(r"\b(but|if|only|unless|except|not|depends|ond|os|dim)\b", re.IGNORECASE)
# Where a heading is not the question itself: words by which it is known. The first that fits is taken.
HEADINGS: Mapping[str, str] = {
    "": r"e-?mail|phone|mobile|\btel\b|address|post ?code|\bip\b|date of birth|\bdob\b",
    SHOW_NAME: r"(show|display|publish|share|use).*\bname|name.*(shown|public|publish)",
    "consent.basis": r"consent|agree|permission|happy for us to|may we publish",
    "consent.given": r"timestamp|submitted|completion time|^date of",
    BODY: r"your story|tell us|testimony|what happened|in your own words",
    "title": r"title|call it",
    "summary": r"summary|in one or two sentences|briefly",
    "tags": r"theme|topic|^tags?$",
    "places": r"\bplaces?\b|where",
    "authors.0.organisation": r"organi[sz]ation|group",
    "authors.0.role": r"\brole\b|who are you",
    "voices": r"speak as|voice|as whom|experience of care",
    "content_notes": r"content note|warning",
    "authors.0.name": r"\bname\b",
}


# How many of the words of two stories must be the same for one to be the other, edited.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft from one row: what tells the row from others, the name and the text of the file, and what to look at."""

    row: int
    key: str
    name: str
    text: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A story that was taken in before: the name of its file without .md, and its words as they are now, if it is there."""

    name: str
    words: str | None


def columns(sheet: Sheet, questions: Mapping[str, Question]) -> dict[str, str]:
    """The heading of each question that the sheet answers, and of `show_name`. What looks personal is none of them."""
    found: dict[str, str] = {}
    asked = {question.ask.casefold().rstrip("?"): name for name, question in questions.items()}
    for heading in sheet.headings:
        plain = heading.casefold().rstrip("? *")
        name = asked.get(plain) or next(
            (name for name, words in HEADINGS.items() if re.search(words, plain)), ""
        )
        if name and name not in found:
            found[name] = heading
    return found


def drafts(
    sheet: Sheet, vocabulary: Vocabulary, default_given: str, taken: Mapping[str, Taken], told: list[str]
) -> Iterator[Draft]:
    """A draft for each row whose person agreed and whose story is not among those `taken`, by their keys.

    Rows that are left out are told of, with the reason, and also what became of rows that were taken before.
    """
    questions = {question.name: question for question in for_contributors(Kind.TESTIMONY, vocabulary)}
    column = columns(sheet, questions)
    told += [
        f"left out: the column {shortened(one)}." for one in sheet.headings if one not in column.values()
    ]
    for name, what in (("consent.basis", "whether people agree"), (BODY, "the stories themselves")):
        if name not in column:
            told.append(f"no column says {what}, so nothing can be taken.")
            return
    agreed = {row.number: row.cells.get(column["consent.basis"], "") for row in sheet.rows}
    refused = {
        _key(row.cells.get(column[BODY], "")) for row in sheet.rows if not YES.match(agreed[row.number])
    }
    seen: set[str] = set()
    fresh: dict[int, str] = {}
    for row in sheet.rows:
        words, answer = row.cells.get(column[BODY], ""), agreed[row.number]
        key = _key(words)
        again = key in seen
        seen.add(key)
        if not compose.text(words):
            told.append(f"row {row.number}: there is no story in it, so it is left out.")
        elif again and YES.match(answer):
            told.append(f"row {row.number}: the same story stands in a row above, so it is left out.")
        elif key in taken:
            if taken[key].words is not None and (key in refused or CONDITION.search(answer)):
                told.append(
                    f"row {row.number}: they agreed before, and do not any more. Take it back: sharedstory withdraw "
                    f"{taken[key].name}"
                )
        elif not YES.match(answer):
            told.append(f"row {row.number}: nobody agreed, so it is left out.")
        elif key in refused:
            told.append(
                f"row {row.number}: the same story stands in another row that does not agree, so it is left out."
            )
        elif CONDITION.search(answer):
            told.append(
                f'row {row.number}: they agreed with a condition, "{shortened(answer)}", so it is left out. '
                "Talk with them, and write the file by hand: sharedstory new testimony."
            )
        else:
            fresh[row.number] = words
            yield _draft(row, key, column, questions, default_given)
    told += _since(taken, seen, fresh)


def _since(taken: Mapping[str, Taken], seen: Container[str], fresh: Mapping[int, str]) -> Iterator[str]:
    """What became of stories whose rows are not in the sheet as they were, by the words of the rows that are new."""
    left = {one.name: one.words for key, one in taken.items() if key not in seen and one.words is not None}
    near = Near([*left.items(), *fresh.items()])
    for number, words in fresh.items():
        like = next(
            (one for one in near.to(words) if one in left and near.overlap(number, one) > ALIKE), None
        )
        if like:
            yield (
                f"row {number}: much of it stands in {like}.md, which came from this form before. If it is the same "
                "story, edited, take over what is new, and delete the new draft."
            )
            del left[like]
    if left and any(key in seen for key in taken):
        yield (
            f"not in the sheet any more, and still here: {', '.join(sorted(left))}. If somebody took their story "
            "back, run sharedstory withdraw with its name."
        )


def _key(words: str) -> str:
    """By what a story is known again; nothing of it can be read from that."""
    return hashlib.sha256(privacy.without_details(words)[0].encode()).hexdigest()[:16]


def _draft(
    row: Row, key: str, column: Mapping[str, str], questions: Mapping[str, Question], default_given: str
) -> Draft:
    told: list[str] = []
    answers: dict[str, Answer] = {"kind": str(Kind.TESTIMONY)}
    for name, heading in column.items():
        if name in questions and name not in ("consent.basis", "consent.given"):
            cell, private = privacy.without_details(row.cells.get(heading, ""))
            told += [f'row {row.number}: {what} in "{shortened(heading)}" was left out.' for what in private]
            answers[name] = _answer(questions[name], cell, row.number, told)
    named = (
        bool(answers.get("authors.0.name"))
        and YES.match(row.cells.get(column.get(SHOW_NAME, ""), "")) is not None
    )
    if not named:
        hidden = str(answers.pop("authors.0.name", ""))
        answers.pop("authors.0.organisation", None)
        if hidden and any(part in str(answers[BODY]) for part in hidden.split() if len(part) > 2):
            told.append(f"row {row.number}: the story has the name in it that is not to be shown.")
    answers["consent.basis"] = str(Basis.CONSENT)
    answers["consent.given"] = (
        date_in(row.cells.get(column.get("consent.given", ""), ""), True) or default_given
    )
    answers["consent.named_as"] = str(NamedAs.FULL_NAME if named else NamedAs.ANONYMOUS)
    text = compose.file([*questions.values()], answers)
    told += [f"row {row.number}: {finding.words}" for finding in privacy.find(text, anonymous=not named)]
    # The name of the file is its address, so it says nothing of anybody.
    name = compose.name({key: answers[key] for key in ("kind", "consent.given")})
    return Draft(row.number, key, name, put(text.encode(), ("draft",), "true").decode(), tuple(told))


def _answer(question: Question, cell: str, number: int, told: list[str]) -> Answer:
    """An answer as the forms know it: for choices the ids whose labels or ids stand in the cell."""
    if not question.choices:
        return cell
    found = []
    ids = {label.casefold(): id_ for id_, label in question.choices} | {
        id_: id_ for id_, _ in question.choices
    }
    rest = cell.casefold()
    for words in sorted(ids, key=len, reverse=True):
        if re.search(rf"(^|[,;]\s*){re.escape(words)}\s*($|[,;])", rest):
            found.append(ids[words])
            rest = rest.replace(words, "", 1)
    if unknown := [one for one in (part.strip() for part in re.split("[,;]", rest)) if one]:
        told.append(f'row {number}: "{shortened(", ".join(unknown))}" is no choice of "{question.ask}".')
    if question.sort is Sort.CHOICE:
        return found[0] if found else ""
    order = [id_ for id_, _ in question.choices]
    return tuple(sorted(set(found), key=order.index))
