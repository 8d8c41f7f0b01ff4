"""All predictions of a story beside what happened, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import OUTCOME
from tracker.ledger.models import Change
from tracker.ledger.verdicts import is_overdue, reason_of
from tracker.reader.rows import FirstReport, Rows
from tracker.reader.shares import ORDER
from tracker.reader.strands import Turn, take
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome


@dataclass(frozen=True)
class Verdict:
    """How a prediction turned out: `since` the outcome in force took effect, None if open.

    `entry` is the one in force.
    """

    since: date | None = None
    actual: str = ""
    entry: Change | None = None

    @property
    def miss(self) -> str:
        return self.entry.miss if self.entry else ""

    @property
    def reason(self) -> str:
        return reason_of(self.entry) if self.entry else ""


@dataclass(frozen=True)
class Prediction:
    """One prediction. `due` is EDTF or ""; `broad` the id of what it is a part of, or 0."""

    id: int
    key: str
    statement: str
    aspect: str
    projected: str
    status: str
    outcome: str
    due: str
    broad: int
    verdict: Verdict
    first: FirstReport | None

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def lead(self) -> int | None:
        """Whole days from the first supporting citation to the outcome; None while open."""
        if self.first is None or self.verdict.since is None:
            return None
        return (self.verdict.since - self.first.day).days

    @property
    def rank(self) -> int:
        """The place of its outcome from the best, 0, on."""
        return ORDER.index(Outcome(self.outcome))

    def is_overdue(self, day: date) -> bool:
        return is_overdue(self.outcome, self.due, day)


@dataclass(frozen=True)
class Rivals:
    """The predictions on one aspect, the one that was right first."""

    aspect: str
    all: Sequence[Prediction]


def predictions_of(story: Story, day: date | None, rows: Rows) -> dict[int, Prediction]:
    """Map ids to the predictions among `rows`, those of `day`, oldest first; two queries."""
    verdicts = verdicts_in(story, day)
    words = events_as_of(day).filter(story=story, kind=Kind.PREDICTION)
    said = {pk: rest for pk, *rest in words.values_list("pk", "projected", "shown_due")}
    return {
        row.id: Prediction(
            id=row.id,
            key=row.key,
            statement=row.statement,
            aspect=row.aspect,
            projected=said[row.id][0],
            status=row.status,
            outcome=row.outcome,
            due=said[row.id][1],
            broad=row.broad,
            verdict=verdicts.get(row.id, Verdict()),
            first=rows.first.get(row.id),
        )
        for row in rows.all
        if row.id in said
    }


def verdicts_in(story: Story, day: date | None) -> dict[int, Verdict]:
    """Map events to how they turned out by `day`; one query."""
    turns: dict[int, list[Turn]] = {}
    entries: dict[int, Change] = {}
    changes = (
        Change.objects.counting()
        .effective_by(day)
        .filter(story=story, field=OUTCOME)
        .in_force_last()
        .only("event", "effective", "value", "miss", "reason", "actual", "withdraws")
    )
    for change in changes:
        take(turns.setdefault(change.event_id, []), Turn(change.effective, change.value))
        entries[change.event_id] = change
    found = {}
    for event, entry in entries.items():
        last = turns[event][-1]
        is_settled = last.value != Outcome.OPEN
        found[event] = Verdict(
            since=last.day if is_settled else None,
            actual=entry.actual if is_settled else "",
            entry=entry,
        )
    return found


def held_count(predictions: Iterable[Prediction]) -> int:
    return sum(one.outcome == Outcome.HELD for one in predictions)


def parts_by_broad(all_known: Iterable[Prediction]) -> dict[int, list[Prediction]]:
    parts: dict[int, list[Prediction]] = {}
    for one in all_known:
        if one.broad:
            parts.setdefault(one.broad, []).append(one)
    return parts


def rivals_by_aspect(all_known: Iterable[Prediction]) -> Mapping[str, Rivals]:
    """Map each aspect that more than one prediction is about to these."""
    groups: dict[str, list[Prediction]] = {}
    for one in all_known:
        if one.aspect:
            groups.setdefault(one.aspect, []).append(one)
    return {
        aspect: Rivals(aspect, sorted(group, key=lambda one: one.rank))
        for aspect, group in groups.items()
        if len(group) > 1
    }
