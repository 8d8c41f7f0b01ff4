"""The page of one event: verdict, then and now, provenance, citations, ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString

from tracker.ledger.asof import events_as_of
from tracker.reader.address import dated, with_query
from tracker.reader.asof import AsOfControl, Past, control_since, distance_text, titled
from tracker.reader.citations import Group, cited, grouped
from tracker.reader.citing import RECORD_TEXT, Cite, Since, cite, since
from tracker.reader.drift import Family, families_of
from tracker.reader.entries import Knowledge, Part, entry_of, knowledge_of
from tracker.reader.event_facts import Fact, Slip, facts_of, ribbon_for, slips_of
from tracker.reader.history import Step, history_of, strand_from
from tracker.reader.lineage import Node, lineage_of, tree_of
from tracker.reader.provenance_graph import Graph, graph_of
from tracker.reader.related import RelatedEvent, related_events
from tracker.reader.ribbons import Ribbon
from tracker.reader.rivals import Rivals, rivals_of
from tracker.reader.rows import Pivot, pivot_of
from tracker.reader.sayings import EventEntry, Saying, happened, said
from tracker.reader.strength import strength_of
from tracker.reader.tables import LedgerTable
from tracker.shared.markdown import rendered
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Status


@dataclass(frozen=True)
class EventPage:
    event: EventEntry
    title: str
    description: str
    said: Sequence[Saying]
    happened: Sequence[Saying]
    graph: Graph | None
    nodes: Sequence[Node]
    families: Sequence[Family]
    groups: Sequence[Group]
    slips: Sequence[Slip]
    parts: Sequence[Part]
    rivals: Rivals | None
    related: Sequence[RelatedEvent]
    decisions: Sequence[Step]
    details_html: SafeString | str
    ledger: LedgerTable
    facts: Sequence[Fact]
    ribbon: Ribbon | None
    asof: AsOfControl
    past: Past | None
    permalink: str
    cite: Cite


@dataclass(frozen=True)
class SourcesPage:
    """What the sources say about one event, opened in place on the timeline."""

    entry: EventEntry
    title: str
    groups: Sequence[Group]
    nodes: Sequence[Node]
    history: Sequence[Step]
    past: Past | None


def sources_page(event: Event, *, day: date | None, today: date) -> SourcesPage:
    """Put the sources of `event` together; raises Http404 if it was not known on `day`."""
    pivot = pivot_of(event.story, day)
    history = history_of(event, day, pivot)
    _row, entry, known = known_event(event, history, day=day, today=today, pivot=pivot)
    path = reverse("reader:sources", args=[event.pk])
    return SourcesPage(
        entry=entry,
        title=titled(event.statement, day),
        groups=grouped(cited(event, day)),
        nodes=tree_of(lineage_of(known.provenance[event.pk], day)),
        history=[step for step in history if not step.is_withdrawn],
        past=past_of(event, path, day, pivot),
    )


def event_page(
    event: Event, *, day: date | None, today: date, absolute: Callable[[str], str]
) -> EventPage:
    """Put the page of `event` together; a constant number of queries.

    `absolute` completes a path to an address. Raises Http404 if the event was not known on
    `day`.
    """
    pivot = pivot_of(event.story, day)
    history = history_of(event, day, pivot)
    row, entry, known = known_event(event, history, day=day, today=today, pivot=pivot)
    lineage = lineage_of(known.provenance[event.pk], day)
    strand = strand_from(history)
    citations = cited(event, day)
    groups = grouped(citations)
    rivals = rivals_of(row, day)
    named = [*entry.parts, *(rivals.all if rivals else ())]
    path = event.get_absolute_url()
    return EventPage(
        event=entry,
        title=titled(event.statement, day),
        description=description_of(entry),
        said=said(citations, entry, pivot),
        happened=happened(history, entry),
        graph=graph_of(lineage, pivot),
        nodes=tree_of(lineage),
        families=families_of(lineage, citations, event.story.language),
        groups=groups,
        slips=slips_of(strand),
        parts=entry.parts,
        rivals=rivals,
        related=related_events(row, day, shown={one.url for one in named}),
        decisions=[step for step in history if step.is_reasoned],
        details_html=rendered(event.detail) if day is None else "",
        ledger=LedgerTable(with_grades(history, event.pk, known)),
        facts=facts_of(row, entry, groups, day),
        ribbon=ribbon_for(strand, day, pivot),
        asof=asof_control(event, day=day, today=today, pivot=pivot),
        past=past_of(event, path, day, pivot, since(event, day) if day else Since.UNCHANGED),
        permalink=absolute(path),
        cite=cite(
            entry,
            key=f"{event.story.slug}-{event.key}",
            url=absolute(dated(path, day or today)),
            day=day or today,
        ),
    )


def known_event(
    event: Event,
    history: Sequence[Step],
    *,
    day: date | None,
    today: date,
    pivot: Pivot | None,
) -> tuple[Any, EventEntry, Knowledge]:
    """Return the row of `event`, how it is shown, and what is known of it."""
    row = events_as_of(day).filter(pk=event.pk).first()
    if row is None:
        raise Http404
    known = knowledge_of([event.pk], day=day, today=today, pivot=pivot)
    settled = strand_from(history).settled
    entry = EventEntry(
        **vars(entry_of(row, known)),
        story_title=event.story.title,
        story_url=dated(event.story.get_absolute_url(), day),
        settled_day=settled.day if settled else None,
        criteria=event.criteria,
    )
    return row, entry, known


def with_grades(history: Sequence[Step], event: int, known: Knowledge) -> list[Step]:
    """Return the entries with how strong the evidence for `event` (id) was on their days."""
    return [
        replace(
            step,
            grade=strength_of(known.reckoner.rating(event, step.effective), known.day).short,
        )
        for step in history
    ]


def description_of(entry: EventEntry) -> str:
    """Say in one line what is known of the event."""
    if not entry.outcome:
        return f"{entry.statement} – {Status(entry.status).label}"
    words = f"{entry.statement} – {Outcome(entry.outcome).label}"
    return f"{words}: {entry.reason}" if entry.reason else words


def asof_control(
    event: Event, *, day: date | None, today: date, pivot: Pivot | None
) -> AsOfControl:
    return control_since(
        event.known_on or today,
        event.get_absolute_url(),
        day=day,
        today=today,
        pivot_day=pivot.day if pivot else None,
    )


def past_of(
    event: Event,
    path: str,
    day: date | None,
    pivot: Pivot | None,
    since: Since = Since.UNCHANGED,
) -> Past | None:
    if day is None:
        return None
    compare = reverse("reader:compare", args=[event.story.slug])
    return Past(
        day,
        path,
        distance_text(day, pivot.day if pivot else None),
        record_text=str(RECORD_TEXT[since]),
        compare_url=with_query(compare, [("from", day.isoformat())]),
    )
