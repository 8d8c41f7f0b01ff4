"""“Checked today, no change”: one click, and one to take it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View

from tracker.desk.ids import may_be_id
from tracker.stories.events import Event

if TYPE_CHECKING:
    from tracker.desk.events import EventAdmin

# In the session: what each event's day was before this person checked it today.
BEFORE = "checked_before"
MOST_KEPT = 20


class CheckedView(View):
    """Keeps that somebody looked at an event today, or takes that back."""

    http_method_names = ["post"]
    desk: EventAdmin | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_check(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_be_id(pk):
            raise Http404
        # Known ones alone: nobody waits for news of a draft.
        event = get_object_or_404(Event.objects.known().select_for_update(), pk=pk)
        if "undo" in request.POST:
            self.undo(event)
        else:
            self.check(event)
        return HttpResponseRedirect(self.back())

    def check(self, event: Event) -> None:
        today = timezone.localdate()
        if event.checked_on == today:
            return
        before = {**self.request.session.get(BEFORE, {})}
        before.pop(str(event.pk), None)
        before[str(event.pk)] = event.checked_on.isoformat() if event.checked_on else ""
        self.request.session[BEFORE] = dict([*before.items()][-MOST_KEPT:])
        event.check_on(today)
        self.desk.log_change(self.request, event, _("Checked, no change."))

    def undo(self, event: Event) -> None:
        before = {**self.request.session.get(BEFORE, {})}
        day = before.pop(str(event.pk), None)
        if day is None or event.checked_on != timezone.localdate():
            messages.warning(self.request, _("There is nothing of yours to take back here."))
            return
        self.request.session[BEFORE] = before
        event.check_on(date.fromisoformat(day) if day else None)
        self.desk.log_change(self.request, event, _("Took back that it was checked."))

    def back(self) -> str:
        """Return the page of the desk from which the button was pressed."""
        address = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
        return address if is_ours and address.startswith("/") else reverse("admin:index")


def may_check(request: HttpRequest) -> bool:
    user = request.user
    return user.has_perm("tracker.record_change") or user.has_perm("tracker.change_event")


def undoable(request: HttpRequest) -> list[int]:
    """Return the ids of the events that this person may take a check back of, newest first."""
    return [int(pk) for pk in reversed(request.session.get(BEFORE, {}))]
