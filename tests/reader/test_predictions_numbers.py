"""The figures of the table equal those of a slow, separate computation."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.pages import get
from tests.reader.tables import address, exported, row, rows, slowly
from tests.real_story import real_story as bundle_of
from tests.real_story import trace_in
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

DATES = [
    date(2025, 9, 18), date(2026, 1, 22), date(2026, 2, 26), date(2026, 3, 18),
    date(2026, 4, 3), date(2026, 4, 10), date(2026, 4, 23), date(2026, 4, 24),
    date(2026, 4, 30), date(2026, 6, 1), date(2026, 8, 17), date(2026, 11, 1),
]  # fmt: skip


def agrees(shown: list[dict[str, Any]], expected: dict[str, dict[str, Any]]) -> None:
    assert {one["id"] for one in shown} == expected.keys()
    for one in shown:
        wanted = expected[one["id"]]
        assert {name: one[name] for name in wanted} == wanted


def test_the_real_story_on_a_dozen_days(real_story: Story) -> None:
    for day in DATES:
        is_right_on(real_story, day)


def is_right_on(real_story: Story, day: date) -> None:
    query = f"as_of={day}"
    shown = exported(real_story, query)
    expected = slowly(real_story, day)
    agrees(shown, expected)
    bundle = bundle_of()
    for one in shown:
        trace = trace_in(bundle, one["id"], day)
        assert one["reports"] == trace.reports
        assert one["origins"] == len(trace.origins)
        assert one["unknown_origin"] == trace.unknown
    page = get(address(real_story, query))
    assert len(rows(page)) == len(expected)
    tally = {
        cell.attrs["class"].removeprefix("is-"): int(cell.one("span", "num").text)
        for cell in page.one(id="tally").all("li")
    }
    assert tally == Counter(one["outcome"] for one in expected.values())
    for one in expected.values():
        lead = row(page, one["statement"]).one("td", "c-lead")
        assert lead.text == ("–none yet" if one["lead_days"] is None else str(one["lead_days"]))


def test_the_real_story_today(real_story: Story) -> None:
    shown = exported(real_story)
    assert len(shown) == 41
    agrees(shown, slowly(real_story, None))


@settings(RANDOM, max_examples=20)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=6, max_size=14),
    changes=st.lists(CHANGE, min_size=6, max_size=16),
    day=DAYS,
)
def test_random_stories(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date,
) -> None:
    with undone():
        story = build(sources, citations, changes, has_pivot=False)
        agrees(exported(story, f"as_of={day}"), slowly(story, day))
        agrees(exported(story), slowly(story, None))
