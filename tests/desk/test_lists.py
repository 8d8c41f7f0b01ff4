"""Columns, filters and searches of the lists; the ways between desk and public page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import (
    make_citation,
    make_event,
    make_known,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tracker.stories.events import Event

EVENTS = "/admin/tracker/event/"
SOURCES = "/admin/tracker/source/"
CITATIONS = "/admin/tracker/citation/"


@pytest.mark.parametrize("name", ["story", "event", "source", "citation", "change", "outlet"])
def test_a_list_has_one_way_to_narrow_down_its_dates(editor: Client, name: str) -> None:
    desk = editor.get(f"/admin/tracker/{name}/").context["cl"].model_admin
    assert desk.date_hierarchy not in {*desk.list_filter} - {None}


def found(client: Client, address: str, **query: str) -> set[str]:
    """Return what the list at `address` shows."""
    response = client.get(address, query)
    assert response.status_code == 200
    return {str(row) for row in response.context["cl"].result_list}


def due_event(statement: str, due: str, **fields: Any) -> Event:
    event = make_known(statement=statement, **fields)
    recorded(event, "due", due)
    return event


def test_events_are_filtered_by_what_is_overdue_where_their_story_is(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    east = make_story(time_zone="Pacific/Auckland")
    west = make_story(time_zone="America/Los_Angeles")
    due_event("East", "2026-03-01", story=east)
    due_event("West", "2026-03-01", story=west)
    recorded(due_event("Settled", "2026-03-01", story=east), "outcome", "failed")
    make_known(statement="Without a due date")
    # It is the second of March in Auckland and still the first in Los Angeles.
    zones = {"Pacific/Auckland": date(2026, 3, 2)}
    monkeypatch.setattr(
        "tracker.desk.filters.timezone.localdate",
        lambda timezone=None: zones.get(str(timezone), date(2026, 3, 1)),
    )
    assert found(editor, EVENTS, overdue="yes") == {"East"}
    assert found(editor, EVENTS, overdue="no") == {"West", "Settled", "Without a due date"}
    assert found(editor, EVENTS, overdue="nonsense") == {
        "East",
        "West",
        "Settled",
        "Without a due date",
    }
    page = editor.get(EVENTS).content.decode()
    assert page.count("1 March 2026, overdue") == 1


def test_events_are_filtered_by_the_number_of_their_origins(editor: Client) -> None:
    wire = make_source(outlet=make_outlet())
    one, two, none = (make_event(statement=text) for text in ("One", "Two", "None"))
    for _ in range(3):
        make_citation(event=one, relays=wire)
    make_citation(event=two, source=wire)
    make_citation(event=two)
    make_citation(event=none, review="proposed")
    assert found(editor, EVENTS, origins="0") == {"None"}
    assert found(editor, EVENTS, origins="1") == {"One"}
    assert found(editor, EVENTS, origins="2") == {"Two"}
    page = editor.get(EVENTS).content.decode()
    assert "3 reports, 1 origin<" in page
    assert "2 reports, 2 origins<" in page


def test_sources_are_filtered_by_citations_and_text(editor: Client) -> None:
    make_citation(source=make_source(title="Cited"))
    make_source(title="With text", text="It was said.")
    assert found(editor, SOURCES, cited="yes") == {"Cited"}
    assert found(editor, SOURCES, cited="no") == {"With text"}
    assert found(editor, SOURCES, text="yes") == {"With text"}
    assert found(editor, SOURCES, text="no") == {"Cited"}


@pytest.mark.parametrize(
    "search",
    [
        "Bridge will",
        "left lane only",
        "Harbour Wire",
        "https://www.wire.example/bridge/?utm_source=mail#top",
        "wire.example/bridge",
    ],
)
def test_statement_quote_outlet_and_address_find_the_event(editor: Client, search: str) -> None:
    source = make_source(
        outlet=make_outlet(name="Harbour Wire"), url="https://wire.example/bridge"
    )
    event = make_event(statement="The bridge will open")
    make_citation(event=event, source=source, quote="the left lane only, they said")
    make_citation(event=event, source=make_source())
    make_citation(event=make_event(), source=make_source(url="https://wire.example/tunnel"))
    assert found(editor, EVENTS, q=search) == {"The bridge will open"}
    assert len(found(editor, CITATIONS, q=search)) >= 1
    if search != "Bridge will":
        assert found(editor, SOURCES, q=search) == {source.title}


def test_the_search_inside_forms_looks_at_statements_alone(editor: Client) -> None:
    make_citation(event=make_event(statement="A tunnel"), quote="the left lane")
    query = {"app_label": "tracker", "model_name": "event", "field_name": "part_of"}
    answer = editor.get("/admin/autocomplete/", query | {"term": "left lane"})
    assert answer.json()["results"] == []
    answer = editor.get("/admin/autocomplete/", query | {"term": "tunnel"})
    assert [row["text"] for row in answer.json()["results"]] == ["A tunnel"]


@pytest.mark.parametrize("address", [EVENTS, SOURCES, "/admin/tracker/change/"])
def test_lists_write_days_as_pages_do(editor: Client, address: str) -> None:
    make_known(since=date(2026, 1, 9))
    assert "9 January 2026" in editor.get(address).content.decode()


def test_a_form_leads_back_to_the_page_as_of_the_day_that_one_came_from(
    editor: Client,
) -> None:
    event = make_known()
    form = reverse("admin:tracker_event_change", args=[event.pk])
    page = editor.get(form, {"as_of": '2026-04-01"&'}).content.decode()
    assert f'href="/events/{event.pk}/?as_of=2026-04-01%22%26"' in page
    assert 'href="/?as_of=2026-04-01%22%26"' in page
    page = editor.get(form).content.decode()
    assert f'href="/events/{event.pk}/"' in page


def test_a_public_page_leads_everybody_to_its_form_by_the_same_link(
    editor: Client, client: Client
) -> None:
    event = make_known(story=make_story(slug="bridge"))
    for path, form in [
        (f"/events/{event.pk}/", f"/admin/tracker/event/{event.pk}/change/"),
        ("/stories/bridge/", f"/admin/tracker/story/{event.story_id}/change/"),
    ]:
        page = client.get(path, {"as_of": "2026-04-01"}).content
        assert page == editor.get(path, {"as_of": "2026-04-01"}).content
        link = f"/admin/tracker/event/of-page/?of={path}%3Fas_of%3D2026-04-01"
        assert f'href="{link}"' in page.decode()
        assert editor.get(link).url == f"{form}?as_of=2026-04-01"
        assert client.get(link).url.startswith("/admin/login/?next=")


@pytest.mark.parametrize(
    "page",
    ["", "https://elsewhere.example/", "//elsewhere", "/events/77/", "/method/", "http://["],
)
def test_what_has_no_form_leads_to_the_first_page(editor: Client, page: str) -> None:
    response = editor.get("/admin/tracker/event/of-page/", {"of": page})
    assert response.url == "/admin/"


def test_a_preview_keeps_the_day_in_both_directions(editor: Client) -> None:
    event = make_event(story=make_story(slug="bridge", publication="draft"))
    for form, preview in [
        (f"/admin/tracker/event/{event.pk}/change/", f"/admin/preview/events/{event.pk}/"),
        (f"/admin/tracker/story/{event.story_id}/change/", "/admin/preview/stories/bridge/"),
    ]:
        page = editor.get(form, {"as_of": "2026-04-01"}).content.decode()
        assert f'href="{preview}?as_of=2026-04-01"' in page
        assert f'href="{preview}"' in editor.get(form).content.decode()
        back = editor.get(
            "/admin/tracker/event/of-page/", {"of": f"{preview}?as_of=2026-04-01"}
        )
        assert back.url == f"{form}?as_of=2026-04-01"


def test_each_cell_says_its_role_and_column(editor: Client) -> None:
    make_citation(event=make_event(statement='A "quoted" one'), quote="")
    page = editor.get(CITATIONS).content.decode()
    assert '<table id="result_list" role="table">' in page
    assert page.count('role="columnheader"') == 10
    assert '<th role="rowheader" data-label="Event" class="field-short_event">' in page
    assert '<td role="cell" data-label="Review" class="field-review">Accepted</td>' in page
    assert '<td role="cell" data-label="Quote" data-empty class="field-short_quote">' in page
    assert '<td role="cell" class="action-checkbox">' in page
    assert 'aria-sort="descending"' in page


def test_a_list_in_which_nothing_fits_says_so_and_leads_to_all(editor: Client) -> None:
    assert "Nothing is on file yet." in editor.get(EVENTS).content.decode()
    make_event()
    page = editor.get(EVENTS, {"q": "no such words"}).content.decode()
    assert 'Nothing on file fits. <a href="?">Show all</a>' in page
