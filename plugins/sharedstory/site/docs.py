"""Live parts in the organisers' pages: HTML comments that stand for a piece of the story.

`<!-- sharedstory/latest kind=testimony limit=3 -->` on a line of its own becomes the three latest testimonies.
Each part is a function below: its name and its arguments are those of the comment.
"""

import inspect
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from sharedstory.reading.codes import CODES
from sharedstory.reading.problems import Problem, did_you_mean
from sharedstory.schema import entries
from sharedstory.schema.choices import WRITING, Kind, Status
from sharedstory.schema.entries import MODELS
from sharedstory.schema.fields import fields as fields_of
from sharedstory.schema.people import Consent
from sharedstory.schema.pledge import Pledge
from sharedstory.schema.types import Model
from sharedstory.schema.vocabularies import Theme
from sharedstory.schema.words import shortened
from sharedstory.site.render import Renderer
from sharedstory.story.story import Entry, Story, as_listed

_COMMENT = re.compile(r"^[ ]{0,3}<!--\s*sharedstory/(?P<name>[^\s>]*)(?P<words>.*?)-->\s*$")
_HEADING = re.compile(r"^(#{1,6})[ \t]")
_BEGINNING = re.compile(r"^[ ]{0,3}<!--\s*sharedstory\b")

_ANY_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
# The first words of a comment that asks for a part: a name like ours, and a stroke or the name of a part.
_ASKING = re.compile(r"\s*([a-z][\w-]*(?: story)?)\s*([/:\\]|\s)\s*([\w-]*)", re.IGNORECASE)

Part = tuple[str, dict[str, Any]]
GROUPS: dict[str, type[Model]] = {
    "consent": Consent,
    "pledge": Pledge,
    "figure": entries.Figure,
    "theme": Theme,
}


def latest(story: Story, kind: str = "", limit: str = "3") -> Part:
    """The newest entries: of one kind, of `writing` (testimonies, critiques and analyses), or of all.

    Those without a date come last, in the order of lists.
    """
    kinds = WRITING if kind == "writing" else (_one_of(kind, Kind, "kind"),) if kind else tuple(Kind)
    newest = story.of_kind(*kinds)
    dated = [entry for entry in newest if entry.when]
    undated = as_listed(entry for entry in newest if not entry.when)
    return "live/cards.html", {"entries": [*dated, *undated][: _number(limit)]}


def themes(story: Story) -> Part:
    """Every theme, with how many entries it gathers."""
    return "live/themes.html", {"themes": story.themes}


def theme(story: Story, id: str, limit: str = "3") -> Part:  # noqa: A002 - the word in the comment
    """The first entries of one theme."""
    return "live/cards.html", {
        "entries": story.in_theme[_one_of(id, story.in_theme, "theme")][: _number(limit)]
    }


def pledges(story: Story, status: str = "", limit: str = "5") -> Part:
    """How many pledges there are of each status; or, with `status`, the newest of that status."""
    if not status:
        counts = [(one, sum(made.status is one for made in story.pledges)) for one in Status]
        return "live/statuses.html", {"counts": [(one, count) for one, count in counts if count]}
    _one_of(status, Status, "status")
    chosen = next(one for one in Status if one == status)
    found = [made for made in story.pledges if made.status is chosen][: _number(limit)]
    return "live/pledges.html", {"pledges": found, "status": chosen}


def glimpse(story: Story, slug: str) -> Part:
    """One glimpse, with its figures."""
    glimpses = {entry.slug: entry for entry in story.of_kind(Kind.GLIMPSE)}
    entry = glimpses[_one_of(slug, glimpses, "glimpse")]
    return "live/glimpse.html", {"entry": entry, "front": entry.front}


def gathering(story: Story, which: str = "last") -> Part:
    """The next gathering that is planned, or the last one that was held."""
    if _one_of(which, ("next", "last"), "gathering") == "next":
        return "live/cards.html", {"entries": [*filter(story.still_to_come, story.gatherings)][-1:]}
    held = [entry for entry in story.gatherings if getattr(entry.front, "state", None) == "held"]
    return "live/cards.html", {"entries": held[:1]}


def fields(story: Story, kind: str) -> Part:
    """Every field of a kind of entry, or of a group of fields, from the schema."""
    models: dict[str, type[Model]] = {**{str(one): found for one, found in MODELS.items()}, **GROUPS}
    chosen = models[_one_of(kind, models, "kind")]
    rows = [(field.name, field.needed, field.description, field.example) for field in fields_of(chosen)]
    return "live/fields.html", {"rows": rows, "name": kind}


def problems(story: Story) -> Part:
    """Everything that the checker can say."""
    return "live/problems.html", {"codes": CODES}


PARTS: dict[str, Callable[..., Part]] = {
    part.__name__: part for part in (latest, themes, theme, pledges, glimpse, gathering, fields, problems)
}


def _one_of(word: str, known: Any, what: str) -> Any:
    if word not in list(known):
        raise ValueError(f'we have no {what} "{shortened(word)}".{did_you_mean(word, map(str, known))}')
    return word


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 200:
        raise ValueError(f'limit is a number from 1 to 200, not "{shortened(text)}".')
    return int(text)


def read(line: str, story: Story) -> Part | None:
    """The part that a line of a page asks for, or None for any other line.

    Raises ValueError, in words for an organiser, when it asks for something that we do not have.
    """
    match = _COMMENT.match(line)
    if not match:
        if _BEGINNING.match(line):
            raise ValueError("write it on one line, with nothing else: <!-- sharedstory/latest limit=3 -->.")
        return None
    name = match["name"]
    if name not in PARTS:
        raise ValueError(
            f'we have no part "{shortened(name)}".{did_you_mean(name, PARTS)} We have {", ".join(PARTS)}.'
        )
    part = PARTS[name]
    known = [parameter for parameter in inspect.signature(part).parameters if parameter != "story"]
    given: dict[str, str] = {}
    for word in shlex.split(match["words"]):
        key, equals, value = word.partition("=")
        if not equals or not value:
            raise ValueError(f'write "{shortened(word)}" with a name and a value: limit=3.')
        if key not in known:
            has = f"It takes {', '.join(known)}." if known else "It takes nothing."
            raise ValueError(f'{name} takes no "{shortened(key)}".{did_you_mean(key, known)} {has}')
        given[key] = value
    try:
        inspect.signature(part).bind(story, **given)
    except TypeError:
        raise ValueError(f"{name} needs {known[0]}=….") from None
    return part(story, **given)


def in_vain(html: str) -> Iterator[tuple[str, str]]:
    """The comments of a finished page that ask for a part and got none, each with what to do.

    What stands in code is no comment in HTML, so it is not among them.
    """
    for comment in _ANY_COMMENT.finditer(html):
        asking = _ASKING.match(comment[1])
        if not asking:
            continue
        name = re.sub(r"[^a-z]", "", asking[1].lower())
        like = SequenceMatcher(None, name, "sharedstory").ratio() > 0.8
        if like and (asking[2] in "/:\\" or asking[3] in PARTS):
            yield (
                comment[0],
                "this live part shows nothing. Put it on a line of its own, with no spaces before it and nothing "
                "else on the line, and begin it like this: <!-- sharedstory/latest -->.",
            )


class LiveParts(Extension):
    """The Python-Markdown extension.

    Whoever renders a page says first which, with `begin`, and asks for `problems` afterwards.
    """

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self.renderer = renderer
        self.path = ""
        self.base = "./"
        self.level = 1
        self.shown: set[str] = set()
        self.complaints: list[tuple[str, str]] = []

    def begin(self, path: str, base: str) -> None:
        """Another page is rendered now: its path without an ending, and the way from it to the root of the site."""
        self.path, self.base = path, base
        self.level, self.shown = 1, set()

    def problems(self, html: str, shown: str, text: str) -> list[Problem]:
        """What a page asked for in vain, with the lines where it did.

        `html` is what it became, `text` its file's text, and `shown` what messages call that file.
        """
        said = [line for line, _ in self.complaints]
        found, lines = [], text.splitlines()
        for line, message in (
            *self.complaints,
            *(one for one in in_vain(html) if not any(one[0] in line for line in said)),
        ):
            words = line.strip().partition("\n")[0]
            exact = (n for n, written in enumerate(lines, 1) if written.strip() == words)
            number = next(exact, None) or next((n for n, one in enumerate(lines, 1) if words in one), 1)
            if lines:
                lines[number - 1] = lines[number - 1].replace(words, "", 1)
            found.append(Problem(shown, number, 1, "directive", "", message))
        self.complaints.clear()
        return found

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        # After fenced code (25) has been set aside, before HTML blocks (20) take the comment.
        md.preprocessors.register(_LiveParts(md, self), "sharedstory", 22)


class _LiveParts(Preprocessor):
    def __init__(self, md: Markdown, parts: LiveParts) -> None:
        super().__init__(md)
        self.parts = parts

    def run(self, lines: list[str]) -> list[str]:
        return [self.line(line) for line in lines]

    def cards(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of some entries that the page has not shown yet."""
        fresh = [entry for entry in entries if entry.slug not in self.parts.shown]
        self.parts.shown |= {entry.slug for entry in fresh}
        return fresh

    def line(self, line: str) -> str:
        renderer = self.parts.renderer
        if heading := _HEADING.match(line):
            self.parts.level = len(heading[1])
        try:
            found = read(line, renderer.story)
        except ValueError as error:
            self.parts.complaints.append((line, str(error)))
            return line
        if found is None:
            return line
        template, values = found
        if "entries" in values:
            values["entries"] = self.cards(values["entries"])
        html = str(renderer.part(template, self.parts.path, **values, base=self.parts.base))
        level = min(self.parts.level + 1, 6)
        html = html.replace("<h3", f"<h{level}").replace("</h3>", f"</h{level}>")
        return str(self.md.htmlStash.store(html.strip()))
