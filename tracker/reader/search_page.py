"""The search in all stories: what it finds as of a day, by which filters, and what else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.ledger.public import public_events
from tracker.reader.asof import AsOfControl, Past, titled
from tracker.reader.facets import Option, narrow
from tracker.reader.search_address import FILTERS, SearchAddress
from tracker.reader.search_hits import Shown, shown_hits
from tracker.search.found import EVENTS, MOST, OUTLETS, QUOTES, SOURCES, find
from tracker.search.suggesting import examples, suggestions
from tracker.shared.paging import Pager, pager_of
from tracker.shared.search_words import terms_of
from tracker.stories.values import Outcome, Status

PER_PAGE = 20
LABELS: dict[str, Any] = {
    "what": {
        EVENTS: gettext_lazy("Statements"),
        QUOTES: gettext_lazy("Quotes"),
        OUTLETS: gettext_lazy("Outlets"),
        SOURCES: gettext_lazy("Sources"),
    },
    "status": dict(Status.choices),
    "outcome": dict(Outcome.choices),
}


@dataclass(frozen=True)
class Suggestion:
    text: str
    url: str


@dataclass(frozen=True)
class SearchPage:
    """One page of hits. Without words to search for there are only examples.

    q: as it was typed. is_asked: whether it has a word. has_filters: whether there is
    anything to narrow. suggestions: other searches, if this one found nothing.
    unfiltered_url, present_url: the same without filters, or as of today, "" if that makes
    no difference. is_cut: whether there are hits beyond those counted.
    """

    title: str
    description: str
    path: str
    q: str
    is_asked: bool
    has_filters: bool
    count_text: str
    hits: Sequence[Shown]
    pager: Pager
    options: Mapping[str, Sequence[Option]]
    hidden: Collection[tuple[str, str]]
    is_cut: bool
    suggestions: Sequence[Suggestion]
    examples: Sequence[Suggestion]
    unfiltered_url: str
    present_url: str
    asof: AsOfControl
    past: Past | None


def search_page(address: SearchAddress, *, today: date) -> SearchPage:
    """Put the page together; a constant number of queries, whatever there is."""
    day = address.day
    stories = dict(
        public_events(day)
        .order_by("story__title")
        .values_list("story__slug", "story__title")
        .distinct()
    )
    address = address.among("story", stories)
    terms = terms_of(address.search)
    hits = find(terms, day)
    kept, counts = narrow(hits, replace(address, search=""), tuple(FILTERS))
    pager = pager_of(
        len(kept),
        page=address.page,
        per_page=PER_PAGE,
        url_on=lambda number: address.but(page=number).url,
    )
    shown = kept[(pager.page - 1) * PER_PAGE : pager.page * PER_PAGE]
    others = suggestions(address.search, day) if terms and not hits else []
    return SearchPage(
        title=titled(title_of(address.search), day),
        description=_("Search the statements, quotes, outlets and sources of all stories."),
        path=address.path,
        q=address.search,
        is_asked=bool(terms),
        has_filters=bool(terms and (hits or address.chosen)),
        count_text=count_text(len(kept)) if terms else "",
        hits=shown_hits(shown, terms, day),
        pager=pager,
        options=options_of(address, counts, stories),
        hidden=[("as_of", day.isoformat())] if day else [],
        is_cut=any(counts["what"][what] >= MOST for what in (EVENTS, QUOTES)),
        suggestions=links(others, address),
        examples=links(examples(day) if not terms else [], address),
        unfiltered_url=address.but(chosen={}).url if address.chosen else "",
        present_url=address.but(day=None).url if day else "",
        asof=asof_control(address, today=today),
        past=Past(day, address.but(day=None).url) if day else None,
    )


def title_of(search: str) -> str:
    return _("Search: %(words)s") % {"words": search} if search else _("Search")


def count_text(count: int) -> str:
    return ngettext("%(n)d hit", "%(n)d hits", count) % {"n": count}


def links(searches: Sequence[str], address: SearchAddress) -> list[Suggestion]:
    return [
        Suggestion(search, address.but(search=search, chosen={}).url) for search in searches
    ]


def options_of(
    address: SearchAddress, counts: Mapping[str, Counter[str]], stories: Mapping[str, str]
) -> dict[str, list[Option]]:
    """Return the values of each filter that there are, and those that were chosen."""
    options = {}
    for key, labels in (LABELS | {"story": stories}).items():
        chosen = address.chosen.get(key, ())
        options[key] = [
            Option(value, str(label), counts[key][value], is_chosen=value in chosen)
            for value, label in labels.items()
            if key in {"what", "status"} or value in chosen or counts[key][value]
        ]
    return options


def asof_control(address: SearchAddress, *, today: date) -> AsOfControl:
    return AsOfControl(
        path=address.path,
        value=(address.day or today).isoformat(),
        first="",
        last=today.isoformat(),
        hidden=address.but().pairs(without={"as_of"}),
    )
