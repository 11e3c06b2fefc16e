"""Letters to people, as text: the words stand in `templates/`. Nothing is sent, and no address is known here."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2

from sharedstory.editing import files

_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,  # noqa: S701 - text, which nobody reads as HTML
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=jinja2.StrictUndefined,
)


def letter(template: str, **values: Any) -> str:
    """The text of a letter, from one of the templates."""
    return _TEMPLATES.get_template(f"{template}.txt").render(values)


def in_one(names: Sequence[str]) -> str:
    """Some names as one greets them: "Ann, Bo and Cy"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def write(letters: Iterable[tuple[str, str]], folder: Path) -> Iterator[tuple[Path, bool]]:
    """Write letters, each a file's name and its text, into a folder, and never over another.

    Gives the path of each that is new, and of each that has other words there already, which stays; and whether it
    is new.
    """
    for name, text in letters:
        path = folder / name
        if files.create(path, text.encode()):
            yield path, True
        elif path.read_bytes() != text.encode():
            yield path, False
