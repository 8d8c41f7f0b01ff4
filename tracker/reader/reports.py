"""Reports and their origins, as a page shows them: the fan, and the days of documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say
from tracker.evidence.provenance import Provenance
from tracker.sources.models import Source

MOST_LINES = 12
FAN_HEIGHT = 24


@dataclass(frozen=True)
class Line:
    """A line of a fan: from the height of a report to that of its origin."""

    y: float
    to: float


@dataclass(frozen=True)
class Fan:
    lines: Sequence[Line]
    origins: Sequence[float]


def fan_of(provenance: Provenance) -> Fan | None:
    """Return one line a report, at most twelve, to one dot an origin; None without reports."""
    own = provenance.own
    if not own:
        return None
    origins = provenance.trace.origins
    shown = [*own][:MOST_LINES]
    heights = dict(zip(origins, spread(len(origins)), strict=True))
    lines = []
    for source, y in zip(shown, spread(len(shown)), strict=True):
        ends = provenance.ends_of(source)
        # A report of unknown origin leads nowhere, so its line stays level.
        targets = {heights[provenance.graph.outlets[end]] for end in ends} or {y}
        lines += [Line(y, to) for to in sorted(targets)]
    return Fan(lines[:MOST_LINES], [*heights.values()])


def spread(count: int) -> list[float]:
    """Return `count` heights, evenly spread over a fan."""
    if count == 1:
        return [FAN_HEIGHT / 2]
    step = (FAN_HEIGHT - 6) / max(count - 1, 1)
    return [round(3 + place * step, 1) for place in range(count)]


def day_text(source: Source, *, style: str = "long") -> str:
    """Say when `source` was published, as far as that was known on the day it got known."""
    dated = dated_by(source)
    return say(parse_edtf(dated), style=style) if dated else ""


def dated_by(source: Source) -> str:
    """Return when `source` was published, EDTF, as far as known on the day it got known."""
    if not source.dated:
        return ""
    first = parse_edtf(source.dated).first
    if source.known_on and first and first > source.known_on:
        # Somebody relayed it before the day that it bears, which therefore cannot be right.
        return f"../{source.known_on}"
    return source.dated
