"""Which days of a story are compared: read from a query string, written back short."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from tracker.reader.address import with_query
from tracker.reader.asof import read_as_of, read_query_day
from tracker.reader.comparing import Move
from tracker.reader.errors import UnreadableAddress
from tracker.shared.cursors import UnreadableCursor, cursor_after, read_cursor

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


def read_compare_address(
    request: HttpRequest, *, today: date, pivot_day: date | None
) -> CompareAddress:
    """Read which days are asked for, in either order; without them, see `usual_start`.

    `as_of` stands in for a `to` that is not given. Raises UnreadableAddress.
    """
    query = request.GET
    day = read_as_of(request, today=today)
    last = read_query_day(request, "to", today=today) or day or today
    first = read_query_day(request, "from", today=today) or usual_start(last, pivot_day)
    address = CompareAddress(
        path=request.path,
        first=min(first, last),
        last=max(first, last),
        show=query.get("show", "") if query.get("show") in Move.values else "",
    )
    return with_cursor(address, query)


def usual_start(last: date, pivot_day: date | None) -> date:
    """Return the day before the pivot if that is over by `last`, else a month earlier."""
    if pivot_day and pivot_day <= last:
        return pivot_day - relativedelta(days=1)
    return last - MONTH


def with_cursor(address: CompareAddress, query: QueryDict) -> CompareAddress:
    cursor = query.get("after")
    if not (cursor and address.show):
        return address
    try:
        return replace(address, after=read_cursor(cursor))
    except UnreadableCursor as error:
        message = _("The place in the list at which it should go on cannot be read.")
        raise UnreadableAddress(message, start_url=address.url) from error
