"""`python -m tests.browser.pictures`: take the pictures in README and docs anew, into `docs/pictures/`."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium, served
from tests.engine.conftest import REPOSITORY, run

FOLDER = REPOSITORY / "docs" / "pictures"
WIDE, NARROW = (1280, 900), (360, 900)

# The name of each picture, the page, the size of the window, and the colours.
PICTURES = [
    ("home-wide-light", "", WIDE, "light"),
    ("home-narrow-dark", "", NARROW, "dark"),
    ("testimony-wide-dark", "testimonies/what-creases-my-haltung/", WIDE, "dark"),
    ("testimony-narrow-light", "testimonies/what-creases-my-haltung/", NARROW, "light"),
    ("pledges-wide-light", "pledges/", WIDE, "light"),
    ("pledges-narrow-dark", "pledges/", NARROW, "dark"),
]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        site = Path(made) / "site"
        done = run("mkdocs", "build", "-d", site, at=REPOSITORY)
        if done.returncode:
            raise SystemExit(done.stderr)
        with sync_playwright() as playwright, served(site, []) as shown:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for name, path, (width, height), scheme in PICTURES:
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                )
                page.goto(shown.address + path)
                page.evaluate("document.fonts.ready")
                with Image.open(io.BytesIO(page.screenshot())) as picture:
                    picture.save(FOLDER / f"{name}.webp", quality=80, method=6)
                page.close()
            browser.close()


if __name__ == "__main__":
    main()
