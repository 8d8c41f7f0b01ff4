"""Rows for tests: every argument by its name, a default for everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User

from tracker.evidence.following import tell
from tracker.evidence.known import refresh_known_days
from tracker.evidence.models import Basis, Citation, ReviewState, SourceRelay, Stance
from tracker.ledger.actions import record
from tracker.ledger.models import Change
from tracker.sources.models import Outlet, OutletKind, Source, SourceText
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind, Outcome, Publication, Status

numbers = count(1)
# When the makers record, unless told otherwise: later than every day that tests use.
RECORDED_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
EARLY = date(2026, 1, 1)


def make_outlet(
    *, name: str = "", slug: str = "", kind: str = OutletKind.NEWSPAPER, **fields: Any
) -> Outlet:
    number = next(numbers)
    return Outlet.objects.create(
        name=name or f"Outlet {number}", slug=slug or f"outlet-{number}", kind=kind, **fields
    )


def make_source(
    *,
    outlet: Outlet | None = None,
    title: str = "",
    url: str = "",
    published: str = EARLY.isoformat(),
    accessed: date | None = None,
    text: str = "",
    **fields: Any,
) -> Source:
    """Make a document with the day from which it was known; `text` goes on file if given."""
    source = Source.objects.create(
        outlet=outlet or make_outlet(),
        title=title or f"Source {next(numbers)}",
        url=url,
        published=published,
        accessed=accessed,
        **fields,
    )
    if text:
        SourceText.objects.create(source=source, text=text)
    refresh_known_days([source.pk])
    source.refresh_from_db()
    return source


def make_story(
    *,
    title: str = "",
    slug: str = "",
    publication: str = Publication.PUBLISHED,
    **fields: Any,
) -> Story:
    number = next(numbers)
    return Story.objects.create(
        title=title or f"Story {number}",
        slug=slug or f"story-{number}",
        publication=publication,
        **fields,
    )


def make_event(
    *,
    story: Story | None = None,
    kind: str = Kind.PREDICTION,
    key: str = "",
    statement: str = "",
    **fields: Any,
) -> Event:
    """Make a draft: an event is known once `recorded` has given it a status."""
    number = next(numbers)
    return Event.objects.create(
        story=story or make_story(),
        kind=kind,
        key=key or f"{kind[0]}-{number}",
        statement=statement or f"Statement {number}",
        **fields,
    )


def make_occurrence(*, story: Story | None = None, **fields: Any) -> Event:
    return make_event(story=story, kind=Kind.OCCURRENCE, **fields)


def make_citation(
    *,
    event: Event | None = None,
    source: Source | None = None,
    stance: str = Stance.SUPPORTS,
    basis: str = "",
    relays: Source | None = None,
    review: str = ReviewState.ACCEPTED,
    key: str = "",
    **fields: Any,
) -> Citation:
    """Make an accepted citation: relayed if it relays something, else first-hand."""
    event = event or make_event()
    citation = Citation.objects.create(
        key=key or f"c-{next(numbers)}",
        event=event,
        source=source or make_source(),
        stance=stance,
        basis=basis or (Basis.RELAYED if relays else Basis.FIRST_HAND),
        relays=relays,
        review=review,
        **fields,
    )
    if relays:
        refresh_known_days([relays.pk])
        relays.refresh_from_db()
    tell(events=[event.pk])
    return citation


def make_relay(*, source: Source | None = None, relayed: Source | None = None) -> SourceRelay:
    """Let `source` repeat `relayed` as a whole."""
    relayed = relayed or make_source()
    relay = SourceRelay.objects.create(source=source or make_source(), relayed=relayed)
    refresh_known_days([relayed.pk])
    relayed.refresh_from_db()
    tell(sources=[relay.source_id])
    return relay


def recorded(
    event: Event,
    field: str = "status",
    value: str = Status.RUMORED,
    *,
    effective: date = EARLY,
    evidence: Sequence[Citation] | None = None,
    by: str = "ada",
    now: datetime = RECORDED_AT,
    **parts: Any,
) -> list[Change]:
    """Record a change; without `evidence` on a new citation that bears any status."""
    if evidence is None:
        source = make_source(published=effective.isoformat())
        evidence = [make_citation(event=event, source=source, basis=Basis.PRIMARY)]
    if field == "outcome" and value not in {Outcome.OPEN, Outcome.VOID}:
        parts.setdefault("actual", "It happened so.")
    if value == Outcome.VOID:
        parts.setdefault("reason", "Nobody can tell.")
    return record(
        event, field, value, effective=effective, evidence=evidence, by=by, now=now, **parts
    )


def make_known(
    *,
    story: Story | None = None,
    kind: str = Kind.PREDICTION,
    status: str = Status.RUMORED,
    since: date = EARLY,
    **fields: Any,
) -> Event:
    """Make an event with a status; a prediction that is confirmed also held."""
    event = make_event(story=story, kind=kind, **fields)
    if kind == Kind.PREDICTION and status == Status.CONFIRMED:
        recorded(event, "status", Status.RUMORED, effective=since)
        recorded(event, "outcome", Outcome.HELD, effective=since)
    else:
        recorded(event, "status", status, effective=since)
    return event


def make_user(*, group: str = "", username: str = "", **fields: Any) -> User:
    """Make somebody who may enter the desk, in the group named."""
    user = User.objects.create_user(
        username or f"person-{next(numbers)}",
        **{"password": "only-for-tests", "is_staff": True} | fields,
    )
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user
