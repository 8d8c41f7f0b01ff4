"""Dates read back at once: what the desk understood, or what can be written instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_date, read_day
from tracker.dates.words import say
from tracker.desk.typing import SaidInput, SaidTextarea

# More questions than a story may have are not read.
MOST_LINES = 50


@dataclass(frozen=True)
class ReadBack:
    """One date as it was understood: in words and as it is stored; else what is wrong."""

    typed: str
    words: str = ""
    stored: str = ""
    problem: str = ""


def read_back(typed: str, *, zone: tzinfo | None = None, is_day: bool = False) -> ReadBack:
    """Read `typed`; of a longer span the last day, if a day is wanted."""
    typed = typed.strip()
    today = timezone.localdate(timezone=zone)
    try:
        if is_day:
            stored = read_day(typed, today=today).isoformat()
        else:
            stored = read_date(typed, today=today, zone=zone).text
    except UnclearDate as error:
        return ReadBack(typed, problem=str(error))
    return ReadBack(typed, say(stored), stored)


def read_back_lines(text: str, *, zone: tzinfo | None = None) -> list[ReadBack]:
    """Read the dates behind the bars of "question | when the answer is due"."""
    lines = [line for line in text.splitlines() if line.strip()][:MOST_LINES]
    dues = [line.rpartition("|")[2] for line in lines if "|" in line]
    return [read_back(due, zone=zone) for due in dues if due.strip()]


def answer(text: str, *, kind: str, zone: tzinfo | None) -> dict[str, Any]:
    """Return what the template of an answer needs."""
    if not text.strip():
        return {"dates": [], "forms": []}
    if kind == "watch":
        dates = read_back_lines(text, zone=zone)
    else:
        dates = [read_back(text, zone=zone, is_day=kind == "day")]
    is_unclear = any(date.problem for date in dates)
    return {"dates": dates, "forms": readable(kind) if is_unclear else []}


def readable(kind: str) -> list[str]:
    """Return what can be written, by example."""
    days = [_("24 April 2026"), _("April 24, 2026"), "2026-04-24", _("yesterday")]
    if kind == "day":
        return days
    return [
        *days,
        _("April 2026"),
        _("mid-to-late April 2026"),
        _("Q2 2026"),
        _("first half of 2026"),
        _("15–30 April 2026"),
        _("since 24 April 2026"),
        _("by June 2026"),
        _("about April 2026"),
        "2026-04-15/2026-04-30",
    ]


class DateSaid:
    """Mixin of a field for dates.

    zone: whose clocks "today" and times of day are meant by.
    """

    kind = "date"
    address = "admin:tracker_read_date"
    said_template = "admin/desk/typing/_dates.html"

    def __init__(self, attrs: Any = None, *, zone: tzinfo | None = None) -> None:
        super().__init__(attrs)
        self.zone = zone

    def query(self) -> dict[str, Any]:
        return {"kind": self.kind, "zone": self.zone}

    def said(self, value: str) -> dict[str, Any]:
        return answer(value, kind=self.kind, zone=self.zone)


class DateInput(DateSaid, SaidInput):
    """For every field of a date; a person types words, EDTF is stored."""


class DayInput(DateInput):
    kind = "day"


class WatchInput(DateSaid, SaidTextarea):
    kind = "watch"


@require_http_methods(["GET", "POST"])
def read_date_view(request: HttpRequest) -> HttpResponse:
    """Answer what the date that was typed is read as."""
    try:
        zone = ZoneInfo(request.GET.get("zone", "")) if request.GET.get("zone") else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    said = answer(
        request.POST.get("typed", ""), kind=request.GET.get("kind", "date"), zone=zone
    )
    return render(request, "admin/desk/typing/_dates.html", said)
