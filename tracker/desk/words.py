"""Values of the record in the words that people read."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tracker.dates.words import say
from tracker.ledger.models import Field
from tracker.stories.values import Outcome, Status

WORDS = {Field.STATUS: dict(Status.choices), Field.OUTCOME: dict(Outcome.choices)}


def shown_date(edtf: str) -> str:
    """Return a stored date in words, "–" if there is none."""
    return say(edtf) if edtf else "–"


def value_in_words(field: str, value: str) -> str:
    """Return the value of an entry of the ledger as people read it."""
    if field == Field.DUE:
        return shown_date(value)
    return str(WORDS[Field(field)].get(value, value))


def shown_moment(moment: datetime | None) -> str:
    """Return a moment in words, in the site's own time zone, "–" if there is none."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{say(local.date().isoformat())}, {local:%H:%M}"
