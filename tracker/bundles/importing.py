"""Bundles in: everything is checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from tracker.bundles.checks import content_flaws
from tracker.bundles.flaws import BundleRefused, Flaw, Report
from tracker.bundles.ledger import LedgerReading, circle_with_file, facts_after, read_ledger
from tracker.bundles.matching import OnFile, contradictions, differences, find_on_file
from tracker.bundles.parts import LISTS, Bundle, item_of
from tracker.bundles.reading import read_json, schema_flaws
from tracker.bundles.writing import Credits, Progress, Writer
from tracker.stories.models import Story

MEANWHILE = gettext_lazy(
    "This story, or something that it names, was imported by somebody else meanwhile: try "
    "again. Nothing has been written."
)


@dataclass
class Checked:
    """A bundle that may be written."""

    bundle: Bundle
    on_file: OnFile
    ledger: LedgerReading
    report: Report


def no_progress(_count: int, _total: int) -> None:
    """Tell nobody."""


def import_bundle(
    content: bytes,
    *,
    by: str,
    publish: bool = True,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = no_progress,
    proposed_by: str = "",
) -> Report:
    """Check the bundle in `content` and add to the record what is new; return what that was.

    `by` stands for who recorded entries that do not name anybody, and for who accepted the
    citations; `proposed_by` for who proposed these, if somebody else did. A new story is
    published unless `publish` is false. With `dry_run` nothing is written. `progress` is
    called with the numbers of items written since the last call and to be written in all,
    for the first time when everything has been checked.

    Raises BundleRefused with all flaws, or if somebody else added the same meanwhile; nothing
    is written then.
    """
    moment = (now or timezone.now()).replace(microsecond=0)
    if dry_run:
        # Without a transaction, which on SQLite would keep everybody from saving.
        return check(content, by=by, now=moment).report
    try:
        with transaction.atomic():
            checked = check(content, by=by, now=moment, is_locking=True)
            if not checked.report.changes_nothing:
                # The story itself is no item.
                total = sum(checked.report.added.values()) - checked.report.added["story"]
                progress(0, total)
                credits = Credits(by, proposed_by or by)
                writer = Writer(
                    checked.bundle, checked.on_file, credits, moment, progress, total
                )
                writer.write(checked.ledger, publish=publish)
    except (IntegrityError, OperationalError) as error:
        if isinstance(error, OperationalError) and not is_deadlock(error):
            raise
        raise BundleRefused([Flaw("", str(MEANWHILE))]) from error
    return checked.report


def is_deadlock(error: OperationalError) -> bool:
    """Tell whether two who wrote waited for each other, and this one had to give way."""
    return getattr(error.__cause__, "sqlstate", "") == "40P01"


def check(content: bytes, *, by: str, now: datetime, is_locking: bool = False) -> Checked:
    """Check the bundle in `content` against the format, the rules and the record.

    With `is_locking` nobody else writes in the story, if it is on file, until the transaction
    ends. Raises BundleRefused with all flaws that were found.
    """
    data = read_json(content)
    flaws = schema_flaws(data)
    bundle = Bundle.of(data, flaws)
    today = now.astimezone(zone_of(bundle)).date()
    flaws += content_flaws(bundle, today=today)
    # What has a flaw is left out of what follows, so that it is reported once.
    bundle = Bundle.of(data, flaws)
    if is_locking and not flaws:
        [*Story.objects.select_for_update().filter(slug=bundle.story["slug"])]
    on_file = find_on_file(bundle)
    flaws += contradictions(bundle, on_file)
    if not flaws:
        flaws += circle_with_file(bundle, on_file)
    facts = facts_after(bundle, on_file, today=today)
    ledger = read_ledger(bundle, on_file, facts, by=by, now=now)
    flaws += ledger.flaws
    if flaws:
        raise BundleRefused(in_order(flaws, data))
    report = Report(
        slug=bundle.story["slug"],
        warnings=ledger.warnings,
        kept=[*differences(bundle, on_file)],
        added=added(bundle, on_file, ledger),
    )
    return Checked(bundle, on_file, ledger, report)


def zone_of(bundle: Bundle) -> ZoneInfo:
    """Return the story's time zone; UTC where it names none that is known."""
    try:
        return ZoneInfo(str(bundle.story.get("time_zone") or "UTC"))
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def in_order(flaws: Sequence[Flaw], data: dict[str, Any]) -> list[Flaw]:
    """Return each flaw once, in the order of the file's parts."""
    order = {name: place for place, name in enumerate(data)}

    def place(flaw: Flaw) -> tuple[int, int]:
        name, position = item_of(flaw.path) or (flaw.path.partition(".")[0], -1)
        return order.get(name, -1), position

    return sorted(dict.fromkeys(flaws), key=place)


def added(bundle: Bundle, on_file: OnFile, ledger: LedgerReading) -> dict[str, int]:
    """Count what is new, by the name of the bundle's list."""
    counts = {"story": int(on_file.story is None)}
    for name in LISTS:
        rows = getattr(on_file, name)
        counts[name] = sum(item["id"] not in rows for _, item in bundle.items(name))
    return counts | {"changes": len(ledger.new)}
