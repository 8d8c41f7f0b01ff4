"""Calibration and the Brier score, held against plain sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.bundles.makers import REAL, take
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_source,
    make_story,
    recorded,
)
from tests.reader.engine import make_engine
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.scores.slowly import POINTS, Slowly
from tracker.scores.calibration import Forecast, bins_of, brier_of
from tracker.scores.forecasts import settled_forecasts
from tracker.stories.models import Story
from tracker.stories.values import Publication

DOZEN = [date(2025, 9, 30) + timedelta(days=31 * step) for step in range(12)]
FORECASTS = st.lists(
    st.builds(
        Forecast,
        st.integers(0, 100).map(lambda percent: percent / 100),
        st.sampled_from([*POINTS]),
    ),
    min_size=1,
    max_size=40,
)


def settled_slowly(slowly: Slowly, day: date) -> tuple[list[tuple[float, str]], int]:
    """Return (confidence before, outcome) of all that counts, and how many had no evidence."""
    found, unheard = {}, set()
    for event in slowly.events:
        outcome, _miss, _since, closed = slowly.outcome(event, day)
        if event.kind != "prediction" or event.known_on > day or outcome not in POINTS:
            continue
        if event.story.publication != "published":
            continue
        assert closed
        before = closed - timedelta(days=1)
        sides = [slowly.said(event, stance, before) for stance in ("supports", "denies")]
        # Only what leads to somebody is evidence.
        is_heard = any(
            slowly.ends(slowly.document(one.source), said, frozenset())
            for said in sides
            for one in said
        )
        if is_heard:
            found[event.pk] = (slowly.confidence(event, day), outcome)
        else:
            unheard.add(event.pk)
    parts = [event for event in slowly.events if event.pk in found and event.part_of]
    wholes = {event.part_of.merged_into_id or event.part_of_id for event in parts}
    return [pair for pk, pair in found.items() if pk not in wholes], len(unheard - wholes)


def assert_settled_as_slowly(day: date | None) -> None:
    slow, unheard = settled_slowly(Slowly(), day or date.max)
    settled = settled_forecasts(day)
    for outcome in POINTS:
        found = sorted(one.value for one in settled.forecasts if one.outcome == outcome)
        expected = sorted(value for value, told in slow if told == outcome)
        # The site tells confidence in whole percent.
        assert found == pytest.approx(expected, abs=0.00501)
    assert len(settled.forecasts) == len(slow)
    assert settled.unheard_count == unheard


def test_the_brier_score_of_three_forecasts_by_hand() -> None:
    """Two of grade B/C, of which one held, and one of D that failed.

    Score: (0.4² + 0.6² + 0.2²) / 3 = 0.56 / 3. The bins' means are 0.6 against 0.5, and 0.2
    against 0; the base rate is 1/3. Reliability: (2 · 0.1² + 0.2²) / 3 = 0.02. Resolution:
    (2 · (1/6)² + (1/3)²) / 3 = 1/18. Uncertainty: 1/3 · 2/3 = 2/9. Nothing within.
    """
    forecasts = [Forecast(0.6, "held"), Forecast(0.6, "failed"), Forecast(0.2, "failed")]
    brier = brier_of(bins_of(forecasts))
    assert brier
    assert brier.n == 3
    assert brier.score == pytest.approx(0.56 / 3)
    assert brier.reliability == pytest.approx(0.02)
    assert brier.resolution == pytest.approx(1 / 18)
    assert brier.uncertainty == pytest.approx(2 / 9)
    assert brier.within == pytest.approx(0)
    assert brier.skill == pytest.approx(1 - (0.56 / 3) / (2 / 9))


def test_what_differs_within_a_grade_is_told_apart() -> None:
    """0.56 held and 0.74 failed: the mean 0.65 hides that the order was wrong."""
    brier = brier_of(bins_of([Forecast(0.56, "held"), Forecast(0.74, "failed")]))
    assert brier
    assert brier.score == pytest.approx((0.44**2 + 0.74**2) / 2)
    assert brier.reliability == pytest.approx(0.15**2)
    assert brier.within == pytest.approx(0.09**2 + 2 * 0.09 * 0.5)


def test_what_partly_held_counts_half() -> None:
    brier = brier_of(bins_of([Forecast(0.5, "partly_held")]))
    assert brier
    assert (brier.score, brier.uncertainty, brier.skill) == (0, 0, None)
    (filled,) = [one for one in bins_of([Forecast(0.5, "partly_held")]) if one.forecasts]
    assert (filled.record.rate, filled.record.partly, filled.expected) == (0.5, 1, 0.5)


def test_without_forecasts_there_is_no_score() -> None:
    assert brier_of(bins_of([])) is None
    assert [one.expected for one in bins_of([])] == [None] * 6


@given(forecasts=FORECASTS)
def test_the_parts_add_up_to_the_score(forecasts: list[Forecast]) -> None:
    bins = bins_of(forecasts)
    brier = brier_of(bins)
    assert brier
    parts = brier.reliability - brier.resolution + brier.uncertainty + brier.within
    assert parts == pytest.approx(brier.score, abs=1e-12)
    plain = sum((one.value - POINTS[one.outcome]) ** 2 for one in forecasts) / len(forecasts)
    assert brier.score == pytest.approx(plain, abs=1e-12)
    assert sum(one.record.n for one in bins) == len(forecasts)


@pytest.mark.django_db
@pytest.mark.parametrize("day", [*DOZEN, None])
def test_the_real_story_s_forecasts_are_those_worked_out_slowly(day: date | None) -> None:
    take(REAL.read_bytes())
    assert_settled_as_slowly(day)


@pytest.mark.django_db
def test_several_stories_are_judged_together() -> None:
    take(REAL.read_bytes())
    alone = len(settled_forecasts(None).forecasts)
    make_engine()
    assert_settled_as_slowly(None)
    assert len(settled_forecasts(None).forecasts) > alone > 10


@pytest.mark.django_db
@settings(RANDOM, max_examples=25)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=4, max_size=14),
    day=DAYS,
)
def test_random_records_give_the_forecasts_worked_out_slowly(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date,
) -> None:
    note((sources, citations, changes))
    with undone():
        build(sources, citations, changes, has_pivot=False)
        assert_settled_as_slowly(day)
        assert_settled_as_slowly(None)


def settled_prediction(story: Story, **fields: Any) -> Any:
    """A rumor of 1 January that failed on 1 March 2026."""
    event = make_known(story=story, **fields)
    recorded(event, "outcome", "failed", effective=date(2026, 3, 1))
    return event


@pytest.mark.django_db
def test_a_broad_prediction_is_not_counted_beside_its_parts() -> None:
    story = make_story()
    broad = settled_prediction(story)
    assert len(settled_forecasts(None).forecasts) == 1
    part = make_known(story=story, part_of=broad)
    assert len(settled_forecasts(None).forecasts) == 1
    recorded(part, "outcome", "failed", effective=date(2026, 4, 1))
    settled_prediction(story, part_of=broad)
    assert len(settled_forecasts(None).forecasts) == 2
    assert len(settled_forecasts(date(2026, 2, 1)).forecasts) == 0


@pytest.mark.django_db
def test_what_nobody_is_known_to_have_said_before_is_told_apart() -> None:
    event = make_event(story=make_story())
    source = make_source(published="2026-03-01")
    citation = make_citation(event=event, source=source, basis="primary")
    recorded(event, effective=date(2026, 3, 1), evidence=[citation])
    recorded(event, "outcome", "held", effective=date(2026, 3, 1), evidence=[citation])
    settled = settled_forecasts(None)
    assert (settled.forecasts, settled.unheard_count) == ([], 1)


@pytest.mark.django_db
def test_drafts_of_stories_do_not_count() -> None:
    settled_prediction(make_story(publication=Publication.DRAFT))
    assert settled_forecasts(None).forecasts == []


@pytest.mark.django_db
def test_forecasts_take_as_many_queries_with_40_as_with_2() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            settled_forecasts(None)
        return len(captured)

    story = make_story()
    for _ in range(2):
        settled_prediction(story)
    few = cost()
    for _ in range(38):
        settled_prediction(story)
    assert cost() == few <= 9
