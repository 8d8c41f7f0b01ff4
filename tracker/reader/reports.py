"""Reports and their origins, as a page shows them: counts, fan and tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say
from tracker.evidence.origins import Report, ends_of, next_documents
from tracker.evidence.provenance import Provenance
from tracker.sources.models import Source

MOST_LINES = 12
FAN_HEIGHT = 24


@dataclass(frozen=True)
class Line:
    """A line of a fan: from the height of a report to that of its origin."""

    y: float
    to: float


@dataclass(frozen=True)
class Fan:
    lines: Sequence[Line]
    origins: Sequence[float]


def fan_of(provenance: Provenance) -> Fan | None:
    """Return one line a report, at most twelve, to one dot an origin; None without reports."""
    own = provenance.own
    if not own:
        return None
    origins = provenance.trace.origins
    shown = [*own][:MOST_LINES]
    heights = dict(zip(origins, spread(len(origins)), strict=True))
    lines = []
    for source, y in zip(shown, spread(len(shown)), strict=True):
        ends = ends_of(source, own, provenance.graph.whole)
        # A report of unknown origin leads nowhere, so its line stays level.
        targets = {heights[provenance.graph.outlets[end]] for end in ends} or {y}
        lines += [Line(y, to) for to in sorted(targets)]
    return Fan(lines[:MOST_LINES], [*heights.values()])


def spread(count: int) -> list[float]:
    """Return `count` heights, evenly spread over a fan."""
    if count == 1:
        return [FAN_HEIGHT / 2]
    step = (FAN_HEIGHT - 6) / max(count - 1, 1)
    return [round(3 + place * step, 1) for place in range(count)]


@dataclass
class Node:
    """A document in the tree of who repeats whom."""

    outlet: str
    day_text: str
    title: str = ""
    is_origin: bool = False
    is_unknown: bool = False
    children: list[Node] = field(default_factory=list)


def tree_of(provenance: Provenance) -> list[Node]:
    """Return origins with the documents that repeat them below; one query.

    Reports of unknown origin stand at the end. A document that repeats several stands
    below each, but what repeats it is drawn only once.
    """
    own = provenance.own
    relayers: dict[object, list[object]] = {}
    waiting = [*own]
    seen = set(waiting)
    unknown = [source for source in own if not ends_of(source, own, provenance.graph.whole)]
    for document in waiting:
        onward, _is_end = next_documents(document, own, provenance.graph.whole)
        for relayed in onward:
            relayers.setdefault(relayed, []).append(document)
            if relayed not in seen:
                seen.add(relayed)
                waiting.append(relayed)
    documents = Source.objects.select_related("outlet__merged_into").in_bulk([*seen])
    drawn: set[object] = set()

    def node(document: object, **marks: bool) -> Node:
        children = [] if document in drawn else relayers.get(document, [])
        drawn.add(document)
        return Node(
            **words_about(documents[document]),
            **marks,
            children=[node(child) for child in dict.fromkeys(children)],
        )

    roots = [node(end, is_origin=True) for end in provenance.trace.ends]
    lost = [source for source in unknown if source not in drawn and top(source, own)]
    return roots + [node(source, is_unknown=True) for source in lost]


def top(source: object, own: Mapping[object, Iterable[Report]]) -> bool:
    """Tell whether no report of the event is named by `source`: its chain begins with it."""
    return all(report.relays is None for report in own[source])


def words_about(source: Source) -> dict[str, str]:
    outlet = source.outlet.merged_into or source.outlet
    return {
        "outlet": outlet.name,
        "day_text": day_text(source, style="short"),
        "title": source.title,
    }


def day_text(source: Source, *, style: str = "long") -> str:
    """Say when `source` was published, as far as that was known on the day it got known."""
    if not source.dated:
        return ""
    edtf = parse_edtf(source.dated)
    if source.known_on and edtf.first and edtf.first > source.known_on:
        # Somebody relayed it before the day that it bears, which therefore cannot be right.
        edtf = parse_edtf(f"../{source.known_on}")
    return say(edtf, style=style)
