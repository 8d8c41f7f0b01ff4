"""Events as the timeline and the pages of single events show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from tracker.dates.edtf import open_after, parse_edtf
from tracker.dates.words import say
from tracker.evidence.models import Citation, CitationQuerySet, Stance
from tracker.evidence.provenance import Provenance, provenance_of
from tracker.ledger.asof import events_as_of
from tracker.ledger.models import Change
from tracker.ledger.verdicts import Verdict, outcome_entries, verdict_of
from tracker.reader.address import dated
from tracker.reader.asof import distance_text
from tracker.reader.axis import Axis
from tracker.reader.links import outlet_url
from tracker.reader.reports import Fan, fan_of
from tracker.reader.ribbons import Ribbon, ribbon_of
from tracker.reader.rows import FirstReport, Pivot
from tracker.reader.strands import strands_of
from tracker.reader.strength import Strength, strength_of
from tracker.scores.reckoning import Reckoner
from tracker.stories.events import Event
from tracker.stories.values import Kind


@dataclass(frozen=True)
class Part:
    """A part of a broader prediction, and how it fared."""

    url: str
    statement: str
    outcome: str


@dataclass(frozen=True)
class Knowledge:
    """What the database holds about a page's events as of the page's day."""

    day: date | None
    today: date
    pivot: Pivot | None
    provenance: dict[int, Provenance]
    # By event, the outcome entry in force.
    verdicts: dict[int, Change]
    first: dict[int, FirstReport]
    citations: dict[int, int]
    parts: dict[int, list[Part]]
    # Empty where a page draws none.
    ribbons: dict[int, Ribbon | None]
    reckoner: Reckoner


@dataclass(frozen=True)
class TimelineEntry(Verdict):
    """One event on a page, with its outcome; `parts` are those of a broader prediction."""

    id: int
    url: str
    sources_url: str
    kind: str
    status: str
    statement: str
    aspect: str
    report_count: int
    origin_count: int
    unknown_count: int
    citation_count: int
    fan: Fan | None
    is_pivot: bool
    first_day: date | None
    first_outlet: str
    first_outlet_url: str
    lead_text: str
    when_text: str
    parts: Sequence[Part]
    ribbon: Ribbon | None
    strength: Strength


def event_url(pk: int, day: date | None) -> str:
    return dated(reverse("reader:event", args=[pk]), day)


def knowledge_of(
    events: Collection[int],
    *,
    day: date | None,
    today: date,
    pivot: Pivot | None,
    axis: Axis | None = None,
) -> Knowledge:
    """Load what pages show of `events` (ids); eleven queries, with ribbons one more."""
    first: dict[int, FirstReport] = {}
    citations: dict[int, int] = {}
    for citation in cited_for(events, day):
        event = citation.survivor
        citations[event] = citations.get(event, 0) + 1
        known_on = citation.source.known_on
        if citation.stance == Stance.SUPPORTS and known_on:
            outlet = citation.source.outlet.merged_into or citation.source.outlet
            report = FirstReport(known_on, citation.key, outlet.name, outlet.slug)
            first[event] = min(first.get(event, report), report)
    provenance = provenance_of(events, day)
    return Knowledge(
        day=day,
        today=today,
        pivot=pivot,
        provenance=provenance,
        verdicts=outcome_entries(events, day),
        first=first,
        citations=citations,
        parts=parts_of(events, day),
        ribbons=ribbons_of(events, day, axis, pivot) if axis else {},
        reckoner=Reckoner(provenance),
    )


def ribbons_of(
    events: Collection[int], day: date | None, axis: Axis, pivot: Pivot | None
) -> dict[int, Ribbon | None]:
    return {
        event: ribbon_of(strand, axis, pivot.day if pivot else None)
        for event, strand in strands_of(events, day).items()
    }


def cited_for(events: Collection[int], day: date | None) -> CitationQuerySet:
    return (
        Citation.objects.public(day)
        .about(events)
        .select_related("source__outlet__merged_into")
        .only(
            "key", "stance", "source__known_on",
            "source__outlet__name", "source__outlet__slug",
            "source__outlet__merged_into__name", "source__outlet__merged_into__slug",
        )
    )  # fmt: skip


def parts_of(events: Collection[int], day: date | None) -> dict[int, list[Part]]:
    """Map the ids `events` to their parts, with those of events merged into them; one query."""
    parts: dict[int, list[Part]] = {}
    rows = events_as_of(day).annotate(whole=Coalesce("part_of__merged_into", "part_of"))
    for part in rows.filter(Q(part_of__in=events) | Q(part_of__merged_into__in=events)):
        parts.setdefault(part.whole, []).append(
            Part(event_url(part.pk, day), part.statement, part.shown_outcome)
        )
    return parts


def entry_of(event: Any, known: Knowledge) -> TimelineEntry:
    """Return how the page shows `event`, a row of `events_as_of`."""
    trace = known.provenance[event.pk].trace
    verdict = verdict_of(
        event.shown_outcome,
        event.shown_due,
        known.verdicts.get(event.pk),
        day=known.day or known.today,
    )
    first = known.first.get(event.pk)
    return TimelineEntry(
        id=event.pk,
        url=event_url(event.pk, known.day),
        sources_url=dated(reverse("reader:sources", args=[event.pk]), known.day),
        kind=event.kind,
        status=event.shown_status,
        statement=event.statement,
        aspect=event.aspect,
        report_count=trace.reports,
        origin_count=len(trace.origins),
        unknown_count=trace.unknown,
        citation_count=known.citations.get(event.pk, 0),
        fan=fan_of(known.provenance[event.pk]),
        is_pivot=known.pivot is not None and known.pivot.id == event.pk,
        first_day=first.day if first else None,
        first_outlet=first.outlet if first else "",
        first_outlet_url=outlet_url(first.slug, known.day) if first else "",
        lead_text=lead_text(event, first, known),
        when_text=when_text(event, known.day),
        parts=known.parts.get(event.pk, []),
        ribbon=known.ribbons.get(event.pk),
        strength=strength_of(known.reckoner.rating(event.pk, known.day), known.day),
        **vars(verdict),
    )


def lead_text(event: Event, first: FirstReport | None, known: Knowledge) -> str:
    """Say how long before the pivot a prediction was reported first."""
    if event.kind != Kind.PREDICTION or first is None or known.pivot is None:
        return ""
    return distance_text(first.day, known.pivot.day)


def when_text(event: Event, day: date | None) -> str:
    """Say when an occurrence happened, as that was known on `day`."""
    return say(date_on(event, day)) if event.date else ""


def date_on(event: Event, day: date | None) -> Any:
    edtf = parse_edtf(event.date)
    return open_after(edtf, day) if day else edtf


def load_entries(
    ids: Collection[int], *, day: date | None, today: date, pivot: Pivot | None, axis: Axis
) -> dict[int, tuple[Any, TimelineEntry]]:
    """Map the ids of a page to its events and entries; thirteen queries."""
    known = knowledge_of(ids, day=day, today=today, pivot=pivot, axis=axis)
    events = events_as_of(day).filter(pk__in=ids)
    return {event.pk: (event, entry_of(event, known)) for event in events}
