"""Recording: the only way in which status, outcome and due date change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.evidence.following import tell
from tracker.evidence.models import Citation
from tracker.ledger.entries import DUE, OUTCOME, STATUS, Entries, Entry
from tracker.ledger.facts import entries_about, facts_about
from tracker.ledger.models import Change
from tracker.ledger.rule import Problem, disagreements, problems
from tracker.ledger.store import append, bring_up_to_date, newest_entry
from tracker.ledger.weighing import Facts, weigh
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status


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
    refuse_if(foreign(story, events=resolved_by, citations=evidence, withdraws=withdraws))
    # Somebody else may have recorded since it was loaded.
    event.refresh_from_db(fields=Event.LEDGERED)
    moment = (now or timezone.now()).replace(microsecond=0)
    newest = newest_entry(story)
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
    today = moment.astimezone(story.zone).date()
    concerned = [event, *resolved_by]
    if field == DUE:
        # What was held on time must not turn out late by it.
        concerned += Event.objects.filter(settler_rows__change__event=event).distinct()
    return take_down(
        entry, story, concerned, facts_about(concerned, cited=evidence, today=today)
    )


def take_down(
    entry: Entry, story: Story, concerned: Sequence[Event], facts: Facts
) -> list[Change]:
    """Check `entry` and what it brings, write both down, and bring its event up to date.

    `concerned` are the event of the entry, then those that settle it or have settled it.
    """
    past = entries_about(concerned)
    new = [entry, *companions(entry, facts, past)]
    entries = Entries([*past.all, *new])
    refuse_if(found_wrong(new, facts, entries, past))
    rows = append(story, new)
    bring_up_to_date(concerned[:1], entries)
    tell(events=[concerned[0].pk])
    return rows


def foreign(
    story: Story,
    *,
    events: Iterable[Event],
    citations: Iterable[Citation],
    withdraws: Change | None,
) -> Iterable[Problem]:
    """Yield what of another story is named; entries know keys and numbers of their story."""
    if any(event.story_id != story.pk for event in events):
        yield Problem("resolved_by", _("Only events of the same story settle a prediction."))
    if any(citation.story_id != story.pk for citation in citations):
        yield Problem("evidence", _("Only citations of the same story are evidence."))
    if withdraws and withdraws.story_id != story.pk:
        yield Problem("withdraws", _("Only an entry of the same story can be withdrawn."))


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
        yield from (problem for _entry, problem in disagreements(event, facts, entries))


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
    is_held = entries.value(entry.event, OUTCOME, entry.effective) == Outcome.HELD
    status = entries.latest(entry.event, STATUS, entry.effective)
    is_confirmed = status is not None and status.value == Status.CONFIRMED
    withdrawn = brought_by(entry.withdraws, past)
    if is_held == is_confirmed and withdrawn is None:
        return []
    plain = replace(
        entry,
        number=entry.number + 1,
        field=STATUS,
        actual="",
        miss="",
        withdraws=withdrawn.number if withdrawn else None,
    )
    if is_held:
        return [replace(plain, value=Status.CONFIRMED)]
    return [lowered(plain, facts=facts, past=past)]


def brought_by(number: int | None, past: Entries) -> Entry | None:
    """Return the confirmation that the outcome with this number brought; None if none.

    Where the outcome is withdrawn, so is what it brought.
    """
    outcome = next((entry for entry in past.all if entry.number == number), None)
    if outcome is None or outcome.value != Outcome.HELD:
        return None
    brought = (Status.CONFIRMED, outcome.effective)
    line = past.counting(outcome.event, STATUS)
    return next((entry for entry in line if (entry.value, entry.effective) == brought), None)


def lowered(plain: Entry, *, facts: Facts, past: Entries) -> Entry:
    """Return `plain` as the entry that takes the confirmation back.

    The status falls to what the evidence bears on the day. Where the outcome rests on
    other events alone, it keeps the evidence of the status before the confirmation.
    """
    weight = weigh(facts, plain.event, plain.effective)
    own = tuple(key for key in plain.evidence if is_about(key, plain.event, facts))
    kept: tuple[str, ...] = ()
    for status in past.counting(plain.event, STATUS):
        if status.value != Status.CONFIRMED and status.effective <= plain.effective:
            kept = tuple(key for key in status.evidence if is_about(key, plain.event, facts))
    return replace(
        plain,
        value=Status.REPORTED if weight.bears(Status.REPORTED) else Status.RUMORED,
        evidence=own or kept,
        resolved_by=(),
        # Said only where it is needed: nothing else was overridden here.
        override=plain.override and not weight.bears(Status.RUMORED),
    )


def is_about(citation: str, event: str, facts: Facts) -> bool:
    return citation in facts.citations and facts.citations[citation].event == event
