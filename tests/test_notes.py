"""What people type in notes, line by line and as whole notes of ten people: every line is taken, or told."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sharedstory.importing import note_lines, notes
from sharedstory.importing.note_parts import Agreed, Became, SessionPart
from sharedstory.importing.notes import Notes
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.schema.errors import PlainError

HERE = Path(__file__).parent / "importing"
GROUPS = yaml.safe_load((HERE / "lines.yml").read_text())
WHOLE = yaml.safe_load((HERE / "notes" / "expected.yml").read_text())


def read(text: str, **said: Any) -> Notes:
    return notes.read(text.encode(), Agreed(**said))


def of_part(part: SessionPart) -> Iterator[str]:
    """What a part holds, a line each, as lines.yml writes it."""
    yield from (
        f"{name}: {'; '.join(value) if isinstance(value, list) else value}"
        for name, value in part.fields.items()
    )
    for item in part.learning:
        yield f"{item.fields.get('sort', 'learning')}: {item.fields['point']}"
        yield from (f"detail: {item.fields[name]}" for name in ("detail",) if name in item.fields)
    for item in part.pledges:
        one = item.fields
        sort = f"{one['sort']} of {one['of']}" if one["sort"] else "pledge"
        who = f"{one['who']}: " if isinstance(one["who"], str) else ""
        role = "" if who or one["who"]["role"] == SOMEBODY else f"role {one['who']['role']}: "
        by = one["by"] or (f"~{one['by_words']}" if one["by_words"] else "")
        yield f"{sort}: {who or role}{one['will']}{f' (by {by})' if by else ''}"
    yield from (f"text: {line}" for line in part.text if line)


def shown(read_: Notes) -> list[str]:
    """All that came out, as lines.yml writes it."""
    found: list[str] = []
    for number, part in enumerate(read_.parts):
        found += [f"session: {part.title}"] * bool(number)
        found += of_part(part)
    outs = sum(len({*numbers}) for numbers in read_.report.left_out.values())
    return ["out"] * outs + ["look"] * len(read_.report.looks) + found


@pytest.mark.parametrize(
    ("around", "gives", "line"),
    [
        pytest.param(group["around"], group["gives"], line, id=f"{group['what']}: {line}")
        for group in GROUPS
        for line in group["lines"]
    ],
)
def test_a_line_is_what_lines_yml_says(around: str, gives: list[str], line: str) -> None:
    text = around.format(line)
    begins = "" if text.startswith("## ") and "\n## " in text else "## One\n\n"
    assert sorted(shown(read(f"{begins}{text}\n"))) == sorted(one.format(line) for one in gives)


def said(given: dict[str, Any]) -> Agreed:
    plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return Agreed(**plain)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_whole_notes_are_what_ten_people_meant(name: str) -> None:
    expected = WHOLE[name]
    read_ = notes.read((HERE / "notes" / name).read_bytes(), said(expected["said"]))
    assert {part.title: [*of_part(part)] for part in read_.parts} == expected["sessions"]
    left_out = {number for numbers in read_.report.left_out.values() for number in numbers}
    assert sorted(left_out) == expected["left out"]


def test_there_are_ten_whole_notes_and_each_is_expected() -> None:
    files = {path.name for path in (HERE / "notes").iterdir()} - {"expected.yml"}
    assert files == set(WHOLE)
    assert len(files) == 10


def told_lines(read_: Notes) -> set[int]:
    report = read_.report
    every = (*report.left_out.values(), *report.looks.values(), *report.asides.values())
    return {number for numbers in every for number in numbers}


def held(read_: Notes) -> str:
    """All words of all sessions, as they go into files."""
    items = [[*part.learning, *part.pledges] for part in read_.parts]
    fields = [str(item.fields) for of_one in items for item in of_one]
    return "\n".join([*fields, *(f"{part.title}\n{part.fields}\n{part.body}" for part in read_.parts)])


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_every_line_of_whole_notes_is_in_a_file_or_told(name: str) -> None:
    raw = (HERE / "notes" / name).read_bytes()
    read_ = notes.read(raw, said(WHOLE[name]["said"]))
    files, told = held(read_).casefold(), told_lines(read_)
    for number, line in enumerate(raw.decode().splitlines(), 1):
        if not re.search(r"\w", line) or number in told:
            continue
        became = read_.report.became[number]
        assert became is not Became.LEFT_OUT, (number, line)
        if became in (Became.TEXT, Became.LEARNING, Became.PLEDGE):
            words = [word.casefold() for word in re.findall(r"[^\W\d_]{3,}", line)]
            assert any(word in files for word in words), (number, line)


BEFORE = st.sampled_from(
    [
        *(
            "",
            "- ",
            "* ",
            "● ",
            "○ ",
            "  - ",
            "\t- ",
            "1. ",
            "a) ",
            "[ ] ",
            "[x] ",
            "☐ ",
            "> ",
            "## ",
            "### ",
            "#",
            "o\t",
        ),
        *(
            "Pledge: ",
            "- Pledge: ",
            "Learned: ",
            "Helps: ",
            "Asks: ",
            "Offer of space: ",
            "Next: ",
            "Summary: ",
            "TBC ",
        ),
        *(
            "Present: ",
            "Hosted by: ",
            "Format: ",
            "Speakers: ",
            "Apologies: ",
            "Pat Sample: ",
            "Garden Circle: We ",
            "**",
        ),
        *(
            "10:02:31 From Pat to Everyone: ",
            "06/03/2026, 10:02 - Pat: ",
            "[10:02] Pat: #pledge ",
            "| a | ",
            "Who\t",
        ),
        *(
            "Ann will ",
            "I will ",
            "What ",
            '"',
            "<!-- ",
            "Session 2: ",
            "Pledges - ",
            "Names may be shown: ",
            "Photo: ",
        ),
    ]
)
AFTER = st.sampled_from(
    ["", ".", "?", ":", '"', " -->", "**", " |", "\tx", " by June", " (Ann)", " – Pat", ", Ann", " TBC", "\r"]
)
ALONE = st.sampled_from(
    [
        "",
        "",
        "Pledges",
        "### Pledges",
        "Asks:",
        "What we learned",
        "NEXT STEPS",
        "Parking lot",
        "---",
        "===",
        "TBC",
        "- None",
        "| Who | Will | By |",
        "|---|---|",
        "Learned\tAsk",
        "Attendees:",
        "WHO DECIDES",
        "Pat Sample",
        "- Garden Circle:",
        "-->",
    ]
)
LINES = st.lists(st.one_of(st.tuples(BEFORE, AFTER), ALONE, st.text(max_size=30)), max_size=25)


@settings(max_examples=100)
@given(lines=LINES, names=st.booleans(), one=st.sampled_from(["", "All of it"]))
def test_every_line_is_in_a_file_or_told_whatever_is_typed(lines: list[Any], names: bool, one: str) -> None:
    """Each generated line holds a word of its own, which has to be found again, or its line to be told."""
    typed = [
        f"{line[0]}zq{at}x{line[1]}" if isinstance(line, tuple) else line for at, line in enumerate(lines)
    ]
    text = "\n".join(["## First", *typed]).encode("utf-8", "replace").decode()
    read_ = read(text, one_session=one, names=names)
    files, told = held(read_).casefold(), told_lines(read_)
    for number, line in enumerate(re.split(note_lines.ENDS, text), 1):
        words = re.sub(r"<!--.*", "", line)
        if re.search(r"\w", words):
            assert number in read_.report.became or number in told, (number, line)
        for token in re.findall(r"zq\d+x", line):
            assert token in files or number in told, (number, line)
    for number, became in read_.report.became.items():
        assert became is not Became.LEFT_OUT or number in told, number


NAMES = st.sampled_from(
    [
        "Pat Sample",
        "Ann",
        "Ann Example",
        "Sioned Enghraifft",
        "P. Sample",
        "Mrs Sample",
        "Bo O’Sample",
        "PAT SAMPLE",
        "ann",
    ]
)
SHAPES = st.sampled_from(
    [
        *(
            "{}: I will call",
            "{} will call",
            "{} – I will call",
            "{}: call them",
            "I will call – {}",
            "I will call ({})",
        ),
        *(
            "{}'ll call",
            "{} and the Garden Circle: we will call",
            "{} from the council: I will call",
            "{} (parent): call",
        ),
        *("{} pledges to call", "{} is going to call", "{}, Garden Trust: I will call", "{}", "{}:"),
    ]
)
STARTS = st.sampled_from(
    ["- ", "* ", "● ", "[ ] ", "1. ", "", "Pledge: ", "- Pledge: ", "#pledge ", "[10:02] Bo: Pledge: "]
)


@settings(max_examples=100)
@given(name=NAMES, shape=SHAPES, start=STARTS)
def test_no_name_of_a_person_is_taken_that_nobody_allowed(name: str, shape: str, start: str) -> None:
    read_ = read(f"## One\n\n### Pledges\n{start}{shape.format(name)}\n")
    assert name.casefold() not in held(read_).casefold()
    assert 4 in told_lines(read_)


def test_who_agreed_to_be_named_is_named_and_senders_of_a_chat_only_by_the_organiser() -> None:
    text = "## One\n\nNames may be shown: yes\n\n- Pledge: Pat Sample: I will call\n\n[10:02] Bo Tester: Pledge: I will sing\n"
    assert [item.fields["who"] for item in read(text).parts[0].pledges] == [
        "Pat Sample",
        {"role": SOMEBODY},
    ]
    assert [item.fields["who"] for item in read(text, names=True).parts[0].pledges] == [
        "Pat Sample",
        "Bo Tester",
    ]


def test_names_that_may_be_shown_in_one_session_are_not_shown_in_another() -> None:
    text = "## One\nNames may be shown: yes\n- Pledge: Ann: call\n\n## Two\n- Pledge: Ann: call\n"
    whose = [part.pledges[0].fields["who"] for part in read(text).parts]
    assert whose == ["Ann", {"role": SOMEBODY}]


def test_a_group_that_the_organiser_names_is_one() -> None:
    text = "## One\n- Pledge: Mencap: we call\n"
    assert read(text).parts[0].pledges[0].fields["who"] == {"role": SOMEBODY}
    assert read(text, groups=("Mencap",)).parts[0].pledges[0].fields["who"] == "Mencap"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_notes_are_read_however_they_were_saved(encoding: str, ends: str) -> None:
    if ends == "\u2028" and encoding == "cp1252":
        ends = "\n"
    text = f"## One{ends}Learned: a café{ends}Pledges{ends}- We bake{ends}"
    part = notes.read(text.encode(encoding)).parts[0]
    assert [item.words for item in (*part.learning, *part.pledges)] == ["a café", "We bake"]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\x03\x04", "Word"),
        (b"%PDF-1.7", "PDF"),
        (b"{\\rtf1", "rich text"),
        (b"\xd0\xcf\x11\xe0", "old Word"),
    ],
)
def test_files_that_are_no_plain_text_are_refused_with_what_to_do(raw: bytes, what: str) -> None:
    with pytest.raises(PlainError, match=f"{what}.*plain text"):
        notes.read(raw)


@pytest.mark.parametrize("end", ["", " -->", " --> words"])
def test_hidden_notes_are_left_out_and_told(end: str) -> None:
    read_ = read(f"## One\nwords\n<!-- Pat cried\nand Ann too{end}\n")
    assert "cried" not in held(read_)
    assert {3, 4} <= {number for numbers in read_.report.left_out.values() for number in numbers}


class Counted(str):
    """A text that counts the signs that a search in it looks at."""

    looked = 0

    def find(self, *given: Any) -> int:
        at = super().find(*given)
        Counted.looked += (at if at >= 0 else len(self)) - given[1]
        return at


@pytest.mark.parametrize("piece", ["<!-- ", "<!-- a --> ", "<!--", "--> <!-- "])
def test_hidden_notes_cost_no_more_than_their_length(piece: str) -> None:
    looked = []
    for times in (100, 200, 400, 800):
        Counted.looked = 0
        note_lines.shown(Counted(piece * times), lambda number, words: None)
        looked.append(Counted.looked)
    assert all(more <= 2.2 * less for less, more in itertools.pairwise(looked)), looked


def test_notes_without_a_session_say_what_was_understood_and_what_looks_like_one() -> None:
    text = "The tea day, typed up\n\nWHO DECIDES\n\nPledges\n- We bake\n\nWHO PAYS\n\nLearned:\n- money is late\n"
    with pytest.raises(PlainError, match="there is no session"):
        read(text)
    unclear = notes.unclear(text.encode())
    assert unclear
    assert unclear.title == "The tea day, typed up"
    assert [line.words for line in unclear.candidates] == ["WHO DECIDES", "WHO PAYS"]
    assert [item.words for item in unclear.notes.parts[0].pledges] == ["We bake"]
    titles = [part.title for part in read(text, sessions=("WHO DECIDES", "WHO PAYS")).parts]
    assert titles == ["WHO DECIDES", "WHO PAYS"]


def test_the_count_says_what_became_of_the_lines() -> None:
    read_ = read("## One\nwords\n- Learned: a door\nPledges\n- We bake\n- TBC\n- Why?\n")
    assert read_.report.count(read_.parts) == (
        "Taken: 1 session, 1 learning point, 1 pledge, 2 lines of text. "
        "Left out, whole or in part: 1 line. To look at: 1 line."
    )
