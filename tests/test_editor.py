"""The configuration of the editor for organisers, and what lies beside it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sharedstory.forms import editor, generated
from sharedstory.schema.choices import Kind
from sharedstory.schema.entries import MODELS
from sharedstory.story.settings import Settings
from tests.conftest import AS_OF, THEMES, Tell, entry

FOLDER = generated.DESK
CASES = yaml.safe_load(Path(__file__).with_name("editor.yml").read_text(encoding="utf-8"))
ENTRIES = {
    "writing/key.md": entry(),
    "gatherings/spring.md": entry("gathering"),
    "gatherings/hall.md": entry("session", gathering="gathering: spring"),
    "gatherings/loose.md": entry(),
    "writing/door.md": entry(),
}


def made(tell: Tell, files: dict[str, str] = ENTRIES, repository: str = "") -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(editor.config(tell(files), Settings(repository=repository)))
    return read


def collections(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {collection["name"]: collection for collection in config["collections"]}


def field(collection: dict[str, Any], path: str) -> dict[str, Any]:
    """A field by its path, such as `consent.given`."""
    for name in path.split("."):
        collection = next(one for one in collection["fields"] if one["name"] == name)
    return collection


@pytest.mark.parametrize("case", CASES, ids=[case["field"] for case in CASES])
def test_a_field_of_the_form(case: dict[str, Any], tell: Tell) -> None:
    collection, _, path = case["field"].partition(".")
    assert field(collections(made(tell))[collection], path) == case["is"]


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_the_schema_is_in_the_form_and_none_besides(kind: Kind, tell: Tell) -> None:
    [collection] = [one for one in made(tell)["collections"] if str(kind) in one["filter"]["value"]]
    names = {one["name"] for one in collection["fields"]}
    assert names == {*MODELS[kind].model_json_schema()["properties"], "body"}


def test_what_is_needed_is_asked_first_and_then_the_text(tell: Tell) -> None:
    names = [one["name"] for one in collections(made(tell))["writing"]["fields"]]
    assert names[:7] == ["title", "kind", "summary", "tags", "voices", "consent", "body"]


def test_a_collection_lies_where_most_of_its_like_are(tell: Tell) -> None:
    folders = {name: one["folder"] for name, one in collections(made(tell)).items()}
    assert folders == {
        "writing": "testimonies/writing",
        "glimpse": "testimonies",
        "gathering": "testimonies/gatherings",
        "session": "testimonies/gatherings",
        "initiative": "testimonies",
    }


def test_nothing_is_deleted_by_a_click(tell: Tell) -> None:
    assert {one["delete"] for one in made(tell)["collections"]} == {False}


def test_what_is_saved_is_a_proposal_and_not_published_at_once(tell: Tell) -> None:
    assert made(tell)["publish_mode"] == "editorial_workflow"


def test_a_theme_more_is_a_choice_more(tell: Tell) -> None:
    theme = "- {id: windows, title: Windows, question: Who looks out?, summary: Glass., tags: [glass]}\n"
    config = made(tell, {**ENTRIES, "themes.yml": THEMES + theme})
    assert field(collections(config)["writing"], "tags")["options"] == [
        {"label": "Home", "value": "home"},
        {"label": "Windows", "value": "windows"},
        {"label": "glass", "value": "glass"},
    ]


def test_the_text_is_the_same_each_time_and_says_who_made_it(tell: Tell) -> None:
    first, again = (editor.config(tell(ENTRIES, AS_OF), Settings()) for _ in range(2))
    assert first == again
    assert first.startswith("# Made by `sharedstory schema write`.")
    assert "&id" not in first


@pytest.mark.parametrize(
    ("address", "repo"),
    [
        ("https://github.com/example/story", "example/story"),
        ("https://github.com/example/story.git", "example/story"),
        ("https://github.com/example/story/", "example/story"),
        ("https://git.example.org/example/story", "owner/name"),
        ("https://github.com/example", "owner/name"),
        ("", "owner/name"),
    ],
)
def test_the_repository_is_that_of_the_site(address: str, repo: str, tell: Tell) -> None:
    backend = made(tell, repository=address)["backend"]
    assert backend == {"name": "github", "repo": repo, "auth_methods": ["token"]}


def test_the_page_lets_nothing_ask_another_host_but_githubs() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    rules = {name: sources for name, *sources in map(str.split, policy.split(";"))}
    hosts = {source for sources in rules.values() for source in sources if "://" in source or "*" in source}
    assert hosts == {"https://api.github.com"}
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == ["'self'"]


def test_the_packages_are_of_exact_versions() -> None:
    packages = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(packages) == {"@sveltia/cms", "yaml"}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in packages.values())


def test_the_packages_are_known_by_their_checksums_and_the_list_names_no_host_to_fetch_them_from() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert lock["packages"][""]["dependencies"] == wanted
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {f"node_modules/{name}" for name in wanted} <= packages.keys()
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert not any("resolved" in package for package in packages.values())
