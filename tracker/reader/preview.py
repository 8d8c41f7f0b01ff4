"""The pages as readers would see them, drafts included, for people at the desk.

The pages of readers, under another address: everything that they link to stays below it.
Who may enter is decided where the addresses are given out, in tracker.urls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from tracker.reader.asof import read_as_of, today_in
from tracker.reader.citations import Group, cited, grouped
from tracker.reader.documents import kin_of
from tracker.reader.errors import explaining_bad_addresses
from tracker.reader.meta import Meta
from tracker.reader.outlet_page import public_parts
from tracker.reader.outlet_views import show_outlet
from tracker.reader.views import show_event, show_source, show_sources
from tracker.shared.markdown import rendered
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Preview:
    """What the bar above a preview says, and what only colleagues read below it.

    edit_url leads to the form, public_url to what readers see now, "" if they see nothing.
    """

    edit_url: str
    public_url: str
    notes: str
    drafts: Sequence[Event] = ()


@dataclass(frozen=True)
class DraftPage:
    """An event that has no status: on no page of readers, and known on no day."""

    event: Event
    story_url: str
    details_html: SafeString
    groups: Sequence[Group]


@contextmanager
def links_below(prefix: str) -> Iterator[None]:
    """Let all addresses of readers' pages begin with `prefix`, as if the site stood there."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def kept_private(view: View) -> View:
    """Let no cache keep what `view` answers, and no search engine."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = require_safe(explaining_bad_addresses(view))(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer


@kept_private
def home(request: HttpRequest) -> HttpResponse:
    """Leave the preview: the list of stories is no page of one draft."""
    return HttpResponseRedirect(reverse("reader:home"))


@kept_private
def method(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("reader:method"))


@kept_private
def documents(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("reader:documents"))


@kept_private
def outlets(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("reader:outlets"))


def same_day(request: HttpRequest, address: str) -> str:
    """Return `address` with the day that `request` asks for, as it was typed."""
    day = request.GET.get("as_of", "").strip()
    return f"{address}?{urlencode({'as_of': day})}" if day else address


def of_story(name: str, show: View) -> View:
    """Return the preview of the story page called `name`, which `show` draws."""

    @kept_private
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        found = Story.objects.once_called(slug).first()
        if found is None:
            raise Http404
        if found.slug != slug:
            return HttpResponseRedirect(reverse(f"preview:{name}", args=[found.slug]))
        bar = story_bar(request, found, name)
        with links_below(reverse("preview:home")):
            return show(request, found, preview=bar)

    return view


def story_bar(request: HttpRequest, story: Story, name: str) -> Preview:
    # On a past day nobody knew what has no status yet.
    has_drafts = name == "story" and not request.GET.get("as_of", "").strip()
    drafts = story.events.unmerged().filter(status="").order_by("pk") if has_drafts else []
    public_url = reverse(f"reader:{name}", args=[story.slug])
    return Preview(
        edit_url=same_day(request, reverse("admin:tracker_story_change", args=[story.pk])),
        public_url=same_day(request, public_url) if story.is_published else "",
        notes=story.working_notes if name == "story" else "",
        drafts=[*drafts],
    )


@kept_private
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_of(pk)
    if found.merged_into_id:
        return HttpResponseRedirect(reverse("preview:event", args=[found.merged_into_id]))
    is_public = found.story.is_published and not found.is_draft
    bar = Preview(
        edit_url=same_day(request, reverse("admin:tracker_event_change", args=[found.pk])),
        public_url=same_day(request, found.get_absolute_url()) if is_public else "",
        notes=found.working_notes,
    )
    with links_below(reverse("preview:home")):
        if found.is_draft:
            return show_draft(request, found, bar)
        return show_event(request, found, preview=bar)


@kept_private
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    found = event_of(pk)
    if found.merged_into_id:
        return HttpResponseRedirect(reverse("preview:sources", args=[found.merged_into_id]))
    if found.is_draft:
        return HttpResponseRedirect(reverse("preview:event", args=[pk]))
    bar = Preview(reverse("admin:tracker_event_change", args=[pk]), "", "")
    with links_below(reverse("preview:home")):
        return show_sources(request, found, preview=bar)


@kept_private
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a document with what drafts say of it, too."""
    found = get_object_or_404(Source.objects.select_related("outlet__merged_into"), pk=pk)
    if found.merged_into_id:
        return HttpResponseRedirect(reverse("preview:source", args=[found.merged_into_id]))
    is_public = kin_of(pk, None).is_public
    public_url = same_day(request, reverse("reader:source", args=[pk])) if is_public else ""
    edit_url = reverse("admin:tracker_source_change", args=[pk])
    with links_below(reverse("preview:home")):
        return show_source(
            request, found, with_drafts=True, preview=Preview(edit_url, public_url, "")
        )


@kept_private
def outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an outlet that so far stands in drafts alone, too; its record is that of readers."""
    found = get_object_or_404(Outlet.objects.select_related("merged_into"), slug=slug)
    if found.merged_into:
        return HttpResponseRedirect(reverse("preview:outlet", args=[found.merged_into.slug]))
    is_public = any(public_parts(found, None))
    public_url = same_day(request, reverse("reader:outlet", args=[slug])) if is_public else ""
    edit_url = reverse("admin:tracker_outlet_change", args=[found.pk])
    with links_below(reverse("preview:home")):
        return show_outlet(
            request, found, with_drafts=True, preview=Preview(edit_url, public_url, "")
        )


def event_of(pk: int) -> Event:
    return get_object_or_404(Event.objects.select_related("story", "merged_into"), pk=pk)


def show_draft(request: HttpRequest, event: Event, bar: Preview) -> HttpResponse:
    day = read_as_of(request, today=today_in(event.story.zone))
    page = DraftPage(
        event=event,
        story_url=event.story.get_absolute_url(),
        details_html=rendered(event.detail),
        groups=grouped(cited(event, day)),
    )
    meta = Meta(request.build_absolute_uri(request.path), "", is_indexed=False)
    context = {"page": page, "meta": meta, "section": "stories", "preview": bar}
    return render(request, "reader/preview/draft.html", context)
