"""The figures of sources equal those of a slow, separate computation."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reader.documents import OUTCOMES, exported, slowly
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.pages import Element, get, read
from tests.reader.test_predictions_numbers import DATES
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def table_agrees(day: date | None) -> dict[int, dict[str, Any]]:
    expected = slowly(day)
    shown = exported(f"as_of={day}" if day else "")
    ids = [int(one["url"].split("/sources/")[1].split("/")[0]) for one in shown]
    assert sorted(ids) == sorted(expected)
    for pk, one in zip(ids, shown, strict=True):
        assert {name: one[name] for name in expected[pk]} == expected[pk]
    return expected


def page_agrees(page: Element, wanted: dict[str, Any]) -> None:
    assert len(page.all("li", "claim")) == wanted["statements"]
    squares = [
        item.attrs["class"].removeprefix("is-")
        for strip in page.all("ol", "squares")
        for item in strip.all("li")
    ]
    assert Counter(squares) == +Counter({name: wanted[name] for name in OUTCOMES})
    lede = page.one("p", "lede").text
    n = wanted["predictions"]
    assert (f"It made {n} prediction" in lede) == bool(n)
    kin = [len(section.all("li")) for section in page.all("ul", "kin")]
    assert kin == [n for n in (wanted["relays"], wanted["relayed_by"]) if n]


def test_the_table_of_the_real_story_on_a_dozen_days(real_story: Story) -> None:
    counts = [len(table_agrees(day)) for day in DATES]
    assert counts == sorted(counts)
    assert counts[-1] > 100


def test_the_pages_of_the_real_story(real_story: Story) -> None:
    for day in (None, date(2026, 4, 23)):
        for pk, wanted in slowly(day).items():
            page_agrees(get(f"/sources/{pk}/" + (f"?as_of={day}" if day else "")), wanted)


@settings(RANDOM, max_examples=20)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=6, max_size=14),
    changes=st.lists(CHANGE, min_size=6, max_size=16),
    day=DAYS,
)
def test_random_stories(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date,
) -> None:
    with undone():
        build(sources, citations, changes, has_pivot=True)
        for asked in (day, None):
            query = f"?as_of={asked}" if asked else ""
            for pk, wanted in table_agrees(asked).items():
                response = Client().get(f"/sources/{pk}/{query}")
                assert response.status_code == 200
                page_agrees(read(response.content.decode()), wanted)
