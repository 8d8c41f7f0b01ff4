"""The picture of an event: its statement, its verdict, and how its status hardened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from tracker.evidence.provenance import provenance_of
from tracker.ledger.asof import events_as_of
from tracker.ledger.verdicts import outcome_entries, reason_of
from tracker.reader.pictures import TextLine, Title, day_text, small_lines, title_of
from tracker.reader.ribbons import Ribbon, own_axis, ribbon_of
from tracker.reader.rows import pivot_of
from tracker.reader.strands import strands_of
from tracker.stories.events import Event

# Where the statement and the reason stand and how much room they have, in pixels.
TITLE_TOP, TITLE_ROOM = 134, 240
REASON_TOP, MOST_LINES = 498, 2


@dataclass(frozen=True)
class EventPicture:
    """`outcome` is "" for an occurrence, whose status is shown instead."""

    title: Title
    is_prediction: bool
    story_title: str
    day_text: str
    status: str
    outcome: str
    reason: Sequence[TextLine]
    report_count: int
    origin_count: int
    ribbon: Ribbon | None


def event_picture(event: Event, day: date | None) -> EventPicture:
    """Put the picture of `event` as of `day` together; raises Http404 if it was not known."""
    row = events_as_of(day).filter(pk=event.pk).first()
    if row is None:
        raise Http404
    pivot = pivot_of(event.story, day)
    trace = provenance_of([event.pk], day)[event.pk].trace
    verdict = outcome_entries([event.pk], day).get(event.pk)
    strand = strands_of([event.pk], day)[event.pk]
    pivot_day = pivot.day if pivot else None
    return EventPicture(
        title=title_of(row.statement, TITLE_TOP, TITLE_ROOM),
        is_prediction=row.is_prediction,
        story_title=event.story.title,
        day_text=day_text(day),
        status=row.shown_status,
        outcome=row.shown_outcome,
        reason=small_lines(reason_of(verdict) if verdict else "", REASON_TOP, MOST_LINES),
        report_count=trace.reports,
        origin_count=len(trace.origins),
        ribbon=ribbon_of(strand, own_axis(strand, day, pivot_day), pivot_day),
    )
