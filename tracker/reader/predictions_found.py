"""The predictions that an address asks for, in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from tracker.evidence.origins import Trace
from tracker.evidence.provenance import provenance_of
from tracker.reader.facets import narrow
from tracker.reader.predictions import Prediction, predictions_of
from tracker.reader.predictions_table import sorted_by
from tracker.reader.rows import Rows, rows_of
from tracker.reader.table_address import KEYS, TableAddress
from tracker.stories.models import Story
from tracker.stories.values import Kind


@dataclass(frozen=True)
class Found:
    """The predictions that an address asks for, in its order, and all that are known."""

    address: TableAddress
    rows: Rows
    counts: Mapping[str, Counter[str]]
    known: Mapping[int, Prediction]
    found: Sequence[Prediction]


def find(story: Story, address: TableAddress) -> Found:
    """Load, narrow and sort; four queries, and three more to sort by reports."""
    rows = rows_of(story, address.day, searching=bool(address.search))
    known = predictions_of(story, address.day, rows)
    for row in rows.all:
        if address.search and row.id in known:
            row.words.append(known[row.id].verdict.actual.casefold())
    address = address.among("outlet", rows.outlets)
    address = address.among("aspect", {one.aspect for one in known.values()})
    address = cast(TableAddress, address)
    kept, counts = narrow(
        [row for row in rows.all if row.kind == Kind.PREDICTION], address, KEYS
    )
    traces: Mapping[int, Trace] = {}
    if address.sort.endswith("reports"):
        traces = traces_of([*known], address.day)
    found = sorted_by(address, [known[row.id] for row in kept], traces)
    return Found(address, rows, counts, known, found)


def traces_of(ids: Collection[int], day: date | None) -> dict[int, Trace]:
    """Map the predictions `ids` to where their reports come from; three queries."""
    return {event: one.trace for event, one in provenance_of(ids, day).items()}
