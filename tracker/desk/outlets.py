from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.desk.base import WordsAdmin
from tracker.sources.models import Outlet


@admin.register(Outlet)
class OutletAdmin(WordsAdmin):
    list_display = ["name", "kind", "domain", "country", "source_count"]
    list_filter = ["kind", "country", "language"]
    search_fields = ["name", "domain", "slug"]
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
        return super().get_queryset(request).annotate(source_count=Count("sources"))

    @admin.display(description=_("sources"), ordering="source_count")
    def source_count(self, outlet: Outlet) -> int:
        return outlet.source_count
