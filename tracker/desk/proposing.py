"""What an entry could rest on: from which day, and on which citations. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.evidence.models import Basis, Stance
from tracker.ledger.entries import OUTCOME, STATUS, Entries
from tracker.ledger.weighing import Facts, weigh
from tracker.stories.events import Event
from tracker.stories.values import Outcome, Status


@dataclass(frozen=True)
class Proposal:
    """The day from which a value is borne, None if it is not; `evidence` are keys."""

    effective: date | None = None
    evidence: Sequence[str] = ()


def propose(
    event: Event,
    field: str,
    value: str,
    *,
    settlers: Sequence[Event],
    facts: Facts,
    past: Entries,
) -> Proposal:
    """Return what bears `value`; an empty proposal if nothing does, or nothing can be told.

    `facts` and `past` are those of `event` and of the `settlers`.
    """
    if field == STATUS and value:
        return for_status(event, value, facts=facts, past=past)
    if field == OUTCOME and settlers:
        return for_outcome(value, settlers=settlers, facts=facts, past=past)
    return Proposal()


def for_status(event: Event, value: str, *, facts: Facts, past: Entries) -> Proposal:
    day = first_day(facts, event.key, value)
    if day is None:
        return Proposal()
    standing = past.latest(event.key, STATUS)
    if standing and not comes_before(event, value, day, facts=facts, past=past):
        # It takes the place of what stands, so it does not take effect before that.
        day = max(day, standing.effective)
    return Proposal(day, counting(facts, event.key, value, day))


def comes_before(event: Event, value: str, day: date, *, facts: Facts, past: Entries) -> bool:
    """Tell whether `value`, borne from `day`, was only recorded too late or not at all.

    What stands is as firm or firmer and still borne, and on `day` less was on record.
    """
    order = ["", *Status.values]
    stands = past.value(event.key, STATUS)
    then = past.value(event.key, STATUS, day)
    if not order.index(then) < order.index(value) <= order.index(stands):
        return False
    # A prediction is confirmed by its outcome, whatever its own evidence bears.
    is_held = event.is_prediction and stands == Status.CONFIRMED
    return is_held or weigh(facts, event.key, facts.today).bears(stands)


def for_outcome(
    value: str, *, settlers: Sequence[Event], facts: Facts, past: Entries
) -> Proposal:
    days = [settled_on(settler.key, value, past) for settler in settlers]
    known = [day for day in days if day]
    if not known:
        return Proposal()
    day = max(known)
    evidence = [
        key
        for settler in settlers
        for key in counting(facts, settler.key, past.value(settler.key, STATUS, day), day)
    ]
    return Proposal(day, evidence)


def settled_on(event: str, value: str, past: Entries) -> date | None:
    """Return the day on which `event` could settle a prediction with `value`."""
    line = past.counting(event, STATUS)
    if value == Outcome.HELD:
        confirmed = (entry.effective for entry in line if entry.value == Status.CONFIRMED)
        return next(confirmed, past.known_on(event))
    return past.known_on(event)


def first_day(facts: Facts, event: str, status: str) -> date | None:
    """Return the first day on which the evidence of `event` bears `status`."""
    cited = facts.by_event.get(event, ())
    days = sorted({c.known_on for c in cited if c.counts_by(facts.today) and c.known_on})
    return next((day for day in days if weigh(facts, event, day).bears(status)), None)


def counting(facts: Facts, event: str, status: str, day: date) -> list[str]:
    """Return the citations by which `event` has `status` on `day`."""
    known = [c for c in facts.by_event.get(event, ()) if c.counts_by(day)]
    supporting = [c for c in known if c.stance == Stance.SUPPORTS]
    primary = [c for c in supporting if c.basis == Basis.PRIMARY]
    if status == Status.CONFIRMED and primary:
        return [c.key for c in primary]
    if status == Status.RUMORED and not supporting:
        return [c.key for c in known if c.stance == Stance.MENTIONS]
    return [c.key for c in supporting]


def firmest(event: Event, facts: Facts) -> str:
    """Return the firmest status that the evidence of `event` bears today; "" if none."""
    weight = weigh(facts, event.key, facts.today)
    offered = [Status.RUMORED, Status.REPORTED]
    if not event.is_prediction:
        offered.append(Status.CONFIRMED)
    return next((status.value for status in reversed(offered) if weight.bears(status)), "")
