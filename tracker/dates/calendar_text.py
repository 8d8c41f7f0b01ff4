"""Days, months and years as people write them: "24 April 2026", "Apr 2026", "2026年4月"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from dateutil import parser
from django.utils.translation import gettext as _

from tracker.dates.edtf import UnclearDate

# Two days that differ in year, month and day. What the text leaves out is filled in from
# them, so a part that comes out different was not in the text.
# Source: https://github.com/dateutil/dateutil/issues/261.
_FILL_A = datetime(2000, 1, 1, tzinfo=UTC)
_FILL_B = datetime(2004, 2, 2, tzinfo=UTC)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?:(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
# Only these shapes reach dateutil, which would find a date in almost anything.
_SHAPE = re.compile(
    rf"{_WEEKDAY}(?:the )?(?P<date>"
    rf"{_DAY}(?: of)? {MONTH}(?:,? (?:of )?(?P<year_a>\d{{4}}))?"
    rf"|{MONTH}(?: (?:the )?{_DAY})?(?:,? (?:of )?(?P<year_b>\d{{4}}))?"
    rf"|(?P<year_c>\d{{4}}),? {MONTH}(?: {_DAY})?)"
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?|(\d{4})(\d{2})(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{2}|\d{4}))?\2?")
_CHINESE = re.compile(
    r"(?P<year>\d{4})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?)?(?P<part>上半年|下半年"
    r"|第?[一二三四1-4]季度|[上中下]旬)?"
)
_CHINESE_PARTS = {
    "上旬": "early",
    "中旬": "mid",
    "下旬": "late",
    "上半年": "first half of",
    "下半年": "second half of",
    **{f"{n}季度": f"q{place}" for place, n in enumerate("一二三四", start=1)},
    **{f"{n}季度": f"q{n}" for n in range(1, 5)},
}


def read_calendar(text: str) -> str | None:
    """Return the EDTF of a day or month; None for text of any other shape.

    `text` is lower case with single spaces. Raises UnclearDate when the year is missing,
    numbers may be read in two ways, or the calendar has no such day.
    """
    if match := _YEAR_FIRST.fullmatch(text):
        numbers = [int(number) for number in match.group(1, 3, 4, 5, 6, 7) if number]
        return _from_numbers(text, *numbers)
    if match := _NUMERIC.fullmatch(text):
        return _read_numeric(text, match)
    match = _SHAPE.fullmatch(text)
    if match is None:
        return None
    if not any(match.group("year_a", "year_b", "year_c")):
        raise UnclearDate(
            _("“%(text)s” does not say which year. Write %(example)s.")
            % {"text": _shown(text), "example": f"{_shown(match['date'])} 2026"}
        )
    return _read_with_dateutil(match["date"].replace("the ", ""), match["weekday"])


def from_chinese(text: str) -> str:
    """Return `text` with Chinese dates as English ones: "2026年4月下旬" as "late 2026-04"."""
    text = re.sub(r"\s*([年月日号])\s*", r"\1", text)
    for chinese, word in {"今天": "today", "昨天": "yesterday", "明天": "tomorrow"}.items():
        text = text.replace(chinese, word)

    def english(match: re.Match[str]) -> str:
        numbers = [match["year"], *(n.zfill(2) for n in match.group("month", "day") if n)]
        part = _CHINESE_PARTS.get((match["part"] or "").removeprefix("第"), "")
        return f" {part} {'-'.join(numbers)} "

    return " ".join(_CHINESE.sub(english, text).split())


def _read_with_dateutil(text: str, weekday: str | None) -> str:
    try:
        a = parser.parse(text, default=_FILL_A).date()
        b = parser.parse(text, default=_FILL_B).date()
    except (ValueError, OverflowError) as error:
        raise _not_in_calendar(text) from error
    if a.day != b.day:
        if weekday:
            raise UnclearDate(_("A day of the week needs a day of the month."))
        return f"{a:%Y-%m}"
    if weekday and _WEEKDAYS[a.weekday()] != weekday[:3]:
        raise UnclearDate(_("%(day)s is another day of the week. Check the date.") % {"day": a})
    return f"{a}"


def _read_numeric(text: str, match: re.Match[str]) -> str:
    """Read day and month in numbers where only one order is possible."""
    one, other, year = int(match[1]), int(match[3]), match[4] or ""
    if len(year) != len("2026"):
        raise UnclearDate(
            _(
                "“%(text)s” does not show which number is the day, the month and the year. "
                "Write 24 April 2026 or 2026-04-24."
            )
            % {"text": text}
        )
    if one <= 12 and other <= 12 and one != other:
        raise UnclearDate(
            _(
                "“%(text)s” may have the day or the month first. "
                "Write 24 April 2026 or 2026-04-24."
            )
            % {"text": text}
        )
    day, month = max(one, other), min(one, other)
    return _from_numbers(text, int(year), month, day)


def _from_numbers(text: str, year: int, month: int, day: int | None = None) -> str:
    try:
        first = date(year, month, day or 1)
    except ValueError as error:
        raise _not_in_calendar(text) from error
    return first.isoformat() if day else f"{first:%Y-%m}"


def _not_in_calendar(text: str) -> UnclearDate:
    return UnclearDate(_("“%(text)s” is not in the calendar.") % {"text": _shown(text)})


def _shown(text: str) -> str:
    """Return `text` with the capital letters that its reading has taken."""
    return re.sub(MONTH, lambda month: month[0].capitalize(), text)
