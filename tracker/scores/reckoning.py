"""The confidence in events as of a day, worked out from what the database holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.evidence.origins import Report
from tracker.evidence.provenance import Provenance
from tracker.scores.calls import standing_on
from tracker.scores.confidence import Confidence, Origin, Voice, origins_of
from tracker.scores.families import turns_of
from tracker.scores.lines import NO_LINE, own_lines
from tracker.scores.priors import prior_of
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.values import Kind


@dataclass(frozen=True)
class Rating:
    """The confidence in one event. `on` is the day whose knowledge it stands for.

    None means the newest. Of what is settled it is the day before its outcome took effect.
    """

    confidence: Confidence
    on: date | None
    is_settled: bool
    # Of the outlets in the sum.
    outlets: Mapping[int, Outlet]


class Reckoner:
    """The confidence in some events on any day, from one look into the database.

    provenance: where the reports of the events (ids) come from, as known by the last day that
    is asked about. Five queries.
    """

    def __init__(self, provenance: Mapping[int, Provenance]) -> None:
        self.provenance = provenance
        self.kinds = dict(Event.objects.filter(pk__in=[*provenance]).values_list("pk", "kind"))
        predictions = [pk for pk, kind in self.kinds.items() if kind == Kind.PREDICTION]
        self.turns = turns_of(predictions)
        named = {
            outlet
            for event in provenance
            for side in self.ever(event)
            for outlet in (origin.outlet for origin in side)
        }
        self.outlets = Outlet.objects.in_bulk(named)
        self.lines = own_lines(named)

    def ever(self, event: int) -> list[list[Origin]]:
        """Return all origins for and against `event`, on whatever day."""
        found = self.provenance[event]
        return [origins_in(found, side) for side in (found.reports, found.denials)]

    def rating(self, event: int, day: date | None) -> Rating:
        """Return the confidence in `event` as of `day`; the newest for None."""
        standing = standing_on(self.turns.get(event, []), day or date.max)
        closed = standing.closed_from
        on = closed - timedelta(days=1) if closed else day
        found = self.provenance[event]
        support = origins_in(found, known_by(on, found.reports))
        denial = origins_in(found, known_by(on, found.denials))
        return Rating(
            confidence=Confidence(
                support=[self.voice(origin, event, on) for origin in support],
                denial=[self.voice(origin, event, on) for origin in denial],
            ),
            on=on,
            is_settled=closed is not None,
            outlets=self.outlets,
        )

    def voice(self, origin: Origin, event: int, on: date | None) -> Voice:
        # What a party concerned says of what will be is no knowledge; its record tells.
        is_primary = origin.is_primary and self.kinds[event] == Kind.OCCURRENCE
        return Voice(
            origin=origin,
            prior=prior_of(self.outlets[origin.outlet].kind, is_primary=is_primary),
            record=self.lines.get(origin.outlet, NO_LINE).on(on),
        )


def ratings_of(provenance: Mapping[int, Provenance], day: date | None) -> dict[int, Rating]:
    """Map events (ids) to the confidence in them as of `day`; five queries."""
    reckoner = Reckoner(provenance)
    return {event: reckoner.rating(event, day) for event in provenance}


def origins_in(provenance: Provenance, reports: Iterable[Report]) -> list[Origin]:
    graph = provenance.graph
    return origins_of(reports, whole=graph.whole, outlets=graph.outlets)


def known_by(day: date | None, reports: Iterable[Report]) -> list[Report]:
    """Return those of `reports` that were known by `day`; all for None."""
    return [
        report
        for report in reports
        if report.known_on and (day is None or report.known_on <= day)
    ]
