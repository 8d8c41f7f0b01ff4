from __future__ import annotations

import os
from typing import Any

import pytest
from django.conf import settings
from django.core.cache.backends.dummy import DummyCache
from django.db import DatabaseError
from django.test import Client

from tracker.shared import health


def test_a_live_process_says_so_without_the_database(client: Client) -> None:
    # No access to the database is asked for, so pytest-django would refuse a query.
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert response.status_code == 200


@pytest.mark.django_db
def test_a_site_that_can_work_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_missing_migration_is_a_reason_not_to_be_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda *_arguments: ["one", "two"]
    )
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"] == ["2 migrations are not applied yet."]


def test_a_lost_database_is_told_without_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any) -> None:
        raise DatabaseError("connection to 10.1.2.3 failed for user tracker")

    monkeypatch.setattr(health, "MigrationExecutor", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"] == ["The database cannot be reached."]


@pytest.mark.django_db
def test_a_cache_that_keeps_nothing_is_a_reason(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "cache", DummyCache("", {}))
    assert client.get("/readyz").json()["problems"] == [
        "The cache does not keep what it is given."
    ]


@pytest.mark.django_db
def test_a_lost_cache_is_a_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class LostCache(DummyCache):
        def set(self, *_arguments: Any, **_options: Any) -> None:
            raise ConnectionError("redis://10.1.2.3")

    monkeypatch.setattr(health, "cache", LostCache("", {}))
    assert client.get("/readyz").json()["problems"] == ["The cache cannot be reached."]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_health_answers_are_not_stored_and_not_written_to(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]
    assert client.post(path).status_code == 405


@pytest.mark.server
def test_these_tests_run_on_the_servers_they_ask_for() -> None:
    assert "postgres" in os.environ["DATABASE_URL"]
    assert settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
