from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.in_step import search_in_step
from tests.makers import make_citation, make_occurrence, make_source, make_user, recorded
from tests.scores_on_file import scores_stay_true  # noqa: F401
from tracker.stories.events import Event

__all__ = ["search_in_step"]


@pytest.fixture
def login(db: None) -> Any:
    """A function that returns a client logged in as somebody of the group named."""

    def log_in(group: str = "Editors", **values: Any) -> Client:
        client = Client()
        client.user = make_user(group=group, **values)
        client.force_login(client.user)
        return client

    return log_in


@pytest.fixture
def editor(login: Any) -> Client:
    return login("Editors")


@pytest.fixture
def moderator(login: Any) -> Client:
    return login("Moderators")


@pytest.fixture
def release(db: None) -> Event:
    """The pivot of a story, out on 24 April 2026 and confirmed by its own notes."""
    release = make_occurrence(statement="It is out")
    cited = make_citation(
        event=release, basis="primary", source=make_source(published="2026-04-24")
    )
    recorded(release, value="confirmed", effective=date(2026, 4, 24), evidence=[cited])
    release.story.pivot = release
    release.story.save()
    return release
