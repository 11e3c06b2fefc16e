"""Whole after any accident: kills at every change of the disk, full disks, mounts, links, and several at once."""

import ast
import contextlib
import errno
import json
import multiprocessing
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.editing import building, files, handover
from sharedstory.schema.errors import PlainError
from sharedstory.site import export
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from tests.accidents import Killed, full_from, instead, killed_at, read_only, steps, whole

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "plugins" / "sharedstory"
OLD = {
    "index.html": b"old",
    "gone/index.html": b"old",
    "a/style.css": b"old",
    ".nojekyll": b"",
    ".git/HEAD": b"x",
}
NEW = {"index.html": b"new", "new/index.html": b"new", "a/style.css": b"new", "gone": b"a file now"}


def sharedstory(*words: str, answers: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=answers)


def fill(folder: Path, contents: dict[str, bytes]) -> Path:
    for name, raw in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(site: Path, contents: dict[str, bytes] = NEW) -> bool:
    one = building.begin(site)
    fill(one.folder, contents)
    return one.finish()


# How a site can lie


def beside(tmp_path: Path) -> Path:
    return fill(tmp_path / "here" / "site", OLD)


def behind_a_link(tmp_path: Path) -> Path:
    fill(tmp_path / "elsewhere" / "public", OLD)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "site").symlink_to(tmp_path / "elsewhere" / "public")
    return tmp_path / "here" / "site"


@contextmanager
def no_exchange() -> Iterator[None]:
    """A system on which two folders cannot change names in one step."""
    real = files.exchange

    def refused(one: Path, other: Path) -> None:
        raise OSError(38, "Function not implemented")

    files.exchange = refused
    try:
        yield
    finally:
        files.exchange = real


@contextmanager
def a_mount() -> Iterator[None]:
    """A site that is a mount: neither it nor anything outside can be renamed across its edge."""
    real, exchange = files.rename, files.exchange

    def of(path: Path) -> bool:
        return "site" in path.parts

    def refused(path: Path, to: Path) -> None:
        if of(path) != of(to) or path.name == "site" or to.name == "site":
            raise OSError(18, "Invalid cross-device link")
        real(path, to)

    def never(one: Path, other: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    files.rename, files.exchange = refused, never
    try:
        yield
    finally:
        files.rename, files.exchange = real, exchange


WAYS: dict[str, tuple[Callable[[Path], Path], Callable[[], AbstractContextManager[None]]]] = {
    "beside": (beside, contextlib.nullcontext),
    "behind a link": (behind_a_link, contextlib.nullcontext),
    "no exchange": (beside, no_exchange),
    "a mount": (beside, a_mount),
}


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_a_build_killed_at_any_change_of_the_disk_leaves_whole_files_and_the_next_one_finishes(
    tmp_path: Path, way: str, half: bool
) -> None:
    make, condition = WAYS[way]
    with condition():
        first = make(tmp_path / "first")
        numbers = steps(lambda: build(first))
        after = everything(first.resolve())
        assert after == {**NEW, ".nojekyll": b"", ".git/HEAD": b"x"}
        for number in numbers:
            site = make(tmp_path / str(number))
            with killed_at(number, half=half), pytest.raises(Killed):
                build(site)
            left = whole(site.resolve()) if site.exists() else {}
            if way in ("beside", "behind a link"):
                shown = {name: raw for name, raw in OLD.items() if not name.startswith(".")}
                assert left in (shown, NEW), number
            assert all(raw in (OLD.get(name), NEW.get(name)) for name, raw in left.items()), number
            # Looking at the site is enough for one that was on its way; the next build gives the new one in any case.
            building.restore(site)
            assert site.exists()
            assert everything(site.resolve()).items() >= {".nojekyll": b"", ".git/HEAD": b"x"}.items()
            build(site)
            assert everything(site.resolve()) == after, number
            assert not list(site.resolve().parent.glob(".*"))


@pytest.mark.parametrize("way", WAYS)
def test_a_build_on_a_full_disk_says_so_and_the_old_site_stays_or_the_next_one_finishes(
    tmp_path: Path, way: str
) -> None:
    make, condition = WAYS[way]
    with condition():
        numbers = steps(lambda: build(make(tmp_path / "first")))
        refused = 0
        for number in numbers:
            site = make(tmp_path / str(number))
            with full_from(number), contextlib.suppress(OSError):
                build(site)
                continue
            refused += 1
            left = whole(site.resolve())
            assert left.keys() >= {"index.html"}
            assert all(raw in (OLD.get(name), NEW.get(name)) for name, raw in left.items()), number
            build(site)
            assert whole(site.resolve()) == NEW
            assert not list(site.resolve().parent.glob(".*"))
        assert refused


def test_builds_at_once_do_not_see_each_other_and_the_one_that_began_last_stays(tmp_path: Path) -> None:
    site = beside(tmp_path)
    first, second, third = (building.begin(site) for _ in range(3))
    assert len({first.folder, second.folder, third.folder}) == 3
    for number, one in enumerate((first, second, third)):
        fill(one.folder, {"index.html": b"%d" % number})
    assert second.finish()
    assert not first.finish()
    assert whole(site) == {"index.html": b"1"}
    assert third.finish()
    assert whole(site) == {"index.html": b"2"}
    assert not list(site.parent.glob(".*"))


def test_what_a_dead_build_left_goes_and_a_living_one_stays(tmp_path: Path) -> None:
    site = beside(tmp_path)
    dead, alive = building.begin(site), building.begin(site)
    os.close(dead.lock)  # as the system does when a process ends
    fill(alive.folder, NEW)
    (site.parent / ".site.mine.unfinished").mkdir()
    (site.parent / ".site.mine.unfinished" / "letter.txt").write_text("mine")
    building.restore(site)
    assert not dead.room.exists()
    assert (site.parent / ".site.mine.unfinished" / "letter.txt").read_text() == "mine"
    assert alive.finish()
    assert whole(site) == NEW


def test_a_link_within_a_site_is_taken_away_and_not_followed(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", {"precious.txt": b"precious"})
    for condition in (contextlib.nullcontext, a_mount):
        site = beside(tmp_path / condition.__name__)
        (site / "new").symlink_to(outside)
        (site / "away").symlink_to(outside)
        with condition():
            build(site)
        assert whole(site) == NEW
        assert everything(outside) == {"precious.txt": b"precious"}


def test_an_old_site_that_may_only_be_read_goes_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = beside(tmp_path)
    (site / "a").chmod(0o500)
    real = shutil.rmtree

    def rmtree(path: Path) -> None:
        for folder, _, _ in os.walk(path):
            if not Path(folder).stat().st_mode & 0o200:
                raise PermissionError(13, "Permission denied", folder)
        real(path)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", rmtree)
        build(site)
    assert whole(site) == NEW
    assert not list(site.parent.glob(".*"))


def test_an_old_site_that_cannot_go_is_named_and_the_new_one_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = beside(tmp_path)

    def refused(path: Path) -> None:
        raise OSError(1, "Operation not permitted")

    with monkeypatch.context() as patched:
        patched.setattr(files, "clear", refused)
        assert build(site)
        assert building.begin(site).finish()
    assert len(building.leftovers(site)) == 2
    alive = building.begin(site)
    assert building.leftovers(site) == []
    alive.discard()


# One file, and several who change it


def _add_lines(path: Path, who: int, times: int) -> None:
    for number in range(times):
        line = f"{who} {number}\n".encode()
        while True:
            before = path.read_bytes()
            with contextlib.suppress(PlainError):
                files.replace(path, before, before + line)
                break


def test_nothing_that_was_said_to_be_saved_is_lost_when_several_change_one_file(tmp_path: Path) -> None:
    path = tmp_path / "pledges.md"
    path.write_bytes(b"")
    context = multiprocessing.get_context("spawn")
    who = [context.Process(target=_add_lines, args=(path, number, 40)) for number in range(4)]
    for process in who:
        process.start()
    for process in who:
        process.join()
    assert [process.exitcode for process in who] == [0] * 4
    lines = path.read_text().splitlines()
    assert len(lines) == len(set(lines)) == 160


def _create(path: Path, who: int) -> None:
    made = [number for number in range(100) if files.create(path / f"{number}.md", b"%d" % who * 5000)]
    (path / f"made-by-{who}.json").write_text(json.dumps(made))


def test_of_several_who_create_one_file_one_does_and_it_is_whole(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_create, args=(tmp_path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    made = [json.loads((tmp_path / f"made-by-{who}.json").read_text()) for who in range(3)]
    assert sorted(number for each in made for number in each) == list(range(100))
    for who, each in enumerate(made):
        assert {(tmp_path / f"{number}.md").read_bytes() for number in each} <= {b"%d" % who * 5000}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_who_may_read_and_change_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"before")
    path.chmod(mode)
    files.replace(path, b"before", b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", mode)
    files.save(path, b"later")
    assert path.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("accident", ["gone", "a link", "other words"])
def test_a_file_that_is_not_what_was_read_is_left_as_it_is(tmp_path: Path, accident: str) -> None:
    path, other = tmp_path / "a.md", tmp_path / "b.md"
    other.write_bytes(b"before")
    if accident == "a link":
        path.symlink_to(other)
    elif accident == "other words":
        path.write_bytes(b"theirs")
    with pytest.raises(PlainError, match="was changed by somebody else"):
        files.replace(path, b"before", b"after")
    assert other.read_bytes() == b"before"
    assert path.exists() is (accident != "gone")


def test_where_the_system_cannot_rename_with_care_a_file_is_created_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(one: Path, other: Path, **_: int) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(files, "_rename", cannot)
    assert files.create(tmp_path / "a.md", b"one")
    assert not files.create(tmp_path / "a.md", b"two")
    assert everything(tmp_path) == {"a.md": b"one"}


# Commands


def a_site(folder: Path) -> Path:
    shutil.copytree(HERE / "site", folder)
    return folder


PLEDGES = "Name,Pledge,May we use your name?\nAnn Example,We will open the hall on Sundays.,No\n"
NOTES = "# Session: The door\n\nPledges\n\n- We will leave the door open on Sundays.\n"
STORIES = (
    "Your story,Title,May we publish it?,Date\n"
    "We keep the hall open on Sundays and everybody has a key.,The hall,Yes,2026-03-01\n"
    "We share one garden on our street and nobody owns it.,The garden,Yes,2026-03-01\n"
)
COMMANDS: dict[str, tuple[str, ...]] = {
    "export": ("export", "out"),
    "a second export": ("export", "older"),
    "import an export": ("import", "export", "older", "--testimonies", "back"),
    "edit a pledge": ("pledges", "set", "open-door", "kept", "--note", "It is open.", "--on", "2026-05-31"),
    "mend": ("check", "--fix"),
    "renew": ("consent", "renew", "a-key", "--until", "2028-03-01"),
    "a new entry": ("new", "initiative", "--no-input", "--set", "title=A new rota", "--set", "summary=Keys.",
                    "--set", "tags=keys", "--set", "element=narrative"),
    "letters": ("pledges", "nudge", "../letters", "--quiet", "1"),
    "harvest": ("harvest", "notes.md", "--gathering", "spring-meeting"),
    "import testimonies": ("import", "testimonies", "stories.csv", "--no-input"),
    "import wordpress": ("import", "wordpress", "export.xml"),
    "what is made from the schema": ("schema", "write"),
    "import pledges": ("import", "pledges", "pledges.csv", "--into", "spring-meeting", "--no-input"),
}  # fmt: skip


def changed(here: Path, command: str) -> None:
    """What has happened to an entry that gives some commands something to do."""
    entry = here / "testimonies" / "a-key.md"
    date = {"mend": "date: 6 March 2026", "a second export": "draft: true\ndate: 2026-03-06"}
    entry.write_text(entry.read_text().replace("date: 2026-03-06", date.get(command, "date: 2026-03-06")))


def prepared(folder: Path, monkeypatch: pytest.MonkeyPatch, model: Path | None = None) -> Path:
    """A site with an older export, in which there are notes, or a copy of `model`."""
    here = folder / "here"
    shutil.copytree(model.parent if model else HERE / "site", folder if model else here, symlinks=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    if model:
        return here
    assert sharedstory("export", "older").exit_code == 0
    (here / "older" / "our-notes.txt").write_text("precious")
    (here / "pledges.csv").write_text(PLEDGES)
    (here / "stories.csv").write_text(STORIES)
    (here / "notes.md").write_text(NOTES)
    shutil.copy(HERE / "wordpress" / "export.xml", here)
    return here


@pytest.mark.parametrize("accident", ["killed", "killed half-way", "full"])
@pytest.mark.parametrize("command", COMMANDS)
def test_after_any_accident_every_file_is_whole_and_the_same_again_ends_as_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, accident: str
) -> None:
    words = COMMANDS[command]
    model = prepared(tmp_path / "model", monkeypatch)
    changed(model, command)
    here = prepared(tmp_path / "first", monkeypatch, model)
    before = whole(here.parent)
    results: list[Result] = []
    numbers = steps(lambda: results.append(sharedstory(*words)))
    assert results[0].exit_code in (0, 1), results[0].output
    after = whole(here.parent)
    assert after != before
    # Most steps of an export are alike; each of them has its turn below.
    for number in (*numbers[:7], *numbers[7:-4:41], *numbers[7:][-4:]):
        here = prepared(tmp_path / str(number), monkeypatch, model)
        if accident == "full":
            with full_from(number):
                done = sharedstory(*words)
            if done.exit_code == results[0].exit_code and whole(here.parent) == after:
                continue
            assert done.exit_code == 1, (number, done.output)
            assert "no room left" in done.stderr, (number, done.output)
            assert "Traceback" not in done.output
        else:
            with killed_at(number, half=accident == "killed half-way"), pytest.raises(Killed):
                sharedstory(*words)
        for name, raw in whole(here.parent).items():
            assert raw in (before.get(name), after.get(name)), (number, name)
        assert before.keys() & after.keys() <= whole(here.parent).keys()
        again = sharedstory(*words)
        assert again.exit_code in (0, 1), (number, again.output)
        assert whole(here.parent) == after, number
        hidden = [path.name for path in here.parent.rglob(".*") if path.name.endswith(".unfinished")]
        assert hidden == [], number


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("way", ["a first export", "a second export", "an import"])
def test_killed_at_each_change_of_the_disk_nothing_is_half_and_the_same_again_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, half: bool
) -> None:
    here = prepared(tmp_path / "model", monkeypatch)
    changed(here, "a second export")
    exported = export.export(Renderer(read_story(here / "testimonies", called="testimonies")))

    def run(folder: Path) -> None:
        if way == "an import":
            export.bring_back(here / "older", folder)
        else:
            export.write(exported, folder)

    def fresh(name: str) -> Path:
        folder = tmp_path / name
        if way == "a second export":
            shutil.copytree(here / "older", folder)
        return folder

    first = fresh("first")
    before = whole(first) if first.exists() else {}
    numbers = steps(lambda: run(first))
    after = whole(first)
    assert len(numbers) > 20
    for number in numbers:
        folder = fresh(str(number))
        with killed_at(number, half=half), pytest.raises(Killed):
            run(folder)
        left = whole(folder) if folder.exists() else {}
        assert all(raw in (before.get(name), after.get(name)) for name, raw in left.items()), number
        assert left.keys() >= before.keys() & after.keys(), number
        run(folder)
        assert whole(folder) == after, number
        assert not [path for path in folder.rglob(".*") if path.name.endswith(".unfinished")], number
        shutil.rmtree(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_on_a_disk_that_can_only_be_read_nothing_is_said_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    here = prepared(tmp_path, monkeypatch)
    changed(here, command)
    before = everything(tmp_path)
    with read_only():
        done = sharedstory(*COMMANDS[command])
    assert done.exit_code == 1, done.output
    assert "this disk can only be read" in done.stderr
    assert done.stdout == ""
    assert everything(tmp_path) == before
    assert here.is_dir()


@pytest.mark.parametrize(
    "command", ["edit a pledge", "mend", "renew", "import pledges", "what is made from the schema"]
)
def test_a_file_that_another_program_has_open_is_named_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """On Windows nobody can replace a file that a word processor or a scanner for viruses has open."""
    here = prepared(tmp_path, monkeypatch)
    changed(here, command)
    before = whole(tmp_path)

    def in_use(name: str, real: Callable[..., object], given: tuple[Any, ...]) -> object:
        if name == "rename":
            raise PermissionError(errno.EACCES, "in use", str(given[0]), 32, str(given[1]))
        return real(*given)

    with instead(in_use):
        done = sharedstory(*COMMANDS[command])
    assert done.exit_code == 1
    assert re.search(
        r"^\w[\w./-]+: you cannot read or change this just now\. If it is open", done.stderr, re.MULTILINE
    )
    assert ".unfinished" not in done.output
    assert "Traceback" not in done.output
    assert whole(tmp_path) == before
    assert sharedstory(*COMMANDS[command]).exit_code == 0


@pytest.mark.parametrize("number", [3, 40, 90])
def test_an_export_that_was_cut_short_is_not_taken_for_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    prepared(tmp_path, monkeypatch)
    with killed_at(number), pytest.raises(Killed):
        sharedstory("export", "older")
    done = sharedstory("import", "export", "older", "--testimonies", "back")
    assert done.exit_code == 2
    assert "was cut short. Make it again" in done.stderr


# What people have in a folder


def test_what_somebody_put_into_an_export_or_changed_there_stays_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = prepared(tmp_path, monkeypatch)
    older = here / "older"
    (older / "themes.csv").write_text("mine now")
    (older / "pictures" / "other.png").write_bytes(b"mine")
    (older / "places.json").unlink()
    (older / "places.json").symlink_to(here / "mkdocs.yml")
    settings = (here / "mkdocs.yml").read_bytes()
    done = sharedstory("export", "older")
    assert done.exit_code == 1
    assert (older / "themes.csv").read_text() == "mine now"
    assert (older / "pictures" / "other.png").read_bytes() == b"mine"
    assert (here / "mkdocs.yml").read_bytes() == settings
    for name in ("themes.csv", "places.json"):
        assert f"older/{name}: somebody made or changed this" in done.stderr
    for name in ("our-notes.txt", "pictures/other.png"):
        assert f"older/{name}: we did not write this, and it stays." in done.stderr


@pytest.mark.parametrize("name", ["dictionary.json", "files.jsonl", "entries.csv", ".git/HEAD"])
def test_a_folder_of_somebody_else_is_no_export_whatever_its_files_are_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    here = prepared(tmp_path, monkeypatch)
    mine = fill(here / "mine", {name: b"{}", "thesis.txt": b"precious"})
    done = sharedstory("export", "mine")
    assert done.exit_code == 2
    assert "holds something else" in done.stderr
    assert everything(mine) == {name: b"{}", "thesis.txt": b"precious"}


def test_a_booklet_is_never_written_over_a_file_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = prepared(tmp_path, monkeypatch)
    (here / "thesis.pdf").write_bytes(b"precious")
    done = sharedstory("booklet", "keys", "--out", "thesis.pdf")
    assert done.exit_code == 2
    assert "thesis.pdf is there already" in done.stderr
    assert (here / "thesis.pdf").read_bytes() == b"precious"
    assert sharedstory("booklet", "keys", "--out", "keys.pdf").exit_code == 0
    assert sharedstory("booklet", "keys", "--out", "keys.pdf").exit_code == 0
    with (here / "keys.pdf").open("ab") as file:
        file.write(b"% with my notes\n")
    assert sharedstory("booklet", "keys", "--out", "keys.pdf").exit_code == 2
    assert (here / "keys.pdf").read_bytes().endswith(b"% with my notes\n")


@pytest.mark.parametrize("folder", ["docs", "overrides", "testimonies", "site", "."])
@pytest.mark.parametrize("channels", ["print", "web, print", "web, print, search"])
def test_a_booklet_with_what_may_only_be_printed_goes_into_no_folder_that_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, channels: str
) -> None:
    here = prepared(tmp_path, monkeypatch)
    key = here / "testimonies" / "a-key.md"
    key.write_text(key.read_text().replace("{basis:", f"{{channels: [{channels}], basis:", 1))
    before = everything(tmp_path)
    done = sharedstory("booklet", "keys", "--out", f"{folder}/keys.pdf")
    if folder == "." or channels == "web, print, search":
        assert done.exit_code == 0, done.output
        assert (here / folder / "keys.pdf").is_file()
    else:
        assert done.exit_code == 2
        assert "would be public" in done.stderr
        assert everything(tmp_path) == before


@pytest.mark.parametrize(
    "folder",
    [
        "docs/letters",
        "nowhere/../docs/letters",
        "testimonies",
        "testimonies/./more",
        "site/letters",
        "overrides",
        "link/letters",
        "pages/letters",
        "../here/docs",
    ],
)
@pytest.mark.parametrize("words", [("pledges", "nudge", "{}"), ("consent", "--letters", "{}")])
def test_letters_go_into_no_folder_that_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, words: tuple[str, ...]
) -> None:
    here = prepared(tmp_path, monkeypatch)
    (here / "link").symlink_to(here / "docs")
    if folder.startswith("pages"):
        (here / "docs").rename(here / "pages")
        settings = (here / "mkdocs.yml").read_text()
        (here / "mkdocs.yml").write_text(settings + "docs_dir: pages\n")
    before = everything(tmp_path)
    done = sharedstory(*(word.format(folder) for word in words))
    assert done.exit_code == 2, done.output
    assert "would be public" in done.stderr
    assert everything(tmp_path) == before


def test_a_folder_that_is_published_under_another_spelling_is_known_as_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("docs", "DOCS"):  # one folder, on a disk that does not tell capitals from small letters
        (tmp_path / name).mkdir()
    monkeypatch.setattr(Path, "samefile", lambda one, other: one.name.lower() == other.name.lower())
    with pytest.raises(PlainError, match="would be public"):
        handover.refuse_public(tmp_path / "DOCS" / "letters", [tmp_path / "docs"])


def test_a_list_of_what_was_written_is_read_by_other_programs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = prepared(tmp_path, monkeypatch)
    lines = (here / "older" / handover.LIST).read_text().splitlines()
    assert {line.partition("  ")[2] for line in lines} == {
        name for name in whole(here / "older") if name != "our-notes.txt"
    }


# One writer


CHANGES = frozenset(
    [
        "write_text",
        "write_bytes",
        "mkdir",
        "makedirs",
        "rmdir",
        "rmtree",
        "symlink_to",
        "hardlink_to",
        "unlink",
        "touch",
        "copytree",
        "copyfile",
        "copy2",
        "mkdtemp",
        "mkstemp",
        "TemporaryDirectory",
        "NamedTemporaryFile",
        "fsync",
        "write_file",
    ]
)


def _changes_the_disk(call: ast.Call) -> bool:
    """Whether a call opens a file to write into it, or changes the disk in another way than by files.py."""
    function = call.func
    if (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "files"
    ):
        return False
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    words = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    writes = any(set(mode) & set("wax+") and set(mode) <= set("rwaxbt+") for mode in texts)
    return name in CHANGES or (name == "open" and writes)


# Each with what it writes, none of which is anybody's file: pages and data into the folder of a build, and a copy of
# the testimonies, for temporary files, in which a withdrawal is tried.
APART = {
    "plugin/engine_pages.py": {"write_file"},
    "plugin/published.py": {"write_file"},
    "organising/withdrawing/plan.py": {"TemporaryDirectory", "copytree", "write_bytes", "unlink"},
}


def test_only_one_module_changes_anything_on_the_disk() -> None:
    seen: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _changes_the_disk(node):
                seen.setdefault(name, set()).add(ast.unparse(node.func).rpartition(".")[2])
    assert seen.pop("editing/files.py") >= {"open", "unlink", "mkdir", "rmtree"}
    assert seen == APART
