"""What the lists filter by and count, against a slow and obvious look at each row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tracker.desk.publishing import checklist
from tracker.evidence.models import Citation
from tracker.ledger.models import Change
from tracker.sources.models import Outlet, Source
from tracker.stories.events import Event
from tracker.stories.models import Story

Fits = Callable[[Any], bool]
LONG_AGO, SNAPSHOT = (
    "2026-02-01",
    "https://web.archive.org/web/20260101000000/https://a.example/",
)


@pytest.fixture
def desk(editor: Client) -> Client:
    """Two stories with something of everything that lists filter by."""
    for number in range(2):
        story = make_story()
        wire = make_source(
            outlet=make_outlet(name=f"Wire {number}", domain=f"wire{number}.example"),
            url=f"https://wire{number}.example/news",
            archive_url=SNAPSHOT,
            text="It was said.",
        )
        late = make_known(story=story, statement=f"The bridge {number} opens")
        recorded(late, "due", LONG_AGO)
        due = make_known(story=story)
        recorded(due, "due", "2099")
        failed = make_known(story=story)
        recorded(failed, "due", LONG_AGO)
        recorded(failed, "outcome", "failed", miss="late", effective=date(2026, 3, 1))
        mistaken = recorded(make_occurrence(story=story), "status", "reported")[0]
        recorded(mistaken.event, "status", "confirmed", withdraws=mistaken, reason="Wrong.")
        make_event(story=story)
        make_event(story=story, merged_into=late)
        make_citation(event=late, source=wire, quote=f"soon, number {number}")
        make_citation(event=late, source=wire, review="proposed")
        make_citation(event=due, source=make_source(url=f"https://b.example/{number}"))
        make_citation(event=due, review="rejected")
    make_source(merged_into=make_source())
    make_outlet(merged_into=make_outlet())
    make_story()
    return editor


def is_late(event: Event) -> bool:
    return event.outcome == "open" and event.due_on is not None and event.due_on.year == 2026


def citations_of(row: Any) -> list[Citation]:
    def leads_to(citation: Citation) -> bool:
        ways = (citation.event, citation.source, citation.source.outlet, citation.story)
        return row in ways

    return [citation for citation in Citation.objects.all() if leads_to(citation)]


def counts_in(row: Any, story: int) -> bool:
    return any(c.story_id == story and c.review == "accepted" for c in citations_of(row))


def is_withdrawn(change: Change) -> bool:
    return Change.objects.filter(withdraws=change).exists()


def waits(row: Any) -> bool:
    return any(citation.review == "proposed" for citation in citations_of(row))


def has_late(story: Story) -> bool:
    return any(is_late(event) and not event.merged_into for event in story.events.all())


# Model, parameter, value → whether a row fits.
YES: list[tuple[type[Any], str, Fits]] = [
    (Event, "overdue", is_late),
    (Event, "to_review", waits),
    (Event, "merged", lambda event: event.merged_into is not None),
    (Citation, "overdue", lambda citation: is_late(citation.event)),
    (Story, "overdue", has_late),
    (Story, "to_review", waits),
    (Source, "cited", lambda source: bool(citations_of(source))),
    (Source, "to_review", waits),
    (Source, "address", lambda source: source.url != ""),
    (Source, "copy", lambda source: source.archive_url != ""),
    (Source, "text", lambda source: hasattr(source, "text")),
    (Source, "merged", lambda source: source.merged_into is not None),
    (Outlet, "cited", lambda outlet: bool(citations_of(outlet))),
    (Outlet, "merged", lambda outlet: outlet.merged_into is not None),
    (Change, "withdrawn", is_withdrawn),
]
VALUES: list[tuple[type[Any], str, str, Fits]] = [
    (Event, "status__exact", "", lambda event: event.status == ""),
    (Event, "status__exact", "confirmed", lambda event: event.status == "confirmed"),
    (Citation, "event__status__exact", "rumored", lambda c: c.event.status == "rumored"),
    (Citation, "event__outcome__exact", "open", lambda c: c.event.outcome == "open"),
    (Citation, "event__kind__exact", "occurrence", lambda c: not c.event.is_prediction),
    (Change, "value", "failed", lambda change: change.value == "failed"),
    (Change, "miss__exact", "late", lambda change: change.miss == "late"),
    (Change, "event__kind__exact", "prediction", lambda c: c.event.is_prediction),
]


def listed(client: Client, model: type[Any], **query: str) -> set[int]:
    address = reverse(f"admin:tracker_{model._meta.model_name}_changelist")
    response = client.get(address, query)
    assert response.status_code == 200
    return {row.pk for row in response.context["cl"].result_list}


def fitting(model: type[Any], fits: Fits) -> set[int]:
    return {row.pk for row in model.objects.all() if fits(row)}


@pytest.mark.parametrize(("model", "name", "fits"), YES)
def test_yes_and_no_are_so_for_each_row(
    desk: Client, model: type[Any], name: str, fits: Fits
) -> None:
    so = fitting(model, fits)
    everything = fitting(model, lambda _row: True)
    assert so
    assert everything - so
    assert listed(desk, model, **{name: "yes"}) == so
    assert listed(desk, model, **{name: "no"}) == everything - so


@pytest.mark.parametrize(("model", "name", "value", "fits"), VALUES)
def test_a_value_is_that_of_each_row(
    desk: Client, model: type[Any], name: str, value: str, fits: Fits
) -> None:
    so = fitting(model, fits)
    assert so
    assert so < fitting(model, lambda _row: True)
    assert listed(desk, model, **{name: value}) == so


@pytest.mark.parametrize("model", [Source, Outlet])
def test_what_counts_in_a_story_is_what_is_accepted_there(
    desk: Client, model: type[Any]
) -> None:
    for story in Story.objects.all():
        so = fitting(model, lambda row, pk=story.pk: counts_in(row, pk))
        assert listed(desk, model, cited_in=str(story.pk)) == so
    assert listed(desk, model, cited_in="nonsense") == fitting(model, lambda _row: True)


def test_drafts_are_offered_among_the_statuses(desk: Client) -> None:
    page = desk.get("/admin/tracker/event/").content.decode()
    assert 'href="?status__exact=">Draft</a>' in page
    page = desk.get("/admin/tracker/event/", {"_facets": "True"}).content.decode()
    drafts = Event.objects.filter(status="").count()
    assert f">Draft ({drafts})</a>" in page


def test_numbers_in_the_rows_are_those_of_counting(desk: Client) -> None:
    for model, numbers in {
        Story: {
            "event_count": lambda s: len([e for e in s.events.all() if not e.merged_into]),
            "draft_count": lambda s: len(
                [e for e in s.events.all() if e.status == "" and not e.merged_into]
            ),
            "open_count": lambda s: len([e for e in s.events.all() if e.outcome == "open"]),
            "overdue_count": lambda s: len([e for e in s.events.all() if is_late(e)]),
            "waiting_count": lambda s: len(
                [c for c in citations_of(s) if c.review == "proposed"]
            ),
        },
        Source: {
            "citation_count": lambda s: len(citations_of(s)),
            "waiting_count": lambda s: len(
                [c for c in citations_of(s) if c.review == "proposed"]
            ),
        },
        Outlet: {
            "source_count": lambda o: len([s for s in Source.objects.all() if s.outlet == o]),
            "citation_count": lambda o: len(citations_of(o)),
        },
    }.items():
        address = reverse(f"admin:tracker_{model._meta.model_name}_changelist")
        for row in desk.get(address).context["cl"].result_list:
            for name, slowly in numbers.items():
                assert getattr(row, name) == slowly(row), (row, name)


@pytest.mark.parametrize(
    ("model", "search", "found"),
    [
        (Story, '"bridge 0"', 1),
        (Story, "'soon, number 1'", 1),
        (Story, "https://www.wire0.example/news?utm_source=mail", 1),
        (Outlet, "https://wire1.example/some/other/page", 1),
        (Outlet, '"bridge 0"', 3),
        (Outlet, '"number 1"', 1),
        (Source, '"bridge 1"', 3),
        (Change, "opens", 4),
        (Change, "Wrong.", 2),
    ],
)
def test_lists_are_searched_through_what_leads_to_their_rows(
    desk: Client, model: type[Any], search: str, found: int
) -> None:
    assert len(listed(desk, model, q=search)) == found


def test_the_ledger_is_found_by_its_evidence(editor: Client) -> None:
    source = make_source(outlet=make_outlet(name="Harbour"), url="https://h.example/a")
    event = make_occurrence()
    proof = make_citation(event=event, source=source, quote="by land and sea")
    change = recorded(event, "status", "rumored", evidence=[proof])[0]
    recorded(make_occurrence(), "status", "reported")
    for search in ("land and", "Harbour", "https://www.h.example/a#top"):
        assert listed(editor, Change, q=search) == {change.pk}


def test_each_source_that_a_story_lacks_something_of_is_shown(desk: Client) -> None:
    story = Story.objects.earliest("pk")
    places = {item.lack.key: item for item in checklist(story)}
    for key in ("without_address", "without_copy"):
        item = places[key]
        shown = desk.get(item.url).context["cl"].result_count
        assert item.lack.text.startswith(f"{shown} cited source")
        assert shown
