"""What was read, kept for the next reading in the same process: what did not change is not read or checked again."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sharedstory.reading.pictures import Inspected
from sharedstory.reading.problems import Problem
from sharedstory.reading.rules import Findings
from sharedstory.reading.validation import Record

# The clock of a file moves in steps: of some milliseconds mostly, of two seconds on a memory stick.
_STEP = 2_000_000_000


class Print(NamedTuple):
    """By what a file is known to be as it was: which one it is, its size, and when it changed, in nanoseconds."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Print":
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


class File(NamedTuple):
    """A contributed file: where it is, what messages call it, and how it was when we looked."""

    path: Path
    shown: str
    print: Print


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file gave: how the picture is that it holds, or a record, with what is wrong with it alone."""

    content: Record | Inspected
    problems: tuple[Problem, ...] = ()


class Memory:
    """The files of a folder as they were read."""

    def __init__(self) -> None:
        self.findings = Findings()
        self._readings: dict[str, tuple[Print, Reading]] = {}
        self._looked = 0

    def begin(self) -> None:
        """Say that the files are looked at from now on."""
        self._looked = time.time_ns()

    def of(self, file: File) -> Reading | None:
        """What a file gave, if it has not changed since."""
        known = self._readings.get(file.shown)
        return known[1] if known and known[0] == file.print else None

    def keep(self, readings: Mapping[File, Reading]) -> None:
        """Remember these alone, but for files that had just changed: such a one can change again within one step."""
        self._readings = {
            file.shown: (file.print, reading)
            for file, reading in readings.items()
            if self._looked - file.print.changed > _STEP
        }
