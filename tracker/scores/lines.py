"""The track records of outlets on any day, from their calls."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from tracker.scores.models import Call
from tracker.scores.record import Record
from tracker.scores.values import Role
from tracker.shared.batches import batches
from tracker.stories.values import Outcome


@dataclass(frozen=True)
class RecordLine:
    """How one outlet's record went: on each of `days`, in order, it became one of `records`."""

    days: Sequence[date] = ()
    records: Sequence[Record] = ()

    def on(self, day: date | None) -> Record:
        """Return the record as it stood on `day`, the newest for None."""
        place = len(self.days) if day is None else bisect_right(self.days, day)
        return self.records[place - 1] if place else Record()


NO_LINE = RecordLine()
# What one more outcome adds to a record, and what its going takes away.
ONE = {
    Outcome.HELD: Record(held=1),
    Outcome.PARTLY_HELD: Record(partly=1),
    Outcome.FAILED: Record(failed=1),
}


def own_lines(outlets: Collection[int]) -> Mapping[int, RecordLine]:
    """Map `outlets` (ids) to how their records as own went, over all published stories.

    Outlets that never had a settled prediction have no line. Two queries.
    """
    steps: dict[int, dict[date, Record]] = defaultdict(lambda: defaultdict(Record))
    for ids in batches(sorted(outlets)):
        calls = Call.objects.public().filter(outlet__in=ids, role=Role.OWN, counted=True)
        for edge, sign in (("since", 1), ("until", -1)):
            counts = (
                calls.filter(**{f"{edge}__isnull": False})
                .order_by()
                .values_list("outlet", edge, "outcome")
                .annotate(n=Count("pk"))
            )
            for outlet, day, outcome, n in counts:
                steps[outlet][day] += ONE[Outcome(outcome)] * (sign * n)
    return {outlet: line_of(found) for outlet, found in steps.items()}


def line_of(steps: Mapping[date, Record]) -> RecordLine:
    """Return the line that the `steps` of single days add up to."""
    days = sorted(steps)
    records = []
    total = Record()
    for day in days:
        total += steps[day]
        records.append(total)
    return RecordLine(days, records)
