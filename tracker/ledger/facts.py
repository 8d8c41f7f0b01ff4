"""What the rule needs to know, read from the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from tracker.dates.edtf import parse_edtf
from tracker.evidence.models import Citation, ReviewState
from tracker.evidence.provenance import graph_of
from tracker.ledger.entries import Entries
from tracker.ledger.models import Change
from tracker.ledger.weighing import CitationFacts, EventFacts, Facts
from tracker.stories.models import Event


def facts_about(
    events: Collection[Event], *, today: date, cited: Collection[Citation] = ()
) -> Facts:
    """Return all that entries of `events` may rest on, and of `cited` what they are about.

    Three queries.
    """
    citations = [
        CitationFacts(
            key=citation.key,
            event=citation.event.key,
            source=citation.source.merged_into_id or citation.source_id,
            stance=citation.stance,
            basis=citation.basis,
            relays=citation.relays and (citation.relays.merged_into_id or citation.relays_id),
            accepted=citation.review == ReviewState.ACCEPTED,
            known_on=citation.source.known_on,
        )
        for citation in Citation.objects.filter(
            Q(event__in=events) | Q(pk__in=[citation.pk for citation in cited])
        ).select_related("event", "source", "relays")
    ]
    graph = graph_of(
        document
        for citation in citations
        for document in (citation.source, citation.relays)
        if isinstance(document, int)
    )
    return Facts(
        events={event.key: event_facts(event) for event in events},
        citations={citation.key: citation for citation in citations},
        whole=graph.whole,
        outlets=graph.outlets,
        today=today,
    )


def event_facts(event: Event) -> EventFacts:
    happened_from = parse_edtf(event.date).first if event.date else None
    return EventFacts(key=event.key, kind=event.kind, happened_from=happened_from)


def entries_about(events: Collection[Event]) -> Entries:
    """Return all recorded entries of `events`; four queries."""
    rows = Change.objects.filter(event__in=events).with_keys().order_by("number")
    return Entries(row.entry() for row in rows)
