"""As of means absent: the page of a day equals that of a record which ends with the day."""

from __future__ import annotations

import re
from datetime import date
from difflib import unified_diff
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from tests.bundles.makers import empty_record, take
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.pages import read, statements
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Status

pytestmark = pytest.mark.django_db


def normalised(html: str, keys: dict[int, str], titles: dict[int, str]) -> str:
    """Return a page without what is only our own record, keys and titles for database ids."""
    html = re.sub(r"/sources/(\d+)", lambda match: f"/sources/{titles[int(match[1])]}", html)
    html = re.sub(r'"story-\d+"', '"story"', html)
    html = re.sub(r'<td role="cell" class="small".*?</td>', "", html, flags=re.DOTALL)
    html = re.sub(r'<p class="kick change-record">.*?</p>', "", html, flags=re.DOTALL)
    html = re.sub(r"change-\d+", "change", html)
    # A correction is our record, too: what is withdrawn now is marked and counts nowhere.
    html = re.sub(r'<(tr|li)[^>]*class="[^"]*withdrawn.*?</\1>', "", html, flags=re.DOTALL)
    return re.sub(
        r"(/events/|event-|prediction-|statement-|sources-|summary-|panel-)(\d+)",
        lambda match: match[1] + keys[int(match[2])],
        html,
    )


def pages_by_key(day: date) -> dict[str, str]:
    """Return the pages of the only story as of `day`, by the event's key and page."""
    keys = dict(Event.objects.values_list("pk", "key"))
    titles = dict(Source.objects.values_list("pk", "title"))
    story = Story.objects.get()
    addresses = {"story": f"{story.get_absolute_url()}?as_of={day}"}
    addresses["newest"] = f"{addresses['story']}&order=newest&kind=prediction&q=will"
    table = reverse("reader:predictions", args=[story.slug])
    addresses["predictions"] = f"{table}?as_of={day}&per_page=2&page=9"
    addresses["rivals"] = f"{table}?as_of={day}&sort=aspect&q=will"
    addresses["download"] = f"{table}?as_of={day}&sort=-reports&_export=json"
    addresses["compare"] = f"{story.get_absolute_url()}compare/?from=2026-03-04&to={day}"
    addresses["since"] = f"{story.get_absolute_url()}compare/?as_of={day}"
    for words in ("will", "source", "no"):
        addresses[f"search {words}"] = f"/search/?as_of={day}&q={words}"
    addresses["changes"] = f"/changes/?as_of={day}"
    addresses["method"] = f"/method/?as_of={day}"
    addresses["picture"] = f"{story.get_absolute_url()}picture.png?as_of={day}"
    for group in ("aspect", "outcome", "outlet"):
        addresses[group] = f"{story.get_absolute_url()}lanes/?as_of={day}&group={group}"
    addresses["documents"] = f"/sources/?as_of={day}&sort=title"
    addresses["few documents"] = f"/sources/?as_of={day}&outlet=outlet-1&sort=title&per_page=2"
    addresses["downloaded"] = f"/sources/?as_of={day}&sort=title&_export=json"
    addresses["outlets"] = f"/outlets/?as_of={day}"
    addresses["few outlets"] = f"/outlets/?as_of={day}&calls=own&sort=-lead&per_page=1"
    addresses["records"] = f"/outlets/?as_of={day}&_export=json"
    for number in range(3):
        address = f"/outlets/outlet-{number}/?as_of={day}"
        addresses[f"outlet {number}"] = address
        addresses[f"outlet {number}, sorted"] = f"{address}&sort=-lead&per_page=2&page=9"
    for pk, title in titles.items():
        addresses[title] = f"/sources/{pk}/?as_of={day}"
    for pk, key in keys.items():
        addresses[key] = f"/events/{pk}/?as_of={day}"
        addresses[f"{key} sources"] = f"/events/{pk}/sources/?as_of={day}"
    found = {}
    for name, address in addresses.items():
        response = Client().get(address)
        if response["Content-Type"] == "image/png":
            # The ETag of a picture is made from all that it draws.
            found[name] = response["ETag"]
        elif response.status_code == 200:
            found[name] = normalised(response.getvalue().decode(), keys, titles)
    return found


@settings(RANDOM, max_examples=15)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=6),
    citations=st.lists(CITATION, min_size=4, max_size=12),
    changes=st.lists(CHANGE, min_size=4, max_size=14),
    has_pivot=st.booleans(),
    day=DAYS,
)
def test_a_page_as_of_a_day_is_that_of_a_record_that_ends_with_the_day(
    monkeypatch: pytest.MonkeyPatch,
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date,
    *,
    has_pivot: bool,
) -> None:
    monkeypatch.setattr("tracker.reader.views.today_in", lambda zone: date(2026, 11, 22))
    with undone():
        story = build(sources, citations, changes, has_pivot=has_pivot)
        try:
            bundle = export_story_as_of(story, day)
        except NothingKnown:
            bundle = b""
        shown = pages_by_key(day)
        empty_record()
        if bundle:
            take(bundle)
        expected = pages_by_key(day) if bundle else {}
    assume(bundle)
    assert shown.keys() == expected.keys()
    for name in shown:
        note(name)
        lines = shown[name].splitlines(), expected[name].splitlines()
        assert [*unified_diff(*lines, lineterm="", n=0)] == []


def test_the_property_above_sees_events(db: None) -> None:
    """Guards it against building only stories of which nothing is known."""
    story = build(
        [{"published": "2026-03-02", "accessed": None, "outlet": 0, "relays": None}],
        [
            {
                "event": 0,
                "source": 0,
                "stance": "supports",
                "basis": "primary",
                "relays": None,
                "review": "accepted",
            }
        ],
        [
            {
                "event": 0,
                "to": ("status", Status.RUMORED),
                "effective": date(2026, 3, 2),
                "override": False,
            }
        ],
        has_pivot=False,
    )
    page = read(pages_by_key(date(2026, 3, 2))["story"])
    assert statements(page) == ["The whole will"]
    assert story.slug == "story"
