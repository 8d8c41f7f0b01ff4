"""An event's status over time, drawn as one thin line that hardens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.reader.axis import Axis, axis_of, with_room
from tracker.reader.lines import Segment, segments_of, short
from tracker.reader.strands import Strand, Turn
from tracker.stories.values import Outcome, Status


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

    `known_on` are the days on which its events got known. The line of one that lies before
    the axis begins at the left end. In the present the axis ends a little after the last
    change.
    """
    axis = axis_of(known_on, day or last_change)
    return axis if day else Axis(axis.first, with_room(axis.first, axis.last))


def own_axis(strand: Strand, day: date | None, pivot_day: date | None) -> Axis:
    """Return the time axis of one event alone, one with a status, and of the pivot."""
    days = [*strand.days, pivot_day] if pivot_day else strand.days
    return ribbon_axis([min(strand.days)], day, max(days))


def ribbon_of(strand: Strand, axis: Axis, pivot_day: date | None) -> Ribbon | None:
    """Return the ribbon of an event; None where it has no status.

    What is settled ends at its outcome, unless it is confirmed, which holds from then on.
    """
    if not strand.statuses:
        return None
    settled = strand.settled
    return Ribbon(
        segments=segments_of(strand, axis),
        pivot=axis.at(pivot_day) if pivot_day and axis.has(pivot_day) else None,
        outcome=settled.value if settled else "",
        settled=axis.at(settled.day) if settled else None,
        since_day=strand.statuses[0].day,
        since_text=short(strand.statuses[0].day, axis.last.year),
        settled_day=settled.day if settled else None,
        settled_text=short(settled.day, axis.last.year) if settled else "",
        text=said(strand),
    )


def said(strand: Strand) -> str:
    """Say how the status went: "Status over time: rumored 3 April 2026, …"."""
    steps = [told(turn, Status) for turn in strand.statuses]
    if strand.settled:
        steps.append(told(strand.settled, Outcome))
    return _("Status over time: %(steps)s.") % {"steps": ", ".join(steps)}


def told(turn: Turn, words: type[Status] | type[Outcome]) -> str:
    return f"{words(turn.value).label.lower()} {date_format(turn.day, _('j F Y'))}"
