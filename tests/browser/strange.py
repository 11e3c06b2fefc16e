"""Made-up entries that strain a page: long, unbroken, in other languages, with every field, and very many."""

from pathlib import Path

from PIL import Image

from sharedstory.schema.choices import WRITING, Region, Status, Voice
from tests.conftest import entry

LONG_TITLE = "A title that goes on for as long as a title may, which is one hundred and twenty characters and not a single one more yes"
LONG_WORDS = "We will open our hall to everybody in the street, " * 4
UNBROKEN = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
TAGS = [f"made-up-{number}" for number in range(40)]

THEMES = f"""
- id: forty-tags
  title: {LONG_WORDS[:199]}.
  question: Who has {UNBROKEN}?
  summary: {UNBROKEN * 4}
  intro: "{UNBROKEN} and a [link](https://example.org/{UNBROKEN})."
  tags: [{", ".join(TAGS)}]
- id: many
  title: Many
  question: How many?
  summary: Very many.
"""
PLACES = "".join(
    f"- {{id: in-{region}, name: Example {region.label}, size: region, region: {region}}}\n"
    for region in Region
)
WITHDRAWN = "- {id: taken-back, on: 2026-02-03}\n"

CONSENT = "consent: {basis: already-public, named_as: full-name}"
PLEDGES = "pledges:" + "".join(
    f"""
  - id: strange-{status}
    will: {LONG_WORDS[:199]}.
    who: [Ann Example, {UNBROKEN}]
    as: local-group
    sort: {sort}
    of: space
    so_that: Nobody eats alone.
    with: [Example Circle, Example Kitchen]
    by: 2025-06/2025-08
    by_words: Summer 2025, or when {UNBROKEN} is ready
    history:
      - {{on: 2024-03, status: promised}}
      - {{on: 2024-05-20, status: {status}, note: {UNBROKEN}, evidence: "https://example.org/{status}", checked: evidence-linked}}"""
    for status, sort in zip(Status, ("commitment", "offer", "ask") * 3, strict=False)
)
BODY = f"""\
Me: {UNBROKEN * 3}

It was only a key. See [the garden](strange-glimpse.md), https://example.org/{UNBROKEN * 3} and `{UNBROKEN * 3}`.

## A heading with {UNBROKEN}

![A key on a table](key.png)

| who | {UNBROKEN} | where | when | why | with whom |
| --- | --- | --: | :-: | --- | --- |
| Ann Example | {UNBROKEN} | at home | always | because of {UNBROKEN} | [Bob](https://example.org) |

1. One
   - > Two
     - [x] Three ~~not~~ **bold** *stressed*

```
{UNBROKEN * 3}
```

---
"""

ENTRIES = {
    "every-field": entry(
        body=BODY,
        title=f"title: {LONG_TITLE[:120]}",
        tags=f"tags: [{', '.join(TAGS[:8])}]",
        date="date: 2025-03-06",
        authors=f"authors: [Ann Example, {{name: Bob Example, role: Neighbour, organisation: {UNBROKEN}}}]",
        account="account: interview",
        voices=f"voices: [{', '.join(Voice)}]",
        places=f"places: [{', '.join(f'in-{region}' for region in Region)}]",
        source=f'source: {{title: {UNBROKEN}, url: "https://example.org/letters", note: First letter.}}',
        gathering="gathering: strange-gathering",
        about="about: [strange-glimpse, strange-initiative]",
        quote="quote: It was only a key.",
        notes="content_notes: [bereavement, self-harm]",
        references=f"references:\n  - {{authors: 'Example, A.', year: '2018', title: On keys, in: Examples, pages: 1-2}}\n  - {{url: 'https://example.org/{UNBROKEN}'}}",
        consent=CONSENT,
        pledges=PLEDGES,
    ),
    "arabic": entry(
        body="الباب مفتوح.\n\n## المفتاح\n\n- واحد\n- اثنان\n\n> كان مجرد مفتاح.\n",
        title="title: مفتاح الباب",
        lang="lang: ar",
        summary="summary: عن الأبواب والمفاتيح.",
        quote="quote: كان مجرد مفتاح.",
        tags=f"tags: [{', '.join(TAGS[8:16])}]",
        consent=CONSENT,
        pledges="pledges: [{id: arabic, will: سنفتح الباب., who: Ann Example, as: individual, history: [{on: 2025, status: kept}]}]",
    ),
    "welsh": entry(
        body="Drws yw drws, ŵ ŷ.\n",
        title="title: Drws pwy yw hwn?",
        lang="lang: cy",
        summary="summary: Pam mae rhywun arall yn agor y drws ŵ ŷ.",
        tags=f"tags: [{', '.join(TAGS[16:24])}]",
        consent=CONSENT,
    ),
    "unbroken": entry(
        title=f"title: {UNBROKEN * 2}",
        summary=f"summary: {UNBROKEN * 6}",
        tags=f"tags: [{', '.join(TAGS[24:32])}]",
        consent=CONSENT,
    ),
    "no-date": entry(
        tags=f"tags: [{', '.join(TAGS[32:])}]",
        authors="",
        consent="consent: {basis: already-public, named_as: anonymous}",
    ),
    "strange-glimpse": entry(
        "glimpse",
        title=f"title: {LONG_TITLE[:120]}",
        tags="tags: [many, forty-tags]",
        rest="led_by: community\nscale: neighbourhood\nstage: running\nmoney: [grants, other]\nplaces: [in-wales]\n"
        f"grew_from: {UNBROKEN}\nadapted_from: {UNBROKEN}\ntry_here: [{UNBROKEN}, Ask.]\nlast_checked: 2026-11\n"
        f"figures:\n  - {{id: people, value: 1500, unit: {UNBROKEN}, source: {UNBROKEN}, as_of: 2025-11}}\n"
        "  - {id: beds, value: 400, qualifier: over, unit: garden beds, per: week}\n"
        "derived: [{label: People to a bed, divide: people, by: beds, unit: people, per: bed}]",
    ),
    "strange-gathering": entry(
        "gathering",
        tags="tags: [many]",
        held="held: 2025-03\nheld_words: Spring 2025\nattendance: {value: 30, qualifier: about, unit: people, source: The door list}",
        rest=f"hosts: [{UNBROKEN}]\nalongside: A jumble sale\nnext: strange-plan",
    ),
    "strange-plan": entry("gathering", tags="tags: [many]", held="held: 2099\nstate: planned"),
    "strange-session": entry(
        "session",
        tags="tags: [many]",
        gathering="gathering: strange-gathering",
        rest=f"format: Talks\nhosts: [Example Circle]\nspeakers: [{{name: Ann Example, role: {UNBROKEN}}}]\nin_the_room: Neighbours",
        learning=f"learning: [{{id: host, point: {UNBROKEN}, detail: Met., sort: enabler}}, {{id: b, point: B., sort: barrier}}]",
    ),
    "strange-initiative": entry(
        "initiative",
        tags="tags: [many]",
        rest=f"stage: launched\nled_by: [{UNBROKEN}]\nhistory: [{{on: 2025-04, status: under-way, note: {UNBROKEN}}}]",
    ),
}


def write(folder: Path) -> None:
    """Add the made-up entries, themes, places and what was taken back to a folder of testimonies."""
    for name, text in {"themes.yml": THEMES, "places.yml": PLACES}.items():
        (folder / name).write_text((folder / name).read_text("utf-8") + text, "utf-8")
    (folder / "withdrawn.yml").write_text(WITHDRAWN, "utf-8")
    made = folder / "made-up"
    made.mkdir()
    Image.new("RGB", (1600, 90), "teal").save(made / "key.png")
    voices = list(Voice)
    for number in range(205):
        ENTRIES[f"piece-{number}"] = entry(
            WRITING[number % 3],
            title=f"title: Made-up piece {number}",
            tags="tags: [many]",
            voices=f"voices: [{voices[number % len(voices)]}]",
            consent=CONSENT,
            authors="authors: [Ann Example]",
        )
    for slug, text in ENTRIES.items():
        (made / f"{slug}.md").write_text(text, "utf-8")
