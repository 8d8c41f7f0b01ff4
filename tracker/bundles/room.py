"""Texts of a bundle for which the record has no room. Uses no database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from tracker.bundles.flaws import Flaw, json_path
from tracker.bundles.parts import LISTS, Bundle, comparable_address
from tracker.sources.models import CANONICAL_LENGTH

LONGEST_ADDRESS = 2000
# What a record has room for where the schema sets no limit.
ROOM = {
    "story": {"category": 120, "region": 120, "topic": 120, "language": 35},
    "outlets": {"domain": 253, "language": 35},
    "sources": {"url": LONGEST_ADDRESS, "archive_url": LONGEST_ADDRESS, "language": 35},
    "changes": {"recorded_by": 150},
}


def long_texts(bundle: Bundle) -> Iterator[Flaw]:
    """Yield texts for which the record has no room."""
    yield from too_long(bundle.story, ROOM["story"], "story")
    for name in LISTS + ("changes",):
        for position, item in bundle.items(name):
            yield from too_long(item, ROOM.get(name, {}), name, position)
    for position, source in bundle.items("sources"):
        # Escaped, an address in other letters is several times as long.
        if len(comparable_address(source)) > CANONICAL_LENGTH:
            message = _("Shorten it: with its letters escaped it has more than %s characters.")
            yield Flaw(json_path("sources", position, "url"), message % CANONICAL_LENGTH)


def too_long(item: dict[str, Any], room: dict[str, int], *place: str | int) -> Iterator[Flaw]:
    for part, limit in room.items():
        value = item.get(part)
        if isinstance(value, str) and len(value) > limit:
            message = _("Shorten it to at most %s characters.") % limit
            yield Flaw(json_path(*place, part), message)
