"""The pages of a story, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.reader.links import dated
from tracker.stories.models import Story

# By the name of its address, in the order they stand.
TABS = {
    "story": _("Timeline"),
    "lanes": _("Lanes"),
    "predictions": _("Predictions"),
    "compare": _("Compare"),
}


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    is_current: bool


def tabs_of(story: Story, day: date | None, current: str) -> list[Tab]:
    """Return links to the pages of `story` for the same `day`; `current` is the page shown."""
    return [
        Tab(
            str(label),
            dated(reverse(f"reader:{name}", args=[story.slug]), day),
            name == current,
        )
        for name, label in TABS.items()
    ]
