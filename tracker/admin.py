"""Registers the desk, whose forms and lists live in its room."""

from __future__ import annotations

from tracker.desk import (  # noqa: F401
    citations,
    events,
    ledger,
    outlets,
    people,
    review_pages,
    site,
    sources,
    stories,
)
