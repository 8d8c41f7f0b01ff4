from __future__ import annotations

from datetime import date

import pytest

from tests.makers import make_event
from tests.reader.pages import get
from tracker.stories.events import Event

pytestmark = pytest.mark.django_db


def test_a_story_says_when_one_of_its_events_was_checked_last(bridge: Event) -> None:
    address = bridge.story.get_absolute_url()
    assert "checked" not in get(address).text
    bridge.check_on(date(2026, 11, 20))
    bridge.story.pivot.check_on(date(2026, 11, 18))
    assert "last checked by us 20 November 2026" in get(address).text


def test_the_past_of_a_story_says_nothing_of_it(bridge: Event) -> None:
    bridge.check_on(date(2026, 11, 20))
    address = bridge.story.get_absolute_url()
    assert "checked" not in get(address, {"as_of": "2026-04-01"}).text


def test_what_readers_do_not_see_does_not_count(bridge: Event) -> None:
    make_event(story=bridge.story).check_on(date(2026, 11, 20))
    assert "checked" not in get(bridge.story.get_absolute_url()).text
