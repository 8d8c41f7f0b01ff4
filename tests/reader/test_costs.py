"""What pages cost, so that a long story is no slower to read than a short one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.makers import make_citation, make_known, make_source, make_story, recorded
from tests.reader.stories import story_of
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
    assert cost <= 16


def test_the_insight_and_the_flow_take_as_many_queries_whatever_there_is() -> None:
    few, many = repeated(3), repeated(60)
    cost = queries(few.get_absolute_url())
    assert queries(many.get_absolute_url()) == cost
    assert cost <= 18


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
        ("", 11),
        ("?as_of=2026-10-01", 11),
        ("?q=no&status=rumored&sort=aspect&page=2", 11),
        ("?sort=-reports", 15),
        ("?_export=csv", 12),
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
    assert cost <= 9


def test_an_event_takes_as_many_queries_with_60_citations_as_with_3() -> None:
    few, many = event_with(3), event_with(60)
    for end in ("", "?as_of=2026-10-01", "sources/"):
        cost = queries(few.get_absolute_url() + end)
        assert queries(many.get_absolute_url() + end) == cost
        assert cost <= 18


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
    assert cost <= 8


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
