"""What is done to a page once the theme has made it."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from sharedstory.reading.codes import Severity
from sharedstory.reading.problems import Problem, printable
from sharedstory.site.page import Page
from sharedstory.site.render import Renderer

# How many problems each page shows while somebody writes.
SHOWN_PROBLEMS = 20


def finished(html: str, page: Page, renderer: Renderer) -> str:
    """A page of the story: left out by search engines where it has to be, and sent on where it only leads elsewhere.

    Whatever the theme makes of `robots` in a page's values; and no script is needed to be sent on.
    """
    if not page.searched and '<meta name="robots"' not in html:
        html = _in_head(html, Markup('<meta name="robots" content="noindex">'))
    if page.leads_to:
        address = escape(renderer.base(page.path) + renderer.address(page.leads_to))
        html = _in_head(html, Markup('<meta http-equiv="refresh" content="0; url={}">').format(address))
    return html


def _in_head(html: str, tag: Markup) -> str:
    return html.replace("</head>", f"{tag}</head>", 1)


def weighty(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that are more than notes, errors first."""
    found = [problem for problem in problems if problem.severity is not Severity.NOTE]
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)


def with_problems(html: str, problems: Iterable[Problem], renderer: Renderer) -> str:
    """A page as an organiser sees it while writing, with what is to be mended on top."""
    found = weighty(problems)
    if not found:
        return html
    start = html.find(">", html.find("<body")) + 1
    shown = [printable(str(problem)) for problem in found[:SHOWN_PROBLEMS]]
    part = renderer.part("problems.html", "index", problems=shown, more=len(found) - len(shown))
    return f"{html[:start]}{part}{html[start:]}"
