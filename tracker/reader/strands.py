"""How events hardened and how they turned out, day by day: what lines and ribbons draw."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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

    @property
    def days(self) -> list[date]:
        """The days on which its status or its outcome turned."""
        return [turn.day for turn in (*self.statuses, *self.outcomes)]

    def status_on(self, day: date) -> str:
        """Return the status on `day`, "" before the first."""
        return value_on(self.statuses, day)


def value_on(turns: Sequence[Turn], day: date) -> str:
    """Return what `turns` stand at on `day`, "" before the first."""
    return next((turn.value for turn in reversed(turns) if turn.day <= day), "")


def strands_of(events: Collection[int], day: date | None) -> dict[int, Strand]:
    """Map the ids `events` to their strands as of `day`; a query for each 500 ids."""
    changes: dict[int, list[tuple[str, date, str]]] = {event: [] for event in events}
    ids = [*changes]
    for start in range(0, len(ids), MOST_IDS):
        rows = (
            Change.objects.counting()
            .effective_by(day)
            .filter(event__in=ids[start : start + MOST_IDS])
            .in_force_last()
            .values_list("event", "field", "effective", "value")
        )
        for event, *change in rows:
            changes[event].append(tuple(change))
    return {event: strand_of(found) for event, found in changes.items()}


def strand_of(changes: Iterable[tuple[str, date, str]]) -> Strand:
    """Return the strand of one event from its changes that count.

    Each is a field, an effective date and a value, in the order in which they took effect.
    """
    strand = Strand()
    turns = {STATUS: strand.statuses, OUTCOME: strand.outcomes, DUE: strand.dues}
    for name, effective, value in changes:
        take(turns[name], Turn(effective, value))
    return strand


def take(turns: list[Turn], turn: Turn) -> None:
    """Add `turn`, in place of one of the same day, unless the value stays what it is."""
    if turns and turns[-1].day == turn.day:
        turns.pop()
    if not turns or turns[-1].value != turn.value:
        turns.append(turn)
