from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scores.record import Record, record_of, wilson


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
# Medicine 17 (1998), table I, method 3: to four decimals.
@pytest.mark.parametrize(
    ("points", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_published_tables(
    points: int, n: int, low: float, high: float
) -> None:
    interval = wilson(points, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 400), st.integers(0, 800))
def test_the_interval_holds_the_rate_and_solves_the_score_equation(n: int, halves: int) -> None:
    points = min(halves / 2, n)
    rate = points / n
    interval = wilson(points, n)
    assert 0 <= interval.low <= rate <= interval.high <= 1
    for end in (interval.low, interval.high):
        # At each end the rate lies exactly z standard errors away, unless it is cut off.
        distance = (rate - end) ** 2 * n
        assert distance == pytest.approx(1.959963984540054**2 * end * (1 - end), abs=1e-7)


def test_what_partly_held_counts_half_and_what_is_open_or_void_does_not() -> None:
    record = record_of(["held", "partly_held", "failed", "failed", "open", "void"])
    assert record == Record(held=1, partly=1, failed=2)
    assert (record.n, record.points, record.rate) == (4, 1.5, 0.375)


def test_a_record_is_ranked_from_five_settled_predictions_on() -> None:
    assert not Record(held=4).is_ranked
    assert Record(held=2, partly=1, failed=2).is_ranked


def test_without_settled_predictions_there_is_no_rate() -> None:
    assert (Record().rate, Record().interval) == (None, None)
