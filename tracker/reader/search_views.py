"""The page that searches all stories."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.reader.asof import read_as_of, today_in
from tracker.reader.errors import explaining_bad_addresses
from tracker.reader.meta import meta_for
from tracker.reader.search_address import read_search_address
from tracker.reader.search_page import search_page


@require_safe
@explaining_bad_addresses
def search(request: HttpRequest) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_search_address(request.path, request.GET, day)
    page = search_page(address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=not request.GET, day=day)
    context = {"page": page, "meta": meta, "section": "search"}
    return render(request, "reader/search.html", context)
