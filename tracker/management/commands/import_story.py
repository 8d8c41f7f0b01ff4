from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from tracker.bundles.flaws import BundleRefused, Report
from tracker.bundles.importing import import_bundle
from tracker.ledger.models import Change
from tracker.shared.validators import validate_line


class Command(BaseCommand):
    help = "Check story bundles and add what is new in them. All files go in, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="+", help="story bundles; - is standard input")
        parser.add_argument("--dry-run", action="store_true", help="check, but write nothing")
        parser.add_argument("--draft", action="store_true", help="do not publish new stories")
        parser.add_argument(
            "--by",
            default="import",
            help="who records entries that name nobody (default: import)",
        )

    def handle(self, *args: Any, file: list[str], **options: Any) -> None:
        check_name(options["by"])
        refused = 0
        with transaction.atomic():
            for name in file:
                refused += not self.take(name, **options)
            if refused:
                transaction.set_rollback(True)
        if refused:
            raise CommandError("Nothing was imported. Mend what is listed above and try again.")

    def take(
        self, name: str, *, by: str, draft: bool, dry_run: bool, verbosity: int, **options: Any
    ) -> bool:
        """Import one file; tell what is wrong with it and return False if it is refused."""
        content = self.content(name)
        with tqdm(unit=" items", disable=None, file=self.stderr, leave=False) as bar:
            bar.set_description(f"{name}: checking")

            def progress(count: int, total: int) -> None:
                bar.total = total
                bar.set_description(f"{name}: writing")
                bar.update(count)

            try:
                report = import_bundle(
                    content, by=by, publish=not draft, dry_run=dry_run, progress=progress
                )
            except BundleRefused as error:
                bar.close()
                for flaw in error.flaws:
                    self.stderr.write(f"{name}: {flaw}")
                self.stderr.write(self.style.ERROR(f"{name}: {counted(len(error.flaws))}"))
                return False
        self.tell(report, dry_run=dry_run)
        return True

    def content(self, name: str) -> bytes:
        try:
            return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error

    def tell(self, report: Report, *, dry_run: bool) -> None:
        for flaw in report.warnings:
            self.stderr.write(self.style.WARNING(f"warning: {flaw}"))
        for flaw in report.kept:
            self.stderr.write(f"note: {flaw}")
        if report.changes_nothing:
            self.stdout.write(f"{report.slug}: nothing new.")
            return
        verb = "would add" if dry_run else "added"
        counts = ", ".join(f"{count} {name}" for name, count in report.added.items() if count)
        self.stdout.write(self.style.SUCCESS(f"{report.slug}: {verb} {counts}."))


def counted(flaws: int) -> str:
    return "1 problem." if flaws == 1 else f"{flaws} problems."


def check_name(by: str) -> None:
    """Raise CommandError unless the ledger can hold `by` as the name of who records."""
    try:
        Change._meta.get_field("recorded_by").clean(by, None)
        validate_line(by)
    except ValidationError as error:
        raise CommandError(f"--by: {' '.join(error.messages)}") from error
