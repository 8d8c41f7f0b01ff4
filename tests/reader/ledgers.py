"""Random small ledgers, to hold the pages of a day against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.makers import (
    make_citation,
    make_event,
    make_occurrence,
    make_outlet,
    make_relay,
    make_source,
    make_story,
    recorded,
)
from tracker.evidence.models import Citation
from tracker.ledger.actions import ChangeRefused
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Miss, Outcome, Status

# Without shrinking, which would take minutes.
RANDOM = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
DAYS = st.integers(0, 20).map(lambda days: date(2026, 3, 1) + timedelta(days=days))
EDTF = st.one_of(
    st.just(""),
    DAYS.map(str),
    st.sampled_from(["2026-03", "2026-03-05/..", "2026-03-02/2026-03-12", "2026-03~", "2026"]),
)
PICK = st.integers(0, 9)
SOURCE = st.fixed_dictionaries(
    {
        "published": EDTF,
        "accessed": st.none() | DAYS,
        "outlet": PICK,
        "relays": st.none() | PICK,
    }
)
CITATION = st.fixed_dictionaries(
    {
        "event": PICK,
        "source": PICK,
        "stance": st.sampled_from(["supports", "supports", "supports", "denies", "mentions"]),
        "basis": st.sampled_from(["primary", "first_hand", "relayed"]),
        "relays": st.none() | PICK,
        "review": st.sampled_from(["accepted", "accepted", "accepted", "proposed"]),
    }
)
CHANGE = st.fixed_dictionaries(
    {
        "event": PICK,
        "to": st.sampled_from(
            [
                ("status", Status.RUMORED),
                ("status", Status.RUMORED),
                ("status", Status.REPORTED),
                ("status", Status.CONFIRMED),
                ("outcome", Outcome.HELD),
                ("outcome", Outcome.PARTLY_HELD),
                ("outcome", Outcome.FAILED),
                ("outcome", Outcome.VOID),
                ("outcome", Outcome.OPEN),
                ("due", "2026-03-10"),
                ("due", "2026-04"),
            ]
        ),
        "effective": DAYS,
        "override": st.booleans(),
    }
)


def build(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    *,
    has_pivot: bool,
) -> Story:
    """Make a story of three predictions and two occurrences; what is refused stays out."""
    story = make_story(slug="story", title="Story")
    events = make_events(story)
    documents = make_documents(sources)
    for number, one in enumerate(citations):
        cite(number, one, events, documents)
    for number, one in enumerate(changes):
        try:
            with transaction.atomic():
                change(number, one, events)
        except ChangeRefused:
            continue
    if has_pivot:
        story.pivot = events[4]
        story.save(update_fields=["pivot"])
    return story


def make_events(story: Story) -> list[Event]:
    broad = make_event(story=story, key="p-1", statement="The whole will")
    return [
        broad,
        make_event(story=story, key="p-2", statement="The part will", part_of=broad),
        make_event(story=story, key="p-3", statement="Another will", aspect="Other"),
        make_occurrence(story=story, key="o-1", statement="It is", date="2026-03"),
        make_occurrence(story=story, key="o-2", statement="It was", date="2026-03-07"),
    ]


def make_documents(sources: list[dict[str, Any]]) -> list[Source]:
    outlets = [make_outlet(name=f"Outlet {n}", slug=f"outlet-{n}") for n in range(3)]
    documents: list[Source] = []
    for number, one in enumerate(sources):
        document = make_source(
            outlet=outlets[one["outlet"] % 3],
            title=f"Document {number}",
            published=one["published"],
            accessed=one["accessed"],
        )
        # Only older documents are relayed, here and below, so no circle can arise.
        if documents and one["relays"] is not None:
            make_relay(source=document, relayed=documents[one["relays"] % len(documents)])
        documents.append(document)
    return documents


def cite(
    number: int, one: dict[str, Any], events: list[Event], documents: list[Source]
) -> None:
    place = one["source"] % len(documents)
    is_relay = place and one["relays"] is not None
    relays = documents[one["relays"] % place] if is_relay else None
    make_citation(
        event=events[one["event"] % 5],
        source=documents[place],
        stance=one["stance"],
        basis="relayed" if relays else one["basis"],
        relays=relays,
        review=one["review"],
        key=f"c-{number}",
        quote=f"Quote {number}",
    )


def change(number: int, one: dict[str, Any], events: list[Event]) -> None:
    event = events[one["event"] % 5]
    field, value = one["to"]
    recorded(
        event,
        field,
        value,
        effective=one["effective"],
        evidence=[*Citation.objects.public(one["effective"]).filter(event=event)],
        reason=f"Reason {number}",
        override=one["override"],
        miss=Miss.OVERSTATED if value == Outcome.PARTLY_HELD else "",
    )


class Undo(Exception):
    """Ends a block so that what it wrote is taken back."""


@contextmanager
def undone() -> Iterator[None]:
    """Take back at its end what the block wrote."""
    try:
        with transaction.atomic():
            yield
            raise Undo
    except Undo:
        pass
