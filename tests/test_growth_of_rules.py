"""Each rule looks at n entries in n steps, on the worst of each: all of them wrong, and as many that they refer to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sharedstory.reading import rules
from sharedstory.reading.problems import Problem
from sharedstory.reading.rule import Collected, Rule, RuleOfOne
from sharedstory.story import folder
from tests import growth
from tests.conftest import AS_OF, THEMES, Files, entry, write

NAMELESS = "consent:\n  basis: consent\n  given: 2026-01\n  named_as: anonymous"
FIRST_NAME = "consent:\n  basis: consent\n  given: 2026-01\n  named_as: first-name"
PLEDGE = "pledges: [{{id: {id}, will: We will open it., who: A Hall, as: organisation, history: [{{on: 2025-11, status: promised}}]}}]"
SUMMARY = "title: T\n  question: Q?\n  summary: S."


def entries(count: int, kind: str = "testimony", *, body: str = "We have a key.\n", **fields: str) -> Files:
    """So many entries, with the number of each where a text says `{n}`, and the one after it where it says `{next}`."""
    text = entry(kind, body=body, **fields)
    return {
        f"e{n}.md": text.replace("{n}", str(n)).replace("{next}", str((n + 1) % count)) for n in range(count)
    }


def themes(count: int, more: str = "") -> Files:
    items = [
        f"- id: t{n}\n  {SUMMARY}\n{more}".replace("{n}", str(n)).replace("{count}", str(count))
        for n in range(count)
    ]
    return {"themes.yml": THEMES + "".join(items)}


def places(count: int, within: str = "") -> Files:
    items = [f"- {{id: p{n}, name: P, region: south-west, size: town{within}}}\n" for n in range(count)]
    return {"places.yml": "".join(items)}


def withdrawn(names: Sequence[str]) -> Files:
    return {"withdrawn.yml": "".join(f"- {{id: {name}, on: 2026-01-01}}\n" for name in names)}


def listed(words: str, count: int) -> str:
    """A list of so many words, each with its number."""
    return "[" + ", ".join(words.format(n=n) for n in range(count)) + "]"


def surname(number: int) -> str:
    """One that is within no other."""
    return f"{number:04}".translate(str.maketrans("0123456789", "abcdefghij")).capitalize()


# For each rule, what it finds something wrong with, growing with n.
WORST: dict[str, Callable[[int], Files]] = {
    "names_are_single": lambda n: {f"f{i}/same.md": entry() for i in range(n)},
    "addresses_are_free": lambda n: entries(n, pledges=PLEDGE.format(id="con")),
    "sessions_have_their_gathering": lambda n: {
        **entries(n, "session", gathering="gathering: g{n}"),
        **{f"g{i}.md": entry("gathering", draft="draft: true") for i in range(n)},
    },
    "withdrawn_stay_withdrawn": lambda n: {**entries(n), **withdrawn([f"e{i}" for i in range(n)])},
    "taken_back_once": lambda n: {**entries(1), **withdrawn(["gone"] * n)},
    "old_names_are_free": lambda n: entries(n, aliases="aliases: [e{next}]"),
    "places_are_known": lambda n: {**entries(n, places="places: [q{n}]"), **places(n, ", within: nowhere")},
    "entries_are_known": lambda n: entries(n, about="about: [no-such-entry-{n}]"),
    "pledges_are_single": lambda n: entries(n, pledges=PLEDGE.format(id="same")),
    "learning_points_are_single": lambda n: {
        **entries(1, "gathering"),
        "s.md": entry(
            "session",
            gathering="gathering: e0",
            learning="learning:\n" + "  - {id: same, point: It is so.}\n" * n,
        ),
    },
    "figures_are_known": lambda n: {
        f"e{i}.md": entry(
            "glimpse",
            figures="figures: [{id: a, label: A, value: 1, unit: people}]",
            derived=f"derived: [{{label: D, divide: no{i}, by: a, unit: people}}]",
        )
        for i in range(n)
    },
    "dates_have_come": lambda n: entries(n, date="date: 2099-01"),
    "consent_lasts": lambda n: entries(
        n, consent="consent: {basis: consent, given: 2026-01, named_as: full-name, review_by: 2026-05-01}"
    ),
    "themes_hold": lambda n: {
        **entries(n, tags="tags: [t{n}]"),
        **themes(n, "  pinned: [e{n}, no-such-entry-{n}]\n  tags: [unused-{n}]\n"),
    },
    "collections_hold": lambda n: {
        **entries(n),
        "collections.yml": f"- id: c\n  title: C\n  summary: S.\n  entries: {listed('no-such-entry-{n}', n)}\n"
        + f"- id: d\n  title: D\n  summary: S.\n  entries: [{', '.join(['e0'] * n)}]\n",
    },
    "glimpses_are_looked_after": lambda n: entries(n, "glimpse", last_checked="last_checked: 2020-01"),
    "tags_are_gathered": lambda n: {**entries(n, tags="tags: [no-such-tag-{n}]"), **themes(n)},
    "titles_can_be_seen": lambda n: entries(n, title='title: "&#x200b;"'),
    "examples_are_replaced": lambda n: entries(n, title="title: A key to our own front door"),
    "bodies_have_words": lambda n: entries(n, body=""),
    "notes_are_taken_out": lambda n: entries(n, body="<!-- ask her first -->\n"),
    "quotes_stand_in_the_body": lambda n: entries(n, quote="quote: Not there {n}."),
    "consent_is_given": lambda n: entries(n, consent=""),
    "file_names_name_nobody": lambda n: {
        **{f"sarah-{i}.md": entry(authors="", consent=NAMELESS) for i in range(n)},
        **places(n),
    },
    "names_are_kept_back": lambda n: {
        "e.md": entry(
            authors="authors: [" + ", ".join(f"Ann {surname(number)}" for number in range(n)) + "]",
            consent=FIRST_NAME,
            body="".join(f"A line of words {number}.\n" for number in range(n)),
        )
    },
    "links_lead_somewhere": lambda n: entries(n, body="[Words](no-such-entry-{n}.md) ![A key](no{n}.png)\n"),
    "nothing_private": lambda n: {**entries(n, body="Write to us{n}@nobody-here.org.\n"), **places(n)},
}


@pytest.fixture
def collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Files, int], Collected]:
    """What the rules are given of a folder with these files in it."""
    kept: list[Collected] = []

    def keep(all_: Collected, findings: object) -> list[Problem]:
        kept.append(all_)
        return []

    monkeypatch.setattr(rules, "everything", keep)

    def collected(files: Files, number: int) -> Collected:
        folder.read_story(write(tmp_path / str(number), files), as_of=AS_OF)
        return kept.pop()

    return collected


def found(rule: Any, all_: Collected) -> list[Problem]:
    return list(rule(all_, all_.records) if rule in rules.WITHIN_ONE else rule(all_))


def test_every_rule_has_its_worst() -> None:
    # Pictures are looked at one by one, and what is wrong with each is known before the rule.
    assert WORST.keys() == {rule.__name__ for rule in rules.RULES} - {"pictures_tell_no_place"}


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES if rule.__name__ in WORST])
def test_a_rule(rule: Rule | RuleOfOne, collected: Callable[[Files, int], Collected]) -> None:
    worst = WORST[rule.__name__]
    assert len(found(rule, collected(worst(20), 0))) >= 19, "this is not wrong at all"

    def prepare(n: int) -> Callable[[], object]:
        all_ = collected(worst(n), n)
        return lambda: found(rule, all_)

    # So that the last two are both more words than can all be compared.
    assert growth.exponent(prepare, 24) <= growth.EXPONENT
