"""The pages. None of them looks at who is asking: every reader gets the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.reader.address import Address, read_address, read_after
from tracker.reader.asof import read_as_of, slid_url, today_in
from tracker.reader.changes import changes_page, read_changes_address
from tracker.reader.compare_address import read_compare_address
from tracker.reader.compare_page import compare_page
from tracker.reader.contact import contact_of
from tracker.reader.documents import kin_of
from tracker.reader.documents_export import documents_sheet
from tracker.reader.documents_found import read_documents_address
from tracker.reader.documents_page import documents_page
from tracker.reader.errors import explaining_bad_addresses
from tracker.reader.event_page import event_page, sources_page
from tracker.reader.home import home_page
from tracker.reader.lanes_page import lanes_address, lanes_page
from tracker.reader.meta import Meta, meta_for
from tracker.reader.method_page import method_page
from tracker.reader.predictions_export import predictions_sheet
from tracker.reader.predictions_page import predictions_page
from tracker.reader.source_page import source_page
from tracker.reader.story_page import story_page
from tracker.reader.table_address import FORMAT, read_predictions_address
from tracker.shared.downloads import FORMATS, download
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

StoryView = Callable[..., HttpResponseBase]


@require_safe
@explaining_bad_addresses
def home(request: HttpRequest) -> HttpResponse:
    description = _(
        "Stories followed from the first rumor to the outcome, with every source on record."
    )
    after = read_after(request.GET, reverse("reader:home"))
    page = home_page(today=today_in(None), after=after)
    meta = meta_for(request, "/", description, is_plain=after is None, title=_("Stories"))
    return render(
        request, "reader/home.html", {"page": page, "meta": meta, "section": "stories"}
    )


def of_story(name: str, show: StoryView) -> Callable[..., HttpResponseBase]:
    """Return the view of the story page called `name`: published stories, old slugs led on."""

    @require_safe
    @explaining_bad_addresses
    def view(request: HttpRequest, slug: str) -> HttpResponseBase:
        found = Story.objects.once_called(slug).first()
        if found is None or not found.is_published:
            raise Http404
        if found.slug != slug:
            return moved(request, reverse(f"reader:{name}", args=[found.slug]))
        return show(request, found)

    return view


def of_event(
    name: str, show: Callable[[HttpRequest, Event], HttpResponseBase]
) -> Callable[..., HttpResponseBase]:
    """Return the view of a page of an event, at the address `name`.

    It answers 404 for what is not public, and leads from what was merged to its survivor.
    """

    @require_safe
    @explaining_bad_addresses
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        found = public_event(pk)
        if found.merged_into_id:
            return moved(request, reverse(f"reader:{name}", args=[found.merged_into_id]))
        return show(request, found)

    return view


@require_safe
@explaining_bad_addresses
def changes(request: HttpRequest) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_changes_address(request, day, today=today)
    page = changes_page(address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain, day=day)
    context = {"page": page, "meta": meta, "section": "changes"}
    return render(request, "reader/changes.html", context)


@require_safe
@explaining_bad_addresses
def documents(request: HttpRequest) -> HttpResponseBase:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_documents_address(request.path, request.GET, day)
    form = request.GET.get(FORMAT, "")
    if form in FORMATS:
        absolute = request.build_absolute_uri
        return download(documents_sheet(address, today=today, absolute=absolute), form)
    page = documents_page(address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain, day=day)
    return shown(request, "reader/documents.html", page, meta, {"section": "sources"})


@require_safe
@explaining_bad_addresses
def source(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Source.objects.select_related("outlet__merged_into"), pk=pk)
    if found.merged_into_id:
        if not kin_of(found.merged_into_id, None).is_public:
            raise Http404
        return moved(request, reverse("reader:source", args=[found.merged_into_id]))
    return show_source(request, found)


def show_source(
    request: HttpRequest, source: Source, *, with_drafts: bool = False, **more: Any
) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    page = source_page(source, day=day, today=today, with_drafts=with_drafts)
    meta = meta_for(request, request.path, page.description, is_plain=day is None, day=day)
    return shown(request, "reader/source.html", page, meta, {"section": "sources", **more})


@require_safe
@explaining_bad_addresses
def method(request: HttpRequest) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    description = _("How statuses and outcomes are decided, and how to report an error.")
    page = method_page(day, today=today, contact=contact_of(settings.TRACKER_CONTACT))
    meta = meta_for(request, request.path, description, is_plain=day is None, day=day)
    return shown(request, "reader/method.html", page, meta, {"section": "method"})


def show_story(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    if url := slid_url(request, today=today):
        return redirect(url)
    address = address_of(request, today)
    page = story_page(story, address, today=today)
    meta = story_meta(request, story, page, is_plain=address.is_plain, day=address.day)
    return shown(request, "reader/story.html", page, meta, more)


def show_predictions(request: HttpRequest, story: Story, **more: Any) -> HttpResponseBase:
    today = today_in(story.zone)
    day = read_as_of(request, today=today)
    address = read_predictions_address(request.path, request.GET, day)
    form = request.GET.get(FORMAT, "")
    if form in FORMATS:
        absolute = request.build_absolute_uri
        return download(predictions_sheet(story, address, today=today, absolute=absolute), form)
    page = predictions_page(story, address, today=today)
    meta = story_meta(request, story, page, is_plain=address.is_plain, day=address.day)
    return shown(request, "reader/predictions.html", page, meta, more)


def show_lanes(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    address = lanes_address(address_of(request, today), request.GET.get("group", ""))
    page = lanes_page(story, address, today=today)
    meta = story_meta(request, story, page, is_plain=address.is_plain, day=address.day)
    return shown(request, "reader/lanes.html", page, meta, more)


def show_compare(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    address = read_compare_address(request, story, today=today)
    page = compare_page(story, address, today=today)
    day = page.past.day if page.past else None
    meta = story_meta(request, story, page, is_plain=not request.GET, day=day)
    return shown(request, "reader/compare.html", page, meta, more)


def show_event(request: HttpRequest, event: Event, **more: Any) -> HttpResponse:
    today = today_in(event.story.zone)
    day = read_as_of(request, today=today)
    page = event_page(event, day=day, today=today, absolute=request.build_absolute_uri)
    meta = meta_for(
        request,
        request.path,
        page.description,
        is_plain=day is None,
        day=day,
        picture=reverse("reader:event_picture", args=[event.pk]),
    )
    return shown(request, "reader/event.html", page, meta, more)


def show_sources(request: HttpRequest, event: Event, **more: Any) -> HttpResponse:
    today = today_in(event.story.zone)
    page = sources_page(event, day=read_as_of(request, today=today), today=today)
    # The event's own page holds all of this.
    meta = meta_for(request, event.get_absolute_url(), "", is_plain=False)
    return shown(request, "reader/event_sources.html", page, meta, more)


def story_meta(
    request: HttpRequest, story: Story, page: Any, *, is_plain: bool, day: date | None
) -> Meta:
    """Return what a `page` of `story` says of itself, with the story's picture."""
    picture = reverse("reader:story_picture", args=[story.slug])
    return meta_for(
        request, request.path, page.description, is_plain=is_plain, day=day, picture=picture
    )


def shown(
    request: HttpRequest, template: str, page: Any, meta: Meta, more: Mapping[str, Any]
) -> HttpResponse:
    return render(request, template, {"page": page, "meta": meta, "section": "stories", **more})


# The pages of a story by the names of their addresses: what each adds to the story's own
# address, and what shows it.
STORY_PAGES = {
    "story": ("", show_story),
    "lanes": ("lanes/", show_lanes),
    "predictions": ("predictions/", show_predictions),
    "compare": ("compare/", show_compare),
}


def address_of(request: HttpRequest, today: date) -> Address:
    """Read the address of a timeline; raises UnreadableAddress."""
    address = read_address(request.path, request.GET, read_as_of(request, today=today))
    return replace(address, after=read_after(request.GET, address.url))


def public_event(pk: int) -> Event:
    """Return the event if readers may know of it, also one merged into another."""
    event = get_object_or_404(
        Event.objects.select_related("story", "merged_into"),
        pk=pk,
        story__publication=Publication.PUBLISHED,
    )
    if event.merged_into_id is None and event.is_draft:
        raise Http404
    return event


def moved(request: HttpRequest, path: str) -> HttpResponse:
    """Lead to where the page is now, with the same query."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{path}?{query}" if query else path, permanent=True)
