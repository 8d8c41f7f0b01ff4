"""Recording: the only way in which status, outcome and due date change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.evidence.models import Citation
from tracker.ledger.entries import OUTCOME, STATUS, Entries, Entry
from tracker.ledger.facts import entries_about, facts_about
from tracker.ledger.models import Change
from tracker.ledger.rule import Facts, Problem, disagreements, problems, weigh
from tracker.ledger.store import append, bring_up_to_date, newest_entry
from tracker.stories.models import Event, Kind, Outcome, Status, Story


class ChangeRefused(ValueError):
    """The ledger does not take an entry; `problems` says why, part by part."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = [*problems]


@transaction.atomic
def record(
    event: Event,
    field: str,
    value: str,
    *,
    effective: date,
    evidence: Sequence[Citation],
    by: str,
    reason: str = "",
    resolved_by: Sequence[Event] = (),
    actual: str = "",
    miss: str = "",
    override: bool = False,
    withdraws: Change | None = None,
    now: datetime | None = None,
) -> list[Change]:
    """Record one change of `event` and return the new entries of the ledger.

    A prediction's outcome "held" brings the status "confirmed" with it, and leaving it
    lowers the status: then two entries come back. `by` is the name of who records, `now` an
    aware datetime, by default the present moment. `override` sets aside what the evidence
    lacks, nothing else; whether `by` may do so is for the caller to ask.

    The story is locked, so entries are numbered without gaps whoever else is recording.

    Raises ChangeRefused if the ledger does not take it; nothing is recorded then.
    """
    story = Story.objects.select_for_update().get(pk=event.story_id)
    moment = (now or timezone.now()).replace(microsecond=0)
    newest = newest_entry(story)
    concerned = [event, *resolved_by]
    past = entries_about(concerned)
    entry = Entry(
        number=newest.number + 1 if newest else 1,
        event=event.key,
        field=field,
        value=value,
        effective=effective,
        evidence=tuple(citation.key for citation in evidence),
        resolved_by=tuple(settler.key for settler in resolved_by),
        reason=reason,
        actual=actual,
        miss=miss,
        override=override,
        withdraws=withdraws.number if withdraws else None,
        recorded_at=moment,
        recorded_by=by,
    )
    facts = facts_about(concerned, today=moment.astimezone(story.zone).date())
    new = [entry, *companions(entry, facts, past)]
    entries = Entries([*past.all, *new])
    refuse_if(found_wrong(new, facts, entries, past))
    rows = append(story, new)
    bring_up_to_date([event], entries)
    return rows


def found_wrong(
    new: Sequence[Entry], facts: Facts, entries: Entries, past: Entries
) -> Iterable[Problem]:
    """Yield every reason to refuse the entries `new`."""
    for entry in new:
        yield from problems(entry, facts, entries)
        if changes_nothing(entry, past):
            message = _("It stands at “%s” on that day already.") % entry.value
            yield Problem("value", message)
    if event := facts.events.get(new[0].event):
        yield from (problem for _entry, problem in disagreements(event, entries))


def changes_nothing(entry: Entry, past: Entries) -> bool:
    """Tell whether `entry` says again what holds; an outcome may, to add what is known now."""
    said = past.value(entry.event, entry.field, entry.effective)
    return entry.withdraws is None and entry.field != OUTCOME and said == entry.value


def refuse_if(found: Iterable[Problem]) -> None:
    """Raise ChangeRefused if there is any problem; each is told once."""
    if told := list(dict.fromkeys(found)):
        raise ChangeRefused(told)


def companions(entry: Entry, facts: Facts, past: Entries) -> list[Entry]:
    """Return the change of status that `entry` brings with it: one entry, or none.

    Held and confirmed come and go together, on the same day and evidence.
    """
    event = facts.events.get(entry.event)
    if entry.field != OUTCOME or event is None or event.kind != Kind.PREDICTION:
        return []
    entries = Entries([*past.all, entry])
    outcome = entries.value(entry.event, OUTCOME, entry.effective)
    status = entries.latest(entry.event, STATUS, entry.effective)
    is_confirmed = status is not None and status.value == Status.CONFIRMED
    if (outcome == Outcome.HELD) == is_confirmed:
        return []
    plain = replace(
        entry, number=entry.number + 1, field=STATUS, actual="", miss="", withdraws=None
    )
    if outcome == Outcome.HELD:
        return [replace(plain, value=Status.CONFIRMED)]
    return [lowered(plain, status, withdraws=entry.withdraws, facts=facts, past=past)]


def lowered(
    plain: Entry, confirmed: Entry, *, withdraws: int | None, facts: Facts, past: Entries
) -> Entry:
    """Return `plain` as the entry that takes the status `confirmed` back.

    Where the outcome that brought it is withdrawn, so is the status. The status falls to
    what the evidence bears on the day, on the evidence of the status before.
    """
    bears_report = weigh(facts, plain.event, plain.effective).bears(Status.REPORTED)
    own = tuple(key for key in plain.evidence if is_about(key, plain.event, facts))
    line = past.counting(plain.event, STATUS)
    earlier = next((e for e in line if e.value != Status.CONFIRMED), confirmed)
    kept = tuple(key for key in earlier.evidence if is_about(key, plain.event, facts))
    return replace(
        plain,
        value=Status.REPORTED if bears_report else Status.RUMORED,
        evidence=own or kept,
        resolved_by=(),
        override=False,
        withdraws=confirmed.number if withdraws else None,
    )


def is_about(citation: str, event: str, facts: Facts) -> bool:
    return citation in facts.citations and facts.citations[citation].event == event
