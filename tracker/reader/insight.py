"""The one thing to see first: how many reports lead back to how few origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.evidence.origins import Trace
from tracker.evidence.provenance import Provenance, provenance_of
from tracker.reader.citations import outlet_name
from tracker.reader.entries import event_url
from tracker.reader.reports import MOST_LINES
from tracker.reader.rows import Row
from tracker.sources.models import Source

# How many predictions are looked at: those with the most reports.
MOST_LOOKED_AT = 40
# Fewer reports that only repeat are no insight, nor are fewer reports for each origin.
LEAST_REPEATED = 2
LEAST_EACH = 2


@dataclass(frozen=True)
class Name:
    """An outlet that repeated something; `y` percent from the top."""

    label: str
    y: float


@dataclass(frozen=True)
class Insight:
    """`lines` go from a name's height to an origin's; those to nowhere end as `loose`."""

    statement: str
    url: str
    report_count: int
    origin_count: int
    unknown_count: int
    names: Sequence[Name]
    more: int
    origins: Sequence[Name]
    lines: Sequence[tuple[float, float]]
    loose: Sequence[float]


def insight_of(rows: Iterable[Row], day: date | None) -> Insight | None:
    """Return the prediction that most was repeated of as of `day`; four queries.

    That is the one with the most reports beyond one for each origin, among equals the one
    with the most reports, among those with the most reports. Reports of unknown origin count
    for none. None where no prediction has two that only repeat, and twice as many reports as
    origins.
    """
    said = [row for row in rows if row.outcome and len(row.reports) > LEAST_REPEATED]
    said = sorted(said, key=lambda row: (-len(row.reports), row.place))[:MOST_LOOKED_AT]
    provenance = provenance_of([row.id for row in said], day)
    telling = [row for row in said if is_telling(provenance[row.id].trace)]
    best = max(telling, key=lambda row: repeated(provenance[row.id].trace), default=None)
    return drawn(best, provenance[best.id], day) if best else None


def is_telling(trace: Trace) -> bool:
    traced, origins = trace.reports - trace.unknown, len(trace.origins)
    return traced - origins >= LEAST_REPEATED and traced >= LEAST_EACH * origins


def repeated(trace: Trace) -> tuple[int, int]:
    """Return how many reports only repeat one whose origin is known, and how many there are."""
    return trace.reports - trace.unknown - len(trace.origins), trace.reports


def drawn(row: Row, provenance: Provenance, day: date | None) -> Insight:
    own, trace, outlets = provenance.own, provenance.trace, provenance.graph.outlets
    names = outlets_of({*own, *trace.ends})
    # The origin's own report is its dot.
    repeating = [source for source in own if source not in trace.ends]
    shown = repeating[:MOST_LINES]
    heights = dict(zip(trace.origins, middles(len(trace.origins)), strict=True))
    ends = {outlets[end]: names[end] for end in trace.ends}
    lines: list[tuple[float, float]] = []
    loose = []
    for source, y in zip(shown, middles(len(shown)), strict=True):
        found = {heights[outlets[end]] for end in provenance.ends_of(source)}
        lines += [(y, to) for to in sorted(found)]
        loose += [] if found else [y]
    return Insight(
        statement=row.statement,
        url=event_url(row.id, day),
        report_count=trace.reports,
        origin_count=len(trace.origins),
        unknown_count=trace.unknown,
        names=[
            Name(names[source], y) for source, y in zip(shown, middles(len(shown)), strict=True)
        ],
        more=len(repeating) - len(shown),
        origins=[Name(ends[outlet], y) for outlet, y in heights.items()],
        lines=lines,
        loose=loose,
    )


def middles(count: int) -> list[float]:
    """Return the middle of each of `count` rows of equal height, in percent."""
    return [round(100 * (place + 0.5) / count, 2) for place in range(count)]


def outlets_of(sources: Iterable[object]) -> Mapping[object, str]:
    """Map documents to the names of their outlets; one query."""
    found = Source.objects.select_related("outlet__merged_into").in_bulk([*sources])
    return {pk: outlet_name(source) for pk, source in found.items()}
