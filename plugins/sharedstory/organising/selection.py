"""What somebody asks about: some of the files of one site or of several, and the problems in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sharedstory.organising import changes
from sharedstory.reading.problems import Problem
from sharedstory.story.folder import entry_files, shown_as
from sharedstory.story.story import Story


@dataclass(frozen=True, slots=True)
class Selection:
    """Files and folders, and which of the files in them changed, absolute; all, where that was not asked."""

    paths: tuple[Path, ...]
    changed: frozenset[Path] | None = None

    def problems(self, stories: Sequence[Story]) -> list[Problem]:
        """The problems in these files, in their order, each once."""
        found: set[Problem] = set()
        for read in stories:
            below = self._below(read)
            found |= {one for one in read.problems if below(one.path) and self._is_changed(Path(one.path))}
        return sorted(found)

    def names(self, read: Story) -> list[str]:
        """The names of the entries among these, as messages call them, and of those that are gone since."""
        names = list(filter(self._below(read), entry_files(read.folder, read.called)))
        if self.changed is None:
            return names
        root = changes.placed(read.folder)
        gone = [
            shown_as(read.called, path.relative_to(root).as_posix())
            for path in self.changed
            if path.suffix == ".md" and path.is_relative_to(root) and not path.exists()
        ]
        return sorted([*filter(lambda name: self._is_changed(Path(name)), names), *gone])

    def _is_changed(self, path: Path) -> bool:
        return self.changed is None or changes.placed(path) in self.changed

    def _below(self, read: Story) -> Callable[[str], bool]:
        """What says of a file, as messages of a story call it, whether it is at or below one of the paths."""
        root = changes.placed(read.folder)
        places = [changes.placed(path) for path in self.paths]
        if any(root.is_relative_to(place) for place in places):
            return lambda name: True
        shown = [
            shown_as(read.called, place.relative_to(root).as_posix())
            for place in places
            if place.is_relative_to(root)
        ]
        return lambda name: any(name == one or name.startswith(f"{one}/") for one in shown)


def of_a_site(path: Path, testimonies: Path) -> Path:
    """What a path stands for: of a whole site, its folder of testimonies."""
    return testimonies if changes.placed(testimonies).is_relative_to(changes.placed(path)) else path
