"""Loading what decides the calls of predictions: a broad one always with its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from tracker.evidence.known import SURVIVOR
from tracker.evidence.models import Citation, SourceRelay
from tracker.evidence.provenance import Provenance, provenance_of
from tracker.ledger.entries import OUTCOME
from tracker.ledger.models import Change
from tracker.scores.calls import Prediction, Stake, Turn, stakes_of
from tracker.shared.batches import batches
from tracker.sources.models import Source
from tracker.stories.events import Event, EventQuerySet
from tracker.stories.values import Kind

BROAD = Coalesce("part_of__merged_into", "part_of")


def roots_of(events: Iterable[int]) -> set[int]:
    """Return the ids of the broad predictions, or of those without any, that those of
    `events` (ids) stand under now: themselves, as parts, or merged; a query a batch."""
    found: set[int] = set()
    for ids in batches(sorted({*events})):
        survivors = (
            Event.objects.filter(Q(pk__in=ids) | Q(merged__in=ids))
            .filter(kind=Kind.PREDICTION)
            .unmerged()
        )
        rows = survivors.values_list(Coalesce(BROAD, F("pk")), flat=True)
        found |= {*rows}
    return found


def families_of(roots: Collection[int]) -> list[list[Prediction]]:
    """Return the predictions under each of `roots` (ids), as they are known; six queries."""
    rows = [*predictions_under(roots).values_list("pk", "known_on", "broad")]
    ids = [pk for pk, _known_on, _broad in rows]
    provenance = provenance_of(ids, None)
    turns = turns_of(ids)
    families: dict[int, list[Prediction]] = {}
    for pk, known_on, broad in rows:
        one = Prediction(
            id=pk,
            known_on=known_on,
            broad=broad,
            stakes=stakes_in(provenance[pk]),
            turns=turns.get(pk, []),
        )
        families.setdefault(broad or pk, []).append(one)
    return [*families.values()]


def predictions_under(roots: Collection[int]) -> EventQuerySet:
    """Keep the known predictions that are one of `roots` or a part of it, with `broad`."""
    return (
        Event.objects.known()
        .unmerged()
        .filter(kind=Kind.PREDICTION)
        .annotate(broad=BROAD)
        .filter(Q(pk__in=roots) | Q(broad__in=roots))
        .order_by("pk")
    )


def stakes_in(provenance: Provenance) -> list[Stake]:
    own = provenance.own
    ends = {document: provenance.ends_of(document) for document in own}
    return stakes_of(own, ends, provenance.graph.outlets)


def turns_of(events: Collection[int]) -> dict[int, list[Turn]]:
    """Map `events` (ids) to their outcome entries that count; one query."""
    rows = (
        Change.objects.counting()
        .filter(event__in=events, field=OUTCOME)
        .in_force_last()
        .values_list("event", "effective", "value", "miss")
    )
    turns: dict[int, list[Turn]] = {}
    for event, *turn in rows:
        turns.setdefault(event, []).append(Turn(*turn))
    return turns


def events_through(sources: Collection[int]) -> set[int]:
    """Return the ids of events of which a chain of relays leads through one of `sources`.

    That is every event that cites one of them, one that was merged into them, or a document
    that relays them in any way, directly or not. Three queries for each link of the chain.
    """
    documents: set[int] = set()
    edge = family_of(sources)
    while edge:
        documents |= edge
        relayers: set[int] = set()
        for ids in batches(sorted(edge)):
            for links, relayed in ((SourceRelay, "relayed"), (Citation, "relays")):
                rows: Any = links._default_manager.filter(**{f"{relayed}__in": ids})
                relayers |= {*rows.values_list("source", flat=True)}
        edge = family_of(relayers - documents) - documents
    events: set[int] = set()
    for ids in batches(sorted(documents)):
        cited = Citation.objects.filter(source__in=ids).values_list("event", flat=True)
        events |= {*cited}
    return events


def family_of(sources: Collection[int]) -> set[int]:
    """Return `sources` (ids) with all that were merged with them into one document."""
    found: set[int] = set()
    for ids in batches(sorted(sources)):
        roots = Source.objects.filter(pk__in=ids).values(root=SURVIVOR)
        rows = Source.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
        found |= {*rows.values_list("pk", flat=True)}
    return found
