"""The line of an event, which hardens with its status, as places on a time axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.dates.words import say
from tracker.reader.axis import Axis
from tracker.reader.strands import Strand, value_on
from tracker.stories.values import Outcome, Status


@dataclass(frozen=True)
class Span:
    """From `start` on, `width` wide, both in percent of the axis."""

    start: float
    width: float

    @property
    def end(self) -> float:
        return round(self.start + self.width, 2)


@dataclass(frozen=True)
class Segment(Span):
    """A piece of the line, drawn as `status` is."""

    status: str


def pieces(strand: Strand, last: date) -> Iterator[tuple[date, date, str, bool]]:
    """Yield the days between any two turns up to `last`, the status, and whether the line runs.

    It runs while the event is open, and on from the day it is confirmed.
    """
    start = strand.statuses[0].day
    days = sorted({day for day in strand.days if day >= start})
    for first, end in pairwise([*days, last]):
        status = strand.status_on(first)
        outcome = value_on(strand.outcomes, first)
        yield first, end, status, status == Status.CONFIRMED or outcome in {"", Outcome.OPEN}


def segments_of(strand: Strand, axis: Axis) -> list[Segment]:
    """Return the line of an event that has a status."""
    runs: list[tuple[date, date, str]] = []
    for start, end, status, does_run in pieces(strand, axis.last):
        if does_run and runs and runs[-1][1:] == (start, status):
            runs[-1] = runs[-1][0], end, status
        elif does_run:
            runs.append((start, end, status))
    spans = [(span_of(start, end, axis), status) for start, end, status in runs]
    return [Segment(span.start, span.width, status) for span, status in spans if span.width]


def gaps_of(strand: Strand, axis: Axis) -> Iterator[Span]:
    """Yield where no line runs between an outcome that was taken back and the next."""
    last = strand.outcomes[-1].day if strand.outcomes else date.min
    for start, end, _status, does_run in pieces(strand, axis.last):
        span = span_of(start, end, axis)
        if not does_run and end <= last and span.width:
            yield span


def span_of(first: date, last: date, axis: Axis) -> Span:
    start = axis.at(first)
    return Span(start, round(axis.at(last) - start, 2))


def short(day: date, year: int | None = None) -> str:
    """Return the day as charts write it: "3 Apr 2026", without the `year` said elsewhere."""
    return say(day.isoformat(), style="short", year=year)
