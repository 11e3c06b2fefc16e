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
        "A file's name is also its address, and this name does not work as an address everywhere.",
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
        "The folder of testimonies has no stories yet, so the site has none to show.",
        "Write the first one, or check that this is the right folder.",
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
        "Two people changed the file. Git put both versions into it, with lines of <<<<<<<, ======= and >>>>>>>.",
        "Keep the version that is right. Delete the other one and these lines.",
    ),
    "file-twin": _error(
        "Two files have the same name, or names that some computers cannot tell apart.",
        "Give one of them another name.",
    ),
    "alias-taken": _error(
        "Something else uses an old name of this file, and one address cannot lead to two places.",
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
        "There is a second colon with a space after it, so we cannot tell where the text ends.",
        "Put double quotes around all the words after the first colon.",
    ),
    "yaml-quotes-needed": _error(
        "The text begins with a sign that means something else in YAML.",
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
        "The line begins too far in, or not far enough.",
        "Give fields that belong together the same number of spaces at the beginning.",
    ),
    "yaml-other": _error(
        "We cannot read the front matter here.",
        "Compare the line with the example in the guide.",
    ),
    "yaml-not-allowed": _error(
        "The front matter uses a part of YAML that we do not read, such as anchors, aliases or tags.",
        "Write the text out in plain fields and lists. Put double quotes around text that begins with & * or !.",
    ),
    "yaml-twice": _error("The same field is there twice.", "Keep one of them."),
    "yaml-comment": _warning(
        "After a space and #, the rest of the line is a comment. We do not read it.",
        "If the # is part of the text, put double quotes around the text. "
        "If you want a comment, put a space after the #.",
    ),
    # The fields
    "field-missing": _error("A field that we need is missing.", "Add the field."),
    "field-empty": _error(
        "A field that says what we may show is empty, so we do not know what was agreed.",
        "Write what was agreed. We show nothing until then.",
    ),
    "example-left": _error(
        "This is still the example from a template or the guide.",
        "Write your own words instead. For consent, write what was really agreed, and who agreed.",
    ),
    "example-word": _warning(
        "This may still be the example from a template or the guide.",
        "Write what is true here, or take the line out.",
    ),
    "field-unknown": _error("We do not know this field.", "Correct its name, or take it out."),
    "field-value": _error(
        "We cannot use this value.",
        "The message says how to write it.",
    ),
    "title-long": _warning(
        "The title is longer than 120 characters. We show it, but it is too long for lists and small screens.",
        "Shorten it, if its author agrees.",
    ),
    "summary-long": _warning(
        "The summary is longer than 60 words. We show it, but it is too long for lists.",
        "Shorten it, if its author agrees. The text below can say more.",
    ),
    "entity": _warning(
        "A sign is written in code, such as &#39; for an apostrophe. Readers see the code.",
        "Write the sign itself, or run sharedstory check --fix.",
    ),
    "field-choice": _error(
        "This is not one of the choices.",
        "Use one of the choices in the message.",
    ),
    "field-list": _error(
        "This field needs a list.",
        "Write it in square brackets, [one, two], or one a line, each after a hyphen.",
    ),
    "field-date": _error("We cannot read this date.", "Write 2026-03-01, or only 2026-03 or 2026."),
    "date-future": _error(
        "This date is in the future.",
        "Correct the date. For a gathering that is still to come, write state: planned.",
    ),
    # What hangs together
    "tag-unknown": _error(
        "No theme has this tag.",
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
        "We show a session with its gathering, and the gathering is a draft or may not be on the site now.",
        "If the gathering should wait, do nothing. If not, check why it is not shown.",
    ),
    "pledge-twice": _error("Two pledges have the same id.", "Give one of them another id."),
    "learning-twice": _error(
        "Two learning points of a session have the same id.", "Give one of them another id."
    ),
    "quote-in-summary": _error(
        "A summary is in our words, but we show a quote as the author's own words.",
        "Take the quote out. Or put the author's own words into the text, in quotation marks.",
    ),
    "quote-not-in-body": _error(
        "The quote is not in the text.", "Copy one sentence from the text, word for word."
    ),
    "consent-missing": _error(
        "We do not publish anyone's words until we know what they agreed to.",
        "Add consent: with basis and named_as. The guide says what to choose.",
    ),
    "consent-name": _error(
        "This story is anonymous, but something in it names its author.",
        "Take the name out. Or change named_as, if the author agrees.",
    ),
    "consent-place": _error(
        "This story is anonymous, but it names a place so small that people could work out who it is.",
        "Name the council area or region instead.",
    ),
    "consent-soon": _warning(
        "Consent needs a review within 60 days. After that day we do not show the story.",
        "Ask the author, then set review_by to the new date.",
    ),
    "consent-over": Code(
        Severity.NOTE,
        "The day to review consent has come, so we do not show the story.",
        "Ask the author. If they agree again, set given and review_by.",
    ),
    "withdrawn": _error(
        "The author asked us to take this story down. Do not publish it again.",
        "Delete the file. If the author changed their mind, use another file name.",
    ),
    "withdrawn-twice": _warning(
        "The same id is in withdrawn.yml twice. Two people took the same story down, and Git kept both lines.",
        "Keep the line with the earlier day, and delete the other.",
    ),
    "withdrawn-undone": _error(
        "A line is gone from withdrawn.yml. A story that was taken down could be published again.",
        "Put the line back. If the author changed their mind, use another file name.",
    ),
    "maintainer": Code(
        Severity.NOTE,
        "This proposal changes more than stories and pictures.",
        "Somebody who looks after the site has to check the change.",
    ),
    "link-dead": _warning(
        "A link leads to a file or a heading that is not there. We show its words without the link.",
        "Correct the link. It can lead to the file of another entry, to a heading, or to a full https:// address.",
    ),
    "link-unsafe": _warning(
        "We do not link to this address, because it is unsafe or has no https://.",
        "Write the whole address, beginning with https://. Until then we show the words without the link.",
    ),
    "image": _warning(
        "We cannot show a picture. The page has its description instead, if there is one.",
        "Put the picture beside the text as .jpg, .png or .webp, say in words what it shows, "
        "and write ![what it shows](picture.jpg).",
    ),
    "body-html": _warning(
        "The text has HTML in it. Readers see the code, and it does nothing.",
        "Use Markdown, or take the HTML out.",
    ),
    "body-markdown": _warning(
        "This looks like Markdown with a small mistake. Readers see it as you typed it.",
        "Do what the message says, and check the preview on GitHub.",
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
        "There is an email address. Anybody could write to it.",
        "Take it out. If everybody may see it, list it in the consent under shown_on_purpose.",
    ),
    "privacy-phone": _warning(
        "There is a phone number. Anybody could ring it.",
        "Take it out. If everybody may see it, list it in the consent under shown_on_purpose.",
    ),
    "privacy-postcode": _warning(
        "There is a postcode. It can show where somebody lives.",
        "Name the town or the county instead.",
    ),
    "privacy-number": _warning(
        "There is a number that looks like an NHS or National Insurance number.",
        "Take it out. With such a number, others can pretend to be that person.",
    ),
    "privacy-birth": _warning(
        "There is a date of birth. Others can use it to pretend to be that person.",
        "Write the year, or the age, instead.",
    ),
    "privacy-profile": _warning(
        "There is a link to somebody's own page on a social network.",
        "Take it out, unless they want everybody to find it. Then list it in the consent under shown_on_purpose.",
    ),
    "privacy-name": _warning(
        "This story is anonymous, and there is something that looks like a name.",
        "Write who the person is instead, such as my sister. If it is not a person's name, list it in the consent "
        "under shown_on_purpose.",
    ),
    "privacy-photo": _warning(
        "A picture says where it was taken.",
        "Save it again without its location, before you pass the file on. The site takes the location out, "
        "but anyone who has the file can read it.",
    ),
    "theme-twice": _error("Two themes or places have the same id.", "Give one of them another id."),
    "theme-pin": _error(
        "A theme pins an entry that does not belong to it.",
        "Give the entry one of the theme's tags, or take the pin out.",
    ),
    "theme-thin": _warning(
        "A theme has fewer than two entries.",
        "Tag more entries, or join the theme with another one.",
    ),
    "tag-unused": _warning("No entry uses the tag.", "Use it, or take it out of themes.yml."),
    "glimpse-unchecked": _warning(
        "Nobody has checked for more than a year that this glimpse is still true.",
        "Check it, correct it, and set last_checked to today.",
    ),
    "directive": _error(
        "A page asks for a live part that we do not have, or there is a mistake in how it asks.",
        "Write it like this: <!-- sharedstory/latest kind=testimony limit=3 -->.",
    ),
    "address-taken": _error(
        "Two pages would have the same address, or an id cannot be an address.",
        "Rename the page in docs/ or the entry, or choose another id.",
    ),
}  # fmt: skip
