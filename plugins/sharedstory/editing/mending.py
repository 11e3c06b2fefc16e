"""What can be mended in many files: the fixes of each, and how many there are."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sharedstory.editing import fix
from sharedstory.editing.fixes import MENDED, Fixes
from sharedstory.reading.problems import Problem
from sharedstory.schema.errors import PlainError
from sharedstory.story.story import Story

# How many files are looked into to say how much could be mended. To mend a file takes longer than to check it.
LOOKED_INTO = 50


def fixes(read: Story, names: Iterable[str]) -> Iterator[Fixes | PlainError]:
    """The fixes of each of these files that has any, or why it cannot be said which it has."""
    vocabulary = fix.known(read)
    for name in names:
        try:
            found = fix.fixed(Path(name).read_bytes(), name, vocabulary)
        except FileNotFoundError:
            continue  # what was taken away changed too
        except PlainError as error:
            yield error
            continue
        if found.made:
            yield found


def mendable(stories: Sequence[Story], problems: Iterable[Problem]) -> str:
    """How many things can be mended, in words; nothing where that is none. Looks into a few files only."""
    story_of = {problem.path: read for read in stories for problem in read.problems}
    names = dict.fromkeys(problem.path for problem in problems if problem.code in MENDED)
    looked_at = [name for name in names if name in story_of and name.endswith(".md")][:LOOKED_INTO]
    count = 0
    for read in stories:
        own = [name for name in looked_at if story_of[name] is read]
        count += sum(len(found.made) for found in fixes(read, own) if isinstance(found, Fixes))
    return "" if not count else f"At least {count}" if len(names) > LOOKED_INTO else f"{count}"
