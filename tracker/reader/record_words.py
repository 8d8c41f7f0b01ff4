"""How a track record reads: never a share without its n and its interval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.called import Called, Figures
from tracker.reader.rates import interval_text, percent, whole_percent
from tracker.scores.record import Record


@dataclass(frozen=True)
class Bar:
    """An interval on a scale from 0 to 100 percent, with its point; dotted if too short."""

    low: float
    high: float
    at: float
    is_ranked: bool


@dataclass(frozen=True)
class Told:
    """A record as pages draw it. Without `bar` nothing is settled."""

    label: str
    call_count: int
    settled: int
    bar: Bar | None
    share_text: str
    span_text: str
    partly_text: str


def told(figures: Figures, label: str = "") -> Told:
    record = figures.record
    return Told(
        label=label,
        call_count=len(figures.calls),
        settled=record.n,
        bar=bar_of(record),
        share_text=share_text(record),
        span_text=span_text(record),
        partly_text=partly_text(record),
    )


def bar_of(record: Record) -> Bar | None:
    rate, interval = record.rate, record.interval
    if rate is None or interval is None:
        return None
    low, high = (round(100 * end, 2) for end in (interval.low, interval.high))
    return Bar(low, high, round(100 * rate, 2), record.is_ranked)


def share_text(record: Record) -> str:
    return percent(record.rate) if record.rate is not None else ""


def span_text(record: Record) -> str:
    """Say the interval and n: "56–98%, n = 9"; "" if nothing is settled."""
    if record.interval is None:
        return ""
    return _("%(interval)s, n = %(n)d") % {
        "interval": interval_text(record.interval),
        "n": record.n,
    }


def partly_text(record: Record) -> str:
    if not record.partly:
        return ""
    return _("%(n)d of them in part") % {"n": record.partly}


def days_text(days: float) -> str:
    """Say a median of whole days, which may end in a half."""
    return f"{days:g}"


def lead_text(figures: Figures) -> str:
    """Say the median and the range of leads, in days; "" if nothing that counts has one."""
    leads, middle = figures.leads, figures.median_lead
    if middle is None:
        return ""
    if len(leads) == 1:
        return ngettext(
            "%(n)d day, of one prediction", "%(n)d days, of one prediction", leads[0]
        ) % {"n": leads[0]}
    words = _("median %(median)s days, from %(least)d to %(most)d, n = %(n)d")
    return words % {
        "median": days_text(middle),
        "least": leads[0],
        "most": leads[-1],
        "n": len(leads),
    }


def first_text(own: Figures) -> str:
    """Say how often it was first, of the predictions that it made itself."""
    n = len(own.calls)
    words = ngettext(
        "%(first)d of %(n)d own prediction", "%(first)d of %(n)d own predictions", n
    )
    return words % {"first": own.first_count, "n": n} if n else ""


def misses_text(figures: Figures) -> str:
    return ", ".join(f"{miss.label} {n}" for miss, n in figures.misses)


def sum_text(figures: Figures) -> str:
    """Say a track record in a sentence or two, with how far it can be trusted."""
    record = figures.record
    if not figures.calls:
        return _("No prediction of this outlet is on record.")
    if record.interval is None:
        n = len(figures.calls)
        words = ngettext(
            "%(n)d prediction, and nothing to count yet.",
            "%(n)d predictions, and nothing to count yet.",
            n,
        )
        return words % {"n": n}
    parts = {
        "n": record.n,
        "held": record.held,
        "partly": record.partly,
        "failed": record.failed,
        "share": percent(record.rate or 0),
        "low": whole_percent(record.interval.low),
        "high": percent(record.interval.high),
    }
    counts = ngettext(
        "Of %(n)d settled prediction %(held)d held up, %(partly)d in part, %(failed)d did not.",
        "Of %(n)d settled predictions %(held)d held up, %(partly)d in part, %(failed)d"
        " did not.",
        record.n,
    )
    if record.is_ranked:
        trust = _(
            "That is %(share)s, what held in part counted half; the true share may lie"
            " anywhere from %(low)d to %(high)s."
        )
    else:
        trust = _(
            "That is too few to compare with others: the true share may lie anywhere from"
            " %(low)d to %(high)s."
        )
    return f"{counts} {trust}" % parts


def told_all(pairs: Iterable[tuple[str, Figures]]) -> list[Told]:
    """Return records under their labels, those without a call left out."""
    return [told(figures, label) for label, figures in pairs if figures.calls]


def hedges(figures: Figures) -> list[tuple[str, Figures]]:
    """Tell calls apart by whether they were hedged when they were made."""

    def is_hedged(call: Called) -> bool:
        return call.hedged

    return [
        (_("Hedged"), figures.of(keep=is_hedged)),
        (_("Said flatly"), figures.of(keep=lambda call: not is_hedged(call))),
    ]
