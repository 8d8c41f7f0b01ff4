"""What the address of a timeline asks for: read from a query string, written back short."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from tracker.evidence.models import Basis
from tracker.reader.errors import UnreadableAddress
from tracker.shared.cursors import UnreadableCursor, cursor_after, read_cursor
from tracker.shared.text import CONTROL
from tracker.stories.values import Kind, Outcome, Status

NEWEST = "newest"
LONGEST_SEARCH = 200
# The keys by which readers narrow a timeline, with the values that exist. Which outlets
# exist depends on the story and the day, so theirs are checked once those are known.
CHOICES: dict[str, tuple[str, ...] | None] = {
    "status": tuple(Status.values),
    "outcome": tuple(Outcome.values),
    "kind": tuple(Kind.values),
    "outlet": None,
    "basis": tuple(Basis.values),
}


@dataclass(frozen=True)
class Address:
    """A view of a timeline. `chosen` has no key without values."""

    path: str
    day: date | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    search: str = ""
    newest_first: bool = False
    # How lanes are grouped, "" for the usual way.
    group: str = ""
    after: tuple[date, str] | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.search)

    @property
    def is_plain(self) -> bool:
        """Whether this is the page that search engines shall keep."""
        return self == type(self)(self.path)

    @property
    def url(self) -> str:
        return with_query(self.path, self.pairs())

    def pairs(self, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
        """Return the query of this address, default values and the keys `without` left out."""
        pairs = [("as_of", self.day.isoformat())] if self.day else []
        pairs += [(key, value) for key, values in self.chosen.items() for value in values]
        pairs += [("q", self.search)] if self.search else []
        pairs += [("order", NEWEST)] if self.newest_first else []
        pairs += [("group", self.group)] if self.group else []
        pairs += [("after", cursor_after(*self.after))] if self.after else []
        return [(name, value) for name, value in pairs if name not in without]

    def but(self, **changes: Any) -> Address:
        """Return this address with `changes`, from the first page of its list."""
        return replace(self, **{"after": None, **changes})

    def choosing(self, key: str, *values: str) -> Address:
        """Return this address with `values` as the only ones of `key`; none drops the key."""
        chosen = {name: kept for name, kept in self.chosen.items() if name != key}
        return self.but(chosen=chosen | ({key: values} if values else {}))

    def cleared(self) -> Address:
        return self.but(chosen={}, search="")

    def among(self, key: str, values: Collection[str]) -> Address:
        """Return this address without those of `key` that are not among `values`."""
        chosen = {
            name: tuple(value for value in kept if name != key or value in values)
            for name, kept in self.chosen.items()
        }
        return replace(self, chosen={name: kept for name, kept in chosen.items() if kept})


def with_query(path: str, pairs: Collection[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def dated(path: str, day: date | None) -> str:
    """Return `path` for the same day as the page that links to it."""
    return with_query(path, [("as_of", day.isoformat())] if day else [])


def read_address(path: str, query: QueryDict, day: date | None) -> Address:
    """Read all but `as_of` and `after`, which may be refused. Unknown values narrow nothing."""
    return Address(
        path=path,
        day=day,
        chosen=chosen_in(query, CHOICES),
        search=search_in(query),
        newest_first=query.get("order") == NEWEST,
    )


def read_after(query: QueryDict, start_url: str) -> tuple[date, str] | None:
    """Return where a list shall go on, None for its start, which is at `start_url`.

    Raises UnreadableAddress for what was not given out.
    """
    cursor = query.get("after")
    if not cursor:
        return None
    try:
        return read_cursor(cursor)
    except UnreadableCursor as error:
        raise unknown_place(start_url) from error


def unknown_place(start_url: str) -> UnreadableAddress:
    message = _("The place in the list at which it should go on cannot be read.")
    return UnreadableAddress(message, start_url=start_url)


def chosen_in(
    query: QueryDict, choices: Mapping[str, Collection[str] | None]
) -> dict[str, tuple[str, ...]]:
    """Return the values of `choices` that `query` names; a key with None takes any."""
    chosen = {}
    for key, known in choices.items():
        given = dict.fromkeys(value for value in query.getlist(key) if value)
        if values := tuple(value for value in given if known is None or value in known):
            chosen[key] = values
    return chosen


def search_in(query: QueryDict) -> str:
    words = " ".join(CONTROL.sub(" ", query.get("q", "")).split())
    return words[:LONGEST_SEARCH].strip()
