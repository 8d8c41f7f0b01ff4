"""The pages of track records: all outlets, and one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from tracker.reader.asof import read_as_of, today_in
from tracker.reader.errors import explaining_bad_addresses
from tracker.reader.meta import meta_for
from tracker.reader.outlet_calls import read_outlet_address
from tracker.reader.outlet_page import outlet_page, public_parts
from tracker.reader.outlets_export import outlets_sheet
from tracker.reader.outlets_found import read_outlets_address
from tracker.reader.outlets_page import outlets_page
from tracker.reader.table_address import FORMAT
from tracker.reader.views import moved, shown
from tracker.shared.downloads import FORMATS, download
from tracker.sources.models import Outlet


@require_safe
@explaining_bad_addresses
def outlets(request: HttpRequest) -> HttpResponseBase:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_outlets_address(request.path, request.GET, day)
    form = request.GET.get(FORMAT, "")
    if form in FORMATS:
        absolute = request.build_absolute_uri
        return download(outlets_sheet(address, today=today, absolute=absolute), form)
    page = outlets_page(address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain, day=day)
    return shown(request, "reader/outlets.html", page, meta, {"section": "outlets"})


@require_safe
@explaining_bad_addresses
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Outlet.objects.select_related("merged_into"), slug=slug)
    if found.merged_into is None:
        return show_outlet(request, found)
    survivor = found.merged_into
    if not any(public_parts(survivor, None)):
        raise Http404
    return moved(request, reverse("reader:outlet", args=[survivor.slug]))


def show_outlet(
    request: HttpRequest, outlet: Outlet, *, with_drafts: bool = False, **more: Any
) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_outlet_address(request.path, request.GET, day)
    page = outlet_page(outlet, address, today=today, with_drafts=with_drafts)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain, day=day)
    return shown(request, "reader/outlet.html", page, meta, {"section": "outlets", **more})
