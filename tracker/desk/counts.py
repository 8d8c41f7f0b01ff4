"""Numbers in the rows of lists."""

from __future__ import annotations

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def counted(rows: QuerySet, *, by: str) -> Coalesce:
    """Return how many of `rows` lead to a row of the list by their path `by`.

    Worked out for the rows that are shown alone, unless the list is sorted by it; a join
    would group the whole table first.
    """
    counts = (
        rows.order_by()
        .filter(**{by: OuterRef("pk")})
        .values(by)
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counts), 0, output_field=IntegerField())
