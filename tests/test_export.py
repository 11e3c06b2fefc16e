"""Open data out and back: what is in it, what is not, and that what comes back is what went out."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sharedstory.commands import main
from sharedstory.reading import pictures
from sharedstory.site import export
from sharedstory.site.opendata import as_csv, neutral, plain
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, Tell, entry, write
from tests.engine.test_private import plant

HERE = Path(__file__).parent
FORMS = ["csv", "json", "jsonl"]
KEPT = ["draft: true", "consent: {basis: consent, given: 2019-01, named_as: full-name}"]


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the test site to work in, on the tests' day."""
    here = tmp_path / "here"
    shutil.copytree(HERE / "site" / "testimonies", here / "testimonies")
    monkeypatch.chdir(here)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    return here


def sharedstory(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def contents(folder: Path) -> dict[str, bytes]:
    """What stands in the files of a folder, but for those that are no testimonies."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("_") and path.name != "README.md"
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("testimonies", [HERE / "site" / "testimonies", HERE.parent / "testimonies"])
def test_what_comes_back_is_byte_for_byte_what_went_out(testimonies: Path, form: str) -> None:
    address = ("--site-url", "https://stories.example/")
    done = sharedstory("export", "out", *address, "--testimonies", str(testimonies))
    assert done.exit_code == 0, done.output
    done = sharedstory("import", "export", "out", "--from", form, "--testimonies", "back")
    assert done.exit_code == 0, done.output
    back, before = contents(Path("back")), contents(testimonies)
    pictures_ = {name for name in before if name.endswith(".png")}
    assert {name: back[name] for name in back if name not in pictures_} == {
        name: before[name] for name in before if name not in pictures_
    }
    for name in pictures_:
        # The one in the test site says whose camera it was. That alone stays behind.
        with Image.open(testimonies / name) as old, Image.open(Path("back", name)) as new:
            assert new.tobytes() == old.tobytes()
            assert not new.getexif()
    sharedstory("export", "again", *address, "--testimonies", "back")
    assert contents(Path("again")) == contents(Path("out"))


def test_line_ends_and_byte_order_marks_come_back_too() -> None:
    strange = b"\xef\xbb\xbf" + entry(title="title: Strange").replace("[home]", "[keys]").encode().replace(
        b"\n", b"\r\n"
    )
    (Path("testimonies") / "strange.md").write_bytes(strange)
    for form in FORMS:
        sharedstory("export", "out")
        sharedstory("import", "export", "out", "--from", form, "--testimonies", f"back-{form}")
        assert Path(f"back-{form}", "strange.md").read_bytes() == strange


def test_doing_it_twice_does_no_harm() -> None:
    for _ in range(2):
        assert sharedstory("export", "out").exit_code == 0
    first = contents(Path("out"))
    assert sharedstory("import", "export", "out", "--testimonies", "back").exit_code == 0
    again = sharedstory("import", "export", "out", "--testimonies", "back")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "0 written, 13 there already" in again.stderr
    assert sharedstory("export", "out", "--testimonies", "back").exit_code == 0
    assert contents(Path("out")) == first


@pytest.mark.parametrize("more", ["draft: true", "consent"])
def test_what_is_kept_back_is_in_no_file_and_named_by_none(site: Path, more: str) -> None:
    if more == "consent":
        plant(site, "Xyzzykept", consent=", channels: [web, search, feed, card, print]")
    else:
        plant(site, "Xyzzykept", more=more)
    done = sharedstory("export", "out")
    assert done.exit_code == 0, done.output
    found = {name for name, raw in contents(Path("out")).items() if b"xyzzykept" in raw.lower()}
    assert found == set()
    assert b"And that." in contents(Path("out"))["files.jsonl"]
    sharedstory("import", "export", "out", "--testimonies", "back")
    assert read_story(Path("back"), as_of=AS_OF, called="back").errors == ()


def test_a_link_that_cannot_be_taken_out_keeps_the_text_back(site: Path) -> None:
    plant(site, "Xyzzykept", more="draft: true")
    a_key = Path("testimonies", "a-key.md")
    a_key.write_text(a_key.read_text() + "\n[that][1]\n\n[1]: xyzzykept-story.md\n")
    done = sharedstory("export", "out")
    assert done.exit_code == 1
    assert "a-key.md: its text is left out" in done.stderr
    assert not [name for name, raw in contents(Path("out")).items() if b"xyzzykept" in raw.lower()]


def test_an_older_export_is_replaced_and_nothing_else_is() -> None:
    sharedstory("export", "out")
    assert Path("out", "pictures", "key.png").exists()
    a_key = Path("testimonies", "a-key.md")
    a_key.write_text(a_key.read_text().replace("---\n", "---\ndraft: true\n", 1))
    assert sharedstory("export", "out").exit_code == 0
    assert not Path("out", "pictures").exists()
    Path("mine").mkdir()
    Path("mine", "letter.txt").write_text("mine")
    done = sharedstory("export", "mine")
    assert done.exit_code == 2
    assert "holds something else" in done.stderr
    assert contents(Path("mine")) == {"letter.txt": b"mine"}


def exported(rows: list[dict[str, object]], form: str = "jsonl") -> None:
    """A folder `out` with just these rows in its table of files."""
    Path("out").mkdir(exist_ok=True)
    Path("out", f"files.{form}").write_bytes(export.FORMS[form](rows).encode())


@pytest.mark.parametrize(
    "name",
    [
        "../outside.md",
        "/tmp/outside.md",
        "a/../../outside.md",
        "_hidden.md",
        ".git/config.md",
        ".hidden.md",
        "a//b.md",
        "a\\b.md",
        "c:b.md",
        "Upper.md",
        "con.md",
        "mkdocs.yml",
        "run.sh",
        "a\x1b[31m.md",
        "a/b/c/d/e/f/g/h/i.md",
        "linked/in.md",
        "",
        "x" * 300 + ".md",
    ],
)
def test_a_file_goes_nowhere_but_into_the_folder(site: Path, name: str) -> None:
    Path("back").mkdir()
    (site / "elsewhere").mkdir()
    Path("back", "linked").symlink_to(site / "elsewhere")
    exported([{"file": name, "text": "---\n"}])
    done = sharedstory("import", "export", "out", "--testimonies", "back")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "\x1b" not in done.stderr
    assert sorted(path.name for path in Path("back").iterdir()) == ["linked"]
    assert [*(site / "elsewhere").iterdir()] == []
    assert not Path("outside.md").exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b"{\n",
        b'{"file": "a.md"}\n',
        b'{"file": 1, "text": "x"}\n',
        b'{"file": "a.md", "text": ["x"]}\n',
        b'{"file": "a.md", "text": "\\ud800"}\n',
        b'{"file": "a.md", "text": "' + b"x" * (export.MAX_FILE + 1) + b'"}\n',
        b"9" * 5000,
        b"\xff\xfe\n",
        b"null\n",
    ],
)
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_strange_row_is_refused_in_words(raw: bytes, form: str) -> None:
    Path("out").mkdir()
    Path("out", f"files.{form}").write_bytes(raw)
    done = sharedstory("import", "export", "out", "--testimonies", "back")
    assert done.exit_code == 1
    assert f"files.{form}, row 1: this row is not as sharedstory export wrote it" in done.stderr
    assert [*Path("back").iterdir()] == []


@pytest.mark.parametrize(
    "raw", [b"a,b\n1,2\n", b'file,text\n"a.md\n', b"file,text\n" + b"x," * 9_000_000, b"file,text\n\xff"]
)
def test_a_strange_sheet_is_refused_in_words(raw: bytes) -> None:
    Path("out").mkdir()
    Path("out", "files.csv").write_bytes(raw)
    done = sharedstory("import", "export", "out", "--testimonies", "back")
    assert done.exit_code == 1
    assert "is not as sharedstory export wrote it" in done.stderr
    assert [*Path("back").iterdir()] == []


def test_a_folder_that_is_no_export_is_said_to_be_none() -> None:
    Path("out").mkdir()
    done = sharedstory("import", "export", "out")
    assert done.exit_code == 2
    assert "out is no export" in done.stderr


def test_what_is_there_stays_as_it_is() -> None:
    sharedstory("export", "out")
    a_key = Path("testimonies", "a-key.md")
    a_key.write_text(a_key.read_text() + "\nMore.\n")
    before = contents(Path("testimonies"))
    done = sharedstory("import", "export", "out")
    assert done.exit_code == 1
    assert "a-key.md: the file that is there says something else, and stays as it is." in done.stderr
    assert contents(Path("testimonies")) == before


def test_what_was_taken_back_or_moved_here_stays_so() -> None:
    sharedstory("export", "out")
    Path("testimonies", "a-key.md").unlink()
    withdrawn = Path("testimonies", "withdrawn.yml")
    withdrawn.write_text(withdrawn.read_text() + "- {id: a-key, on: 2026-05-01}\n")
    Path("testimonies", "moved").mkdir()
    Path("testimonies", "a-door.md").rename(Path("testimonies", "moved", "a-door.md"))
    done = sharedstory("import", "export", "out")
    assert "a-key.md: it was taken down here, and stays away." in done.stderr
    assert "a-door.md: there is one of that name already: testimonies/moved/a-door.md." in done.stderr
    assert not Path("testimonies", "a-key.md").exists()
    assert not Path("testimonies", "a-door.md").exists()


def test_what_was_taken_back_here_under_an_older_name_stays_away() -> None:
    door = Path("testimonies", "a-door.md")
    door.write_text(door.read_text().replace("---\n", "---\naliases: [our-door]\n", 1))
    sharedstory("export", "out")
    door.unlink()
    withdrawn = Path("testimonies", "withdrawn.yml")
    withdrawn.write_text(withdrawn.read_text() + "- {id: our-door, on: 2026-05-01}\n")
    done = sharedstory("import", "export", "out")
    assert "a-door.md: it was taken down here, and stays away." in done.stderr
    assert not door.exists()


def test_an_old_name_comes_back_with_its_file() -> None:
    door = Path("testimonies", "a-door.md")
    door.write_text(door.read_text().replace("---\n", "---\naliases: [our-door]\n", 1))
    sharedstory("export", "out")
    sharedstory("import", "export", "out", "--testimonies", "back")
    assert "aliases: [our-door]" in Path("back", "a-door.md").read_text()


def test_a_picture_that_is_none_is_not_written() -> None:
    sharedstory("export", "out")
    Path("out", "pictures", "evil.png").write_bytes(b"<svg onload=alert(1)>")
    Path("out", "pictures", "evil.svg").write_bytes(b"<svg onload=alert(1)>")
    done = sharedstory("import", "export", "out", "--testimonies", "back")
    assert done.exit_code == 1
    assert "pictures/evil.png" in done.stderr
    assert "pictures/evil.svg: this is no picture." in done.stderr
    assert [path.name for path in Path("back").glob("evil*")] == []


@given(st.text())
def test_what_is_neutral_becomes_plain_again(text: str) -> None:
    assert plain(neutral(text)) == text


@given(st.text(alphabet="'=+-@\t\r\n ＝a;\ufeff", max_size=9))
def test_no_two_texts_become_the_same_cell(text: str) -> None:
    cell = neutral(text)
    assert plain(cell) == text
    for part in re.split("[;\t\r\n]", cell):
        assert part.lstrip(" \ufeff")[:1] not in tuple("=+-@＝")


FORMULAS = yaml.safe_load((HERE / "formulas.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", FORMULAS["formulas"])
def test_a_formula_is_text_wherever_a_program_sees_it_begin(text: str) -> None:
    assert neutral(text) != text
    assert plain(neutral(text)) == text


@pytest.mark.parametrize("text", FORMULAS["texts"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=1))
def test_a_sheet_tells_what_was_written_into_it(texts: list[str]) -> None:
    sheet = as_csv([{"text": text} for text in texts])
    rows = [*csv.DictReader(io.StringIO(sheet, newline=""))]
    assert [plain(row["text"]) for row in rows] == texts


def test_every_column_is_in_the_dictionary_and_nothing_else_is(tell: Tell) -> None:
    told = read_story(Path("testimonies"), as_of=AS_OF, called="testimonies")
    tables = export.export(Renderer(told)).tables
    described = {
        (row["table"], row["column"]) for row in export.dictionary(tables) if "." not in row["column"]
    }
    assert described == {(table, column) for table, rows in tables.items() for column in rows[0]}
    assert all(row["what"] and row["type"] for row in export.dictionary(tables))


def test_the_dictionary_knows_choices_and_whose_field_it_is() -> None:
    rows = export.dictionary(["entries", "pledges", "themes", "places", "files"])
    by_name = {(row["table"], row["column"], *row["only"]): row for row in rows}
    assert "kept (Kept)" in by_name["pledges", "history.status"]["choices"]
    assert by_name["entries", "held", "gathering"]["type"] == "date (EDTF)"
    assert by_name["entries", "figures.value", "glimpse"]["type"] == "number"
    assert by_name["entries", "voices"]["type"] == "list of choice"
    assert by_name["entries", "led_by", "initiative"]["type"] == "list of text"
    assert by_name["entries", "led_by", "glimpse"]["type"] == "choice"


def test_the_three_forms_tell_the_same() -> None:
    sharedstory("export", "out")
    for name in ("entries", "pledges", "themes", "places", "files", "dictionary"):
        rows = json.loads(Path("out", f"{name}.json").read_text())
        assert [json.loads(line) for line in Path("out", f"{name}.jsonl").read_text().splitlines()] == rows
        table = [*csv.DictReader(io.StringIO(Path("out", f"{name}.csv").read_bytes().decode(), newline=""))]
        assert [*table[0]] == [*rows[0]]
        assert len(table) == len(rows)


def test_a_theme_is_told_without_what_only_something_kept_back_uses(tell: Tell, folder: Path) -> None:
    themes = (
        '# Note\n- id: home\n  title: Home \\ "house"\n  question: Whose?\n  summary: A home.\n'
        "  intro: |\n    Two\n    lines.\n  tags: [secret, open]\n  pinned: [kept, shown]\n  sources: [kept, shown]\n"
    )
    files = {
        "themes.yml": themes,
        "kept.md": entry(tags="tags: [secret]", draft="draft: true"),
        "shown.md": entry(tags="tags: [open]"),
    }
    told = tell(files)
    exported = export.export(Renderer(told))
    text = next(row["text"] for row in exported.tables["files"] if row["file"] == "themes.yml")
    write(folder, {**files, "themes.yml": text})
    (folder / "kept.md").unlink()
    again = read_story(folder, as_of=AS_OF, called="testimonies")
    assert again.errors == ()
    assert [theme.tags for theme in again.themes] == [("open",)]
    assert [theme.pinned for theme in again.themes] == [("shown",)]
    assert [theme.sources for theme in again.themes] == [("shown",)]
    assert (again.themes[0].title, again.themes[0].intro) == ('Home \\ "house"', "Two\nlines.\n")


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_picture_with_nothing_in_it_but_the_picture_is_bare(
    tmp_path: Path, form: str, progressive: bool
) -> None:
    path = tmp_path / f"a.{form.lower()}"
    noise = Image.effect_noise((64, 48), 90).convert("RGB")
    noise.save(path, form, progressive=progressive)
    assert pictures.bare(path.read_bytes())
    assert pictures.public(path) == path.read_bytes()
    for raw in (
        path.read_bytes() + b"Exampleshire",
        path.read_bytes()[:-1],
        b"",
        path.read_bytes()[:40],
    ):
        assert not pictures.bare(raw)
    exif = Image.Exif()
    exif[0x010E] = "Ann Example's garden"
    noise.save(path, form, exif=exif)
    assert not pictures.bare(path.read_bytes())
    assert b"Ann Example" not in pictures.public(path)
    noise.save(path, form, comment="Ann Example") if form == "JPEG" else None
    assert b"Ann Example" not in pictures.public(path)


def test_what_was_agreed_is_in_no_table_of_entries() -> None:
    told = export.export(Renderer(read_story(Path("testimonies"), as_of=AS_OF)))
    columns = {name for row in told.tables["entries"] for name in row}
    described = {row["column"] for row in export.dictionary(told.tables) if row["table"] == "entries"}
    assert {"title", "authors", "body"} <= columns & described
    heads = {column.partition(".")[0] for column in columns | described}
    assert heads & {"consent", "draft", "pledges"} == set()
