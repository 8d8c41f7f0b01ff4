from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from tracker.scores.actions import all_roots, differences, rescore


class Command(BaseCommand):
    help = "Work out all track records anew from citations and the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail if what is on file differs from a new reckoning",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            wrong = self.work(self.count)
        else:
            with transaction.atomic():
                wrong = self.work(rescore)
        rows = "1 row" if wrong == 1 else f"{wrong} rows"
        if check and wrong:
            raise CommandError(
                f"{rows} of the track records differ from a new reckoning. "
                "Mend them: manage.py rebuild_scores"
            )
        told = f"Mended {rows}." if wrong else "Every track record is as worked out anew."
        self.stdout.write(self.style.SUCCESS(told))

    def work(self, step: Any) -> int:
        """Do `step` for all predictions, some at a time, and add up the rows it names."""
        found = 0
        roots = all_roots()
        with tqdm(
            total=sum(map(len, roots)), unit=" predictions", disable=None, file=self.stderr
        ) as bar:
            for some in roots:
                found += step(some)
                bar.update(len(some))
        return found

    def count(self, roots: list[int]) -> int:
        stale, fresh = differences(roots)
        return len(stale) + len(fresh)
