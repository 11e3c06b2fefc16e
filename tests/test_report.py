"""What a movement can say of itself on a day: only what is published, as it was then, in every form alike."""

import csv
import io
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sharedstory.commands import main
from sharedstory.schema.choices import Status
from sharedstory.site import report, report_text
from sharedstory.story.folder import read_story
from tests.conftest import AS_OF, EPOCH
from tests.engine.conftest import SITE, run

ASK = """---
title: Who has a room?
kind: session
summary: We asked for a room.
learning: []
tags: [keys]
gathering: spring-meeting
pledges:
  - {id: want-room, sort: ask, of: space, will: We look for a back room to meet in., who: Ann Example, as: individual,
     history: [{on: 2026-03, status: promised}]}
  - {id: want-money, sort: ask, of: funding, will: We look for ten pounds., who: Ann Example, as: individual,
     history: [{on: 2026-03, status: promised}]}
---
See [what was learned](who-holds-the-keys.md#learned-host).
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tests' site in a folder of its own, in which we are, on the tests' day, with asks."""
    shutil.copytree(SITE, tmp_path, dirs_exist_ok=True)
    (tmp_path / "testimonies" / "gatherings" / "rooms.md").write_text(ASK)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*options: str) -> Result:
    return CliRunner().invoke(main, ["report", *options], catch_exceptions=False)


def on(site: Path, day: date) -> report.Report:
    return report.report(read_story(site / "testimonies", as_of=AS_OF), day)


def test_an_offer_and_an_ask_of_the_same_find_each_other_with_the_reasons(site: Path) -> None:
    (offer,) = on(site, AS_OF).offers
    assert offer.made.id == "a-room"
    (match,) = offer.matches
    assert match.ask.id == "want-room"
    assert match.reasons[0] == "Both are about this: Space."
    assert "Both belong to the theme Keys and doors." in match.reasons
    assert any("“back”" in reason and "“room”" in reason for reason in match.reasons)
    assert {one.made.id: len(one.matches) for one in on(site, AS_OF).asks} == {
        "want-room": 1,
        "want-money": 0,
    }


def test_what_was_taken_up_waits_no_more(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    path.write_text(
        path.read_text().replace("status: promised}]", "status: promised}, {on: 2026-05, status: kept}]")
    )
    assert on(site, AS_OF).offers == ()
    assert on(site, date(2026, 4, 1)).offers != ()  # it still waited then


def test_a_report_of_an_earlier_day_knows_nothing_of_later_ones(site: Path) -> None:
    then = on(site, date(2026, 4, 1))
    assert {made.id: made.status for made in then.pledges}["open-door"] is Status.PROMISED
    assert {made.id: made.status for made in on(site, AS_OF).pledges}["open-door"] is Status.UNDER_WAY
    assert on(site, date(2025, 1, 1)).pledges == ()
    assert on(site, date(2025, 1, 1)).moments == ()


def test_the_pledges_over_time_end_with_how_they_stand(site: Path) -> None:
    found = on(site, AS_OF)
    assert found.moments[-1].on == AS_OF
    assert sum(found.moments[-1].counts.values()) == len(found.pledges) == 4
    assert [sum(at.counts.values()) for at in found.moments] == sorted(
        sum(at.counts.values()) for at in found.moments
    )
    tops = [bar.y for bar in found.chart.bars if bar.count]
    assert min(tops) == 0
    assert found.chart.top == 4


def test_a_step_without_a_day_is_told_but_not_over_time(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    path.write_text(path.read_text().replace("{on: 2025-12, status: promised}", "{status: promised}"))
    found = on(site, AS_OF)
    assert {made.id: made.status for made in found.pledges}["a-room"] is Status.PROMISED
    assert sum(found.moments[-1].counts.values()) == len(found.pledges) - 1 == 3
    assert "a-room" not in {made.id for made in found.quiet}
    for form in ("markdown", "csv", "json"):
        assert told("--format", form).exit_code == 0


def test_kept_without_a_day_is_told_without_one(site: Path) -> None:
    path = site / "testimonies" / "gatherings" / "who-holds-the-keys.md"
    seen = "{status: kept, evidence: 'https://example.org/room', checked: evidence-linked}"
    path.write_text(path.read_text().replace("{on: 2025-12, status: promised}", seen))
    assert "We offer our back room. (Kept) Evidence: <https://example.org/room>" in told().output
    rows = [
        row for row in csv.DictReader(io.StringIO(told("--format", "csv").output)) if "a-room" in row.values()
    ]
    assert rows
    assert "None" not in {value for row in rows for value in row.values()}


def test_kept_is_told_with_evidence_or_the_word_of_those_it_affects(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    assert on(site, AS_OF).kept == ()
    path.write_text(path.read_text().replace("status: under-way, note", "status: kept, note"))
    assert [made.id for made in on(site, AS_OF).kept] == ["open-door"]
    path.write_text(
        path.read_text().replace(', evidence: "https://example.org/sundays", checked: evidence-linked', "")
    )
    assert on(site, AS_OF).kept == ()


def test_what_was_learned_is_told_with_what_answered_it(site: Path) -> None:
    lesson = next(one for one in on(site, AS_OF).lessons if one.session.slug == "who-holds-the-keys")
    answers = {point.id: [entry.slug for entry in entries] for point, entries in lesson.points}
    assert answers == {"host": ["rooms"], "forms": []}
    assert [made.id for made in lesson.pledges] == ["a-room"]


def test_glimpses_wait_to_be_looked_at_a_year_after_they_were(site: Path) -> None:
    path = site / "testimonies" / "glimpses" / "shared-garden.md"
    text = re.sub(r"last_checked: .*\n", "", path.read_text())
    path.write_text(text)
    assert [checked for _, checked in on(site, AS_OF).glimpses] == [None]
    path.write_text(text.replace("kind: glimpse\n", "kind: glimpse\nlast_checked: 2025-05-31\n"))
    assert on(site, date(2026, 5, 30)).glimpses == ()
    assert [entry.slug for entry, _ in on(site, date(2026, 5, 31)).glimpses] == ["shared-garden"]


@pytest.mark.parametrize("kept_back", ["draft: true", "held_back"])
def test_what_is_kept_back_is_in_no_form(site: Path, kept_back: str) -> None:
    path = site / "testimonies" / "a-key.md"
    if kept_back == "held_back":
        path.write_text(
            path.read_text().replace("named_as: full-name}", "named_as: full-name, review_by: 2026-05-01}")
        )
    else:
        path.write_text(path.read_text().replace("kind: testimony\n", "kind: testimony\ndraft: true\n"))
    for form in ("markdown", "csv", "json"):
        done = told("--format", form)
        assert done.exit_code == 0, done.output
        assert "We will keep the door open" not in done.output
        assert "A key of my own" not in done.output


def test_csv_and_json_hold_only_what_may_be_open_data_and_say_the_same(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    path.write_text(path.read_text().replace("named_as: full-name}", "named_as: full-name, channels: [web]}"))
    path.write_text(
        path.read_text().replace("{on: 2026-03, status: promised}", "{on: 2025-12, status: promised}")
    )
    path.write_text(path.read_text().replace("      - {on: 2026-05-20", "      # - {on: 2026-05-20"))
    assert "We will keep the door open" in told().output
    facts = json.loads(told("--format", "json").output)["facts"]
    rows = list(csv.DictReader(io.StringIO(told("--format", "csv").output)))
    assert [{key: str(value) for key, value in fact.items()} for fact in facts] == rows
    assert not [row for row in rows if row["id"] == "open-door"]
    assert [row for row in rows if row["id"] == "a-room"]


def test_no_count_of_pieces_under_five_is_printed(site: Path) -> None:
    rows = json.loads(told("--format", "json").output)["facts"]
    people = [row["value"] for row in rows if row["part"] in ("pieces", "theme", "kind", "voice", "place")]
    assert people
    assert not [value for value in people if value in (1, 2, 3, 4)]
    assert "not shown" in people


def test_signs_of_contributors_do_nothing_in_markdown(site: Path) -> None:
    path = site / "testimonies" / "a-key.md"
    words = '"<b>x</b> [y](z) | * `c` @all https://a.b"'
    text = path.read_text().replace("We will keep the door open on Sundays.", words)
    path.write_text(text.replace("status: under-way, note", "status: kept, note"))
    (line,) = [line for line in told().output.splitlines() if "a.b" in line]
    assert r"\<b\>x\</b\> \[y\](z) \| \* \`c\` \@all https\://a.b" in line


@pytest.mark.parametrize(("day", "said"), [("2026-07-01", "still to come"), ("soon", "is not a date")])
def test_a_wrong_day_is_told(site: Path, day: str, said: str) -> None:
    done = told("--on", day)
    assert done.exit_code == 2
    assert said in done.output


def test_an_empty_story_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "themes.yml").write_text("[]\n")
    found = report.report(read_story(tmp_path, as_of=AS_OF), AS_OF)
    for form in ("markdown", "csv", "json"):
        assert report_text.as_text(found, form)


def test_the_page_is_made_where_it_is_asked_for(site: Path) -> None:
    assert run("mkdocs", "build", "--strict", at=site).returncode == 0
    assert not (site / "site" / "report").exists()
    config = site / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("as_of: 2026-06-01", "as_of: 2026-06-01\n      report: true")
    )
    done = run("mkdocs", "build", "--strict", at=site)
    assert done.returncode == 0, done.stderr
    page = (site / "site" / "report" / "index.html").read_text()
    assert "What has changed, 1 June 2026" in page
    assert "Both are about this: Space." in page
    assert " style=" not in page
