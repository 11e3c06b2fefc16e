"""A sheet from a private form -> a draft for each person who agreed, ready for the organisers to look at with them."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sharedstory.editing.splice import put
from sharedstory.forms import compose
from sharedstory.forms.questions import Answer, Question, Sort, Vocabulary, for_contributors
from sharedstory.importing import answers, headings, permission
from sharedstory.importing.answers import words_in
from sharedstory.importing.cells import date_in, is_day_first
from sharedstory.importing.matching import Near
from sharedstory.importing.meanings import Column, Polarity
from sharedstory.importing.permission import Cell, Naming
from sharedstory.importing.sheets import Row, Sheet
from sharedstory.importing.story_columns import MEANINGS, NOT_TAKEN, QUESTIONS, SEVERAL, own_name
from sharedstory.reading import privacy
from sharedstory.schema.choices import Basis, Channel, Kind, NamedAs
from sharedstory.schema.words import shortened

# How many of the words of two stories must be the same for one to be the other, edited.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft from one row: what tells the row from others, the name and the text of the file, and what to look at."""

    row: int
    key: str
    name: str
    text: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A story that was taken in before: the name of its file without .md; its words and how its people are named now.

    Its words are None where the file is gone.
    """

    name: str
    words: str | None
    named_as: str = ""


@dataclass(slots=True)
class StoriesReport:
    """What became of the rows that are no drafts: what to tell, a line each, and how many were left out, by reason."""

    lines: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    to_look_at: int = 0

    def leave_out(self, row: int, reason: str, more: str = "") -> None:
        self.left_out[reason] += 1
        self.lines.append(f"row {row}: {reason}{more}, so it is left out.")

    def look(self, line: str) -> None:
        self.to_look_at += 1
        self.lines.append(line)

    def count(self, drafts: int) -> str:
        """How many rows became drafts, how many were left out and why, and how many lines are for a person."""
        reasons = "; ".join(f"{number} because {reason}" for reason, number in self.left_out.items())
        left = self.left_out.total()
        return (
            f"{_counted(drafts, 'draft')} made. {_counted(left, 'row')} left out"
            + (f": {reasons}. " if reasons else ". ")
            + f"{_counted(self.to_look_at, 'thing')} for you to look at, in the lines above."
        )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


# Columns


# Rows


def drafts(
    sheet: Sheet,
    column: Mapping[str, Column],
    vocabulary: Vocabulary,
    tags: Collection[str],
    taken: Mapping[str, Taken],
    report: StoriesReport,
) -> Iterator[Draft]:
    """A draft for each row whose person plainly agreed and whose story is not among those `taken`, by their keys.

    `tags` are those that themes gather. What is left out is told in the report, with its place and the reason, and
    also what became of rows that were taken before.
    """
    form = _Form.of(sheet, column, vocabulary, tags)
    report.lines += form.told
    if not form.whole:
        report.left_out["we could not tell the columns of stories and of consent"] = len(sheet.rows)
        return
    consents = {row.number: permission.consent(form.cells(row)) for row in sheet.rows}
    refused = {_key(form.story(row)) for row in sheet.rows if consents[row.number].refused}
    seen: set[str] = set()
    fresh: dict[int, str] = {}
    for row in sheet.rows:
        words, consent = form.story(row), consents[row.number]
        key = _key(words)
        again = key in seen
        seen.add(key)
        if answers.placeholder(compose.text(words)):
            report.leave_out(row.number, "there is no story in it")
        elif again and consent.given:
            report.leave_out(row.number, "the same story is in a row above")
        elif key in taken:
            one = taken[key]
            if one.words is not None and key in refused:
                report.look(
                    f"row {row.number}: they agreed before, and do not any more. Take it back: sharedstory withdraw {one.name}"
                )
            elif one.words is not None and not consent.given:
                report.look(
                    f"row {row.number}: it is not clear that they still agree: {consent.why or 'no column says yes'}. "
                    f"{one.name}.md stays as it is. Ask them."
                )
            elif one.words is not None:
                for line in _narrower(form.naming(row), one):
                    report.look(f"row {row.number}: {line}")
            report.left_out["they were taken before"] += 1
        elif consent.refused:
            report.leave_out(row.number, "nobody agreed", f": {consent.why}")
        elif key in refused:
            report.leave_out(row.number, "the same story is in another row that does not agree")
        elif not consent.given:
            report.left_out["it is not clear that they agree"] += 1
            report.look(
                f"row {row.number}: it is not clear that they agree, so it is left out: {consent.why or 'no column says yes'}. "
                "Talk with them, and write the file by hand: sharedstory new testimony."
            )
        elif draft := form.draft(row, key, report):
            fresh[row.number] = words
            for line in draft.told:
                report.look(line)
            yield draft
    for line in _since(taken, seen, fresh):
        report.look(line)


def _narrower(naming: Naming, one: Taken) -> Iterator[str]:
    """What to tell where the sheet allows less of a name now than stands in the file."""
    order = [NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY, NamedAs.CHOSEN_NAME, NamedAs.FIRST_NAME, NamedAs.FULL_NAME]
    if one.named_as in order[order.index(naming.named_as) + 1 :]:
        yield (
            f"the sheet allows less of the name now than {one.name}.md shows. {naming.why or 'Look at the row'}. "
            "Change it in the file, if nobody told you otherwise since."
        )


def _since(taken: Mapping[str, Taken], seen: Container[str], fresh: Mapping[int, str]) -> Iterator[str]:
    """What became of stories whose rows are not in the sheet as they were, by the words of the rows that are new."""
    left = {one.name: one.words for key, one in taken.items() if key not in seen and one.words is not None}
    near = Near([*left.items(), *fresh.items()])
    for number, words in fresh.items():
        like = next(
            (one for one in near.to(words) if one in left and near.overlap(number, one) > ALIKE), None
        )
        if like:
            yield (
                f"row {number}: much of it is in {like}.md, which came from this form before. If it is the same "
                "story, edited, take over what is new, and delete the new draft."
            )
            del left[like]
    if left and any(key in seen for key in taken):
        yield (
            f"not in the sheet any more, and still here: {', '.join(sorted(left))}. If somebody took their story "
            "back, run sharedstory withdraw with its name."
        )


def _key(words: str) -> str:
    """By what a story is known again; nothing of it can be read from that."""
    return hashlib.sha256(privacy.without_details(words)[0].encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Form:
    """The form behind a sheet: which column answers which question, and what is to be told about its columns."""

    column: Mapping[str, Column]
    one: Mapping[str, str]
    questions: Mapping[str, Question]
    tags: frozenset[str]
    day_first: bool | None
    told: tuple[str, ...]

    @classmethod
    def of(
        cls, sheet: Sheet, column: Mapping[str, Column], vocabulary: Vocabulary, tags: Collection[str]
    ) -> "_Form":
        told: list[str] = []
        found: dict[str, list[str]] = {}
        for heading, what in column.items():
            found.setdefault(what.meaning, []).append(heading)
            if what.meaning in NOT_TAKEN:
                filled = [row.number for row in sheet.rows if row.cells.get(heading)]
                why = "" if what.meaning else " We do not know what it is"
                how = f". Say it, such as: --column '{heading}=-'." if why else "."
                told.append(
                    f"left out: the column {shortened(heading)}{_rows(filled)}.{why}{how if why else ''}"
                )
        one = {meaning: same[0] for meaning, same in found.items() if meaning not in SEVERAL}
        if "on" in one:
            one["on"] = _day_of_consent(found["on"])
        own = own_name(found.get("who", ()))
        if own:
            one["who"] = own
        for meaning, same in found.items():
            if len(same) > 1 and (meaning == "story" or (meaning == "who" and not own)):
                del one[meaning]
                told.append(
                    f"several columns could be {MEANINGS[meaning]}: {', '.join(map(shortened, same))}. None is taken. "
                    f"Say which, such as: --column '{same[0]}={meaning}' --column '{same[1]}=-'."
                )
            elif meaning not in SEVERAL:
                told += [
                    f"left out: the column {shortened(other)}, since {shortened(one[meaning])} is taken as {MEANINGS[meaning]}."
                    for other in same
                    if other != one[meaning]
                ]
        if "on" not in one:
            told.append(
                "no column says when people agreed. Write the day below consent, as given: 2026-03-01."
            )
        consents = [column[heading] for heading in found.get("consent", ())]
        for missing, there, option in (
            ("whether people agree", Column("consent", Polarity.ALLOWS) in consents, "consent"),
            ("the stories themselves", "story" in one, "story"),
        ):
            if not there:
                candidates = (
                    [*found.get("consent", ()), *found.get("", ())]
                    if option == "consent"
                    else found.get("", [])
                )
                like = candidates[0] if candidates else "HEADING"
                told.append(
                    f"no column plainly says {missing}, so nothing can be taken. If one does, say which: "
                    f"--column '{like}={option}'."
                )
        questions = {question.name: question for question in for_contributors(Kind.TESTIMONY, vocabulary)}
        days = [row.cells.get(one["on"], "") for row in sheet.rows] if "on" in one else []
        web = [
            heading
            for heading in found.get("consent", ())
            if column[heading].polarity is Polarity.ALLOWS
            and {"website", "web", "online", "site", "wefan", "gwefan"}
            & set(words_in(headings.plain(heading)))
        ]
        if "channels" not in one:
            why = (
                f'"{shortened(web[0])}" asks about the website only'
                if web
                else "no column says where stories may be shown"
            )
            told.append(
                f"{why}, so each draft may be shown on the website and nowhere else. Ask people about more."
            )
        return cls(
            column, one, questions, frozenset(tags), is_day_first(day for day in days if not answers.placeholder(day)), tuple(told)
        )  # fmt: skip

    @property
    def whole(self) -> bool:
        return "story" in self.one and Column("consent", Polarity.ALLOWS) in self.column.values()

    def cell(self, row: Row, meaning: str) -> str:
        return row.cells.get(self.one.get(meaning, ""), "")

    def story(self, row: Row) -> str:
        return self.cell(row, "story")

    def cells(self, row: Row) -> list[Cell]:
        return [Cell(heading, what, row.cells.get(heading, "")) for heading, what in self.column.items()]

    def naming(self, row: Row) -> Naming:
        return permission.naming(self.cells(row), self.cell(row, "who"))

    def draft(self, row: Row, key: str, report: StoriesReport) -> Draft | None:
        """The draft of a row; nothing where it may be shown nowhere, which is told."""
        told: list[str] = []
        place = f"row {row.number}: "
        given: dict[str, Answer] = {"kind": str(Kind.TESTIMONY)}
        for meaning, name in QUESTIONS.items():
            if meaning not in self.one or meaning == "channels" or name not in self.questions:
                continue
            cell = self.cell(row, meaning)
            if meaning != "story" and cell and answers.placeholder(cell):
                told.append(f'{place}"{shortened(cell)}" in "{shortened(self.one[meaning])}" was left out.')
                continue
            cell, private = privacy.without_details(cell)
            told += [f'{place}{what} in "{shortened(self.one[meaning])}" was left out.' for what in private]
            given[name] = self.answer(self.questions[name], self.one[meaning], cell, row.number, told)
        if "channels" in self.one:
            channels = _channels(self.cell(row, "channels"))
            if not channels:
                where = Cell(self.one["channels"], Column("channels"), self.cell(row, "channels"))
                report.left_out["it may be shown nowhere, or we cannot tell where"] += 1
                report.look(
                    f"{place}it may be shown nowhere, or we cannot tell where, so it is left out: {where.quoted}."
                )
                return None
            given["consent.channels"] = channels
        else:
            given["consent.channels"] = (str(Channel.WEB),)
        naming = self.naming(row)
        if naming.why:
            told.append(f"{place}{naming.why}. Ask them how they want to be named.")
        if naming.name:
            given["authors.0.name"] = naming.name
        if naming.named_as is not NamedAs.FULL_NAME and given.pop("authors.0.organisation", ""):
            told.append(
                f'{place}"{shortened(self.one["organisation"])}" was left out, since they are not named in full.'
            )
        given["consent.basis"] = str(Basis.CONSENT)
        day = self.day(row)
        if day:
            given["consent.given"] = day
        elif "on" in self.one:
            told.append(
                f'{place}"{shortened(self.one["on"])}" has no day that we can read. Write it below consent, as given: 2026-03-01.'
            )
        given["consent.named_as"] = str(naming.named_as)
        text = compose.file([*self.questions.values()], given)
        told += [f"{place}the name that we must not show is in {where}." for where in self.hidden_name(row, naming, given)]  # fmt: skip
        anonymous = naming.named_as in (NamedAs.ANONYMOUS, NamedAs.ROLE_ONLY)
        told += [f"{place}{finding.words}" for finding in privacy.find(text, anonymous=anonymous)]
        # The name of the file is its address, so it says nothing of anybody.
        name = compose.name({key: given[key] for key in ("kind", "consent.given") if key in given} | {"consent.named_as": NamedAs.ANONYMOUS})  # fmt: skip
        return Draft(row.number, key, name, put(text.encode(), ("draft",), "true").decode(), tuple(told))

    def day(self, row: Row) -> str:
        return date_in(self.cell(row, "on"), self.day_first)

    def hidden_name(self, row: Row, naming: Naming, given: Mapping[str, Answer]) -> Iterator[str]:
        """Where parts of a name stand that may not be shown, in words."""
        names = [
            row.cells.get(heading, "")
            for heading, what in self.column.items()
            if what.meaning == "who"
            or (what.meaning == "personal" and re.search(r"name|enw", headings.plain(heading)))
        ]
        shown = {word.casefold() for word in naming.name.split()}
        hidden = {word for name in names for word in words_in(name.casefold()) if len(word) > 1} - shown
        hidden -= {"and", "the", "of", "mr", "mrs", "ms", "dr", "na", "none", "anonymous"}
        for name, answer in given.items():
            words = answer if isinstance(answer, str) else " ".join(answer)
            if name not in ("kind", "authors.0.name") and hidden & {part.removesuffix("'s") for part in words_in(words.casefold().replace("’", "'"))}:  # fmt: skip
                meaning = next((meaning for meaning, question in QUESTIONS.items() if question == name), "")
                yield "the story" if meaning == "story" else f'"{shortened(self.one.get(meaning, name))}"'

    def answer(
        self, question: Question, heading: str, cell: str, number: int, told: list[str]
    ) -> Answer:  # fmt: skip
        """An answer as the forms know it: for choices the ids whose labels or ids stand in the cell."""
        if not question.choices:
            return cell
        ids = {label.casefold(): id_ for id_, label in question.choices}
        # An id is what it is called in the fewest words, so people write it without hyphens too.
        ids |= {words: id_ for id_, _ in question.choices for words in (id_, id_.replace("-", " "))}
        order = [id_ for id_, _ in question.choices]
        if question.name == "tags":
            ids = {tag.casefold(): tag for tag in self.tags} | ids
            order += sorted(self.tags - set(order))
        chosen, rest = _chosen(cell, ids)
        if rest:
            told.append(
                f'row {number}: "{shortened(", ".join(rest))}" in "{shortened(heading)}" is no choice of "{question.ask}".'
            )
        if question.sort is Sort.CHOICE:
            if len(chosen) > 1:
                told.append(f'row {number}: "{shortened(heading)}" has several answers, so none is taken.')
            return chosen[0] if len(chosen) == 1 else ""
        return tuple(sorted(chosen, key=order.index))


_BETWEEN = re.compile(r"\s*[,;|\n]\s*")


def _chosen(cell: str, ids: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The ids whose words stand in a cell between commas and the like, and what stands there beside; longest first."""
    rest, chosen = " ".join(cell.casefold().replace("\n", " ; ").split()), []
    for words in sorted(ids, key=len, reverse=True):
        plain = " ".join(words.split())
        rest, times = re.subn(rf"(?:^|(?<=[,;|]))\s*{re.escape(plain)}\s*(?=$|[,;|])", " ", rest)
        if times and ids[words] not in chosen:
            chosen.append(ids[words])
    return chosen, [part for part in (part.strip() for part in _BETWEEN.split(rest)) if part]


_CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.WEB: r"web|web ?site|web ?page|online|site|internet|page|y wefan|gwefan|ar-lein|story page",
    Channel.SEARCH: r"search|search engines?|site search|chwilio",
    Channel.FEED: r"feeds?|rss|rss feeds?",
    Channel.CARD: r"cards?|link previews?|previews?|share previews?",
    Channel.PRINT: r"print|printed|in print|booklets?|printed booklets?|print(ed)? copies|argraffu|llyfryn(nau)?",
    Channel.DATA: r"(the )?open data|data|data agored",
}
_EVERYWHERE = re.compile(
    r"(yes )?(everywhere|anywhere|all|all of (them|these)|any|unrhyw le|pob un|ym mhobman)"
)
_BOUND = re.compile(r"\b(not|no|n't|but|except|if|unless|after|before|without|until|other than|apart from|dim|nid|ond|heb|os)\b")  # fmt: skip


def _channels(cell: str) -> tuple[str, ...]:
    """The channels that a cell plainly grants, in our order; none where anything in it is not plain."""
    chosen, rest = _chosen(
        cell, {one.label.casefold(): str(one) for one in Channel} | {one: one for one in Channel}
    )
    for part in (one for words in rest for one in re.split(r"\s*(?:/|&|\+|\band\b|\ba\b(?=\s\w))\s*", words)):
        plain = re.sub(r"\b(only|just|please|thanks|on|in|the|your|our|its|it's|fine|ok|yes|yn unig|diolch|ar|your)\b|[.!()]", " ", part)  # fmt: skip
        plain = " ".join(plain.split())
        if not plain and not re.search(r"[?]", part):
            continue
        if _BOUND.search(part) or answers.placeholder(part):
            return ()
        if _EVERYWHERE.fullmatch(plain):
            chosen += map(str, Channel)
        elif channel := next(
            (one for one, words in _CHANNEL_WORDS.items() if re.fullmatch(words, plain)), None
        ):
            chosen.append(str(channel))
        else:
            return ()
    return tuple(str(one) for one in Channel if one in chosen)


def _rows(numbers: Sequence[int]) -> str:
    """In which rows a column has something."""
    if not numbers:
        return " (it is empty)"
    most = ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")
    return f" (row{'' if len(numbers) == 1 else 's'} {most})"


def _day_of_consent(same: Sequence[str]) -> str:
    """Of several days, that of consent, or else the first; a day of the story itself says nothing about it."""
    return next((one for one in same if re.search(r"consent|agree|cydsyn|sign", one, re.IGNORECASE)), same[0])
