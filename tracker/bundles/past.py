"""A story's bundle as the world knew it on a day, without a trace of anything later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from tracker.bundles.exporting import (
    by_ids,
    citation_item,
    event_item,
    names_for,
    relays_among,
    some,
    sources_behind,
    told,
    written,
)
from tracker.bundles.models import OutletName, SourceName
from tracker.dates.edtf import open_after, parse_edtf
from tracker.evidence.known import own_day
from tracker.evidence.models import Citation
from tracker.ledger.asof import events_as_of
from tracker.ledger.entries import OUTCOME, Entries, Entry
from tracker.ledger.facts import facts_about
from tracker.ledger.models import Change
from tracker.ledger.rule import Ground, problems
from tracker.ledger.weighing import Facts
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome

# Words that say nothing of when they were written.
UNDATED = {"summary", "assessment", "watch", "detail", "significance", "note", "archive_url"}
NEVER = date.max
LAPSED = "The evidence that this was recorded on has been rejected since."


class NothingKnown(ValueError):
    """On the day nothing of the story was known."""


@dataclass
class Past:
    """The rows of a story that were known on `day`."""

    story: Story
    day: date
    events: list[Event]
    citations: list[Citation]
    sources: list[Source]

    @cached_property
    def known_keys(self) -> set[str]:
        return {event.key for event in self.events}

    @cached_property
    def known_days(self) -> dict[str, date]:
        return {event.key: event.known_on or NEVER for event in self.events}

    @cached_property
    def cited(self) -> dict[str, str]:
        """The keys of citations with those of their events."""
        return {citation.key: citation.event.key for citation in self.citations}


def export_story_as_of(story: Story, day: date) -> bytes:
    """Return the bundle of `story` as it was known on `day`.

    Every rule holds for it, so it can be imported; its ledger is numbered anew and has
    neither digests nor recorded times. Review counts as it is today: where an entry's own
    evidence was rejected since, the entry rests on what is left, or is marked as overridden.

    Raises NothingKnown if no event was known by then.
    """
    past = borne_out(past_of(story, day))
    if not past.events:
        raise NothingKnown(f"Nothing of “{story}” was known on {day}.")
    outlets = by_ids(Outlet, {source.outlet_id for source in past.sources})
    outlet_keys = names_for(OutletName, story, "outlet", outlets)
    source_keys = names_for(SourceName, story, "source", past.sources)
    relays = relays_among(past.sources)
    data = {
        "story": story_then(past),
        "outlets": [{"id": outlet_keys[o.pk]} | told(o, "outlets") for o in outlets],
        "sources": [
            {"id": source_keys[source.pk], "outlet": outlet_keys[source.outlet_id]}
            | source_then(source, day)
            | some(relays=sorted(source_keys[pk] for pk in relays.get(source.pk, ())))
            for source in past.sources
        ],
        "events": [event_then(event, past) for event in past.events],
        "citations": [citation_item(citation, source_keys) for citation in past.citations],
        "changes": changes_then(past),
    }
    for name in ("outlets", "sources", "events"):
        data[name] = [without_undated(item) for item in data[name]]
    return written(data)


def past_of(story: Story, day: date) -> Past:
    """Load what of `story` was known on `day`; merged events are left to their survivors."""
    events = [*events_as_of(day).filter(story=story).select_related("part_of")]
    ids = {event.pk for event in events}
    public = Citation.objects.public(day).filter(story=story).select_related("event")
    citations = [citation for citation in public.order_by("key") if citation.event_id in ids]
    return Past(story, day, events, citations, sources_behind(citations))


def without_undated(item: dict[str, Any]) -> dict[str, Any]:
    return {part: value for part, value in item.items() if part not in UNDATED}


def story_then(past: Past) -> dict[str, Any]:
    story = past.story
    pivot = story.pivot.key if story.pivot and story.pivot.key in past.known_keys else ""
    item = {"slug": story.slug} | told(story, "story") | some(pivot=pivot)
    return without_undated(item)


def source_then(source: Source, day: date) -> dict[str, Any]:
    """Return a source's item such that the day it was known follows from it alone."""
    item = told(source, "sources")
    accessed = source.accessed if source.accessed and source.accessed <= day else None
    if accessed is None:
        item.pop("accessed", None)
    item["published"] = source.dated
    if own_day(source.dated, accessed) != source.known_on:
        # It was relayed before the day that it bears itself.
        item["published"] = f"../{source.known_on}"
    return item


def event_then(event: Event, past: Past) -> dict[str, Any]:
    item = event_item(event)
    if event.date:
        item["date"] = open_after(parse_edtf(event.date), past.day).text
    if item.get("part_of") not in past.known_keys:
        item.pop("part_of", None)
    return item


def changes_then(past: Past) -> list[dict[str, Any]]:
    """Return the change objects in effect by the day, as a ledger of their own."""
    entries = entries_then(past)
    facts = facts_about(past.events, today=past.day)
    ledger = Entries(entries)
    return [borne(entry, facts, ledger).told() for entry in entries]


def entries_then(past: Past) -> list[Entry]:
    counting = Change.objects.counting().filter(story=past.story).effective_by(past.day)
    kept = [entry for entry in counting.entries() if entry.event in past.known_keys]
    return [entry_then(entry, number, past) for number, entry in enumerate(kept, start=1)]


def borne_out(past: Past) -> Past:
    """Return `past` without events of which an entry has no accepted evidence left at all."""
    bare = {
        entry.event
        for entry in entries_then(past)
        if not entry.evidence and (entry.field, entry.value) != (OUTCOME, Outcome.OPEN)
    }
    if not bare:
        return past
    events = [event for event in past.events if event.key not in bare]
    citations = [one for one in past.citations if one.event.key not in bare]
    # What rested on an event that goes now may have to go as well.
    return borne_out(Past(past.story, past.day, events, citations, sources_behind(citations)))


def entry_then(entry: Entry, number: int, past: Past) -> Entry:
    """Return `entry` under its new number, with the evidence and events that were known."""
    known = past.known_days
    settlers = tuple(
        key for key in entry.resolved_by if known.get(key, NEVER) <= entry.effective
    )
    about_it = {entry.event, *settlers}
    evidence = tuple(key for key in entry.evidence if past.cited.get(key) in about_it)
    return replace(
        entry,
        number=number,
        withdraws=None,
        evidence=evidence or about(entry.event, past.cited),
        resolved_by=settlers,
    )


def about(event: str, citations: dict[str, str]) -> tuple[str, ...]:
    """Return the first citation of `event`, to stand in for evidence that was rejected."""
    return tuple([key for key, cited in citations.items() if cited == event][:1])


def borne(entry: Entry, facts: Facts, ledger: Entries) -> Entry:
    """Return `entry`, marked as overridden if what is left of its evidence is not enough."""
    found: Collection[Any] = problems(entry, facts, ledger)
    if all(problem.ground is not Ground.INSUFFICIENT for problem in found):
        return entry
    return replace(entry, override=True, reason=entry.reason or LAPSED)
