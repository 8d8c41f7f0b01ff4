"""The page of an event in a real browser."""

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
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tracker.stories.events import Event


@pytest.fixture
def event(live_site: str) -> Event:
    """Nine reports of one origin, each in words of its own, and a due date that slipped."""
    story = make_story(slug="bridge", title="The bridge", language="en")
    found = make_event(story=story, statement="It will open in May", aspect="Opening")
    wire = make_source(outlet=make_outlet(name="Wire"), published="2026-03-01")
    first = make_citation(event=found, source=wire, quote="the bridge may open in May")
    recorded(found, effective=date(2026, 3, 1), evidence=[first])
    recorded(found, "due", "2026-05", effective=date(2026, 3, 1), evidence=[first])
    for number in range(8):
        paper = make_source(
            outlet=make_outlet(name=f"Paper {number}"), published=f"2026-03-{number % 3 + 1:02}"
        )
        last = make_citation(
            event=found,
            source=paper,
            relays=wire,
            quote=f"the bridge will open in May, {number}",
        )
    recorded(
        found, "due", "2026-06", effective=date(2026, 3, 4), reason="Moved.", evidence=[last]
    )
    recorded(
        found, "outcome", "failed", effective=date(2026, 7, 1), miss="late", reason="Too late."
    )
    return found


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_with_everything_opened(
    new_page: Callable[..., Any], event: Event, viewport: Any
) -> None:
    page = new_page(viewport=viewport)
    for query in ("", "?as_of=2026-03-03"):
        page.goto(f"/events/{event.pk}/{query}")
        for fold in page.locator("main details > summary").all():
            fold.click()
        assert flaws_in_both(page) == []


@pytest.mark.parametrize("width", [320, 390, 832, 1024, 1600])
def test_nothing_is_wider_than_the_page(
    new_page: Callable[..., Any], event: Event, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"/events/{event.pk}/")
    for fold in page.locator("main details > summary").all():
        fold.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # Words and lines of the graph stand apart.
    for row in page.locator(".graph-row").all():
        words = row.locator("p").bounding_box()
        dot = row.locator("circle").bounding_box()
        is_apart = (
            words["x"] + words["width"] <= dot["x"] or dot["x"] + dot["width"] <= words["x"]
        )
        assert is_apart


def test_a_reference_is_copied_by_its_button(
    new_page: Callable[..., Any], event: Event
) -> None:
    page = new_page(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/events/{event.pk}/")
    page.click("[data-copy='#cite-bibtex']")
    expect(page.locator("#live")).to_have_text("The BibTeX entry is copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#cite-bibtex").text_content()
    assert copied.startswith("@misc{bridge-")


def test_without_a_script_all_is_there_and_no_button(
    new_page: Callable[..., Any], event: Event
) -> None:
    page = new_page(viewport=DESK, java_script_enabled=False)
    page.goto(f"/events/{event.pk}/")
    expect(page.locator("[data-copy='#cite-text']")).to_be_hidden()
    page.click("text=Show all 10")
    expect(page.locator(".cites q", has_text="open in May, 5")).to_be_visible()
