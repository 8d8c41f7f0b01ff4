"""What changed in a story between two days, event by event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.ledger.asof import events_as_of
from tracker.ledger.kinds import FIRMNESS, ChangeKind
from tracker.reader.rows import Row, Rows, rows_of
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status


class Move(models.TextChoices):
    """What can have become of an event between two days, in the order they are shown.

    It is called as the kind of change that does the same.
    """

    REVERSED = "reversed", ChangeKind.REVERSED.label
    SETTLED = "settled", ChangeKind.SETTLED.label
    SOFTENED = "softened", ChangeKind.SOFTENED.label
    HARDENED = "hardened", ChangeKind.HARDENED.label
    SLIPPED = "slipped", ChangeKind.SLIPPED.label
    APPEARED = "appeared", ChangeKind.APPEARED.label
    CITED = "cited", _("Cited by more sources")


@dataclass(frozen=True)
class State:
    """An event as it stood on a day. `outcome` and `due` are "" where there is none."""

    status: str
    outcome: str
    due: str


# A prediction that was not known yet had no status and was open.
UNKNOWN = State("", Outcome.OPEN, "")


@dataclass(frozen=True)
class Moved:
    """One event of which something changed. `before` is UNKNOWN for one that appeared."""

    row: Row
    before: State
    after: State
    moves: Sequence[Move]
    new_sources: int


@dataclass(frozen=True)
class Tally:
    """A count on both days."""

    key: str
    before: int
    after: int


@dataclass(frozen=True)
class Comparison:
    moved: Sequence[Moved]
    tallies: Sequence[Tally]
    # As of the later day.
    rows: Rows

    def of(self, move: Move) -> list[Moved]:
        return [one for one in self.moved if move in one.moves]


def compare(story: Story, first: date, last: date | None) -> Comparison:
    """Hold `story` as of `first` against `last`, not earlier, None being now; six queries.

    What happened and was taken back in between does not show: both ends are compared.
    """
    before, after = rows_of(story, first), rows_of(story, last)
    due_before, due_after = dues(story, first), dues(story, last)
    old = {row.id: row for row in before.all}
    moved = []
    for row in after.all:
        was = old.get(row.id)
        state = state_of(was, due_before) if was else UNKNOWN
        now = state_of(row, due_after)
        new_sources = len(row.sources - was.sources) if was else len(row.sources)
        if moves := moves_between(state, now, has_new_sources=new_sources > 0):
            moved.append(Moved(row, state, now, moves, new_sources))
    return Comparison(moved, tallies_of(before, after), after)


def dues(story: Story, day: date | None) -> dict[int, str]:
    """Map the events of `story` known by `day` to their due dates; one query."""
    return dict(events_as_of(day).filter(story=story).values_list("pk", "shown_due"))


def state_of(row: Row, due: Mapping[int, str]) -> State:
    return State(row.status, row.outcome, due[row.id])


def moves_between(before: State, after: State, *, has_new_sources: bool) -> list[Move]:
    """Return all that became of an event, in the order of Move.

    A status that comes or goes with the outcome "held" is not told beside it.
    """
    found = set()
    if after.outcome not in {"", before.outcome}:
        is_first = before.outcome in {"", Outcome.OPEN}
        found.add(Move.SETTLED if is_first else Move.REVERSED)
    if before.status in {"", after.status}:
        pass
    elif not (found and Outcome.HELD in {before.outcome, after.outcome}):
        firmer = FIRMNESS.index(Status(after.status)) > FIRMNESS.index(Status(before.status))
        found.add(Move.HARDENED if firmer else Move.SOFTENED)
    if before.due not in {"", after.due}:
        found.add(Move.SLIPPED)
    if not before.status:
        found.add(Move.APPEARED)
    if not found and has_new_sources:
        found.add(Move.CITED)
    return [move for move in Move if move in found]


def tallies_of(before: Rows, after: Rows) -> list[Tally]:
    """Count events, predictions, statuses, outcomes and sources on both days."""
    one, other = counts_of(before), counts_of(after)
    keys = ["events", *Kind.values, *Status.values, *Outcome.values, "sources"]
    return [Tally(key, one[key], other[key]) for key in keys if one[key] or other[key]]


def counts_of(rows: Rows) -> Counter[str]:
    counts: Counter[str] = Counter(events=len(rows.all), sources=rows.source_count)
    for row in rows.all:
        counts.update([row.kind, row.status])
        if row.outcome:
            counts[row.outcome] += 1
    return counts
