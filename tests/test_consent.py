"""What was agreed: until when, what is missing, letters that ask again, and one new day."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.commands import main
from sharedstory.editing import splice
from sharedstory.organising import consent as consenting
from sharedstory.reading import frontmatter
from sharedstory.schema.errors import PlainError
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, EPOCH, Tell, entry, write

AGREED = "consent: {basis: consent, given: %s, named_as: %s%s}"


def agreed(given: str = "2026-01", named_as: str = "full-name", more: str = "") -> str:
    return entry(consent=AGREED % (given, named_as, more))


def consent(*options: str) -> Result:
    return CliRunner().invoke(main, ["consent", *options], catch_exceptions=False)


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the folder of testimonies is, in which we are."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(folder.parent)
    return folder.parent


def test_the_soonest_end_comes_first_and_what_is_missing_before_all(here: Path, folder: Path) -> None:
    write(
        folder,
        {
            "later.md": agreed("2026-05"),
            "soon.md": agreed("2024-06-20"),
            "over.md": agreed("2020-01-01", more=", review_by: 2026-06-01"),
            "never.md": entry(consent="consent: {basis: no-personal-data, named_as: full-name}"),
            "none.md": entry(consent=""),
            "half.md": entry(consent="consent:\n  basis: consent", more="draft: true"),
            "hidden.md": agreed("2026-04", more=", channels: [web, search, feed]"),
            "place.md": entry("glimpse"),
        },
    )
    done = consent()
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["missing", "testimonies/half.md", "(consent.given,", "consent.named_as;", "a", "draft)"],
        ["missing", "testimonies/none.md", "(consent)"],
        ["2026-06-01", "over", "testimonies/over.md"],
        ["2026-06-20", "in", "19", "days", "testimonies/soon.md"],
        [
            "2028-04-01",
            "in",
            "670",
            "days",
            "testimonies/hidden.md",
            *["(not", "agreed:", "card,", "print,", "data)"],
        ],
        ["2028-05-01", "in", "700", "days", "testimonies/later.md"],
        ["no", "end", "testimonies/never.md"],
    ]
    assert done.stderr == "7 pieces, 4 to see to.\n"
    assert done.exit_code == 1


def test_nothing_to_see_to_ends_with_nought(here: Path, folder: Path) -> None:
    write(folder, {"later.md": agreed()})
    assert consent().exit_code == 0
    assert consent("--within", "60").stdout == ""
    assert consent("--as-of", "2027-12-01").exit_code == 1
    write(folder, {"none.md": entry(consent="")})
    assert consent("--within", "60").stdout == "missing  testimonies/none.md  (consent)\n"


def test_a_letter_says_what_was_agreed_and_how_to_answer(here: Path, folder: Path) -> None:
    (here / "mkdocs.yml").write_text("site_url: https://stories.example/\n")
    write(folder, {"soon.md": agreed("2024-06-20", more=", channels: [web, print]"), "later.md": agreed()})
    done = consent("--letters", "letters")
    assert done.stdout == "letters/soon.txt\n"
    letter = (here / "letters" / "soon.txt").read_text()
    assert letter.startswith("Hello Ann Example,\n")
    assert "  https://stories.example/testimonies/soon/\n" in letter
    assert "ends on 20 June 2026." in letter
    assert "This is what you agreed on 20 June 2024:" in letter
    assert "    - On this website\n    - In printed booklets\n\n" in letter
    assert "3. No, not any more." in letter


def test_a_letter_that_was_changed_by_hand_stays(here: Path, folder: Path) -> None:
    write(folder, {"soon.md": agreed("2024-06-20")})
    consent("--letters", "letters")
    again = consent("--letters", "letters")
    assert again.output == ""
    (here / "letters" / "soon.txt").write_text("Dear Ann")
    told = consent("--letters", "letters")
    assert "was left as it is" in told.stderr
    assert (here / "letters" / "soon.txt").read_text() == "Dear Ann"


def test_a_letter_about_a_piece_without_a_name_has_none(here: Path, folder: Path) -> None:
    text = entry(authors="authors: [{name: Ann Example}]", consent=AGREED % ("2024-06-20", "anonymous", ""))
    write(folder, {"soon.md": text})
    consent("--letters", "letters")
    assert "Ann" not in (here / "letters" / "soon.txt").read_text()


def test_a_piece_with_a_mistake_gets_no_letter_with_made_up_words(here: Path, folder: Path) -> None:
    text = entry(title="", consent=AGREED % ("2024-06-20", "full-name", ""))
    write(folder, {"soon.md": text})
    done = consent("--letters", "letters")
    assert "soon.md: we wrote no letter" in done.stderr
    assert not [*here.rglob("*.txt")]


def test_a_letter_about_what_is_over_does_not_say_that_it_is_shown(here: Path, folder: Path) -> None:
    write(folder, {"soon.md": agreed("2023-06")})
    consent("--letters", "letters")
    letter = (here / "letters" / "soon.txt").read_text()
    assert "ended on 1 June 2025, and we do not show your story any more" in letter


@pytest.mark.parametrize("to", ["testimonies", "testimonies/letters", "docs/letters", "site", "docs/../docs"])
def test_letters_are_never_written_where_they_would_be_published(here: Path, folder: Path, to: str) -> None:
    write(folder, {"soon.md": agreed("2024-06-20")})
    (here / "docs").mkdir()
    done = consent("--letters", to)
    assert done.exit_code == 2
    assert not [*here.rglob("*.txt")]


def test_renewing_changes_the_day_and_says_where(here: Path, folder: Path) -> None:
    write(folder, {"soon.md": agreed("2024-06-20")})
    done = consent("renew", "soon", "--until", "2028-06-20")
    assert done.stdout == "testimonies/soon.md:8: consent.review_by: 2028-06-20\n"
    assert (folder / "soon.md").read_text() == agreed("2024-06-20", more=", review_by: 2028-06-20")
    quoted = agreed("2024-06-20", more=', review_by: "2028-06-20"')
    (folder / "soon.md").write_text(quoted)
    again = consent("renew", "soon", "--until", "2028-06-20")
    assert (again.exit_code, again.stdout) == (0, "")
    assert (folder / "soon.md").read_text() == quoted


@pytest.mark.parametrize(
    ("slug", "until", "said"),
    [
        ("son", "2028-01-01", 'Did you mean "soon"?'),
        ("soon", "2026-06-01", "is not to come any more"),
        ("soon", "2026-07", "is not a day"),
        ("soon", "01/07/2028", "Write the year first"),
        ("soon", "2128-01-01", "more than 10 years away"),
        ("none", "2028-01-01", "consent is missing"),
        ("broken", "2028-01-01", "Correct it first"),
        ("gone", "2028-01-01", "taken down"),
    ],
)
def test_what_cannot_be_renewed_is_said_and_left_as_it_is(
    here: Path, folder: Path, slug: str, until: str, said: str
) -> None:
    files = {
        "soon.md": agreed("2024-06-20"),
        "none.md": entry(consent=""),
        "broken.md": agreed("2024-06-20").replace("summary: ", "summary: a: "),
        "gone.md": agreed("2024-06-20"),
        "withdrawn.yml": "- {id: gone, on: 2026-01-01}\n",
    }
    write(folder, files)
    done = consent("renew", slug, "--until", until)
    assert done.exit_code == 1
    assert said in done.stderr
    assert all((folder / name).read_text() == text for name, text in files.items())


def test_a_day_that_is_written_as_a_group_is_refused_in_words(tell: Tell) -> None:
    read = tell({"odd.md": entry(consent="consent: yes, she said so")})
    with pytest.raises(PlainError, match="consent is missing"):
        consenting.renew(read, "odd", "2028-01-01")
    assert consenting.agreed(read)[0].missing == ("consent",)


# Front matter as people write it

LINE_ENDS = st.sampled_from(["\n", "\r\n"])
NOTES = st.sampled_from(["", "  # by letter", " # [x] {y} 'z'", "   "])


@st.composite
def consents(draw: st.DrawFn) -> str:
    """A consent in a random style, with comments, odd indentation, and other fields around it."""
    parts = [
        ("basis", "consent"),
        ("given", "2024-06-20"),
        ("named_as", draw(st.sampled_from(["full-name", '"full-name"']))),
    ]
    if draw(st.booleans()):
        parts.append(("review_by", draw(st.sampled_from(["2026-06-20", "'2026-06'", '"2026-06-20"', ""]))))
    parts = draw(st.permutations(parts))
    if draw(st.booleans()):
        inner = ", ".join(f"{name}: {value}" for name, value in parts if value)
        space = draw(st.sampled_from(["", " "]))
        return f"consent: {{{space}{inner}{space}}}{draw(NOTES)}"
    indent = " " * draw(st.integers(1, 7))
    lines = [f"consent:{draw(NOTES)}"]
    for name, value in parts:
        lines += draw(st.sampled_from([[], [f"{indent}# between"], [""]]))
        lines.append(f"{indent}{name}: {value}{draw(NOTES)}")
    return "\n".join(lines)


@given(consents(), LINE_ENDS, st.booleans(), st.booleans())
def test_renewing_touches_one_place_however_the_file_is_written(
    agreement: str, line_end: str, mark: bool, last: bool
) -> None:
    fields = {"consent": agreement} if last else {"consent": "", "title": f"title: A key\n{agreement}"}
    raw = (b"\xef\xbb\xbf" if mark else b"") + entry(**fields).replace("\n", line_end).encode()
    assert not frontmatter.parse(raw, "").problems
    after = splice.put(raw, ("consent", "review_by"), "2028-06-20")
    document = frontmatter.parse(after, "")
    assert document.values["consent"]["review_by"] == "2028-06-20"
    _same_but_for_one_place(raw, after, b"2028-06-20")


def _same_but_for_one_place(before: bytes, after: bytes, put: bytes) -> None:
    """What differs is one stretch, in which what was put in stands."""
    start = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(before))
    shorter = min(len(before), len(after)) - start
    end = next((n for n in range(shorter) if before[-1 - n] != after[-1 - n]), shorter)
    taken, given_ = before[start : len(before) - end], after[start : len(after) - end]
    assert len(given_) <= len(put) + len(b"\r\n       review_by: , ''")
    assert len(taken) <= len(b"'2026-06-20'")
    assert put in after[max(0, start - len(put)) : len(after) - end + len(put)]


def test_a_day_of_the_calendar_is_kept_as_it_was_given(tell: Tell) -> None:
    read = tell({"soon.md": agreed("2024-06-20")}, as_of=date(2026, 6, 1))
    renewal = consenting.renew(read, "soon", "2028-02-29")
    (read.folder / "soon.md").write_bytes(renewal.after)
    [piece] = consenting.agreed(read_story(read.folder, as_of=AS_OF))
    assert piece.ends == date(2028, 2, 29)
