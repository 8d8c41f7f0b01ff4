"""Ids in addresses and forms."""

from __future__ import annotations

from typing import Any

# Above every id that a database of ours hands out, and below what it could not compare.
MOST_DIGITS = 18


def may_be_id(text: Any) -> bool:
    """Tell whether `text`, from an address, can be the id of a row."""
    text = str(text)
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
