"""Whoever has a keyboard alone reaches everything and gets everything done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages.places import COMPARE, LANES, PREDICTIONS, STORY, address_of
from tests.browser.sizes import DESK

pytestmark = pytest.mark.django_db

# Numbers what can be worked and is in sight, in the order of the page.
NUMBER = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter(one => one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}));
  all.forEach((one, number) => { one.dataset.number = number; });
  return all.length;
}"""
WHERE = """() => {
  const one = document.activeElement;
  const {outlineStyle, outlineWidth} = getComputedStyle(one);
  const hasRing = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  // Inside a field for a date the browser draws its own.
  return [one.dataset.number ?? "", hasRing || one.type === "date"];
}"""
# A field for a date is three stops, and its calendar one more.
MOST_STOPS = 900


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until `selector` has the focus."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"{selector} cannot be reached")


@pytest.mark.parametrize(
    "place", ["/", "/changes/", STORY, LANES, PREDICTIONS, COMPARE, "prediction"]
)
def test_everything_is_reached_in_its_order_and_seen_to_be(
    new_page: Callable[..., Any], place: str
) -> None:
    page = new_page(viewport=DESK)
    page.goto(address_of(place))
    count = page.evaluate(NUMBER)
    assert count > 5
    reached: list[int] = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        number, is_ringed = page.evaluate(WHERE)
        if not number:
            break
        assert is_ringed, number
        if not reached or reached[-1] != int(number):
            reached.append(int(number))
    assert reached == list(range(count))


def test_the_first_stop_leads_past_the_masthead(new_page: Callable[..., Any]) -> None:
    page = new_page(viewport=DESK)
    page.goto(STORY)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_timeline_is_worked(new_page: Callable[..., Any]) -> None:
    page = new_page(viewport=DESK)
    page.goto(STORY)
    tab_to(page, "#day")
    page.keyboard.press("PageDown")
    page.wait_for_url(f"**{STORY}?as_of=*")
    expect(page.locator("#day")).to_be_focused()
    page.keyboard.press("End")
    page.wait_for_url(f"**{STORY}")
    expect(page.locator(".pastbar")).to_have_count(0)
    tab_to(page, "#filter-status-rumored")
    page.keyboard.press("Space")
    page.wait_for_url(f"**{STORY}?status=rumored")
    expect(page.locator("#filter-status-rumored")).to_be_focused()
    tab_to(page, ".sources summary")
    page.keyboard.press("Enter")
    expect(page.locator(".panel .stance").first).to_be_visible()


def test_a_list_goes_on_and_the_focus_with_it(new_page: Callable[..., Any]) -> None:
    page = new_page(viewport=DESK)
    page.goto("/changes/")
    tab_to(page, "#more")
    page.keyboard.press("Enter")
    page.wait_for_url("**/changes/?after=*")
    expect(page.locator("#events h2").first).to_be_focused()


def test_tabs_lead_to_lanes_table_and_comparison(new_page: Callable[..., Any]) -> None:
    page = new_page(viewport=DESK)
    page.goto(STORY)
    tab_to(page, f".tabs [href='{LANES}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LANES}")
    tab_to(page, "#filter-outcome")
    # A list of choices takes the first letters of one.
    page.keyboard.type("Held")
    page.wait_for_url(f"**{LANES}?outcome=held")
    tab_to(page, "#group-by-outcome")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{LANES}?outcome=held&group=outcome")
    expect(page.locator("#group-by-outcome")).to_be_focused()
    page.goto(PREDICTIONS)
    tab_to(page, "#sort-aspect")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PREDICTIONS}?sort=aspect")
    expect(page.locator("#sort-aspect")).to_be_focused()
    page.goto(COMPARE)
    tab_to(page, "#preset-1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COMPARE}?from=*")
    expect(page.locator("#preset-1")).to_be_focused()


def test_what_is_folded_on_an_event_opens(new_page: Callable[..., Any]) -> None:
    page = new_page(viewport=DESK)
    page.goto(address_of("prediction"))
    fold = page.locator("main details").first
    tab_to(page, "main details > summary")
    page.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
