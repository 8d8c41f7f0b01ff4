"""Calibration: whether what was graded alike came true as often as the grade lets expect. Pure.

A forecast is a settled prediction with the confidence f in it on the day before its outcome,
from 0 to 1, and what came of it, o: 1 if it held, 0.5 if it partly held, 0 if it failed. The
Brier score is the mean of (f - o)^2: 0 is perfect, and to say 0.5 of everything scores 0.25
where all things hold or fail. With the forecasts of each grade k as a bin of n_k, whose means
are f_k and o_k, and with the base rate o_all of all N it falls into

    reliability  = sum of n_k (f_k - o_k)^2 / N       how far the grades are off; 0 is best
    resolution   = sum of n_k (o_k - o_all)^2 / N     how well they tell apart; more is better
    uncertainty  = mean of (o - o_all)^2              what always saying o_all would score
    within       = mean of (f - f_k)^2 - 2 (f - f_k) (o - o_k)

    Brier score  = reliability - resolution + uncertainty + within, exactly

Source: A. H. Murphy, "A new vector partition of the probability score", Journal of Applied
Meteorology 12 (1973), 595-600; what forecasts that differ within a bin leave over ("within")
is from D. B. Stephenson et al., "Two extra components in the Brier score decomposition",
Weather and Forecasting 23 (2008), 752-757. Uncertainty is here the variance of o, which for
outcomes of 0 and 1 is their o_all (1 - o_all).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tracker.scores.grades import GRADES, Grade, grade_of
from tracker.scores.record import Record, record_of


@dataclass(frozen=True)
class Forecast:
    """The confidence in a prediction before its outcome, 0 to 1, and one of values.SCORED."""

    value: float
    outcome: str

    @property
    def points(self) -> float:
        return record_of([self.outcome]).points


@dataclass(frozen=True)
class Bin:
    """The forecasts of one grade; the means are None if there are none."""

    grade: Grade
    forecasts: Sequence[Forecast]

    @property
    def record(self) -> Record:
        return record_of(forecast.outcome for forecast in self.forecasts)

    @property
    def expected(self) -> float | None:
        """The mean confidence, between 0 and 1."""
        values = [forecast.value for forecast in self.forecasts]
        return fmean(values) if values else None


@dataclass(frozen=True)
class Brier:
    """The Brier score and its parts, all between 0 and 1 but `within`, which may be below."""

    n: int
    score: float
    reliability: float
    resolution: float
    uncertainty: float
    within: float

    @property
    def skill(self) -> float | None:
        """How much of the way from a constant guess of the base rate to perfection it goes.

        1 is perfect, 0 no better than the guess, below 0 worse. None if all outcomes are
        alike, when the guess is perfect.
        """
        return 1 - self.score / self.uncertainty if self.uncertainty else None


def bins_of(forecasts: Iterable[Forecast]) -> list[Bin]:
    """Return a bin for every grade, the best first, also for those without forecasts."""
    by_grade: dict[Grade, list[Forecast]] = {grade: [] for grade in GRADES}
    for forecast in forecasts:
        by_grade[grade_of(forecast.value)].append(forecast)
    return [Bin(grade, found) for grade, found in by_grade.items()]


def brier_of(bins: Iterable[Bin]) -> Brier | None:
    """Return the Brier score of all forecasts in `bins`, None without any."""
    filled = [one for one in bins if one.forecasts]
    points = [forecast.points for one in filled for forecast in one.forecasts]
    if not points:
        return None
    n, base_rate = len(points), fmean(points)
    squares = reliability = resolution = within = 0.0
    for one in filled:
        expected = fmean(forecast.value for forecast in one.forecasts)
        held = fmean(forecast.points for forecast in one.forecasts)
        reliability += len(one.forecasts) * (expected - held) ** 2
        resolution += len(one.forecasts) * (held - base_rate) ** 2
        for forecast in one.forecasts:
            off = forecast.value - expected
            squares += (forecast.value - forecast.points) ** 2
            within += off**2 - 2 * off * (forecast.points - held)
    return Brier(
        n=n,
        score=squares / n,
        reliability=reliability / n,
        resolution=resolution / n,
        uncertainty=fmean((point - base_rate) ** 2 for point in points),
        within=within / n,
    )
