"""Stories: what is followed over time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.shared.fields import LanguageField, LineField, WordsField
from tracker.stories.values import (
    SLUG,
    Impact,
    Publication,
    validate_time_zone,
    validate_watch,
)


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
    # For signed-in staff only: on no public page, and in no bundle.
    working_notes = WordsField(
        _("working notes"), blank=True, help_text=_("Only people at the desk see them.")
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

    def set_publication(self, publication: Publication) -> None:
        """Put the story on the site or take it off; its words' history has no row of it."""
        self.publication = publication
        Story.objects.filter(pk=self.pk).update(publication=publication)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a date without a time is a day."""
        return ZoneInfo(self.time_zone or "UTC")

    @property
    def is_published(self) -> bool:
        return self.publication == Publication.PUBLISHED
