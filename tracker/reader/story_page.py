"""The page of a story: head, tally, filters and timeline, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.words import say
from tracker.ledger.models import Change
from tracker.reader.address import Address, dated
from tracker.reader.asof import AsOfControl, Past, distance_text, jumps, titled
from tracker.reader.changes import changes_url
from tracker.reader.entries import load_entries
from tracker.reader.facets import Filters, filters_for, narrow, tally_for
from tracker.reader.flow import Flow, flow_of
from tracker.reader.histogram import histogram_of
from tracker.reader.insight import Insight, insight_of
from tracker.reader.related import RelatedStory, related_stories
from tracker.reader.ribbons import ribbon_axis
from tracker.reader.rows import Row, Rows, rows_of
from tracker.reader.tabs import Tab, tabs_of
from tracker.reader.timeline import Timeline, slice_of, timeline_of
from tracker.reader.words import known_text, tally_title
from tracker.shared.markdown import plain, rendered
from tracker.stories.models import Story
from tracker.stories.values import Impact

DESCRIPTION_LENGTH = 300


@dataclass(frozen=True)
class Watched:
    """An open question, with the date by which an answer is due in words, or ""."""

    question: str
    due_text: str


@dataclass(frozen=True)
class StoryHead:
    title: str
    kick: Sequence[str]
    known_text: str
    summary_html: SafeString | str
    assessment_html: SafeString | str
    watch: Sequence[Watched]
    # What it is filed under: names and values.
    facets: Sequence[tuple[str, str]]
    tabs: Sequence[Tab]


@dataclass(frozen=True)
class Visit:
    """What a browser that was here before needs to say what is new since.

    The addresses end where the day of the last visit goes.
    """

    slug: str
    recorded_on: date
    changes_url: str
    compare_url: str


@dataclass(frozen=True)
class StoryPage:
    story: StoryHead
    title: str
    description: str
    visit: Visit | None
    insight: Insight | None
    tally_title: str
    flow: Flow | None
    # Where the flow's predictions stand as a table.
    table_url: str
    asof: AsOfControl
    past: Past | None
    filters: Filters
    timeline: Timeline
    related: Sequence[RelatedStory]


def story_page(story: Story, address: Address, *, today: date) -> StoryPage:
    """Put the page of `story` together; eighteen queries, however many events."""
    rows = rows_of(story, address.day, searching=bool(address.search))
    address = address.among("outlet", rows.outlets)
    kept, counts = narrow(rows.all, address)
    page = slice_of(kept, address, rows.pivot)
    ids = [row.id for row in page.rows]
    changed_on, recorded_on = last_change(story, address.day)
    axis = ribbon_axis([row.known_on for row in rows.all], address.day, changed_on or today)
    entries = load_entries(ids, day=address.day, today=today, pivot=rows.pivot, axis=axis)
    head = head_of(story, rows, address.day, changed_on)
    return StoryPage(
        story=head,
        title=titled(story.title, address.day),
        description=Truncator(head.known_text or plain(story.summary)).chars(
            DESCRIPTION_LENGTH
        ),
        visit=visit_of(story, recorded_on) if address.day is None and recorded_on else None,
        insight=insight_of(rows.all, address.day),
        tally_title=tally_title(counts["outcome"]),
        flow=flow_of(
            narrow_to_said(rows, kept, address),
            tally_for(address, counts),
            pivot=rows.pivot,
            day=address.day,
        ),
        asof=asof_control(address, rows, today=today, has_histogram=True),
        table_url=dated(reverse("reader:predictions", args=[story.slug]), address.day),
        past=past_of(address, rows),
        filters=filters_for(address, counts, {"outlet": rows.outlets}),
        timeline=timeline_of(page, entries, address, rows.pivot, known_count=len(rows.all)),
        related=related_stories(story, rows.outlets, address.day),
    )


def narrow_to_said(rows: Rows, kept: Sequence[Row], address: Address) -> list[Row]:
    """Return the predictions that `address` leaves whatever their outcome; it keeps `kept`."""
    if "outcome" in address.chosen:
        kept, _counts = narrow(rows.all, address.choosing("outcome"))
    return [row for row in kept if row.outcome]


def head_of(story: Story, rows: Rows, day: date | None, changed_on: date | None) -> StoryHead:
    """Return the head. A story's own words are undated, so the past has counts instead."""
    is_now = day is None
    return StoryHead(
        title=story.title,
        kick=kick_of(rows, day, changed_on),
        known_text="" if day is None else known_text(rows.all, day),
        summary_html=rendered(story.summary) if is_now else "",
        assessment_html=rendered(story.assessment) if is_now else "",
        watch=watched(story.watch) if is_now else [],
        facets=facets_of(story, day),
        tabs=tabs_of(story, day, "story"),
    )


def facets_of(story: Story, day: date | None) -> list[tuple[str, str]]:
    """Return what `story` is filed under. How much it matters may be hindsight in the past."""
    impact = str(Impact(story.impact).label) if story.impact and day is None else ""
    facets = [
        (_("Category"), story.category),
        (_("Region"), story.region),
        (_("Topic"), story.topic),
        (_("Impact"), impact),
    ]
    return [(name, value) for name, value in facets if value]


def last_change(story: Story, day: date | None) -> tuple[date | None, date | None]:
    """Return the last day by `day` on which anything of `story` changed; one query.

    And the last day on which we recorded a change, in the site's time zone.
    """
    changes = (
        Change.objects.counting().effective_by(day).filter(story=story, event__merged_into=None)
    )
    last = changes.aggregate(day=Max("effective"), recorded=Max("recorded_at"))
    recorded = last["recorded"]
    return last["day"], timezone.localdate(recorded) if recorded else None


def visit_of(story: Story, recorded_on: date) -> Visit:
    return Visit(
        slug=story.slug,
        recorded_on=recorded_on,
        changes_url=f"{changes_url(stories=(story.slug,))}&since=",
        compare_url=f"{reverse('reader:compare', args=[story.slug])}?from=",
    )


def kick_of(rows: Rows, day: date | None, changed_on: date | None) -> list[str]:
    n, sources = len(rows.all), rows.source_count
    kick = [
        ngettext("%(n)d event", "%(n)d events", n) % {"n": n},
        ngettext("%(n)d source", "%(n)d sources", sources) % {"n": sources},
    ]
    if changed_on:
        kick.append(_("last change %(day)s") % {"day": date_format(changed_on, _("j F Y"))})
    checked = [row.checked_on for row in rows.all if row.checked_on]
    if checked and day is None:
        kick.append(
            _("last checked by us %(day)s") % {"day": date_format(max(checked), _("j F Y"))}
        )
    return kick


def watched(items: Sequence[Any]) -> list[Watched]:
    return [
        Watched(item["question"], say(item["due"]) if item.get("due") else "") for item in items
    ]


def asof_control(
    address: Address, rows: Rows, *, today: date, has_histogram: bool = False
) -> AsOfControl:
    first = min((row.known_on for row in rows.all), default=today)
    pivot_day = rows.pivot.day if rows.pivot else None
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first=first.isoformat(),
        last=today.isoformat(),
        hidden=address.but(day=None).pairs(),
        jumps=jumps(
            lambda day: address.but(day=day).url,
            day=address.day,
            pivot_day=pivot_day,
            today=today,
        ),
        histogram=histogram_of(
            rows.cited_on, first=first, day=address.day, today=today, pivot_day=pivot_day
        )
        if has_histogram
        else None,
    )


def past_of(address: Address, rows: Rows) -> Past | None:
    if address.day is None:
        return None
    return Past(
        day=address.day,
        now_url=address.but(day=None).url,
        distance_text=distance_text(address.day, rows.pivot.day if rows.pivot else None),
    )
