"""The ledger as it is stored. Rows are added by ledger.actions and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NoReturn, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.evidence.models import Citation
from tracker.ledger.entries import LONGEST_ACTUAL, Entry
from tracker.shared.fields import LineField, WordsField
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Miss

CHUNK = 1000


class LedgerIsAppendOnly(ValidationError):
    """Somebody tried to change or delete a row of the ledger."""


class Field(models.TextChoices):
    STATUS = "status", _("Status")
    OUTCOME = "outcome", _("Outcome")
    DUE = "due", _("Due date")


class AppendOnly(models.Model):
    """A row that is written once. The database refuses changes as well, by triggers."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self.refuse()

    def refuse(self) -> NoReturn:
        raise LedgerIsAppendOnly(
            _("The ledger is append-only. Mend a mistake by a further entry.")
        )


class ChangeQuerySet(models.QuerySet["Change"]):
    def counting(self) -> Self:
        """Leave out entries that a later entry withdraws."""
        return self.filter(withdrawn_by__isnull=True)

    def effective_by(self, day: date | None) -> Self:
        """Keep entries in effect by `day`; None keeps all."""
        return self if day is None else self.filter(effective__lte=day)

    def in_force_last(self) -> Self:
        """Order so that of each event and field the last entry is the one in force."""
        return self.order_by("effective", "number")

    def entries(self) -> Iterator[Entry]:
        """Yield the rows as entries in the order of their numbers, some thousand at a time."""
        for row in self.with_keys().order_by("number").iterator(chunk_size=CHUNK):
            yield row.entry()

    def with_keys(self) -> Self:
        """Add what `entry()` needs, in three queries however many rows."""
        return self.select_related("event", "withdraws").prefetch_related(
            "evidence_rows__citation", "settler_rows__event"
        )


class Change(AppendOnly):
    """One entry of a story's ledger: a change of an event's status, outcome or due date."""

    story = models.ForeignKey(
        Story, models.PROTECT, related_name="changes", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="changes", verbose_name=_("event")
    )
    field = models.CharField(_("field"), max_length=10, choices=Field)
    value = models.CharField(_("value"), max_length=60)
    effective = models.DateField(
        _("effective"), help_text=_("The day from which the world could know it.")
    )
    reason = WordsField(_("reason"), blank=True)
    actual = LineField(_("actual"), max_length=LONGEST_ACTUAL, blank=True)
    miss = models.CharField(_("miss"), max_length=12, choices=Miss, blank=True)
    override = models.BooleanField(_("evidence rule overridden"), default=False)
    withdraws = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="withdrawn_by",
        verbose_name=_("withdraws"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.CharField(_("recorded by"), max_length=150)
    digest = models.CharField(_("digest"), max_length=64)
    evidence = models.ManyToManyField(
        Citation, through="ChangeEvidence", related_name="changes", verbose_name=_("evidence")
    )
    resolved_by = models.ManyToManyField(
        Event, through="ChangeSettler", related_name="settled", verbose_name=_("settled by")
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["story_id", "number"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "number"], name="entry_number_is_one_in_story"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="entries_count_from_one"),
            models.CheckConstraint(
                condition=Q(withdraws=None) | ~Q(withdraws=F("id")),
                name="entry_does_not_withdraw_itself",
            ),
            models.CheckConstraint(
                condition=Q(override=False) | ~Q(reason=""), name="an_override_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "field", "effective", "number"], name="entry_in_force"
            ),
            models.Index(fields=["-recorded_at", "-id"], name="entry_recorded"),
            models.Index(fields=["-effective", "-id"], name="entry_effective"),
        ]
        permissions = [
            ("record_change", "Can record status, outcome and due date"),
            ("override_evidence", "Can override the evidence rule"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_field_display()}: {self.value}"

    def entry(self) -> Entry:
        """Return the row as an entry; cheap after `with_keys()`."""
        return Entry(
            number=self.number,
            event=self.event.key,
            field=self.field,
            value=self.value,
            effective=self.effective,
            evidence=tuple(row.citation.key for row in self.evidence_rows.all()),
            resolved_by=tuple(row.event.key for row in self.settler_rows.all()),
            reason=self.reason,
            actual=self.actual,
            miss=self.miss,
            override=self.override,
            withdraws=self.withdraws.number if self.withdraws else None,
            recorded_at=self.recorded_at,
            recorded_by=self.recorded_by,
        )


class ChangeEvidence(AppendOnly):
    """One citation that an entry rests on, in the order in which it was named."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="evidence_rows")
    citation = models.ForeignKey(Citation, models.PROTECT, related_name="evidence_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["change_id", "position"]
        verbose_name = _("evidence of an entry")
        verbose_name_plural = _("evidence of entries")
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="evidence_in_order"),
            models.UniqueConstraint(fields=["change", "citation"], name="evidence_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.citation)


class ChangeSettler(AppendOnly):
    """One event that settled the prediction an entry is about."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="settler_rows")
    event = models.ForeignKey(Event, models.PROTECT, related_name="settler_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["change_id", "position"]
        verbose_name = _("settling event of an entry")
        verbose_name_plural = _("settling events of entries")
        constraints = [
            models.UniqueConstraint(fields=["change", "position"], name="settlers_in_order"),
            models.UniqueConstraint(fields=["change", "event"], name="settler_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.event)
