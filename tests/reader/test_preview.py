from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse

from tests.makers import make_citation, make_event, make_known, make_user
from tests.reader.pages import Element, read
from tracker.stories.events import Event
from tracker.stories.models import Story

STORY = "/admin/preview/stories/bridge/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague() -> Client:
    client = Client()
    client.force_login(make_user(group="Moderators"))
    return client


@pytest.fixture
def draft(bridge: Event) -> Event:
    """An event without a status, in a story that is not published; both with notes."""
    Story.objects.update(publication="draft", working_notes="ask the city again")
    return make_event(
        story=bridge.story, statement="A tram will cross it", working_notes="call the driver"
    )


def seen(client: Client, address: str, **query: str) -> Element:
    response = client.get(address, query)
    assert response.status_code == 200
    return read(response.content.decode())


def of(event: Event) -> str:
    return f"/admin/preview/events/{event.pk}/"


def test_a_draft_is_shown_as_readers_would_see_it_with_what_they_would_not(
    colleague: Client, draft: Event, bridge: Event
) -> None:
    page = seen(colleague, STORY)
    assert page.one("h1").text == "The bridge"
    assert "It will open in May" in [one.text for one in page.all("h5")]
    assert "A tram will cross it" in page.one(id="drafts").text
    assert "ask the city again" in page.one(id="notes").text
    assert "Readers do not see this page." in page.text


def test_an_event_without_a_status_is_a_draft_in_the_preview(
    colleague: Client, draft: Event
) -> None:
    make_citation(event=draft, quote="rails are laid")
    page = seen(colleague, of(draft))
    assert "Draft" in page.one("p", "kick").text
    assert "rails are laid" in page.text
    assert "call the driver" in page.one(id="notes").text


def test_the_preview_is_the_same_page_as_that_of_readers(
    colleague: Client, bridge: Event
) -> None:
    public = seen(Client(), bridge.story.get_absolute_url())
    page = seen(colleague, STORY)
    assert [h.text for h in page.all("h5")] == [h.text for h in public.all("h5")]
    assert page.one(id="tally").text == public.one(id="tally").text
    facts = seen(colleague, of(bridge)).one("aside").all("dd")
    assert [f.text for f in facts][:-2] == [
        f.text for f in seen(Client(), bridge.get_absolute_url()).one("aside").all("dd")
    ][:-2]


def test_it_goes_to_any_day_and_shows_nothing_later(colleague: Client, draft: Event) -> None:
    page = seen(colleague, STORY, as_of="2026-03-02")
    assert [one.text for one in page.all("h5")] == ["It will open in May"]
    assert "A tram will cross it" not in page.text
    assert colleague.get(STORY, {"as_of": "never"}).status_code == 400


def test_links_stay_within_the_preview(colleague: Client, draft: Event, bridge: Event) -> None:
    for address in (STORY, of(bridge), f"{of(bridge)}sources/", of(draft)):
        page = seen(colleague, address)
        main = page.one("main")
        links = [a.attrs["href"] for a in main.all("a") if a.attrs["href"].startswith("/")]
        links += [e.attrs["hx-get"] for e in page if "hx-get" in e.attrs]
        links += [form.attrs["action"] for form in main.all("form")]
        assert links
        assert {link for link in links if not link.startswith("/admin/preview/")} == set()
        for link in links:
            # How things are decided is no draft, so there is one page of it.
            expected = 302 if link.startswith("/admin/preview/method/") else 200
            assert colleague.get(link).status_code == expected, link
    assert get_script_prefix() == "/"


def test_a_preview_has_the_table_of_predictions(colleague: Client, draft: Event) -> None:
    page = seen(colleague, f"{STORY}predictions/")
    assert "It will open in May" in page.one("tbody").text
    tab = page.one("nav", "tabs").one("a", **{"aria-current": "page"})
    assert tab.attrs["href"] == f"{STORY}predictions/"
    found = colleague.get(f"{STORY}predictions/?_export=json")
    assert "no-store" in found["Cache-Control"]
    assert b"/admin/preview/events/" in found.getvalue()


def test_the_bar_leads_to_the_form_and_to_the_page_of_readers(
    colleague: Client, bridge: Event
) -> None:
    links = [
        a.attrs["href"] for a in seen(colleague, of(bridge)).one("div", "pastbar").all("a")
    ]
    form = reverse("admin:tracker_event_change", args=[bridge.pk])
    assert links == [bridge.get_absolute_url(), form]


@pytest.mark.parametrize("end", ["", "?as_of=2026-03-02", "?as_of=never"])
def test_nothing_keeps_a_preview(colleague: Client, draft: Event, end: str) -> None:
    for address in (STORY, of(draft)):
        headers = colleague.get(address + end).headers
        assert {"private", "no-store"} <= {*headers["Cache-Control"].split(", ")}
        assert "public" not in headers["Cache-Control"]
        assert "noindex" in headers["X-Robots-Tag"]


def test_strangers_and_people_without_the_right_see_no_preview(
    draft: Event, bridge: Event
) -> None:
    guest = Client()
    guest.force_login(make_user())
    for address in (STORY, of(bridge), of(draft), f"{of(bridge)}sources/"):
        assert Client().get(address).status_code == 302
        answer = guest.get(address)
        assert answer.status_code == 403
        assert b"tram" not in answer.content


@pytest.mark.parametrize("group", ["Moderators", "Editors", "Administrators"])
def test_readers_pages_do_not_look_at_who_asks(bridge: Event, group: str) -> None:
    Story.objects.update(working_notes="ask the city again")
    Event.objects.update(working_notes="ask the city again")
    make_event(story=bridge.story, statement="A tram will cross it")
    known = Client()
    known.force_login(make_user(group=group))
    known.get(STORY)
    for address in ("/", bridge.story.get_absolute_url(), bridge.get_absolute_url()):
        answer, public = known.get(address), Client().get(address)
        assert answer.content == public.content
        assert b"ask the city" not in answer.content
        assert b"tram" not in answer.content
        assert b"/admin/preview/" not in answer.content
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies


def test_drafts_stay_unknown_to_readers(colleague: Client, draft: Event, bridge: Event) -> None:
    for address in (f"/stories/{bridge.story.slug}/", f"/events/{bridge.pk}/"):
        assert colleague.get(address).status_code == 404
    Story.objects.update(publication="published")
    assert colleague.get(f"/events/{draft.pk}/").status_code == 404


def test_former_and_merged_addresses_lead_on_within_the_preview(
    colleague: Client, bridge: Event
) -> None:
    merged = make_known(story=bridge.story, since=date(2026, 3, 1))
    Event.objects.filter(pk=merged.pk).update(merged_into=bridge)
    assert colleague.get(of(merged)).url == of(bridge)
    story = bridge.story
    story.save()
    story.slug = "new-bridge"
    story.save()
    assert colleague.get(STORY).url == "/admin/preview/stories/new-bridge/"


def test_a_preview_takes_as_many_queries_with_many_drafts_as_with_few(
    colleague: Client, draft: Event
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(colleague, STORY)
        return len(captured)

    # The first visit is noted in the session.
    cost()
    few = cost()
    for _ in range(20):
        make_event(story=draft.story)
    assert cost() == few
