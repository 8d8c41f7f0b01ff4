"""Dates as a person would say them, in the language of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from tracker.dates.edtf import Edtf, Precision, UnclearDate, parse_edtf

Style = Literal["long", "short"]

# By EDTF code: the words, and those that fit a narrow column.
_GROUPINGS: dict[str, tuple[Promise, Promise]] = {
    "21": (gettext_lazy("spring %(year)s"), gettext_lazy("spring %(year)s")),
    "22": (gettext_lazy("summer %(year)s"), gettext_lazy("summer %(year)s")),
    "23": (gettext_lazy("autumn %(year)s"), gettext_lazy("autumn %(year)s")),
    "24": (gettext_lazy("winter %(years)s"), gettext_lazy("winter %(years)s")),
    "33": (gettext_lazy("1st quarter of %(year)s"), gettext_lazy("Q1 %(year)s")),
    "34": (gettext_lazy("2nd quarter of %(year)s"), gettext_lazy("Q2 %(year)s")),
    "35": (gettext_lazy("3rd quarter of %(year)s"), gettext_lazy("Q3 %(year)s")),
    "36": (gettext_lazy("4th quarter of %(year)s"), gettext_lazy("Q4 %(year)s")),
    "37": (gettext_lazy("first third of %(year)s"), gettext_lazy("first third of %(year)s")),
    "38": (gettext_lazy("second third of %(year)s"), gettext_lazy("second third of %(year)s")),
    "39": (gettext_lazy("last third of %(year)s"), gettext_lazy("last third of %(year)s")),
    "40": (gettext_lazy("first half of %(year)s"), gettext_lazy("H1 %(year)s")),
    "41": (gettext_lazy("second half of %(year)s"), gettext_lazy("H2 %(year)s")),
}
# The seasons of one hemisphere are the same four; codes 25-28 are northern, 29-32 southern.
_NORTHERN = range(25, 29)
_SOUTHERN = range(29, 33)
_HALVES = {("01", "06"): "40", ("07", "12"): "41"}


@dataclass(frozen=True)
class _Shape:
    style: Style
    # The year that goes without saying, if any.
    year: int | None


def say(edtf: Edtf | str, *, style: Style = "long", year: int | None = None) -> str:
    """Return the date in words: "24 April 2026", or "24 Apr" when short.

    `year` is the year that goes without saying, left out of days and months in it. Text
    that is no EDTF comes back as it is, so that a page can always be drawn.
    """
    if isinstance(edtf, str):
        text = edtf
        try:
            edtf = parse_edtf(text)
        except UnclearDate:
            return text
    shape = _Shape(style, year)
    if edtf.precision == Precision.INTERVAL:
        return _say_interval(edtf, shape)
    return _qualified(_say_single(edtf, shape), edtf)


def say_days(count: int) -> str:
    """Return "1 day" or "21 days"."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _qualified(words: str, edtf: Edtf) -> str:
    if edtf.approximate:
        words = _("about %(date)s") % {"date": words}
    if edtf.uncertain:
        words = _("%(date)s (uncertain)") % {"date": words}
    return words


def _say_single(edtf: Edtf, shape: _Shape) -> str:
    """Return the words for the date without its qualifiers."""
    if edtf.first is None or edtf.last is None:
        return edtf.text
    written = edtf.text.rstrip("~?%")
    if written.endswith("-XX"):
        return _say_unspecified(edtf.first, written, shape)
    match edtf.precision:
        case Precision.TIME:
            return _say_time(datetime.fromisoformat(written), shape)
        case Precision.DAY:
            return _say_day(edtf.first, shape)
        case Precision.MONTH:
            return _say_month(edtf.first, shape)
        case Precision.YEAR:
            return _say_year(edtf.first.year)
        case Precision.DECADE:
            return _("%(year)ss") % {"year": edtf.first.year}
        case Precision.CENTURY:
            return _("%(first)s–%(last)s") % {
                "first": _say_year(edtf.first.year),
                "last": _say_year(edtf.last.year),
            }
        case _:
            return _say_grouping(edtf.first.year, written[-2:], shape)


def _say_year(year: int) -> str:
    return pgettext("year", "%(year)s") % {"year": year}


def _say_day(day: date, shape: _Shape) -> str:
    short = shape.style == "short"
    parts = {
        "day": day.day,
        "month": str(MONTHS_3[day.month]).title() if short else MONTHS_ALT[day.month],
        "year": day.year,
    }
    if day.year == shape.year:
        return pgettext("date", "%(day)s %(month)s") % parts
    return pgettext("date", "%(day)s %(month)s %(year)s") % parts


def _say_month(day: date, shape: _Shape) -> str:
    short = shape.style == "short"
    month = str(MONTHS_3[day.month]).title() if short else str(MONTHS[day.month])
    if day.year == shape.year:
        return month
    return pgettext("date", "%(month)s %(year)s") % {"month": month, "year": day.year}


def _say_grouping(year: int, code: str, shape: _Shape) -> str:
    season = str(21 + (int(code) - 21) % 4) if int(code) <= _SOUTHERN[-1] else code
    long, short = _GROUPINGS[season]
    # A winter begins in the year that is written and ends in the next.
    years = f"{year}–{(year + 1) % 100:02}"
    southern_summer = code == str(_SOUTHERN[1])
    if southern_summer:
        long = short = gettext_lazy("summer %(years)s")
    elif code == str(_SOUTHERN[3]):
        long = short = gettext_lazy("winter %(year)s")
    words = str(short if shape.style == "short" else long) % {"year": year, "years": years}
    if int(code) in _NORTHERN:
        return _("%(season)s (northern hemisphere)") % {"season": words}
    if int(code) in _SOUTHERN:
        return _("%(season)s (southern hemisphere)") % {"season": words}
    return words


def _say_unspecified(first: date, written: str, shape: _Shape) -> str:
    if written.endswith("-XX-XX"):
        return _("a day in %(date)s") % {"date": _say_year(first.year)}
    if len(written) == len("2026-XX"):
        return _("a month in %(date)s") % {"date": _say_year(first.year)}
    return _("a day in %(date)s") % {"date": _say_month(first, shape)}


def _say_time(moment: datetime, shape: _Shape) -> str:
    parts = {
        "day": _say_day(moment.date(), shape),
        "time": f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}",
        "zone": _say_offset(moment),
    }
    if parts["zone"]:
        return pgettext("date", "%(day)s, %(time)s (%(zone)s)") % parts
    return pgettext("date", "%(day)s, %(time)s") % parts


def _say_offset(moment: datetime) -> str:
    offset = moment.utcoffset()
    if offset is None:
        return ""
    minutes = int(offset.total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _say_interval(edtf: Edtf, shape: _Shape) -> str:
    start, end = edtf.ends
    if start is None or end is None:
        known = start or end
        return _say_half_known(edtf, known, shape) if known else edtf.text
    if start.mark == end.mark:
        return _qualified(_say_range(start, end, shape), start)
    return _("from %(first)s to %(last)s") % {
        "first": _qualified(_say_single(start, shape), start),
        "last": _qualified(_say_single(end, shape), end),
    }


def _say_half_known(edtf: Edtf, known: Edtf, shape: _Shape) -> str:
    words = {"date": _qualified(_say_single(known, shape), known)}
    if edtf.text.endswith("/.."):
        return _("since %(date)s") % words
    if edtf.text.startswith("../"):
        return _("by %(date)s") % words
    if edtf.text.endswith("/"):
        return _("from %(date)s, end unknown") % words
    return _("until %(date)s, start unknown") % words


def _say_range(start: Edtf, end: Edtf, shape: _Shape) -> str:
    """Return both ends, saying once what they share."""
    if start.text == end.text:
        return _say_single(start, shape)
    if half := _half_of_year(start, end):
        return _say_grouping(int(start.text[:4]), half, shape)
    exact = all(
        part.precision in (Precision.DAY, Precision.MONTH) and "X" not in part.text
        for part in (start, end)
    )
    if exact and start.first and end.first and start.first.year == end.first.year:
        both_days = start.precision == end.precision == Precision.DAY
        if both_days and start.first.month == end.first.month:
            return _say_days_of_month(start.first, end.first, shape)
        without_year = _Shape(shape.style, start.first.year)
        ends = _say_single(start, without_year), _say_single(end, shape)
    else:
        in_full = _Shape(shape.style, None)
        ends = _say_single(start, in_full), _say_single(end, in_full)
    if all(word.isdecimal() for word in ends):
        return _("%(first)s–%(last)s") % {"first": ends[0], "last": ends[1]}
    return _("%(first)s – %(last)s") % {"first": ends[0], "last": ends[1]}


def _say_days_of_month(first: date, last: date, shape: _Shape) -> str:
    short = shape.style == "short"
    parts = {
        "first": first.day,
        "last": last.day,
        "month": str(MONTHS_3[last.month]).title() if short else MONTHS_ALT[last.month],
        "year": last.year,
    }
    if last.year == shape.year:
        return pgettext("date", "%(first)s–%(last)s %(month)s") % parts
    return pgettext("date", "%(first)s–%(last)s %(month)s %(year)s") % parts


def _half_of_year(start: Edtf, end: Edtf) -> str | None:
    """Return the EDTF code of the half year that two months are the ends of."""
    first, last = start.text.rstrip("~?%"), end.text.rstrip("~?%")
    return _HALVES.get((first[5:], last[5:])) if first[:4] == last[:4] else None
