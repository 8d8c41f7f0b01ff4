from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from tests.makers import make_known, make_story
from tests.reader.pages import get
from tests.reader.test_ribbons import DAYS
from tracker.evidence.models import Citation, ReviewState
from tracker.reader.histogram import HIGHEST, Histogram, histogram_of
from tracker.reader.rows import rows_of
from tracker.stories.models import Story

TODAY = date(2026, 11, 25)
RELEASE = date(2026, 4, 24)


def drawn(cited_on: dict[date, int], day: date | None, pivot: date | None) -> Histogram:
    histogram = histogram_of(
        cited_on, first=min(cited_on), day=day, today=TODAY, pivot_day=pivot
    )
    assert histogram
    return histogram


def test_each_day_has_a_bar_hollow_before_the_pivot_and_filled_from_it_on() -> None:
    first = TODAY - timedelta(days=100)
    histogram = drawn(
        {first: 1, first + timedelta(days=10): 4, first + timedelta(days=11): 2},
        None,
        first + timedelta(days=11),
    )
    assert [(bar.at, bar.width, bar.height, bar.is_after_pivot) for bar in histogram.bars] == [
        (-0.5, 1.0, 11, False),
        (9.5, 1.0, 44, False),
        (10.5, 1.0, 22, True),
    ]
    assert histogram.pivot == 11.0
    assert histogram.veil is None


def test_days_after_the_page_are_veiled_and_the_slider_stands_on_its_day() -> None:
    first = TODAY - timedelta(days=100)
    day = first + timedelta(days=40)
    histogram = drawn({first: 1}, day, None)
    assert histogram.veil == (40.5, 59.5)
    assert date.fromordinal(histogram.first) == first
    assert date.fromordinal(histogram.last) == TODAY
    assert date.fromordinal(histogram.value) == day


def test_without_a_day_to_move_to_there_is_none() -> None:
    assert histogram_of({}, first=TODAY, day=None, today=TODAY, pivot_day=None) is None
    assert histogram_of({TODAY: 2}, first=TODAY, day=None, today=TODAY, pivot_day=None) is None


@pytest.mark.django_db
@pytest.mark.parametrize("day", DAYS)
def test_the_bars_of_the_real_story_are_those_of_an_obvious_count(
    real_story: Story, day: date | None
) -> None:
    rows = rows_of(real_story, day)
    pivot = rows.pivot.day if rows.pivot else None
    first = min(row.known_on for row in rows.all)
    histogram = histogram_of(rows.cited_on, first=first, day=day, today=TODAY, pivot_day=pivot)
    assert histogram
    days = [
        one.source.known_on
        for one in Citation.objects.filter(story=real_story, review=ReviewState.ACCEPTED)
        if one.event_id in {row.id for row in rows.all}
        if day is None or one.source.known_on <= day
    ]
    first = min([first, *days])
    span = (TODAY - first).days
    assert span / 7 <= 110 < span  # a bar for each week
    expected: Counter[date] = Counter()
    for one in days:
        # Go week by week from the pivot, or the first day, until the week holds the day.
        start = pivot or first
        while one < start:
            start -= timedelta(days=7)
        while one >= start + timedelta(days=7):
            start += timedelta(days=7)
        expected[start] += 1
    assert [bar.count for bar in histogram.bars] == [
        count for _start, count in sorted(expected.items())
    ]
    highest = max(expected.values())
    for bar, (start, count) in zip(histogram.bars, sorted(expected.items()), strict=True):
        opens = max(start, first)
        closes = min(start + timedelta(days=6), day or TODAY)
        assert bar.at == pytest.approx(100 * ((opens - first).days - 0.5) / span, abs=0.02)
        assert bar.width == pytest.approx(100 * ((closes - opens).days + 1) / span, abs=0.02)
        assert bar.height == max(2, round(HIGHEST * count / highest))
        assert bar.is_after_pivot == (pivot is not None and opens >= pivot)
    if day:
        assert histogram.veil
        assert max(bar.at + bar.width for bar in histogram.bars) <= histogram.veil[0] + 0.02
    assert ("release" in histogram.text) == (day is None or day >= RELEASE)


@pytest.mark.django_db
def test_a_page_has_a_slider_that_names_its_day() -> None:
    story = make_story()
    make_known(story=story, since=date(2026, 3, 1))
    page = get(story.get_absolute_url(), {"as_of": "2026-04-10"})
    slider = page.one("input", id="day")
    assert slider.attrs["value"] == str(date(2026, 4, 10).toordinal())
    assert slider.attrs["aria-valuetext"] == "10 April 2026"
    assert page.one("svg", "histogram").attrs["role"] == "img"
