"""Choosing a source by title, outlet or address, with the way to add one not on file."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.finding import source_at, typed_address
from tracker.desk.widgets import Autocomplete
from tracker.evidence.models import Citation
from tracker.sources.models import Source

NOT_ON_FILE = gettext_lazy(
    "No source on file has this address. Add it as a source, then save here again: what you "
    "typed stays."
)
# What the list offers instead of an id; the script opens the form that adds it.
NEW = "new:"


class SourceChoice(Autocomplete):
    """The autocomplete of a source. Without script, a field takes the source's address."""

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
        address = typed_address(typed)
        found = source_at(address) if address else None
        return str(found.pk) if found else typed

    def optgroups(
        self, name: str, value: list[str], attr: dict[str, Any] | None = None
    ) -> list[Any]:
        return super().optgroups(name, [text for text in value if text.isdecimal()], attr)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        select = super().render(name, value, attrs, renderer)
        typed = "" if value is None or str(value).isdecimal() else str(value)
        address = typed_address(typed)
        context = {"name": name, "typed": typed, "address": address}
        field = render_to_string("admin/desk/linking/_address.html", context)
        return format_html("{}{}", select, field)


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
