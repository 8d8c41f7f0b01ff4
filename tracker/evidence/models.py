"""Citations link events to sources; relays link sources to the sources they repeat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.evidence.relays import relay_path, spelled
from tracker.shared.fields import LineField, WordsField
from tracker.shared.searched import Searched, SearchWords
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story

SURVIVING_EVENT = Coalesce("event__merged_into", "event")
RELAYS_ITSELF = _("No document relays itself: choose the report that it repeats.")


class Stance(models.TextChoices):
    SUPPORTS = "supports", _("Supports")
    DENIES = "denies", _("Denies")
    QUESTIONS = "questions", _("Questions")
    MENTIONS = "mentions", _("Mentions")


class Basis(models.TextChoices):
    PRIMARY = "primary", _("Primary")
    FIRST_HAND = "first_hand", _("First-hand")
    RELAYED = "relayed", _("Relayed")


class ReviewState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class CitationQuerySet(models.QuerySet["Citation"]):
    def accepted(self) -> Self:
        return self.filter(review=ReviewState.ACCEPTED)

    def public(self, day: date | None = None) -> Self:
        """Keep what readers may see as of `day` (today's page for None): accepted, known."""
        accepted = self.accepted()
        if day is None:
            return accepted.filter(source__known_on__isnull=False)
        return accepted.filter(source__known_on__lte=day)

    def about(self, events: Collection[int]) -> Self:
        """Keep citations of `events` (ids), and of what was merged into them.

        `survivor`: the id of the event that a citation stands under.
        """
        families = Event.objects.filter(Q(pk__in=events) | Q(merged_into__in=events))
        return self.filter(event__in=families.values("pk")).annotate(survivor=SURVIVING_EVENT)

    def supporting(self) -> Self:
        return self.filter(stance=Stance.SUPPORTS)

    def for_reading(self) -> Self:
        """Add what pages show of each citation, oldest source first, in one query."""
        return self.select_related("source__outlet", "relays__outlet").order_by(
            "source__known_on", "key"
        )


class Citation(Searched):
    """What one source says about one event."""

    # The event's story, repeated: keys of citations are one in a story.
    story = models.ForeignKey(Story, models.CASCADE, related_name="+", editable=False)
    key = models.CharField(_("id in bundles"), max_length=120, editable=False)
    event = models.ForeignKey(
        Event, models.CASCADE, related_name="citations", verbose_name=_("event")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="citations", verbose_name=_("source")
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)
    basis = models.CharField(
        _("basis"),
        max_length=10,
        choices=Basis,
        help_text=_(
            "Primary: the party concerned says so or its own document shows it. First-hand: "
            "the outlet's own reporting. Relayed: it repeats a report."
        ),
    )
    relays = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relayed_in",
        verbose_name=_("relays"),
        help_text=_("The document that is repeated; empty if the source names none."),
    )
    hedged = models.BooleanField(
        _("hedged"),
        default=False,
        help_text=_("The source itself marks it as uncertain: “reportedly”."),
    )
    attribution = LineField(
        _("attribution"),
        max_length=200,
        blank=True,
        help_text=_("To whom the source attributes it: “two people familiar with the matter”."),
    )
    quote = WordsField(_("quote"), max_length=500, blank=True, help_text=_("Word for word."))
    translation = WordsField(
        _("translation"),
        max_length=500,
        blank=True,
        help_text=_("The quote in the story's language."),
    )
    locator = LineField(_("locator"), max_length=100, blank=True)
    # Changed only by evidence.actions.review(), which also records who and why.
    review = models.CharField(
        _("review"),
        max_length=10,
        choices=ReviewState,
        default=ReviewState.PROPOSED,
        editable=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    search_words = SearchWords("quote", "translation")

    objects = CitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["review", "search_words"])

    class Meta:
        ordering = ["id"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(
                fields=["story", "key"], name="citation_key_is_one_in_story"
            ),
            models.CheckConstraint(
                condition=Q(relays=None) | Q(basis=Basis.RELAYED),
                name="only_relayed_citations_name_what_they_relay",
            ),
            models.CheckConstraint(
                condition=Q(relays=None) | ~Q(relays=F("source")),
                name="citation_does_not_relay_its_own_source",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "review", "stance"], name="citation_weighing"),
            models.Index(fields=["review", "created_at"], name="citation_queue"),
        ]
        permissions = [("review_citation", "Can accept and reject citations")]

    def __str__(self) -> str:
        return f"{self.source}: {self.get_stance_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.story_id = self.event.story_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.relays and self.basis != Basis.RELAYED:
            errors["relays"] = _("Only a citation with basis “relayed” names what it relays.")
        elif self.relays and self.relays_id == self.source_id:
            errors["relays"] = RELAYS_ITSELF
        elif self.relays and self.source_id and (path := relay_path(self.relays, self.source)):
            errors["relays"] = _("This closes a circle of relays: %(path)s.") % {
                "path": spelled(self.source, path)
            }
        if self.pk and self.event_id and self.event.story_id != self.story_id:
            errors["event"] = _("A citation stays in its story.")
        if self.translation and not self.quote:
            errors["translation"] = _("A translation needs the quote that it translates.")
        if errors:
            raise ValidationError(errors)


class SourceRelay(models.Model):
    """One document that another repeats as a whole."""

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="relay_links", verbose_name=_("source")
    )
    relayed = models.ForeignKey(
        Source, models.PROTECT, related_name="relayer_links", verbose_name=_("relays")
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("relay")
        verbose_name_plural = _("relays")
        constraints = [
            models.UniqueConstraint(fields=["source", "relayed"], name="relay_is_on_file_once"),
            models.CheckConstraint(
                condition=~Q(source=F("relayed")), name="source_does_not_relay_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.relayed}"

    def clean(self) -> None:
        if self.source_id and self.source_id == self.relayed_id:
            raise ValidationError({"relayed": RELAYS_ITSELF})
        if (
            self.source_id
            and self.relayed_id
            and (path := relay_path(self.relayed, self.source))
        ):
            raise ValidationError(
                {
                    "relayed": _("This closes a circle of relays: %(path)s.")
                    % {"path": spelled(self.source, path)}
                }
            )


class Review(models.Model):
    """One decision about a citation; the newest one stands in `Citation.review`."""

    citation = models.ForeignKey(Citation, models.CASCADE, related_name="reviews")
    state = models.CharField(_("review"), max_length=10, choices=ReviewState)
    reason = WordsField(_("reason"), blank=True)
    reviewed_by = models.CharField(_("by"), max_length=150)
    reviewed_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["id"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.reviewed_by}"
