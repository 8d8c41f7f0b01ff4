"""Many predictions of one story changed on one page, row by row as far as valid."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from tracker.desk.many_forms import RowForm, TopForm
from tracker.desk.record import BIGGEST_ID, told
from tracker.desk.saving import lock
from tracker.evidence.models import Citation
from tracker.ledger.actions import ChangeRefused, record
from tracker.ledger.models import Change, Field
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome

if TYPE_CHECKING:
    from tracker.desk.stories import StoryAdmin

POSTED = re.compile(r"e(\d{1,18})-seen\Z")
# Buttons that change what the page offers, and record nothing.
STEPS = ("_show", "_others")


class ManyView(View):
    """Shows the open predictions of a story, and records each row that is chosen.

    Each row is a transaction of its own: saved rows show what was recorded, refused ones keep
    what was typed.
    """

    desk: StoryAdmin | None = None
    field: Field
    row_form: type[RowForm]
    title = ""
    action = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("tracker.record_change"):
            raise PermissionDenied
        if kwargs["pk"] > BIGGEST_ID:
            raise Http404
        self.story = get_object_or_404(Story.objects.select_related("pivot"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.load(None)
        return self.show(self.top(None), self.rows(None))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self.load(request.POST)
        top = self.top(request.POST)
        rows = self.rows(request.POST)
        if any(step in request.POST for step in STEPS):
            return self.show(top, rows)
        chosen = [row for row in rows if row.is_chosen()]
        if not chosen:
            top.add_error(None, _("Choose at least one row."))
        if top.is_valid():
            for row in chosen:
                if row.is_valid():
                    self.record(top, row)
        return self.show(top, rows, chosen=chosen)

    def load(self, data: Any) -> None:
        """Load the predictions of the page and what their rows offer; constant queries."""
        names = (POSTED.match(name) for name in data or ())
        posted = [int(match[1]) for match in names if match and self.asks(data, match[0])]
        rows = Event.objects.filter(story=self.story, kind=Kind.PREDICTION).unmerged().known()
        # Also what somebody else settled meanwhile: what was typed about it is not lost.
        rows = rows.filter(Q(outcome=Outcome.OPEN) | Q(pk__in=posted))
        due_first = F("due_on").asc(nulls_last=True)
        self.events = [*rows.order_by(due_first, "known_on", "key")]
        for event in self.events:
            event.story = self.story
        numbers = Change.objects.filter(event__in=self.events).order_by()
        self.newest = dict(numbers.values_list("event").annotate(Max("number")))
        self.by_event: dict[int, list[Citation]] = defaultdict(list)
        for citation in self.cited():
            self.by_event[citation.event_id].append(citation)

    def asks(self, data: Any, name: str) -> bool:
        """Tell whether the row with the hidden field `name` was filled in."""
        prefix = name.removesuffix("seen")
        return any(data.get(prefix + part) for part in ("value", "chosen"))

    def cited(self) -> Sequence[Citation]:
        """Return the accepted citations of the story's events, newest source first."""
        rows = Citation.objects.accepted().filter(story=self.story)
        return rows.select_related("event", "source__outlet").order_by(
            "-source__known_on", "-pk"
        )

    def top(self, data: Any) -> TopForm:
        raise NotImplementedError

    def rows(self, data: Any) -> list[RowForm]:
        return [self.row_form(data, **self.options(event)) for event in self.events]

    def options(self, event: Event) -> dict[str, Any]:
        """Return what the row about `event` is made from."""
        return {
            "event": event,
            "citations": self.by_event[event.pk],
            "newest": self.newest.get(event.pk, 0),
        }

    def parts(self, top: TopForm, row: RowForm) -> dict[str, Any]:
        """Return the arguments of ledger.actions.record besides day, reason and author."""
        raise NotImplementedError

    def record(self, top: TopForm, row: RowForm) -> None:
        """Record one valid row, or let it say why not."""
        effective = row.cleaned_data["effective"] or top.cleaned_data["effective"]
        if effective is None:
            row.add_error("effective", _("Give the day here, or for all rows above."))
            return
        with transaction.atomic():
            lock(self.story.pk)
            since = Change.objects.filter(
                event=row.event, number__gt=row.cleaned_data["seen"]
            ).order_by("number")
            if meanwhile := [*since]:
                row.tell_meanwhile(map(told, meanwhile), meanwhile[-1].number)
                return
            try:
                entries = record(
                    row.event,
                    self.field,
                    effective=effective,
                    reason=row.cleaned_data["reason"] or top.cleaned_data["reason"],
                    by=self.request.user.get_username(),
                    **self.parts(top, row),
                )
            except ChangeRefused as refused:
                row.tell(refused.problems, self.names())
                return
        row.saved = [told(entry) for entry in entries]

    def names(self) -> dict[str, str]:
        """Map keys of events and citations to what people call them."""
        cited = (citation for rows in self.by_event.values() for citation in rows)
        names = {citation.key: citation.source.title for citation in cited}
        return names | {event.key: event.statement for event in self.events}

    def show(
        self, top: TopForm, rows: list[RowForm], *, chosen: Sequence[RowForm] = ()
    ) -> HttpResponse:
        saved = [row for row in rows if row.saved]
        last = rows.index(saved[-1]) if saved else 0
        waiting = [row for row in [*rows[last:], *rows] if not row.saved]
        context = {
            **self.desk.admin_site.each_context(self.request),
            "title": self.title,
            "subtitle": str(self.story),
            "opts": self.desk.opts,
            "original": self.story,
            "top": top,
            "rows": rows,
            "action": self.action,
            # Where typing goes on once rows are recorded.
            "next": waiting[0] if saved and waiting else None,
            "saved_text": ngettext("%d row recorded.", "%d rows recorded.", len(saved))
            % len(saved)
            if saved
            else "",
            "refused_count": len(chosen) - len(saved),
        }
        return render(self.request, "admin/desk/changing/many.html", context)
