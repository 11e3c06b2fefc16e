"""Whom the lines of a session name, and what becomes of a name that nobody agreed to show."""

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sharedstory.importing import note_names, note_people, note_pledges
from sharedstory.importing.note_lines import NoteLine
from sharedstory.importing.note_parts import NotesReport
from sharedstory.importing.note_people import Whose
from sharedstory.schema.words import shortened


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a session: whether all who are named agreed, which are groups, and words that are typed small there."""

    report: NotesReport
    allowed: bool
    groups: tuple[str, ...]
    small: Collection[str]

    def alone(self, words: str) -> bool:
        words = words.rstrip(": ")
        plain = note_people.is_name(words) and " " in words
        return not self.allowed and (plain or (note_people.given(words) and " " not in words))

    def leave_alone(self, line: NoteLine, words: str) -> None:
        """A line that is nothing but a name is left out."""
        self.report.names = True
        self.report.leave_out(line, f'"{shortened(words)}" may be a person\'s name, so it is left out.')

    def leave_name(self, line: NoteLine, name: str) -> None:
        self.report.names = True
        self.report.part_out(line, f'"{shortened(name)}" may be a person\'s name, so that name is left out.')

    def tell(self, line: NoteLine, words: str) -> None:
        """Tell of names that stand within words, and of single words that may be one."""
        if self.allowed:
            return
        names = note_people.names_in(words)
        for name in names:
            self.report.look(line, is_name(name))
        for name in note_names.perhaps_in(words, self.small):
            if not any(name in one for one in names):
                self.report.look(
                    line, f'it may name a person: "{shortened(name)}". Did they agree to be named?'
                )

    def without_speaker(self, line: NoteLine, words: str) -> str:
        """Words without a person's name before a colon, a dash, "will" or "to"."""
        if self.allowed:
            return words
        for case in (note_pledges.COLON, note_pledges.DASH, note_pledges.DOES):
            if split := case.fullmatch(words):
                name, what = split["who"], split["what"]
                person = note_people.who(name, self.groups).whose is Whose.PERSON
                certain = note_people.plainly_name(name) and (
                    note_people.is_name(name) or case is note_pledges.COLON
                )
                first = (
                    case is not note_pledges.DOES
                    and note_pledges.FIRST_PERSON.match(what)
                    and len(name.split()) < 4
                )
                if person and (certain or first):
                    self.leave_name(line, name)
                    return what[:1].upper() + what[1:]
        tail = note_pledges.TAIL.fullmatch(words)
        if tail and note_people.is_name(tail["who"]) and note_people.plainly_name(tail["who"]):
            self.leave_name(line, tail["who"])
            return tail["what"]
        return words

    def unnamed(self, line: NoteLine, given: Sequence[str]) -> list[str]:
        """Those who are named, without people, unless they agreed."""
        kept = []
        for one in itertools.chain.from_iterable(map(self._apart, given)):
            who = note_people.who(one, self.groups)
            if who.whose is Whose.PERSON and not (self.allowed or who.agreed or re.search(r"\d", one)):
                self.leave_name(line, who.words)
            else:
                kept.append(who.words)
        return kept

    def _apart(self, words: str) -> list[str]:
        """Each of several who are named in one, where they are no group together."""
        whole = note_people.who(words, self.groups).whose is not Whose.PERSON
        return [words] if whole else re.split(r"\s+(?:and|a|ac)\s+|\s*&\s*", words)

    def speaker(self, line: NoteLine, words: str) -> dict[str, str]:
        """Somebody who spoke: their role alone where nobody agreed to their name."""
        who = note_people.who(words, self.groups)
        split = re.fullmatch(r"(?P<name>[^()]+?)(?:\s*\((?P<role>[^()]+)\))?", who.words)
        person = {key: one for key, one in split.groupdict().items() if one} if split else {"name": who.words}
        if self.allowed or who.agreed or note_people.who(person["name"], self.groups).whose is Whose.GROUP:
            return person
        self.leave_name(line, person.pop("name"))
        return {} if note_people.any_name(person.get("role", "")) else person


def is_name(name: str) -> str:
    return f'"{shortened(name)}" looks like a person\'s name. Did they agree to be named?'
