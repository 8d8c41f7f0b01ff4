"""Choosing a source by title, outlet or address, with the way to add one not on file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.finding import source_at, typed_address
from tracker.desk.ids import may_be_id
from tracker.desk.widgets import MOST_LISTED, Autocomplete, inner_widget
from tracker.evidence.models import Citation
from tracker.sources.models import Source

# What the list offers instead of an id; the script opens the form that adds it.
NEW = "new:"


class SourceChoice(Autocomplete):
    """The autocomplete of a source, which an address finds too.

    without: id of the document that the form is about, and that it does not offer.
    """

    words = gettext_lazy("Address of the source, or words of its title")
    url_name = "%s:tracker_source_find"
    without: int | None = None

    class Media:
        css = {"all": ["css/desk-linking.css"]}
        # In this order: a new row has its list before ours opens it.
        js = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "js/desk-linking.js"]

    def narrowed(self) -> dict[str, int]:
        return {"without": self.without} if self.without else {}

    def meant(self, typed: str) -> list[Source]:
        return [source for source in sources_meant(typed) if source.pk != self.without]

    def offer(self, row: Source) -> str:
        return label(row)

    def add_url(self, typed: str) -> str:
        url = reverse("admin:tracker_source_add")
        address = typed_address(typed)
        return f"{url}?{urlencode({'url': address})}" if address else url


def leave_out(field: forms.Field | None, source: Source | None) -> None:
    """Let `field`, if the form has it, offer all sources but `source`."""
    widget = field and inner_widget(field)
    if source and isinstance(widget, SourceChoice):
        widget.without = source.pk


def sources_meant(typed: str) -> list[Source]:
    """Return the sources at an address, or those with all words in title or outlet."""
    if address := typed_address(typed):
        found = source_at(address)
        return [found] if found else []
    sources = Source.objects.filter(merged_into=None).select_related("outlet")
    for word in typed.split():
        sources = sources.filter(Q(title__icontains=word) | Q(outlet__name__icontains=word))
    return [*sources.order_by("-known_on", "-pk")[:MOST_LISTED]]


class FindSource(AutocompleteJsonView):
    """What the autocomplete of a source lists."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        self.term, self.model_admin, self.source_field, _key = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        self.object_list = self.get_queryset()
        page = self.get_context_data()["page_obj"]
        results = [{"id": str(source.pk), "text": label(source)} for source in page]
        address = typed_address(self.term)
        if address and not results and self.model_admin.has_add_permission(request):
            offer = _("Add %s as a new source") % address
            results = [{"id": NEW + address, "text": offer}]
        return JsonResponse({"results": results, "pagination": {"more": page.has_next()}})

    def get_queryset(self) -> QuerySet[Source]:
        # What was merged is cited under its survivor.
        found = super().get_queryset().filter(merged_into=None)
        without = self.request.GET.get("without", "")
        return found.exclude(pk=int(without)) if may_be_id(without) else found

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        term = request.GET.get("term", "").replace("\x00", "")
        desk = self.admin_site.get_model_admin(Source)
        return term, desk, Citation._meta.get_field("source"), "id"


def label(source: Source) -> str:
    """Return the title with what tells it from others of that title."""
    return f"{source.title} – {source.outlet.name}"
