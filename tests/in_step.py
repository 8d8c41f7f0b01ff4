"""That the search holds the words of every row, whatever a test has done to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

DATABASE = {"db", "transactional_db", "django_db_setup"}


@pytest.fixture(autouse=True)
def search_in_step(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves rows which the search would not find by their words."""
    uses_database = bool(
        DATABASE & {*request.fixturenames} or request.node.get_closest_marker("django_db")
    )
    if uses_database:
        # Ended before the database is rolled back.
        marker: Any = request.node.get_closest_marker("django_db")
        is_transactional = bool(marker and marker.kwargs.get("transaction"))
        request.getfixturevalue("transactional_db" if is_transactional else "db")
    yield
    if uses_database:
        from tracker.search.rebuild import broken_tables, stale_rows

        assert [*stale_rows()] == [] and broken_tables() == []
