"""The page that holds two days of a story against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from tracker.dates.words import say
from tracker.reader.asof import Past
from tracker.reader.compare_address import MONTH, CompareAddress
from tracker.reader.comparing import Comparison, Move, Moved, Tally, compare
from tracker.reader.entries import event_url
from tracker.reader.links import dated
from tracker.reader.rows import Pivot
from tracker.reader.tabs import Tab, tabs_of
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Status

# Events shown of each kind when all kinds are shown, and of one kind alone.
PER_SECTION = 12
PER_PAGE = 50

HAPPENED = {
    Move.REVERSED: ngettext_lazy(
        "%(n)d outcome was reversed", "%(n)d outcomes were reversed", "n"
    ),
    Move.SETTLED: ngettext_lazy(
        "%(n)d prediction was settled", "%(n)d predictions were settled", "n"
    ),
    Move.SOFTENED: ngettext_lazy("%(n)d statement softened", "%(n)d statements softened", "n"),
    Move.HARDENED: ngettext_lazy("%(n)d statement hardened", "%(n)d statements hardened", "n"),
    Move.SLIPPED: ngettext_lazy("%(n)d due date moved", "%(n)d due dates moved", "n"),
    Move.APPEARED: ngettext_lazy("%(n)d event appeared", "%(n)d events appeared", "n"),
    Move.CITED: ngettext_lazy(
        "%(n)d event was cited by more sources",
        "%(n)d events were cited by more sources",
        "n",
    ),
}


@dataclass(frozen=True)
class Line:
    """One event in a section, with each of its values on both days where they differ."""

    url: str
    statement: str
    is_prediction: bool
    status_before: str
    status: str
    outcome_before: str
    outcome: str
    due_before: str
    due: str
    sources_text: str
    has_new_status: bool
    has_new_outcome: bool


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    count: int
    lines: Sequence[Line]
    # Where all of a longer section stand, "" if they stand here.
    all_url: str
    further_url: str


@dataclass(frozen=True)
class Count:
    """A row of the counts; `status` or `outcome` is set where the count is of one."""

    label: str
    status: str
    outcome: str
    before: int
    after: int
    difference: str


@dataclass(frozen=True)
class Preset:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class ComparePage:
    story_title: str
    story_url: str
    title: str
    description: str
    summary: str
    path: str
    first: date
    last: date
    # ISO dates.
    today: str
    presets: Sequence[Preset]
    counts: Sequence[Count]
    sections: Sequence[Section]
    show: str
    all_url: str
    start_url: str
    tabs: Sequence[Tab]
    past: Past | None


def compare_page(story: Story, address: CompareAddress, *, today: date) -> ComparePage:
    """Put the page together; six queries however many events."""
    day = address.last if address.last < today else None
    found = compare(story, address.first, day)
    title = _("%(title)s: %(first)s and %(last)s compared") % {
        "title": story.title,
        "first": words_for(address.first),
        "last": words_for(address.last),
    }
    summary = summary_of(found, address)
    shown = [Move(address.show)] if address.show else [*Move]
    return ComparePage(
        story_title=story.title,
        story_url=dated(story.get_absolute_url(), day),
        title=title,
        description=f"{story.title}. {summary}",
        summary=summary,
        path=address.path,
        first=address.first,
        last=address.last,
        today=today.isoformat(),
        presets=presets(address, found.rows.pivot, today=today),
        counts=[count_of(tally) for tally in found.tallies],
        sections=[
            section for move in shown if (section := section_of(found, move, address, day))
        ],
        show=str(Move(address.show).label) if address.show else "",
        all_url=replace(address, show="", after=None).url if address.show else "",
        start_url=replace(address, after=None).url if address.after else "",
        tabs=tabs_of(story, day, "compare"),
        past=Past(day, now_url(address, today)) if day else None,
    )


def words_for(day: date) -> str:
    return date_format(day, _("j F Y"))


def now_url(address: CompareAddress, today: date) -> str:
    return replace(address, last=today, after=None).url


def summary_of(found: Comparison, address: CompareAddress) -> str:
    """Say in a sentence what happened between the days."""
    told = [str(HAPPENED[move] % {"n": n}) for move in Move if (n := len(found.of(move))) > 0]
    words = {
        "first": words_for(address.first),
        "last": words_for(address.last),
        "told": get_text_list(told, _("and")),
    }
    if not told:
        return _("Between %(first)s and %(last)s nothing changed.") % words
    return _("Between %(first)s and %(last)s, %(told)s.") % words


def presets(address: CompareAddress, pivot: Pivot | None, *, today: date) -> list[Preset]:
    """Return pairs of days that readers ask for, of those that lie in the past."""
    pairs: list[tuple[str, date, date]] = []
    if pivot:
        eve = pivot.day - relativedelta(days=1)
        pairs = [
            (_("Since the day before the release"), eve, today),
            (_("The week after the release"), eve, pivot.day + relativedelta(weeks=1)),
            (_("The month before the release"), eve - MONTH, eve),
        ]
    pairs.append((_("The last month"), today - MONTH, today))
    return [
        Preset(
            label,
            CompareAddress(address.path, first, last).url,
            is_current=(first, last) == (address.first, address.last),
        )
        for label, first, last in pairs
        if last <= today
    ]


def count_of(tally: Tally) -> Count:
    labels: dict[str, Any] = {
        "events": _("Events"),
        Kind.PREDICTION: _("Predictions"),
        Kind.OCCURRENCE: _("Occurrences"),
        "sources": _("Sources"),
    }
    difference = tally.after - tally.before
    return Count(
        label=labels.get(tally.key, ""),
        status=tally.key if tally.key in Status.values else "",
        outcome=tally.key if tally.key in Outcome.values else "",
        before=tally.before,
        after=tally.after,
        # A minus sign, not a hyphen.
        difference=f"+{difference}" if difference > 0 else f"{difference}".replace("-", "−"),
    )


def section_of(
    found: Comparison, move: Move, address: CompareAddress, day: date | None
) -> Section | None:
    every = sorted(found.of(move), key=place)
    if not every:
        return None
    left = [one for one in every if address.after is None or place(one) > address.after]
    size = PER_PAGE if address.show else PER_SECTION
    shown = left[:size]
    is_cut = len(left) > size
    narrowed = replace(address, show=move.value, after=None)
    further = replace(narrowed, after=place(shown[-1])) if is_cut else narrowed
    return Section(
        key=move.value,
        title=str(move.label),
        count=len(every),
        lines=[line_of(one, day) for one in shown],
        all_url=narrowed.url if is_cut and not address.show else "",
        further_url=further.url if is_cut and address.show else "",
    )


def place(moved: Moved) -> tuple[date, str]:
    return moved.row.day, moved.row.key


def line_of(moved: Moved, day: date | None) -> Line:
    before, after = moved.before, moved.after
    new = moved.new_sources
    sources = ngettext("%(n)d more source", "%(n)d more sources", new) % {"n": new}
    return Line(
        url=event_url(moved.row.id, day),
        statement=moved.row.statement,
        is_prediction=moved.row.kind == Kind.PREDICTION,
        status_before=before.status,
        status=after.status,
        outcome_before=before.outcome if before.status else "",
        outcome=after.outcome,
        due_before=say(before.due) if before.due not in {"", after.due} else "",
        due=say(after.due) if after.due and before.due not in {"", after.due} else "",
        sources_text=sources if new and before.status else "",
        has_new_status=before.status != after.status,
        has_new_outcome=after.outcome not in {"", before.outcome},
    )
