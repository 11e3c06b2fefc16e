"""The HTML of a WordPress post -> Markdown, with all that was lost on the way.

It reads and writes no file. What comes out holds no HTML, no e-mail address and no IP address.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from sharedstory.forms import compose
from sharedstory.importing.wordpress.converter import BLOCK, ToMarkdown, line_breaks
from sharedstory.importing.wordpress.shown import OldSite, notes_of, shown
from sharedstory.reading import markdown as body
from sharedstory.reading.privacy import without_addresses
from sharedstory.schema.errors import PlainError
from sharedstory.schema.words import shortened

MAX_HTML = 1_000_000
MAX_TAGS = 20_000
MAX_DEPTH = 60

_KEPT = body.TAGS | frozenset(
    "h1 h5 h6 b i s strike ins div section article aside main header footer address center span dl dt dd kbd samp tt q"  # noqa: SIM905
    " cite tfoot caption iframe embed object audio video source details summary abbr".split()
)
_ATTRIBUTES = {
    "a": {"href", "class"},
    "img": {"src", "alt", "class", "width", "height", "data-src", "data-orig-file", "data-large-file"},
    "ol": {"start"},
    "sup": {"class", "data-fn"},
    "abbr": {"title"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    **{tag: {"src", "data", "title", "data-src"} for tag in ("iframe", "embed", "object", "audio", "video", "source")},
}  # fmt: skip
_DROPPED = (
    "script",
    "style",
    "form",
    "svg",
    "math",
    "noscript",
    "template",
    "select",
    "textarea",
    "map",
    "canvas",
)
_MARKUP = nh3.ALLOWED_TAGS | _KEPT | {*_DROPPED, "font", "input", "button", "option", "u", "big", "center"}
_TAG = re.compile(r"</?([A-Za-z][\w:-]*)")
_OPTIONAL_END = frozenset(
    "p li dt dd tr td th thead tbody tfoot br img hr input source embed wbr col option".split()  # noqa: SIM905
)
_ADDRESS_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SIZE = re.compile(r"-\d+x\d+$|-scaled$|-rotated$|-e\d{10,}$")


@dataclass(frozen=True, slots=True)
class Text:
    """A body in Markdown, the addresses of its pictures by the names that it uses, and what was lost, each in words."""

    markdown: str
    pictures: Mapping[str, str]
    lost: tuple[str, ...]


def words_of(text: str) -> str:
    """The words of a title or an excerpt, which WordPress keeps as HTML.

    What looks like a tag and is none, or none that formats words, was typed to be read: "the <html> of it".
    """
    typed = _TAG.sub(lambda tag: tag[0] if tag[1].lower() in _MARKUP else "&lt;" + tag[0][1:], text)
    return BeautifulSoup(nh3.clean(typed), "html.parser").get_text()


def convert(
    given: str, *, site: OldSite, link: str, number: str, name: str, footnotes: str = "", cover: str = ""
) -> Text:
    """The text of a post.

    `link` is its old address, `number` its id, `name` that of the file to be, with which those of its pictures begin,
    `footnotes` the JSON of its notes, and `cover` the number of its picture in the media library.
    Raises PlainError.
    """
    if len(given) > MAX_HTML:
        raise PlainError(f"its HTML is over {MAX_HTML:,} characters long")
    lost: Counter[str] = Counter()
    pictures: dict[str, str] = {}
    notes = notes_of(footnotes)
    text = shown(given, site=site, number=number, notes=notes, lost=lost)
    _not_too_much(text)
    tree = BeautifulSoup(_cleaned(text, lost), "html.parser")
    base = link or site.address
    _simplify(tree, base, notes, lost)
    if cover in site.attachments and not any(
        stem(str(one.get("src"))) == stem(site.attachments[cover].address) for one in tree("img")
    ):
        first = tree.new_tag("p")
        first.append(
            tree.new_tag("img", src=site.attachments[cover].address, alt=site.attachments[cover].alt)
        )
        tree.insert(0, first)
    _name_pictures(tree, site, base, name, pictures, lost)
    _append_notes(tree, notes)
    try:
        markdown = ToMarkdown().convert_soup(tree)
    except RecursionError:
        raise PlainError("its HTML is nested too deep") from None
    markdown = compose.text(line_breaks(markdown))
    if _words(body.plain(markdown)) != _words(_spoken(tree)):
        lost["the text may not look as it did: compare it with the old page"] += 1
    return Text(markdown, pictures, tuple(_counted(lost)))


def _counted(lost: Counter[str]) -> Iterator[str]:
    for words, count in lost.items():
        yield f"{words} ({count} times)" if count > 1 else words


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _spoken(tree: BeautifulSoup) -> str:
    """The words of the tree, where pictures are the words for them."""
    return "".join(
        str(one.get("alt") or "") if isinstance(one, Tag) else str(one)
        for one in tree.descendants
        if isinstance(one, NavigableString) or (isinstance(one, Tag) and one.name == "img")
    )


# Cleaning


def _not_too_much(text: str) -> None:
    depth = deepest = count = 0
    for match in re.finditer(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", text):
        count += 1
        if match[2].lower() not in _OPTIONAL_END:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            deepest = max(deepest, depth)
    if count > MAX_TAGS:
        raise PlainError(f"it has over {MAX_TAGS:,} HTML tags")
    if deepest > MAX_DEPTH:
        raise PlainError("its HTML is nested too deep")


def _cleaned(text: str, lost: Counter[str]) -> str:
    """HTML of tags that we know, without e-mail and IP addresses."""
    for tag in _DROPPED:
        if found := len(re.findall(rf"<{tag}[\s>/]", text, re.IGNORECASE)):
            lost[f"`<{tag}>`"] += found
    if re.search(
        r"<[^<>]*\sstyle=|<(?:font|center|u)[\s>]|has-[\w-]+-(?:color|font-size)", text, re.IGNORECASE
    ):
        lost["colours, sizes or alignment of its own"] += 1
    text = nh3.clean(
        text.replace("\xa0", " ").replace("&nbsp;", " "),
        tags=set(_KEPT),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
        strip_comments=True,
    )
    text = _ADDRESS_ALONE.sub(r'<p><a href="\1">\1</a></p>', text)
    text = re.sub(r">\s*(https?://[^\s<>\"]+)\s*(?=</(?:p|div)>)", r'><a href="\1">\1</a>', text)
    text = re.sub(r'\shref="mailto:[^"]*"', "", text)
    text, count = without_addresses(text)
    if count:
        lost["e-mail or IP addresses"] += count
    return text


def _simplify(tree: BeautifulSoup, base: str, notes: Mapping[str, str], lost: Counter[str]) -> None:
    """Only what Markdown has, in the tree."""
    for frame in tree(["iframe", "embed", "object", "audio", "video"]):
        _frame(tree, frame, lost)
    numbered = [*notes]
    for raised in tree("sup"):
        key = str(raised.get("data-fn") or "")
        words = raised.get_text()
        if key in notes:
            raised.replace_with(f" [{numbered.index(key) + 1}]")
        elif re.fullmatch(r"[0-9+\-=()n]+", words):
            raised.replace_with(words.translate(_RAISED))
        else:
            raised.unwrap()
    for lowered in tree("sub"):
        words = lowered.get_text()
        lowered.replace_with(words.translate(_LOWERED)) if re.fullmatch(
            r"[0-9+\-=()]+", words
        ) else lowered.unwrap()
    for ordered in tree("ol"):
        start = str(ordered.get("start") or "1")
        first = int(start) if re.fullmatch(r"\d{1,8}", start) else 1
        for count, item in enumerate(ordered("li", recursive=False), first):
            item["value"] = str(count)
    for table in tree("table"):
        if table.find("table"):
            lost["a table within a table"] += 1
            for part in [table, *table(["thead", "tbody", "tfoot", "tr", "td", "th"])]:
                if part.find_parent("table") in (table, None) or part is table:
                    part.name = "div"
        elif table.find(["td", "th"], attrs={"rowspan": True}) or table.find(
            ["td", "th"], attrs={"colspan": True}
        ):
            lost["cells that went over several rows or columns of a table"] += 1
    for part in tree(["thead", "tfoot"]):
        rows = part("tr", recursive=False)
        if part.name == "tfoot" or len(rows) > 1:
            part.unwrap()
    for old in tree("abbr", title=True):
        lost[f"what `{shortened(old.get_text(), 30)}` is short for"] += 1
    for old in tree("dt"):
        old.name = "p"
        inner = tree.new_tag("strong")
        for child in [*old.contents]:
            inner.append(child.extract())
        old.append(inner)
    for old in tree(["dd", "address", "summary"]):
        old.name = "p"
    for old in tree("pre", class_="wp-block-verse"):
        old.name = "p"
        for text in old.find_all(string=True):
            lines = str(text).split("\n")
            for line in lines[:-1]:
                text.insert_before(NavigableString(line), tree.new_tag("br"))
            text.replace_with(lines[-1])
    for old in tree(["tt", "strike"]):
        old.name = {"tt": "code", "strike": "del"}[str(old.name)]
    for anchor in tree("a"):
        _mend_link(anchor, base, lost)
    for old in tree(
        ["ins", "span", "center", "abbr", "cite", "source", "details", "main", "header", "footer", "aside"]
    ):
        if old.name in ("center", "details", "main", "header", "footer", "aside"):
            old.name = "div"
        else:
            old.unwrap()
    _tidy(tree)


def _frame(tree: BeautifulSoup, frame: Tag, lost: Counter[str]) -> None:
    """What came from another page becomes a link to it."""
    source = frame.find("source", src=True) or frame.find("embed", src=True)
    address = str(
        frame.get("src")
        or frame.get("data-src")
        or frame.get("data")
        or (source.get("src") if isinstance(source, Tag) else "")
        or ""
    )
    if address.startswith("//"):
        address = f"https:{address}"
    if match := re.match(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)", address):
        address = f"https://www.youtube.com/watch?v={match[1]}"
    elif match := re.match(r"https?://player\.vimeo\.com/video/(\d+)", address):
        address = f"https://vimeo.com/{match[1]}"
    lost[f"`<{frame.name}>`, which became a link" if address else f"`<{frame.name}>`"] += 1
    if not address:
        frame.unwrap()
        return
    paragraph, anchor = tree.new_tag("p"), tree.new_tag("a", href=address)
    anchor.string = str(frame.get("title") or address)
    paragraph.append(anchor)
    frame.replace_with(paragraph)


def _mend_link(anchor: Tag, base: str, lost: Counter[str]) -> None:
    """A full, safe address as Markdown takes it, or only the words of the link."""
    given = str(anchor.get("href") or "").strip()
    if not given or given.startswith("#"):
        anchor.unwrap()
        return
    try:
        address = urljoin(base, given)
    except ValueError:
        address = ""
    address = quote(address, safe="/:?#[]@!$&'*+,;=%~-._").replace("[", "%5B").replace("]", "%5D")
    if not body.safe_address(address) or "left%20out" in address:
        lost["a link without a usable address"] += 1
        anchor.unwrap()
    else:
        anchor.attrs = {"href": address}


def _tidy(tree: BeautifulSoup) -> None:
    """Marks that Markdown could not show: around nothing, twice, beside each other, or with line breaks at their ends."""
    for mark in tree(["strong", "b", "em", "i", "del", "s"]):
        if mark.find_parent(mark.name) or mark.find([*BLOCK]):
            mark.unwrap()
            continue
        for edge, put in ((0, mark.insert_before), (-1, mark.insert_after)):
            while mark.contents and isinstance(inner := mark.contents[edge], Tag) and inner.name == "br":
                put(inner.extract())
        follower = mark.next_sibling
        while isinstance(follower, Tag) and follower.name == mark.name:
            for child in [*follower.contents]:
                mark.append(child.extract())
            follower.decompose()
            follower = mark.next_sibling
    for empty in tree(["a", "strong", "b", "em", "i", "del", "s"]):
        if not empty.get_text(strip=True) and not empty.find("img"):
            empty.unwrap()
    for anchor in tree("a"):
        if anchor.find([*BLOCK]):
            anchor.unwrap()
    for line_break in tree("br"):
        if not _follows(line_break) or not _follows(line_break, before=True):
            line_break.decompose()
    tree.smooth()


def _follows(node: Tag, *, before: bool = False) -> bool:
    """Whether there is anything after (or before) a node within its paragraph."""
    sibling = node.previous_sibling if before else node.next_sibling
    while sibling is not None:
        if isinstance(sibling, Tag):
            return sibling.name not in BLOCK
        if str(sibling).strip():
            return True
        sibling = sibling.previous_sibling if before else sibling.next_sibling
    return False


# Pictures


def _name_pictures(
    tree: BeautifulSoup, site: OldSite, base: str, name: str, pictures: dict[str, str], lost: Counter[str]
) -> None:
    """Gives pictures the names that they are to have beside the text; others become links or words."""
    taken: dict[str, str] = {}
    silent = 0
    for image in tree("img"):
        classes = " ".join(image.get("class") or ())
        alt = str(image.get("alt") or "").strip()
        if "wp-smiley" in classes or re.search(r"\bemoji\b", classes):
            image.replace_with(alt)
            continue
        if image.get("width") in ("0", "1") and image.get("height") in ("0", "1"):
            image.decompose()
            lost["a picture of one dot, which counts readers"] += 1
            continue
        number = re.search(r"wp-image-(\d+)", classes)
        attachment = site.attachments.get(number[1]) if number else None
        given = image.get("data-orig-file") or image.get("data-src") or image.get("src") or ""
        try:
            address = urljoin(base, str(given)).split("#")[0]
            path = unquote(urlsplit(address).path)
        except ValueError:
            address = path = ""
        words = " ".join((alt or (attachment.alt if attachment else "")).split())
        ending = PurePosixPath(path).suffix.lower()
        if isinstance(image.parent, Tag) and image.parent.name == "a":
            target = urlsplit(str(image.parent.get("href") or "")).path.lower()
            if target.endswith((*body.PICTURES, ".gif")):
                image.parent.unwrap()
        if ending not in body.PICTURES or not address.startswith("http"):
            called = (
                f"the picture `{shortened(path or str(given), 80)}`"
                if given
                else "a picture without an address"
            )
            lost[f"{called}, which is no .jpg, .png or .webp"] += 1
            image.replace_with(words)
            continue
        # One picture in several sizes is one picture.
        original = str(PurePosixPath(path).with_name(f"{stem(path)}{ending}"))
        if original not in taken:
            new = compose.name({"title": f"{name} {stem(path).replace('-', ' ')}", "kind": name})
            ending = ".jpg" if ending == ".jpeg" else ending
            file, count = f"{new}{ending}", 2
            while file in pictures:
                file, count = f"{new}-{count}{ending}", count + 1
            taken[original] = file
            pictures[file] = address
        silent += not words
        image.attrs = {"src": taken[original], "alt": words}
    if silent:
        lost["pictures without words that say what they show: write them"] += silent
    for image in tree("img"):
        # A picture stands in a paragraph of its own where it stood between blocks.
        parent = image.parent
        if parent is not None and parent.name in ("figure", "div", "[document]"):
            image.wrap(tree.new_tag("p"))


def stem(address: str) -> str:
    """The name of a picture's file without its ending and what WordPress adds to it for a size."""
    name = PurePosixPath(unquote(address.split("?")[0])).stem
    while (shorter := _SIZE.sub("", name)) != name:
        name = shorter
    return name


def _append_notes(tree: BeautifulSoup, notes: Mapping[str, str]) -> None:
    if not notes:
        return
    tree.append(tree.new_tag("hr"))
    listed = tree.new_tag("ol")
    for words in notes.values():
        item = tree.new_tag("li")
        item.string = " ".join(
            without_addresses(BeautifulSoup(nh3.clean(words), "html.parser").get_text())[0].split()
        )
        listed.append(item)
    tree.append(listed)


# Markdown
