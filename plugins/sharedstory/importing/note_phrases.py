"""What the words of a line are by their form: nothing yet, a quote, a pledge of one's own, a yes."""

import itertools
import re
from collections.abc import Sequence

from sharedstory.importing import note_labels
from sharedstory.importing.note_labels import Meaning
from sharedstory.importing.note_lines import LineForm, NoteLine
from sharedstory.importing.note_parts import Became, NotesReport
from sharedstory.schema.choices import LearningSort
from sharedstory.schema.words import shortened

SORTS = {Meaning.BARRIER: LearningSort.BARRIER, Meaning.ENABLER: LearningSort.ENABLER}
FIELDS = (
    Meaning.SUMMARY,
    Meaning.HOSTS,
    Meaning.IN_THE_ROOM,
    Meaning.FORMAT,
    Meaning.SPEAKERS,
    Meaning.TAGS,
)
NOTICE = "a private message, or a notice of the chat program, is left out."
SIGNS = "there are only signs here, such as ---."


PLACEHOLDER = re.compile(
    r"(?:none|no|nothing|nil|zero)(?: (?:yet|so far|today|made|given|recorded|noted|to report|agreed|at this time))*"
    r"|no (?:pledges|promises|asks|offers|commitments|actions|names|one|answer)(?: (?:yet|made|today|so far))*"
    r"|to (?:be (?:confirmed|agreed|decided|added|filled in|completed)|follow|come|do)|tb[acd]|todo|n/?a|not applicable"
    r"|not (?:yet|known|sure|recorded)|unknown|x{2,}|blank|empty|pending|see above|as above|same(?: as above)?|ditto"
    r"|(?:dim|dim byd|neb)(?: eto)?|i'w gadarnhau|i ddilyn|[#]\w+[!?]|null|[0-9]{1,3}|[^\w]+",
    re.IGNORECASE,
)


QUOTE = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u2018'].{3,}[\"\u201c\u201d\u00bb\u2019'][.!]?(?:\s*[-–—(].{0,60})?"
)


OWN_PLEDGE = re.compile(r"(?:i|we)(?: will|['\u2019]ll| pledge| promise)\b", re.IGNORECASE)


SENTENCES = re.compile(r"(?<!\b[A-Z])[.!?]\s+[^\W\d_a-z]")


VAGUE = re.compile(r"what|actions?|action points?|tasks?|beth|gweithred", re.IGNORECASE)


YES = re.compile(r"(?:yes|y|agreed|ydyn|iawn|oes|cytunwyd)[.!]?", re.IGNORECASE)


def names_agreed(lines: Sequence[NoteLine], before: bool) -> bool:
    """Whether some lines say that all who are named agreed; of lines that say nothing, what was said before."""
    labels = [label for line in lines if (label := note_labels.label(line.words))]
    said = [label.rest for label in labels if label.meaning is Meaning.NAMES_AGREED and label.rest]
    return all(map(YES.fullmatch, said)) if said else before


def names_line(line: NoteLine, agreed: bool, report: NotesReport) -> None:
    if agreed:
        report.put(line, Became.FIELD)
    else:
        report.leave_out(line, f'"{shortened(line.words)}" does not plainly say yes, so no names are shown.')


def plain_lines(lines: Sequence[NoteLine]) -> list[bool]:
    """Of each line, whether all the lines around it, up to a gap or a heading, are sentences without bullets."""
    plain: list[bool] = []
    for listed, block in itertools.groupby(lines, lambda line: line.form in (LineForm.TEXT, LineForm.BULLET)):
        own = list(block)
        plain += [
            listed and all(one.form is LineForm.TEXT and not one.words[:1].islower() for one in own)
        ] * len(own)
    return plain
