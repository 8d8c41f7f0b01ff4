"""Other predictions on the same aspect: of two numbers for one thing, one at most is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce

from tracker.ledger.asof import events_as_of
from tracker.reader.entries import Part, event_url
from tracker.reader.shares import ORDER
from tracker.stories.values import Kind

MOST = 8


@dataclass(frozen=True)
class Rivals:
    """The first of them, and how many more there are."""

    aspect: str
    all: Sequence[Part]
    more_count: int


def rivals_of(event: Any, day: date | None) -> Rivals | None:
    """Return the rivals of `event`, a row of `events_as_of`, known by `day`; one query.

    None without any. Its own parts, and the prediction that it is a part of, are no rivals.
    """
    if event.kind != Kind.PREDICTION or not event.aspect:
        return None
    rows = (
        events_as_of(day)
        .filter(story=event.story_id, kind=Kind.PREDICTION, aspect=event.aspect)
        .annotate(whole=Coalesce("part_of__merged_into", "part_of"))
        .values_list("shown_outcome", "known_on", "key", "pk", "statement", "whole")
    )
    wholes = {pk: whole for *_words, pk, _statement, whole in rows}
    own = {event.pk, wholes.get(event.pk)}
    found = [
        (ORDER.index(outcome), known_on, key, pk, statement, outcome)
        for outcome, known_on, key, pk, statement, whole in rows
        if pk not in own and whole != event.pk
    ]
    if not found:
        return None
    parts = [
        Part(event_url(pk, day), statement, outcome)
        for _rank, _day, _key, pk, statement, outcome in sorted(found)[:MOST]
    ]
    return Rivals(event.aspect, parts, len(found) - len(parts))
