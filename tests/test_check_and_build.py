"""What check accepts is built, each page and picture at an address of its own; what is not built, check tells."""

import io
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from sharedstory.reading import pictures
from sharedstory.reading.codes import Severity
from sharedstory.site.pages import pages
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from sharedstory.story.shown_pictures import published_pictures
from sharedstory.story.story import Story
from tests.conftest import AS_OF, PLACES, THEMES, entry, write

SITES = yaml.safe_load((Path(__file__).parent / "sites.yml").read_text(encoding="utf-8"))
PLEDGES = (
    "pledges:\n"
    + "  - {{id: {}, will: W, who: Ann Example, as: individual, history: [{{on: 2026, status: promised}}]}}"
)


def picture(name: str) -> bytes:
    """A picture whose looks come from its name."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (sum(name.encode()) % 256, len(name) % 256, 0)).save(file, "PNG")
    return file.getvalue()


def laid_out(site: dict[str, Any]) -> dict[str, str | bytes]:
    """The files of a site of the table."""
    files: dict[str, str | bytes] = {
        "themes.yml": THEMES
        + "".join(
            f"- {{id: '{id_}', title: T, question: Q, summary: S}}\n" for id_ in site.get("themes", ())
        ),
        "places.yml": PLACES
        + "".join(f"- {{id: '{id_}', name: P, size: nation}}\n" for id_ in site.get("places", ())),
    }
    fields: dict[str, str] = {}
    if site.get("pledges"):
        head, item = PLEDGES.split("\n")
        fields["pledges"] = "\n".join([head, *(item.format(f"'{id_}'") for id_ in site["pledges"])])
    if site.get("places"):
        fields["places"] = f"places: {site['places']}"
    if site.get("draft"):
        fields["draft"] = "draft: true"
    shown = [name.replace("{240}", "k" * 240) for name in site.get("shows", ())]
    body = "We have a key.\n\n" + "\n\n".join(f"![a key]({name})" for name in shown)
    files |= {unquote(name): picture(name) for name in shown}
    by = site.get("by", "story")
    for slug, kind in {"story": "testimony", **site.get("entries", {})}.items():
        own = dict(fields) if slug == "story" else {}
        if slug in site.get("drafts", ()):
            own["draft"] = "draft: true"
        if slug in site.get("printed", ()):
            own["consent"] = "consent: {basis: already-public, named_as: full-name, channels: [print]}"
        files[f"{slug}.md"] = entry(kind, **own, **({"body": body} if slug == by else {}))
    if site.get("collections"):
        files["collections.yml"] = "".join(
            f"- {{id: '{id_}', title: C, summary: S, entries: [story]}}\n" for id_ in site["collections"]
        )
    if site.get("withdrawn"):
        files["withdrawn.yml"] = "".join(f"- {{id: '{id_}', on: 2026-01-01}}\n" for id_ in site["withdrawn"])
    return files


def build(told: Story) -> None:
    """Make all that a build makes. Raises AssertionError where two things have one address, or one cannot be written."""
    for directory_urls in (True, False):
        renderer = Renderer(told, Settings(directory_urls=directory_urls))
        shown = published_pictures(told)
        addresses = Counter(
            [
                *(renderer.address(page.path).casefold() for page in pages(told, renderer.words)),
                *map(str.casefold, shown),
            ]
        )
        assert [address for address, count in addresses.items() if count > 1] == []
        assert all(len(part.encode()) <= 255 for address in addresses for part in address.split("/"))
    html = "".join(str(renderer.html(page)) for page in pages(told, renderer.words))
    assert "\ue000" not in html
    assert html.count("<img") >= len(shown)
    for file in shown.values():
        assert pictures.prepare(file)


@pytest.mark.parametrize("site", [pytest.param(site, id=site["name"]) for site in SITES])
def test_a_site_is_built_or_it_is_told_why_not(site: dict[str, Any], folder: Path) -> None:
    told = read_story(write(folder, laid_out(site)), as_of=AS_OF, called="testimonies")
    assert {problem.code for problem in told.errors} == {site[key] for key in ("refused",) if key in site}
    notes = {problem.code for problem in told.problems if problem.severity is Severity.NOTE}
    assert notes == set(site.get("notes", ()))
    if not told.errors:
        build(told)
        assert len(published_pictures(told)) == len(site.get("shows", ()))


IDS = st.sampled_from(
    ["index", "page", "2", "kind", "voice", "of", "status", "sort", "theme", "place", "con", "key", "home"]
)
SITE = st.fixed_dictionaries(
    {
        name: st.lists(IDS, max_size=2, unique=True)
        for name in ("themes", "places", "pledges", "collections", "withdrawn", "drafts")
    }
    | {
        "entries": st.dictionaries(
            IDS, st.sampled_from(["testimony", "glimpse", "gathering", "initiative", "session"]), max_size=3
        ).map(lambda entries: {"spring": "gathering", **entries})
    }
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(site=SITE)
def test_whatever_names_are_chosen_no_two_pages_have_one_address(
    site: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write(tmp_path_factory.mktemp("site"), laid_out(site))
    told = read_story(folder, as_of=AS_OF, called="testimonies")
    if not told.errors:
        build(told)
