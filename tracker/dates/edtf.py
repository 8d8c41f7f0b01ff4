"""Dates as EDTF (ISO 8601-2) writes them: levels 0 and 1, and the groupings of level 2.

Source: https://www.loc.gov/standards/datetime/. Left out on purpose: years outside
1000 to 9999, and the sets and partial qualifiers of level 2.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

MAX_LENGTH = 60


class UnclearDate(ValueError):
    """The text is no date, or may mean several; says in a sentence what to write."""


class Precision(StrEnum):
    """How finely a date is given. Only `DAY` and `TIME` always mean a single day."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    THIRD = "third"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    INTERVAL = "interval"


@dataclass(frozen=True)
class Edtf:
    """A date as exact as it is known.

    text: canonical EDTF. first, last: days as written, both inside; None where the date is
    open or that end is unknown. An unspecified part counts as the whole it stands in:
    "2026-04-XX" has the precision and the days of a month.
    """

    text: str
    first: date | None
    last: date | None
    precision: Precision
    approximate: bool = False
    uncertain: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.first is None or self.last is None

    @property
    def ends(self) -> tuple[Edtf | None, Edtf | None]:
        """Start and end, None where open or unknown; twice itself unless an interval."""
        if self.precision != Precision.INTERVAL:
            return self, self
        start, end = self.text.split("/")
        return _read_end(start), _read_end(end)

    @property
    def mark(self) -> str:
        """The qualifier EDTF writes behind the date: "~", "?", "%" (both) or ""."""
        return MARKS[self.approximate, self.uncertain]

    @property
    def moment(self) -> datetime | None:
        """The date and time, None without a time of day; naive where no offset is given."""
        return datetime.fromisoformat(self.text) if self.precision == Precision.TIME else None


MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}

_CHARACTERS = re.compile(r"[0-9TtZzXx./:~?%+-]*")
_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)"
    r"(?:-(?P<part>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<mark>[~?%]?)"
)
_TIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?P<zone>Z|[+-][0-9]{2}(?::[0-5][0-9])?)?"
)
_FARTHEST_ZONE_HOURS = 14

# The month each begins with and how many months it lasts. A season is meteorological;
# one that begins in December ends in the following year.
GROUPINGS: dict[int, tuple[int, int, Precision]] = {
    **{21 + n: (3 + 3 * n, 3, Precision.SEASON) for n in range(4)},
    **{25 + n: (3 + 3 * n, 3, Precision.SEASON) for n in range(4)},
    **{29 + n: ((8 + 3 * n) % 12 + 1, 3, Precision.SEASON) for n in range(4)},
    **{33 + n: (1 + 3 * n, 3, Precision.QUARTER) for n in range(4)},
    **{37 + n: (1 + 4 * n, 4, Precision.THIRD) for n in range(3)},
    **{40 + n: (1 + 6 * n, 6, Precision.HALF) for n in range(2)},
}


def parse_edtf(text: str) -> Edtf:
    """Return the date that `text`, in EDTF, stands for.

    Space around it and lower case are forgiven. Raises UnclearDate for everything else.
    """
    if len(text) > MAX_LENGTH:
        raise UnclearDate(_("A date has at most %(count)d characters.") % {"count": MAX_LENGTH})
    if not text.isprintable():
        raise UnclearDate(_("The date holds characters that cannot be seen. Type it anew."))
    written = text.strip()
    if not _CHARACTERS.fullmatch(written):
        raise _unreadable(written)
    written = written.upper()
    if "/" not in written:
        return _read_single(written)
    if written.count("/") > 1:
        raise UnclearDate(
            _(
                "“%(text)s” has more than two ends. "
                "An interval is written 2026-04-15/2026-04-30."
            )
            % {"text": written}
        )
    return _read_interval(*written.split("/"))


def narrowed(edtf: Edtf, by: date) -> Edtf:
    """Return the same date, known to lie at or before the day `by`.

    One that has ended by then is unchanged; so is one that begins only later, which
    contradicts the knowledge and is for a person to judge.
    """
    if edtf.last is not None and edtf.last <= by:
        return edtf
    if edtf.first is None:
        return parse_edtf(f"{edtf.text.split('/')[0]}/{by}")
    if edtf.first > by:
        return edtf
    start = edtf.ends[0]
    if start is None or start.last is None or edtf.precision != Precision.INTERVAL:
        start_text = f"{edtf.first}{edtf.mark}"
    elif edtf.first == by or start.last >= by:
        start_text = f"{edtf.first}{start.mark}"
    else:
        start_text = start.text
    return parse_edtf(start_text if edtf.first == by else f"{start_text}/{by}")


def open_after(edtf: Edtf, day: date) -> Edtf:
    """Return the date as it looked on `day`: what ends later is open, its end not yet known.

    One that begins after `day` is unchanged; one without a known start had come by `day`.
    """
    if edtf.last is None or edtf.last <= day or (edtf.first and edtf.first > day):
        return edtf
    if edtf.first is None:
        return parse_edtf(f"../{day}")
    start = edtf.ends[0]
    if edtf.precision == Precision.INTERVAL and start is not None:
        return parse_edtf(f"{start.text}/..")
    return parse_edtf(f"{edtf.first}{edtf.mark}/..")


def _read_interval(start_text: str, end_text: str) -> Edtf:
    start, end = _read_end(start_text), _read_end(end_text)
    if start is None and end is None:
        raise UnclearDate(_("An interval needs a start or an end, as in 2026-04-29/..."))
    if start and end and start.first and end.last and start.first > end.last:
        raise UnclearDate(
            _("The interval ends (%(end)s) before it starts (%(start)s).")
            % {"start": start.text, "end": end.text}
        )
    return Edtf(
        text=f"{start.text if start else start_text}/{end.text if end else end_text}",
        first=start.first if start else None,
        last=end.last if end else None,
        precision=Precision.INTERVAL,
        approximate=any(end.approximate for end in (start, end) if end),
        uncertain=any(end.uncertain for end in (start, end) if end),
    )


def _read_end(text: str) -> Edtf | None:
    if text in ("", ".."):
        return None
    end = _read_single(text)
    if end.precision == Precision.TIME:
        raise UnclearDate(_("The ends of an interval are days, without a time of day."))
    return end


def _read_single(text: str) -> Edtf:
    if match := _TIME.fullmatch(text):
        return _read_time(match)
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year, part, day, mark = match.group("year", "part", "day", "mark")
    if year < "1000":
        raise UnclearDate(_("Years from 1000 to 9999 can be written."))
    if "X" in year and part:
        raise UnclearDate(
            _("“%(text)s” leaves digits of the year open, so it can name no month.")
            % {"text": text}
        )
    if part == "XX" and day not in (None, "XX"):
        raise UnclearDate(
            _("“%(text)s” leaves the month open, so it can name no day.") % {"text": text}
        )
    try:
        first, last, precision = _days(year, part, day)
    except ValueError as error:
        raise UnclearDate(_("“%(text)s” is not in the calendar.") % {"text": text}) from error
    return Edtf(
        text=text,
        first=first,
        last=last,
        precision=precision,
        approximate=mark in ("~", "%"),
        uncertain=mark in ("?", "%"),
    )


def _days(year: str, part: str | None, day: str | None) -> tuple[date, date, Precision]:
    """Return (first, last, precision); raise ValueError for what no calendar has."""
    if "X" in year:
        precision = Precision.CENTURY if year.endswith("XX") else Precision.DECADE
        first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return date(first_year, 1, 1), date(last_year, 12, 31), precision
    if part in (None, "XX"):
        return date(int(year), 1, 1), date(int(year), 12, 31), Precision.YEAR
    if day and day != "XX":
        only = date(int(year), int(part), int(day))
        return only, only, Precision.DAY
    if day is None and int(part) in GROUPINGS:
        month, length, precision = GROUPINGS[int(part)]
    else:
        month, length, precision = int(part), 1, Precision.MONTH
    first = date(int(year), month, 1)
    more_years, last_month = divmod(month + length - 2, 12)
    last_year, last_month = first.year + more_years, last_month + 1
    days = calendar.monthrange(last_year, last_month)[1]
    return first, date(last_year, last_month, days), precision


def _read_time(match: re.Match[str]) -> Edtf:
    day, time, zone = match.group("day", "time", "zone")
    if zone in ("+00", "-00", "+00:00", "-00:00"):
        zone = "Z"
    elif zone and len(zone) == len("+08"):
        zone += ":00"
    text = f"{day}T{time}{zone or ''}"
    single = _read_single(day)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnclearDate(
            _("“%(text)s” has a time of day that no clock shows.") % {"text": text}
        ) from error
    offset = moment.utcoffset()
    if offset is not None and abs(offset.total_seconds()) > _FARTHEST_ZONE_HOURS * 3600:
        raise UnclearDate(_("No time zone is more than 14 hours from UTC."))
    return Edtf(text, single.first, single.last, Precision.TIME)


def _unreadable(text: str) -> UnclearDate:
    return UnclearDate(
        _(
            "“%(text)s” is not a date in EDTF. Write 2026-04-24, 2026-04, 2026, "
            "2026-04-15/2026-04-30, 2026-04-29/.. (open), 2026-04~ (about) or "
            "2026-33 (first quarter)."
        )
        % {"text": text}
    )
