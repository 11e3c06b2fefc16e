"""What the tests of reading, rules and rendering share: a folder of testimonies, written from a dict."""

from calendar import timegm
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from sharedstory.story.folder import read_story
from sharedstory.story.story import Story
from tests import quick

quick.builds()
# A slow machine is no mistake of ours.
settings.register_profile("without time limits", deadline=None)
settings.load_profile("without time limits")

# The file that takes longest begins first, so that at the end no worker waits for the one that has it.
LONGEST = "tests/test_withdraw.py"

AS_OF = date(2026, 6, 1)
# The same for SOURCE_DATE_EPOCH, wherever the tests run.
EPOCH = str(timegm(AS_OF.timetuple()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest file first, and leave the others in their order."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


SHARED = {
    "title": "title: A key to our own door",
    "kind": "kind: testimony",
    "summary": "summary: How a street came to share one garden.",
    "tags": "tags: [home]",
}
OF_KIND = {
    "testimony": {
        "authors": "authors: [Ann Example]",
        "voices": "voices: [citizen]",
        "consent": "consent:\n  basis: consent\n  given: 2026-01\n  named_as: full-name",
    },
    "glimpse": {"what_is_different": "what_is_different: Neighbours hold the keys.", "of": "of: place"},
    "gathering": {"held": "held: 2025-11"},
    "session": {
        "gathering": "gathering: spring",
        "learning": "learning:\n  - id: open-doors\n    point: An open door needs a host.",
    },
    "initiative": {"element": "element: narrative"},
}
BODY = "We have a key. It is ours.\n"
THEMES = "- id: home\n  title: Home\n  question: Whose home is it?\n  summary: A home of one's own.\n"
PLACES = """\
- {id: england, name: England, size: nation}
- {id: exampleshire, name: Exampleshire, within: england, region: south-west, size: council-area}
- {id: exampletown, name: Exampletown, within: exampleshire, region: south-west, size: town}
"""

Files = Mapping[str, str | bytes]
Tell = Callable[..., Story]


def entry(kind: str = "testimony", /, *, body: str = BODY, **fields: str) -> str:
    """The text of a file as a writer could give it: each field as its lines, empty for none at all."""
    own = OF_KIND.get(kind, OF_KIND["testimony"])
    given = {**SHARED, "kind": f"kind: {kind}", **own, **fields}
    return "\n".join(["---", *filter(None, given.values()), "---", body])


def write(folder: Path, files: Files) -> Path:
    """A folder with these files in it, and with a theme and places where none are given."""
    for name, text in {"themes.yml": THEMES, "places.yml": PLACES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for testimonies."""
    path = tmp_path / "testimonies"
    path.mkdir()
    return path


@pytest.fixture
def tell(folder: Path) -> Tell:
    """What is read from a folder with these files in it, on a day."""

    def tell(files: Files, as_of: date = AS_OF) -> Story:
        return read_story(write(folder, files), as_of=as_of, called="testimonies")

    return tell
