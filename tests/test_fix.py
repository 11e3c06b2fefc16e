"""What is mended by machine: just what was announced, and never a character of anything else."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.editing import fix
from sharedstory.editing.fixes import Fix, Fixes, FixSort, Splice
from sharedstory.forms.questions import Vocabulary
from sharedstory.reading import frontmatter, validation
from sharedstory.schema import dates
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, THEMES, Tell, entry, write
from tests.test_dates import WRITTEN

TABLES = Path(__file__).parent / "fixing"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(TABLES.glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FILES: dict[str, str | bytes] = {
    "themes.yml": THEMES.replace("title: Home", "title: A home of our own")
    + "  tags: [front-doors]\n"
    + "".join(
        f"- {{id: twin-{n}, title: Twins, question: Who are you?, summary: One of two.}}\n" for n in (1, 2)
    ),
    "spring.md": entry("gathering", title="title: Spring, all together"),
    "other.md": entry(title="title: Another door"),
    "draft.md": entry(title="title: Other", draft="draft: true"),
    "broken.md": "nothing",
}
WORDS = Vocabulary(
    {
        "tags": [("home", "A home of our own"), ("front-doors", "")],
        "places": [("exampleshire", "Exampleshire")],
        "gathering": [("spring", "Spring, all together")],
        "next": [],
        "about": [("other", "Another door")],
    }
)


@pytest.fixture
def words(tell: Tell) -> Vocabulary:
    return fix.known(tell(FILES))


def document(fields: str) -> bytes:
    return f"---\n{fields}\n---\nWe have a key.\n---\nIt: is ours.\n".encode()


@pytest.mark.parametrize("case", CASES)
def test_just_this_is_mended(case: dict[str, Any], words: Vocabulary) -> None:
    fixes = fix.fixed(document(case["before"]), "story.md", words)
    assert fixes.after.decode() == document(case.get("after", case["before"])).decode()
    told = [f"{one.line}:{one.column} {one.sort.name.lower()}" for one in in_order(fixes)]
    says = case.get("says", [])
    assert told == [" ".join(line.split()[:2]) for line in says]
    for line, want in zip(fixes.announced(), says, strict=True):
        assert " ".join(want.split()[2:]) in line
        assert line.endswith(".")


@pytest.mark.parametrize("text", [*WRITTEN["once"], *WRITTEN["twice"], *WRITTEN["never"]])
def test_a_date_of_another_program_is_mended_where_one_day_is_meant(text: str) -> None:
    meant = WRITTEN["once"].get(text, text)
    raw, quoted = document(f"date: {text}"), document(f"date: '{text}'")
    fixed = fix.fixed(quoted, "story.md", WORDS)
    assert fixed.after == (document(f"date: {meant}") if meant != text else quoted)
    assert fix.fixed(raw, "story.md", WORDS).after == document(f"date: {meant}")
    more = any("Only the date was kept." in line for line in fixed.announced())
    assert more is bool(meant != text and dates.without_time(text) != " ".join(text.split()))


def test_both_ends_of_a_time_are_mended() -> None:
    raw = document("kind: gathering\nheld: 2026-03-06T09:00/2026-03-00")
    assert fix.fixed(raw, "story.md", WORDS).after == document("kind: gathering\nheld: 2026-03-06/2026-03")


def in_order(fixes: Fixes) -> list[Fix]:
    return sorted(fixes.made, key=lambda one: (one.line, one.column))


def test_more_lines_with_tabs_than_mistakes_that_are_told_at_once() -> None:
    begun, item = "pledges:\n", "\t- id: key\n\t  will: We will.\n"
    fixes = fix.fixed(document(begun + item * 50), "story.md", WORDS)
    assert fixes.after == document(begun + item.replace("\t", "  ") * 50)
    assert len(fixes.made) == 100


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_a_byte_order_mark_and_the_line_ends_of_the_whole_file(newline: str) -> None:
    plain = document("title: A key # ours")
    raw = b"\xef\xbb\xbf" + plain.replace(b"\n", newline.encode())
    fixes = fix.fixed(raw, "story.md", WORDS)
    assert fixes.after == plain
    assert [*fixes.announced()] == [
        "story.md:1:1: fixed: took out the invisible mark at the beginning of the file.",
        "story.md:1:4: fixed: made the lines end as in our other files (6 changed).",
    ]
    assert fix.undone(fixes) == raw


@pytest.mark.parametrize(
    "raw",
    [
        "caf\xe9\r\n".encode("latin-1"),
        "\r\n".encode("utf-16"),
        b"---\r\n".ljust(frontmatter.MAX_BYTES + 1, b"a"),
        b"",
        b"---\ntitle: a: b\n",
        b"---\ntitle: a: b\n\nWe have a key.\n---\n",
    ],
)
def test_what_is_no_file_of_ours_stays_as_it_is(raw: bytes) -> None:
    assert fix.fixed(raw, "story.md", WORDS) == Fixes("story.md", raw, raw)


def test_text_below_the_front_matter_is_never_mended() -> None:
    raw = document("title: A key") + b"\ttabs\n\xc2\xa0\ntitle:a: b\nkind: Testimony\n"
    assert fix.fixed(raw, "story.md", WORDS).after == raw


CONTENT = Path(__file__).parent.parent / "testimonies"


def test_entries_without_mistakes_stay_as_they_are() -> None:
    read = read_story(CONTENT, as_of=AS_OF)
    words = fix.known(read)
    files = [Path(entry.file) for entry in read.released]
    assert files
    assert [file for file in files if fix.fixed(file.read_bytes(), str(file), words).made] == []


# What nobody announced


@pytest.mark.parametrize(
    ("after", "made"),
    [
        ("title: Key", ()),
        ("title: Door", (Fix(2, 8, FixSort.WORD, "Key", "Door", (Splice(11, "Kex", "Door"),)),)),
        ("title: Door", (Fix(2, 8, FixSort.QUOTES, "Key", "Door", (Splice(11, "Key", "Door"),)),)),
        ("title: Door", (Fix(2, 8, FixSort.WORD, "Key", "House", (Splice(11, "Key", "Door"),)),)),
        ("title: Door", (Fix(2, 8, FixSort.WORD, "Lock", "Door", (Splice(11, "Key", "Door"),)),)),
        ("title: Door", (Fix(3, 8, FixSort.WORD, "Key", "Door", (Splice(11, "Key", "Door"),)),)),
        ("title: Key\n", (Fix(2, 11, FixSort.WORD, "", "\n", (Splice(14, "", "\n"),)),)),
        ('title: K"ey', (Fix(2, 8, FixSort.QUOTES, "Key", 'K"ey', (Splice(12, "", '"'),)),)),
        ("title: [Key]", (Fix(2, 8, FixSort.LIST, "Kex", "[Key]", (Splice(11, "", "["),)),)),
    ],
)
def test_a_change_that_nobody_announced_is_refused(after: str, made: tuple[Fix, ...]) -> None:
    before = "title: Key" if made else "title: Keys"
    with pytest.raises(PlainError, match=r"story.md: .* Mend it by hand"):
        fix.verify(Fixes("story.md", document(before), document(after), made))


def test_a_change_of_another_line_is_refused_even_where_it_is_announced_for_this_one() -> None:
    before, after = document("title: Key\ntags: a"), document("title: Key\ntags: b")
    made = (Fix(2, 8, FixSort.WORD, "a", "b", (Splice(21, "a", "b"),)),)
    with pytest.raises(PlainError):
        fix.verify(Fixes("story.md", before, after, made))


# Front matter as people write it, and as nobody would


PLAIN = st.text(st.sampled_from("abcé ŵزا🔑 :#'\"\\-[]{}&*!|>%@`,?“”‘’\t\xa0\u200d"), max_size=10)
LINES = st.sampled_from(
    [
        "title: My story: hope",
        "title: @bob",
        "title: “مفتاح: our key” ",
        "title: 'it's'",
        "title:a",
        "title: [x] y # z",
        "kind: Testimony",
        "kind: testimony",
        "kind: Glimpse of the future # a comment",
        "tags: home",
        "tags: [“home”, Front doors ,home]",
        "tags: [home",
        "tags:\n- “home”\n- 'Home'",
        "tags:\n  - home # one\n\t- Home",
        "date: March 2026",
        'date: "13/03/2026"',
        "date: 01/03/2026",
        "consent:\n\tbasis: Consent\n\tgiven: 2026-3-1",
        "consent:\n  basis:consent\n\xa0\xa0given: 2026",
        "consent: {basis: Consent, named_as: “Full name”}",
        "authors:\n-   name: Ann: Example\n    role: Parent\n\t# odd\n-   Bo Example",
        "authors: [“Ann, Example”, {name:Bo}]",
        "pledges:\n\t- id: key\n\t  as: Local group\n\t  history:\n\t\t- {on: 2026-3, status: Under way}",
        "summary: >\n  folded: text\n\n  of two",
        "summary: 'over\n  two: lines'",
        "summary: one\n\ttwo",
        "# a comment: with [signs",
        "",
        "   ",
        "...",
        "- x",
    ]
)


@st.composite
def fields(draw: st.DrawFn) -> str:
    """Lines with mistakes and without, in any order, with what a slip of the hand makes of them."""
    text = "\n".join(draw(st.lists(LINES, max_size=6)))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(PLAIN) + text[place + draw(st.integers(0, 2)) :]
    return text


def files() -> st.SearchStrategy[bytes]:
    written = st.builds(
        lambda text, newline, mark: (mark + document(text).decode()).replace("\n", newline).encode(),
        fields(),
        st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\r"]),
        st.sampled_from(["", "", "\ufeff", "\ufeff\ufeff"]),
    )
    garbage = st.binary(max_size=60)
    return written | st.builds(lambda raw: b"---\n" + raw + b"\n---\n", garbage) | garbage


@given(files())
def test_mending_twice_is_mending_once(raw: bytes) -> None:
    once = fix.fixed(raw, "story.md", WORDS)
    again = fix.fixed(once.after, "story.md", WORDS)
    assert (again.after, again.made) == (once.after, ())


@given(files())
def test_taking_back_what_was_announced_gives_the_file_as_it_was(raw: bytes) -> None:
    fixes = fix.fixed(raw, "story.md", WORDS)
    assert fix.undone(fixes) == raw
    assert (fixes.after == raw) is not bool(fixes.made)


@given(files())
def test_no_line_changes_but_those_that_were_announced(raw: bytes) -> None:
    fixes = fix.fixed(raw, "story.md", WORDS)
    announced = {one.line for one in fixes.made if one.sort not in (FixSort.MARK, FixSort.LINE_ENDS)}
    before, after = (re.split(rb"\r\n|\r|\n", each) for each in (raw, fixes.after))
    assert len(before) == len(after)
    changed = {number for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]}
    assert changed <= announced | ({1} if fixes.made and fixes.made[0].sort is FixSort.MARK else set())


@given(files())
def test_only_signs_go_and_come_but_where_a_word_or_date_was_announced(raw: bytes) -> None:
    fixes = fix.fixed(raw, "story.md", WORDS)
    if any(one.sort in (FixSort.WORD, FixSort.DATE) for one in fixes.made):
        return
    letters = [
        re.sub("[\\s\ufeff\"'“”„‘’‚\\\\\\[\\]]", "", each.decode("utf-8", "replace"))
        for each in (raw, fixes.after)
    ]
    assert letters[0] == letters[1]


# Each field right, and as people write it.
FIELDS = {
    "kind": ["kind: testimony"],
    "title": [
        "title: A key",
        "title: A key: ours",
        "title: 'it's'",
        "title:A key",
        "\ttitle: A key",
        "title: Ab",
        "title: [x",
    ],
    "summary": ["summary: How", "summary: @bob", "summary: one\n\ttwo", "summary: a: b # c", "summary: {x"],
    "tags": [
        "tags: [home]",
        "tags: home",
        "tags: [“Home”, x]",
        "tags: home, Front doors",
        "tags: [home",
        "tags: []",
    ],
    "voices": ["voices: [citizen]", "voices:\n- Draws on support", "voices:\n\t- citzen", "voices: Citizen"],
    "authors": [
        "authors: [“Ann”]",
        "authors:\n  - name:Ann\n    rol: Parent",
        "authors: Ann",
        "authors:\n- @bob",
    ],
    "date": ["date: March 2026", "date: 1/2/2026", "date: “2026-3”", "date: *x", "date:2026"],
    "consent": [
        "consent:\n  basis: consent\n  given: 2026-01\n  named_as: full-name",
        "consent:\n\tbasis: Consent\n\tgiven: x\n\tnamed_as: Full name\n\tchannels: Print",
        "consent: {basis: Consent, given: 2026-3-1, named_as: someone}",
    ],
    "pledges": [
        "pledges:\n\t- id: key\n\t  will: W: x\n\t  who: Ann\n\t  as: Individual\n\t  sort: Offer\n\t  history: [{on: May 2026, status: Stuck}]",
        "pledges:\n- id: Key\n  will: @W\n  who: [Ann\n  as: x\n  history: []",
    ],
}


def told(raw: bytes) -> set[tuple[str, str]]:
    read = frontmatter.parse(raw, "story.md")
    found = [*read.problems, *validation.record(read, "story")[1]]
    return {(problem.code, problem.field) for problem in found}


@given(st.fixed_dictionaries({name: st.sampled_from(ways) for name, ways in FIELDS.items()}))
def test_no_problem_comes_but_in_a_field_that_was_mended(given: dict[str, str]) -> None:
    raw = entry(**given).encode()
    fixes = fix.fixed(raw, "story.md", WORDS)
    fields = {
        key[0]: line for key, (line, _) in frontmatter.parse(fixes.after, "").keys.items() if len(key) == 1
    }
    mended = {
        max((name for name in fields if fields[name] <= one.line), key=fields.__getitem__, default="")
        for one in fixes.made
    }
    come = {field.partition(".")[0] for _, field in told(fixes.after) - told(raw)}
    assert come <= mended


# Safe to the last byte


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_killed_in_the_middle_the_file_is_the_old_one(step: str, folder: Path) -> None:
    raw = entry(title="title: My story: hope").encode()
    (folder / "themes.yml").write_text(THEMES, encoding="utf-8")
    (folder / "story.md").write_bytes(raw)
    script = f"""
import os, signal
from sharedstory.commands import main
os.{step} = lambda *words: os.kill(os.getpid(), signal.SIGKILL)
main(["check", "--fix", {str(folder)!r}])
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (folder / "story.md").read_bytes() == raw


GIVEN = {
    "story.md": "\ufeff" + entry(title="title: My story: hope", gathering="gathering: Spring, all together"),
    "spring.md": entry("gathering", title="title: Spring, all together", kind="kind: Gathering"),
    "fine.md": entry().replace("\n", "\r\n"),
    "wrong.md": entry(title="titel: \x1b[31m: x"),
    "worse.md": entry(title="titel: x", voices="voices: [Nobody: x]\r::error::x"),
}
MENDED = """\
{0}/fine.md:1:4: fixed: made the lines end as in our other files (13 changed).
{0}/spring.md:3:7: fixed: "Gathering" is "gathering" now.
{0}/story.md:1:1: fixed: took out the invisible mark at the beginning of the file.
{0}/story.md:2:8: fixed: put double quotes around the text: "My story: hope".
{0}/worse.md:7:20: fixed: made the lines end as in our other files (1 changed).
{0}/story.md:12:12: fixed: "Spring, all together" is "spring" now.
4 to fix, 0 to check.
"""


def test_the_command_mends_says_what_and_goes_on_to_check(folder: Path) -> None:
    write(folder, GIVEN)
    ran = CliRunner().invoke(main, ["check", "--fix", str(folder)])
    assert ran.stderr == MENDED.format(folder)
    assert ran.exit_code == 1
    assert "My story" not in ran.stdout
    assert "spring" not in ran.stdout
    assert (folder / "fine.md").read_bytes() == entry().encode()
    assert (folder / "wrong.md").read_bytes() == GIVEN["wrong.md"].encode()
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(kept) == {*GIVEN, "themes.yml", "places.yml"}
    again = CliRunner().invoke(main, ["check", "--fix", str(folder)])
    assert again.stderr == "4 to fix, 0 to check.\n"
    assert kept == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_mends_only_what_it_was_given(folder: Path) -> None:
    write(folder, GIVEN)
    ran = CliRunner().invoke(main, ["check", "--fix", str(folder / "fine.md")])
    assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (0, "No problems found.")
    changed = [name for name, text in GIVEN.items() if (folder / name).read_bytes() != text.encode()]
    assert changed == ["fine.md"]


def test_the_command_shows_what_it_would_change_and_changes_nothing(folder: Path) -> None:
    write(folder, {**GIVEN, "worse.md": entry(title="title: \x9b31m", tags="tags: [Home]\r")})
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    ran = CliRunner().invoke(main, ["check", "--diff", str(folder)])
    assert (ran.exit_code, ran.stderr) == (1, "")
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert (
        '@@ -1,2 +1,2 @@\n-\\ufeff---\n-title: My story: hope\n+---\n+title: "My story: hope"\n' in ran.stdout
    )
    assert "-tags: [Home]\\r\n+tags: [Home]\n" in ran.stdout
    assert all(line.startswith(("---", "+++", "@@", "-", "+")) for line in ran.stdout.split("\n")[:-1])
    assert not re.search(r"[^\n -~]", ran.stdout)
    fine = CliRunner().invoke(main, ["check", "--diff", str(folder / "wrong.md")])
    assert (fine.exit_code, fine.output) == (0, "")


def test_the_command_leaves_links_alone(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text(entry(title="title: a: b"), encoding="utf-8")
    write(folder, {"fine.md": entry()})
    (folder / "story.md").symlink_to(elsewhere)
    ran = CliRunner().invoke(main, ["check", "--fix", str(folder)])
    assert "mended" not in ran.output
    assert elsewhere.read_text(encoding="utf-8") == entry(title="title: a: b")


def test_the_rights_of_a_file_stay(folder: Path) -> None:
    write(folder, {"story.md": entry(title="title: a: b")})
    (folder / "story.md").chmod(0o640)
    CliRunner().invoke(main, ["check", "--fix", str(folder)])
    assert "a: b" in (folder / "story.md").read_text(encoding="utf-8")
    assert oct((folder / "story.md").stat().st_mode & 0o777) == "0o640"
