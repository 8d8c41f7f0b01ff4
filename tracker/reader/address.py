"""What the address of a timeline asks for: read from a query string, written back short."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from tracker.evidence.models import Basis
from tracker.shared.cursors import cursor_after
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
        return self == Address(self.path)

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

    def among_outlets(self, slugs: Collection[str]) -> Address:
        """Return this address without outlets that are not among `slugs`."""
        chosen = [slug for slug in self.chosen.get("outlet", ()) if slug in slugs]
        return replace(self.choosing("outlet", *chosen), after=self.after)


def with_query(path: str, pairs: Collection[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def read_address(path: str, query: QueryDict, day: date | None) -> Address:
    """Read all but `as_of` and `after`, which may be refused. Unknown values narrow nothing."""
    chosen = {}
    for key, known in CHOICES.items():
        given = dict.fromkeys(value for value in query.getlist(key) if value)
        if values := tuple(value for value in given if known is None or value in known):
            chosen[key] = values
    return Address(
        path=path,
        day=day,
        chosen=chosen,
        search=" ".join(CONTROL.sub(" ", query.get("q", "")).split())[:LONGEST_SEARCH].strip(),
        newest_first=query.get("order") == NEWEST,
    )
