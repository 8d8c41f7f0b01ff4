"""The confidence in events as of a day, worked out from what the database holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.evidence.origins import Report
from tracker.evidence.provenance import Provenance
from tracker.scores.calls import Turn, standing_on
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


@dataclass(frozen=True)
class Heard:
    """The origins for and against one event, on the day that counts."""

    kind: str
    on: date | None
    is_settled: bool
    support: Collection[Origin]
    denial: Collection[Origin]

    @property
    def outlets(self) -> set[int]:
        return {origin.outlet for origin in (*self.support, *self.denial)}


def ratings_of(provenance: Mapping[int, Provenance], day: date | None) -> dict[int, Rating]:
    """Map events (ids) to the confidence in them as of `day`; five queries.

    provenance: where their reports as of `day`, or a later day, come from.
    """
    kinds = dict(Event.objects.filter(pk__in=[*provenance]).values_list("pk", "kind"))
    turns = turns_of([pk for pk, kind in kinds.items() if kind == Kind.PREDICTION])
    heard = {
        event: heard_of(found, kinds[event], turns.get(event, []), day)
        for event, found in provenance.items()
    }
    named = {outlet for one in heard.values() for outlet in one.outlets}
    outlets = Outlet.objects.in_bulk(named)
    lines = own_lines(named)

    def voice(origin: Origin, one: Heard) -> Voice:
        # What a party concerned says of what will be is no knowledge; its record tells.
        is_primary = origin.is_primary and one.kind == Kind.OCCURRENCE
        return Voice(
            origin=origin,
            prior=prior_of(outlets[origin.outlet].kind, is_primary=is_primary),
            record=lines.get(origin.outlet, NO_LINE).on(one.on),
        )

    return {
        event: Rating(
            confidence=Confidence(
                support=[voice(origin, one) for origin in one.support],
                denial=[voice(origin, one) for origin in one.denial],
            ),
            on=one.on,
            is_settled=one.is_settled,
            outlets={outlet: outlets[outlet] for outlet in one.outlets},
        )
        for event, one in heard.items()
    }


def heard_of(
    provenance: Provenance, kind: str, turns: Collection[Turn], day: date | None
) -> Heard:
    """Return which origins count for an event as of `day`, and on which day they are heard."""
    standing = standing_on([*turns], day or date.max)
    closed = standing.closed_from
    on = closed - timedelta(days=1) if closed else day
    graph = provenance.graph

    def known(reports: Iterable[Report]) -> list[Origin]:
        said = [
            report
            for report in reports
            if report.known_on and (on is None or report.known_on <= on)
        ]
        return origins_of(said, whole=graph.whole, outlets=graph.outlets)

    return Heard(
        kind=kind,
        on=on,
        is_settled=closed is not None,
        support=known(provenance.reports),
        denial=known(provenance.denials),
    )
