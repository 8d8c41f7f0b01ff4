"""The outlets that an address asks for, in its order, with their track records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.http import QueryDict

from tracker.reader.called import Called, Figures, calls_on
from tracker.reader.facets import narrow
from tracker.reader.table_address import TableAddress, read_table_address
from tracker.scores.values import Role
from tracker.shared.tables import in_order
from tracker.sources.models import OutletKind

# All but the kind narrow which predictions count.
KEYS = ("calls", "kind", "story", "topic")
RECORD = "record"
SORTS = ("outlet", "predictions", "settled", RECORD, "first", "lead", "own")
BEST_RECORD = f"-{RECORD}"


@dataclass(frozen=True)
class OutletsAddress(TableAddress):
    sort: str = BEST_RECORD


@dataclass(frozen=True)
class OutletRecord:
    slug: str
    name: str
    kind: str
    country: str
    figures: Figures

    @property
    def group(self) -> int:
        """0 for those that can be compared, 1 for too few settled, 2 for none."""
        record = self.figures.record
        if record.is_ranked:
            return 0
        return 1 if record.n else 2


@dataclass(frozen=True)
class Found:
    """The outlets that an address asks for, in its order; `calls` are all that are known.

    labels: of the values that they have, by the keys of filters.
    """

    address: OutletsAddress
    calls: Sequence[Called]
    counts: Mapping[str, Counter[str]]
    found: Sequence[OutletRecord]
    labels: Mapping[str, Mapping[str, str]]

    @property
    def known_count(self) -> int:
        return len({call.outlet for call in self.calls})


def read_outlets_address(path: str, query: QueryDict, day: date | None) -> OutletsAddress:
    """Read all but `as_of`. What makes no sense is as if it were not there."""
    known = {"calls": tuple(Role.values), "kind": tuple(OutletKind.values)}
    choices = {key: known.get(key) for key in KEYS}
    return read_table_address(OutletsAddress, path, query, day, choices, SORTS)


def find(address: OutletsAddress) -> Found:
    """Load, narrow and sort; one query."""
    calls = calls_on(address.day, words_of=lambda name, _statement: name)
    labels = {
        "calls": {role: str(label) for role, label in Role.choices},
        "kind": {value: str(label) for value, label in OutletKind.choices},
        "story": {call.story: call.story_title for call in calls},
        "topic": {call.topic: call.topic for call in calls if call.topic},
    }
    for key in KEYS:
        address = cast(OutletsAddress, address.among(key, labels[key]))
    kept, counts = narrow(calls, address, KEYS, counted=lambda call: call.outlet)
    return Found(address, calls, counts, sorted_by(address.sort, records_of(kept)), labels)


def records_of(calls: Iterable[Called]) -> list[OutletRecord]:
    """Return the outlets of `calls` with their records, by name."""
    by_outlet: dict[str, list[Called]] = {}
    for call in calls:
        by_outlet.setdefault(call.outlet, []).append(call)
    found = [
        OutletRecord(
            slug=slug,
            name=own[0].outlet_name,
            kind=own[0].outlet_kind,
            country=own[0].country,
            figures=Figures(own),
        )
        for slug, own in by_outlet.items()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.slug))


def sorted_by(sort: str, found: Iterable[OutletRecord]) -> list[OutletRecord]:
    """Return `found`, which are by name, in the order of `sort`, by groups.

    Records are compared by the lower bound of their interval, which a long one raises. Those
    that are too short are not compared: by records, they stay by name.
    """
    values: dict[str, Callable[[OutletRecord], Any]] = {
        "outlet": lambda one: one.name,
        "predictions": lambda one: len(one.figures.calls),
        "settled": lambda one: one.figures.record.n,
        RECORD: lower_bound,
        "first": lambda one: one.figures.first_count,
        "lead": lambda one: one.figures.median_lead,
        "own": lambda one: len(one.figures.own.calls),
    }
    name = sort.removeprefix("-")
    ordered = in_order(found, values[name], is_descending=sort.startswith("-"))
    return sorted(ordered, key=lambda one: one.group)


def lower_bound(one: OutletRecord) -> float | None:
    interval = one.figures.record.interval
    return interval.low if interval and one.group == 0 else None
