"""The preflight for privacy, on a corpus of made-up texts, with its recall and its false alarms."""

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from sharedstory.reading import naming, privacy
from sharedstory.story.folder import read_story
from tests import growth
from tests.conftest import AS_OF, Tell, entry

HERE = Path(__file__).parent
FOUND: dict[str, list[str]] = yaml.safe_load((HERE / "privacy" / "found.yml").read_text(encoding="utf-8"))
NOT_FOUND: list[str] = yaml.safe_load((HERE / "privacy" / "not-found.yml").read_text(encoding="utf-8"))
FILE_NAMES: dict[str, list[list[str]]] = yaml.safe_load(
    (HERE / "privacy" / "file-names.yml").read_text(encoding="utf-8")
)
MARKED = re.compile(r"⟦(.*?)⟧")


def unmarked(text: str) -> tuple[str, list[str]]:
    """A text without its marks, and what stood between them."""
    return MARKED.sub(r"\1", text), MARKED.findall(text)


def found(text: str) -> list[tuple[str, str]]:
    return [(one.code, text[one.start : one.end]) for one in privacy.find(text, anonymous=True)]


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in FOUND.items() for text in texts])
def test_this_is_found(code: str, text: str) -> None:
    plain, marked = unmarked(text)
    assert marked
    assert [words for kind, words in found(plain) if kind == code] == marked


@pytest.mark.parametrize("text", NOT_FOUND)
def test_this_passes(text: str) -> None:
    assert found(text) == []


def test_the_guide_states_how_much_is_found() -> None:
    guide = (HERE.parent / "docs" / "take-part" / "privacy.md").read_text(encoding="utf-8")
    for code, texts in FOUND.items():
        total = sum(len(MARKED.findall(text)) for text in texts)
        hits = sum(
            found(unmarked(text)[0]).count((code, words)) for text in texts for words in MARKED.findall(text)
        )
        assert re.search(rf"\| `{code}` \|.*\| {hits} of {total} \|", guide), f"{code}: {hits} of {total}"
    alarms = sum(bool(found(text)) for text in NOT_FOUND)
    assert f"{alarms} of {len(NOT_FOUND)} texts" in guide


def test_the_story_as_it_is_gives_no_alarm() -> None:
    folder = HERE.parent / "testimonies"
    read = read_story(folder, as_of=AS_OF, called="testimonies")
    assert [problem for problem in read.problems if problem.code.startswith("privacy")] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Version 0.7.6.1 came.", "Version 0.7.6.1 came."),
        ("0.7.6.1", "0.7.6.1"),
        ("version 10.20.30.40", "version 10.20.30.40"),
        ("v2.30.40.50", "v2.30.40.50"),
        ("Section 1.2.3.4", "Section 1.2.3.4"),
        ("See § 21.22.23.24", "See § 21.22.23.24"),
        ("131.0.6778.85", "131.0.6778.85"),
        ("from 81.2.69.142 at noon", "from (IP address left out) at noon"),
        ("IP 10.0.0.1", "IP (IP address left out)"),
        ("her IP address is 8.8.8.8", "her IP address is (IP address left out)"),
        ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "(IP address left out)"),
        ("ann@nobody-here.org, 81.2.69.142", "(e-mail address left out), (IP address left out)"),
    ],
)
def test_versions_and_chapters_are_no_addresses_of_devices(text: str, left: str) -> None:
    assert privacy.without_addresses(text) == (left, left.count("left out"))


def test_names_are_looked_for_only_where_nobody_is_to_be_named() -> None:
    assert list(privacy.find("My sister Zadie came.")) == []


def test_what_was_listed_as_public_passes() -> None:
    text = "Ring 07999 123 456 or write to Ann@nobody-here.org, or ask Sarah."
    known = ["07999 123456", "ann@nobody-here.org", "Sarah"]
    assert list(privacy.find(text, anonymous=True, known=known)) == []


HOSTILE = [
    "0",
    "0 ",
    "a@",
    "a.",
    " ",
    "A1 ",
    "a at b dot ",
    "My sister ",
    "Ann ",
    "+44",
    "999 ",
    "AB 12 ",
    "born on 1",
    "x.com/",
    "(",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def prepare(length: int) -> Callable[[], object]:
        text = (piece * length)[:length] + "@"
        return lambda: list(privacy.find(text, anonymous=True))

    assert growth.exponent(prepare, 400) <= growth.EXPONENT


# A name of two words of 62 letters each is long, and so is an address.
@pytest.mark.parametrize("pattern", privacy.PATTERNS)
def test_a_pattern_looks_no_further_than_it_has_to(pattern: privacy.Pattern) -> None:
    """From each place in a text: then work grows with the text, whatever it is."""
    _, most = importlib.import_module("re._parser").parse(pattern.regex).getwidth()
    assert most <= 400


@pytest.mark.parametrize(
    ("address", "text", "names"), [(*case[:2], case[2:]) for cases in FILE_NAMES.values() for case in cases]
)
def test_a_file_name_names_only_who_is_named_in_context(address: str, text: str, names: list[str]) -> None:
    assert list(naming.in_address(address, text, {"exampletown", "testimony"})) == names


PLACES_OF_A_NAME: list[list[str]] = yaml.safe_load(
    (HERE / "privacy" / "places-of-a-name.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in PLACES_OF_A_NAME])
def test_a_name_that_is_known_and_kept_back_is_told_wherever_it_stands(
    row: list[str], tell: Tell, folder: Path
) -> None:
    _, given, where, *kind = row
    fields: dict[str, str] = {
        "authors": "",
        "consent": "consent: {basis: already-public, named_as: anonymous}",
    }
    pledge = {"id": "key", "will": "We will open it."}
    body, file = "We have a key.\n", "story.md"
    if where == "text":
        body += given + "\n"
    elif where == "file":
        file = given
    elif given.startswith("pledge_"):
        name, _, value = given.removeprefix("pledge_").partition(": ")
        pledge[name] = value
    else:
        fields[given.partition(":")[0]] = given
    more = "".join(f", {name}: {pledge.pop(name)}" for name in ("note", "evidence") if name in pledge)
    words = "".join(f"{name}: {value}, " for name, value in pledge.items())
    fields["pledges"] = (
        f"pledges:\n  - {{{words}who: Quéntilla Marsh-Öhm, as: individual, "
        f"history: [{{on: 2026, status: promised{more}}}]}}"
    )
    read = tell({file: entry(*kind, body=body, **fields), "spring.md": entry("gathering")})
    last = len((folder / file).read_text(encoding="utf-8").splitlines())
    told = [
        {"": "file" if one.line == 1 else "text"}.get(one.field, one.field)
        for one in read.problems
        if one.path.endswith(file)
        and "not to be named" in one.message
        and (one.field or one.line in (1, last))
    ]
    assert [one for one in told if one.startswith(where)]
    assert {one.split(".")[0] for one in told} == {where.split(".")[0]}


CONSENT = "consent:\n  basis: consent\n  given: 2026-01\n  named_as: {}"


def said(tell: Tell, text: str) -> list[str]:
    read = tell({"story.md": text, "other.md": entry()})
    return [
        f"{problem.line}:{problem.column} {problem.code} {problem.field}"
        for problem in read.problems
        if problem.code.startswith("privacy")
    ]


def test_the_checker_says_where(tell: Tell) -> None:
    text = entry(
        summary="summary: Write to ann@nobody-here.org.", body="We have a key.\n\nRing 07999 123456.\n"
    )
    line = text.splitlines().index("Ring 07999 123456.") + 1
    assert said(tell, text) == ["4:10 privacy-email summary", f"{line}:6 privacy-phone "]


def test_addresses_of_sources_are_no_details_of_people(tell: Tell) -> None:
    text = entry(source='source: {title: x, url: "https://x.com/annexample"}')
    assert said(tell, text) == []


def test_an_anonymous_piece_with_a_name_in_it_is_told_of(tell: Tell) -> None:
    body = "My sister Zadie came to Exampleshire.\n"
    anonymous = entry(authors="", consent=CONSENT.format("anonymous"), body=body)
    assert [line.split()[1] for line in said(tell, anonymous)] == ["privacy-name"]
    assert said(tell, entry(body=body)) == []


def test_what_is_shown_on_purpose_is_not_told_of(tell: Tell) -> None:
    consent = CONSENT.format("full-name") + "\n  shown_on_purpose: [office@nobody-here.org]"
    assert said(tell, entry(consent=consent, body="Write to office@nobody-here.org.\n")) == []


@pytest.mark.parametrize(
    ("author", "code"),
    [
        ("{name: Bo Sample, role: bo@nobody-here.org}", "privacy-email"),
        ("{name: bo@nobody-here.org}", "privacy-email"),
        ('{name: Bo Sample, organisation: "Tel 07999 123456"}', "privacy-phone"),
        ("{name: Bo Sample, role: 'parent, @bosample'}", "privacy-profile"),
        ("{name: '@bosample'}", "privacy-profile"),
        ("{name: Bo Sample, organisation: facebook.com/bosample}", "privacy-profile"),
        ("bo@nobody-here.org", "privacy-email"),
    ],
)
def test_contact_details_of_an_author_are_told(tell: Tell, author: str, code: str) -> None:
    assert [line.split()[1] for line in said(tell, entry(authors=f"authors:\n  - {author}"))] == [code]


def test_an_author_who_is_at_home_has_no_address(tell: Tell) -> None:
    assert said(tell, entry(authors="authors: [{name: Bo Sample, role: 'Parent @ home'}]")) == []


def test_a_photo_that_says_where_it_was_taken_is_told_of(tell: Tell, folder: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (51.0, 0.0, 0.0)
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (8, 8)).save(folder / "where.jpg", exif=exif)
    Image.new("RGB", (8, 8)).save(folder / "nowhere.jpg")
    body = "![a door](where.jpg) ![a key](nowhere.jpg)\n"
    lines = said(tell, entry(body=body))
    assert [line.split()[1] for line in lines] == ["privacy-photo"]
