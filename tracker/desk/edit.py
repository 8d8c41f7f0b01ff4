"""The way from a public page to its form."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from tracker.stories.events import Event
from tracker.stories.models import Story


def edit_page(request: HttpRequest) -> HttpResponse:
    """Lead from the public page that `of` names to its form, keeping `as_of`.

    Public pages do not know who reads them, so their link is one for everybody, and whoever
    is not signed in meets the login.
    """
    try:
        page = urlsplit(request.GET.get("of", ""))
        form = form_of(page.path)
    except (Resolver404, ValueError):
        return HttpResponseRedirect(reverse("admin:index"))
    day = QueryDict(page.query).get("as_of")
    return HttpResponseRedirect(f"{form}?{urlencode({'as_of': day})}" if day else form)


def form_of(path: str) -> str:
    """Return the address of the form of the public page at `path`, else of the first page."""
    match = resolve(path)
    # The preview of a draft is the same page.
    name = match.view_name.removeprefix("preview:").removeprefix("reader:")
    if name in {"event", "sources"}:
        event = Event.objects.filter(pk=match.kwargs["pk"]).first()
        if event:
            return reverse("admin:tracker_event_change", args=[event.pk])
    if match.namespace in {"reader", "preview"} and "slug" in match.kwargs:
        story = Story.objects.filter(slug=match.kwargs["slug"]).first()
        if story:
            return reverse("admin:tracker_story_change", args=[story.pk])
    return reverse("admin:index")
