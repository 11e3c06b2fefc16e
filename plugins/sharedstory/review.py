"""What somebody who reviews a proposal wants to know, as Markdown: what would be shown, where, and what was agreed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sharedstory import dates, frontmatter, validation
from sharedstory.model import Channel, FrontMatter, NamedAs
from sharedstory.problems import Problem, Severity, printable
from sharedstory.story import Story, contents

# GitHub takes 1 MiB in the summary of a step. https://docs.github.com/en/actions/reference/limits
MAX_BYTES = 1024 * 1024 - 4096


def summary(story: Story, files: Sequence[str], problems: Sequence[Problem]) -> str:
    """The summary of some files, each as the story calls it, with all that is wrong with them and others."""
    pieces = [name for name in files if name.endswith(".md")]
    parts = ["# What this would publish\n"]
    if not pieces:
        parts.append("\nNo piece is in it.\n")
    for name in pieces:
        own = [one for one in problems if one.path == name]
        parts += ["\n", *(f"{line}\n" for line in _piece(story, name, own))]
    if others := [one for one in problems if one.path not in pieces]:
        parts += ["\n## Elsewhere\n\n", *(f"{_problem(one, where=True)}\n" for one in others)]
    whole = "".join(parts)
    if len(whole.encode()) > MAX_BYTES:
        cut = whole.encode()[:MAX_BYTES].decode(errors="ignore")
        whole = (
            cut[: cut.rfind("\n")]
            + "\n\nThere is more than can be shown here. Run `sharedstory check` for all.\n"
        )
    return whole


def _piece(story: Story, name: str, problems: Sequence[Problem]) -> Iterator[str]:
    path = story.folder / Path(name).relative_to(story.called)
    if not path.is_file() or path.is_symlink():
        yield f"## {code(name)}"
        yield ""
        yield "This file is taken away, or is no plain file."
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
        yield "### To ask"
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
        yield f"- Its page: none {'before it is mended' if broken else 'now, as what was agreed does not allow it'}"
    if themes := story.themes_of(front.tags):
        yield f"- Themes: {', '.join(code(theme.title) for theme in themes)}"
    if front.places:
        yield f"- Places: {', '.join(code(place) for place in front.places)}"
    if front.authors and "authors" not in wrong:
        yield f"- By: {', '.join(code(author.called) for author in front.authors)}"
    consent = front.consent
    if consent is None or "consent" in wrong:
        yield "- What was agreed: **not known**"
        return
    yield f"- Named: {consent.named_as.label.lower()}"
    given = f", given in {consent.given}" if consent.given else ""
    yield f"- What was agreed: {consent.basis.label.lower()}{given}; agreed by: {consent.speaking_for.label.lower()}"
    if consent.ends:
        yield f"- Until: {dates.day_in_words(consent.ends)}"
    channels = [channel.label.lower() for channel in Channel if channel in front.channels]
    yield f"- Where it may be shown: {'; '.join(channels)}"
    if consent.shown_on_purpose:
        yield f"- Meant for everybody: {', '.join(code(words) for words in consent.shown_on_purpose)}"


def _sorted(problems: Sequence[Problem]) -> Iterator[tuple[str, list[Problem]]]:
    privacy = [one for one in problems if one.code.startswith("privacy-")]
    others = [one for one in problems if one not in privacy]
    groups = {
        "To mend": [one for one in others if one.severity is Severity.ERROR],
        "Privacy": privacy,
        "To look at": [one for one in others if one.severity is not Severity.ERROR],
    }
    return ((heading, found) for heading, found in groups.items() if found)


def _to_ask(front: FrontMatter) -> Iterator[str]:
    consent = front.consent
    yield "Do they know where this will be shown, and that they can take it back?"
    if front.draft:
        yield "Is it ready? It is a draft, and is not shown before that is taken out."
    if consent and consent.named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY):
        yield "Could somebody who knows them tell who it is, from a job, a place and a time together?"
    if consent and consent.speaking_for == "someone-else-agreed":
        yield "Who agreed for them, and do they know about it themselves?"
    yield "Are other people told of in it, and were they asked?"


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
