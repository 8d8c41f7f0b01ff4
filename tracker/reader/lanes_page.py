"""The page of a story's lanes: one per prediction, grouped, on one time axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.dates.words import say
from tracker.ledger.verdicts import is_overdue
from tracker.reader.address import Address
from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.entries import event_url
from tracker.reader.errors import UnreadableAddress
from tracker.reader.facets import Filters, filters_for, narrow
from tracker.reader.lane_groups import ASPECT, GROUPINGS, Placed, placed
from tracker.reader.lane_scale import Scale, last_of_page, latest_day, scale_of
from tracker.reader.lanes import Lane, lane_of
from tracker.reader.lines import short
from tracker.reader.links import dated
from tracker.reader.rows import Pivot, Row, rows_of
from tracker.reader.story_page import asof_control, past_of
from tracker.reader.strands import Strand, strands_of
from tracker.reader.tabs import Tab, tabs_of
from tracker.reader.words import predictions_text, tally_title, with_place
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome

PAGE_SIZE = 60
FILTERS = ("status", "outcome", "outlet")


@dataclass(frozen=True)
class Slice:
    """The predictions of one page, those of the next, and where they stand.

    ordered: all there are. listed: those asked for, of which `start` come before the page.
    """

    ordered: Sequence[Placed]
    listed: Sequence[Placed]
    start: int
    rows: Sequence[Placed]
    more: Sequence[Placed]


@dataclass(frozen=True)
class LaneRow:
    """One prediction. `part_of` names its broader one unless it stands below that."""

    id: int
    url: str
    statement: str
    name: str
    part_of: str
    is_under: bool
    lane: Lane
    outcome: str
    when_text: str
    before_text: str


@dataclass
class Group:
    """Lanes that stand together; `count` are those of all pages."""

    number: int
    title: str
    count: int
    is_continued: bool
    rows: list[LaneRow]


@dataclass(frozen=True)
class Grouping:
    key: str
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Lanes:
    """`more_count` lanes stand on the next page; `first_of_more` is the first one's event."""

    groups: Sequence[Group]
    groupings: Sequence[Grouping]
    scale: Scale
    count_text: str
    more_url: str
    more_count: int
    first_of_more: int
    start_url: str
    clear_url: str


@dataclass(frozen=True)
class LanesPage:
    title: str
    description: str
    story_title: str
    story_url: str
    counts_text: str
    tabs: Sequence[Tab]
    asof: AsOfControl
    past: Past | None
    filters: Filters
    lanes: Lanes


def lanes_address(address: Address, group: str) -> Address:
    """Return `address` grouped as asked for, without what lanes are not narrowed by."""
    chosen = {key: values for key, values in address.chosen.items() if key in FILTERS}
    is_known = group in GROUPINGS and group != ASPECT
    return replace(address, chosen=chosen, newest_first=False, group=group if is_known else "")


def lanes_page(story: Story, address: Address, *, today: date) -> LanesPage:
    """Put the page together; five queries for any number of predictions."""
    day = address.day
    rows = rows_of(story, day, searching=bool(address.search))
    predictions = [row for row in rows.all if row.kind == Kind.PREDICTION]
    address = address.among("outlet", rows.outlets)
    kept, counts = narrow(predictions, address)
    counts_text = tally_title(Counter(row.outcome for row in predictions))
    ordered = placed(predictions, address.group or ASPECT, rows.first)
    page = slice_of(ordered, {row.id for row in kept}, address)
    strands = strands_of([one.row.id for one in page.rows], day)
    latest = latest_day(story, [row.known_on for row in predictions], day, today=today)
    scale = scale_for(predictions, page, strands, rows.pivot, latest, day)
    return LanesPage(
        title=titled(_("Lanes: %(title)s") % {"title": story.title}, day),
        description=described(story, counts_text, day),
        story_title=story.title,
        story_url=dated(story.get_absolute_url(), day),
        counts_text=counts_text,
        tabs=tabs_of(story, day, "lanes"),
        asof=asof_control(address, rows, today=today),
        past=past_of(address, rows),
        filters=filters_for(address, counts, {"outlet": rows.outlets}, keys=FILTERS),
        lanes=Lanes(
            groups=groups_of(page, strands, scale, day or today),
            groupings=groupings_for(address),
            scale=scale,
            count_text=said_count(page, address),
            more_url=more_url(page, address),
            more_count=len(page.more),
            first_of_more=page.more[0].row.id if page.more else 0,
            start_url=address.but().url if address.after else "",
            clear_url=address.cleared().url if address.is_narrowed else "",
        ),
    )


def scale_for(
    predictions: Sequence[Row],
    page: Slice,
    strands: Mapping[int, Strand],
    pivot: Pivot | None,
    latest: date,
    day: date | None,
) -> Scale:
    """Return the scale: that of the whole story, whatever it is narrowed to, if it fits a page.

    Of more lanes than a page holds, each page has a scale of its own.
    """
    if len(predictions) <= PAGE_SIZE:
        return scale_of([row.known_on for row in predictions], latest, pivot, day)
    starts = [one.row.known_on for one in page.rows]
    return scale_of(starts, last_of_page(strands.values(), latest), pivot, day)


def described(story: Story, counts: str, day: date | None) -> str:
    if day is None:
        words = _("How each prediction of “%(title)s” hardened over time. %(counts)s.")
        return words % {"title": story.title, "counts": counts}
    words = _("How far each prediction of “%(title)s” had hardened by %(day)s. %(counts)s.")
    shown_day = date_format(day, _("j F Y"))
    return words % {"title": story.title, "counts": counts, "day": shown_day}


def slice_of(ordered: Sequence[Placed], ids: Collection[int], address: Address) -> Slice:
    """Return the page of the lanes `ids` that `address` asks for; `ordered` are all there are.

    Raises UnreadableAddress if it begins after a prediction that is not known.
    """
    listed = [one for one in ordered if one.row.id in ids]
    start = 0
    if address.after:
        keys = [one.row.key for one in ordered]
        if address.after[1] not in keys:
            message = _("The prediction after which the list should go on is not known.")
            raise UnreadableAddress(message, start_url=address.but().url)
        passed = ordered[: keys.index(address.after[1]) + 1]
        start = sum(one.row.id in ids for one in passed)
    end = start + PAGE_SIZE
    return Slice(ordered, listed, start, listed[start:end], listed[end : end + PAGE_SIZE])


def more_url(page: Slice, address: Address) -> str:
    if not page.more:
        return ""
    last = page.rows[-1].row
    return address.but(after=(last.day, last.key)).url


def groups_of(
    page: Slice, strands: Mapping[int, Strand], scale: Scale, day: date
) -> list[Group]:
    counts = Counter(one.number for one in page.listed)
    statements = {one.row.id: one.row.statement for one in page.ordered}
    before = page.listed[page.start - 1].number if page.start else 0
    on_page = {one.row.id for one in page.rows}
    groups: dict[int, Group] = {}
    for one in page.rows:
        group = groups.setdefault(
            one.number,
            Group(one.number, one.title, counts[one.number], one.number == before, []),
        )
        is_under = one.is_under and one.broad in on_page
        part_of = "" if is_under else statements.get(one.broad, "")
        strand = strands[one.row.id]
        group.rows.append(row_of(one, strand, scale, part_of, day, is_under=is_under))
    return [*groups.values()]


def row_of(
    one: Placed, strand: Strand, scale: Scale, part_of: str, day: date, *, is_under: bool
) -> LaneRow:
    outcomes = [turn.value for turn in strand.outcomes if turn.value != Outcome.OPEN]
    before = [value for value in outcomes if value != one.row.outcome]
    return LaneRow(
        id=one.row.id,
        url=event_url(one.row.id, scale.day),
        statement=one.row.statement,
        name=one.name,
        part_of=part_of,
        is_under=is_under,
        lane=lane_of(strand, scale.axis),
        outcome=one.row.outcome,
        when_text=when_text(one.row, strand, scale, day),
        before_text=str(Outcome(before[-1]).label) if before else "",
    )


def when_text(row: Row, strand: Strand, scale: Scale, day: date) -> str:
    """Say when it was settled, or by when an open one is due."""
    year = scale.axis.last.year
    if strand.settled:
        return short(strand.settled.day, year)
    if not strand.dues:
        return ""
    due = strand.dues[-1].value
    late = is_overdue(row.outcome, due, day)
    words = _("overdue, was due %(due)s") if late else _("due %(due)s")
    return words % {"due": say(due, style="short", year=year)}


def groupings_for(address: Address) -> list[Grouping]:
    return [
        Grouping(
            key,
            str(label),
            address.but(group="" if key == ASPECT else key).url,
            is_current=key == (address.group or ASPECT),
        )
        for key, label in GROUPINGS.items()
    ]


def said_count(page: Slice, address: Address) -> str:
    """Say how many predictions there are, and which of them stand on the page."""
    known, total, shown = len(page.ordered), len(page.listed), len(page.rows)
    text = predictions_text(total, known, is_narrowed=address.is_narrowed)
    if not 0 < shown < total:
        return text
    return with_place(text, page.start + 1, page.start + shown)
