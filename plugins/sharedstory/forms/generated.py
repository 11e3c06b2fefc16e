"""The files that are made from the schema and the vocabularies, and kept beside them: what each holds.

What the site shows, the reference of fields and the form page, is made in each build and so is never out of date.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sharedstory.forms import compose, editor, issue
from sharedstory.forms.questions import BODY, Answer, Question, Sort, Vocabulary, questions
from sharedstory.reading.frontmatter import MAX_FRONT_MATTER
from sharedstory.schema.choices import WRITING, Kind
from sharedstory.schema.entries import MODELS, TEMPLATE_BODY
from sharedstory.schema.fields import json_schema
from sharedstory.schema.vocabularies import Collection, Place, Theme, Withdrawal
from sharedstory.story.settings import Settings
from sharedstory.story.story import Story

COMMAND = "sharedstory schema write"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The form for organisers: its folder in a site, what it is made of, and how its list of packages calls it.
EDITOR = "editor"
DESK = Path(__file__).parent / "desk"
PARTS_OF_EDITOR = (
    "README.md",
    "editor.js",
    "front-matter.js",
    "index.html",
    "package-lock.json",
    "package.json",
)
NAME_OF_EDITOR = '"name": "shared-story-editor"'
# What the items of each vocabulary file are.
ITEMS: Mapping[str, type[BaseModel]] = {
    "themes": Theme,
    "places": Place,
    "withdrawn": Withdrawal,
    "collections": Collection,
}


def outputs(story: Story, settings: Settings, *, desk: bool = False) -> dict[Path, Callable[[], str]]:
    """What makes the text of each file, for a site with these settings; the editor's where there is one, or with `desk`.

    The settings are those without an environment, since what is written must not depend on who writes it.
    """
    vocabulary = Vocabulary.of(story)
    root, share = settings.root, f"{settings.url or '/'}share/"
    made = cache(lambda: schemas(vocabulary))
    files: dict[Path, Callable[[], str]] = {
        settings.docs / "schema" / f"{name}.json": partial(lambda name: _as_json(made()[name]), name)
        for name in (*Kind, *ITEMS)
    }
    for kind in Kind:
        files[settings.testimonies / f"_TEMPLATE-{kind}.md"] = partial(template, kind, vocabulary)
    forms = root / ".github" / "ISSUE_TEMPLATE"
    for number, kind in enumerate(issue.KINDS, 1):
        files[forms / f"{number}-{kind}.yml"] = partial(issue.form, kind, vocabulary, share)
    files[forms / "config.yml"] = partial(issue.chooser, share)
    if desk or _is_editor(root / EDITOR):
        files[root / EDITOR / "config.yml"] = partial(editor.config, story, settings)
        files[root / EDITOR / ".gitignore"] = lambda: "/node_modules/\n"
        for name in PARTS_OF_EDITOR:
            files[root / EDITOR / name] = partial((DESK / name).read_text, "utf-8")
    return files


def differing(story: Story, settings: Settings, *, desk: bool = False) -> list[tuple[Path, str]]:
    """The files that do not hold what they should, with what they should hold."""
    texts = ((path, make()) for path, make in outputs(story, settings, desk=desk).items())
    return [(path, text) for path, text in texts if not path.is_file() or path.read_bytes() != text.encode()]


def outdated(story: Story, settings: Settings) -> Iterator[tuple[Path, str]]:
    """Those of our files that are there and do not hold what they should, with what they should hold."""
    for path, make in outputs(story, settings).items():
        if path.is_file() and ours(path) and path.read_bytes() != (text := make()).encode():
            yield path, text


def ours(path: Path) -> bool:
    """Whether a file is one that was made here, by this version or an older one, and may be made again."""
    if path.is_symlink():
        return False
    if path.parent.name == EDITOR and path.name != "config.yml":
        return _is_editor(path.parent)
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".json":
        return text.startswith(f'{{\n  "$schema": "{DIALECT}",\n') and '\n  "$defs": {' in text
    if path.suffix == ".md":
        return text.startswith("---\n# A template for a ")
    return text.startswith(f"# Made by `{COMMAND}`.")


def _is_editor(folder: Path) -> bool:
    """Whether a folder is the editor that we made, and no other of that name."""
    packages = folder / "package.json"
    return packages.is_file() and NAME_OF_EDITOR in packages.read_text(encoding="utf-8", errors="replace")


def _as_json(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def schemas(vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    """A JSON Schema (2020-12) for the front matter of each kind and the items of each vocabulary file.

    All scalars are text, as our reader takes them.
    """
    found = {str(kind): _schema(MODELS[kind], vocabulary) for kind in Kind}
    for kind in Kind:
        found[str(kind)]["properties"]["kind"] = {
            **found[str(kind)]["properties"]["kind"],
            "const": str(kind),
        }
    for name, model in ITEMS.items():
        found[name] = {"$schema": DIALECT, "type": "array", "items": deepcopy(dict(json_schema(model)))}
        found[name]["$defs"] = found[name]["items"].pop("$defs", {})
    return found


def _schema(model: type[BaseModel], vocabulary: Vocabulary) -> dict[str, Any]:
    schema = {"$schema": DIALECT, **deepcopy(dict(json_schema(model)))}
    for name, choices in vocabulary.choices.items():
        if name in schema["properties"] and choices:
            field = schema["properties"][name]
            one_of = {"oneOf": [{"const": id_, "title": label} for id_, label in choices]}
            if "items" in field:
                field["items"] = {"type": "string", **one_of}
            else:
                schema["properties"][name] = {
                    **field,
                    "anyOf": [{"type": "string", **one_of}, {"type": "null"}],
                }
    return schema


def template(kind: Kind, vocabulary: Vocabulary) -> str:
    """A file to copy: what is needed as an empty field, everything else as comments, each with its question.

    An empty field is told by the checker, so that nobody hands in what the template says as if they had said it.
    """
    asked = [question for question in questions(kind, vocabulary) if question.name != BODY]
    lines = [
        "---",
        f"# A template for a {kind}. Copy this file, give it a name of its own, and fill it in.",
        "#",
    ]
    lines.append("# Lines that begin with # are for you. To use one, take away the # and the space.")
    group = ""
    for question in asked:
        head, _, rest = question.name.partition(".")
        needed = question.needed or question.name in (
            "authors.0.name",
            "consent.given",
            "consent.channels",
        )
        if rest and head != group:
            group = head
            lines.append("")
            if head == "consent" and kind not in WRITING:
                lines.append(
                    "# If nobody's words or story are in it, take out the word consent: and everything below it."
                )
            lines.append(f"{head}:")
        elif not rest:
            lines.append("")
        lines += [f"# {line}" for line in _explained(question, with_example=needed)]
        written = compose.file([question], {question.name: example(question)}).split("\n")[1:]
        written = written[1:] if rest else written
        own = written[: written.index("---")]
        if rest.startswith("0.") and rest != "0.name":
            own = [line.replace("  - ", "    ", 1) for line in own]
        if question.settled:
            lines += own
        elif needed:
            lines.append(own[0].partition(":")[0] + ":")
        else:
            lines += [f"# {line}" for line in own]
    if len("\n".join(lines).encode()) > MAX_FRONT_MATTER:
        lines = [line for line in lines if not line.startswith("#   ")]
    return "\n".join([*lines, "---", "", TEMPLATE_BODY, ""])


def _explained(question: Question, *, with_example: bool) -> list[str]:
    if question.settled:
        return []
    optional = "" if question.needed else " (not needed)"
    shown = with_example and question.example and not question.choices
    example = f"For example: {question.example}" if shown else ""
    lines = [" ".join(filter(None, (f"{question.ask}{optional}", question.hint, example)))]
    if question.choices:
        lines.append("One of:" if question.sort is Sort.CHOICE else "Any of:")
        lines += [f"  {id_} ({label})" if label else f"  {id_}" for id_, label in question.choices]
    return lines


def example(question: Question) -> Answer:
    """The schema's example, or the first choice where the example is none of the choices."""
    if not question.choices:
        return question.example
    known = [id_ for id_, _ in question.choices]
    given = [word for word in question.example.split(", ") if word in known] or known[:1]
    return given if question.sort is Sort.CHOICES else given[0]
