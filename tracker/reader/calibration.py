"""How predictions of each grade turned out, in words, as a drawing and in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.brier import Score, score_of
from tracker.reader.rates import interval_text, percent
from tracker.scores.calibration import Bin, bins_of, brier_of
from tracker.scores.forecasts import settled_forecasts
from tracker.scores.grades import GRADES, Grade
from tracker.scores.record import Record, record_of

# With fewer predictions the interval of a share is wider than any two grades.
LEAST_JUDGED = 10
# Pixels of the radius of a dot, whose area grows with its predictions.
SMALLEST, LARGEST = 3.5, 12.0


@dataclass(frozen=True)
class GradeLine:
    """One grade of the table; texts are "" where there is nothing to tell."""

    grade: Grade
    range_text: str
    expected_text: str
    n: int
    outcomes_text: str
    share_text: str
    interval_text: str
    reading: str


@dataclass(frozen=True)
class Dot:
    """Percent from the left and from the top; `r` in pixels. `is_few`: too few to judge."""

    x: float
    y: float
    low: float
    high: float
    r: float
    is_few: bool


@dataclass(frozen=True)
class Band:
    """A grade's stretch of the axis: where it begins, and its middle, in percent."""

    letter: str
    start: float
    middle: float
    n: int


@dataclass(frozen=True)
class Diagram:
    dots: Sequence[Dot]
    bands: Sequence[Band]
    text: str


@dataclass(frozen=True)
class Calibration:
    conclusion: str
    unheard_text: str
    lines: Sequence[GradeLine]
    diagram: Diagram | None
    score: Score | None


def calibration_as_of(day: date | None) -> Calibration:
    settled = settled_forecasts(day)
    bins = bins_of(settled.forecasts)
    brier = brier_of(bins)
    total = record_of(forecast.outcome for forecast in settled.forecasts)
    return Calibration(
        conclusion=conclusion(bins),
        unheard_text=unheard_text(settled.unheard_count),
        lines=[line_of(one) for one in bins] if brier else [],
        diagram=diagram_of(bins) if brier else None,
        score=score_of(brier, total) if brier else None,
    )


def conclusion(bins: Sequence[Bin]) -> str:
    """Say what can be concluded from so many predictions, and what cannot."""
    n = sum(one.record.n for one in bins)
    if not n:
        return _("No prediction with evidence has been settled yet, so nothing can be said.")
    counted = ngettext(
        "%(n)d settled prediction with evidence from before its outcome.",
        "%(n)d settled predictions with evidence from before their outcomes.",
        n,
    ) % {"n": n}
    judged = [one for one in bins if one.record.n >= LEAST_JUDGED]
    if not judged:
        rest = _(
            "No grade has %(least)d of them: too few to judge. The intervals say how little is "
            "known; nothing follows about whether the grades are right."
        )
        return f"{counted} {rest % {'least': LEAST_JUDGED}}"
    rest = _(
        "Only these grades have %(least)d or more and can be judged at all: %(grades)s. The "
        "others have too few."
    )
    grades = ", ".join(f"{name_of(one.grade)} ({one.record.n})" for one in judged)
    if len(judged) == len(bins):
        rest = _("Every grade has %(least)d or more: %(grades)s.")
    return f"{counted} {rest % {'least': LEAST_JUDGED, 'grades': grades}}"


def unheard_text(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(n)d more was settled, but no origin is known from before its outcome; it had no "
        "grade and is not counted.",
        "%(n)d more were settled, but no origin is known from before their outcomes; they had "
        "no grade and are not counted.",
        count,
    ) % {"n": count}


def line_of(one: Bin) -> GradeLine:
    record = one.record
    is_told = one.expected is not None and one.grade.is_shown
    return GradeLine(
        grade=one.grade,
        range_text=range_text(one.grade),
        expected_text=f"{one.expected:.2f}" if is_told else "",
        n=record.n,
        outcomes_text=outcomes_text(record) if record.n else "",
        share_text=percent(record.rate) if record.rate is not None else "",
        interval_text=interval_text(record.interval) if record.interval else "",
        reading=reading_of(one),
    )


def reading_of(one: Bin) -> str:
    """Say whether the share that held fits the confidence, as far as that can be told."""
    interval = one.record.interval
    if one.expected is None or interval is None:
        return ""
    if one.record.n < LEAST_JUDGED:
        return _("Too few to judge")
    if one.expected < interval.low:
        return _("Held up more often than expected")
    if one.expected > interval.high:
        return _("Held up less often than expected")
    return _("Fits what was expected")


def outcomes_text(record: Record) -> str:
    return _("%(held)d held up, %(partly)d partly, %(failed)d did not") % {
        "held": record.held,
        "partly": record.partly,
        "failed": record.failed,
    }


def diagram_of(bins: Sequence[Bin]) -> Diagram:
    """Return the reliability diagram. What has no number on the site has no dot either."""
    shown = [one for one in bins if one.grade.is_shown]
    tops = [1.0, *(grade.least for grade in GRADES)]
    bands = [
        Band(
            letter=one.grade.letter,
            start=round(one.grade.least * 100, 2),
            middle=round((one.grade.least + top) * 50, 2),
            n=one.record.n,
        )
        for one, top in zip(shown, tops, strict=False)
    ]
    told = [
        _("%(grade)s: %(share)s of %(n)d, expected %(expected)s")
        % {
            "grade": one.grade.letter,
            "share": percent(one.record.rate),
            "n": one.record.n,
            "expected": percent(one.expected),
        }
        for one in shown
        if one.record.rate is not None and one.expected is not None
    ]
    text = _("Share that held up against the confidence before, by grade.")
    return Diagram(
        dots=[dot for one in shown if (dot := dot_of(one))],
        bands=bands,
        text=" ".join([text, "; ".join(told)]).strip(),
    )


def dot_of(one: Bin) -> Dot | None:
    rate, interval = one.record.rate, one.record.interval
    if one.expected is None or rate is None or interval is None:
        return None
    return Dot(
        x=round(one.expected * 100, 2),
        y=from_top(rate),
        low=from_top(interval.low),
        high=from_top(interval.high),
        r=round(min(SMALLEST * sqrt(one.record.n / 2), LARGEST), 1),
        is_few=one.record.n < LEAST_JUDGED,
    )


def from_top(rate: float) -> float:
    return round(100 - rate * 100, 2)


def range_text(grade: Grade) -> str:
    """Say which confidence has this grade: "0.75 to below 0.90"."""
    place = GRADES.index(grade)
    if place == 0:
        return _("%(least)s and above") % {"least": f"{grade.least:.2f}"}
    top = f"{GRADES[place - 1].least:.2f}"
    if not grade.is_shown:
        return _("below %(top)s") % {"top": top}
    return _("%(least)s to below %(top)s") % {"least": f"{grade.least:.2f}", "top": top}


def name_of(grade: Grade) -> str:
    return grade.letter or str(grade.label)
