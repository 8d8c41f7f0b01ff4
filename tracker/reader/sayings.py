"""What was said before, and what happened then: the two sides of an event's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.reader.asof import distance_text
from tracker.reader.citations import Cited
from tracker.reader.entries import TimelineEntry
from tracker.reader.history import Step
from tracker.reader.rows import Pivot
from tracker.stories.values import Outcome

MOST_SAID = 3
MOST_HAPPENED = 2


@dataclass(frozen=True)
class EventEntry(TimelineEntry):
    """An event on its own page."""

    story_title: str
    story_url: str
    settled_day: date | None
    criteria: str


@dataclass(frozen=True)
class Saying:
    """One thing that was said, or that happened: a quote, or words of ours with a link."""

    by_text: str
    # How long before the pivot it was said, "" without a known pivot.
    lead_text: str = ""
    quote: str = ""
    translation: str = ""
    language: str = ""
    text: str = ""
    url: str = ""
    # Where the document of a quote is read.
    source_url: str = ""


def said(citations: Sequence[Cited], entry: EventEntry, pivot: Pivot | None) -> list[Saying]:
    """Return the first quotes that support a prediction, from before it was settled."""
    if not entry.outcome:
        return []
    quotes: dict[str, Saying] = {}
    for one in citations:
        is_early = entry.settled_day is None or one.known_on < entry.settled_day
        if one.stance == "supports" and one.quote and is_early:
            lead = distance_text(one.known_on, pivot.day if pivot else None)
            quotes.setdefault(one.outlet, quoted(one, lead))
    return [*quotes.values()][:MOST_SAID]


def happened(history: Sequence[Step], entry: EventEntry) -> list[Saying]:
    """Return what the outcome in force rests on: all settling events, then some quotes."""
    verdicts = [step for step in history if step.is_outcome and not step.is_withdrawn]
    if not verdicts or entry.outcome in {"", Outcome.OPEN}:
        return []
    verdict = verdicts[-1]
    settlers = [
        Saying(_("Settled by this event"), text=settler.statement, url=settler.url)
        for settler in verdict.settlers
    ]
    return settlers + [quoted(one) for one in verdict.evidence if one.quote][:MOST_HAPPENED]


def quoted(one: Cited, lead_text: str = "") -> Saying:
    return Saying(
        one.by_text,
        lead_text,
        quote=one.quote,
        translation=one.translation,
        language=one.language,
        source_url=one.source_url,
    )
