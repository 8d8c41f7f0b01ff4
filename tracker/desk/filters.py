"""Filters of the lists that no single field answers."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Field, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.desk.ids import may_be_id
from tracker.evidence.models import Citation, ReviewState
from tracker.evidence.provenance import provenance_of
from tracker.sources.models import Outlet, Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Status

# Model → the way to its rows from a citation, and from an event.
FROM_CITATION: dict[type[Model], str] = {
    Story: "story",
    Event: "event",
    Source: "source",
    Outlet: "source__outlet",
}
TO_EVENT: dict[type[Model], str] = {Event: "", Citation: "event__"}


class YesNo(admin.SimpleListFilter):
    """A filter by something that is so or is not."""

    def __init__(
        self, request: HttpRequest, params: Any, model: type[Model], *rest: Any
    ) -> None:
        self.model = model
        super().__init__(request, params, model, *rest)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset

    def condition(self) -> Any:
        raise NotImplementedError

    def has_citation(self, citations: QuerySet[Citation]) -> Q:
        """Return the condition that one of `citations` leads to the row.

        They are gone through once; asked for each row, SQLite may go through all each time.
        """
        return Q(pk__in=citations.order_by().values(FROM_CITATION[self.model]))


class Overdue(YesNo):
    """Of predictions, of citations by theirs, of stories by whether they have one."""

    title = _("overdue")
    parameter_name = "overdue"

    def condition(self) -> Q | Exists:
        if self.model is Story:
            late = Event.objects.unmerged().filter(overdue(), story=OuterRef("pk"))
            return Exists(late)
        return overdue(TO_EVENT[self.model])


class TextOnFile(YesNo):
    title = _("text on file")
    parameter_name = "text"

    def condition(self) -> Exists:
        return Exists(SourceText.objects.filter(source=OuterRef("pk")))


class Cited(YesNo):
    title = _("cited")
    parameter_name = "cited"

    def condition(self) -> Q:
        return self.has_citation(Citation.objects.all())


class ToReview(YesNo):
    title = _("to review")
    parameter_name = "to_review"

    def condition(self) -> Q:
        return self.has_citation(Citation.objects.filter(review=ReviewState.PROPOSED))


class WithAddress(YesNo):
    title = _("address")
    parameter_name = "address"

    def condition(self) -> Q:
        return ~Q(url="")


class ArchivedCopy(YesNo):
    title = _("archived copy")
    parameter_name = "copy"

    def condition(self) -> Q:
        return ~Q(archive_url="")


class Merged(YesNo):
    title = _("merged into another")
    parameter_name = "merged"

    def condition(self) -> Q:
        return Q(merged_into__isnull=False)


class Withdrawn(YesNo):
    """Entries that a later one withdraws."""

    title = _("withdrawn")
    parameter_name = "withdrawn"

    def condition(self) -> Q:
        return Q(withdrawn_by__isnull=False)


class CitedIn(YesNo):
    """By the story in which an accepted citation of the row counts."""

    title = _("counts in story")
    parameter_name = "cited_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        stories = Story.objects.order_by("title", "pk").values_list("pk", "title")
        return [(str(pk), title) for pk, title in stories]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        story = self.value()
        if not story or not may_be_id(story):
            return queryset
        counting = Citation.objects.accepted().filter(story=story)
        return queryset.filter(self.has_citation(counting))


class Value(admin.SimpleListFilter):
    """By the status or outcome that an entry of the ledger gives."""

    title = _("value")
    parameter_name = "value"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Status.choices, *Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(value=self.value()) if self.value() else queryset


class WithDrafts(admin.ChoicesFieldListFilter):
    """The statuses, and the lack of one."""

    def __init__(self, field: Field, *rest: Any, **named: Any) -> None:
        field = copy(field)
        field.choices = [*field.flatchoices, ("", _("Draft"))]
        super().__init__(field, *rest, **named)


class OutletKind(admin.ChoicesFieldListFilter):
    """The kind of the outlet, beside the kind of what it published."""

    def __init__(self, *rest: Any, **named: Any) -> None:
        super().__init__(*rest, **named)
        self.title = _("kind of outlet")


class Origins(admin.SimpleListFilter):
    """By how many origins the accepted reports of an event have."""

    title = _("origins")
    parameter_name = "origins"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("None")), ("1", _("One")), ("2", _("Two or more"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        if wanted not in {"0", "1", "2"}:
            return queryset
        counts = dict(origin_counts(queryset))
        return queryset.filter(
            pk__in=[event for event, count in counts.items() if min(count, 2) == int(wanted)]
        )


def origin_counts(events: QuerySet[Any]) -> Iterator[tuple[int, int]]:
    """Yield each of `events` with the number of its origins; four queries."""
    ids = [*events.order_by().values_list("pk", flat=True)]
    for event, provenance in provenance_of(ids, None).items():
        yield event, len(provenance.trace.origins)


def overdue(to_event: str = "") -> Q:
    """Return the condition of an open prediction past its due date, where its story is.

    to_event: the way to the prediction, with its underscores.
    """
    late = Q(pk__in=[])
    # The order of the model would keep equal zones apart.
    for name in Story.objects.order_by().values_list("time_zone", flat=True).distinct():
        today = timezone.localdate(timezone=Story(time_zone=name).zone)
        zone = {f"{to_event}story__time_zone": name, f"{to_event}due_on__lt": today}
        late |= Q(**zone)
    return Q(**{f"{to_event}outcome": Outcome.OPEN}) & late
