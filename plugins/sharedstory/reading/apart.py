"""What our own search leaves out of a page, kept apart while other plugins look at the page.

Lists and tables on a page hold words of others, who did not all agree to be found. Their templates mark them with
`data-pagefind-ignore`. Another search would not know that, so it does not get them at all.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import accumulate

MARK = "data-pagefind-ignore"
_PLACE = re.compile(r"""<div data-sharedstory=["']?(\d+)["']?>\s*</div>""")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)


def take(html: str) -> tuple[str, list[str]]:
    """HTML with a place instead of each marked element, and the elements in order."""
    if MARK not in html:
        return html, []
    marked = _Marked(html)
    rest: list[str] = []
    parts: list[str] = []
    end = 0
    for start, stop in marked.spans:
        rest += (html[end:start], f'<div data-sharedstory="{len(parts)}"></div>')
        parts.append(html[start:stop])
        end = stop
    return "".join((*rest, html[end:])), parts


def put_back(html: str, parts: Sequence[str]) -> tuple[str, set[int]]:
    """HTML with the elements in their places again, and the numbers of those that have no place any more."""
    missing = set(range(len(parts)))

    def element(place: re.Match[str]) -> str:
        number = int(place[1])
        missing.discard(number)
        return parts[number] if number < len(parts) else place[0]

    return _PLACE.sub(element, html), missing


class _Marked(HTMLParser):
    """Where the outermost marked elements of a page begin and end. One that is never closed goes on to the end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.spans: list[tuple[int, int]] = []
        self._html = html
        self._lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self._start = 0
        self._tag = ""
        self._depth = 0
        self.feed(html)
        self.close()
        if self._depth:
            self.spans.append((self._start, len(html)))

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += tag == self._tag
        elif any(name == MARK for name, _ in attrs):
            self._start = self._here()
            if tag in _VOID:
                self.spans.append((self._start, self._start + len(self.get_starttag_text() or "")))
            else:
                self._tag, self._depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag == self._tag:
            self._depth -= 1
            if not self._depth:
                self.spans.append((self._start, self._html.index(">", self._here()) + 1))
