"""The table of predictions in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import flaws_in_both
from tests.browser.sizes import DESK, PHONE
from tests.reader.engine import BROAD, LARGE, MAY, PART, SINGS, SMALL, make_engine
from tests.reader.stories import story_of
from tracker.stories.models import Story

ADDRESS = "/stories/engine/predictions/"
LONGEST_FIRST = [BROAD, LARGE, SMALL, PART, SINGS, MAY]


@pytest.fixture
def engine(live_site: str) -> Story:
    return make_engine()


def shown(page: Any) -> list[str]:
    return page.locator("tbody th a.said").all_text_contents()


def wait_for(page: Any, first: str) -> None:
    expect(page.locator("tbody th a.said").first).to_have_text(first)


def test_a_heading_sorts_in_place_and_keeps_the_focus(
    new_page: Callable[..., Any], engine: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto(ADDRESS)
    assert shown(page) == LONGEST_FIRST
    page.focus("#sort-projected")
    page.keyboard.press("Enter")
    wait_for(page, PART)
    page.wait_for_url("**/?sort=projected")
    expect(page.locator("#live")).to_have_text("6 predictions, projected from A to Z")
    expect(page.locator("#sort-projected")).to_be_focused()
    assert page.locator("th[aria-sort]").all_text_contents() == ["Projected"]
    # The filters narrow what was sorted.
    page.select_option("#filter-outcome", "held")
    expect(page.locator("#live")).to_have_text(
        "Showing 2 of 6 predictions, projected from A to Z"
    )
    page.wait_for_url("**outcome=held**")
    assert shown(page) == [PART, LARGE]
    assert "sort=projected" in page.url
    assert page.get_attribute("#downloads a >> nth=0", "href").endswith(
        "?outcome=held&sort=projected&_export=csv"
    )
    page.go_back()
    wait_for(page, PART)
    assert len(shown(page)) == 6
    page.go_back()
    wait_for(page, BROAD)


def test_pages_turn_in_place(new_page: Callable[..., Any], live_site: str) -> None:
    page = new_page(viewport=DESK)
    page.goto(f"/stories/{story_of(60).slug}/predictions/")
    page.click("#page-next")
    wait_for(page, "No. 50")
    page.wait_for_url("**/?page=2")
    expect(page.locator("#live")).to_have_text(
        "60 predictions, longest lead first, 51 to 60 on this page"
    )
    assert page.evaluate("document.activeElement.id") == "events"


def test_without_script_all_of_it_works(new_page: Callable[..., Any], engine: Story) -> None:
    page = new_page(viewport=DESK, java_script_enabled=False)
    page.goto(ADDRESS)
    page.click("#sort-aspect")
    assert shown(page) == [MAY, BROAD, PART, LARGE, SMALL, SINGS]
    page.select_option("#filter-aspect", "Size")
    page.click("#filters-apply")
    assert shown(page) == [LARGE, SMALL]
    page.click("#sort-lead")
    assert shown(page) == [LARGE, SMALL]
    with page.expect_download() as download:
        page.click("#downloads a >> nth=0")
    assert download.value.suggested_filename.startswith("engine-predictions-")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_everybody_can_use_it(
    new_page: Callable[..., Any], engine: Story, viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    for query in ("", "?sort=aspect", "?as_of=2026-03-10", "?q=nothing+like+it"):
        page.goto(ADDRESS + query)
        assert flaws_in_both(page) == []


def test_nothing_runs_over_from_320_to_1600_pixels(
    new_page: Callable[..., Any], engine: Story
) -> None:
    page = new_page()
    for width in (320, 352, 390, 480, 640, 768, 832, 1024, 1040, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{ADDRESS}?sort=aspect")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_phone_both_sides_stay_beside_each_other(
    new_page: Callable[..., Any], engine: Story
) -> None:
    page = new_page(viewport={"width": 352, "height": 800})
    page.goto(ADDRESS)
    said = page.locator("tbody .c-projected").first.bounding_box()
    happened = page.locator("tbody .c-actual").first.bounding_box()
    assert said["y"] == happened["y"]
    assert said["x"] + said["width"] < happened["x"]
    page.locator("#sort-lead").scroll_into_view_if_needed()
    expect(page.locator("#sort-lead")).to_be_visible()
