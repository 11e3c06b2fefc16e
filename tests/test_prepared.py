"""Prepared pictures are kept from one build to the next, never longer than they are shown, and never believed blindly."""

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sharedstory.editing import files
from sharedstory.editing.prepared import FOLDER, Prepared
from sharedstory.organising.withdrawing.traces import print_of
from sharedstory.reading import pictures
from tests.conftest import EPOCH
from tests.engine.commands import run
from tests.engine.conftest import site as site
from tests.test_pictures import exif, saved


def kept(root: Path) -> list[Path]:
    """The pictures that are kept, without the file that tells Git to pass them over."""
    return sorted(path for path in (root / FOLDER).glob("*") if path.name != ".gitignore")


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each picture was decoded, by the name of its file."""
    count: Counter[str] = Counter()

    def counting(function: Callable[[Path], object]) -> Callable[[Path], object]:
        def counted(path: Path) -> object:
            count[path.name] += 1
            return function(path)

        return counted

    for name in ("inspect", "inspect_and_prepare", "prepare"):
        monkeypatch.setattr(pictures, name, counting(getattr(pictures, name)))
    return count


def build(root: Path, *paths: Path) -> list[bytes]:
    """What a build does with pictures: it looks at each, makes those that are shown, and takes out the others."""
    prepared = Prepared(root, filling=True)
    wrong = [path for path in paths if prepared.inspect(path).wrong]
    made = [prepared.prepare(path) for path in paths if path not in wrong]
    prepared.keep_only(paths)
    return made


@pytest.mark.parametrize("name", ["key.jpg", "key.jpeg", "KEY.JPG", "key.png", "key.webp"])
def test_a_picture_is_decoded_once_and_never_again(tmp_path: Path, name: str, decoded: Counter[str]) -> None:
    path = saved(tmp_path / name, (80, 60))
    first = build(tmp_path, path)
    assert decoded[name] == 1
    assert build(tmp_path, path) == first
    assert decoded[name] == 1
    assert first == [pictures.prepare(path)]


def test_a_picture_that_changes_is_prepared_again(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png")
    first = build(tmp_path, path)
    saved(path, (60, 30))
    assert build(tmp_path, path) != first
    assert len(kept(tmp_path)) == 1


def test_where_it_was_taken_is_still_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.jpg", exif=exif())
    build(tmp_path, path)
    assert Prepared(tmp_path).inspect(path) == pictures.inspect(path)
    assert Prepared(tmp_path).inspect(path).located


def test_what_is_wrong_with_a_picture_is_told_each_time(tmp_path: Path) -> None:
    whole = saved(tmp_path / "whole.jpg", (300, 200)).read_bytes()
    half = tmp_path / "half.jpg"
    half.write_bytes(whole[: len(whole) // 2])
    png = saved(tmp_path / "really.png")
    for path in (half, png.rename(tmp_path / "really.jpg")):
        for _ in range(2):
            assert build(tmp_path, path) == []
            assert Prepared(tmp_path, filling=True).inspect(path) == pictures.inspect(path)
    assert kept(tmp_path) == []


def test_one_picture_under_another_ending_is_still_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png")
    build(tmp_path, path)
    other = tmp_path / "key.jpg"
    other.write_bytes(path.read_bytes())
    assert "is PNG" in Prepared(tmp_path, filling=True).inspect(other).wrong


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _other(path: Path) -> None:
    path.write_bytes(b"<script>alert(1)</script>")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _unreadable(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


@pytest.mark.parametrize("damage", [_cut, _other, _folder, _empty, _unreadable])
def test_what_is_damaged_is_made_again(
    tmp_path: Path, damage: Callable[[Path], None], decoded: Counter[str]
) -> None:
    path = saved(tmp_path / "key.jpg", (80, 60))
    first = build(tmp_path, path)
    damage(kept(tmp_path)[0])
    assert build(tmp_path, path) == first
    times = decoded["key.jpg"]
    assert build(tmp_path, path) == first
    if damage is not _folder:
        assert decoded["key.jpg"] == times, "it was mended"


def test_what_is_not_shown_goes_with_the_build_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    one, other = saved(tmp_path / "one.png"), saved(tmp_path / "other.png", (70, 20))
    build(tmp_path, one, other)
    (tmp_path / FOLDER / f".{'0' * 32}.77.unfinished").write_bytes(b"half")
    (tmp_path / FOLDER / "notes.txt").write_text("of a person")
    build(tmp_path, one)
    assert [path.name for path in kept(tmp_path) if path.suffix != ".png"] == ["notes.txt"]
    assert len(kept(tmp_path)) == 2
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("part", range(len(FOLDER.parts)))
def test_a_link_is_not_followed(tmp_path: Path, part: int) -> None:
    root, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = root.joinpath(*FOLDER.parts[: part + 1])
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    path = saved(root / "key.png")
    assert build(root, path) == [pictures.prepare(path)]
    assert list(elsewhere.iterdir()) == []


def test_without_room_pictures_are_made_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "key.png")

    def full(path: Path, raw: bytes) -> None:
        path.write_bytes(raw[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "rewrite", full)
    assert build(tmp_path, path) == [pictures.prepare(path)]
    assert kept(tmp_path) == []


def test_where_a_file_is_in_the_way_pictures_are_made(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("of a person")
    path = saved(tmp_path / "key.png")
    assert build(tmp_path, path) == [pictures.prepare(path)]
    assert (tmp_path / ".cache").read_text() == "of a person"


def test_the_folder_can_go_while_a_build_runs(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png")
    prepared = Prepared(tmp_path, filling=True)
    prepared.inspect(path)
    files.clear(tmp_path / ".cache")
    assert prepared.prepare(path) == pictures.prepare(path)
    prepared.keep_only([path])


@pytest.mark.parametrize("step", ["make_folder", "rewrite", "rename", "unlink"])
def test_killed_at_any_change_the_next_build_is_right(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = saved(tmp_path / "one.png"), saved(tmp_path / "other.png", (70, 20))
    build(tmp_path, other)
    if step == "make_folder":
        files.clear(tmp_path / ".cache")
    with monkeypatch.context() as patch:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(files, step, killed)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, one)
    assert build(tmp_path, one) == [pictures.prepare(one)]
    assert len(kept(tmp_path)) == 1


def test_two_builds_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    one, other = saved(tmp_path / "one.png"), saved(tmp_path / "other.png", (70, 20))
    first, second = Prepared(tmp_path, filling=True), Prepared(tmp_path, filling=True)
    first.inspect(one)
    second.inspect(one)
    second.inspect(other)
    first.keep_only([one])
    assert second.prepare(other) == pictures.prepare(other)
    second.keep_only([one, other])
    assert first.prepare(one) == pictures.prepare(one)


def test_a_picture_is_forgotten_by_its_own_file_and_by_what_is_shown(tmp_path: Path) -> None:
    paths = [saved(tmp_path / f"{number}.png", (40 + number, 20)) for number in range(3)]
    build(tmp_path, *paths)
    prepared = Prepared(tmp_path)
    wanted = {print_of(paths[0].read_bytes()), print_of(pictures.prepare(paths[1]))}
    assert len(prepared.known_by(wanted)) == 2
    prepared.forget(wanted)
    assert prepared.known_by(wanted) == []
    assert len(kept(tmp_path)) == 1


def test_a_picture_under_a_wrong_name_is_known_by_what_it_is(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png")
    build(tmp_path, path)
    name = f"{'0' * 32}-{'0' * 8}-{'0' * 32}.png"
    kept(tmp_path)[0].rename(tmp_path / FOLDER / name)
    assert Prepared(tmp_path).known_by({print_of(pictures.prepare(path))}) == [name]


def test_git_passes_over_what_is_kept(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    build(tmp_path, saved(tmp_path / "key.png"))
    seen = subprocess.run(
        [*git, "status", "--porcelain", "-uall"], check=True, capture_output=True, text=True
    )
    assert seen.stdout == "?? key.png\n"


def test_a_site_keeps_the_pictures_that_it_shows_and_no_others(tmp_path: Path) -> None:
    """A draft's picture is not kept when a build ends, and a picture goes with the piece that shows it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Ours\ntheme: {name: sharedstory}\nplugins: [{sharedstory: {search: false}}]\n"
    )
    stories = tmp_path / "testimonies"
    stories.mkdir()
    (stories / "themes.yml").write_text("- {id: keys, title: Keys, question: Who?, summary: S.}\n")
    for name, width, more in (("one", 40, ""), ("two", 50, ""), ("three", 60, "draft: true\n")):
        saved(stories / f"{name}.png", (width, 20))
        (stories / f"{name}.md").write_text(
            f"---\ntitle: {name} key\nkind: testimony\nsummary: About doors.\ntags: [keys]\nvoices: [citizen]\n{more}"
            "consent: {basis: already-public, named_as: anonymous}\n---\n"
            f"Words.\n\n![A key]({name}.png)\n"
        )
    done = run("mkdocs", "build", "-q", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(kept(tmp_path)) == 2
    text = (stories / "one.md").read_text()
    (stories / "one.md").write_text(text.replace("voices:", "draft: true\nvoices:"))
    gone = print_of(pictures.prepare(stories / "one.png"))
    shown = (tmp_path / "site" / "testimonies" / "two" / "two.png").read_bytes()
    assert Prepared(tmp_path).known_by({gone})
    done = run("mkdocs", "build", "-q", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not Prepared(tmp_path).known_by({gone})
    assert [path.read_bytes() for path in kept(tmp_path)] == [shown]


def test_what_is_taken_back_does_not_stay_where_builds_keep_it(site: Path) -> None:
    prepared = Prepared(site, filling=True)
    for path in (site / "testimonies").rglob("*.png"):
        prepared.inspect(path)
    [its] = prepared.known_by({print_of((site / "testimonies" / "key.png").read_bytes())})
    content = (prepared.folder / its).read_bytes()
    public = site / "public"
    public.mkdir()
    (public / "index.html").write_text("<p>Nothing</p>")
    words: list[str | Path] = ["sharedstory", "withdraw", "a-key", "--no-build", "--site", public]
    dry = run(*words, "--dry-run", at=site, SOURCE_DATE_EPOCH=EPOCH)
    assert f".cache/sharedstory/pictures/{its}: kept for the next build" in dry.stdout
    done = run(*words, at=site, SOURCE_DATE_EPOCH=EPOCH)
    assert done.returncode == 0, done.stderr
    assert all(path.read_bytes() != content for path in prepared.folder.iterdir())
