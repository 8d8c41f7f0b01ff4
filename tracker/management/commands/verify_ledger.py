from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from tracker.ledger.store import newest_entry
from tracker.ledger.verify import faults
from tracker.stories.models import Story


class Command(BaseCommand):
    help = "Work out every digest of the ledger anew and name what was altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*", help="stories to verify; all if none is named")

    def handle(self, *args: Any, slug: list[str], **options: Any) -> None:
        stories = Story.objects.order_by("slug")
        if slug:
            stories = stories.filter(slug__in=slug)
            if unknown := set(slug) - {story.slug for story in stories}:
                raise CommandError(f"There is no story {', '.join(sorted(unknown))}.")
        found = []
        for story in tqdm(stories, unit="story", disable=None, file=self.stderr):
            if wrong := faults(story):
                found += wrong
                continue
            newest = newest_entry(story)
            head = f"{newest.number} entries, {newest.digest}" if newest else "no entries"
            self.stdout.write(f"{story.slug}: {head}")
        for fault in found:
            self.stderr.write(self.style.ERROR(f"{fault.story}: {fault.what}"))
        if found:
            raise CommandError("The ledger was altered.")
        self.stdout.write(self.style.SUCCESS("The ledger is as it was recorded."))
