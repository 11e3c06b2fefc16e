"""Each kind of problem: what it means, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs.

    An error stops the build. A warning does not, unless the build is strict.
    A note only tells what was done, such as a piece left out because its consent has run out.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """What a kind of problem is, for the contributor's guide."""

    severity: Severity
    what: str
    mend: str


def _error(what: str, mend: str) -> Code:
    return Code(Severity.ERROR, what, mend)


def _warning(what: str, mend: str) -> Code:
    return Code(Severity.WARNING, what, mend)


CODES = {
    # The file
    "file-name": _error(
        "A file's name is also its address, and this one would not work as an address everywhere.",
        "Use small letters, figures and single hyphens, and end in .md: my-story.md.",
    ),
    "file-too-big": _error(
        "The file is bigger than we read (256 KiB), or its front matter is bigger than 16 KiB.",
        "Keep pictures in files of their own. Move long text from the front matter to the body.",
    ),
    "file-link": _error(
        "The file is a link to another file or leads out of the folder. We do not follow links.",
        "Put the file itself in the folder.",
    ),
    "file-passed-over": _warning(
        "We do not read this file or folder, so no story in it is on the site.",
        "Give stories names that end in .md, and folders names that do not begin with _.",
    ),
    "folder-empty": Code(
        Severity.NOTE,
        "There is nothing in a folder.",
        "Put a story into it, or delete it.",
    ),
    "no-entries": Code(
        Severity.NOTE,
        "There is not one story in the folder of testimonies, so the site has none to show.",
        "Write the first one, or look whether this is the right folder.",
    ),
    "file-encoding": _error(
        "The file is not saved as UTF-8 text.",
        "Save it again from your editor and choose the encoding UTF-8.",
    ),
    "file-characters": _error(
        "There is an invisible character that can damage or disguise text.",
        "Delete it and type the text around it again.",
    ),
    "file-conflict": _error(
        "Two people changed the file, and Git put both versions into it with lines of <<<<<<<, ======= and >>>>>>>.",
        "Keep the version that is right. Delete the other one and these lines.",
    ),
    "file-twin": _error(
        "Two files have the same name, or names that some computers cannot tell apart.",
        "Give one of them another name.",
    ),
    "alias-taken": _error(
        "An old name of a file is in use for something else, so its address cannot lead to two places.",
        "Take it out of aliases.",
    ),
    # The front matter as YAML
    "front-matter-missing": _error(
        "The file does not begin with front matter: the lines between two lines of ---.",
        "Begin the file with a line ---, then title: and the other fields, then another line ---.",
    ),
    "front-matter-open": _error(
        "The front matter begins but never ends.",
        "Put a line with only --- after the last field.",
    ),
    "front-matter-shape": _error(
        "The front matter is not a list of fields with a colon after each name.",
        "Write one field a line: title: My story.",
    ),
    "yaml-colon": _error(
        "There is a second colon with a space after it, so that the end of the value is not clear.",
        "Put double quotes around all the words after the first colon.",
    ),
    "yaml-quotes-needed": _error(
        "The text begins with a sign that has a meaning of its own in YAML.",
        "Put double quotes around the text.",
    ),
    "yaml-quote-open": _error(
        "A quotation mark opens and never closes, or closes too early.",
        "Put a double quote at both ends, and only there.",
    ),
    "yaml-tab": _error("A line begins with a tab.", "Use spaces, not tabs."),
    "yaml-no-colon": _error(
        "The line has no colon after the name of the field, or no space after the colon.",
        "Write the name, a colon, a space, then the text.",
    ),
    "yaml-indent": _error(
        "The line does not stand where the lines around it make us expect it.",
        "Give fields of one level the same number of spaces at the beginning.",
    ),
    "yaml-other": _error(
        "The front matter cannot be read here.",
        "Compare the line with the example in the guide.",
    ),
    "yaml-not-allowed": _error(
        "The front matter uses a part of YAML that we do not take: anchors, aliases, tags, merge keys, "
        "or lists within lists without end.",
        "Write the text out in plain fields and lists. Put double quotes around text that begins with & * or !.",
    ),
    "yaml-twice": _error("The same field stands in two places.", "Keep one of them."),
    "yaml-comment": _warning(
        "What follows a space and # is a comment and is lost.",
        "Put double quotes around the text if the # belongs to it. "
        "A comment that is meant has a space after the #.",
    ),
    # The fields
    "field-missing": _error("A field that we need is not there.", "Add the field."),
    "field-empty": _error(
        "A field that decides what may be shown is empty, so nobody can tell what was agreed.",
        "Write what was agreed. Nothing is shown before that.",
    ),
    "example-left": _error(
        "A template or the guide says this, and nobody has put their own words in its place.",
        "Write your own words. Write what was agreed, and by whom, in place of the example.",
    ),
    "example-word": _warning(
        "A template or the guide says this, in a file that has other examples left in it.",
        "Write what is so here, or take the line out.",
    ),
    "field-unknown": _error("The field is not one of ours.", "Correct its name, or take it out."),
    "field-value": _error(
        "The value of the field is not of the form we need.",
        "The message says which form that is.",
    ),
    "title-long": _warning(
        "The title is longer than 120 characters. It is shown, and it is too long for lists and for small screens.",
        "Shorten it, if its author agrees.",
    ),
    "summary-long": _warning(
        "The summary is longer than 60 words. It is shown, and it is too long for lists.",
        "Shorten it, if its author agrees. The text below can say more.",
    ),
    "entity": _warning(
        "A field has a sign written as another system writes it, such as &#39; for an apostrophe. It is shown as it is typed.",
        "Write the sign itself. sharedstory check --fix does it for you.",
    ),
    "field-choice": _error(
        "The value is not one of those to choose from.",
        "Choose one of those that the message names.",
    ),
    "field-list": _error(
        "The field is a list.",
        "Write it in square brackets, [one, two], or one a line, each after a hyphen.",
    ),
    "field-date": _error("The date is not in our form.", "Write 2026-03-01, or only 2026-03 or 2026."),
    "date-future": _error(
        "The date is still to come, and nothing here is planned.",
        "Correct the date, or set state: planned where it is a gathering.",
    ),
    # What hangs together
    "tag-unknown": _error(
        "The tag is not gathered by any theme.",
        "Use one of the tags in themes.yml. Organisers can add a tag to a theme there.",
    ),
    "place-unknown": _error("The place is not in places.yml.", "Use an id from places.yml."),
    "entry-unknown": _error(
        "There is no entry with this name.", "Use the file name of an entry, without .md."
    ),
    "gathering-unknown": _error(
        "There is no gathering with this name.",
        "Use the file name of a gathering, without .md. A session needs its gathering.",
    ),
    "session-waits": Code(
        Severity.NOTE,
        "A session is shown below its gathering, and the gathering is a draft or may not be on the site now.",
        "Nothing, if the gathering is to wait. Else see why it is not shown.",
    ),
    "pledge-twice": _error("Two pledges have the same id.", "Give one of them another id."),
    "learning-twice": _error(
        "Two learning points of a session have the same id.", "Give one of them another id."
    ),
    "quote-in-summary": _error(
        "A summary is in our words, and a quote is shown as the author's own.",
        "Take the quote out. Or put the author's own words into the text, in quotation marks.",
    ),
    "quote-not-in-body": _error(
        "The quote does not stand in the text.", "Copy one sentence from the text, word for word."
    ),
    "consent-missing": _error(
        "We publish nobody's words without knowing what was agreed.",
        "Add consent: with basis and named_as. The guide says what to choose.",
    ),
    "consent-name": _error(
        "The piece is to be without a name, but something in it names its author.",
        "Take the name out, or change named_as when the author agrees.",
    ),
    "consent-place": _error(
        "An anonymous piece names a place so small that people could know who it is.",
        "Name the council area or region instead.",
    ),
    "consent-soon": _warning(
        "The consent comes up for review within 60 days. From that day the piece is not shown.",
        "Ask the author, then set review_by to the new date.",
    ),
    "consent-over": Code(
        Severity.NOTE,
        "The day for reviewing the consent has come, so the piece is left out of the site.",
        "Ask the author. If they agree again, set given and review_by.",
    ),
    "withdrawn": _error(
        "The author took this piece back. It is not to be published again.",
        "Delete the file. If the author changed their mind, use another file name.",
    ),
    "withdrawn-twice": _warning(
        "The same id is in withdrawn.yml twice. Two people took the same story down, and Git kept both lines.",
        "Keep the line with the earlier day, and delete the other.",
    ),
    "withdrawn-undone": _error(
        "A line is gone from withdrawn.yml. What was taken back could be published again.",
        "Put the line back. If the author changed their mind, use another file name.",
    ),
    "maintainer": Code(
        Severity.NOTE,
        "A proposal changes a file that is no piece and no picture, so it changes more than a story.",
        "Somebody who looks after the site looks at the change before it is taken.",
    ),
    "link-dead": _warning(
        "A link in the text leads to a file or a heading that is not there. Its words are shown without the link.",
        "Correct the link. Links lead to the file of another entry, to a heading, or to a full https:// address.",
    ),
    "link-unsafe": _warning(
        "A link has an address that we do not link to, such as javascript:, or one without https://.",
        "Write the whole address, beginning with https://. Until then the words stay and the link is left out.",
    ),
    "image": _warning(
        "A picture cannot be shown. The page has the words for it, if there are any, and not the picture.",
        "Put the picture beside the text as .jpg, .png or .webp, say in words what it shows, "
        "and write ![what it shows](picture.jpg).",
    ),
    "body-html": _warning(
        "The text has HTML in it. It is shown as it was typed, and does nothing.",
        "Use Markdown, or take the HTML out.",
    ),
    "body-markdown": _warning(
        "Something was meant as Markdown, and a small thing is missing. It is shown as it was typed.",
        "Do as the message says, and look at GitHub's preview.",
    ),
    "note-hidden": _error(
        "There is a note that some editors hide, such as <!-- ask her first -->. It may be about consent, a name or "
        "when to publish, and nobody may have read it. A few words that we cannot place count as such a note.",
        "Do what it asks and take it out, or keep it somewhere else. To show the signs themselves, put backticks around them.",
    ),
    "note-left-out": _warning(
        "There is a note about the page, such as <!-- more -->, or a part of the text that was taken out. "
        "It is not on the site, but anyone who opens the file can read it.",
        "Nothing, if anyone may read it and it asks for nothing. If not, do what it asks, and take it out.",
    ),
    "body-empty": _error("There are no words after the front matter.", "Write the text below the second ---."),
    # What could harm somebody if it became public
    "privacy-email": _warning(
        "There is an e-mail address, to which anybody could write.",
        "Take it out. If it is meant for everybody, list it in the consent under shown_on_purpose.",
    ),
    "privacy-phone": _warning(
        "There is a telephone number, which anybody could ring.",
        "Take it out. If it is meant for everybody, list it in the consent under shown_on_purpose.",
    ),
    "privacy-postcode": _warning(
        "There is a postcode, which can lead to somebody's door.",
        "Name the town or the county instead.",
    ),
    "privacy-number": _warning(
        "There is a number that looks like one of the NHS or of National Insurance.",
        "Take it out. With such a number, others can pretend to be that person.",
    ),
    "privacy-birth": _warning(
        "There is a date of birth, by which others can pretend to be that person.",
        "Write the year, or the age, instead.",
    ),
    "privacy-profile": _warning(
        "There is a link to somebody's own page in a social network.",
        "Take it out, unless they want everybody to find it. Then list it in the consent under shown_on_purpose.",
    ),
    "privacy-name": _warning(
        "The piece is to be without names, and there is what looks like a name.",
        "Write who the person is instead, such as my sister. If it is no person's name, list it in the consent "
        "under shown_on_purpose.",
    ),
    "privacy-photo": _warning(
        "A picture says where it was taken.",
        "Save it again without its location, before anybody gets the file. The site takes the location out, "
        "but whoever has the file can read it.",
    ),
    "theme-twice": _error("Two themes or places have the same id.", "Give one of them another id."),
    "theme-pin": _error(
        "A theme pins an entry that it does not gather.",
        "Give the entry one of the theme's tags, or take the pin out.",
    ),
    "theme-thin": _warning(
        "A theme gathers fewer than two entries.",
        "Tag more entries, or join the theme with another one.",
    ),
    "tag-unused": _warning("No entry uses the tag.", "Use it, or take it out of themes.yml."),
    "glimpse-unchecked": _warning(
        "Nobody has looked for more than a year whether this glimpse is still so.",
        "Look, correct it, and set last_checked to today.",
    ),
    "directive": _error(
        "A page asks for a live part that we do not have, or asks for it in the wrong words.",
        "Write it as in the guide: <!-- sharedstory/latest kind=testimony limit=3 -->.",
    ),
    "address-taken": _error(
        "Two pages would have the same address, or an id cannot be an address.",
        "Rename the page in docs/ or the entry, or choose another id.",
    ),
}  # fmt: skip
