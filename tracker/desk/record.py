"""Recording a change of status, outcome or due date: the form's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from tracker.dates.words import say
from tracker.desk.more_rows import hold_form_back
from tracker.desk.proposing import first_day
from tracker.desk.record_form import RecordForm
from tracker.desk.record_proposal import (
    Preview,
    first_typed,
    preview_of,
    taken_back,
    with_proposal,
)
from tracker.desk.words import value_in_words
from tracker.evidence.models import Citation
from tracker.ledger.actions import ChangeRefused, record
from tracker.ledger.facts import facts_about
from tracker.ledger.models import Change, Field
from tracker.ledger.weighing import weigh
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Status

if TYPE_CHECKING:
    from tracker.desk.events import EventAdmin

BIGGEST_ID = 2**63 - 1


class RecordView(View):
    """Shows what holds now and what the evidence bears, and takes one new entry."""

    desk: EventAdmin | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("tracker.record_change"):
            raise PermissionDenied
        if kwargs["pk"] > BIGGEST_ID:
            raise Http404
        self.event = get_object_or_404(Event.objects.select_related("story"), pk=kwargs["pk"])
        self.fields = [*Field] if self.event.is_prediction else [Field.STATUS]
        wanted = request.GET.get("field", Field.STATUS)
        self.field = Field(wanted) if wanted in self.fields else Field.STATUS
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        typed = first_typed(self.event, self.field, request.GET)
        return self.show(self.form(initial=typed))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if {"_citations", "_propose", "_chosen"} & {*request.POST}:
            # Only what is offered changes; nothing has been asked for yet.
            data = with_proposal(form, only_if_untouched="_propose" not in request.POST)
            form = self.form(data)
            hold_form_back(form)
            return self.show(form)
        if "_preview" in request.POST:
            return self.show(form, preview=self.preview(form))
        before = getattr(self.event, self.field)
        if form.is_valid() and (entries := self.record(form)):
            for entry in entries:
                messages.success(request, told(entry))
            if words := taken_back(self.field, before, getattr(self.event, self.field)):
                messages.warning(request, words)
            self.lead_on()
            return HttpResponseRedirect(self.back_url())
        return self.show(form)

    @property
    def day(self) -> str:
        """The parameter for the day of the page from which somebody came; "" if it has none."""
        day = self.request.GET.get("as_of", "")
        return urlencode({"as_of": day}) if day else ""

    def back_url(self) -> str:
        address = reverse("admin:tracker_event_change", args=[self.event.pk])
        return f"{address}?{self.day}" if self.day else address

    def lead_on(self) -> None:
        """Offer what is recorded next: the due date, and the next draft that has evidence."""
        self.event.refresh_from_db(fields=Event.LEDGERED)
        steps = []
        if self.event.is_prediction and not self.event.due:
            steps.append((self.event, "?field=due", _("Record its due date")))
        if following := next_draft(self.event):
            words = _("Next draft: %s") % Truncator(following.statement).chars(80)
            steps.append((following, "", words))
        links = [
            (reverse("admin:tracker_event_record", args=[event.pk]) + query, words)
            for event, query, words in steps
        ]
        if links:
            messages.info(self.request, format_html_join(" · ", '<a href="{}">{}</a>', links))

    def form(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> RecordForm:
        return RecordForm(
            data,
            initial=initial,
            event=self.event,
            field=self.field,
            may_override=self.request.user.has_perm("tracker.override_evidence"),
        )

    def record(self, form: RecordForm) -> list[Change]:
        """Record what the valid `form` says; [] if it is refused, the form says why."""
        with transaction.atomic():
            # Nobody records between the look at what is new and our own entry.
            Story.objects.select_for_update().get(pk=self.event.story_id)
            if meanwhile := form.entries_since():
                form.tell_meanwhile([told(entry) for entry in meanwhile])
                return []
            try:
                return record(
                    self.event, self.field, by=self.request.user.get_username(), **form.parts()
                )
            except ChangeRefused as refused:
                form.tell(refused.problems)
                return []

    def preview(self, form: RecordForm) -> Preview | None:
        """Record what the form says, look at it, and take it all back; None if refused."""
        if not form.is_valid():
            return None
        before = getattr(self.event, self.field)
        with transaction.atomic():
            entries = self.record(form)
            preview = None
            if entries:
                words = [told(entry) for entry in entries]
                preview = preview_of(self.event, entries, words, before=before)
            transaction.set_rollback(True)
        self.event.refresh_from_db(fields=Event.LEDGERED)
        return preview

    def show(self, form: RecordForm, *, preview: Preview | None = None) -> HttpResponse:
        event = self.event
        context = {
            **self.desk.admin_site.each_context(self.request),
            "title": _("Record a change"),
            "subtitle": str(event),
            "opts": self.desk.opts,
            "original": event,
            "form": form,
            "preview": preview,
            "field": self.field,
            "fields": self.fields,
            "bears": self.bears(),
            "now": self.now(),
            "back_url": self.back_url(),
            "as_of_more": f"&{self.day}" if self.day else "",
        }
        return render(self.request, "admin/tracker/event/record.html", context)

    def bears(self) -> list[str]:
        """Return what the accepted evidence bears today, and what is missing for more."""
        today = timezone.localdate(timezone=self.event.story.zone)
        facts = facts_about([self.event], today=today)
        weight = weigh(facts, self.event.key, today)
        reports, origins = weight.trace.reports, len(weight.trace.origins)
        lines = [
            ngettext("%d report", "%d reports", reports) % reports
            + ", "
            + ngettext("%d known origin.", "%d known origins.", origins) % origins
        ]
        if weight.has_primary:
            lines.append(_("One of them is primary."))
        borne = [status for status in Status if weight.bears(status)]
        if borne:
            since = {status: first_day(facts, self.event.key, status) for status in borne}
            names = [
                _("%(status)s from %(day)s")
                % {"status": status.label, "day": say(since[status].isoformat())}
                for status in borne
            ]
            lines.append(_("Enough for: %s.") % ", ".join(names))
            if self.event.known_on and since[borne[0]] < self.event.known_on:
                told = _("For readers it begins only on %s: record what was known before.")
                lines.append(told % say(self.event.known_on.isoformat()))
        missing = [status for status in Status if status not in borne]
        if missing:
            lines.append(weight.lacks(missing[0]).removeprefix(lines[0]).strip())
        return lines

    def now(self) -> list[tuple[str, str, Change | None, str]]:
        """Return (field, value, entry in force, its day) of all that can be recorded."""
        line = (
            Change.objects.counting().filter(event=self.event).order_by("-effective", "-number")
        )
        newest: dict[str, Change] = {}
        for entry in line:
            newest.setdefault(entry.field, entry)
        return [
            (
                str(field.label),
                value_in_words(field, value) if (value := getattr(self.event, field)) else "–",
                newest.get(field),
                shown_day(newest.get(field)),
            )
            for field in self.fields
        ]


def next_draft(event: Event) -> Event | None:
    """Return the oldest draft of the story of `event` that has accepted evidence."""
    accepted = Citation.objects.accepted().filter(event=OuterRef("pk"))
    drafts = Event.objects.unmerged().filter(Exists(accepted), story=event.story_id, status="")
    return drafts.order_by("pk").first()


def shown_day(entry: Change | None) -> str:
    return say(entry.effective.isoformat()) if entry else ""


def told(entry: Change) -> str:
    """Say what an entry records, in one sentence."""
    return _("Entry %(number)d: %(field)s %(value)s from %(day)s, recorded by %(by)s.") % {
        "number": entry.number,
        "field": entry.get_field_display().lower(),
        "value": value_in_words(entry.field, entry.value),
        "day": say(entry.effective.isoformat()),
        "by": entry.recorded_by,
    }
