"""The hits of one page of a search, in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.ledger.asof import events_as_of
from tracker.reader.address import dated
from tracker.reader.citations import Cited, cited_as, with_survivors
from tracker.reader.entries import event_url
from tracker.reader.links import outlet_url, source_url
from tracker.reader.reports import day_text
from tracker.search.found import EVENT, OUTLET, SOURCE, Hit
from tracker.shared.search_words import Term, hits_in
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event

QUOTES_SHOWN = 3


@dataclass(frozen=True)
class Quote:
    citation: Cited
    quote: SafeString
    translation: SafeString


@dataclass(frozen=True)
class Further:
    """Words of an event that are not its statement, with what they are."""

    label: str
    words: SafeString


@dataclass(frozen=True)
class Shown:
    """One hit. `kind` is "event", "outlet" or "source", `kind_label` what it is in words.

    `url` is "" where there is no page. Events have a story, a status and, if predictions, an
    outcome; documents have `by_text`, outlets their domain in it.
    """

    kind: str
    id: int
    url: str
    title: SafeString
    kind_label: str
    is_prediction: bool = False
    by_text: SafeString | str = ""
    status: str = ""
    outcome: str = ""
    story_title: str = ""
    story_url: str = ""
    further: Sequence[Further] = ()
    quotes: Sequence[Quote] = ()
    more_quotes: int = 0


def marked(text: str, terms: Sequence[Term]) -> SafeString:
    """Return `text` as HTML, with marks around what has `terms`."""
    pieces, place = [], 0
    for start, end in hits_in(text, terms):
        pieces.append(format_html("{}<mark>{}</mark>", text[place:start], text[start:end]))
        place = end
    return format_html_join("", "{}", [*((piece,) for piece in pieces), (text[place:],)])


def shown_hits(hits: Sequence[Hit], terms: Sequence[Term], day: date | None) -> list[Shown]:
    """Return `hits` with their words; four queries."""
    ids = {
        kind: [hit.id for hit in hits if hit.kind == kind] for kind in (EVENT, OUTLET, SOURCE)
    }
    events = events_as_of(day).filter(pk__in=ids[EVENT]).select_related("story").in_bulk()
    outlets = Outlet.objects.in_bulk(ids[OUTLET])
    sources = Source.objects.select_related("outlet__merged_into").in_bulk(ids[SOURCE])
    quoted = [quote for hit in hits for quote in hit.quotes[:QUOTES_SHOWN]]
    cited = {row.pk: cited_as(row, day) for row in with_survivors(day).filter(pk__in=quoted)}

    def shown(hit: Hit) -> Shown:
        if hit.kind == EVENT:
            quotes = [cited[quote] for quote in hit.quotes[:QUOTES_SHOWN]]
            return shown_event(hit, events[hit.id], quotes, terms, day)
        if hit.kind == OUTLET:
            return shown_outlet(outlets[hit.id], terms, day)
        return shown_source(sources[hit.id], terms, day)

    return [shown(hit) for hit in hits]


def shown_event(
    hit: Hit, event: Event, quotes: Sequence[Cited], terms: Sequence[Term], day: date | None
) -> Shown:
    return Shown(
        kind=EVENT,
        id=event.pk,
        url=event_url(event.pk, day),
        title=marked(event.statement, terms),
        kind_label=str(event.get_kind_display()),
        is_prediction=event.is_prediction,
        status=hit.status,
        outcome=hit.outcome,
        story_title=event.story.title,
        story_url=dated(event.story.get_absolute_url(), day),
        further=further_words(event, terms),
        quotes=[
            Quote(one, marked(one.quote, terms), marked(one.translation, terms))
            for one in quotes
        ],
        more_quotes=len(hit.quotes) - len(quotes),
    )


def further_words(event: Event, terms: Sequence[Term]) -> list[Further]:
    """Return what else of `event` has one of `terms`."""
    words = [(_("Aspect"), event.aspect), (_("Projected"), event.projected)]
    words += [(_("Tag"), tag) for tag in event.tags]
    return [
        Further(label, marked(text, terms)) for label, text in words if hits_in(text, terms)
    ]


def shown_outlet(outlet: Outlet, terms: Sequence[Term], day: date | None) -> Shown:
    return Shown(
        kind=OUTLET,
        id=outlet.pk,
        url=outlet_url(outlet.slug, day),
        title=marked(outlet.name, terms),
        kind_label=_("Outlet"),
        by_text=marked(outlet.domain, terms),
    )


def shown_source(source: Source, terms: Sequence[Term], day: date | None) -> Shown:
    outlet: Any = source.outlet.merged_into or source.outlet
    parts = [outlet.name, *source.authors, day_text(source)]
    return Shown(
        kind=SOURCE,
        id=source.pk,
        url=source_url(source.pk, day),
        title=marked(source.title, terms),
        kind_label=_("Source"),
        by_text=marked(", ".join(part for part in parts if part), terms),
    )
