"""A time axis: days become places from left to right, and ticks stand where calendars turn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, YEARLY, rrule
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST_TICKS = 8
# From the finest to the coarsest: how often ticks stand.
RHYTHMS: Sequence[dict[str, object]] = [
    {"freq": DAILY},
    {"freq": WEEKLY, "byweekday": MO},
    {"freq": WEEKLY, "byweekday": MO, "interval": 2},
    {"freq": MONTHLY, "bymonthday": 1},
    {"freq": MONTHLY, "bymonthday": 1, "bymonth": (1, 4, 7, 10)},
    *({"freq": YEARLY, "byyearday": 1, "interval": years} for years in (1, 2, 5, 10, 25, 100)),
]

# When the earliest of so many days would take more than this share of the width, an axis
# begins after them.
EARLY = 20
LARGEST_SHARE = 0.25
# Room behind the last change, as a part of the axis, for lines that run on.
ROOM = 20


@dataclass(frozen=True)
class Tick:
    """A mark on an axis, `at` percent of its width from the left."""

    at: float
    day: date
    label: str


@dataclass(frozen=True)
class Axis:
    """The days from `first` to `last`, both on it. `last` is not before `first`."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Days between the ends; 0 if there is one day only."""
        return (self.last - self.first).days

    def at(self, day: date) -> float:
        """Return where `day` stands, in percent of the width, two places.

        Days off the axis stand at its nearer end; on an axis of one day all stand at 0.
        """
        if not self.days:
            return 0.0
        passed = (min(max(day, self.first), self.last) - self.first).days
        return round(100 * passed / self.days, 2)

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self, most: int = MOST_TICKS) -> list[Tick]:
        """Return the ticks of the finest calendar rhythm that needs at most `most`.

        A tick names its year where the year is new; the first also if the axis ends in another.
        """
        for rhythm in RHYTHMS:
            days = turns(rhythm, self.first, self.last, most)
            if len(days) <= most:
                years = [self.last.year, *(day.year for day in days)]
                return [
                    Tick(self.at(day), day, label_of(day, rhythm, says_year=day.year != year))
                    for day, year in zip(days, years, strict=False)
                ]
        return []


def axis_of(days: Collection[date], last: date) -> Axis:
    """Return the axis of what begins on `days`, up to `last`.

    A few early days shall not squeeze all others: one in twenty may lie before it.
    """
    ordered = sorted(days)
    if not ordered:
        return Axis(last, last)
    first, crowd = min(ordered[0], last), min(ordered[len(ordered) // EARLY], last)
    is_squeezed = (crowd - first).days > LARGEST_SHARE * (last - first).days
    return Axis(crowd if is_squeezed else first, last)


def with_room(first: date, last: date) -> date:
    """Return a day a little after `last`, so that what is confirmed is seen to run on."""
    return last + timedelta(days=max(1, (last - first).days // ROOM))


def turns(rhythm: dict[str, object], first: date, last: date, most: int) -> list[date]:
    """Return the days of `rhythm` on the axis, at most one more than `most`."""
    start = datetime.combine(first, time())
    if rhythm["freq"] == YEARLY:
        interval = rhythm["interval"]
        # Years that the interval divides, whatever year the axis begins in.
        start = start.replace(year=max(first.year // interval * interval, 1), month=1, day=1)
    found: list[date] = []
    for moment in rrule(dtstart=start, until=datetime.combine(last, time()), **rhythm):
        if moment.date() >= first:
            found.append(moment.date())
        if len(found) > most:
            break
    return found


def label_of(day: date, rhythm: dict[str, object], *, says_year: bool) -> str:
    if rhythm["freq"] == YEARLY:
        return str(day.year)
    if rhythm["freq"] == MONTHLY:
        return date_format(day, _("M Y") if says_year else _("M"))
    return date_format(day, _("j M Y") if says_year else _("j M"))
