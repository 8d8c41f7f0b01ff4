"""The four lists of the first page against a slow and obvious look at every row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.makers import (
    make_citation,
    make_event,
    make_outlet,
    make_relay,
    make_source,
    make_story,
    recorded,
)
from tracker.desk.waiting import overdue, single_origin, to_review, unchecked
from tracker.evidence.models import Citation, SourceRelay
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

NOW = datetime(2026, 11, 12, 11, 30, tzinfo=UTC)
ZONES = ("Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago")


def make_desk(seed: int) -> None:
    """Make a record in which chance decides who says, relays, reviews and settles what."""
    chance = Random(seed)  # noqa: S311
    stories = [make_story(time_zone=zone) for zone in ZONES]
    outlets = [make_outlet() for _ in range(4)]
    outlets[3].merged_into = outlets[0]
    outlets[3].save()
    sources = [make_source(outlet=chance.choice(outlets)) for _ in range(8)]
    sources[7].merged_into = sources[0]
    sources[7].save()
    make_relay(source=sources[5], relayed=sources[6])
    for number in range(24):
        kind = chance.choice(["prediction", "occurrence"])
        event = make_event(story=chance.choice(stories), kind=kind)
        first = make_citation(
            event=event,
            source=chance.choice(sources),
            basis=chance.choice(["first_hand", "first_hand", "primary"]),
        )
        if number % 6:
            status = chance.choice(["rumored", "reported"])
            when = chance.choice([datetime(2026, 11, 1, 12, tzinfo=UTC), NOW])
            recorded(event, "status", status, evidence=[first], now=when)
            if kind == "prediction":
                due = chance.choice(["2026-11-10", "2026-11-11", "2026-11-12", "2099"])
                recorded(event, "due", due, evidence=[first], now=when)
                if chance.random() < 0.2:
                    recorded(event, "outcome", "void", evidence=[first], now=when)
            if chance.random() < 0.3:
                event.check_on(chance.choice([date(2026, 11, 2), date(2026, 11, 11)]))
        for _ in range(chance.randrange(4)):
            # A document relays only what stands before it, so that there is no circle.
            place = chance.randrange(1, 7)
            relays = sources[chance.randrange(place)] if chance.random() < 0.7 else None
            make_citation(
                event=event,
                source=sources[place],
                relays=relays,
                basis="relayed" if relays or chance.random() < 0.5 else "first_hand",
                stance=chance.choice(["supports", "supports", "supports", "denies"]),
                review=chance.choice(["accepted", "accepted", "accepted", "proposed"]),
            )
        if number % 8 == 7:
            event.merged_into = Event.objects.filter(story=event.story).earliest("pk")
            if event.merged_into != event:
                event.save()


def stays(row: Source | Outlet) -> Source | Outlet:
    return row.merged_into or row


def supporting(event: Event) -> list[Citation]:
    return [
        citation
        for citation in event.citations.all()
        if citation.review == "accepted"
        and citation.stance == "supports"
        and citation.source.known_on
    ]


def ends(citations: list[Citation], document: Source) -> Iterator[Outlet]:
    """Yield where the chains of relays end that start from what `document` says."""
    own = [one for one in citations if stays(one.source) == document]
    if not own:
        relays = SourceRelay.objects.all()
        further = [stays(one.relayed) for one in relays if stays(one.source) == document]
        for relayed in further:
            yield from ends(citations, relayed)
        if not further:
            yield stays(document.outlet)
    for citation in own:
        if citation.basis != "relayed":
            yield stays(document.outlet)
        elif citation.relays:
            yield from ends(citations, stays(citation.relays))


def of_one_origin(event: Event) -> bool:
    citations = supporting(event)
    documents = {stays(citation.source) for citation in citations}
    origins = {end for document in documents for end in ends(citations, document)}
    is_primary = any(citation.basis == "primary" for citation in citations)
    return len(documents) > 1 and len(origins) == 1 and not is_primary


def in_record(story: Story | None) -> list[Event]:
    events = Event.objects.all() if story is None else Event.objects.filter(story=story)
    return [event for event in events if event.status and not event.merged_into]


def is_overdue(event: Event) -> bool:
    today = NOW.astimezone(ZoneInfo(event.story.time_zone)).date()
    return event.outcome == "open" and event.due_on is not None and event.due_on < today


def is_unchecked(event: Event, since: date) -> bool:
    if event.is_prediction and event.outcome != "open":
        return False
    if not event.is_prediction and event.status == "confirmed":
        return False
    looks = [change.recorded_at.date() for change in event.changes.all()]
    looks += [event.checked_on] if event.checked_on else []
    return max(looks) < since


@pytest.mark.django_db
@pytest.mark.behind_the_desk
@pytest.mark.parametrize("seed", range(6))
def test_each_list_holds_what_a_look_at_every_row_finds(seed: int) -> None:
    make_desk(seed)
    since = NOW.date() - timedelta(days=5)
    for story in [None, *Story.objects.all()]:
        events = in_record(story)
        proposed = {
            citation
            for citation in Citation.objects.filter(review="proposed")
            if story in (None, citation.event.story)
        }
        late = {event for event in events if is_overdue(event)}
        single = {
            event for event in events if event.status != "rumored" and of_one_origin(event)
        }
        stale = {event for event in events if is_unchecked(event, since)}
        for waiting, found in [
            (to_review(story, most=99), proposed),
            (overdue(story, most=99, now=NOW), late),
            (unchecked(story, since=since, most=99), stale),
        ]:
            assert waiting.count == len(found)
            assert {*waiting.rows} == found
        shown = single_origin(story, most=99)
        assert {row.event for row in shown.rows} == single
        assert shown.count == len(single)


@pytest.mark.django_db
@pytest.mark.behind_the_desk
def test_chance_leaves_no_list_empty() -> None:
    for seed in range(6):
        make_desk(seed)
    since = NOW.date() - timedelta(days=5)
    lists = [
        to_review(None),
        overdue(None, now=NOW),
        single_origin(None),
        unchecked(None, since=since),
    ]
    assert all(waiting.count > 2 for waiting in lists)


@pytest.mark.django_db
def test_what_a_primary_source_says_needs_no_other_origin() -> None:
    event = make_event(kind="occurrence")
    first = make_citation(event=event)
    recorded(event, "status", "reported", evidence=[first])
    make_citation(event=event, relays=first.source)
    assert single_origin(None).count == 1
    said = make_citation(
        event=event, basis="primary", source=make_source(outlet=first.source.outlet)
    )
    assert single_origin(None).count == 0
    said.review = "rejected"
    said.save()
    assert single_origin(None).count == 1
