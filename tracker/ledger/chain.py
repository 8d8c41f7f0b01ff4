"""The hash chain: how an entry is written down for its digest, as docs/ledger.md tells."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from tracker.ledger.entries import Entry

# What the first entry of a story follows on.
GENESIS = ""


def stamp(moment: datetime) -> str:
    """Write an aware `moment` in UTC: 2026-04-24T07:00:00Z, with fractions if it has any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def recorded(entry: Entry) -> dict[str, Any]:
    """Return the bundle's change object of a recorded `entry`, without its digest."""
    if entry.recorded_at is None:
        raise ValueError("only a recorded entry has a digest")
    return entry.told() | {
        "recorded_at": stamp(entry.recorded_at),
        "recorded_by": entry.recorded_by,
    }


def canonical(entry: Entry) -> bytes:
    """Return the bytes that stand for `entry`: compact JSON in UTF-8, keys sorted."""
    told = recorded(entry) | {"number": entry.number}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(previous: str, entry: Entry) -> str:
    """Return the SHA-256 of `entry` in hex, over the digest of the one before it and itself.

    `previous` is GENESIS for a story's first entry.
    """
    return hashlib.sha256(previous.encode() + canonical(entry)).hexdigest()
