"""The page of a story's predictions, and the same list to take home."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.evidence.origins import Trace
from tracker.evidence.provenance import provenance_of
from tracker.reader.asof import AsOfControl, Past
from tracker.reader.entries import dated, event_url
from tracker.reader.facets import Cell, Filters, filters_for, narrow, tally_for
from tracker.reader.predictions import (
    Prediction,
    parts_by_broad,
    predictions_in,
    predictions_of,
    rivals_by_aspect,
)
from tracker.reader.predictions_table import (
    ORDER_WORDS,
    PredictionTable,
    sorted_by,
    table_rows,
)
from tracker.reader.rows import Rows, rows_of
from tracker.reader.story_page import asof_control, counted, past_of, tally_title, titled
from tracker.reader.table_address import KEYS, PER_PAGE, TableAddress
from tracker.reader.tabs import Tab, tabs_of
from tracker.shared.downloads import FORMATS, Sheet, Value
from tracker.shared.paging import Pager, pager_of
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome

COLUMNS = (
    "id", "statement", "aspect", "projected", "actual", "outcome", "miss", "reason", "status",
    "due", "outcome_since", "first_reported_on", "first_reported_by", "lead_days", "reports",
    "origins", "unknown_origin", "part_of", "parts", "parts_held", "url",
)  # fmt: skip


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


@dataclass(frozen=True)
class Found:
    """The predictions that an address asks for, in its order, and all that are known."""

    address: TableAddress
    rows: Rows
    counts: Mapping[str, Counter[str]]
    known: Mapping[int, Prediction]
    found: Sequence[Prediction]


def predictions_page(story: Story, address: TableAddress, *, today: date) -> PredictionsPage:
    """Put the page together; eight queries however many predictions, one more by reports."""
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
            address, found.counts, {"outlet": found.rows.outlets, "aspect": aspects}, KEYS
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


def find(story: Story, address: TableAddress) -> Found:
    """Load, narrow and sort; five queries, and five more to sort by reports."""
    rows = rows_of(story, address.day, searching=bool(address.search))
    known = predictions_of(story, address.day)
    for row in rows.all:
        if address.search and row.id in known:
            row.words.append(known[row.id].verdict.actual.casefold())
    address = address.among("outlet", rows.outlets)
    address = address.among("aspect", {one.aspect for one in known.values()})
    address = cast(TableAddress, address)
    kept, counts = narrow(
        [row for row in rows.all if row.kind == Kind.PREDICTION], address, KEYS
    )
    traces: Mapping[int, Trace] = {}
    if address.sort.endswith("reports"):
        traces = all_traces(story, address.day)
    found = sorted_by(address, [known[row.id] for row in kept], traces)
    return Found(address, rows, counts, known, found)


def all_traces(story: Story, day: date | None) -> dict[int, Trace]:
    """Map all predictions of `story` to where their reports come from; four queries."""
    return traces_of(predictions_in(story, day).values_list("pk", flat=True), day)


def traces_of(ids: Sequence[int], day: date | None) -> dict[int, Trace]:
    return {event: one.trace for event, one in provenance_of(ids, day).items()}


def description_of(story: Story, found: Found) -> str:
    """Say in a line how the predictions that were known turned out."""
    n = len(found.known)
    words = ngettext(
        "%(n)d prediction of “%(story)s” beside what happened",
        "%(n)d predictions of “%(story)s” beside what happened",
        n,
    ) % {"n": n, "story": story.title}
    parts = counted(Counter(one.outcome for one in found.known.values()), Outcome)
    return f"{words}: {parts}." if parts else f"{words}."


def said_count(pager: Pager, known_count: int, address: TableAddress) -> str:
    """Say how many predictions there are, which stand on the page, and in which order."""
    if address.is_narrowed:
        text = ngettext(
            "Showing %(n)d of %(all)d prediction",
            "Showing %(n)d of %(all)d predictions",
            known_count,
        )
    else:
        text = ngettext("%(n)d prediction", "%(n)d predictions", pager.total)
    text %= {"n": pager.total, "all": known_count}
    if pager.total > 1:
        text = f"{text}, {ORDER_WORDS[address.sort]}"
    if pager.links:
        text += _(", %(first)d to %(last)d on this page") % {
            "first": pager.first,
            "last": pager.last,
        }
    return text


def predictions_sheet(
    story: Story, address: TableAddress, *, today: date, absolute: Callable[[str], str]
) -> Sheet:
    """Return all that `address` asks for, in its order; eleven queries at most.

    `absolute` completes a path to an address.
    """
    found = find(story, address)
    address = found.address
    day = address.day or today
    return Sheet(
        name=f"{story.slug}-predictions-{day.isoformat()}",
        about={
            "title": titled(_("%(story)s: projected and actual") % {"story": story.title}, day),
            "as_of": day,
            "url": absolute(address.but(day=day, per_page=PER_PAGE).url),
            "attribution": _("Rumor to Fact, %(story)s, as of %(day)s")
            % {
                "story": story.title,
                "day": date_format(day, _("j F Y")),
            },
        },
        columns=COLUMNS,
        rows=sheet_rows(found, all_traces(story, address.day), day, absolute),
    )


def sheet_rows(
    found: Found, traces: Mapping[int, Trace], day: date, absolute: Callable[[str], str]
) -> Iterator[Sequence[Value]]:
    parts = parts_by_broad(found.known.values())
    for one in found.found:
        broad = found.known.get(one.broad or 0)
        own_parts = parts.get(one.id, [])
        trace = traces[one.id]
        yield (
            one.key,
            one.statement,
            one.aspect,
            one.projected,
            one.verdict.actual,
            one.outcome,
            one.verdict.miss,
            one.verdict.reason,
            one.status,
            one.due,
            one.verdict.since,
            one.first.day if one.first else None,
            one.first.outlet if one.first else "",
            one.lead,
            trace.reports,
            len(trace.origins),
            trace.unknown,
            broad.key if broad else "",
            len(own_parts),
            sum(part.outcome == Outcome.HELD for part in own_parts),
            absolute(event_url(one.id, day)),
        )
