"""What databases keep beside the rows so that words are found fast.

PostgreSQL keeps an index on the column of words. SQLite keeps a full-text table beside each
table, which triggers hold in step: whatever writes or deletes a row, in whatever way, is in
the index within the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from tracker.ledger.triggers import is_migrated

TABLES = ("tracker_event", "tracker_citation", "tracker_outlet", "tracker_source")
# Every word is spelled in letters a to z, and beginnings of words are asked for.
SQLITE_TABLE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS {table}_search USING fts5(
        search_words, content='{table}', content_rowid='id', tokenize='ascii', prefix='2 3'
    )
"""
ADD = "INSERT INTO {table}_search(rowid, search_words) VALUES (new.id, new.search_words);"
DROP = """
    INSERT INTO {table}_search({table}_search, rowid, search_words)
    VALUES ('delete', old.id, old.search_words);
"""
SQLITE_TRIGGERS = {
    "insert": ("INSERT", ADD),
    "delete": ("DELETE", DROP),
    "update": ("UPDATE OF id, search_words", DROP + ADD),
}
POSTGRESQL_INDEX = """
    CREATE INDEX IF NOT EXISTS {table}_search ON {table}
    USING gin (to_tsvector('simple', search_words))
"""


def names(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of what has to be there."""
    if connection.vendor == "postgresql":
        return {f"{table}_search" for table in TABLES}
    triggers = {f"{table}_search_{verb}" for table in TABLES for verb in SQLITE_TRIGGERS}
    return triggers | {f"{table}_search" for table in TABLES}


def statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the SQL that puts all in place and in step; running it twice does no harm."""
    for table in TABLES:
        if connection.vendor == "postgresql":
            yield POSTGRESQL_INDEX.format(table=table)
            continue
        yield SQLITE_TABLE.format(table=table)
        for verb, (when, action) in SQLITE_TRIGGERS.items():
            name = f"{table}_search_{verb}"
            body = action.format(table=table)
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} ON {table} BEGIN {body} END"
            )
        yield f"INSERT INTO {table}_search({table}_search) VALUES ('rebuild')"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put what is missing in place, and fill it from the rows."""
    with connection.cursor() as cursor:
        for statement in statements(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take all of it away."""
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP INDEX IF EXISTS {table}_search")
                continue
            for verb in SQLITE_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_search_{verb}")
            cursor.execute(f"DROP TABLE IF EXISTS {table}_search")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Return the names of what is not there."""
    if connection.vendor == "postgresql":
        query = "SELECT indexname FROM pg_indexes"
    else:
        query = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'table')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names(connection) - {row[0] for row in cursor.fetchall()}


class KeepIndex(Operation):
    """Migration step that puts the index of words in place.

    Every migration that changes one of the tables ends with it: SQLite builds a changed
    table anew and drops its triggers without a word.
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
        remove(schema_editor.connection)

    def describe(self) -> str:
        return "Keep an index of words for the search"


@register(Tags.database)
def check_index(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[Error]:
    """Report what is missing from databases; a migration that waits may bring it."""
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if is_migrated(connection) and (lost := missing(connection)):
            found.append(
                Error(
                    f"Database {alias!r} does not keep its search in step: "
                    f"{', '.join(sorted(lost))} missing.",
                    hint="Add a migration that ends with KeepIndex(), and migrate.",
                    id="tracker.E002",
                )
            )
    return found
