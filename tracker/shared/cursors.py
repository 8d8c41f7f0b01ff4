"""Where the next page of a list begins: cursors, so that pages keep when rows are added."""

from __future__ import annotations

import base64
import binascii
from datetime import date

LONGEST = 400


class UnreadableCursor(ValueError):
    """The text is no cursor that was given out."""


def cursor_after(day: date, key: str) -> str:
    """Return the cursor of the page that begins after the row at `day` with `key`."""
    text = f"{day.isoformat()} {key}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[date, str]:
    """Return the (day, key) that `cursor` stands for.

    Raises UnreadableCursor for anything that `cursor_after` does not write.
    """
    if len(cursor) > LONGEST:
        raise UnreadableCursor("too long")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        day, _, key = text.partition(" ")
        place = date.fromisoformat(day), key
    except (binascii.Error, ValueError) as error:
        raise UnreadableCursor("not a cursor") from error
    if cursor_after(*place) != cursor or "\x00" in key:
        raise UnreadableCursor("not a cursor")
    return place
