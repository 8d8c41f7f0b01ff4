"""Addresses of what other pages name: documents, and who published them, on the same day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from tracker.reader.address import dated


def source_url(pk: int, day: date | None) -> str:
    """Return where the document with the id `pk` is read with hindsight, on the same `day`."""
    return dated(reverse("reader:source", args=[pk]), day)


def outlet_url(slug: str, day: date | None) -> str:
    """Return where the track record of the outlet called `slug` is, on the same `day`."""
    return dated(reverse("reader:outlet", args=[slug]), day)
