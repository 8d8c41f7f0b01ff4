"""Writing checked entries down, and bringing the events up to date with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from tracker.dates.edtf import parse_edtf
from tracker.evidence.models import Citation
from tracker.ledger.chain import GENESIS, digest
from tracker.ledger.entries import DUE, OUTCOME, STATUS, Entries, Entry
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome

BATCH = 500


@dataclass
class Ids:
    """Database ids of a story's events and citations by key, and of its entries by number."""

    events: dict[str, int]
    citations: dict[str, int]
    entries: dict[int, int]


def newest_entry(story: Story) -> Change | None:
    """Return the story's entry with the greatest number, None if it has none."""
    return Change.objects.filter(story=story).order_by("-number").first()


def append(
    story: Story, entries: Sequence[Entry], *, digests: Sequence[str] = ()
) -> list[Change]:
    """Write checked `entries` behind the story's ledger and return the rows.

    The story must be locked. `digests` are those of a verified chain, for as many of the
    entries as it has; the others are worked out.
    """
    newest = newest_entry(story)
    previous = newest.digest if newest else GENESIS
    ids = ids_for(story, entries)
    rows: list[Change] = []
    pending: list[tuple[Change, Entry]] = []
    for place, entry in enumerate(entries):
        previous = digests[place] if place < len(digests) else digest(previous, entry)
        if entry.withdraws and entry.withdraws not in ids.entries:
            # It withdraws an entry that has no id yet, and rows are never updated.
            rows += write(pending, ids)
            pending = []
        pending.append((row_of(story, entry, ids, previous), entry))
    return rows + write(pending, ids)


def row_of(story: Story, entry: Entry, ids: Ids, entry_digest: str) -> Change:
    return Change(
        story=story,
        number=entry.number,
        event_id=ids.events[entry.event],
        field=entry.field,
        value=entry.value,
        effective=entry.effective,
        reason=entry.reason,
        actual=entry.actual,
        miss=entry.miss,
        override=entry.override,
        withdraws_id=ids.entries[entry.withdraws] if entry.withdraws else None,
        recorded_at=entry.recorded_at,
        recorded_by=entry.recorded_by,
        digest=entry_digest,
    )


def write(pending: Sequence[tuple[Change, Entry]], ids: Ids) -> list[Change]:
    """Insert rows with the evidence and settling events of their entries."""
    rows = Change.objects.bulk_create([row for row, _ in pending], batch_size=BATCH)
    ids.entries |= {row.number: row.pk for row in rows}
    ChangeEvidence.objects.bulk_create(
        [
            ChangeEvidence(change=row, citation_id=ids.citations[key], position=position)
            for row, entry in pending
            for position, key in enumerate(entry.evidence)
        ],
        batch_size=BATCH,
    )
    ChangeSettler.objects.bulk_create(
        [
            ChangeSettler(change=row, event_id=ids.events[key], position=position)
            for row, entry in pending
            for position, key in enumerate(entry.resolved_by)
        ],
        batch_size=BATCH,
    )
    return rows


def ids_for(story: Story, entries: Sequence[Entry]) -> Ids:
    """Look up the ids of all that `entries` name; three queries."""
    events = {key for entry in entries for key in (entry.event, *entry.resolved_by)}
    citations = {key for entry in entries for key in entry.evidence}
    withdrawn = {entry.withdraws for entry in entries if entry.withdraws}
    return Ids(
        events=pk_by(Event, story, "key", events),
        citations=pk_by(Citation, story, "key", citations),
        entries=pk_by(Change, story, "number", withdrawn),
    )


def pk_by(model: type[Model], story: Story, name: str, values: set[Any]) -> dict[Any, int]:
    """Map the column `name` to the id for rows of `story`, for all `values` or more."""
    rows = model._default_manager.filter(story=story)
    if len(values) <= BATCH:
        rows = rows.filter(**{f"{name}__in": values})
    return dict(rows.values_list(name, "pk"))


def bring_up_to_date(events: Iterable[Event], entries: Entries) -> None:
    """Set what each event repeats of the ledger, from all its `entries`.

    Written past the history of words: they did not change.
    """
    changed = []
    for event in events:
        current = current_values(event, entries)
        if any(getattr(event, name) != value for name, value in current.items()):
            for name, value in current.items():
                setattr(event, name, value)
            changed.append(event)
    Event.objects.bulk_update(changed, Event.LEDGERED, batch_size=BATCH)


def current_values(event: Event, entries: Entries) -> dict[str, Any]:
    """Return what `event` repeats of the ledger, by field name."""
    known_on = entries.known_on(event.key)
    due = entries.value(event.key, DUE)
    outcome = entries.value(event.key, OUTCOME)
    if known_on and not outcome and event.kind == Kind.PREDICTION:
        outcome = Outcome.OPEN.value
    return {
        "status": entries.value(event.key, STATUS),
        "outcome": outcome,
        "due": due,
        "due_on": parse_edtf(due).last if due else None,
        "known_on": known_on,
        "timeline_on": event.timeline_day(known_on),
    }
