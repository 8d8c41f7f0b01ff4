"""Every public page of the real story, looked at by a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from tests.bundles.makers import REAL, take
from tracker.ledger import triggers


@pytest.fixture(scope="session")
def reading_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """A server that runs on to the end, since browsers keep their connections to it."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="package")
def live_site(
    browser: Any, reading_server: LiveServer, django_db_blocker: Any
) -> Iterator[str]:
    """The real story, imported once for all these tests: they only read."""
    with django_db_blocker.unblock():
        take(REAL.read_bytes())
        yield reading_server.url
        triggers.remove(connection)
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
        triggers.install(connection)
