"""What the address of the table of predictions asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.http import QueryDict

from tracker.reader.address import CHOICES, Address, chosen_in, search_in, with_query
from tracker.shared.paging import whole_number
from tracker.shared.tables import read_order

KEYS = ("status", "outcome", "outlet", "aspect")
ASPECT = "aspect"
SORTS = (ASPECT, "projected", "actual", "outcome", "lead", "first", "reports")
LONGEST_LEAD = "-lead"
PER_PAGE, MOST_PER_PAGE, MOST_PAGES = 50, 200, 10_000_000
FORMAT = "_export"


@dataclass(frozen=True)
class TableAddress(Address):
    """A view of a table. `sort` is a column, with "-" before it if it sorts downwards.

    What a subclass has as its `sort` is the usual one there, and is left out of addresses.
    """

    sort: str = ""
    page: int = 1
    per_page: int = PER_PAGE

    def pairs(self, *, without: Collection[str] = ()) -> list[tuple[str, str]]:
        pairs = super().pairs()
        pairs += [("sort", self.sort)] if self.sort != type(self).sort else []
        pairs += [("per_page", str(self.per_page))] if self.per_page != PER_PAGE else []
        pairs += [("page", str(self.page))] if self.page != 1 else []
        return [(name, value) for name, value in pairs if name not in without]

    def but(self, **changes: Any) -> TableAddress:
        return super().but(**{"page": 1, **changes})

    def exported(self, form: str) -> str:
        """Return the address of the whole list as a file."""
        pairs = self.but().pairs(without={"per_page"})
        return with_query(self.path, [*pairs, (FORMAT, form)])


@dataclass(frozen=True)
class PredictionsAddress(TableAddress):
    sort: str = LONGEST_LEAD

    @property
    def is_by_aspect(self) -> bool:
        return self.sort.removeprefix("-") == ASPECT


Kind = TypeVar("Kind", bound=TableAddress)


def read_predictions_address(
    path: str, query: QueryDict, day: date | None
) -> PredictionsAddress:
    """Read all but `as_of`. What makes no sense is as if it were not there."""
    choices = {key: CHOICES.get(key) for key in KEYS}
    return read_table_address(PredictionsAddress, path, query, day, choices, SORTS)


def read_table_address(
    kind: type[Kind],
    path: str,
    query: QueryDict,
    day: date | None,
    choices: Mapping[str, Collection[str] | None],
    sorts: Collection[str],
) -> Kind:
    """Read an address of `kind`: its filters are among `choices`, its columns `sorts`."""
    return kind(
        path=path,
        day=day,
        chosen=chosen_in(query, choices),
        search=search_in(query),
        sort=read_order(query.get("sort", ""), sorts, default=kind.sort),
        page=whole_number(query.get("page", ""), least=1, most=MOST_PAGES, default=1),
        per_page=whole_number(
            query.get("per_page", ""), least=1, most=MOST_PER_PAGE, default=PER_PAGE
        ),
    )
