from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the browser, so that no test has to say so itself."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another one put into the cache."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def flush_despite_triggers() -> Iterator[None]:
    """Lift the ledger's triggers while a transactional test empties the database."""
    from django.db import connections
    from django.test import TransactionTestCase

    from tracker.ledger import triggers

    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        for connection in connections.all(initialized_only=True):
            triggers.remove(connection)
        flush(case)
        for connection in connections.all(initialized_only=True):
            triggers.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield


@pytest.fixture
def shared_database(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A test database that threads and other processes use too, each with a connection of
    its own: on SQLite a file, since one in memory has locks unlike those of a file."""
    from django.db import connections

    tested = connections["default"]
    if tested.vendor != "sqlite":
        monkeypatch.setenv("DATABASE_URL", address_of(tested.settings_dict))
        yield
        return
    path = tmp_path / "shared.sqlite3"
    tested.ensure_connection()
    with closing(sqlite3.connect(path)) as file:
        tested.connection.backup(file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    # New connections read their settings here.
    settings_dict = connections.settings["default"]
    in_memory = settings_dict["NAME"]
    del connections["default"]
    settings_dict["NAME"] = str(path)
    yield
    connections["default"].close()
    # Before anybody closes the one in memory, which would be its end.
    settings_dict["NAME"] = in_memory
    connections["default"] = tested


def address_of(settings_dict: dict[str, Any]) -> str:
    """Return the address of a PostgreSQL database as DATABASE_URL has it."""
    user, host, port, name = (settings_dict[key] for key in ("USER", "HOST", "PORT", "NAME"))
    return f"postgres://{user}@{host}:{port}/{name}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium. A machine without it fails here; nothing is skipped."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright leaves an event loop running in this thread, which Django takes for
        # asynchronous code and then refuses to touch the database.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS, headless=True
        )
        yield chromium
        chromium.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live_site(browser: Any, live_server: Any) -> str:
    """The address of a running site on the test database, without a slash at its end."""
    return live_server.url


@pytest.fixture
def new_page(browser: Any, live_site: str) -> Iterator[Any]:
    """A function that opens a browser page of its own; `goto("/path")` works on it.

    Takes what Playwright's `new_context` takes (`viewport`, `color_scheme`,
    `java_script_enabled=False` …). A test fails when a page of its reports an error, and a
    breach of the Content-Security-Policy is one.
    """
    contexts = []
    errors: list[str] = []

    def note(message: Any) -> None:
        # Browsers ask for it by themselves on pages that name no icon, as the admin's do.
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            errors.append(message.text)

    def open_page(**options: Any) -> Any:
        context = browser.new_context(base_url=live_site, **options)
        contexts.append(context)
        page = context.new_page()
        # Only the page in front has the focus.
        page.bring_to_front()
        page.on("console", note)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page: Any) -> Any:
    return new_page()
