"""A prediction's lane: its line, its squares and its due marks, as places on a time axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say
from tracker.reader.axis import Axis
from tracker.reader.lines import Segment, Span, gaps_of, segments_of, short, span_of
from tracker.reader.strands import Strand, Turn
from tracker.stories.values import Outcome, Status

# Due marks stand below the line, each slip a step lower: pixels from the line.
DUE_TOP = 13.0
DUE_STEP = 5.0
DUE_DEPTH = 10.0


@dataclass(frozen=True)
class Square:
    """An outcome at the day it came; `is_past` if another one followed."""

    outcome: str
    at: float
    is_past: bool


@dataclass(frozen=True)
class DueMark(Span):
    """The days on which it was due, `top` pixels below the line.

    An end that is open or off the axis has no cap; `beyond` ("before", "after") tells that
    all of it is off the axis. The step to it from the mark before begins at `step_from`
    percent, `step_top` pixels below the line.
    """

    top: float
    is_capped_at_start: bool
    is_capped_at_end: bool
    beyond: str = ""
    step_from: float | None = None
    step_top: float = 0


@dataclass(frozen=True)
class Lane:
    """`text` says all of it. `edge_text` says what came before the axis, "" if nothing did."""

    segments: Sequence[Segment]
    gaps: Sequence[Span]
    squares: Sequence[Square]
    dues: Sequence[DueMark]
    # The status of a lane too young to have a line.
    new_status: str
    edge_text: str
    text: str


def lane_of(strand: Strand, axis: Axis) -> Lane:
    """Return the lane of a prediction that has a status; nothing in it is later than `axis`."""
    start = strand.statuses[0].day
    return Lane(
        segments=segments_of(strand, axis),
        gaps=[*gaps_of(strand, axis)],
        squares=[*squares_of(strand, axis)],
        dues=due_marks(strand.dues, axis),
        new_status=strand.statuses[-1].value if start >= axis.last else "",
        edge_text=edge_text(strand, axis),
        text=said(strand, axis.last.year),
    )


def squares_of(strand: Strand, axis: Axis) -> Iterator[Square]:
    """Yield the outcomes on the axis; open is one only where another was taken back."""
    for turn in outcomes_shown(strand):
        if axis.has(turn.day):
            is_past = turn is not strand.outcomes[-1]
            yield Square(turn.value, axis.at(turn.day), is_past=is_past)


def due_marks(dues: Sequence[Turn], axis: Axis) -> list[DueMark]:
    step = min(DUE_STEP, DUE_DEPTH / max(1, len(dues) - 1))
    marks: list[DueMark] = []
    for place, turn in enumerate(dues):
        before = marks[-1] if marks else None
        top = round(DUE_TOP + place * step, 2)
        marks.append(due_mark(turn.value, axis, top, before))
    return marks


def due_mark(due: str, axis: Axis, top: float, before: DueMark | None) -> DueMark:
    edtf = parse_edtf(due)
    first, last = edtf.first, edtf.last
    span = span_of(first or axis.first, last or axis.last, axis)
    beyond = ""
    if first and first > axis.last:
        beyond = "after"
    elif last and last < axis.first:
        beyond = "before"
    return DueMark(
        span.start,
        span.width,
        top=top,
        is_capped_at_start=first is not None and axis.has(first),
        is_capped_at_end=last is not None and axis.has(last),
        beyond=beyond,
        step_from=before.end if before else None,
        step_top=before.top if before else 0,
    )


def edge_text(strand: Strand, axis: Axis) -> str:
    """Say what of the lane came before the axis begins."""
    start, settled = strand.statuses[0].day, strand.settled
    if start >= axis.first:
        return ""
    text = _("since %(day)s") % {"day": short(start)}
    if settled and settled.day < axis.first:
        text = _("%(since)s, settled %(day)s") % {"since": text, "day": short(settled.day)}
    return text


def said(strand: Strand, year: int) -> str:
    """Say the lane in a sentence: "Rumored 3 Apr, reported 4 Apr, partly held up 25 Apr".

    The `year` goes without saying.
    """
    steps = [
        *statuses_said(strand, year),
        *dues_said(strand, year),
        *outcomes_said(strand, year),
    ]
    return capfirst(", ".join(text for _day, text in sorted(steps, key=lambda step: step[0])))


def statuses_said(strand: Strand, year: int) -> Iterator[tuple[date, str]]:
    before = strand.statuses[0].value
    for turn in strand.statuses:
        is_lower = Status.values.index(turn.value) < Status.values.index(before)
        words = _("lowered to %(status)s %(day)s") if is_lower else _("%(status)s %(day)s")
        status = str(Status(turn.value).label).lower()
        yield turn.day, words % {"status": status, "day": short(turn.day, year)}
        before = turn.value


def dues_said(strand: Strand, year: int) -> Iterator[tuple[date, str]]:
    for turn in strand.dues:
        is_slip = turn in strand.slips
        words = _("due date moved to %(due)s on %(day)s") if is_slip else _("due %(due)s")
        due = say(turn.value, style="short", year=year)
        yield turn.day, words % {"due": due, "day": short(turn.day, year)}


def outcomes_said(strand: Strand, year: int) -> Iterator[tuple[date, str]]:
    for turn in outcomes_shown(strand):
        is_open = turn.value == Outcome.OPEN
        words = _("opened again %(day)s") if is_open else _("%(outcome)s %(day)s")
        outcome = str(Outcome(turn.value).label).lower()
        yield turn.day, words % {"outcome": outcome, "day": short(turn.day, year)}


def outcomes_shown(strand: Strand) -> Sequence[Turn]:
    """Return the outcomes but for an open one at the start: that was no change."""
    is_open = strand.outcomes and strand.outcomes[0].value == Outcome.OPEN
    return strand.outcomes[1:] if is_open else strand.outcomes
