from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.desk.base import WordsAdmin
from tracker.desk.counts import counted
from tracker.desk.filters import Cited, CitedIn, Merged
from tracker.desk.finding import outlets_at, typed_address
from tracker.evidence.following import tell
from tracker.evidence.models import Citation
from tracker.sources.models import Outlet, Source


@admin.register(Outlet)
class OutletAdmin(WordsAdmin):
    list_display = ["name", "kind", "domain", "country", "source_count", "citation_count"]
    list_filter = [CitedIn, "kind", Cited, Merged, "country", "language"]
    search_fields = ["name", "domain", "slug"]
    searched_through = [
        "sources__title",
        "sources__citations__quote",
        "sources__citations__event__statement",
    ]
    search_help_text = _(
        "Name, domain, the address of any page there; titles, quotes and statements of its "
        "documents."
    )
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["merged_into"]
    fields = [
        "name",
        "slug",
        "kind",
        "domain",
        ("country", "language"),
        "note",
        "merged_into",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                source_count=counted(Source.objects.all(), by="outlet"),
                citation_count=counted(Citation.objects.all(), by="source__outlet"),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Outlet], search_term: str
    ) -> tuple[QuerySet[Outlet], bool]:
        address = typed_address(search_term.replace("\x00", ""))
        if address and (found := outlets_at(address)):
            return queryset.filter(pk__in=[outlet.pk for outlet in found]), False
        return super().get_search_results(request, queryset, search_term)

    def save_model(
        self, request: HttpRequest, outlet: Outlet, form: ModelForm, change: bool
    ) -> None:
        before = Outlet.objects.filter(pk=outlet.pk).values_list("merged_into", flat=True)
        is_moved = outlet.merged_into_id not in {*before}
        super().save_model(request, outlet, form, change)
        if is_moved:
            # Its documents have another outlet now.
            tell(sources=Source.objects.filter(outlet=outlet).values_list("pk", flat=True))

    @admin.display(description=_("sources"), ordering="source_count")
    def source_count(self, outlet: Outlet) -> int:
        return outlet.source_count

    @admin.display(description=_("cited"), ordering="citation_count")
    def citation_count(self, outlet: Outlet) -> int:
        return outlet.citation_count
