"""Choosing a source by title, outlet or address, with the way to add one not on file."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.finding import source_at, typed_address
from tracker.desk.widgets import Autocomplete
from tracker.evidence.models import Citation
from tracker.sources.models import Source

NOT_MEANT = gettext_lazy(
    "This names no source on file, or more than one. Choose one of those listed here, or add "
    "it as a source; then save here again: what you typed stays."
)
MOST_LISTED = 20
# What the list offers instead of an id; the script opens the form that adds it.
NEW = "new:"


class SourceChoice(Autocomplete):
    """The autocomplete of a source.

    Without script, a field takes its address or words of its title. If they name one source,
    it is chosen; if several, the list offers them once the form has been sent.
    """

    url_name = "%s:tracker_source_find"

    class Media:
        css = {"all": ["css/desk-linking.css"]}
        # In this order: a new row has its list before ours opens it.
        js = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "js/desk-linking.js"]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = super().value_from_datadict(data, files, name)
        typed = (data.get(f"{name}-address") or "").replace("\x00", "").strip()
        if chosen or not typed:
            return chosen
        found = sources_meant(typed)
        return str(found[0].pk) if len(found) == 1 else typed

    def optgroups(
        self, name: str, value: list[str], attr: dict[str, Any] | None = None
    ) -> list[Any]:
        groups = super().optgroups(name, [text for text in value if text.isdecimal()], attr)
        for typed in value:
            if typed and not typed.isdecimal():
                groups[0][1].extend(
                    self.create_option(name, str(source.pk), label(source), set(), place)
                    for place, source in enumerate(sources_meant(typed), start=1)
                )
        return groups

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        select = super().render(name, value, attrs, renderer)
        typed = "" if value is None or str(value).isdecimal() else str(value)
        address = typed_address(typed)
        context = {"name": name, "typed": typed, "address": address}
        field = render_to_string("admin/desk/linking/_address.html", context)
        return format_html("{}{}", select, field)


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
        return super().get_queryset().filter(merged_into=None)

    def process_request(self, request: HttpRequest) -> tuple[str, Any, Any, str]:
        term = request.GET.get("term", "").replace("\x00", "")
        desk = self.admin_site.get_model_admin(Source)
        return term, desk, Citation._meta.get_field("source"), "id"


def label(source: Source) -> str:
    """Return the title with what tells it from others of that title."""
    return f"{source.title} – {source.outlet.name}"
