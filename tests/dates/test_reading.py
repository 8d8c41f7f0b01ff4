from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.dates.samples import ABSOLUTE, RELATIVE, TODAY
from tracker.dates.clock import ZONES, read_zone
from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_date, read_day

DOCS = Path(__file__).parents[2] / "docs" / "dates.md"
DOCS_ROW = re.compile(r"^\| (?P<written>[^|`]+) \| `(?P<stored>[^`]+)` \|", re.MULTILINE)


@pytest.mark.parametrize("text", ABSOLUTE)
def test_what_a_person_writes_is_read(text: str) -> None:
    for today in (TODAY, date(1999, 12, 31)):
        assert read_date(text, today=today).text == ABSOLUTE[text]


@pytest.mark.parametrize("text", RELATIVE)
def test_what_is_counted_from_today_is_read(text: str) -> None:
    assert read_date(text, today=TODAY).text == RELATIVE[text]


def test_months_and_years_are_crossed() -> None:
    assert read_date("later this month", today=date(2026, 4, 30)).text == "2026-04-30"
    assert read_date("next month", today=date(2026, 1, 31)).text == "2026-02"
    assert read_date("next quarter", today=date(2026, 11, 30)).text == "2027-33"
    assert read_date("tomorrow", today=date(2026, 12, 31)).text == "2027-01-01"
    assert read_date("in a month", today=date(2026, 12, 31)).text == "2027-01"


@pytest.mark.parametrize(
    ("text", "reason"),
    {
        "": "Write a date",
        " \n ": "Write a date",
        "soon": "cannot be read",
        "Friday": "cannot be read",
        "next Friday": "cannot be read",
        "24": "cannot be read",
        "24 April 26": "cannot be read",
        "version 4.2.2026": "cannot be read",
        "24 April 2026 or so": "cannot be read",
        "April": "does not say which year",
        "24 April": "does not say which year. Write 24 April 2026",
        "late April": "does not say which year",
        "15 to 30 April": "does not say which year",
        "24/04": "which number is the day",
        "03/04/26": "which number is the day",
        "03/04/2026": "the day or the month first",
        "4.3.2026": "the day or the month first",
        "31/13/2026": "not in the calendar",
        "30 February 2026": "30 February 2026” is not in the calendar",
        "2026-02-30": "not in the calendar",
        "2026年13月": "not in the calendar",
        "2026-05/2026-04": "before it starts",
        "from 5 May 2026 to 3 April 2026": "before it starts",
        "Monday 24 April 2026": "another day of the week",
        "Friday April 2026": "day of the month",
        "Friday 2026": "cannot be read",
        "early about April 2026": "part",
        "late 2026-04/..": "part",
        "winter 2026": "beginning or its end",
        "winter 2026-28": "two years",
        "summer 2026-27": "two years",
        "fourth half of 2026": "only 2",
        "first half of 15 April 2026": "year or a month",
        "early 24 April 2026": "Early, mid and late",
        "week of April 2026": "followed by a day",
        "first week of 2026": "of a month",
        "a month in April 2026": "a month in 2026",
        "later next month": "later this month",
        "since ../2026": "opened further",
        "by 2026-04/..": "opened further",
        "until 2026-04/.., start unknown": "opened further",
        "2026-04/.. to May 2026": "two plain ends",
        "15 – May 2026": "part of a date",
        "March – 2026": "does not say which year",
        "Q1 – 2026": "part of a date",
        "mid to April 2026": "part of a date",
        "in - April 2026": "part of a date",
        "30 April – 2 March 2026": "before it starts",
        "24 April 2026 – 1 March": "before it starts",
        "about 24 April 2026, 15:00": "time of day",
        "April 2026, 15:00": "exact day",
        "24 April 2026, 25:00": "not a time of day",
        "24 April 2026, 15:00 CST": "several time zones",
        "24 April 2026, 15:00 Atlantis": "no time zone known",
        "24 April 2026, 15:00 ../../etc/passwd": "no time zone known",
        "24 April 2026, 15:00 UTC+20": "14 hours",
        "29 March 2026, 02:30 Berlin": "skipped or comes twice",
        "25 October 2026, 02:30 Berlin": "skipped or comes twice",
        "24 April 2026\x00": "cannot be seen",
        "24 April\u202e 2026": "cannot be seen",
        "24 April 2026" * 20: "at most 120 characters",
        "before 1000": "1000 to 9999",
        "in 999 years in 999 years": "cannot be read",
    }.items(),
)
def test_what_is_unclear_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(UnclearDate, match=reason):
        read_date(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("tomorrow", date.max),
        ("yesterday", date.min),
        ("in 999 years", date.max),
        ("the coming weeks", date.max),
        ("next week", date.max),
    ],
)
def test_days_outside_the_calendar_are_refused(text: str, today: date) -> None:
    with pytest.raises(UnclearDate, match="1000 to 9999"):
        read_date(text, today=today)


def test_a_time_without_a_place_is_one_in_the_zone() -> None:
    text = "24 April 2026, 15:00"
    berlin, east = ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=8))
    assert read_date(text, today=TODAY, zone=berlin).text == "2026-04-24T15:00:00+02:00"
    assert read_date(text, today=TODAY, zone=east).text == "2026-04-24T15:00:00+08:00"
    assert read_date(f"{text} UTC", today=TODAY, zone=east).text == "2026-04-24T15:00:00Z"


@pytest.mark.parametrize("name", ZONES)
def test_every_named_zone_exists(name: str) -> None:
    assert read_zone(name) == read_zone(f"({name.title()} time)") == ZoneInfo(ZONES[name])


@pytest.mark.parametrize(
    ("text", "day"),
    {
        "2026-04-24": date(2026, 4, 24),
        "24 April 2026": date(2026, 4, 24),
        "yesterday": date(2026, 4, 9),
        "April 2026": date(2026, 4, 30),
        "2026": date(2026, 12, 31),
        "about 24 April 2026": date(2026, 4, 24),
        "15–30 April 2026": date(2026, 4, 30),
        "24 April 2026, 23:00 New York": date(2026, 4, 24),
    }.items(),
)
def test_of_a_vague_date_the_last_day_is_taken(text: str, day: date) -> None:
    assert read_day(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["since April 2026", "by April 2026", "2026-04/", "/2026-04"])
def test_no_day_is_made_of_an_open_date(text: str) -> None:
    with pytest.raises(UnclearDate, match="open end"):
        read_day(text, today=TODAY)


def test_no_day_is_made_of_an_unclear_date() -> None:
    with pytest.raises(UnclearDate):
        read_day("03/04/2026", today=TODAY)


def test_what_the_docs_promise_is_read() -> None:
    rows = DOCS_ROW.findall(DOCS.read_text(encoding="utf-8"))
    assert len(rows) > 25
    for written, stored in rows:
        for text in written.split(" · "):
            assert read_date(text, today=TODAY).text == stored
