"""Made-up stories in any number, the same ones on every machine."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

THEMES = 24
PLACES = 60
WORDS = 760
SEED = 2019

_VOCABULARY = [
    "people",
    "home",
    "garden",
    "support",
    "council",
    "street",
    "neighbour",
    "choice",
    "life",
    "story",
    "change",
    "together",
    "kitchen",
    "table",
    "work",
    "morning",
    "evening",
    "bus",
    "friend",
    "door",
    "key",
    "window",
    "letter",
    "phone",
    "visit",
    "week",
    "month",
    "year",
    "answer",
    "question",
    "plan",
    "budget",
    "hour",
    "room",
    "chair",
    "bread",
    "tea",
    "music",
    "walk",
    "rain",
    "light",
    "voice",
    "hand",
    "paper",
    "meeting",
    "form",
    "office",
    "person",
    "family",
    "sister",
    "brother",
    "mother",
    "father",
    "child",
    "school",
    "shop",
    "library",
    "market",
    "station",
    "bridge",
    "river",
    "field",
    "tree",
    "hill",
    "town",
]
_LITTLE = [
    "and",
    "the",
    "a",
    "of",
    "to",
    "in",
    "that",
    "it",
    "with",
    "for",
    "was",
    "on",
    "we",
    "they",
    "she",
    "he",
    "at",
    "by",
    "from",
    "had",
    "not",
    "but",
    "our",
    "their",
]
_VOICES = ("draws-on-support", "family-or-friend", "personal-assistant", "works-in-support", "citizen")


@dataclass(frozen=True, slots=True)
class Piece:
    """One contribution, before it is written down for a builder. `extra` is front matter of its kind, as YAML."""

    slug: str
    kind: str
    title: str
    summary: str
    tags: tuple[str, ...]
    day: date
    author: str
    voice: str
    place: str
    body: str
    extra: str = ""


def themes() -> list[str]:
    return [f"theme-{number:02}" for number in range(1, THEMES + 1)]


def places() -> list[str]:
    return [f"exampletown-{number:02}" for number in range(1, PLACES + 1)]


def pieces(testimonies: int) -> list[Piece]:
    """So many testimonies of about 760 words, with a pledge in every fourth, and what belongs to them.

    For every 20 testimonies there is a glimpse, for every 100 an initiative, for every 200 a gathering with
    three sessions. Few themes have many pieces and many have few, as Zipf's law has it.
    """
    chance = random.Random(SEED)
    weights = [1 / rank for rank in range(1, THEMES + 1)]
    made: list[Piece] = []

    def piece(slug: str, kind: str, title: str, extra: str, words: int) -> Piece:
        tags = tuple(sorted(set(chance.choices(themes(), weights, k=chance.randint(1, 4)))))
        return Piece(
            slug=slug,
            kind=kind,
            title=title,
            summary=f"{_sentence(chance, 14)} {_sentence(chance, 10)}",
            tags=tags,
            day=date(2015, 1, 1) + timedelta(days=chance.randrange(3650)),
            author=f"Ann Example {chance.randrange(10_000)}",
            voice=chance.choice(_VOICES),
            place=chance.choice(places()),
            body=_body(chance, words),
            extra=extra,
        )

    for number in range(testimonies):
        extra = _pledge(chance, number) if number % 4 == 0 else ""
        made.append(piece(f"story-{number}", "testimony", f"Made-up story {number}", extra, WORDS))
    made += [
        piece(f"glimpse-{number}", "glimpse", f"Made-up glimpse {number}", _glimpse(chance), 200)
        for number in range(testimonies // 20)
    ]
    made += [
        piece(f"work-{number}", "initiative", f"Made-up initiative {number}", "element: solutions\n", 150)
        for number in range(testimonies // 100)
    ]
    for number in range(testimonies // 200):
        held = f"held: {2015 + number % 10}-{chance.randint(1, 12):02}\n"
        made.append(piece(f"meeting-{number}", "gathering", f"Made-up gathering {number}", held, 200))
        for part in range(3):
            extra = f"gathering: meeting-{number}\nlearning:\n" + "".join(
                f"  - {{id: point-{point}, point: {_sentence(chance, 9)}}}\n" for point in range(4)
            )
            made.append(
                piece(f"session-{number}-{part}", "session", f"Made-up session {number}.{part}", extra, 200)
            )
    return made


def _pledge(chance: random.Random, number: int) -> str:
    status = chance.choice(("promised", "under-way", "kept"))
    return (
        f"pledges:\n  - id: pledge-{number}\n    will: We will {_sentence(chance, 8).lower()}\n"
        f"    who: Ann Example {number}\n    as: individual\n    history:\n"
        f"      - {{on: 2018-03, status: promised}}\n      - {{on: 2019-{chance.randint(1, 12):02}, status: {status}}}\n"
    )


def _glimpse(chance: random.Random) -> str:
    return (
        f"what_is_different: {_sentence(chance, 12)}\nof: place\nfigures:\n"
        f"  - {{value: {chance.randint(10, 9000)}, qualifier: about, unit: people, source: Ann Example}}\n"
    )


def _sentence(chance: random.Random, words: int) -> str:
    chosen = [chance.choice(_LITTLE if place % 2 else _VOCABULARY) for place in range(words)]
    return " ".join(chosen).capitalize() + "."


def _body(chance: random.Random, words: int) -> str:
    parts = []
    written = 0
    while written < words:
        kind = chance.random()
        if kind < 0.12:
            parts.append(f"## {_sentence(chance, 4)[:-1]}")
            written += 4
        elif kind < 0.22:
            parts.append("\n".join(f"- {_sentence(chance, 8)}" for _ in range(4)))
            written += 32
        elif kind < 0.3:
            parts.append(f"> {_sentence(chance, 16)}")
            written += 16
        else:
            sentences = [_sentence(chance, chance.randint(8, 18)) for _ in range(5)]
            sentences[1] = f"**{sentences[1][:-1]}.**"
            sentences[3] = f"See [{sentences[3][:-1].lower()}](https://example.org/{chance.randrange(999)})."
            parts.append(" ".join(sentences))
            written += 66
    return "\n\n".join(parts) + "\n"
