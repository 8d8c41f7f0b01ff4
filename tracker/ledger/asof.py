"""Events as the world knew them on a day: the one queryset behind every page."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.models import Change
from tracker.stories.events import Event, EventQuerySet
from tracker.stories.values import Kind, Outcome


def events_as_of(day: date | None) -> EventQuerySet:
    """Return the events known by `day` with the values of that day; None means today's page.

    shown_status: "rumored", "reported" or "confirmed".
    shown_outcome: "" for occurrences, "open" for predictions without an outcome yet.
    shown_due: EDTF, "" if there is none.

    Merged events are left out. In a story events come in the order of the timeline.
    """
    events = Event.objects.known().unmerged().order_by("timeline_on", "key")
    if day is None:
        return events.annotate(
            shown_status=F("status"), shown_outcome=F("outcome"), shown_due=F("due")
        )
    open_or_none = Coalesce(value_on(OUTCOME, day), Value(Outcome.OPEN))
    return events.filter(known_on__lte=day).annotate(
        shown_status=value_on(STATUS, day),
        shown_outcome=outcome_or_none(open_or_none),
        shown_due=Coalesce(value_on(DUE, day), Value("")),
    )


def value_on(field: str, day: date) -> Subquery:
    """Return the value of `field` in force on `day` as a subquery on events."""
    in_force = (
        Change.objects.counting()
        .filter(event=OuterRef("pk"), field=field, effective__lte=day)
        .order_by("-effective", "-number")
    )
    return Subquery(in_force.values("value")[:1], output_field=CharField())


def outcome_or_none(outcome: Coalesce) -> object:
    """Give `outcome` to predictions and "" to occurrences."""
    return Case(When(kind=Kind.PREDICTION, then=outcome), default=Value(""))
