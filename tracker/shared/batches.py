from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")

# SQLite takes some thousand values in one list; a page never needs as many.
SIZE = 4000


def batches(values: Iterable[Value], size: int = SIZE) -> Iterator[list[Value]]:
    """Yield `values` in lists of at most `size`, for queries that name many rows."""
    rest = iter(values)
    while batch := [*islice(rest, size)]:
        yield batch
