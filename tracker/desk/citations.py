from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.base import DeskInline, WordsAdmin
from tracker.desk.circles import circle_of
from tracker.desk.citation_review import DecidesCitations
from tracker.desk.filters import Overdue, WithDrafts
from tracker.desk.forms import CitationForm, CitationRowForm
from tracker.desk.keeping import KeepsRecord
from tracker.desk.saving import refresh_relayed, save_citation
from tracker.evidence.following import tell
from tracker.evidence.models import Citation, Review
from tracker.evidence.relays import spelled

WORDS = ["source", ("stance", "basis"), "relays", ("attribution", "hedged"), "quote"]
SELDOM = ["translation", "locator"]


class CitationFormSet(BaseInlineFormSet):
    """The citations of one event."""

    def clean(self) -> None:
        super().clean()
        links = [
            (form.cleaned_data["source"], form.cleaned_data["relays"])
            for form in self.forms
            if form.has_changed()
            and form.is_valid()
            and form not in self.deleted_forms
            and form.cleaned_data.get("relays")
        ]
        # Each row alone was checked against what is on file, not against the others.
        if len(links) > 1 and (circle := circle_of(links)):
            raise ValidationError(
                _("Together these rows close a circle of relays: %s.")
                % spelled(circle[0], circle[1:])
            )


class CitationInline(DeskInline, admin.StackedInline):
    model = Citation
    form = CitationRowForm
    formset = CitationFormSet
    autocomplete_fields = ["source", "relays"]
    readonly_fields = ["review"]
    fieldsets = [
        (None, {"fields": [*WORDS, "review"]}),
        (gettext_lazy("Translation, locator"), {"classes": ["collapse"], "fields": SELDOM}),
    ]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        rows = super().get_queryset(request).select_related("source", "relays")
        return rows.order_by("source__known_on", "id")


class ReviewInline(DeskInline, admin.TabularInline):
    """Who decided what about the citation; added by deciding, never here."""

    model = Review
    fields = readonly_fields = ["state", "reviewed_by", "reviewed_at", "reason"]
    can_delete = False
    verbose_name_plural = gettext_lazy("reviews so far")

    def has_add_permission(self, request: HttpRequest, citation: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, review: Any = None) -> bool:
        return False


@admin.register(Citation)
class CitationAdmin(DecidesCitations, KeepsRecord, WordsAdmin):
    form = CitationForm
    inlines = [ReviewInline]
    list_display = [
        "short_event",
        "review",
        "source",
        "outlet",
        "stance",
        "basis",
        "short_quote",
        "created_at",
        "story",
    ]
    list_filter = [
        "story",
        "review",
        "stance",
        "basis",
        "hedged",
        "event__kind",
        ("event__status", WithDrafts),
        "event__outcome",
        Overdue,
    ]
    search_fields = [
        "quote",
        "attribution",
        "source__title",
        "source__outlet__name",
        "source__url",
        "source__canonical_url",
        "event__statement",
        "key",
    ]
    search_help_text = gettext_lazy("Quote, statement, title, outlet, address.")
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    autocomplete_fields = ["event", "source", "relays"]
    change_form_template = "admin/tracker/citation/change_form.html"
    kept_because = gettext_lazy(
        "A ledger entry rests on “%s”, and what has been recorded stays. Reject it if it "
        "should count no longer."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Citation]:
        rows = super().get_queryset(request)
        return rows.select_related("event", "source__outlet", "relays", "story")

    def get_fields(self, request: HttpRequest, citation: Citation | None = None) -> Any:
        fields = ["event", *WORDS, *SELDOM]
        return fields if citation is None else [*fields, "review", "key"]

    def get_readonly_fields(
        self, request: HttpRequest, citation: Citation | None = None
    ) -> Sequence[str]:
        # Its id in the ledger is one in the event's story, so it stays with its event.
        return [] if citation is None else ["event", "review", "key"]

    def get_inlines(self, request: HttpRequest, citation: Citation | None = None) -> Any:
        return [] if citation is None else self.inlines

    def is_recorded(self, citation: Citation) -> bool:
        return citation.evidence_rows.exists()

    def save_model(
        self, request: HttpRequest, citation: Citation, form: ModelForm, change: bool
    ) -> None:
        before = Citation.objects.filter(pk=citation.pk).values_list("relays", flat=True)
        relayed = {*before, citation.relays_id} - {None}
        save_citation(citation, by=request.user)
        refresh_relayed(relayed)

    def delete_model(self, request: HttpRequest, citation: Citation) -> None:
        super().delete_model(request, citation)
        refresh_relayed({citation.relays_id} - {None})
        tell(events=[citation.event_id])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        relayed = {*queryset.values_list("relays", flat=True)} - {None}
        events = {*queryset.values_list("event", flat=True)}
        super().delete_queryset(request, queryset)
        refresh_relayed(relayed)
        tell(events=events)

    def response_add(
        self, request: HttpRequest, citation: Citation, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, citation, post_url_continue)
        if "_addanother" in request.POST and response.status_code == 302:
            # The next one is of the same document if the form was opened from that, else
            # about the same event.
            kept = "source" if "source" in request.GET else "event"
            carried = {
                kept: getattr(citation, f"{kept}_id"),
                "stance": citation.stance,
                "basis": citation.basis,
            }
            return HttpResponseRedirect(f"{request.path}?{urlencode(carried)}")
        return response

    @admin.display(description=gettext_lazy("event"), ordering="event__statement")
    def short_event(self, citation: Citation) -> str:
        return Truncator(citation.event.statement).chars(80)

    @admin.display(description=gettext_lazy("outlet"), ordering="source__outlet__name")
    def outlet(self, citation: Citation) -> str:
        return citation.source.outlet.name

    @admin.display(description=gettext_lazy("quote"))
    def short_quote(self, citation: Citation) -> str:
        return Truncator(citation.quote).chars(60) or "–"
