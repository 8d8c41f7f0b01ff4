"""The page of one event: verdict, then and now, provenance, citations, ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.dates.words import say_days
from tracker.ledger.asof import events_as_of
from tracker.reader.asof import AsOfControl, Past, distance_text, jumps, titled
from tracker.reader.citations import Group, cited, grouped
from tracker.reader.entries import Part, dated, entry_of, event_url, knowledge_of
from tracker.reader.history import Step, history_of, settled_step
from tracker.reader.reports import Node, tree_of
from tracker.reader.rows import Pivot, pivot_of
from tracker.reader.sayings import EventEntry, Saying, happened, said
from tracker.reader.tables import LedgerTable
from tracker.shared.markdown import rendered
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Status


@dataclass(frozen=True)
class Fact:
    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class EventPage:
    event: EventEntry
    title: str
    description: str
    said: Sequence[Saying]
    happened: Sequence[Saying]
    nodes: Sequence[Node]
    groups: Sequence[Group]
    parts: Sequence[Part]
    details_html: SafeString | str
    ledger: LedgerTable
    facts: Sequence[Fact]
    asof: AsOfControl
    past: Past | None
    permalink: str
    permalink_as_of: str


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
    _row, entry, nodes = known_event(event, history, day=day, today=today, pivot=pivot)
    path = reverse("reader:sources", args=[event.pk])
    return SourcesPage(
        entry=entry,
        title=titled(event.statement, day),
        groups=grouped(cited(event, day)),
        nodes=nodes,
        history=[step for step in history if not step.is_withdrawn],
        past=past_of(path, day, pivot),
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
    row, entry, nodes = known_event(event, history, day=day, today=today, pivot=pivot)
    citations = cited(event, day)
    path = event.get_absolute_url()
    return EventPage(
        event=entry,
        title=titled(event.statement, day),
        description=description_of(entry),
        said=said(citations, entry),
        happened=happened(history, entry),
        nodes=nodes,
        groups=grouped(citations),
        parts=entry.parts,
        details_html=rendered(event.detail) if day is None else "",
        ledger=LedgerTable(history),
        facts=facts_of(row, entry, day),
        asof=asof_control(event, day=day, today=today, pivot=pivot),
        past=past_of(path, day, pivot),
        permalink=absolute(path),
        permalink_as_of=absolute(dated(path, day or today)),
    )


def known_event(
    event: Event,
    history: Sequence[Step],
    *,
    day: date | None,
    today: date,
    pivot: Pivot | None,
) -> tuple[Any, EventEntry, list[Node]]:
    """Return the row of `event`, how it is shown, and the tree of its reports."""
    row = events_as_of(day).filter(pk=event.pk).first()
    if row is None:
        raise Http404
    known = knowledge_of([event.pk], day=day, today=today, pivot=pivot)
    settled = settled_step(history)
    entry = EventEntry(
        **vars(entry_of(row, known)),
        story_title=event.story.title,
        story_url=dated(event.story.get_absolute_url(), day),
        settled_day=settled.effective if settled else None,
        criteria=event.criteria,
    )
    return row, entry, tree_of(known.provenance[event.pk])


def description_of(entry: EventEntry) -> str:
    """Say in one line what is known of the event."""
    if not entry.outcome:
        return f"{entry.statement} – {Status(entry.status).label}"
    words = f"{entry.statement} – {Outcome(entry.outcome).label}"
    return f"{words}: {entry.reason}" if entry.reason else words


def facts_of(row: Any, entry: EventEntry, day: date | None) -> list[Fact]:
    """Return what stands beside the page; parts without a value are left out."""
    first = ", ".join(
        part
        for part in (
            entry.first_outlet,
            date_format(entry.first_day, _("j F Y")) if entry.first_day else "",
            entry.lead_text,
        )
        if part
    )
    lead = ""
    if entry.first_day and entry.settled_day:
        lead = say_days((entry.settled_day - entry.first_day).days)
    facts = [
        Fact(_("When"), entry.when_text),
        Fact(_("First reported"), first),
        Fact(_("Projected"), row.projected),
        Fact(_("Overdue since") if entry.is_overdue else _("Due"), entry.due_text),
        Fact(_("Lead time"), lead),
        # While it is open, they stand beside the statement.
        Fact(_("Criteria"), "" if entry.outcome == Outcome.OPEN else row.criteria),
        Fact(_("Why it matters"), row.significance if day is None else ""),
    ]
    if row.part_of_id and (broad := events_as_of(day).filter(pk=row.part_of_id).first()):
        facts.append(Fact(_("Part of"), broad.statement, event_url(broad.pk, day)))
    if row.checked_on:
        # Of our own record, so it may be later than `day`.
        facts.append(Fact(_("Last checked by us"), date_format(row.checked_on, _("j F Y"))))
    return [fact for fact in facts if fact.text]


def asof_control(
    event: Event, *, day: date | None, today: date, pivot: Pivot | None
) -> AsOfControl:
    path = event.get_absolute_url()
    known_on = event.known_on or today
    found = jumps(
        lambda target: dated(path, target),
        day=day,
        pivot_day=pivot.day if pivot else None,
        today=today,
    )
    return AsOfControl(
        path=path,
        value=(day or today).isoformat(),
        first=known_on.isoformat(),
        last=today.isoformat(),
        hidden=(),
        jumps=[jump for jump in found if jump.is_within(known_on)],
    )


def past_of(path: str, day: date | None, pivot: Pivot | None) -> Past | None:
    if day is None:
        return None
    return Past(day, path, distance_text(day, pivot.day if pivot else None))
