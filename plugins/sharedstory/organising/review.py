"""What somebody who reviews a proposal wants to know, as Markdown: what would be shown, where, and what was agreed."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from sharedstory.organising import changes
from sharedstory.reading import frontmatter, validation
from sharedstory.reading.codes import Severity
from sharedstory.reading.document import MAX_NODES_VOCABULARY
from sharedstory.reading.markdown import PICTURES
from sharedstory.reading.problems import Problem, printable
from sharedstory.reading.yaml import parse_yaml
from sharedstory.schema import dates
from sharedstory.schema.choices import Channel, NamedAs
from sharedstory.schema.entries import FrontMatter
from sharedstory.schema.words import shortened
from sharedstory.story.folder import contents, entry_files
from sharedstory.story.story import Story

# GitHub takes 1 MiB in the summary of a step. https://docs.github.com/en/actions/reference/limits
MAX_BYTES = 1024 * 1024 - 4096


# What is said before anything else, because it changes more than a story.
_FIRST = ("withdrawn-undone", "maintainer")
_CHANGES = {
    "withdrawn.yml": "this proposal changes the list of what was taken down.",
    "themes.yml": "this proposal changes the themes.",
    "places.yml": "this proposal changes the places.",
    "collections.yml": "this proposal changes the collections.",
}


def beside_pieces(story: Story, changed: Collection[Path], withdrawn_before: str) -> Iterator[Problem]:
    """What a proposal changes in a folder beside its pieces and pictures, and what it would bring back.

    `changed` are absolute paths, and `withdrawn_before` is what stood in withdrawn.yml.
    """
    root = changes.placed(story.folder)
    pieces = [root / Path(name).relative_to(story.called) for name in entry_files(story.folder, story.called)]
    for path in sorted(one for one in changed if one.is_relative_to(root)):
        name = path.relative_to(root)
        hidden = any(part.startswith((".", "_")) for part in name.parts) or name.name.lower() == "readme.md"
        if hidden or path.suffix.lower() not in (".md", *PICTURES):
            words = _CHANGES.get(
                name.as_posix(), "this proposal changes a file that is not a story or a picture."
            )
            message = f"{words} Somebody who looks after the site has to look at it."
            yield Problem(f"{story.called}/{name.as_posix()}", 1, 1, "maintainer", "", message)
    listed = parse_yaml(withdrawn_before, "", max_nodes=MAX_NODES_VOCABULARY).values
    ids = {str(one["id"]) for one in listed or () if isinstance(one, dict) and "id" in one}
    for gone in sorted(ids - {one.id for one in story.withdrawn}):
        message = f'the line of "{shortened(gone)}" is gone. The story was taken down. Put the line back.'
        yield Problem(f"{story.called}/withdrawn.yml", 1, 1, "withdrawn-undone", "", message)
        for path in pieces:
            if path.stem == gone:
                message = (
                    "the author of this story had it taken down, and withdrawn.yml does not say so any more."
                )
                shown = f"{story.called}/{path.relative_to(root).as_posix()}"
                yield Problem(shown, 1, 1, "withdrawn-undone", "", message)


def summary(story: Story, names: Sequence[str], problems: Sequence[Problem]) -> str:
    """The summary of some files, each as the story calls it, with all that is wrong with them and others."""
    pieces = [name for name in names if name.endswith(".md")]
    parts = []
    if first := [one for one in problems if one.code in _FIRST]:
        undone = any(one.code == "withdrawn-undone" for one in first)
        title = "Stop: this would bring back a story that was taken down" if undone else "For a maintainer"
        lines = sorted(first, key=lambda one: _FIRST.index(one.code))
        parts += [f"# {title}\n\n", *(f"{_problem(one, where=True)}\n" for one in lines), "\n"]
    problems = [one for one in problems if one.code not in _FIRST]
    parts.append("# What this would publish\n")
    if not pieces:
        parts.append("\nThere is no story in it.\n")
    of_path: dict[str, list[Problem]] = {}
    for one in problems:
        of_path.setdefault(one.path, []).append(one)
    for name in pieces:
        own = of_path.get(name, [])
        parts += ["\n", *(f"{line}\n" for line in _piece(story, name, own))]
    if others := [one for one in problems if one.path not in pieces]:
        parts += ["\n## Elsewhere\n\n", *(f"{_problem(one, where=True)}\n" for one in others)]
    whole = "".join(parts)
    if len(whole.encode()) > MAX_BYTES:
        cut = whole.encode()[:MAX_BYTES].decode(errors="ignore")
        whole = (
            cut[: cut.rfind("\n")] + "\n\nThere is more than fits here. Run `sharedstory check` for all.\n"
        )
    return whole


def _piece(story: Story, name: str, problems: Sequence[Problem]) -> Iterator[str]:
    path = story.folder / Path(name).relative_to(story.called)
    if not path.is_file() or path.is_symlink():
        yield f"## {code(name)}"
        yield ""
        yield "This file is deleted, or is not an ordinary file."
        yield from map(_problem, problems)
        return
    record, _ = validation.record(frontmatter.parse(contents(path), name), path.stem)
    front = record.front
    yield f"## {code(front.title if front and 'title' not in record.wrong else name)}"
    yield ""
    if front is not None:
        yield from _said(story, name, front, record.wrong)
    for heading, found in _sorted(problems):
        yield ""
        yield f"### {heading}"
        yield ""
        yield from map(_problem, found)
    if front is not None:
        yield ""
        yield "### Questions to ask"
        yield ""
        yield from (f"- {question}" for question in _to_ask(front))


def _said(story: Story, name: str, front: FrontMatter, wrong: frozenset[str]) -> Iterator[str]:
    entry = story.by_file.get(name)
    broken = any(one.severity is Severity.ERROR for one in story.problems if one.path == name)
    yield f"- File: {code(name)}"
    yield f"- What it is: {front.kind.label}"
    if entry is not None:
        yield f"- Its page: {code('/' + entry.path.removesuffix('index').rstrip('/') + '/')}"
    elif front.draft:
        yield "- Its page: none, because it is a draft"
    else:
        yield f"- Its page: none {'until the problems below are fixed' if broken else 'at the moment, because the consent does not allow it'}"
    if themes := story.themes_of(front.tags):
        yield f"- Themes: {', '.join(code(theme.title) for theme in themes)}"
    if front.places:
        yield f"- Places: {', '.join(code(place) for place in front.places)}"
    if front.authors and "authors" not in wrong:
        yield f"- By: {', '.join(code(author.called) for author in front.authors)}"
    consent = front.consent
    if consent is None or "consent" in wrong:
        yield "- Consent: **not known**"
        return
    yield f"- Name: {consent.named_as.label}"
    given = f", given in {consent.given}" if consent.given else ""
    yield f"- Consent: {consent.basis.label}{given}"
    yield f"- Who gave permission: {consent.speaking_for.label}"
    if consent.ends:
        yield f"- Until: {dates.day_in_words(consent.ends)}"
    channels = "; ".join(channel.label for channel in Channel if channel in front.channels)
    unsaid = (
        ""
        if "channels" in consent.model_fields_set
        else "**everywhere, because the file does not say where**: "
    )
    yield f"- Where we can show it: {unsaid}{channels}"
    if consent.shown_on_purpose:
        yield f"- Everybody may see: {', '.join(code(words) for words in consent.shown_on_purpose)}"


def _sorted(problems: Sequence[Problem]) -> Iterator[tuple[str, list[Problem]]]:
    privacy = [one for one in problems if one.code.startswith("privacy-")]
    others = [one for one in problems if not one.code.startswith("privacy-")]
    groups = {
        "To fix": [one for one in others if one.severity is Severity.ERROR],
        "Privacy": privacy,
        "To check": [one for one in others if one.severity is not Severity.ERROR],
    }
    return ((heading, found) for heading, found in groups.items() if found)


def _to_ask(front: FrontMatter) -> Iterator[str]:
    consent = front.consent
    yield "Do they know where we will show this, and that we can take it down at any time?"
    if front.draft:
        yield "Is it ready? It is a draft, so it is not on the site."
    if consent and consent.named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
        yield "Could somebody work out who it is, from a job, a place and a time together?"
    if consent and consent.speaking_for == "someone-else-agreed":
        yield "Who agreed for them, and do they know about it themselves?"
    yield "Are there other people in it, and did anybody ask them?"


def _problem(problem: Problem, *, where: bool = False) -> str:
    field = f"{problem.field}: " if problem.field else ""
    file = f"{code(problem.path)}, line" if where else "Line"
    return f"- {file} {problem.line}: {code(field + problem.message)} ({problem.code})"


def code(words: str) -> str:
    """Words as Markdown that does nothing: no link, picture, mention or HTML works between backticks."""
    plain = " ".join(printable(words).split())
    fence = "`" * (max((len(run) for run in re.findall("`+", plain)), default=0) + 1)
    space = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{space}{plain}{space}{fence}"
