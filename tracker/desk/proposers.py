"""Who proposed a citation, which decides who may accept it where four eyes are asked for."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tracker.evidence.models import Citation, Review, ReviewState

# The reason on record of taking one's own decision back. It proposes nothing anew, so it
# makes nobody the proposer; stored as it stands, whatever language the desk speaks.
UNDONE = "Undone."


def with_proposer(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    """Add `proposer`, a name or "", and `proposed_at` to `citations`; no query more.

    Whoever proposed it last by its reviews, else who wrote it by its history, else who
    decided about it first: somebody who may accept adds accepted ones.
    """
    reviews = Review.objects.filter(citation=OuterRef("pk"))
    last = reviews.filter(state=ReviewState.PROPOSED).exclude(reason=UNDONE).order_by("-id")
    created = Citation.history.filter(
        id=OuterRef("pk"), history_type="+", history_user__isnull=False
    ).order_by("history_id")
    return citations.annotate(
        proposer=Coalesce(
            Subquery(last.values("reviewed_by")[:1]),
            Subquery(created.values("history_user__username")[:1]),
            Subquery(reviews.order_by("id").values("reviewed_by")[:1]),
            Value(""),
        ),
        proposed_at=Coalesce(Subquery(last.values("reviewed_at")[:1]), "created_at"),
    )
