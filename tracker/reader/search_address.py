"""What the address of a search asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from tracker.reader.address import CHOICES, Address, chosen_in, search_in
from tracker.search.found import WHAT
from tracker.shared.paging import whole_number

MOST_PAGES = 10_000_000
# The keys of filters with the values that exist; which stories do depends on the day.
FILTERS: Mapping[str, Collection[str] | None] = {
    "what": WHAT,
    "story": None,
    "status": CHOICES["status"],
    "outcome": CHOICES["outcome"],
}


@dataclass(frozen=True)
class SearchAddress(Address):
    """A page of what a search finds."""

    page: int = 1

    def pairs(self, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
        pairs = super().pairs()
        pairs += [("page", str(self.page))] if self.page != 1 else []
        return [(name, value) for name, value in pairs if name not in without]

    def but(self, **changes: Any) -> SearchAddress:
        return super().but(**{"page": 1, **changes})


def read_search_address(path: str, query: QueryDict, day: date | None) -> SearchAddress:
    """Read all but `as_of`. What makes no sense is as if it were not there."""
    return SearchAddress(
        path=path,
        day=day,
        chosen=chosen_in(query, FILTERS),
        search=search_in(query),
        page=whole_number(query.get("page", ""), least=1, most=MOST_PAGES, default=1),
    )


def search_url(search: str, day: date | None, **chosen: tuple[str, ...]) -> str:
    """Return where `search` is looked for in all stories, narrowed to the values `chosen`."""
    return SearchAddress(reverse("reader:search"), day, chosen=chosen, search=search).url
