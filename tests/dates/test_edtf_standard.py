"""Our parser beside an independent one, and beside the examples of the standard."""

from __future__ import annotations

import warnings
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.dates.edtf import GROUPINGS, UnclearDate, parse_edtf

# The package calls pyparsing by names that are on their way out.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from edtf import parse_edtf as parse_with_package

# https://www.loc.gov/standards/datetime/
LEVEL_0 = [
    *("1985-04-12", "1985-04", "1985"),
    *("1985-04-12T23:20:30", "1985-04-12T23:20:30Z", "1985-04-12T23:20:30+04:30"),
    *("1964/2008", "2004-06/2006-08", "2004-02-01/2005-02-08", "2004-02-01/2005-02"),
    *("2004-02-01/2005", "2005/2006-02"),
]
LEVEL_1 = [
    *("2001-21", "1984?", "2004-06~", "2004-06-11%", "201X", "20XX", "2004-XX"),
    *("1985-04-XX", "1985-XX-XX", "1985-04-12/..", "1985-04/..", "1985/.."),
    *("../1985-04-12", "../1985-04", "../1985", "1985-04-12/", "1985-04/", "1985/"),
    *("/1985-04-12", "/1985-04", "/1985"),
    *("1984~/2004-06", "1984/2004-06~", "1984~/2004~", "1984-06?/2004-08?"),
    *("1984-06-02?/2004-08-08~", "1984-06-02?/"),
]
NOT_READ = [
    "Y170000002",
    "Y-170000002",
    "-1985",
    "[1667,1668]",
    "{1960,1961-12}",
    "1984-06-?02",
]

days = st.dates(date(1000, 1, 1), date(9998, 12, 31)).map(str)
# The ends of intervals. The package fails on ends with unspecified digits and seasons.
ends = st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))
singles = st.one_of(
    ends,
    days.map(lambda day: f"{day[:3]}X"),
    days.map(lambda day: f"{day[:2]}XX"),
    days.map(lambda day: f"{day[:4]}-XX"),
    days.map(lambda day: f"{day[:7]}-XX"),
)
# The package ends a winter with the year; ours goes on to February.
WINTERS = {24, 28, 30}


@pytest.mark.parametrize("text", LEVEL_0 + LEVEL_1)
def test_the_examples_of_the_standard_are_read_as_they_are_written(text: str) -> None:
    assert parse_edtf(text).text == text


def test_an_offset_in_hours_is_completed() -> None:
    assert parse_edtf("1985-04-12T23:20:30-04").text == "1985-04-12T23:20:30-04:00"


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_left_out_on_purpose_is_refused(text: str) -> None:
    with pytest.raises(UnclearDate):
        parse_edtf(text)


def package_days(text: str) -> tuple[date, date]:
    found = parse_with_package(text)
    return date(*found.lower_strict()[:3]), date(*found.upper_strict()[:3])


@given(singles)
def test_both_parsers_find_the_same_days(text: str) -> None:
    ours = parse_edtf(text)
    assert (ours.first, ours.last) == package_days(text)


@pytest.mark.parametrize("code", GROUPINGS)
def test_both_parsers_find_the_same_seasons_and_quarters(code: int) -> None:
    ours = parse_edtf(f"2026-{code}")
    first, last = package_days(ours.text)
    assert ours.first == first
    assert ours.last == (date(2027, 2, 28) if code in WINTERS else last)


@given(ends, ends)
def test_both_parsers_find_the_same_intervals(one: str, other: str) -> None:
    start, end = sorted((one, other), key=lambda text: parse_edtf(text).first or date.min)
    ours = parse_edtf(f"{start}/{end}")
    assert (ours.first, ours.last) == package_days(ours.text)


@given(singles, st.sampled_from("~?%"))
def test_both_parsers_agree_on_qualifiers(text: str, mark: str) -> None:
    ours, theirs = parse_edtf(text + mark), parse_with_package(text + mark)
    assert ours.approximate == bool(
        theirs.is_approximate or theirs.is_uncertain_and_approximate
    )
    assert ours.uncertain == bool(theirs.is_uncertain or theirs.is_uncertain_and_approximate)
