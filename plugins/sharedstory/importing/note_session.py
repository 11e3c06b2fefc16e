"""One session of some notes: its lines, one after the other, become its fields, what was learned and pledged, and text."""

import re
from collections.abc import Sequence

from sharedstory.forms import compose
from sharedstory.importing import note_labels, note_people, note_pledges
from sharedstory.importing.note_labels import LEARNED, LISTS, PLEDGED, Label, Meaning
from sharedstory.importing.note_lines import CHAT, WEAK, LineForm, NoteLine
from sharedstory.importing.note_parts import Agreed, Became, Item, NotesReport, SessionPart
from sharedstory.importing.note_people import Whose
from sharedstory.importing.note_phrases import (
    FIELDS,
    NOTICE,
    OWN_PLEDGE,
    PLACEHOLDER,
    QUOTE,
    SENTENCES,
    SIGNS,
    SORTS,
    VAGUE,
    YES,
    names_agreed,
    names_line,
    plain_lines,
)
from sharedstory.importing.note_privacy import Names
from sharedstory.importing.pledge_rows import SOMEBODY
from sharedstory.reading import privacy
from sharedstory.schema.choices import PledgedAs, PledgeSort, Resource
from sharedstory.schema.words import shortened


class SessionReader:
    """Takes the lines of one session into its part, one after the other."""

    def __init__(
        self,
        part: SessionPart,
        lines: Sequence[NoteLine],
        agreed: Agreed,
        report: NotesReport,
        named: bool = False,
    ) -> None:
        self.part, self.lines, self.agreed, self.report = part, lines, agreed, report
        self.section: Meaning | None = None
        self.of_chat = False
        self.last: Item | None = None
        self.owner: tuple[int, str] | None = None
        self.columns: list[str] | None = None
        self.plain = plain_lines(lines)
        small = {word for line in lines for word in re.findall(r"\b[a-zà-ÿ]+\b", line.words)}
        allowed = agreed.names or names_agreed(lines, named)
        self.names = Names(report, allowed, agreed.groups, small)

    def take(self) -> None:
        for at, line in enumerate(self.lines):
            if line.form is not LineForm.ROW and not (line.form is LineForm.SIGNS and "|" in line.words):
                self.columns = None
            if line.form is LineForm.BLANK and line.sign == CHAT:
                self.report.aside(line, "a chat program says here who wrote the next line.")
            elif line.form is LineForm.BLANK:
                self.part.text.append("")
                self.last = None
            elif line.form is LineForm.SIGNS:
                self.report.aside(line, SIGNS)
            elif line.sender == "":
                self.report.leave_out(line, NOTICE)
            elif line.form is LineForm.ROW:
                self._row(line)
            elif private := privacy.without_details(line.words)[1]:
                self.report.leave_out(line, f"there is {private[0]} in it, so the line is left out.")
                self.last = None
            else:
                self._line(at, line)

    def _line(self, at: int, line: NoteLine) -> None:
        bullet = line.form is LineForm.BULLET
        words = compose.line(line.words)
        if line.sender is not None and re.fullmatch(
            r"(?:replying to|reacted to) .*|<?[\w ]*omitted>?", words, re.IGNORECASE
        ):
            self.report.leave_out(line, NOTICE)
            return
        if PLACEHOLDER.fullmatch(words.strip(" .?!()[]<>*_-–—") or words) or not re.search(r"\w", words):
            self.report.leave_out(line, f'"{shortened(words)}" says nothing yet, so it is left out.')
            return
        label = note_labels.label(words) or note_labels.hashtag(words)
        if label and self._is_label(at, line, label):
            self._labelled(at, line, label)
        elif line.form is LineForm.HEADING or (not bullet and self._over_bullets(at, line)):
            self._heading(line, words)
        elif bullet and self.last and line.depth >= 2 and "point" in self.last.fields:
            self.last.fields["detail"] = f"{self.last.fields.get('detail', '')} {words}".strip()
            self.names.tell(line, words)
            self.report.put(line, Became.LEARNING)
        elif self.section in FIELDS or self.section is Meaning.PEOPLE:
            self._field(line, self.section, words)
        elif self.section in LISTS and (bullet or self._unmarked(at, line, words)):
            self._item(line, self.section, words, at=at)
        else:
            if self.section in LISTS and not bullet and line.sender is None:
                self._no_bullet(at, line, words)
            elif self.section is None and line.sender is None and OWN_PLEDGE.match(words):
                self.report.look(line, "it reads like a pledge, but is in no list of pledges, so it is text.")
            self._text(line, words)

    # Labels and headings

    def _is_label(self, at: int, line: NoteLine, label: Label) -> bool:
        """Whether what reads like a label is one here, and not a word of the text or of a list."""
        if line.form is LineForm.BULLET:
            if not label.rest and not label.sign:
                emoji = line.sign[:1] >= "\U0001f000"
                return label.several and (emoji or self._deeper_below(line, at))
            return self.section not in PLEDGED or label.meaning in PLEDGED or label.sign == "#"
        if line.quoted:
            return False
        if not label.rest and label.sign != ":" and line.form is not LineForm.HEADING:
            return note_labels.heads(line.words) is not None
        return True

    def _labelled(self, at: int, line: NoteLine, label: Label) -> None:
        bullet = line.form is LineForm.BULLET
        self.last = None
        if label.meaning is Meaning.NAMES_AGREED:
            names_line(line, bool(YES.fullmatch(label.rest)), self.report)
            return
        over = label.several and label.rest and not bullet and self._bullets_below(at)
        plainly_one = label.sign != "-" and (
            label.meaning not in PLEDGED or note_pledges.PLEDGING.search(label.rest)
        )
        if over and label.meaning in LISTS and not plainly_one:
            self._begin(line, label.meaning)
            self.report.part_out(
                line,
                f'"{shortened(label.rest)}" in the heading is left out. If it says who pledges, write it before each '
                "pledge, with a colon.",
            )
            return
        if not label.rest:
            self._begin(line, label.meaning)
            return
        if not bullet and label.sign != "#":
            family = PLEDGED if label.meaning in PLEDGED else LEARNED
            if not (label.meaning in family and self.section in family):
                self.section = label.meaning if label.several else None
                self.owner, self.of_chat = None, line.sender is not None
        if PLACEHOLDER.fullmatch(label.rest.strip(" .?!()[]<>*_-–—") or "-"):
            self.report.leave_out(
                line, f'"{shortened(compose.line(line.words))}" says nothing yet, so it is left out.'
            )
        elif label.meaning in FIELDS or label.meaning is Meaning.PEOPLE:
            self._field(line, label.meaning, label.rest)
        elif label.meaning is Meaning.NEXT:
            self._text(line, f"Next: {label.rest}", "- ")
        else:
            self._item(line, label.meaning, label.rest, label.of)

    def _begin(self, line: NoteLine, meaning: Meaning) -> None:
        """Begin what a heading says."""
        self.section, self.last, self.owner, self.of_chat = meaning, None, None, line.sender is not None
        self.report.put(line, Became.HEADING)
        if meaning is Meaning.NEXT and "### Next steps" not in self.part.text:
            self.part.text += ["", "### Next steps", ""]

    def _heading(self, line: NoteLine, words: str) -> None:
        """A heading that we do not know: what stands below it is text, and no part of the list above."""
        title = words.removesuffix(":").strip()
        who = note_people.who(title, self.agreed.groups)
        if self.section in PLEDGED and who.whose is Whose.GROUP and line.level == WEAK:
            self.owner = (-1, title)
            self.report.put(line, Became.PLEDGE)
            return
        self.last = self.owner = None
        if line.level == WEAK and self.names.alone(title):
            self.section = None
            self.names.leave_alone(line, title)
            return
        if self.section in LISTS:
            self.report.look(
                line,
                f'we do not know the heading "{shortened(title)}", so what is below it is text. If it is a list of '
                f"{LISTS[self.section]}, give it that name.",
            )
        self.section = None
        self.names.tell(line, title)
        self.part.text += ["", f"### {title}", ""]
        self.report.put(line, Became.TEXT)

    def _over_bullets(self, at: int, line: NoteLine) -> bool:
        """Whether a short line, apart from the lines above, is the heading of the bullets right below it."""
        apart = at == 0 or self.lines[at - 1].form is LineForm.BLANK
        below = self.lines[at + 1] if at + 1 < len(self.lines) else None
        short = len(line.words) <= 60 and ":" not in line.words and not line.words.endswith((".", "?", "!"))
        bullets = below is not None and below.form is LineForm.BULLET
        return (
            self.section in LISTS
            and apart
            and bullets
            and short
            and not note_pledges.PLEDGING.search(line.words)
        )

    def _bullets_below(self, at: int) -> bool:
        below = next((line for line in self.lines[at + 1 :] if line.form is not LineForm.BLANK), None)
        return below is not None and below.form in (LineForm.BULLET, LineForm.ROW)

    # Lists

    def _unmarked(self, at: int, line: NoteLine, words: str) -> bool:
        """Whether a line without a bullet is one of the list all the same."""
        if line.quoted or QUOTE.fullmatch(words):
            return False
        if line.sender is not None:
            return not self.of_chat and (self.section in LEARNED or bool(note_pledges.PLEDGING.search(words)))
        if self.section is Meaning.ASK and "?" in words:
            return True
        if self.section in PLEDGED:
            speaker = note_pledges.COLON.fullmatch(words)
            if speaker and not note_pledges.PLEDGING.search(speaker["what"]):
                return note_people.who(speaker["who"], self.agreed.groups).whose in (Whose.GROUP, Whose.ROLE)
            return bool(note_pledges.PLEDGING.search(words[:80])) and len(SENTENCES.findall(words)) == 0
        # Where nobody typed bullets, each line is one, if each begins as a sentence does.
        if ":" in words or SENTENCES.search(words) or len(words) > 160:
            return False
        return self.plain[at]

    def _no_bullet(self, at: int, line: NoteLine, words: str) -> None:
        """Tell of a line of text in a list, and end the list where the line has a name of its own before a colon."""
        assert self.section is not None  # noqa: S101 - for the type
        near = self.lines[max(0, at - 1)].form is not LineForm.BLANK or self._bullets_right_below(at)
        if near and not note_pledges.COLON.fullmatch(words):
            self.report.look(
                line,
                f'"{shortened(words)}" has no bullet, so it is text. Begin it with - if it is one of the '
                f"{LISTS[self.section]}, or with ### if it begins something else.",
            )
        if note_pledges.COLON.fullmatch(words):
            self.section = self.owner = None

    def _bullets_right_below(self, at: int) -> bool:
        return at + 1 < len(self.lines) and self.lines[at + 1].form is LineForm.BULLET

    def _item(
        self, line: NoteLine, meaning: Meaning, words: str, of: str = "", at: int | None = None
    ) -> None:
        """One thing that was learned or pledged, unless it is none."""
        if meaning in LEARNED:
            if self.names.alone(words):
                self.names.leave_alone(line, words)
                return
            words = self.names.without_speaker(line, words)
            fields = {"point": words} | ({"sort": str(SORTS[meaning])} if meaning in SORTS else {})
            self.last = Item(line.number, fields)
            self.part.learning.append(self.last)
            self.names.tell(line, words)
            self.report.put(line, Became.LEARNING)
            return
        words = words.removeprefix("?").strip() if meaning is Meaning.ASK else words
        if self.owner and line.form is LineForm.BULLET and line.depth <= self.owner[0]:
            self.owner = None
        if self._no_pledge(line, meaning, words, at):
            return
        sort = {Meaning.OFFER: PledgeSort.OFFER, Meaning.ASK: PledgeSort.ASK}.get(
            meaning, PledgeSort.COMMITMENT
        )
        resource = (
            (note_pledges.resource(of) or note_pledges.resource(words))
            if sort is not PledgeSort.COMMITMENT
            else None
        )
        if sort is not PledgeSort.COMMITMENT and resource is None:
            self.report.look(
                line,
                f"it does not say what the {sort} is of, so it is text. "
                f'Begin it with "{sort.label} of" and one of: {", ".join(Resource)}.',
            )
            self._text(line, f"{sort.label}: {self.names.without_speaker(line, words)}", "- ")
            return
        before, when, by = note_pledges.when(words)
        who, will, as_ = self._said(line, before)
        self._pledge(line, sort, resource, will, who, as_, when, by)

    def _pledge(
        self,
        line: NoteLine,
        sort: PledgeSort,
        of: Resource | None,
        will: str,
        who: str | dict[str, str],
        as_: PledgedAs,
        by_words: str,
        by: str,
    ) -> None:
        self.names.tell(line, will)
        if line.ticked:
            self.report.look(
                line, "it is ticked, and taken as promised. If it is done, say so with sharedstory pledges."
            )
        fields = {
            "sort": str(sort) if sort is not PledgeSort.COMMITMENT else "",
            "will": will[:1].upper() + will[1:],
            "who": who,
            "as": str(as_),
            "of": str(of) if of else "",
            "by": by,
            "by_words": "" if by else by_words,
        }
        self.part.pledges.append(Item(line.number, fields))
        self.report.put(line, Became.PLEDGE)

    def _no_pledge(self, line: NoteLine, meaning: Meaning, words: str, at: int | None) -> bool:
        """Whether something in a list of pledges is none: a question, a quotation, a name, or more about the one above."""
        bare = words.removesuffix(":").strip()
        if line.quoted or QUOTE.fullmatch(words):
            why = "it is a quotation, so it is text and no pledge."
        elif words.endswith("?") and meaning is not Meaning.ASK:
            why = "it is a question, so it is text and no pledge."
        elif (
            note_pledges.COLON.match(words)
            and (inner := note_labels.label(words))
            and inner.meaning not in PLEDGED
        ):
            why = f'it begins with "{shortened(words.partition(":")[0])}", so it is text and no pledge.'
        elif self.names.alone(bare):
            self.names.leave_alone(line, bare)
            self.owner = (line.depth, "")
            return True
        elif (
            line.form is LineForm.BULLET
            and note_people.who(bare, self.agreed.groups).whose in (Whose.GROUP, Whose.ROLE)
            and not note_pledges.PLEDGING.search(bare)
            and (words.endswith(":") or self._deeper_below(line, at))
        ):
            self.owner = (line.depth, bare)
            self.report.put(line, Became.PLEDGE)
            return True
        elif words.endswith(":"):
            why = "it ends with a colon, so it is text and no pledge."
        else:
            return False
        self.report.look(line, why)
        self._text(line, words, "- " if line.form is LineForm.BULLET else "")
        return True

    def _deeper_below(self, line: NoteLine, at: int | None) -> bool:
        below = self.lines[at + 1] if at is not None and at + 1 < len(self.lines) else None
        return below is not None and below.form is LineForm.BULLET and below.depth > line.depth

    def _said(self, line: NoteLine, words: str) -> tuple[str | dict[str, str], str, PledgedAs]:
        """Who pledges, what they will do, and in what capacity. A name that nobody agreed to show is left out of both."""
        speaker, will, certain = note_pledges.speaker(words, self.agreed.groups)
        who = note_people.who(speaker, self.agreed.groups)
        if not speaker and self.owner is not None and self.owner[1] != "":
            who, will = note_people.who(self.owner[1], self.agreed.groups), words
        elif not speaker and line.sender and self.agreed.names and re.search(r"[^\W\d_]", line.sender):
            return line.sender, words, PledgedAs.INDIVIDUAL
        match who.whose:
            case Whose.GROUP:
                strong = re.search(rf"\b(?:{note_people.STRONG})\b", who.words, re.IGNORECASE)
                some = re.fullmatch(
                    r"(?:group|table|team|circle|session|workshop) \S+", who.words, re.IGNORECASE
                )
                as_ = PledgedAs.ORGANISATION if (strong and not some) else PledgedAs.SESSION_GROUP
                return who.words, will, PledgedAs.ORGANISATION if who.words in self.agreed.groups else as_
            case Whose.ROLE:
                return {"role": who.words[:1].upper() + who.words[1:]}, will, PledgedAs.INDIVIDUAL
            case Whose.PERSON if self.names.allowed or who.agreed:
                return (
                    who.words,
                    words if certain == "verb" and not who.agreed else will,
                    PledgedAs.INDIVIDUAL,
                )
            case Whose.PERSON:
                self.names.leave_name(line, who.words)
                return {"role": SOMEBODY}, will, PledgedAs.INDIVIDUAL
        alone = line.sender is not None or (self.owner is not None)
        return {"role": SOMEBODY}, words, PledgedAs.INDIVIDUAL if alone else PledgedAs.SESSION_GROUP

    # Fields and text

    def _field(self, line: NoteLine, meaning: Meaning, words: str) -> None:
        given = [one for one in (compose.line(one) for one in re.split(r"[,;]", words)) if one]
        fields, name = self.part.fields, str(meaning)
        match meaning:
            case Meaning.PEOPLE:
                if self.names.allowed:
                    self._text(line, words, "- ")
                    return
                self.report.names = True
                whole = shortened(compose.line(line.words))
                self.report.leave_out(line, f'"{whole}" may name people, so it is left out.')
                return
            case Meaning.SPEAKERS:
                people = [self.names.speaker(line, one) for one in given]
                fields.setdefault(name, []).extend(filter(None, people))
            case Meaning.HOSTS:
                fields.setdefault(name, []).extend(self.names.unnamed(line, given))
            case Meaning.TAGS:
                fields.setdefault(name, []).extend(compose.slug(one) for one in given if compose.slug(one))
            case Meaning.IN_THE_ROOM:
                kept = self.names.unnamed(line, given) if note_people.any_name(words) else given
                if kept:
                    fields[name] = ", ".join([*([fields[name]] if name in fields else []), *kept])
            case _ if name in fields:
                self._text(line, words)
                return
            case _:
                fields[name] = words
                self.names.tell(line, words)
        if name in fields and not fields[name]:
            del fields[name]
        self.report.put(line, Became.FIELD)

    def _text(self, line: NoteLine, words: str, sign: str | None = None) -> None:
        """A line of the text of the session."""
        if line.sender is not None and sign is None and self.section is not Meaning.NEXT:
            self.report.leave_out(
                line,
                "what was said in a chat is left out, unless it begins with a label such as Pledge: or #pledge.",
            )
            return
        if self.names.alone(words):
            self.names.leave_alone(line, words)
            return
        words = self.names.without_speaker(line, words)
        mark = sign if sign is not None else ("- " if line.form is LineForm.BULLET else "")
        self.names.tell(line, words)
        self.part.text.append(f"{mark}{words}")
        self.report.put(line, Became.TEXT)

    # Tables

    def _row(self, line: NoteLine) -> None:
        if self.columns is None:
            self.columns = [note_labels.column(cell) for cell in line.cells]
            if any(one in ("will", *LEARNED, *PLEDGED) for one in self.columns):
                self.report.put(line, Became.HEADING)
                if any(VAGUE.fullmatch(cell.strip("*_ :?")) for cell in line.cells):
                    self.report.look(
                        line,
                        "each row of this table became a pledge, since it says who does what. Is that right?",
                    )
                return
            self.columns = []
        if not self.columns:
            if privacy.without_details(line.words)[1]:
                self.report.leave_out(line, "there are contact details in it, so the line is left out.")
            else:
                self.report.leave_out(
                    line,
                    f'"{shortened(line.words)}" is left out, since we do not know what the columns of this table are. '
                    "Give them headings such as Who | Will | By.",
                )
            return
        cells: dict[str, str] = {}
        for name, cell in zip([*self.columns, *[""] * len(line.cells)], line.cells, strict=False):
            words = compose.line(cell)
            if not words or PLACEHOLDER.fullmatch(words):
                continue
            if private := privacy.without_details(words)[1]:
                self.report.part_out(line, f"there is {private[0]} in a cell, so that cell is left out.")
            elif not name or name in cells:
                self._cell_out(line, words)
            else:
                cells[name] = words
        self._cells(line, cells)

    def _cell_out(self, line: NoteLine, words: str) -> None:
        self.report.part_out(line, f'the cell "{shortened(words)}" is left out. Put it on a line of its own.')

    def _cells(self, line: NoteLine, cells: dict[str, str]) -> None:
        """What the cells of a row are. Where several are pledged, the first is taken."""
        learned = [Meaning(name) for name in cells if name in LEARNED]
        pledged = [name for name in cells if name == "will" or name in PLEDGED]
        self.report.put(line, Became.LEFT_OUT)
        for name in [*learned[1:], *pledged[1:]]:
            self._cell_out(line, cells[name])
        if learned:
            self._item(line, learned[0], cells[learned[0]])
        if not pledged:
            if not learned:
                words = " | ".join(cells.values())
                self.report.leave_out(
                    line, f'"{shortened(words)}" says nothing that is pledged, so it is left out.'
                )
            return
        name = pledged[0]
        meaning = self.section if name == "will" and self.section in PLEDGED else Meaning.PLEDGES
        meaning = Meaning(name) if name in PLEDGED else meaning
        self.owner = None
        before = len(self.part.pledges)
        words = f"{cells['who']}: {cells[name]}" if "who" in cells else cells[name]
        self._item(line, meaning or Meaning.PLEDGES, words)
        if len(self.part.pledges) > before and "by" in cells:
            by = note_pledges.date(cells["by"])
            self.part.pledges[-1].fields |= {"by": by, "by_words": "" if by else cells["by"]}
