"""Which days of a story are compared: read from a query string, written back short."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest

from tracker.reader.address import read_after, with_query
from tracker.reader.asof import read_as_of, read_query_day
from tracker.reader.comparing import Move
from tracker.reader.rows import pivot_of
from tracker.shared.cursors import cursor_after
from tracker.stories.models import Story

MONTH = relativedelta(months=1)


@dataclass(frozen=True)
class CompareAddress:
    """Which days are compared; `show` narrows to one kind of move, "" shows all."""

    path: str
    first: date
    last: date
    show: str = ""
    after: tuple[date, str] | None = None

    @property
    def url(self) -> str:
        pairs = [("from", self.first.isoformat()), ("to", self.last.isoformat())]
        pairs += [("show", self.show)] if self.show else []
        pairs += [("after", cursor_after(*self.after))] if self.after else []
        return with_query(self.path, pairs)


def read_compare_address(request: HttpRequest, story: Story, *, today: date) -> CompareAddress:
    """Read which days are asked for, in either order; without them, see `usual_start`.

    `as_of` stands in for a `to` that is not given, and later days mean that day, as the
    future means today. Raises UnreadableAddress.
    """
    query = request.GET
    present = read_as_of(request, today=today) or today
    last = read_query_day(request, "to", today=present) or present
    first = read_query_day(request, "from", today=present) or usual_start(story, last)
    address = CompareAddress(
        path=request.path,
        first=min(first, last),
        last=max(first, last),
        show=query.get("show", "") if query.get("show") in Move.values else "",
    )
    return replace(address, after=read_after(query, address.url)) if address.show else address


def usual_start(story: Story, last: date) -> date:
    """Return the day before the pivot if that was known on `last`, else a month earlier."""
    pivot = pivot_of(story, last)
    if pivot and pivot.day <= last:
        return pivot.day - relativedelta(days=1)
    return last - MONTH
