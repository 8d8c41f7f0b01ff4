"""Events: what a story is made of. What they are worth is recorded by the ledger."""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.dates.edtf import parse_edtf
from tracker.dates.fields import EdtfField
from tracker.shared.fields import LineField, TextListField, WordsField
from tracker.shared.searched import Searched, SearchWords
from tracker.stories.models import Story
from tracker.stories.values import (
    Kind,
    Outcome,
    Status,
)


class EventQuerySet(models.QuerySet["Event"]):
    def unmerged(self) -> EventQuerySet:
        return self.filter(merged_into__isnull=True)

    def known(self) -> EventQuerySet:
        """Keep events that have a status; the others are drafts."""
        return self.filter(known_on__isnull=False)


class Event(Searched):
    """One statement that can turn out right or wrong.

    `status`, `outcome`, `due`, `known_on` and `timeline_on` repeat what the ledger says
    now; only the ledger writes them.
    """

    story = models.ForeignKey(
        Story, models.CASCADE, related_name="events", verbose_name=_("story")
    )
    key = models.CharField(
        _("id in bundles"),
        max_length=120,
        editable=False,
        help_text=_("Names the event in the ledger and in bundles; kept for ever."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    statement = LineField(
        _("statement"),
        max_length=300,
        help_text=_("One sentence that can turn out right or wrong."),
    )
    detail = WordsField(_("details"), blank=True, help_text=_("Markdown."))
    date = EdtfField(_("date"), blank=True, help_text=_("Occurrences only: when it happened."))
    aspect = LineField(
        _("aspect"),
        max_length=80,
        blank=True,
        help_text=_("What a prediction is about: “Parameters”."),
    )
    projected = LineField(_("projected"), max_length=200, blank=True)
    significance = LineField(_("significance"), max_length=300, blank=True)
    criteria = WordsField(
        _("criteria"),
        max_length=500,
        blank=True,
        help_text=_("What would count as held, written before the outcome is known."),
    )
    tags = TextListField(_("tags"))
    part_of = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The broader prediction, one level deep."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("The same event under another number; this address leads there."),
    )
    # For signed-in staff only: on no public page, and in no bundle.
    working_notes = WordsField(
        _("working notes"), blank=True, help_text=_("Only people at the desk see them.")
    )
    # The day on which somebody last looked whether anything had changed; part of our record.
    checked_on = models.DateField(_("last checked"), null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    status = models.CharField(max_length=10, choices=Status, blank=True, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, editable=False)
    due = EdtfField(blank=True, editable=False)
    # The last day of `due`, for what falls due and what is overdue.
    due_on = models.DateField(null=True, editable=False)
    known_on = models.DateField(null=True, editable=False)
    # Where the event stands in the timeline: an occurrence on the first day its date may
    # mean, everything else on the day it became known.
    timeline_on = models.DateField(null=True, editable=False)
    search_words = SearchWords("statement", "aspect", "projected", "tags")

    LEDGERED = ["status", "outcome", "due", "due_on", "known_on", "timeline_on"]
    # What is no word of the event: saving words leaves it alone, and history does without.
    APART = [*LEDGERED, "checked_on"]

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=[*APART, "search_words"])

    class Meta:
        ordering = ["timeline_on", "key"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="event_key_is_one_in_story"),
            models.CheckConstraint(
                condition=Q(kind=Kind.OCCURRENCE) | Q(date=""),
                name="only_occurrences_have_a_date",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PREDICTION) | Q(outcome="", due=""),
                name="only_predictions_have_outcome_and_due",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.OCCURRENCE)
                | (Q(status=Status.CONFIRMED) & Q(outcome=Outcome.HELD))
                | (~Q(status=Status.CONFIRMED) & ~Q(outcome=Outcome.HELD)),
                name="held_and_confirmed_go_together",
            ),
            models.CheckConstraint(
                condition=Q(status="", known_on=None)
                | (~Q(status="") & Q(known_on__isnull=False)),
                name="known_once_it_has_a_status",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="event_is_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["story", "timeline_on", "key"], name="event_timeline"),
            models.Index(fields=["story", "known_on"], name="event_known"),
            models.Index(fields=["outcome", "due_on"], name="event_due"),
        ]

    def __str__(self) -> str:
        return self.statement

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the words. What the ledger says of a stored event stays as it is stored."""
        if not self._state.adding:
            written = kwargs.get("update_fields") or self.words()
            kwargs["update_fields"] = {*written} - {*self.APART}
        super().save(*args, **kwargs)
        if self.kind == Kind.OCCURRENCE:
            # Its date is a word and decides where it stands.
            row = Event.objects.filter(pk=self.pk)
            self.timeline_on = self.timeline_day(row.values_list("known_on", flat=True).get())
            row.update(timeline_on=self.timeline_on)

    def get_absolute_url(self) -> str:
        return reverse("reader:event", args=[self.pk])

    def clean(self) -> None:
        errors = {}
        if self.kind == Kind.PREDICTION and self.date:
            errors["date"] = _("Only an occurrence has a date; a prediction has a due date.")
        errors |= self.errors_of_kind() | self.errors_of_part() | self.errors_of_merge()
        if errors:
            raise ValidationError(errors)

    def check_on(self, day: Day | None) -> None:
        """Keep the day of the last look; no word of the event, so its history has no row."""
        self.checked_on = day
        Event.objects.filter(pk=self.pk).update(checked_on=day)

    def words(self) -> set[str]:
        """Return the names of the fields that are loaded and may be written."""
        fields = [field for field in self._meta.concrete_fields if not field.primary_key]
        loaded = {field.name for field in fields if field.attname in self.__dict__}
        return loaded - {*self.APART}

    def timeline_day(self, known_on: Day | None) -> Day | None:
        """Return where an event known from `known_on` stands: an occurrence at its date."""
        if known_on and self.date:
            return parse_edtf(self.date).first or known_on
        return known_on

    def errors_of_part(self) -> dict[str, Any]:
        broad = self.part_of
        if broad is None:
            return {}
        if broad.story_id != self.story_id or broad.pk == self.pk:
            return {"part_of": _("Choose another prediction of the same story.")}
        if Kind.OCCURRENCE in {self.kind, broad.kind}:
            return {"part_of": _("Only predictions have parts and are parts.")}
        if broad.part_of_id or (self.pk and self.parts.exists()):
            return {"part_of": _("Parts are one level deep: a part has no parts.")}
        return {}

    def errors_of_merge(self) -> dict[str, Any]:
        survivor = self.merged_into
        if survivor is None:
            return {}
        if survivor.story_id != self.story_id or survivor.kind != self.kind:
            return {"merged_into": _("Choose an event of the same story and kind.")}
        if survivor.merged_into_id or survivor.pk == self.pk:
            return {"merged_into": _("Choose the event that stays, not one that was merged.")}
        if self.pk and self.merged.exists():
            return {
                "merged_into": _(
                    "Others were merged into this one; lead them to the survivor first."
                )
            }
        return {}

    def errors_of_kind(self) -> dict[str, Any]:
        """Refuse another kind once the ledger has recorded what holds for this one."""
        stored = Event.objects.filter(pk=self.pk).exclude(status="").exclude(kind=self.kind)
        if self.pk and stored.exists():
            return {"kind": _("The ledger has entries of this event; its kind stays.")}
        return {}

    @property
    def is_prediction(self) -> bool:
        return self.kind == Kind.PREDICTION

    @property
    def is_draft(self) -> bool:
        """Without a status it is no part of the record, and may still be deleted."""
        return not self.status


def free_key(taken: models.QuerySet[Any], text: str, *, prefix: str) -> str:
    """Return a key for a new row, made of `text`, that no row of `taken` has."""
    stem = f"{prefix}-{slugify(text)[:60].strip('-')}".strip("-")
    used = set(taken.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 2
    while key in used:
        key, number = f"{stem}-{number}", number + 1
    return key
