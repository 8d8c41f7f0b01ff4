"""The slider, the flow and the lines of a story's timeline in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests.browser.test_timeline import ALL, DESK, bridge, wait_for
from tests.makers import make_citation
from tracker.stories.events import Event
from tracker.stories.models import Story

__all__ = ["bridge"]


def slide(page: Any, day: date) -> None:
    """Put the slider on `day` and let it go."""
    page.focus("#day")
    page.evaluate(
        "value => { const slider = document.getElementById('day'); slider.value = value;"
        "slider.dispatchEvent(new Event('input', {bubbles: true}));"
        "slider.dispatchEvent(new Event('change', {bubbles: true})); }",
        day.toordinal(),
    )


def test_the_slider_moves_the_page_and_the_date_field(
    new_page: Callable[..., Any], bridge: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto("/stories/bridge/")
    slide(page, date(2026, 3, 2))
    wait_for(page, ALL[:1])
    page.wait_for_url("**/stories/bridge/?as_of=2026-03-02")
    assert page.input_value("#as_of") == "2026-03-02"
    assert page.get_attribute("#day", "aria-valuetext") == "2 March 2026"
    assert page.evaluate("document.activeElement.id") == "day"
    # One day on, by the keyboard alone.
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/?as_of=2026-03-03")
    page.locator(".pastbar", has_text="3 March 2026").wait_for()
    expect(page.locator("#day")).to_be_focused()
    page.keyboard.press("End")
    page.wait_for_url("**/stories/bridge/")
    wait_for(page, ALL)
    page.go_back()
    wait_for(page, ALL[:1])


def test_the_slider_says_its_day_while_it_moves_and_asks_for_nothing(
    new_page: Callable[..., Any], bridge: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto("/stories/bridge/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        "value => { const slider = document.getElementById('day'); slider.value = value;"
        "slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        date(2026, 4, 10).toordinal(),
    )
    assert page.input_value("#as_of") == "2026-04-10"
    assert "2026" in page.get_attribute("#day", "aria-valuetext")
    assert "10" in page.get_attribute("#day", "aria-valuetext")
    page.wait_for_timeout(300)
    # A browser looks for the icon when it has time.
    assert [url for url in asked if "favicon" not in url] == []


def test_without_script_the_slider_goes_with_the_button(
    new_page: Callable[..., Any], bridge: Story
) -> None:
    page = new_page(viewport=DESK, java_script_enabled=False)
    page.goto("/stories/bridge/")
    page.focus("#day")
    page.keyboard.press("Home")
    page.click("#as_of-show")
    assert page.url.endswith("/stories/bridge/?as_of=2026-03-01")
    page.fill("#as_of", "2026-04-03")
    page.click("#as_of-show")
    assert page.url.endswith("/stories/bridge/?as_of=2026-04-03")


def test_an_outcome_in_the_flow_narrows_the_list(
    new_page: Callable[..., Any], bridge: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto("/stories/bridge/")
    page.click("#tally-failed")
    wait_for(page, ["It will be red"])
    page.wait_for_url("**/?outcome=failed")
    assert page.locator("#flow h2").text_content() == "3 predictions, 2 settled"
    page.click("text=Clear the filters")
    wait_for(page, ALL)
    page.select_option("#filter-kind", "occurrence")
    expect(page.locator("#flow section")).to_have_count(0)


def test_the_pivot_stands_at_one_place_down_the_page(
    new_page: Callable[..., Any], bridge: Story
) -> None:
    page = new_page(viewport=DESK)
    page.goto("/stories/bridge/")
    places = page.evaluate(
        "[...document.querySelectorAll('.status-ribbon .tick')]"
        ".map(tick => Math.round(tick.getBoundingClientRect().left))"
    )
    assert len(places) == len(ALL)
    assert len(set(places)) == 1


def test_long_names_of_outlets_stay_inside(new_page: Callable[..., Any], bridge: Story) -> None:
    event = Event.objects.get(statement=ALL[0])
    origin = event.citations.earliest("pk").source
    for _ in range(4):
        relaying = make_citation(event=event, relays=origin, basis="relayed").source
        relaying.outlet.name = "Kreisboteausallerwelt " * 4 + str(relaying.pk)
        relaying.outlet.save()
    page = new_page(viewport={"width": 320, "height": 800})
    page.goto("/stories/bridge/")
    assert page.locator(".insight").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
