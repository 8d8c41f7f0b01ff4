"""The graph of who repeats whom: of documents as a whole and of single citations together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from tracker.shared.batches import batches
from tracker.sources.models import Source

Node = TypeVar("Node", bound=Hashable)

# A merged document stands under its survivor: the relays of both are the survivor's, and
# what the two said of each other is no relay.
REACHED = """
    WITH RECURSIVE reached (source_id, relayed_id) AS (
        {links} WHERE source.id IN ({marks}) OR source.merged_into_id IN ({marks})
        UNION
        {links} JOIN reached ON reached.relayed_id IN (source.id, source.merged_into_id)
    )
    SELECT source_id, relayed_id FROM reached WHERE source_id <> relayed_id
    ORDER BY source_id, relayed_id
"""
LINKS = """
    SELECT COALESCE(source.merged_into_id, source.id),
           COALESCE(relayed.merged_into_id, relayed.id)
    FROM tracker_sourcerelay link
    JOIN tracker_source source ON source.id = link.source_id
    JOIN tracker_source relayed ON relayed.id = link.relayed_id
"""


def whole_relays(sources: Iterable[int]) -> dict[int, list[int]]:
    """Map documents to those they relay as a whole, for `sources` and all reached from them.

    Ids of sources that are not merged; a document that relays none has no entry. One query,
    or none without sources.
    """
    links: dict[int, list[int]] = {}
    for ids in batches(sorted(set(sources))):
        query = REACHED.format(links=LINKS, marks=", ".join(["%s"] * len(ids)))
        with connection.cursor() as cursor:
            cursor.execute(query, [*ids, *ids])
            for source, relayed in cursor.fetchall():
                links.setdefault(source, []).append(relayed)
    return {source: [*dict.fromkeys(targets)] for source, targets in links.items()}


def relay_path(start: Source, goal: Source) -> list[Source]:
    """Return the shortest way from `start` to `goal` along relays, both inside; [] if none.

    A relay of `start` by `goal` would close a circle exactly when there is such a way.
    Proposed and rejected citations count too, so that accepting one can close no circle.
    A merged document counts as its survivor.
    """
    first, last = (source.merged_into_id or source.pk for source in (start, goal))
    came_from: dict[int, int] = {first: 0}
    edge = [first]
    while edge and last not in came_from:
        next_edge = []
        for relayer, source in relayed_by(edge):
            if source not in came_from:
                came_from[source] = relayer
                next_edge.append(source)
        edge = next_edge
    if last not in came_from:
        return []
    path = [last]
    while path[-1] != first:
        path.append(came_from[path[-1]])
    found = Source.objects.in_bulk(path)
    return [found[pk] for pk in reversed(path)]


def relayed_by(sources: Sequence[int]) -> list[tuple[int, int]]:
    """Return (relayer, relayed document) for all that `sources` relay in any way; ids."""
    relayer = Coalesce("merged_into", "pk")
    ways = []
    for ids in batches(sources):
        family = Source.objects.filter(Q(pk__in=ids) | Q(merged_into__in=ids))
        ways += [
            family.filter(**{f"{way}__isnull": False}).values_list(
                relayer, Coalesce(f"{way}__merged_into", way)
            )
            for way in ("relay_links__relayed", "citations__relays")
        ]
    return [*dict.fromkeys(chain.from_iterable(ways))]


def all_links(sources: Iterable[int]) -> dict[int, list[int]]:
    """Map documents to all that they relay in any way, for `sources` and all reached.

    Ids of documents that are not merged; two queries for each link of the longest chain.
    """
    links: dict[int, list[int]] = {}
    edge = sorted(set(sources))
    while edge:
        reached = set()
        for relayer, source in relayed_by(edge):
            links.setdefault(relayer, []).append(source)
            reached.add(source)
        edge = sorted(reached - links.keys() - set(edge))
    return links


def spelled(source: Source, path: Sequence[Source]) -> str:
    """Spell a circle of relays for people: “A” → “B” → “A”."""
    return " → ".join(f"“{document}”" for document in [source, *path])


def find_cycle(links: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """Return the nodes of one circle in `links`, the first one again at the end; [] if none."""
    done: set[Node] = set()
    for root in links:
        path: list[Node] = []
        on_path: set[Node] = set()
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop()
                on_path.discard(node)
                done.add(node)
            elif node in on_path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                on_path.add(node)
                stack.append((node, True))
                stack.extend((target, False) for target in links.get(node, ()))
    return []
