"""Calls on file, held against a slow computation of the same record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.bundles.makers import REAL, take
from tests.reader.engine import make_engine
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.scores.slowly import SlowCall, Slowly
from tracker.evidence.provenance import provenance_of
from tracker.scores.models import Call
from tracker.scores.reckoning import ratings_of
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db
DOZEN = [date(2025, 9, 30) + timedelta(days=31 * step) for step in range(12)]
PARTS = ("role", "outcome", "miss", "called_on", "lead", "is_first", "hedged", "counted")


def on_file(day: date | None) -> dict[tuple[int, int], SlowCall]:
    rows = Call.objects.as_of(day).values_list("event", "outlet", *PARTS)
    return {(event, outlet): SlowCall(*parts) for event, outlet, *parts in rows}


def rated(day: date | None) -> dict[int, float]:
    events = Event.objects.known().unmerged()
    ids = [*(events.filter(known_on__lte=day) if day else events).values_list("pk", flat=True)]
    found = ratings_of(provenance_of(ids, day), day)
    return {event: rating.confidence.value for event, rating in found.items()}


def rated_slowly(slowly: Slowly, day: date) -> dict[int, float]:
    return {
        event.pk: pytest.approx(slowly.confidence(event, day), abs=0.00501)
        for event in slowly.events
        if event.known_on <= day
    }


@pytest.mark.parametrize("day", DOZEN)
def test_the_real_story_s_calls_are_those_worked_out_slowly(day: date) -> None:
    take(REAL.read_bytes())
    slowly = Slowly()
    assert on_file(day) == slowly.calls(day)


@pytest.mark.parametrize("day", [DOZEN[3], DOZEN[6], DOZEN[7], date.max])
def test_the_real_story_s_confidence_is_that_worked_out_slowly(day: date) -> None:
    take(REAL.read_bytes())
    slowly = Slowly()
    calls = slowly.calls(day)
    assert on_file(None if day == date.max else day) == calls
    assert rated(None if day == date.max else day) == rated_slowly(slowly, day)


def test_several_stories_count_together() -> None:
    take(REAL.read_bytes())
    make_engine()
    slowly = Slowly()
    assert on_file(None) == slowly.calls(date.max)
    assert len({Event.objects.get(pk=event).story_id for event, _outlet in on_file(None)}) == 2


@settings(RANDOM, max_examples=25)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=4, max_size=14),
    day=DAYS,
)
def test_random_records_give_what_is_worked_out_slowly(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date,
) -> None:
    note((sources, citations, changes))
    with undone():
        build(sources, citations, changes, has_pivot=False)
        slowly = Slowly()
        assert on_file(day) == slowly.calls(day)
        assert on_file(None) == slowly.calls(date.max)
        assert rated(day) == rated_slowly(slowly, day)
        assert rated(None) == rated_slowly(slowly, date.max)
