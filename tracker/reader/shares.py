"""How the predictions of a story turned out, as parts of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.stories.values import Outcome

# The verdicts first, what is not known yet last.
ORDER = (Outcome.HELD, Outcome.PARTLY_HELD, Outcome.FAILED, Outcome.VOID, Outcome.OPEN)


@dataclass(frozen=True)
class Share:
    """An outcome's part of all predictions: where it begins and how much it is, in percent."""

    outcome: str
    count: int
    start: float
    share: float


def shares_of(counts: Mapping[str, int]) -> Sequence[Share]:
    """Return the outcomes that `counts` has, side by side from 0 to 100 percent."""
    whole = sum(counts.get(outcome, 0) for outcome in ORDER)
    shares, before = [], 0
    for outcome in ORDER:
        if count := counts.get(outcome, 0):
            start, end = 100 * before / whole, 100 * (before + count) / whole
            shares.append(Share(outcome, count, round(start, 2), round(end - start, 2)))
            before += count
    return shares
