"""What a theme and the story owe each other: the options of our own theme, and what its templates are given."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

NAME = "sharedstory"
FOLDER = Path(__file__).parents[1] / "theme"
# The options that our own theme has, and what to do about those of Material that it has not.
OPTIONS = {
    *("name", "locale", "custom_dir", "static_templates"),  # the engine's
    *("language", "direction", "palette", "logo", "favicon", "font", "features", "icon"),
}
INSTEAD = {
    "features": "It does none of Material's features: take them out.",
    "font": "It brings its own typeface, and asks nobody else for one. For another, set --md-text-font in a style sheet "
    "and name that in extra_css.",
    "icon": "It shows no icons. For a logo, name a picture as theme.logo.",
    "palette": "It takes one palette, and readers choose light or dark in the footer. We used the first.",
}
# Material then brings pages into the window that is open. Scripts run once in a window, and nobody is asked before
# words in a form are lost.
INSTANT = (
    "We took navigation.instant out of theme.features. With it, people could lose what they type into our form, and "
    "search and filters would not work. Please take it out of mkdocs.yml too."
)


def unused(options: Mapping[str, Any]) -> Iterator[str]:
    """What mkdocs.yml asks of our own theme in vain, and what to do instead."""
    for name, value in options.items():
        in_vain = bool(value) if name in ("features", "font", "icon") else isinstance(value, list)
        if name not in OPTIONS:
            yield f"theme.{name} in mkdocs.yml is no option of the theme {NAME}. Take it out."
        elif name in INSTEAD and in_vain:
            yield f"theme.{name} in mkdocs.yml does nothing in the theme {NAME}. {INSTEAD[name]}"


def once(env: jinja2.Environment, config: object) -> Callable[..., Markup]:
    """For templates: a template that is the same on many pages, rendered once for each set of values."""
    known: dict[tuple[object, ...], tuple[object, Markup]] = {}

    def rendered(template: str, **values: Any) -> Markup:
        # Pages and navigation cannot be keys. They are kept, so that nothing else gets their ids.
        key = (
            template,
            *(value if isinstance(value, str | bool) else id(value) for value in values.values()),
        )
        if key not in known:
            html = env.get_template(template).render(config=config, page=None, **values)
            known[key] = values, Markup(html)  # noqa: S704 - the theme escapes
        return known[key][1]

    return rendered
