"""A WordPress export -> drafts, with a record by which each post is known again, and what was lost on the way.

What was not public there gets into no file but a draft, and only when that is asked for. A file that somebody has
edited is never touched.
"""

import email.utils
import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pydantic import ValidationError

from sharedstory.editing import files
from sharedstory.forms import compose
from sharedstory.importing.merge import Merge, merge
from sharedstory.importing.record import Post, PostsRecord
from sharedstory.importing.wordpress import text as wordpress_text
from sharedstory.importing.wordpress.shown import Attachment, OldSite, absolute
from sharedstory.importing.wordpress.wxr import WxrExport, WxrItem
from sharedstory.reading import frontmatter, pictures
from sharedstory.reading.privacy import without_addresses
from sharedstory.schema import dates
from sharedstory.schema.errors import PlainError
from sharedstory.schema.people import Source
from sharedstory.schema.words import shortened
from sharedstory.site import opendata
from sharedstory.story.folder import contents, documents
from sharedstory.story.story import Story

MAX_ATTACHMENTS = 100_000
MAX_BLOCKS = 1_000
MAX_LINE = 1_000
# What WordPress keeps for itself, and what is no text.
INTERNAL = frozenset(
    ["attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache"]
)
_NEVER = {"trash": "in the bin", "auto-draft": "never saved", "inherit": "a version of another one"}
_NOT_PUBLIC = {
    "draft": "a draft",
    "pending": "waiting for review",
    "private": "private",
    "future": "scheduled",
}
_MARKER = re.compile(r"^# Imported from WordPress: (.+)$", re.MULTILINE)
# Of an address, which other tools than WordPress leave in the name of a post.
_ENDING = re.compile(r"\.(html?|php|aspx?)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?!en\b)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken: posts of which sorts, also those that were not public, and the names of authors."""

    sorts: frozenset[str] = frozenset(["post"])
    unpublished: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True)
class PostDraft:
    """What a post becomes: the name and text of its file, and its pictures' old addresses by their new names.

    `address` is where it stood, and empty for what was not `public`. `lost` says what could not be taken along.
    """

    key: str
    name: str
    text: str
    public: bool = True
    address: str = ""
    pictures: Mapping[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A post that is not taken: which, and why, in words for an organiser."""

    which: str
    why: str


# Reading


def survey(export: WxrExport, progress: Callable[[int], None] = lambda read: None) -> dict[str, OldSite]:
    """What the posts of each site refer to. Raises PlainError for a file of which nothing is to be taken."""
    attachments: dict[str, dict[str, Attachment]] = defaultdict(dict)
    blocks: dict[str, dict[str, str]] = defaultdict(dict)
    attached: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    count = 0
    for item in export.items(progress):
        status = item["wp:status"].casefold()
        hidden = status in (*_NOT_PUBLIC, *_NEVER) and item.sort != "attachment"
        if item.wrong or hidden or status == "private":
            continue
        if item.sort == "attachment" and count < MAX_ATTACHMENTS:
            count += 1
            address = (item["wp:attachment_url"] or item["guid"])[:500]
            alt = compose.line(item.meta.get("_wp_attachment_image_alt", "")[:MAX_LINE])
            parent = item["wp:post_parent"]
            attachments[item.site][item.id] = Attachment(address, alt, parent)
            if parent not in ("", "0"):
                of = attached[item.site]
                of[parent] = (*of.get(parent, ())[:200], item.id)
        elif item.sort == "wp_block" and len(blocks[item.site]) < MAX_BLOCKS and not item["wp:post_password"]:
            blocks[item.site][item.id] = item.html[:20_000]
    return {
        site: OldSite(site, attachments[site], blocks[site], attached[site])
        for site in {*attachments, *blocks, *attached}
    }


def drafts(
    export: WxrExport,
    sites: Mapping[str, OldSite],
    wanted: Wanted,
    left_out: Counter[str],
    progress: Callable[[int], None] = lambda read: None,
) -> Iterator[PostDraft | Refused]:
    """What each post that is wanted becomes. Those that are not are counted in `left_out`, by the reason."""
    seen: dict[str, str] = {}
    for item in export.items(progress):
        which = f"post {item.id or '?'} in line {item.line}"
        if item.wrong:
            yield Refused(which, item.wrong)
            continue
        if item.comments:
            left_out["comment"] += item.comments
        status, locked = item["wp:status"].casefold(), bool(item["wp:post_password"])
        public = status == "publish" and not locked
        if item.sort in INTERNAL or item.sort.startswith("wp_"):
            continue
        if item.sort not in wanted.sorts:
            left_out[f"{shortened(item.sort, 40)}, which is not among --type"] += 1
        elif status in _NEVER:
            left_out[f"post that was {_NEVER[status]}"] += 1
        elif not public and not wanted.unpublished:
            why = "protected by a password" if locked else _NOT_PUBLIC.get(status, "not said to be public")
            left_out[f"post that was {why}"] += 1
        else:
            key = _key(item)
            if key in seen and seen[key] == _hash(item["link"], item["title"]):
                yield Refused(which, "it is in the export twice")
                continue
            if key in seen:
                key = f"{_hash(item['link'], item['title'])} {key}"
            seen[key] = _hash(item["link"], item["title"])
            site = sites.get(item.site, OldSite(item.site, {}, {}))
            try:
                yield _draft(item, key, public, site, export.authors if wanted.names else {})
            except PlainError as error:
                yield Refused(which, str(error))


def _hash(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _key(item: WxrItem) -> str:
    """By what a post is known again: its number and its site."""
    number = item.id if re.fullmatch(r"\d{1,20}", item.id) else ""
    try:
        parts = urlsplit(item.site)
        site = re.sub(r"[^\w./:-]", "", f"{parts.netloc}{parts.path}".rstrip("/"))
    except ValueError:
        site = ""
    site = without_addresses(site.rpartition("@")[2])[0]
    return (
        f"{number or _hash(item['guid'] or item['link'], item['title'], _date(item))} of {site or 'a site'}"
    )


def _date(item: WxrItem) -> str:
    given = item["wp:post_date"][:10]
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", given) or given.startswith("0000"):
        try:
            given = email.utils.parsedate_to_datetime(item["pubDate"]).date().isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return ""
    try:
        return dates.parse(given).text
    except ValueError:
        return ""


def _draft(item: WxrItem, key: str, public: bool, site: OldSite, authors: Mapping[str, str]) -> PostDraft:
    link = absolute(item["link"] or item["guid"], site.address)
    title = _plain(item["title"])
    date = _date(item)
    slug = _ENDING.sub("", unquote(item["wp:post_name"])).replace("-", " ")
    number = key.partition(" ")[0]
    # The name of what was not public must not tell of it.
    named = {"title": slug or title, "kind": "post", "date": date} if public else {"kind": f"post-{number}"}
    name = compose.name(_without_private(named))
    made = wordpress_text.convert(
        item.html,
        site=site,
        link=link,
        number=item.id,
        name=name,
        footnotes=item.meta.get("footnotes", ""),
        cover=item.meta.get("_thumbnail_id", "").strip(),
    )
    lost = [*made.lost]
    fields: list[str] = []

    def add(name: str, words: str, what: str) -> None:
        if len(words) > MAX_LINE:
            lost.append(f"{what}, which is over {MAX_LINE:,} characters long")
        elif words:
            fields.append(f"{name}{compose.quoted(words)}")

    add("title: ", title, "its title")
    fields += [f"date: {date}"] if date else []
    fields += [f"lang: {item.language}"] if _LANGUAGE.fullmatch(item.language) else []
    author = authors.get(item["dc:creator"], "")
    if author and author != item["dc:creator"] and author == without_addresses(author)[0]:
        fields.append("authors:")
        add("  - ", compose.line(author), "its author")
    add("summary: ", _plain(item["excerpt:encoded"]), "its summary")
    address = _address(link)
    if address:
        fields += ["source:", f"  url: {compose.quoted(address)}"]
    fields += ["draft: true", f"# Imported from WordPress: {key}"]
    for what, words in (("Categories", item.categories), ("Tags", item.tags)):
        if words:
            fields.append(f"# {what} there: {shortened(', '.join(map(_plain, words)), MAX_LINE)}")
    if not public:
        fields.append("# It was not public there. Ask before you take the draft mark out.")
    text = "\n".join(["---", *fields, "---", "", made.markdown, ""])
    if len(text.encode()) > frontmatter.MAX_BYTES:
        raise PlainError(f"it is over {frontmatter.MAX_BYTES // 1024} KiB, and that is all we read")
    return PostDraft(key, name, text, public, address if public else "", made.pictures, tuple(lost))


def _without_private(named: Mapping[str, str]) -> dict[str, str]:
    return {key: without_addresses(words)[0] for key, words in named.items()}


def _plain(words: str) -> str:
    """The words of a title or an excerpt, on one line."""
    return without_addresses(compose.line(wordpress_text.words_of(words[: 10 * MAX_LINE])))[0]


def _address(link: str) -> str:
    """The old address where it is one that a reader could open, and nothing else."""
    try:
        Source.model_validate({"url": link})
    except ValidationError:
        return ""
    return link if link == without_addresses(link)[0] else ""


# Writing


class Outcome(StrEnum):
    """What became of a post's file."""

    ADDED = "added"
    UPDATED = "brought up to date"
    SAME = "as it was"
    EDITED = "left as it is, because somebody has worked on it here"
    CONFLICT = "left as it is, because somebody has worked on it here; it was changed in WordPress too"
    GONE = "not brought back, because it was taken away here"


def redirects(record: PostsRecord) -> str:
    """CSV of old addresses and the names of the pieces that stood there."""
    rows = [{"old address": one.address, "piece": one.name} for one in record.posts.values() if one.address]
    return opendata.as_csv(sorted(rows, key=lambda row: row["old address"]))


@dataclass(frozen=True)
class Library:
    """The folder of testimonies as it is before an import, and where in it new drafts go."""

    folder: Path
    into: Path
    files: dict[str, Path]
    marked: Mapping[str, str]
    gone: frozenset[str]

    @classmethod
    def of(cls, read: Story, into: Path) -> "Library":
        """Raises PlainError for a folder that is not within that of the testimonies."""
        if not into.resolve().is_relative_to(read.folder.resolve()):
            raise PlainError(f"{into} is not in {read.folder}, where the testimonies are.")
        files = {path.stem: path for path, _ in documents(read)}
        marked = {}
        for name, path in files.items():
            if found := _MARKER.search(contents(path).decode("utf-8", "replace")):
                marked[found[1].strip()] = name
        return cls(read.folder, into, files, marked, frozenset(item.id for item in read.withdrawn))


def write(draft: PostDraft, library: Library, record: PostsRecord) -> Outcome:
    """Write a draft, unless somebody has worked on its file since it was written. The record is brought up to date."""
    raw = draft.text.encode()
    known = record.posts.get(draft.key)
    if known is None and draft.key in library.marked:
        known = Post(name=library.marked[draft.key], hash="")  # the last import was cut short
    if known is None:
        for number in itertools.count(1):
            name = draft.name if number == 1 else f"{draft.name}-{number}"
            path = library.into / f"{name}.md"
            if name not in library.files and name not in library.gone and files.create(path, raw):
                break
        library.files[name] = path
        record.posts[draft.key] = Post(name=name, hash=_hash_of(raw), address=draft.address)
        return Outcome.ADDED
    path_now = library.files.get(known.name)
    if path_now is None or known.name in library.gone:
        return Outcome.GONE
    before = contents(path_now)
    match merge(known.hash, before, raw, _hash_of):
        case Merge.SAME if before != raw:
            return Outcome.EDITED
        case Merge.SAME:
            outcome = Outcome.SAME
        case Merge.TAKE:
            files.replace(path_now, before, raw)
            outcome = Outcome.UPDATED
        case _:
            return Outcome.CONFLICT
    record.posts[draft.key] = Post(name=known.name, hash=_hash_of(raw), address=draft.address)
    return outcome


def _hash_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def copy_pictures(draft: PostDraft, to: Path, uploads: Path) -> Iterator[str]:
    """Copy the pictures of a draft beside its text, never over a file. Says of each that is not there why."""
    for name, address in draft.pictures.items():
        found = next(_in_uploads(address, uploads), None)
        if found is None:
            yield f"the picture {shortened(address, 200)} is not in the folder of uploads"
        elif wrong := pictures.inspect(found).wrong:
            yield f"the picture {shortened(address, 200)}: {wrong}"
        else:
            files.create(to / name, found.read_bytes())


def _in_uploads(address: str, uploads: Path) -> Iterator[Path]:
    """The files that a picture can be: in its first size, or as it was shown, by its whole path or the end of it."""
    parts = PurePosixPath(unquote(urlsplit(address).path)).parts
    if "uploads" in parts:
        parts = parts[len(parts) - parts[::-1].index("uploads") :]
    shown = PurePosixPath(*[part for part in parts if part not in ("/", "..", ".")])
    first = shown.with_name(f"{wordpress_text.stem(shown.name)}{shown.suffix}")
    root = uploads.resolve()
    for wanted in (first, shown):
        path = uploads / wanted
        if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(root):
            yield path
