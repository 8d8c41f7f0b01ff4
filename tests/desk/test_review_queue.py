"""What the review queue shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.makers import (
    make_citation,
    make_event,
    make_occurrence,
    make_outlet,
    make_source,
    make_story,
)
from tracker.desk.effects import effects_of
from tracker.evidence.actions import review
from tracker.evidence.models import Basis, Citation

QUEUE = "/admin/review/"


def proposed(*, by: str = "bob", hours: int = 0, **values: Any) -> Citation:
    citation = make_citation(
        review="proposed", created_at=timezone.now() - timedelta(hours=hours), **values
    )
    review(citation, "proposed", by=by)
    return citation


def shown(client: Client, query: str = "") -> list[int]:
    response = client.get(QUEUE + query)
    assert response.status_code == 200
    return [row.citation.pk for row in response.context["rows"]]


def text_of(client: Client, query: str = "") -> str:
    return client.get(QUEUE + query).content.decode()


def effect_of(citation: Citation) -> tuple[str, str]:
    effect = effects_of([citation])[citation.pk]
    return effect.before, effect.after


def test_what_waits_is_shown_oldest_first_and_nothing_else(moderator: Client) -> None:
    young, old = proposed(hours=1), proposed(hours=2)
    make_citation()
    make_citation(review="rejected")
    assert shown(moderator) == [old.pk, young.pk]
    assert "2 to review" in text_of(moderator)


def test_an_empty_queue_says_so(moderator: Client) -> None:
    assert "Nothing to review." in text_of(moderator)


def test_the_queue_is_filtered_by_story_and_by_who_proposed(moderator: Client) -> None:
    own = proposed(by=moderator.user.username)
    other = proposed()
    assert shown(moderator, f"?story={own.story_id}") == [own.pk]
    assert shown(moderator, "?not_mine=1") == [other.pk]
    page = text_of(moderator, f"?not_mine=1&story={own.story_id}")
    assert "Nothing to review here." in page


def test_pages_follow_each_other_without_gap_though_rows_leave(moderator: Client) -> None:
    waiting = [proposed(hours=50 - n).pk for n in range(23)]
    assert shown(moderator) == waiting[:20]
    Citation.objects.filter(pk__in=waiting[:5]).update(review="accepted")
    assert shown(moderator, f"?after={waiting[19]}") == waiting[20:]
    assert f"after={waiting[19]}" not in text_of(moderator)


@pytest.mark.parametrize(
    "query",
    [
        "?after=x",
        "?after=99999999999999999999",
        "?after=999999999",
        "?story=%00",
        "?story=-1",
        "?story=99999999999999999999",
        "?not_mine=%00",
        "?page=99999999999999999999",
        "99999999999999999999/",
        "0/",
        "99999999999999999999/edit/",
    ],
)
def test_nonsense_in_the_address_is_answered(moderator: Client, query: str) -> None:
    assert moderator.get(QUEUE + query).status_code in {200, 404}


def test_a_row_shows_all_that_is_needed_to_decide(moderator: Client) -> None:
    source = make_source(
        outlet=make_outlet(name="The Wire"),
        title="The memo",
        url="https://wire.example/memo",
        archive_url="https://web.archive.org/web/20260101000000/https://wire.example/memo",
        published="2026-01-02",
    )
    told = make_source(outlet=make_outlet(name="The Paper"), title="The scoop")
    citation = proposed(
        event=make_event(statement="It will be late", story=make_story(title="The bridge")),
        source=source,
        relays=told,
    )
    page = text_of(moderator)
    for words in [
        "It will be late", "The bridge", "Supports", "relayed", "The memo", "The Wire",
        "2 January 2026", "https://wire.example/memo", "web.archive.org", "The scoop",
        "The Paper", "Proposed by bob", f"/admin/tracker/event/{citation.event_id}/change/",
    ]:  # fmt: skip
        assert words in page, words


def test_a_quote_is_marked_in_its_context(moderator: Client) -> None:
    source = make_source(text="It was said that “the bridge\nwill be late” & red.")
    proposed(source=source, quote='"the bridge will be late"')
    page = text_of(moderator)
    assert "It was said that <mark>“the bridge\nwill be late”</mark> &amp; red." in page


def test_a_quote_without_its_context_is_called_so(moderator: Client) -> None:
    proposed(quote="it was said")
    assert "No text on file." in text_of(moderator)
    proposed(quote="it was said", source=make_source(text="Nothing of the kind."))
    assert "Quote not found in the text on file." in text_of(moderator)


def test_a_row_says_what_accepting_changes(moderator: Client) -> None:
    event, first = make_occurrence(), make_source()
    make_citation(event=event, source=first)
    make_citation(event=event, relays=first)
    relay = proposed(event=event, relays=first)
    fresh = proposed(event=event)
    denial = proposed(event=event, stance="denies")
    assert effect_of(relay) == ("2 reports, 1 origin", "3 reports, 1 origin")
    assert effect_of(fresh) == ("2 reports, 1 origin", "3 reports, 2 origins")
    assert effect_of(denial) == ("2 reports, 1 origin", "2 reports, 1 origin")
    assert "3 reports, 2 origins" in text_of(moderator)


@pytest.mark.django_db
def test_what_a_row_says_is_what_accepting_does() -> None:
    unknown = make_source(published="")
    event = make_occurrence()
    make_citation(event=event, source=unknown)
    relay = proposed(event=event, relays=unknown)
    before, after = effect_of(relay)
    assert (before, after) == ("0 reports, 0 origins", "2 reports, 1 origin")
    review(relay, "accepted", by="ada")
    unknown.refresh_from_db()
    assert unknown.known_on == date(2026, 1, 1)
    assert effect_of(proposed(event=event, stance="mentions"))[0] == after


@pytest.mark.django_db
def test_a_source_of_no_known_day_counts_for_nothing_yet() -> None:
    citation = proposed(source=make_source(published=""))
    effect = effects_of([citation])[citation.pk]
    assert effect.before == effect.after == "0 reports, 0 origins"
    assert effect.note


def test_twenty_rows_take_as_many_queries_as_three(moderator: Client) -> None:
    def make(count: int) -> None:
        for _ in range(count):
            source = make_source(text="It was said.")
            proposed(source=source, relays=make_source(), quote="It was said.")

    def queries() -> int:
        moderator.get(QUEUE)
        with CaptureQueriesContext(connection) as captured:
            assert moderator.get(QUEUE).status_code == 200
        return len(captured)

    make(3)
    few = queries()
    make(17)
    assert queries() == few
    assert few <= 20


def test_the_queue_is_linked_from_every_page_of_the_desk(moderator: Client) -> None:
    for address in ["/admin/", "/admin/tracker/citation/", QUEUE]:
        assert f'href="{QUEUE}"' in moderator.get(address).content.decode()


def test_who_may_not_review_sees_neither_queue_nor_link(login: Any) -> None:
    client = login("")
    citation = proposed()
    assert QUEUE not in client.get("/admin/").content.decode()
    for address in [QUEUE, f"{QUEUE}{citation.pk}/", f"{QUEUE}{citation.pk}/edit/"]:
        assert client.get(address).status_code == 403
        assert client.post(address, {"_accept": "1"}).status_code in {403, 405}
    citation.refresh_from_db()
    assert citation.review == "proposed"


def test_a_relay_that_names_nobody_is_called_so(moderator: Client) -> None:
    proposed(basis=Basis.RELAYED)
    assert "Names nobody whom it relays." in text_of(moderator)
