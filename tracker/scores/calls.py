"""Which outlets called a prediction, and how the call stood day by day. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from tracker.evidence.origins import Report
from tracker.scores.values import SCORED, Role
from tracker.stories.values import Outcome


class Heard(NamedTuple):
    """One report of a prediction: by the outlet itself, or by who repeats it."""

    day: date
    hedged: bool
    by_itself: bool


@dataclass(frozen=True)
class Stake:
    """From which days an outlet is known to have made a prediction, itself or repeating it.

    own_from: a chain of relays is known that ends at it. relayed_from: it is known to have
    repeated the prediction. Hedged: whether all that was known of it on that day is.
    """

    outlet: Hashable
    own_from: date | None = None
    own_hedged: bool = False
    relayed_from: date | None = None
    relayed_hedged: bool = False

    @property
    def called_on(self) -> date:
        """The day from which the world could know that the outlet said it."""
        return min(day for day in (self.own_from, self.relayed_from) if day)


@dataclass(frozen=True)
class Turn:
    """The outcome recorded from `day` on, with its miss."""

    day: date
    outcome: str
    miss: str = ""


@dataclass(frozen=True)
class Prediction:
    """What decides the calls of one prediction.

    turns: outcome entries that count, in the order in which they took effect.
    broad: the prediction that it is a part of, None if it is of none.
    """

    id: Hashable
    known_on: date
    broad: Hashable | None = None
    stakes: Sequence[Stake] = ()
    turns: Sequence[Turn] = ()

    @property
    def first_on(self) -> date | None:
        """The day of the first supporting report, None without one."""
        return min((stake.called_on for stake in self.stakes), default=None)


@dataclass(frozen=True)
class Standing:
    """How a prediction stood on a day.

    since: the day from which this outcome holds. closed_from: the day from which it was not
    open any more, None while it is.
    """

    outcome: str = Outcome.OPEN.value
    miss: str = ""
    since: date | None = None
    closed_from: date | None = None


@dataclass(frozen=True)
class CallRow:
    """One row of calls; see models.Call for what the parts mean."""

    event: Hashable
    outlet: Hashable
    role: str
    since: date
    until: date | None
    outcome: str
    miss: str
    called_on: date
    lead: int | None
    is_first: bool
    hedged: bool
    counted: bool


def stakes_of(
    reports: Mapping[Hashable, Sequence[Report]],
    ends: Mapping[Hashable, Sequence[Hashable]],
    outlets: Mapping[Hashable, Hashable],
) -> list[Stake]:
    """Return who made a prediction, from its supporting `reports` by document.

    ends: where the chains from each document end. outlets: of all these documents. What a
    document relays was known no later than the document itself, so the ends of a report
    that is known are known with it.
    """
    own: dict[Hashable, list[Heard]] = {}
    relayed: dict[Hashable, list[Heard]] = {}
    for document, said in reports.items():
        outlet = outlets[document]
        origins = dict.fromkeys(outlets[end] for end in ends[document])
        days = [(report.known_on, report.hedged) for report in said if report.known_on]
        for origin in origins:
            own.setdefault(origin, []).extend(Heard(*day, outlet == origin) for day in days)
        if outlet not in origins:
            relayed.setdefault(outlet, []).extend(Heard(*day, True) for day in days)
    return [
        Stake(outlet, *first_of(own.get(outlet, ())), *first_of(relayed.get(outlet, ())))
        for outlet in dict.fromkeys([*own, *relayed])
    ]


def first_of(sayings: Iterable[Heard]) -> tuple[date | None, bool]:
    """Return the first day of `sayings`, and whether all that was heard then was hedged.

    What the outlet says itself decides about that alone, where it is on file.
    """
    found = [*sayings]
    day = min((saying.day for saying in found), default=None)
    on_day = [saying for saying in found if saying.day == day]
    itself = [saying for saying in on_day if saying.by_itself] or on_day
    return day, bool(itself) and all(saying.hedged for saying in itself)


def standing_on(turns: Sequence[Turn], day: date) -> Standing:
    """Return how a prediction with these `turns` stood on `day`."""
    standing = Standing()
    # Of two on one day the later recorded is in force, as if it had been the only one.
    for turn in {turn.day: turn for turn in turns if turn.day <= day}.values():
        is_open = turn.outcome == Outcome.OPEN
        standing = Standing(
            outcome=turn.outcome,
            miss=turn.miss,
            since=standing.since if turn.outcome == standing.outcome else turn.day,
            closed_from=None if is_open else standing.closed_from or turn.day,
        )
    return standing


def state_on(prediction: Prediction, stake: Stake, day: date) -> CallRow | None:
    """Return the call of one outlet as it stood on `day`, None if there was none.

    Its period is `day` alone, and it counts whatever its parts do.
    """
    if day < prediction.known_on:
        return None
    standing = standing_on(prediction.turns, day)

    def was_known(known_from: date | None) -> bool:
        """What got known with the outcome or after it is no call."""
        if known_from is None:
            return False
        closed = standing.closed_from
        return known_from < closed if closed else known_from <= day

    is_own = was_known(stake.own_from)
    if not is_own and not was_known(stake.relayed_from):
        return None
    is_scored = standing.outcome in SCORED
    called_on = stake.called_on
    return CallRow(
        event=prediction.id,
        outlet=stake.outlet,
        role=(Role.OWN if is_own else Role.RELAYED).value,
        since=day,
        until=None,
        outcome=standing.outcome,
        miss=standing.miss,
        called_on=called_on,
        lead=(standing.since - called_on).days if is_scored and standing.since else None,
        is_first=is_own and stake.own_from == prediction.first_on,
        hedged=stake.own_hedged if is_own else stake.relayed_hedged,
        counted=is_scored,
    )


def calls_of(family: Sequence[Prediction]) -> list[CallRow]:
    """Return all calls of a broad prediction and its parts, or of one without any.

    A broad one is not counted for an outlet on days on which one of its parts is.
    """
    days = sorted(turning_days(family))
    outlets = dict.fromkeys(stake.outlet for one in family for stake in one.stakes)
    rows: list[CallRow] = []
    for outlet in outlets:
        lines: dict[Hashable, list[CallRow]] = {one.id: [] for one in family}
        for day in days:
            for event, row in states_on(family, outlet, day).items():
                grow(lines[event], row, day)
        rows += [row for line in lines.values() for row in line]
    return [row for row in rows if row.until is None or row.since < row.until]


def turning_days(family: Iterable[Prediction]) -> set[date]:
    """Return the days between which nothing changes about the calls of `family`."""
    days = {prediction.known_on for prediction in family}
    for prediction in family:
        days |= {turn.day for turn in prediction.turns}
        for stake in prediction.stakes:
            days |= {day for day in (stake.own_from, stake.relayed_from) if day}
    return days


def states_on(
    family: Sequence[Prediction], outlet: Hashable, day: date
) -> dict[Hashable, CallRow | None]:
    """Map the predictions of `family` to the calls of one outlet as they stood on `day`."""
    states = {
        prediction.id: next(
            (
                state_on(prediction, stake, day)
                for stake in prediction.stakes
                if stake.outlet == outlet
            ),
            None,
        )
        for prediction in family
    }
    for prediction in family:
        broad = states.get(prediction.broad) if prediction.broad else None
        part = states[prediction.id]
        if broad and part and part.counted:
            states[prediction.broad] = replace(broad, counted=False)
    return states


def grow(line: list[CallRow], row: CallRow | None, day: date) -> None:
    """Add to `line`, which ends at `day`, how the call stands from `day` on."""
    last = line[-1] if line else None
    if last and last.until is None:
        if row and replace(row, since=last.since) == last:
            return
        line[-1] = replace(last, until=day)
    if row:
        line.append(row)
