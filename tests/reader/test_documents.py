"""The table of sources: which rows, in which order, and the same to take home."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.makers import (
    make_citation,
    make_known,
    make_outlet,
    make_relay,
    make_source,
    make_story,
)
from tests.reader.documents import exported
from tests.reader.pages import Element, get
from tracker.reader.documents_found import SORTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> None:
    """Three documents that are cited, and one that one of them relays as a whole."""
    wire = make_outlet(name="Wire", slug="wire")
    story = make_story(slug="bridge", title="The bridge")
    first = make_source(outlet=wire, title="Alpha", published="2026-03-01", language="de")
    second = make_source(
        title="beta", published="2026-03-02", kind="post", url="https://b.example/"
    )
    third = make_source(title="Gamma =1", published="2026-03-03", language="en")
    for _ in range(2):
        make_citation(event=known(story), source=first)
    make_citation(event=known(story), source=second, relays=first)
    make_citation(event=known(make_story(slug="other", title="Other")), source=third)
    make_relay(source=third, relayed=make_source(outlet=wire, title="Delta", published=""))


def known(story: Any) -> Any:
    event = make_known(story=story)
    # The makers' own evidence is no part of what is tested here.
    event.citations.update(review="proposed")
    return event


def titles(page: Element) -> list[str]:
    return [row.one("a").text for row in page.one("tbody").all("th")]


def test_the_last_known_stand_first(three: None) -> None:
    page = get("/sources/")
    assert titles(page) == ["Gamma =1", "Delta", "beta", "Alpha"]
    assert page.one(id="events").attrs["data-announce"] == "4 sources, last known first"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("outlet=wire", ["Delta", "Alpha"]),
        ("kind=post", ["beta"]),
        ("story=other", ["Gamma =1"]),
        ("language=de&language=en", ["Gamma =1", "Alpha"]),
        ("q=AL", ["Alpha"]),
        ("outlet=wire&language=de", ["Alpha"]),
        ("outlet=nobody&kind=x&language=%00&story=", ["Gamma =1", "Delta", "beta", "Alpha"]),
        ("sort=title", ["Alpha", "beta", "Delta", "Gamma =1"]),
        ("sort=-statements", ["Alpha", "beta", "Gamma =1", "Delta"]),
        ("sort=-relayed", ["Alpha", "Delta", "beta", "Gamma =1"]),
        ("sort=published&as_of=2026-03-02", ["Alpha", "beta"]),
        ("sort=nonsense", ["Gamma =1", "Delta", "beta", "Alpha"]),
        ("per_page=3&page=99999999999999999999", ["Alpha"]),
    ],
)
def test_rows_are_narrowed_sorted_and_paged(
    three: None, query: str, expected: list[str]
) -> None:
    assert titles(get(f"/sources/?{query}")) == expected


def test_columns_sort_both_ways(three: None) -> None:
    for name in SORTS:
        up = [one["title"] for one in exported(f"sort={name}")]
        down = [one["title"] for one in exported(f"sort=-{name}")]
        assert sorted(up) == sorted(down)
    statements = [one["statements"] for one in exported("sort=-statements")]
    assert statements == sorted(statements, reverse=True) and statements[0] == 2
    relayed = [one["relayed_by"] for one in exported("sort=relayed")]
    assert relayed == sorted(relayed) and relayed[-1] == 1


def test_the_file_holds_what_the_page_lists(three: None) -> None:
    response: Any = Client().get("/sources/?language=en&_export=csv")
    assert response["Content-Disposition"].startswith('attachment; filename="sources-')
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Gamma =1" in lines[1] and "other" in lines[1]
    row = exported("kind=post&as_of=2026-03-02")[0]
    assert row["document"] == "https://b.example/"
    assert row["url"].endswith("/?as_of=2026-03-02")
    assert Client().get("/sources/?_export=xlsx").status_code == 200


def test_nothing_found_says_so(three: None) -> None:
    assert "No source matches these filters." in get("/sources/?q=nothing+like+it").text
    assert "No source was known on this day." in get("/sources/?as_of=2020-01-01").text


def test_an_empty_record_says_so() -> None:
    assert "No source is on record yet." in get("/sources/").text


def test_filters_offer_only_what_is_known_on_the_day(three: None) -> None:
    page = get("/sources/?as_of=2026-03-02")
    assert "Other" not in page.one(id="filter-story").text
    assert "The bridge (2)" in page.one(id="filter-story").text


def test_a_day_that_cannot_be_read_is_explained() -> None:
    for address in ("/sources/", f"/sources/{make_known().citations.get().source_id}/"):
        page = get(f"{address}?as_of=foo", status=400)
        assert page.one("input", name="as_of").attrs["value"] == "foo"


def test_narrowed_pages_are_not_indexed(three: None) -> None:
    page = get("/sources/?kind=post")
    assert page.one("meta", name="robots").attrs["content"] == "noindex"
    assert page.one("link", rel="canonical").attrs["href"].endswith("/sources/")
    assert not get("/sources/").all("meta", name="robots")
