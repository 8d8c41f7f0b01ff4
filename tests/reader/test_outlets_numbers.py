"""The figures of track records equal those of a slow, separate computation."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reader.engine import make_engine
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.outlets import Calls, ends, exported, figures, public_calls
from tests.reader.pages import Element, get
from tests.scores.slowly import SlowCall, Slowly
from tests.scores.test_calls_on_file import DOZEN
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def list_agrees(slow: Slowly, day: date | None, *, role: str = "") -> Calls:
    """Hold the list against `slow`, row by row; return the calls that it is made of."""
    wanted = public_calls(slow, day or date.max, role=role)
    shown = exported("&".join([f"as_of={day}" if day else "", f"calls={role}" if role else ""]))
    by_slug = {slow.outlets[outlet].slug: calls for outlet, calls in wanted.items()}
    assert sorted(slug_of(row) for row in shown) == sorted(by_slug)
    for row in shown:
        calls = by_slug[slug_of(row)]
        expected = figures(calls)
        assert {name: row[name] for name in expected} == expected
        found = [row["interval_low"], row["interval_high"]]
        assert found == pytest.approx(ends(calls) or [None, None], abs=0.0001)
    in_honest_order(shown)
    return wanted


def slug_of(row: dict[str, Any]) -> str:
    return row["url"].split("/outlets/")[1].split("/")[0]


def in_honest_order(rows: list[dict[str, Any]]) -> None:
    """The lower end of the interval decides among five or more settled, else the name."""
    groups = [0 if row["settled"] >= 5 else 1 if row["settled"] else 2 for row in rows]
    assert groups == sorted(groups)
    lows = [row["interval_low"] for row in rows if row["settled"] >= 5]
    assert lows == sorted(lows, reverse=True)
    for group in (1, 2):
        names = [
            row["outlet"].casefold()
            for row, its in zip(rows, groups, strict=True)
            if its == group
        ]
        assert names == sorted(names)


def page_agrees(page: Element, calls: list[tuple[int, SlowCall]]) -> None:
    wanted = figures(calls)
    rows = page.one("table", "calls").one("tbody").all("tr")
    assert len(rows) == wanted["predictions"]
    shown = Counter(row.one("b").text for row in rows)
    words = {"open": "Open", "void": "Cannot be determined", "held": "Held up",
             "partly_held": "Partly held up", "failed": "Did not hold up"}  # fmt: skip
    assert shown == Counter(words[call.outcome] for _event, call in calls)
    leads = Counter(row.all("td")[2].text for row in rows)
    assert leads == Counter(
        "–none yet" if call.lead is None else str(call.lead) for _event, call in calls
    )
    n = wanted["settled"]
    assert (f"Of {n} settled prediction" in page.one("p", "lede").text) == bool(n)
    if not n:
        assert not page.all("table", "records")
        return
    parts = {
        "roles-title": {"Own reporting": "own", "Relayed": "relayed"},
        "hedged-title": {"Hedged": True, "Said flatly": False},
    }
    for title, labels in parts.items():
        section = page.one("section", "section", **{"aria-labelledby": title})
        found = {row.one("th").text: row.text for row in section.one("tbody").all("tr")}
        for label, value in labels.items():
            of = [pair for pair in calls if value in (pair[1].role, pair[1].hedged)]
            assert (label in found) == bool(of)
            assert not of or said_of(figures(of)) in found[label]


def said_of(wanted: dict[str, Any]) -> str:
    return f"{wanted['settled']} of {wanted['predictions']}"


@pytest.mark.parametrize("role", ["", "own", "relayed"])
def test_the_list_of_the_real_story_on_a_dozen_days(real_story: Story, role: str) -> None:
    slow = Slowly()
    for day in DOZEN[:: 3 if role else 1]:
        list_agrees(slow, day, role=role)
    assert len(list_agrees(slow, None, role=role)) > 10


@pytest.mark.parametrize("day", [None, date(2026, 4, 10)])
def test_the_pages_of_the_real_story(real_story: Story, day: date | None) -> None:
    slow = Slowly()
    calls = public_calls(slow, day or date.max)
    most = sorted(calls, key=lambda outlet: -len(calls[outlet]))[:8]
    for outlet in most:
        address = f"/outlets/{slow.outlets[outlet].slug}/"
        page_agrees(get(address + (f"?as_of={day}" if day else "")), calls[outlet])


def test_several_stories_count_together_and_drafts_do_not(real_story: Story) -> None:
    engine = make_engine()
    slow = Slowly()
    together = list_agrees(slow, None)
    engine.publication = "draft"
    engine.save(update_fields=["publication"])
    assert len(list_agrees(Slowly(), None)) < len(together)


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
        slow = Slowly()
        for asked in (day, None):
            query = f"?as_of={asked}" if asked else ""
            for outlet, calls in list_agrees(slow, asked).items():
                page_agrees(get(f"/outlets/{slow.outlets[outlet].slug}/{query}"), calls)
            for role in ("own", "relayed"):
                list_agrees(slow, asked, role=role)
    assert Client().get("/outlets/outlet-0/").status_code == 404
