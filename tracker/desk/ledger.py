"""The ledger, to look at. It is written by recording alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.desk.base import DeskAdmin
from tracker.desk.filters import Value, Withdrawn
from tracker.desk.words import value_in_words
from tracker.ledger.models import Change
from tracker.stories.events import Event


@admin.register(Change)
class ChangeAdmin(DeskAdmin):
    list_display = [
        "number",
        "story",
        "event_link",
        "field",
        "shown_value",
        "effective",
        "override",
        "recorded_at",
        "recorded_by",
        "withdraw_link",
    ]
    list_display_links = ["number"]
    list_filter = [
        "story",
        "field",
        Value,
        "event__kind",
        "miss",
        "override",
        Withdrawn,
    ]
    search_fields = ["event__statement", "reason", "actual", "recorded_by"]
    searched_through = [
        "evidence_rows__citation__quote",
        "evidence_rows__citation__source__title",
        "evidence_rows__citation__source__outlet__name",
        "evidence_rows__citation__source__canonical_url",
    ]
    search_help_text = _(
        "Statement, reason, what happened, who recorded it; quotes, titles, outlets and "
        "addresses of the evidence."
    )
    date_hierarchy = "recorded_at"
    ordering = ["-recorded_at", "-id"]
    fields = [
        "story",
        "number",
        "event_link",
        "field",
        "shown_value",
        "effective",
        "reason",
        "shown_evidence",
        "override",
        "actual",
        "miss",
        "shown_settlers",
        "withdraws",
        "recorded_at",
        "recorded_by",
        "digest",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        return (
            super()
            .get_queryset(request)
            .select_related("story", "event", "withdraws", "withdrawn_by")
        )

    def get_list_display(self, request: HttpRequest) -> list[str]:
        if request.user.has_perm("tracker.record_change"):
            return self.list_display
        return [name for name in self.list_display if name != "withdraw_link"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, change: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, change: Any = None) -> bool:
        return False

    @admin.display(description=_("event"), ordering="event__statement")
    def event_link(self, change: Change) -> SafeString:
        return link_to(change.event)

    @admin.display(description=_("value"), ordering="value")
    def shown_value(self, change: Change) -> str:
        return value_in_words(change.field, change.value)

    @admin.display(description=_("mistake"))
    def withdraw_link(self, change: Change) -> SafeString | str:
        if hasattr(change, "withdrawn_by"):
            return _("withdrawn")
        form = reverse("admin:tracker_event_record", args=[change.event_id])
        address = f"{form}?field={change.field}&withdraws={change.pk}"
        return format_html('<a href="{}">{}</a>', address, _("Withdraw"))

    @admin.display(description=_("evidence"))
    def shown_evidence(self, change: Change) -> SafeString:
        rows = change.evidence_rows.select_related("citation__source")
        return format_html_join(
            "",
            '<p><a href="{}">{}</a></p>',
            (
                (reverse("admin:tracker_citation_change", args=[row.citation_id]), row.citation)
                for row in rows
            ),
        )

    @admin.display(description=_("settled by"))
    def shown_settlers(self, change: Change) -> SafeString | str:
        rows = change.settler_rows.select_related("event")
        links = format_html_join("", "<p>{}</p>", ((link_to(row.event),) for row in rows))
        return links or "–"


def link_to(event: Event) -> SafeString:
    address = reverse("admin:tracker_event_change", args=[event.pk])
    return format_html('<a href="{}">{}</a>', address, event.statement)
