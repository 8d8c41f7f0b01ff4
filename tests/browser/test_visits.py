"""What is new since the last visit: kept in the browser alone."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page

from tests.makers import make_known, make_story
from tracker.stories.models import Story

LAST = "localStorage.setItem('visit:bridge', '{}')"


@pytest.fixture
def story(live_site: str) -> Story:
    story = make_story(slug="bridge", title="Bridge")
    make_known(story=story, since=date(2026, 3, 1))
    return story


def test_a_first_visit_says_nothing_and_sets_no_cookie(
    page: Page, live_site: str, story: Story
) -> None:
    page.goto(f"{live_site}{story.get_absolute_url()}")
    assert page.locator("#visit > p").count() == 0
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.getItem('visit:bridge')")


def test_a_later_visit_leads_to_what_was_recorded_since(
    page: Page, live_site: str, story: Story
) -> None:
    address = f"{live_site}{story.get_absolute_url()}"
    page.goto(address)
    page.evaluate(LAST.format("2026-04-10"))
    page.reload()
    words = page.locator("#visit > p")
    assert words.text_content().startswith("Since your last visit on")
    assert "10 April 2026" in words.text_content() or "April 10, 2026" in words.text_content()
    # Looking again on the same day does not take the words away.
    page.reload()
    words.get_by_role("link", name="what was recorded").click()
    assert page.locator("#since").input_value() == "2026-04-10"
    page.go_back()
    page.locator("#visit > p").get_by_role("link", name="then and now").click()
    assert page.locator("#from").input_value() == "2026-04-10"


def test_a_visit_after_the_last_entry_says_that_nothing_is_new(
    page: Page, live_site: str, story: Story
) -> None:
    address = f"{live_site}{story.get_absolute_url()}"
    page.goto(address)
    page.evaluate(LAST.format("2099-01-01"))
    page.reload()
    assert "Nothing was recorded" in page.locator("#visit > p").text_content()
    page.goto(f"{address}?as_of=2026-04-10")
    assert page.locator("#visit").count() == 0
