from __future__ import annotations

import base64
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.shared.cursors import LONGEST, UnreadableCursor, cursor_after, read_cursor
from tracker.stories.events import Event

DAY = date(2026, 4, 24)
keys = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(st.dates(), keys)
def test_a_cursor_is_read_as_it_was_written(day: date, key: str) -> None:
    cursor = cursor_after(day, key)
    assert read_cursor(cursor) == (day, key)
    assert cursor.replace("-", "").replace("_", "").isalnum()


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "nonsense",
        "深",
        "\x00",
        "9" * 40,
        "A" * (LONGEST + 1),
        encoded("2026-04-24"),
        encoded("2026-02-30 key"),
        encoded("20260424 key"),
        encoded("2026-W17-5 key"),
        encoded("tomorrow key"),
        encoded("2026-04-24 a\x00b"),
        encoded("2026-04-24 key") + "=",
        encoded("2026-04-24 key") + "\n",
        base64.urlsafe_b64encode(b"2026-04-24 \xff").decode().rstrip("="),
    ],
)
def test_nonsense_is_no_cursor(cursor: str) -> None:
    with pytest.raises(UnreadableCursor):
        read_cursor(cursor)


@given(st.text(max_size=80))
def test_whatever_is_read_is_read_or_refused(cursor: str) -> None:
    try:
        place = read_cursor(cursor)
    except UnreadableCursor:
        return
    assert cursor_after(*place) == cursor


def test_the_longest_key_of_an_event_fits() -> None:
    longest = "k" * Event._meta.get_field("key").max_length
    assert read_cursor(cursor_after(DAY, longest)) == (DAY, longest)
