"""The calls of outlets as they stood on a day, and the figures that they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from tracker.scores.models import Call
from tracker.scores.record import Record, record_of
from tracker.scores.values import Role
from tracker.stories.values import Miss


@dataclass(frozen=True)
class Called:
    """One outlet's call of one prediction (`event`); see scores.models.Call."""

    event: int
    key: str
    statement: str
    story: str
    story_title: str
    # What the prediction is about: its first tag, or its aspect, or "".
    topic: str
    outlet: str
    outlet_name: str
    outlet_kind: str
    country: str
    role: str
    outcome: str
    miss: str
    called_on: date
    lead: int | None
    is_first: bool
    hedged: bool
    counted: bool
    # What a search looks through, in one case.
    words: list[str]

    def values(self, key: str) -> set[str]:
        """Return what the call has of a filter's key."""
        found = {
            "calls": self.role,
            "role": self.role,
            "kind": self.outlet_kind,
            "story": self.story,
            "topic": self.topic,
            "outcome": self.outcome,
        }
        return {found[key]} - {""}

    @property
    def place(self) -> tuple[date, str, str]:
        return self.called_on, self.story, self.key


@dataclass(frozen=True)
class Figures:
    """What `calls` add up to; the newest call stands first."""

    calls: Sequence[Called]

    @cached_property
    def own(self) -> Figures:
        return self.of(keep=lambda call: call.role == Role.OWN)

    @cached_property
    def relayed(self) -> Figures:
        return self.of(keep=lambda call: call.role == Role.RELAYED)

    @cached_property
    def counted(self) -> Sequence[Called]:
        return [call for call in self.calls if call.counted]

    @cached_property
    def record(self) -> Record:
        return record_of(call.outcome for call in self.counted)

    @cached_property
    def outcomes(self) -> Counter[str]:
        """Of all calls, whether they count in the record or not."""
        return Counter(call.outcome for call in self.calls)

    @cached_property
    def misses(self) -> list[tuple[Miss, int]]:
        """How often those that count missed in which way, the most frequent way first."""
        found = Counter(call.miss for call in self.counted if call.miss)
        return [(Miss(miss), n) for miss, n in sorted(found.items(), key=by_count)]

    @cached_property
    def first_count(self) -> int:
        return sum(call.is_first for call in self.calls)

    @cached_property
    def leads(self) -> list[int]:
        """Whole days from the call to the outcome, of those that count, shortest first."""
        return sorted(call.lead for call in self.counted if call.lead is not None)

    @cached_property
    def median_lead(self) -> int | float | None:
        """In days, a half where it lies between two."""
        middle = median(self.leads) if self.leads else None
        return int(middle) if middle is not None and middle == int(middle) else middle

    def of(self, *, keep: Callable[[Called], bool]) -> Figures:
        return Figures([call for call in self.calls if keep(call)])


def by_count(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def calls_on(
    day: date | None, *, outlet: str = "", words_of: Callable[[str, str], str]
) -> list[Called]:
    """Return the public calls as of `day`, the newest first, of one `outlet` or all; one query.

    `words_of` gives what a search looks through, from the outlet's name and the statement.
    """
    calls = Call.objects.public().as_of(day)
    if outlet:
        calls = calls.filter(outlet__slug=outlet)
    rows = calls.values_list(
        "event", "event__key", "event__statement", "event__story__slug",
        "event__story__title", "event__tags", "event__aspect", "outlet__slug", "outlet__name",
        "outlet__kind", "outlet__country", "role", "outcome", "miss", "called_on", "lead",
        "is_first", "hedged", "counted",
    )  # fmt: skip
    found = [
        Called(
            *row[:5],
            row[5][0] if row[5] else row[6],
            *row[7:],
            [words_of(row[8], row[2]).casefold()],
        )
        for row in rows
    ]
    return sorted(found, key=lambda call: call.place, reverse=True)


def by_topic(calls: Iterable[Called]) -> list[tuple[str, Figures]]:
    """Return the topics of `calls`, the one of most calls first; "" for those without one."""
    topics: dict[str, list[Called]] = {}
    for call in calls:
        topics.setdefault(call.topic, []).append(call)
    found = [(topic, Figures(found)) for topic, found in topics.items()]
    return sorted(
        found, key=lambda pair: (not pair[0], -len(pair[1].calls), pair[0].casefold())
    )
