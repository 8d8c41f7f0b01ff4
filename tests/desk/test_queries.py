"""Thirty rows take as many queries as three, in every list and every form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers import (
    make_citation,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
    make_user,
    numbers,
    recorded,
)
from tracker.evidence.models import Basis, Citation, Review, SourceRelay
from tracker.ledger.models import Change
from tracker.sources.models import Outlet, Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story


def story_with(count: int) -> Story:
    story = make_story()
    for _ in range(count):
        story.pivot = make_occurrence(story=story)
    story.save()
    return story


def event_with(count: int) -> Event:
    event = make_occurrence()
    for _ in range(count):
        citation = make_citation(event=event, basis=Basis.RELAYED, relays=make_source())
    recorded(event, evidence=[citation])
    return event


def source_with(count: int) -> Source:
    source = make_source()
    SourceText.objects.create(source=source, text="It was said.")
    for _ in range(count):
        SourceRelay.objects.create(source=source, relayed=make_source())
        make_citation(event=make_occurrence(), source=source)
    return source


def citation_with(count: int) -> Citation:
    citation = make_citation(event=make_occurrence(), basis=Basis.RELAYED, relays=make_source())
    for _ in range(count):
        Review.objects.create(citation=citation, state="accepted", reviewed_by="ada")
    return citation


def change_with(count: int) -> Change:
    event = make_occurrence()
    return recorded(event, evidence=[make_citation(event=event) for _ in range(count)])[0]


def user_with(count: int) -> User:
    user = make_user()
    user.groups.set(Group.objects.create(name=f"{user}-{n}") for n in range(count))
    return user


def group_with(count: int) -> Group:
    group = Group.objects.create(name=f"Group {next(numbers)}")
    for _ in range(count):
        make_user().groups.add(group)
    return group


# Model → how to make a row that `count` others belong to.
MAKERS: dict[type[Model], Callable[[int], Model]] = {
    Story: story_with,
    Event: event_with,
    Outlet: lambda _count: make_outlet(merged_into=make_outlet()),
    Source: source_with,
    Citation: citation_with,
    Change: change_with,
    User: user_with,
    Group: group_with,
}


@pytest.fixture
def boss(login: Any) -> Client:
    return login("Administrators")


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def test_every_registered_model_is_measured() -> None:
    assert {*MAKERS} == {*admin.site._registry}


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_list_takes_as_many_queries_for_thirty_rows_as_for_three(
    boss: Client, model: type[Model]
) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    for _ in range(3):
        MAKERS[model](1)
    few = queries(boss, address)
    for _ in range(27):
        MAKERS[model](1)
    assert queries(boss, address) == few


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_a_form_takes_as_many_queries_with_thirty_rows_in_it_as_with_three(
    boss: Client, model: type[Model]
) -> None:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    few = queries(boss, reverse(name, args=[MAKERS[model](3).pk]))
    assert queries(boss, reverse(name, args=[MAKERS[model](30).pk])) == few


def test_the_record_form_takes_as_many_queries_with_thirty_citations(boss: Client) -> None:
    few = queries(boss, reverse("admin:tracker_event_record", args=[event_with(3).pk]))
    assert queries(boss, reverse("admin:tracker_event_record", args=[event_with(30).pk])) == few


@pytest.mark.parametrize("maker", [event_with, source_with, story_with])
def test_a_history_takes_as_many_queries_for_thirty_versions(boss: Client, maker: Any) -> None:
    row = maker(3)
    address = reverse(f"admin:tracker_{row._meta.model_name}_history", args=[row.pk])
    for _ in range(3):
        row.save()
    few = queries(boss, address)
    for _ in range(27):
        row.save()
    assert queries(boss, address) == few
