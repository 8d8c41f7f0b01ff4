"""Finding what is on file in other words: statements of events and titles of documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add, or_

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from tracker.shared.chinese import written_forms
from tracker.shared.similar import is_similar, marks, similarity
from tracker.sources.models import Source
from tracker.stories.events import Event

# So many of the longest marks are looked for by the database, which then hands over the
# rows that hold most of them to be compared for good.
LOOKED_FOR = 6
COMPARED = 100


def alike(rows: QuerySet[Model], field: str, text: str) -> list[int]:
    """Return the ids of those `rows` whose `field` says something like `text`, nearest first.

    One query. What shares none of the longest marks of `text` is not found.
    """
    wanted = marks(text)
    if not wanted:
        return []
    longest = sorted(wanted, key=lambda mark: (-weight(mark), mark))[:LOOKED_FOR]
    held = [
        Case(
            When(holds(field, mark), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
        for mark in longest
    ]
    candidates = (
        rows.order_by().annotate(held=reduce(add, held)).order_by("-held", "-pk")
    ).values_list("pk", field)[:COMPARED]
    found = [
        (similarity(wanted, has), pk)
        for pk, words in candidates
        if is_similar(wanted, has := marks(words))
    ]
    return [pk for _nearness, pk in sorted(found, reverse=True)]


def holds(field: str, mark: str) -> Q:
    """Return the condition that `field` holds `mark`, in whichever characters."""
    return reduce(or_, (Q(**{f"{field}__icontains": form}) for form in written_forms(mark)))


def weight(mark: str) -> int:
    """Return how much `mark` tells: a character of Chinese about as much as three letters."""
    return len(mark) if mark.isascii() else 3 * len(mark)


def events_like(
    statement: str, *, story: int | None = None, without: int | None = None
) -> list[int]:
    """Return the ids of events that say something like `statement`; of one story if given."""
    rows = Event.objects.filter(merged_into=None).exclude(pk=without)
    return alike(rows if story is None else rows.filter(story=story), "statement", statement)


def sources_like(title: str, *, without: int | None = None) -> list[int]:
    rows = Source.objects.filter(merged_into=None).exclude(pk=without)
    return alike(rows, "title", title)


def in_order(rows: QuerySet[Model], ids: Sequence[int]) -> list[Model]:
    """Return those of `rows` that `ids` name, in that order."""
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
