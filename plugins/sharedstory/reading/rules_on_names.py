"""Rules that keep back names, and what could harm somebody."""

import bisect
import re
from collections.abc import Iterator, Sequence

from sharedstory.reading import markdown as bodies
from sharedstory.reading import naming, privacy
from sharedstory.reading.document import Path as FieldPath
from sharedstory.reading.problems import Problem
from sharedstory.reading.rule import Collected, below, public_texts, with_fields
from sharedstory.reading.validation import Record
from sharedstory.schema.choices import (
    Kind,
    NamedAs,
)


def file_names_name_nobody(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Where nobody is to be named, the names of the file and its folders have no word that the text uses as a name."""
    ordinary = {word.casefold() for _, place in all_.places.items for word in place.name.split()}
    ordinary |= set(Kind)  # forms name an anonymous piece by its kind
    for record, front in with_fields(records):
        if front.consent is None or front.consent.named_as not in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
            continue
        shown = {word for words in front.consent.shown_on_purpose for word in words.casefold().split()}
        text = f"{front.title}\n{bodies.plain(record.document.body)}"
        for word in naming.in_address(below(all_, record), text, ordinary | shown):
            if word not in shown:
                message = (
                    f'"{word}" in the name of the file or its folder looks like somebody\'s name. Rename it. '
                    "If it is nobody's name, list it in the consent under shown_on_purpose."
                )
                yield Problem(record.document.path, 1, 1, "privacy-name", "", message)
        for number, alias in enumerate(front.aliases):
            for word in naming.in_address(alias, text, ordinary | shown):
                if word not in shown:
                    message = (
                        f'"{word}" looks like somebody\'s name, and this address is public. Take it out. '
                        "If it is nobody's name, list it in the consent under shown_on_purpose."
                    )
                    yield record.document.problem("privacy-name", ("aliases", number), message)


def names_are_kept_back(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Who asked for no name, or only a first one, is named nowhere in the piece: no field, text, picture, file or folder."""
    for record in records:
        values = record.document.values if isinstance(record.document.values, dict) else {}
        consent = values.get("consent")
        agreed = consent if isinstance(consent, dict) else {}
        named_as = agreed.get("named_as")
        nameless = named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        if not nameless and named_as != NamedAs.FIRST_NAME:
            continue
        shown = {str(words).casefold() for words in agreed.get("shown_on_purpose") or ()}
        people = [one for one in naming.people(values) if one.name.casefold() not in shown]
        for one in people:
            if nameless and one.path[0] != "authors":
                message = f"named_as is {named_as}. Write who they are, such as a role, and not their name."
                yield record.document.problem("consent-name", one.path, message)
            elif not nameless and one.surname:
                message = "this story has a first name only. Take the surname out."
                yield record.document.problem("consent-name", one.path, message)
        told: set[tuple[str, int]] = set()
        body = naming.Lines(record.document.body)
        texts = list(naming.texts(values))
        fields = naming.Lines("\n".join(text.replace("\n", " ") for _, text in texts))
        for one in people:
            words = one.words if nameless else one.surname.split()
            for problem in _named_again(
                record,
                one,
                [word for word in words if word.casefold() not in shown],
                texts,
                fields,
                body,
                below(all_, record),
            ):
                if (problem.field, problem.line) not in told:
                    told.add((problem.field, problem.line))
                    yield problem


# Fields that hold addresses and ids, in which names have small letters.
_ADDRESSES = frozenset(
    ["url", "evidence", "id", "ref", "tags", "places", "about", "gathering", "next", "aliases"]
)


def _named_again(
    record: Record,
    person: naming.Named,
    words: list[str],
    texts: list[tuple[FieldPath, str]],
    fields: naming.Lines,
    body: naming.Lines,
    path_below: str,
) -> Iterator[Problem]:
    """Where a name that is kept back stands again: an error for the whole name, a warning for a word of it."""
    document = record.document
    whole = "this is the name of somebody who is not to be named like that here. Take it out."
    part = (
        '"{}" is in the name of somebody who is not to be named like that here. Take it out, if it is them.'
    )

    def found(text: str, *, address: bool) -> tuple[int, str, str] | None:
        if words and (start := naming.whole_in(person.words, text)) is not None:
            return start, "consent-name", whole
        for word in words:
            if (start := naming.word_in(word, text, address=address)) is not None:
                return start, "privacy-name", part.format(word)
        if words == person.words and (start := naming.initials_in(words, text)) is not None:
            return start, "privacy-name", part.format(text[start:].split()[0])
        return None

    for number in fields.near(words):
        path, text = texts[number]
        own = path[: len(person.path)] == person.path or "shown_on_purpose" in path
        if not own and (hit := found(text, address=not _ADDRESSES.isdisjoint(path))):
            yield document.problem(hit[1], path, hit[2])
    for number in body.near(words):
        line = body.lines[number]
        targets = " ".join(re.findall(r"\]\(([^)\s]*)", line))
        if hit := found(line, address=False) or found(targets, address=True):
            yield Problem(document.path, document.body_line + number, hit[0] + 1, hit[1], "", hit[2])
    if hit := found(path_below, address=True):
        message = "the name of the file or its folder names somebody who is not to be named. Rename it."
        yield Problem(document.path, 1, 1, hit[1], "", message)


def nothing_private(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Nobody's contact details, numbers, date of birth or, in a piece without names, name stands in what is to be public.

    What `shown_on_purpose` lists may stand.
    """
    places = privacy.known_words([place.name for _, place in all_.places.items])
    for record in records:
        document = record.document
        values = document.values if isinstance(document.values, dict) else {}
        consent = values.get("consent")
        agreed = consent if isinstance(consent, dict) else {}
        nameless = agreed.get("named_as") in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        texts = list(public_texts(values, least=1 if nameless else 6))
        handles = any(_HANDLE.search(text) for path, text in texts if path[0] in _OF_PEOPLE)
        everything = [document.body, *(text for _, text in texts)]
        if not handles and not privacy.any_in(everything, anonymous=nameless):
            continue
        shown = agreed.get("shown_on_purpose")
        known = [*(shown if isinstance(shown, list) else ()), *(places if nameless else ())]
        known = [words for words in known if isinstance(words, str)]
        for path, text in texts:
            unnamed = nameless and not (path[0] == "authors" and path[-1] in ("name", path[1]))
            for finding in privacy.find(text, anonymous=unnamed, known=known):
                yield document.problem(finding.code, path, finding.words)
            handle = _HANDLE.search(text) if path[0] in _OF_PEOPLE else None
            if handle and handle[0] not in known:
                yield document.problem("privacy-profile", path, privacy.WORDS["privacy-profile"])
        starts = [0, *(end.end() for end in re.finditer("\n", document.body))]
        for finding in privacy.find(document.body, anonymous=nameless, known=known):
            number = bisect.bisect_right(starts, finding.start) - 1
            place = (document.body_line + number, finding.start - starts[number] + 1)
            yield Problem(document.path, *place, finding.code, "", finding.words)


_OF_PEOPLE = ("authors", "speakers")


# How people are called in social networks. In a text it may be anything.
_HANDLE = re.compile(r"(?<![\w.@])@\w{2,}(?![\w@])(?!\.\w)")


def pictures_tell_no_place(all_: Collected) -> Iterator[Problem]:
    """No photograph says where it was taken: others can see the file long before the site shows it without that."""
    for shown_as, picture in all_.pictures.items():
        if picture.located:
            message = (
                "this picture says where it was taken. Take that out before anybody gets the file: "
                "open it, and save it again without its location, or send it as a screenshot."
            )
            yield Problem(shown_as, 1, 1, "privacy-photo", "", message)
