"""A check for every test that writes: the track records on file are those worked out anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracker.scores.actions import all_roots, differences


@pytest.fixture(autouse=True)
def scores_stay_true(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test fail that leaves track records which a new reckoning would not give."""
    mark = request.node.get_closest_marker
    uses_database = mark("django_db") is not None or "db" in request.fixturenames
    if mark("behind_the_desk"):
        uses_database = False
    if uses_database:
        # Set up before this fixture, so it is still there when the test is over.
        request.getfixturevalue("db")
    yield
    if uses_database:
        assert [wrong for some in all_roots() if any(wrong := differences(some))] == []
