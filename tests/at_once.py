"""Doing things at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*steps: Callable[[], Any]) -> list[Any]:
    """Call all `steps` at the same moment and return what they return, in their order."""
    barrier = Barrier(len(steps))

    def run(step: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as threads:
        return [*threads.map(run, steps)]


def each_at_once(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Call `work` for each of `items`, all at the same moment."""
    return at_once(*((lambda item=item: work(item)) for item in items))
