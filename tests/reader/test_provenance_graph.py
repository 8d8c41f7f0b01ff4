from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.makers import make_citation, make_known, make_outlet, make_relay, make_source
from tests.reader.ledgers import CHANGE, CITATION, DAYS, RANDOM, SOURCE, build, undone
from tests.reader.pages import Element, get
from tests.reader.test_ribbons import DAYS as REAL_DAYS
from tracker.evidence.models import Basis, Citation, SourceRelay
from tracker.evidence.provenance import provenance_of
from tracker.reader.lineage import lineage_of
from tracker.reader.provenance_graph import SHOWN_ROWS, graph_of
from tracker.sources.models import Source
from tracker.stories.events import Event
from tracker.stories.models import Story

pytestmark = pytest.mark.django_db

# (outlet, place in percent, places of what it repeats).
Drawn = tuple[str, float, tuple[float, ...]]


def drawn(event: Event, day: date | None) -> list[Drawn]:
    graph = graph_of(lineage_of(provenance_of([event.pk], day)[event.pk]), None)
    rows = [*graph.rows, *graph.rest] if graph else []
    return sorted(
        (row.outlet, row.at, tuple(sorted(elbow.at for elbow in row.elbows))) for row in rows
    )


def worked_out(event: Event, day: date | None) -> list[Drawn]:
    """The same, slowly: from all rows of the record, one by one."""
    reports = [
        one
        for one in Citation.objects.filter(event=event, review="accepted", stance="supports")
        if one.source.known_on and (day is None or one.source.known_on <= day)
    ]
    documents: dict[Source, set[Source]] = {}
    waiting = [one.source for one in reports]
    while waiting:
        document = waiting.pop()
        if document not in documents:
            own = [one for one in reports if one.source == document]
            links = SourceRelay.objects.filter(source=document)
            onward = {one.relays for one in own if one.relays} if own else {
                link.relayed for link in links
            }  # fmt: skip
            documents[document] = onward
            waiting += onward
    if not documents:
        return []
    days = {document: document.known_on.toordinal() for document in documents}
    first, width = min(days.values()), max(days.values()) - min(days.values())
    places = {
        document: round(100 * (on - first) / width, 2) if width else 0.0
        for document, on in days.items()
    }
    return sorted(
        (document.outlet.name, places[document], tuple(sorted(places[one] for one in onward)))
        for document, onward in documents.items()
    )


@pytest.mark.parametrize("day", REAL_DAYS)
def test_places_and_lines_of_the_real_story_equal_a_slow_computation(
    real_story: Story, day: date | None
) -> None:
    some = 0
    for event in Event.objects.filter(story=real_story):
        rows = drawn(event, day)
        assert rows == worked_out(event, day), event.key
        some += len(rows)
    if day is None:
        assert some > 150


@settings(RANDOM, max_examples=25)
@given(
    sources=st.lists(SOURCE, min_size=3, max_size=7),
    citations=st.lists(CITATION, min_size=4, max_size=14),
    changes=st.lists(CHANGE, max_size=3),
    day=st.none() | DAYS,
)
def test_places_and_lines_of_random_stories_equal_a_slow_computation(
    sources: list[dict[str, Any]],
    citations: list[dict[str, Any]],
    changes: list[dict[str, Any]],
    day: date | None,
) -> None:
    with undone():
        build(sources, citations, changes, has_pivot=False)
        for event in Event.objects.all():
            assert drawn(event, day) == worked_out(event, day)


def graph(page: Element) -> Element:
    return page.one("div", "graph")


def rows(page: Element) -> list[str]:
    return [row.one("p").text for row in graph(page).all("li", "graph-row")]


class TestPage:
    def test_each_document_stands_below_what_it_repeats(self, bridge: Event) -> None:
        lost = make_source(outlet=make_outlet(name="Hearsay"), published="2026-03-05")
        make_citation(event=bridge, source=lost, basis=Basis.RELAYED)
        page = get(bridge.get_absolute_url())
        assert rows(page) == [
            "Wire 1 Mar 2026 origin",
            "Paper 2–4 Mar 2026 relays Wire",
            "Hearsay 5 Mar 2026 origin unknown",
        ]
        assert page.one("p", "graph-says").text == (
            "From 1 March 2026 to 5 March 2026. The reports lead back to Wire. "
            "1 does not say where it has it from."
        )
        paper = graph(page).all("li", "graph-row")[1].one("circle")
        assert paper.attrs["r"] == "5.5"
        assert graph(page).all("line", "span")[0].attrs["x1"] == "25.0%"
        assert graph(page).all("line", "span")[0].attrs["x2"] == "75.0%"

    def test_the_axis_has_a_sentence_and_ticks(self, bridge: Event) -> None:
        axis = graph(get(bridge.get_absolute_url())).one("svg", "graph-axis")
        assert axis.attrs["role"] == "img"
        assert axis.attrs["aria-label"].startswith("From 1 March 2026 to 4 March 2026.")
        assert [tick.text for tick in axis.all("text")] == ["1 Mar", "2 Mar", "3 Mar", "4 Mar"]

    def test_one_that_nobody_cites_is_known_from_those_who_repeat_it(
        self, bridge: Event
    ) -> None:
        root = make_source(outlet=make_outlet(name="Agency"), published="")
        middle = make_source(outlet=make_outlet(name="Copy"), published="")
        make_relay(source=middle, relayed=root)
        last = make_source(outlet=make_outlet(name="Blog"), published="2026-03-09")
        make_citation(event=bridge, source=last, relays=middle)
        page = get(bridge.get_absolute_url())
        assert rows(page)[2:] == [
            "Agency by 9 Mar 2026 origin, known from those who repeat it",
            "Copy by 9 Mar 2026 relays Agency",
            "Blog 9 Mar 2026 relays Copy",
        ]
        named = graph(page).all("circle", "named")
        assert len(named) == 1
        # All three on one day: each a step further right than what it repeats.
        places = [one.attrs["transform"] for one in graph(page).all("g")[-3:]]
        assert places == ["translate(0 14)", "translate(12 14)", "translate(24 14)"]

    def test_the_pivot_is_drawn_once_it_is_known_and_on_the_axis(self, bridge: Event) -> None:
        late = make_source(outlet=make_outlet(name="Late"), published="2026-06-09")
        make_citation(event=bridge, source=late)
        assert len(graph(get(bridge.get_absolute_url())).all("g", "pivot-rule")) == 3
        past = get(bridge.get_absolute_url(), {"as_of": "2026-05-31"})
        assert graph(past).all("g", "pivot-rule") == []
        assert "double rule" not in past.one("p", "graph-key").text

    def test_many_documents_are_folded_and_all_there(self, bridge: Event) -> None:
        wire = bridge.citations.get(quote="will open in May").source
        for number in range(58):
            late = make_source(published=f"2026-03-{number % 20 + 5:02}")
            make_citation(event=bridge, source=late, relays=wire)
        page = get(bridge.get_absolute_url())
        assert len(rows(page)) == 60
        fold = graph(page).one("details", "fold")
        assert fold.one("summary").text == "40 more documents"
        assert len(fold.all("li", "graph-row")) == 60 - SHOWN_ROWS

    def test_without_reports_there_is_none(self) -> None:
        event = make_known()
        event.citations.update(stance="mentions")
        page = get(event.get_absolute_url())
        assert page.all("div", "graph") == []
        assert page.all(id="tree-title") == []
