"""Reports are not origins: where the reports of one event come from. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

RELAYED = "relayed"


@dataclass(frozen=True)
class Report:
    """A citation for or against an event, as far as its origin and weight matter.

    `source` and `relays` are any hashable names of documents; `relays` is None where the
    source names nobody, or did not repeat anything. `known_on` is the day from which the
    source was known.
    """

    source: Hashable
    basis: str
    relays: Hashable | None = None
    known_on: date | None = None
    hedged: bool = False


@dataclass(frozen=True)
class Trace:
    """Where the reports of one event end.

    reports: distinct documents that support the event.
    origins: outlets at the ends, each once, in the order in which they were met.
    ends: documents at the ends, likewise.
    unknown: reports of which no chain ends anywhere known.
    """

    reports: int
    origins: tuple[Hashable, ...]
    ends: tuple[Hashable, ...]
    unknown: int


def trace(
    reports: Iterable[Report],
    *,
    whole: Mapping[Any, Sequence[Any]],
    outlets: Mapping[Any, Hashable],
) -> Trace:
    """Follow every report to where its chain of relays ends.

    `reports` are the event's accepted supporting citations known by the day in question.
    `whole` maps a document to those that it relays as a whole, `outlets` a document to its
    outlet; `outlets` must know every document that can be an end. From a relayed document
    the way goes on by its own supporting citations of the event, else by what it relays as
    a whole, else it ends there.
    """
    own = by_document(reports)
    ends: dict[Hashable, None] = {}
    unknown = 0
    for source in own:
        found = ends_of(source, own, whole)
        ends |= dict.fromkeys(found)
        unknown += not found
    origins = dict.fromkeys(outlets[end] for end in ends)
    return Trace(reports=len(own), origins=(*origins,), ends=(*ends,), unknown=unknown)


def by_document(reports: Iterable[Report]) -> dict[Hashable, list[Report]]:
    own: dict[Hashable, list[Report]] = {}
    for report in reports:
        own.setdefault(report.source, []).append(report)
    return own


def ends_of(
    source: Hashable,
    own: Mapping[Any, Sequence[Report]],
    whole: Mapping[Any, Sequence[Any]],
) -> list[Hashable]:
    """Return the documents where the chains from `source` end, nearest first; [] if unknown."""
    ends: dict[Hashable, None] = {}
    seen = {source}
    waiting = [source]
    for document in waiting:
        onward, is_end = next_documents(document, own, whole)
        if is_end:
            ends[document] = None
        for relayed in onward:
            if relayed not in seen:
                seen.add(relayed)
                waiting.append(relayed)
    return [*ends]


def next_documents(
    document: Hashable,
    own: Mapping[Any, Sequence[Report]],
    whole: Mapping[Any, Sequence[Any]],
) -> tuple[list[Hashable], bool]:
    """Return (documents that the way leads on to, whether a chain ends at `document`)."""
    if reports := own.get(document):
        onward = [report.relays for report in reports if report.relays is not None]
        return onward, any(report.basis != RELAYED for report in reports)
    onward = [*whole.get(document, ())]
    return onward, not onward
