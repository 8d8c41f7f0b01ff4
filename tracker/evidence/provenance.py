"""What the database holds of the provenance of events."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models.functions import Coalesce

from tracker.evidence.models import Citation, Stance
from tracker.evidence.origins import Report, Trace, by_document, ends_of, trace
from tracker.evidence.relays import whole_relays
from tracker.shared.batches import batches
from tracker.sources.models import Source

STANCES = (Stance.SUPPORTS, Stance.DENIES)


@dataclass(frozen=True)
class Graph:
    """Relays of whole documents, and the outlets of all documents that chains can meet.

    Ids of sources and outlets; a merged one stands under the id of its survivor.
    """

    whole: dict[int, list[int]]
    outlets: dict[int, int]

    def trace(self, reports: Iterable[Report]) -> Trace:
        return trace(reports, whole=self.whole, outlets=self.outlets)


@dataclass(frozen=True)
class Provenance:
    """Where the reports of one event come from; ids of sources and outlets."""

    reports: Sequence[Report]
    trace: Trace
    graph: Graph
    # What denies the event, likewise.
    denials: Sequence[Report] = ()

    @cached_property
    def own(self) -> dict[Hashable, list[Report]]:
        """The reports by their documents."""
        return by_document(self.reports)

    def ends_of(self, source: Hashable) -> list[Hashable]:
        """Return the documents where the chains from `source` end, nearest first."""
        return ends_of(source, self.own, self.graph.whole)


def graph_of(sources: Iterable[int]) -> Graph:
    """Load what is needed to follow relays from the documents with the ids `sources`.

    Two queries. `sources` must name the citing and the relayed documents.
    """
    ids = set(sources)
    whole = whole_relays(ids)
    ids |= {relayed for targets in whole.values() for relayed in targets}
    outlets: dict[int, int] = {}
    for batch in batches(ids):
        rows = Source.objects.filter(pk__in=batch)
        outlets |= rows.values_list("pk", Coalesce("outlet__merged_into", "outlet"))
    return Graph(whole=whole, outlets=outlets)


def reports_of(events: Collection[int], day: date | None) -> dict[int, dict[str, list[Report]]]:
    """Map events to their accepted citations known by `day`, by stance; one query.

    Those that support and those that deny. Those of events that were merged into one are
    its own.
    """
    rows = (
        Citation.objects.public(day)
        .filter(stance__in=STANCES)
        .about(events)
        .order_by("source__known_on", "key")
        .values_list(
            "survivor",
            "stance",
            Coalesce("source__merged_into", "source"),
            "basis",
            Coalesce("relays__merged_into", "relays"),
            "source__known_on",
            "hedged",
        )
    )
    reports: dict[int, dict[str, list[Report]]] = {
        event: {stance: [] for stance in STANCES} for event in events
    }
    for event, stance, *report in rows:
        reports[event][stance].append(Report(*report))
    return reports


def provenance_of(events: Collection[int], day: date | None) -> dict[int, Provenance]:
    """Map the ids `events` to where their reports come from as of `day`; three queries."""
    reports = reports_of(events, day)
    graph = graph_of(
        document
        for event in reports.values()
        for said in event.values()
        for report in said
        for document in (report.source, report.relays)
        if isinstance(document, int)
    )
    return {
        event: Provenance(
            reports=found[Stance.SUPPORTS],
            trace=graph.trace(found[Stance.SUPPORTS]),
            graph=graph,
            denials=found[Stance.DENIES],
        )
        for event, found in reports.items()
    }
