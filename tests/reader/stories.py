"""Long stories, made at once."""

from __future__ import annotations

from datetime import date, timedelta

from tests.makers import make_source, make_story
from tracker.evidence.models import Citation
from tracker.ledger.models import Change
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Status

FIRST = date(2026, 3, 1)


def story_of(count: int, *, crowded: int = 0) -> Story:
    """A story of `count` rumors from 1 March 2026 on: `crowded` on one day, then one a day.

    Written past the ledger's checks: recording each would take longer than any test.
    """
    story = make_story()
    source = make_source(published=FIRST.isoformat())
    events = Event.objects.bulk_create(
        Event(
            story=story,
            key=f"p-{number:04}",
            kind=Kind.PREDICTION,
            statement=f"No. {number}",
            status=Status.RUMORED,
            outcome="open",
            known_on=day_of(number, crowded),
            timeline_on=day_of(number, crowded),
        )
        for number in range(count)
    )
    Citation.objects.bulk_create(
        Citation(
            story=story, key=f"c-{event.key}", event=event, source=source,
            stance="supports", basis="first_hand", review="accepted",
        )
        for event in events
    )  # fmt: skip
    Change.objects.bulk_create(
        Change(
            story=story, number=number, event=event, field="status", value=Status.RUMORED,
            effective=event.known_on, recorded_by="ada", digest="0" * 64,
        )
        for number, event in enumerate(events, start=1)
    )  # fmt: skip
    return story


def day_of(number: int, crowded: int) -> date:
    return FIRST + timedelta(days=max(0, number - crowded + 1))
