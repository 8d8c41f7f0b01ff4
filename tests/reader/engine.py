"""A small story in which predictions stand against each other: the engine."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tracker.evidence.models import Basis
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Miss, Outcome

SMALL, LARGE = "It has 1 litre", "It has 2 litres"
BROAD, PART = "It burns nothing", "It burns no oil"
SINGS, MAY = "It sings", "It comes in May"
SAID = date(2026, 3, 1)


def predicted(story: Story, statement: str, outlet: Outlet, days: int, **fields: Any) -> Event:
    """A rumor of the day `days` after 1 March 2026."""
    event = make_event(story=story, statement=statement, **fields)
    day = SAID + timedelta(days=days)
    source = make_source(outlet=outlet, published=day.isoformat())
    citation = make_citation(event=event, source=source, quote=f"they say {statement}")
    recorded(event, effective=day, evidence=[citation])
    return event


def settled(event: Event, outcome: str, day: date, actual: str, **parts: Any) -> None:
    source = make_source(published=day.isoformat())
    stance = "supports" if outcome == Outcome.HELD else "denies"
    citation = make_citation(event=event, source=source, basis=Basis.PRIMARY, stance=stance)
    recorded(
        event, "outcome", outcome, effective=day, evidence=[citation], actual=actual, **parts
    )


def make_engine() -> Story:
    """Two rivals on size, a broad prediction with a part, one that is open, one lost."""
    story = make_story(slug="engine", title="The engine")
    wire = make_outlet(slug="wire", name="Wire")
    blog = make_outlet(slug="blog", name="blog")
    small = predicted(story, "It has 1 litre", wire, 0, aspect="Size", projected="1 l")
    large = predicted(story, "It has 2 litres", blog, 4, aspect="Size", projected="2 l")
    broad = predicted(story, "It burns nothing", wire, 1, aspect="Fuel")
    part = predicted(story, "It burns no oil", wire, 2, aspect="Oil", part_of=broad)
    predicted(story, "It sings", blog, 3)
    due = predicted(story, "It comes in May", blog, 5, aspect="Date")
    recorded(due, "due", "2026-05", effective=SAID + timedelta(days=5))
    settled(small, Outcome.FAILED, date(2026, 3, 31), "2.0 l", miss=Miss.UNDERSTATED)
    settled(large, Outcome.HELD, date(2026, 4, 5), "2.0 l, says the plate")
    settled(part, Outcome.HELD, date(2026, 3, 8), "No oil")
    settled(broad, Outcome.PARTLY_HELD, date(2026, 4, 30), "Some coal", miss=Miss.OVERSTATED)
    make_known(story=story, kind="occurrence", statement="It was shown", since=SAID)
    return story
