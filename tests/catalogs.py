"""The messages of the site, out of templates, code and schema, and the catalogs that hold them in other languages.

`python -m tests.catalogs` puts new messages into every catalog, for translators to fill, and takes out old ones.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from sharedstory.forms import questions, share
from sharedstory.reading import privacy
from sharedstory.schema import choices
from sharedstory.schema.wording import FOLDER
from sharedstory.site import report
from sharedstory.story import chronicle
from sharedstory.story.story import Story

PACKAGE = FOLDER.parents[1]
# Templates that only organisers and checkers see, in English.
ORGANISERS = frozenset(["problem.html", "problems.html", "fields.html"])
UNSEEN = (choices.Qualifier, choices.PlaceSize, choices.Basis)
# What is called with a message, and which of its arguments are messages.
KEYWORDS: dict[str, tuple[int, int] | None] = {
    "_": None,
    "say": None,
    "words": None,
    "plural": (1, 2),
    "plural_forms": (1, 2),
}
TEMPLATES = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
Message = str | tuple[str, str]
NOTHING = Story(
    date(2026, 1, 1), (), (), (), (), (), (), frozenset(), frozenset(), frozenset(), Path(), "testimonies"
)


@cache
def messages() -> tuple[Message, ...]:
    """Every message that readers can see, each once, in the order of the code; of a plural both forms."""
    found = [*(message for _, message in in_place()), *_of_code(), *_of_schema(), *_of_forms()]
    return tuple(dict.fromkeys(message for message in found if message and message[0]))


def in_place() -> Iterator[tuple[str, Message]]:
    """The messages of the templates that readers see, each with the name of the template, as often as it is there."""
    for folder in ("theme", "site/templates"):
        for path in sorted((PACKAGE / folder).rglob("*.html")):
            if path.name in ORGANISERS:
                continue
            with path.open("rb") as file:
                for _, name, said, _ in babel_extract(file, list(KEYWORDS), (), TEMPLATES):
                    yield from ((path.name, message) for message in _said(name, said))


def _of_code() -> Iterator[Message]:
    for folder in ("site", "forms"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            with path.open("rb") as file:
                for _, name, said, _ in extract_python(file, dict(KEYWORDS), (), {}):
                    yield from _said(str(name), said)
    yield from (chronicle.MET, chronicle.PLANNED, chronicle.NEXT, report.NOTE, report.OTHER_PLACES)
    yield from report.GROUPS


def _said(name: str | None, said: object) -> Iterator[Message]:
    arguments = said if isinstance(said, (tuple, list)) else (said,)
    words = [one for one in arguments if isinstance(one, str)]
    if name in ("plural", "plural_forms"):
        if len(words) > 1:
            yield words[0], words[1]
    elif words:
        yield words[0]


def _of_schema() -> Iterator[Message]:
    """The labels of all choices that readers see."""
    for kind in choices.Choice.__subclasses__():
        if kind not in UNSEEN:
            yield from (choice.label for choice in kind)


def _of_forms() -> Iterator[Message]:
    yield from share.STEPS
    vocabulary = questions.Vocabulary(
        {"places": [("a", "A")], "gathering": [("a", "A")], "tags": [("a", "A")]}
    )
    for kind in (choices.Kind.TESTIMONY, choices.Kind.GLIMPSE):
        for question in questions.for_contributors(kind, vocabulary):
            yield from (question.ask, question.hint)
            if question.name not in vocabulary.choices:
                yield from (label for _, label in question.choices)
            yield from share.mistakes(question, kind).values()
    yield from share.ROOM.values()
    yield from (*share.WORDS.values(), *share.TOLD.values(), *privacy.WORDS.values())


def forms(message: object) -> tuple[str, ...]:
    """The one form of a message, or all of a plural."""
    return (
        (message,)
        if isinstance(message, str)
        else tuple(map(str, message if isinstance(message, (tuple, list)) else ()))
    )


def catalogs() -> list[Path]:
    """The catalogs that we have."""
    return sorted(FOLDER.glob("*.po"))


def read(path: Path) -> Catalog:
    """A catalog."""
    with path.open("rb") as file:
        return read_po(file)


def write(path: Path, catalog: Catalog, plural_forms: str) -> None:
    """Write a catalog in the order of its messages, with nothing in it that changes by itself."""
    head = {"Language": path.stem, "Plural-Forms": plural_forms, "Content-Type": "text/plain; charset=utf-8"}
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in head.items())
    catalog.mime_headers = [("Plural-Forms", plural_forms)]
    body = BytesIO()
    write_po(body, catalog, width=110, no_location=True, omit_header=True, ignore_obsolete=True)
    text = f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n{lines}\n{body.getvalue().decode()}'
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def update(path: Path) -> None:
    """Put new messages into a catalog, and take out old ones."""
    old = read(path)
    new = Catalog(header_comment=old.header_comment)
    for message in messages():
        known = old.get(message if isinstance(message, str) else message[0])
        new.add(message, known.string if known else "")
    write(path, new, dict(old.mime_headers)["Plural-Forms"])


if __name__ == "__main__":
    for path in catalogs():
        update(path)
