"""An event's status over time, drawn as one thin line that hardens."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.reader.axis import Axis
from tracker.reader.strands import Strand, Turn
from tracker.stories.values import Outcome, Status

# One event in this many that got known early may stand beyond the left end of the axis.
EARLY = 20
# The part of an axis that lies behind the last change, so that what is confirmed runs on.
BEYOND = 20


@dataclass(frozen=True)
class Segment:
    """A piece of the line, from `start` to `end` percent, drawn as its status is."""

    status: str
    start: float
    end: float


@dataclass(frozen=True)
class Ribbon:
    """`pivot` and `settled` are percent from the left, None where there is none."""

    segments: Sequence[Segment]
    pivot: float | None
    outcome: str
    settled: float | None
    since_day: date
    since_text: str
    settled_day: date | None
    settled_text: str
    # The same in one sentence.
    text: str


def ribbon_axis(known_on: Collection[date], day: date | None, last_change: date) -> Axis:
    """Return the time axis that all ribbons of a story share, up to `day`.

    `known_on` are the days on which its events got known. A few early ones shall not squeeze
    all others: one in twenty may lie before the first day, and its line then begins at the
    left end. In the present the axis ends a little after the last change.
    """
    days = sorted(known_on)
    last = day or last_change
    first = min(days[len(days) // EARLY], last) if days else last
    room = 0 if day else max(1, (last - first).days // BEYOND)
    return Axis(first, last + timedelta(days=room))


def ribbon_of(strand: Strand, axis: Axis, pivot_day: date | None) -> Ribbon | None:
    """Return the ribbon of an event; None where it has no status.

    What is settled ends at its outcome, unless it is confirmed, which holds from then on.
    """
    if not strand.statuses:
        return None
    settled = strand.settled
    return Ribbon(
        segments=[*segments_of(strand, axis)],
        pivot=axis.at(pivot_day) if pivot_day and axis.has(pivot_day) else None,
        outcome=settled.value if settled else "",
        settled=axis.at(settled.day) if settled else None,
        since_day=strand.statuses[0].day,
        since_text=short(strand.statuses[0].day, axis),
        settled_day=settled.day if settled else None,
        settled_text=short(settled.day, axis) if settled else "",
        text=said(strand),
    )


def segments_of(strand: Strand, axis: Axis) -> Iterator[Segment]:
    settled = strand.settled
    ends = [turn.day for turn in strand.statuses[1:]] + [axis.last]
    for turn, end in zip(strand.statuses, ends, strict=True):
        if settled and turn.value != Status.CONFIRMED:
            end = min(end, settled.day)
        start, stop = axis.at(turn.day), axis.at(end)
        if stop > start:
            yield Segment(turn.value, start, stop)


def short(day: date, axis: Axis) -> str:
    """Return "3 Apr", with its year unless the axis ends in it."""
    return date_format(day, _("j M") if day.year == axis.last.year else _("j M Y"))


def said(strand: Strand) -> str:
    """Say how the status went: "Status over time: rumored 3 April 2026, …"."""
    steps = [told(turn, Status) for turn in strand.statuses]
    if strand.settled:
        steps.append(told(strand.settled, Outcome))
    return _("Status over time: %(steps)s.") % {"steps": ", ".join(steps)}


def told(turn: Turn, words: type[Status] | type[Outcome]) -> str:
    return f"{words(turn.value).label.lower()} {date_format(turn.day, _('j F Y'))}"
