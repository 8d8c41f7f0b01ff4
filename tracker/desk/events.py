from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from tracker.desk.alike import events_like
from tracker.desk.alike_forms import FindsAlike
from tracker.desk.base import WordsAdmin, is_old_version
from tracker.desk.checking import CheckedView
from tracker.desk.citations import CitationInline
from tracker.desk.counts import counted
from tracker.desk.edit import edit_page
from tracker.desk.event_list import EventList, due_in_words, reports_in_words
from tracker.desk.filters import Merged, Origins, Overdue, ToReview, WithDrafts
from tracker.desk.forms import EventForm
from tracker.desk.ids import may_be_id
from tracker.desk.keeping import KeepsRecord
from tracker.desk.notes import with_notes
from tracker.desk.record import RecordView
from tracker.desk.saving import (
    give_event_key,
    has_entries,
    keep_kind,
    lock,
    refresh_relayed,
    relayed_by_events,
    save_citation_rows,
)
from tracker.desk.words import shown_date
from tracker.evidence.following import tell
from tracker.evidence.models import Citation, ReviewState
from tracker.ledger.facts import entries_about
from tracker.ledger.store import bring_up_to_date
from tracker.stories.events import Event

# The style sheet hides what is of no use for the kind that is chosen.
OCCURRENCE, PREDICTION = "only-occurrence", "only-prediction"


@admin.register(Event)
class EventAdmin(FindsAlike, KeepsRecord, WordsAdmin):
    form = EventForm
    inlines = [CitationInline]
    not_words = Event.APART
    list_display = [
        "statement",
        "shown_status",
        "shown_outcome",
        "shown_due",
        "shown_reports",
        "waiting_count",
        "shown_known_on",
        "kind",
        "story",
    ]
    list_filter = [
        "story",
        "kind",
        ("status", WithDrafts),
        "outcome",
        Overdue,
        Origins,
        ToReview,
        Merged,
        "known_on",
    ]
    list_select_related = ["story"]
    search_fields = ["statement", "key", "aspect", "detail"]
    searched_through = [
        "citations__quote",
        "citations__source__title",
        "citations__source__outlet__name",
        "citations__source__url",
        "citations__source__canonical_url",
    ]
    search_help_text = _("Statement, details; quotes, titles, outlets and addresses cited.")
    ordering = ["-known_on", "-id"]
    autocomplete_fields = ["story", "part_of", "merged_into"]
    change_form_template = "admin/tracker/event/change_form.html"
    kept_because = _("“%s” has ledger entries, and what has been recorded stays.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            super()
            .get_queryset(request)
            .select_related("story", "part_of", "merged_into")
            .annotate(
                waiting_count=counted(
                    Citation.objects.filter(review=ReviewState.PROPOSED), by="event"
                )
            )
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventList]:
        return EventList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        queryset, is_repeated = super().get_search_results(request, queryset, search_term)
        # Sent by the autocompletes of fields that take events of one story alone.
        story = request.GET.get("story", "")
        if may_be_id(story):
            queryset = queryset.filter(story=int(story))
        return queryset, is_repeated

    def find_alike(self, text: str, *, story: int | None, without: int | None) -> list[int]:
        return events_like(text, story=story, without=without)

    def get_urls(self) -> list[URLPattern]:
        record = self.admin_site.admin_view(RecordView.as_view(desk=self))
        checked = self.admin_site.admin_view(CheckedView.as_view(desk=self))
        return [
            path("<int:pk>/record/", record, name="tracker_event_record"),
            path(
                "of-page/",
                self.admin_site.admin_view(edit_page),
                name="tracker_event_of_page",
            ),
            path("<int:pk>/checked/", checked, name="tracker_event_checked"),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, event: Event | None = None, **kwargs: Any
    ) -> type[ModelForm]:
        if event and is_old_version(request):
            keep_kind(event)
        return super().get_form(request, event, **kwargs)

    def get_fieldsets(self, request: HttpRequest, event: Event | None = None) -> Any:
        head = ["story", "kind", "statement", "detail", "significance"]
        prediction = ["aspect", "projected", "criteria", "part_of"]
        parts = [
            (None, {"fields": head}),
            (_("Only for an occurrence"), {"classes": [OCCURRENCE], "fields": ["date"]}),
            (_("Only for a prediction"), {"classes": [PREDICTION], "fields": prediction}),
            (_("More"), {"fields": ["tags"]}),
        ]
        parts = with_notes(parts, request)
        if event is None:
            return parts
        now = ["shown_status", "shown_outcome", "shown_due", "shown_known_on"]
        if not event.is_prediction:
            now = ["shown_status", "shown_known_on"]
        if has_entries(event):
            # Its kind is fixed, and with it which of the two parts is of use.
            del parts[1 if event.is_prediction else 2]
        record = (_("As recorded"), {"fields": [tuple(now)]})
        more = parts.index((_("More"), {"fields": ["tags"]}))
        parts[more] = (_("More"), {"fields": ["tags", "merged_into", "key"]})
        return [record, *parts]

    def get_readonly_fields(
        self, request: HttpRequest, event: Event | None = None
    ) -> Sequence[str]:
        if event is None:
            return []
        shown = ["shown_status", "shown_outcome", "shown_due", "shown_known_on"]
        fixed = ["story", "key", *shown]
        return [*fixed, "kind"] if has_entries(event) else fixed

    def has_change_permission(self, request: HttpRequest, event: Event | None = None) -> bool:
        """Moderators edit drafts; what is part of the record takes who may edit stories."""
        allowed = super().has_change_permission(request, event)
        if event is None or event.is_draft:
            return allowed
        return allowed and request.user.has_perm("tracker.change_story")

    def view_on_site(self, event: Event) -> str | None:
        is_shown = event.story.is_published and not event.is_draft
        return event.get_absolute_url() if is_shown else None

    def is_recorded(self, event: Event) -> bool:
        return has_entries(event)

    def save_model(
        self, request: HttpRequest, event: Event, form: ModelForm, change: bool
    ) -> None:
        if not change:
            give_event_key(event)
        # What it was part of or merged into loses it.
        before = Event.objects.filter(pk=event.pk).values_list("part_of", "merged_into")
        left = {pk for pair in before for pk in pair} - {None}
        super().save_model(request, event, form, change)
        if change:
            # The ledger puts an occurrence into the timeline by its date.
            lock(event.story_id)
            bring_up_to_date([event], entries_about([event]))
        tell(events={event.pk, *left})

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:
        if formset.model is Citation:
            save_citation_rows(formset, by=request.user)
        else:
            super().save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, event: Event) -> None:
        relayed = relayed_by_events([event.pk])
        survivors = {event.merged_into_id} - {None}
        super().delete_model(request, event)
        refresh_relayed(relayed)
        tell(events=survivors)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        relayed = relayed_by_events(queryset.values("pk"))
        survivors = {*queryset.values_list("merged_into", flat=True)} - {None}
        super().delete_queryset(request, queryset)
        refresh_relayed(relayed)
        tell(events=survivors)

    @admin.display(description=_("status"), ordering="status")
    def shown_status(self, event: Event) -> str:
        return event.get_status_display() or str(_("Draft"))

    @admin.display(description=_("outcome"), ordering="outcome")
    def shown_outcome(self, event: Event) -> str:
        return event.get_outcome_display() or "–"

    @admin.display(description=_("due"), ordering="due_on")
    def shown_due(self, event: Event) -> str:
        return due_in_words(event)

    @admin.display(description=_("known on"), ordering="known_on")
    def shown_known_on(self, event: Event) -> str:
        return shown_date(event.known_on.isoformat() if event.known_on else "")

    @admin.display(description=_("evidence"))
    def shown_reports(self, event: Event) -> str:
        return reports_in_words(event)

    @admin.display(description=_("to review"), ordering="waiting_count")
    def waiting_count(self, event: Event) -> int:
        return event.waiting_count
