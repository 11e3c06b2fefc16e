"""Rules on where links and pictures lead."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from sharedstory.reading import gfm
from sharedstory.reading import markdown as bodies
from sharedstory.reading.problems import Known, Problem, did_you_mean
from sharedstory.reading.rule import Collected
from sharedstory.reading.validation import Record
from sharedstory.schema.words import shortened


def links_lead_somewhere(all_: Collected, records: Sequence[Record]) -> Iterator[Problem]:
    """Links in a body lead to an entry's file, a heading or a full safe address; pictures lie beside the text.

    What does not is left out of the page with its words kept, so that one wrong link keeps nobody's story back.
    """
    files = {record.document.path for record in all_.records}
    names = Known({posixpath.basename(path) for path in files})
    gone = {item.id for _, item in all_.withdrawn.items}
    renamed = all_.renamed
    for record in records:
        document = record.document
        headings: frozenset[str] | None = None
        found: list[tuple[int, int, str, str]] = []
        for link in bodies.links(document.body):
            address = bodies.full_address(link.target)
            path, _, part = address.partition("#")
            relative = bodies.relative_path(address)
            target = resolve(document.path, relative) if relative else None
            code, message = "link-dead", ""
            if link.picture:
                code, message = "image", _picture_problem(all_, link, target)
            elif (
                relative
                and target not in files
                and posixpath.splitext(posixpath.basename(relative))[0] not in gone
            ):
                message = _dead_link(link.target, relative, names, renamed)
            elif relative is None and part and not path:
                headings = bodies.anchors(document.body) if headings is None else headings
                if unquote(part).lower() not in headings:
                    message = f'there is no heading "#{shortened(unquote(part))}" in this text.'
            elif relative is None and not bodies.safe_address(address):
                code, message = (
                    "link-unsafe",
                    _of_windows(link.target)
                    or f'"{shortened(link.target)}" is not a plain web address. Write it in full: https://…',
                )
            if message:
                found.append((link.line, link.column, code, message))
        if place := bodies.raw_html(document.body):
            message = "there is HTML here. It is shown as it was typed. Use Markdown, or take it out."
            found.append((*place, "body-html", message))
        found += [
            (line, column, "body-markdown", message) for line, column, message in gfm.strange(document.body)
        ]
        for line, column, code, message in found:
            yield Problem(document.path, document.body_line + line, column + 1, code, "", message)


_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}")


# What a name with a dot in it is rather than a web address.
_FILES = frozenset(
    [*bodies.PICTURES, ".md", ".markdown", ".txt", ".pdf", ".html", ".htm", ".doc", ".docx", ".gif"]
)


def _dead_link(written: str, path: str, names: Known, renamed: Mapping[str, str]) -> str:
    """What is wrong with a link to a file of no entry, in words."""
    host = path.partition("/")[0]
    if _HOST.fullmatch(host) and posixpath.splitext(host)[1].lower() not in _FILES:
        return f'"{shortened(written)}" looks like a web address. Write it in full, as https://{shortened(path)}.'
    if now := renamed.get(posixpath.basename(path).removesuffix(".md")):
        return f'"{shortened(written)}" is called "{now}.md" now. Write that name.'
    if of_windows := _of_windows(written):
        return of_windows
    near = did_you_mean(posixpath.basename(path), names)
    return f'"{shortened(written)}" leads to no file of an entry.{near}'


# A path with backslashes, from the folder of the text on.
_WINDOWS = re.compile(r"(?![\\/])[^:?#]*\\[^:?#]*")


def _of_windows(target: str) -> str:
    """What to do about a path as Windows writes it, in words; nothing for any other."""
    written = unquote(target)
    if not _WINDOWS.fullmatch(written):
        return ""
    slashes = written.replace("\\", "/")
    return f'"{shortened(written)}" has "\\" in it. Write "/" there, as in {shortened(slashes)}.'


def resolve(path: str, target: str) -> str:
    """The path that a relative link leads to, from the file that it stands in."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target)))


def _picture_problem(all_: Collected, link: bodies.Link, target: str | None) -> str:
    if target is None or bodies.is_remote(link.target):
        return _of_windows(link.target) or (
            "a picture from elsewhere would tell that site who reads this. "
            "Save the picture beside the text and write ![what it shows](picture.jpg)."
        )
    if not link.alt:
        return (
            "say in words what the picture shows, between the square brackets: ![what it shows](picture.jpg)."
        )
    if target not in all_.pictures:
        return (
            _of_windows(link.target)
            or f'there is no picture "{shortened(link.target)}" beside the text. Put it there, or correct its name.'
        )
    return all_.pictures[target].wrong
