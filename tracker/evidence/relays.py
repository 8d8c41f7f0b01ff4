"""The graph of who repeats whom: of documents as a whole and of single citations together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from django.db import connection

from tracker.sources.models import Source

Node = TypeVar("Node", bound=Hashable)

REACHED = """
    WITH RECURSIVE reached (source_id, relayed_id) AS (
        SELECT source_id, relayed_id FROM tracker_sourcerelay WHERE source_id IN ({marks})
        UNION
        SELECT link.source_id, link.relayed_id FROM tracker_sourcerelay link
        JOIN reached ON link.source_id = reached.relayed_id
    )
    SELECT source_id, relayed_id FROM reached ORDER BY source_id, relayed_id
"""


def whole_relays(sources: Iterable[int]) -> dict[int, list[int]]:
    """Map documents to those they relay as a whole, for `sources` and all reached from them.

    Ids of sources throughout; a document that relays none has no entry. One query, or none
    without sources.
    """
    ids = sorted(set(sources))
    links: dict[int, list[int]] = {}
    if not ids:
        return links
    with connection.cursor() as cursor:
        cursor.execute(REACHED.format(marks=", ".join(["%s"] * len(ids))), ids)
        for source, relayed in cursor.fetchall():
            links.setdefault(source, []).append(relayed)
    return links


def relay_path(start: Source, goal: Source) -> list[Source]:
    """Return the shortest way from `start` to `goal` along relays, both inside; [] if none.

    A relay of `start` by `goal` would close a circle exactly when there is such a way.
    Proposed and rejected citations count too, so that accepting one can close no circle.
    """
    if start.pk == goal.pk:
        return [start]
    came_from: dict[int, int] = {start.pk: 0}
    found = {start.pk: start, goal.pk: goal}
    edge = [start.pk]
    while edge and goal.pk not in came_from:
        next_edge = []
        for relayer, source in relayed_by(edge):
            if source.pk not in came_from:
                came_from[source.pk] = relayer
                found[source.pk] = source
                next_edge.append(source.pk)
        edge = next_edge
    if goal.pk not in came_from:
        return []
    path = [goal.pk]
    while path[-1] != start.pk:
        path.append(came_from[path[-1]])
    return [found[pk] for pk in reversed(path)]


def relayed_by(sources: Sequence[int]) -> list[tuple[int, Source]]:
    """Return (id of relayer, relayed document) for all that `sources` relay in any way."""
    whole = Source.objects.filter(relayer_links__source__in=sources).values_list(
        "relayer_links__source", "pk"
    )
    single = Source.objects.filter(relayed_in__source__in=sources).values_list(
        "relayed_in__source", "pk"
    )
    wanted = set(sources)
    pairs = [pair for pair in chain(whole, single) if pair[0] in wanted]
    documents = Source.objects.in_bulk({pk for _, pk in pairs})
    return [(relayer, documents[pk]) for relayer, pk in pairs]


def all_links(sources: Iterable[int]) -> dict[int, list[int]]:
    """Map documents to all that they relay in any way, for `sources` and all reached from them.

    Ids of sources; three queries for each link of the longest chain.
    """
    links: dict[int, list[int]] = {}
    edge = sorted(set(sources))
    while edge:
        reached = set()
        for relayer, source in relayed_by(edge):
            links.setdefault(relayer, []).append(source.pk)
            reached.add(source.pk)
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
