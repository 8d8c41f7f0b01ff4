"""The pictures of the pages, at addresses of their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.reader.asof import read_as_of, today_in
from tracker.reader.event_picture import event_picture
from tracker.reader.pictures import picture, title_of
from tracker.reader.story_picture import story_picture
from tracker.stories.events import Event
from tracker.stories.models import Story

TITLE_TOP, TITLE_ROOM = 140, 300


@require_safe
def site(request: HttpRequest) -> HttpResponse:
    title = title_of(_("What was said, and what came of it"), TITLE_TOP, TITLE_ROOM)
    return picture(request, "reader/pictures/site.svg", {"picture": {"title": title}})


def show_story_picture(request: HttpRequest, story: Story) -> HttpResponse:
    day = read_as_of(request, today=today_in(story.zone))
    return picture(request, "reader/pictures/story.svg", {"picture": story_picture(story, day)})


def show_event_picture(request: HttpRequest, event: Event) -> HttpResponse:
    day = read_as_of(request, today=today_in(event.story.zone))
    return picture(request, "reader/pictures/event.svg", {"picture": event_picture(event, day)})
