"""The page of one outlet: its track record, and every prediction behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.address import dated, with_query
from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.called import Called, Figures, by_topic, calls_on
from tracker.reader.facets import Filters, filters_for, narrow
from tracker.reader.links import source_url
from tracker.reader.outlet_calls import (
    KEYS,
    ORDER_WORDS,
    CallTable,
    OutletAddress,
    call_rows,
    sorted_by,
)
from tracker.reader.record_words import (
    Told,
    first_text,
    hedges,
    lead_text,
    misses_text,
    sum_text,
    told,
    told_all,
)
from tracker.reader.reports import day_text
from tracker.reader.words import predictions_text, with_place
from tracker.scores.values import Role
from tracker.search.public import stories_of_documents
from tracker.shared.paging import Pager, pager_of
from tracker.sources.models import Outlet, Source

# Documents that the page lists, the last known first; the rest is in the table of sources.
MOST_DOCUMENTS = 20


@dataclass(frozen=True)
class Listed:
    """A document of the outlet."""

    url: str
    title: str
    day_text: str


@dataclass(frozen=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True)
class Breakdown:
    """Track records beside each other."""

    key: str
    title: str
    label: str
    records: Sequence[Told]


@dataclass(frozen=True)
class OutletPage:
    """`note` bears no date of its own: "" as of a day. `sources_url` leads to its documents."""

    title: str
    heading: str
    description: str
    list_url: str
    kick: Sequence[str]
    sources_url: str
    sources_text: str
    sentence: str
    told: Told
    note: str
    facts: Sequence[Fact]
    breakdowns: Sequence[Breakdown]
    call_count: int
    filters: Filters
    table: CallTable
    pager: Pager
    count_text: str
    clear_url: str
    documents: Sequence[Listed]
    asof: AsOfControl
    past: Past | None


def outlet_page(
    outlet: Outlet, address: OutletAddress, *, today: date, with_drafts: bool = False
) -> OutletPage:
    """Put the page of `outlet`, which is not merged, together; ten queries at most.

    Raises Http404 if nothing of it was public on the day, unless `with_drafts`.
    """
    day = address.day
    calls, documents = public_parts(outlet, day)
    if not (calls or documents or with_drafts):
        raise Http404
    labels = {"role": {role: str(label) for role, label in Role.choices}}
    kept, counts = narrow(calls, address, KEYS)
    found = sorted_by(address.sort, kept)
    pager = pager_of(
        len(found),
        page=address.page,
        per_page=address.per_page,
        url_on=lambda number: replace(address, page=number).url,
    )
    rows = found[max(pager.first - 1, 0) : pager.last]
    figures = Figures(calls)
    n = len(documents)
    return OutletPage(
        title=titled(outlet.name, day),
        heading=outlet.name,
        description=sum_text(figures),
        list_url=dated(reverse("reader:outlets"), day),
        kick=[str(outlet.get_kind_display()), *([outlet.country] if outlet.country else [])],
        sources_url=sources_url(outlet, day) if documents else "",
        sources_text=ngettext("%(n)d source", "%(n)d sources", n) % {"n": n},
        sentence=sum_text(figures),
        told=told(figures),
        note=outlet.note if day is None else "",
        facts=facts_of(figures),
        breakdowns=breakdowns_of(figures),
        call_count=len(calls),
        filters=filters_for(
            address, counts, labels, keys=KEYS, label=_("Filter its predictions")
        ),
        table=CallTable(
            call_rows(rows, outlet, day, today=today),
            order_by=address.sort,
            url_sorted=lambda sort: address.but(sort=sort).url,
        ),
        pager=pager,
        count_text=said_count(pager, len(calls), address),
        clear_url=address.cleared().url if address.is_narrowed else "",
        documents=listed(documents, day),
        asof=asof_control(address, calls, documents, today=today),
        past=Past(day, cast(OutletAddress, address.but(day=None)).url) if day else None,
    )


def public_parts(outlet: Outlet, day: date | None) -> tuple[Sequence[Called], Sequence[Source]]:
    """Return the public calls of `outlet`, and its public documents; six queries."""
    calls = calls_on(day, outlet=outlet.slug, words_of=lambda _name, statement: statement)
    by_it = Q(outlet=outlet) | Q(outlet__merged_into=outlet)
    documents = Source.objects.known(day).filter(by_it, merged_into=None)
    public = stories_of_documents(documents, day)
    return calls, [one for one in documents.order_by("known_on", "pk") if one.pk in public]


def sources_url(outlet: Outlet, day: date | None) -> str:
    pairs = [("as_of", day.isoformat())] if day else []
    return with_query(reverse("reader:documents"), [*pairs, ("outlet", outlet.slug)])


def facts_of(figures: Figures) -> list[Fact]:
    facts = [
        Fact(_("Lead time"), lead_text(figures)),
        Fact(_("First to report"), first_text(figures.own)),
        Fact(_("In which way it missed"), misses_text(figures)),
    ]
    return [fact for fact in facts if fact.text]


def breakdowns_of(figures: Figures) -> list[Breakdown]:
    """Return the records of parts of its predictions; none where nothing is settled."""
    if not figures.record.n:
        return []
    roles = [(_("Own reporting"), figures.own), (_("Relayed"), figures.relayed)]
    topics = [(topic or _("No topic"), found) for topic, found in by_topic(figures.calls)]
    found = [
        Breakdown("roles", _("Own reporting and relayed"), _("Role"), told_all(roles)),
        Breakdown("hedged", _("Hedged and said flatly"), _("How"), told_all(hedges(figures))),
        Breakdown("topics", _("By topic"), _("Topic"), told_all(topics)),
    ]
    return [one for one in found if one.records and (one.key != "topics" or len(topics) > 1)]


def listed(documents: Sequence[Source], day: date | None) -> list[Listed]:
    newest = [*reversed(documents)][:MOST_DOCUMENTS]
    return [Listed(source_url(one.pk, day), one.title, day_text(one)) for one in newest]


def asof_control(
    address: OutletAddress,
    calls: Sequence[Called],
    documents: Sequence[Source],
    *,
    today: date,
) -> AsOfControl:
    days = [call.called_on for call in calls]
    days += [one.known_on for one in documents if one.known_on]
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first=min(days, default=today).isoformat(),
        last=today.isoformat(),
        hidden=address.but(day=None).pairs(),
    )


def said_count(pager: Pager, known_count: int, address: OutletAddress) -> str:
    """Say how many predictions there are, which stand on the page, and in which order."""
    text = predictions_text(pager.total, known_count, is_narrowed=address.is_narrowed)
    if pager.total > 1:
        text = f"{text}, {ORDER_WORDS[address.sort]}"
    return with_place(text, pager.first, pager.last) if pager.links else text
