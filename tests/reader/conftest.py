from __future__ import annotations

import pytest

from tests.bundles.makers import REAL, take
from tracker.stories.events import Event
from tracker.stories.models import Story


@pytest.fixture
def real_story(db: None) -> Story:
    """The built-in story, published."""
    take(REAL.read_bytes())
    return Story.objects.get(slug="deepseek-v4-huawei")


@pytest.fixture
def entirely(real_story: Story) -> Event:
    """Its prediction "V4 will run entirely on Huawei chips"."""
    return Event.objects.get(story=real_story, key="p-run-entirely-huawei")
