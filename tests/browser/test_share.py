"""The form page in a browser: what it makes is what Python makes, it sends nothing, and everybody can work it."""

import bisect
import json
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from sharedstory.forms import compose, questions
from sharedstory.forms.questions import Answer, Question, Sort
from sharedstory.schema.choices import Kind
from sharedstory.story.folder import read_story
from tests.browser.conftest import Site, reader, served
from tests.browser.test_axe import AXE, violations
from tests.browser.test_keyboard import walk
from tests.browser.test_layout import CUT, SMALL, SPACED, sideways
from tests.engine.conftest import SITE, run
from tests.test_compose import ASKED, AWKWARD, NEEDED

NOW = "2026-06-01T12:00:00"
SETTINGS = """
site_name: Exampletown stories
site_url: https://stories.example/
repo_url: https://github.com/example/stories
edit_uri: edit/main/docs/
theme: {name: sharedstory}
plugins: [sharedstory: {as_of: 2026-06-01, contact: people@example.org}]
"""
GITHUB = "https://github.com/example/stories/new/main/testimonies"
# What encodeURIComponent of JavaScript leaves as it is.
UNQUOTED = "-_.!~*'()"
SHOW = "Check your answers"
WHOLE = "Show all questions on one page"
AUTHOR = ("authors.0.name", "authors.0.role", "authors.0.organisation")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small whole site in the movement's look, with an address to write to and a repository on GitHub."""
    here = Path(shutil.copytree(SITE, tmp_path_factory.mktemp("share") / "here"))
    (here / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    done = run("mkdocs", "build", at=here)
    assert done.returncode == 0, done.stderr
    with served(here / "site", ["share", "share/glimpse"]) as site:
        yield site


def visit(page: Page, site: Site, path: str = "share/", *, whole: bool = True) -> None:
    """Open the form, with all its questions on one page or a few at a time."""
    page.clock.set_fixed_time(NOW)
    page.goto(site.address + path)
    expect(page.locator(".ss-share--on")).to_be_visible()
    if whole:
        page.get_by_role("button", name=WHOLE).click()


@pytest.fixture(scope="module")
def form(browser: Browser, share: Site) -> Iterator[Page]:
    """The form as a testimony has it, for tests that clear it at their end."""
    with reader(browser, share) as page:
        visit(page, share)
        yield page


def answered(asked: tuple[Question, ...], answers: Mapping[str, Answer]) -> Iterator[tuple[str, str | None]]:
    """Which field of the page holds what, to answer the questions: nothing for one that is chosen."""
    for question in asked:
        answer = answers.get(question.name, "")
        start = f"#q-{question.name.replace('.', '-')}"
        if question.settled or not answer:
            continue
        if question.sort is Sort.DATE:
            year, month, day = (*str(answer).split("-"), "", "")[:3]
            yield from ((start, day), (f"{start}-month", month), (f"{start}-year", year))
        elif question.choices:
            for chosen in [answer] if isinstance(answer, str) else answer:
                yield f'{start}-asked input[value="{chosen}"]', None
        else:
            yield start, answer if isinstance(answer, str) else "\n".join(answer)


def fill(page: Page, asked: tuple[Question, ...], answers: Mapping[str, Answer]) -> None:
    """Answer the questions as a person does, in the fields of the page."""
    for field, value in answered(asked, answers):
        if value is None:
            page.check(field)
        else:
            page.fill(field, value)


PUT = """fields => fields.forEach(([where, value]) => {
  const field = document.querySelector(where);
  if (value === null) return field.click();
  field.value = value;
  ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, {bubbles: true})));
})"""


def put(page: Page, asked: tuple[Question, ...], answers: Mapping[str, Answer]) -> None:
    """Answer the questions at once, where it is no matter how a person does it."""
    page.evaluate(PUT, list(answered(asked, answers)))


def show(page: Page) -> str:
    """The file that the page shows."""
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator("#share-result")).to_be_visible()
    return page.locator("#share-file").text_content() or ""


def place(question: Question) -> str:
    """Where a question is on the page."""
    return f"#q-{question.name.replace('.', '-')}-asked"


def clear(page: Page) -> None:
    """Clear the form, so that the page lets go without a question."""
    if page.locator(".ss-share--steps.ss-share--checking").count():
        page.locator("#share-look button").click()
    page.locator("[data-do=clear]").click()
    page.locator("[data-do=clear-yes]").click()


def wrong(page: Page) -> dict[str, str]:
    """What the page complains of: its words beside each field, which have to be those of the summary."""
    page.get_by_role("button", name=SHOW).click()
    said = {
        str(error.get_attribute("id"))[2:-6]: (error.text_content() or "").removeprefix("Error: ")
        for error in page.locator(".ss-error:visible").all()
    }
    summary = page.locator("#share-errors li").all_inner_texts()
    assert len(summary) == len(said)
    assert all(line.endswith(words) for line, words in zip(summary, said.values(), strict=True))
    return said


def some(question: Question, dice: random.Random) -> Answer:
    """Any answer to a question."""
    if question.settled:
        return question.default
    if question.choices:
        ids = [id_ for id_, _ in question.choices]
        return (
            dice.sample(ids, dice.randint(0, len(ids))) if question.sort is Sort.CHOICES else dice.choice(ids)
        )
    if question.sort is Sort.DATE:
        return dice.choice(["", "2026", "2026-03", "2026-03-01", "1999-12-31"])
    signs = [*AWKWARD, " ", "\n", "a", "Ann", "Ärger", "日本語", "ﬁ", "İI", "K", "²"]
    words = ["".join(dice.choices(signs, k=dice.randint(0, 6))) for _ in range(3)]
    return words if question.sort is Sort.LINES else words[0]


MADE = """async ([base, sets]) => {
  const {file, name, cleaned} = await import(base + "assets/answers.js");
  const form = JSON.parse(document.getElementById("share-data").textContent);
  return JSON.parse(sets).map((answers) => [name(form, answers), file(form.questions, answers)]);
}"""


@pytest.mark.parametrize(("path", "kind"), [("share/", Kind.TESTIMONY), ("share/glimpse/", Kind.GLIMPSE)])
def test_the_browser_makes_what_python_makes(browser: Browser, share: Site, path: str, kind: Kind) -> None:
    dice = random.Random(7)
    sets = [{one.name: some(one, dice) for one in ASKED[kind]} for _ in range(1500)]
    sets.append({**NEEDED, "body": "We have a key. 🔑\r\n" * 10000})
    with reader(browser, share) as page:
        visit(page, share, path)
        made = page.evaluate(MADE, [share.address, json.dumps(sets)])
    for answers, (name, file) in zip(sets, made, strict=True):
        assert name == compose.name(answers), answers
        assert file == compose.file(ASKED[kind], answers), answers


SAID = """async ([base, sets]) => {
  const {mistake} = await import(base + "assets/answers.js");
  const form = JSON.parse(document.getElementById("share-data").textContent);
  const named = (name) => form.questions.filter((question) => question.name === name)[0];
  return JSON.parse(sets).map(([name, answer]) => mistake(named(name), answer));
}"""
WRONG: list[tuple[str, Answer]] = [
    ("body", ""),
    ("body", "\u3000\n"),
    ("title", ""),
    ("title", "ab"),
    ("title", "🔑🔑"),
    ("title", " a  b "),
    ("title", "🔑" * 120),
    ("title", "🔑" * 121),
    ("summary", "word " * 60),
    ("summary", "word\n" * 61),
    ("summary", "ŵ" * 1001),
    ("tags", ()),
    ("tags", ["keys"] * 9),
    ("lang", "cy"),
    ("lang", "en-GB"),
    ("lang", "Welsh!"),
    ("lang", "x" * 36),
    ("lang", "🔑 " * 9),
    ("quote", "x" * 1001),
    ("authors.0.name", "\u200b"),
    ("authors.0.name", "x" * 1001),
    ("what_is_different", "One. Two! Three?"),
    ("what_is_different", "One. Two! Three? Four…"),
    ("what_is_different", "Www.example.org is 3.5 long."),
    ("try_here", ["Ask.", "x" * 1001]),
    ("try_here", ["", " "]),
    ("date", "2026-02-29"),
    ("date", "2024-02-29"),
    ("date", "1900-02-29"),
    ("date", "2026-13"),
    ("date", "0000"),
    ("date", "0001-01-01"),
    ("date", "2026-04-31"),
    ("date", "20-04"),
    ("date", "-04-31"),
    ("date", "2026--31"),
    ("date", "2026-xx"),
    ("consent.given", ""),
    ("consent.basis", ""),
]


def test_the_browser_says_what_python_says(browser: Browser, share: Site) -> None:
    asked = {question.name: question for question in ASKED[Kind.GLIMPSE]}
    with reader(browser, share) as page:
        visit(page, share, "share/glimpse/")
        said = page.evaluate(SAID, [share.address, json.dumps(WRONG)])
    for (name, answer), words in zip(WRONG, said, strict=True):
        cleaned = compose.cleaned(asked[name], answer)
        assert words == questions.mistake(asked[name], cleaned, Kind.GLIMPSE), (name, answer)
    assert 15 < len([words for words in said if words]) < len(WRONG)


FULL: dict[str, Answer] = {
    **NEEDED,
    "tags": ("keys", "gardens"),
    "date": "2026-03-09",
    "places": ("exampleshire", "far-away"),
    "quote": "We have a key.",
    "content_notes": ("abuse",),
    "lang": "en-GB",
    "authors.0.role": "Parent \\ neighbour: both",
    "authors.0.organisation": 'The "Example" Circle',
    "account": "own-words",
    "consent.review_by": "2027",
    "consent.speaking_for": "self-with-support",
}
GLIMPSE: dict[str, Answer] = {
    **FULL,
    "kind": "glimpse",
    "what_is_different": "Neighbours hold the keys. 🔑",
    "of": "place",
    "money": ("grants",),
    "try_here": ("Ask: who has a room?", "", "Then # begin."),
}
PAYLOADS = [
    "<script>alert(1)</script>",
    "</textarea></script><img src=x onerror=alert(1)>",
    "---\ntitle: evil",
    '"; draft: true #',
    "{{ config }} {% include 'x' %}",
    "تحية 👩‍👩‍👧 Tŷ'r gŵr",
]


def passes(share: Site, name: str, text: str) -> None:
    """The site with this file in it has nothing to complain of there, but that HTML is shown as it was typed."""
    folder = share.folder.parent / "testimonies"
    file = folder / f"{name}.md"
    file.write_bytes(text.encode())
    read = read_story(folder, as_of=date(2026, 6, 1), called="testimonies")
    file.unlink()
    problems = [problem for problem in read.problems if problem.path == f"testimonies/{name}.md"]
    assert [problem for problem in problems if problem.code not in ("body-html", "theme-thin")] == []


@pytest.mark.parametrize(
    ("path", "kind", "answers"),
    [
        ("share/", Kind.TESTIMONY, {**NEEDED, "tags": ("keys",)}),
        ("share/", Kind.TESTIMONY, FULL),
        ("share/glimpse/", Kind.GLIMPSE, GLIMPSE),
        *(
            (
                "share/",
                Kind.TESTIMONY,
                {
                    **FULL,
                    **dict.fromkeys(("body", "title", "summary", *AUTHOR), f"Ours {payload}"),
                    "quote": "",
                },
            )
            for payload in PAYLOADS
        ),
    ],
)
def test_what_a_person_fills_in_is_the_file_that_python_makes(
    browser: Browser, share: Site, path: str, kind: Kind, answers: Mapping[str, Answer]
) -> None:
    with reader(browser, share) as page:
        visit(page, share, path)
        fill(page, ASKED[kind], answers)
        shown = show(page)
        name = page.locator("#share-name").text_content()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download it").click()
        kept = Path(download.value.path()).read_bytes()
        clear(page)
    assert shown == compose.file(ASKED[kind], answers)
    assert name == f"{compose.name(answers)}.md" == download.value.suggested_filename
    assert kept == shown.encode()
    passes(share, compose.name(answers), shown)


UNKNOWN = {"consent.named_as": "anonymous", "authors.0.name": ""}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consent.named_as": "anonymous"}, "authors-0-name"),
        ({"consent.named_as": "role-only"}, "authors-0-name"),
        ({"authors.0.name": ""}, "authors-0-name"),
        ({"consent.named_as": "first-name", "authors.0.name": "Zelda Quill"}, "authors-0-name"),
        ({"consent.named_as": "first-name", "authors.0.name": "Zoë Ann Ó Quill"}, "authors-0-name"),
        ({"consent.named_as": "first-name", "authors.0.name": "Zelda"}, ""),
        ({"consent.named_as": "first-name", "authors.0.name": "Mary Ann"}, ""),
        ({**UNKNOWN, "authors.0.organisation": "Example Circle"}, "authors-0-organisation"),
        ({**UNKNOWN, "places": ("exampletown",)}, "places"),
        ({"quote": "We have no key."}, "quote"),
        ({"body": "We *have* a key.", "quote": "We *have* a key."}, "quote"),
        ({"account": "summary", "quote": "We have a key."}, "quote"),
        (
            {"account": "summary", "body": "Her mum's key is the street's.", "quote": "key is the street"},
            "quote",
        ),
        ({"account": "summary", "body": 'She said: "We have a key."', "quote": "We have a key."}, ""),
        ({"account": "summary", "body": "She said: ‘We have a key!’", "quote": "We have a key"}, ""),
        ({"date": "2026-07"}, "date"),
        ({"consent.given": "2026-06-02"}, "consent-given"),
        ({"consent.given": "2024-06"}, "consent-given"),
        ({"consent.review_by": "2026-06-01"}, "consent-review_by"),
        (dict.fromkeys(("summary", "authors.0.name", "authors.0.role"), "ŵ" * 999), ""),
        (dict.fromkeys(("body", "summary", *AUTHOR, "quote"), "🔑" * 1000), "summary"),
        ({"body": "word " * (256 * 1024 // 5) + "words"}, "body"),
        (UNKNOWN, ""),
        ({"consent.named_as": "role-only", "authors.0.name": ""}, ""),
        ({"body": "We *have* a [key](https://example.org/).", "quote": "We have a key."}, ""),
        ({"body": "It’s “ours”,\nwe said. 5* for it.", "quote": 'It\'s "ours", we said. 5* for it.'}, ""),
        ({"body": "snake_case_name says so.", "quote": "snake_case_name says so."}, ""),
        ({"date": "2026-06-01", "consent.given": "2024-06-02"}, ""),
        ({"consent.review_by": "2026-06-02"}, ""),
    ],
)
def test_answers_that_do_not_go_together_are_told_as_the_check_would(
    form: Page, share: Site, change: dict[str, Answer], field: str
) -> None:
    answers = {**NEEDED, "tags": ("keys",), **change}
    text = compose.file(ASKED[Kind.TESTIMONY], answers)
    folder = share.folder.parent / "testimonies"
    (folder / "mine.md").write_bytes(text.encode())
    read = read_story(folder, as_of=date(2026, 6, 1), called="testimonies")
    (folder / "mine.md").unlink()
    found = [problem for problem in read.problems if problem.path.endswith("/mine.md")]
    put(form, ASKED[Kind.TESTIMONY], answers)
    said = list(wrong(form))
    clear(form)
    assert said == ([field] if field else [])
    soon = [problem for problem in found if problem.code in ("consent-soon", "body-html")]
    assert bool(field) == (found != soon), found


def test_everything_to_mend_is_told_at_once_and_leads_to_its_field(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        said = wrong(page)
        assert list(said) == [
            "body",
            "kind",
            "title",
            "summary",
            "tags",
            "authors-0-name",
            "voices",
            "consent-named_as",
            "consent-basis",
            "consent-channels",
        ]
        assert page.title().startswith("Error: ")
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("#share-result")).to_be_hidden()
        page.get_by_role("link", name="What is the title? Enter a title.").click()
        title = page.get_by_label("What is the title?")
        expect(title).to_be_focused()
        expect(title).to_have_attribute("aria-invalid", "true")
        expect(title).to_have_accessible_description(re.compile(r"120 characters.*Error: Enter a title"))
        page.get_by_role("link", name="Which themes").click()
        expect(page.locator("#q-tags")).to_be_focused()
        fill(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",)})
        show(page)
        assert not page.title().startswith("Error")
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.get_by_role("heading", name="Check your answers")).to_be_focused()
        assert page.locator("[aria-invalid]").count() == 0


def test_a_few_questions_are_asked_at_a_time_and_all_can_be_checked_and_changed(
    browser: Browser, share: Site
) -> None:
    answers = {**NEEDED, "tags": ("keys",), "authors.0.organisation": "Example Circle"}
    with reader(browser, share, viewport={"width": 390, "height": 800}) as page:
        visit(page, share, whole=False)
        expect(page.locator(".ss-asked:visible")).to_have_count(2)
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert page.locator("#share-errors li").all_inner_texts() == [
            "Tell your story: Tell us your story.",
            "What are you sharing? Choose what you are sharing.",
        ]
        seen = []
        while True:
            step = page.locator(".ss-step:visible")
            seen.append(step.locator("h2").inner_text())
            more = step.locator("summary")
            if more.count():
                expect(step.locator("details")).not_to_have_attribute("open", "")
                more.click()
            here = [one for one in ASKED[Kind.TESTIMONY] if page.locator(place(one)).is_visible()]
            assert 0 < len([one for one in here if one.needed]) <= 3
            fill(page, tuple(here), answers)
            if not step.get_by_role("button", name="Next").count():
                break
            step.get_by_role("button", name="Next").click()
            expect(page.locator(".ss-step:visible h2")).to_be_focused()
        assert seen == [
            "Step 1 of 5: What happened",
            "Step 2 of 5: What it is about",
            "Step 3 of 5: You",
            "Step 4 of 5: Your permission",
        ]
        assert show(page) == compose.file(ASKED[Kind.TESTIMONY], answers)
        expect(page.locator("#share-file")).to_be_hidden()  # nobody asked for it
        expect(page.locator(".ss-step:visible")).to_have_count(0)
        look = page.locator("#share-look")
        for words in ("title", "summary", "body", "authors.0.name", "authors.0.organisation"):
            expect(look).to_contain_text(str(answers[words]))
        rows = page.locator("#share-answers > div")
        expect(rows.filter(has_text="Which themes fit best?")).to_contain_text("Keys")
        expect(rows.filter(has_text="Where does the money")).to_have_count(0)
        page.get_by_role("button", name="Change What is the title?").click()
        expect(page.locator("#q-title")).to_be_focused()
        page.fill("#q-title", "Another key")
        page.get_by_role("button", name="Back").click()
        expect(page.locator("#q-body")).to_be_visible()
        assert 'title: "Another key"' in show(page)
        expect(look).to_contain_text("Another key")
        clear(page)


def test_a_mistake_in_another_step_is_told_and_leads_there(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        put(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",), "quote": "These are not my words."})
        page.get_by_role("button", name=WHOLE).click()
        page.evaluate("document.querySelector('.ss-step:last-of-type [data-do=show]').click()")
        page.get_by_role("link", name="Which sentence matters most?").click()
        expect(page.locator("#q-quote")).to_be_focused()  # it was put aside in the second step
        page.fill("#q-quote", "")
        page.evaluate("document.querySelector('.ss-step:last-of-type [data-do=show]').click()")
        assert page.locator("#share-errors li").all_inner_texts() == []
        expect(page.locator("#share-result")).to_be_visible()
        clear(page)


def test_nobody_sends_an_old_answer(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        fill(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",)})
        show(page)
        page.fill("#q-title", "Another key")
        expect(page.locator("#share-result")).to_be_hidden()
        expect(page.locator("#share-told")).to_contain_text("You changed an answer")
        assert 'title: "Another key"' in show(page)
        page.check("#q-voices-2")
        expect(page.locator("#share-result")).to_be_hidden()


def test_nothing_is_agreed_before_somebody_agrees(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        assert page.locator("input:checked").count() == 0
        assert page.locator("#q-consent-given-month").input_value() == "6"
        assert page.locator("#q-consent-given-year").input_value() == "2026"


@pytest.mark.parametrize("sign", ["a", "é", "🔑", "ا", f"{'a' * 99}\n"])
def test_no_address_for_github_is_too_long_and_none_loses_text(
    browser: Browser, share: Site, sign: str
) -> None:
    asked = ASKED[Kind.TESTIMONY]

    def made(count: int) -> tuple[str, str]:
        text = compose.file(asked, {**NEEDED, "tags": ("keys",), "body": f"x{sign * count}x"})
        whole = f"{GITHUB}?filename=our-own-key.md&value={quote(text, safe=UNQUOTED)}"
        return text, whole

    most = bisect.bisect_left(range(8000), 8000, key=lambda count: len(made(count)[1])) - 1
    with reader(browser, share) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.context.route("https://github.com/**", lambda route: route.fulfill(body="GitHub"))
        visit(page, share)
        put(page, asked, {**NEEDED, "tags": ("keys",)})
        link = page.locator("#share-github")
        for count in (most, most + 1):
            page.fill("#q-body", f"x{sign * count}x")
            text, whole = made(count)
            assert show(page) == text
            fits = count == most
            assert link.get_attribute("href") == (whole if fits else f"{GITHUB}?filename=our-own-key.md")
            expect(page.locator("#share-github-long")).to_be_visible(visible=not fits)
        link.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")
        link.click()
        expect(page.locator("#share-done")).to_contain_text("We copied your story.")
        assert page.evaluate("navigator.clipboard.readText()") == text
        clear(page)


def test_an_email_holds_the_page_or_says_to_attach_it(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        fill(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",), "body": "Key & door?\n\n100% #1 🔑"})
        text = show(page)
        address = page.locator("#share-mail").get_attribute("href") or ""
        assert address.startswith("mailto:people@example.org?subject=")
        assert quote(text, safe=UNQUOTED).replace("%0A", "%0D%0A") in address
        expect(page.locator("#share-mail-long")).to_be_hidden()
        page.fill("#q-body", "🔑" * 200)
        show(page)
        address = page.locator("#share-mail").get_attribute("href") or ""
        assert len(address) < 2000
        assert "our-own-key.md" in address
        expect(page.locator("#share-mail-long")).to_be_visible()
        clear(page)


def test_copying_gives_the_file_or_selects_it(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit(page, share)
        fill(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",)})
        text = show(page)
        page.get_by_role("button", name="Copy it").click()
        expect(page.locator("#share-done")).to_contain_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == text
        page.evaluate(
            "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false"
        )
        page.get_by_role("button", name="Copy it").click()
        expect(page.locator("#share-done")).to_contain_text("The text is selected")
        assert page.evaluate("getSelection().toString()").strip() == text.strip()


def test_a_draft_is_kept_only_when_asked_and_goes_when_cleared(browser: Browser, share: Site) -> None:
    shelf = "Object.values(localStorage).join()"
    with reader(browser, share) as page:
        visit(page, share)
        expect(page.locator("#share-keep")).not_to_be_checked()
        page.fill("#q-body", "We have a key.")
        page.check("#share-keep")
        assert "We have a key." in page.evaluate(shelf)
        page.check("#q-voices-2")
        page.fill("#q-title", "Our own key")
        page.reload()
        expect(page.locator("#share-told")).to_contain_text("brought back")
        expect(page.locator("#q-body")).to_have_value("We have a key.")
        expect(page.locator("#q-title")).to_have_value("Our own key")
        expect(page.locator("#q-voices-2")).to_be_checked()
        page.uncheck("#share-keep")
        assert page.evaluate(shelf) == ""
        page.check("#share-keep")
        page.locator("[data-do=clear]").click()
        expect(page.get_by_role("button", name="No, keep it")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#q-title")).to_have_value("Our own key")
        expect(page.get_by_role("button", name="Clear this form")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Yes, clear it").click()
        expect(page.locator("#q-title")).to_have_value("")
        expect(page.locator("#q-voices-2")).not_to_be_checked()
        expect(page.locator("#share-keep")).not_to_be_checked()
        assert page.evaluate(shelf) == ""
        page.reload()
        expect(page.locator("#q-body")).to_have_value("")


def test_a_browser_that_keeps_nothing_still_makes_the_file(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
        )
        visit(page, share)
        fill(page, ASKED[Kind.TESTIMONY], {**NEEDED, "tags": ("keys",)})
        page.click("#share-keep")
        expect(page.locator("#share-told")).to_contain_text("does not keep")
        expect(page.locator("#share-keep")).not_to_be_checked()
        assert "Our own key" in show(page)
        clear(page)


def leaves(page: Page, site: Site) -> bool:
    """Whether the page lets go without a question."""
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(site.address + "share/glimpse/")
    page.remove_listener("dialog", answer)
    return not asked


def test_the_page_asks_before_words_are_lost_and_only_then(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        page.check("#q-voices-2")
        assert leaves(page, share)
        visit(page, share)
        page.locator("#q-body").press_sequentially("We")
        assert not leaves(page, share)
        visit(page, share)
        page.locator("#q-body").press_sequentially("We")
        page.check("#share-keep")
        assert leaves(page, share)


def test_room_is_counted_as_people_count_and_told_when_they_pause(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        page.fill("#q-title", "  🔑🔑  ")
        expect(page.locator('[data-left="title"]')).to_have_text("You have 298 characters left.")
        expect(page.locator('[data-left-told="title"]')).to_have_text("You have 298 characters left.")
        page.fill("#q-summary", "word " * 151)
        expect(page.locator('[data-left="summary"]')).to_have_text("You have 1 word too many.")
        page.fill("#q-title", "")
        page.fill("#q-summary", "")


def test_what_may_be_private_is_shown_as_advice(browser: Browser, share: Site) -> None:
    private = {**NEEDED, "tags": ("keys",), "body": "Ring me on 01904 555123.", "authors.0.name": ""}
    with reader(browser, share) as page:
        visit(page, share)
        fill(
            page, ASKED[Kind.TESTIMONY], {**private, "consent.named_as": "anonymous", "title": "Ask Margaret"}
        )
        show(page)
        expect(page.locator("#q-body-found")).to_contain_text(
            "“01904 555123”: this looks like a phone number."
        )
        expect(page.locator("#q-title-found")).to_contain_text("looks like a name")
        page.locator("#share-found").get_by_role("link", name="01904 555123").click()
        expect(page.locator("#q-body")).to_be_focused()
        page.fill("#q-body", "Come in.")
        page.fill("#q-title", "Ask us")
        show(page)
        expect(page.locator("#share-found")).to_be_hidden()
        clear(page)


def test_no_request_is_made_and_enter_goes_nowhere(browser: Browser, share: Site) -> None:
    asked: list[str] = []
    with reader(browser, share) as page:
        visit(page, share)
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: asked.append(request.url))
        fill(page, ASKED[Kind.TESTIMONY], {**FULL, "places": ()})
        for field in page.locator(".ss-share input:visible").all():
            field.press("Enter")
        show(page)
        for button in ("Copy it", "Download it"):
            page.get_by_role("button", name=button).click()
        clear(page)
        assert page.url == share.address + "share/"
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_without_a_script_the_questions_are_there_and_nothing_can_be_sent(
    browser: Browser, share: Site
) -> None:
    for path, kind in (("share/", Kind.TESTIMONY), ("share/glimpse/", Kind.GLIMPSE)):
        with reader(browser, share, java_script_enabled=False) as page:
            page.goto(share.address + path)
            asked = {question.ask for question in ASKED[kind] if not question.settled}
            shown = page.locator(".ss-asked > :is(label, legend):visible").all_inner_texts()
            assert len(shown) == len(asked)
            assert {words.removesuffix(" (optional)") for words in shown} == asked
            assert page.locator(".ss-share form, .ss-share button:visible").count() == 0
            assert page.locator(".ss-share :is(input:not([type=radio]), textarea, select)[name]").count() == 0
            expect(page.locator(".ss-share noscript p")).to_be_visible()
            expect(page.get_by_role("link", name="people@example.org")).to_be_visible()
            page.fill("#q-title", "Secret")
            page.press("#q-title", "Enter")
            assert page.url == share.address + path


def states(page: Page, site: Site, path: str) -> Iterator[str]:
    """The page as it is at first, with everything to mend, and with a file."""
    kind, answers = (Kind.GLIMPSE, GLIMPSE) if "glimpse" in path else (Kind.TESTIMONY, FULL)
    visit(page, site, path)
    yield "empty"
    page.get_by_role("button", name=SHOW).click()
    yield "errors"
    put(page, ASKED[kind], {**answers, "body": "We have a key. Ring 01904 555123."})
    show(page)
    page.get_by_role("button", name="Clear this form").click()
    yield "file"
    page.get_by_role("button", name="Yes, clear it").click()


# Both have the same colours, so it is enough to see those of one in dark.
@pytest.mark.parametrize(
    ("path", "scheme"), [("share/", "light"), ("share/glimpse/", "light"), ("share/glimpse/", "dark")]
)
def test_axe_finds_nothing_in_any_state(browser: Browser, share: Site, path: str, scheme: str) -> None:
    found = {}
    with reader(browser, share, color_scheme=scheme) as page:
        for state in states(page, share, path):
            page.evaluate(AXE)
            found[state] = violations(**{scheme: page})
    assert {state: each for state, each in found.items() if each} == {}


@pytest.mark.parametrize("path", ["share/", "share/glimpse/"])
def test_nothing_sticks_out_or_is_too_small_in_any_state(browser: Browser, share: Site, path: str) -> None:
    found = {}
    with reader(browser, share, viewport={"width": 320, "height": 800}) as page:
        for state in states(page, share, path):
            found[state] = page.evaluate(SMALL) + sideways(page)
            page.evaluate(SPACED)
            found[state] += page.evaluate(CUT) + sideways(page)
    assert {state: each for state, each in found.items() if each} == {}


@pytest.mark.parametrize("colours", ["none", "active"])
def test_tab_leads_through_every_state_in_its_order(browser: Browser, share: Site, colours: str) -> None:
    found = {}
    with reader(browser, share, forced_colors=colours) as page:
        for state in states(page, share, "share/"):
            page.evaluate("document.querySelector('.md-logo').focus()")
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Shift+Tab")
            found[state] = walk(page)
    assert {state: each for state, each in found.items() if each} == {}


def test_paper_has_every_question_with_room_to_write_and_no_button(browser: Browser, share: Site) -> None:
    with reader(browser, share) as page:
        visit(page, share)
        page.evaluate(
            "print = () => { window.printed = document.documentElement.className + q('#q-consent-given-year').value; }; window.q = (id) => document.querySelector(id);"
        )
        page.get_by_role("button", name="Print a paper form").click()
        assert page.evaluate("printed") == "ss-print-form"
        assert page.locator("#q-consent-given-year").input_value() == "2026"
        fill(page, ASKED[Kind.TESTIMONY], FULL)
        show(page)
        page.get_by_role("button", name="Print it", exact=True).click()
        assert "ss-print-file" in page.evaluate("printed")
        page.emulate_media(media="print")
        assert page.locator("button:visible").count() == 0
        asked = [question for question in ASKED[Kind.TESTIMONY] if not question.settled]
        assert page.locator(".ss-asked:visible").count() == len(asked)
        for field in page.locator(".ss-asked :is(textarea, input[type=text]):visible").all():
            box = field.bounding_box()
            assert box is not None
            assert box["height"] >= 36
        page.evaluate("document.documentElement.classList.add('ss-print-file')")
        assert page.locator(".ss-asked:visible").count() == 0
        expect(page.locator("#share-look")).to_be_visible()
        expect(page.locator("#share-answers")).to_be_visible()
        expect(page.locator("#share-file")).to_be_hidden()
        page.emulate_media(media="screen")
        page.evaluate("document.documentElement.classList.remove('ss-print-file')")
        clear(page)
