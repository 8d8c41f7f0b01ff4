"""Quotes checked while typing against the text of their source that is on file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tracker.desk.ids import may_be_id
from tracker.desk.typing import SaidTextarea
from tracker.shared.quotes import QuoteCheck, check_quote
from tracker.sources.models import SourceText


class QuoteInput(SaidTextarea):
    """A field for a quote.

    source: id of the document, where the form has no field that says which.
    check: what the form found out about the quote that was sent; None if it did not ask.
    """

    address = "admin:tracker_source_quote"
    said_template = "admin/desk/typing/_quote.html"
    source: int | None = None
    check: QuoteCheck | None = None

    def query(self) -> dict[str, Any]:
        return {"source": self.source}

    def said(self, value: str) -> dict[str, Any]:
        return {"check": self.check}


@require_http_methods(["GET", "POST"])
def check_quote_view(request: HttpRequest) -> HttpResponse:
    """Answer whether what was typed stands in the text of the source."""
    if not request.user.has_perm("tracker.view_sourcetext"):
        # The answer shows words of the text.
        raise PermissionDenied
    quote = request.POST.get("typed", "")
    source = request.GET.get("source") or request.POST.get("source", "")
    check = None
    if quote.strip() and may_be_id(source):
        text = SourceText.objects.filter(source=int(source)).values_list("text", flat=True)
        check = check_quote(quote, text.first())
    return render(request, "admin/desk/typing/_quote.html", {"check": check})
