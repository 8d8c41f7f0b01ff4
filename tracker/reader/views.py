"""The pages. None of them looks at who is asking: every reader gets the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.reader.address import Address, read_address
from tracker.reader.asof import read_as_of, today_in
from tracker.reader.changes import changes_page, read_changes_address
from tracker.reader.compare_address import read_compare_address
from tracker.reader.compare_page import compare_page
from tracker.reader.contact import contact_of
from tracker.reader.errors import UnreadableAddress, explaining_bad_addresses
from tracker.reader.event_page import event_page, sources_page
from tracker.reader.home import home_page
from tracker.reader.lanes_page import lanes_address, lanes_page
from tracker.reader.rows import pivot_of
from tracker.reader.story_page import story_page
from tracker.shared.cursors import UnreadableCursor, read_cursor
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Publication

StoryView = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Meta:
    """What a page says about itself to search engines."""

    canonical: str
    description: str
    is_indexed: bool


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    meta = Meta(request.build_absolute_uri("/"), description="", is_indexed=True)
    page = home_page(today=today_in(None))
    return render(
        request, "reader/home.html", {"page": page, "meta": meta, "section": "stories"}
    )


def of_story(name: str, show: StoryView) -> Callable[..., HttpResponse]:
    """Return the view of the story page called `name`: published stories, old slugs led on."""

    @require_safe
    @explaining_bad_addresses
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        found = Story.objects.once_called(slug).first()
        if found is None or not found.is_published:
            raise Http404
        if found.slug != slug:
            return moved(request, reverse(f"reader:{name}", args=[found.slug]))
        return show(request, found)

    return view


@require_safe
@explaining_bad_addresses
def event(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_event(pk)
    if found.merged_into_id:
        return moved(request, reverse("reader:event", args=[found.merged_into_id]))
    return show_event(request, found)


@require_safe
@explaining_bad_addresses
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    found = public_event(pk)
    if found.merged_into_id:
        return moved(request, reverse("reader:sources", args=[found.merged_into_id]))
    return show_sources(request, found)


@require_safe
@explaining_bad_addresses
def changes(request: HttpRequest) -> HttpResponse:
    today = today_in(None)
    day = read_as_of(request, today=today)
    address = read_changes_address(request, day, today=today)
    page = changes_page(address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain)
    context = {"page": page, "meta": meta, "section": "changes"}
    return render(request, "reader/changes.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    description = _("How statuses and outcomes are decided, and how to report an error.")
    meta = meta_for(request, request.path, description, is_plain=True)
    context = {
        "section": "method",
        "meta": meta,
        "contact": contact_of(settings.TRACKER_CONTACT),
    }
    return render(request, "reader/method.html", context)


def show_story(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    address = address_of(request, today)
    page = story_page(story, address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain)
    return shown(request, "reader/story.html", page, meta, more)


def show_lanes(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    address = lanes_address(address_of(request, today), request.GET.get("group", ""))
    page = lanes_page(story, address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=address.is_plain)
    return shown(request, "reader/lanes.html", page, meta, more)


def show_compare(request: HttpRequest, story: Story, **more: Any) -> HttpResponse:
    today = today_in(story.zone)
    pivot = pivot_of(story, None)
    address = read_compare_address(request, today=today, pivot_day=pivot and pivot.day)
    page = compare_page(story, address, today=today)
    meta = meta_for(request, request.path, page.description, is_plain=not request.GET)
    return shown(request, "reader/compare.html", page, meta, more)


def show_event(request: HttpRequest, event: Event, **more: Any) -> HttpResponse:
    today = today_in(event.story.zone)
    day = read_as_of(request, today=today)
    page = event_page(event, day=day, today=today, absolute=request.build_absolute_uri)
    meta = meta_for(request, request.path, page.description, is_plain=day is None)
    return shown(request, "reader/event.html", page, meta, more)


def show_sources(request: HttpRequest, event: Event, **more: Any) -> HttpResponse:
    today = today_in(event.story.zone)
    page = sources_page(event, day=read_as_of(request, today=today), today=today)
    # The event's own page holds all of this.
    meta = meta_for(request, event.get_absolute_url(), "", is_plain=False)
    return shown(request, "reader/event_sources.html", page, meta, more)


def shown(
    request: HttpRequest, template: str, page: Any, meta: Meta, more: Mapping[str, Any]
) -> HttpResponse:
    return render(request, template, {"page": page, "meta": meta, "section": "stories", **more})


# The pages of a story by the names of their addresses: what each adds to the story's own
# address, and what shows it.
STORY_PAGES = {
    "story": ("", show_story),
    "lanes": ("lanes/", show_lanes),
    "compare": ("compare/", show_compare),
}


def address_of(request: HttpRequest, today: date) -> Address:
    """Read the address of a timeline; raises UnreadableAddress."""
    address = read_address(request.path, request.GET, read_as_of(request, today=today))
    if cursor := request.GET.get("after"):
        try:
            return replace(address, after=read_cursor(cursor))
        except UnreadableCursor as error:
            message = _("The place in the list at which it should go on cannot be read.")
            raise UnreadableAddress(message, start_url=address.url) from error
    return address


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


def meta_for(request: HttpRequest, path: str, description: str, *, is_plain: bool) -> Meta:
    return Meta(request.build_absolute_uri(path), description, is_indexed=is_plain)
