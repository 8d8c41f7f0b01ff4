from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from tests.ledger.helpers import make_ledger
from tests.makers import make_citation, make_known
from tracker.evidence.models import Citation
from tracker.ledger import triggers
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler
from tracker.ledger.verify import faults
from tracker.stories.events import Event

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


def erase(row: Change | ChangeEvidence | ChangeSettler) -> None:
    """Delete `row` past all that Django asks, with what hangs on it."""
    if isinstance(row, Change):
        for link in (*row.evidence_rows.all(), *row.settler_rows.all()):
            erase(link)
    type(row).objects.filter(pk=row.pk)._raw_delete(using="default")


OTHERS: dict[str, Any] = {
    "field": "due",
    "value": "held",
    "effective": date(2026, 5, 8),
    "reason": "Another reason.",
    "actual": "Another thing happened.",
    "miss": "late",
    "override": False,
    "withdraws": None,
    "recorded_at": NOON,
    "recorded_by": "eve",
    "digest": "0" * 64,
}


@pytest.mark.django_db
class TestTampering:
    """What somebody with the rights of the database's owner could do."""

    @pytest.fixture(autouse=True)
    def lifted_triggers(self) -> Iterator[None]:
        self.story = make_ledger()
        triggers.remove(connection)
        self.last = self.story.changes.get(number=6)
        yield
        triggers.install(connection)

    def assert_named(self, *words: str) -> None:
        (fault,) = faults(self.story)
        assert fault.story == self.story.slug
        for word in words:
            assert word in fault.what

    def alter(self, row: Change | ChangeEvidence | ChangeSettler, **fields: Any) -> None:
        assert type(row).objects.filter(pk=row.pk).update(**fields) == 1

    @pytest.mark.parametrize("name", OTHERS)
    def test_any_other_value_is_found_and_named(self, name: str) -> None:
        self.alter(self.last, **{name: OTHERS[name]})
        self.assert_named("Entry 6", f"row {self.last.pk}")

    def test_every_field_of_an_entry_is_tried_here(self) -> None:
        names = {field.name for field in Change._meta.concrete_fields}
        assert names == {*OTHERS, "id", "story", "number", "event"}

    def test_another_event_is_found(self) -> None:
        other = self.story.events.exclude(pk=self.last.event_id).first()
        self.alter(self.last, event=other)
        self.assert_named("Entry 6", other.key)

    def test_another_number_is_found(self) -> None:
        self.alter(self.last, number=60)
        self.assert_named("Entry 6 is missing")

    def test_a_moved_entry_is_missing_from_its_story_and_foreign_in_the_other(self) -> None:
        other = make_known()
        self.alter(self.story.changes.get(number=3), story=other.story, number=2)
        self.assert_named("Entry 3 is missing")
        (fault,) = faults(other.story)
        assert "Entry 2" in fault.what

    def test_a_deleted_entry_is_found(self) -> None:
        erase(self.story.changes.get(number=3))
        self.assert_named("Entry 3 is missing")

    def test_the_first_of_several_is_named(self) -> None:
        for number in (5, 2, 4):
            self.alter(self.story.changes.get(number=number), reason="Another reason.")
        self.assert_named("Entry 2 ")

    @pytest.mark.parametrize(
        "tamper",
        [
            lambda test: test.alter(test.evidence()[0], citation=test.another()),
            lambda test: test.alter(test.evidence()[0], position=9),
            lambda test: erase(test.evidence()[0]),
            lambda test: ChangeEvidence.objects.create(
                change=test.last, citation=test.another(), position=9
            ),
            lambda test: test.alter(test.settlers()[0], position=9),
            lambda test: test.alter(test.settlers()[0], event=test.last.event),
            lambda test: erase(test.settlers()[0]),
        ],
        ids=[
            "other citation",
            "other order of citations",
            "citation taken away",
            "citation added",
            "other order of events",
            "other event",
            "event taken away",
        ],
    )
    def test_other_evidence_is_found(self, tamper: Callable[[TestTampering], object]) -> None:
        tamper(self)
        self.assert_named("Entry 6")

    def test_a_renamed_event_is_found(self) -> None:
        Event.objects.filter(pk=self.last.event_id).update(key="p-renamed")
        self.assert_named("Entry 1", "p-renamed")

    def test_a_renamed_citation_is_found(self) -> None:
        Citation.objects.filter(pk=self.evidence()[0].citation_id).update(key="c-renamed")
        self.assert_named("Entry 6")

    def test_a_citation_of_another_story_under_the_same_key_is_found(self) -> None:
        key = self.evidence()[0].citation.key
        self.alter(self.evidence()[0], citation=make_citation(key=key))
        self.assert_named("Entry 6", "of another story")

    def test_an_entry_of_another_story_under_the_same_number_is_found(self) -> None:
        foreign = make_ledger().changes.get(number=self.last.withdraws.number)
        Change.objects.filter(withdraws=foreign).update(withdraws=None)
        self.alter(self.last, withdraws=foreign)
        self.assert_named("Entry 6", "of another story")

    @pytest.mark.parametrize(
        "values",
        [
            {"status": "rumored"},
            {"outcome": "failed"},
            {"due": "2027"},
            {"due_on": date(2027, 1, 1)},
            {"known_on": date(2026, 4, 1)},
            {"timeline_on": date(2026, 4, 1)},
        ],
        ids=str,
    )
    def test_an_event_that_says_otherwise_than_the_ledger_is_found(
        self, values: dict[str, Any]
    ) -> None:
        Event.objects.filter(pk=self.last.event_id).update(**values)
        self.assert_named(self.last.event.key, *values, "the ledger says")

    def test_a_cut_off_end_shows_in_the_events(self) -> None:
        erase(self.last)
        self.assert_named(self.last.event.key, "outcome is partly_held, the ledger says failed")

    def another(self) -> Citation:
        return make_citation(event=self.last.event)

    def evidence(self) -> Any:
        return self.last.evidence_rows.order_by("position")

    def settlers(self) -> Any:
        return self.last.settler_rows.order_by("position")
