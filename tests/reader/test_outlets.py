"""The list of outlets: which rows, in which order, and the same to take home."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.makers import (
    make_outlet,
)
from tests.reader.outlets import exported, said
from tests.reader.pages import get
from tracker.reader.outlets_found import SORTS
from tracker.sources.models import Outlet
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def names(query: str = "") -> list[str]:
    rows = get(f"/outlets/{query}").one("table", "outlets").one("tbody").all("tr")
    return [row.one("a").text if row.all("a") else f"– {row.text}" for row in rows]


GROUPED = [
    "Sure", "Paper", "– Too few settled predictions to compare", "Ant", "wire",
    "– No settled predictions", "Aaa",
]  # fmt: skip


def test_the_best_lower_bound_stands_first_and_short_records_apart_by_name(
    several_outlets: None,
) -> None:
    assert names() == GROUPED


def test_equal_records_stand_by_name(bridge_story: Story) -> None:
    for name in ("Beta", "alpha"):
        outlet = make_outlet(name=name)
        for _ in range(5):
            said(outlet, "held")
    assert names() == ["alpha", "Beta"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=blog", ["Sure"]),
        ("?story=bridge", ["Paper"]),
        ("?story=bridge&topic=money", ["– Too few settled predictions to compare", "Paper"]),
        ("?calls=relayed", ["– Too few settled predictions to compare", "Paper"]),
        ("?q=UR", ["Sure"]),
        ("?sort=outlet", ["Paper", "Sure", *GROUPED[2:]]),
        ("?sort=-settled", ["Paper", "Sure", *GROUPED[2:]]),
        ("?per_page=2&page=2", ["– Too few settled predictions to compare", "Ant", "wire"]),
        ("?as_of=2026-04-30&story=bridge", ["– No settled predictions", "Paper"]),
        ("?calls=x&kind=%00&story=no&topic=&sort=--record&page=x", GROUPED),
        ("?per_page=4&page=99999999999999999999", ["– No settled predictions", "Aaa"]),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_sorted_and_paged(
    several_outlets: None, query: str, expected: list[str]
) -> None:
    assert names(query) == expected


def test_every_column_sorts_both_ways_and_keeps_the_groups(several_outlets: None) -> None:
    for name in SORTS:
        for sort in (name, f"-{name}"):
            rows = exported(f"sort={sort}")
            assert len(rows) == 5
            assert [row["is_ranked"] for row in rows] == ["yes"] * 2 + ["no"] * 3


def test_no_share_stands_without_its_interval_and_n(several_outlets: None) -> None:
    rows = get("/outlets/").one("table", "outlets").one("tbody").all("tr")
    by_name = {row.one("th").text: row for row in rows}
    paper = by_name["Paper Newspaper"]
    # Six of nine.
    assert "67% 35–88%, n = 9" in paper.text
    assert "is-short" not in paper.one("svg", "interval").attrs["class"]
    assert "0% 0–79%, n = 1" in by_name["Ant Newspaper"].text
    assert by_name["Ant Newspaper"].all("svg", "is-short")
    assert "none settled" in by_name["Aaa Newspaper"].text
    for cell in (one for row in rows for one in row.all("div", "measured")):
        assert "n = " in cell.text and "–" in cell.text


def test_a_row_shows_a_square_for_each_prediction_the_newest_first(paper: Outlet) -> None:
    row = get("/outlets/?sort=-settled").one("table", "outlets").one("tbody").all("tr")[0]
    squares = row.one("ul", "marks-row").all("li")
    assert [one.text for one in squares][:2] == ["Open", "Held up"]
    assert len(squares) == 10


def test_more_than_24_squares_are_counted() -> None:
    outlet = make_outlet(name="Much")
    for number in range(26):
        said(outlet, days=number)
    squares = get("/outlets/").one("ul", "marks-row").all("li")
    assert len(squares) == 25 and squares[-1].text == "+2and 2 more"


def test_the_file_holds_what_the_page_lists(several_outlets: None) -> None:
    response: Any = Client().get("/outlets/?kind=blog&_export=csv")
    assert response["Content-Disposition"].startswith('attachment; filename="outlets-')
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Sure,blog,,6,6,0,6,6,6,0,0,1.0,0.6097,1.0,yes,")
    row = exported("as_of=2026-03-02&kind=wire")[0]
    assert row["url"].endswith("/outlets/wire/?as_of=2026-03-02")
    assert row["share"] is None and row["open"] == 1
    assert Client().get("/outlets/?_export=xlsx").status_code == 200


def test_an_empty_list_says_why(several_outlets: None) -> None:
    assert "No outlet matches these filters." in get("/outlets/?q=nothing+like+it").text
    assert "was known on this day" in get("/outlets/?as_of=2020-01-01").text


def test_an_empty_record_says_so() -> None:
    assert "No prediction is on record yet." in get("/outlets/").text


def test_filters_offer_only_what_is_known_on_the_day_and_count_outlets(
    several_outlets: None,
) -> None:
    page = get("/outlets/?as_of=2026-03-01")
    assert "Other (1)" in page.one(id="filter-story").text
    assert "Newspaper (3)" in page.one(id="filter-kind").text
    assert "Blog" not in page.one(id="filter-kind").text
    assert "Relayed" not in page.one(id="filter-calls").text


def test_narrowed_pages_are_not_indexed(several_outlets: None) -> None:
    for address in ("/outlets/", "/outlets/paper/"):
        page = get(f"{address}?q=x")
        assert page.one("meta", name="robots").attrs["content"] == "noindex"
        assert page.one("link", rel="canonical").attrs["href"].endswith(address)
        assert not get(address).all("meta", name="robots")


def test_a_day_that_cannot_be_read_is_explained(paper: Outlet) -> None:
    for address in ("/outlets/", "/outlets/paper/"):
        page = get(f"{address}?as_of=foo", status=400)
        assert page.one("input", name="as_of").attrs["value"] == "foo"
