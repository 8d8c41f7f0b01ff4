"""The page of all documents that the public record knows, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.documents_found import Document, DocumentsAddress, Found, find
from tracker.reader.facets import Cell, Filters, filters_for
from tracker.reader.links import outlet_url, source_url
from tracker.reader.predictions_page import Download
from tracker.reader.reports import day_text
from tracker.reader.shares import ORDER
from tracker.reader.source_page import language_name
from tracker.reader.words import with_place
from tracker.shared.downloads import FORMATS
from tracker.shared.paging import Pager, pager_of
from tracker.shared.tables import TrackerTable, cell

ORDER_WORDS = {
    "title": gettext_lazy("by title from A to Z"),
    "-title": gettext_lazy("by title from Z to A"),
    "outlet": gettext_lazy("by outlet from A to Z"),
    "-outlet": gettext_lazy("by outlet from Z to A"),
    "published": gettext_lazy("first published first"),
    "-published": gettext_lazy("last published first"),
    "known": gettext_lazy("first known first"),
    "-known": gettext_lazy("last known first"),
    "statements": gettext_lazy("fewest statements first"),
    "-statements": gettext_lazy("most statements first"),
    "predictions": gettext_lazy("fewest predictions first"),
    "-predictions": gettext_lazy("most predictions first"),
    "relayed": gettext_lazy("least relayed first"),
    "-relayed": gettext_lazy("most relayed first"),
}


@dataclass(frozen=True)
class DocumentRow:
    url: str
    title: str
    kind: str
    outlet: str
    outlet_url: str
    day_text: str
    known_on: date | None
    statement_count: int
    cells: Sequence[Cell]
    relay_count: int
    relayer_count: int


@dataclass(frozen=True)
class DocumentsPage:
    title: str
    description: str
    asof: AsOfControl
    past: Past | None
    filters: Filters
    table: DocumentTable
    pager: Pager
    count_text: str
    downloads: Sequence[Download]
    clear_url: str


def column(name: str, label: Any, *, starts_high: bool = False) -> Any:
    template = f"reader/documents/_{name}.html"
    return cell(template, label, f"c-{name}", sorts=True, starts_high=starts_high)


class DocumentTable(TrackerTable):
    """What was published, and how it turned out."""

    title = column("title", gettext_lazy("Title"))
    outlet = column("outlet", gettext_lazy("Outlet"))
    published = column("published", gettext_lazy("Published"), starts_high=True)
    known = column("known", gettext_lazy("Known from"), starts_high=True)
    statements = column("statements", gettext_lazy("Statements"), starts_high=True)
    predictions = column("predictions", gettext_lazy("Its predictions"), starts_high=True)
    relayed = column("relayed", gettext_lazy("Relays"), starts_high=True)

    caption = gettext_lazy("Sources, and how their predictions turned out")
    row_header = "title"

    class Meta(TrackerTable.Meta):
        attrs = {"class": "table stack documents"}


def documents_page(address: DocumentsAddress, *, today: date) -> DocumentsPage:
    """Put the page together; six queries, however many documents."""
    found = find(address, language_name)
    address = found.address
    pager = pager_of(
        len(found.found),
        page=address.page,
        per_page=address.per_page,
        url_on=lambda number: replace(address, page=number).url,
    )
    rows = found.found[max(pager.first - 1, 0) : pager.last]
    n = len(found.known)
    words = ngettext(
        "%(n)d document, with what it said and how it turned out.",
        "%(n)d documents, with what they said and how it turned out.",
        n,
    )
    return DocumentsPage(
        title=titled(_("Sources"), address.day),
        description=words % {"n": n},
        asof=asof_control(found, today=today),
        past=Past(address.day, address.but(day=None).url) if address.day else None,
        filters=filters_for(
            address,
            found.counts,
            found.labels,
            keys=[*found.labels],
            label=_("Filter sources"),
        ),
        table=DocumentTable(
            [row_of(one, address.day) for one in rows],
            order_by=address.sort,
            url_sorted=lambda sort: address.but(sort=sort).url,
        ),
        pager=pager,
        count_text=said_count(pager, n, address),
        downloads=[Download(label, address.exported(form)) for form, label in FORMATS.items()],
        clear_url=address.cleared().url if address.is_narrowed else "",
    )


def row_of(one: Document, day: date | None) -> DocumentRow:
    return DocumentRow(
        url=source_url(one.id, day),
        title=one.source.title,
        kind=str(one.source.get_kind_display()),
        outlet=one.outlet,
        outlet_url=outlet_url(one.outlet_slug, day),
        day_text=day_text(one.source),
        known_on=one.source.known_on,
        statement_count=len(one.events),
        cells=[Cell(value, one.outcomes[value]) for value in ORDER if one.outcomes[value]],
        relay_count=len(one.relays),
        relayer_count=len(one.relayers),
    )


def asof_control(found: Found, *, today: date) -> AsOfControl:
    address = found.address
    first = min((one.source.known_on or today for one in found.known), default=today)
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first=first.isoformat(),
        last=today.isoformat(),
        hidden=address.but(day=None).pairs(),
    )


def said_count(pager: Pager, known_count: int, address: DocumentsAddress) -> str:
    """Say how many documents there are, which stand on the page, and in which order."""
    n = pager.total
    if address.is_narrowed:
        text = ngettext(
            "Showing %(n)d of %(all)d source", "Showing %(n)d of %(all)d sources", known_count
        ) % {"n": n, "all": known_count}
    else:
        text = ngettext("%(n)d source", "%(n)d sources", n) % {"n": n}
    if n > 1:
        text = f"{text}, {ORDER_WORDS[address.sort]}"
    return with_place(text, pager.first, pager.last) if pager.links else text
