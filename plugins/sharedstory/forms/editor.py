"""The configuration of the editor for organisers, Sveltia CMS, from the one schema, the themes and the places.

What its options mean: https://sveltiacms.app/en/docs. `desk/front-matter.js` reads and writes files as it says here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from sharedstory.forms.compose import LONGEST_NAME
from sharedstory.reading.pictures import MAX_BYTES, MAX_SIDE
from sharedstory.schema.choices import WRITING
from sharedstory.schema.entries import MODELS, FrontMatter, Gathering, Glimpse, Initiative, Session, Writing
from sharedstory.schema.fields import Field, fields
from sharedstory.schema.types import SLUG, Target
from sharedstory.story.settings import Settings
from sharedstory.story.story import Story

TITLES: Mapping[type[FrontMatter], tuple[str, str]] = {
    Writing: ("Testimonies, critiques and analyses", "Testimony, critique or analysis"),
    Glimpse: ("Glimpses of the future", "Glimpse of the future"),
    Gathering: ("Gatherings", "Gathering"),
    Session: ("Sessions of gatherings", "Session of a gathering"),
    Initiative: ("Initiatives", "Initiative"),
}
PLACEHOLDER = "owner/name"

Choices = Sequence[tuple[str, str]]

_HEADER = "# Made by `sharedstory schema write`. Change the schema or the vocabularies, and run it again.\n"
_NUMBERS = {"number": r"^[0-9]+(\.[0-9]+)?$", "integer": "^[0-9]+$"}


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Nothing refers to another place, as the same choices stand in many."""
        return True


def config(story: Story, settings: Settings) -> str:
    """The text of `config.yml`, for a site with these settings."""
    choices = {"tags": _tags(story), "places": [(place.id, place.name) for place in story.places]}
    made = {
        "backend": {
            "name": "github",
            "repo": _owner_and_name(settings.repository),
            "auth_methods": ["token"],
        },
        # What is saved becomes a proposal, which is checked before anybody publishes it.
        "publish_mode": "editorial_workflow",
        "app_title": "Shared Story",
        "show_preview_links": False,
        "editor": {"preview": False},
        "media_folder": settings.folder,
        "media_libraries": _pictures(),
        "slug": {"encoding": "ascii", "clean_accents": True, "maxlength": LONGEST_NAME},
        "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "double"}},
        "collections": [_collection(model, story, choices) for model in dict.fromkeys(MODELS.values())],
    }
    return _HEADER + yaml.dump(made, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)


def _owner_and_name(repository: str) -> str:
    parts = urlsplit(repository)
    path = parts.path.strip("/").removesuffix(".git")
    return path if parts.netloc == "github.com" and path.count("/") == 1 else PLACEHOLDER


def _tags(story: Story) -> Choices:
    """Every tag that a theme gathers; that of the theme itself by the theme's title."""
    titles = {theme.id: theme.title for theme in story.themes}
    tags = dict.fromkeys(tag for theme in story.themes for tag in (theme.id, *theme.tags))
    return [(tag, titles.get(tag, tag)) for tag in tags]


def _pictures() -> dict[str, Any]:
    """Pictures are made smaller and lose what a camera adds, such as the place, before they leave the device."""
    smaller = {"format": "webp", "quality": 85, "width": MAX_SIDE, "height": MAX_SIDE}
    own = {"max_file_size": MAX_BYTES, "slugify_filename": True, "transformations": {"raster_image": smaller}}
    return {"default": {"config": own}, "stock_assets": False}


def _collection(model: type[FrontMatter], story: Story, choices: Mapping[str, Choices]) -> dict[str, Any]:
    label, singular = TITLES[model]
    forms = [
        _kind(model, field)
        if field.name == "kind"
        else _field(field, choices, needed=field.needed or (model is Writing and field.name == "consent"))
        for field in fields(model)
    ]
    # What is needed is asked first, then the text, then all that may be left empty.
    asked = sorted(forms, key=lambda field: not field.get("required", True))
    optional = next(number for number, field in enumerate(asked) if not field.get("required", True))
    return {
        "name": model.__name__.lower(),
        "label": label,
        "label_singular": singular,
        "folder": _folder(model, story),
        "filter": {"field": "kind", "value": [str(kind) for kind in model.kinds]},
        "create": True,
        "delete": False,
        "format": "yaml-frontmatter",
        "extension": "md",
        "media_folder": "",
        "public_folder": "",
        "slug": {
            "template": "{{title}}",
            "editable": ["create"],
            "hint": "The name of the file, which is also its address. Keep names of people out of it if they are not to be named.",
            "pattern": [f"^{SLUG}$", "Use small letters, figures and single hyphens."],
        },
        "fields": [*asked[:optional], _BODY, *asked[optional:]],
    }


_BODY = {
    "name": "body",
    "label": "Text",
    "widget": "markdown",
    "hint": "In their own words.",
    "required": True,
    "linked_images": False,
}


def _folder(model: type[FrontMatter], story: Story) -> str:
    """The folder in which most of the entries of these kinds are."""
    files = Counter(Path(entry.file).parent.as_posix() for entry in story.of_kind(*model.kinds))
    return max(files, key=lambda folder: (files[folder], folder), default=story.called)


def _kind(model: type[FrontMatter], field: Field) -> dict[str, Any]:
    if model is not Writing:
        return {"name": "kind", "widget": "hidden", "default": str(model.kinds[0])}
    options = [{"label": kind.label, "value": str(kind)} for kind in WRITING]
    return {
        "name": "kind",
        "label": "Kind",
        "widget": "select",
        "hint": field.hint,
        "options": options,
    }


def _field(field: Field, choices: Mapping[str, Choices], *, needed: bool) -> dict[str, Any]:
    """A field of the form for a field of the schema."""
    item = field.item
    # An empty list is needed too where nothing says that it must hold something.
    required = needed and (not item or field.least > 0)
    title = field.title or field.name.replace("_", " ").capitalize()
    asked = {"name": field.name, "label": title, "hint": field.description, "required": required}
    if needed and not required:
        asked["default"] = []
    options = choices.get(field.name) or field.held.choices
    # Which there are is read from the files, so that one made in the editor is there too.
    if field.names is Target.GATHERING:
        which = {"collection": "gathering", "value_field": "{{slug}}", "display_fields": ["title"]}
        return asked | {"widget": "relation", **which}
    if options:
        asked |= {"widget": "select", "options": [{"label": label, "value": id_} for id_, label in options]}
        return asked | ({"multiple": True, **_counts(field)} if item else {})
    if item and item.parts:
        inner = _fields(item.parts, choices)
        return asked | {"widget": "list", "summary": f"{{{{fields.{inner[0]['name']}}}}}", "fields": inner}
    if item:
        one = {"name": "item", "label": title, **_text(item, next(iter(field.example), ""))}
        return asked | {"widget": "list", **_counts(field), "field": one}
    if field.parts:
        return asked | {"widget": "object", "fields": _fields(field.parts, choices)}
    if field.type == "boolean":
        return asked | {"widget": "boolean"}
    return asked | _text(field, field.example)


def _fields(fields: Iterable[Field], choices: Mapping[str, Choices]) -> list[dict[str, Any]]:
    return [_field(field, choices, needed=field.needed) for field in fields]


def _counts(field: Field) -> dict[str, int]:
    return {"min": field.least, "max": field.most} if field.most else {}


def _text(field: Field, example: str) -> dict[str, Any]:
    """Dates and numbers are text too, as they are for our reader: 2026-03 is a month, and 1.10 stays 1.10."""
    pattern = field.pattern or _NUMBERS.get(field.type)
    text: dict[str, Any] = {"widget": "text" if field.long else "string"}
    if pattern:
        text["pattern"] = [pattern, f"Write it like this: {example}"]
    if field.longest:
        text["maxlength"] = field.longest
    if field.shortest > 1:
        text["minlength"] = field.shortest
    return text
