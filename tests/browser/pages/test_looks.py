"""What holds for every page, whoever looks at it on whatever screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages.places import DESK, PHONE, PLACES, address_of, open_folds

pytestmark = pytest.mark.django_db

# Where the layout changes, and around.
WIDTHS = (320, 352, 390, 600, 768, 831, 833, 1024, 1151, 1280, 1600)
# Runs before the page's own scripts.
WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver(list => {
    for (const one of list.getEntries())
      window.shifts.push(...one.sources.map(({node}) => node?.outerHTML?.slice(0, 120) ?? "gone"));
  }).observe({type: "layout-shift", buffered: true});
"""
SCROLL = """async () => {
  for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
    scrollTo(0, at);
    await new Promise(requestAnimationFrame);
  }
  scrollTo(0, 0);
}"""


def violations(page: Any, **options: Any) -> list[str]:
    found = Axe().run(page, options={"preload": False, "resultTypes": ["violations"]} | options)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_in_light_and_dark(
    new_page: Callable[..., Any], place: str, size: dict[str, int]
) -> None:
    page = visited(new_page(viewport=size), place)
    open_folds(page)
    assert violations(page) == []
    # All else has nothing to do with colours.
    page.emulate_media(color_scheme="dark")
    assert violations(page, runOnly=["color-contrast", "link-in-text-block"]) == []


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_wider_than_the_screen(new_page: Callable[..., Any], place: str) -> None:
    page = visited(new_page(), place)
    too_wide = {}
    for is_open in (False, True):
        if is_open:
            open_folds(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:
                too_wide[width] = found
    assert too_wide == {}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_and_nobody_else_is_asked(
    new_page: Callable[..., Any], live_site: str, place: str, size: dict[str, int]
) -> None:
    page = new_page(viewport=size)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.add_init_script(WATCH_SHIFTS)
    # A second visit has more to say: what is new since the first.
    for _visit in range(2):
        visited(page, place)
        page.wait_for_load_state("networkidle")
        page.evaluate(SCROLL)
        assert page.evaluate("window.shifts") == []
    assert asked == {urlsplit(live_site).netloc}
    assert page.context.cookies() == []


def visited(page: Any, place: str) -> Any:
    page.goto(address_of(place))
    return page
