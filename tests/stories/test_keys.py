from __future__ import annotations

import pytest

from tests.makers import make_event, make_story
from tracker.stories.events import Event, free_key

pytestmark = pytest.mark.django_db


class TestFreeKey:
    def test_a_key_is_made_of_the_words(self) -> None:
        key = free_key(Event.objects.all(), "V4 runs on Huawei!", prefix="p")
        assert key == "p-v4-runs-on-huawei"

    def test_a_taken_key_gets_the_next_number(self) -> None:
        story = make_story()
        for expected in ("p-ships", "p-ships-2", "p-ships-3"):
            key = free_key(story.events.all(), "Ships", prefix="p")
            assert key == expected
            make_event(story=story, key=key)
        assert free_key(make_story().events.all(), "Ships", prefix="p") == "p-ships"

    def test_a_longer_key_with_the_same_start_is_not_in_the_way(self) -> None:
        event = make_event(key="p-ships-early")
        assert free_key(event.story.events.all(), "Ships", prefix="p") == "p-ships"

    def test_words_without_letters_of_the_alphabet_leave_the_prefix(self) -> None:
        story = make_story()
        assert free_key(story.events.all(), "深度求索", prefix="p") == "p"
        make_event(story=story, key="p")
        assert free_key(story.events.all(), "深度求索", prefix="p") == "p-2"

    def test_a_long_text_makes_a_key_that_fits(self) -> None:
        key = free_key(Event.objects.all(), "very " * 60, prefix="p")
        assert len(key) <= 70
        assert not key.endswith("-")
