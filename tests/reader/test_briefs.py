from __future__ import annotations

from datetime import date

import pytest

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import Element, get
from tracker.stories.events import Event
from tracker.stories.models import Story
from tracker.stories.values import Kind

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def told(story: Story, kind: str, reports: int, *, part_of: Event | None = None) -> Event:
    """An event of the day with so many reports, called after them."""
    event = make_event(
        story=story,
        kind=kind,
        statement=f"{kind} with {reports}",
        part_of=part_of,
        date=DAY.isoformat() if kind == Kind.OCCURRENCE else "",
    )
    cited = [
        make_citation(event=event, source=make_source(published="2026-03-01"))
        for _ in range(reports)
    ]
    recorded(event, effective=DAY, evidence=cited)
    return event


def briefs(page: Element) -> list[str]:
    return [one.one("h5").text for one in page.all("li", "brief")]


def test_what_has_little_behind_it_takes_one_line_on_a_crowded_day() -> None:
    story = make_story()
    for kind in (Kind.PREDICTION, Kind.OCCURRENCE):
        for reports in (1, 2, 3):
            told(story, kind, reports)
    page = get(story.get_absolute_url())
    assert briefs(page) == ["occurrence with 1", "occurrence with 2", "prediction with 1"]
    brief = page.all("li", "brief")[-1]
    assert "Rumored" in brief.text and "Open" in brief.text
    assert "1 report, 1 origin" in brief.text
    # Nothing is shown twice, and briefs come last.
    assert len(page.all("li", "entry")) == 6
    assert page.all("li", "entry")[-1].attrs["id"] == page.all("li", "brief")[-1].attrs["id"]


def test_three_events_are_no_crowd() -> None:
    story = make_story()
    for _ in range(3):
        told(story, Kind.PREDICTION, 1)
    make_known(story=story, since=date(2026, 3, 2))
    assert briefs(get(story.get_absolute_url())) == []


def test_the_pivot_and_what_has_parts_stay_whole() -> None:
    story = make_story()
    broad = told(story, Kind.PREDICTION, 1)
    told(story, Kind.PREDICTION, 1, part_of=broad)
    told(story, Kind.OCCURRENCE, 2)
    story.pivot = told(story, Kind.OCCURRENCE, 1)
    story.save(update_fields=["pivot"])
    assert briefs(get(story.get_absolute_url())) == ["occurrence with 2", "prediction with 1"]


def test_what_a_filter_hides_is_no_crowd() -> None:
    story = make_story()
    told(story, Kind.PREDICTION, 1)
    for reports in (2, 3, 4):
        told(story, Kind.OCCURRENCE, reports)
    assert briefs(get(story.get_absolute_url())) == ["occurrence with 2", "prediction with 1"]
    assert briefs(get(story.get_absolute_url(), {"kind": "prediction"})) == []
