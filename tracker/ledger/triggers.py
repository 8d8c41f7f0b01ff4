"""The database itself refuses to change or delete what the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

TABLES = ("tracker_change", "tracker_changeevidence", "tracker_changesettler")
MESSAGE = "the ledger is append-only"

# REPLACE takes rows away without asking the triggers for DELETE: by the id, and by every
# column that may not repeat.
UNREPEATED: dict[str, Sequence[Sequence[str]]] = {
    "tracker_change": (("id",), ("story_id", "number"), ("withdraws_id",)),
    "tracker_changeevidence": (
        ("id",),
        ("change_id", "position"),
        ("change_id", "citation_id"),
    ),
    "tracker_changesettler": (("id",), ("change_id", "position"), ("change_id", "event_id")),
}
SQLITE_REPLACE = """
    CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table}
    WHEN EXISTS (SELECT 1 FROM {table} kept WHERE {same})
    BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
SQLITE = """
    CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
    BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
POSTGRESQL_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION tracker_ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = """
    CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
    FOR EACH {scope} EXECUTE FUNCTION tracker_ledger_refuses()
"""


def verbs(connection: BaseDatabaseWrapper) -> Sequence[str]:
    """Return what the triggers refuse on this database."""
    if connection.vendor == "postgresql":
        return ("update", "delete", "truncate")
    return ("update", "delete", "replace")


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that must be there."""
    return {f"{table}_no_{verb}" for table in TABLES for verb in verbs(connection)}


def statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the SQL that puts the triggers in place; running it twice does no harm."""
    if connection.vendor == "postgresql":
        yield POSTGRESQL_FUNCTION
    for table in TABLES:
        for verb in verbs(connection):
            if connection.vendor == "postgresql":
                scope = "STATEMENT" if verb == "truncate" else "ROW"
                yield POSTGRESQL.format(table=table, verb=verb, scope=scope)
            elif verb == "replace":
                same = " OR ".join(
                    "(" + " AND ".join(f"kept.{name} = NEW.{name}" for name in columns) + ")"
                    for columns in UNREPEATED[table]
                )
                yield SQLITE_REPLACE.format(table=table, same=same, message=MESSAGE)
            else:
                yield SQLITE.format(table=table, verb=verb, message=MESSAGE)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place."""
    with connection.cursor() as cursor:
        for statement in statements(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away. Only for emptying the databases of tests."""
    with connection.cursor() as cursor:
        for table in TABLES:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for verb in verbs(connection):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of the triggers that are not there, or switched off."""
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names(connection) - {row[0] for row in cursor.fetchall()}


def is_migrated(connection: BaseDatabaseWrapper) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes("tracker"))


class GuardLedger(Operation):
    """Migration step that puts the ledger's triggers in place.

    Every migration that changes a table of the ledger begins and ends with it: SQLite builds
    a changed table anew and drops its triggers without a word, forwards and backwards.
    """

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no model."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any
    ) -> None:
        install(schema_editor.connection)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *states: Any
    ) -> None:
        install(schema_editor.connection)

    def describe(self) -> str:
        return "Let the database refuse changes of the ledger"


@register(Tags.database)
def check_triggers(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Report triggers that are missing from databases that hold a ledger.

    A migration that waits may be the one that brings them, and must not be kept from it.
    """
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if not is_migrated(connection):
            continue
        if lost := missing(connection):
            found.append(
                Error(
                    f"Database {alias!r} does not guard its ledger: {', '.join(sorted(lost))} "
                    "missing.",
                    hint="Add a migration that ends with GuardLedger(), and migrate.",
                    id="tracker.E001",
                )
            )
    return found
