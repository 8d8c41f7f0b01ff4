"""The review queue in a real browser: by keyboard alone, by plain forms, for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.axe import flaws_in_both
from tests.browser.desk import log_in as enter
from tests.makers import make_citation, make_occurrence, make_source, make_story, make_user
from tracker.evidence.actions import review
from tracker.evidence.models import Citation

QUEUE = "/admin/review/"


@pytest.fixture
def waiting(live_site: str) -> list[Citation]:
    """Three citations that wait, the oldest first, and Ada, who may review them."""
    make_user(group="Moderators", username="ada")
    story = make_story(title="The bridge")
    source = make_source(title="The memo", text="It was said that the bridge is red. So.")
    citations = []
    for hours, statement in [(3, "It is red"), (2, "It is blue"), (1, "It is late")]:
        citation = make_citation(
            event=make_occurrence(story=story, statement=statement),
            source=source,
            quote="the bridge is red",
            review="proposed",
            created_at=timezone.now() - timedelta(hours=hours),
        )
        review(citation, "proposed", by="bob")
        citations.append(citation)
    return citations


def log_in(page: Any) -> None:
    enter(page, QUEUE)


def states(citations: list[Citation]) -> list[str]:
    return [Citation.objects.get(pk=citation.pk).review for citation in citations]


def row(page: Any, citation: Citation) -> Any:
    return page.locator(f"#citation-{citation.pk}")


def test_a_queue_is_worked_through_by_keyboard_alone(
    page: Any, waiting: list[Citation]
) -> None:
    first, second, third = waiting
    log_in(page)
    keys = page.keyboard
    keys.press("j")
    expect(row(page, first)).to_be_focused()
    keys.press("a")
    expect(row(page, first)).to_have_attribute("data-state", "accepted")
    expect(row(page, second)).to_be_focused()
    expect(page.locator("#review-live")).to_contain_text("Accepted")
    expect(page.locator("#review-live")).to_contain_text("2 to review")
    keys.press("u")
    expect(row(page, first)).to_be_focused()
    expect(row(page, first)).to_have_attribute("data-state", "proposed")
    keys.press("j")
    keys.press("r")
    reason = row(page, second).locator("input[list]")
    expect(reason).to_be_focused()
    keys.type("a slip, eh? ujk")
    expect(reason).to_have_value("a slip, eh? ujk")
    keys.press("Enter")
    expect(row(page, second)).to_have_attribute("data-state", "rejected")
    expect(row(page, third)).to_be_focused()
    keys.press("e")
    expect(row(page, third).locator("textarea").first).to_be_focused()
    keys.press("Control+a")
    keys.type("that is made up")
    keys.press("Tab")
    row(page, third).locator("button[name=_save]").press("Enter")
    expect(row(page, third)).to_contain_text("does not occur in the text")
    quote = row(page, third).locator("textarea").first
    expect(quote).to_be_focused()
    expect(quote).to_have_value("that is made up")
    keys.press("Control+a")
    keys.type("It was said")
    row(page, third).locator("button[name=_save]").press("Enter")
    expect(row(page, third)).to_be_focused()
    expect(row(page, third).locator("mark")).to_have_text("It was said")
    keys.press("Control+a")
    keys.press("a")
    expect(row(page, third)).to_have_attribute("data-state", "accepted")
    expect(row(page, first)).to_be_focused()
    keys.press("?")
    expect(page.locator("#review-keys")).to_have_attribute("open", "")
    assert states(waiting) == ["proposed", "rejected", "accepted"]
    assert Citation.objects.get(pk=second.pk).reviews.last().reason == "a slip, eh? ujk"


def test_what_a_colleague_decided_meanwhile_is_told_in_the_row(
    page: Any, waiting: list[Citation]
) -> None:
    log_in(page)
    review(waiting[0], "rejected", by="bob", reason="Not said.")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(row(page, waiting[0])).to_contain_text("bob rejected this meanwhile")
    expect(row(page, waiting[0])).to_be_focused()
    assert states(waiting) == ["rejected", "proposed", "proposed"]


def test_an_ended_session_takes_nothing_from_the_page(
    page: Any, waiting: list[Citation]
) -> None:
    log_in(page)
    page.context.clear_cookies(name="sessionid")
    expect(page.locator("#review-failed")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Not said.")
    page.keyboard.press("Enter")
    expect(page.locator("#review-failed")).to_be_visible()
    expect(row(page, waiting[0]).locator("input[list]")).to_have_value("Not said.")
    page.once("dialog", lambda dialog: dialog.accept())


def test_keys_can_be_switched_off(page: Any, waiting: list[Citation]) -> None:
    log_in(page)
    page.click("#review-keys summary")
    page.check("#review-keys-off")
    page.reload()
    page.keyboard.press("j")
    expect(row(page, waiting[0])).not_to_be_focused()


def test_the_queue_works_without_javascript(new_page: Any, waiting: list[Citation]) -> None:
    page = new_page(java_script_enabled=False)
    log_in(page)
    first, second, third = waiting
    row(page, first).locator("button[name=_accept]").click()
    expect(page.locator(".messagelist")).to_contain_text("Accepted")
    row(page, second).locator("summary").click()
    row(page, second).locator("input[list]").fill("Not said.")
    row(page, second).locator("button[name=_reject]").click()
    expect(page.locator(".review-lately li")).to_have_count(2)
    page.locator(".review-lately li", has_text="It is red").locator("button").click()
    row(page, third).locator("text=Edit").click()
    page.fill("textarea >> nth=0", "It was said")
    page.click("button[name=_accept]")
    expect(page.locator(".messagelist")).to_contain_text("Accepted")
    assert states(waiting) == ["proposed", "rejected", "accepted"]


@pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["phone", "desk"])
def test_the_queue_hinders_nobody(
    new_page: Any, waiting: list[Citation], size: tuple[int, int]
) -> None:
    review(waiting[0], "rejected", by="ada", reason="Not said.")
    page = new_page(viewport={"width": size[0], "height": size[1]})
    log_in(page)
    page.click("#review-keys summary")
    row(page, waiting[1]).locator("summary").click()
    row(page, waiting[2]).locator("text=Edit").click()
    expect(row(page, waiting[2]).locator("textarea").first).to_be_focused()
    assert flaws_in_both(page, within="#content-start") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
