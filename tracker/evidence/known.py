"""From which day the world knew a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from django.db.models import Min

from tracker.dates.edtf import parse_edtf
from tracker.evidence.models import Citation, SourceRelay
from tracker.sources.models import Source

Document = TypeVar("Document", bound=Hashable)
BATCH = 500


def own_day(published: str, accessed: date | None) -> date | None:
    """Return the day by which a document itself shows that it was known; None if it does not.

    That is the last day that `published` (EDTF or "") may mean, or `accessed` if earlier.
    """
    last = parse_edtf(published).last if published else None
    return min((day for day in (last, accessed) if day), default=None)


def known_days(
    own: Mapping[Document, date | None], links: Iterable[tuple[Document, Document]]
) -> dict[Document, date | None]:
    """Return the day from which each document was known.

    `own` maps documents to their own day, `links` are (relayer, relayed) pairs. What a known
    document relays is known too, so a day travels from relayer to relayed.
    """
    relayed = defaultdict(list)
    for relayer, document in links:
        relayed[relayer].append(document)
    days = dict(own)
    waiting = [document for document, day in days.items() if day]
    for document in waiting:
        day = days[document]
        for target in relayed[document]:
            known = days.get(target)
            if known is None or (day and day < known):
                days[target] = day
                waiting.append(target)
    return days


def refresh_known_days(sources: Iterable[int]) -> None:
    """Bring `known_on` of `sources` (ids) up to date, and of all that they relay.

    Call it after a change of a document's dates, of relays, or of a relaying citation's
    review. A few queries for each link of the longest chain that changes.
    """
    waiting = set(sources)
    while waiting:
        changed = []
        for document in Source.objects.in_bulk([*waiting]).values():
            day = known_day(document)
            if day != document.known_on:
                document.known_on = day
                changed.append(document)
        Source.objects.bulk_update(changed, ["known_on"], batch_size=BATCH)
        waiting = relayed_documents([document.pk for document in changed])


def known_day(document: Source) -> date | None:
    """Return the day from which `document` was known, by its own dates and its relayers'."""
    whole = SourceRelay.objects.filter(relayed=document).aggregate(day=Min("source__known_on"))
    single = Citation.objects.accepted().filter(relays=document)
    days = (
        own_day(document.published, document.accessed),
        whole["day"],
        single.aggregate(day=Min("source__known_on"))["day"],
    )
    return min((day for day in days if day), default=None)


def relayed_documents(sources: list[int]) -> set[int]:
    """Return the ids of the documents that accepted citations or `sources` as a whole relay."""
    single = Citation.objects.accepted().filter(source__in=sources, relays__isnull=False)
    whole = SourceRelay.objects.filter(source__in=sources)
    return {*single.values_list("relays", flat=True), *whole.values_list("relayed", flat=True)}
