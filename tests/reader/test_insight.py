from __future__ import annotations

from datetime import date

import pytest

from tests.makers import (
    make_citation,
    make_event,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tests.reader.pages import get
from tests.reader.test_ribbons import DAYS
from tests.real_story import real_story as bundle
from tests.real_story import trace_in
from tracker.evidence.models import Basis
from tracker.reader.insight import insight_of
from tracker.reader.rows import rows_of
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db


def repeated(story: Story, statement: str, times: int, *, unknown: int = 0) -> Event:
    """A prediction of one outlet that so many repeated, some of them naming nobody."""
    event = make_event(story=story, statement=statement)
    origin = make_source(
        outlet=make_outlet(name=f"Origin of {statement}"), published="2026-03-01"
    )
    first = make_citation(event=event, source=origin)
    for number in range(times):
        outlet = make_outlet(name=f"Repeater {number} of {statement}")
        source = make_source(outlet=outlet, published="2026-03-02")
        relays = None if number < unknown else origin
        make_citation(event=event, source=source, basis=Basis.RELAYED, relays=relays)
    recorded(event, effective=date(2026, 3, 2), evidence=[first])
    return event


def test_the_names_of_those_who_repeated_run_into_the_origin() -> None:
    story = make_story()
    repeated(story, "It will open", 2)
    repeated(story, "It will be red", 4, unknown=1)
    figure = get(story.get_absolute_url()).one("figure", "insight")
    assert figure.one("figcaption").text.replace("\xa0", " ") == (
        "5 reports, 1 origin, 1 of unknown origin It will be red"
    )
    names, origins = figure.all("ul")
    assert [name.text for name in names.all("li")] == [
        f"Repeater {n} of It will be red" for n in range(4)
    ]
    assert [name.text for name in origins.all("li")] == ["Origin of It will be red"]
    lines, loose, dots = (path.attrs["d"] for path in figure.all("path"))
    assert (lines.count("M"), loose.count("M"), dots.count("M")) == (3, 1, 1)


def test_a_dozen_names_are_drawn_and_the_others_counted() -> None:
    story = make_story()
    repeated(story, "It will open", 15)
    figure = get(story.get_absolute_url()).one("figure", "insight")
    assert len(figure.all("ul")[0].all("li")) == 12
    assert "3 more names are not drawn." in figure.text


def test_two_reports_of_one_origin_are_no_insight() -> None:
    story = make_story()
    repeated(story, "It will open", 1)
    assert get(story.get_absolute_url()).all("figure", "insight") == []


def test_a_prediction_that_many_found_out_by_themselves_is_no_insight() -> None:
    story = make_story()
    event = make_event(story=story)
    cited = [
        make_citation(event=event, source=make_source(published="2026-03-01")) for _ in range(5)
    ]
    recorded(event, effective=date(2026, 3, 2), evidence=cited)
    assert insight_of(rows_of(story, None).all, None) is None


def test_what_most_repeated_comes_before_what_has_the_fewest_origins() -> None:
    story = make_story()
    repeated(story, "It will open", 3)
    event = repeated(story, "It will be red", 5)
    second = make_source(outlet=make_outlet(name="Second"), published="2026-03-01")
    make_citation(event=event, source=second)
    # Five repeat one of two origins, which is more than three that repeat the only one.
    assert insight_of(rows_of(story, None).all, None).statement == "It will be red"


def test_the_real_story_shows_its_central_claim(real_story: Story) -> None:
    insight = insight_of(rows_of(real_story, None).all, None)
    assert insight and insight.statement == "V4 will run entirely on Huawei chips"


@pytest.mark.parametrize("day", DAYS)
def test_of_no_prediction_of_the_real_story_more_was_repeated(
    real_story: Story, day: date | None
) -> None:
    insight = insight_of(rows_of(real_story, day).all, day)
    data = bundle()
    repeated = {}
    for event in Event.objects.filter(story=real_story, kind="prediction"):
        trace = trace_in(data, event.key, day or date(2026, 11, 25))
        if trace.origins and event.known_on <= (day or date.max):
            traced = trace.reports - trace.unknown
            if traced / len(trace.origins) >= 2:
                repeated[event.statement] = traced - len(trace.origins), trace.reports
    best = max(repeated.values(), default=(0, 0))
    if best[0] < 2:
        assert insight is None
        return
    assert insight
    assert repeated[insight.statement] == best
    key = Event.objects.get(story=real_story, statement=insight.statement).key
    trace = trace_in(data, key, day or date(2026, 11, 25))
    assert (insight.report_count, insight.origin_count, insight.unknown_count) == (
        trace.reports, len(trace.origins), trace.unknown
    )  # fmt: skip
    # An origin's own report, if it is one of the reports, is the dot.
    drawn = len(insight.names) + insight.more
    assert trace.reports - len(trace.ends) <= drawn <= trace.reports
