"""The pictures of published entries: which file each is, and where it goes in the site."""

from hashlib import sha256
from pathlib import Path, PurePosixPath

from sharedstory.reading import markdown as bodies
from sharedstory.reading.rules_on_links import resolve
from sharedstory.story.story import Entry, Story


def published_pictures(story: Story) -> dict[str, Path]:
    """The pictures of published entries: where each goes in the site, and the file that it comes from."""
    found: dict[str, Path] = {}
    for entry in story.entries:
        if "![" in entry.body:
            for link in bodies.links(entry.body):
                if link.picture and (path := picture_file(story, entry, link.target)):
                    found[picture_path(story, entry, path)] = path
    return found


def picture_file(story: Story, entry: Entry, target: str) -> Path | None:
    """The file of a picture that an entry's body shows, or None where it cannot be shown."""
    relative = bodies.relative_path(target)
    if relative is None or bodies.is_remote(target):
        return None
    shown = resolve(entry.file, relative)
    return story.folder / shown.removeprefix(f"{story.called}/") if shown in story.pictures else None


def picture_path(story: Story, entry: Entry, file: Path) -> str:
    """Where a picture goes in the site: beside the entry's page. One from another folder gets a folder there too.

    Else one would be shown for another that has its name.
    """
    page = entry.path.removesuffix("/index")
    folder = file.parent.relative_to(story.folder).as_posix()
    own = PurePosixPath(story.called, folder) == PurePosixPath(entry.file).parent
    return f"{page}/{file.name}" if own else f"{page}/{sha256(folder.encode()).hexdigest()[:12]}/{file.name}"
