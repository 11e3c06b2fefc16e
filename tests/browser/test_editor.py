"""The editor for organisers, in a Chromium: what it writes is what our reader takes, and it asks no other host."""

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from sharedstory.forms import editor, generated
from sharedstory.schema.choices import Basis, NamedAs, Voice
from sharedstory.story.folder import read_story
from sharedstory.story.settings import Settings
from tests.browser.conftest import Site, missing, served
from tests.engine.conftest import REPOSITORY, SITE, run

OWN = generated.DESK
TITLE = 'Ein drws: "agor" — مفتاح 🔑 ŵ'
BODY = 'Me: "Dyma’r *allwedd*." ŷ 🔑\n\nهذا هو المفتاح.\n\n- one\n- two'

THURROCK = "testimonies/glimpses/thurrock.md"

# The test backend of the editor keeps its files in the browser.
FOLDER = (
    "(await (await navigator.storage.getDirectory()).getDirectoryHandle('sveltia-cms-test', {create: true}))"
)
PUT = f"""async (files) => {{
    for (const [path, text] of Object.entries(files)) {{
        const steps = path.split("/");
        const name = steps.pop();
        let folder = {FOLDER};
        for (const step of steps) folder = await folder.getDirectoryHandle(step, {{create: true}});
        const file = await (await folder.getFileHandle(name, {{create: true}})).createWritable();
        await file.write(text);
        await file.close();
    }}
}}"""
GET = f"""async () => {{
    const found = {{}};
    const look = async (folder, path) => {{
        for await (const [name, one] of folder.entries()) {{
            if (one.kind === "directory") await look(one, `${{path}}${{name}}/`);
            else found[path + name] = [...new Uint8Array(await (await one.getFile()).arrayBuffer())];
        }}
    }};
    await look({FOLDER}, "");
    return found;
}}"""
# Each file through the editor's way of reading and writing, and nothing else.
THROUGH = """async ({ settings, files }) => {
    const { format } = await import("./front-matter.js");
    const { fromFile, toFile } = format(settings);
    return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, toFile(fromFile(text.trim()))]));
}"""


def texts(folder: Path) -> dict[str, str]:
    """The entries of a folder of testimonies, by path."""
    paths = [path for path in sorted(folder.rglob("*.md")) if not path.name.startswith(("_", "README"))]
    return {path.relative_to(folder.parent).as_posix(): path.read_text(encoding="utf-8") for path in paths}


class Desk:
    """The editor, opened on some files."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=f"“\u2068{name}\u2069” Field").first

    def write(self, name: str, words: str) -> None:
        """Fill in a text, also where the form is not ready yet and lets go of what it was given."""
        box = self.field(name).get_by_role("textbox").first
        for _ in range(100):
            box.fill(words)
            self.page.wait_for_timeout(50)
            if box.input_value() == words:
                return
        pytest.fail(f"the form does not take {words!r} as {name}.")

    def choose(self, name: str, label: str) -> None:
        self.field(name).get_by_role("radio", name=label).click()

    def tick(self, name: str, label: str) -> None:
        self.field(name).get_by_role("checkbox", name=label).click()

    def pick(self, name: str, label: str) -> None:
        """Choose one of many in a list that opens."""
        self.field(name).get_by_role("combobox").click()
        self.page.get_by_role("option", name=label).click()

    def open(self, collection: str, title: str) -> None:
        self.page.get_by_role("treeitem", name=collection).click()
        self.page.get_by_role("gridcell", name=title, exact=True).click()
        expect(self.field("Title").get_by_role("textbox")).to_have_value(title)

    def save(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).click()
        expect(self.page.get_by_role("grid", name="Entries")).to_be_visible()

    def files(self) -> dict[str, bytes]:
        return {path: bytes(raw) for path, raw in self.page.evaluate(GET).items()}


@pytest.fixture(scope="module")
def packages() -> Path:
    """The packages that the editor is made of."""
    found = REPOSITORY / ".venv" / "editor" / "node_modules"
    if not (found / "@sveltia" / "cms").is_dir():
        missing("The editor's packages (.ci/run says how they are fetched)")
    return found


@pytest.fixture
def here(tmp_path: Path, packages: Path) -> Iterator[Site]:
    """The editor, served as it is published."""
    for path in OWN.iterdir():
        if path.suffix in (".html", ".js"):
            shutil.copy(path, tmp_path)
    (tmp_path / "node_modules").symlink_to(packages, target_is_directory=True)
    with served(tmp_path, [""]) as site:
        yield site


def settings(testimonies: Path) -> dict[str, Any]:
    read = read_story(testimonies, as_of=date(2026, 6, 1), called="testimonies")
    made: dict[str, Any] = yaml.safe_load(editor.config(read, Settings()))
    # Proposals are something that only GitHub has.
    del made["publish_mode"]
    return {**made, "backend": {"name": "test-repo"}}


@contextmanager
def desk(browser: Browser, here: Site, testimonies: Path) -> Iterator[Desk]:
    """The editor with these testimonies. When it is left, it must have reached no other host, and been unable to."""
    (here.folder / "config.yml").write_text(yaml.safe_dump(settings(testimonies)), encoding="utf-8")
    reached: list[str] = []

    def reach(route: Route) -> None:
        reached.append(route.request.url)
        route.abort()

    # So tall that most of a form is there: it makes its fields only as they come into view.
    context = browser.new_context(viewport={"width": 1280, "height": 3000}, locale="en-GB")
    context.route(lambda url: not url.startswith((here.address, "blob:", "data:")), reach)
    try:
        page = context.new_page()
        page.goto(here.address)
        page.evaluate(PUT, texts(testimonies))
        page.get_by_role("button", name=re.compile("Work with")).click()
        expect(page.get_by_role("grid", name="Entries")).to_be_visible()
        yield Desk(page)
        assert page.evaluate("fetch('https://example.org/').then(() => false, () => true)")
    finally:
        context.close()
    assert reached == []


def changed(before: Mapping[str, str], after: Mapping[str, bytes]) -> dict[str, str]:
    now = {path: raw.decode() for path, raw in after.items() if path.endswith(".md")}
    return {path: text for path, text in now.items() if text != before.get(path)}


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only one of two texts has, in their order."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def checked(testimonies: Path, path: str) -> list[str]:
    """What `sharedstory check` says of a file."""
    done = run("sharedstory", "check", "--as-of", "2026-06-01", at=testimonies.parent)
    assert done.returncode in (0, 1), done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith(path)]


def test_a_new_testimony_is_saved_once_it_is_filled_in_and_passes_the_check(
    browser: Browser, here: Site, tmp_path_factory: Any
) -> None:
    testimonies = shutil.copytree(SITE / "testimonies", tmp_path_factory.mktemp("site") / "testimonies")
    with desk(browser, here, testimonies) as form:
        form.page.get_by_role("button", name="Create New Entry").click()
        form.write("Title", TITLE)
        form.page.get_by_role("button", name="Save", exact=True).click()
        for name in ("Kind", "Summary", "Tags", "Voices", "Basis", "Named as", "Text"):
            expect(form.field(name).get_by_text("This field is required.").first).to_be_visible()
        assert changed(texts(testimonies), form.files()) == {}
        form.choose("Kind", "Testimony")
        form.write("Summary", 'A "key": how # we got it, & what it changed.')
        form.tick("Tags", "Keys and doors")
        form.pick("Voices", Voice.CITIZEN.label)
        form.choose("Basis", Basis.CONSENT.label)
        form.write("Given", "2026-03")
        form.choose("Named as", NamedAs.FULL_NAME.label)
        form.field("Text").get_by_role("button", name="Edit in Markdown").click()
        form.write("Text", BODY)
        form.field("Authors").get_by_role("button", name="Add").click()
        form.write("Name", 'Ann Example: "A"')
        form.save()
        made = changed(texts(testimonies), form.files())
    [(path, text)] = made.items()
    assert path == "testimonies/ein-drws-agor-mftah-w.md"
    assert text.endswith(f"---\n\n{BODY}\n")
    (testimonies.parent / path).write_text(text, encoding="utf-8")
    assert checked(testimonies, path) == []
    read = read_story(testimonies, as_of=date(2026, 6, 1), called="testimonies")
    [entry] = [entry for entry in read.entries if entry.file == path]
    assert entry.title == TITLE
    assert [person.name for person in entry.front.authors] == ['Ann Example: "A"']


def test_one_change_is_one_line(browser: Browser, here: Site) -> None:
    before = texts(REPOSITORY / "testimonies")
    last = before[THURROCK].rstrip().splitlines()[-1]
    with desk(browser, here, REPOSITORY / "testimonies") as form:
        form.page.set_viewport_size({"width": 1280, "height": 9000})
        form.open("Testimonies", "A better way")
        form.field("Pledges").get_by_role("textbox", name="Will").last.fill("We will: go on.")
        form.save()
        form.page.set_viewport_size({"width": 1280, "height": 3000})
        form.open("Sessions", "Joint session with delegates of NCASC18")
        form.field("Summary").get_by_role("textbox", name="Summary").last.fill("We will: go on.")
        form.save()
        form.open("Glimpses", "Thurrock")
        form.field("Text").get_by_role("textbox").click()
        form.page.keyboard.press("Control+End")
        form.page.keyboard.type(" So we were told.")
        form.save()
        made = changed(before, form.files())
    assert lines(before[THURROCK], made.pop(THURROCK)) == ([last], [f"{last} So we were told."])
    of_two = {}
    for path, text in made.items():
        [old], [new] = lines(before[path], text)
        of_two[old.partition(":")[0]] = new
    assert of_two == {"    will": '    will: "We will: go on."', "summary": 'summary: "We will: go on."'}


def test_a_picture_lies_beside_the_text_and_tells_no_place(
    browser: Browser, here: Site, tmp_path_factory: Any
) -> None:
    testimonies = shutil.copytree(SITE / "testimonies", tmp_path_factory.mktemp("site") / "testimonies")
    exif = Image.Exif()
    exif[0x010E] = "a made-up place"
    photo = io.BytesIO()
    Image.new("RGB", (2400, 1800), "red").save(photo, "JPEG", exif=exif)
    with desk(browser, here, testimonies) as form:
        form.open("Initiatives", "The door rota")
        form.field("Text").get_by_role("textbox").first.click()
        form.page.keyboard.press("Control+End")
        form.field("Text").get_by_role("button", name="Image").first.click()
        picture = form.field("Text").get_by_role("group", name="Image")
        picture.get_by_role("button", name="Browse").click()
        dialog = form.page.get_by_role("dialog")
        with form.page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Upload").click()
        chooser.value.set_files(
            {"name": "Our Door.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
        )
        expect(dialog.get_by_role("img")).to_be_visible()
        dialog.get_by_role("button", name="Insert").click()
        expect(picture.get_by_role("button", name="Replace Image")).to_be_visible()
        form.write("Alt Text", "A red door")
        form.save()
        # And it stays when the piece is opened once more.
        form.open("Initiatives", "The door rota")
        form.write("Summary", "Who opens it, and when.")
        form.save()
        files = form.files()
    assert "![A red door](our-door.webp)" in files["testimonies/door-rota.md"].decode()
    assert b"made-up place" not in files["testimonies/our-door.webp"]
    for path in ("testimonies/door-rota.md", "testimonies/our-door.webp"):
        (testimonies.parent / path).write_bytes(files[path])
    assert checked(testimonies, "testimonies/door-rota.md") == []


@pytest.mark.parametrize(
    "testimonies", [REPOSITORY / "testimonies", SITE / "testimonies"], ids=["own", "test"]
)
def test_every_file_comes_back_as_it_was(browser: Browser, here: Site, testimonies: Path) -> None:
    before = texts(testimonies)
    # Only what reads and writes: the editor itself has nothing to do with it.
    (here.folder / "empty.html").write_text("<!doctype html>")
    page = browser.new_page()
    page.goto(f"{here.address}empty.html")
    after = page.evaluate(THROUGH, {"settings": settings(testimonies), "files": before})
    page.close()
    assert after.keys() == before.keys()
    assert {path: text for path, text in after.items() if text.strip() != before[path].strip()} == {}
