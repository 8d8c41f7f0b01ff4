"""Which documents readers may know of, and who repeats whom among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from tracker.evidence.models import SURVIVING_EVENT, Citation, CitationQuerySet, SourceRelay
from tracker.ledger.asof import events_as_of
from tracker.stories.values import Publication

CITING = Coalesce("source__merged_into", "source")
REPEATED = Coalesce("relays__merged_into", "relays")
Links = Mapping[int, Collection[int]]


@dataclass(frozen=True)
class Kin:
    """Whom one document repeats and who repeats it; ids of documents.

    whole: what it repeats as a whole; single: what it repeats in single statements.
    """

    is_public: bool
    whole: Collection[int]
    single: Collection[int]
    relayers: Collection[int]


def public_citations(day: date | None, *, with_drafts: bool = False) -> CitationQuerySet:
    """Return accepted citations of known events, `day` by day, of published stories.

    citing: the id of the document, survivor: that of the event; a merged one stands under
    its survivor. `with_drafts` takes in stories that are not published.
    """
    events = events_as_of(day)
    if not with_drafts:
        events = events.filter(story__publication=Publication.PUBLISHED)
    return (
        Citation.objects.public(day)
        .annotate(citing=CITING, repeated=REPEATED, survivor=SURVIVING_EVENT)
        .filter(survivor__in=events.values("pk"))
    )


def kin_of(source: int, day: date | None, *, with_drafts: bool = False) -> Kin:
    """Tell whether the document `source` is public on `day`, and who its kin are; two queries.

    Public is what an accepted citation of a known event rests on: the document that is
    cited, the one that it repeats there, and what these repeat as a whole.
    """
    down, up = whole_links()
    family = reached([source], up)
    seen = Q(citing__in=family) | Q(repeated__in=family)
    roots: set[int] = set()
    single: dict[int, None] = {}
    relayers: dict[int, None] = {}
    rows = public_citations(day, with_drafts=with_drafts).filter(seen).order_by("key")
    for citing, repeated in rows.values_list("citing", "repeated"):
        roots |= {citing, repeated} - {None}
        if repeated and repeated != citing:
            if citing == source:
                single[repeated] = None
            if repeated == source:
                relayers[citing] = None
    public = reached(roots, down)
    relayers |= dict.fromkeys(one for one in up.get(source, ()) if one in public)
    whole = [*down.get(source, ())]
    return Kin(
        is_public=source in public,
        whole=whole,
        single=[one for one in single if one not in whole],
        relayers=[*relayers],
    )


def whole_links() -> tuple[Links, Links]:
    """Map each document to those it repeats as a whole, and back; one query."""
    down: dict[int, dict[int, None]] = {}
    up: dict[int, dict[int, None]] = {}
    links = SourceRelay.objects.order_by("pk").values_list(
        CITING, Coalesce("relayed__merged_into", "relayed")
    )
    for relayer, relayed in links:
        if relayer != relayed:
            down.setdefault(relayer, {})[relayed] = None
            up.setdefault(relayed, {})[relayer] = None
    return down, up


def reached(starts: Iterable[int], links: Links) -> set[int]:
    """Return `starts` with all that `links` lead to from them."""
    found = set(starts)
    waiting = [*found]
    while waiting:
        new = {*links.get(waiting.pop(), ())} - found
        found |= new
        waiting += new
    return found
