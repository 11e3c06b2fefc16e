"""A piece that is taken back: planted in every place, taken out, and looked for in every byte of the site."""

import contextlib
import io
import re
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.editing import splice
from sharedstory.forms import generated
from sharedstory.organising.withdrawing import traces, unpacking
from sharedstory.organising.withdrawing.traces import Words
from sharedstory.reading import frontmatter, pictures
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests import accidents
from tests.conftest import AS_OF, EPOCH, entry
from tests.engine.conftest import SITE, run
from tests.engine.test_private import plant

WORDS = "The heron came to our door on Sundays and stayed."


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def withdraw(*options: str) -> Result:
    return CliRunner().invoke(main, ["withdraw", *options], catch_exceptions=False)


def published(site: Path) -> Path:
    """Where the site is published. Nothing else lies beside it, since that is looked through too."""
    folder = site.parent / f"{site.name}-published"
    folder.mkdir(exist_ok=True)
    return folder / "public"


def proof(site: Path) -> str:
    [path] = (site / "proofs").iterdir()
    return path.read_text()


def files(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_piece_in_every_place_is_gone_from_all_of_them_and_that_is_proved(site: Path) -> None:
    plant(site, "Xyzzygone")
    door = site / "testimonies" / "a-door.md"
    door.write_text(
        door.read_text().replace("---\n", "---\n# A note.\nabout: [door-rota, xyzzygone-story]\n", 1)
    )
    themes = site / "testimonies" / "themes.yml"
    themes.write_text(
        themes.read_text().replace(
            "- id: gardens\n",
            "- id: gardens\n  tags: [xyzzygone-tag]\n  pinned: [xyzzygone-story]\n  sources: [a-door, xyzzygone-story]\n",
        )
    )
    first = withdraw("xyzzygone-story", "--dry-run")
    assert "site/" not in first.output  # nothing is built yet
    before = door.read_text()
    key = (site / "testimonies" / "a-key.md").read_text()
    done = withdraw("xyzzygone-story")
    assert done.exit_code == 0, done.output
    assert door.read_text() == before.replace(", xyzzygone-story", "")
    assert "pinned: []" in themes.read_text()
    assert "sources: [a-door]" in themes.read_text()
    assert not [*(site / "testimonies").rglob("*xyzzygone-story.md*")]
    assert (
        "- {id: xyzzygone-story, on: 2026-06-01}\n- {id: xyzzygone-pledge, on: 2026-06-01}\n"
        in (site / "testimonies" / "withdrawn.yml").read_text()
    )
    for path, raw in files(site / "site").items():
        for part in (*unpacking.contents(Path(path)).parts, raw):
            assert b"Xyzzygone" not in part, path
    page = (site / "site" / "testimonies" / "xyzzygone-story" / "index.html").read_text()
    assert "This story has been taken down" in page
    assert proof(site).startswith("# Taken back, and gone\n\n- A piece that was taken down on 2026-06-01\n")
    assert re.search(r"searched, unpacked: [1-9]\d+\n", proof(site))
    assert "xyzzygone" not in proof(site).lower()
    assert re.search(r"testimonies/a-key\.md:\d+: a link leads to it: taken out", done.output)
    assert (site / "testimonies" / "a-key.md").read_text() == key.replace("xyzzygone-story, ", "").replace(
        "[that](xyzzygone-story.md)", "that"
    )
    again = withdraw("xyzzygone-story")
    assert (again.exit_code, "was taken down already" in again.output) == (0, True)
    assert not list(read_story(site / "testimonies", as_of=AS_OF).errors)


def test_quotes_elsewhere_stop_it_until_somebody_says_that_they_stay(site: Path) -> None:
    plant(site, "Xyzzygone")
    (site / "docs" / "old").mkdir()
    quote = "And Xyzzygone in the body. Xyzzygone in the quote, as we heard it."
    (site / "docs" / "old" / "index.md").write_text(f"# Old\n\n{quote}\n")
    stopped = withdraw("xyzzygone-story")
    assert stopped.exit_code == 1
    assert "docs/old/index.md:3: words of it are here" in stopped.output
    assert "in the body" not in stopped.output
    assert (site / "testimonies" / "xyzzygone-story.md").is_file()
    left = found_gone(site, "xyzzygone-story", "--leave-quotes")
    assert left.exit_code == 0, left.output
    assert proof(site).startswith("# Taken back, but words were left in other files\n")
    assert "    - docs/old/index.md:3\n" in proof(site)
    assert (site / "docs" / "old" / "index.md").read_text().endswith(f"{quote}\n")


def test_a_name_stops_it_on_a_page_of_ours_and_not_in_other_pieces(site: Path) -> None:
    done = withdraw("a-key", "--dry-run")
    assert "glimpses/shared-garden.md:17: its title or a name from it is here" in done.output
    assert done.exit_code == 0, done.output
    thanks = site / "docs" / "index.md"
    thanks.write_text(thanks.read_text() + "\nThanks to Ann Example for [her key](testimonies/a-key.md).\n")
    line = thanks.read_text().count("\n")
    stopped = withdraw("a-key")
    assert stopped.exit_code == 1
    assert f"docs/index.md:{line}: words of it are here" in stopped.output
    assert "Ann" not in stopped.output
    thanks.write_text(thanks.read_text().replace("Ann Example", "all"))
    done = withdraw("a-key", "--no-build")
    assert done.exit_code == 0, done.output
    assert f"docs/index.md:{line}: a link leads to it: taken out" in done.output
    assert thanks.read_text().endswith("Thanks to all for her key.\n")


@pytest.mark.parametrize(
    "mention",
    [
        "[our key][k]\n\n[k]: testimonies/a-key.md",
        "<https://stories.example/testimonies/a-key/>",
        '<a href="../testimonies/a-key/">a</a>',
        "<!-- sharedstory/glimpse id=a-key -->",
    ],
)
def test_an_address_that_cannot_be_taken_out_alone_stops_it(site: Path, mention: str) -> None:
    page = site / "docs" / "your-rights.md"
    page.write_text(f"# Rights\n\nSee {mention}\n")
    before = files(site)
    done = withdraw("a-key")
    assert done.exit_code == 1
    assert re.search(r"docs/your-rights\.md:\d: its address is here", done.output)
    assert files(site) == before


@pytest.mark.parametrize("words", ["a-key", "https://example.org/a-key/"])
def test_what_only_looks_like_its_address_does_not_stop_it(site: Path, words: str) -> None:
    page = site / "docs" / "your-rights.md"
    page.write_text(f"# Rights\n\nSee {words}\n")
    assert "your-rights" not in withdraw("a-key", "--dry-run").output


def test_a_link_to_another_site_is_left_as_it_is(site: Path) -> None:
    page = site / "docs" / "your-rights.md"
    page.write_text(
        "# Rights\n\nSee [theirs](https://example.org/testimonies/a-key/) and\n[ours](testimonies/a-key.md).\n"
    )
    assert withdraw("a-key").exit_code == 1
    assert withdraw("a-key", "--leave-quotes", "--no-build").exit_code == 0
    assert page.read_text() == "# Rights\n\nSee [theirs](https://example.org/testimonies/a-key/) and\nours.\n"


def test_a_copy_of_its_picture_stops_it(site: Path) -> None:
    shutil.copy(site / "testimonies" / "key.png", site / "docs" / "other.png")
    done = withdraw("a-key")
    assert done.exit_code == 1
    assert "docs/other.png:1: this is one of its pictures" in done.output


def test_a_collection_goes_on_without_it(site: Path) -> None:
    collection = site / "testimonies" / "collections.yml"
    collection.write_text("- id: keys\n  title: Keys  # of ours\n  entries:\n    - a-door\n    - a-key\n")
    done = withdraw("a-key", "--no-build")
    assert done.exit_code == 0, done.output
    assert "collections.yml:1: entries names it: taken out" in done.output
    assert collection.read_text() == "- id: keys\n  title: Keys  # of ours\n  entries:\n    - a-door\n"


@pytest.mark.parametrize("mistake", [b"title: a: b\n", b"title: \xff\n", b"- a list\n", b"title: [\n"])
def test_a_piece_with_mistakes_can_be_taken_back_and_its_words_are_known(site: Path, mistake: bytes) -> None:
    quoted = "It was only ever a key to our own door."
    (site / "testimonies" / "broken.md").write_bytes(b"---\n" + mistake + b"---\n" + quoted.encode())
    (site / "docs" / "your-rights.md").write_text(f"# Rights\n\n{quoted}\n")
    stopped = withdraw("broken")
    assert "docs/your-rights.md:3: words of it are here" in stopped.output
    done = withdraw("broken", "--leave-quotes", "--no-build")
    assert done.exit_code == 0, done.output
    assert not (site / "testimonies" / "broken.md").exists()


def test_a_file_that_cannot_be_changed_by_machine_stops_it_and_is_named(site: Path) -> None:
    door = site / "testimonies" / "a-door.md"
    door.write_text(door.read_text().replace("---\n", "---\nabout: [a-key]\ntitle: a: b\n", 1))
    done = withdraw("a-key")
    assert done.exit_code == 1
    assert re.search(
        r"testimonies/a-door\.md:2: about names it, and there is a mistake in line 3", done.output
    )
    assert (site / "testimonies" / "a-key.md").is_file()


def test_a_site_that_is_built_elsewhere_can_be_looked_through_too(site: Path) -> None:
    public = published(site)
    (public / "old").mkdir(parents=True)
    (public / "old" / "index.html").write_text("<p>It was only a <em>key</em> of my own, by Ann Example</p>")
    (public / "old" / "link.html").write_text("<p><a href='../testimonies/a-key/'>Here</a></p>")
    (public / "old" / "seen.png").write_bytes(pictures.prepare(site / "testimonies" / "key.png"))
    first = withdraw("a-key", "--no-build", "--site", str(public), "--leave-quotes")
    assert first.exit_code == 1
    for name in ("index.html", "link.html", "seen.png"):
        assert f"old/{name}: something of it is still here" in first.output
        (public / "old" / name).unlink()
    assert not (site / "testimonies" / "a-key.md").exists()
    (public / "old" / "index.html").write_text("<p>Nothing</p>")
    again = withdraw("a-key", "--no-build", "--site", str(public), "--leave-quotes")
    assert again.exit_code == 0, again.output
    assert not [*(site / "testimonies").rglob(".*taken-back*")]


def pdf(html: str) -> bytes:
    weasyprint = pytest.importorskip("weasyprint")
    made: bytes = weasyprint.HTML(string=html).write_pdf()
    return made


def test_the_words_and_links_of_a_pdf_are_found(tmp_path: Path) -> None:
    words = Words.of(["Heron Street"], [WORDS])
    book = tmp_path / "book.pdf"
    book.write_bytes(
        pdf(f"<title>About Heron Street</title><p>{WORDS} <a href='https://a.example.org/x'>x</a>")
    )
    assert WORDS.encode() not in book.read_bytes()
    inside = unpacking.contents(book)
    assert not inside.closed
    assert traces.found(words, inside.texts) == words
    assert any("https://a.example.org/x" in text for text in inside.texts)


def test_a_pdf_with_a_page_that_is_only_a_picture_is_not_seen_in_all(tmp_path: Path) -> None:
    book = tmp_path / "book.pdf"
    book.write_bytes(pdf(f"<p>{WORDS}<div style='break-before: page; height: 1cm; background: teal'></div>"))
    inside = unpacking.contents(book)
    assert inside.closed == unpacking.PAGES
    assert traces.found(Words.of([], [WORDS]), inside.texts)


def test_a_quote_in_a_pdf_of_ours_stops_it(site: Path) -> None:
    plant(site, "Xyzzygone")
    (site / "docs" / "booklet.pdf").write_bytes(pdf("<p>They wrote: Xyzzygone in the summary."))
    done = withdraw("xyzzygone-story")
    assert done.exit_code == 1
    assert "docs/booklet.pdf:1: words of it are in this PDF. Delete it, or make it again." in done.output
    assert "site/" not in done.output


def test_words_that_are_still_in_the_site_fail_the_proof(site: Path) -> None:
    plant(site, "Xyzzygone")
    hook = "hooks: [late.py]\n"
    (site / "mkdocs.yml").write_text((site / "mkdocs.yml").read_text() + hook)
    (site / "late.py").write_text(
        "from pathlib import Path\n"
        "def on_post_build(config):\n"
        f"    words = {'Xyzzygone in the summary.'[::-1].encode()!r}[::-1]\n"
        "    (Path(config.site_dir) / 'late.txt').write_bytes(words)\n"
    )
    done = withdraw("xyzzygone-story")
    assert done.exit_code == 1
    assert "site/late.txt: something of it is still here" in done.output
    assert "    - late.txt" in proof(site)
    assert proof(site).startswith("# Taken back, and something of it is still there\n")


def test_its_old_addresses_are_taken_back_with_it(site: Path) -> None:
    door = site / "testimonies" / "a-door.md"
    door.write_text(door.read_text().replace("---\n", "---\naliases: [a-key-to-the-door-that-we-share]\n", 1))
    before = door.read_text()
    done = withdraw("a-door")
    assert done.exit_code == 0, done.output
    assert "a-key-to-the-door-that-we-share" in (site / "testimonies" / "withdrawn.yml").read_text()
    old = site / "site" / "testimonies" / "a-key-to-the-door-that-we-share" / "index.html"
    assert "This story has been taken down" in old.read_text()
    door.write_text(before)
    door.rename(door.with_name("a-key-to-the-door-that-we-share.md"))
    checked = CliRunner().invoke(main, ["check"])
    assert checked.exit_code == 1
    assert "taken down" in checked.output


def test_a_pledge_is_taken_back_alone(site: Path) -> None:
    before = (site / "testimonies" / "a-key.md").read_text()
    done = withdraw("open-door")
    assert done.exit_code == 0, done.output
    after = (site / "testimonies" / "a-key.md").read_text()
    assert after == before[: before.index("pledges:")] + before[before.index("---\nMe:") :]
    assert "asked us to remove it" in (site / "site" / "pledges" / "open-door" / "index.html").read_text()


def test_a_dry_run_says_where_it_is_now_and_changes_nothing(site: Path) -> None:
    assert run("mkdocs", "build", at=site).returncode == 0
    before = files(site)
    told = withdraw("a-key", "--dry-run")
    assert "testimonies/a-key.md: deleted" in told.output
    assert "testimonies/key.png: deleted" in told.output
    assert "site/feeds/all.atom: in the site as it was built last" in told.output
    assert "site/pagefind/fragment/" in told.output
    assert files(site) == before


def test_a_gathering_with_sessions_is_not_taken_back_before_them(site: Path) -> None:
    before = files(site)
    done = withdraw("spring-meeting")
    assert done.exit_code == 1
    assert re.search(r"who-holds-the-keys\.md:\d+: gathering names it, and cannot be without", done.output)
    assert files(site) == before


def test_a_picture_that_another_piece_shows_stays(site: Path) -> None:
    door = site / "testimonies" / "a-door.md"
    door.write_text(door.read_text() + "\n![Another view](key.png)\n")
    done = withdraw("a-key", "--no-build")
    assert "testimonies/key.png:1: this picture stays" in done.output
    assert (site / "testimonies" / "key.png").is_file()


def test_a_site_that_does_not_build_keeps_the_words_to_look_for_until_it_does(site: Path) -> None:
    config = (site / "mkdocs.yml").read_text()
    (site / "mkdocs.yml").write_text(config + "hooks: [no-such.py]\n")
    broken = withdraw("a-key")
    assert broken.exit_code == 1
    assert "run the same again" in broken.output
    assert not [*(site / "testimonies").rglob("a-key.md")]
    again = found_gone(site, "a-key")
    assert again.exit_code == 0, again.output
    assert "Taken back, and gone" in proof(site)
    assert not [*(site / "testimonies").rglob(".*taken-back*")]
    assert (site / "testimonies" / "withdrawn.yml").read_text().count("id: a-key") == 1


def test_an_unknown_name_is_told_with_the_nearest(site: Path) -> None:
    done = withdraw("a-kay")
    assert done.exit_code == 2
    assert 'Did you mean "a-key"?' in done.output


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        WORDS.upper(),
        "The <em>heron</em> came to <a href='x'>our</a> door on Sundays",
        "The&#32;heron came to our\\ndoor on",
        "The\\u0020heron came\\nto our door on",
        "&lt;p&gt;The &lt;em&gt;heron&lt;/em&gt; came&lt;/p&gt; to our door on",
        "<p>The heron ca<b>me</b> &lt;to our door on</p>",
        "The%20heron%20came%20to%20our%20door%20on",
        "the heron\n\n came  to\tour door",
    ],
)
def test_words_are_found_however_they_are_written(text: str) -> None:
    assert traces.found(Words.of([], [WORDS]), unpacking.opened(text.encode()).texts)


@pytest.mark.parametrize(
    "text", ["", "The heron came to the door on Sundays and went.", "theheroncametoourdoor"]
)
def test_other_words_are_not(text: str) -> None:
    assert not traces.found(Words.of([], [WORDS]), unpacking.opened(text.encode()).texts)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- id: x\n  pinned: [a, b, c]  # three\n", "- id: x\n  pinned: [a, c]  # three\n"),
        ("- id: x\n  pinned: [b]\n", "- id: x\n  pinned: []\n"),
        (
            "- pinned:\n    - a\n    # of Ann's\n    - b\n  id: x\n",
            "- pinned:\n    - a\n    # of Ann's\n  id: x\n",
        ),
        ('- pinned: ["b", a]\r\n', "- pinned: [a]\r\n"),
        ("- tags: [b]\n", "- tags: [b]\n"),
        ("- pinned:\n    - b\n  id: x\n", "- pinned: []\n  id: x\n"),
        ("- id: x\r\n  pinned:\r\n  - b\r\n", "- id: x\r\n  pinned: []\r\n"),
        ("\ufeff- pinned: [b, c]\n", "\ufeff- pinned: [c]\n"),
    ],
)
def test_a_word_is_taken_out_of_a_list_and_nothing_else(before: str, after: str) -> None:
    assert splice.without(before.encode(), "pinned", "b") == after.encode()


def test_what_cannot_be_taken_out_alone_is_left_to_a_person() -> None:
    with pytest.raises(PlainError):
        splice.without(b"- pinned:\n    # of Ann\n    - b\n  id: x\n", "pinned", "b")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- {id: x, on: 2026-06-01}\n"),
        ("# Of ours.\n", "# Of ours.\n- {id: x, on: 2026-06-01}\n"),
        ("# Of ours.\n[]\n", "# Of ours.\n- {id: x, on: 2026-06-01}\n"),
        ("[ ]", "- {id: x, on: 2026-06-01}\n"),
        ("- id: a  # one", "- id: a  # one\n- {id: x, on: 2026-06-01}\n"),
        (
            "  -   id: a\r\n      on: b\r\n# End.\r\n",
            "  -   id: a\r\n      on: b\r\n  - {id: x, on: 2026-06-01}\r\n# End.\r\n",
        ),
        ("[{id: a}]\n", "[{id: a}, {id: x, on: 2026-06-01}]\n"),
        ("[\n  {id: a}, # one\n]\n", "[\n  {id: a}, {id: x, on: 2026-06-01}, # one\n]\n"),
        ("\ufeff- {id: a}\n", "\ufeff- {id: a}\n- {id: x, on: 2026-06-01}\n"),
    ],
)
def test_an_item_goes_behind_the_others_and_nothing_else_changes(before: str, after: str) -> None:
    assert splice.added(before.encode(), {"id": "x", "on": "2026-06-01"}).decode() == after


@pytest.mark.parametrize("text", ["id: a\n", "just words\n"])
def test_nothing_is_added_to_what_is_no_list(text: str) -> None:
    with pytest.raises(PlainError):
        splice.added(text.encode(), {"id": "x", "on": "2026-06-01"})


def found_gone(site: Path, id_: str, *options: str) -> Result:
    """What withdrawing says with a published site in which there is nothing of anybody."""
    public = published(site)
    public.mkdir(exist_ok=True)
    (public / "index.html").write_text("<p>Nothing</p>")
    return withdraw(id_, "--no-build", "--site", str(public), *options)


@pytest.mark.parametrize(("id_", "half"), [("a-key", False), ("open-door", True)])
def test_killed_at_any_change_of_the_disk_it_goes_on_until_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id_: str, half: bool
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)

    def fresh(name: str) -> Path:
        monkeypatch.chdir(shutil.copytree(SITE, tmp_path / name))
        return tmp_path / name

    whole = fresh("whole")
    steps = accidents.steps(lambda: found_gone(whole, id_))
    old, new = accidents.whole(SITE / "testimonies"), accidents.whole(whole / "testimonies")
    for step in steps:
        site = fresh(f"{step}")
        with accidents.killed_at(step, half=half), contextlib.suppress(accidents.Killed):
            found_gone(site, id_)
        for name, raw in accidents.whole(site / "testimonies").items():
            assert raw in (old.get(name), new.get(name)), (step, name)
        again = found_gone(site, id_)
        assert again.exit_code == 0, (step, again.output)
        assert accidents.whole(site / "testimonies") == new, step
        assert not [*(site / "testimonies").glob(".*.taken-back")], step
        shutil.rmtree(site)


@pytest.mark.parametrize("disk", ["full", "read-only"])
def test_a_disk_that_takes_nothing_is_said_to_and_nothing_is_called_done(site: Path, disk: str) -> None:
    before = files(site / "testimonies")
    with accidents.full_from(1) if disk == "full" else accidents.read_only():
        done = found_gone(site, "a-key")
    assert done.exit_code == 1
    assert "gone" not in done.output
    assert "run the same again" in done.output
    after = files(site / "testimonies")
    assert {name: raw for name, raw in after.items() if not name.rpartition("/")[2].startswith(".")} == before


def test_a_pledge_whose_site_did_not_build_is_not_done(site: Path) -> None:
    config = (site / "mkdocs.yml").read_text()
    (site / "mkdocs.yml").write_text(config + "hooks: [no-such.py]\n")
    assert withdraw("open-door").exit_code == 1
    again = withdraw("open-door")
    assert again.exit_code == 1
    assert "taken down already" not in again.output
    assert found_gone(site, "open-door").exit_code == 0
    assert proof(site).startswith("# Taken back, and gone\n\n- A pledge")
    assert "taken down already" in withdraw("open-door").output


def test_its_pictures_are_looked_for_until_they_are_gone(site: Path) -> None:
    public = published(site)
    public.mkdir()
    (public / "seen.png").write_bytes(pictures.prepare(site / "testimonies" / "key.png"))
    for _ in range(2):
        done = found_gone(site, "a-key")
        assert done.exit_code == 1
        assert "seen.png: something of it is still here" in done.output
    (public / "seen.png").unlink()
    assert found_gone(site, "a-key").exit_code == 0


def test_nobody_can_read_its_words_in_what_is_kept_until_it_is_gone(site: Path) -> None:
    words = set(re.findall(r"[a-z]{5,}", (site / "testimonies" / "a-key.md").read_text().casefold()))
    withdraw("a-key", "--no-build")
    [kept] = (site / "testimonies").glob(".*.taken-back")
    left = set(re.findall(r"[a-z]{5,}", kept.read_text()))
    assert left & words <= {"testimonies", "pictures", "quotes"}


def test_what_is_closed_is_named_and_gone_is_said_once_somebody_looked(site: Path) -> None:
    public = published(site)
    (public / ".git").mkdir(parents=True)
    (public / ".git" / "index").write_bytes(b"testimonies/a-key/index.html")
    shutil.copy(site / "testimonies" / "key.png", public / "a.png")
    (public / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(99))
    (public / "a.png").unlink()
    first = found_gone(site, "a-key")
    assert first.exit_code == 3
    for name in (".git", "film.mp4"):
        assert f"public/{name}: closed, so not searched" in first.output
    assert "git checkout --orphan" in first.output
    assert proof(site).startswith("# Taken back, but not everything could be searched\n")
    done = withdraw("a-key", "--no-build", "--site", str(public), "--looked")
    assert done.exit_code == 0, done.output
    assert proof(site).startswith("# Taken back, and gone\n")
    assert "    - film.mp4: it is sound or film\n" in proof(site)


def test_what_is_made_from_the_schema_is_made_again_and_nothing_that_somebody_else_wrote(site: Path) -> None:
    schema = site / "docs" / "schema"
    schema.mkdir()
    old = f'{{\n  "$schema": "{generated.DIALECT}",\n  "$defs": {{}}\n}}\n'
    (schema / "testimony.json").write_text(old)
    (schema / "glimpse.json").write_text("{}")
    done = withdraw("a-key", "--no-build")
    assert "docs/schema/testimony.json: made anew" in done.output
    assert (schema / "testimony.json").read_text() != old
    assert (schema / "glimpse.json").read_text() == "{}"
    assert not (schema / "session.json").exists()


def test_an_entry_and_its_pledge_of_one_id_are_one_line(site: Path) -> None:
    key = site / "testimonies" / "a-key.md"
    key.write_text(key.read_text().replace("id: open-door", "id: a-key"))
    assert withdraw("a-key", "--no-build").exit_code == 0
    assert (site / "testimonies" / "withdrawn.yml").read_text().count("id: a-key") == 1


@pytest.mark.parametrize("id_", ["gardens", "exampleshire", "voice", "testimony", "kind"])
def test_a_piece_called_as_a_list_of_the_site_is_gone_too(site: Path, id_: str) -> None:
    (site / "testimonies" / "a-door.md").rename(site / "testimonies" / f"{id_}.md")
    for path in (site / "testimonies").rglob("*.md"):
        path.write_text(path.read_text().replace("a-door.md", f"{id_}.md").replace("[a-door]", f"[{id_}]"))
    public = published(site)
    for name in (f"themes/{id_}", f"places/{id_}", f"testimonies/kind/{id_}", f"testimonies/{id_}/citizen"):
        (public / name).mkdir(parents=True)
        (public / name / "index.html").write_text(f'<link href="/{name}/"><a href="/testimonies/{id_}/x/">')
    (public / "index.html").write_text("<p>Nothing</p>")
    done = withdraw(id_, "--no-build", "--site", str(public), "--leave-quotes")
    assert done.exit_code == 0, done.output


# Front matter and vocabularies as people write them

LINE_ENDS = st.sampled_from(["\n", "\r\n"])
NOTES = st.sampled_from(["", "  # our-garden", " # [x] {y} 'z'", "   "])


@st.composite
def lists(draw: st.DrawFn, name: str) -> tuple[str, str]:
    """A field with a list that has `gone` in it, in a random style; and how it is without."""
    others = draw(st.lists(st.sampled_from(["a-door", "b", '"c"', "'d'", "gone-too"]), max_size=3))
    place = draw(st.integers(0, len(others)))
    written = draw(st.sampled_from(["gone", '"gone"', "'gone'"]))
    if draw(st.booleans()):
        gap, note = draw(st.sampled_from([", ", ",", " , "])), draw(NOTES)
        # What stood between it and its neighbour goes with it.
        return (
            f"{name}: [{gap.join([*others[:place], written, *others[place:]])}]{note}",
            f"{name}: [{gap.join(others)}]{note}",
        )
    if not others:
        return f"{name}:\n  - {written}", f"{name}: []"
    indent = " " * draw(st.integers(0, 5))
    space = " " * draw(st.integers(1, 3))
    lines = [f"{indent}-{space}{item}{draw(NOTES)}" for item in others]
    line = f"{indent}-{space}{written}{draw(NOTES)}"
    head = f"{name}:{draw(NOTES)}"
    return "\n".join([head, *lines[:place], line, *lines[place:]]), "\n".join([head, *lines])


@given(lists("about"), LINE_ENDS, st.booleans())
def test_what_names_it_goes_out_of_an_entry_and_nothing_else(
    about: tuple[str, str], line_end: str, mark: bool
) -> None:
    def written(lines: str) -> bytes:
        text = entry(about=lines, title="title: A key  # ours").replace("\n", line_end)
        return (b"\xef\xbb\xbf" if mark else b"") + text.encode()

    raw = written(about[0])
    found = frontmatter.parse(raw, "")
    place = found.values["about"].index("gone")
    alone = len(found.values["about"]) == 1
    # A list of nothing is taken out as a whole.
    expected = written(about[1]) if not alone else written("")
    assert splice.remove(raw, ("about", place)) == expected


@given(lists("pinned"), LINE_ENDS, st.booleans())
def test_what_names_it_goes_out_of_a_vocabulary_and_nothing_else(
    pinned: tuple[str, str], line_end: str, mark: bool
) -> None:
    def written(lines: str) -> bytes:
        inner = "\n".join(f"  {line}" for line in lines.split("\n"))
        text = f"# Ours.\n- id: home # one\n  title: 'Home'\n{inner}\n  tags: [gone]\n"
        return (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", line_end).encode()

    assert splice.without(written(pinned[0]), "pinned", "gone") == written(pinned[1])


# Older versions of the site, and copies of it


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def an_old_version(folder: Path) -> None:
    """A folder with a repository in which a page with words of `a-key` was, and is not any more."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", "-b", "gh-pages")
    (folder / "old.html").write_text("<p>It was only a <em>key</em> of my own, by Ann Example</p>")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "The site")
    (folder / "old.html").write_text("<p>Nothing</p>")
    git(folder, "commit", "-qam", "The site again")


@pytest.mark.parametrize("packed", [False, True])
def test_what_a_published_branch_keeps_is_looked_through(site: Path, packed: bool) -> None:
    public = published(site)
    an_old_version(public)
    if packed:
        git(public, "gc", "-q")
    first = withdraw("a-key", "--no-build", "--site", str(public))
    assert first.exit_code == 1
    assert "public/.git (in older versions of files: 1): something of it is still here" in first.output
    assert "git gc --prune=now" in first.output
    git(public, "checkout", "-q", "--orphan", "new-site")
    git(public, "commit", "-qam", "The site")
    git(public, "branch", "-D", "gh-pages")
    git(public, "reflog", "expire", "--expire=now", "--all")
    git(public, "gc", "-q", "--prune=now")
    again = withdraw("a-key", "--no-build", "--site", str(public))
    assert again.exit_code == 0, again.output
    assert proof(site).startswith("# Taken back, and gone\n")


def test_a_branch_from_which_the_site_is_published_is_looked_through(site: Path) -> None:
    branch = site.parent / f"{site.name}-branch"
    an_old_version(branch)
    git(site, "init", "-q")
    git(site, "fetch", "-q", str(branch), "gh-pages:gh-pages")
    done = found_gone(site, "a-key")
    assert done.exit_code == 1
    assert "the branch gh-pages (in older versions of files: 1): something of it is still here" in done.output
    git(site, "branch", "-D", "gh-pages")
    assert found_gone(site, "a-key").exit_code == 0


def test_a_branch_that_this_computer_saw_last_before_it_was_published_again_asks_for_a_fetch(
    site: Path,
) -> None:
    elsewhere = site.parent / f"{site.name}-elsewhere"
    an_old_version(elsewhere)
    git(site, "init", "-q")
    git(site, "remote", "add", "origin", str(elsewhere))
    git(site, "fetch", "-q", "origin")
    git(elsewhere, "checkout", "-q", "--orphan", "new")
    git(elsewhere, "commit", "-qam", "The site")
    git(elsewhere, "branch", "-M", "new", "gh-pages")
    done = found_gone(site, "a-key")
    assert done.exit_code == 1
    assert "the branch origin/gh-pages (in older versions" in done.output
    assert "run: git fetch --prune" in done.output
    git(site, "fetch", "-q", "--prune", "origin")
    again = found_gone(site, "a-key")
    assert (again.exit_code, "git fetch" in again.output) == (0, False), again.output


def test_a_folder_that_is_one_branch_of_a_repository_is_known_by_what_that_branch_keeps(site: Path) -> None:
    public, whole = published(site), published(site).with_name("whole")
    an_old_version(whole)
    git(whole, "checkout", "-q", "--orphan", "main")
    git(whole, "commit", "-qam", "Of ours")
    git(whole, "checkout", "-q", "--detach")
    git(whole, "worktree", "add", "-q", str(public), "main")
    assert found_gone(site, "a-key").exit_code == 0
    git(public, "checkout", "-q", "gh-pages")
    (site / "testimonies" / "withdrawn.yml").write_text("")
    shutil.copy(SITE / "testimonies" / "a-key.md", site / "testimonies")
    done = withdraw("a-key", "--no-build", "--site", str(public))
    assert "public/.git (in older versions of files: 1)" in done.output


@pytest.mark.parametrize(
    "name", ["{}.old", "{} (1)", "{}-2025", "old {}", "{}.bak", ".{}.1.unfinished", "v1", "all"]
)
def test_a_copy_of_the_site_beside_it_is_looked_through(site: Path, name: str) -> None:
    public = published(site)
    copy = public.parent / name.format(public.name)
    folder = copy / "1.0" if name == "all" else copy
    (folder / "assets").mkdir(parents=True)
    if "{}" not in name:
        (folder / "assets" / "sharedstory.css").write_text("a {}")
    (folder / "old.html").write_text("<p>It was only a <em>key</em> of my own, by Ann Example</p>")
    first = found_gone(site, "a-key")
    assert first.exit_code == 1
    assert (
        f"{(folder / 'old.html').relative_to(public.parent)}: something of it is still here" in first.output
    )
    assert "Delete the copies beside the site" in first.output
    shutil.rmtree(copy)
    assert found_gone(site, "a-key").exit_code == 0


def test_a_packed_copy_of_the_site_and_links_are_looked_at(site: Path) -> None:
    public = published(site)
    public.mkdir()
    (public / "latest").symlink_to("1.0")
    (public / "1.0").mkdir()
    (public / "1.0" / "index.html").write_text("<p>Nothing</p>")
    (public.parent / f"{public.name}.zip").write_bytes(zipped("It was only a key of my own, by Ann Example"))
    (site.parent / "notes.zip").write_bytes(zipped("It was only a key of my own, by Ann Example"))
    done = found_gone(site, "a-key")
    assert done.exit_code == 1
    assert "public.zip: something of it is still here" in done.output
    assert "notes.zip" not in done.output
    assert "latest" not in done.output
    (public.parent / f"{public.name}.zip").unlink()
    assert found_gone(site, "a-key").exit_code == 0


@pytest.mark.parametrize("name", ["github-pages.zip", "backup.zip", "backup.tar.gz", "artifact.tar"])
def test_a_packed_site_is_known_by_what_is_in_it_whatever_it_is_called(site: Path, name: str) -> None:
    public = published(site)
    packed = public.parent / name
    words = b"<p>It was only a key of my own, by Ann Example</p>"
    if name == "github-pages.zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("artifact.tar", tarred({"index.html": words}, ""))
    elif name == "backup.zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("old/assets/sharedstory.css", "")
            archive.writestr("old/index.html", words)
    else:
        packed.write_bytes(tarred({"assets/sharedstory.css": b"", "index.html": words}, name[-2:]))
    done = found_gone(site, "a-key")
    assert done.exit_code == 1
    assert f"{name}: something of it is still here" in done.output
    packed.unlink()
    assert found_gone(site, "a-key").exit_code == 0


def tarred(files: dict[str, bytes], ending: str) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz" if ending == "gz" else "w") as archive:
        for name, contents in files.items():
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(contents)
            archive.addfile(member, io.BytesIO(contents))
    return raw.getvalue()


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.html", text)
    return file.getvalue()
