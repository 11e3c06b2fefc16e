"""`sharedstory new`: a file for a new entry, by questions or from options."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import click

from sharedstory.commands import options
from sharedstory.editing import files
from sharedstory.forms import compose, questions
from sharedstory.forms.questions import BODY, Answer, Question, Sort, Vocabulary
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema.choices import WRITING, Basis, Kind


@click.command("new")
@click.argument("kind", type=click.Choice([str(kind) for kind in Kind]), metavar="KIND")
@click.option("--no-input", is_flag=True, help="Ask nothing. What is answered is in --set and --text.")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=ANSWER", help="An answer: --set title='Our key'."
)
@click.option(
    "--text", type=click.File(encoding="utf-8"), help="A file with the text, or - for what is piped in."
)
@options.site
def command(
    kind: str, no_input: bool, given: tuple[str, ...], text: TextIO | None, here: options.Here
) -> None:
    """Ask what is needed for a new entry, write its file, and say what to do next.

    KIND is testimony, critique, analysis, glimpse, gathering, session or initiative.
    Lists are given with commas, or semicolons where they are of text. No file is ever overwritten.

    Example: sharedstory new testimony
    """
    read = here.read()
    chosen = next(one for one in Kind if one == kind)
    asked = questions.questions(chosen, Vocabulary.of(read))
    answers: dict[str, Answer] = {question.name: question.default for question in asked if question.settled}
    try:
        answers |= _from_options(asked, given, chosen)
        if text is not None:
            answers[BODY] = text.read()
        if no_input:
            _all_there(asked, answers)
        else:
            for question in asked:
                if question.name not in answers and _applies(question, answers):
                    answers[question.name] = _ask(_as_needed(question, answers), chosen)
    except UnicodeError:
        raise click.UsageError("What came in is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except click.Abort:
        click.echo("\nNothing was written. This is what you answered so far:\n", err=True)
        click.echo(_shown(compose.file(asked, answers)))
        sys.exit(1)
    path = files.add_entry(read, chosen, compose.name(answers) or kind, compose.file(asked, answers))
    click.echo(path.as_posix())
    _say_what_next(path, here)


def _from_options(asked: Sequence[Question], given: tuple[str, ...], kind: Kind) -> dict[str, Answer]:
    """The answers of --set. Raises click.UsageError for the first that is wrong."""
    by_name = {question.name.replace(".0.", "."): question for question in asked if not question.settled}
    answers: dict[str, Answer] = {}
    for item in given:
        name, equals, words = item.partition("=")
        if not equals or name not in by_name:
            near = did_you_mean(name, by_name)
            raise click.UsageError(
                f'--set "{printable(name)}": write NAME=ANSWER with one of these names.{near}\n{", ".join(by_name)}'
            )
        question = by_name[name]
        answer = _read(question, words)
        if said := questions.mistake(question, answer, kind):
            raise click.UsageError(f"--set {name}: {printable(said)}")
        answers[question.name] = answer
    return answers


def _all_there(asked: Sequence[Question], answers: Mapping[str, Answer]) -> None:
    """Raises click.UsageError with everything that is needed and was not given."""
    missing = [
        question.name.replace(".0.", ".")
        for question in asked
        if _as_needed(question, answers).needed
        and question.name != BODY
        and _applies(question, answers)
        and not answers.get(question.name)
    ]
    if missing:
        raise click.UsageError(f"These are needed too: {', '.join(f'--set {name}=…' for name in missing)}")


def _applies(question: Question, answers: Mapping[str, Answer]) -> bool:
    """Whether a question makes sense after what was answered: nobody who has agreed to nothing is asked for more."""
    within_consent = question.name.startswith("consent.") and question.name != "consent.basis"
    return not (within_consent and not answers.get("consent.basis"))


def _as_needed(question: Question, answers: Mapping[str, Answer]) -> Question:
    """The question, needed where an answer before it makes it so."""
    if question.name == "consent.given":
        return replace(question, needed=answers.get("consent.basis") == Basis.CONSENT)
    if question.name == "consent.channels":
        return replace(question, needed=True, default=(), hint=questions.TICK)
    if question.name == "consent.basis":
        return replace(question, needed=answers["kind"] in WRITING)
    return question


def _ask(question: Question, kind: Kind) -> Answer:
    """Ask until the answer is all right. Raises click.Abort when the person stops."""
    click.echo(f"\n{question.ask}", err=True)
    example = f"For example: {question.example}" if question.example and not question.choices else ""
    for hint in filter(None, (question.hint, example)):
        click.echo(f"  {hint}", err=True)
    for number, (_, label) in enumerate(question.choices, 1):
        click.echo(f"  {number:3}  {printable(label)}", err=True)
    if question.sort is Sort.TEXT:
        return _ask_text()
    click.echo(f"  {_how(question)}", err=True)
    while True:
        answer = _read(
            question, click.prompt(">", prompt_suffix=" ", default="", show_default=False, err=True)
        )
        said = questions.mistake(question, answer, kind)
        if not said:
            return answer
        click.echo(f"  {printable(said)}", err=True)


def _how(question: Question) -> str:
    """How to answer, and what pressing Enter does."""
    how = {
        Sort.CHOICE: "Give its number. ",
        Sort.CHOICES: "Give the numbers, with commas between them. ",
        Sort.LINES: "Put semicolons between them. ",
    }.get(question.sort, "")
    taken = (question.default,) if isinstance(question.default, str) else question.default
    labels = [label for id_, label in question.choices if id_ in taken]
    if question.needed:
        return f"{how}We need an answer."
    meaning = f'for "{labels[0]}"' if labels else "to leave it out"
    return f"{how}Press Enter {meaning}."


def _ask_text() -> str:
    click.echo(
        "  End with a line of only a full stop. Press Enter at once to write it in the file later.", err=True
    )
    lines: list[str] = []
    while True:
        line = click.prompt(">", prompt_suffix=" ", default="", show_default=False, err=True)
        if line == "." or (not lines and not line):
            return "\n".join(lines)
        lines.append(line)


def _read(question: Question, words: str) -> Answer:
    """An answer as it was typed: for choices their numbers, ids or labels."""
    if question.sort is Sort.LINES:
        return tuple(filter(None, (item.strip() for item in words.split(";"))))
    if not question.choices:
        return words.strip()
    ids = {id_: id_ for id_, _ in question.choices}
    ids |= {label.casefold(): id_ for id_, label in question.choices}
    ids |= {str(number): id_ for number, (id_, _) in enumerate(question.choices, 1)}
    whole = words.strip()
    if question.sort is Sort.CHOICE:
        return ids.get(whole.casefold(), whole)
    items = filter(None, (item.strip() for item in whole.split(",")))
    return tuple(dict.fromkeys(ids.get(item.casefold(), item) for item in items))


def _shown(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n"))


def _say_what_next(path: Path, here: options.Here) -> None:
    again = here.read()
    found = [problem for problem in again.problems if problem.path == path.as_posix()]
    for problem in found:
        click.echo(str(problem), err=True)
    click.echo(
        f"\nWhat next:\n  1. Open {path.as_posix()} and look it through."
        f"\n  2. Run: sharedstory check {path.as_posix()}"
        "\n  3. See how it looks: mkdocs serve"
        "\nNothing is public before you send it.",
        err=True,
    )
