"""The day as of which a page is shown, and the way to other days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.dates.edtf import UnclearDate
from tracker.dates.reading import read_day
from tracker.reader.address import dated, with_query
from tracker.reader.errors import Retry, UnreadableAddress
from tracker.reader.histogram import Histogram

JUMPS = {
    "month-before": (gettext_lazy("A month before"), relativedelta(months=-1)),
    "weeks-before": (gettext_lazy("Two weeks before"), relativedelta(weeks=-2)),
    "release": (gettext_lazy("Release day"), relativedelta()),
    "week-after": (gettext_lazy("A week after"), relativedelta(weeks=1)),
}


# What a page asks for a day, by the name of the field.
LABELS = {
    "as_of": gettext_lazy("Show the page as of"),
    "from": gettext_lazy("From"),
    "to": gettext_lazy("To"),
    "since": gettext_lazy("Recorded since"),
}


@dataclass(frozen=True)
class Jump:
    key: str
    label: str
    url: str
    is_current: bool
    # The day it leads to, None for the present.
    day: date | None = None

    def is_within(self, first: date) -> bool:
        """Tell whether it leads to `first` or a later day."""
        return self.day is None or self.day >= first


@dataclass(frozen=True)
class AsOfControl:
    """The form that asks for a day. `value`, `first` and `last` are ISO dates."""

    path: str
    value: str
    first: str
    last: str
    hidden: Collection[tuple[str, str]]
    jumps: Sequence[Jump] = ()
    histogram: Histogram | None = None


@dataclass(frozen=True)
class Past:
    """The bar that says that a page shows the past.

    record_text: what became of our own record of that day afterwards, "" if nothing did.
    compare_url: to the page that compares that day with today, "" for none.
    """

    day: date
    now_url: str
    distance_text: str = ""
    record_text: str = ""
    compare_url: str = ""


def today_in(zone: tzinfo | None) -> date:
    """Return the day it is in `zone`, or in the site's own zone for None."""
    return timezone.localdate(timezone=zone)


def read_as_of(request: HttpRequest, *, today: date) -> date | None:
    """Return the day of `as_of`, None without one; see `read_query_day`."""
    return read_query_day(request, "as_of", today=today)


def read_query_day(request: HttpRequest, name: str, *, today: date) -> date | None:
    """Return the day that the query gives under `name`, None without one.

    The future means `today`. Raises UnreadableAddress, with the field to try again, for text
    that is no day.
    """
    text = request.GET.get(name, "")
    if not text.strip():
        return None
    try:
        return min(read_day(text, today=today), today)
    except UnclearDate as error:
        shown = "".join(letter for letter in text[:100] if letter.isprintable())
        others = [
            (key, value)
            for key, values in request.GET.lists()
            for value in values
            if key not in {name, "after"} and "\x00" not in key + value
        ]
        retry = Retry(request.path, name, str(LABELS[name]), shown, others)
        raise UnreadableAddress(str(error), retry=retry) from error


def slid_url(request: HttpRequest, *, today: date) -> str:
    """Return the address that a form with a slider asked for, "" if `request` has no slider.

    Such a form sends the day of its field (`as_of`), that of its slider (`day`, an ordinal)
    and the one that its page shows (`shown`). Without script all three come. What differs
    from the page was moved, and wins; if both were, the field does.
    """
    if "day" not in request.GET:
        return ""
    shown, asked = request.GET.get("shown", ""), request.GET.get("as_of", "").strip()
    if (slid := slider_day(request.GET["day"])) and asked in {"", shown}:
        asked = slid.isoformat()
    pairs = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in {"day", "shown", "as_of"}
    ]
    if asked and not is_present(asked, today):
        pairs.insert(0, ("as_of", asked))
    return with_query(request.path, pairs)


def slider_day(text: str) -> date | None:
    try:
        return date.fromordinal(int(text))
    except (ValueError, OverflowError):
        return None


def is_present(text: str, today: date) -> bool:
    """Tell whether `text`, as a field for dates sends it, means the page without a day."""
    try:
        return date.fromisoformat(text) >= today
    except ValueError:
        return False


def titled(title: str, day: date | None) -> str:
    if day is None:
        return title
    return _("%(title)s as of %(day)s") % {
        "title": title,
        "day": date_format(day, _("j F Y")),
    }


def jumps(
    url_on: Callable[[date | None], str],
    *,
    day: date | None,
    pivot_day: date | None,
    today: date,
) -> list[Jump]:
    """Return the days around the pivot and today; without a known pivot there are none."""
    if pivot_day is None:
        return []
    found = []
    for key, (label, distance) in JUMPS.items():
        target = pivot_day + distance
        if target <= today:
            found.append(Jump(key, str(label), url_on(target), target == day, target))
    return [*found, Jump("today", _("Today"), url_on(None), day is None)]


def control_since(
    known_on: date, path: str, *, day: date | None, today: date, pivot_day: date | None
) -> AsOfControl:
    """Return the form of a page at `path` of what was known from `known_on` on."""
    found = jumps(lambda target: dated(path, target), day=day, pivot_day=pivot_day, today=today)
    return AsOfControl(
        path=path,
        value=(day or today).isoformat(),
        first=known_on.isoformat(),
        last=today.isoformat(),
        hidden=(),
        jumps=[jump for jump in found if jump.is_within(known_on)],
    )


def distance_text(day: date, pivot_day: date | None) -> str:
    """Say how far `day` is from the pivot: "14 days before release"; "" without a pivot."""
    if pivot_day is None:
        return ""
    days = (day - pivot_day).days
    if days == 0:
        return _("on release day")
    words = (
        ngettext("%(n)d day after release", "%(n)d days after release", days)
        if days > 0
        else ngettext("%(n)d day before release", "%(n)d days before release", -days)
    )
    return words % {"n": abs(days)}
