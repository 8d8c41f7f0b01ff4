"""What pages cost, so that a long story is no slower to read than a short one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers import (
    EARLY,
    make_citation,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.stories import story_of
from tracker.scores.models import Call
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response: Any = Client().get(address)
        assert response.status_code == 200
        # A file is written while it is sent.
        response.getvalue()
    return len(captured)


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01", "?q=no&status=rumored"])
def test_a_timeline_takes_as_many_queries_with_200_events_as_with_10(query: str) -> None:
    short, long = story_of(10), story_of(200)
    cost = queries(short.get_absolute_url() + query)
    assert queries(long.get_absolute_url() + query) == cost
    assert cost <= 21


def test_the_insight_and_the_flow_take_as_many_queries_whatever_there_is() -> None:
    few, many = repeated(3), repeated(60)
    cost = queries(few.get_absolute_url())
    assert queries(many.get_absolute_url()) == cost
    assert cost <= 23


def repeated(count: int) -> Story:
    """A story of `count` predictions, each of one origin and three relays."""
    story = make_story()
    for _ in range(count):
        event = make_known(story=story)
        origin = event.citations.get().source
        for _ in range(3):
            make_citation(event=event, relays=origin, basis="relayed")
    return story


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("", 8),
        ("?as_of=2026-10-01", 8),
        ("?q=no&status=rumored&sort=aspect&page=2", 8),
        ("?sort=-reports", 11),
        ("?_export=csv", 8),
    ],
)
def test_predictions_take_as_many_queries_with_600_of_them_as_with_10(
    query: str, most: int
) -> None:
    short, long = story_of(10), story_of(600)
    cost = queries(reverse("reader:predictions", args=[short.slug]) + query)
    assert queries(reverse("reader:predictions", args=[long.slug]) + query) == cost
    assert cost <= most


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01", "?q=no&group=outlet"])
def test_lanes_take_as_many_queries_with_200_predictions_as_with_10(query: str) -> None:
    short, long = story_of(10), story_of(200)
    cost = queries(f"{short.get_absolute_url()}lanes/{query}")
    assert queries(f"{long.get_absolute_url()}lanes/{query}") == cost
    assert cost <= 5


def test_an_event_takes_as_many_queries_with_60_citations_as_with_3() -> None:
    few, many = event_with(3), event_with(60)
    for end in ("", "?as_of=2026-10-01", "sources/"):
        cost = queries(few.get_absolute_url() + end)
        assert queries(many.get_absolute_url() + end) == cost
        assert cost <= 24


@pytest.mark.parametrize(
    ("query", "most"), [("", 7), ("?as_of=2026-10-01&sort=-relayed", 7), ("?_export=csv", 7)]
)
def test_sources_take_as_many_queries_with_60_of_them_as_with_3(query: str, most: int) -> None:
    event_with(3)
    cost = queries(f"/sources/{query}")
    for _ in range(3):
        event_with(20)
    assert queries(f"/sources/{query}") == cost
    assert cost <= most


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01"])
def test_a_source_takes_as_many_queries_with_60_statements_as_with_4(query: str) -> None:
    few, many = source_with(4), source_with(60)
    cost = queries(f"/sources/{few}/{query}")
    assert queries(f"/sources/{many}/{query}") == cost
    assert cost <= 11


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01&sort=-lead", "?_export=csv"])
def test_outlets_take_one_query_with_300_of_them_as_with_10(query: str) -> None:
    called_by(10)
    assert queries(f"/outlets/{query}") == 1
    called_by(290)
    assert queries(f"/outlets/{query}") == 1


def called_by(count: int) -> None:
    """A prediction that `count` outlets relayed."""
    event = make_known(story=make_story())
    outlets = [make_outlet() for _ in range(count)]
    Call.objects.bulk_create(
        Call(
            event=event, outlet=outlet, role="relayed", since=EARLY, outcome="open",
            called_on=EARLY, is_first=False, hedged=False, counted=False,
        )
        for outlet in outlets
    )  # fmt: skip


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01&sort=-lead"])
def test_an_outlet_takes_as_many_queries_with_60_predictions_as_with_4(query: str) -> None:
    few, many = (
        Source.objects.get(pk=source_with(statements)).outlet.slug for statements in (4, 60)
    )
    cost = queries(f"/outlets/{few}/{query}")
    assert queries(f"/outlets/{many}/{query}") == cost
    assert cost <= 12


def source_with(statements: int) -> int:
    """A document that relays one and is relayed, with statements in two stories."""
    source, origin = make_source(), make_source()
    stories = [make_story(), make_story()]
    for number in range(statements):
        event = make_known(story=stories[number % 2])
        make_citation(event=event, source=source, relays=origin)
        make_citation(event=event, relays=source)
    return source.pk


def event_with(citations: int) -> Event:
    event = make_known(story=make_story())
    origin = make_source()
    for number in range(citations):
        source = make_source(published="2026-02-01")
        one = make_citation(event=event, source=source, relays=origin if number % 2 else None)
    recorded(event, "outcome", "failed", effective=one.source.known_on, evidence=[one])
    return event


@pytest.mark.parametrize("query", ["?q=no", "?q=no&as_of=2026-10-01&status=rumored"])
def test_a_search_takes_as_many_queries_with_300_hits_as_with_30(query: str) -> None:
    for count in (30, 300):
        for event in story_of(count, crowded=count).events.order_by("pk")[:5]:
            named = make_outlet(name=f"No. {event.pk}")
            make_citation(
                event=event, quote="no", source=make_source(title="No.", outlet=named)
            )
        if count == 30:
            cost = queries(f"/search/{query}")
    assert queries(f"/search/{query}") == cost
    assert cost <= 16


def test_a_search_that_finds_nothing_takes_few_queries() -> None:
    story_of(30)
    assert queries("/search/?q=nothing") <= 18
    assert queries("/search/") <= 8


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01&kind=appeared"])
def test_the_changes_take_as_many_queries_with_200_events_as_with_10(query: str) -> None:
    story_of(10)
    cost = queries(f"/changes/{query}")
    story_of(200)
    assert queries(f"/changes/{query}") == cost
    assert cost <= 7


def test_the_first_page_takes_as_many_queries_with_10_stories_as_with_one() -> None:
    make_known(story=make_story())
    cost = queries("/")
    for _ in range(9):
        make_known(story=make_story())
    assert queries("/") == cost
    assert cost <= 7


@pytest.mark.parametrize("query", ["", "?as_of=2026-10-01"])
def test_the_method_takes_as_many_queries_with_40_settled_predictions_as_with_2(
    query: str,
) -> None:
    story = make_story()
    for _ in range(2):
        recorded(make_known(story=story), "outcome", "failed", effective=date(2026, 2, 1))
    cost = queries(f"/method/{query}")
    for _ in range(38):
        recorded(make_known(story=story), "outcome", "failed", effective=date(2026, 2, 1))
    assert queries(f"/method/{query}") == cost
    assert cost <= 10


@pytest.mark.parametrize(("end", "most"), [("", 160_000), ("lanes/", 80_000)])
def test_the_pages_of_the_built_in_story_stay_small(
    real_story: Story, end: str, most: int
) -> None:
    response: Any = Client().get(real_story.get_absolute_url() + end)
    assert len(response.content) < most
