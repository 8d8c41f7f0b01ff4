"""The search again, slow and plain: every text of the record is read through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tracker.evidence.models import Citation
from tracker.shared.search_words import terms_of
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event

HAN = re.compile("[\u4e00-\u9fff]")


def scanned(term: str) -> set[tuple[str, int]]:
    """Return (kind, id) of all rows in whose texts `term` stands, in whatever case.

    A Latin term has to begin a word: "ascend", "asc", but not "scend". White space within
    Chinese does not count.
    """
    plain = term.casefold()
    return {key for key, text in texts() if stands_in(plain, text)}


def stands_in(term: str, text: str) -> bool:
    if HAN.search(term):
        return term in "".join(text.split())
    return re.search(rf"(?<![^\W_]){re.escape(term)}", plain(text)) is not None


def plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def texts() -> Iterator[tuple[tuple[str, int], str]]:
    for event in Event.objects.all():
        for text in (event.statement, event.aspect, event.projected, *event.tags):
            yield ("event", event.pk), text
    for citation in Citation.objects.all():
        for text in (citation.quote, citation.translation):
            yield ("citation", citation.pk), text
    for outlet in Outlet.objects.all():
        for text in (outlet.name, outlet.domain):
            yield ("outlet", outlet.pk), text
    for source in Source.objects.all():
        for text in (source.title, *source.authors):
            yield ("source", source.pk), text


def indexed(term: str) -> set[tuple[str, int]]:
    """Return (kind, id) of all rows that the database finds by its index."""
    return {
        (model._meta.model_name, pk)
        for model in (Event, Citation, Outlet, Source)
        for pk in model.objects.filter(search_words__holds=terms_of(term)).values_list(
            "pk", flat=True
        )
    }
