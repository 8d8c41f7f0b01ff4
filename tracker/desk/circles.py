"""Circles that rows of one form close together; each row alone is checked by its model."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.evidence.relays import all_links, find_cycle, relay_path
from tracker.sources.models import Source

Link = tuple[Source, Source]


def circle_of(links: Sequence[Link]) -> list[Source]:
    """Return the circle that the new `links` (relayer, relayed) close, with what is on file.

    The documents in order, the first one again at the end; [] if none. Asks for the way
    between any two links, so it is for the few rows that one form adds.
    """
    ways = {
        (first, second): way
        for first, (_, relayed) in enumerate(links)
        for second, (relayer, _) in enumerate(links)
        if (way := relay_path(relayed, relayer))
    }
    onward = {
        first: [second for second in range(len(links)) if (first, second) in ways]
        for first in range(len(links))
    }
    circle = find_cycle(onward)
    if not circle:
        return []
    steps = zip(circle, circle[1:], strict=False)
    return [links[circle[0]][0], *(document for step in steps for document in ways[step])]


def circle_by_merge(source: Source, survivor: Source) -> list[Source]:
    """Return the circle of relays that merging the two would close; [] if none.

    What one of the two says of the other is no relay once they are one.
    """
    merged, kept = source.pk, survivor.pk
    links: dict[int, list[int]] = {}
    for relayer, targets in all_links([merged, kept]).items():
        relayed = [kept if target == merged else target for target in targets]
        links.setdefault(kept if relayer == merged else relayer, []).extend(relayed)
    links[kept] = [target for target in links.get(kept, ()) if target != kept]
    circle = find_cycle(links)
    found = Source.objects.in_bulk(circle)
    return [found[pk] for pk in circle]
