from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext

from tracker.desk.alike import sources_like
from tracker.desk.alike_forms import FindsAlike
from tracker.desk.base import DeskInline, WordsAdmin
from tracker.desk.counts import counted
from tracker.desk.dates_typed import read_date_view
from tracker.desk.fields import PastedText
from tracker.desk.filters import (
    ArchivedCopy,
    Cited,
    CitedIn,
    Merged,
    OutletKind,
    TextOnFile,
    ToReview,
    WithAddress,
)
from tracker.desk.finding import FindsByAddress
from tracker.desk.forms import RelayForm, SourceForm
from tracker.desk.link import LinkView, address_of
from tracker.desk.new_source import AddsFromAddress
from tracker.desk.quotes_typed import check_quote_view
from tracker.desk.saving import refresh_relayed, relayed_by_sources
from tracker.desk.source_choice import leave_out
from tracker.desk.words import shown_date
from tracker.evidence.following import tell
from tracker.evidence.known import refresh_known_days
from tracker.evidence.models import Citation, ReviewState, SourceRelay
from tracker.shared.quotes import occurs_in
from tracker.sources.models import Source, SourceText

LINK_IT = gettext_lazy("Link it to events")


class RelayInline(DeskInline, admin.TabularInline):
    model = SourceRelay
    form = RelayForm
    fk_name = "source"
    autocomplete_fields = ["relayed"]
    verbose_name_plural = gettext_lazy("Relays as a whole, whatever the event")

    def get_formset(
        self, request: HttpRequest, source: Source | None = None, **kwargs: Any
    ) -> type[BaseModelFormSet]:
        formset = super().get_formset(request, source, **kwargs)
        leave_out(formset.form.base_fields.get("relayed"), source)
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRelay]:
        return super().get_queryset(request).select_related("source", "relayed")


class TextInline(DeskInline, admin.StackedInline):
    model = SourceText
    extra = 1
    # The heading of an inline of one row.
    verbose_name = gettext_lazy("text, which readers never see: quotes are checked against it")

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "text":
            kwargs["form_class"] = PastedText
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text":
            field.widget.attrs["rows"] = 12
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceText]:
        return super().get_queryset(request).select_related("source")


@admin.register(Source)
class SourceAdmin(AddsFromAddress, FindsByAddress, FindsAlike, WordsAdmin):
    form = SourceForm
    change_form_template = "admin/tracker/source/change_form.html"
    inlines = [RelayInline, TextInline]
    not_words = ["known_on"]
    list_display = [
        "title",
        "outlet",
        "kind",
        "shown_published",
        "known_on",
        "citation_count",
        "waiting_count",
        "has_copy",
        "has_text",
    ]
    list_filter = [
        CitedIn,
        "kind",
        ("outlet__kind", OutletKind),
        Cited,
        ToReview,
        WithAddress,
        ArchivedCopy,
        TextOnFile,
        Merged,
        "language",
    ]
    list_select_related = ["outlet"]
    search_fields = ["title", "outlet__name", "url", "canonical_url"]
    searched_through = ["citations__quote", "citations__event__statement"]
    search_help_text = gettext_lazy(
        "Title, outlet, address; quotes taken from it and statements it is cited for."
    )
    date_hierarchy = "known_on"
    ordering = ["-known_on", "-id"]
    autocomplete_fields = ["outlet", "merged_into"]
    fieldsets = [
        (None, {"fields": ["url", "outlet", "title", "kind"]}),
        (gettext_lazy("When it was known"), {"fields": [("published", "accessed")]}),
        (
            gettext_lazy("More"),
            {"fields": ["archive_url", "authors", "language", "note", "merged_into"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return (
            super()
            .get_queryset(request)
            .select_related("outlet", "merged_into")
            .annotate(
                citation_count=counted(Citation.objects.all(), by="source"),
                waiting_count=counted(
                    Citation.objects.filter(review=ReviewState.PROPOSED), by="source"
                ),
                has_text=Exists(SourceText.objects.filter(source=OuterRef("pk"))),
            )
        )

    def find_alike(self, text: str, *, story: int | None, without: int | None) -> list[int]:
        return sources_like(text, without=without)

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        link = inside(LinkView.as_view(desk=self))
        return [
            path("<int:pk>/link/", link, name="tracker_source_link"),
            path("check-quote/", inside(check_quote_view), name="tracker_source_quote"),
            path("read-date/", inside(read_date_view), name="tracker_read_date"),
            *super().get_urls(),
        ]

    def response_add(
        self, request: HttpRequest, source: Source, post_url_continue: str | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR not in request.POST and request.user.has_perm("tracker.add_citation"):
            link = format_html('<a href="{}">{}</a>', address_of(source), LINK_IT)
            self.message_user(request, link, messages.INFO)
        return super().response_add(request, source, post_url_continue)

    def get_form(
        self, request: HttpRequest, source: Source | None = None, **kwargs: Any
    ) -> type[ModelForm]:
        form = super().get_form(request, source, **kwargs)
        form.is_popup = IS_POPUP_VAR in request.POST
        return form

    def save_model(
        self, request: HttpRequest, source: Source, form: ModelForm, change: bool
    ) -> None:
        before = Source.objects.filter(pk=source.pk, merged_into__isnull=False)
        survivors = {*before.values_list("merged_into", flat=True)}
        super().save_model(request, source, form, change)
        refresh_known_days({source.pk, *survivors})
        tell(sources={source.pk, *survivors})

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm,
        formsets: list[BaseModelFormSet],
        change: bool,
    ) -> None:
        source = form.instance
        before = relayed_by_sources([source.pk])
        super().save_related(request, form, formsets, change)
        refresh_known_days(before | relayed_by_sources([source.pk]))
        tell(sources=[source.pk])
        self.warn_of_quotes(request, source)

    def warn_of_quotes(self, request: HttpRequest, source: Source) -> None:
        """Say which quotes on file do not occur in the text of `source`."""
        on_file = SourceText.objects.filter(source=source).first()
        if on_file is None:
            return
        quotes = source.citations.exclude(quote="").values_list("quote", flat=True)
        strange = [quote for quote in quotes if not occurs_in(quote, on_file.text)]
        if strange:
            told = ngettext(
                "%(count)d quote on file does not occur in this text: “%(first)s”.",
                "%(count)d quotes on file do not occur in this text, the first is “%(first)s”.",
                len(strange),
            )
            values = {"count": len(strange), "first": strange[0]}
            self.message_user(request, told % values, messages.WARNING)

    def delete_model(self, request: HttpRequest, source: Source) -> None:
        relayed = relayed_by_sources([source.pk])
        super().delete_model(request, source)
        refresh_relayed(relayed)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        relayed = relayed_by_sources(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        refresh_relayed(relayed)

    @admin.display(description=gettext_lazy("published"), ordering="published")
    def shown_published(self, source: Source) -> str:
        return shown_date(source.published)

    @admin.display(description=gettext_lazy("cited"), ordering="citation_count")
    def citation_count(self, source: Source) -> int:
        return source.citation_count

    @admin.display(description=gettext_lazy("to review"), ordering="waiting_count")
    def waiting_count(self, source: Source) -> int:
        return source.waiting_count

    @admin.display(description=gettext_lazy("archived copy"), boolean=True)
    def has_copy(self, source: Source) -> bool:
        return bool(source.archive_url)

    @admin.display(description=gettext_lazy("text on file"), boolean=True, ordering="has_text")
    def has_text(self, source: Source) -> bool:
        return source.has_text
