from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.bundles.makers import REAL, take
from tests.ledger.helpers import MAY_1, MAY_5, MAY_9
from tests.makers import make_citation, make_known, make_source, recorded
from tracker.ledger.entries import Entries
from tracker.ledger.kinds import FIRMNESS, ChangeKind, with_kinds
from tracker.ledger.models import Change
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db


def kinds(event: Event) -> list[tuple[str, str, str]]:
    changes = with_kinds(Change.objects.filter(event=event)).order_by("effective", "number")
    return [(change.field, change.before, change.change_kind) for change in changes]


def test_each_kind_of_change_is_told_from_what_stood_before() -> None:
    event = make_known(status="rumored", since=MAY_1)
    recorded(event, "due", "2026-05", effective=MAY_1)
    recorded(event, "status", "reported", effective=MAY_5)
    recorded(event, "due", "2026-06", effective=MAY_5)
    recorded(event, "outcome", "partly_held", effective=MAY_9, miss="overstated")
    recorded(event, "outcome", "failed", effective=date(2026, 5, 10), miss="wrong")
    recorded(event, "outcome", "failed", effective=date(2026, 5, 11), miss="wrong")
    recorded(event, "outcome", "open", effective=date(2026, 5, 12))
    recorded(event, "status", "rumored", effective=date(2026, 5, 13))
    assert kinds(event) == [
        ("status", "", "appeared"),
        ("due", "", "dated"),
        ("status", "rumored", "hardened"),
        ("due", "2026-05", "slipped"),
        ("outcome", "", "settled"),
        ("outcome", "partly_held", "reversed"),
        ("outcome", "failed", "repeated"),
        ("outcome", "failed", "reversed"),
        ("status", "reported", "softened"),
    ]


def test_an_entry_is_not_held_against_a_withdrawn_one() -> None:
    event = make_known(status="rumored", since=MAY_1)
    one = make_citation(event=event, source=make_source(published="2026-05-01"))
    [wrong] = recorded(event, "due", "2026-05", effective=MAY_1, evidence=[one])
    recorded(event, "due", "2026-06", effective=MAY_1, evidence=[one], withdraws=wrong)
    assert kinds(event)[1:] == [("due", "", "dated"), ("due", "", "dated")]


def test_a_back_dated_entry_changes_what_the_next_one_did() -> None:
    event = make_known(status="rumored", since=MAY_1)
    recorded(event, "status", "reported", effective=MAY_9)
    recorded(event, "due", "2026-06", effective=MAY_9)
    recorded(event, "due", "2026-05", effective=MAY_5)
    assert ("due", "2026-05", "slipped") in kinds(event)


def obvious(entries: Entries, entry: Any) -> str:
    """Tell the kind from the list of all entries in force before, one by one."""
    earlier = [
        one
        for one in entries.counting(entry.event, entry.field)
        if (one.effective, one.number) < (entry.effective, entry.number)
    ]
    before = earlier[-1].value if earlier else ""
    if before == entry.value:
        return "repeated"
    if entry.field == "due":
        return "slipped" if before else "dated"
    if entry.field == "status":
        if not before:
            return "appeared"
        firmer = FIRMNESS.index(entry.value) > FIRMNESS.index(before)
        return "hardened" if firmer else "softened"
    if before in {"", "open"}:
        return "repeated" if entry.value == "open" else "settled"
    return "reversed"


def test_the_kinds_of_the_real_story_are_those_of_an_obvious_computation() -> None:
    take(REAL.read_bytes())
    entries = Entries(Change.objects.entries())
    told = with_kinds(Change.objects.order_by("number"))
    by_number = {entry.number: obvious(entries, entry) for entry in entries.all}
    assert {change.number: change.change_kind for change in told} == by_number
    assert set(by_number.values()) > {ChangeKind.SETTLED, ChangeKind.SLIPPED}
