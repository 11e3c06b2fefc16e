"""What is wrong with one line of YAML by itself, and how the rest is read without it. Lines and columns count from 0."""

import re
from collections.abc import Mapping
from typing import Any

from sharedstory.reading.problems import nearest
from sharedstory.schema.fields import field_names
from sharedstory.schema.words import shortened

FIELD = re.compile(
    r"(?P<start>[ \t]*(?:-[ \t]+)?(?P<key>(?!-+(?:[ \t]|$))[\w@.-]+))(?P<colon>[ \t]*:|)(?P<space>[ \t]*)(?P<value>.*)"
)


ITEM = re.compile(r"(?P<start>[ \t]*-[ \t]+)(?P<value>.*)")


_BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[*•·–—])[ \t]+\S.*")


GLUED = re.compile(r"(?P<hyphen>[ \t]*-)(?=(?P<field>[A-Za-z]\w*:(?:\s|$))?)(?=[^\s-])")


# What people write where a colon belongs.
_FOR_COLON = frozenset(["=", "=>", "-", "->", "–", "—", ";", "：", ":="])


_DRESSED = re.compile(r"[*_`\[{]+(?P<key>\w+?)[*_`\]}]*:[*_`]*[ \t]*(?P<value>.*)")


# How notes begin in other languages.
_REMARK = re.compile(r"[ \t]*(?P<sign>//|<!--|/\*|\{#|\{/\*|;;?(?=\s))")


_INVISIBLE = "\ufeff\u200b\u2060\xad"


_AFTER_LIST = re.compile(r"[\[{][^\[\]{}\"']*[\]}][ \t]*[^\s,#]")


_CODE_FENCE = re.compile(r"[ \t]*(?P<sign>```|~~~)[ \t]*\w*[ \t]*")


_CURLY = re.compile(r"[“”„].*[“”]|[‘’‚].*[‘’]")


_QUOTED = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')[ \t]*(#.*)?""")


# No file that we read may hold this character, or it could pass for a field that was reported.
UNREADABLE = "\ue000"


def unreadable(value: object) -> bool:
    """Whether a value stands for text that could not be read and has been reported."""
    return isinstance(value, str) and value.startswith(UNREADABLE)


# The first item of a list with hyphens that opens a bracket, and those below it.
_OPENING = re.compile(r"(?P<start> *- +)(?P<bracket>\[)\s*(?P<value>[^\[\]{}\"',#:]+?)\s*,?\s*")
_OF_LIST = re.compile(r"(?P<start> *- +)(?P<value>[^\[\]{}\"',#:]+?)\s*,?\s*(?P<end>\]?)\s*")


class MistakeError(Exception):
    """A mistake in YAML. Line and column count from 0, within the YAML.

    `instead` is what the line was meant to be, where that is plain. `rewritten` are all lines that have to read
    differently so that reading can go on, where it takes more than that line.
    """

    def __init__(
        self,
        code: str,
        line: int,
        column: int,
        message: str,
        instead: str | None = None,
        rewritten: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.line, self.column, self.instead = code, line, column, instead
        self.rewritten = rewritten or {}


class TooMuchError(MistakeError):
    """More than is read of any file: setting a line aside would not help."""


def for_colon(match: re.Match[str]) -> bool:
    """Whether another sign stands where the colon of a field of ours belongs."""
    return match["key"].casefold() in field_names() and match["value"].strip()[:1] in _FOR_COLON


def _named(line: str) -> bool:
    """Whether a line begins with the name of a field and a colon."""
    match = FIELD.fullmatch(line)
    return match is not None and bool(match["colon"]) and (bool(match["space"]) or not match["value"])


def is_comment(line: str) -> bool:
    return line.lstrip(" ").startswith("#")


def _is_text(match: re.Match[str]) -> bool:
    """Whether an item of a list that has a colon is no field of ours, so that it was meant as text."""
    return "key" in match.groupdict() and "-" in match["start"] and match["key"] not in field_names()


def quotes_for_colon(words: str) -> str:
    """What to say of text that has a colon in it."""
    return f'there is a colon in this text. Put double quotes around all of it: "{shortened(words.strip(), 50)}".'


def wrapped(lines: list[str], number: int) -> bool:
    """Whether a line begins further left than those above and below it, as wrapped text does."""
    near = (lines[number - 1], *lines[number + 1 : number + 2]) if number else ()
    return len(near) == 2 and all(width(line) > width(lines[number]) for line in near)


def width(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


class SingleLines:
    """The lines of some YAML, and what is wrong with one of them by itself."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def open_quote(self, line: int, column: int) -> MistakeError:
        quote = self.lines[line][column : column + 1]
        message = (
            f"a {quote} opens here and does not close on this line. Put a {quote} at the end of the text."
        )
        return MistakeError("yaml-quote-open", line, column, message)

    def sign(self, mark: Any) -> str:
        """The character that stands at a mark."""
        return self.lines[mark.line][mark.column : mark.column + 1] if mark.line < len(self.lines) else ""

    def refitted(self, number: int) -> str:
        """The line with as many spaces before it as the line above asks for."""
        line = self.lines[number].strip()
        if number == 0 or (above := self.last_written(number - 1)) == number or not self.lines[above].strip():
            return line
        upper = self.lines[above].rstrip()
        indent = width(upper)
        if upper.endswith(":"):
            indent += 2
        elif upper.lstrip().startswith("- ") and not line.startswith("- "):
            indent = len(upper) - len(upper.lstrip("- "))
            if _named(line) and not _named(upper):
                while above and self.lines[above].lstrip().startswith("- "):
                    above -= 1
                indent = width(self.lines[above])
        return " " * indent + line

    def indent(self, number: int) -> MistakeError:
        line = self.lines[number]
        start = width(line)
        if line[start : start + 1] in ("]", "}"):
            message = f"no list is open that this {line[start]} could close. Take it out, or look at the lines above."
        elif re.match(r"-(\s|$)", line[start:]):
            if item := self.item_without_hyphen(number):
                return item
            named = FIELD.fullmatch(line)
            if not start and named and named["colon"] and named["key"] in field_names():
                message = "the name of a field needs no hyphen before it. Take it out."
                return MistakeError("yaml-indent", number, start, message, line.lstrip("- "))
            message = (
                "a hyphen begins an item of a list, and this one stands in no list. "
                "Give it as many spaces as the items around it, and put the name of the list and a colon above them."
            )
        else:
            message = (
                "this line begins further left or right than the lines around it. "
                "Give it as many spaces as its neighbours."
            )
        return MistakeError("yaml-indent", number, start, message, self.refitted(number))

    def item_without_hyphen(self, number: int) -> MistakeError | None:
        """The item above the one in a line, where it is the first of its list and has no hyphen before it."""
        above = self.last_written(number - 1)
        owner = FIELD.fullmatch(self.lines[self.last_written(above - 1)]) if above else None
        text = self.lines[above].strip()
        named = FIELD.fullmatch(text)
        if above >= number or not owner or not owner["colon"] or owner["value"] or (named and named["colon"]):
            return None
        if text.startswith("- "):
            return None
        meant = f"- {text.lstrip('*•·–— ')}"
        message = f'begin each item of a list with a hyphen and a space: "{shortened(meant, 40)}".'
        instead = f"{' ' * width(self.lines[number])}{meant}"
        return MistakeError("yaml-other", above, width(self.lines[above]), message, instead)

    def beside_items(self, number: int) -> bool:
        """Whether a line stands below the name of a list, or beside one of its items."""
        near = [self.last_written(number - 1)] if number else []
        near += [below for below in range(number + 1, len(self.lines)) if self.lines[below].strip()][:1]
        if near and near[0] < number and self.lines[near[0]].rstrip().endswith(":"):
            return True
        return any(
            width(self.lines[one]) == width(self.lines[number]) and self.lines[one].lstrip().startswith("-")
            for one in near
        )

    def list_over_items(self, number: int) -> MistakeError | None:
        """A list in square brackets that is a list with hyphens too: the bracket opens in one item, and closes in another."""
        first = _OPENING.fullmatch(self.lines[number])
        if not first:
            return None
        rewritten = {number: f"{first['start']}{first['value']}"}
        for below in range(number + 1, len(self.lines)):
            item = _OF_LIST.fullmatch(self.lines[below])
            if not item or item["start"] != first["start"]:
                return None
            rewritten[below] = f"{item['start']}{item['value']}"
            if item["end"]:
                message = (
                    "this list has hyphens and square brackets. The hyphens are enough: "
                    f"take out the [ here and the ] {below - number} {'line' if below == number + 1 else 'lines'} below."
                )
                return MistakeError(
                    "yaml-quotes-needed", number, first.start("bracket"), message, rewritten=rewritten
                )
        return None

    def glued_hyphens(self, number: int) -> MistakeError:
        """An item of a list whose hyphen has no space after it, with those below it."""
        while number and GLUED.match(self.lines[number - 1]) and self.beside_items(number - 1):
            number -= 1
        rewritten = {}
        for below in range(number, len(self.lines)):
            line = self.lines[below]
            if width(line) < width(self.lines[number]) or not line.strip():
                break
            if glued := GLUED.match(line):
                # What an item says that is a word is not looked at before it is an item.
                rest = line[glued.end("hyphen") :] if glued["field"] else UNREADABLE
                rewritten[below] = f"{glued['hyphen']} {rest}"
        start = width(self.lines[number])
        item = shortened(f"- {self.lines[number].strip()[1:]}", 40)
        each = "each" if len(rewritten) > 1 else "the"
        message = f"put a space after {each} hyphen: {item}"
        message += "" if item.endswith("…") else "."
        return MistakeError("yaml-other", number, start, message, rewritten=rewritten)

    def odd_space(self, number: int) -> MistakeError:
        """The mistake of a line that begins with a tab, or with spaces from a web page."""
        line = self.lines[number]
        odd = line[: width(line)].strip(" ")[:1]
        column = line.index(odd) if odd else 0
        if odd == "\t":
            message = "this line begins with a tab. Use spaces, not a tab."
            return MistakeError("yaml-tab", number, column, message, self.refitted(number))
        message = (
            "this line begins with a space that is not a plain one. Delete the spaces and type them again."
        )
        return MistakeError("file-characters", number, column, message, self.refitted(number))

    def first_written(self) -> int:
        """The first line that is neither empty nor a comment."""
        written = (
            n for n, text in enumerate(self.lines) if text.strip() and not text.lstrip().startswith("#")
        )
        return next(written, 0)

    def last_written(self, line: int) -> int:
        """The line itself, or the nearest above it that is not empty."""
        line = min(line, len(self.lines) - 1)
        while line > 0 and not self.lines[line].strip():
            line -= 1
        return line

    def no_colon(self, line: int) -> MistakeError:
        match = FIELD.fullmatch(self.lines[line])
        key = shortened(match["key"], 40) if match else ""
        value = shortened(match["value"].strip().lstrip(":;=->：–— "), 40) if match else ""
        sign = ""
        if match and not match["colon"] and (signs := re.match(r"[^\w\s]+", match["value"].strip())):
            sign = signs[0]
        if match and match["colon"] and match["value"] and not value:
            message = f'delete the odd space after the colon: "{key}:".'
        elif match and match["colon"] and not match["space"] and value:
            message = f'put a space after the colon: "{key}: {value}".'
        elif sign in _FOR_COLON and key.casefold() in field_names():
            message = f'write a colon in place of {sign} after the name of the field: "{key}: {value}".'
        elif match and value and not match["colon"] and not nearest(key, field_names()):
            return self.stray(line)
        elif match and value:
            message = (
                f'a colon is missing after the name of the field: "{key}: {value}". '
                "If the line goes on with the text above, begin it with two spaces."
            )
        elif key in field_names():
            message = f'a colon is missing after the name of the field: "{key}:".'
        else:
            return self.stray(line)
        start = width(self.lines[line])
        instead = None
        if (
            match
            and not value
            and line + 1 < len(self.lines)
            and (width(self.lines[line + 1]) > start or self.lines[line + 1][start:].startswith("- "))
        ):
            instead = f"{match['start']}:"
        return MistakeError("yaml-no-colon", line, start, message, instead)

    def stray(self, number: int) -> MistakeError:
        """A line that is text, with those of its kind below it, which may go on with the field above."""
        if remark := _REMARK.match(self.lines[number]):
            message = f"a note for yourself begins with # here, not with {remark['sign']}. Or take it out."
            return MistakeError("yaml-other", number, remark.start("sign"), message, "")
        owner = number - 1
        while owner >= 0 and not _named(self.lines[owner]):
            owner -= 1
        last = number
        while (
            last < len(self.lines) and not _named(self.lines[last]) and not self.lines[last].startswith("- ")
        ):
            last += 1
        rewritten = dict.fromkeys(range(number, last), "")
        below = self.lines[last] if last < len(self.lines) else ""
        if owner >= 0 and (width(below) > width(self.lines[owner]) or below.lstrip().startswith("- ")):
            message = (
                "this line has no name and no colon, and parts a field from what belongs to it. Take it out."
            )
            return MistakeError(
                "yaml-no-colon", number, width(self.lines[number]), message, rewritten=rewritten
            )
        above = FIELD.fullmatch(self.lines[owner]) if owner >= 0 else None
        if above and re.fullmatch(r"(?:[|>][-+0-9]*)?", above["value"].strip()):
            rewritten[owner] = f"{above['start']}: {UNREADABLE}"
            message = f'this text belongs to "{shortened(above["key"], 40)}" above. Begin each of its lines with two spaces.'
        elif above:
            message = (
                "this line has no name and no colon. "
                f'If it goes on with "{shortened(above["key"], 40)}" above, begin it with two spaces.'
            )
        else:
            message = "this line has no colon. Write the name of a field, a colon, a space, then the text."
        start = width(self.lines[number])
        return MistakeError("yaml-no-colon", number, start, message, rewritten=rewritten)

    def look_at(self, number: int) -> MistakeError | None:
        """The mistake that a line shows by itself, if it does."""
        line = self.lines[number]
        if line.strip() and line[: width(line)].strip(" "):
            return self.odd_space(number)
        if (bare := line.lstrip())[:1] in _INVISIBLE and bare:
            message = "the name of this field has an invisible character in it. Delete it and type it again."
            instead = line[: width(line)] + bare.lstrip(_INVISIBLE)
            return MistakeError("file-characters", number, width(line), message, instead)
        if (dressed := _DRESSED.fullmatch(line)) and dressed["key"].casefold() in field_names():
            message = f'write the name of the field without signs around it: "{dressed["key"]}:".'
            instead = f"{dressed['key']}: {dressed['value']}"
            return MistakeError("yaml-other", number, 0, message, instead)
        if bullet := _BULLET.fullmatch(line):
            inner = line[bullet.end("bullet") :].strip()
            named = FIELD.fullmatch(inner)
            if not bullet["indent"] and named and named["colon"] and named["key"].casefold() in field_names():
                message = f"the name of a field needs no {bullet['bullet']} before it. Take it out."
                return MistakeError("yaml-other", number, 0, message, inner)
            message = f"begin each item of a list with a hyphen and a space, not with {bullet['bullet']}."
            instead = f"{bullet['indent']}-{line[bullet.end('bullet') :]}"
            return MistakeError("yaml-other", number, bullet.start("bullet"), message, instead)
        if fence := _CODE_FENCE.fullmatch(line):
            message = f"the fields need no line of {fence['sign']}. Take out each of these lines."
            blank = {n: "" for n, text in enumerate(self.lines) if _CODE_FENCE.fullmatch(text)}
            return MistakeError("yaml-other", number, 0, message, rewritten=blank)
        if (glued := GLUED.match(line)) and (glued["field"] or self.beside_items(number)):
            return self.glued_hyphens(number)
        match = FIELD.fullmatch(line) or ITEM.fullmatch(line)
        if not match or not line.strip() or line.lstrip().startswith("#"):
            return None
        value = match["value"]
        column = match.start("value")
        if "colon" in match.groupdict():
            if match["colon"] and not match["space"] and value and not value.startswith("//"):
                return self.no_colon(number)
            if not match["colon"]:
                return self.no_colon(number) if match["space"] and value and not line[0].isspace() else None
        if not value:
            return None
        if value[0] == "-" and (value == "-" or value[1] == " ") and "colon" in match.groupdict():
            message = (
                "the text begins with a hyphen. Put double quotes around the text, "
                "or, if it is a list, each item on a line of its own below."
            )
            return MistakeError("yaml-quotes-needed", number, column, message)
        if (value[0] in "@`%*&!|>}]," or value[:2] == "? ") and not re.fullmatch(
            r"[|>][-+0-9]*(\s+#.*)?", value
        ):
            return MistakeError(
                "yaml-quotes-needed",
                number,
                column,
                f"the text begins with {value[0]}, which has a meaning of its own here. "
                "Put double quotes around the text.",
            )
        if value[0] in "\"'":
            if _QUOTED.fullmatch(value):
                return None
            if value[0] not in value[1:]:
                return self.open_quote(number, column)
            return MistakeError(
                "yaml-quote-open",
                number,
                column,
                f"the quotation mark {value[0]} closes before the text ends. "
                'Put double quotes around the whole text, and write " within it as \\".',
            )
        if value[0] == "[" and re.search(r"[\[\s,]#", value):
            message = "# begins a comment here. Put double quotes around each word that begins with #."
            return MistakeError("yaml-quotes-needed", number, column, message)
        value = value.split(" #")[0].rstrip()
        if mistake := self.list_over_items(number):
            return mistake
        if value[0] in "{[":
            closing = {"{": "}", "[": "]"}[value[0]]
            if value.endswith(closing) and not _AFTER_LIST.match(value):
                return None
            or_else = (
                f"take out what is after the {closing}"
                if closing in value
                else f"close the list with {closing}"
            )
            return MistakeError(
                "yaml-quotes-needed",
                number,
                column,
                f"the text begins with {value[0]}, which has a meaning of its own here. "
                f"Put double quotes around the text, or {or_else}.",
            )
        if (": " in value or value.endswith(":")) and _CURLY.fullmatch(value):
            message = (
                "these are curly quotation marks, and the text needs straight ones: "
                f'"{shortened(value[1:-1], 50)}".'
            )
            return MistakeError("yaml-colon", number, column, message)
        if (": " in value or value.endswith(":")) and _is_text(match):
            words = line[width(line) :].lstrip("- ")
            return MistakeError(
                "yaml-colon",
                number,
                match.start("key"),
                quotes_for_colon(words),
                f"{line[: match.start('key')]}{UNREADABLE}",
            )
        if ": " in value or value.endswith(":"):
            return MistakeError(
                "yaml-colon",
                number,
                column,
                "this line has two colons. Put double quotes around the words after the first: "
                f'"{shortened(value, 50)}".',
            )
        return None
