"""What kind of change an entry is, told by the database so that lists can be narrowed by it."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.models import Change
from tracker.stories.values import Outcome, Status

FIRMNESS = [Status.RUMORED, Status.REPORTED, Status.CONFIRMED]


class ChangeKind(models.TextChoices):
    """How an entry changed its event, held against the entry that was in force before it."""

    APPEARED = "appeared", _("Appeared")
    HARDENED = "hardened", _("Hardened")
    SOFTENED = "softened", _("Softened")
    SETTLED = "settled", _("Settled")
    REVERSED = "reversed", _("Reversed")
    REPEATED = "repeated", _("Recorded again")
    DATED = "dated", _("Due date recorded")
    SLIPPED = "slipped", _("Due date moved")


def with_kinds(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Annotate entries with `before` and `change_kind`.

    before: the value in force before the entry's own, "" if there was none.
    change_kind: one of ChangeKind. A withdrawn entry, which changes nothing, has the kind
    that it would have if it counted.
    """
    return changes.annotate(before=Coalesce(value_before(), Value(""))).annotate(
        change_kind=kind_of_change()
    )


def value_before() -> Subquery:
    earlier = Q(effective__lt=OuterRef("effective")) | Q(
        effective=OuterRef("effective"), number__lt=OuterRef("number")
    )
    line = Change.objects.counting().filter(
        earlier, event=OuterRef("event"), field=OuterRef("field")
    )
    last = line.order_by("-effective", "-number")
    return Subquery(last.values("value")[:1], output_field=CharField())


def kind_of_change() -> Case:
    lowered = Q()
    for place, status in enumerate(FIRMNESS):
        lowered |= Q(before=status, value__in=FIRMNESS[:place])
    none_or_open = Q(before__in=["", Outcome.OPEN])
    return Case(
        When(value=F("before"), then=Value(ChangeKind.REPEATED)),
        When(field=DUE, before="", then=Value(ChangeKind.DATED)),
        When(field=DUE, then=Value(ChangeKind.SLIPPED)),
        When(field=STATUS, before="", then=Value(ChangeKind.APPEARED)),
        When(lowered, field=STATUS, then=Value(ChangeKind.SOFTENED)),
        When(field=STATUS, then=Value(ChangeKind.HARDENED)),
        When(none_or_open, field=OUTCOME, value=Outcome.OPEN, then=Value(ChangeKind.REPEATED)),
        When(none_or_open, field=OUTCOME, then=Value(ChangeKind.SETTLED)),
        default=Value(ChangeKind.REVERSED),
        output_field=CharField(),
    )
