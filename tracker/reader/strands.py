"""How events hardened and how they turned out, day by day: what lines and ribbons draw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.ledger.entries import DUE, OUTCOME, STATUS
from tracker.ledger.models import Change
from tracker.stories.values import Outcome

MOST_IDS = 500


@dataclass(frozen=True)
class Turn:
    """From `day` on the value was `value`, until the next turn."""

    day: date
    value: str


@dataclass(frozen=True)
class Strand:
    """One event's values as they followed each other, each list in the order of its days.

    A day has at most one turn, the one in force at its end, and each turn changes the value.
    Due dates are EDTF; each turn but the first is a slip.
    """

    statuses: list[Turn] = field(default_factory=list)
    outcomes: list[Turn] = field(default_factory=list)
    dues: list[Turn] = field(default_factory=list)

    @property
    def settled(self) -> Turn | None:
        """The outcome in force with the day it came, None while open."""
        last = self.outcomes[-1] if self.outcomes else None
        return last if last and last.value != Outcome.OPEN else None

    @property
    def slips(self) -> Sequence[Turn]:
        return self.dues[1:]

    def status_on(self, day: date) -> str:
        """Return the status on `day`, "" before the first."""
        return next((turn.value for turn in reversed(self.statuses) if turn.day <= day), "")


def strands_of(events: Collection[int], day: date | None) -> dict[int, Strand]:
    """Map the ids `events` to their strands as of `day`; a query for each 500 ids."""
    strands = {event: Strand() for event in events}
    ids = [*strands]
    for start in range(0, len(ids), MOST_IDS):
        changes = (
            Change.objects.counting()
            .effective_by(day)
            .filter(event__in=ids[start : start + MOST_IDS])
            .in_force_last()
            .values_list("event", "field", "effective", "value")
        )
        for event, name, effective, value in changes:
            strand = strands[event]
            turns = {STATUS: strand.statuses, OUTCOME: strand.outcomes, DUE: strand.dues}[name]
            take(turns, Turn(effective, value))
    return strands


def take(turns: list[Turn], turn: Turn) -> None:
    """Add `turn`, in place of one of the same day, unless the value stays what it is."""
    if turns and turns[-1].day == turn.day:
        turns.pop()
    if not turns or turns[-1].value != turn.value:
        turns.append(turn)
