"""Working out the words of all rows anew, and telling which differ from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, connection, transaction

from tracker.evidence.models import Citation
from tracker.search.index import install, missing
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event

MODELS = (Event, Citation, Outlet, Source)
BATCH = 500


def row_count() -> int:
    return sum(model.objects.count() for model in MODELS)


def stale_rows(seen: Callable[[int], Any] = int) -> Iterator[Any]:
    """Yield the rows whose stored words are not those of their texts; `seen` counts all."""
    for model in MODELS:
        column = model._meta.get_field("search_words")
        rows = model.objects.order_by("pk").only("pk", "search_words", *column.sources)
        for row in rows.iterator(chunk_size=BATCH):
            if row.search_words != column.words_of(row):
                yield row
            seen(1)


def broken_tables() -> list[str]:
    """Return the tables beside which the full-text table is missing or out of step.

    PostgreSQL keeps its index in step by itself, once it is there.
    """
    tables = [model._meta.db_table for model in MODELS]
    lost = missing(connection)
    broken = [table for table in tables if any(name.startswith(table) for name in lost)]
    if connection.vendor == "sqlite":
        broken += [table for table in tables if table not in broken and not agrees(table)]
    return broken


def agrees(table: str) -> bool:
    check = f"INSERT INTO {table}_search({table}_search, rank) VALUES ('integrity-check', 1)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(check)
    except DatabaseError:
        return False
    return True


@transaction.atomic
def rebuild(seen: Callable[[int], Any] = int) -> int:
    """Write down the words of all rows anew; return how many differed.

    The index has to be in place first: what is written goes through its triggers.
    """
    if broken_tables():
        install(connection)
    stale: dict[type, list[Any]] = {model: [] for model in MODELS}
    count = 0
    for row in stale_rows(seen):
        row.search_words = row._meta.get_field("search_words").words_of(row)
        stale[type(row)].append(row)
        count += 1
    for model, rows in stale.items():
        model.objects.bulk_update(rows, ["search_words"], batch_size=BATCH)
    return count
