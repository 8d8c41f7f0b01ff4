"""Changes of evidence that touch more than one row."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tracker.evidence.following import tell
from tracker.evidence.known import refresh_known_days
from tracker.evidence.models import Citation, Review, ReviewState


@transaction.atomic
def review(
    citation: Citation,
    state: ReviewState,
    *,
    by: str,
    reason: str = "",
    now: datetime | None = None,
) -> Review:
    """Accept or reject `citation`, or propose it again, and return the record of that.

    `by` is the name of who decides; `now` an aware datetime, the present moment by default.
    What the citation relays may become known, or unknown, by it.
    """
    citation.review = state
    # Not save(): the words of the citation did not change, so their history gets no row.
    Citation.objects.filter(pk=citation.pk).update(review=state)
    record = Review.objects.create(
        citation=citation,
        state=state,
        reason=reason,
        reviewed_by=by,
        reviewed_at=now or timezone.now(),
    )
    if citation.relays_id:
        refresh_known_days([citation.relays_id])
    tell(events=[citation.event_id])
    return record
