"""A bundle's parts, found by their ids. Uses no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from tracker.bundles.flaws import Flaw
from tracker.ledger.entries import Entry
from tracker.shared.validators import validate_web_address
from tracker.sources.canonical import canonical_url

LISTS = ("outlets", "sources", "events", "citations")
# Python reads 20260424 and 2026-W17-5 as well.
ISO_DAY = re.compile(r"^\d{4}-\d\d-\d\d\Z", re.ASCII)
ITEM = re.compile(r"^(\w+)\[(\d{1,9})\]", re.ASCII)


@dataclass
class Bundle:
    """A bundle with the places of what is sound enough to be looked at further.

    `broken` holds (list, position) of items that do not follow the schema; they are passed
    over, so that one mistake is reported once.
    """

    data: dict[str, Any]
    broken: set[tuple[str, int]] = field(default_factory=set)
    _ids: dict[str, set[str]] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, data: dict[str, Any], flaws: list[Flaw]) -> Bundle:
        """Return `data` as a bundle whose schema gave `flaws`."""
        places = (item_of(flaw.path) for flaw in flaws)
        return cls(data, {place for place in places if place and is_item(data, *place)})

    @property
    def story(self) -> dict[str, Any]:
        story = self.data.get("story")
        return story if isinstance(story, dict) else {}

    def items(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (position, item) for the sound items of one list, in order."""
        found = self.data.get(name)
        for position, item in enumerate(found if isinstance(found, list) else []):
            if (name, position) not in self.broken:
                yield position, item

    def ids(self, name: str) -> set[str]:
        """Return all ids in a list, those of broken items too."""
        if name not in self._ids:
            found = self.data.get(name)
            items = found if isinstance(found, list) else []
            ids = [item.get("id") for item in items if isinstance(item, dict)]
            self._ids[name] = {key for key in ids if isinstance(key, str)}
        return self._ids[name]

    def by_id(self, name: str) -> dict[str, dict[str, Any]]:
        return {item["id"]: item for _, item in self.items(name)}


def item_of(path: str) -> tuple[str, int] | None:
    """Return (list, position) of the item that a JSON path leads into; None if into none."""
    match = ITEM.match(path)
    return (match[1], int(match[2])) if match else None


def is_item(data: dict[str, Any], name: str, position: int) -> bool:
    """Tell whether there is such an item; a part may bear a name that looks like one."""
    found = data.get(name)
    return isinstance(found, list) and position < len(found)


def day(text: str | None) -> date | None:
    """Return the ISO date `text`; None for None and for what is no such date."""
    try:
        return date.fromisoformat(text) if text and ISO_DAY.match(text) else None
    except ValueError:
        return None


def moment(text: str | None) -> datetime | None:
    """Return the aware moment `text`; None for None and for what is none."""
    try:
        found = datetime.fromisoformat(text) if text else None
        return found.astimezone(UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def comparable_address(source: dict[str, Any]) -> str:
    """Return the canonical address of a source, "" if it has none that can be read."""
    try:
        validate_web_address(source.get("url", ""))
    except ValidationError:
        return ""
    return canonical_url(source["url"])


def is_accepted(citation: dict[str, Any]) -> bool:
    return citation.get("review", "accepted") == "accepted"


def entry_of(change: dict[str, Any], *, number: int) -> Entry | None:
    """Return a change object as the entry with `number`; None if its day cannot be read."""
    effective = day(change["effective"])
    if effective is None:
        return None
    return Entry(
        number=number,
        event=change["event"],
        field=change["field"],
        value=change["value"],
        effective=effective,
        evidence=tuple(change.get("evidence", ())),
        resolved_by=tuple(change.get("resolved_by", ())),
        reason=change.get("reason", ""),
        actual=change.get("actual", ""),
        miss=change.get("miss", ""),
        override=change.get("override", False),
        # 3.0 is a whole number in JSON too, but the digest knows only 3.
        withdraws=int(change["withdraws"]) if "withdraws" in change else None,
        recorded_at=moment(change.get("recorded_at")),
        recorded_by=change.get("recorded_by", ""),
    )
