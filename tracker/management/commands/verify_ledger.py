from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from tracker.ledger.store import newest_entry
from tracker.ledger.verify import faults
from tracker.stories.models import Story


def head_of(story: Story) -> str:
    """Return what to note elsewhere: how many entries there are, and the newest digest."""
    newest = newest_entry(story)
    if newest is None:
        return "no entries"
    return f"{newest.number} {'entry' if newest.number == 1 else 'entries'}, {newest.digest}"


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
            self.stdout.write(f"{story.slug}: {head_of(story)}")
        for fault in found:
            self.stderr.write(self.style.ERROR(f"{fault.story}: {fault.what}"))
        if found:
            raise CommandError("The ledger was altered.")
        self.stdout.write(self.style.SUCCESS("The ledger is as it was recorded."))
