"""Events as the timeline and the pages of single events show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from tracker.dates.edtf import open_after, parse_edtf
from tracker.dates.words import say
from tracker.evidence.models import Citation
from tracker.evidence.provenance import Provenance, provenance_of
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import OUTCOME
from tracker.ledger.models import Change
from tracker.reader.address import with_query
from tracker.reader.asof import distance_text
from tracker.reader.reports import Fan, fan_of
from tracker.reader.rows import Pivot
from tracker.shared.markdown import plain
from tracker.stories.events import Event
from tracker.stories.values import Kind, Miss, Outcome


@dataclass(frozen=True)
class Part:
    """A part of a broader prediction, and how it fared."""

    url: str
    statement: str
    outcome: str


@dataclass(frozen=True)
class FirstReport:
    day: date
    outlet: str


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


@dataclass(frozen=True)
class TimelineEntry:
    """One event on a page; `outcome` and what follows it are empty for occurrences."""

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
    lead_text: str
    when_text: str
    outcome: str
    reason: str
    miss_label: str
    actual: str
    due_text: str
    is_overdue: bool
    parts: Sequence[Part]


def event_url(pk: int, day: date | None) -> str:
    return dated(reverse("reader:event", args=[pk]), day)


def dated(path: str, day: date | None) -> str:
    """Return `path` for the same day as the page that links to it."""
    return with_query(path, [("as_of", day.isoformat())] if day else [])


def knowledge_of(
    events: Collection[int], *, day: date | None, today: date, pivot: Pivot | None
) -> Knowledge:
    """Load what pages show of `events` (ids); six queries."""
    first: dict[int, FirstReport] = {}
    citations: dict[int, int] = {}
    for citation in cited_for(events, day):
        citations[citation.event_id] = citations.get(citation.event_id, 0) + 1
        known_on = citation.source.known_on
        if citation.stance == "supports" and citation.event_id not in first and known_on:
            outlet = citation.source.outlet.merged_into or citation.source.outlet
            first[citation.event_id] = FirstReport(known_on, outlet.name)
    return Knowledge(
        day=day,
        today=today,
        pivot=pivot,
        provenance=provenance_of(events, day),
        verdicts=verdicts_of(events, day),
        first=first,
        citations=citations,
        parts=parts_of(events, day),
    )


def cited_for(events: Collection[int], day: date | None) -> Sequence[Citation]:
    return (
        Citation.objects.public(day)
        .filter(event__in=events)
        .order_by("source__known_on", "key")
        .select_related("source__outlet__merged_into")
        .only(
            "event", "stance", "source__known_on", "source__outlet__name",
            "source__outlet__merged_into__name",
        )
    )  # fmt: skip


def verdicts_of(events: Collection[int], day: date | None) -> dict[int, Change]:
    """Map the ids `events` to the outcome entry in force on `day`; one query."""
    changes = (
        Change.objects.counting()
        .effective_by(day)
        .filter(event__in=events, field=OUTCOME)
        .in_force_last()
    )
    return {change.event_id: change for change in changes}


def parts_of(events: Collection[int], day: date | None) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = {}
    for part in events_as_of(day).filter(part_of__in=events):
        parts.setdefault(part.part_of_id, []).append(
            Part(event_url(part.pk, day), part.statement, part.shown_outcome)
        )
    return parts


def entry_of(event: Any, known: Knowledge) -> TimelineEntry:
    """Return how the page shows `event`, a row of `events_as_of`."""
    trace = known.provenance[event.pk].trace
    verdict = known.verdicts.get(event.pk)
    first = known.first.get(event.pk)
    is_settled = verdict is not None and verdict.value == event.shown_outcome != Outcome.OPEN
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
        lead_text=lead_text(event, first, known),
        when_text=when_text(event, known.day),
        outcome=event.shown_outcome,
        reason=plain(verdict.reason) if verdict else "",
        miss_label=str(Miss(verdict.miss).label) if verdict and verdict.miss else "",
        actual=verdict.actual if verdict and is_settled else "",
        due_text=say(event.shown_due) if event.shown_due else "",
        is_overdue=is_overdue(event.shown_outcome, event.shown_due, known.day or known.today),
        parts=known.parts.get(event.pk, []),
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


def is_overdue(outcome: str, due: str, day: date) -> bool:
    """Tell whether a prediction is open though its due date, EDTF or "", was before `day`."""
    if outcome != Outcome.OPEN or not due:
        return False
    last = parse_edtf(due).last
    return last is not None and last < day


def load_entries(
    ids: Collection[int], *, day: date | None, today: date, pivot: Pivot | None
) -> dict[int, tuple[Any, TimelineEntry]]:
    """Map the ids of a page to its events and entries; seven queries."""
    known = knowledge_of(ids, day=day, today=today, pivot=pivot)
    events = events_as_of(day).filter(pk__in=ids)
    return {event.pk: (event, entry_of(event, known)) for event in events}
