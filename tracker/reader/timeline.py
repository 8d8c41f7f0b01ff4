"""A story's timeline: which events stand on a page, under which month and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.edtf import Precision
from tracker.dates.words import say
from tracker.reader.address import NEWEST, Address
from tracker.reader.entries import TimelineEntry, date_on
from tracker.reader.rows import Pivot, Place, Row
from tracker.reader.search_address import search_url
from tracker.reader.words import with_place
from tracker.stories.values import Kind

PAGE_SIZE = 50
# From this many events on, those of a day that have little behind them take one line each.
CROWDED = 4
FEW_REPORTS = {Kind.PREDICTION: 1, Kind.OCCURRENCE: 2}


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and what stands around them in the whole list."""

    rows: Sequence[Row]
    before: Row | None
    following: Row | None
    # Events of each month in the whole list.
    months: Mapping[tuple[int, int], int]
    # Events of each day in the whole list.
    days: Mapping[date, int]
    total: int
    shown_until: int


@dataclass
class Day:
    """The events of one day; `vague_text` where they have no exact one.

    `briefs` stand below the entries, with one line each.
    """

    numeral: int
    vague_text: str
    note: str
    is_after_pivot: bool
    # Draws the double rule above the day.
    pivot_text: str = ""
    is_continued: bool = False
    entries: list[TimelineEntry] = field(default_factory=list)
    briefs: list[TimelineEntry] = field(default_factory=list)


@dataclass
class Month:
    title: str
    count: int
    is_continued: bool
    # Draws the double rule above the month, where it does not fall into it.
    pivot_text: str = ""
    days: list[Day] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    key: str
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Timeline:
    months: Sequence[Month]
    announcement: str
    count_text: str
    orders: Sequence[Order]
    # The double rule below the last event, where nothing of the list comes after it.
    pivot_text: str
    more_url: str
    # How many events the next page has, and the id of its first one.
    more_count: int
    first_of_more: int
    start_url: str
    clear_url: str
    # The same search in all stories, "" without one.
    search_url: str


def slice_of(rows: Sequence[Row], address: Address, pivot: Pivot | None) -> Slice:
    """Return the page of `rows`, the narrowed list in the order of the timeline."""
    ordered = [*reversed(rows)] if address.newest_first else [*rows]
    start = 0
    if address.after:
        place = place_of(address.after, pivot)
        start = sum(comes_by(row, place, newest_first=address.newest_first) for row in ordered)
    page = ordered[start : start + PAGE_SIZE]
    end = start + len(page)
    return Slice(
        rows=page,
        before=ordered[start - 1] if start else None,
        following=ordered[end] if end < len(ordered) else None,
        months=Counter((row.day.year, row.day.month) for row in rows),
        days=Counter(row.day for row in rows),
        total=len(rows),
        shown_until=end,
    )


def place_of(after: tuple[date, str], pivot: Pivot | None) -> Place:
    """Return the place of the event that a cursor names, whether it is listed or not."""
    day, key = after
    return day, pivot is None or key != pivot.place[2], key


def comes_by(row: Row, place: Place, *, newest_first: bool) -> bool:
    return row.place >= place if newest_first else row.place <= place


def timeline_of(
    page: Slice,
    entries: Mapping[int, tuple[Any, TimelineEntry]],
    address: Address,
    pivot: Pivot | None,
    *,
    known_count: int,
) -> Timeline:
    """Return the page as the template draws it. `known_count` events are known by the day."""
    count_text = said_count(page, known_count, address)
    return Timeline(
        months=months_of(page, entries, address, pivot),
        announcement=count_text,
        count_text=count_text,
        orders=orders_for(address),
        pivot_text=rule_at_end(page, address, pivot),
        more_url=more_url(page, address),
        more_count=min(PAGE_SIZE, page.total - page.shown_until),
        first_of_more=page.following.id if page.following else 0,
        start_url=address.but().url if address.after else "",
        clear_url=address.cleared().url if address.is_narrowed else "",
        search_url=search_url(address.search, address.day) if address.search else "",
    )


def months_of(
    page: Slice,
    entries: Mapping[int, tuple[Any, TimelineEntry]],
    address: Address,
    pivot: Pivot | None,
) -> list[Month]:
    months: dict[tuple[int, int], Month] = {}
    days: dict[tuple[date, str], Day] = {}
    previous = page.before
    for row in page.rows:
        event, entry = entries[row.id]
        name = row.day.year, row.day.month
        if name not in months:
            before = page.before
            months[name] = Month(
                title=date_format(row.day, "F Y"),
                count=page.months[name],
                is_continued=before is not None and (before.day.year, before.day.month) == name,
            )
        # Exact and vague dates that begin on one day stand apart; the double rule parts them.
        crosses = crosses_pivot(previous, row, address, pivot)
        if crosses and not months[name].days and pivot and not falls_into(pivot.day, name):
            months[name].pivot_text = rule_text(pivot)
        label = vague_text(event, address.day)
        if crosses:
            days = {}
        if (row.day, label) not in days:
            day = days[row.day, label] = new_day(
                row, label, pivot, is_span=is_span(event, address.day)
            )
            is_drawn = months[name].pivot_text
            day.pivot_text = rule_text(pivot) if crosses and not is_drawn else ""
            day.is_continued = page.before is not None and page.before.day == row.day
            months[name].days.append(day)
        day = days[row.day, label]
        (day.briefs if is_minor(entry, page.days[row.day]) else day.entries).append(entry)
        previous = row
    return [*months.values()]


def is_minor(entry: TimelineEntry, crowd: int) -> bool:
    """Tell whether one line is enough for `entry`, on a day with `crowd` events.

    That is so on a day with four events or more for an occurrence with at most two reports
    and for a prediction with at most one; never for the pivot, or for what has parts.
    """
    is_slight = entry.report_count <= FEW_REPORTS[Kind(entry.kind)] and not entry.parts
    return crowd >= CROWDED and is_slight and not entry.is_pivot


def falls_into(day: date, month: tuple[int, int]) -> bool:
    return (day.year, day.month) == month


def new_day(row: Row, label: str, pivot: Pivot | None, *, is_span: bool) -> Day:
    if not label:
        note = date_format(row.day, "l")
    else:
        note = "" if is_span else _("no exact date")
    return Day(
        numeral=row.day.day,
        vague_text=label,
        note=note,
        is_after_pivot=pivot is not None and row.place >= pivot.place,
    )


def vague_text(event: Any, day: date | None) -> str:
    """Return the date in words if it is no exact day, else ""."""
    if not event.date:
        return ""
    edtf = date_on(event, day)
    is_day = edtf.precision in (Precision.DAY, Precision.TIME)
    return "" if is_day and not edtf.mark else say(edtf, year=edtf.first and edtf.first.year)


def is_span(event: Any, day: date | None) -> bool:
    """Tell whether the date is said as two ends, or as one that is open, as of `day`."""
    return bool(event.date) and date_on(event, day).precision == Precision.INTERVAL


def crosses_pivot(
    previous: Row | None, row: Row, address: Address, pivot: Pivot | None
) -> bool:
    """Tell whether the double rule stands between `previous`, None at the start, and `row`."""
    if pivot is None:
        return False
    if address.newest_first:
        return row.place < pivot.place and (previous is None or previous.place >= pivot.place)
    return row.place >= pivot.place and (previous is None or previous.place < pivot.place)


def rule_at_end(page: Slice, address: Address, pivot: Pivot | None) -> str:
    """Return the rule's text where the whole list ends before the rule was drawn."""
    if pivot is None or not page.rows or page.following:
        return ""
    is_after = page.rows[-1].place >= pivot.place
    return rule_text(pivot) if is_after == address.newest_first else ""


def rule_text(pivot: Pivot | None) -> str:
    if pivot is None:
        return ""
    return f"{date_format(pivot.day, _('j F Y'))}: {pivot.statement}"


def said_count(page: Slice, known_count: int, address: Address) -> str:
    """Say how many events there are, and which of them stand on the page."""
    if address.is_narrowed:
        text = ngettext(
            "Showing %(n)d of %(all)d event", "Showing %(n)d of %(all)d events", known_count
        )
    else:
        text = ngettext("%(n)d event", "%(n)d events", page.total)
    text %= {"n": page.total, "all": known_count}
    if not 0 < len(page.rows) < page.total:
        return text
    first = page.shown_until - len(page.rows) + 1
    return with_place(text, first, page.shown_until)


def orders_for(address: Address) -> list[Order]:
    oldest, newest = address.but(newest_first=False), address.but(newest_first=True)
    return [
        Order("oldest", _("Oldest first"), oldest.url, is_current=not address.newest_first),
        Order(NEWEST, _("Newest first"), newest.url, is_current=address.newest_first),
    ]


def more_url(page: Slice, address: Address) -> str:
    if page.following is None:
        return ""
    last = page.rows[-1]
    return address.but(after=(last.day, last.key)).url
