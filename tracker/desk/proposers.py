"""Who wrote the words of a citation, which decides who may accept it where four eyes are
asked for: nobody accepts words that they proposed, or were the last to rewrite."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tracker.evidence.models import Citation, Review, ReviewState

# The reason on record of taking one's own decision back. It proposes nothing anew, so it
# makes nobody the proposer; stored as it stands, whatever language the desk speaks.
UNDONE = "Undone."


def with_proposer(citations: QuerySet[Citation]) -> QuerySet[Citation]:
    """Add `proposer`, a name or "", `proposed_at` and `writer_id` to `citations`.

    writer: who saved the words last, by their history; None for what came in a bundle.
    proposer: who proposed them last by the reviews. The writer, if the words were rewritten
    after that (those of a rejected citation stay rejected then), or if nobody proposed them:
    somebody who may accept adds accepted ones. Else who decided about them first.
    """
    reviews = Review.objects.filter(citation=OuterRef("pk"))
    last = reviews.filter(state=ReviewState.PROPOSED).exclude(reason=UNDONE).order_by("-id")
    written = Citation.history.filter(id=OuterRef("pk"), history_user__isnull=False).order_by(
        "-history_id"
    )
    writer = Subquery(written.values("history_user__username")[:1])
    return citations.annotate(
        writer_id=Subquery(written.values("history_user")[:1]),
        written_at=Subquery(written.values("history_date")[:1]),
        last_proposed_at=Subquery(last.values("reviewed_at")[:1]),
        proposer=Case(
            When(written_at__gt=F("last_proposed_at"), then=writer),
            default=Coalesce(
                Subquery(last.values("reviewed_by")[:1]),
                writer,
                Subquery(reviews.order_by("id").values("reviewed_by")[:1]),
                Value(""),
            ),
        ),
        proposed_at=Coalesce("last_proposed_at", "created_at"),
    )


def is_own(citation: Citation, person: AbstractBaseUser) -> bool:
    """Tell whether `person` may not accept `citation`, loaded by `with_proposer`.

    By the name as well as by the account: a name can be changed.
    """
    if not settings.TRACKER_FOUR_EYES:
        return False
    return citation.writer_id == person.pk or citation.proposer == person.get_username()


def own_among(citations: Iterable[Citation], person: AbstractBaseUser) -> set[int]:
    """Return the ids of `citations` that `person` may not accept; one query."""
    rows = Citation.objects.filter(pk__in=[citation.pk for citation in citations])
    return {row.pk for row in with_proposer(rows) if is_own(row, person)}
