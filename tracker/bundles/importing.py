"""Bundles in: everything is checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tracker.bundles.checks import content_flaws
from tracker.bundles.flaws import BundleRefused, Flaw, Report
from tracker.bundles.ledger import LedgerReading, circle_with_file, facts_after, read_ledger
from tracker.bundles.matching import OnFile, contradictions, differences, find_on_file
from tracker.bundles.parts import LISTS, Bundle, item_of
from tracker.bundles.reading import read_json, schema_flaws
from tracker.bundles.writing import Progress, Writer


@dataclass
class Checked:
    """A bundle that may be written."""

    bundle: Bundle
    on_file: OnFile
    ledger: LedgerReading
    report: Report


def no_progress(_count: int, _total: int) -> None:
    """Tell nobody."""


@transaction.atomic
def import_bundle(
    content: bytes,
    *,
    by: str,
    publish: bool = True,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Check the bundle in `content` and add to the record what is new; return what that was.

    `by` stands for who recorded entries that do not name anybody, and for who accepted the
    citations. A new story is published unless `publish` is false. With `dry_run` nothing is
    written. `progress` is called with the numbers of items written since the last call and
    to be written in all, for the first time when everything has been checked.

    Raises BundleRefused with all flaws; nothing is written then.
    """
    moment = (now or timezone.now()).replace(microsecond=0)
    checked = check(content, by=by, now=moment)
    if not dry_run and not checked.report.changes_nothing:
        # The story itself is no item.
        total = sum(checked.report.added.values()) - checked.report.added["story"]
        progress(0, total)
        writer = Writer(checked.bundle, checked.on_file, by, moment, progress, total)
        writer.write(checked.ledger, publish=publish)
    return checked.report


def check(content: bytes, *, by: str, now: datetime) -> Checked:
    """Check the bundle in `content` against the format, the rules and the record.

    Raises BundleRefused with all flaws that were found.
    """
    data = read_json(content)
    flaws = schema_flaws(data)
    bundle = Bundle.of(data, flaws)
    today = now.astimezone(zone_of(bundle)).date()
    flaws += content_flaws(bundle, today=today)
    # What has a flaw is left out of what follows, so that it is reported once.
    bundle = Bundle.of(data, flaws)
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
