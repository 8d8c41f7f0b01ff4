"""What waits for somebody at the desk: the four lists of its first page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tracker.evidence.models import Basis, Citation, ReviewState
from tracker.evidence.provenance import provenance_of
from tracker.ledger.models import Change
from tracker.shared.batches import batches
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status

FEW, MANY = 8, 200
BATCH = 2000


@dataclass(frozen=True)
class Waiting:
    """One list: how many wait in all, and those that are shown."""

    count: int
    rows: Sequence[Any]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class SingleOrigin:
    """An event whose reports all lead to one outlet."""

    event: Event
    reports: int
    outlet: str


def to_review(story: Story | None, *, most: int = FEW) -> Waiting:
    """Return the proposed citations, oldest first; two queries."""
    found = of_story(Citation.objects.filter(review=ReviewState.PROPOSED), story)
    rows = found.select_related("event", "source__outlet", "story")
    return Waiting(found.count(), [*rows.order_by("created_at", "pk")[:most]])


def overdue(story: Story | None, *, most: int = FEW, now: datetime | None = None) -> Waiting:
    """Return open predictions whose due date has passed in their story's zone, oldest first.

    Each row has `days_late`. Three queries.
    """
    now = now or timezone.now()
    # Nowhere is it later than this.
    latest = (now + timedelta(hours=14)).date()
    found = of_story(record(), story).filter(outcome=Outcome.OPEN, due_on__lt=latest)
    days = {
        zone: now.astimezone(ZoneInfo(zone or "UTC")).date()
        for zone in found.order_by().values_list("story__time_zone", flat=True).distinct()
    }
    late = Q(pk__in=[])
    for zone, today in days.items():
        late |= Q(story__time_zone=zone, due_on__lt=today)
    found = found.filter(late)
    rows = [*found.order_by("due_on", "pk")[:most]]
    for event in rows:
        event.days_late = (days[event.story.time_zone] - event.due_on).days
    return Waiting(found.count(), rows)


def single_origin(story: Story | None, *, most: int = FEW) -> Waiting:
    """Return reported and confirmed events with several reports of one origin, most first.

    What a primary source supports needs no further origin. A constant number of queries for
    some thousand events.
    """
    supporting = Citation.objects.public().supporting()
    said_by_the_party = supporting.filter(event=OuterRef("pk"), basis=Basis.PRIMARY)
    wanting = record().exclude(status=Status.RUMORED).exclude(Exists(said_by_the_party))
    several = (
        supporting.filter(event__in=of_story(wanting, story).order_by())
        .values("event")
        .annotate(n=Count(Coalesce("source__merged_into", "source"), distinct=True))
        .filter(n__gt=1)
        .order_by()
        .values_list("event", flat=True)
    )
    traces = {
        event: provenance.trace
        for batch in batches(several, BATCH)
        for event, provenance in provenance_of(batch, None).items()
        if len(provenance.trace.origins) == 1 and provenance.trace.reports > 1
    }
    biggest = sorted(traces, key=lambda event: (-traces[event].reports, event))[:most]
    events = record().in_bulk(biggest)
    outlets = Outlet.objects.in_bulk([traces[event].origins[0] for event in biggest])
    return Waiting(
        len(traces),
        [
            SingleOrigin(
                events[event], traces[event].reports, outlets[traces[event].origins[0]].name
            )
            for event in biggest
        ],
    )


def unchecked(story: Story | None, *, since: date, most: int = FEW) -> Waiting:
    """Return events that nobody has looked at since the day `since`, the longest first.

    Only what may still turn out: predictions that are open, occurrences that are not
    confirmed. Recording a change is a look as well. Each row has `recorded`, the time of its
    newest entry. Two queries.
    """
    moment = datetime.combine(since, time.min, tzinfo=timezone.get_current_timezone())
    newest = (
        Change.objects.filter(event=OuterRef("pk"))
        .order_by()
        .values("event")
        .annotate(newest=Max("recorded_at"))
        .values("newest")
    )
    turning = Q(kind=Kind.PREDICTION, outcome=Outcome.OPEN) | (
        Q(kind=Kind.OCCURRENCE) & ~Q(status=Status.CONFIRMED)
    )
    found = (
        of_story(record(), story)
        .filter(turning)
        .filter(Q(checked_on__lt=since) | Q(checked_on=None))
        .annotate(recorded=Subquery(newest))
        .filter(recorded__lt=moment)
    )
    rows = found.order_by(Coalesce("checked_on", "recorded__date"), "pk")[:most]
    return Waiting(found.count(), [*rows])


def record() -> QuerySet[Event]:
    """Return all events that are part of the record, of drafts of stories too."""
    return Event.objects.known().unmerged().select_related("story")


def of_story(rows: QuerySet[Any], story: Story | None) -> QuerySet[Any]:
    return rows if story is None else rows.filter(story=story)


def checked_today(events: Collection[int], today: date) -> list[Event]:
    """Return those of `events` (ids) that were checked today, for whoever may undo that."""
    return [*record().filter(pk__in=events, checked_on=today)] if events else []
