"""The issue forms of GitHub: the form from the questions, and the answers out of an issue.

Anybody can write anything into an issue. So free text comes last, every answer before it is one line, and the cuts
are made at the form's own headings in their order: no story can answer another question.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from sharedstory.forms import compose
from sharedstory.forms.questions import BODY, Answer, Question, Sort, Vocabulary, for_contributors, mistake
from sharedstory.schema.choices import Kind, NamedAs
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened

NO_ANSWER = "_No response_"
# GitHub takes 65,536 characters in an issue; the event around it holds little else.
MAX_EVENT = 1024 * 1024
# What GitHub shows with the issue anyway: who opened it and when.
_NOT_ASKED = ("title", "consent.given")
KINDS = (Kind.TESTIMONY, Kind.GLIMPSE)


@dataclass(frozen=True, slots=True)
class Given:
    """What an issue gave: the questions that it answers, the answers, and what is to be looked at in them."""

    questions: tuple[Question, ...]
    answers: Mapping[str, Answer]


def asked(kind: Kind, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """The questions of a kind as an issue form asks them: free text last, and nobody promised to stay unknown."""
    questions = [
        _on_one_line(question)
        for question in for_contributors(kind, vocabulary)
        if question.name not in _NOT_ASKED and not question.settled
    ]
    return tuple(sorted(questions, key=lambda question: question.name == BODY))


def _on_one_line(question: Question) -> Question:
    if question.name == "consent.named_as":
        # The account that opens an issue is there for all to see.
        unknown = (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        return replace(question, choices=tuple(pair for pair in question.choices if pair[0] not in unknown))
    return replace(question, sort=Sort.LINE) if question.sort is Sort.LINES else question


def form(kind: Kind, vocabulary: Vocabulary, share: str) -> str:
    """The issue form of a kind as YAML. `share` is the address of the private way."""
    name = "A glimpse of the future" if kind is Kind.GLIMPSE else "Your story"
    warning = (
        "**Anyone can see what you write here as soon as you send it, with the name of your account.**\n\n"
        f"To share it privately, or to stay anonymous, use {share}. That page sends nothing.\n\n"
        "The title above is the title of your story."
    )
    body: list[dict[str, Any]] = [{"type": "markdown", "attributes": {"value": warning}}]
    body += [_element(question) for question in asked(kind, vocabulary)]
    about = "Share it in public, on GitHub. You can share it privately too."
    return _HEADER + yaml.safe_dump(
        {"name": name, "description": about, "labels": ["story"], "body": body},
        sort_keys=False,
        allow_unicode=True,
        width=1000,
    )


_HEADER = "# Made by `sharedstory schema write`. Change the schema or the vocabularies, and run it again.\n"


def chooser(share: str) -> str:
    """The file beside the forms that says which ways there are, the private one first."""
    private = {
        "name": "Share it privately",
        "url": share,
        "about": "A form that sends nothing. You decide who sees what you wrote.",
    }
    return _HEADER + yaml.safe_dump(
        {"blank_issues_enabled": False, "contact_links": [private]}, sort_keys=False, width=1000
    )


def _element(question: Question) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.ask, "description": question.hint}
    needed: dict[str, Any] = {"validations": {"required": True}} if question.needed else {}
    labels = [label for _, label in question.choices]
    id_ = question.name.replace(".", "-")
    if question.sort is Sort.CHOICES or question.name == "consent.basis":
        options: list[dict[str, Any]] = [{"label": label} for label in labels]
        if question.name == "consent.basis":
            options = [{**option, "required": True} for option in options]
        return {"type": "checkboxes", "id": id_, "attributes": {**attributes, "options": options}}
    if question.sort is Sort.CHOICE:
        return {"type": "dropdown", "id": id_, "attributes": {**attributes, "options": labels}, **needed}
    if question.sort is Sort.TEXT:
        return {"type": "textarea", "id": id_, "attributes": attributes, **needed}
    attributes["placeholder"] = question.example
    return {"type": "input", "id": id_, "attributes": attributes, **needed}


def read_event(path: Path) -> Mapping[str, Any]:
    """The issue of an event file, as GitHub writes it for a workflow. Raises PlainError."""
    raw = path.read_bytes()
    if len(raw) > MAX_EVENT:
        raise PlainError("the event file is over 1 MiB, which no issue of the form can be.")
    try:
        issue = json.loads(raw)["issue"]
        return {key: str(issue.get(key) or "") for key in ("title", "body", "created_at")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PlainError("the event file holds no issue.") from None


def given(issue: Mapping[str, Any], vocabulary: Vocabulary) -> Given:
    """What an issue gives: `title`, `body` and `created_at` as in GitHub's event.

    Raises PlainError where the form's headings are not all there in their order, where an answer before the free
    text has more than one line or none of the choices, where nobody agreed, and where it is not said how people are
    named or where it may be shown.
    """
    lines = str(issue["body"]).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    kind = next((kind for kind in KINDS if first == _heading(asked(kind, vocabulary)[0])), None)
    if kind is None:
        raise PlainError("the issue does not begin with the first question of one of our forms.")
    questions = asked(kind, vocabulary)
    starts = _starts(lines, questions)
    ends = [*starts[1:], len(lines)]
    answers: dict[str, Answer] = {"kind": str(kind), "title": compose.line(str(issue["title"]))}
    for question, start, end in zip(questions, starts, ends, strict=True):
        answers[question.name] = _answer(question, "\n".join(lines[start + 1 : end]).strip())
    if not answers.get("consent.basis"):
        raise PlainError("nobody agreed: the box of the agreement is not ticked.")
    for question in questions:
        # What was agreed is never made up: without an answer, a file would say more than they did.
        if question.name.startswith("consent.") and question.needed and not answers[question.name]:
            raise PlainError(f'"{question.ask}" has no answer: {mistake(question, "", kind)}')
    answers["consent.given"] = str(issue["created_at"])[:10]
    return Given(for_contributors(kind, vocabulary), answers)


def _heading(question: Question) -> str:
    return f"### {question.ask}"


def _starts(lines: Sequence[str], questions: Sequence[Question]) -> list[int]:
    """The line of each question's heading, each the first after the one before."""
    starts: list[int] = []
    for question in questions:
        after = starts[-1] + 1 if starts else 0
        found = next((n for n in range(after, len(lines)) if lines[n].rstrip() == _heading(question)), None)
        if found is None:
            message = (
                f'the question "{question.ask}" is not where the form has it. Was the issue changed by hand?'
            )
            raise PlainError(message)
        starts.append(found)
    return starts


def _answer(question: Question, words: str) -> Answer:
    if words == NO_ANSWER:
        words = ""
    if question.sort is Sort.TEXT:
        return words
    ids = {label: id_ for id_, label in question.choices}
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    if question.sort is Sort.CHOICES or question.name == "consent.basis":
        ticked = []
        for line in lines:
            box, label = line[:5], line[5:].strip()
            if box not in ("- [ ]", "- [x]", "- [X]") or label not in ids:
                raise PlainError(f'"{shortened(line)}" is no choice of "{question.ask}".')
            ticked += [ids[label]] if box != "- [ ]" else []
        return ticked[0] if question.sort is Sort.CHOICE and ticked else tuple(ticked)
    if len(lines) > 1:
        raise PlainError(f'the answer to "{question.ask}" has more than one line.')
    answer = lines[0] if lines else ""
    if question.sort is Sort.CHOICE:
        if answer and answer not in ids:
            raise PlainError(f'"{shortened(answer)}" is no choice of "{question.ask}".')
        return ids.get(answer, "")
    return answer
