from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.bundles.jobs import Job


class Command(BaseCommand):
    help = "Check or import a bundle that was sent to the desk. Started by the desk alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where the desk has put it")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        job = Job(folder)
        if not job.state_file.exists():
            raise CommandError(f"{folder} holds no upload.")
        job.work()
