"""Which documents readers may know of, and who repeats whom among them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tracker.evidence.whole import reached, whole_links
from tracker.ledger.public import public_citations


@dataclass(frozen=True)
class Kin:
    """Whom one document repeats and who repeats it; ids of documents.

    whole: what it repeats as a whole; single: what it repeats in single statements.
    """

    is_public: bool
    whole: Collection[int]
    single: Collection[int]
    relayers: Collection[int]


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
