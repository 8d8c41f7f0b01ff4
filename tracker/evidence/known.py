"""From which day the world knew a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Coalesce

from tracker.dates.edtf import parse_edtf
from tracker.evidence.following import tell
from tracker.evidence.models import Citation, SourceRelay
from tracker.sources.models import Source

Document = TypeVar("Document", bound=Hashable)
BATCH = 500
SURVIVOR = Coalesce("merged_into", "pk")


def own_day(published: str, accessed: date | None) -> date | None:
    """Return the day by which a document itself shows that it was known; None if it does not.

    That is the last day that `published` (EDTF or "") may mean, or `accessed` if earlier.
    """
    last = parse_edtf(published).last if published else None
    return earlier(last, accessed)


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

    Call it after a change of a document's dates, of relays, of a relaying citation's review
    or after a merge: a merged document is known from the same day as its survivor. Three
    queries for each link of the longest chain, and four more.
    """
    documents = with_all_they_relay(sources)
    own: dict[int, date | None] = {}
    for document in documents:
        day = own_day(document.published, document.accessed)
        own[survivor(document)] = earlier(own.get(survivor(document)), day)
    links = []
    for relayer, relayed, known_on in relays(of=[document.pk for document in documents]):
        if relayer in own:
            links.append((relayer, relayed))
        else:
            own[relayed] = earlier(own[relayed], known_on)
    days = known_days(own, links)
    changed = [
        document for document in documents if document.known_on != days[survivor(document)]
    ]
    for document in changed:
        document.known_on = days[survivor(document)]
    Source.objects.bulk_update(changed, ["known_on"], batch_size=BATCH)
    tell(sources=[document.pk for document in changed])


def with_all_they_relay(sources: Iterable[int]) -> list[Source]:
    """Return `sources` (ids) and what they relay, directly or not, with all merged ones."""
    found: dict[int, Source] = {}
    waiting = set(sources)
    while waiting:
        roots = Source.objects.filter(pk__in=waiting).values_list(SURVIVOR, flat=True)
        family = Source.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
        new = family.in_bulk()
        found |= new
        waiting = {relayed for _, relayed, _ in relays(by=[*new])} - found.keys()
    return [*found.values()]


def relays(
    *, by: Collection[int] | None = None, of: Collection[int] = ()
) -> list[tuple[int, int, date | None]]:
    """Return (relayer, relayed, day on which the relayer was known) for relays that count.

    Those `by` some documents, else those `of` some; ids of survivors. Citations count once
    they are accepted, whatever their stance. Two queries.
    """
    found: list[tuple[int, int, date | None]] = []
    for links, relayed in (
        (SourceRelay.objects.all(), "relayed"),
        (Citation.objects.accepted(), "relays"),
    ):
        ends = {f"{relayed}__in": of} if by is None else {"source__in": by}
        found += links.filter(**ends, **{f"{relayed}__isnull": False}).values_list(
            Coalesce("source__merged_into", "source"),
            Coalesce(f"{relayed}__merged_into", relayed),
            "source__known_on",
        )
    return found


def relayed_since(source: int) -> date | None:
    """Return the day from which others made the document with this id known; None if none."""
    days = [known_on for _relayer, _relayed, known_on in relays(of=[source])]
    return min((day for day in days if day), default=None)


def survivor(document: Source) -> int:
    return document.merged_into_id or document.pk


def earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
