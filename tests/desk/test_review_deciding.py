"""Accepting, rejecting, editing and taking back in the review queue."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.desk.forms import fields_of_form, messages_of, seen
from tests.desk.test_review_queue import QUEUE, proposed, shown
from tests.makers import make_source
from tracker.desk.proposers import UNDONE
from tracker.evidence.models import Citation


def address(citation: Citation, part: str = "") -> str:
    return f"{QUEUE}{citation.pk}/{part}"


def accept(client: Client, citation: Citation) -> HttpResponse:
    return client.post(address(citation), {"_accept": "1", "seen": seen(citation)})


def reject(client: Client, citation: Citation, reason: str = "Not said.") -> HttpResponse:
    typed = {"_reject": "1", "seen": seen(citation), f"reject-{citation.pk}-reason": reason}
    return client.post(address(citation), typed)


def undo(client: Client, citation: Citation) -> HttpResponse:
    decision = citation.reviews.order_by("-id").first()
    return client.post(address(citation), {"_undo": decision.pk})


def edit(client: Client, citation: Citation, **changes: Any) -> HttpResponse:
    page = client.get(address(citation, "edit/"))
    data = fields_of_form(page.context["row"].form)
    button = changes.pop("button", "_save")
    data |= {f"words-{citation.pk}-{name}": value for name, value in changes.items()}
    return client.post(address(citation, "edit/"), data | {button: "1"})


def state(citation: Citation) -> str:
    return Citation.objects.get(pk=citation.pk).review


def reviews(citation: Citation) -> list[tuple[str, str, str]]:
    return [*citation.reviews.order_by("id").values_list("state", "reviewed_by", "reason")]


@pytest.mark.parametrize("group", ["Moderators", "Editors", "Administrators"])
def test_each_role_accepts_rejects_and_takes_back(login: Any, group: str) -> None:
    client, citation = login(group), proposed()
    assert accept(client, citation).status_code == 302
    assert state(citation) == "accepted"
    undo(client, citation)
    assert state(citation) == "proposed"
    reject(client, citation)
    assert state(citation) == "rejected"
    name = client.user.username
    assert reviews(citation)[1:] == [
        ("accepted", name, ""),
        ("proposed", name, UNDONE),
        ("rejected", name, "Not said."),
    ]


def test_after_a_decision_the_queue_comes_back_as_it_was_filtered(moderator: Client) -> None:
    citation = proposed()
    query = f"?story={citation.story_id}"
    pressed = {"_accept": "1", "seen": seen(citation)}
    response = moderator.post(address(citation) + query, pressed)
    assert response["Location"] == f"{QUEUE}{query}#to-review"
    assert "Accepted" in messages_of(response)


def test_htmx_gets_the_row_with_the_result_and_a_way_back(moderator: Client) -> None:
    citation = proposed()
    pressed = {"_accept": "1", "seen": seen(citation)}
    response = moderator.post(address(citation), pressed, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert f'id="citation-{citation.pk}"' in page
    assert 'data-state="accepted"' in page
    assert 'name="_undo"' in page
    assert "0 to review" in page


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x00b", "a\x07b"])
def test_rejecting_needs_a_reason_that_can_be_kept(moderator: Client, reason: str) -> None:
    citation = proposed()
    response = reject(moderator, citation, reason)
    assert response.status_code == 200
    assert response.context["row"].problem
    assert response.context["row"].reject_form["reason"].value() == reason
    assert state(citation) == "proposed"


def test_a_button_that_is_not_there_changes_nothing(moderator: Client) -> None:
    citation = proposed()
    moderator.post(address(citation), {"_delete": "1"})
    moderator.post(address(citation), {"_undo": "x"})
    assert state(citation) == "proposed"
    assert moderator.post(f"{QUEUE}0/", {"_accept": "1"}).status_code == 404


def test_what_somebody_else_has_decided_meanwhile_stands(
    moderator: Client, editor: Client
) -> None:
    citation = proposed()
    reject(editor, citation)
    response = accept(moderator, citation)
    told = messages_of(response)
    assert f"{editor.user.username} rejected this meanwhile" in told
    assert "Not said." in told
    assert state(citation) == "rejected"
    assert len(reviews(citation)) == 2


def test_nobody_takes_back_what_somebody_else_decided(
    moderator: Client, editor: Client
) -> None:
    citation = proposed()
    accept(editor, citation)
    undo(moderator, citation)
    assert state(citation) == "accepted"


def test_a_decision_is_not_taken_back_once_another_follows_it(
    moderator: Client, editor: Client
) -> None:
    citation = proposed()
    accept(moderator, citation)
    first = citation.reviews.latest("id").pk
    undo(moderator, citation)
    reject(editor, citation)
    response = moderator.post(address(citation), {"_undo": first})
    assert "rejected this meanwhile" in messages_of(response)
    assert state(citation) == "rejected"


def test_own_decisions_are_listed_for_a_while(moderator: Client, editor: Client) -> None:
    mine, other, again = proposed(), proposed(), proposed()
    reject(moderator, mine, "A slip")
    accept(editor, other)
    accept(moderator, again)
    undo(moderator, again)
    lately = moderator.get(QUEUE).context["lately"]
    assert [decision.citation_id for decision in lately] == [mine.pk]
    undo(moderator, mine)
    assert shown(moderator) == [mine.pk, again.pk]


def test_accepting_a_relay_makes_what_it_relays_known(moderator: Client) -> None:
    told = make_source(published="")
    citation = proposed(relays=told)
    accept(moderator, citation)
    told.refresh_from_db()
    assert told.known_on == citation.source.known_on
    undo(moderator, citation)
    told.refresh_from_db()
    assert told.known_on is None
