"""No status without evidence: what an entry must show before it is recorded. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext as _

from tracker.dates.edtf import UnclearDate, parse_edtf
from tracker.ledger.entries import DUE, LONGEST_ACTUAL, OUTCOME, STATUS, Entries, Entry
from tracker.ledger.weighing import EventFacts, Facts, weigh
from tracker.shared.text import control_character
from tracker.stories.values import Kind, Miss, Outcome, Status


class Ground(Enum):
    """Why an entry is refused. Only INSUFFICIENT may be overridden."""

    FORM = "form"
    EVIDENCE = "evidence"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Problem:
    """One reason to refuse an entry; `part` names what of the entry is to be mended."""

    part: str
    message: str
    ground: Ground = Ground.FORM


def problems(entry: Entry, facts: Facts, entries: Entries) -> list[Problem]:
    """Return all reasons to refuse `entry`, [] if it may be recorded.

    `entries` are the story's entries with `entry` and all that is recorded together with it.
    Whether the event's status and outcome agree afterwards is for `disagreements` to say.
    """
    if entry.event not in facts.events:
        return [Problem("event", _("There is no event “%s” in this story.") % entry.event)]
    found = [*wrong_form(entry, facts, entries), *wrong_resolution(entry, facts, entries)]
    found += wrong_evidence(entry, facts)
    if not found and not entry.override:
        found += insufficient(entry, facts, entries)
    return found


def wrong_form(entry: Entry, facts: Facts, entries: Entries) -> Iterator[Problem]:
    """Yield what is wrong with the entry's value, dates and words."""
    if wrong := wrong_value(entry, facts.events[entry.event]):
        yield wrong
    if entry.effective > facts.today:
        yield Problem(
            "effective",
            _("%(day)s lies in the future; an entry takes effect on the day it could be known.")
            % {"day": entry.effective},
        )
    for part in ("reason", "actual"):
        if control_character(getattr(entry, part)):
            yield Problem(part, _("Remove the invisible control characters."))
    if len(entry.actual) > LONGEST_ACTUAL:
        yield Problem("actual", _("Say it in %d characters.") % LONGEST_ACTUAL)
    if entry.override and not entry.reason.strip():
        yield Problem("reason", _("Overriding the evidence rule needs a reason."))
    if entry.withdraws is not None:
        yield from wrong_withdrawal(entry, entries)
    if entry.field == OUTCOME:
        yield from wrong_outcome(entry)
    else:
        for part in ("actual", "miss"):
            if getattr(entry, part):
                yield Problem(part, _("Only an outcome has this."))


def wrong_value(entry: Entry, event: EventFacts) -> Problem | None:
    """Return what is wrong with the entry's field or value."""
    allowed = {STATUS: Status.values, OUTCOME: Outcome.values}
    if entry.field not in {STATUS, OUTCOME, DUE}:
        return Problem("field", _("An entry changes the status, the outcome or the due date."))
    if entry.field != STATUS and event.kind != Kind.PREDICTION:
        return Problem("field", _("Only predictions have an outcome and a due date."))
    if entry.field == DUE:
        try:
            canonical = parse_edtf(entry.value).text
        except UnclearDate as error:
            return Problem("value", str(error))
        if canonical != entry.value:
            return Problem("value", _("Write %s.") % canonical)
    elif entry.value not in allowed[entry.field]:
        return Problem("value", _("Choose one of: %s.") % ", ".join(allowed[entry.field]))
    return None


def wrong_withdrawal(entry: Entry, entries: Entries) -> Iterator[Problem]:
    """Yield what is wrong with the entry that `entry` withdraws."""
    target = next((other for other in entries.all if other.number == entry.withdraws), None)
    if target is None or target.number >= entry.number:
        yield Problem("withdraws", _("Only an earlier entry can be withdrawn."))
    elif (target.event, target.field) != (entry.event, entry.field):
        yield Problem(
            "withdraws", _("Only an entry of the same event and field can be withdrawn.")
        )
    earlier = [
        o for o in entries.all if o.withdraws == entry.withdraws and o.number < entry.number
    ]
    if earlier:
        yield Problem("withdraws", _("Entry %d has been withdrawn already.") % entry.withdraws)


def wrong_outcome(entry: Entry) -> Iterator[Problem]:
    """Yield what is missing from, or too much in, an outcome."""
    settled = entry.value not in {Outcome.OPEN, Outcome.VOID}
    if settled and not entry.actual.strip():
        yield Problem("actual", _("Say what actually happened."))
    if entry.value == Outcome.VOID and not entry.reason.strip():
        yield Problem("reason", _("Say why it cannot be determined."))
    if entry.miss and entry.miss not in Miss.values:
        yield Problem("miss", _("Choose one of: %s.") % ", ".join(Miss.values))
    elif entry.miss and entry.value not in {Outcome.PARTLY_HELD, Outcome.FAILED}:
        yield Problem("miss", _("Only what did not fully hold up has missed in some way."))


def wrong_resolution(entry: Entry, facts: Facts, entries: Entries) -> Iterator[Problem]:
    """Yield what is wrong with the events that are said to have settled a prediction."""
    if not entry.resolved_by:
        return
    if not may_be_settled(entry, facts):
        message = _(
            "Only an outcome, or the confirmation that comes with it, is settled by events."
        )
        yield Problem("resolved_by", message)
        return
    if len({*entry.resolved_by}) < len(entry.resolved_by):
        yield Problem("resolved_by", _("The same event is named twice."))
    for key in entry.resolved_by:
        if key not in facts.events or key == entry.event:
            yield Problem("resolved_by", _("“%s” is no other event of this story.") % key)
            continue
        known_on = entries.known_on(key)
        if known_on is None or known_on > entry.effective:
            message = _("“%(event)s” was not known by %(day)s.") % {
                "event": key,
                "day": entry.effective,
            }
            yield Problem("resolved_by", message, Ground.EVIDENCE)


def may_be_settled(entry: Entry, facts: Facts) -> bool:
    """Tell whether `entry` is an outcome, or a status that only comes with an outcome."""
    is_prediction = facts.events[entry.event].kind == Kind.PREDICTION
    return entry.field == OUTCOME or (
        is_prediction and entry.field == STATUS and entry.value == Status.CONFIRMED
    )


def is_after(day: date, due: str) -> bool:
    """Tell whether `day` lies after all days that `due` (EDTF) may mean."""
    try:
        last = parse_edtf(due).last
    except UnclearDate:
        # wrong_value has said so.
        return False
    return last is not None and day > last


def wrong_evidence(entry: Entry, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with the citations that the entry rests on."""
    if not entry.evidence and (entry.field, entry.value) != (OUTCOME, Outcome.OPEN):
        yield Problem("evidence", _("Cite at least one accepted citation."))
    if len({*entry.evidence}) < len(entry.evidence):
        yield Problem("evidence", _("The same citation is named twice."))
    settlers = entry.resolved_by if may_be_settled(entry, facts) else ()
    for key in entry.evidence:
        citation = facts.citations.get(key)
        if citation is None:
            yield Problem("evidence", _("There is no citation “%s” in this story.") % key)
        elif citation.event != entry.event and citation.event not in settlers:
            message = _("Citation “%(key)s” is about another event, “%(event)s”.")
            yield Problem("evidence", message % {"key": key, "event": citation.event})
        elif not citation.accepted:
            message = _("Citation “%s” is not accepted.") % key
            yield Problem("evidence", message, Ground.EVIDENCE)
        elif not citation.counts_by(entry.effective):
            message = _(
                "The source of citation “%(key)s” was known only on %(known)s, after %(day)s."
            )
            known = citation.known_on or _("an unknown day")
            values = {"key": key, "known": known, "day": entry.effective}
            yield Problem("evidence", message % values, Ground.EVIDENCE)


def insufficient(entry: Entry, facts: Facts, entries: Entries) -> Iterator[Problem]:
    """Yield what is missing for the entry's status."""
    if entry.field != STATUS:
        return
    weight = weigh(facts, entry.event, entry.effective)
    settled = any(
        entries.value(key, STATUS, entry.effective) == Status.CONFIRMED
        for key in entry.resolved_by
    )
    if not settled and not weight.bears(entry.value):
        yield Problem("evidence", weight.lacks(entry.value), Ground.INSUFFICIENT)


def late(event: EventFacts, facts: Facts, entries: Entries) -> list[tuple[Entry, Problem]]:
    """Return where `event` is held although it came true after its due date.

    Settling events of which `facts` know nothing are passed over.
    """
    found = []
    for entry in entries.counting(event.key, OUTCOME):
        settlers = [facts.events[key] for key in entry.resolved_by if key in facts.events]
        happened = [settler.happened_from for settler in settlers if settler.happened_from]
        due = entries.latest(event.key, DUE, entry.effective)
        if entry.value != Outcome.HELD or not happened or due is None:
            continue
        if is_after(min(happened), due.value):
            message = _(
                "It came true after its due date (%s): that is failed, with the miss “late”."
            )
            later = max(entry, due, key=lambda one: one.number)
            found.append((later, Problem("value", message % due.value, Ground.EVIDENCE)))
    return found


def disagreements(
    event: EventFacts, facts: Facts, entries: Entries
) -> list[tuple[Entry, Problem]]:
    """Return where status, outcome and due date do not agree, or come before the first status.

    Each problem comes with the entry that brings it about. A prediction is confirmed on
    exactly the days on which its outcome is held.
    """
    known_on = entries.known_on(event.key)
    found = late(event, facts, entries)
    for name in (OUTCOME, DUE):
        line = entries.counting(event.key, name)
        if line and (known_on is None or line[0].effective < known_on):
            message = _("“%s” has no status by then; an event is known by its first status.")
            found.append((line[0], Problem("effective", message % event.key)))
    if event.kind != Kind.PREDICTION:
        return found
    turns = [*entries.counting(event.key, STATUS), *entries.counting(event.key, OUTCOME)]
    for entry in sorted(turns, key=lambda entry: (entry.effective, entry.number)):
        status = entries.value(event.key, STATUS, entry.effective)
        outcome = entries.value(event.key, OUTCOME, entry.effective)
        if (status == Status.CONFIRMED) != (outcome == Outcome.HELD):
            message = _(
                "On %(day)s the status is %(status)s and the outcome %(outcome)s: a prediction "
                "is confirmed together with the outcome held, and only then."
            )
            values = {
                "day": entry.effective,
                "status": status or "–",
                "outcome": outcome or Outcome.OPEN.value,
            }
            found.append((entry, Problem("value", message % values)))
            break
    return found
