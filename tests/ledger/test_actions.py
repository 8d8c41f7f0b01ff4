from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.at_once import each_at_once
from tests.ledger.helpers import MAY_1, MAY_5, MAY_9, cited
from tests.makers import make_event, make_known, make_occurrence, make_story, recorded
from tracker.ledger.actions import ChangeRefused, record
from tracker.ledger.models import Change, ChangeEvidence, ChangeSettler, LedgerIsAppendOnly
from tracker.ledger.verify import faults
from tracker.stories.events import Event
from tracker.stories.models import Story

NOW = datetime(2026, 5, 20, 12, 30, 15, 987654, tzinfo=UTC)


@pytest.mark.django_db
class TestRecord:
    def test_the_entry_holds_all_that_was_said(self) -> None:
        event = make_known(status="reported")
        settler = make_known(story=event.story, kind="occurrence", status="confirmed")
        first, second = cited(event), cited(settler)
        (change,) = recorded(
            event,
            "outcome",
            "failed",
            effective=MAY_5,
            evidence=[second, first],
            by="ada",
            reason="It was late.",
            resolved_by=[settler],
            actual="It came in May.",
            miss="late",
            now=NOW,
        )
        stored = Change.objects.with_keys().get(pk=change.pk)
        assert (stored.event, stored.field, stored.value) == (event, "outcome", "failed")
        assert (stored.effective, stored.recorded_by) == (MAY_5, "ada")
        assert (stored.reason, stored.actual, stored.miss) == (
            "It was late.",
            "It came in May.",
            "late",
        )
        assert stored.entry().evidence == (second.key, first.key)
        assert stored.entry().resolved_by == (settler.key,)
        # Whole seconds, so that databases and bundles agree on the digest.
        assert stored.recorded_at == datetime(2026, 5, 20, 12, 30, 15, tzinfo=UTC)

    def test_entries_are_numbered_from_one_in_each_story(self) -> None:
        one, other = make_event(), make_event()
        recorded(one)
        recorded(other)
        recorded(one, "due", "2026-06")
        recorded(make_event(story=one.story))
        for story, expected in ((one.story, [1, 2, 3]), (other.story, [1])):
            numbers = story.changes.order_by("number").values_list("number", flat=True)
            assert [*numbers] == expected

    def test_the_event_repeats_what_the_ledger_says(self) -> None:
        event = make_event()
        recorded(event, effective=MAY_1)
        recorded(event, "due", "2026-06", effective=MAY_5)
        event.refresh_from_db()
        assert (event.status, event.outcome, event.due) == ("rumored", "open", "2026-06")
        assert (event.known_on, event.timeline_on) == (MAY_1, MAY_1)
        assert event.due_on == date(2026, 6, 30)

    def test_a_backdated_entry_changes_the_past_and_not_today(self) -> None:
        event = make_known(status="reported", since=MAY_5)
        recorded(event, "status", "rumored", effective=MAY_1)
        event.refresh_from_db()
        assert (event.status, event.known_on) == ("reported", MAY_1)

    def test_an_occurrence_stands_in_the_timeline_at_its_date(self) -> None:
        event = make_occurrence(date="2026-04/2026-05")
        recorded(event, effective=MAY_5)
        event.refresh_from_db()
        assert (event.timeline_on, event.outcome) == (date(2026, 4, 1), "")

    def test_an_event_loaded_long_ago_is_brought_up_to_date(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        stale = Event.objects.get(pk=event.pk)
        recorded(event, "status", "reported", effective=MAY_5)
        recorded(stale, "status", "rumored", effective=MAY_9)
        assert Event.objects.get(pk=event.pk).status == "rumored"

    def test_words_keep_no_history_of_the_ledger(self) -> None:
        event = make_known(status="reported")
        recorded(event, "outcome", "failed", effective=MAY_1)
        assert event.history.count() == 1

    def test_a_refusal_records_nothing_and_leaves_the_event(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        with pytest.raises(ChangeRefused) as refusal:
            recorded(event, "outcome", "held", effective=MAY_5, evidence=[], actual="")
        assert {problem.part for problem in refusal.value.problems} == {"actual", "evidence"}
        assert event.changes.count() == 1
        assert (event.status, event.outcome) == ("rumored", "open")

    def test_nothing_is_recorded_by_halves(self, monkeypatch: pytest.MonkeyPatch) -> None:
        event = make_known(status="reported", since=MAY_1)
        counts = [model.objects.count() for model in (Change, ChangeEvidence, ChangeSettler)]

        def fail(*args: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("tracker.ledger.actions.bring_up_to_date", fail)
        with pytest.raises(RuntimeError):
            recorded(event, "outcome", "held", effective=MAY_5)
        after = [model.objects.count() for model in (Change, ChangeEvidence, ChangeSettler)]
        assert after == counts
        assert Event.objects.get(pk=event.pk).outcome == "open"

    def test_the_present_moment_is_recorded_unless_told_otherwise(self) -> None:
        event = make_event()
        before = datetime.now(UTC).replace(microsecond=0)
        citation = cited(event, known=date(2020, 1, 1))
        (change,) = record(
            event,
            "status",
            "rumored",
            effective=date(2020, 1, 1),
            evidence=[citation],
            by="ada",
        )
        assert before <= change.recorded_at <= datetime.now(UTC)

    def test_the_number_of_queries_does_not_grow_with_the_ledger(
        self, django_assert_num_queries: Any
    ) -> None:
        story = make_story()
        event = make_known(story=story, since=MAY_1)
        evidence = [cited(event)]
        queries = 27
        with django_assert_num_queries(queries):
            recorded(event, "due", "2026-05", effective=MAY_1, evidence=evidence)
        for month in range(6, 12):
            make_known(story=story, status="confirmed")
            recorded(event, "due", f"2026-{month:02}", effective=MAY_1)
        evidence = [cited(event) for _ in range(5)]
        with django_assert_num_queries(queries):
            recorded(event, "due", "2026-12", effective=MAY_1, evidence=evidence)


@pytest.mark.django_db
class TestRows:
    def test_no_row_of_the_ledger_is_saved_again_or_deleted(self) -> None:
        event = make_known()
        settler = make_known(story=event.story, kind="occurrence")
        recorded(event, "outcome", "failed", effective=MAY_1, resolved_by=[settler])
        change = event.changes.last()
        for row in (change, change.evidence_rows.get(), change.settler_rows.get()):
            with pytest.raises(LedgerIsAppendOnly):
                row.save()
            with pytest.raises(LedgerIsAppendOnly):
                row.delete()


@pytest.mark.usefixtures("shared_database")
class TestManyAtOnce:
    def test_many_who_record_in_one_story_leave_no_gap(self) -> None:
        story = make_story()
        events = [make_event(story=story) for _ in range(8)]
        evidence = {event.pk: [cited(event)] for event in events}

        def work(event: Event) -> list[Change]:
            return recorded(event, effective=MAY_1, evidence=evidence[event.pk])

        each_at_once(work, events)
        numbers = story.changes.order_by("number").values_list("number", flat=True)
        assert [*numbers] == [*range(1, 9)]
        assert faults(story) == []

    def test_what_is_recorded_of_one_event_at_once_is_all_there(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        evidence = [cited(event)]
        days = [date(2026, 6, day) for day in range(1, 7)]

        def work(day: date) -> list[Change]:
            mine = Event.objects.get(pk=event.pk)
            due = day.isoformat()
            return recorded(mine, "due", due, effective=day, evidence=evidence)

        each_at_once(work, days)
        event.refresh_from_db()
        assert event.due == "2026-06-06"
        assert event.changes.count() == 7
        assert faults(Story.objects.get(pk=event.story_id)) == []

    def test_of_many_who_record_the_same_only_one_does(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        evidence = [cited(event)]

        def work(_: int) -> bool:
            mine = Event.objects.get(pk=event.pk)
            try:
                recorded(mine, "status", "reported", effective=MAY_5, evidence=evidence)
            except ChangeRefused:
                return False
            return True

        assert sorted(each_at_once(work, [*range(5)])) == [False] * 4 + [True]
        assert event.changes.count() == 2
