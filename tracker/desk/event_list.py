"""What the list of events works out for the rows of one page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tracker.desk.lists import DeskList
from tracker.desk.words import shown_date
from tracker.evidence.provenance import provenance_of
from tracker.stories.events import Event
from tracker.stories.values import Outcome


class EventList(DeskList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        found = provenance_of([event.pk for event in self.result_list], None)
        for event in self.result_list:
            event.trace = found[event.pk].trace


def reports_in_words(event: Event) -> str:
    """Say how many reports and origins an event of the list has."""
    trace = event.trace
    if not trace.reports:
        return "–"
    origins = len(trace.origins)
    reports = ngettext("%d report", "%d reports", trace.reports) % trace.reports
    if not origins:
        return gettext("%(reports)s, origin unknown") % {"reports": reports}
    return f"{reports}, {ngettext('%d origin', '%d origins', origins) % origins}"


def due_in_words(event: Event) -> str:
    """Say when `event` is due, and whether that day has passed where its story is."""
    due = shown_date(event.due)
    is_late = (
        event.outcome == Outcome.OPEN
        and event.due_on
        and event.due_on < timezone.localdate(timezone=event.story.zone)
    )
    return gettext("%(due)s, overdue") % {"due": due} if is_late else due
