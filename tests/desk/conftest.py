from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.makers import make_user


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
