"""All relays of whole documents at once, both ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models.functions import Coalesce

from tracker.evidence.models import SourceRelay

# Ids of documents; a merged one stands under its survivor.
Links = Mapping[int, Collection[int]]


def whole_links() -> tuple[Links, Links]:
    """Map each document to those it repeats as a whole, and back; one query."""
    down: dict[int, dict[int, None]] = {}
    up: dict[int, dict[int, None]] = {}
    links = SourceRelay.objects.order_by("pk").values_list(
        Coalesce("source__merged_into", "source"), Coalesce("relayed__merged_into", "relayed")
    )
    for relayer, relayed in links:
        if relayer != relayed:
            down.setdefault(relayer, {})[relayed] = None
            up.setdefault(relayed, {})[relayer] = None
    return down, up


def reached(starts: Iterable[int], links: Links) -> set[int]:
    """Return `starts` with all that `links` lead to from them."""
    found = set(starts)
    waiting = [*found]
    while waiting:
        new = {*links.get(waiting.pop(), ())} - found
        found |= new
        waiting += new
    return found
