"""Loading the settled predictions of all published stories, with the confidence before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.evidence.provenance import provenance_of
from tracker.ledger.asof import events_as_of
from tracker.scores.calibration import Forecast
from tracker.scores.families import BROAD
from tracker.scores.reckoning import Rating, ratings_of
from tracker.scores.values import SCORED
from tracker.shared.batches import batches
from tracker.stories.values import Kind, Publication


@dataclass(frozen=True)
class Settled:
    """`unheard_count`: how many more have no evidence from before their outcome."""

    forecasts: Sequence[Forecast]
    unheard_count: int


def settled_forecasts(day: date | None) -> Settled:
    """Return what was settled as of `day`; nine queries for each batch of predictions.

    A broad prediction is left out if one of its parts is a forecast, too.
    """
    rows = [
        *events_as_of(day)
        .filter(
            story__publication=Publication.PUBLISHED,
            kind=Kind.PREDICTION,
            shown_outcome__in=SCORED,
        )
        .annotate(broad=BROAD)
        .values_list("pk", "broad", "shown_outcome")
    ]
    ratings: dict[int, Rating] = {}
    for ids in batches([pk for pk, _broad, _outcome in rows]):
        ratings |= ratings_of(provenance_of(ids, day), day)
    heard = {pk for pk, rating in ratings.items() if rating.confidence.is_heard}
    wholes = {broad for pk, broad, _outcome in rows if pk in heard}
    alone = [(pk, outcome) for pk, _broad, outcome in rows if pk not in wholes]
    forecasts = [
        Forecast(ratings[pk].confidence.value, outcome) for pk, outcome in alone if pk in heard
    ]
    return Settled(forecasts, unheard_count=len(alone) - len(forecasts))
