"""Filters of the lists that no single field answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Citation
from tracker.evidence.provenance import provenance_of
from tracker.sources.models import SourceText
from tracker.stories.models import Story
from tracker.stories.values import Outcome


class YesNo(admin.SimpleListFilter):
    """A filter by something that is so or is not."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.filter(self.condition())
        return queryset.exclude(self.condition()) if self.value() == "no" else queryset

    def condition(self) -> Any:
        raise NotImplementedError


class Overdue(YesNo):
    title = _("overdue")
    parameter_name = "overdue"

    def condition(self) -> Q:
        return overdue()


class TextOnFile(YesNo):
    title = _("text on file")
    parameter_name = "text"

    def condition(self) -> Exists:
        return Exists(SourceText.objects.filter(source=OuterRef("pk")))


class Cited(YesNo):
    title = _("cited")
    parameter_name = "cited"

    def condition(self) -> Exists:
        return Exists(Citation.objects.filter(source=OuterRef("pk")))


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


def overdue() -> Q:
    """Return the condition of an open prediction past its due date, where its story is."""
    late = Q(pk__in=[])
    # The order of the model would keep equal zones apart.
    for name in Story.objects.order_by().values_list("time_zone", flat=True).distinct():
        today = timezone.localdate(timezone=Story(time_zone=name).zone)
        late |= Q(story__time_zone=name, due_on__lt=today)
    return Q(outcome=Outcome.OPEN) & late
