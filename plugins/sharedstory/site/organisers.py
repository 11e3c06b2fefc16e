"""What Python-Markdown makes of the organisers' pages, mended so that everyone can use it under a strict policy."""

import re

from markupsafe import Markup

from sharedstory.site.pages import spoken
from sharedstory.site.render import Renderer

_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADERLINK = '<a class="headerlink" tabindex="-1" aria-hidden="true"'
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|right|center);"')
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?')


def accessible(html: str, renderer: Renderer) -> str:
    """An organisers' page with these mended:

    tables scroll by themselves where they are too wide; cells say how they are aligned by class, since the policy
    forbids style attributes; the boxes of task lists have names; links beside headings are for those who point: they
    are no part of the heading's name, no stop of the keyboard and no words to find.
    """
    html = html.replace('<a class="headerlink"', f"{_HEADERLINK} data-pagefind-ignore")
    if "<table>" in html:
        html = _TABLE.sub(lambda table: _scrolling(table[0], renderer), html)
    if 'type="checkbox"' in html:
        html = _TASK.sub(
            lambda box: (
                f'{box[0]} aria-label="{renderer.words("Done") if box[1] else renderer.words("Not done")}"'
            ),
            html,
        )
    return html


def searchable(html: str, language: str, renderer: Renderer) -> str:
    """An organisers' page marked for the search; `language` is its own, if it has one."""
    words = Markup(html).striptags()  # noqa: S704 - made plain
    return str(renderer.searchable(html, meta=spoken(language, words)))


def _scrolling(table: str, renderer: Renderer) -> str:
    aligned = _ALIGNED.sub(r'<\1 class="align-\2"', table)
    return str(renderer.part("scroll.html", "", table=Markup(aligned)))  # noqa: S704 - the organisers' own
