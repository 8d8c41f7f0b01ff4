"""Stories and their events. What an event is worth is recorded by the ledger, not here."""

from __future__ import annotations

from datetime import date as Day
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.dates.edtf import UnclearDate, parse_edtf
from tracker.dates.fields import EdtfField
from tracker.shared.fields import LanguageField, LineField, TextListField, WordsField
from tracker.shared.validators import validate_text

SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens.")
)


class Kind(models.TextChoices):
    PREDICTION = "prediction", _("Prediction")
    OCCURRENCE = "occurrence", _("Occurrence")


class Status(models.TextChoices):
    RUMORED = "rumored", _("Rumored")
    REPORTED = "reported", _("Reported")
    CONFIRMED = "confirmed", _("Confirmed")


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    HELD = "held", _("Held up")
    PARTLY_HELD = "partly_held", _("Partly held up")
    FAILED = "failed", _("Did not hold up")
    VOID = "void", _("Cannot be determined")


class Miss(models.TextChoices):
    LATE = "late", _("Late")
    EARLY = "early", _("Early")
    OVERSTATED = "overstated", _("Overstated")
    UNDERSTATED = "understated", _("Understated")
    WRONG = "wrong", _("Wrong")


class Impact(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Publication(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone; give an IANA name such as Asia/Shanghai."),
            params={"name": name},
        )


def validate_watch(items: Any) -> None:
    """Raise ValidationError unless `items` is a list of {"question": text, "due": EDTF}."""
    if not isinstance(items, list):
        raise ValidationError(_("Give a list of questions."))
    for item in items:
        if (
            not isinstance(item, dict)
            or not item.get("question")
            or {*item} - {"question", "due"}
            or not all(isinstance(part, str) for part in item.values())
        ):
            raise ValidationError(_("Each item is a question and, if it has one, a due date."))
        validate_text(item["question"])
        if due := item.get("due"):
            try:
                parse_edtf(due)
            except UnclearDate as error:
                raise ValidationError(str(error)) from error


class StoryQuerySet(models.QuerySet["Story"]):
    def published(self) -> StoryQuerySet:
        return self.filter(publication=Publication.PUBLISHED)

    def once_called(self, slug: str) -> StoryQuerySet:
        """Keep the stories that have or had the address `slug`, the present owner first."""
        former = Story.history.filter(slug=slug).values("id")
        return self.filter(Q(slug=slug) | Q(pk__in=former)).order_by(
            models.Case(models.When(slug=slug, then=0), default=1), "-pk"
        )


class Story(models.Model):
    """A subject followed over time."""

    slug = models.CharField(_("address"), max_length=80, unique=True, validators=[SLUG])
    title = LineField(_("title"), max_length=200)
    summary = WordsField(
        _("summary"), blank=True, help_text=_("Markdown: the fact, in a few sentences.")
    )
    assessment = WordsField(
        _("assessment"), blank=True, help_text=_("Markdown: what it means.")
    )
    watch = models.JSONField(
        _("what to watch"), default=list, blank=True, validators=[validate_watch]
    )
    category = LineField(_("category"), max_length=120, blank=True)
    region = LineField(_("region"), max_length=120, blank=True)
    topic = LineField(_("topic"), max_length=120, blank=True)
    impact = models.CharField(_("impact"), max_length=10, choices=Impact, blank=True)
    language = LanguageField(_("language"), blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("IANA name. Dates without a time are days in this zone; empty means UTC."),
    )
    pivot = models.ForeignKey(
        "tracker.Event",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("pivot"),
        help_text=_("The event that predictions are held against, usually the release."),
    )
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication, default=Publication.DRAFT
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoryQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["publication"])

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [("see_draft", "Can read drafts and working notes")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reader:story", args=[self.slug])

    def clean(self) -> None:
        if self.pivot and self.pivot.story_id != self.pk:
            raise ValidationError({"pivot": _("The pivot must be an event of this story.")})
        owner = Story.objects.once_called(self.slug).exclude(pk=self.pk).first()
        if owner:
            raise ValidationError(
                {"slug": _("“%(title)s” has or had this address.") % {"title": owner.title}}
            )

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a date without a time is a day."""
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def is_published(self) -> bool:
        return self.publication == Publication.PUBLISHED


class EventQuerySet(models.QuerySet["Event"]):
    def unmerged(self) -> EventQuerySet:
        return self.filter(merged_into__isnull=True)

    def known(self) -> EventQuerySet:
        """Keep events that have a status; the others are drafts."""
        return self.filter(known_on__isnull=False)


class Event(models.Model):
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

    LEDGERED = ["status", "outcome", "due", "due_on", "known_on", "timeline_on"]

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=LEDGERED)

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
            kwargs["update_fields"] = {*written} - {*self.LEDGERED}
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

    def words(self) -> set[str]:
        """Return the names of the fields that are loaded and may be written."""
        fields = [field for field in self._meta.concrete_fields if not field.primary_key]
        loaded = {field.name for field in fields if field.attname in self.__dict__}
        return loaded - {*self.LEDGERED}

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
