"""The words of track records and grades."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.stories.values import Outcome

# The outcomes that count in a track record.
SCORED = (Outcome.HELD, Outcome.PARTLY_HELD, Outcome.FAILED)


class Role(models.TextChoices):
    """How an outlet came to a prediction."""

    OWN = "own", _("Own reporting")
    RELAYED = "relayed", _("Relayed")
