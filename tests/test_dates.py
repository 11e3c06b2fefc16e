"""Dates as people give them, and the one clock."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sharedstory.schema.dates import When, add_months, clock, day_in_words, parse, readings

WRITTEN = yaml.load((Path(__file__).parent / "dates.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019"),
        ("2019-03", date(2019, 3, 1), date(2019, 3, 31), "March 2019"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "February 2020"),
        ("2019-03-06", date(2019, 3, 6), date(2019, 3, 6), "6 March 2019"),
        (" 2019-03-06 ", date(2019, 3, 6), date(2019, 3, 6), "6 March 2019"),
        ("2019-03/2019-08", date(2019, 3, 1), date(2019, 8, 31), "March to August 2019"),
        ("2019-12/2020-01", date(2019, 12, 1), date(2020, 1, 31), "December 2019 to January 2020"),
        ("2019/2020", date(2019, 1, 1), date(2020, 12, 31), "2019 to 2020"),
        ("2019-03-06/2019-03-07", date(2019, 3, 6), date(2019, 3, 7), "6 March 2019 to 7 March 2019"),
        ("2019-03 / 2019-08", date(2019, 3, 1), date(2019, 8, 31), "March to August 2019"),
        ("2019/2019-08", date(2019, 1, 1), date(2019, 8, 31), "2019 to August 2019"),
    ],
)
def test_a_date_or_interval_covers_its_days_and_reads_as_words(
    text: str, start: date, end: date, words: str
) -> None:
    when = parse(text, interval=True)
    assert (when.start, when.end, str(when)) == (start, end, words)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "01/03/2026",
            "could be read day first or month first. Write the year first, then the month, then the day: 2026-03-01 or 2026-01-03.",
        ),
        ("3/3/2026", "Write the year first, then the month, then the day: 2026-03-03."),
        ("31/03/2026", "Write the year first, then the month, then the day: 2026-03-31."),
        ("03/31/2026", "Write the year first, then the month, then the day: 2026-03-31."),
        ("31.3.2026", "Write the year first, then the month, then the day: 2026-03-31."),
        ("45/45/2026", "Write the year first, then the month, then the day: 2026-03-01."),
        ("2026-13-45", "is not a day in the calendar"),
        ("2026-02-29", "is not a day in the calendar"),
        ("0000", "is not a day in the calendar"),
        ("2026-3-1", "Write two figures for the month and the day, and hyphens: 2026-03-01."),
        ("2026-3", "hyphens: 2026-03."),
        ("2026/03/01", "hyphens: 2026-03-01."),
        ("2026-13-1", "Write a date as 2026-03-01"),
        ("March 2026", "is in words. Write it in figures: 2026-03."),
        ("1st March 2026", "Write it in figures: 2026-03-01."),
        ("1 Mar 2026", "Write it in figures: 2026-03-01."),
        ("32 March 2026", "is not a date. Write a date as 2026-03-01"),
        ("Ma 2026", "is not a date. Write a date as 2026-03-01"),
        ("Spring 2026", "is not a date. Write a date as 2026-03-01"),
        ("2019-03/2019-08", "is not a date. Write a date as 2026-03-01"),
        ("٢٠١٩", "is not a date. Write a date as 2026-03-01"),
        ("", "is not a date. Write a date as 2026-03-01"),
    ],
)
def test_what_is_no_date_comes_with_the_spelling_that_was_likely_meant(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as raised:
        parse(text)
    assert advice in str(raised.value)
    assert str(raised.value).startswith(f'"{text}"')


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        *((text, (date_,)) for text, date_ in WRITTEN["once"].items()),
        *((text, tuple(dates)) for text, dates in WRITTEN["twice"].items()),
        *((text, ()) for text in WRITTEN["never"]),
    ],
)
def test_a_date_of_another_program_is_refused_with_what_it_can_mean(
    text: str, dates: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse(text)
    assert readings(text) == dates
    for date_ in dates:
        assert parse(date_).text == date_


@pytest.mark.parametrize("text", [text for text in WRITTEN["once"] if "00" not in text.split("-")])
def test_the_message_names_the_one_date_that_is_meant(text: str) -> None:
    with pytest.raises(ValueError, match=f": {WRITTEN['once'][text]}\\.$"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    ["2019-08/2019-03", "2019-08/", "/2019-08", "2019/2020/2021", "01/03/2026", "2026/03/01", "2019-08/.."],
)
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        parse(text, interval=True)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_an_error_in_words(text: str) -> None:
    for interval in (False, True):
        try:
            assert parse(text, interval=interval).start <= parse(text, interval=interval).end
        except ValueError as error:
            assert str(error).endswith(".")  # noqa: PT017 - both are all right


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert parse(day.isoformat()) == When(day.isoformat(), day, day)


def test_dates_have_one_order() -> None:
    written = ["2018-12", "2019-01-01", "2019-01", "2019", "2019-01/2019-12", "2019-03", "2019-03-06", "2020"]
    assert [when.text for when in sorted(parse(text, interval=True) for text in reversed(written))] == written


@given(
    st.sampled_from(["2019", "2019-01", "2019-01-01", "2019-01/2019-12", "2020"]),
    st.sampled_from(["2019", "2019-01", "2019-01/2019-12"]),
)
def test_the_order_is_total(one: str, other: str) -> None:
    first, second = parse(one, interval=True), parse(other, interval=True)
    assert [first < second, first == second, first > second].count(True) == 1
    assert (first <= second) is not (first > second)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2019, 3, 6), 24, date(2021, 3, 6)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2019, 8, 31), 1, date(2019, 9, 30)),
        (date(2019, 12, 15), 1, date(2020, 1, 15)),
        (date(2020, 1, 31), -1, date(2019, 12, 31)),
        (date(2019, 3, 6), 0, date(2019, 3, 6)),
        (date(9999, 12, 31), 24, date.max),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, later: date
) -> None:
    assert add_months(day, months) == later


def test_a_day_in_words() -> None:
    assert day_in_words(date(2019, 3, 6)) == "6 March 2019"


def test_the_clock_shows_the_day_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert clock("2021-03-06") == date(2021, 3, 6)
    assert clock(date(2021, 3, 6)) == date(2021, 3, 6)
    shown = clock(datetime(2021, 3, 6, 12, tzinfo=UTC))
    assert (type(shown), shown) == (date, date(2021, 3, 6))


def test_the_clock_shows_the_day_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1614988799")
    assert clock() == date(2021, 3, 5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1614988800")
    assert clock() == date(2021, 3, 6)


def test_the_clock_shows_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = date.today()
    assert before <= clock() <= date.today()


@pytest.mark.parametrize("text", ["2021-03", "2021", "yesterday", "06/03/2021"])
def test_the_clock_shows_nothing_but_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        clock(text)


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_the_clock_says_when_the_day_of_the_source_is_none(
    monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match=r"SOURCE_DATE_EPOCH is .* It has to be a number of seconds"):
        clock()
