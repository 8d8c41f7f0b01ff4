"""Addresses of what other pages name: documents, and who published them."""

from __future__ import annotations

from datetime import date

from django.urls import NoReverseMatch, reverse

from tracker.reader.entries import dated


def source_url(pk: int, day: date | None) -> str:
    """Return where the document with the id `pk` is read with hindsight, on the same `day`."""
    return dated_or_none("reader:source", pk, day)


def outlet_url(slug: str, day: date | None) -> str:
    """Return where the track record of the outlet called `slug` is, on the same `day`."""
    return dated_or_none("reader:outlet", slug, day)


def dated_or_none(name: str, key: int | str, day: date | None) -> str:
    """Return the address of a page, "" as long as the site has none of that name."""
    try:
        return dated(reverse(name, args=[key]), day)
    except NoReverseMatch:
        return ""
