"""The first page of the desk: what waits, above what there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone

from tracker.desk.checking import may_check, undoable
from tracker.desk.ids import may_be_id
from tracker.desk.waiting import (
    FEW,
    MANY,
    checked_today,
    overdue,
    single_origin,
    to_review,
    unchecked,
)
from tracker.sources.models import Source
from tracker.stories.models import Story

LISTS = ("review", "overdue", "single", "stale")


def first_page(request: HttpRequest) -> HttpResponse:
    """Show the lists, each with its longest-waiting rows; `all` names one to show whole."""
    shown = waiting(request) if request.user.has_perm("tracker.view_event") else {}
    return admin.site.index(request, extra_context=shown)


def waiting(request: HttpRequest) -> dict[str, Any]:
    stories = [*Story.objects.order_by("title", "pk").only("title", "publication")]
    wanted = request.GET.get("story", "")
    story = next((one for one in stories if str(one.pk) == wanted), None)
    whole = request.GET.get("all", "")
    most = {name: MANY if name == whole else FEW for name in LISTS}
    today = timezone.localdate()
    since = today - timedelta(days=settings.TRACKER_STALE_DAYS)
    has_perm = request.user.has_perm
    mine = [pk for pk in undoable(request) if may_be_id(pk)]
    return {
        "is_empty": not stories and not Source.objects.exists(),
        "stories": stories,
        "story": story,
        "here": request.get_full_path(),
        "review": to_review(story, most=most["review"]),
        "review_url": review_url(),
        "overdue": overdue(story, most=most["overdue"]),
        "single": single_origin(story, most=most["single"]),
        "stale": unchecked(story, since=since, most=most["stale"]),
        "stale_days": settings.TRACKER_STALE_DAYS,
        "just_checked": in_order(checked_today(mine, today), mine),
        "may_check": may_check(request),
        "may_record": has_perm("tracker.record_change"),
        "may_cite": has_perm("tracker.add_citation"),
    }


def in_order(events: list[Any], ids: list[int]) -> list[Any]:
    return sorted(events, key=lambda event: ids.index(event.pk))


def review_url() -> str:
    """Return where citations are reviewed: the queue, or the list of the proposed ones."""
    address = reverse("admin:index") + "review/"
    if resolve(address).url_name:
        return address
    return reverse("admin:tracker_citation_changelist") + "?review__exact=proposed&o=8"
