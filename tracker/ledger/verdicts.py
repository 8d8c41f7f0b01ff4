"""How the outcome of a prediction reads: the line in which pages say how it turned out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say
from tracker.ledger.entries import OUTCOME
from tracker.ledger.models import Change
from tracker.shared.markdown import plain
from tracker.stories.values import Miss, Outcome


@dataclass(frozen=True)
class Verdict:
    """What shared/_ribbon.html shows; `outcome` and what follows are empty for occurrences."""

    outcome: str
    reason: str
    miss_label: str
    actual: str
    due_text: str
    is_overdue: bool


def verdict_of(outcome: str, due: str, entry: Change | None, *, day: date) -> Verdict:
    """Return how `outcome` reads on `day`.

    due: the due date, EDTF. entry: the entry of the outcome in force; None if there is none.
    """
    is_settled = entry is not None and entry.value == outcome != Outcome.OPEN
    return Verdict(
        outcome=outcome,
        reason=reason_of(entry) if entry else "",
        miss_label=str(Miss(entry.miss).label) if entry and entry.miss else "",
        actual=entry.actual if entry and is_settled else "",
        due_text=say(due) if due else "",
        is_overdue=is_overdue(outcome, due, day),
    )


def reason_of(entry: Change) -> str:
    """Return why the outcome is as it is, or why another one was withdrawn.

    The reason of an entry that withdraws is that of the withdrawal; of `void`, it is both.
    """
    reason = plain(entry.reason)
    if not reason or entry.withdraws_id is None or entry.value == Outcome.VOID:
        return reason
    return _("An earlier outcome was withdrawn: %s") % reason


def is_overdue(outcome: str, due: str, day: date) -> bool:
    """Tell whether a prediction is open though its due date, EDTF or "", was before `day`."""
    if outcome != Outcome.OPEN or not due:
        return False
    last = parse_edtf(due).last
    return last is not None and last < day


def outcome_entries(events: Collection[int], day: date | None) -> dict[int, Change]:
    """Map the ids `events` to the outcome entry in force on `day`; one query."""
    changes = (
        Change.objects.counting()
        .effective_by(day)
        .filter(event__in=events, field=OUTCOME)
        .in_force_last()
    )
    return {change.event_id: change for change in changes}
