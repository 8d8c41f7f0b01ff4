"""Keeping calls up to date with the record that they are worked out from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import astuple, fields
from typing import Any

from django.db import transaction
from django.db.models import Q

from tracker.scores.calls import CallRow, calls_of
from tracker.scores.families import events_through, families_of, roots_of
from tracker.scores.models import Call
from tracker.shared.batches import batches
from tracker.stories.events import Event
from tracker.stories.values import Kind

FOREIGN = {"event": "event_id", "outlet": "outlet_id"}
COLUMNS = [FOREIGN.get(field.name, field.name) for field in fields(CallRow)]
# Families that are worked out at a time.
STEP = 200
BATCH = 500


def follow_record(events: set[int], sources: set[int]) -> None:
    """Bring the calls up to date after something of `events` and `sources` (ids) changed."""
    rescore({*events, *events_through(sources)} if sources else events)


@transaction.atomic(savepoint=False)
def rescore(events: Iterable[int]) -> int:
    """Work out anew the calls of `events` (ids) and of what they are part of; return how many
    rows that changed.

    Written is only what differs. Eleven queries for each 200 families at the most.
    """
    changed = 0
    for roots in batches(sorted(roots_of(events)), size=STEP):
        # Two who change the same prediction wait for each other, always in one order.
        [*Event.objects.select_for_update().filter(pk__in=roots).order_by("pk").values("pk")]
        stale, fresh = differences(roots)
        Call.objects.filter(pk__in=[pk for pk, _row in stale]).delete()
        Call.objects.bulk_create(
            [Call(**dict(zip(COLUMNS, astuple(row), strict=True))) for row in fresh],
            batch_size=BATCH,
        )
        changed += len(stale) + len(fresh)
    return changed


def differences(roots: Collection[int]) -> tuple[list[tuple[int, CallRow]], list[CallRow]]:
    """Return the rows on file under `roots` (ids) that are wrong, with their ids, and those
    that are missing; seven queries."""
    families = families_of(roots)
    wanted = {row for family in families for row in calls_of(family)}
    events = {*roots} | {one.id for family in families for one in family}
    here = Event.objects.filter(Q(pk__in=events) | Q(merged_into__in=events))
    rows = Call.objects.filter(event__in=here.values("pk")).values_list("pk", *COLUMNS)
    found = {CallRow(*row): pk for pk, *row in rows}
    stale = [(pk, row) for row, pk in found.items() if row not in wanted]
    return stale, sorted(wanted - found.keys(), key=place)


def place(row: CallRow) -> tuple[Any, ...]:
    return row.event, row.outlet, row.since


def all_roots() -> list[list[int]]:
    """Return every broad prediction and every one without any (ids), some in each list."""
    predictions = Event.objects.filter(kind=Kind.PREDICTION).values_list("pk", flat=True)
    return [*batches(sorted(roots_of(predictions)), size=STEP)]
