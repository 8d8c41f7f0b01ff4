"""Narrowing a timeline, and how many events each further choice would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from tracker.evidence.models import Basis
from tracker.reader.address import CHOICES, Address
from tracker.reader.shares import ORDER
from tracker.stories.values import Kind, Outcome, Status

LABELS = {"status": Status, "outcome": Outcome, "kind": Kind, "basis": Basis}


class Facetted(Protocol):
    """A row that can be narrowed: the words that a search looks through, in one case."""

    words: list[str]

    def values(self, key: str) -> set[str]:
        """Return what the row has of a filter's key."""


Narrowed = TypeVar("Narrowed", bound=Facetted)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Select:
    name: str
    label: str
    options: Sequence[Option]
    is_multiple: bool


@dataclass(frozen=True)
class Filters:
    """The filter form. `hidden` keeps what the form does not ask for."""

    path: str
    label: str
    statuses: Sequence[Option]
    selects: Sequence[Select]
    q: str
    hidden: Collection[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """One outcome with its count, a link that narrows to it."""

    outcome: str
    count: int
    url: str = ""
    is_current: bool = False


def narrow(
    rows: Iterable[Narrowed],
    address: Address,
    keys: Collection[str] = tuple(CHOICES),
    *,
    counted: Callable[[Narrowed], Hashable] = id,
) -> tuple[list[Narrowed], dict[str, Counter[str]]]:
    """Return the rows that `address` asks for, and what each choice of `keys` would leave.

    The count of a choice has all filters applied but those of its own key, since values of
    one key are ORed. Rows that are the same to `counted` count once.
    """
    words = address.search.casefold().split()
    kept: list[Narrowed] = []
    left: dict[str, set[tuple[str, Hashable]]] = {key: set() for key in keys}
    for row in rows:
        if words and not all(any(word in text for text in row.words) for word in words):
            continue
        missed = [
            key for key, values in address.chosen.items() if row.values(key).isdisjoint(values)
        ]
        if not missed:
            kept.append(row)
        if len(missed) <= 1:
            for key in missed or keys:
                left[key] |= {(value, counted(row)) for value in row.values(key)}
    return kept, {key: Counter(value for value, _row in pairs) for key, pairs in left.items()}


def filters_for(
    address: Address,
    counts: Mapping[str, Counter[str]],
    named: Mapping[str, Mapping[str, str]],
    *,
    keys: Collection[str] = tuple(CHOICES),
    label: str = "",
) -> Filters:
    """Return the form that narrows by `keys` and by a search.

    `named` has the labels of values that the record brings, by key; `label` says what is
    narrowed, events without it.
    """
    labels = {key: dict(choices.choices) for key, choices in LABELS.items()}
    for key, names in named.items():
        labels[key] = dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
    titles = {
        "outcome": _("Outcome"),
        "calls": _("Which predictions count"),
        "role": _("How it knew"),
        "kind": _("Kind"),
        "outlet": _("Outlet"),
        "basis": _("Basis"),
        "aspect": _("Aspect"),
        "story": _("Story"),
        "topic": _("Topic"),
        "language": _("Language"),
    }

    def options(key: str) -> list[Option]:
        chosen = address.chosen.get(key, ())
        return [
            Option(value, str(label), counts[key][value], is_chosen=value in chosen)
            for value, label in labels[key].items()
            if key == "status" or value in chosen or counts[key][value]
        ]

    return Filters(
        path=address.path,
        label=label or _("Filter events"),
        statuses=options("status") if "status" in keys else [],
        selects=[
            Select(key, title, options(key), is_multiple=len(address.chosen.get(key, ())) > 1)
            for key, title in titles.items()
            if key in keys
        ],
        q=address.search,
        hidden=address.but().pairs(without={*keys, "q"}),
    )


def tally_for(address: Address, counts: Mapping[str, Counter[str]]) -> list[Cell]:
    """Return the outcomes that the view has, verdicts first, each a link that filters."""
    chosen = address.chosen.get("outcome", ())
    cells = []
    for outcome in ORDER:
        if counts["outcome"][outcome] or outcome in chosen:
            is_current = chosen == (outcome,)
            target = address.choosing("outcome", *([] if is_current else [outcome]))
            cells.append(
                Cell(outcome, counts["outcome"][outcome], target.url, is_current=is_current)
            )
    return cells
