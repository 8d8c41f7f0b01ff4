"""Putting a story on the site and taking it off, with what it still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from tracker.desk.ids import may_be_id
from tracker.evidence.readiness import Lack, lacks_of
from tracker.stories.models import Story
from tracker.stories.values import Publication

if TYPE_CHECKING:
    from tracker.desk.stories import StoryAdmin

# Where each lack is mended: the name of a list and its filter, with %d for the story.
PLACES = {
    "events": ("admin:tracker_event_changelist", "story__id__exact=%d"),
    "drafts": ("admin:tracker_event_changelist", "story__id__exact=%d&status__exact="),
    "uncited": ("admin:tracker_event_changelist", "story__id__exact=%d&status__gt="),
    "proposed": (
        "admin:tracker_citation_changelist",
        "story__id__exact=%d&review__exact=proposed",
    ),
    "without_address": ("admin:tracker_source_changelist", "cited_in=%d&address=no"),
    "without_copy": ("admin:tracker_source_changelist", "cited_in=%d&address=yes&copy=no"),
}


@dataclass(frozen=True)
class Item:
    """A line of the check list; `url` leads to where it is mended, "" for the form itself."""

    lack: Lack
    url: str


def checklist(story: Story) -> list[Item]:
    """Return what `story` lacks, with where that is mended."""
    return [Item(lack, place_of(lack, story)) for lack in lacks_of(story)]


def place_of(lack: Lack, story: Story) -> str:
    if lack.key not in PLACES:
        return ""
    name, query = PLACES[lack.key]
    return f"{reverse(name)}?{query % story.pk}"


class PublicationView(View):
    """Shows what a story lacks; its one button publishes it, or takes it off the site."""

    desk: StoryAdmin | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("tracker.change_story"):
            raise PermissionDenied
        if not may_be_id(kwargs["pk"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(get_object_or_404(Story.objects.select_related("pivot"), pk=pk))

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        story = get_object_or_404(Story.objects.select_for_update(), pk=pk)
        # What the button said counts, not what somebody else has done since.
        wanted = request.POST.get("publication")
        if wanted not in Publication.values:
            return self.show(story)
        if wanted == Publication.PUBLISHED and any(
            item.lack.is_error for item in checklist(story)
        ):
            return self.show(story, is_refused=True)
        if wanted != story.publication:
            self.change(story, Publication(wanted))
        return HttpResponseRedirect(reverse("admin:tracker_story_change", args=[pk]))

    def change(self, story: Story, publication: Publication) -> None:
        story.set_publication(publication)
        if story.is_published:
            text, note = _("“%s” is on the site now."), _("Published.")
        else:
            text, note = _("“%s” is off the site now."), _("Taken off the site.")
        self.desk.log_change(self.request, story, note)
        messages.success(self.request, text % story)

    def show(self, story: Story, *, is_refused: bool = False) -> HttpResponse:
        items = checklist(story)
        context = {
            **self.desk.admin_site.each_context(self.request),
            "title": _("Take off the site") if story.is_published else _("Publish"),
            "subtitle": str(story),
            "opts": self.desk.opts,
            "original": story,
            "lacks": items,
            "is_refused": is_refused,
            "may_publish": not any(item.lack.is_error for item in items),
        }
        template = "admin/desk/front/publication.html"
        return render(self.request, template, context, status=422 if is_refused else 200)
