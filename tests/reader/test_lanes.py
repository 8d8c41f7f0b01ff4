"""The lanes of a page equal those that follow from the ledger day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reader.lanes import drawn, ends_on, lanes_on, obvious, predictions_on
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.pages import Element, get
from tracker.dates.words import say
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
DATES = [
    date(2025, 9, 17), date(2025, 9, 18), date(2026, 1, 22), date(2026, 2, 26),
    date(2026, 3, 18), date(2026, 4, 10), date(2026, 4, 23), date(2026, 4, 24),
    date(2026, 5, 6), date(2026, 6, 30), date(2026, 8, 15), date(2026, 9, 15), None,
]  # fmt: skip


@pytest.fixture(autouse=True)
def fixed_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: TODAY)


def lanes_of(story: Story, query: dict[str, Any]) -> Element:
    return get(f"{story.get_absolute_url()}lanes/", query)


def check(story: Story, day: date | None) -> int:
    """Hold the page as of `day` against the ledger; return how many lanes it has."""
    page = lanes_of(story, {"as_of": str(day)} if day else {})
    known = predictions_on(story, day)
    if not known:
        assert page.all("table", "lanes") == []
        return 0
    first, last = ends_on(story, day, TODAY)
    words = f"Status from {say(str(first))} to {say(str(last))}"
    assert words in page.one("th", "over-time").text
    rows = lanes_on(page)
    assert rows.keys() == {event.pk for event in known}
    for event in known:
        shown, expected = drawn(rows[event.pk]), obvious(event, day, first, last)
        for name in ("lines", "squares", "dues"):
            found = flat(getattr(shown, name))
            assert found == pytest.approx(flat(getattr(expected, name)), abs=0.02), event
    return len(rows)


def flat(marks: list[tuple[Any, ...]]) -> dict[str, float]:
    return {
        f"{place} {mark[0] if isinstance(mark[0], str) else ''} {side}": position
        for place, mark in enumerate(marks)
        for side, position in enumerate(part for part in mark if not isinstance(part, str))
    }


def test_the_lanes_of_the_real_story_are_right_on_a_dozen_days(real_story: Story) -> None:
    counts = [check(real_story, day) for day in DATES]
    assert counts == sorted(counts)
    assert (counts[0], counts[1], counts[-1]) == (0, 1, 41)


@settings(RANDOM, max_examples=25)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=6, max_size=20),
    day=DAYS | st.none(),
)
def test_the_lanes_of_random_stories_are_right(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date | None,
) -> None:
    with undone():
        check(build(sources, citations, changes, has_pivot=True), day)


def test_a_lane_says_in_a_sentence_what_it_draws(real_story: Story) -> None:
    rows = lanes_on(lanes_of(real_story, {}))
    told = {
        key: rows[real_story.events.get(key=key).pk].one("td", "lane").one("title").text
        for key in ("p-launch-april", "p-peak-mid-july", "p-engram", "p-950pr-q1")
    }
    assert told == {
        "p-launch-april": "Rumored 16 Mar, due Apr, reported 18 Mar, confirmed 24 Apr, "
        "held up 24 Apr",
        "p-peak-mid-july": "Reported 30 Jun, due 11–20 Jul, due date moved to 17 Aug on "
        "15 Aug, did not hold up 17 Aug",
        "p-engram": "Rumored 22 Jan, did not hold up 15 Sep",
        "p-950pr-q1": "Reported 18 Sep 2025, due Q1 2026, confirmed 21 Mar, held up 21 Mar",
    }


def test_the_double_rule_stands_at_the_release_once_that_is_known(real_story: Story) -> None:
    page = lanes_of(real_story, {"as_of": "2026-04-23"})
    assert page.all("", "pivot") == []
    assert "Release" not in page.text
    page = lanes_of(real_story, {"as_of": "2026-05-06"})
    [rule] = [mark for mark in page.one("svg", "rule").all("svg") if mark.all("", "pivot")]
    # 92 of the 104 days from 22 January on.
    assert rule.attrs["x"] == f"{round(100 * 92 / 104, 2)}%"
    assert "Release 24 Apr" in page.one("th", "over-time").text


def test_what_began_before_the_axis_starts_at_its_edge_with_its_date(
    real_story: Story,
) -> None:
    page = lanes_of(real_story, {})
    row = lanes_on(page)[real_story.events.get(key="p-950pr-q1").pk]
    assert "since 18 Sep 2025" in row.one("td", "lane").text
    assert drawn(row).lines[0][1] == 0
    assert "1 prediction was made before 22 January 2026" in page.one("p", "early").text
    assert len([one for one in page.all("text") if one.text.startswith("since")]) == 1


def test_what_is_as_young_as_the_page_shows_its_status_alone(real_story: Story) -> None:
    page = lanes_of(real_story, {"as_of": "2026-04-15"})
    row = lanes_on(page)[real_story.events.get(key="p-launch-late-april").pk]
    assert drawn(row).lines == []
    assert [use.attrs["href"] for use in row.one("td", "lane").all("use")] == [
        "#status-rumored"
    ]
