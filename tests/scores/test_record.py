"""Track records: shares, and how far they can be trusted."""

from __future__ import annotations

import pytest

from tests.reader.outlets import end_of
from tracker.scores.record import Record, record_of, wilson


@pytest.mark.parametrize(
    ("points", "n", "low", "high"),
    [
        # Worked out by hand: z² is 3.8415, the middle (p + z²/2n) / (1 + z²/n).
        (0, 1, 0.0, 0.7935),
        (1, 1, 0.2065, 1.0),
        (5, 10, 0.2366, 0.7634),
        (8, 9, 0.5650, 0.9801),
        (90, 100, 0.8256, 0.9448),
    ],
)
def test_the_interval_is_wilson_s(points: float, n: int, low: float, high: float) -> None:
    found = wilson(points, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.00005)


@pytest.mark.parametrize("n", [1, 2, 5, 9, 40])
def test_its_ends_are_where_the_share_would_be_two_standard_errors_off(n: int) -> None:
    for doubled in range(2 * n + 1):
        points = doubled / 2
        found = wilson(points, n)
        assert found.low == pytest.approx(end_of(points, n, upper=False), abs=1e-9)
        assert found.high == pytest.approx(end_of(points, n, upper=True), abs=1e-9)


def test_open_and_void_do_not_count_and_what_held_in_part_counts_half() -> None:
    record = record_of(["held", "open", "void", "partly_held", "failed", "held"])
    assert record == Record(held=2, partly=1, failed=1)
    assert record.n == 4 and record.rate == 2.5 / 4


def test_nothing_settled_is_no_share_at_all() -> None:
    assert Record().rate is None and Record().interval is None


def test_five_settled_can_be_compared() -> None:
    assert not Record(held=4).is_ranked and Record(held=4, failed=1).is_ranked
