from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tracker.dates.clock import ZONES, read_zone
from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_date, read_day

TODAY = date(2026, 4, 10)  # a Friday
DOCS = Path(__file__).parents[2] / "docs" / "dates.md"
DOCS_ROW = re.compile(r"^\| (?P<written>[^|`]+) \| `(?P<stored>[^`]+)` \|", re.MULTILINE)

ABSOLUTE = {
    # EDTF as such
    "2026-04-24": "2026-04-24",
    "2026-04?": "2026-04?",
    "2026-33": "2026-33",
    "../2026-04": "../2026-04",
    "202X": "202X",
    "2026-04-24T15:00:00+08": "2026-04-24T15:00:00+08:00",
    # days, months, years
    "24 April 2026": "2026-04-24",
    "  24  APRIL  2026 ": "2026-04-24",
    "24 April, 2026": "2026-04-24",
    "April 24, 2026": "2026-04-24",
    "April 24th 2026": "2026-04-24",
    "the 24th of April, 2026": "2026-04-24",
    "24 Apr 2026": "2026-04-24",
    "24 Apr. 2026": "2026-04-24",
    "on 24 April 2026": "2026-04-24",
    "Friday 24 April 2026": "2026-04-24",
    "Fri, April 24, 2026": "2026-04-24",
    "2026 April 24": "2026-04-24",
    "2026/04/24": "2026-04-24",
    "2026.4.24": "2026-04-24",
    "20260424": "2026-04-24",
    "29 February 2024": "2024-02-29",
    "1 January 2000": "2000-01-01",
    "2 February 2004": "2004-02-02",
    "24/04/2026": "2026-04-24",
    "04/24/2026": "2026-04-24",
    "24.4.2026": "2026-04-24",
    "04/04/2026": "2026-04-04",
    "April 2026": "2026-04",
    "in April 2026": "2026-04",
    "in 2026": "2026",
    "in early 2026": "2026-01/2026-04",
    "last third of 2026": "2026-39",
    "January 2000": "2000-01",
    "Sept. 2026": "2026-09",
    "2026 April": "2026-04",
    "2026/04": "2026-04",
    "2026": "2026",
    "２０２６": "2026",
    "24-Apr-2026": "2026-04-24",
    "24/Apr/2026": "2026-04-24",
    "Apr-2026": "2026-04",
    "Apr/2026": "2026-04",
    "during April 2026": "2026-04",
    # quarters, halves, seasons
    "Q1-2026": "2026-33",
    "Q1/2026": "2026-33",
    "2Q 2026": "2026-34",
    "1H 2026": "2026-01/2026-06",
    "Q1 2026": "2026-33",
    "2026 Q2": "2026-34",
    "2026-Q2": "2026-34",
    "first quarter of 2026": "2026-33",
    "the 3rd quarter of 2026": "2026-35",
    "last quarter 2026": "2026-36",
    "H2 2026": "2026-07/2026-12",
    "second half of 2026": "2026-07/2026-12",
    "the first half of 2026": "2026-01/2026-06",
    "first half of April 2026": "2026-04-01/2026-04-15",
    "second half of February 2026": "2026-02-16/2026-02-28",
    "summer 2026": "2026-22",
    "the fall of 2026": "2026-23",
    "winter 2026–27": "2026-24",
    "winter 2026/2027": "2026-24",
    "winter 2026 (southern hemisphere)": "2026-32",
    # parts of a whole
    "early April 2026": "2026-04-01/2026-04-10",
    "mid April 2026": "2026-04-11/2026-04-20",
    "mid-April 2026": "2026-04-11/2026-04-20",
    "late April 2026": "2026-04-21/2026-04-30",
    "late February 2026": "2026-02-21/2026-02-28",
    "the end of April 2026": "2026-04-21/2026-04-30",
    "early-to-mid April 2026": "2026-04-01/2026-04-20",
    "mid-to-late April 2026": "2026-04-11/2026-04-30",
    "mid to late April 2026": "2026-04-11/2026-04-30",
    "early 2026": "2026-01/2026-04",
    "mid-2026": "2026-05/2026-08",
    "late 2025": "2025-09/2025-12",
    "early Q2 2026": "2026-04",
    "late summer 2026": "2026-08",
    "week of 2 March 2026": "2026-03-02/2026-03-08",
    "the week of 5 March 2026": "2026-03-02/2026-03-08",
    "first week of April 2026": "2026-04-01/2026-04-07",
    "last week of April 2026": "2026-04-24/2026-04-30",
    "2020s": "202X",
    "a day in April 2026": "2026-04-XX",
    "a month in 2026": "2026-XX",
    "a day in 2026": "2026-XX-XX",
    # ranges
    "15-30 April 2026": "2026-04-15/2026-04-30",
    "15 – 30 April 2026": "2026-04-15/2026-04-30",
    "15th to 30th April 2026": "2026-04-15/2026-04-30",
    "April 15-30, 2026": "2026-04-15/2026-04-30",
    "from 3 April to 1 May 2026": "2026-04-03/2026-05-01",
    "between 3 April and 1 May 2026": "2026-04-03/2026-05-01",
    "3 April 2026 through 1 May": "2026-04-03/2026-05-01",
    "28 December – 3 January 2026": "2025-12-28/2026-01-03",
    "28 December 2025 to 3 January": "2025-12-28/2026-01-03",
    "28 December 2025 to 3 January 2026": "2025-12-28/2026-01-03",
    "24 April – May 2026": "2026-04-24/2026-05",
    "24 April - May 2026": "2026-04-24/2026-05",
    "March-April 2026": "2026-03/2026-04",
    "Q1–Q2 2026": "2026-33/2026-34",
    "2025-2026": "2025/2026",
    "2026-04-03 to 2026-05-01": "2026-04-03/2026-05-01",
    "late March to early May 2026": "2026-03-21/2026-05-10",
    "between 15 and 30 April 2026": "2026-04-15/2026-04-30",
    "from 15-30 April 2026": "2026-04-15/2026-04-30",
    "30 April – April 2026": "2026-04-30/2026-04",
    "December – January 2026": "2025-12/2026-01",
    "29 February – 2 March 2028": "2028-02-29/2028-03-02",
    "1 January – 2 March 1000": "1000-01-01/1000-03-02",
    "October 2026 – January": "2026-10/2027-01",
    # open
    "from mid-April 2026": "2026-04-11/..",
    "from 2026-04-24": "2026-04-24/..",
    "from winter 2026–27": "2026-24/..",
    "24 April 2026 onwards": "2026-04-24/..",
    "from April 2026 onwards": "2026-04/..",
    "24 April 2026 or later": "2026-04-24/..",
    "no earlier than 24 April 2026": "2026-04-24/..",
    "before the end of April 2026": "../2026-04",
    "since 24 April 2026": "2026-04-24/..",
    "after 24 April 2026": "2026-04-24/..",
    "from 24 April 2026": "2026-04-24/..",
    "since April 2026": "2026-04/..",
    "since early April 2026": "2026-04-01/..",
    "after April 2026": "2026-05-01/..",
    "since 24 April 2026, 15:00 Beijing": "2026-04-24/..",
    "by 30 April 2026": "../2026-04-30",
    "until 30 April 2026": "../2026-04-30",
    "before 30 April 2026": "../2026-04-29",
    "before April 2026": "../2026-03-31",
    "before about April 2026": "../2026-03-31~",
    "after about April 2026": "2026-05-01~/..",
    "by the end of April 2026": "../2026-04",
    "by late April 2026": "../2026-04-30",
    "no later than June 2026": "../2026-06",
    "from April 2026, end unknown": "2026-04/",
    "until April 2026, start unknown": "/2026-04",
    # doubt
    "about April 2026": "2026-04~",
    "around 24 April 2026": "2026-04-24~",
    "circa April 2026": "2026-04~",
    "c. 2026": "2026~",
    "~2026": "2026~",
    "about 2026-04": "2026-04~",
    "April 2026?": "2026-04?",
    "April 2026 (uncertain)": "2026-04?",
    "about April 2026?": "2026-04%",
    "about 15–30 April 2026": "2026-04-15~/2026-04-30~",
    "since about April 2026": "2026-04~/..",
    "by April 2026 (uncertain)": "../2026-04?",
    "from about 15 April 2026 to 30 April 2026": "2026-04-15~/2026-04-30",
    "from 15 April 2026 to 30 April 2026 (uncertain)": "2026-04-15/2026-04-30?",
    # times
    "24 April 2026, 15:00 Beijing": "2026-04-24T15:00:00+08:00",
    "24 April 2026 at 3 p.m. Beijing time": "2026-04-24T15:00:00+08:00",
    "3 pm UTC on 24 April 2026": "2026-04-24T15:00:00Z",
    "15:00 UTC, 24 April 2026": "2026-04-24T15:00:00Z",
    "24 April 2026, 12 am GMT": "2026-04-24T00:00:00Z",
    "24 April 2026 15:00:30 (UTC+8)": "2026-04-24T15:00:30+08:00",
    "24 April 2026, 15:00 (UTC−3:30)": "2026-04-24T15:00:00-03:30",
    "2026-04-24 15:00 +0530": "2026-04-24T15:00:00+05:30",
    "2026-04-24 15:00+05:30": "2026-04-24T15:00:00+05:30",
    "24 April 2026, 15:00 London": "2026-04-24T15:00:00+01:00",
    "24 January 2026, 15:00 London": "2026-01-24T15:00:00Z",
    "24 April 2026, 9 am San Francisco": "2026-04-24T09:00:00-07:00",
    "24 April 2026, 15:00 Asia/Ho_Chi_Minh": "2026-04-24T15:00:00+07:00",
    "24 April 2026, 15:00": "2026-04-24T15:00:00",
    "2026-04-24T07:00Z": "2026-04-24T07:00:00Z",
    "2026-04-24T07:00:00.123+08:00": "2026-04-24T07:00:00+08:00",
    "Fri, 24 Apr 2026 07:00:00 GMT": "2026-04-24T07:00:00Z",
    # Chinese
    "2026年4月24日": "2026-04-24",
    "2026 年 4 月 24 日": "2026-04-24",
    "2026年4月24号": "2026-04-24",
    "2026年4月": "2026-04",
    "2026年": "2026",
    "2026年4月下旬": "2026-04-21/2026-04-30",
    "2026年第一季度": "2026-33",
    "2026年下半年": "2026-07/2026-12",
    "2026年4月24日 15:00 北京时间": "2026-04-24T15:00:00+08:00",
}

RELATIVE = {
    "today": "2026-04-10",
    "Yesterday": "2026-04-09",
    "tomorrow": "2026-04-11",
    "昨天": "2026-04-09",
    "this week": "2026-04-06/2026-04-12",
    "next week": "2026-04-13/2026-04-19",
    "last week": "2026-03-30/2026-04-05",
    "next month": "2026-05",
    "last month": "2026-03",
    "this quarter": "2026-34",
    "next quarter": "2026-35",
    "last quarter": "2026-33",
    "this year": "2026",
    "next year": "2027",
    "in two weeks": "2026-04-24",
    "in 10 days": "2026-04-20",
    "in three months": "2026-07",
    "in a year": "2027",
    "two weeks ago": "2026-03-27",
    "within two weeks": "2026-04-10/2026-04-24",
    "in the next 10 days": "2026-04-10/2026-04-20",
    "the coming weeks": "2026-04-10/2026-06-05",
    "in the coming weeks": "2026-04-10/2026-06-05",
    "coming days": "2026-04-10/2026-04-17",
    "in the coming months": "2026-04-10/2026-10-10",
    "the coming week": "2026-04-10/2026-04-17",
    "later this month": "2026-04-10/2026-04-30",
    "later this year": "2026-04-10/2026-12-31",
    "earlier this month": "2026-04-01/2026-04-10",
    "late next month": "2026-05-21/2026-05-31",
    "by the end of the year": "../2026",
    "by the end of this month": "../2026-04",
    "since yesterday": "2026-04-09/..",
    "today to 1 May 2026": "2026-04-10/2026-05-01",
    "about next month": "2026-05~",
}


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
