from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string

from tests.reader.pages import read
from tracker.reader.axis import Axis
from tracker.reader.lines import Segment
from tracker.reader.ribbons import own_axis, ribbon_axis, ribbon_of
from tracker.reader.strands import Strand, Turn, strands_of
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Status

APRIL = Axis(date(2026, 4, 1), date(2026, 5, 1))
DAYS = [
    date(2025, 9, 18), date(2026, 1, 26), date(2026, 2, 24), date(2026, 3, 18),
    date(2026, 4, 3), date(2026, 4, 10), date(2026, 4, 23), date(2026, 4, 24),
    date(2026, 5, 1), date(2026, 6, 30), date(2026, 9, 14), None,
]  # fmt: skip


def strand(*statuses: tuple[int, str], settled: tuple[int, str] | None = None) -> Strand:
    """A strand whose turns are on these days of April 2026."""
    outcomes = [Turn(date(2026, 4, 1), "open")]
    if settled:
        outcomes.append(Turn(date(2026, 4, settled[0]), settled[1]))
    return Strand([Turn(date(2026, 4, day), value) for day, value in statuses], outcomes)


def test_what_failed_ends_at_its_outcome() -> None:
    one = strand((4, Status.RUMORED), (7, Status.REPORTED), settled=(25, Outcome.FAILED))
    ribbon = ribbon_of(one, APRIL, date(2026, 4, 16))
    assert ribbon
    assert ribbon.segments == [Segment(10.0, 10.0, "rumored"), Segment(20.0, 60.0, "reported")]
    assert (ribbon.pivot, ribbon.outcome, ribbon.settled) == (50.0, "failed", 80.0)
    assert ribbon.text == (
        "Status over time: rumored 4 April 2026, reported 7 April 2026, "
        "did not hold up 25 April 2026."
    )


def test_what_is_confirmed_runs_on() -> None:
    one = strand((1, Status.REPORTED), (16, Status.CONFIRMED), settled=(16, Outcome.HELD))
    ribbon = ribbon_of(one, APRIL, None)
    assert ribbon
    assert ribbon.segments[-1] == Segment(50.0, 50.0, "confirmed")
    assert (ribbon.pivot, ribbon.settled) == (None, 50.0)


def test_what_lies_before_the_axis_begins_at_its_left_end_and_says_its_year() -> None:
    one = Strand([Turn(date(2025, 9, 18), Status.RUMORED)])
    ribbon = ribbon_of(one, APRIL, date(2026, 3, 31))
    assert ribbon
    assert ribbon.segments == [Segment(0.0, 100.0, "rumored")]
    assert ribbon.pivot is None
    page = read(render_to_string("reader/_status_ribbon.html", {"ribbon": ribbon}))
    assert page.one("p").text == "Since 18 Sep 2025"
    assert page.one("time").attrs["datetime"] == "2025-09-18"


def test_an_event_without_a_status_has_none() -> None:
    assert ribbon_of(Strand(), APRIL, None) is None


def test_the_shared_axis_leaves_one_early_event_in_twenty_outside() -> None:
    days = [date(2020, 1, 1)] + [date(2026, 4, day) for day in range(1, 20)]
    assert ribbon_axis(days, date(2026, 5, 1), date(2026, 6, 1)) == APRIL
    assert ribbon_axis(days[:19], date(2026, 5, 1), date(2026, 6, 1)).first == days[0]
    assert ribbon_axis(days, None, date(2026, 5, 1)) == Axis(APRIL.first, date(2026, 5, 2))
    assert ribbon_axis([], None, date(2026, 5, 1)).first == date(2026, 5, 1)


def test_one_event_alone_has_an_axis_up_to_the_pivot() -> None:
    one = strand((4, Status.RUMORED), (7, Status.REPORTED))
    ends = own_axis(one, date(2026, 4, 9), None), own_axis(one, None, date(2026, 4, 21))
    assert [(axis.first.day, axis.last.day) for axis in ends] == [(1, 9), (1, 22)]


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS)
def test_the_lines_of_the_real_story_agree_with_the_status_on_each_day(
    real_story: Story, day: date | None
) -> None:
    known = [event.known_on for event in real_story.events.all()]
    axis = ribbon_axis(
        [since for since in known if day is None or since <= day], day, date(2026, 9, 14)
    )
    for one in strands_of([event.pk for event in real_story.events.all()], day).values():
        ribbon = ribbon_of(one, axis, real_story.pivot.timeline_on)
        if ribbon is None:
            assert not one.statuses
            continue
        for passed in range(axis.days):
            moment = axis.first + timedelta(days=passed)
            place = 100 * (passed + 0.5) / axis.days
            drawn = [part.status for part in ribbon.segments if part.start < place < part.end]
            status = one.status_on(moment)
            is_over = one.settled and one.settled.day <= moment and status != "confirmed"
            assert drawn == ([] if is_over or not status else [status])
