"""The table of predictions: its filters, its pages, its address."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import make_story
from tests.reader.engine import BROAD, LARGE, MAY, PART, SINGS, SMALL
from tests.reader.pages import get
from tests.reader.stories import story_of
from tests.reader.tables import address, rows, said, statements
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def shown(engine: Story, query: str = "") -> list[str]:
    return statements(get(address(engine, query)))


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("outcome=held", {LARGE, PART}),
            ("outcome=held&outcome=failed", {LARGE, PART, SMALL}),
            ("status=confirmed", {LARGE, PART}),
            ("outlet=blog", {LARGE, SINGS, MAY}),
            ("outlet=blog&outcome=open", {SINGS, MAY}),
            ("aspect=Size", {SMALL, LARGE}),
            ("aspect=Size&aspect=Fuel", {SMALL, LARGE, BROAD}),
            ("q=coal", {BROAD}),
            ("q=they+say+SINGS", {SINGS}),
            ("q=litre", {SMALL, LARGE}),
            ("aspect=Size%00", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
            ("aspect=Colour", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
            ("outcome=nonsense", {SMALL, LARGE, BROAD, PART, SINGS, MAY}),
        ],
    )
    def test_keys_narrow(self, engine: Story, query: str, expected: set[str]) -> None:
        assert set(shown(engine, query)) == expected

    def test_options_and_counts_are_those_of_the_day(self, engine: Story) -> None:
        page = get(address(engine, "as_of=2026-03-02"))
        aspects = [one.text for one in page.one("select", id="filter-aspect").all("option")]
        assert aspects == ["Any", "Fuel (1)", "Size (1)"]
        outlets = [one.text for one in page.one("select", id="filter-outlet").all("option")]
        assert outlets == ["Any", "Wire (2)"]

    def test_nothing_found_leads_back(self, engine: Story) -> None:
        page = get(address(engine, "q=nothing+like+it&sort=aspect"))
        empty = page.one("div", "empty")
        assert empty.one("a").attrs["href"] == address(engine, "sort=aspect")
        assert not page.all("table")
        assert not page.all(id="downloads")

    def test_a_day_before_all_and_a_story_without_predictions_say_so(
        self, engine: Story
    ) -> None:
        page = get(address(engine, "as_of=2025-01-01"))
        assert "No prediction was known on this day." in page.one("div", "empty").text
        page = get(address(make_story()))
        assert "Nobody has predicted anything" in page.one("div", "empty").text


class TestPages:
    def test_pages_follow_each_other(self) -> None:
        engine = story_of(120)
        first = get(address(engine))
        assert said(first) == "120 predictions, longest lead first, 1 to 50 on this page"
        second = get(first.one("a", id="page-next").attrs["href"])
        third = get(second.one("a", id="page-next").attrs["href"])
        assert not third.all("a", id="page-next")
        every = statements(first) + statements(second) + statements(third)
        assert every == [f"No. {number}" for number in range(120)]
        assert not [a for a in third.all("a") if a.attrs.get("href") == "#"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("page=99999999999999999999", 20),
            ("page=0", 50),
            ("page=-1", 50),
            ("page=two", 50),
            ("page=3%00", 50),
            ("page=3&per_page=10", 10),
            ("per_page=99999999999999999999", 120),
            ("per_page=0", 1),
            ("per_page=%00", 50),
            ("_export=exe", 50),
            ("_export=%00", 50),
            ("_export=csv%00", 50),
        ],
    )
    def test_any_number_gives_a_page(self, query: str, expected: int) -> None:
        assert len(rows(get(address(story_of(120), query)))) == expected

    def test_per_page_stays_in_the_links(self) -> None:
        page = get(address(story_of(120), "per_page=10&sort=first"))
        wanted = "sort=first&per_page=10&page=2"
        assert page.one("a", id="page-next").attrs["href"].endswith(wanted)


class TestAddress:
    def test_drafts_are_not_there_and_old_slugs_lead_on(self, engine: Story) -> None:
        draft = make_story(publication="draft")
        assert Client().get(address(draft)).status_code == 404
        assert Client().get(address(draft, "_export=csv")).status_code == 404
        assert Client().post(address(engine)).status_code == 405

    def test_a_day_that_cannot_be_read_is_explained(self, engine: Story) -> None:
        response = Client().get(address(engine, "as_of=soonish&sort=aspect"))
        assert response.status_code == 400
        assert b"aspect" in response.content

    def test_only_the_plain_page_is_indexed(self, engine: Story) -> None:
        assert not get(address(engine)).all("meta", name="robots")
        for query in ("sort=aspect", "page=2", "as_of=2026-05-01", "q=x", "per_page=10"):
            page = get(address(engine, query))
            assert page.one("meta", name="robots").attrs["content"] == "noindex"
            canonical = page.one("link", rel="canonical").attrs["href"]
            assert canonical == f"http://testserver{address(engine)}"

    def test_the_words_about_the_page_are_those_of_the_day(self, engine: Story) -> None:
        page = get(address(engine, "as_of=2026-03-09"))
        assert page.one("title").text.startswith(
            "The engine: projected and actual as of 9 March 2026"
        )
        assert page.one("meta", name="description").attrs["content"] == (
            "6 predictions of “The engine” beside what happened: 5 open and 1 held up."
        )

    def test_the_pages_of_a_story_lead_to_each_other(self, engine: Story) -> None:
        tabs = get(address(engine, "as_of=2026-05-01")).one("nav", "tabs")
        assert tabs.one("a", **{"aria-current": "page"}).text == "Predictions"
        assert tabs.all("a")[0].attrs["href"] == "/stories/engine/?as_of=2026-05-01"
        tabs = get("/stories/engine/?as_of=2026-05-01").one("nav", "tabs")
        assert address(engine, "as_of=2026-05-01") in [
            link.attrs["href"] for link in tabs.all("a")
        ]

    def test_no_cookie_is_set(self, engine: Story) -> None:
        response = Client().get(address(engine))
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
