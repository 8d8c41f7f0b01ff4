from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.makers import (
    make_citation,
    make_known,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
    recorded,
)
from tracker.desk.waiting import overdue, single_origin, to_review, unchecked
from tracker.evidence.models import ReviewState
from tracker.stories.events import Event
from tracker.stories.models import Story

FIRST = "/admin/"
LONG_AGO = datetime(2026, 1, 2, 12, tzinfo=UTC)


def make_stale(**fields: Any) -> Event:
    """An open prediction on which the last entry was recorded in January."""
    event = make_known(**fields)
    # The ledger refuses a change of the time; the look at it is what ages.
    event.check_on(date(2026, 1, 2))
    return event


def test_an_empty_desk_says_how_to_begin(editor: Client, moderator: Client) -> None:
    assert "Nothing is on file yet." in page(editor)
    assert 'href="/admin/tracker/story/add/">a story</a>' in page(editor)
    begin = moderator.get(FIRST).content.decode().split("front-begin")[1].split("</p>")[0]
    assert "/admin/tracker/source/add/" in begin
    assert "/admin/tracker/story/add/" not in begin
    make_source()
    assert "Nothing is on file yet." not in page(editor)


def page(client: Client, **query: str) -> str:
    response = client.get(FIRST, query)
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, event: Event, **data: str) -> Any:
    return client.post(reverse("admin:tracker_event_checked", args=[event.pk]), data)


class TestLists:
    def test_proposed_citations_stand_oldest_first(self, db: None) -> None:
        new = make_citation(review=ReviewState.PROPOSED)
        old = make_citation(review=ReviewState.PROPOSED, created_at=LONG_AGO)
        make_citation()
        assert to_review(None).rows == [old, new]

    def test_overdue_is_judged_in_the_zone_of_each_story(self, db: None) -> None:
        kiritimati = make_story(time_zone="Pacific/Kiritimati")
        due = {"effective": date(2026, 2, 1)}
        for story in (kiritimati, make_story(), make_story(time_zone="Pacific/Pago_Pago")):
            recorded(make_known(story=story), "due", "2026-06-01", **due)
        late = overdue(None, now=datetime(2026, 6, 1, 11, tzinfo=UTC))
        assert [event.story for event in late.rows] == [kiritimati]
        assert late.rows[0].days_late == 1
        assert overdue(None, now=datetime(2026, 6, 2, 1, tzinfo=UTC)).count == 2
        assert overdue(None, now=datetime(2026, 6, 3, tzinfo=UTC)).count == 3

    def test_what_is_settled_is_not_overdue(self, db: None) -> None:
        event = make_known()
        recorded(event, "due", "2026-06-01", effective=date(2026, 2, 1))
        recorded(event, "outcome", "failed", effective=date(2026, 7, 1))
        assert overdue(None).count == 0

    def test_single_origin_statements_stand_with_most_reports_first(self, db: None) -> None:
        def reported(relays: int, *, second: bool = False, status: str = "reported") -> Event:
            event = make_occurrence()
            first = make_citation(event=event)
            recorded(event, "status", status, evidence=[first])
            origin = first.source
            for _ in range(relays):
                make_citation(event=event, relays=origin)
            if second:
                make_citation(event=event)
            return event

        two, four = reported(1), reported(3)
        reported(0)
        reported(2, second=True)
        reported(2, status="rumored")
        found = single_origin(None)
        assert [(row.event, row.reports) for row in found.rows] == [(four, 4), (two, 2)]
        assert found.rows[0].outlet == four.citations.earliest("pk").source.outlet.name
        assert single_origin(two.story).count == 1

    def test_unchecked_is_what_may_still_turn_out_and_nobody_looked_at(self, db: None) -> None:
        open_one = make_stale()
        reported = make_stale(kind="occurrence", status="reported")
        make_stale(kind="occurrence", status="confirmed")
        recorded(make_stale(), "outcome", "void", effective=date(2026, 2, 1))
        fresh = make_known()
        fresh.check_on(date(2026, 11, 20))
        # The makers record on 1 November, which is a look as well.
        assert unchecked(None, since=date(2026, 11, 1)).count == 0
        found = unchecked(None, since=date(2026, 11, 10))
        assert found.rows == [open_one, reported]

    def test_a_list_shows_some_and_all_when_asked(self, editor: Client) -> None:
        for _ in range(10):
            make_citation(review=ReviewState.PROPOSED)
        assert to_review(None).more == 2
        for _ in range(10):
            recorded(make_known(), "due", "2026-02", effective=date(2026, 2, 1))
        assert "all=overdue#overdue" in page(editor)
        assert page(editor, all="overdue").count(">Settle<") == 10


class TestPage:
    @pytest.mark.parametrize("group", ["Moderators", "Editors", "Administrators"])
    def test_every_role_sees_the_lists_and_the_records_below(
        self, login: Any, group: str
    ) -> None:
        make_story()
        text = page(login(group))
        assert text.index('id="stale"') < text.index("app-tracker")

    def test_who_may_not_see_events_sees_no_list(self, login: Any) -> None:
        make_citation(review=ReviewState.PROPOSED, quote="a secret quote")
        text = page(login(""))
        assert "a secret quote" not in text
        assert 'id="front"' not in text

    def test_moderators_are_offered_no_change_of_the_record(
        self, moderator: Client, editor: Client
    ) -> None:
        recorded(make_known(), "due", "2026-02", effective=date(2026, 2, 1))
        assert ">Settle<" in page(editor)
        assert ">Settle<" not in page(moderator)
        assert "/record/" not in page(moderator)

    def test_it_narrows_to_one_story(self, editor: Client) -> None:
        mine = make_citation(review=ReviewState.PROPOSED, quote="in this story")
        make_citation(review=ReviewState.PROPOSED, quote="in another")
        text = page(editor, story=str(mine.story_id))
        assert "in this story" in text
        assert "in another" not in text

    @pytest.mark.parametrize("story", ["x", "9" * 30, "\x00", "-1"])
    def test_nonsense_narrows_nothing(self, editor: Client, story: str) -> None:
        make_citation(review=ReviewState.PROPOSED, quote="still here")
        assert "still here" in page(editor, story=story, all=story)

    def test_citations_lead_to_a_list_that_is_there(self, editor: Client) -> None:
        make_citation(review=ReviewState.PROPOSED)
        address = editor.get(FIRST).context["review_url"]
        assert editor.get(address).status_code == 200

    def test_it_takes_as_many_queries_with_many_rows_as_with_few(self, editor: Client) -> None:
        def more(count: int) -> None:
            for _ in range(count):
                make_citation(review=ReviewState.PROPOSED)
                event = make_stale(kind="occurrence", status="reported")
                make_citation(event=event, relays=make_source())
                make_citation(event=event, relays=event.citations.earliest("pk").source)
                recorded(make_stale(), "due", "2026-02", effective=date(2026, 2, 1))

        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                page(editor, all="overdue")
            return len(captured)

        more(3)
        # The first visit is noted in the session.
        cost()
        few = cost()
        more(20)
        assert cost() == few
        assert few <= 25


class TestChecked:
    @pytest.mark.parametrize("group", ["Moderators", "Editors"])
    def test_one_click_keeps_the_day_and_one_takes_it_back(
        self, login: Any, group: str
    ) -> None:
        client, event = login(group), make_stale()
        versions = event.history.count()
        address = f"{FIRST}?story={event.story_id}"
        assert press(client, event, next=address).url == address
        event.refresh_from_db()
        assert event.checked_on == timezone.localdate()
        assert f'id="checked-{event.pk}"' in page(client)
        press(client, event, undo="1")
        event.refresh_from_db()
        assert event.checked_on == date(2026, 1, 2)
        assert event.history.count() == versions
        assert f'id="checked-{event.pk}"' not in page(client)

    def test_it_is_noted_who_did_it(self, moderator: Client) -> None:
        press(moderator, event := make_stale())
        history = reverse("admin:tracker_event_history", args=[event.pk])
        assert moderator.get(history).status_code == 200
        assert "Checked, no change." in str(
            [*moderator.user.logentry_set.values_list("change_message", flat=True)]
        )

    def test_nobody_takes_back_what_somebody_else_did(
        self, moderator: Client, editor: Client
    ) -> None:
        press(editor, event := make_stale())
        press(moderator, event, undo="1")
        event.refresh_from_db()
        assert event.checked_on == timezone.localdate()

    def test_what_was_checked_yesterday_stays(self, editor: Client) -> None:
        press(editor, event := make_stale())
        event.check_on(timezone.localdate() - timedelta(days=1))
        press(editor, event, undo="1")
        event.refresh_from_db()
        assert event.checked_on == timezone.localdate() - timedelta(days=1)

    def test_people_without_the_right_are_refused(self, login: Any) -> None:
        assert press(login(""), event := make_stale()).status_code == 403
        event.refresh_from_db()
        assert event.checked_on == date(2026, 1, 2)

    def test_a_look_at_a_draft_is_not_kept(self, editor: Client) -> None:
        draft = Event.objects.create(story=make_story(), key="p-1", kind="prediction")
        assert press(editor, draft).status_code == 404

    @pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "x"])
    def test_it_leads_back_to_our_own_pages_alone(self, editor: Client, address: str) -> None:
        assert press(editor, make_stale(), next=address).url == FIRST

    def test_saving_words_meanwhile_does_not_undo_it(self, editor: Client) -> None:
        event = make_stale()
        opened = Event.objects.get(pk=event.pk)
        press(editor, event)
        opened.save()
        event.refresh_from_db()
        assert event.checked_on == timezone.localdate()


@pytest.mark.behind_the_desk
def test_no_list_names_a_merged_event(db: None) -> None:
    survivor = make_stale()
    merged = make_stale(story=survivor.story)
    Event.objects.filter(pk=merged.pk).update(merged_into=survivor)
    assert unchecked(Story.objects.get(), since=date(2026, 12, 1)).rows == [survivor]


def test_the_outlet_of_a_merged_origin_is_the_one_that_stays(db: None) -> None:
    event = make_occurrence()
    first = make_citation(event=event)
    recorded(event, "status", "reported", evidence=[first])
    origin = first.source
    make_citation(event=event, relays=origin)
    origin.outlet.merged_into = make_outlet(name="The Wire")
    origin.outlet.save()
    assert single_origin(None).rows[0].outlet == "The Wire"
