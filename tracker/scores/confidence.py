"""Confidence: how strong the evidence for an event is, as one explained sum. Pure functions.

Every independent origin is taken to be right with a probability of its own, its weight, and
for the statement to be wrong all who support it have to be wrong at once:

    support = 1 - (1 - w1) * (1 - w2) * ...
    denial  = 1 - (1 - v1) * (1 - v2) * ...     over the origins that deny it
    confidence = support * (1 - denial)

The product is the noisy-or of J. Pearl, Probabilistic Reasoning in Intelligent Systems
(1988), section 4.3.2, in which each cause may fail on its own; denials are taken in the same
way, and what they leave is what the support is worth. An origin's weight is what its track
record lets expect (see scores.priors), halved where it is hedged.

It follows that a further origin that supports never lowers the confidence, and that a
further relay of one never raises it, since relays are no origins.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from tracker.evidence.origins import RELAYED, Report, by_document, ends_of
from tracker.scores.grades import Grade, grade_of
from tracker.scores.priors import Prior
from tracker.scores.record import Record

PRIMARY = "primary"
HEDGED_FACTOR = 0.5
# Confidence is told, and graded, in whole percent.
DIGITS = 2


@dataclass(frozen=True)
class Origin:
    """An outlet at the end of chains about one event, and how it was heard.

    is_on_file: whether a report of its own is cited, not only relays of it. hedged: its own
    reports are all hedged; of an origin known by relays alone, one of these is.
    """

    outlet: Hashable
    is_primary: bool
    is_on_file: bool
    hedged: bool


@dataclass(frozen=True)
class Voice:
    """An origin with what it is worth: one line of the sum."""

    origin: Origin
    prior: Prior
    record: Record

    @property
    def share(self) -> float:
        """What share of its reports is expected to hold, between 0 and 1."""
        return self.prior.after(self.record)

    @property
    def weight(self) -> float:
        """What it adds to the sum, between 0 and 1."""
        return self.share * HEDGED_FACTOR if self.origin.hedged else self.share


@dataclass(frozen=True)
class Confidence:
    """The strength of the evidence for an event, between 0 and 1, with its sum."""

    support: Sequence[Voice]
    denial: Sequence[Voice]

    @property
    def is_heard(self) -> bool:
        """Whether any origin is known, for it or against it."""
        return bool(self.support or self.denial)

    @property
    def supported(self) -> float:
        return noisy_or(voice.weight for voice in self.support)

    @property
    def denied(self) -> float:
        return noisy_or(voice.weight for voice in self.denial)

    @property
    def value(self) -> float:
        """In whole percent, as it is shown and graded."""
        # A hair above, so that 0.575 is not taken for the number just below it.
        return round(self.supported * (1 - self.denied) + 1e-9, DIGITS)

    @property
    def grade(self) -> Grade:
        return grade_of(self.value)


def noisy_or(weights: Iterable[float]) -> float:
    """Return the probability that not all of several independent causes fail."""
    return 1 - prod(1 - weight for weight in weights)


def origins_of(
    reports: Iterable[Report],
    *,
    whole: Mapping[Hashable, Sequence[Hashable]],
    outlets: Mapping[Hashable, Hashable],
) -> list[Origin]:
    """Return the origins of `reports`, which are of one stance, each outlet once.

    whole, outlets: as in evidence.origins.trace.
    """
    own = by_document(reports)
    own_words: dict[Hashable, list[Report]] = {}
    leading: dict[Hashable, list[Report]] = {}
    for document, said in own.items():
        for end in ends_of(document, own, whole):
            leading.setdefault(outlets[end], []).extend(said)
            if end == document:
                own_words.setdefault(outlets[end], []).extend(
                    report for report in said if report.basis != RELAYED
                )
    return [
        Origin(
            outlet=outlet,
            is_primary=any(report.basis == PRIMARY for report in own_words.get(outlet, ())),
            is_on_file=outlet in own_words,
            hedged=all(report.hedged for report in own_words[outlet])
            if outlet in own_words
            else any(report.hedged for report in relays),
        )
        for outlet, relays in leading.items()
    ]
