"""Dates as people write them, read into EDTF. `docs/dates.md` shows what is read and how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from django.utils.translation import gettext as _

from tracker.dates.calendar_text import MONTH, read_calendar
from tracker.dates.clock import at_time, read_zone
from tracker.dates.combining import between, marked
from tracker.dates.edtf import Edtf, Precision, UnclearDate, parse_edtf
from tracker.dates.phrases import read_relative, read_span
from tracker.dates.plain import plain

_LOOKS_LIKE_EDTF = re.compile(r"(?:\.\.)?/?[0-9]{2}[0-9x]{2}[0-9xtz/.~?%:+-]*")
_HAS_YEAR = re.compile(r"\d{4}")
_ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|roughly|circa|ca?\.|ca|~) ?(.+)")
_UNCERTAIN = re.compile(r"(.+?) ?(?:\?|\((?:uncertain|unsure|\?)\))")
_END_UNKNOWN = re.compile(r"from (.+), end unknown")
_START_UNKNOWN = re.compile(r"until (.+), start unknown")
_FROM_TO = re.compile(
    r"from (.+?) (?:to|until|till|through|–|-) (.+)|between (.+?) and (.+)"
    r"|from (\d{1,2})[–-](\d{1,2} .+)"
)
_SINCE = re.compile(
    r"(since|from|after|starting(?: on)?|as of|not before|no earlier than) (?:on )?(.+)"
)
_ONWARDS = re.compile(r"(?:from )?(.+) (?:onwards?|or later)")
_BY = re.compile(
    r"(by|until|till|up to|through|before|no later than|not later than|on or before)"
    r" ((?:the )?end of )?(.+)"
)
# Tried in this order, each at its first place in the text.
_SEPARATORS = tuple(
    re.compile(pattern)
    for pattern in (r" (?:to|through|until|till) ", r" [–-] ", r" ?– ?", r" ?- ?")
)
_CLEAR_SEPARATOR = re.compile(r" (?:to|through|until|till|–|-) ")
_MONTH_THEN_DAYS = re.compile(rf"({MONTH}) (\d{{1,2}}) ?[–-] ?(\d{{1,2}}),? (\d{{4}})")
_NAMES_MONTHS = re.compile(
    rf"\b{MONTH}|\b[qh][1-4]\b|\b[1-4][qh]\b|quarter|half|spring|summer|autumn|fall"
)
_DURING = re.compile(r"(?:in|on|during) (.+)")
_BARE_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_CLOCK = r"(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:am|pm)?|\d{1,2} ?(?:am|pm))"
_DAY_THEN_TIME = re.compile(
    rf"(?P<day>.+?)(?:, ?| |(?<=\d)t)(?:at )?(?P<time>{_CLOCK})(?P<zone> .+|[+-].+|z)?"
)
_TIME_THEN_DAY = re.compile(
    rf"(?:at )?(?P<time>{_CLOCK})(?P<zone> [^,]+)?(?:,| on) ?(?P<day>.+)"
)


@dataclass(frozen=True)
class _Here:
    """From where the text is read: the day it is, and whose clocks are meant."""

    today: date
    zone: tzinfo | None


def read_date(text: str, *, today: date, zone: tzinfo | None = None) -> Edtf:
    """Return the date that `text` stands for: EDTF, or what a person writes.

    "yesterday" and the like are counted from `today`. A time of day without a place is
    one in `zone`, and one of an unknown place if that is None.

    Raises UnclearDate for text that is no date, lacks its year, or may mean several.
    """
    typed = plain(text)
    here = _Here(today, zone)
    try:
        return _must_be_read(_read_edtf(typed) or _read_whole(typed, here), text)
    except UnclearDate:
        if _LOOKS_LIKE_EDTF.fullmatch(typed):
            # Whoever writes EDTF is told what is wrong with that.
            return parse_edtf(typed)
        raise
    except (OverflowError, ValueError) as error:
        # Counted from `today`, a day may fall outside the calendar.
        raise UnclearDate(_("Years from 1000 to 9999 can be written.")) from error


def read_day(text: str, *, today: date) -> date:
    """Return the single day that `text` stands for; of a longer span, its last.

    Raises UnclearDate also for a date with an open or unknown end.
    """
    edtf = read_date(text, today=today)
    if edtf.first is None or edtf.last is None:
        raise UnclearDate(
            _("“%(text)s” has an open end. Write a day, such as 24 April 2026.")
            % {"text": text.strip()}
        )
    return edtf.last


def _read_edtf(text: str) -> Edtf | None:
    if not _LOOKS_LIKE_EDTF.fullmatch(text):
        return None
    try:
        return parse_edtf(text)
    except UnclearDate:
        return None


def _must_be_read(edtf: Edtf | None, text: str) -> Edtf:
    if edtf is None:
        raise UnclearDate(
            _(
                "“%(text)s” cannot be read as a date. Write a day (24 April 2026), a month "
                "(April 2026), a quarter (Q2 2026), a year, or a span (15–30 April 2026, "
                "since 24 April 2026, by June 2026)."
            )
            % {"text": text.strip()}
        )
    return edtf


def _read_whole(text: str, here: _Here) -> Edtf | None:
    """Read a date of any form; None if it is none."""
    if match := _END_UNKNOWN.fullmatch(text):
        return parse_edtf(f"{_day_text(_point(match[1], here).ends[0])}/")
    if match := _START_UNKNOWN.fullmatch(text):
        return parse_edtf(f"/{_day_text(_point(match[1], here).ends[1])}")
    if match := _FROM_TO.fullmatch(text):
        first, last = (part for part in match.groups() if part)
        return _read_range(first, last, here)
    if match := _ABOUT.fullmatch(text):
        return marked(_whole(match[1], here), approximate=True)
    if match := _UNCERTAIN.fullmatch(text):
        return marked(_whole(match[1], here), uncertain=True)
    if match := _BY.fullmatch(text):
        # "Before the end of April" has April inside.
        word = "by" if match[2] else match[1]
        return _read_by(word, _point(match[3], here))
    if match := _ONWARDS.fullmatch(text):
        return _read_since("since", _point(match[1], here))
    if match := _SINCE.fullmatch(text):
        return _read_since(match[1], _point(match[2], here))
    if match := _MONTH_THEN_DAYS.fullmatch(text):
        month, first, last, year = match.groups()
        return _read_range(first, f"{last} {month} {year}", here)
    # A dash within words may belong to them, as in "mid-April" and "winter 2026–27".
    if _CLEAR_SEPARATOR.search(text):
        return _read_separated(text, here)
    return _read_point(text, here) or _read_separated(text, here)


def _whole(text: str, here: _Here) -> Edtf:
    return _must_be_read(_read_edtf(text) or _read_whole(text, here), text)


def _read_point(text: str, here: _Here) -> Edtf | None:
    """Read a date that is no range, the form that the end of a range may have."""
    if found := _read_edtf(text):
        return found
    if match := _ABOUT.fullmatch(text):
        return marked(_point(match[1], here), approximate=True)
    if match := _UNCERTAIN.fullmatch(text):
        return marked(_point(match[1], here), uncertain=True)
    if found := read_relative(text, here.today):
        return found
    if found := read_span(text, lambda inner: _point(inner, here)):
        return found
    if edtf := read_calendar(text):
        return parse_edtf(edtf)
    if match := _DURING.fullmatch(text):
        return _read_point(match[1], here)
    return _read_moment(text, here)


def _point(text: str, here: _Here) -> Edtf:
    return _must_be_read(_read_point(text, here), text)


def _read_moment(text: str, here: _Here) -> Edtf | None:
    """Read a day with a time of day: "24 April 2026, 15:00 Beijing"."""
    match = _DAY_THEN_TIME.fullmatch(text) or _TIME_THEN_DAY.fullmatch(text)
    if match is None:
        return None
    day = _point(match["day"], here)
    if day.precision != Precision.DAY or day.first is None or day.mark:
        raise UnclearDate(_("A time of day needs an exact day, such as 24 April 2026, 15:00."))
    zone = read_zone(match["zone"]) if match["zone"] else here.zone
    return parse_edtf(at_time(day.first, match["time"], zone))


def _read_since(word: str, start: Edtf) -> Edtf:
    """Read an open end. "After" a day has that day inside, after a longer span has not."""
    if start.first is None or start.last is None:
        raise UnclearDate(_("What is open already cannot be opened further."))
    if word == "after" and start.first != start.last:
        return parse_edtf(f"{start.last + timedelta(days=1)}{start.mark}/..")
    return parse_edtf(f"{_day_text(start.ends[0])}/..")


def _read_by(word: str, end: Edtf) -> Edtf:
    """Read an open start. "Before" has the day or span itself outside."""
    if end.first is None or end.last is None:
        raise UnclearDate(_("What is open already cannot be opened further."))
    if word == "before":
        return parse_edtf(f"../{end.first - timedelta(days=1)}{end.mark}")
    return parse_edtf(f"../{_day_text(end.ends[1])}")


def _day_text(end: Edtf | None) -> str:
    """Return EDTF that may stand in an interval, where no time of day may."""
    if end is None:
        raise UnclearDate(_("What is open already cannot be opened further."))
    return f"{end.first}" if end.precision == Precision.TIME else end.text


def _read_separated(text: str, here: _Here) -> Edtf | None:
    for separator in _SEPARATORS:
        parts = separator.split(text, maxsplit=1)
        if len(parts) == 2 and all(parts):
            return _read_range(parts[0], parts[1], here)
    return None


def _read_range(first: str, last: str, here: _Here) -> Edtf:
    """Read the days from `first` to `last`; what one leaves out is as in the other."""
    if _HAS_YEAR.search(first) and not _HAS_YEAR.search(last):
        start = _point(first, here)
        end = _completed(last, start, here, step=1)
    else:
        end = _point(last, here)
        start = _completed(first, end, here, step=-1)
    if start.is_open or end.is_open:
        raise UnclearDate(_("A span has two plain ends, as in 15–30 April 2026."))
    return between(start, end)


def _completed(text: str, other: Edtf, here: _Here, *, step: int) -> Edtf:
    """Read `text`, taking its month and year from `other` where it has none.

    Of "28 December – 3 January 2026" the first is in the year before: `step` says which
    way to go when the ends would stand the wrong way round.
    """
    near = other.first
    if near is None or _HAS_YEAR.search(text):
        return _point(text, here)
    if match := _BARE_DAY.fullmatch(text):
        if other.precision != Precision.DAY:
            raise _no_month(text)
        return _point(f"{near:%Y-%m}-{match[1].zfill(2)}", here)
    unclear = _no_month(text)
    try:
        if found := _read_point(text, here):
            return found
    except UnclearDate as error:
        unclear = error
    # "March – 2026" does not say that March is in that year.
    whole_years = (Precision.YEAR, Precision.DECADE, Precision.CENTURY)
    if other.precision in whole_years or not _NAMES_MONTHS.search(text):
        raise unclear
    same_year = _point(f"{text} {near.year}", here)
    if _in_order(same_year, other, step):
        return same_year
    beyond = _point(f"{text} {near.year + step}", here)
    return beyond if _are_close(beyond, other) else same_year


def _in_order(found: Edtf, other: Edtf, step: int) -> bool:
    start, end = (found, other) if step < 0 else (other, found)
    return not (start.first and end.last and start.first > end.last)


def _are_close(one: Edtf, other: Edtf) -> bool:
    """Tell a turn of the year from two ends that were confused."""
    return bool(
        one.first and other.first and abs(one.first - other.first) < timedelta(days=183)
    )


def _no_month(text: str) -> UnclearDate:
    return UnclearDate(
        _("“%(text)s” is only a part of a date. Write 15–30 April 2026.") % {"text": text}
    )
