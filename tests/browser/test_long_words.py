from __future__ import annotations

from typing import Any

import pytest

from tests.bundles.makers import small, take
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db(transaction=True)


def long_words() -> dict[str, Any]:
    """A bundle whose texts are as long as they may be and have no spaces."""
    data = small()
    data["story"] |= {"title": "T" * 200, "summary": "S" * 900, "topic": "t" * 120}
    data["events"][0]["statement"] = "منصة " * 50
    data["events"][1] |= {"statement": "X" * 300, "projected": "P" * 200, "criteria": "C" * 500}
    data["events"][1]["detail"] = "D" * 900 + "\n\n    " + "code" * 100
    for outlet in data["outlets"]:
        outlet["name"] = "O" * 190 + outlet["id"]
    for source in data["sources"]:
        source["title"] = "Z" * 500
    for citation in data["citations"]:
        citation |= {"quote": "q" * 500, "locator": "l" * 100, "attribution": "a" * 200}
    for change in data["changes"]:
        change["reason"] = "R" * 700
    data["changes"][4]["actual"] = "K" * 300
    return data


@pytest.mark.parametrize("width", [320, 1280])
def test_no_word_is_too_long_for_a_page(width: int, page: Any, live_server: Any) -> None:
    take(long_words())
    event = Event.objects.get(key="p-may").pk
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/", "/stories/bridge/", f"/events/{event}/", f"/events/{event}/sources/"):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
