"""What a site says in mkdocs.yml of how to reach its organisers, and what the form page makes of it."""

from pathlib import Path

import pytest
from mkdocs.config.base import ValidationError

from sharedstory.plugin.options import EmailAddress
from sharedstory.story.settings import Settings
from tests.engine.conftest import run

GITHUB = "https://github.com/example/stories"


@pytest.mark.parametrize("address", ["", "us@example.org", "our.story+new@mail.example.org"])
def test_a_contact_is_an_address_or_nothing(address: str) -> None:
    assert EmailAddress().validate(address) == address  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "address",
    [
        "us",
        "us@example",
        "a b@example.org",
        "us@example.org?cc=x@example.org",
        '"><script>@example.org',
        "ü@example.org",
        5,
    ],
)
def test_what_is_no_address_is_told(address: object) -> None:
    with pytest.raises(ValidationError):
        EmailAddress().validate(address)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("repository", "edit", "address"),
    [
        (GITHUB, "edit/main/docs/", f"{GITHUB}/new/main/testimonies"),
        (f"{GITHUB}/", "blob/live/docs/", f"{GITHUB}/new/live/testimonies"),
        (GITHUB, "", f"{GITHUB}/new/main/testimonies"),
        ("https://gitlab.com/example/stories", "edit/main/docs/", ""),
        ("https://github.com.example.org/a/b", "edit/main/docs/", ""),
        ("", "", ""),
    ],
)
def test_only_a_repository_on_github_takes_a_new_file(repository: str, edit: str, address: str) -> None:
    assert Settings(repository=repository, edit_uri=edit).new_file == address


def test_a_site_without_an_address_says_nothing_of_one_and_offers_nothing_that_leads_nowhere(
    built: Path,
) -> None:
    html = (built / "share" / "index.html").read_text(encoding="utf-8")
    assert "organisers" not in html.partition('id="share-data"')[0]
    assert "mailto:" not in html
    assert 'id="share-github"' not in html


def test_a_site_with_an_address_and_a_page_on_how_to_reach_people_links_both(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "docs" / "take-part").mkdir()
    (site / "docs" / "take-part" / "index.md").write_text(
        "# Take part\n\n## People {#contact}\n", encoding="utf-8"
    )
    assert run("mkdocs", "build", "-d", "without", at=site).returncode == 0
    html = (site / "without" / "share" / "index.html").read_text(encoding="utf-8")
    assert 'href="../take-part/#contact"' in html
    contact = "as_of: 2026-06-01\n      contact: us@example.org"
    (site / "mkdocs.yml").write_text(settings.replace("as_of: 2026-06-01", contact), encoding="utf-8")
    assert run("mkdocs", "build", "-d", "with", at=site).returncode == 0
    html = (site / "with" / "share" / "index.html").read_text(encoding="utf-8")
    assert '<a href="mailto:us@example.org">us@example.org</a>' in html
