"""What the record form offers before anything is typed, and what it shows before recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.dates.words import say
from tracker.desk.ids import may_be_id
from tracker.desk.proposing import Proposal, firmest, propose
from tracker.desk.record_form import RecordForm
from tracker.desk.words import value_in_words
from tracker.evidence.models import Citation
from tracker.ledger.facts import entries_about, facts_about
from tracker.ledger.models import Change, Field
from tracker.ledger.verdicts import Verdict, outcome_entries, verdict_of
from tracker.ledger.weighing import Facts
from tracker.stories.events import Event
from tracker.stories.values import Outcome


@dataclass(frozen=True)
class Preview:
    """What would be recorded, and what readers would see of `event` then."""

    entries: Sequence[str]
    event: Event
    status: str
    verdict: Verdict
    reversed: str


def facts_now(events: Sequence[Event]) -> Facts:
    return facts_about(events, today=timezone.localdate(timezone=events[0].story.zone))


def proposal_for(
    event: Event, field: str, value: str, settlers: Sequence[Event]
) -> tuple[Proposal, list[int]]:
    """Return what bears `value`, and the ids of its citations."""
    events = [event, *settlers]
    found = propose(
        event,
        field,
        value,
        settlers=settlers,
        facts=facts_now(events),
        past=entries_about(events),
    )
    ids = dict(
        Citation.objects.filter(story=event.story_id, key__in=found.evidence).values_list(
            "key", "pk"
        )
    )
    return found, [ids[key] for key in found.evidence]


def first_typed(event: Event, field: str, query: QueryDict) -> dict[str, Any]:
    """Return what the form shows when it is opened."""
    if may_be_id(withdrawn := query.get("withdraws", "")):
        wrong = Change.objects.counting().filter(event=event, field=field, pk=withdrawn)
        if entry := wrong.first():
            return instead_of(entry)
    if field == Field.DUE:
        return first_due(event)
    if field != Field.STATUS:
        return {}
    value = firmest(event, facts_now([event]))
    if not value or value == event.status:
        return {}
    found, ids = proposal_for(event, field, value, [])
    return {"value": value} | offered(found, ids)


def first_due(event: Event) -> dict[str, Any]:
    """Return the day and the evidence with which `event` became known: what said when, too.

    A due date that is moved is known from some later day. Nothing tells which, and today,
    on which it is typed, is hardly ever it.
    """
    line = Change.objects.counting().filter(event=event, field=Field.STATUS)
    first = line.order_by("effective", "number").first()
    if event.due or first is None:
        return {"effective": ""}
    ids = first.evidence.accepted().values_list("pk", flat=True)
    return offered(Proposal(first.effective), [*ids])


def instead_of(wrong: Change) -> dict[str, Any]:
    """Return the form filled in to withdraw `wrong`: what held without it holds instead.

    Where nothing else held, `wrong` itself is filled in, to mend what was wrong about it.
    """
    line = Change.objects.counting().filter(event=wrong.event, field=wrong.field)
    standing = line.exclude(pk=wrong.pk).filter(effective__lte=wrong.effective)
    before = standing.order_by("effective", "number").last()
    typed: dict[str, Any] = {"withdraws": wrong.pk, "effective": wrong.effective}
    if before:
        typed |= {"value": before.value}
        typed["evidence"] = [*before.evidence.accepted().values_list("pk", flat=True)]
        typed |= {"actual": before.actual, "miss": before.miss}
    elif wrong.field == Field.OUTCOME:
        typed["value"] = Outcome.OPEN.value
    else:
        typed["value"] = say(wrong.value) if wrong.field == Field.DUE else wrong.value
        typed["evidence"] = [*wrong.evidence.accepted().values_list("pk", flat=True)]
    return typed


def offered(found: Proposal, ids: Sequence[int]) -> dict[str, Any]:
    if found.effective is None:
        return {}
    day = say(found.effective.isoformat())
    return {"effective": day, "evidence": [*ids], "proposed": mark(day, ids)}


def mark(day: str, ids: Sequence[Any]) -> str:
    """Return what tells whether a proposal still stands as it was made."""
    return f"{day}|{','.join(sorted(map(str, ids)))}"


def with_proposal(form: RecordForm, *, only_if_untouched: bool) -> QueryDict:
    """Return what was typed, with the day and the evidence that bear the chosen value."""
    data = form.data.copy()
    if form.field == Field.DUE:
        return with_day_of_evidence(form, data)
    now = mark(data.get("effective", ""), data.getlist("evidence"))
    if only_if_untouched and data.get("proposed") and now != data["proposed"]:
        return data
    settlers = [pk for pk in data.getlist("resolved_by") if may_be_id(pk)]
    events = Event.objects.known().filter(story=form.event.story_id, pk__in=settlers)
    chosen = [*events.exclude(pk=form.event.pk).select_related("story")]
    found, ids = proposal_for(form.event, form.field, data.get("value", ""), chosen)
    for name, value in offered(found, ids).items():
        data.setlist(name, [str(v) for v in value] if isinstance(value, list) else [value])
    return data


def with_day_of_evidence(form: RecordForm, data: QueryDict) -> QueryDict:
    """Return what was typed, with the day on which all that is ticked was known.

    A day that somebody typed stays.
    """
    before = data.get("proposed", "").partition("|")[0]
    if data.get("effective", "").strip() not in {"", before}:
        return data
    ticked = [pk for pk in data.getlist("evidence") if may_be_id(pk)]
    cited = form.fields["evidence"].queryset.filter(pk__in=ticked)
    days = {*cited.values_list("source__known_on", flat=True)} - {None}
    if not days:
        return data
    day = say(max(days | {form.event.known_on} - {None}).isoformat())
    data["effective"], data["proposed"] = day, mark(day, ticked)
    return data


def preview_of(
    event: Event, entries: Sequence[Change], told: Sequence[str], *, before: str
) -> Preview:
    """Return what readers would see once `entries` are recorded; `event` is up to date.

    before: the value that stood until now.
    """
    today = timezone.localdate(timezone=event.story.zone)
    entry = outcome_entries([event.pk], None).get(event.pk)
    return Preview(
        entries=told,
        event=event,
        status=event.status,
        verdict=verdict_of(event.outcome, event.due, entry, day=today),
        reversed=taken_back(entries[0].field, before, getattr(event, entries[0].field)),
    )


def taken_back(field: str, before: str, value: str) -> str:
    """Say that readers will see an outcome reversed; "" if none is."""
    if field != Field.OUTCOME or before in {"", Outcome.OPEN, value}:
        return ""
    return _("This takes back “%s”, and readers see that it was.") % value_in_words(
        field, before
    )
