"""Notes of a gathering: forgiving to those who typed them, and taken in again without harm."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharedstory.commands import harvest, main
from sharedstory.importing import notes as plain
from sharedstory.importing.note_parts import NO_WORDS, SessionPart
from sharedstory.reading import frontmatter
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, EPOCH
from tests.engine.conftest import SITE

NOTES = """# Spring, typed from the flipcharts

Names may be shown: yes

## Who decides?

We met in two circles.

Hosted by: Example Circle, Bob Example
In the room: 30 people
**Format:** Talk, then circles
Speakers: Ann Example (Neighbour)

### What we learned
- An open door needs a host.
  - People came back when they were met.
- Hinders: forms

### Pledges
- Example Circle: We will open our hall on Sundays (by June 2027)
- Ann will ask the council
- Offer of space: Shopkeepers: our back room
- Ask: Who can lend us a hall?

### Next steps
- Meet again

## Lunch
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are, on the tests' day, with notes."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "notes.md").write_text(NOTES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def take(*options: str) -> Result:
    words = ["harvest", "notes.md", "--gathering", "spring-meeting", *options]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def session(site: Path, name: str = "who-decides") -> Path:
    return site / "testimonies" / "gatherings" / f"{name}.md"


def parts(notes: str) -> tuple[list[SessionPart], list[str]]:
    noted = plain.read(notes.encode())
    return noted.parts, noted.report.told


def pledges(site: Path, notes: str) -> list[dict[str, object]]:
    """The pledges of the session Keys, after notes were taken in."""
    (site / "notes.md").write_text(notes)
    take()
    found: list[dict[str, object]] = frontmatter.parse(session(site, "keys").read_bytes(), "").values[
        "pledges"
    ]
    return found


def test_notes_become_sessions_that_pass_the_check(site: Path) -> None:
    done = take()
    assert done.exit_code == 0, done.output
    assert done.stdout.split() == ["testimonies/gatherings/who-decides.md", "testimonies/gatherings/lunch.md"]
    document = frontmatter.parse(session(site).read_bytes(), "")
    assert document.values == {
        "title": "Who decides?",
        "kind": "session",
        "summary": "A session of The spring meeting.",
        "tags": ["keys"],
        "gathering": "spring-meeting",
        "hosts": ["Example Circle", "Bob Example"],
        "in_the_room": "30 people",
        "format": "Talk, then circles",
        "speakers": [{"name": "Ann Example", "role": "Neighbour"}],
        "learning": [
            {
                "id": "an-open-door-needs-a-host",
                "point": "An open door needs a host.",
                "detail": "People came back when they were met.",
            },
            {"id": "forms", "point": "forms", "sort": "barrier"},
        ],
        "pledges": [
            {
                "id": "we-will-open-our-hall-on-sundays",
                "will": "We will open our hall on Sundays",
                "who": "Example Circle",
                "as": "organisation",
                "by": "2027-06",
                "history": [{"on": "2026-03", "status": "promised"}],
            },
            {
                "id": "ann-will-ask-the-council",
                "will": "Ann will ask the council",
                "who": "Ann",
                "as": "individual",
                "history": [{"on": "2026-03", "status": "promised"}],
            },
            {
                "id": "our-back-room",
                "sort": "offer",
                "will": "Our back room",
                "who": "Shopkeepers",
                "as": "session-group",
                "of": "space",
                "history": [{"on": "2026-03", "status": "promised"}],
            },
            {
                "id": "who-can-lend-us-a-hall",
                "sort": "ask",
                "will": "Who can lend us a hall?",
                "who": {"role": "Somebody who was there"},
                "as": "session-group",
                "of": "space",
                "history": [{"on": "2026-03", "status": "promised"}],
            },
        ],
    }
    assert document.body.strip() == "We met in two circles.\n\n### Next steps\n\n- Meet again"
    assert not read_story(site / "testimonies", as_of=AS_OF).errors


@pytest.mark.parametrize(
    "line",
    [
        "Learned: {}",
        "- Learned: {}",
        "* **Learned:** {}",
        "LEARNED : {}",
        "1. We learned: {}",
        "• Learning: {}",
        "- [ ] Key point: {}",
        "### What we learned\n- {}",
        "Learned:\n\n* {}",
        "**What people learned**:\n– {}",
        "- Learned:\n  - {}",
        "LEARNING POINTS\n•\t{}",
        "What did we learn?\no\t{}",
        "What we learned\n---\n· {}",
        "# What we learned\n- {}",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_many_ways_of_writing_say_the_same(line: str, ends: str) -> None:
    notes = f"# One session\n{line.format('a door')}\n".replace("\n", ends)
    found, told = parts(notes)
    assert [(part.title, [item.words for item in part.learning]) for part in found] == [
        ("One session", ["a door"])
    ]
    assert told == []


@pytest.mark.parametrize(
    "notes",
    [
        "## Keys\n## Doors\n",
        "# Spring\n## Keys\n### Pledges\n## Doors\n## Pledges\n",
        "### Keys\n### Doors\n",
        "Keys\n----\n\nDoors\n----\n",
        "Keys\n====\n\nDoors\n====\n\nPledges\n----\n",
        "Session 1: Keys\nSESSION 2 – Doors\n",
        "**Session one: Keys**\nSession: Doors\n",
        "Session 1. Keys\nsession 2) Doors\n",
        "Workshop 1 Keys\nSesiwn 2 – Doors\n",
        "## Session 1: Keys\n## Workshop: Doors\n",
    ],
)
def test_sessions_are_known_however_they_are_headed(notes: str) -> None:
    found, told = parts(f"{notes}- Pledge: I will call\n")
    assert [(part.title, len(part.pledges)) for part in found] == [("Keys", 0), ("Doors", 1)]
    assert told == []


@pytest.mark.parametrize(
    "line",
    [
        "- Next steps",
        "Next steps were not agreed",
        "We learned a lot",
        "Asked for more, they left",
        "About time - she said so",
        "Session 2 was loud",
        "Session 2 Ann said that it was loud.",
        "Workshops are good",
    ],
)
def test_a_line_of_text_is_no_heading(line: str) -> None:
    found, _ = parts(f"# One\n\n{line}\n- more\n")
    assert [(part.learning, part.pledges, part.fields) for part in found] == [([], [], {})]
    assert "### Next steps" not in found[0].body


def test_a_session_with_a_number_and_no_name_is_called_by_it() -> None:
    found, _ = parts("Session 1\n\n- Learned: a door\n\nSession 2\n\n- Learned: a key\n")
    assert [part.title for part in found] == ["Session 1", "Session 2"]


@pytest.mark.parametrize(
    "more",
    ["\n  and the key to it", "\nand the key to it", "\n\tand the key\n\tto it", " and\nthe key to it"],
)
def test_a_line_that_goes_on_below_is_one_line(more: str) -> None:
    found, told = parts(
        f"# One\n\nLearned:\n- We want a door{more}\n  - our own\n- Pledge: I will call\n(by May 2027)\n"
    )
    assert [item.fields for item in found[0].learning] == [
        {"point": "We want a door and the key to it", "detail": "our own"}
    ]
    assert [(item.words, item.fields["by"]) for item in found[0].pledges] == [("I will call", "2027-05")]
    assert told == []
    assert found[0].body == NO_WORDS


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("Pledges", "The neighbours will call"),
        ("Pledges:", "We'll open our hall"),
        ("### Promises", "Example Circle promises to call"),
        ("Asks", "? who has money"),
        ("Needs", "Who has a hall?"),
        ("Offers", "Shopkeepers offer a room"),
    ],
)
def test_what_is_pledged_in_a_list_without_bullets_is_a_pledge(heading: str, line: str) -> None:
    found, told = parts(f"# One\n\n{heading}\n{line}\n")
    assert [item.words.casefold() for item in found[0].pledges] == [line.removeprefix("? ").casefold()]
    assert told == []


def test_a_line_between_bullets_that_may_be_meant_as_one_is_told() -> None:
    found, told = parts(
        "# One\n\nLearned\n- a door\nFlipchart 3, blurred\n\nParking lot\n- a bus\n\nWords apart.\n"
    )
    assert [words.partition(" has no bullet")[0] for words in told] == [
        'line 5: "Flipchart 3, blurred"',
        'line 7: we do not know the heading "Parking lot", so what is below it is text. If it is a list of learning '
        "points, give it that name.",
    ]
    assert [item.words for item in found[0].learning] == ["a door"]
    assert "Flipchart 3, blurred\n\n### Parking lot\n\n- a bus" in found[0].body


def test_what_stands_behind_a_heading_on_its_line_is_not_lost() -> None:
    found, _ = parts(
        "## Keys\n\n### Pledge: The neighbours will call\n\n### Summary - of keys\n\n## Learning: a long way\n"
    )
    assert [part.title for part in found] == ["Keys", "Learning: a long way"]
    assert [item.words for item in found[0].pledges] == ["The neighbours will call"]
    assert found[0].fields == {"summary": "of keys"}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "Pledge: Ann: I will call (by 3 May 2027)",
            {"who": "Ann", "will": "I will call", "by": "2027-05-03"},
        ),
        ("Pledge: Ann — call them by May 2027", {"who": "Ann", "will": "Call them", "by": "2027-05"}),
        ("Pledge: We will call by Summer 2027.", {"will": "We will call", "by_words": "Summer 2027"}),
        ("Pledge: Ann: call (by 03/04/2027)", {"by": "", "by_words": "03/04/2027"}),
        ("Pledge - Ann will call", {"who": "Ann", "will": "Ann will call"}),
        ("Pledge: We share our hall - on Sundays", {"will": "We share our hall - on Sundays"}),
        ("Promise: The Example Trust will pay", {"who": "The Example Trust", "as": "organisation"}),
        ("Offer (space): a hall", {"sort": "offer", "of": "space"}),
        ("Ask for money: a van", {"sort": "ask", "of": "funding"}),
        ("Need: somebody with training", {"sort": "ask", "of": "expertise"}),
    ],
)
def test_a_pledge_is_understood_as_it_was_said(line: str, fields: dict[str, str]) -> None:
    found, _ = parts(f"# One\nNames may be shown: yes\n{line}\n")
    (item,) = found[0].pledges
    assert {name: item.fields[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Ask: a good joke", "does not say what the ask is of"),
        ("- Ring me on 020 7183 8750", "there is a telephone number in it"),
        ("- Pledge: write to ann@nobody-here.org", "e-mail address"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line(line: str, said: str) -> None:
    found, told = parts(f"# One\n\n{line}\n")
    assert [words for words in told if words.startswith("line 3: ") and said in words]
    assert found[0].pledges == []


def test_every_other_line_stands_in_the_text() -> None:
    found, _ = parts("# One\n\nSomething odd: yes\n\n### A corner\n\n- with this\n> and that\n")
    for words in ("Something odd: yes", "### A corner", "- with this", "> and that"):
        assert words in found[0].body


def test_again_changes_nothing(site: Path) -> None:
    take()
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = take()
    assert again.exit_code == 0
    assert "Nothing is new" in again.output
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_what_was_edited_in_the_notes_is_brought_over_and_ids_stay(site: Path) -> None:
    take()
    before = session(site).read_text()
    notes = NOTES.replace("An open door needs a host.", "An open door needs a host, and tea.")
    notes = notes.replace("on Sundays (by June 2027)", "on Sundays (by July 2027)").replace(
        "30 people", "31 people"
    )
    notes = notes.replace("- Hinders: forms", "- Hinders: forms\n- Helps: tea").replace(
        "Meet again", "Meet in May"
    )
    (site / "notes.md").write_text(notes)
    done = take()
    assert done.exit_code == 0, done.output
    expected = before.replace("needs a host.", "needs a host, and tea.").replace("2027-06", "2027-07")
    expected = expected.replace("30 people", "31 people").replace("Meet again", "Meet in May")
    tea = "    sort: barrier\n  - id: tea\n    point: tea\n    sort: enabler\n"
    assert session(site).read_text() == expected.replace("    sort: barrier\n", tea)


def test_what_was_changed_by_hand_stays_and_is_told_where_the_notes_changed_too(site: Path) -> None:
    take()
    path = session(site)
    mine = (
        path.read_text()
        .replace("30 people", "Thirty people # counted")
        .replace('who: "Example Circle"', "who: The Circle")
    )
    mine = mine.replace("We met in two circles.", "We met in three circles.").replace(
        "status: promised", "status: kept", 1
    )
    path.write_text(mine)
    take()
    assert path.read_text() == mine
    notes = (
        NOTES.replace("30 people", "40 people")
        .replace("two circles", "four circles")
        .replace("Talk, then", "Talks, then")
    )
    (site / "notes.md").write_text(notes)
    done = take()
    assert done.exit_code == 1
    assert path.read_text() == mine.replace("Talk, then", "Talks, then")
    assert "in_the_room was changed by hand" in done.output
    assert "the text of who-decides.md was changed by hand" in done.output


def test_what_was_taken_out_of_a_field_by_hand_stays_out_and_is_told(site: Path) -> None:
    take()
    path = session(site)
    mine = "".join(line for line in path.read_text().splitlines(keepends=True) if "in_the_room" not in line)
    path.write_text(mine)
    (site / "notes.md").write_text(NOTES.replace("30 people", "40 people"))
    done = take()
    assert path.read_text() == mine
    assert "in_the_room was changed by hand" in done.output


def test_a_text_that_is_gone_from_the_notes_stays_and_can_be_brought_up_to_date_later(site: Path) -> None:
    take()
    before = session(site).read_text()
    (site / "notes.md").write_text(
        NOTES.replace("We met in two circles.", "").replace("- Meet again", "").replace("### Next steps", "")
    )
    done = take()
    assert session(site).read_text() == before
    assert "there is no text in the notes any more" in done.output
    (site / "notes.md").write_text(NOTES.replace("two circles", "four circles"))
    take()
    assert session(site).read_text() == before.replace("two circles", "four circles")


def test_the_same_words_of_two_people_are_two_pledges_and_stay_so(site: Path) -> None:
    notes = "## Keys\n### Pledges\n- Group A: We will open our hall\n- Group B: We will open our hall\n- I will ask\n- I will ask\n"
    first = pledges(site, notes)
    assert [(one["will"], one["who"]) for one in first] == [
        ("We will open our hall", "Group A"),
        ("We will open our hall", "Group B"),
        *[("I will ask", {"role": "Somebody who was there"})] * 2,
    ]
    second = pledges(
        site, notes.replace("Group B: We will open our hall", "Group B: We will open our big hall")
    )
    assert second[1] == first[1] | {"will": "We will open our big hall"}
    assert [second[0], *second[2:]] == [first[0], *first[2:]]


def test_a_session_that_goes_on_further_below_is_one_session(site: Path) -> None:
    notes = "## Keys\n- Pledge: I will ask\n\n## Doors\n- Pledge: I will knock\n\n## Keys\nMore words.\n- Pledge: I will listen\n"
    found, told = parts(notes)
    assert told == ['line 7: "Keys" is a session further up too. What follows goes into it.']
    assert [(part.title, [item.words for item in part.pledges], part.body) for part in found] == [
        ("Doors", ["I will knock"], NO_WORDS),
        ("Keys", ["I will ask", "I will listen"], "More words."),
    ]


def test_what_is_not_in_the_notes_any_more_stays_and_is_told(site: Path) -> None:
    take()
    before = session(site).read_text()
    (site / "notes.md").write_text(
        NOTES.replace("- Ann will ask the council\n", "").replace("\n## Lunch\n", "")
    )
    done = take()
    assert "ann-will-ask-the-council is not in the notes any more" in done.output
    assert "lunch.md: its session is not in the notes any more" in done.output
    assert session(site).read_text() == before


def test_what_was_taken_out_by_hand_or_taken_back_does_not_come_again(site: Path) -> None:
    take()
    assert (
        CliRunner().invoke(main, ["withdraw", "our-back-room", "--no-build", "--leave-quotes"]).exit_code == 0
    )
    session(site, "lunch").unlink()
    path = session(site)
    path.write_text(path.read_text().replace("  - id: forms\n    point: forms\n    sort: barrier\n", ""))
    before = path.read_text()
    done = take()
    assert path.read_text() == before
    assert not session(site, "lunch").exists()
    assert "forms was taken out by hand" in done.output
    assert "our-back-room" not in done.output


def test_a_session_whose_heading_was_edited_is_the_same_session(site: Path) -> None:
    take()
    (site / "notes.md").write_text(NOTES.replace("## Who decides?", "## Who decides, and where?"))
    take()
    assert not session(site, "who-decides-and-where").exists()
    assert 'title: "Who decides, and where?"' in session(site).read_text()


def test_a_session_that_was_written_by_hand_is_added_to(site: Path) -> None:
    path = session(site, "who-holds-the-keys")
    before = path.read_text()
    (site / "notes.md").write_text("## Who holds the keys?\nLearned: Keys get lost.\nFormat: Tea\n")
    done = take()
    point = '  - id: keys-get-lost\n    point: "Keys get lost."\n'
    assert path.read_text() == before.replace("pledges:\n", point + "pledges:\n")
    assert "format was changed by hand" in done.output


def test_a_dry_run_prints_the_changes_and_writes_nothing(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    done = take("--dry-run")
    assert '+    point: "An open door needs a host."' in done.stdout
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_the_template_is_notes_that_can_be_taken(site: Path) -> None:
    template = CliRunner().invoke(main, ["harvest", "--template"]).stdout
    (site / "notes.md").write_text(template)
    done = take()
    assert done.exit_code == 0, done.output
    assert not read_story(site / "testimonies", as_of=AS_OF).errors


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no session"),
        (b"only words", "no session"),
        (b"# x\n" + b"a" * 2_000_000, "over 1 MiB"),
        (b"# x\n" + b"- Learned: a\n" * 2_000, "over 1,000"),
    ],
)
def test_what_is_no_notes_is_refused(site: Path, raw: bytes, said: str) -> None:
    (site / "notes.md").write_bytes(raw)
    done = take()
    assert done.exit_code == 1
    assert said in done.output
    assert not (site / "imports").exists()


def test_hostile_notes_do_no_harm(site: Path) -> None:
    (site / "notes.md").write_text(
        '## ../../etc/passwd\n\n<script>alert(1)</script>\n\n- Learned: a: b # c\n- Learned: "q" {x}\n'
        "- Pledge: =HYPERLINK(1): <b>x</b>\nTags: nonsense\n---\ndraft: true\n---\n"
    )
    take()
    (path,) = [one for one in (site / "testimonies").rglob("*.md") if "passwd" in one.name]
    assert path.parent == site / "testimonies" / "gatherings"
    document = frontmatter.parse(path.read_bytes(), "")
    assert document.problems == []
    assert "draft" not in document.values
    assert [one["point"] for one in document.values["learning"]] == ["a: b # c", '"q" {x}']


def test_an_unknown_gathering_is_told(site: Path) -> None:
    done = CliRunner().invoke(main, ["harvest", "notes.md", "--gathering", "spring-meting"])
    assert done.exit_code == 2
    assert 'Did you mean "spring-meeting"?' in done.output


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(lines=st.lists(st.one_of(st.sampled_from(NOTES.splitlines()), st.text(max_size=40)), max_size=40))
def test_whatever_is_noted_is_read(lines: list[str]) -> None:
    found = plain.read("\n".join(["## First", *lines]).encode("utf-8", "replace")).parts
    assert found[0].title == "First"
    assert all(item.words for part in found for item in (*part.learning, *part.pledges))


NO_SESSION = "Tea day, typed up\n\nWHO DECIDES\n\nPledges\n- We bake\n- Ann will sing\n\nWHO PAYS\n\nLearned:\n- money is late\n"


def test_notes_without_a_session_are_not_taken_and_it_is_said_how_to_go_on(site: Path) -> None:
    (site / "notes.md").write_text(NO_SESSION)
    done = take()
    assert done.exit_code == 1
    assert not (site / "imports").exists()
    assert "  line 3: WHO DECIDES\n" in done.stderr
    assert "--session 'WHO DECIDES' --session 'WHO PAYS'" in done.stderr
    assert "--one-session 'Tea day, typed up'" in done.stderr
    assert '"Ann" may be a person' in done.stderr
    assert "Taken: 1 session, 1 learning point, 2 pledges" in done.stderr


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--session", "WHO DECIDES", "--session", "who pays"], {"who-decides", "who-pays"}),
        (["--one-session", "Tea day, typed up"], {"tea-day-typed-up"}),
    ],
)
def test_an_organiser_says_what_the_sessions_are(site: Path, options: list[str], files: set[str]) -> None:
    (site / "notes.md").write_text(NO_SESSION)
    done = take(*options)
    assert {Path(name).stem for name in done.stdout.split()} == files


@pytest.mark.parametrize(
    ("answers", "files"),
    [
        ("y\n", {"who-decides", "who-pays"}),
        ("n\ny\n\n", {"tea-day-typed-up"}),
        ("n\ny\nTea\n", {"tea"}),
        ("n\nn\n", set()),
    ],
)
def test_in_a_terminal_it_is_asked_what_the_sessions_are(
    site: Path, monkeypatch: pytest.MonkeyPatch, answers: str, files: set[str]
) -> None:
    (site / "notes.md").write_text(NO_SESSION)
    monkeypatch.setattr(harvest, "asks", lambda: True)
    words = ["harvest", "notes.md", "--gathering", "spring-meeting"]
    done = CliRunner().invoke(main, words, input=answers, catch_exceptions=False)
    assert {Path(name).stem for name in done.stdout.split()} == files


def test_names_are_left_out_unless_the_organiser_says_that_all_agreed(site: Path) -> None:
    (site / "notes.md").write_text("## Keys\n- Pledge: Pat Sample: I will call\n- Pledge: Mencap: we call\n")
    done = take("--dry-run", "--group", "Mencap")
    assert done.exit_code == 1
    assert 'line 2: "Pat Sample" may be a person' in done.stderr
    assert "add --names-agreed" in done.stderr
    assert "Sample" not in done.stdout
    assert "+    who: Mencap" in done.stdout
    assert '+    who: "Pat Sample"' in take("--dry-run", "--names-agreed").stdout


def test_the_run_ends_with_a_count(site: Path) -> None:
    assert take().stderr.splitlines()[-1] == (
        "Taken: 2 sessions, 2 learning points, 4 pledges, 2 lines of text. "
        "Left out, whole or in part: 0 lines. To look at: 0 lines."
    )
