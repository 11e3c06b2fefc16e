"""What mkdocs.yml may say of the theme sharedstory, and what it is told where the theme does not do it."""

import re
from pathlib import Path

import pytest

from sharedstory.site import face
from tests.engine.conftest import run

NAMED = "theme:\n  name: material\n  font: false\n"


def warnings(site: Path, theme: str) -> list[str]:
    """The warnings of a build with other settings of the theme."""
    config = site / "mkdocs.yml"
    config.write_text(config.read_text().replace(NAMED, f"theme: {theme}\n"))
    done = run("mkdocs", "build", at=site)
    assert done.returncode == 0, done.stderr
    return re.findall(r"WARNING +-  sharedstory: (.*)", done.stderr)


def test_what_the_theme_has_is_used_without_a_word(site: Path) -> None:
    (site / "docs/sign.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    theme = "{name: sharedstory, language: cy, palette: {primary: teal, accent: amber}, logo: sign.svg, favicon: sign.svg}"
    assert warnings(site, theme) == []
    page = (site / "site/testimonies/a-key/index.html").read_text()
    assert '<html lang="cy"' in page
    assert 'data-md-color-primary="teal"' in page
    assert 'data-md-color-accent="amber"' in page
    assert '<img src="../../sign.svg" alt="">' in page
    assert '<link rel="icon" href="../../sign.svg">' in page


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (
            "features: [navigation.tabs]",
            "theme.features in mkdocs.yml does nothing in the theme sharedstory.",
        ),
        ("font: {text: Lato}", "set --md-text-font in a style sheet"),
        ("icon: {logo: material/eye}", "name a picture as theme.logo"),
        ("palette: [{scheme: default}, {scheme: slate}]", "readers choose light or dark in the footer"),
        ("colour: red", "theme.colour in mkdocs.yml is no option of the theme sharedstory."),
    ],
)
def test_what_the_theme_does_not_have_is_told(site: Path, option: str, words: str) -> None:
    [message] = warnings(site, f"{{name: sharedstory, {option}}}")
    assert words in message


def test_a_site_has_no_file_of_material_that_no_page_uses(built: Path, site: Path) -> None:
    assert list((built / "assets" / "javascripts").glob("bundle.*.js"))  # with Material's own theme
    assert warnings(site, "{name: sharedstory}") == []
    files = {path.relative_to(site / "site").as_posix() for path in (site / "site" / "assets").rglob("*.*")}
    used = {
        name
        for page in (site / "site").rglob("*.html")
        for name in re.findall(r"assets/[\w./-]+\.\w+", page.read_text(encoding="utf-8"))
    }
    assert "assets/face.css" in used
    assert not any(name.startswith(("assets/javascripts/", "assets/stylesheets/")) for name in files | used)


def test_pages_are_never_brought_into_a_window_in_which_scripts_have_run(site: Path) -> None:
    theme = "{name: material, font: false, features: [navigation.instant, navigation.instant.progress, toc.follow]}"
    assert warnings(site, theme) == [face.INSTANT]
    html = (site / "site" / "share" / "index.html").read_text(encoding="utf-8")
    assert '"features": ["toc.follow"]' in html


def test_of_another_theme_nothing_is_told(site: Path) -> None:
    assert warnings(site, "{name: material, font: false, features: [navigation.tabs], colour: red}") == []
