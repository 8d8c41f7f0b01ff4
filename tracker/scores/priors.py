"""What an outlet's reports are worth before it has a track record: assumptions of this site.

A prior says what share of an outlet's reports is expected to hold (`mean`), and how many
settled predictions that expectation is worth (`strength`): a Beta distribution with alpha
`mean * strength` and beta `(1 - mean) * strength`. After n settled predictions of which s
held, the expected share is (alpha + s) / (alpha + beta + n).

Source: the Beta-binomial model, A. Gelman et al., Bayesian Data Analysis, 3rd edition
(2013), section 2.4; for reputations A. Josang and R. Ismail, "The Beta reputation system",
15th Bled Electronic Commerce Conference (2002). The numbers themselves are judgements: a
single report of unknown quality shall be a coin toss at best, and about ten settled
predictions shall outweigh what we expected. /method/ shows how the grades that come of it
fared.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.scores.record import Record
from tracker.sources.models import OutletKind


@dataclass(frozen=True)
class Prior:
    """An expected share, between 0 and 1, worth `strength` settled predictions."""

    mean: float
    strength: float = 4

    def after(self, record: Record) -> float:
        """Return the share to expect of an outlet with this record, between 0 and 1."""
        return (self.mean * self.strength + record.points) / (self.strength + record.n)


# The party concerned, about what has happened: it knows, and what it says is on record.
PRIMARY = Prior(0.95, strength=20)
BY_KIND = {
    OutletKind.GOVERNMENT: Prior(0.60),
    OutletKind.RESEARCH: Prior(0.60),
    OutletKind.WIRE: Prior(0.60),
    OutletKind.COMPANY: Prior(0.55),
    OutletKind.NEWSPAPER: Prior(0.55),
    OutletKind.BROADCASTER: Prior(0.55),
    OutletKind.MAGAZINE: Prior(0.50),
    OutletKind.TRADE_PRESS: Prior(0.50),
    OutletKind.NEWSLETTER: Prior(0.45),
    OutletKind.BLOG: Prior(0.30),
    OutletKind.INDIVIDUAL: Prior(0.30),
    OutletKind.OTHER: Prior(0.30),
    OutletKind.AGGREGATOR: Prior(0.20),
    OutletKind.SOCIAL: Prior(0.15),
}


def prior_of(kind: str, *, is_primary: bool) -> Prior:
    """Return the prior of an outlet of `kind`, or of the party concerned about what it did."""
    return PRIMARY if is_primary else BY_KIND[OutletKind(kind)]
