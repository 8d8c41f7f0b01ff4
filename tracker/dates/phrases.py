"""Spans of time as people name them: "Q1 2026", "late April 2026", "next week"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import MO, relativedelta
from django.utils.translation import gettext as _

from tracker.dates.edtf import Edtf, Precision, UnclearDate, parse_edtf

# Reads what a phrase is about: the "April 2026" of "late April 2026".
Reader = Callable[[str], Edtf]

_PLACES = {
    **dict.fromkeys(("first", "1st", "1"), 1),
    **dict.fromkeys(("second", "2nd", "2"), 2),
    **dict.fromkeys(("third", "3rd", "3"), 3),
    **dict.fromkeys(("fourth", "4th", "4"), 4),
}
_PLACE = "|".join(_PLACES)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_NUMBERS = {
    **{"a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4},
    **{"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12},
}
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_UNIT = r"(?P<unit>day|week|month|year)s?"
# "The coming weeks" and the like: how far they reach.
_COMING = {
    "days": relativedelta(days=7),
    "weeks": relativedelta(weeks=8),
    "months": relativedelta(months=6),
    "years": relativedelta(years=3),
}
# First and last third of a span that each word covers.
_THIRDS = {
    "early": (1, 1),
    "early-mid": (1, 2),
    "mid": (2, 2),
    "middle of": (2, 2),
    "mid-late": (2, 3),
    "late": (3, 3),
    "beginning of": (1, 1),
    "start of": (1, 1),
    "end of": (3, 3),
    "end": (3, 3),
}

_QUARTER = re.compile(
    rf"(?:q(?P<q>[1-4])|(?P<q_first>[1-4])q|quarter (?P<n>[1-4])"
    rf"|(?:the )?(?P<place>{_PLACE}|last) quarter)"
    r"(?: of|,)?[ /-](?P<year>\d{4})|(?P<year_first>\d{4})[ -]?q(?P<q_last>[1-4])"
)
_HALF = re.compile(
    rf"(?:h(?P<h>[12])|(?P<h_first>[12])h|(?:the )?(?P<place>{_PLACE}|last) half)"
    r"(?: of|,)? (?P<whole>.+)"
)
_THIRD_OF_YEAR = re.compile(rf"(?:the )?(?P<place>{_PLACE}|last) third of (?P<year>\d{{4}})")
_SEASON = re.compile(
    rf"(?:the )?(?P<season>{'|'.join(_SEASONS)})(?: of|,)? (?P<year>\d{{4}})"
    r"(?:[-–/](?P<next>\d{4}|\d{2}))?(?: \((?P<hemisphere>northern|southern) hemisphere\))?"
)
_THIRD = re.compile(
    rf"(?:the |in )?(?P<third>{'|'.join(sorted(_THIRDS, key=len, reverse=True))})"
    r"(?: in|-| the)? ?(?P<whole>\S.*)"
)
_WEEK_OF = re.compile(r"(?:the )?week (?:of|beginning|starting) (?P<day>.+)")
_WEEK_IN = re.compile(rf"(?:the )?(?P<place>{_PLACE}|last) week (?:of|in) (?P<month>.+)")
_DECADE = re.compile(r"(?:the )?(?P<decade>\d{3})0'?s")
_CENTURY = re.compile(r"(?P<century>\d{2})00–(?P=century)99")
_SOME = re.compile(r"(?:a|one|some) (?P<part>day|month) in (?P<whole>.+)")
_THIS = re.compile(
    r"(?:(?P<part>later|earlier) )?(?P<which>this|next|last|the) "
    r"(?P<unit>week|month|quarter|year)"
)
_AWAY = re.compile(rf"in (?P<count>{_NUMBER}) {_UNIT}(?:' time)?")
_AGO = re.compile(rf"(?P<count>{_NUMBER}) {_UNIT} ago")
_WITHIN = re.compile(
    rf"(?:within|(?:(?:with)?in |over )?(?:the )?(?:next|coming)) (?P<count>{_NUMBER}) {_UNIT}"
)
_COMING_SPAN = re.compile(
    r"(?:(?:with)?in |over )?(?:the )?(?:coming|next few) "
    r"(?P<units>days?|weeks?|months?|years?)"
)
_DAYS_AWAY = {
    "today": 0,
    "now": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}


def read_span(text: str, read: Reader) -> Edtf | None:
    """Return the days of a named span; None for text of any other shape."""
    if match := _QUARTER.fullmatch(text):
        number = (
            match["q"] or match["q_first"] or match["n"] or match["q_last"] or match["place"]
        )
        year = match["year"] or match["year_first"]
        return parse_edtf(f"{year}-{32 + _place(number, last=4)}")
    if match := _HALF.fullmatch(text):
        return _half(
            _place(match["h"] or match["h_first"] or match["place"], last=2),
            read(match["whole"]),
        )
    if match := _THIRD_OF_YEAR.fullmatch(text):
        return parse_edtf(f"{match['year']}-{36 + _place(match['place'], last=3)}")
    if match := _SEASON.fullmatch(text):
        return _season(match)
    if match := _WEEK_OF.fullmatch(text):
        return _week(_only_day(read(match["day"])))
    if match := _WEEK_IN.fullmatch(text):
        return _week_of_month(match["place"], read(match["month"]))
    if match := _DECADE.fullmatch(text):
        return parse_edtf(f"{match['decade']}X")
    if match := _CENTURY.fullmatch(text):
        return parse_edtf(f"{match['century']}XX")
    if match := _SOME.fullmatch(text):
        return _unspecified(match["part"], read(match["whole"]))
    if match := _THIRD.fullmatch(text):
        return _third(_THIRDS[match["third"]], read(match["whole"]))
    return None


def read_relative(text: str, today: date) -> Edtf | None:
    """Return the days that are named by their distance from `today`; None for other text."""
    if text in _DAYS_AWAY:
        return parse_edtf(f"{today + timedelta(days=_DAYS_AWAY[text])}")
    if match := _THIS.fullmatch(text):
        return _this(match, today)
    if match := _AWAY.fullmatch(text):
        return _away(today + _step(match["count"], match["unit"]), match["unit"])
    if match := _AGO.fullmatch(text):
        return _away(today - _step(match["count"], match["unit"]), match["unit"])
    if match := _WITHIN.fullmatch(text):
        return _days(today, today + _step(match["count"], match["unit"]))
    if match := _COMING_SPAN.fullmatch(text):
        units = match["units"]
        step = _COMING[units] if units.endswith("s") else _step("1", units)
        return _days(today, today + step)
    return None


def _place(word: str, *, last: int) -> int:
    place = last if word == "last" else _PLACES[word]
    if place > last:
        raise UnclearDate(_("There are only %(count)d of these.") % {"count": last})
    return place


def _days(first: date, last: date) -> Edtf:
    return parse_edtf(f"{first}" if first == last else f"{first}/{last}")


def _months(first: date, last: date) -> Edtf:
    """Return the span from one month to another, written in months."""
    start, end = f"{first:%Y-%m}", f"{last:%Y-%m}"
    return parse_edtf(start if start == end else f"{start}/{end}")


def _bounds(whole: Edtf) -> tuple[date, date]:
    if whole.first is None or whole.last is None or whole.mark:
        raise UnclearDate(_("Only of a month, quarter, season or year is there a part."))
    return whole.first, whole.last


def _half(place: int, whole: Edtf) -> Edtf:
    first, last = _bounds(whole)
    if whole.precision == Precision.MONTH:
        middle = first.replace(day=15)
        return _days(first, middle) if place == 1 else _days(middle + timedelta(1), last)
    if whole.precision != Precision.YEAR:
        raise UnclearDate(_("A half is read of a year or a month, as in “H2 2026”."))
    # In months rather than as 2026-41: readers of levels 0 and 1 know these.
    return parse_edtf(
        f"{first.year}-01/{first.year}-06" if place == 1 else f"{first.year}-07/{first.year}-12"
    )


def _third(thirds: tuple[int, int], whole: Edtf) -> Edtf:
    """Return thirds of a span: of a month days 1-10, 11-20 and the rest; else months."""
    first, last = _bounds(whole)
    start, end = thirds
    if whole.precision == Precision.MONTH:
        starts = (1, 11, 21)
        ends = (10, 20, last.day)
        return _days(first.replace(day=starts[start - 1]), first.replace(day=ends[end - 1]))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day != 1 or months % 3 or last != _month_end(last):
        raise UnclearDate(
            _("Early, mid and late are read of a month, quarter, season or year.")
        )
    return _months(
        first + relativedelta(months=months // 3 * (start - 1)),
        first + relativedelta(months=months // 3 * end - 1),
    )


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _season(match: re.Match[str]) -> Edtf:
    code, year = _SEASONS[match["season"]], int(match["year"])
    if match["hemisphere"] == "northern":
        code += 4
    if match["hemisphere"] == "southern":
        code += 8
    season = parse_edtf(f"{year}-{code}")
    crosses = season.first is not None and season.first.month == 12
    following = f"{year + 1}"
    if match["next"] and (not crosses or not following.endswith(match["next"])):
        raise UnclearDate(_("“%(text)s” names two years for one season.") % {"text": match[0]})
    if crosses and not match["next"]:
        raise UnclearDate(
            _(
                "The %(season)s of %(year)s may be its beginning or its end. "
                "Write %(season)s %(year)s–%(next)s, or the months."
            )
            % {"season": match["season"], "year": year, "next": following[2:]}
        )
    return season


def _only_day(edtf: Edtf) -> date:
    if edtf.first is None or edtf.first != edtf.last:
        raise UnclearDate(_("“Week of” is followed by a day, as in “week of 2 March 2026”."))
    return edtf.first


def _week(day: date) -> Edtf:
    """Return Monday to Sunday around `day`."""
    monday = day + relativedelta(weekday=MO(-1))
    return _days(monday, monday + timedelta(days=6))


def _week_of_month(place: str, month: Edtf) -> Edtf:
    first, last = _bounds(month)
    if month.precision != Precision.MONTH:
        raise UnclearDate(_("A first or last week is read of a month."))
    if place == "last":
        return _days(last - timedelta(days=6), last)
    start = first + timedelta(weeks=_PLACES[place] - 1)
    return _days(start, start + timedelta(days=6))


def _unspecified(part: str, whole: Edtf) -> Edtf:
    if whole.precision == Precision.YEAR and not whole.mark:
        return parse_edtf(
            f"{whole.text[:4]}-XX-XX" if part == "day" else f"{whole.text[:4]}-XX"
        )
    if whole.precision == Precision.MONTH and not whole.mark and part == "day":
        return parse_edtf(f"{whole.text[:7]}-XX")
    raise UnclearDate(_("Write “a day in April 2026” or “a month in 2026”."))


def _step(number: str, unit: str) -> relativedelta:
    count = _NUMBERS[number] if number in _NUMBERS else int(number)
    return relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]  # unit is one of four


def _this(match: re.Match[str], today: date) -> Edtf:
    steps = {"next": 1, "last": -1}.get(match["which"], 0)
    unit = match["unit"]
    step = relativedelta(months=3) if unit == "quarter" else _step("1", unit)
    whole = _around(today + step * steps, unit)
    first, last = _bounds(whole)
    if match["part"] is None:
        return whole
    if steps:
        raise UnclearDate(_("Write “later this month” or “earlier this year”."))
    return _days(today, last) if match["part"] == "later" else _days(first, today)


def _around(day: date, unit: str) -> Edtf:
    match unit:
        case "week":
            return _week(day)
        case "month":
            return parse_edtf(f"{day:%Y-%m}")
        case "quarter":
            return parse_edtf(f"{day.year}-{33 + (day.month - 1) // 3}")
        case _:
            return parse_edtf(f"{day.year}")


def _away(day: date, unit: str) -> Edtf:
    """Return the day for a number of days or weeks; the whole month or year for those."""
    return parse_edtf(f"{day}") if unit in ("day", "week") else _around(day, unit)
