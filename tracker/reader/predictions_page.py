"""The page of a story's predictions, and the same list to take home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.facets import Cell, Filters, filters_for, tally_for
from tracker.reader.links import dated
from tracker.reader.predictions import parts_by_broad, rivals_by_aspect
from tracker.reader.predictions_found import Found, find, traces_of
from tracker.reader.predictions_table import ORDER_WORDS, PredictionTable, table_rows
from tracker.reader.story_page import asof_control, past_of
from tracker.reader.table_address import KEYS, PredictionsAddress
from tracker.reader.tabs import Tab, tabs_of
from tracker.reader.words import counted, joined, predictions_text, tally_title, with_place
from tracker.shared.downloads import FORMATS
from tracker.shared.paging import Pager, pager_of
from tracker.stories.models import Story
from tracker.stories.values import Outcome


@dataclass(frozen=True)
class Download:
    label: str
    url: str


@dataclass(frozen=True)
class PredictionsPage:
    title: str
    description: str
    story_title: str
    story_url: str
    tabs: Sequence[Tab]
    tally_title: str
    tally: Sequence[Cell]
    asof: AsOfControl
    past: Past | None
    filters: Filters
    table: PredictionTable
    pager: Pager
    count_text: str
    downloads: Sequence[Download]
    clear_url: str
    # The same rows with rivals together, "" where they are.
    by_aspect_url: str
    by_lead_url: str


def predictions_page(
    story: Story, address: PredictionsAddress, *, today: date
) -> PredictionsPage:
    """Put the page together; seven queries however many predictions, three more by reports."""
    found = find(story, address)
    address = found.address
    pager = pager_of(
        len(found.found),
        page=address.page,
        per_page=address.per_page,
        url_on=lambda number: replace(address, page=number).url,
    )
    page = found.found[max(pager.first - 1, 0) : pager.last]
    rows = table_rows(
        page,
        address,
        found.known,
        parts_by_broad(found.known.values()),
        rivals_by_aspect(found.known.values()),
        traces_of([one.id for one in page], address.day),
        today=today,
    )
    aspects = {one.aspect: one.aspect for one in found.known.values() if one.aspect}
    return PredictionsPage(
        title=titled(
            _("%(story)s: projected and actual") % {"story": story.title}, address.day
        ),
        description=description_of(story, found),
        story_title=story.title,
        story_url=dated(story.get_absolute_url(), address.day),
        tabs=tabs_of(story, address.day, "predictions"),
        tally_title=tally_title(found.counts["outcome"]),
        tally=tally_for(address, found.counts),
        asof=asof_control(address, found.rows, today=today),
        past=past_of(address, found.rows),
        filters=filters_for(
            address, found.counts, {"outlet": found.rows.outlets, "aspect": aspects}, keys=KEYS
        ),
        table=PredictionTable(
            rows, order_by=address.sort, url_sorted=lambda sort: address.but(sort=sort).url
        ),
        pager=pager,
        count_text=said_count(pager, len(found.known), address),
        downloads=[Download(label, address.exported(form)) for form, label in FORMATS.items()],
        clear_url=address.cleared().url if address.is_narrowed else "",
        by_aspect_url="" if address.is_by_aspect else address.but(sort="aspect").url,
        by_lead_url=address.but(sort="-lead").url if address.is_by_aspect else "",
    )


def description_of(story: Story, found: Found) -> str:
    """Say in a line how the predictions that were known turned out."""
    n = len(found.known)
    words = ngettext(
        "%(n)d prediction of “%(story)s” beside what happened",
        "%(n)d predictions of “%(story)s” beside what happened",
        n,
    ) % {"n": n, "story": story.title}
    parts = joined(counted(Counter(one.outcome for one in found.known.values()), Outcome))
    return f"{words}: {parts}." if parts else f"{words}."


def said_count(pager: Pager, known_count: int, address: PredictionsAddress) -> str:
    """Say how many predictions there are, which stand on the page, and in which order."""
    text = predictions_text(pager.total, known_count, is_narrowed=address.is_narrowed)
    if pager.total > 1:
        text = f"{text}, {ORDER_WORDS[address.sort]}"
    return with_place(text, pager.first, pager.last) if pager.links else text
