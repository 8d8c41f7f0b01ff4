from __future__ import annotations

import pytest

from tests.bundles.makers import REAL, take
from tracker.stories.models import Story


@pytest.fixture
def real_story(db: None) -> Story:
    """The built-in story, published."""
    take(REAL.read_bytes())
    return Story.objects.get(slug="deepseek-v4-huawei")
