"""Track records: how earlier predictions resolved, and how far that can be trusted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from tracker.stories.values import Outcome

# The 97.5th percentile of the normal distribution: an interval of 95 percent.
Z = 1.959963984540054
# Fewer settled predictions are no record that could be ranked.
LEAST_RANKED = 5


@dataclass(frozen=True)
class Interval:
    """A range of rates between 0 and 1, both ends inside."""

    low: float
    high: float


@dataclass(frozen=True)
class Record:
    """How many settled predictions held, partly held and failed."""

    held: int = 0
    partly: int = 0
    failed: int = 0

    @property
    def n(self) -> int:
        return self.held + self.partly + self.failed

    @property
    def points(self) -> float:
        """What held, with a half for each that partly did."""
        return self.held + self.partly / 2

    @property
    def rate(self) -> float | None:
        """The share that held, between 0 and 1; None if nothing is settled."""
        return self.points / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.points, self.n) if self.n else None

    @property
    def is_ranked(self) -> bool:
        return self.n >= LEAST_RANKED

    def __add__(self, other: Record) -> Record:
        return Record(
            self.held + other.held, self.partly + other.partly, self.failed + other.failed
        )

    def __mul__(self, times: int) -> Record:
        return Record(self.held * times, self.partly * times, self.failed * times)


def record_of(outcomes: Iterable[str]) -> Record:
    """Return the record that `outcomes` make; those that do not count are passed over."""
    found = [*outcomes]
    return Record(
        held=found.count(Outcome.HELD),
        partly=found.count(Outcome.PARTLY_HELD),
        failed=found.count(Outcome.FAILED),
    )


def wilson(points: float, n: int, z: float = Z) -> Interval:
    """Return the score interval of a rate of `points` out of `n`, which is at least 1.

    `z` is the quantile of the normal distribution that belongs to the level, by default 95
    percent. With halves among the points it is an approximation: half a success varies less
    than a whole one, so the interval is rather too wide than too narrow.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), 209-212.
    """
    rate = points / n
    scale = 1 + z * z / n
    middle = (rate + z * z / (2 * n)) / scale
    half = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / scale
    # At the ends the formula gives them but for rounding.
    low = 0.0 if points == 0 else max(0.0, middle - half)
    high = 1.0 if points == n else min(1.0, middle + half)
    return Interval(low, high)
