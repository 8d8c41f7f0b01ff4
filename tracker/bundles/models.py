"""What a story's bundle calls the outlets and documents that stories share."""

from __future__ import annotations

from django.db import models

from tracker.sources.models import Outlet, Source
from tracker.stories.models import Story


class OutletName(models.Model):
    """The id of an outlet in the bundle of one story; kept for ever."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="outlet_names")
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="names_in_bundles")
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="outlet_key_is_one_in_story"),
            models.UniqueConstraint(
                fields=["story", "outlet"], name="outlet_has_one_key_in_story"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SourceName(models.Model):
    """The id of a document in the bundle of one story; kept for ever."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="source_names")
    source = models.ForeignKey(Source, models.PROTECT, related_name="names_in_bundles")
    key = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="source_key_is_one_in_story"),
            models.UniqueConstraint(
                fields=["story", "source"], name="source_has_one_key_in_story"
            ),
        ]

    def __str__(self) -> str:
        return self.key
