"""Pages of a list that is numbered: which one is asked for, and the links to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator


@dataclass(frozen=True)
class PageLink:
    """A page by its number; without `url` the page that is shown, or a gap ("…")."""

    label: str
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """One page of `total` rows: those from number `first` to `last`, counted from 1."""

    page: int
    total: int
    first: int
    last: int
    links: Sequence[PageLink]
    previous_url: str
    next_url: str


def whole_number(text: str, *, least: int, most: int, default: int) -> int:
    """Return the number that `text` writes in digits, moved into `least` to `most`.

    Of any length; whatever else stands there gives `default`.
    """
    if not (text.isascii() and text.isdigit()):
        return default
    # More digits than Python reads are more than any list has.
    number = most if len(text) > len(str(most)) + 20 else int(text)
    return min(max(number, least), most)


def pager_of(total: int, *, page: int, per_page: int, url_on: Callable[[int], str]) -> Pager:
    """Return page number `page` of `total` rows, the last one if there are fewer pages.

    `url_on` gives the address of a page by its number.
    """
    pages = Paginator(range(total), per_page)
    number = min(max(page, 1), pages.num_pages)
    shown = pages.page(number)
    links = [
        PageLink(str(label), is_current=label == number)
        if label in (number, pages.ELLIPSIS)
        else PageLink(str(label), url_on(int(label)))
        for label in pages.get_elided_page_range(number, on_each_side=2, on_ends=1)
    ]
    return Pager(
        page=number,
        total=total,
        first=shown.start_index(),
        last=shown.end_index(),
        links=links if pages.num_pages > 1 else [],
        previous_url=url_on(number - 1) if shown.has_previous() else "",
        next_url=url_on(number + 1) if shown.has_next() else "",
    )
