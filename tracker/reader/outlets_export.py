"""The track records to take home: the columns are explained in docs/downloads.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.reader.asof import titled
from tracker.reader.links import outlet_url
from tracker.reader.outlets_found import OutletRecord, OutletsAddress, find
from tracker.reader.table_address import PER_PAGE
from tracker.shared.downloads import Sheet, Value
from tracker.stories.values import Outcome

COLUMNS = (
    "outlet", "kind", "country", "predictions", "own", "relayed", "first", "settled", "held",
    "partly_held", "failed", "share", "interval_low", "interval_high", "is_ranked",
    "median_lead_days", "void", "open", "url",
)  # fmt: skip


def outlets_sheet(
    address: OutletsAddress, *, today: date, absolute: Callable[[str], str]
) -> Sheet:
    """Return all that `address` asks for, in its order; one query.

    `absolute` completes a path to an address.
    """
    found = find(address)
    day = address.day or today
    return Sheet(
        name=f"outlets-{day.isoformat()}",
        about={
            "title": titled(_("Outlets"), day),
            "as_of": day,
            "url": absolute(found.address.but(day=day, per_page=PER_PAGE).url),
            "attribution": _("Rumor to Fact, outlets, as of %(day)s")
            % {"day": date_format(day, _("j F Y"))},
        },
        columns=COLUMNS,
        rows=[[*figures_of(one), absolute(outlet_url(one.slug, day))] for one in found.found],
    )


def figures_of(one: OutletRecord) -> list[Value]:
    figures, record = one.figures, one.figures.record
    interval = record.interval
    return [
        one.name,
        one.kind,
        one.country,
        len(figures.calls),
        len(figures.own.calls),
        len(figures.relayed.calls),
        figures.first_count,
        record.n,
        record.held,
        record.partly,
        record.failed,
        rounded(record.rate),
        rounded(interval.low if interval else None),
        rounded(interval.high if interval else None),
        "yes" if record.is_ranked else "no",
        figures.median_lead,
        figures.outcomes[Outcome.VOID],
        figures.outcomes[Outcome.OPEN],
    ]


def rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
