"""What stands in the margin of an event's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.dates.edtf import parse_edtf
from tracker.dates.words import say, say_days
from tracker.evidence.models import Stance
from tracker.ledger.asof import events_as_of
from tracker.reader.citations import Group
from tracker.reader.entries import event_url
from tracker.reader.ribbons import Ribbon, own_axis, ribbon_of
from tracker.reader.rows import Pivot
from tracker.reader.sayings import EventEntry
from tracker.reader.strands import Strand


@dataclass(frozen=True)
class Fact:
    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Slip:
    """A due date. `moved_text` says by how much it moved, "" for the first."""

    day: date
    due_text: str
    moved_text: str


def facts_of(
    row: Any, entry: EventEntry, groups: Sequence[Group], day: date | None
) -> list[Fact]:
    """Return what stands beside the page; parts without a value are left out."""
    first = ", ".join(
        part
        for part in (
            date_format(entry.first_day, _("j F Y")) if entry.first_day else "",
            entry.lead_text,
        )
        if part
    )
    lead = ""
    if entry.first_day and entry.settled_day:
        lead = say_days((entry.settled_day - entry.first_day).days)
    facts = [
        Fact(_("When"), entry.when_text),
        Fact(_("First reported by"), entry.first_outlet, entry.first_outlet_url),
        Fact(_("First reported"), first),
        Fact(_("Citations"), counted(groups)),
        Fact(_("Projected"), row.projected),
        Fact(_("Overdue since") if entry.is_overdue else _("Due"), entry.due_text),
        Fact(_("Lead time, until it was settled"), lead),
        # While it is open, they stand beside the statement.
        Fact(_("Criteria"), "" if entry.outcome == "open" else row.criteria),
        Fact(_("Why it matters"), row.significance if day is None else ""),
    ]
    if row.part_of_id and (broad := whole_of(row.part_of_id, day)):
        facts.append(Fact(_("Part of"), broad.statement, event_url(broad.pk, day)))
    if row.checked_on:
        # Of our own record, so it may be later than `day`.
        facts.append(Fact(_("Last checked by us"), date_format(row.checked_on, _("j F Y"))))
    return [fact for fact in facts if fact.text]


def whole_of(event: int, day: date | None) -> Any:
    """Return the event with the id `event`, or what it was merged into; None if not known."""
    return events_as_of(day).filter(Q(pk=event) | Q(merged=event)).distinct().first()


def counted(groups: Sequence[Group]) -> str:
    """Say how many citations there are of each stance: "9 support, 1 denies"."""
    return ", ".join(stance_count(group.stance, group.count) for group in groups)


def stance_count(stance: str, n: int) -> str:
    words = {
        Stance.SUPPORTS: ngettext("%(n)d supports", "%(n)d support", n),
        Stance.DENIES: ngettext("%(n)d denies", "%(n)d deny", n),
        Stance.QUESTIONS: ngettext("%(n)d questions", "%(n)d question", n),
        Stance.MENTIONS: ngettext("%(n)d mentions", "%(n)d mention", n),
    }
    return words[Stance(stance)] % {"n": n}


def ribbon_for(strand: Strand, day: date | None, pivot: Pivot | None) -> Ribbon | None:
    """Return how the status went, on an axis of its own; None without a status."""
    if not strand.statuses:
        return None
    pivot_day = pivot.day if pivot else None
    return ribbon_of(strand, own_axis(strand, day, pivot_day), pivot_day)


def slips_of(strand: Strand) -> list[Slip]:
    """Return the due dates that followed each other, with the first; [] if none moved."""
    dues = [turn.value for turn in strand.dues]
    found = [
        Slip(turn.day, say(turn.value), moved_text(before, turn.value))
        for turn, before in zip(strand.dues, ["", *dues], strict=False)
    ]
    return found if strand.slips else []


def moved_text(before: str, after: str) -> str:
    """Say by how many days the last day that is meant moved; "" if that cannot be said."""
    ends = [parse_edtf(due).last if due else None for due in (before, after)]
    if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return ""
    days = (ends[1] - ends[0]).days
    words = _("%(days)s later") if days > 0 else _("%(days)s earlier")
    return words % {"days": say_days(abs(days))}
