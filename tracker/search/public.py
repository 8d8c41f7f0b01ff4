"""What of the record readers may find as of a day; asked anew by every search."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from tracker.evidence.known import SURVIVOR
from tracker.evidence.whole import reached, whole_links
from tracker.ledger.public import public_citations
from tracker.sources.models import Source

PUBLISHED_BY = Coalesce(
    "merged_into__outlet__merged_into",
    "merged_into__outlet",
    "outlet__merged_into",
    "outlet",
)


def stories_of_documents(documents: QuerySet[Source], day: date | None) -> dict[int, set[str]]:
    """Map the public ones of `documents` (ids of survivors) to the slugs of their stories.

    Public is what an accepted citation of a known event rests on: the document that is
    cited, the one that it repeats there, and what these repeat as a whole. Three queries.
    """
    wanted = {*documents.values_list(SURVIVOR, flat=True)}
    _down, up = whole_links()
    above = {one: reached(up[one], up) for one in wanted if one in up}
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
