"""Answers -> the file of an entry: its name and its text, the same from every form.

`assets/answers.js` does the same in the browser, byte for byte. So what is done here is as plain as it can be: text
always stands in double quotes, and characters that no file may hold are left out.
"""

import re
from collections.abc import Collection, Sequence

from sharedstory.forms.questions import BODY, Answer, Answers, Question, Sort
from sharedstory.reading.validation import RESERVED_NAMES
from sharedstory.schema.choices import NamedAs
from sharedstory.schema.types import slug_of

LONGEST_ID = 50
LONGEST_NAME = 60

# The regular expressions below mean the same in JavaScript.
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REFUSED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000\ufffe\uffff]")
_HIDDEN = re.compile(r"[\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff]")
# A space that is none of the first letters becomes one.
_JOINERS = re.compile(r"(^|[\x00-\u024f\u1680\u2000-\u200a\u202f\u205f\u3000])[\u200c\u200d]+")
_SPACES = re.compile(r"[ \t\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Ids and dates, which stand without quotes; null would mean that there is nothing.
_PLAIN = re.compile(r"(?!(?:null|Null|NULL)$)[0-9A-Za-z][0-9A-Za-z/-]*")


def text(answer: str) -> str:
    """A text of many lines without the invisible characters that no file may hold."""
    return _REFUSED.sub("", _BREAKS.sub("\n", answer)).strip(" \t\n")


def line(answer: str) -> str:
    """A text on one line, without the invisible characters that no field may hold."""
    plain = _JOINERS.sub(r"\1", _HIDDEN.sub("", text(answer)))
    return _SPACES.sub(" ", plain).strip(" ")


def cleaned(question: Question, answer: Answer) -> Answer:
    """An answer as it is written down: text without what no file may hold, lists without empty items."""
    if question.sort is Sort.TEXT:
        words = text(str(answer))
        return words if line(words) else ""
    items = tuple(item for item in map(line, [answer] if isinstance(answer, str) else answer) if item)
    return items if question.sort in (Sort.LINES, Sort.CHOICES) else "".join(items[:1])


def file(questions: Sequence[Question], answers: Answers) -> str:
    """The text of a file: the front matter with a line for each answer, in the order of the questions, and the body.

    Questions without an answer leave no trace.
    """
    lines = ["---"]
    group = ""
    for question in questions:
        if question.name == BODY:
            continue
        head, _, name = question.name.partition(".")
        written = _value(question, answers.get(question.name, ""))
        if not written:
            continue
        indent = ""
        if name:
            listed = name.startswith("0.")
            name = name.removeprefix("0.")
            indent = ("    " if group == head else "  - ") if listed else "  "
            if group != head:
                lines.append(f"{head}:")
        group = head if name else ""
        lines.append(f"{indent}{name or head}:{written[0]}")
        lines += [f"{' ' * len(indent)}  - {item}" for item in written[1:]]
    return "\n".join([*lines, "---", "", text(str(answers.get(BODY, ""))), ""])


def _value(question: Question, answer: Answer) -> list[str]:
    """What follows the colon, and the lines below it; nothing where there is no answer."""
    if question.sort is Sort.EMPTY:
        return [" []"]
    answer = cleaned(question, answer)
    if not answer:
        return []
    match question.sort:
        case Sort.CHOICES:
            return [f" [{', '.join(map(_plain, answer))}]"]
        case Sort.LINES:
            return ["", *map(quoted, answer)]
        case Sort.CHOICE | Sort.DATE:
            return [f" {_plain(str(answer))}"]
        case _:
            return [f" {quoted(str(answer))}"]


def _plain(words: str) -> str:
    """An id or a date as it is, and in quotes what is neither: an answer must not become anything else."""
    return words if _PLAIN.fullmatch(words) else quoted(words)


def quoted(words: str) -> str:
    r"""Text in double quotes, as YAML takes it: with \ before each \ and "."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def name(answers: Answers) -> str:
    """The name of the file, without .md: from the title, or from kind and date where the title could tell a name.

    Anonymous pieces, titles without Latin letters, and names that Windows keeps get the kind and the date.
    """
    plain = f"{answers.get('kind', '')}-{answers.get('consent.given') or answers.get('date', '')}".rstrip("-")
    if answers.get("consent.named_as") in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
        return plain
    title = slug(str(answers.get("title", "")))[:LONGEST_NAME].strip("-")
    return plain if title in RESERVED_NAMES or len(title) < 3 else title


def slug(words: str) -> str:
    """Words as an address: small Latin letters and figures, with hyphens between; nothing where there are none."""
    return slug_of(line(words))


def id_of(words: str, kind: str, used: Collection[str]) -> str:
    """An id out of words that is not among those that are used; out of `kind` where the words have no Latin letters."""
    whole = name({"title": words, "kind": kind})
    short = whole[:LONGEST_ID].rpartition("-")[0] if len(whole) > LONGEST_ID else whole
    number, id_ = 1, short
    while id_ in used:
        number += 1
        id_ = f"{short}-{number}"
    return id_
