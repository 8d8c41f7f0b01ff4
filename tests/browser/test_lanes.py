"""The lanes of a story in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import flaws_in_both
from tests.browser.sizes import DESK, PHONE
from tests.bundles.makers import REAL, take
from tests.makers import make_citation, make_known, make_source, make_story, recorded
from tracker.stories.models import Story

ADDRESS = "/stories/deepseek-v4-huawei/lanes/"
# Boxes of what stands in a lane, with what reaches out of the chart at either side.
OUTSIDE = """() => {
  const [chart] = document.querySelectorAll(".lanes-chart .rule");
  const {left, right} = chart.getBoundingClientRect();
  return [...document.querySelectorAll("td.lane :is(rect, line)")]
    .map(one => one.getBoundingClientRect())
    .filter(box => box.left < left - 12 || box.right > right + 12).length;
}"""


@pytest.fixture
def real(live_site: str) -> Story:
    take(REAL.read_bytes())
    return Story.objects.get(slug="deepseek-v4-huawei")


@pytest.fixture
def reversed_lane(live_site: str) -> Story:
    """A prediction that was moved twice, held, and then did not."""
    story = make_story(slug="bridge")
    event = make_known(story=story, statement="It will open in May", since=date(2026, 3, 1))
    for day, due in ((1, "2026-05"), (20, "2026-06"), (28, "2026-07-15/2026-08-15")):
        source = make_source(published=f"2026-03-{day:02}")
        cited = make_citation(event=event, source=source)
        recorded(event, "due", due, effective=date(2026, 3, day), evidence=[cited])
    for month, outcome, stance, miss in (
        (8, "held", "supports", ""),
        (9, "failed", "denies", "wrong"),
    ):
        source = make_source(published=f"2026-{month:02}-01")
        cited = make_citation(event=event, source=source, basis="primary", stance=stance)
        recorded(
            event, "outcome", outcome, effective=date(2026, month, 1), evidence=[cited],
            actual="It is closed", reason="Seen.", miss=miss, override=True,
        )  # fmt: skip
    return story


def statements(page: Any) -> list[str]:
    return [text.strip() for text in page.locator(".lanes [scope=row] a").all_text_contents()]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_is_accessible_and_fits(
    new_page: Callable[..., Any],
    real: Story,
    reversed_lane: Story,
    size: dict[str, int],
) -> None:
    page = new_page(viewport=size)
    for address in (f"{ADDRESS}?q=nothing+at+all", "/stories/bridge/lanes/"):
        page.goto(address)
        assert flaws_in_both(page) == [], address


def test_nothing_overflows_at_any_width(
    new_page: Callable[..., Any], real: Story, reversed_lane: Story
) -> None:
    page = new_page()
    for address in (ADDRESS, f"{ADDRESS}?as_of=2026-04-15", "/stories/bridge/lanes/"):
        for width in (320, 360, 390, 600, 831, 833, 1151, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert page.evaluate(OUTSIDE) == 0, f"{address} at {width}"


def test_the_double_rule_runs_through_all_lanes_at_its_day(
    new_page: Callable[..., Any], real: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto(ADDRESS)
    rule, head, table = (
        box_of(page.locator(where).first)
        for where in (".lanes-chart .rule .pivot", ".over-time .pivot", ".lanes")
    )
    assert rule["left"] == head["left"]
    assert rule["height"] == pytest.approx(table["height"], abs=1)
    # A prediction that held at the release has its square on the rule.
    held = page.locator("tr", has_text="V4's weights will be open").locator(".is-held rect")
    square = box_of(held)
    middle = (square["left"] + square["right"]) / 2
    assert middle == pytest.approx(rule["left"] + 1.75, abs=0.5)


def box_of(place: Any) -> dict[str, float]:
    """Return the box of an element without its stroke."""
    return place.evaluate("one => one.getBoundingClientRect().toJSON()")


def test_the_head_stays_in_sight(new_page: Callable[..., Any], real: Story) -> None:
    page = new_page(viewport=PHONE)
    page.goto(ADDRESS)
    page.locator("tr", has_text="Hunter Alpha").scroll_into_view_if_needed()
    assert page.locator(".over-time").bounding_box()["y"] < 5


def test_another_grouping_comes_without_a_reload_and_back_undoes_it(
    new_page: Callable[..., Any], real: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto(ADDRESS)
    before = statements(page)
    page.evaluate("window.stayed = true")
    page.focus("#group-by-outcome")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lanes/?group=outcome")
    expect(page.locator("#group-by-outcome")).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.stayed")
    assert page.evaluate("document.activeElement.id") == "group-by-outcome"
    assert sorted(statements(page)) == sorted(before) != statements(page)
    page.select_option("#filter-outcome", "void")
    page.wait_for_url("**/lanes/?outcome=void&group=outcome")
    expect(page.locator("#live")).to_have_text("Showing 7 of 41 predictions")
    page.go_back()
    expect(page.locator("#filter-outcome")).to_have_value("")
    page.go_back()
    page.wait_for_url("**/lanes/")
    expect(page.locator("#group-by-aspect")).to_have_attribute("aria-current", "true")
    assert statements(page) == before


def test_without_script_everything_is_there(new_page: Callable[..., Any], real: Story) -> None:
    page = new_page(viewport=DESK, java_script_enabled=False)
    page.goto(ADDRESS)
    assert len(statements(page)) == 41
    page.click("#group-by-outlet")
    page.fill("#q", "huawei")
    page.click("#filters-apply")
    assert "group=outlet" in page.url and "q=huawei" in page.url
    assert 0 < len(statements(page)) < 41
