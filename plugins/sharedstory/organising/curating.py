"""What the tags and words of a story say of its themes: which are used, which are near, what a new one would gather."""

import difflib
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sharedstory.reading import markdown as bodies
from sharedstory.story.story import Entry, Story

ALIKE_SPELT = 0.85
# Of entries with the one tag or the other, the part that has both, and how many at least.
TOGETHER, TOGETHER_LEAST = 0.6, 3
SUGGESTED = 3
REASONS = 6
# Words of three letters are mostly "the" and "and", and so are words that more than this part of the texts has.
_WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = 1 / 3


@dataclass(frozen=True, slots=True)
class NearTags:
    """Two tags that may mean the same, and why."""

    one: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that may fit a draft, from 0 to 1, and the words that say so, the weightiest first."""

    theme: str
    likeness: float
    words: tuple[str, ...]


def tags(story: Story) -> Mapping[str, int]:
    """How many published entries use each tag that themes gather, the most used first."""
    used = Counter(tag for entry in story.entries for tag in entry.front.tags)
    used |= Counter({tag: used[tag] for theme in story.themes for tag in theme.tags})
    found = {tag: used[tag] for theme in story.themes for tag in sorted(theme.gathers)} | used
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def near(story: Story) -> tuple[NearTags, ...]:
    """Pairs of tags that are spelt alike, or mostly stand together."""
    counts = tags(story)
    together = Counter(
        pair for entry in story.entries for pair in itertools.combinations(sorted(set(entry.front.tags)), 2)
    )
    found = []
    for one, other in itertools.combinations(sorted(counts), 2):
        both = together[one, other]
        either = counts[one] + counts[other] - both
        if difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE_SPELT:
            found.append(NearTags(one, other, "they are spelt alike"))
        elif both >= TOGETHER_LEAST and both >= TOGETHER * either:
            found.append(NearTags(one, other, f"{both} of {either} entries with either have both"))
    return tuple(found)


def gathered(story: Story, wanted: Collection[str]) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    """What a theme of some tags would gather, each with the themes in which it is already."""
    return tuple(
        (entry, tuple(theme.id for theme in story.themes_by_entry[entry.slug]))
        for entry in story.entries
        if {*entry.front.tags} & {*wanted}
    )


def suggest(story: Story, text: str, but: str = "") -> tuple[Suggestion, ...]:
    """The themes whose own words, and whose entries, speak most as a text does (TF-IDF, likeness by cosine).

    `but` is the slug of the text itself, where it is published already.
    """
    return _Index(story, but).suggest(text)


@dataclass(frozen=True)
class _Index:
    story: Story
    but: str

    @cached_property
    def texts(self) -> Mapping[str, Counter[str]]:
        """The words of each entry."""
        return {
            entry.slug: _counted(f"{entry.title} {entry.front.summary} {bodies.plain(entry.body)}")
            for entry in self.story.entries
            if entry.slug != self.but
        }

    @cached_property
    def themes(self) -> Mapping[str, Counter[str]]:
        """What each theme says of itself."""
        return {
            theme.id: _counted(" ".join((theme.title, theme.question, theme.summary, *sorted(theme.gathers))))
            for theme in self.story.themes
        }

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """The logarithm of how few texts have a word; nothing for words that only one has, or so many that it says little."""
        texts = [*self.texts.values(), *self.themes.values()]
        holders = Counter(word for words in texts for word in words)
        many = max(TOGETHER_LEAST, len(texts) * COMMON)
        return {word: math.log(len(texts) / count) for word, count in holders.items() if 1 < count <= many}

    def weighed(self, words: Counter[str]) -> dict[str, float]:
        """The words with their weights, of length 1 together."""
        return _of_length_1(
            {word: (1 + math.log(n)) * self.rarity.get(word, 0.0) for word, n in words.items()}
        )

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        own = self.weighed(_counted(text))
        weighed = {slug: self.weighed(words) for slug, words in self.texts.items()}
        found = []
        for theme in self.story.themes:
            gathered = [
                weighed[entry.slug] for entry in self.story.in_theme[theme.id] if entry.slug in weighed
            ]
            # What a theme says of itself weighs as much as all its entries do together.
            whole = defaultdict(float, self.weighed(self.themes[theme.id]))
            for words in gathered:
                for word, weight in words.items():
                    whole[word] += weight / len(gathered)
            spoken = _of_length_1(whole)
            shared = {word: weight * spoken[word] for word, weight in own.items() if word in spoken}
            if shared:
                reasons = sorted(shared, key=lambda word: (-shared[word], word))[:REASONS]
                found.append(Suggestion(theme.id, sum(shared.values()), tuple(reasons)))
        return tuple(sorted(found, key=lambda one: (-one.likeness, one.theme))[:SUGGESTED])


def _of_length_1(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items() if weight}


def _counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def unused(story: Story) -> Sequence[str]:
    """Tags of themes that no published entry uses, but for the ids of themes."""
    return [tag for theme in story.themes for tag in theme.tags if not tags(story)[tag]]
