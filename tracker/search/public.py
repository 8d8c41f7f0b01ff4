"""What of the record readers may find as of a day; asked anew by every search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from tracker.evidence.models import SURVIVING_EVENT, Citation, CitationQuerySet, SourceRelay
from tracker.ledger.asof import events_as_of
from tracker.sources.models import Source
from tracker.stories.events import EventQuerySet
from tracker.stories.values import Publication

SURVIVOR = Coalesce("merged_into", "pk")
PUBLISHED_BY = Coalesce(
    "merged_into__outlet__merged_into",
    "merged_into__outlet",
    "outlet__merged_into",
    "outlet",
)


def public_events(day: date | None) -> EventQuerySet:
    """Return the events of published stories as they were known on `day`."""
    return events_as_of(day).filter(story__publication=Publication.PUBLISHED)


def public_citations(day: date | None) -> CitationQuerySet:
    """Return accepted citations of public events; merged rows stand under survivors.

    survivor: the id of the event, citing: of the document, repeated: of what it relays.
    """
    return (
        Citation.objects.public(day)
        .annotate(
            survivor=SURVIVING_EVENT,
            citing=Coalesce("source__merged_into", "source"),
            repeated=Coalesce("relays__merged_into", "relays"),
        )
        .filter(survivor__in=public_events(day).order_by().values("pk"))
    )


def stories_of_documents(documents: QuerySet[Source], day: date | None) -> dict[int, set[str]]:
    """Map the public ones of `documents` (ids of survivors) to the slugs of their stories.

    Public is what an accepted citation of a known event rests on: the document that is
    cited, the one that it repeats there, and what these repeat as a whole. Three queries.
    """
    wanted = {*documents.values_list(SURVIVOR, flat=True)}
    above = relayers_of(wanted)
    further = {relayer for relayers in above.values() for relayer in relayers}
    same = documents.order_by().annotate(survives=SURVIVOR).values("survives")
    cited = public_citations(day).filter(
        Q(citing__in=same)
        | Q(repeated__in=same)
        | Q(citing__in=further)
        | Q(repeated__in=further)
    )
    stories: dict[int, set[str]] = defaultdict(set)
    rows = cited.order_by().values_list("citing", "repeated", "story__slug").distinct()
    for citing, repeated, slug in rows:
        stories[citing].add(slug)
        stories[repeated].add(slug)
    found = {}
    for document in wanted:
        slugs = stories[document].union(*(stories[one] for one in above.get(document, ())))
        if slugs:
            found[document] = slugs
    return found


def relayers_of(documents: Iterable[int]) -> dict[int, set[int]]:
    """Map those of `documents` that others repeat as a whole to all of these; one query."""
    up = defaultdict(set)
    for relayer, relayed in SourceRelay.objects.values_list(
        Coalesce("source__merged_into", "source"), Coalesce("relayed__merged_into", "relayed")
    ):
        up[relayed].add(relayer)
    found = {}
    for document in up.keys() & {*documents}:
        waiting = [*up[document]]
        reached = {*waiting}
        while waiting:
            new = up.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        found[document] = reached
    return found
