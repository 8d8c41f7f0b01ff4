"""The page of all outlets with their track records, and its table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.called import Called
from tracker.reader.facets import Filters, filters_for
from tracker.reader.links import outlet_url
from tracker.reader.outlets_found import KEYS, Found, OutletRecord, OutletsAddress, find
from tracker.reader.predictions_page import Download
from tracker.reader.record_words import Told, days_text, told
from tracker.reader.words import with_place
from tracker.shared.downloads import FORMATS
from tracker.shared.paging import Pager, pager_of
from tracker.shared.tables import TrackerTable, cell
from tracker.sources.models import OutletKind

# Squares that a row shows; the number of further ones stands behind them.
MOST_SQUARES = 24
ORDER_WORDS = {
    "outlet": gettext_lazy("by name from A to Z"),
    "-outlet": gettext_lazy("by name from Z to A"),
    "predictions": gettext_lazy("fewest predictions first"),
    "-predictions": gettext_lazy("most predictions first"),
    "settled": gettext_lazy("fewest settled first"),
    "-settled": gettext_lazy("most settled first"),
    "record": gettext_lazy("lowest interval first"),
    "-record": gettext_lazy("highest interval first"),
    "first": gettext_lazy("least often first, first"),
    "-first": gettext_lazy("most often first, first"),
    "lead": gettext_lazy("shortest lead first"),
    "-lead": gettext_lazy("longest lead first"),
    "own": gettext_lazy("fewest of their own first"),
    "-own": gettext_lazy("most of their own first"),
}
GROUPS = {
    1: gettext_lazy("Too few settled predictions to compare"),
    2: gettext_lazy("No settled predictions"),
}


@dataclass(frozen=True)
class OutletRow:
    """One outlet. `opens` names the group that begins with it, "" for no new one."""

    url: str
    name: str
    kind: str
    squares: Sequence[str]
    more_count: int
    told: Told
    call_count: int
    own_count: int
    first_count: int
    lead_text: str
    opens: str


@dataclass(frozen=True)
class OutletsPage:
    title: str
    description: str
    asof: AsOfControl
    past: Past | None
    filters: Filters
    table: OutletTable
    pager: Pager
    count_text: str
    downloads: Sequence[Download]
    clear_url: str


def column(name: str, label: Any, *, starts_high: bool = True) -> Any:
    template = f"reader/outlets/_{name}.html"
    return cell(template, label, f"c-{name}", sorts=True, starts_high=starts_high)


class OutletTable(TrackerTable):
    """Who predicted what, and how it turned out."""

    outlet = column("outlet", gettext_lazy("Outlet"), starts_high=False)
    predictions = column("predictions", gettext_lazy("Its predictions, newest first"))
    settled = column("settled", gettext_lazy("Settled"))
    record = column("record", gettext_lazy("Held up"))
    first = column("first", gettext_lazy("First"))
    lead = column("lead", gettext_lazy("Lead, days"))
    own = column("own", gettext_lazy("Own reporting"))

    caption = gettext_lazy("Outlets, and how their predictions turned out")
    row_header = "outlet"

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table stack outlets"}


def outlets_page(address: OutletsAddress, *, today: date) -> OutletsPage:
    """Put the page together; one query, however many outlets."""
    found = find(address)
    address = found.address
    pager = pager_of(
        len(found.found),
        page=address.page,
        per_page=address.per_page,
        url_on=lambda number: replace(address, page=number).url,
    )
    rows = found.found[max(pager.first - 1, 0) : pager.last]
    n = found.known_count
    words = ngettext(
        "How the predictions of %(n)d outlet turned out, with how far that can be trusted.",
        "How the predictions of %(n)d outlets turned out, with how far that can be trusted.",
        n,
    )
    return OutletsPage(
        title=titled(_("Outlets"), address.day),
        description=words % {"n": n},
        asof=asof_control(address, found.calls, today=today),
        past=Past(address.day, address.but(day=None).url) if address.day else None,
        filters=filters_for(
            address, found.counts, found.labels, keys=KEYS, label=_("Filter outlets")
        ),
        table=OutletTable(
            rows_of(rows, address.day),
            order_by=address.sort,
            url_sorted=lambda sort: address.but(sort=sort).url,
        ),
        pager=pager,
        count_text=said_count(pager, found),
        downloads=[Download(label, address.exported(form)) for form, label in FORMATS.items()],
        clear_url=address.cleared().url if address.is_narrowed else "",
    )


def rows_of(records: Iterable[OutletRecord], day: date | None) -> list[OutletRow]:
    rows = []
    above = 0
    for one in records:
        opens = str(GROUPS[one.group]) if one.group != above else ""
        above = one.group
        rows.append(row_of(one, day, opens))
    return rows


def row_of(one: OutletRecord, day: date | None, opens: str) -> OutletRow:
    figures = one.figures
    lead = figures.median_lead
    return OutletRow(
        url=outlet_url(one.slug, day),
        name=one.name,
        kind=str(OutletKind(one.kind).label),
        squares=[call.outcome for call in figures.calls[:MOST_SQUARES]],
        more_count=max(len(figures.calls) - MOST_SQUARES, 0),
        told=told(figures),
        call_count=len(figures.calls),
        own_count=len(figures.own.calls),
        first_count=figures.first_count,
        lead_text=days_text(lead) if lead is not None else "",
        opens=opens,
    )


def asof_control(
    address: OutletsAddress, calls: Iterable[Called], *, today: date
) -> AsOfControl:
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first=min((call.called_on for call in calls), default=today).isoformat(),
        last=today.isoformat(),
        hidden=address.but(day=None).pairs(),
    )


def said_count(pager: Pager, found: Found) -> str:
    """Say how many outlets there are, which stand on the page, and in which order."""
    address, n = found.address, pager.total
    if address.is_narrowed:
        text = ngettext(
            "Showing %(n)d of %(all)d outlet",
            "Showing %(n)d of %(all)d outlets",
            found.known_count,
        ) % {"n": n, "all": found.known_count}
    else:
        text = ngettext("%(n)d outlet", "%(n)d outlets", n) % {"n": n}
    if n > 1:
        text = f"{text}, {ORDER_WORDS[address.sort]}"
    return with_place(text, pager.first, pager.last) if pager.links else text
