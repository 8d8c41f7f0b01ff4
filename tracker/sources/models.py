"""Outlets and their documents: who published what, when, and from when the world knew it."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from tracker.dates.edtf import narrowed, parse_edtf
from tracker.dates.fields import EdtfField
from tracker.shared.fields import (
    COUNTRY,
    HostField,
    LanguageField,
    LineField,
    SnapshotField,
    TextListField,
    WebField,
    WordsField,
)
from tracker.shared.searched import Searched, SearchWords
from tracker.sources.canonical import canonical_url

# An index of PostgreSQL holds no more than 2700 bytes.
CANONICAL_LENGTH = 2100


class OutletKind(models.TextChoices):
    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government")
    RESEARCH = "research", _("Research")
    WIRE = "wire", _("Wire service")
    NEWSPAPER = "newspaper", _("Newspaper")
    BROADCASTER = "broadcaster", _("Broadcaster")
    MAGAZINE = "magazine", _("Magazine")
    TRADE_PRESS = "trade_press", _("Trade press")
    NEWSLETTER = "newsletter", _("Newsletter")
    BLOG = "blog", _("Blog")
    AGGREGATOR = "aggregator", _("Aggregator")
    SOCIAL = "social", _("Social platform")
    INDIVIDUAL = "individual", _("Individual")
    OTHER = "other", _("Other")


class SourceKind(models.TextChoices):
    ARTICLE = "article", _("Article")
    PRESS_RELEASE = "press_release", _("Press release")
    OFFICIAL_PAGE = "official_page", _("Official page")
    PAPER = "paper", _("Paper")
    MODEL_CARD = "model_card", _("Model card")
    FILING = "filing", _("Filing")
    POST = "post", _("Post")
    INTERVIEW = "interview", _("Interview")
    VIDEO = "video", _("Video")
    DATASET = "dataset", _("Data set")
    OTHER = "other", _("Other")


def validate_merge(row: Outlet | Source) -> None:
    """Raise ValidationError if `row` is merged into itself, or merges would form a chain."""
    survivor = row.merged_into
    if survivor and (survivor.pk == row.pk or survivor.merged_into_id):
        message = _("Choose the record that stays, not one that was merged.")
        raise ValidationError({"merged_into": message})
    if survivor and row.pk and row.merged.exists():
        message = _("Others were merged into this one; lead them to the survivor first.")
        raise ValidationError({"merged_into": message})


class Outlet(Searched):
    """Who publishes: a company, a wire service, a newspaper, one person's blog."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = LineField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=OutletKind)
    domain = HostField(_("domain"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[COUNTRY],
        help_text=_("Two capital letters: CN, US."),
    )
    language = LanguageField(_("language"), blank=True)
    note = WordsField(_("note"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )

    search_words = SearchWords("name", "domain")

    history = HistoricalRecords(excluded_fields=["search_words"])

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("outlet")
        verbose_name_plural = _("outlets")
        constraints = [
            # Two people on one platform are two outlets; one name on two hosts likewise.
            models.UniqueConstraint(
                fields=["domain", "name"],
                name="outlet_is_one_name_at_one_domain",
                violation_error_message=_("An outlet of this name and domain is on file."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        validate_merge(self)


class SourceQuerySet(models.QuerySet["Source"]):
    def known(self, day: object = None) -> Self:
        """Keep documents that the world knew by `day` (a date); None keeps all known ever."""
        if day is None:
            return self.filter(known_on__isnull=False)
        return self.filter(known_on__lte=day)


class Source(Searched):
    """One document of an outlet; one without an address is known because others relay it."""

    outlet = models.ForeignKey(
        Outlet, models.PROTECT, related_name="sources", verbose_name=_("outlet")
    )
    title = LineField(_("title"), max_length=500)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SourceKind, blank=True, default=SourceKind.ARTICLE
    )
    url = WebField(_("address"), blank=True)
    canonical_url = models.CharField(max_length=CANONICAL_LENGTH, blank=True, editable=False)
    archive_url = SnapshotField(_("archived copy"), blank=True)
    authors = TextListField(_("authors"))
    published = EdtfField(_("published"), blank=True)
    accessed = models.DateField(
        _("read on"),
        null=True,
        blank=True,
        help_text=_("Day on which somebody read it; it was public by then."),
    )
    language = LanguageField(_("language"), blank=True)
    note = WordsField(_("note"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # From which day the world knew it; evidence.known works it out from the fields above
    # and from who relays it.
    known_on = models.DateField(null=True, editable=False)
    search_words = SearchWords("title", "authors")

    objects = SourceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["known_on", "canonical_url", "search_words"])

    class Meta:
        ordering = ["-known_on", "-id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(
                fields=["canonical_url"],
                condition=~Q(canonical_url=""),
                name="source_address_is_on_file_once",
                violation_error_message=_("A source with this address is on file."),
            ),
        ]
        indexes = [models.Index(fields=["known_on"], name="source_known_on")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        # Derived from one field of the same row, so it can never be out of step with it.
        self.canonical_url = canonical_url(self.url)
        if (names := kwargs.get("update_fields")) and "url" in names:
            kwargs["update_fields"] = {*names, "canonical_url"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        validate_merge(self)
        try:
            canonical = canonical_url(self.url)
        except ValueError:
            # The field's own validator has said so.
            return
        if len(canonical) > CANONICAL_LENGTH:
            raise ValidationError({"url": _("This address is too long.")})
        twin = Source.objects.filter(canonical_url=canonical).exclude(pk=self.pk)
        if self.url and (other := twin.first()):
            raise ValidationError(
                {
                    "url": _("This document is on file as “%(title)s” (source %(id)s).")
                    % {"title": other.title, "id": other.pk}
                }
            )

    @property
    def dated(self) -> str:
        """When it was published as far as can be told, EDTF; "" for a document nobody knows.

        It was published by the day on which it was known, whatever its own date leaves open.
        """
        if self.known_on is None:
            return self.published
        if not self.published:
            return f"../{self.known_on}"
        return narrowed(parse_edtf(self.published), by=self.known_on).text


# Ten times a long article. Quotes are looked for in it while somebody types, and a queue of
# twenty looks in twenty texts: what is longer would make them wait.
TEXT_LIMIT = 200_000


class SourceText(models.Model):
    """What a document says, on file to check quotes against; never shown to readers."""

    source = models.OneToOneField(
        Source, models.CASCADE, related_name="text", verbose_name=_("source")
    )
    text = models.TextField(_("text"), max_length=TEXT_LIMIT)

    class Meta:
        verbose_name = _("text of a source")
        verbose_name_plural = _("texts of sources")

    def __str__(self) -> str:
        return str(self.source)
