"""Addresses of what other pages name: documents, and who published them, on the same day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tracker.reader.address import with_query


def dated(path: str, day: date | None) -> str:
    """Return `path` for the same day as the page that links to it."""
    return with_query(path, [("as_of", day.isoformat())] if day else [])


def source_url(pk: int, day: date | None) -> str:
    """Return where the document with the id `pk` is read with hindsight, on the same `day`."""
    return dated(reverse("reader:source", args=[pk]), day)


def outlet_url(slug: str, day: date | None) -> str:
    """Return where the track record of an outlet is, on the same `day`."""
    return dated(reverse("reader:outlet", args=[slug]), day)
