"""What holds for every page, whoever looks at it on whatever screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.axe import flaws, flaws_in_both
from tests.browser.pages.places import ERRORS, PLACES, address_of, open_folds
from tests.browser.sizes import DESK, PHONE

pytestmark = pytest.mark.django_db

# Where the layout changes, and around.
WIDTHS = (320, 352, 390, 600, 768, 831, 833, 1024, 1151, 1280, 1600)
# Runs before the page's own scripts.
WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const {sources} of list.getEntries())
      window.shifts.push(...sources.map(({node}) => node?.outerHTML?.slice(0, 120) ?? "gone"));
  }).observe({type: "layout-shift", buffered: true});
"""
SCROLL = """async () => {
  for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
    scrollTo(0, at);
    await new Promise(requestAnimationFrame);
  }
  scrollTo(0, 0);
}"""


@pytest.mark.parametrize("place", PLACES)
def test_a_page_hinders_nobody(
    new_page: Callable[..., Any], live_site: str, place: str
) -> None:
    page = new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.add_init_script(WATCH_SHIFTS)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        page.goto(address_of(place))
        page.evaluate(SCROLL)
        assert page.evaluate("window.shifts") == []
        if size == PHONE:
            assert too_wide(page) == {}
            page.set_viewport_size(size)
        open_folds(page)
        assert flaws_in_both(page) == []
    assert too_wide(page) == {}
    assert asked == {urlsplit(live_site).netloc}
    assert page.context.cookies() == []


@pytest.mark.parametrize("place", ERRORS)
def test_an_error_hinders_nobody_either(browser: Any, live_site: str, place: str) -> None:
    # The browser reports the answer itself as an error.
    page = browser.new_page(base_url=live_site, viewport=PHONE)
    page.goto(place)
    assert flaws(page) == []
    page.emulate_media(color_scheme="dark")
    assert flaws(page) == []
    assert too_wide(page) == {}
    assert page.context.cookies() == []
    page.close()


def too_wide(page: Any) -> dict[int, int]:
    """Return how wide the page is on the screens that are too narrow for it, in pixels."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate("document.documentElement.scrollWidth")
    return {width: needed for width, needed in found.items() if needed > width}
