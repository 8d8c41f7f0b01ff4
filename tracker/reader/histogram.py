"""How much was cited when: bars over the slider that moves a page to another day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.axis import Axis, Tick

MOST_BARS = 110
MOST_TICKS = 6
# How many days a bar may stand for.
SPANS = (1, 7, 28, 91, 364, 3640)
# Pixels of the highest bar and of the lowest.
HIGHEST = 44
LOWEST = 2


@dataclass(frozen=True)
class Bar:
    """Percent from the left and of the width; the height in pixels."""

    at: float
    width: float
    height: int
    count: int
    is_after_pivot: bool


@dataclass(frozen=True)
class Histogram:
    """`first`, `last` and `value` are the slider's days, as Python counts them (ordinals).

    `veil` covers the days of which the page knows nothing (from the left, and its width, in
    percent), None in the present;
    `pivot` where the pivot stands, None if it is not known.
    """

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    pivot: float | None
    veil: tuple[float, float] | None
    first: int
    last: int
    value: int
    value_text: str
    shown: str
    text: str


def histogram_of(
    cited_on: Mapping[date, int],
    *,
    first: date,
    day: date | None,
    today: date,
    pivot_day: date | None,
) -> Histogram | None:
    """Return the bars from `first`, the first day of the slider, to `today`.

    `cited_on` counts the citations known by `day`. None if nothing is known, or if there is
    no day to move to.
    """
    first = min([first, *cited_on])
    axis = Axis(first, today)
    if not cited_on or axis.days < 1:
        return None
    span = span_of(axis)
    bars = bars_of(cited_on, axis, span, end=day or today, pivot_day=pivot_day)
    half = 50 / axis.days
    shown = day or today
    veiled = round(axis.at(shown) + half, 2)
    return Histogram(
        bars=bars,
        ticks=axis.ticks(MOST_TICKS),
        pivot=axis.at(pivot_day) if pivot_day and axis.has(pivot_day) else None,
        veil=(veiled, round(100 - veiled, 2)) if shown < today else None,
        first=first.toordinal(),
        last=today.toordinal(),
        value=max(shown, first).toordinal(),
        value_text=date_format(shown, _("j F Y")),
        shown=shown.isoformat(),
        text=said(bars, span, shown, pivot_day),
    )


def span_of(axis: Axis) -> int:
    """Return the fewest days a bar may stand for so that there are not too many bars."""
    return next((span for span in SPANS if axis.days / span <= MOST_BARS), SPANS[-1])


def bars_of(
    cited_on: Mapping[date, int], axis: Axis, span: int, *, end: date, pivot_day: date | None
) -> list[Bar]:
    """Return the bars that are not empty, each of `span` days, none of a day after `end`.

    Spans are counted from the pivot, so that no bar mixes what came before and after.
    """
    start = pivot_day or axis.first
    counts: Counter[int] = Counter()
    for day, count in cited_on.items():
        counts[(min(day, end) - start).days // span] += count
    highest = max(counts.values())
    one_day = 100 / axis.days
    bars = []
    for place, count in sorted(counts.items()):
        opens = max(start + timedelta(days=place * span), axis.first)
        closes = min(start + timedelta(days=(place + 1) * span - 1), end)
        bars.append(
            Bar(
                at=round(axis.at(opens) - one_day / 2, 2),
                width=round(((closes - opens).days + 1) * one_day, 2),
                height=max(LOWEST, round(HIGHEST * count / highest)),
                count=count,
                is_after_pivot=pivot_day is not None and opens >= pivot_day,
            )
        )
    return bars


def said(bars: Sequence[Bar], span: int, day: date, pivot_day: date | None) -> str:
    """Say in a sentence what the bars show."""
    text = ngettext(
        "Citations by the day they became known, a bar for each day, up to %(day)s; "
        "at most %(most)d.",
        "Citations by the day they became known, a bar for every %(n)d days, up to %(day)s; "
        "at most %(most)d.",
        span,
    ) % {
        "n": span,
        "day": date_format(day, _("j F Y")),
        "most": max(bar.count for bar in bars),
    }
    if pivot_day is None:
        return text
    marked = _("The release on %(day)s is marked.") % {
        "day": date_format(pivot_day, _("j F Y"))
    }
    return f"{text} {marked}"
