"""Rows for tests: each maker makes what it needs, and takes whatever a test is about."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User

from tracker.evidence.known import refresh_known_days
from tracker.evidence.models import Basis, Citation, ReviewState, Stance
from tracker.ledger.actions import record
from tracker.ledger.models import Change
from tracker.sources.models import Outlet, Source
from tracker.stories.models import Event, Kind, Story

NUMBERS = count(1)


def make_story(**values: Any) -> Story:
    number = next(NUMBERS)
    return Story.objects.create(
        **{"slug": f"story-{number}", "title": f"Story {number}"} | values
    )


def make_event(**values: Any) -> Event:
    number = next(NUMBERS)
    plain = {
        "key": f"e-{number}",
        "kind": Kind.OCCURRENCE,
        "statement": f"Event {number} happened",
    }
    if "story" not in values:
        values["story"] = make_story()
    return Event.objects.create(**plain | values)


def make_outlet(**values: Any) -> Outlet:
    number = next(NUMBERS)
    plain = {"slug": f"outlet-{number}", "name": f"Outlet {number}", "kind": "newspaper"}
    return Outlet.objects.create(**plain | values)


def make_source(**values: Any) -> Source:
    number = next(NUMBERS)
    plain = {"title": f"Article {number}", "accessed": date(2026, 4, 1)}
    if "outlet" not in values:
        values["outlet"] = make_outlet()
    source = Source.objects.create(**plain | values)
    refresh_known_days([source.pk])
    source.refresh_from_db()
    return source


def make_citation(**values: Any) -> Citation:
    number = next(NUMBERS)
    plain = {
        "key": f"c-{number}",
        "stance": Stance.SUPPORTS,
        "basis": Basis.FIRST_HAND,
        "review": ReviewState.ACCEPTED,
    }
    if "event" not in values:
        values["event"] = make_event()
    if "source" not in values:
        values["source"] = make_source()
    return Citation.objects.create(**plain | {"story": values["event"].story} | values)


def make_change(**values: Any) -> Change:
    """Record a change of an event, on a citation made for it unless one is given."""
    event = values.pop("event", None) or make_event()
    evidence = values.pop("evidence", None) or [make_citation(event=event)]
    plain = {"field": "status", "value": "reported", "effective": date(2026, 4, 2), "by": "ada"}
    return record(event, evidence=evidence, **plain | values)[0]


def make_user(*, group: str = "", **values: Any) -> User:
    number = next(NUMBERS)
    plain = {"username": f"person-{number}", "password": "only-for-tests", "is_staff": True}
    user = User.objects.create_user(**plain | values)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
