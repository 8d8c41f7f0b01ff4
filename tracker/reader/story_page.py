"""The page of a story: head, tally, filters and timeline, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.words import say
from tracker.ledger.models import Change
from tracker.reader.address import Address
from tracker.reader.asof import AsOfControl, Past, distance_text, jumps
from tracker.reader.entries import load_entries
from tracker.reader.facets import Cell, Filters, filters_for, narrow, tally_for
from tracker.reader.rows import Row, Rows, rows_of
from tracker.reader.tabs import Tab, tabs_of
from tracker.reader.timeline import Timeline, slice_of, timeline_of
from tracker.shared.markdown import plain, rendered
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Status

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
    tabs: Sequence[Tab]


@dataclass(frozen=True)
class StoryPage:
    story: StoryHead
    title: str
    description: str
    tally_title: str
    tally: Sequence[Cell]
    asof: AsOfControl
    past: Past | None
    filters: Filters
    timeline: Timeline


def story_page(story: Story, address: Address, *, today: date) -> StoryPage:
    """Put the page of `story` together; ten queries however many events."""
    rows = rows_of(story, address.day, searching=bool(address.search))
    address = address.among_outlets(rows.outlets)
    kept, counts = narrow(rows.all, address)
    page = slice_of(kept, address, rows.pivot)
    ids = [row.id for row in page.rows]
    entries = load_entries(ids, day=address.day, today=today, pivot=rows.pivot)
    head = head_of(story, rows, address.day)
    return StoryPage(
        story=head,
        title=titled(story.title, address.day),
        description=Truncator(head.known_text or plain(story.summary)).chars(
            DESCRIPTION_LENGTH
        ),
        tally_title=tally_title(counts["outcome"]),
        tally=tally_for(address, counts),
        asof=asof_control(address, rows, today=today),
        past=past_of(address, rows),
        filters=filters_for(address, counts, rows.outlets),
        timeline=timeline_of(page, entries, address, rows.pivot, known_count=len(rows.all)),
    )


def titled(title: str, day: date | None) -> str:
    if day is None:
        return title
    return _("%(title)s as of %(day)s") % {
        "title": title,
        "day": date_format(day, _("j F Y")),
    }


def head_of(story: Story, rows: Rows, day: date | None) -> StoryHead:
    """Return the head. A story's own words are undated, so the past has counts instead."""
    is_now = day is None
    return StoryHead(
        title=story.title,
        kick=kick_of(story, rows, day),
        known_text="" if day is None else known_text(rows.all, day),
        summary_html=rendered(story.summary) if is_now else "",
        assessment_html=rendered(story.assessment) if is_now else "",
        watch=watched(story.watch) if is_now else [],
        tabs=tabs_of(story, day, "story"),
    )


def kick_of(story: Story, rows: Rows, day: date | None) -> list[str]:
    n, sources = len(rows.all), rows.source_count
    kick = [
        ngettext("%(n)d event", "%(n)d events", n) % {"n": n},
        ngettext("%(n)d source", "%(n)d sources", sources) % {"n": sources},
    ]
    changed = (
        Change.objects.counting().effective_by(day).filter(story=story, event__merged_into=None)
    )
    if last := changed.aggregate(day=Max("effective"))["day"]:
        kick.append(_("last change %(day)s") % {"day": date_format(last, _("j F Y"))})
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


def known_text(rows: Sequence[Row], day: date) -> str:
    """Say in a sentence or two what was known on `day`, from counts alone."""
    shown_day = date_format(day, _("j F Y"))
    if not rows:
        return _("Nothing of this story was known on %(day)s.") % {"day": shown_day}
    statuses = Counter(row.status for row in rows)
    outcomes = Counter(row.outcome for row in rows if row.outcome)
    n = len(rows)
    first = ngettext(
        "On %(day)s, %(n)d event was known: %(parts)s.",
        "On %(day)s, %(n)d events were known: %(parts)s.",
        n,
    ) % {"day": shown_day, "n": n, "parts": counted(statuses, Status)}
    predictions = outcomes.total()
    if not predictions:
        return first
    second = ngettext(
        "Of %(n)d prediction: %(parts)s.", "Of %(n)d predictions: %(parts)s.", predictions
    ) % {"n": predictions, "parts": counted(outcomes, Outcome)}
    return f"{first} {second}"


def counted(counts: Counter[str], words: Any) -> str:
    return ", ".join(
        f"{counts[value]} {str(label).lower()}"
        for value, label in words.choices
        if counts[value]
    )


def tally_title(counts: Counter[str]) -> str:
    predictions = sum(count for outcome, count in counts.items() if outcome)
    settled = predictions - counts[Outcome.OPEN]
    words = ngettext(
        "%(n)d prediction, %(settled)d settled",
        "%(n)d predictions, %(settled)d settled",
        predictions,
    )
    return words % {"n": predictions, "settled": settled}


def asof_control(address: Address, rows: Rows, *, today: date) -> AsOfControl:
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first=min((row.known_on for row in rows.all), default=today).isoformat(),
        last=today.isoformat(),
        hidden=address.but(day=None).pairs(),
        jumps=jumps(
            lambda day: address.but(day=day).url,
            day=address.day,
            pivot_day=rows.pivot.day if rows.pivot else None,
            today=today,
        ),
    )


def past_of(address: Address, rows: Rows) -> Past | None:
    if address.day is None:
        return None
    return Past(
        day=address.day,
        now_url=address.but(day=None).url,
        distance_text=distance_text(address.day, rows.pivot.day if rows.pivot else None),
    )
