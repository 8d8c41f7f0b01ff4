"""Values of the record in the words that people read."""

from __future__ import annotations

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
