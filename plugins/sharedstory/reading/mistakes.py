"""What is wrong with YAML, in words for people who never saw YAML, and how to read on after it.

A mistake is told where a person would look for it, which is often a line above the one where the parser stumbled.
Lines and columns count from 0 here.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from sharedstory.reading.set_aside import set_aside
from sharedstory.reading.single_lines import (
    FIELD,
    GLUED,
    ITEM,
    UNREADABLE,
    MistakeError,
    SingleLines,
    is_comment,
    width,
)
from sharedstory.schema.fields import field_names
from sharedstory.schema.words import shortened

# pyyaml wheels bring libyaml; the pure Python parser says the same, ten times slower.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlLines(SingleLines):
    """The lines of some YAML, and what is wrong with one of them by those around it."""

    def translate(self, error: yaml.MarkedYAMLError) -> MistakeError:
        """What libyaml or PyYAML found, in our words, at the line where a person would look."""
        mark: Any = error.problem_mark or error.context_mark
        began: Any = error.context_mark or mark
        line, column = mark.line, mark.column
        problem, context = error.problem or "", error.context or ""
        if "quoted scalar" in context or "double-quoted" in context:
            if "escape" in problem or "hexdecimal" in problem or "hexadecimal" in problem:
                message = "\\ has a meaning of its own between double quotes. Write \\\\ in its place."
                return MistakeError("yaml-other", line, self.lines[line].rfind("\\", 0, column + 1), message)
            return self.open_quote(began.line, began.column)
        line = self.last_written(line)
        for cut in self.cut_texts(line):
            if self.explains(cut, line):
                return cut
        if mistake := self.look_around(line):
            return mistake
        listed = began.line == self.first_written() and sum(text.startswith("- ") for text in self.lines) == 1
        if "document start" in problem or ("block collection" in context and listed):
            return self.early_end(line)
        if "flow" in context:
            start, at = began.line, began.column
            if self.sign(began) not in ("[", "{"):  # the list is empty up to the end
                start = self.last_written(start)
                at = max(self.lines[start].rfind(sign) for sign in "[{")
            message = (
                f"the list that opens here with {self.lines[start][at]} cannot be read. Close it at its end, put a comma "
                "between its items, and double quotes around those that have signs in them."
            )
            return MistakeError("yaml-quotes-needed", start, max(at, 0), message)
        if "mapping values are not allowed" in problem:
            above = self.last_written(line - 1)
            if above < line:
                upper = FIELD.fullmatch(self.lines[above]) or ITEM.fullmatch(self.lines[above])
                named = upper and upper.groupdict().get("colon", ":")
                return self.indent(line) if named else self.no_colon(above)
            return MistakeError(
                "yaml-colon",
                line,
                min(column, len(self.lines[line])),
                "there is a second colon here. Put double quotes around all the words after the first colon.",
            )
        if "cannot start any token" in problem and line == mark.line:
            message = f"{self.sign(mark)} has a meaning of its own here. Put double quotes around the text that it begins."
            return MistakeError("yaml-quotes-needed", line, column, message)
        if first := self.first_too_far_in(line):
            return first
        if "could not find expected ':'" in problem:
            item = self.lines[began.line].lstrip().startswith("- ")
            return self.indent(began.line + 1) if item and began.line < line else self.no_colon(began.line)
        if "did not find expected" in problem or "but found" in problem:
            return self.indent(line)
        return MistakeError(
            "yaml-other", line, column, "this line cannot be read. Compare it with the example in the guide."
        )

    def look_around(self, line: int) -> MistakeError | None:
        """The mistake in the line, or in one above it that makes this one seem wrong."""
        if mistake := self.look_at(line):
            return mistake
        for number in range(line - 1, -1, -1):
            mistake = (
                self.look_at(number)
                if line - number < 3 or '"' in self.lines[number] or "'" in self.lines[number]
                else None
            )
            if mistake and self.explains(mistake, line):
                return mistake
        return None

    def cut_texts(self, last: int) -> Iterator[MistakeError]:
        """What may cut a text in two that goes on over several lines and began in no line after `last`."""
        for owner in range(last, -1, -1):
            match = FIELD.fullmatch(self.lines[owner])
            if GLUED.match(self.lines[owner]):
                continue
            if match and match["colon"]:
                begin, value = match.start("key"), match["value"]
            elif item := ITEM.fullmatch(self.lines[owner]):
                begin, value = width(self.lines[owner]), item["value"]
            else:
                continue
            if value.strip() and value[0] not in "|>\"'[{&*!%@`#":
                yield from self.cut_text(owner, begin, match["key"] if match and match["colon"] else "")

    def cut_text(self, owner: int, begin: int, key: str) -> Iterator[MistakeError]:
        """What may cut the text of one field, which begins in line `owner` and stands further in than `begin`."""
        below = []
        for number in range(owner + 1, len(self.lines)):
            line = self.lines[number]
            if line.strip() and not is_comment(line) and width(line) <= begin:
                break
            below.append(number)
        written = [number for number in below if self.lines[number].strip()]
        comments = [number for number in written if is_comment(self.lines[number])]
        texts = [number for number in written if number not in comments]
        for number in texts:
            match = FIELD.fullmatch(self.lines[number])
            if (
                match
                and match["colon"]
                and (match["space"] or not match["value"])
                and "- " not in match["start"]
            ):
                yield (
                    self.too_far_in(number, begin, key)
                    if match["key"] in field_names()
                    else self.colon_within(owner, begin, number, below)
                )
                return
            if ": " in self.lines[number] or self.lines[number].rstrip().endswith(":"):
                yield self.colon_within(owner, begin, number, below)
                return
        if texts and comments and comments[0] < texts[-1]:
            message = (
                "a line that begins with # is a comment, and this one cuts a text in two. "
                "Take it out, or put it above the field."
            )
            start = width(self.lines[comments[0]])
            unread = self.unread(owner, begin, below)
            yield MistakeError("yaml-other", comments[0], start, message, rewritten=unread)

    def too_far_in(self, number: int, begin: int, key: str) -> MistakeError:
        """A field that begins further in than the one above it, as if it were part of its text."""
        least = width(self.lines[number])
        name = self.lines[number].strip().partition(":")[0].strip()
        moved = {}
        for below in range(number, len(self.lines)):
            line = self.lines[below]
            if line.strip() and width(line) < least:
                break
            moved[below] = line[least - begin :]
        spaces = "1 space" if least - begin == 1 else f"{least - begin} spaces"
        message = (
            f'"{shortened(name, 40)}" begins too far to the right. Take out {spaces} before it, '
            f'so that it begins just below "{shortened(key, 40)}".'
        )
        return MistakeError("yaml-indent", number, least, message, rewritten=moved)

    def colon_within(self, owner: int, begin: int, number: int, below: list[int]) -> MistakeError:
        """A colon in a line that goes on with the text above."""
        message = (
            "there is a colon in this text, which goes on from the line above. "
            "Put double quotes around the whole text, from its first word to its last."
        )
        unread = self.unread(owner, begin, below)
        return MistakeError("yaml-colon", number, width(self.lines[number]), message, rewritten=unread)

    def unread(self, owner: int, begin: int, below: list[int]) -> dict[int, str]:
        """The lines of a field without its text, which has been reported."""
        named = FIELD.fullmatch(self.lines[owner])
        start = f"{named['start']}: " if named and named["colon"] else f"{self.lines[owner][:begin]}- "
        return {owner: f"{start}{UNREADABLE}", **dict.fromkeys(below, "")}

    def explains(self, mistake: MistakeError, line: int) -> bool:
        """Whether reading gets further than the line once the mistake is mended."""
        lines = list(self.lines)
        if not set_aside(lines, mistake):
            return False
        try:
            for _ in yaml.parse("\n".join(lines), Loader=Loader):
                pass
        except yaml.MarkedYAMLError as error:
            return error.problem_mark is not None and error.problem_mark.line > line
        return True

    def early_end(self, line: int) -> MistakeError:
        """Fields that end before the front matter does, because of the way in which they begin."""
        for number in range(line + 1):
            if re.match(r"\.\.\.(\s|$)", self.lines[number]):
                return MistakeError(
                    "yaml-other", number, 0, "this line ends the fields too early. Take it out.", ""
                )
        first = self.first_written()
        text = self.lines[first]
        if text.startswith("%"):
            return MistakeError("yaml-other", first, 0, "no line may begin with %. Take it out.", "")
        if text.startswith("- "):
            message = "the front matter is a list. Take the hyphen out, and write one field a line: title: My story."
            return MistakeError("front-matter-shape", first, 0, message, text[2:].lstrip(" "))
        if text.startswith(" ") and first < line:
            return self.indent(first)
        return self.indent(line)

    def first_too_far_in(self, number: int) -> MistakeError | None:
        """The first field of a group, where it begins further in than the next ones, of which a line has one."""
        if not 1 < number < len(self.lines) - 1:
            return None
        owner, first, next_, after = self.lines[number - 2 : number + 2]
        fields = [FIELD.fullmatch(line) for line in (first, next_, after)]
        if not owner.rstrip().endswith(":") or not all(field and field["colon"] for field in fields):
            return None
        begin, *rest = [field.start("key") for field in fields if field]
        more = begin - rest[0]
        if rest[0] != rest[1] or rest[0] <= width(owner) or not 0 < more <= width(first):
            return None
        name, below = (field["key"] for field in fields[:2] if field)
        spaces = "1 space" if more == 1 else f"{more} spaces"
        message = (
            f'"{shortened(name, 40)}" begins too far to the right. Take out {spaces} at the beginning of '
            f'the line, so that it begins just above "{shortened(below, 40)}".'
        )
        return MistakeError(
            "yaml-indent", number - 1, width(first), message, rewritten={number - 1: first[more:]}
        )
