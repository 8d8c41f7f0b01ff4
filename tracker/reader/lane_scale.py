"""The time axis of a story's lanes, with what is written along it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.words import say
from tracker.reader.axis import Axis, Tick, axis_of, with_room
from tracker.reader.rows import Pivot
from tracker.reader.strands import Strand

# Ticks on the axis at most.
MOST_TICKS = 10
# A label stands to the right of its tick. What a letter of it takes of the width, in percent:
# on a wide screen, and on a narrow one.
LETTER, NARROW_LETTER = 1.3, 2.3


@dataclass(frozen=True)
class Mark:
    """A tick; `label` is "" where there is no room for it, `is_wide` if a phone has none."""

    at: float
    label: str
    is_wide: bool


@dataclass(frozen=True)
class Scale:
    """The axis of a page; `early_text` says how many lanes begin before it."""

    axis: Axis
    # The day as of which the page is, None for the present.
    day: date | None
    first_text: str
    last_text: str
    marks: Sequence[Mark]
    pivot_at: float | None
    pivot_text: str
    early_text: str


def scale_of(
    starts: Collection[date], last: date, pivot: Pivot | None, day: date | None
) -> Scale:
    """Return the scale of lanes that start on `starts`, up to `last`, on the page of `day`."""
    axis = axis_of(starts, last)
    has_pivot = pivot is not None and axis.has(pivot.day)
    pivot_at = axis.at(pivot.day) if pivot and has_pivot else None
    return Scale(
        axis=axis,
        day=day,
        first_text=in_words(axis.first),
        last_text=in_words(axis.last),
        marks=marks_of(axis, pivot_at),
        pivot_at=pivot_at,
        pivot_text=pivot_text(pivot, axis) if pivot and has_pivot else "",
        early_text=early_text(sum(start < axis.first for start in starts), axis),
    )


def last_of_page(strands: Collection[Strand], latest: date) -> date:
    """Return where the axis of one page of many ends.

    That is `latest` if a prediction on it is open, else a little after the last change.
    """
    if not strands or any(strand.settled is None for strand in strands):
        return latest
    turns = [turn.day for one in strands for turn in [*one.statuses, *one.outcomes]]
    return ended(max(turns), turns, latest)


def ended(last: date, starts: Collection[date], today: date) -> date:
    """Return where the axis of what changed until `last` ends: a little later, by `today`."""
    return max(last, min(today, with_room(min(starts, default=last), last)))


def marks_of(axis: Axis, pivot_at: float | None) -> list[Mark]:
    """Return the ticks, without labels that would run into something or off the edge."""
    ticks = axis.ticks(MOST_TICKS)
    wide, narrow = (with_labels(ticks, pivot_at, letter) for letter in (LETTER, NARROW_LETTER))
    return [
        Mark(tick.at, tick.label if tick in wide else "", is_wide=tick not in narrow)
        for tick in ticks
    ]


def with_labels(ticks: Sequence[Tick], pivot_at: float | None, letter: float) -> list[Tick]:
    """Return the ticks whose labels fit if each letter takes `letter` percent."""
    fitting = []
    taken = 0.0
    for tick in ticks:
        end = tick.at + letter * (len(tick.label) + 1)
        is_crossed = pivot_at is not None and tick.at <= pivot_at < end
        if tick.at >= taken and end <= 100 and not is_crossed:
            fitting.append(tick)
            taken = end
    return fitting


def in_words(day: date) -> str:
    return say(day.isoformat())


def pivot_text(pivot: Pivot, axis: Axis) -> str:
    day = say(pivot.day.isoformat(), style="short", year=axis.last.year)
    return _("Release %(day)s") % {"day": day}


def early_text(count: int, axis: Axis) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(n)d prediction was made before %(day)s, where the axis begins; its lane starts at"
        " the left edge, with its date.",
        "%(n)d predictions were made before %(day)s, where the axis begins; their lanes start"
        " at the left edge, with their dates.",
        count,
    )
    return words % {"n": count, "day": in_words(axis.first)}
