from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.base import WordsAdmin, is_old_version
from tracker.desk.counts import counted
from tracker.desk.filters import Overdue, ToReview, overdue
from tracker.desk.forms import StoryForm
from tracker.desk.keeping import KeepsRecord
from tracker.desk.notes import with_notes
from tracker.desk.postpone import PostponeView
from tracker.desk.publishing import PublicationView, checklist
from tracker.desk.saving import refresh_relayed, relayed_by_events
from tracker.desk.settle import SettleView
from tracker.evidence.models import Citation, ReviewState
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome


@admin.register(Story)
class StoryAdmin(KeepsRecord, WordsAdmin):
    form = StoryForm
    # Publishing is an action of its own.
    not_words = ["publication"]
    list_display = [
        "title",
        "publication",
        "event_count",
        "draft_count",
        "open_count",
        "overdue_count",
        "waiting_count",
        "topic",
        "created_at",
    ]
    list_filter = [
        "publication",
        Overdue,
        ToReview,
        "category",
        "region",
        "topic",
        "impact",
    ]
    search_fields = ["title", "slug", "summary"]
    searched_through = [
        "events__statement",
        "events__citations__quote",
        "events__citations__source__title",
        "events__citations__source__outlet__name",
        "events__citations__source__canonical_url",
    ]
    search_help_text = gettext_lazy(
        "Title, summary; statements, quotes, titles, outlets and addresses cited."
    )
    date_hierarchy = "created_at"
    autocomplete_fields = ["pivot"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "publication", "pivot"]}),
        (gettext_lazy("What readers are told"), {"fields": ["summary", "assessment", "watch"]}),
        (
            gettext_lazy("Where it belongs"),
            {
                "fields": [
                    ("category", "region", "topic"),
                    "impact",
                    ("language", "time_zone"),
                ]
            },
        ),
    ]
    change_form_template = "admin/tracker/story/change_form.html"
    kept_because = gettext_lazy(
        "“%s” has ledger entries, and what has been recorded stays. It can be taken off the "
        "site."
    )

    def get_urls(self) -> list[URLPattern]:
        publication = self.admin_site.admin_view(PublicationView.as_view(desk=self))
        settle = self.admin_site.admin_view(SettleView.as_view(desk=self))
        postpone = self.admin_site.admin_view(PostponeView.as_view(desk=self))
        return [
            path("<int:pk>/settle/", settle, name="tracker_story_settle"),
            path("<int:pk>/postpone/", postpone, name="tracker_story_postpone"),
            path("<int:pk>/publication/", publication, name="tracker_story_publication"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if (story := context.get("original")) and not is_old_version(request):
            context["lacks"] = checklist(story)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, story: Story, post_url_continue: str | None = None
    ) -> HttpResponse:
        add = f"{reverse('admin:tracker_event_add')}?story={story.pk}"
        link = format_html('<a href="{}">{}</a>', add, _("Add its events"))
        self.message_user(request, link, messages.INFO)
        return super().response_add(request, story, post_url_continue)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        events = Event.objects.unmerged()
        return (
            super()
            .get_queryset(request)
            .select_related("pivot")
            .annotate(
                event_count=counted(events, by="story"),
                draft_count=counted(events.filter(status=""), by="story"),
                open_count=counted(events.filter(outcome=Outcome.OPEN), by="story"),
                overdue_count=counted(events.filter(overdue()), by="story"),
                waiting_count=counted(
                    Citation.objects.filter(review=ReviewState.PROPOSED), by="story"
                ),
            )
        )

    def get_fieldsets(self, request: HttpRequest, story: Story | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, story)
        if story is None:
            # It has no events yet to choose a pivot from.
            fieldsets = [(None, {"fields": ["title", "slug"]}), *fieldsets[1:]]
        return with_notes(fieldsets, request)

    def get_readonly_fields(
        self, request: HttpRequest, story: Story | None = None
    ) -> Sequence[str]:
        return ["publication"]

    def get_prepopulated_fields(self, request: HttpRequest, story: Story | None = None) -> Any:
        # The address of a story stays when its title is reworded.
        return super().get_prepopulated_fields(request, story) if story is None else {}

    def view_on_site(self, story: Story) -> str | None:
        return story.get_absolute_url() if story.is_published else None

    def is_recorded(self, story: Story) -> bool:
        return story.changes.exists()

    def delete_model(self, request: HttpRequest, story: Story) -> None:
        relayed = relayed_by_events(Event.objects.filter(story=story.pk))
        super().delete_model(request, story)
        refresh_relayed(relayed)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        relayed = relayed_by_events(Event.objects.filter(story__in=queryset))
        super().delete_queryset(request, queryset)
        refresh_relayed(relayed)

    @admin.display(description=gettext_lazy("events"), ordering="event_count")
    def event_count(self, story: Story) -> int:
        return story.event_count

    @admin.display(description=gettext_lazy("of these drafts"), ordering="draft_count")
    def draft_count(self, story: Story) -> int:
        return story.draft_count

    @admin.display(description=gettext_lazy("open"), ordering="open_count")
    def open_count(self, story: Story) -> int:
        return story.open_count

    @admin.display(description=gettext_lazy("overdue"), ordering="overdue_count")
    def overdue_count(self, story: Story) -> int:
        return story.overdue_count

    @admin.display(description=gettext_lazy("to review"), ordering="waiting_count")
    def waiting_count(self, story: Story) -> int:
        return story.waiting_count
