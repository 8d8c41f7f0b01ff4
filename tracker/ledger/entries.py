"""The ledger in memory: entries, and what they say as of a day. Uses no database."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

STATUS, OUTCOME, DUE = "status", "outcome", "due"
LONGEST_ACTUAL = 300


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change of an event's status, outcome or due date.

    Events and citations go by their story-local keys. `number` counts from 1 in the story;
    `withdraws` is the number of an earlier entry. `recorded_at` is aware, None before it is
    recorded.
    """

    number: int
    event: str
    field: str
    value: str
    effective: date
    evidence: tuple[str, ...] = ()
    resolved_by: tuple[str, ...] = ()
    reason: str = ""
    actual: str = ""
    miss: str = ""
    override: bool = False
    withdraws: int | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""

    def told(self) -> dict[str, Any]:
        """Return what the entry says as the change object of a bundle, empty parts left out."""
        parts = {
            "event": self.event,
            "field": self.field,
            "value": self.value,
            "effective": self.effective.isoformat(),
            "evidence": [*self.evidence],
            "resolved_by": [*self.resolved_by],
            "reason": self.reason,
            "actual": self.actual,
            "miss": self.miss,
            "override": self.override,
            "withdraws": self.withdraws,
        }
        return {name: part for name, part in parts.items() if part}


class Entries:
    """The entries of a story, asked what counts on a day. Withdrawn ones count nowhere."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.all = [*entries]
        self.withdrawn = {entry.withdraws for entry in self.all if entry.withdraws}
        self._counting: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.all:
            if entry.number not in self.withdrawn:
                self._counting[entry.event, entry.field].append(entry)
        for line in self._counting.values():
            line.sort(key=moment)

    def counting(self, event: str, field: str) -> list[Entry]:
        """Return the entries that count, oldest effective date first."""
        return self._counting.get((event, field), [])

    def latest(self, event: str, field: str, day: date | None = None) -> Entry | None:
        """Return the entry in force on `day` (the newest for None), None if there is none."""
        line = self.counting(event, field)
        if day is None:
            return line[-1] if line else None
        place = bisect_right(line, day, key=lambda entry: entry.effective)
        return line[place - 1] if place else None

    def value(self, event: str, field: str, day: date | None = None) -> str:
        """Return the value in force on `day` (the newest for None), "" if there is none."""
        entry = self.latest(event, field, day)
        return entry.value if entry else ""

    def known_on(self, event: str) -> date | None:
        """Return the day of the event's first status, from which it is known."""
        line = self.counting(event, STATUS)
        return line[0].effective if line else None


def moment(entry: Entry) -> tuple[date, int]:
    """Return what decides which of two entries is in force: the greater moment is."""
    return entry.effective, entry.number
