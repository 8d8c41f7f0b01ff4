from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.ledger.helpers import MAY_1, MAY_5, MAY_9
from tests.makers import make_event, make_known, make_occurrence, make_story, recorded
from tracker.ledger.actions import ChangeRefused
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import Entries
from tracker.ledger.models import Change
from tracker.ledger.store import bring_up_to_date
from tracker.stories.events import Event
from tracker.stories.models import Story

# By key of the event: (status, outcome, due).
Shown = dict[str, tuple[str, str, str]]


def shown(story: Story, day: date | None) -> Shown:
    return {
        event.key: (event.shown_status, event.shown_outcome, event.shown_due)
        for event in events_as_of(day).filter(story=story)
    }


@pytest.mark.django_db
class TestEventsAsOf:
    def test_an_event_is_absent_until_its_first_status(self) -> None:
        event = make_known(since=MAY_5)
        assert [*events_as_of(date(2026, 5, 4))] == []
        assert [*events_as_of(MAY_5)] == [event]
        assert [*events_as_of(None)] == [event]

    def test_a_draft_is_no_event_on_any_day(self) -> None:
        make_event()
        assert [*events_as_of(None)] == [*events_as_of(MAY_9)] == []

    def test_values_are_those_of_the_day(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        recorded(event, "due", "2026-05", effective=MAY_1)
        recorded(event, "status", "reported", effective=MAY_5)
        recorded(event, "due", "2026-06", effective=MAY_5)
        recorded(event, "outcome", "held", effective=MAY_9)
        for day, values in {
            MAY_1: ("rumored", "open", "2026-05"),
            date(2026, 5, 4): ("rumored", "open", "2026-05"),
            MAY_5: ("reported", "open", "2026-06"),
            date(2026, 5, 8): ("reported", "open", "2026-06"),
            MAY_9: ("confirmed", "held", "2026-06"),
            None: ("confirmed", "held", "2026-06"),
        }.items():
            assert shown(event.story, day) == {event.key: values}, day

    def test_an_occurrence_has_no_outcome_and_no_due_date(self) -> None:
        event = make_known(kind="occurrence", status="confirmed", since=MAY_1)
        for day in (MAY_1, None):
            assert shown(event.story, day) == {event.key: ("confirmed", "", "")}

    def test_of_two_entries_of_one_day_the_later_recorded_holds(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        recorded(event, "status", "rumored", effective=MAY_1)
        assert shown(event.story, MAY_1)[event.key][0] == "rumored"

    def test_what_is_withdrawn_later_counts_on_no_day(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        (wrong,) = recorded(event, "status", "reported", effective=MAY_5)
        recorded(event, "status", "rumored", effective=MAY_9, withdraws=wrong)
        assert shown(event.story, MAY_5) == {event.key: ("rumored", "open", "")}

    def test_merged_events_are_left_out(self) -> None:
        survivor = make_known()
        merged = make_known(story=survivor.story)
        merged.merged_into = survivor
        merged.save()
        assert [*events_as_of(None)] == [*events_as_of(MAY_1)] == [survivor]

    def test_events_come_in_the_order_of_the_timeline(self) -> None:
        story = make_story()
        for key, happened, since in (
            ("c", "2026-04-02", MAY_1),
            ("b", "2026-05-01", MAY_5),
            ("a", "2026-05-01", MAY_1),
        ):
            event = make_occurrence(story=story, key=key, date=happened)
            recorded(event, effective=since)
        make_known(story=story, key="p", since=date(2026, 4, 10))
        assert [event.key for event in events_as_of(MAY_5)] == ["c", "p", "a", "b"]

    @pytest.mark.parametrize("day", [None, MAY_9])
    def test_one_query_shows_however_many_events(
        self, day: date | None, django_assert_num_queries: Any
    ) -> None:
        for _ in range(4):
            make_known(status="confirmed")
        with django_assert_num_queries(1):
            assert len([event.shown_status for event in events_as_of(day)]) == 4


FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(6)]
VALUES = [
    *(("status", value) for value in ("rumored", "reported", "confirmed")),
    *(("outcome", value) for value in ("open", "held", "partly_held", "failed", "void")),
    *(("due", value) for value in ("2026-04", "2026-05")),
]
attempts = st.lists(
    st.tuples(
        st.integers(0, 2),  # which event
        st.sampled_from(VALUES),
        st.sampled_from(DAYS),  # effective; in any order, so many are backdated
        st.one_of(st.none(), st.integers(1, 12)),  # number of the entry to withdraw
    ),
    min_size=6,
    max_size=16,
)


def make_random_story(tries: Iterable[tuple[int, tuple[str, str], date, int | None]]) -> Story:
    """Record what the ledger takes of `tries`; three events, two of them predictions."""
    story = make_story()
    events = [make_known(story=story, since=day) for day in (DAYS[0], DAYS[2])]
    events.append(make_known(story=story, since=DAYS[1], kind="occurrence"))
    for which, (field, value), day, number in tries:
        withdraws = story.changes.filter(number=number).first() if number else None
        try:
            recorded(events[which], field, value, effective=day, withdraws=withdraws)
        except ChangeRefused:
            continue
    return story


def counted_by_hand(story: Story, day: date) -> Shown:
    """Return what holds on `day`, found by looking at every entry."""
    changes = [*story.changes.select_related("event", "withdraws")]
    withdrawn = [change.withdraws for change in changes]
    found: dict[str, dict[str, Change]] = {}
    for change in changes:
        if change.effective <= day and change not in withdrawn:
            fields = found.setdefault(change.event.key, {})
            before = fields.get(change.field)
            if before is None or (before.effective, before.number) < (
                change.effective,
                change.number,
            ):
                fields[change.field] = change
    return {
        key: (
            fields["status"].value,
            ""
            if fields["status"].event.kind == "occurrence"
            else (fields["outcome"].value if "outcome" in fields else "open"),
            fields["due"].value if "due" in fields else "",
        )
        for key, fields in found.items()
        if "status" in fields
    }


def copied_until(story: Story, day: date) -> Story:
    """Return a story that holds only what was effective by `day` and is not withdrawn."""
    copy = make_story()
    events = {
        event.key: make_event(story=copy, key=event.key, kind=event.kind)
        for event in story.events.all()
    }
    rows = Change.objects.counting().filter(story=story, effective__lte=day)
    Change.objects.bulk_create(
        Change(
            story=copy,
            number=row.number,
            event=events[row.event.key],
            field=row.field,
            value=row.value,
            effective=row.effective,
            recorded_by="ada",
        )
        for row in rows.select_related("event")
    )
    entries = Entries(row.entry() for row in copy.changes.with_keys())
    bring_up_to_date(events.values(), entries)
    return copy


class RandomLedgerTests(TestCase):
    @settings(max_examples=25)
    @given(attempts)
    def test_a_day_shows_what_entries_until_then_say(self, tries: list[Any]) -> None:
        story = make_random_story(tries)
        for day in [FIRST - timedelta(days=1), *DAYS]:
            assert shown(story, day) == counted_by_hand(story, day), day

    @settings(max_examples=25)
    @given(attempts, st.sampled_from(DAYS))
    def test_a_day_shows_what_a_database_without_the_later_shows(
        self, tries: list[Any], day: date
    ) -> None:
        story = make_random_story(tries)
        copy = copied_until(story, day)
        assert shown(story, day) == shown(copy, None) == shown(copy, DAYS[-1])

    @settings(max_examples=10)
    @given(attempts)
    def test_the_events_repeat_what_the_last_day_shows(self, tries: list[Any]) -> None:
        story = make_random_story(tries)
        assert shown(story, None) == shown(story, DAYS[-1])
        stored = {
            event.key: (event.status, event.outcome, event.due)
            for event in Event.objects.known().filter(story=story)
        }
        assert stored == shown(story, None)
