from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reader.axis import MOST_TICKS, Axis, axis_of

JANUARY = date(2026, 1, 1)
DECEMBER = date(2026, 12, 31)
DAYS = st.dates(date(1, 1, 2), date(9999, 12, 30))


def labels(first: date, last: date, most: int = MOST_TICKS) -> list[str]:
    return [tick.label for tick in Axis(first, last).ticks(most)]


def test_days_stand_where_their_share_of_the_width_puts_them() -> None:
    axis = Axis(date(2026, 4, 1), date(2026, 4, 11))
    assert [axis.at(date(2026, 4, day)) for day in (1, 4, 6, 11)] == [0, 30, 50, 100]


def test_days_off_the_axis_stand_at_its_ends() -> None:
    axis = Axis(date(2026, 4, 1), date(2026, 4, 11))
    assert axis.at(date(2025, 1, 1)) == 0
    assert axis.at(date(2027, 1, 1)) == 100
    assert not axis.has(date(2027, 1, 1))


def test_one_day_is_an_axis_too() -> None:
    day = date(2026, 4, 1)
    assert Axis(day, day).at(day) == 0
    assert labels(day, day) == ["1 Apr"]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 4, 1), date(2026, 4, 4), ["1 Apr", "2 Apr", "3 Apr", "4 Apr"]),
        (date(2026, 4, 1), date(2026, 4, 24), ["6 Apr", "13 Apr", "20 Apr"]),
        (date(2025, 10, 5), date(2026, 2, 20), ["Nov 2025", "Dec", "Jan 2026", "Feb"]),
        (date(2025, 8, 14), date(2026, 9, 15), ["Oct 2025", "Jan 2026", "Apr", "Jul"]),
        (date(2019, 6, 1), date(2026, 9, 1), [str(year) for year in range(2020, 2027)]),
        (date(1990, 6, 1), date(2026, 9, 1), [str(year) for year in range(1995, 2026, 5)]),
    ],
)  # fmt: skip
def test_ticks_stand_where_the_calendar_turns(
    first: date, last: date, expected: list[str]
) -> None:
    assert labels(first, last) == expected


@given(DAYS, DAYS, st.integers(2, 12))
def test_there_are_never_too_many_ticks_and_all_stand_on_the_axis(
    one: date, other: date, most: int
) -> None:
    axis = Axis(min(one, other), max(one, other))
    ticks = axis.ticks(most)
    assert len(ticks) <= most
    assert all(axis.has(tick.day) and 0 <= tick.at <= 100 for tick in ticks)
    assert [tick.day for tick in ticks] == sorted({tick.day for tick in ticks})


@given(DAYS, st.integers(0, 9000), st.integers(0, 9000))
def test_later_days_never_stand_left_of_earlier_ones(
    first: date, length: int, passed: int
) -> None:
    last = min(first.toordinal() + length, date.max.toordinal())
    axis = Axis(first, date.fromordinal(last))
    day = date.fromordinal(min(first.toordinal() + passed, date.max.toordinal() - 1))
    assert axis.at(day) <= axis.at(day + timedelta(days=1))


def days(*numbers: int) -> list[date]:
    return [JANUARY + timedelta(days=number) for number in numbers]


class TestWhereAnAxisBegins:
    def test_it_is_the_first_day(self) -> None:
        assert axis_of(days(40, 20, 300), DECEMBER).first == days(20)[0]

    def test_a_twentieth_that_would_take_more_than_a_quarter_stands_before_it(self) -> None:
        crowd = [200] * 19
        assert axis_of(days(0, *crowd), DECEMBER).first == days(200)[0]
        # 91 of 364 days are a quarter, and no more than that.
        assert axis_of(days(0, *[91] * 19), DECEMBER).first == JANUARY
        # Two of twenty are too many to be cut.
        assert axis_of(days(0, 1, *crowd), DECEMBER).first == JANUARY

    def test_few_days_all_stand_on_it(self) -> None:
        assert axis_of(days(0, *[300] * 18), DECEMBER).first == JANUARY

    def test_without_days_it_is_one_day(self) -> None:
        assert axis_of([], DECEMBER) == Axis(DECEMBER, DECEMBER)

    @given(st.lists(st.integers(0, 364), max_size=60))
    def test_at_most_one_in_twenty_begins_before_it(self, starts: list[int]) -> None:
        axis = axis_of(days(*starts), DECEMBER)
        assert sum(day < axis.first for day in days(*starts)) <= len(starts) / 20
