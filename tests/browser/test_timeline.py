"""The story's timeline and the pages around it in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import flaws_in_both
from tests.browser.sizes import DESK, PHONE
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.stories import story_of
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome


@pytest.fixture
def bridge(live_site: str) -> Story:
    """A story of three predictions and its pivot, an opening on 1 May 2026."""
    story = make_story(slug="bridge", title="The bridge", summary="It opened *late*.")
    outlet = make_outlet(name="Wire", slug="wire")
    source = make_source(
        outlet=outlet,
        title="Bridge to open",
        url="https://wire.example/1",
        published="2026-03-01",
    )
    broad = make_event(story=story, statement="It will open with both lanes", aspect="Opening")
    first = make_citation(event=broad, source=source, quote="both lanes will be open")
    recorded(broad, effective=date(2026, 3, 1), evidence=[first])
    make_known(
        story=story, statement="The left lane will open", part_of=broad, since=date(2026, 3, 4)
    )
    red = make_known(story=story, statement="It will be red", since=date(2026, 4, 2))
    opening = make_known(
        story=story, kind="occurrence", status="confirmed", statement="The bridge opens",
        date="2026-05-01", since=date(2026, 5, 1),
    )  # fmt: skip
    recorded(
        broad, "outcome", Outcome.PARTLY_HELD, effective=date(2026, 5, 1), miss="overstated",
        evidence=[make_citation(event=broad, source=make_source(published="2026-05-01"))],
        resolved_by=[opening], actual="One lane opened", reason="Only the left lane is open.",
    )  # fmt: skip
    recorded(red, "outcome", Outcome.FAILED, effective=date(2026, 5, 1), reason="It is blue.")
    story.pivot = opening
    story.save(update_fields=["pivot"])
    return story


def shown(page: Any) -> list[str]:
    return [text.strip() for text in page.locator(".entry h5").all_text_contents()]


def wait_for(page: Any, statements: list[str]) -> None:
    """Wait until the timeline shows just that."""
    page.wait_for_function(
        "wanted => JSON.stringify([...document.querySelectorAll('.entry h5')]"
        ".map(one => one.textContent.trim())) === wanted",
        arg=as_json(statements),
    )


def as_json(statements: list[str]) -> str:
    return "[" + ",".join(f'"{one}"' for one in statements) + "]"


ALL = [
    "It will open with both lanes",
    "The left lane will open",
    "It will be red",
    "The bridge opens",
]


class TestWithScript:
    def test_a_filter_narrows_at_once_and_the_back_button_undoes_it(
        self, new_page: Callable[..., Any], bridge: Story
    ) -> None:
        page = new_page(viewport=DESK)
        page.goto("/stories/bridge/")
        assert shown(page) == ALL
        page.focus("#filter-outcome")
        page.select_option("#filter-outcome", "failed")
        wait_for(page, ["It will be red"])
        page.wait_for_url("**/stories/bridge/?outcome=failed")
        expect(page.locator("#live")).to_have_text("Showing 1 of 4 events")
        assert page.locator("#tally-failed").get_attribute("aria-current") == "true"
        expect(page.locator("#filter-outcome")).to_be_focused()
        page.reload()
        assert shown(page) == ["It will be red"]
        page.go_back()
        wait_for(page, ALL)
        assert page.url.endswith("/stories/bridge/")
        assert page.input_value("#filter-outcome") == ""

    def test_typing_searches_and_keeps_the_cursor_in_the_field(
        self, new_page: Callable[..., Any], bridge: Story
    ) -> None:
        page = new_page(viewport=DESK)
        page.goto("/stories/bridge/")
        page.click("#q")
        page.keyboard.type("lane")
        wait_for(page, ALL[:2])
        page.wait_for_url("**/?q=lane")
        assert page.evaluate("document.activeElement.id") == "q"
        assert page.input_value("#q") == "lane"

    def test_a_day_shows_the_page_as_of_it_and_the_way_back(
        self, new_page: Callable[..., Any], bridge: Story
    ) -> None:
        page = new_page(viewport=DESK)
        page.goto("/stories/bridge/")
        page.fill("#as_of", "2026-03-02")
        page.click("#as_of-show")
        wait_for(page, ALL[:1])
        page.wait_for_url("**/?as_of=2026-03-02")
        assert "2 March 2026" in page.locator(".pastbar").text_content()
        assert page.locator(".ribbon").text_content().split()[0] == "Open"
        assert page.locator(".pivot-line").count() == 0
        assert "The bridge" in page.title()
        page.go_back()
        wait_for(page, ALL)

    def test_jumps_lead_around_the_release(
        self, new_page: Callable[..., Any], bridge: Story
    ) -> None:
        page = new_page(viewport=DESK)
        page.goto("/stories/bridge/")
        page.click("#jump-release")
        page.wait_for_url("**/?as_of=2026-05-01")
        wait_for(page, ALL)
        assert page.locator("#jump-release").get_attribute("aria-current") == "true"
        page.click("#jump-today")
        page.wait_for_url("**/stories/bridge/")

    def test_sources_open_in_place_once(
        self, new_page: Callable[..., Any], bridge: Story
    ) -> None:
        event = Event.objects.get(statement=ALL[0])
        page = new_page(viewport=DESK)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/stories/bridge/")
        page.click(f"#summary-{event.pk}")
        panel = page.locator(f"#panel-{event.pk}")
        panel.wait_for()
        assert "both lanes will be open" in panel.text_content()
        assert page.url.endswith("/stories/bridge/")
        page.click(f"#summary-{event.pk}")
        page.click(f"#summary-{event.pk}")
        assert panel.is_visible()
        assert len([url for url in asked if url.endswith("/sources/")]) == 1

    def test_show_more_leads_on_and_the_address_with_it(
        self, new_page: Callable[..., Any], live_site: str
    ) -> None:
        story = story_of(70)
        page = new_page(viewport=DESK)
        page.goto(story.get_absolute_url())
        assert len(shown(page)) == 50
        page.click("#more")
        later = [f"No. {number}" for number in range(50, 70)]
        wait_for(page, later)
        assert page.locator("#more").count() == 0
        assert page.evaluate("document.activeElement.id").startswith("event-")
        expect(page.locator("#live")).to_have_text("70 events, 51 to 70 on this page")
        assert "?after=" in page.url
        page.reload()
        assert shown(page) == later
        page.go_back()
        wait_for(page, [f"No. {number}" for number in range(50)])

    def test_the_order_turns(self, new_page: Callable[..., Any], bridge: Story) -> None:
        page = new_page(viewport=DESK)
        page.goto("/stories/bridge/")
        page.click("#order-newest")
        wait_for(page, ALL[::-1])
        page.wait_for_url("**/?order=newest")


class TestWithoutScript:
    def test_every_control_works(self, new_page: Callable[..., Any], bridge: Story) -> None:
        page = new_page(viewport=DESK, java_script_enabled=False)
        page.goto("/stories/bridge/")
        assert shown(page) == ALL
        page.select_option("#filter-outcome", "failed")
        page.click("#filters-apply")
        assert shown(page) == ["It will be red"]
        page.go_back()
        page.fill("#as_of", "2026-03-02")
        page.click("#as_of-show")
        assert shown(page) == ALL[:1]
        page.click(".sources summary")
        page.click("text=All sources of this entry")
        assert "both lanes will be open" in page.locator(".panel").text_content()
        assert "as_of=2026-03-02" in page.url

    def test_show_more_is_a_link(self, new_page: Callable[..., Any], live_site: str) -> None:
        story = story_of(70)
        page = new_page(viewport=DESK, java_script_enabled=False)
        page.goto(story.get_absolute_url())
        page.click("#more")
        assert shown(page) == [f"No. {number}" for number in range(50, 70)]


def addresses(story: Story) -> list[str]:
    event = Event.objects.get(statement=ALL[0]).get_absolute_url()
    own = story.get_absolute_url()
    return [
        "/", "/method/", own, f"{own}?as_of=2026-03-05", f"{own}?q=nothing", event,
        f"{event}?as_of=2026-03-05", f"{event}sources/", f"{own}?as_of=foo", "/nowhere/",
    ]  # fmt: skip


def opened(page: Any, address: str) -> None:
    page.goto(address)
    if page.locator(".sources summary").count():
        page.locator(".sources summary").first.click()
        page.locator(".panel [class=stance]").first.wait_for()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_hinders_anybody(
    browser: Any, live_site: str, bridge: Story, size: dict[str, int]
) -> None:
    page = browser.new_page(base_url=live_site, viewport=size)
    for address in addresses(bridge):
        opened(page, address)
        assert flaws_in_both(page) == [], address
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{address} is {width} px wide"
    page.close()
