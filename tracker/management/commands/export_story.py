from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.bundles.exporting import export_story
from tracker.bundles.past import NothingKnown, export_story_as_of
from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_day
from tracker.stories.models import Story


class Command(BaseCommand):
    help = "Write a story as a bundle, whole or as it was known on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the story's address")
        parser.add_argument("--as-of", metavar="DATE", help="2026-04-10, “10 April 2026” …")
        parser.add_argument("--output", metavar="FILE", help="default: standard output")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        story = Story.objects.once_called(slug).first()
        if story is None:
            raise CommandError(f"There is no story {slug!r}.")
        content = self.bundle(story, options["as_of"])
        if options["output"]:
            try:
                Path(options["output"]).write_bytes(content)
            except OSError as error:
                raise CommandError(f"It cannot be written: {error}.") from error
            return
        # Bytes, since a console's encoding must not change a bundle.
        self.stdout.flush()
        getattr(sys.stdout, "buffer", sys.stdout).write(content)

    def bundle(self, story: Story, as_of: str | None) -> bytes:
        if not as_of:
            return export_story(story)
        today = datetime.now(tz=story.zone).date()
        try:
            return export_story_as_of(story, min(read_day(as_of, today=today), today))
        except (UnclearDate, NothingKnown) as error:
            raise CommandError(str(error)) from error
