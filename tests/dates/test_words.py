from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tracker.dates.edtf import (
    GROUPINGS,
    MARKS,
    Edtf,
    UnclearDate,
    narrowed,
    open_after,
    parse_edtf,
)
from tracker.dates.reading import read_date, read_day
from tracker.dates.words import say, say_days

TODAY = date(2026, 4, 10)

# EDTF: in full, and short where 2026 goes without saying
WORDS = {
    "2026-04-24": ("24 April 2026", "24 Apr"),
    "2025-09-01": ("1 September 2025", "1 Sep 2025"),
    "2026-04": ("April 2026", "Apr"),
    "2025-05": ("May 2025", "May 2025"),
    "2026": ("2026", "2026"),
    "2026-33": ("1st quarter of 2026", "Q1 2026"),
    "2026-34": ("2nd quarter of 2026", "Q2 2026"),
    "2026-35": ("3rd quarter of 2026", "Q3 2026"),
    "2026-36": ("4th quarter of 2026", "Q4 2026"),
    "2026-40": ("first half of 2026", "H1 2026"),
    "2026-39": ("last third of 2026", "last third of 2026"),
    "2026-21": ("spring 2026", "spring 2026"),
    "2026-23": ("autumn 2026", "autumn 2026"),
    "2026-24": ("winter 2026–27", "winter 2026–27"),
    "2099-24": ("winter 2099–00", "winter 2099–00"),
    "2026-26": ("summer 2026 (northern hemisphere)",) * 2,
    "2026-29": ("spring 2026 (southern hemisphere)",) * 2,
    "2026-30": ("summer 2026–27 (southern hemisphere)",) * 2,
    "2026-32": ("winter 2026 (southern hemisphere)",) * 2,
    "202X": ("2020s", "2020s"),
    "20XX": ("2000–2099", "2000–2099"),
    "2026-04-XX": ("a day in April 2026", "a day in Apr"),
    "2026-XX": ("a month in 2026", "a month in 2026"),
    "2026-XX-XX": ("a day in 2026", "a day in 2026"),
    "2026-04-15/2026-04-30": ("15–30 April 2026", "15–30 Apr"),
    "2026-04-15/2026-04-15": ("15 April 2026", "15 Apr"),
    "2026-02-28/2026-03-01": ("28 February – 1 March 2026", "28 Feb – 1 Mar"),
    "2025-12-28/2026-01-03": ("28 December 2025 – 3 January 2026", "28 Dec 2025 – 3 Jan 2026"),
    "2026-04-24/2026-05": ("24 April – May 2026", "24 Apr – May"),
    "2026-04-24/2026-04": ("24 April – April 2026", "24 Apr – Apr"),
    "2026-04/2027-02": ("April 2026 – February 2027", "Apr 2026 – Feb 2027"),
    "2026-01/2026-06": ("first half of 2026", "H1 2026"),
    "2026-07/2026-12": ("second half of 2026", "H2 2026"),
    "2025-07/2026-12": ("July 2025 – December 2026", "Jul 2025 – Dec 2026"),
    "2025/2026": ("2025–2026", "2025–2026"),
    "2026/2026-04": ("2026 – April 2026", "2026 – Apr 2026"),
    "2026-33/2026-34": ("1st quarter of 2026 – 2nd quarter of 2026", "Q1 2026 – Q2 2026"),
    "2026-04-29/..": ("since 29 April 2026", "since 29 Apr"),
    "../2026-04": ("by April 2026", "by Apr"),
    "2026-04/": ("from April 2026, end unknown", "from Apr, end unknown"),
    "/2026-04": ("until April 2026, start unknown", "until Apr, start unknown"),
    "2026-04~": ("about April 2026", "about Apr"),
    "2026-04?": ("April 2026 (uncertain)", "Apr (uncertain)"),
    "2026-04%": ("about April 2026 (uncertain)", "about Apr (uncertain)"),
    "2026-04~/..": ("since about April 2026", "since about Apr"),
    "2026-04-15~/2026-04-30~": ("about 15–30 April 2026", "about 15–30 Apr"),
    "2026-04-15~/2026-04-30": ("from about 15 April 2026 to 30 April 2026",)
    + ("from about 15 Apr to 30 Apr",),
    "2026-04-24T15:00:00+08:00": ("24 April 2026, 15:00 (UTC+8)", "24 Apr, 15:00 (UTC+8)"),
    "2026-04-24T15:00:30-03:30": ("24 April 2026, 15:00:30 (UTC−3:30)",)
    + ("24 Apr, 15:00:30 (UTC−3:30)",),
    "2026-04-24T15:00:00Z": ("24 April 2026, 15:00 (UTC)", "24 Apr, 15:00 (UTC)"),
    "2026-04-24T15:00:00": ("24 April 2026, 15:00", "24 Apr, 15:00"),
}

days = st.dates(date(1000, 1, 1), date(9998, 12, 31)).map(str)
plain_singles = st.one_of(
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    st.tuples(days, st.sampled_from(sorted(GROUPINGS))).map(
        lambda two: f"{two[0][:4]}-{two[1]}"
    ),
    days.map(lambda day: f"{day[:3]}X"),
    days.map(lambda day: f"{day[:2]}XX"),
    days.map(lambda day: f"{day[:4]}-XX"),
    days.map(lambda day: f"{day[:7]}-XX"),
)
singles = st.tuples(plain_singles, st.sampled_from(list(MARKS.values()))).map("".join)


def in_order(two: tuple[str, str]) -> str:
    return "/".join(sorted(two, key=lambda text: parse_edtf(text).first or date.min))


edtf_texts = st.one_of(
    singles,
    st.tuples(singles, singles).map(in_order),
    singles.map(lambda text: f"{text}/.."),
    singles.map(lambda text: f"../{text}"),
    singles.map(lambda text: f"{text}/"),
    singles.map(lambda text: f"/{text}"),
    days.map(lambda day: f"{day}T15:00:00"),
    days.map(lambda day: f"{day}T15:00:30Z"),
    days.map(lambda day: f"{day}T15:00:00-03:30"),
)


@pytest.mark.parametrize("text", WORDS)
def test_a_date_is_said_as_a_person_would(text: str) -> None:
    in_full, short = WORDS[text]
    assert say(text) == in_full
    assert say(parse_edtf(text)) == in_full
    assert say(text, style="short", year=2026) == short


def test_a_year_is_left_out_only_where_it_goes_without_saying() -> None:
    assert say("2026-04-24", style="short") == "24 Apr 2026"
    assert say("2026-04-24", style="short", year=2025) == "24 Apr 2026"
    assert say("2026-04-24", year=2026) == "24 April"


def test_what_is_no_date_is_said_as_it_is() -> None:
    assert say("soon <b>") == "soon <b>"
    assert say("") == ""


def test_days_are_counted_in_words() -> None:
    assert [say_days(n) for n in (0, 1, 21)] == ["0 days", "1 day", "21 days"]


@given(edtf_texts, st.sampled_from(["long", "short"]), st.none() | st.integers(1000, 9999))
def test_every_date_can_be_said(text: str, style: str, year: int | None) -> None:
    assert say(text, style=style, year=year).strip()  # type: ignore[arg-type]


@given(st.text())
def test_any_text_can_be_said(text: str) -> None:
    assert isinstance(say(text), str)


@given(edtf_texts)
def test_what_is_said_is_read_as_the_same_days(text: str) -> None:
    edtf = parse_edtf(text)
    again = read_date(say(edtf), today=TODAY)
    assert (again.first, again.last) == (edtf.first, edtf.last)
    assert (again.approximate, again.uncertain) == (edtf.approximate, edtf.uncertain)


@pytest.mark.parametrize("text", WORDS)
def test_each_of_these_words_is_read_as_the_same_days(text: str) -> None:
    edtf = parse_edtf(text)
    for style in ("long", "short"):
        again = read_date(say(edtf, style=style), today=TODAY)
        assert (again.first, again.last) == (edtf.first, edtf.last)


@given(edtf_texts)
def test_short_words_are_read_as_the_same_days(text: str) -> None:
    edtf = parse_edtf(text)
    again = read_date(say(edtf, style="short"), today=TODAY)
    assert (again.first, again.last) == (edtf.first, edtf.last)


@given(edtf_texts)
def test_canonical_text_is_read_as_itself(text: str) -> None:
    assert parse_edtf(text).text == text
    assert read_date(text, today=TODAY) == parse_edtf(text)


@given(edtf_texts, st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_knowledge_only_ever_narrows_a_date(text: str, day: date) -> None:
    edtf = parse_edtf(text)
    narrow = narrowed(edtf, day)
    assert narrow.first == edtf.first
    if edtf.first is None or edtf.first <= day:
        assert narrow.last == (min(edtf.last, day) if edtf.last else day)
    assert narrowed(narrow, day) == narrow


@given(edtf_texts, st.dates(date(1000, 1, 1), date(9998, 12, 31)))
def test_no_end_beyond_the_day_is_given_away(text: str, day: date) -> None:
    edtf = parse_edtf(text)
    opened = open_after(edtf, day)
    assert opened.first == edtf.first
    if edtf.first is None or edtf.first <= day:
        assert opened.last is None or opened.last <= day


PIECES = """24 3rd 2026 202 April may Q1 half of the late mid-to-late early week since by before
about from to between and – - / , ? (uncertain) in two weeks ago next later this month 15:00 3pm
Beijing UTC+8 CST 2026-04 .. ~ 年 月 4月 winter second quarter today"""


@given(
    st.one_of(st.text(), st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join))
)
def test_any_text_is_a_date_or_unclear(text: str) -> None:
    for read in (read_date, read_day):
        try:
            found = read(text, today=TODAY)
        except UnclearDate as error:
            assert str(error)
        else:
            assert isinstance(found, Edtf | date)
    try:
        assert isinstance(parse_edtf(text), Edtf)
    except UnclearDate as error:
        assert str(error)


@pytest.mark.parametrize("language", ["zh-hans", "de", "ar", "fr"])
def test_months_are_named_in_the_language_of_the_page(language: str) -> None:
    with override(language):
        assert ("April" in say("2026-04")) is (language == "de")
        assert all(say(text) for text in WORDS)
