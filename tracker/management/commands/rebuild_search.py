from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from tracker.search.rebuild import broken_tables, rebuild, row_count, stale_rows


class Command(BaseCommand):
    help = "Work out anew by which words the search finds each row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, say how many rows differ"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        with tqdm(total=row_count(), unit="row", disable=None, file=self.stderr) as bar:
            if check:
                stale = sum(1 for _row in stale_rows(bar.update))
            else:
                broken = broken_tables()
                stale = rebuild(bar.update)
        if check:
            broken = broken_tables()
            if stale or broken:
                raise CommandError(told(stale, broken))
        self.stdout.write(self.style.SUCCESS(told(stale, broken)))


def told(stale: int, broken: list[str]) -> str:
    rows = "1 row differs" if stale == 1 else f"{stale} rows differ"
    tables = f"; out of step: {', '.join(broken)}" if broken else ""
    return f"{rows} from what the search holds{tables}."
