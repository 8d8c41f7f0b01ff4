from __future__ import annotations

from datetime import date

import pytest

from tests.ledger.helpers import MAY_1, MAY_5, MAY_9, refused, statuses
from tests.makers import (
    make_event,
    make_known,
    recorded,
)

pytestmark = pytest.mark.django_db


class TestWithdrawal:
    def test_a_withdrawn_entry_counts_nowhere_and_stays(self) -> None:
        event = make_known(status="rumored", since=MAY_1)
        (wrong,) = recorded(event, "status", "reported", effective=MAY_5)
        recorded(event, "status", "rumored", effective=MAY_5, withdraws=wrong)
        assert (event.status, statuses(event)) == (
            "rumored",
            ["rumored", "reported", "rumored"],
        )

    def test_a_first_status_withdrawn_for_a_later_one_moves_the_day_it_was_known(self) -> None:
        event = make_event()
        (wrong,) = recorded(event, effective=MAY_1)
        recorded(event, effective=MAY_5, withdraws=wrong)
        assert event.known_on == MAY_5

    def test_it_may_not_leave_an_outcome_before_the_event_is_known(self) -> None:
        event = make_event()
        (wrong,) = recorded(event, effective=MAY_1)
        recorded(event, "outcome", "failed", effective=MAY_1)
        with refused("effective", "has no status by then"):
            recorded(event, effective=MAY_5, withdraws=wrong)

    def test_an_entry_is_withdrawn_once(self) -> None:
        event = make_known(since=MAY_1)
        (wrong,) = recorded(event, "status", "reported", effective=MAY_5)
        recorded(event, "status", "rumored", effective=MAY_5, withdraws=wrong)
        with refused("withdraws", f"Entry {wrong.number} has been withdrawn already"):
            recorded(event, "status", "rumored", effective=MAY_9, withdraws=wrong)

    def test_only_an_entry_of_the_same_event_and_field_is_withdrawn(self) -> None:
        event = make_known(since=MAY_1)
        other = make_known(story=event.story)
        (due,) = recorded(event, "due", "2026-06", effective=MAY_5)
        for wrong in (due, other.changes.get()):
            with refused("withdraws"):
                recorded(event, "status", "reported", effective=MAY_5, withdraws=wrong)

    def test_an_entry_of_another_story_is_not_withdrawn_by_its_number(self) -> None:
        event = make_known(since=MAY_1)
        foreign = make_known(since=MAY_1).changes.get()
        with refused("withdraws", "same story"):
            recorded(event, "status", "reported", effective=MAY_5, withdraws=foreign)

    def test_with_held_its_confirmation_is_withdrawn_as_well(self) -> None:
        event = make_known(status="reported", since=MAY_1)
        held, confirmed = recorded(event, "outcome", "held", effective=MAY_5)
        opened, lowered = recorded(event, "outcome", "open", effective=MAY_5, withdraws=held)
        assert (opened.withdraws, lowered.withdraws) == (held, confirmed)
        assert (event.status, event.outcome) == ("reported", "open")

    @pytest.mark.parametrize("day", [date(2026, 5, 3), MAY_9], ids=str)
    def test_held_is_moved_to_another_day_in_one_step(self, day: date) -> None:
        event = make_known(status="reported", since=MAY_1)
        held, confirmed = recorded(event, "outcome", "held", effective=MAY_5)
        _, again = recorded(event, "outcome", "held", effective=day, withdraws=held)
        assert (again.value, again.effective, again.withdraws) == ("confirmed", day, confirmed)
        assert (event.status, event.outcome) == ("confirmed", "held")
