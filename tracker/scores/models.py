"""Calls: which outlets made which predictions, and how those stood, over time."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.scores.values import Role
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.values import Miss, Outcome, Publication


class CallQuerySet(models.QuerySet["Call"]):
    def public(self) -> Self:
        """Keep the calls of published stories."""
        return self.filter(event__story__publication=Publication.PUBLISHED)

    def as_of(self, day: date | None) -> Self:
        """Keep the calls as they stood on `day`; the newest ones for None."""
        if day is None:
            return self.filter(until__isnull=True)
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Call(models.Model):
    """One outlet's call of one prediction, as it stood from `since` until before `until`.

    Worked out from citations, relays and the ledger, and written by scores.actions alone:
    `manage.py rebuild_scores` can make all rows anew at any time. A call that changes, since
    its prediction was settled or the outlet was found to be an origin, goes on in a further
    row; an outlet has at most one row of a prediction on any day.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="calls")
    outlet = models.ForeignKey(Outlet, models.CASCADE, related_name="calls")
    role = models.CharField(_("role"), max_length=8, choices=Role)
    since = models.DateField()
    # None for the row that holds today.
    until = models.DateField(null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    miss = models.CharField(_("miss"), max_length=12, choices=Miss, blank=True)
    # The day from which the world could know of the call.
    called_on = models.DateField()
    # Whole days from the call to the day its outcome took effect; None unless it is scored.
    lead = models.IntegerField(_("lead time"), null=True)
    is_first = models.BooleanField(
        help_text=_("No report of the prediction was known on an earlier day.")
    )
    hedged = models.BooleanField(_("hedged"))
    # Whether it counts in a track record: it is scored, and does not stand beside its parts.
    counted = models.BooleanField()

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["event_id", "outlet_id", "since"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "outlet", "since"], name="call_stands_once_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="call_lasts_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["outlet", "since"], name="call_of_outlet"),
            models.Index(fields=["until", "outlet"], name="call_today"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.event}"
