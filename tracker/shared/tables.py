"""What all tables share: one template, links that sort, and rows in a lasting order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import django_tables2 as tables
from django_tables2.data import TableListData

Row = TypeVar("Row")


class InOrder(TableListData):
    """The rows of one page, which come in the order that the table says."""

    def order_by(self, aliases: Iterable[str]) -> None:
        """Leave the rows as they are: the whole list was sorted before it was cut."""


@dataclass(frozen=True)
class Heading:
    """The head of a column. `sorted` is "ascending", "descending" or ""."""

    name: str
    label: str
    kind: str
    url: str
    sorted: str


class TrackerTable(tables.Table):
    """Base of all tables.

    `caption` names the table for those who hear it, `row_header` the column that names a row.
    """

    caption: Any = ""
    row_header = ""

    class Meta:
        template_name = "shared/_table.html"
        orderable = False

    def __init__(
        self,
        rows: Iterable[Any],
        *,
        order_by: str = "",
        url_sorted: Callable[[str], str] | None = None,
    ) -> None:
        """Take `rows` in the order of `order_by`, a column's name, "-" before it if descending.

        `url_sorted` gives the address of the page sorted by such a name.
        """
        self.url_sorted = url_sorted
        super().__init__(InOrder([*rows]), order_by=order_by)

    @property
    def headings(self) -> Sequence[Heading]:
        return [self.heading(column) for column in self.columns]

    def heading(self, column: Any) -> Heading:
        alias = column.order_by_alias
        direction = "descending" if alias.is_descending else "ascending"
        is_link = bool(column.orderable and self.url_sorted)
        return Heading(
            name=column.name,
            label=column.header,
            kind=column.column.attrs.get("td", {}).get("class", ""),
            url=self.url_sorted(str(alias.next)) if is_link and self.url_sorted else "",
            sorted=direction if column.is_ordered else "",
        )


def cell(
    template: str, label: Any, kind: str = "", *, sorts: bool = False, starts_high: bool = False
) -> tables.TemplateColumn:
    """Return a column drawn by `template`, which gets the row as `record`.

    `kind` is the class of its cells; `starts_high` lets the first press sort downwards.
    """
    return tables.TemplateColumn(
        template_name=template,
        verbose_name=label,
        orderable=sorts,
        initial_sort_descending=starts_high,
        attrs={"td": {"class": kind} if kind else {}},
    )


def read_order(text: str, names: Collection[str], *, default: str) -> str:
    """Return `text` if it is one of `names`, perhaps with "-" before it, else `default`."""
    return text if text.removeprefix("-") in names else default


def in_order(
    rows: Iterable[Row], value_of: Callable[[Row], Any], *, is_descending: bool
) -> list[Row]:
    """Return `rows` sorted by `value_of`; what has no value (None, "") stands last both ways.

    Texts are compared without regard to case. Rows of one value keep their order.
    """
    known, unknown = [], []
    for row in rows:
        value = value_of(row)
        (unknown if value in (None, "") else known).append((comparable(value), row))
    known.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [row for _value, row in known + unknown]


def comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
