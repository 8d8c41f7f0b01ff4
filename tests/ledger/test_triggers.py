from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations import operations
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import Model

import tracker.migrations
from tests.ledger.helpers import MAY_1
from tests.makers import make_known, recorded
from tracker.ledger import triggers
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.ledger.triggers import MESSAGE, TABLES, GuardLedger, check_triggers

LEDGER: list[type[Model]] = [Change, ChangeEvidence, ChangeSettler]
on_sqlite = connection.vendor == "sqlite"


@pytest.fixture
def rows(db: None) -> list[Model]:
    """One row of each table of the ledger."""
    event = make_known()
    settler = make_known(story=event.story, kind="occurrence")
    recorded(event, "outcome", "failed", effective=MAY_1, resolved_by=[settler])
    change = event.changes.last()
    return [change, change.evidence_rows.get(), change.settler_rows.get()]


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def codes() -> list[str | None]:
    return [error.id for error in check_triggers(databases=["default"])]


class TestRefusals:
    @pytest.mark.parametrize("place", [0, 1, 2], ids=TABLES)
    def test_no_row_is_updated_by_a_queryset(self, rows: list[Model], place: int) -> None:
        row = rows[place]
        name = "value" if place == 0 else "position"
        value = "held" if place == 0 else 7
        with self.refused():
            type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
        row.refresh_from_db()
        assert getattr(row, name) != value

    @pytest.mark.parametrize("place", [0, 1, 2], ids=TABLES)
    def test_no_row_is_updated_by_sql(self, rows: list[Model], place: int) -> None:
        # Setting a column to what it is counts as well.
        with self.refused():
            execute(f"UPDATE {TABLES[place]} SET id = id WHERE id = %s", rows[place].pk)

    @pytest.mark.parametrize("place", [1, 2], ids=TABLES[1:])
    def test_no_row_is_deleted_by_a_queryset(self, rows: list[Model], place: int) -> None:
        with self.refused():
            type(rows[place])._default_manager.all().delete()

    @pytest.mark.parametrize("place", [0, 1, 2], ids=TABLES)
    def test_no_row_is_deleted_by_sql(self, rows: list[Model], place: int) -> None:
        with self.refused():
            execute(f"DELETE FROM {TABLES[place]} WHERE id = %s", rows[place].pk)
        assert type(rows[place])._default_manager.filter(pk=rows[place].pk).exists()

    @pytest.mark.parametrize("place", [0, 1, 2], ids=TABLES)
    def test_no_row_is_replaced_by_a_new_one(self, rows: list[Model], place: int) -> None:
        row = rows[place]
        manager = type(row)._default_manager
        fields = {field.name for field in row._meta.concrete_fields} - {"id"}
        with self.refused():
            manager.bulk_create(
                [row], update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields)
            )

    @pytest.mark.parametrize("place", [0, 1, 2], ids=TABLES)
    @pytest.mark.parametrize("with_id", [True, False], ids=["by id", "by what may not repeat"])
    def test_replace_gets_past_no_trigger(
        self, rows: list[Model], place: int, *, with_id: bool
    ) -> None:
        # Of PostgreSQL's ways the one above is all there is.
        verb = "INSERT OR REPLACE INTO" if on_sqlite else "INSERT INTO"
        columns = [field.column for field in rows[place]._meta.concrete_fields]
        names = ", ".join(name for name in columns if with_id or name != "id")
        before = type(rows[place])._default_manager.count()
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(
                f"{verb} {TABLES[place]} ({names}) SELECT {names} FROM {TABLES[place]} "
                "WHERE id = %s",
                rows[place].pk,
            )
        assert type(rows[place])._default_manager.count() == before

    @pytest.mark.server
    @pytest.mark.parametrize("table", TABLES)
    def test_no_table_is_truncated(self, rows: list[Model], table: str) -> None:
        # Else it is refused for foreign keys that are still to be checked.
        connection.check_constraints()
        with self.refused():
            execute(f"TRUNCATE {table} CASCADE")

    def test_deleting_a_story_or_an_event_takes_no_entry_along(self, rows: list[Model]) -> None:
        change = rows[0]
        with pytest.raises(models.ProtectedError):
            change.story.delete()
        with pytest.raises(models.ProtectedError):
            change.event.delete()
        assert Change.objects.filter(pk=change.pk).exists()

    def test_new_rows_are_taken(self, rows: list[Model]) -> None:
        before = Change.objects.count()
        make_known(story=rows[0].story)
        assert Change.objects.count() == before + 1

    def refused(self) -> Any:
        class Refusal:
            def __enter__(self) -> None:
                self.savepoint = transaction.atomic()
                self.savepoint.__enter__()

            def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
                self.savepoint.__exit__(kind, error, trace)
                assert isinstance(error, IntegrityError)
                assert MESSAGE in str(error)
                return True

        return Refusal()


@pytest.mark.django_db
class TestCheck:
    def test_a_guarded_database_has_no_error(self) -> None:
        assert codes() == []

    def test_no_database_is_asked_about_unless_named(self) -> None:
        triggers.remove(connection)
        assert check_triggers(databases=None) == []

    def test_a_lost_trigger_is_an_error_that_names_it(self) -> None:
        on = "" if on_sqlite else " ON tracker_change"
        execute(f"DROP TRIGGER tracker_change_no_delete{on}")
        (error,) = check_triggers(databases=["default"])
        assert error.id == "tracker.E001"
        assert "tracker_change_no_delete missing" in error.msg

    def test_the_command_fails_loudly(self) -> None:
        triggers.remove(connection)
        with pytest.raises(SystemCheckError, match="tracker.E001"):
            call_command("check", databases=["default"])

    @pytest.mark.server
    def test_a_trigger_that_is_switched_off_is_an_error(self) -> None:
        execute("ALTER TABLE tracker_change DISABLE TRIGGER tracker_change_no_update")
        assert codes() == ["tracker.E001"]

    def test_a_waiting_migration_is_not_kept_from_bringing_them(self) -> None:
        triggers.remove(connection)
        for name in ("0003_search", "0002_guard_ledger"):
            MigrationRecorder(connection).record_unapplied("tracker", name)
        assert codes() == []

    def test_putting_them_in_place_twice_does_no_harm(self) -> None:
        triggers.install(connection)
        triggers.install(connection)
        assert triggers.missing(connection) == set()

    def test_taking_them_away_twice_does_no_harm(self) -> None:
        triggers.remove(connection)
        triggers.remove(connection)
        assert triggers.missing(connection) == triggers.names(connection)


@pytest.mark.django_db(transaction=True)
class TestMigration:
    """A migration that alters a table of the ledger."""

    @pytest.fixture(autouse=True)
    def guarded_afterwards(self) -> Iterator[None]:
        yield
        triggers.install(connection)

    def alter(self, *steps: migrations.operations.base.Operation, back: bool = False) -> None:
        """Apply `steps`; with `back` apply them and take them back."""
        before = ProjectState.from_apps(tracker_apps())
        migration = migrations.Migration("0099_test", "tracker")
        migration.operations = [*steps]
        with connection.schema_editor() as editor:
            migration.apply(before.clone(), editor)
        if back:
            with connection.schema_editor() as editor:
                migration.unapply(before.clone(), editor)

    def longer_reason(self) -> operations.AlterField:
        return operations.AlterField(
            "change", "recorded_by", models.CharField(max_length=151, default="nobody")
        )

    def test_sqlite_loses_the_triggers_of_a_table_it_builds_anew(self) -> None:
        self.alter(self.longer_reason())
        assert codes() == (["tracker.E001"] if on_sqlite else [])
        assert "tracker_changeevidence_no_delete" not in triggers.missing(connection)

    def test_guard_ledger_brings_them_back(self) -> None:
        self.alter(GuardLedger(), self.longer_reason(), GuardLedger())
        assert codes() == []
        event = make_known()
        with pytest.raises(IntegrityError, match=MESSAGE):
            event.changes.update(value="confirmed")

    def test_going_back_over_the_migration_keeps_them(self) -> None:
        self.alter(GuardLedger(), self.longer_reason(), GuardLedger(), back=True)
        assert codes() == []

    def test_a_transactional_test_begins_guarded_and_empty(self) -> None:
        assert triggers.missing(connection) == set()
        assert Change.objects.count() == 0
        make_known()

    def test_another_transactional_test_does_too(self) -> None:
        self.test_a_transactional_test_begins_guarded_and_empty()


def tracker_apps() -> Any:
    from django.apps import apps

    return apps


def touched(operation: Any) -> set[str]:
    """Return the models that `operation` changes, in lower case."""
    names = {getattr(operation, name, "") for name in ("name", "model_name", "old_name")}
    return {str(name).lower() for name in names}


def is_rebuilding(operation: Any) -> bool:
    """Tell whether `operation` may leave a table of the ledger without its triggers."""
    harmless = (operations.AlterModelManagers, operations.AlterModelOptions)
    if isinstance(operation, harmless):
        return False
    if isinstance(operation, operations.RunSQL):
        return "tracker_change" in str(operation.sql)
    return bool(touched(operation) & {model._meta.model_name for model in LEDGER})


def unguarded(steps: list[Any]) -> list[Any]:
    """Return the steps that change the ledger's tables without GuardLedger around them.

    A new table needs it only afterwards, in the same migration or in the next.
    """
    places = [place for place, step in enumerate(steps) if isinstance(step, GuardLedger)]
    return [
        step
        for place, step in enumerate(steps)
        if is_rebuilding(step) and not (places and places[0] < place < places[-1])
    ]


def test_every_migration_of_the_ledgers_tables_is_guarded() -> None:
    found = {
        name: import_module(f"tracker.migrations.{name}").Migration.operations
        for _, name, _ in iter_modules(tracker.migrations.__path__)
    }
    # The first one makes the tables; the second is there to guard them.
    assert [type(step) for step in found.pop("0002_guard_ledger")] == [GuardLedger]
    del found["0001_initial"]
    assert {name: unguarded(steps) for name, steps in found.items()} == dict.fromkeys(found, [])


def test_a_migration_without_guards_would_be_noticed() -> None:
    alter = operations.AlterField("Change", "value", models.CharField(max_length=80))
    index = operations.AddIndex("changeevidence", models.Index(fields=["position"], name="x"))
    other = operations.AlterField("event", "key", models.CharField(max_length=80))
    guard = GuardLedger()
    assert unguarded([alter]) == [alter]
    assert unguarded([guard, alter]) == [alter]
    assert unguarded([alter, guard]) == [alter]
    assert unguarded([guard, alter, index, guard]) == []
    assert unguarded([index]) == [index]
    assert unguarded([other]) == []
