"""Who has to follow, in the same transaction, when the record changes.

Rooms above keep figures that rest on citations, relays and entries, which the rooms below
do not know. They say so here, and are told of every change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

# Called with the ids of events and of sources that something changed about.
Follower = Callable[[set[int], set[int]], Any]
FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` be told from now on, once however often it is given."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def tell(*, events: Iterable[int] = (), sources: Iterable[int] = ()) -> None:
    """Tell all who follow what was changed: inside the transaction, after it was written.

    events: whose citations, entries, kind or place in a broader one changed; with those that
    they were part of or merged into before.
    sources: whose dates, outlet, merge or relays changed.
    """
    changed_events, changed_sources = {*events}, {*sources}
    if changed_events or changed_sources:
        for follower in FOLLOWERS:
            follower(changed_events, changed_sources)
