"""The words for what a story and an event can be, and what their fields take."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.dates.edtf import UnclearDate, parse_edtf
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
