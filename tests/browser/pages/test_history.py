"""Back and forward show what was seen, also where only a part of the page was replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.places import COMPARE, LANES, PREDICTIONS, STORY, words_of
from tests.browser.sizes import DESK

pytestmark = pytest.mark.django_db

# Page, what is done there, and the address that it leads to.
STEPS: dict[str, tuple[str, Callable[[Page], object], str]] = {
    "a filter of the timeline": (
        STORY,
        lambda page: page.select_option("#filter-outcome", "failed"),
        f"{STORY}?outcome=failed",
    ),
    "a day of the timeline": (
        STORY,
        lambda page: page.click("#jump-release"),
        f"{STORY}?as_of=2026-04-24",
    ),
    "further events": (STORY, lambda page: page.click("#more"), f"{STORY}?after=*"),
    "a sorted table": (
        PREDICTIONS,
        lambda page: page.click("#sort-projected"),
        f"{PREDICTIONS}?sort=projected",
    ),
    "grouped lanes": (
        LANES,
        lambda page: page.click("#group-by-outlet"),
        f"{LANES}?group=outlet",
    ),
    "two other days": (COMPARE, lambda page: page.click("#preset-2"), f"{COMPARE}?from=*"),
    "a kind of change": (
        "/changes/",
        lambda page: page.check("#filter-kind-slipped"),
        "/changes/?kind=slipped",
    ),
}


def seen(page: Any) -> tuple[str, str, list[str]]:
    """Return the title, the words and what the fields hold."""
    fields = page.locator("main :is(input:not([type=hidden]), select)").evaluate_all(
        "all => all.map(one => one.type === 'checkbox' ? `${one.checked}` : one.value)"
    )
    return page.title(), words_of(page), fields


@pytest.mark.parametrize("what", STEPS)
def test_back_and_forward_restore(new_page: Callable[..., Any], what: str) -> None:
    start, step, end = STEPS[what]
    page = new_page(viewport=DESK)
    page.goto(start)
    before = seen(page)
    page.evaluate("window.stayed = true")
    step(page)
    page.wait_for_url(f"**{end}")
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    assert page.evaluate("window.stayed")
    after = seen(page)
    assert after[1] != before[1]
    page.go_back()
    assert loaded_anew(page, start) == before
    page.evaluate("window.stayed = true")
    page.go_forward()
    assert loaded_anew(page, end) == after


def loaded_anew(page: Any, address: str) -> tuple[str, str, list[str]]:
    """Return what is seen at `address` once the whole page has come again."""
    page.wait_for_url(f"**{address}")
    page.wait_for_function("() => !window.stayed && document.readyState === 'complete'")
    return seen(page)
