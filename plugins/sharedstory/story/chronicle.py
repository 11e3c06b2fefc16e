"""A gathering and what came of it -> the events since, in order of time."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from sharedstory.schema.dates import When
from sharedstory.story.story import Entry, Story

# How many steps of pledges on one day are told one by one.
FEW = 3
MET, PLANNED, NEXT = "People met here", "Planned next", "The next gathering"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what in our words, and the words of those whose it is, with their page and note.

    `count` says to how many pledges it happened, where they are too many to name.
    """

    when: When
    what: str
    words: str = ""
    path: str = ""
    note: str = ""
    entry: Entry | None = None
    count: int = 0


def since(story: Story, gathering: Entry) -> tuple[Event, ...]:
    """What happened since a gathering began: it, what was pledged, each step of the pledges, what was given, what follows."""
    events = [*_steps(story, gathering)]
    if gathering.when is not None:
        events.append(Event(gathering.when, MET))
    events += (
        Event(entry.when, entry.kind.label, entry.title, entry.path, entry=entry)
        for entry in story.came_of(gathering)
        if entry.when is not None
    )
    following = story.by_slug.get(getattr(gathering.front, "next", None) or "")
    if following is not None and following.when is not None:
        what = PLANNED if story.still_to_come(following) else NEXT
        events.append(Event(following.when, what, following.title, following.path, entry=following))
    return tuple(
        sorted(dict.fromkeys(events), key=lambda event: (event.when.start, event.when.end, event.path))
    )


def _steps(story: Story, gathering: Entry) -> Iterator[Event]:
    """The dated steps of the pledges: one by one where they are few on a day, else how many there were."""
    made = story.pledges_from(gathering)
    steps = [(item.on, item, pledge) for pledge in made for item in pledge.pledge.history if item.on]
    steps.sort(key=lambda step: (step[0].text, step[1].status))
    for (_, status), group in itertools.groupby(steps, key=lambda step: (step[0].text, step[1].status)):
        alike = [*group]
        if len(alike) > FEW:
            yield Event(alike[0][0], status.label, count=len(alike))
            continue
        for on, item, pledge in alike:
            yield Event(on, status.label, pledge.pledge.will, pledge.path, item.note or "", pledge.entry)
