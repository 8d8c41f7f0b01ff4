from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reader.lanes import lanes_on
from tests.reader.pages import get
from tests.reader.stories import FIRST, story_of
from tracker.reader import lanes_page
from tracker.reader.axis import Axis
from tracker.reader.lane_scale import ended, last_of_page, marks_of
from tracker.reader.lanes import Lane, lane_of
from tracker.reader.strands import Strand, Turn

JANUARY = date(2026, 1, 1)
DECEMBER = date(2026, 12, 31)


def days(*numbers: int) -> list[date]:
    return [JANUARY + timedelta(days=number) for number in numbers]


class TestLastDay:
    def test_there_is_room_behind_the_last_change_but_never_the_future(self) -> None:
        start, last = days(0, 200)
        assert ended(last, [start], DECEMBER) == last + timedelta(days=10)
        assert ended(last, [start], last + timedelta(days=3)) == last + timedelta(days=3)
        assert ended(start, [start], DECEMBER) == start + timedelta(days=1)

    def test_a_page_of_many_ends_after_its_last_change(self) -> None:
        start, last = days(0, 200)
        settled = Strand([Turn(start, "rumored")], [Turn(last, "failed")])
        assert last_of_page([settled], DECEMBER) == last + timedelta(days=10)
        assert last_of_page([settled], last) == last
        # What is open runs on to the day of the page.
        assert last_of_page([settled, Strand([Turn(start, "rumored")])], DECEMBER) == DECEMBER
        reopened = [Turn(start, "failed"), Turn(last, "open")]
        assert last_of_page([Strand(settled.statuses, reopened)], DECEMBER) == DECEMBER


class TestLabels:
    @given(
        st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        st.integers(0, 4000),
        st.none() | st.floats(0, 100),
    )
    def test_labels_neither_touch_nor_leave_the_axis(
        self, first: date, length: int, pivot_at: float | None
    ) -> None:
        marks = marks_of(Axis(first, first + timedelta(days=length)), pivot_at)
        for letter, shown in (
            (1.3, [mark for mark in marks if mark.label]),
            (2.3, [mark for mark in marks if mark.label and not mark.is_wide]),
        ):
            ends = [mark.at + letter * len(mark.label) for mark in shown]
            starts = [mark.at for mark in shown]
            assert all(end < start for end, start in zip(ends, starts[1:], strict=False))
            assert all(end <= 100 for end in ends)
            if pivot_at is not None:
                crossed = zip(starts, ends, strict=True)
                assert not any(start <= pivot_at < end for start, end in crossed)


class TestDueMarks:
    AXIS = Axis(date(2026, 4, 1), date(2026, 7, 10))  # a hundred days

    def lane(self, *dues: str) -> Lane:
        day = self.AXIS.first
        turns = [Turn(day + timedelta(days=n), due) for n, due in enumerate(dues)]
        return lane_of(Strand([Turn(day, "rumored")], [], turns), self.AXIS)

    @pytest.mark.parametrize(
        ("due", "start", "end", "caps"),
        [
            ("2026-04-11/2026-04-21", 10, 20, (True, True)),
            ("2026-04-11", 10, 10, (True, True)),
            ("2026", 0, 100, (False, False)),
            ("2026-05-01/..", 30, 100, (True, False)),
            ("../2026-05-01", 0, 30, (False, True)),
        ],
    )
    def test_a_mark_has_caps_where_it_begins_and_ends(
        self, due: str, start: float, end: float, caps: tuple[bool, bool]
    ) -> None:
        [mark] = self.lane(due).dues
        assert (mark.start, mark.end, mark.beyond) == (start, end, "")
        assert (mark.is_capped_at_start, mark.is_capped_at_end) == caps

    def test_what_is_due_off_the_axis_is_beyond_it(self) -> None:
        assert [mark.beyond for mark in self.lane("2025", "2027").dues] == ["before", "after"]

    def test_each_slip_is_a_step_down_from_where_the_mark_before_ended(self) -> None:
        first, second, third = self.lane("2026-04-11", "2026-04-21/2026-05-01", "2026-06").dues
        assert first.step_from is None
        assert (second.step_from, second.step_top) == (10, first.top)
        assert (third.step_from, third.step_top) == (30, second.top)
        assert first.top < second.top < third.top

    def test_many_slips_stay_within_the_lane(self) -> None:
        dues = [f"2026-05-{day:02}" for day in range(1, 21)]
        assert max(mark.top for mark in self.lane(*dues).dues) == pytest.approx(23, abs=0.01)


def test_each_page_of_many_lanes_has_an_axis_of_its_own(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes_page, "PAGE_SIZE", 10)
    story = story_of(30)
    page = get(f"{story.get_absolute_url()}lanes/", {"as_of": "2026-04-30"})
    more = page.one("a", id="more").attrs["href"]
    assert "Status from 2 March 2026 to 30 April 2026" in page.one("th", "over-time").text
    page = get(more)
    assert len(lanes_on(page)) == 10
    eleventh = FIRST + timedelta(days=11)
    assert f"Status from {eleventh.day} March 2026" in page.one("th", "over-time").text
