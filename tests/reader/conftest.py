from __future__ import annotations

from datetime import date

import pytest

from tests.bundles.makers import REAL, take
from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.engine import make_engine
from tests.reader.outlets import repeated, said
from tracker.evidence.models import Basis
from tracker.sources.models import Outlet
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Outcome, Status


@pytest.fixture
def real_story(db: None) -> Story:
    """The built-in story, published."""
    take(REAL.read_bytes())
    return Story.objects.get(slug="deepseek-v4-huawei")


@pytest.fixture
def entirely(real_story: Story) -> Event:
    """Its prediction "V4 will run entirely on Huawei chips"."""
    return Event.objects.get(story=real_story, key="p-run-entirely-huawei")


@pytest.fixture
def engine(db: None) -> Story:
    """Rivals, a broad prediction with its part, and two that are open."""
    return make_engine()


@pytest.fixture
def bridge(db: None) -> Event:
    """ "It will open in May": rumored 1 March, reported 4 March, failed on 1 June 2026."""
    story = make_story(slug="bridge", title="The bridge", time_zone="Europe/Berlin")
    event = make_event(
        story=story,
        statement="It will open in May",
        detail="Said **twice**.",
        significance="Two towns wait for it.",
        criteria="Held if a car drives over it in May.",
        projected="May 2026",
    )
    wire = make_source(
        outlet=make_outlet(name="Wire"), title="Bridge to open", published="2026-03-01"
    )
    first = make_citation(event=event, source=wire, quote="will open in May", locator="p. 3")
    recorded(event, "status", Status.RUMORED, effective=date(2026, 3, 1), evidence=[first])
    paper = make_source(
        outlet=make_outlet(name="Paper"),
        title="Wire: bridge to open",
        url="https://paper.example/1",
        archive_url="https://archive.example/1",
        published="2026-03-02/2026-03-04",
        language="de",
    )
    second = make_citation(
        event=event,
        source=paper,
        relays=wire,
        quote="soll im Mai öffnen",
        translation="is to open in May",
        attribution="people at the city",
        hedged=True,
    )
    recorded(event, "status", Status.REPORTED, effective=date(2026, 3, 4), evidence=[second])
    recorded(event, "due", "2026-05", effective=date(2026, 3, 4), evidence=[second])
    closed = make_known(
        story=story, kind="occurrence", statement="It is still closed", status="confirmed",
        since=date(2026, 6, 1), date="2026-06-01",
    )  # fmt: skip
    city = make_source(
        outlet=make_outlet(name="City"), title="No opening yet", published="2026-06-01"
    )
    denial = make_citation(
        event=event, source=city, basis=Basis.PRIMARY, stance="denies", quote="not this month"
    )
    recorded(
        event,
        "outcome",
        Outcome.FAILED,
        effective=date(2026, 6, 1),
        evidence=[denial],
        resolved_by=[closed],
        actual="Closed at the end of May",
        reason="May passed.",
        miss="wrong",
    )
    story.pivot = closed
    story.save(update_fields=["pivot"])
    return event


@pytest.fixture
def bridge_story(db: None) -> Story:
    return make_story(slug="bridge", title="The bridge")


@pytest.fixture
def paper(bridge_story: Story) -> Outlet:
    """Nine of its own: five held, three failed, one open; and one that it relayed."""
    paper = make_outlet(slug="paper", name="Paper", country="DE", note="Founded lately.")
    for number in range(5):
        said(paper, "held", days=number, story=bridge_story, statement=f"Held {number}")
    for number in range(3):
        said(paper, "failed", days=number, story=bridge_story, tags=["money"])
    said(paper, days=9, story=bridge_story, statement="It sings")
    wire = make_outlet(slug="wire", name="wire", kind="wire")
    repeated(said(wire, "held", story=make_story(slug="other", title="Other")), paper)
    return paper


@pytest.fixture
def several_outlets(paper: Outlet) -> None:
    """Beside the paper one without a miss, one of two settled, and one of none."""
    sure = make_outlet(slug="sure", name="Sure", kind="blog")
    for number in range(6):
        said(sure, "held", days=number + 10)
    said(make_outlet(slug="ant", name="Ant"), "failed")
    said(make_outlet(slug="zero", name="Aaa"))
