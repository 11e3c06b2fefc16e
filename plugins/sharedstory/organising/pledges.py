"""What became of pledges: those that need somebody to ask, kind letters, and new steps in their history."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sharedstory.editing import splice
from sharedstory.editing.files import Edit
from sharedstory.forms import compose
from sharedstory.organising.letters import in_one, letter
from sharedstory.reading import frontmatter, validation
from sharedstory.reading.codes import Severity
from sharedstory.reading.document import Document
from sharedstory.reading.problems import did_you_mean, printable
from sharedstory.schema import dates
from sharedstory.schema.choices import OPEN_STATUSES, Checked
from sharedstory.schema.errors import MISUSED, PlainError
from sharedstory.story.folder import contents, documents
from sharedstory.story.settings import Settings
from sharedstory.story.story import MadePledge, Story

COLUMNS = ("id", "status", "since", "by", "who", "will", "made_in")


def chosen(
    read: Story,
    *,
    status: str = "",
    theme: str = "",
    gathering: str = "",
    who: str = "",
    due_within: int | None = None,
    quiet: int | None = None,
) -> list[MadePledge]:
    """The published pledges that are all of what is asked for, those with the newest news first.

    `theme` is a theme's id or a tag, `gathering` a gathering's slug, `who` a part of a name in any case,
    `due_within` a number of days from today in which they are due, or were before, and `quiet` the number of days
    for which nobody has heard. Raises PlainError for a theme or gathering that there is not.
    """
    themes = {one.id: one for one in read.themes}
    tags = {tag for one in read.themes for tag in one.gathers}
    if theme and theme not in themes and theme not in tags:
        near = did_you_mean(theme, [*themes, *tags])
        raise PlainError(f'There is no theme "{printable(theme)}".{near}', MISUSED)
    meetings = {entry.slug: entry for entry in read.gatherings}
    if gathering and gathering not in meetings:
        raise PlainError(
            f'There is no gathering "{printable(gathering)}".{did_you_mean(gathering, meetings)}', MISUSED
        )
    wanted = themes[theme].gathers if theme in themes else {theme}
    made_there = {made.id for made in read.pledges_from(meetings[gathering])} if gathering else set()
    return [
        made
        for made in read.pledges
        if (not status or made.status == status)
        and (not theme or wanted & set(made.tags))
        and (not gathering or made.id in made_there)
        and (not who or who.casefold() in str(made.pledge.who).casefold())
        and (due_within is None or is_due(made, read.as_of + timedelta(days=due_within)))
        and (quiet is None or is_quiet(made, read.as_of, quiet))
    ]


def is_due(made: MadePledge, on: date) -> bool:
    """Whether a pledge that is still open was to be done by a day."""
    return made.status in OPEN_STATUSES and made.pledge.by is not None and made.pledge.by.end <= on


def is_quiet(made: MadePledge, today: date, days: int) -> bool:
    """Whether nobody has heard of a pledge that is still open for more than some days, or at a time that anybody said."""
    return made.status in OPEN_STATUSES and (made.when is None or (today - made.when.end).days > days)


def rows(pledges: Iterable[MadePledge]) -> list[dict[str, Any]]:
    """A row for each pledge, with the fields of COLUMNS."""
    return [
        {
            "id": made.id,
            "status": str(made.status),
            "since": made.when.text if made.when else "",
            "by": made.pledge.by.text if made.pledge.by else "",
            "who": str(made.pledge.who),
            "will": made.pledge.will,
            "made_in": made.entry.slug,
        }
        for made in pledges
    ]


def step(
    read: Story, id_: str, status: str, *, on: str, note: str = "", evidence: str = "", checked: str = ""
) -> Edit:
    """Add a step to the history of a pledge. Nothing differs where its last step says just that.

    `on` is a date as in a file. An address as evidence counts as evidence that is linked, unless `checked` says else.
    Raises PlainError where there is no such pledge, or what came out would not pass the check.
    """
    path, document, number = _found(read, id_)
    pledge = document.values["pledges"][number]
    given = {
        "on": on,
        "status": status,
        "note": compose.line(note),
        "evidence": evidence,
        "checked": checked or (str(Checked.EVIDENCE_LINKED) if evidence else ""),
    }
    new = {name: value for name, value in given.items() if value}
    before = contents(path)
    steps = pledge.get("history")
    steps = steps if isinstance(steps, list) else []
    if steps and steps[-1] == new:
        return Edit(path, before, before)
    try:
        day = dates.parse(on)
        after = splice.put(before, ("pledges", number, "history", len(steps)), new)
    except (ValueError, PlainError) as error:
        raise PlainError(str(error)) from None
    if day.start > read.as_of:
        raise PlainError(f"{on} has not come yet. A step says how it stood on a day.")
    _, found = validation.record(frontmatter.parse(after, document.path), path.stem)
    _, had = validation.record(document, path.stem)
    wrong = [
        one for one in found if one.severity is Severity.ERROR and one.message not in {p.message for p in had}
    ]
    if wrong:
        raise PlainError(" ".join(dict.fromkeys(one.message for one in wrong)))
    return Edit(path, before, after)


def letters(pledges: Iterable[MadePledge], settings: Settings) -> Iterator[tuple[str, str]]:
    """A letter to each of those who pledged, to send by hand: its file's name, and its text.

    Of a site without an address there are no links. What pledgers can be reached by is not known here.
    """
    by_whom: dict[str, list[MadePledge]] = defaultdict(list)
    for made in pledges:
        by_whom[str(made.pledge.who)].append(made)
    for number, (who, theirs) in enumerate(sorted(by_whom.items()), 1):
        name = f"{number:02}-{compose.slug(who)[:40].strip('-') or 'somebody'}.txt"
        greeted = in_one(theirs[0].pledge.who.names) or who
        yield name, letter("pledge-letter", greeted=greeted, pledges=theirs, settings=settings)


def _found(read: Story, id_: str) -> tuple[Path, Document, int]:
    ids: list[str] = []
    for path, document in documents(read):
        pledges = document.values.get("pledges") if isinstance(document.values, dict) else None
        for number, pledge in enumerate(pledges if isinstance(pledges, list) else ()):
            if isinstance(pledge, Mapping):
                if pledge.get("id") == id_:
                    return path, document, number
                ids.append(str(pledge.get("id")))
    raise PlainError(f'There is no pledge "{printable(id_)}".{did_you_mean(id_, ids)}')
